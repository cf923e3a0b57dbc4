"""Somebody's phone is lost or empty: their seat goes on on another one, by a personal code."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import explained
from facilitation.reissues import GOOD_FOR
from facilitation.wall.parts import bare, words
from facilitation.words import Speaker
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
    give_a_seat(desk)


@st.fragment(run_every=5.0)
def give_a_seat(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        seats = {seat.id: seat_name(session, seat, say) for seat in session.people()}
        if not seats:
            st.html(words("p", say("Nobody has joined yet."), "quiet"))
            return
        st.html(words("p", say("For somebody whose phone is lost or empty. What they have answered stays theirs.")))
        seat = st.selectbox(say("Seat"), list(seats), format_func=seats.__getitem__, key="seat")
        st.button(
            say("Give this seat to another phone"),
            key="give-seat",
            on_click=_give,
            args=(desk, seat),
            disabled=session.closed,
        )
        given = st.session_state.get("given")
        if given is not None and given.session == desk.code and given.seat in seats:
            st.html(told(given, session, seats[given.seat], desk.house.join_url(desk.code), desk.now(), say))


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
