"""The room's remote: one big Next, what the wall shows, who is missing, and the panels below."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from cards.deck import in_language
from facilitation.desk import panels
from facilitation.desk.agenda import lateness, lateness_told
from facilitation.desk.desk import Desk
from facilitation.desk.notices import explained, for_stage, show_notice, steer, steered
from facilitation.desk.shelf import state
from facilitation.desk.undoing import undo_button
from facilitation.wall import screen
from facilitation.wall.living import redrawn
from facilitation.wall.parts import clock_face, element, title_of, words
from facilitation.wall.scenes import answered, checked_out, joined, rehearsal_told, weighed
from facilitation.words import Speaker
from sessions.errors import AtTheEnd, Refused, SessionClosed
from sessions.events import (
    Dealt,
    Event,
    PrioritiesShown,
    Resumed,
    Revealed,
    RoundOpened,
    Shown,
    Step,
    Stepped,
)
from sessions.results import Progress, has_done, progress, progress_by_table, rehearsed
from sessions.session import Session
from sessions.state import RATING_STEPS


def show(desk: Desk) -> None:
    say = desk.say
    if not desk.code:
        st.html(words("p", say("Choose a session from the list of sessions.")))
        return
    session = desk.session()
    st.html(screen.STYLE)
    st.html(words("h1", session.opened.title, dir="auto"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(words("p", session.door, "code"), width="content")
        simple = st.toggle(say("Only the most needed buttons"), key="simple", bind="query-params")
        looking = desk.role == "observer"
        clicker = not looking and st.toggle(say("Next and Back with a clicker"), key="clicker", bind="query-params")
        if clicker:  # in the same row: what stands below would be drawn anew, were it to move
            st.html(words("p", clicker_told(say), "quiet clicker"), width="content")
    if looking:
        st.html(words("p", say("This link is for looking on: nothing can be changed here."), "notice"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        remote(desk)
        if not simple and not looking:
            with st.expander(say("Show a certain card")):
                choose_card(desk)
            with st.expander(say("Rate anew")):
                rate_anew(desk)
    with right:
        picture(desk)
        if not simple:
            people(desk)
    if not simple:
        with st.container(key="looking" if looking else "working"):
            panels.show(desk, session)


def clicker_told(say: Speaker) -> str:
    """The keys that clickers send; `watch/` knows them while this stands on the screen."""
    return say(
        "Page Down or → presses Next, Page Up or ← presses Back, while this window is in front and nothing is typed."
    )


# -------------------------------------------------------------------- the remote


@redrawn(every=1.0)
def remote(desk: Desk) -> None:
    """The buttons, for the state they show: `stage` on the screen goes with every command."""
    say, now = desk.say, desk.now()
    with explained(say, now):
        session = desk.session()
        st.session_state["stage"] = session.stage
        show_notice(now)
        room = progress(session, desk.house.hub.here(session.code))
        st.html(standing(session, now, say) + words("p", count(session, room, say), "count"))
        if desk.role != "observer":
            _next_and_back(desk, session, now)
            _time_and_phones(desk, session, now)
            _ending(desk, session)
        return
    show_notice(now)  # the session is gone


def standing(session: Session, now: int, say: Speaker) -> str:
    """Which step runs, how late it is, and its clock."""
    place = say("Step {n} of {m}", n=session.step + 1, m=len(session.agenda))
    step = words("p", f"{place}: {state(session, say)}", "step", data_stage=str(session.stage))
    if session.began and not session.closed:
        step += words("p", lateness_told(lateness(session, now), say), "quiet")
    return step + words("p", clock_told(session, now, say), "clock")


def clock_told(session: Session, now: int, say: Speaker) -> str:
    """The clock that runs, in words: of a pause, of the open round, else of the step."""
    moment = session.clock(now)
    current = session.round if session.round is not None and session.round.open(moment) else None
    ends_at = current.ends_at if current is not None else session.step_ends_at
    if session.closed:
        return ""
    left = clock_face(ends_at - moment) if ends_at is not None else ""
    if session.paused_at is not None:
        return say("The clock stands still: {time} left", time=left) if left else say("The clock stands still.")
    if current is not None:
        return say("Rating is open: {time} left", time=left) if left else say("Rating is open.")
    if ends_at is None:
        return ""
    return say("{time} left", time=left) if ends_at > now else say("The time is over.")


def _next_and_back(desk: Desk, session: Session, now: int) -> None:
    say, workshop = desk.say, desk.house.workshop
    coming, lacking = coming_events(session, now)
    with st.container(key="next"):
        st.button(
            next_label(session, coming, say),
            type="primary",
            key=for_stage("next", session.stage),
            width="stretch",
            disabled=not coming,
            on_click=steer,
            args=(desk, workshop.forward),
            kwargs={"stage": session.stage},
        )
    if lacking is not None:
        st.html(words("p", say.refusal(lacking), "notice"))
    st.html(words("p", next_wall(session, coming, say), "coming", dir="auto"))
    with st.container(horizontal=True, key="ways"):
        with st.container(key="back", width="content"):
            st.button(
                say("Back"),
                key=for_stage("back", session.stage),
                width="stretch",
                disabled=session.closed or (session.step == 0),
                on_click=steer,
                args=(desk, workshop.back),
                kwargs={"stage": session.stage},
            )
        with st.container(key="undo", width="content"):
            undo_button(desk, session, now)


def _time_and_phones(desk: Desk, session: Session, now: int) -> None:
    say, workshop = desk.say, desk.house.workshop
    paused, down = session.paused_at is not None, session.phones_down
    timed = session.open_round(now) is not None or session.current_step.kind not in RATING_STEPS
    with st.container(horizontal=True, key="controls"):
        st.button(
            say("One minute more"),
            key="minute",
            on_click=steer,
            args=(desk, workshop.add_time),
            disabled=session.closed or not (timed or paused),
        )
        with st.container(key="pause", width="content"):
            st.button(
                say("Go on") if paused else say("Pause"),
                key=for_stage("pause", session.stage),
                width="stretch",
                type="primary" if paused else "secondary",
                on_click=steer,
                args=(desk, workshop.resume if paused else workshop.pause),
                kwargs={"stage": session.stage},
                disabled=session.closed,
            )
        with st.container(key="phones", width="content"):
            st.button(
                say("Phones up again") if down else say("Phones down"),
                key=for_stage("phones", session.stage),
                width="stretch",
                type="primary" if down else "secondary",
                on_click=steer,
                args=(desk, workshop.look_up),
                kwargs={"on": not down, "stage": session.stage},
                disabled=session.closed,
            )


def coming_events(session: Session, now: int) -> tuple[list[Event], Refused | None]:
    """What Next would record, and what stands in its way (an impossible deal, say); nothing of either at the end."""
    try:
        return session.forward(now=now, seed=0), None
    except (AtTheEnd, SessionClosed):
        return [], None
    except Refused as refused:
        return [], refused


def next_label(session: Session, coming: list[Event], say: Speaker) -> str:
    """What Next will do. No words of people or decks: a button's label is Markdown."""
    stepped = next((session.agenda[event.step].kind for event in coming if isinstance(event, Stepped)), None)
    for event in coming:
        match event:
            case Dealt():
                return say("Next: deal the cards and start rating")
            case RoundOpened() if stepped == "warmup":
                return say("Next: the practice card")
            case RoundOpened() if stepped == "rerate":
                return say.many("Next: rate {n} card again", "Next: rate {n} cards again", len(event.cards))
            case RoundOpened():
                return say("Next: start rating")
            case Revealed() if session.practising:
                return say("Next: show the answers to the practice card")
            case Revealed() if session.doing == "rerate":
                return say("Next: show what has changed")
            case Revealed():
                cards = session.cards_in_play()
                shown = len(session.revealed_cards()) + 1
                return say("Next: show card {n} of {m}", n=shown, m=len(cards))
            case Shown() if event.card:
                cards = session.revealed_cards()
                return say(
                    "Next: show card {n} of {m}", n=cards.index(event.card) + 1, m=len(session.cards_in_play())
                )
            case Shown() if stepped is None:
                return say("Next: show all cards together")
            case PrioritiesShown():
                return say("Next: show which cards got most points")
    if stepped is not None:
        return _step_label(stepped, say)
    if any(isinstance(event, Resumed) for event in coming):
        return say("Next: go on")
    if session.closed:
        return say("The session has ended.")
    last = session.step == len(session.agenda) - 1
    return say("This was the last step.") if last else say("Next: not possible yet")


def _step_label(kind: str, say: Speaker) -> str:
    return {
        "welcome": say("Next: welcome people"),
        "warmup": say("Next: the practice card"),
        "who": say("Next: who is here"),
        "speech": say("Next: the speech"),
        "rate": say("Next: go on rating"),
        "rerate": say("Next: look at the answers again"),
        "crosscutting": say("Next: what cuts across everything"),
        "actions": say("Next: what we do"),
        "talk": say("Next: close the rating and talk at the tables"),
        "reveal": say("Next: go to the answers"),
        "priorities": say("Next: let people give their points"),
        "checkout": say("Next: ask the last three questions"),
        "close": say("Next: thank everybody"),
    }[kind]


def next_wall(session: Session, coming: list[Event], say: Speaker) -> str:
    """What the wall will show after Next, in words; of answers only that they will come."""
    if session.doing == "rerate" and any(isinstance(event, Revealed) for event in coming):
        return say("Then the wall shows the cards that were rated again, before and after.")
    for event in coming:
        if isinstance(event, Revealed | Shown) and event.card:
            return say("Then the wall shows: {title}", title=title_of(session, event.card, say))
        if isinstance(event, Shown) and not session.practising:
            return say("Then the wall shows all revealed cards.")
        if isinstance(event, PrioritiesShown):
            return say("Then the wall shows the cards with most points, and nobody can give any more.")
        if isinstance(event, Stepped):
            return say("Then the wall says: {task}", task=task_of(session.agenda[event.step], say))
    return ""


def task_of(step: Step, say: Speaker) -> str:
    """What a step asks people to do: the facilitator's own words where there are some."""
    return in_language(step.task, say.language)[0] if step.task else say.task(step.kind)


def _ending(desk: Desk, session: Session) -> None:
    say, workshop = desk.say, desk.house.workshop
    if not session.closed and session.step < len(session.agenda) - 1:
        return
    with st.container(key="ending"):
        st.button(
            say("Open the session again") if session.closed else say("End the session"),
            key=for_stage("reopen" if session.closed else "end", session.stage),
            on_click=steer,
            args=(desk, workshop.reopen if session.closed else workshop.close),
            kwargs={"stage": session.stage},
        )


# -------------------------------------------------------------------- cards


@redrawn()
def choose_card(desk: Desk) -> None:
    """Any card that is in play, out of its turn."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        titles = {card: title_of(session, card, say) for card in session.cards_in_play()}
        card = st.selectbox(say("Card"), list(titles), format_func=titles.__getitem__, key="card")
        st.button(
            say("Show it on the wall"),
            key="reveal",
            on_click=steer,
            args=(desk, desk.house.workshop.reveal),
            kwargs={"card": card},
        )


@redrawn(every=2.0)
def rate_anew(desk: Desk) -> None:
    """Closing and opening the rating, and setting answers aside, which asks twice."""
    say, workshop, now = desk.say, desk.house.workshop, desk.now()
    with explained(say, now):
        session = desk.session()
        if session.closed or not session.dealt or session.practising:
            st.html(words("p", say("There is nothing to rate anew just now."), "quiet"))
            return
        is_open = session.open_round(now) is not None
        opening = say("Open the rating again") if session.may_reopen() else say("Start a new round of rating")
        with st.container(key="rating"):
            st.button(
                say("Close the rating") if is_open else opening,
                key=for_stage("close-round" if is_open else "open-round", session.stage),
                on_click=steer,
                args=(desk, workshop.close_rating if is_open else workshop.open_rating),
                kwargs={"stage": session.stage},
            )
        if session.rounds:
            _restart(desk, session)


def _restart(desk: Desk, session: Session) -> None:
    say = desk.say
    titles = {"": say("All cards of the newest round")}
    if session.rounds[-1].closed_at is not None:
        titles |= {card: title_of(session, card, say) for card in session.cards_in_play() if session.asked_in(card)}
    card = st.selectbox(say("Rate anew from the beginning"), list(titles), format_func=titles.__getitem__, key="anew")
    sure = st.checkbox(say("Set the answers so far aside. They stay in the archive and count nowhere."), key="sure")
    st.button(say("Rate it anew"), key="restart", disabled=not sure, on_click=_rate_anew, args=(desk, card))


def _rate_anew(desk: Desk, card: str) -> None:
    if steered(desk, desk.house.workshop.restart, card=card):
        st.session_state["sure"] = False


# -------------------------------------------------------------------- the room


@redrawn(every=1.0)
def picture(desk: Desk) -> None:
    """What the wall shows now, small."""
    small = screen.wall_now(desk.house, desk.code)
    heading = words("p", desk.say("On the wall now"), "quiet")
    st.html(heading + element("div", small, "small-wall"))


def count(session: Session, room: Progress, say: Speaker) -> str:
    """How many have done what is asked; how many have joined where nothing is. A rehearsal stands apart, as on the
    wall.
    """
    told, rehearsal = _of_people(session, room, say), rehearsed(session)
    return f"{told} · {rehearsal_told(rehearsal, say, ready=asks(session))}" if rehearsal.people else told


def _of_people(session: Session, room: Progress, say: Speaker) -> str:
    if not asks(session):
        return joined(room, say)
    match session.doing:
        case "priorities":
            return weighed(session, say)
        case "checkout":
            return checked_out(session, say)
    return answered(room, say)


def asks(session: Session) -> bool:
    """Whether somebody's answers are waited for, or are what is looked at."""
    return bool(session.rounds) and not session.closed and session.doing not in ("actions", "close")


@redrawn(every=2.0)
def people(desk: Desk) -> None:
    with explained(desk.say, desk.now()):
        st.html(missing(desk.session(), desk.say))


def _done_by_table(session: Session) -> dict[str, tuple[int, int]]:
    """Group id -> how many have done what is asked, and of how many: only cards can be answered by hand."""
    if session.doing not in ("priorities", "checkout"):
        return {group: (table.answered, table.people) for group, table in progress_by_table(session).items()}
    here = Counter(seat.group for seat in session.people())
    done = Counter(seat.group for seat in session.people() if has_done(session, seat))
    return {group.id: (done[group.id], here[group.id]) for group in session.groups}


def missing(session: Session, say: Speaker) -> str:
    """Each group with how many of it have done what is asked, and by nickname (where asked) who has not."""
    asking = asks(session)
    waiting = [seat for seat in session.people() if asking and session.dealt and not has_done(session, seat)]
    tables = _done_by_table(session)
    rows = []
    for group in session.groups:
        names = [seat.nickname for seat in waiting if seat.group == group.id and seat.nickname]
        done, here = tables[group.id]
        count = say("{n} of {m} ready", n=done, m=here)
        told = count if asking and here else say.many("{n} person", "{n} people", here)
        who = words("small", say("Missing: {names}", names=", ".join(names)), dir="auto") if names else ""
        rows.append(element("li", words("span", group.name, dir="auto") + words("b", told) + who))
    return element("ul", "".join(rows), "groups")
