"""The files to take along, in every format, and how many notes in them nobody has reviewed yet."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.review import unreviewed
from facilitation.wall.parts import words
from facilitation.words import Speaker
from facilitation.words.names import later
from facilitation.writeup import FORMATS
from sessions.session import Session

NAMES = {
    "html": later("Write-up (web page)"),
    "md": later("Write-up (Markdown)"),
    "pdf": later("Write-up (PDF)"),
    "pdf-short": later("Two pages (PDF)"),
    "docx": later("Write-up (Word)"),
    "pptx": later("Slides (PowerPoint)"),
    "xlsx": later("Tables (Excel)"),
    "csv": later("Ratings (CSV)"),
    "csv.zip": later("Tables (CSV)"),
    "zip": later("Everything in one pack (ZIP)"),
    "json": later("Archive (JSON)"),
}


def file_label(format: str, say: Speaker) -> str:
    """What a format is called, from the catalogues alone."""
    return say(NAMES[format])


def downloads(desk: Desk, session: Session) -> None:
    """A link for each format; before them, how many notes would go out unread."""
    say = desk.say
    waiting = len(unreviewed(session))
    if waiting:
        told = say.many(
            "{n} note in these files has not been reviewed. The panel “Review” shows it.",
            "{n} notes in these files have not been reviewed. The panel “Review” shows them.",
            waiting,
        )
        st.html(words("p", told, "meanwhile", role="status"))
    path = f"/facilitate/download/{quote(desk.code)}"
    with st.container(horizontal=True):
        for format in FORMATS:
            st.link_button(file_label(format, say), f"{path}/{format}?lang={say.language}")
    st.html(
        words(
            "p",
            say("The archive holds everything, also what small groups may not show. Keep it to yourself."),
            "quiet",
        )
    )
