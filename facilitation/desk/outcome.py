"""What came out of a session: tables, charts, notes, and the files to take along."""

from __future__ import annotations

import streamlit as st

from facilitation.desk import results
from facilitation.desk.desk import Desk
from facilitation.desk.notes import notes_list
from facilitation.desk.publishing import publishing
from facilitation.desk.taking import downloads
from facilitation.wall.parts import element, title_of, words
from facilitation.wall.scenes import headline
from facilitation.words import Speaker
from sessions.results import (
    composition,
    cross_cutting,
    discussion,
    last_words,
    priorities,
)
from sessions.session import Session


def show(desk: Desk) -> None:
    say = desk.say
    if not desk.code:
        st.html(words("p", say("Choose a session from the list of sessions.")))
        return
    session = desk.session()
    st.html(words("h1", session.opened.title, dir="auto") + words("p", session.code, "code"))
    downloads(desk, session)
    st.html(words("p", headline(session, say) or say("Nobody has answered yet."), "headline"))
    results.panel(desk, session)
    left, right = st.columns(2, gap="large")
    with left:
        _discussion(session, say)
    with right:
        _cross_cutting(session, say)
    _priorities(session, say)
    _last_words(session, say)
    _people(session, say)
    if desk.role != "observer":
        publishing(desk, session)
    everything = session.all_notes()
    st.html(words("h2", say("Notes ({n})", n=len(everything))) + notes_list(session, everything, say))


def _discussion(session: Session, say: Speaker) -> None:
    table = discussion(session)
    table = table[(table["groups"] > 0) | (table["notes"] > 0)]
    rows = [
        words("span", title_of(session, str(card), say))
        + words("b", say.many("{n} table", "{n} tables", row["groups"]))
        + words("small", say.many("{n} note", "{n} notes", row["notes"]))
        for card, row in table.iterrows()
    ]
    _list(say("What sparked discussion"), rows, say("No card has notes or marks yet."))


def _cross_cutting(session: Session, say: Speaker) -> None:
    table = cross_cutting(session)
    rows = [
        words("span", title_of(session, str(card), say))
        + words("b", say("{n} of {m} tables", n=int(row["marked"]), m=int(row["groups"])))
        for card, row in table[table["marked"] > 0].iterrows()
    ]
    _list(say("What cuts across everything"), rows, say("No table has marked a card yet."))


def _priorities(session: Session, say: Speaker) -> None:
    room = priorities(session)
    if not room.people:
        return
    rows = [
        words("span", title_of(session, card, say)) + words("b", say.many("{n} point", "{n} points", points))
        for card, points in room.points.items()
    ]
    _list(say("What matters most"), rows, say("Too few people gave points to show them."))


def _last_words(session: Session, say: Speaker) -> None:
    """The last questions as the write-up tells them: no grades of very few people, no names."""
    said = last_words(session)
    if not said.people:
        return
    grades = (say("Weak"), say("Fair"), say("Good"), say("Excellent"))
    rows = [
        words("span", f"{grade} {grades[grade - 1]}") + words("b", say.number(people))
        for grade, people in said.grades.items()
    ]
    _list(say("Last questions"), rows, say("Too few people gave a grade to show it.") if said.graded else "")
    for heading, texts in (
        (say("Wished for next time:"), said.wishes),
        (say("New thoughts that people took with them:"), said.thoughts),
    ):
        if texts:
            items = [
                words("li", each.text, dir="auto", lang="" if each.language == say.language else each.language)
                for each in texts
            ]
            st.html(words("p", heading) + element("ul", "".join(items), "notes"))


def _people(session: Session, say: Speaker) -> None:
    rows = [
        words("span", say.sector(sector)) + words("b", say.number(people))
        for sector, people in composition(session).items()
    ]
    _list(say("Who was here, and who was not"), rows, "")


def _list(heading: str, rows: list[str], otherwise: str) -> None:
    """A heading and rows of safe HTML, or the sentence that there are none."""
    items = "".join(element("li", row) for row in rows)
    none = words("p", otherwise, "quiet") if otherwise else ""
    st.html(words("h2", heading) + (element("ul", items, "groups") if rows else none))
