"""Notes as they come, and which of them the wall shows: none until somebody here has read it and put it there."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from sessions.session import Note, Session

MOST_NOTES = 20  # with buttons, on a screen that is drawn anew all the time


def panel(desk: Desk, session: Session) -> None:
    notes(desk)


@st.fragment(run_every=2.0)
def notes(desk: Desk) -> None:
    """The newest notes, each with a button that puts it on the wall or takes it off; older ones on wish."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        newest = session.all_notes()[::-1]
        on_wall = sum(session.status_of(note.id) == "on-screen" for note in newest)
        st.html(words("h2", say("Notes ({n})", n=len(newest))) + words("p", _on_wall(session, on_wall, say), "quiet"))
        if not newest:
            st.html(words("p", say("No notes yet."), "quiet"))
        shown = newest if st.session_state.get("older") else newest[:MOST_NOTES]
        for note in shown:
            _note(desk, session, note)
        if len(newest) > MOST_NOTES:
            st.checkbox(say("Show all notes"), key="older")


def _on_wall(session: Session, count: int, say: Speaker) -> str:
    """How many notes are on the wall, or will be when people talk."""
    if session.current_step.kind == "talk" or not count:
        return say.many("{n} note is on the wall.", "{n} notes are on the wall.", count)
    return say.many(
        "{n} note is released. The wall shows it while people talk at their tables.",
        "{n} notes are released. The wall shows them while people talk at their tables.",
        count,
    )


def _note(desk: Desk, session: Session, note: Note) -> None:
    say, number = desk.say, int(note.id[1:])
    on_wall = session.status_of(note.id) == "on-screen"
    with st.container(horizontal=True, vertical_alignment="center", key=f"note-{note.id}"):
        st.html(element("ul", item(session, note, say), "notes on-wall" if on_wall else "notes"), width="stretch")
        if on_wall:
            st.button(say("Hide note {n}", n=number), key=f"hide-{note.id}", on_click=_hide, args=(desk, note.id))
        elif session.status_of(note.id) == "received":
            st.button(
                say("Release note {n} to the wall", n=number),
                key=f"release-{note.id}",
                on_click=_release,
                args=(desk, note.id),
            )


def _release(desk: Desk, note: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.release(desk.code, note=note))


def _hide(desk: Desk, note: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.hide(desk.code, note=note))


def notes_list(session: Session, shown: Iterable[Note], say: Speaker) -> str:
    """Notes as a list."""
    items = "".join(item(session, note, say) for note in shown)
    return element("ul", items, "notes") if items else words("p", say("No notes yet."), "quiet")


def item(session: Session, note: Note, say: Speaker) -> str:
    """A note: its number, group and card above, kind and text below."""
    group = session.group(note.group).name
    about = title_of(session, note.card, say) if note.card in session.cards else say("The session as a whole")
    place = words("small", f"{note.id[1:]} · {group} · {about}", dir="auto")
    mark = words("small", say("On the wall"), "mark") if session.status_of(note.id) == "on-screen" else ""
    language = "" if note.language == say.language else note.language
    said = words("span", note.text, dir="auto", lang=language)
    return element("li", place + mark + element("p", words("b", say.note_kind(note.kind)) + " " + said))
