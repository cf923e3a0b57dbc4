"""The files to take along: made while the desk shows how far they are, then ready to be saved."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from facilitation.desk.agenda import time_of_day
from facilitation.desk.desk import Desk
from facilitation.desk.notices import explained
from facilitation.desk.review import unreviewed, unreviewed_words
from facilitation.documents import SEPARATE, Order
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES, later
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
    "booklet-pdf": later("Booklet (PDF)"),
    "booklet-docx": later("Booklet (Word)"),
}


def file_label(kind: str, say: Speaker) -> str:
    """What a file is called, from the catalogues alone; a kind is a format, or "booklet-" and one."""
    return say(NAMES[kind])


def downloads(desk: Desk, session: Session) -> None:
    """A button for each format, and what they made; before them, how many notes would go out unread."""
    say = desk.say
    waiting = len(unreviewed(session))
    last = len(unreviewed_words(session))
    if waiting:
        told = say.many(
            "{n} note in these files has not been reviewed. The panel “Review” shows it.",
            "{n} notes in these files have not been reviewed. The panel “Review” shows them.",
            waiting,
        )
        st.html(words("p", told, "meanwhile", role="status"))
    if last:
        told = say.many(
            "{n} answer to the last questions has not been reviewed. The panel “Review” shows it.",
            "{n} answers to the last questions have not been reviewed. The panel “Review” shows them.",
            last,
        )
        st.html(words("p", told, "meanwhile", role="status"))
    if waiting or last:
        st.html(element("p", words("a", say("Review"), href=review_address(desk)), "files"))
    if not session.closed:
        told = say(
            "Give away one version of a file only: whoever compares two sees what came in between, even if it is "
            "one person's answer."
        )
        st.html(words("p", told, "quiet"))
    _documents(desk)
    if desk.role != "observer":
        st.link_button(file_label("json", say), f"{_path(desk)}/json")
        told = say("The archive holds everything, also what small groups may not show. Keep it to yourself.")
        st.html(words("p", told, "quiet"))


def review_address(desk: Desk) -> str:
    """The remote with the panel where notes are reviewed."""
    return f"/facilitate/run?{urlencode({'session': desk.code, 'panel': desk.say('Review')})}"


@redrawn(every=1.0)
def _documents(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        language = files_language(say)
        with st.container(horizontal=True):
            for format in FORMATS:
                if format not in SEPARATE:
                    st.button(
                        file_label(format, say),
                        key=f"make-{format}",
                        on_click=_order,
                        args=(desk, format, language),
                    )
        for order in desk.house.documents.orders(session.code):
            moved = say("The session has changed since then.") if order.version != session.version else ""
            progress(say, order, order.format, f"{_path(desk)}/{order.format}", moved)


def files_language(say: Speaker) -> str:
    """The language chosen for files, at first that of the desk."""
    return st.radio(
        say("Language of the files"),
        list(OWN_NAMES),
        index=list(OWN_NAMES).index(say.language),
        format_func=OWN_NAMES.__getitem__,
        horizontal=True,
        key="files-language",
    )


def _order(desk: Desk, format: str, language: str) -> None:
    with explained(desk.say, desk.now()):
        desk.house.documents.order(desk.session(), format, language)


def progress(say: Speaker, order: Order, kind: str, address: str, moved: str) -> None:
    """How far a document is; when it is ready, the link to it, and `moved`: whether it is out of date.

    `kind` is that of `file_label`; `address` has no language and version yet.
    """
    language, export, failure = OWN_NAMES[order.language], order.made(), order.failure()
    name = f"{file_label(kind, say)} · {language}"
    if failure:
        st.html(words("p", f"{name}: {say.refusal(failure)}", "notice", role="alert"))
    elif export is None:
        far = order.task.progress()
        told = say("being made, {done} of {of} ready", done=far.done, of=far.of)
        st.html(words("p", f"{name}: {told}", role="status"))
        st.progress(far.done / far.of)
    else:
        size = say("{n} KB", n=say.number(max(1, round(len(export.data) / 1000))))
        at = say("Made at {time}.", time=time_of_day(order.at))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.link_button(
                file_label(kind, say),
                f"{address}{'&' if '?' in address else '?'}lang={order.language}&made={order.version}",
                type="primary",
                icon=":material/download:",
            )
            st.html(words("p", f"{language}, {size}. {at} {moved}".strip(), "quiet", role="status"))


def _path(desk: Desk) -> str:
    return f"/facilitate/download/{quote(desk.code)}"
