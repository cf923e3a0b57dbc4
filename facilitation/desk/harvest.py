"""What the room leaves with, written down while people are there: outcomes, actions, priorities, the headline and
what is parked. Two facilitators can write at once: whoever comes second keeps their text and sees the newer one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec
import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notes import short
from facilitation.desk.notices import command, done, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from sessions.errors import NoSuchItem, WrittenMeanwhile
from sessions.items import (
    ACTION_KINDS,
    ACTION_STATES,
    LEVELS,
    NEEDS,
    OUTCOME_KINDS,
    PLACES,
    Action,
    Focus,
    Headline,
    Item,
    Outcome,
    Parked,
)
from sessions.session import Session


@dataclass(frozen=True)
class Draft:
    """An item that is being written: how it was found, in which version (0 for a new one), and what somebody else
    has written there since."""

    item: Item
    over: int = 0
    newer: str = ""


def panel(desk: Desk, session: Session) -> None:
    outcomes, rest = st.columns(2, gap="large")
    with outcomes:
        _outcomes(desk)
    with rest:
        _actions(desk)
    left, right = st.columns(2, gap="large")
    with left:
        _in_words(desk)
    with right:
        _parked(desk)


# -------------------------------------------------------------------- names


def outcome_kinds(say: Speaker) -> dict[str, str]:
    return {"decision": say("Decision"), "question": say("Open question"), "wish": say("Wish")}


def levels(say: Speaker) -> dict[str, str]:
    return {
        "own-work": say("My own work"),
        "own-organisation": say("My own organisation"),
        "network": say("The network"),
        "national": say("The whole country"),
    }


def action_kinds(say: Speaker) -> dict[str, str]:
    return {
        "do": say("We do this"),
        "stop": say("We stop this"),
        "promise": say("Both sides promise"),
        "pilot": say("We try it out"),
    }


def needs(say: Speaker) -> dict[str, str]:
    return {"time": say("Time"), "skill": say("Skill"), "money": say("Money")}


def states(say: Speaker) -> dict[str, str]:
    return {"open": say("Open"), "done": say("Done"), "dropped": say("Dropped")}


# -------------------------------------------------------------------- outcomes


@redrawn(every=3.0)
def _outcomes(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        written = session.outcomes()
        st.html(words("h2", say("Outcomes ({n})", n=len(written))))
        card = _card(session, say)
        _editor(desk, session, Draft(Outcome(id="", text="", card=card)), "new-outcome")
        for outcome in written:
            _row(desk, session, outcome, about_outcome(session, outcome, say))
        _struck(desk, session, Outcome)


def _card(session: Session, say: Speaker) -> str:
    """The card that is spoken of: the one on the wall at first, and it changes under nobody's hands."""
    cards = ["", *session.cards]
    if "outcome-card" not in st.session_state:
        st.session_state["outcome-card"] = session.shown
    elif session.shown and st.session_state["outcome-card"] != session.shown:
        st.button(
            say("Write about the card on the wall now"), key="outcome-now", on_click=_to_card, args=(session.shown,)
        )
    chosen: str = st.selectbox(
        say("Card"),
        cards,
        format_func=lambda card: title_of(session, card, say) if card else say("The session as a whole"),
        key="outcome-card",
    )
    return chosen


def _to_card(card: str) -> None:
    st.session_state["outcome-card"] = card


def about_outcome(session: Session, outcome: Outcome, say: Speaker) -> str:
    """An outcome as HTML: its card and kind, its text, and the notes it rests on."""
    card = title_of(session, outcome.card, say) if outcome.card in session.cards else say("The session as a whole")
    head = words("small", f"{outcome_kinds(say)[outcome.kind]} · {card}", dir="auto")
    resting = [note[1:] for note in outcome.notes if note in session.notes]
    notes = words("small", say("Rests on notes: {numbers}", numbers=", ".join(resting))) if resting else ""
    return head + words("p", outcome.text, "said", dir="auto") + notes


# -------------------------------------------------------------------- actions


@redrawn(every=3.0)
def _actions(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        actions = session.actions()
        st.html(words("h2", say("Actions ({n})", n=len(actions))))
        with st.expander(say("Write a new action"), expanded=not actions):
            _editor(desk, session, Draft(Action(id="", text="")), "new-action")
        for action in actions:
            _row(desk, session, action, about_action(session, action, say))
        _struck(desk, session, Action)


def about_action(session: Session, action: Action, say: Speaker) -> str:
    """An action as HTML, with how many of which tables can take it; nobody is named."""
    facts = [
        action.who,
        say("by {day}", day=say.day(date.fromisoformat(action.due))) if action.due else "",
        action_kinds(say)[action.kind],
        levels(say)[action.level],
        say("Needs: {needs}", needs=say.listed([needs(say)[need].lower() for need in action.needs]))
        if action.needs
        else "",
    ]
    state = states(say)[action.state] if action.state != "open" else ""
    why = say("Why: {reason}", reason=action.why) if action.state == "dropped" and action.why else ""
    return (
        "".join(words("small", mark, "mark") for mark in (state, carried(action, say)) if mark)
        + words("p", action.text, "said", dir="auto")
        + words("small", " · ".join(fact for fact in [*facts, why] if fact), dir="auto")
        + words("p", volunteers(session, action.id, say), "quiet")
    )


def carried(item: Action | Parked, say: Speaker) -> str:
    return say("From the session before ({code})", code=item.came_from) if item.came_from else ""


def volunteers(session: Session, action: str, say: Speaker) -> str:
    """How many can take an action, and at which tables; "" for nobody."""
    seats = session.volunteers_for(action)
    if not seats:
        return ""
    tables = [group.name for group in session.every_group if any(seat.group == group.id for seat in seats)]
    count = say.many("{n} person can take this", "{n} people can take this", len(seats))
    return f"{count}: {', '.join(tables)}"


# -------------------------------------------------------------------- priorities and headline


@redrawn(every=3.0)
def _in_words(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        st.html(words("h2", say("What matters most, in words")))
        for place in PLACES:
            _standing(desk, session, Focus(id=f"f{place}", text=""), f"{place}. ")
        st.html(words("h2", say("The headline of the day")))
        _standing(desk, session, Headline(id="h1", text=""), "")


def _standing(desk: Desk, session: Session, blank: Item, before: str) -> None:
    """An item that has its place from the beginning: what it says, and under it always the field to write in."""
    written = session.items.get(blank.id)
    with st.container(key=f"item-{blank.id}"):
        if written is not None:
            st.html(words("p", before + written.item.text, "said", dir="auto"))
        seen = Draft(written.item, over=written.version) if written is not None else Draft(blank)
        _editor(desk, session, _drafts().setdefault(blank.id, seen), blank.id)
        if written is not None:
            _strike_button(desk, session, blank.id)


# -------------------------------------------------------------------- the parking lot


@redrawn(every=3.0)
def _parked(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        parked = session.parked()
        st.html(words("h2", say("Parking lot ({n})", n=len(parked))))
        st.html(
            words(
                "p", say("For another day. What stays open comes along to the next session of the series."), "quiet"
            )
        )
        _editor(desk, session, Draft(Parked(id="", text="")), "new-parked")
        for item in parked:
            mark = carried(item, say)
            state = states(say)[item.state] if item.state != "open" else ""
            marks = "".join(words("small", each, "mark") for each in (state, mark) if each)
            _row(desk, session, item, marks + words("p", item.text, "said", dir="auto"))
        _struck(desk, session, Parked)


# -------------------------------------------------------------------- one item


def _row(desk: Desk, session: Session, item: Item, about: str) -> None:
    """What an item says, with the way to mend it; while it is mended, its editor."""
    say = desk.say
    with st.container(border=True, key=f"item-{item.id}"):
        st.html(element("div", about, "item"))
        draft = _drafts().get(item.id)
        if draft is not None:
            _editor(desk, session, draft, item.id)
            return
        with st.container(horizontal=True):
            version = session.items[item.id].version
            st.button(say("Change"), key=f"edit-{item.id}", on_click=_begin, args=(item, version))
            _strike_button(desk, session, item.id)


def _struck(desk: Desk, session: Session, kind: type[Outcome | Action | Parked]) -> None:
    """Lines that somebody else struck out while they were mended here: what was typed can still be saved."""
    for place, draft in list(_drafts().items()):
        if isinstance(draft.item, kind) and place not in session.items:
            st.html(words("p", desk.say("Somebody else struck this line out. Save it to have it again."), "notice"))
            _editor(desk, session, draft, place)


def _strike_button(desk: Desk, session: Session, item: str) -> None:
    say, version = desk.say, session.items[item].version
    st.button(say("Strike it out"), key=f"strike-{item}", on_click=_strike, args=(desk, item, version))


def _drafts() -> dict[str, Draft]:
    """What is being written in this browser, by the item's id or by the name of the place for new ones."""
    drafts: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    return drafts


def _begin(item: Item, version: int) -> None:
    _drafts()[item.id] = Draft(item, over=version)


def _strike(desk: Desk, item: str, version: int) -> None:
    _forget(item)
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.aside(desk.code, lambda session: session.strike(item=item, over=version)),
    )


def _editor(desk: Desk, session: Session, draft: Draft, place: str) -> None:
    """The fields of an item. What is typed into them stays until it is saved or given up, on other panels too."""
    say = desk.say
    _fields(session, draft.item, place, say)
    kept: dict[str, object] = st.session_state["typed"]
    kept.update({str(key): st.session_state[key] for key in st.session_state if str(key).startswith(f"{place}:")})
    if draft.newer:
        notice = say("Somebody else wrote here meanwhile. Yours is not saved yet. Theirs:")
        st.html(words("p", notice, "meanwhile", role="alert") + words("p", draft.newer, "newer", dir="auto"))
    turn = _turns().get(place, 0)
    with st.container(horizontal=True):
        st.button(
            say("Save mine in its place") if draft.newer else say("Save"),
            key=f"save-{place}-{turn}" if turn else f"save-{place}",
            on_click=_save,
            args=(desk, draft, place, turn),
        )
        if draft.newer or (draft.over and not isinstance(draft.item, Focus | Headline)):
            st.button(say("Leave it as it is"), key=f"leave-{place}", on_click=_forget, args=(place,))


def _save(desk: Desk, draft: Draft, place: str, turn: int) -> None:
    """Saves what is typed. Each saved line takes a turn: a press that Streamlit repeats after a rerun broken off is
    about the turn before, and would find the fields empty."""
    if turn != _turns().get(place, 0):
        return
    st.session_state.pop("notice", None)
    with explained(desk.say, desk.now()):
        item = _typed(draft.item, place)
        try:
            done(desk.house.workshop.write(desk.code, item=item, over=draft.over))
        except WrittenMeanwhile as meanwhile:
            now = desk.session().items[item.id]
            _drafts()[place] = Draft(draft.item, over=now.version, newer=str(meanwhile.facts["text"]))
        except NoSuchItem:  # struck out meanwhile: it can become a new line
            fixed = isinstance(item, Focus | Headline)
            _drafts()[place] = Draft(item if fixed else msgspec.structs.replace(item, id=""))
            raise
        else:
            _turns()[place] = turn + 1
            _forget(place)


def _turns() -> dict[str, int]:
    """How many lines were saved in each place of this browser."""
    turns: dict[str, int] = st.session_state.setdefault("saved-lines", {})
    return turns


def _forget(place: str) -> None:
    """Empties the fields of a place: the next ones show what is so then."""
    _drafts().pop(place, None)
    kept: dict[str, object] = st.session_state.get("typed", {})
    for key in [key for key in kept if key.startswith(f"{place}:")]:
        del kept[key]
        st.session_state.pop(key, None)


# -------------------------------------------------------------------- the fields of each kind


def _fields(session: Session, item: Item, place: str, say: Speaker) -> None:
    def key(field: str, usual: object) -> str:
        return _key(f"{place}:{field}", usual)

    match item:
        case Outcome():
            _outcome_fields(session, item, key, say)
        case Action():
            _action_fields(session, item, key, say)
        case Parked():
            named = states(say)
            st.text_area(say("For another day"), key=key("text", item.text), height=80)
            if item.id:
                st.selectbox(
                    say("How it stands"), ACTION_STATES, format_func=named.__getitem__, key=key("state", item.state)
                )
        case Headline():
            st.text_area(say("One sentence that the room agrees on"), key=key("text", item.text), height=80)
        case Focus():
            st.text_input(say("Priority {n}", n=int(item.id[1:])), key=key("text", item.text))


def _outcome_fields(session: Session, item: Outcome, key: Callable[[str, object], str], say: Speaker) -> None:
    kinds = outcome_kinds(say)
    st.text_area(say("In one line"), key=key("text", item.text), height=80)
    st.radio(
        say("Kind of outcome"),
        OUTCOME_KINDS,
        format_func=kinds.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        key=key("kind", item.kind),
    )
    notes = {note.id: short(note) for note in session.told_notes() if note.card == item.card}
    notes |= {note: short(session.notes[note]) for note in item.notes if note in session.notes}
    resting = key("notes", list(item.notes))
    known = [note for note in st.session_state[resting] if note in notes]
    if known != st.session_state[resting]:  # setting what is so already would undo a choice made during this run
        st.session_state[resting] = known
    if notes:
        st.multiselect(
            say("Rests on these notes"),
            list(notes),
            format_func=notes.__getitem__,
            placeholder=say("Choose"),
            key=resting,
        )


def _action_fields(session: Session, item: Action, key: Callable[[str, object], str], say: Speaker) -> None:
    places, kinds, needed, stands = levels(say), action_kinds(say), needs(say), states(say)
    st.text_area(say("What is done"), key=key("text", item.text), height=80)
    left, right = st.columns(2)
    with left:
        st.text_input(say("Who sees to it"), key=key("who", item.who))
        st.selectbox(say("Where"), LEVELS, format_func=places.__getitem__, key=key("level", item.level))
    with right:
        due = date.fromisoformat(item.due) if item.due else None
        st.date_input(say("By when"), format="DD.MM.YYYY", key=key("due", due))
        st.selectbox(say("Kind of action"), ACTION_KINDS, format_func=kinds.__getitem__, key=key("kind", item.kind))
    st.multiselect(
        say("What it needs"),
        NEEDS,
        format_func=needed.__getitem__,
        placeholder=say("Choose"),
        key=key("needs", list(item.needs)),
    )
    st.selectbox(
        say("Card"),
        ["", *session.cards],
        format_func=lambda card: title_of(session, card, say) if card else say("The session as a whole"),
        key=key("card", item.card),
    )
    if item.id:
        state = key("state", item.state)
        st.selectbox(say("How it stands"), ACTION_STATES, format_func=stands.__getitem__, key=state)
        if st.session_state[state] == "dropped":
            st.text_input(say("Why it was dropped"), key=key("why", item.why))


def _key(name: str, usual: object) -> str:
    """The key of a field: it shows what was typed into it before, on whatever panel one was since."""
    kept: dict[str, object] = st.session_state.setdefault("typed", {})
    if name not in st.session_state:
        st.session_state[name] = kept.get(name, usual)
    return name


def _typed(item: Item, place: str) -> Item:
    """The item as its fields say."""
    wish = {
        field: st.session_state[f"{place}:{field}"]
        for field in item.__struct_fields__
        if f"{place}:{field}" in st.session_state
    }
    if "due" in wish:
        wish["due"] = wish["due"].isoformat() if wish["due"] else ""
    if "notes" in wish:
        wish["notes"] = tuple(wish["notes"])
    if "needs" in wish:
        wish["needs"] = tuple(need for need in NEEDS if need in wish["needs"])
    return msgspec.structs.replace(item, **wish)
