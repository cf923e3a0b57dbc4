"""Notes as they come, and which of them the wall shows: none until somebody here has read it and put it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, done, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from sessions.events import Event
from sessions.log import Written
from sessions.session import Note, Session
from sessions.similar import similar_groups

MOST_NOTES = 20  # with buttons, on a screen that is drawn anew all the time
MOST_ACROSS = 500  # notes that are compared over all cards: 3,000 would take 13 s, within their cards 0.5 s
MOST_GROUPS = 5  # of similar notes that are offered at once
SHORT = 70  # letters of a note in a list to choose from
ORDERS = ("newest", "upvotes", "card")


def panel(desk: Desk, session: Session) -> None:
    notes(desk)


@redrawn(every=2.0)
def notes(desk: Desk) -> None:
    """The notes that were asked for, each with a button that puts it on the wall or takes it off."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        every = session.all_notes()
        on_wall = sum(session.sorted(note.id).on_screen for note in session.told_notes())
        st.html(words("h2", say("Notes ({n})", n=len(every))) + words("p", _on_wall(session, on_wall, say), "quiet"))
        _as_they_come(desk, session)
        if not every:
            st.html(words("p", say("No notes yet."), "quiet"))
            return
        wanted = _wanted(session, every, say)
        shown = wanted if st.session_state.get("older") else wanted[:MOST_NOTES]
        for note in shown:
            _note(desk, session, note)
        if not wanted:
            st.html(words("p", say("No note fits."), "quiet"))
        if len(wanted) > MOST_NOTES:
            st.checkbox(say("Show all notes"), key="older")
        _similar(desk, session)


def _on_wall(session: Session, count: int, say: Speaker) -> str:
    """How many notes are on the wall, or will be when people talk."""
    if session.current_step.kind == "talk" or not count:
        return say.many("{n} note is on the wall.", "{n} notes are on the wall.", count)
    return say.many(
        "{n} note is released. The wall shows it while people talk at their tables.",
        "{n} notes are released. The wall shows them while people talk at their tables.",
        count,
    )


# -------------------------------------------------------------------- unread on the wall


def _as_they_come(desk: Desk, session: Session) -> None:
    say = desk.say
    if session.notes_open:
        st.html(words("p", say("Notes go on the wall as they come: nobody reads them first."), "notice"))
        st.button(say("Release each note by hand again"), key="notes-by-hand", on_click=_open, args=(desk, False))
        return
    with st.expander(say("Let notes go on the wall as they come")):
        warning = say(
            "Then everybody sees every new note at once, also one that names a client or hurts somebody. "
            "Notes written before this stay where they are."
        )
        st.html(words("p", warning))
        st.button(say("Let them go on the wall unread"), key="notes-open", on_click=_open, args=(desk, True))


def _open(desk: Desk, on: bool) -> None:
    _aside(desk, lambda session: session.open_notes(on=on))


# -------------------------------------------------------------------- which notes, in which order


def _wanted(session: Session, every: Sequence[Note], say: Speaker) -> list[Note]:
    """The notes that the fields above the list ask for."""
    which = {
        "all": say("All"),
        "waiting": say("Not on the wall"),
        "on-wall": say("On the wall"),
        "starred": say("Quotes"),
        "out": say("Kept out"),
    }
    orders = {"newest": say("Newest first"), "upvotes": say("Most agreed with first"), "card": say("By card")}
    left, middle, right = st.columns(3)
    with left:
        chosen = st.selectbox(say("Which notes"), list(which), format_func=which.__getitem__, key="which-notes")
    with middle:
        order = st.selectbox(say("Order"), list(orders), format_func=orders.__getitem__, key="notes-order")
    with right:
        text = st.text_input(say("Search in the notes"), key="notes-search")
    return ordered(session, [note for note in every if fits(session, note, chosen, text)], order)


def fits(session: Session, note: Note, which: str, text: str = "") -> bool:
    """Whether a note is one of those asked for, and has this text in it (in any case)."""
    how = session.sorted(note.id)
    kinds = {
        "all": True,
        "waiting": not (how.on_screen or how.out or how.into),
        "on-wall": how.on_screen,
        "starred": how.starred,
        "out": how.out,
    }
    return kinds[which] and text.strip().casefold() in f"{note.id[1:]} {note.text} {how.quote}".casefold()


def ordered(session: Session, notes: Sequence[Note], order: str) -> list[Note]:
    """Notes with the newest first, the most agreed with first, or by card as the deck has them."""
    newest = sorted(notes, key=lambda note: -int(note.id[1:]))
    if order == "upvotes":
        return sorted(newest, key=lambda note: -session.agreeing(note.id))
    if order == "card":
        places = {card: n for n, card in enumerate(session.cards)}
        return sorted(newest, key=lambda note: places.get(note.card, len(places)))
    return newest


# -------------------------------------------------------------------- one note


def _note(desk: Desk, session: Session, note: Note) -> None:
    say, number, how = desk.say, int(note.id[1:]), session.sorted(note.id)
    with st.container(horizontal=True, vertical_alignment="center", key=f"note-{note.id}"):
        css = "notes on-wall" if how.on_screen else "notes"
        st.html(element("ul", item(session, note, say), css), width="stretch")
        if how.on_screen:
            st.button(say("Hide note {n}", n=number), key=f"hide-{note.id}", on_click=_hide, args=(desk, note.id))
        elif not how.out and not how.into:
            st.button(
                say("Release note {n} to the wall", n=number),
                key=f"release-{note.id}",
                on_click=_release,
                args=(desk, note.id),
            )
        st.button(
            say("Less on note {n}", n=number) if _is_open(note.id) else say("More on note {n}", n=number),
            key=f"more-{note.id}",
            on_click=_turn,
            args=(note.id,),
        )
    if _is_open(note.id):
        with st.container(border=True, key=f"about-{note.id}"):
            _more(desk, session, note)


def _is_open(note: str) -> bool:
    return st.session_state.get("open-note") == note


def _turn(note: str) -> None:
    st.session_state["open-note"] = "" if _is_open(note) else note


def _more(desk: Desk, session: Session, note: Note) -> None:
    """Everything else that can be done with a note."""
    say, how = desk.say, session.sorted(note.id)
    with st.container(horizontal=True):
        st.button(
            say("No quote after all") if how.starred else say("Choose as a quote"),
            key=f"star-{note.id}",
            on_click=_star,
            args=(desk, note.id, not how.starred),
        )
        st.button(
            say("Let it in again") if how.out else say("Keep it out: it is about a client"),
            key=f"out-{note.id}",
            on_click=_keep_out,
            args=(desk, note.id, not how.out),
        )
    themes = {"": say("No theme"), **{theme.id: say.card_text(theme.name) for theme in session.deck.themes}}
    others = {"": say("On its own"), **_others(session, note)}
    left, right = st.columns(2)
    with left:
        st.selectbox(
            say("Theme"),
            list(themes),
            index=list(themes).index(how.theme),
            format_func=themes.__getitem__,
            key=_fresh(f"theme-{note.id}", how.theme),
            on_change=_tag,
            args=(desk, note.id, _fresh(f"theme-{note.id}", how.theme)),
        )
    with right:
        st.selectbox(
            say("Shown together with"),
            list(others),
            index=list(others).index(how.into) if how.into in others else 0,
            format_func=others.__getitem__,
            key=_fresh(f"into-{note.id}", how.into),
            on_change=_merge_chosen,
            args=(desk, note.id, _fresh(f"into-{note.id}", how.into)),
        )
    place = f"quote-{note.id}-{note.version}"
    st.text_area(
        say("Shorter, for quoting (empty: as it is)"),
        how.quote,
        key=place,
        placeholder=note.text,
        height=80,
    )
    st.button(say("Keep the shorter text"), key=f"keep-quote-{note.id}", on_click=_quote, args=(desk, note.id, place))


def _fresh(name: str, value: str) -> str:
    """The key of a field that shows what is so now: another value, another field."""
    return f"{name}-is-{value}"


def _others(session: Session, note: Note) -> dict[str, str]:
    """The notes with which this one can be shown."""
    if any(how.into == note.id for how in session.sorting.values()):
        return {}
    rest = [other for other in session.told_notes() if other.id != note.id]
    same_card_first = sorted(rest, key=lambda other: (other.card != note.card, -int(other.id[1:])))
    return {other.id: short(other) for other in same_card_first}


def short(note: Note) -> str:
    """A note in one line: its number and how it begins."""
    text = " ".join(note.text.split())
    return f"{note.id[1:]} · {text if len(text) <= SHORT else text[: SHORT - 1] + '…'}"


# -------------------------------------------------------------------- what says the same


def _similar(desk: Desk, session: Session) -> None:
    """Offers groups of notes that say much the same, each to be shown as one."""
    say = desk.say
    groups = _alike(session)
    if not groups:
        return
    st.html(words("h3", say("Much the same?")))
    for group in groups[:MOST_GROUPS]:
        first = session.note_of(group[0])
        with st.container(border=True, key=f"alike-{first.id}"):
            st.html(notes_list(session, [session.note_of(note) for note in group], say))
            st.button(
                say("Show them as one, under note {n}", n=int(first.id[1:])),
                key=f"merge-{first.id}",
                on_click=_merge,
                args=(desk, group),
            )


def _alike(session: Session) -> tuple[tuple[str, ...], ...]:
    """Similar notes, those about one card first; looked for again only when a note has come, gone or changed.

    Of very many notes only those about the same card are compared.
    """
    free = [note for note in session.told_notes() if _can_merge(session, note.id)]
    state = tuple((note.id, note.version) for note in free)
    known = st.session_state.get("alike")
    if known is None or known[0] != (session.code, state):
        card = {note.id: note.card for note in free}
        together = (
            [free]
            if len(free) <= MOST_ACROSS
            else [[note for note in free if note.card == of] for of in dict.fromkeys(card.values())]
        )
        alike = [group for own in together for group in similar_groups(own)]
        found = tuple(sorted(alike, key=lambda group: len({card[note] for note in group}) > 1))
        known = st.session_state["alike"] = ((session.code, state), found)
    groups: tuple[tuple[str, ...], ...] = known[1]
    return groups


def _can_merge(session: Session, note: str) -> bool:
    return not any(how.into == note for how in session.sorting.values())


# -------------------------------------------------------------------- commands


def _aside(desk: Desk, decide: Callable[[Session], Event | None]) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.aside(desk.code, decide))


def _release(desk: Desk, note: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.release(desk.code, note=note))


def _hide(desk: Desk, note: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.hide(desk.code, note=note))


def _star(desk: Desk, note: str, on: bool) -> None:
    _aside(desk, lambda session: session.star(note=note, on=on))


def _keep_out(desk: Desk, note: str, on: bool) -> None:
    _aside(desk, lambda session: session.keep_out(note=note, on=on))


def _tag(desk: Desk, note: str, key: str) -> None:
    theme = st.session_state[key]
    _aside(desk, lambda session: session.tag(note=note, theme=theme))


def _merge_chosen(desk: Desk, note: str, key: str) -> None:
    into = st.session_state[key]
    _aside(desk, lambda session: session.merge_notes(note=note, into=into))


def _merge(desk: Desk, group: Sequence[str]) -> None:
    first, *rest = group

    def merge(note: str) -> Future[Written]:
        return desk.house.workshop.aside(desk.code, lambda session: session.merge_notes(note=note, into=first))

    def merge_all() -> Future[Written]:
        *others, last = [merge(note) for note in rest]
        for other in others:
            done(other)
        return last

    command(desk.say, desk.now(), merge_all)


def _quote(desk: Desk, note: str, key: str) -> None:
    text = st.session_state[key]
    _aside(desk, lambda session: session.quote(note=note, text=text))


# -------------------------------------------------------------------- as HTML


def notes_list(session: Session, shown: Iterable[Note], say: Speaker) -> str:
    """Notes as a list."""
    items = "".join(item(session, note, say) for note in shown)
    return element("ul", items, "notes") if items else words("p", say("No notes yet."), "quiet")


def item(session: Session, note: Note, say: Speaker) -> str:
    """A note: its number, group and card above, kind and text below, and what has been done with it."""
    group = session.group(note.group).name
    about = title_of(session, note.card, say) if note.card in session.cards else say("The session as a whole")
    place = words("small", f"{note.id[1:]} · {group} · {about}", dir="auto")
    marks = "".join(words("small", mark, "mark") for mark in marks_of(session, note, say))
    language = "" if note.language == say.language else note.language
    said = words("span", note.text, dir="auto", lang=language)
    quote = session.sorted(note.id).quote
    quoted = element("p", words("small", say("Quoted as:")) + " " + words("span", quote, dir="auto")) if quote else ""
    return element("li", place + marks + element("p", words("b", say.note_kind(note.kind)) + " " + said) + quoted)


def marks_of(session: Session, note: Note, say: Speaker) -> list[str]:
    """In words, what has been done with a note and how many agree."""
    how, agreeing = session.sorted(note.id), session.agreeing(note.id)
    themes = {theme.id: say.card_text(theme.name) for theme in session.deck.themes}
    marks = {
        say("On the wall"): how.on_screen,
        say("Quote"): how.starred,
        say("Kept out"): how.out,
        say("Shown with note {n}", n=how.into[1:]): bool(how.into),
        say("Used in an outcome"): note.id in session.used_notes,
        themes.get(how.theme, ""): bool(how.theme),
        say.many("{n} agrees", "{n} agree", agreeing): agreeing > 0,
    }
    return [mark for mark, holds in marks.items() if holds and mark]
