"""What people take along from a session: a web page, Markdown, a table of ratings, the whole archive."""

from __future__ import annotations

import unicodedata

import msgspec

from facilitation.writeup.document import session_day, write_up
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.page import as_page
from facilitation.writeup.tables import ratings_csv
from sessions.archive import write_archive
from sessions.errors import BadField
from sessions.events import Recorded
from sessions.results import published_rows
from sessions.session import Session

FORMATS = ("html", "md", "csv", "json")
NAME_LENGTH = 60  # letters of a file name's title


class Export(msgspec.Struct, frozen=True):
    """A file to download; `filename` is ASCII and safe on every system."""

    filename: str
    media_type: str
    data: bytes


def export(session: Session, history: list[Recorded], format: str, language: str) -> Export:
    """A session as a file: "html" and "md" are the write-up, "csv" the ratings, "json" the archive of `history`.

    The archive holds everything, also what small numbers hide elsewhere.

    Raises:
        BadField: there is no such format.
    """
    match format:
        case "html":
            media_type, data = "text/html; charset=utf-8", as_page(write_up(session, language)).encode()
        case "md":
            media_type, data = "text/markdown; charset=utf-8", as_markdown(write_up(session, language)).encode()
        case "csv":
            media_type, data = "text/csv; charset=utf-8", ratings_csv(published_rows(session))
        case "json":
            media_type, data = "application/json", write_archive(history)
        case _:
            raise BadField(field="format")
    return Export(filename=f"{_file_name(session)}.{format}", media_type=media_type, data=data)


def _file_name(session: Session) -> str:
    """Day, title and code in ASCII: "2019-10-29-keko-kanta-hame-K7QM2P"."""
    title = _slug(session.opened.title)[:NAME_LENGTH].strip("-")
    return "-".join(part for part in (_slug(session_day(session))[:20], title, session.code) if part)


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())
