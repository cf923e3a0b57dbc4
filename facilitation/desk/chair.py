"""The empty chair: what the room thinks an absent sector would answer. It is told apart and never counted."""

from __future__ import annotations

import streamlit as st

from facilitation.desk.byhand import stance_label
from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES
from sessions.session import Session


def panel(desk: Desk, session: Session) -> None:
    chair(desk)


@redrawn(every=5.0)
def chair(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        st.html(words("h2", say("The empty chair")))
        if not session.opened.sectors:
            st.html(words("p", say("People do not name a sector in this session."), "quiet"))
            return
        explanation = say(
            "Ask the room what somebody who is not here would answer. It is shown apart and never counted."
        )
        st.html(words("p", explanation, "quiet"))
        left, right = st.columns(2)
        with left:
            sectors = absent_first(session)
            present = {seat.sector for seat in session.people()}
            sector = st.selectbox(
                say("Who sits on the empty chair"),
                sectors,
                format_func=lambda sector: _named(sector, present, say),
                key="chair-sector",
            )
        with right:
            cards = list(session.cards_in_play())
            index = cards.index(session.shown) if session.shown in cards else 0
            card = st.selectbox(
                say("Card"),
                cards,
                index=index,
                format_func=lambda card: title_of(session, card, say),
                key="chair-card",
            )
        now = session.chairs.get((sector, card), "")
        with st.container(horizontal=True):
            for stance in STANCES:
                st.button(
                    stance_label(stance, say),
                    type="primary" if stance == now else "secondary",
                    key=f"chair-{stance}",
                    on_click=_rate,
                    args=(desk, sector, card, stance),
                )
            st.button(
                say("Take the answer back"),
                key="chair-nothing",
                on_click=_rate,
                args=(desk, sector, card, ""),
                disabled=not now,
            )
        st.html(answers(session, say))


def absent_first(session: Session) -> list[str]:
    """The sectors of the session, first those of which nobody is here."""
    present = {seat.sector for seat in session.people()}
    return sorted(session.opened.sectors, key=lambda sector: sector in present)


def _named(sector: str, present: set[str], say: Speaker) -> str:
    name = say.sector(sector)
    return name if sector in present else say("{sector} (nobody is here)", sector=name)


def answers(session: Session, say: Speaker) -> str:
    """What empty chairs have answered, card by card."""
    rows = [
        words("span", title_of(session, card, say), dir="auto")
        + words("b", f"{SIGNS[stance]} {say.stance(stance)}")
        + words("small", say.sector(sector))
        for card in session.cards
        for sector in session.opened.sectors
        if (stance := session.chairs.get((sector, card)))
    ]
    return element("ul", "".join(element("li", row) for row in rows), "groups")


def _rate(desk: Desk, sector: str, card: str, stance: str) -> None:
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.aside(
            desk.code, lambda session: session.rate_chair(sector=sector, card=card, stance=stance)
        ),
    )
