"""Who sits where: another table, out of the session and back, notes closed, and a seat that goes on on another phone
by a personal code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import ceil

import pandas as pd
import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.reissues import GOOD_FOR
from facilitation.wall.living import redrawn
from facilitation.wall.parts import bare, words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES
from sessions.events import Event
from sessions.session import Seat, Session

MINUTE = 60_000  # milliseconds


@dataclass(frozen=True)
class Given:
    """A personal code that was made here: for which seat, how it was opened then, and until when it holds."""

    session: str
    seat: str
    code: str
    ticket: str
    until: int


def panel(desk: Desk, session: Session) -> None:
    people(desk)


@redrawn(every=5.0)
def people(desk: Desk) -> None:
    """Everybody's seat, and what can be done with the chosen one. Rehearsal seats are not people."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        seats = {seat.id: seat for seat in _seats(session)}
        st.html(words("h2", say("People ({n})", n=len(session.people()))))
        if not seats:
            st.html(words("p", say("Nobody has joined yet."), "quiet"))
            return
        here = desk.house.hub.here(session.code)
        table = seats_table(session, here, say)
        st.dataframe(table, hide_index=True, width="stretch", alt=say("Everybody's seat"))
        names = {seat.id: seat_name(session, seat, say) for seat in seats.values()}
        chosen = st.selectbox(say("Seat"), list(names), format_func=names.__getitem__, key="seat")
        _one(desk, session, seats[chosen])
        given = st.session_state.get("given")
        if given is not None and given.session == desk.code and given.seat in seats:
            st.html(told(given, session, names[given.seat], desk.house.join_url(session.door), desk.now(), say))


def _seats(session: Session) -> list[Seat]:
    """Seats of people, also of those who were taken out."""
    return sorted((seat for seat in session.seats.values() if not seat.rehearsal), key=lambda seat: int(seat.id[1:]))


def seats_table(session: Session, here: Collection[str], say: Speaker) -> pd.DataFrame:
    """One row per seat: number, table, sector, language, how it answers, and whether it is here now."""
    channels = {"phone": say("Phone"), "device": say("A shared device"), "paper": say("Paper")}
    seats = _seats(session)
    return pd.DataFrame(
        {
            say("Seat"): [int(seat.id[1:]) for seat in seats],
            say("Table"): [session.group(seat.group).name for seat in seats],
            **({say("Nickname"): [seat.nickname for seat in seats]} if session.opened.nicknames else {}),
            say("Sector"): [say.sector(seat.sector) for seat in seats],
            say("Language"): [OWN_NAMES.get(seat.language, seat.language) for seat in seats],
            say("Answers by"): [channels.get(seat.channel, seat.channel) for seat in seats],
            say("Now"): [standing(seat, here, say) for seat in seats],
        }
    )


def standing(seat: Seat, here: Collection[str], say: Speaker) -> str:
    """Whether a seat is here, away, taken out; and whether its notes are closed."""
    if seat.removed:
        return say("Taken out")
    present = say("Here") if seat.id in here else say("Away")
    now = say("On paper") if seat.channel == "paper" else present
    return f"{now} · {say('Notes closed')}" if seat.muted else now


def _one(desk: Desk, session: Session, seat: Seat) -> None:
    """What can be done with one seat."""
    say = desk.say
    groups = {group.id: group.name for group in session.groups}
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        at = list(groups).index(seat.group) if seat.group in groups else 0
        group = st.selectbox(
            say("Table"),
            list(groups),
            index=at,
            format_func=groups.__getitem__,
            key=f"table-of-{seat.id}-{seat.group}",
        )
    with right:
        st.button(
            say("Move to this table"),
            key="move-seat",
            on_click=_move,
            args=(desk, seat.id, group),
            disabled=group == seat.group,
        )
    with st.container(horizontal=True):
        st.button(
            say("Take back in") if seat.removed else say("Take out of the session"),
            key="remove-seat",
            on_click=_remove,
            args=(desk, seat.id, not seat.removed),
        )
        st.button(
            say("Open notes again") if seat.muted else say("Close notes for this seat"),
            key="mute-seat",
            on_click=_mute,
            args=(desk, seat.id, not seat.muted),
        )
        st.button(
            say("Give this seat to another phone"),
            key="give-seat",
            on_click=_give,
            args=(desk, seat.id),
            disabled=session.closed or seat.removed or seat.channel == "paper",
        )
    if seat.removed:
        st.html(words("p", say("What a seat that was taken out has said counts nowhere until it is taken back in.")))


def _move(desk: Desk, seat: str, group: str) -> None:
    _aside(desk, lambda session: session.regroup(seat=seat, group=group))


def _remove(desk: Desk, seat: str, on: bool) -> None:
    _aside(desk, lambda session: session.remove(seat=seat, on=on))


def _mute(desk: Desk, seat: str, on: bool) -> None:
    _aside(desk, lambda session: session.mute(seat=seat, on=on))


def _aside(desk: Desk, decide: Callable[[Session], Event | None]) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.aside(desk.code, decide))


def seat_name(session: Session, seat: Seat, say: Speaker) -> str:
    """A seat by its number and group, and by nickname where people were asked for one."""
    number = say("Seat {n}", n=seat.id[1:])
    return " · ".join(part for part in (number, session.group(seat.group).name, seat.nickname) if part)


def _give(desk: Desk, seat: str) -> None:
    with explained(desk.say, desk.now()):
        session = desk.session()
        st.session_state["given"] = Given(
            session=desk.code,
            seat=seat,
            code=desk.house.reissues.issue(desk.code, seat),
            ticket=ticket_of(session, seat),
            until=desk.now() + round(GOOD_FOR * 1000),
        )


def ticket_of(session: Session, seat: str) -> str:
    """The hash of the secret that opens a seat now."""
    return next((ticket for ticket, owner in session.tickets.items() if owner == seat), "")


def told(given: Given, session: Session, name: str, address: str, now: int, say: Speaker) -> str:
    """The personal code, large, with what to do and how long it holds; or that it has done its work."""
    head = words("p", name, "step", dir="auto")
    if ticket_of(session, given.seat) != given.ticket:
        return head + words("p", say("This seat is on the other phone now."))
    minutes = ceil((given.until - now) / MINUTE)
    if minutes <= 0:
        return head + words("p", say("The personal code has run out. Make a new one."))
    return (
        head
        + words("p", say("On the other phone, open {address} and give this personal code:", address=bare(address)))
        + words("p", given.code, "code personal")
        + words(
            "p",
            say.many("It holds for {n} more minute, and once.", "It holds for {n} more minutes, and once.", minutes),
        )
    )
