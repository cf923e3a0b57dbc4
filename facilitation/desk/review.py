"""Before anything goes out: all that a document would quote of people's words, with what may give a person away.

A note is reviewed once somebody has decided what is quoted of it: all of it as it is now, a shorter text, or nothing.
When its author changes it, it waits for a review again. So do the last words; nicknames never go out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import later
from sessions.events import LAST_QUESTIONS, Event, LastQuestion
from sessions.review import flagged
from sessions.session import Note, Session
from sessions.state import Wording

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


@redrawn()
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
        _last_words(desk, session)


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


# -------------------------------------------------------------------- last words


class LastWord(NamedTuple):
    """An answer to one of the last questions, by however many people gave it; `wording` is what was decided on it."""

    question: LastQuestion
    text: str
    wording: Wording | None

    @property
    def key(self) -> str:
        """The same while the words are, and nothing of who said them or when."""
        return hashlib.sha256(f"{self.question} {self.text}".encode()).hexdigest()[:12]


def last_answers(session: Session) -> list[LastWord]:
    """Every answer to the last questions once, those with something to look at first, then by their letters."""
    answers = {
        LastWord(question, text, session.wordings.get((seat.id, question)))
        for question in LAST_QUESTIONS
        for seat, text in session.said_last(question)
    }
    waiting = {(word.question, word.text) for word in answers if word.wording is None}
    once = {
        (word.question, word.text): word
        for word in answers
        if word.wording is None or (word.question, word.text) not in waiting
    }
    return sorted(once.values(), key=lambda word: (not flagged(word.text), word.text.casefold(), word.question))


def unreviewed_words(session: Session) -> list[LastWord]:
    return [word for word in last_answers(session) if word.wording is None]


def _last_words(desk: Desk, session: Session) -> None:
    """What people said at the end, to be kept, shortened or kept out like notes; it goes out without who said it."""
    say, answers = desk.say, last_answers(session)
    if not answers:
        return
    waiting = [word for word in answers if word.wording is None]
    about = say("They go out without a name and in the order of the alphabet.")
    st.html(words("h2", say("Last words to review ({n})", n=len(waiting))) + words("p", about, "quiet"))
    if not waiting:
        st.html(words("p", say("All last words have been reviewed."), "quiet"))
    for word in waiting[:MOST_SHOWN]:
        _last_word(desk, word)
    if len(waiting) > MOST_SHOWN:
        more = say.many("{n} more answer waits.", "{n} more answers wait.", len(waiting) - MOST_SHOWN)
        st.html(words("p", more, "quiet"))
    decided = [(word, word.wording) for word in answers if word.wording is not None]
    if decided:
        with st.expander(say("Last words reviewed ({n})", n=len(decided))):
            for number, (word, wording) in enumerate(decided, start=1):
                told = marked(wording.text, say) if not wording.out else words("s", word.text)
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.html(element("p", told, "note", dir="auto"))
                    st.button(
                        say("Review answer {n} again", n=number),
                        key=f"again-{word.key}",
                        on_click=_retell,
                        args=(desk, word),
                    )


def _last_word(desk: Desk, word: LastWord) -> None:
    say = desk.say
    asked = {
        "thought": say("One new thought that you take with you"),
        "next_time": say("Who should be here next time?"),
    }
    st.html(
        element("p", marked(word.text, say), "note", dir="auto") + words("p", asked[word.question], "quiet"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(say("Keep as it is"), key=f"keep-{word.key}", on_click=_retell, args=(desk, word, word.text))
        st.button(say("Keep out"), key=f"out-{word.key}", on_click=_retell, args=(desk, word, "", True))
        with st.popover(say("Shorten")):
            st.text_area(say("What is quoted"), value=word.text, key=f"short-{word.key}", height=100)
            st.button(say("Quote this"), key=f"quote-{word.key}", on_click=_shorten_word, args=(desk, word))


def _shorten_word(desk: Desk, word: LastWord) -> None:
    _retell(desk, word, str(st.session_state[f"short-{word.key}"]))


def _retell(desk: Desk, word: LastWord, text: str = "", out: bool = False) -> None:
    """Decides on the words as they were read: whoever has changed theirs since is not meant."""
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.retell(desk.code, question=word.question, said=word.text, text=text, out=out),
    )
