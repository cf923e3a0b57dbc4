"""The sessions there are: open one, delete one, bring one back from an archive."""

from __future__ import annotations

from datetime import date

import streamlit as st

from facilitation.desk import trying
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import done, explained
from facilitation.wall.parts import words
from facilitation.words import Speaker
from sessions.archive import read_archive
from sessions.session import Session


def show(desk: Desk) -> None:
    say = desk.say
    st.html(words("h1", say("Sessions")))
    if st.button(say("New session"), type="primary", key="new", width="stretch"):
        st.switch_page(desk.pages["new"])
    sessions = desk.house.workshop.sessions()
    if not sessions:
        st.html(words("p", say("No session yet. A new one takes less than a minute.")))
    for session in sessions:
        _row(desk, session)
    trying.offer(desk, sessions)
    if any(session.opened.series for session in sessions) and st.button(
        say("Series: sessions side by side"), key="series"
    ):
        st.switch_page(desk.pages["series"])
    with st.expander(say("Bring a session back from an archive")):
        _restore(desk)
    if sessions:
        with st.expander(say("Delete a session")):
            _delete(desk, sessions)


def _row(desk: Desk, session: Session) -> None:
    say = desk.say
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"row-{session.code}"):
        st.html(_about(session, say), width="stretch")
        target = {"session": session.code}
        if st.button(say("Run {code}", code=session.code), key=f"run-{session.code}"):
            st.switch_page(desk.pages["run"], query_params=target)
        if st.button(say("Results {code}", code=session.code), key=f"results-{session.code}"):
            st.switch_page(desk.pages["results"], query_params=target)
        trying.mark(desk, session)


def _about(session: Session, say: Speaker) -> str:
    facts = [
        session.code,
        day(session, say),
        say.many("{n} person", "{n} people", len(session.people())),
        state(session, say),
    ]
    if session.opened.demo:
        facts.insert(0, say("Demo, with made-up answers"))
    return words("h2", session.opened.title) + words("p", " · ".join(facts), "quiet")


def day(session: Session, say: Speaker) -> str:
    """The day of a session: the planned one as a date in words where it is a date, else the day it was opened."""
    planned = session.opened.date
    try:
        return say.day(date.fromisoformat(planned)) if planned else say.day(day_of(session.opened_at).date())
    except ValueError:
        return planned


def state(session: Session, say: Speaker) -> str:
    """Where a session is: the name of its step, or that it has ended."""
    return say("Ended") if session.closed else say.step(session.current_step.kind)


def _restore(desk: Desk) -> None:
    say = desk.say
    file = st.file_uploader(say("Session archive (JSON)"), type="json", key="archive")
    if file is not None and st.button(say("Bring it back"), key="restore"):
        with explained(say, desk.now()):
            history, session = read_archive(file.getvalue())
            done(desk.house.log.restore(session.code, history))
            st.switch_page(desk.pages["results"], query_params={"session": session.code})


def _delete(desk: Desk, sessions: list[Session]) -> None:
    say = desk.say
    titles = {session.code: f"{session.code}  {session.opened.title}" for session in sessions}
    code = st.selectbox(
        say("Session to delete"),
        list(titles),
        index=None,
        placeholder=say("Choose"),
        format_func=titles.__getitem__,
        key="doomed",
    )
    st.html(words("p", say("Everything in it is erased for good: answers, notes and results.")))
    typed = st.text_input(say("Type the session's code to confirm"), key="confirmation")
    if st.button(say("Delete for good"), key="delete", disabled=code is None):
        if code is None or typed.strip().upper() != code:
            st.html(words("p", say("The code does not match. Nothing was deleted."), "notice", role="alert"))
            return
        with explained(say, desk.now()):
            done(desk.house.workshop.delete(code))
            st.rerun()
