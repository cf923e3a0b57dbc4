"""The result page for participants: published for some days, and taken back."""

from __future__ import annotations

import streamlit as st

from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import command
from facilitation.wall.parts import element, words
from sessions.session import Session

DAYS = (7, 30, 90, 365)
USUAL = 30


def publishing(desk: Desk, session: Session) -> None:
    """Until when the result can be read and where, or the button that publishes it."""
    say = desk.say
    st.html(words("h2", say("Result page for participants")))
    told = say(
        "Whoever has the link reads the counts, outcomes and actions, with small groups hidden. "
        "Of the notes, people see only their own."
    )
    st.html(words("p", told))
    if session.is_published(desk.now()):
        _published(desk, session)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.selectbox(
            say("For how long"),
            DAYS,
            DAYS.index(USUAL),
            format_func=lambda n: say("{n} days", n=n),
            key="publish-days",
        )
        st.button(say("Publish the result"), key="publish", type="primary", on_click=_publish, args=(desk, days))
    if not session.closed:
        st.html(words("p", say("The session is not closed: the page shows what is true when it is read."), "quiet"))


def _published(desk: Desk, session: Session) -> None:
    say, house = desk.say, desk.house
    address = f"{house.join_url(desk.code)}/results"
    until = say("Published until {day}.", day=say.day(day_of(session.published).date()))
    link = element("p", words("a", address, href=address, target="_blank", rel="noopener"))
    st.html(words("p", until, role="status") + link)
    if not house.settings.public_url:
        told = say(
            "The address is that of this machine: the page can be read while Trendipakka runs in this network."
        )
        st.html(words("p", told, "quiet"))
    st.button(say("Take the page back"), key="unpublish", on_click=_publish, args=(desk, 0))


def _publish(desk: Desk, days: int) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.publish(desk.code, days=days))
