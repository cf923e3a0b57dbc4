"""Before anything goes out: every note that a document would quote, with what in it may give a person away.

A note is reviewed once somebody has decided what is quoted of it: all of it as it is now, a shorter text, or nothing.
When its author changes it, it waits for a review again.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import later
from sessions.events import Event
from sessions.results import last_words
from sessions.review import flagged
from sessions.session import Note, Session

MOST_SHOWN = 20  # notes with buttons at a time

KINDS = {
    "email": later("e-mail address"),
    "identity-code": later("identity code"),
    "identity-like": later("looks like an identity code"),
    "phone": later("phone number"),
    "name": later("looks like a name"),
    "organisation": later("place or organisation"),
}


def panel(desk: Desk, session: Session) -> None:
    review(desk)


def unreviewed(session: Session) -> list[Note]:
    """The notes that would go out without anybody having decided so, those with something to look at first."""
    waiting = [note for note in session.told_notes() if not session.sorted(note.id).quote]
    return sorted(waiting, key=lambda note: not flagged(note.text))


@st.fragment
def review(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        waiting = unreviewed(session)
        decided = [note for note in session.told_notes() if session.sorted(note.id).quote]
        about = say("These would be quoted in the documents. Marked is what may give a person away.")
        st.html(words("h2", say("Notes to review ({n})", n=len(waiting))) + words("p", about, "quiet"))
        if not waiting:
            st.html(words("p", say("Every note has been reviewed."), "quiet"))
        for note in waiting[:MOST_SHOWN]:
            _note(desk, session, note)
        if len(waiting) > MOST_SHOWN:
            more = say.many("{n} more note waits.", "{n} more notes wait.", len(waiting) - MOST_SHOWN)
            st.html(words("p", more, "quiet"))
        if decided:
            with st.expander(say("Reviewed ({n})", n=len(decided))):
                for note in decided:
                    _reviewed(desk, session, note)
        _last_words(session, say)


def marked(text: str, say: Speaker) -> str:
    """A text as safe HTML, with what may give a person away marked and named."""
    parts, end = [], 0
    for flag in flagged(text):
        parts += [escape(text[end : flag.start]), element("mark", escape(text[flag.start : flag.end]))]
        parts.append(words("small", f" ({say(KINDS[flag.kind])})"))
        end = flag.end
    return "".join([*parts, escape(text[end:])])


def _note(desk: Desk, session: Session, note: Note) -> None:
    say = desk.say
    group = session.group(note.group).name
    st.html(
        element("p", marked(note.text, say), "note", dir="auto")
        + words("p", f"{note.id[1:]} · {group}", "quiet", dir="auto")
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            say("Keep as it is"),
            key=f"keep-{note.id}",
            on_click=_decide,
            args=(desk, lambda session: _as_read(session, note)),
        )
        st.button(
            say("Keep out"),
            key=f"out-{note.id}",
            on_click=_decide,
            args=(desk, lambda session: session.keep_out(note=note.id)),
        )
        with st.popover(say("Shorten")):
            st.text_area(say("What is quoted"), value=note.text, key=f"short-{note.id}", height=100)
            st.button(say("Quote this"), key=f"quote-{note.id}", on_click=_shorten, args=(desk, note))


def _reviewed(desk: Desk, session: Session, note: Note) -> None:
    say, number = desk.say, int(note.id[1:])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(element("p", marked(session.sorted(note.id).quote, say), "note", dir="auto"))
        st.button(
            say("Review note {n} again", n=number),
            key=f"again-{note.id}",
            on_click=_decide,
            args=(desk, lambda session: session.quote(note=note.id, text="")),
        )


def _as_read(session: Session, note: Note) -> Event | None:
    """Keeps what was on the screen: if the author has written on meanwhile, the new words wait for a review."""
    read = session.note_of(note.id).version == note.version
    return session.quote(note=note.id, text=note.text) if read else None


def _shorten(desk: Desk, note: Note) -> None:
    text = str(st.session_state[f"short-{note.id}"])
    _decide(desk, lambda session: session.quote(note=note.id, text=text))


def _decide(desk: Desk, rule: Callable[[Session], Event | None]) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.aside(desk.code, rule))


def _last_words(session: Session, say: Speaker) -> None:
    """Last words with something to look at; they belong to nobody, so they can only be told to the facilitator."""
    said = last_words(session)
    texts = [each.text for each in (*said.wishes, *said.thoughts) if flagged(each.text)]
    if texts:
        told = say("These last words go out too. Look at them before you send a document on:")
        items = "".join(element("li", marked(text, say), dir="auto") for text in texts)
        st.html(words("p", told, "meanwhile") + element("ul", items, "notes"))
