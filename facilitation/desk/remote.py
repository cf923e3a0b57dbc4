"""The room's remote: one big Next, what the wall shows, who is missing, the notes as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import streamlit as st

from facilitation.desk import panels
from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained, show_notice
from facilitation.desk.shelf import state
from facilitation.wall import screen
from facilitation.wall.parts import clock_face, element, title_of, words
from facilitation.wall.scenes import answered, checked_out, joined, weighed
from facilitation.words import Speaker
from sessions.errors import Refused
from sessions.events import Dealt, Event, PrioritiesShown, Revealed, RoundOpened, Shown, Stepped
from sessions.results import Progress, has_last_words, progress
from sessions.session import Seat, Session


def show(desk: Desk) -> None:
    say = desk.say
    if not desk.code:
        st.html(words("p", say("Choose a session from the list of sessions.")))
        return
    session = desk.session()
    st.html(screen.STYLE)
    st.html(words("h1", session.opened.title, dir="auto") + words("p", session.code, "code"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        remote(desk)
        with st.expander(say("Show a certain card")):
            _choose_card(desk, session)
    with right:
        picture(desk)
        people(desk)
    panels.show(desk, session)


# -------------------------------------------------------------------- the remote


@st.fragment(run_every=1.0)
def remote(desk: Desk) -> None:
    """The buttons, for the state they show: `stage` on the screen goes with every command."""
    say, now = desk.say, desk.now()
    with explained(say, now):
        session = desk.session()
        st.session_state["stage"] = session.stage
        show_notice(now)
        room = progress(session, desk.house.hub.here(session.code))
        st.html(_standing(session, now, say) + words("p", count(session, room, say), "count"))
        _next_and_back(desk, session, now)
        _round(desk, session, now)
        _ending(desk, session)
        return
    show_notice(now)  # the session is gone


def steer(desk: Desk, act: Callable[..., Future[Any]], **facts: object) -> None:
    """A command decided on the state that was on the screen."""
    stage = st.session_state.get("stage")
    command(desk.say, desk.now(), lambda: act(desk.code, stage=stage, **facts))


def _standing(session: Session, now: int, say: Speaker) -> str:
    steps = session.agenda
    place = say("Step {n} of {m}", n=session.step + 1, m=len(steps))
    step = words("p", f"{place}: {state(session, say)}", "step")
    current = session.open_round(now)
    if current is None:
        return step
    if current.ends_at is None:
        return step + words("p", say("Rating is open."), "clock")
    return step + words("p", say("Rating is open: {time} left", time=clock_face(current.ends_at - now)), "clock")


def _next_and_back(desk: Desk, session: Session, now: int) -> None:
    say, workshop = desk.say, desk.house.workshop
    coming = coming_events(session, now)
    st.button(
        next_label(session, coming, say),
        type="primary",
        key="next",
        width="stretch",
        disabled=not coming,
        on_click=steer,
        args=(desk, workshop.forward),
    )
    st.html(words("p", next_wall(session, coming, say), "coming", dir="auto"))
    st.button(
        say("Back"),
        key="back",
        width="stretch",
        disabled=session.closed or (session.step == 0),
        on_click=steer,
        args=(desk, workshop.back),
    )


def coming_events(session: Session, now: int) -> list[Event]:
    """What Next would record; none at the end, in a closed session, or when the deal is impossible."""
    try:
        return session.forward(now=now, seed=0)
    except Refused:
        return []


def next_label(session: Session, coming: list[Event], say: Speaker) -> str:
    """What Next will do. No words of people or decks: a button's label is Markdown."""
    for event in coming:
        match event:
            case Dealt():
                return say("Next: deal the cards and start rating")
            case RoundOpened():
                return say("Next: start rating")
            case Revealed():
                cards = session.cards_in_play()
                shown = len(session.revealed_cards()) + 1
                return say("Next: show card {n} of {m}", n=shown, m=len(cards))
            case Shown():
                return say("Next: show all cards together")
            case PrioritiesShown():
                return say("Next: show which cards got most points")
    for event in coming:
        if isinstance(event, Stepped):
            return _step_label(session.agenda[event.step].kind, say)
    return say("The session has ended.") if session.closed else say("This was the last step.")


def _step_label(kind: str, say: Speaker) -> str:
    return {
        "welcome": say("Next: welcome people"),
        "rate": say("Next: go on rating"),
        "talk": say("Next: close the rating and talk at the tables"),
        "reveal": say("Next: go to the answers"),
        "priorities": say("Next: let people give their points"),
        "checkout": say("Next: ask the last three questions"),
        "close": say("Next: thank everybody"),
    }[kind]


def next_wall(session: Session, coming: list[Event], say: Speaker) -> str:
    """What the wall will show after Next, in words; of answers only that they will come."""
    for event in coming:
        if isinstance(event, Revealed):
            return say("Then the wall shows: {title}", title=title_of(session, event.card, say))
        if isinstance(event, Shown):
            return say("Then the wall shows all revealed cards.")
        if isinstance(event, PrioritiesShown):
            return say("Then the wall shows the cards with most points, and nobody can give any more.")
        if isinstance(event, Stepped):
            return say("Then the wall says: {task}", task=say.task(session.agenda[event.step].kind))
    return ""


def _round(desk: Desk, session: Session, now: int) -> None:
    say, workshop = desk.say, desk.house.workshop
    if session.closed or not session.dealt:
        return
    if session.open_round(now) is None:
        with st.expander(say("Rate once more")):
            label = say("Start a new round of rating") if session.revealed_cards() else say("Open the rating again")
            st.button(label, key="open-round", on_click=steer, args=(desk, workshop.open_rating))
        return
    with st.container(horizontal=True):
        st.button(say("One minute more"), key="minute", on_click=steer, args=(desk, workshop.add_time))
        st.button(say("Close the rating"), key="close-round", on_click=steer, args=(desk, workshop.close_rating))


def _ending(desk: Desk, session: Session) -> None:
    say, workshop = desk.say, desk.house.workshop
    if session.closed:
        st.button(say("Open the session again"), key="reopen", on_click=steer, args=(desk, workshop.reopen))
    elif session.step == len(session.agenda) - 1:
        st.button(say("End the session"), key="end", on_click=steer, args=(desk, workshop.close))


def _choose_card(desk: Desk, session: Session) -> None:
    say = desk.say
    titles = {card: title_of(session, card, say) for card in session.cards}
    card = st.selectbox(say("Card"), list(titles), format_func=titles.__getitem__, key="card")
    st.button(
        say("Show it on the wall"),
        key="reveal",
        on_click=steer,
        args=(desk, desk.house.workshop.reveal),
        kwargs={"card": card},
    )


# -------------------------------------------------------------------- the room


@st.fragment(run_every=1.0)
def picture(desk: Desk) -> None:
    """What the wall shows now, small."""
    small = screen.wall_now(desk.house, desk.code)
    heading = words("p", desk.say("On the wall now"), "quiet")
    st.html(heading + element("div", small, "small-wall"))


def count(session: Session, room: Progress, say: Speaker) -> str:
    """How many have done what the step asks for; how many have joined while nothing has been asked."""
    match session.current_step.kind:
        case "priorities":
            return weighed(session, say)
        case "checkout":
            return checked_out(session, say)
    return answered(room, say) if session.rounds else joined(room, say)


def has_done(session: Session, seat: Seat) -> bool:
    """Whether somebody has done what the step asks for: given points, said last words, else rated all cards."""
    match session.current_step.kind:
        case "priorities":
            return bool(session.points_of(seat.id))
        case "checkout":
            return has_last_words(session, seat.id)
    return session.has_answered(seat)


@st.fragment(run_every=2.0)
def people(desk: Desk) -> None:
    with explained(desk.say, desk.now()):
        st.html(missing(desk.session(), desk.say))


def missing(session: Session, say: Speaker) -> str:
    """Each group with how many of it have done what the step asks for, and by nickname (where asked) who has not."""
    seated = Counter(seat.group for seat in session.people())
    waiting = [seat for seat in session.people() if session.dealt and not has_done(session, seat)]
    late = Counter(seat.group for seat in waiting)
    rows = []
    for group in session.groups:
        names = [seat.nickname for seat in waiting if seat.group == group.id and seat.nickname]
        count = say("{n} of {m} answered", n=seated[group.id] - late[group.id], m=seated[group.id])
        told = count if session.rounds else say.many("{n} person", "{n} people", seated[group.id])
        who = words("small", say("Missing: {names}", names=", ".join(names)), dir="auto") if names else ""
        rows.append(element("li", words("span", group.name, dir="auto") + words("b", told) + who))
    return element("ul", "".join(rows), "groups")
