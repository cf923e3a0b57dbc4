"""The notes of a session to read and to search: by card, kind, theme, language and quote, similar ones together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from facilitation.charts.told import titles_of
from facilitation.desk.desk import Desk
from facilitation.desk.notes import notes_list
from facilitation.wall.parts import words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES
from sessions.session import Note, Session
from sessions.similar import similar_groups

AT_ONCE = 100  # notes on the screen until more are asked for
ANY = "*"


@dataclass(frozen=True)
class Search:
    """What a note must have to be found; `ANY` is anything, an empty text is in every note."""

    text: str = ""
    card: str = ANY
    kind: str = ANY
    theme: str = ANY
    language: str = ANY
    starred: bool = False


def show(desk: Desk, session: Session) -> None:
    say = desk.say
    every = session.all_notes()
    st.html(words("h2", say("Notes ({n})", n=len(every))))
    if not every:
        st.html(words("p", say("No notes yet."), "quiet"))
        return
    search = _asked(session, every, say)
    together = st.toggle(say("Similar notes together"), key="book-together")
    wanted = found(session, every, search)
    st.html(words("p", say.many("{n} note found.", "{n} notes found.", len(wanted)), "quiet", role="status"))
    if together:
        _together(session, wanted, say)
        return
    shown = wanted if st.session_state.get("book-all") else wanted[:AT_ONCE]
    if shown:
        st.html(notes_list(session, shown, say))
    if len(wanted) > AT_ONCE:
        st.checkbox(say("Show all notes"), key="book-all")


def found(session: Session, notes: Iterable[Note], search: Search) -> list[Note]:
    """The notes that fit, oldest first as they are given."""
    text = search.text.strip().casefold()
    return [
        note
        for note in notes
        if search.card in (ANY, note.card)
        and search.kind in (ANY, note.kind)
        and search.language in (ANY, note.language)
        and search.theme in (ANY, session.sorted(note.id).theme)
        and (not search.starred or session.sorted(note.id).starred)
        and text in f"{note.text}\n{session.sorted(note.id).quote}".casefold()
    ]


def _asked(session: Session, every: Sequence[Note], say: Speaker) -> Search:
    """The fields of the search; each offers what there is."""
    titles = titles_of(session, say)
    cards = {"": say("The session as a whole"), **titles}
    themes = {"": say("No theme"), **{theme.id: say.card_text(theme.name) for theme in session.deck.themes}}
    present = [card for card in ("", *session.cards) if any(note.card == card for note in every)]
    kinds = sorted({note.kind for note in every}, key=say.note_kind)
    tags = [theme for theme in themes if any(session.sorted(note.id).theme == theme for note in every)]
    languages = sorted({note.language for note in every})
    text = st.text_input(say("Search in the notes"), key="book-text")
    columns = st.columns(4)
    with columns[0]:
        card = st.selectbox(
            say("Card"), [ANY, *present], format_func=lambda c: say("All") if c == ANY else cards[c], key="book-card"
        )
    with columns[1]:
        kind = st.selectbox(
            say("Kind of note"),
            [ANY, *kinds],
            format_func=lambda k: say("All") if k == ANY else say.note_kind(k),
            key="book-kind",
        )
    with columns[2]:
        theme = st.selectbox(
            say("Theme"), [ANY, *tags], format_func=lambda t: say("All") if t == ANY else themes[t], key="book-theme"
        )
    with columns[3]:
        language = st.selectbox(
            say("Language"),
            [ANY, *languages],
            format_func=lambda each: say("All") if each == ANY else OWN_NAMES[each],
            key="book-language",
        )
    starred = st.checkbox(say("Only quotes"), key="book-starred")
    return Search(text, card, kind, theme, language, starred)


def _together(session: Session, wanted: Sequence[Note], say: Speaker) -> None:
    """Groups of similar notes, then the ones that are like no other."""
    by_id = {note.id: note for note in wanted}
    groups = _similar(session.code, wanted)
    for group in groups:
        heading = say.many("{n} note that says much the same", "{n} notes that say much the same", len(group))
        st.html(words("h3", heading) + notes_list(session, [by_id[note] for note in group], say))
    grouped = {note for group in groups for note in group}
    rest = [note for note in wanted if note.id not in grouped]
    if not groups:
        st.html(words("p", say("No two notes say the same."), "quiet"))
    if rest:
        st.html(words("h3", say("On their own")) + notes_list(session, rest, say))


def _similar(code: str, notes: Sequence[Note]) -> tuple[tuple[str, ...], ...]:
    """`similar_groups`, worked out anew only when other notes are to be compared."""
    state = (code, tuple((note.id, note.version) for note in notes))
    known = st.session_state.get("book-similar")
    if known is None or known[0] != state:
        known = st.session_state["book-similar"] = (state, similar_groups(notes))
    groups: tuple[tuple[str, ...], ...] = known[1]
    return groups
