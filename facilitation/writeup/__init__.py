"""What people take along from a session: documents, slides, tables, all of them in one pack, and the archive."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec

from facilitation.charts.live import live_charts
from facilitation.words import speaker
from facilitation.writeup.booklet import booklet
from facilitation.writeup.document import session_day, write_up
from facilitation.writeup.docx import as_docx
from facilitation.writeup.heat import heat_of
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.pack import as_pack
from facilitation.writeup.page import as_page
from facilitation.writeup.pdf import as_parts_pdf, as_pdf, as_short_pdf
from facilitation.writeup.pictures import as_png, as_svg, bars_picture, groups_picture, session_pictures
from facilitation.writeup.pptx import as_pptx
from facilitation.writeup.sheets import sheets
from facilitation.writeup.tables import ratings_csv, sheets_zip
from facilitation.writeup.xlsx import as_xlsx
from sessions.archive import write_archive
from sessions.errors import BadField
from sessions.events import Recorded
from sessions.results import published_rows
from sessions.session import Session

FORMATS = ("html", "md", "pdf", "pdf-short", "docx", "pptx", "xlsx", "csv", "csv.zip", "zip", "json")
PACKED = tuple(format for format in FORMATS if format not in ("zip", "json"))  # what stands in the pack
BOOKLETS = ("pdf", "docx")  # formats of a series
ENDINGS = {"pdf-short": "-short.pdf"}  # of the files whose format is not their ending
NAME_LENGTH = 60  # letters of a file name's title

_OFFICE = "application/vnd.openxmlformats-officedocument"


class Export(msgspec.Struct, frozen=True):
    """A file to download; `filename` is ASCII and safe on every system."""

    filename: str
    media_type: str
    data: bytes


NOTHING: Mapping[str, Export] = MappingProxyType({})


def export(
    session: Session, history: list[Recorded], format: str, language: str, ready: Mapping[str, Export] = NOTHING
) -> Export:
    """A session as a file: the write-up, its numbers, everything in one pack ("zip"), or the archive of `history`.

    The archive ("json") holds everything, also what small numbers hide elsewhere, so it is not in the pack. `ready`
    are documents already made of the same history in the same language, by format; the pack takes them as they are.

    Raises:
        BadField: there is no such format.
    """
    at = datetime.fromtimestamp((history[-1].at if history else session.opened_at) / 1000, UTC)
    match format:
        case "html":
            document = write_up(session, language)
            page = as_page(document, live_charts(session, speaker(document.language)))
            media_type, data = "text/html; charset=utf-8", page.encode()
        case "md":
            media_type, data = "text/markdown; charset=utf-8", as_markdown(write_up(session, language)).encode()
        case "csv":
            media_type, data = "text/csv; charset=utf-8", ratings_csv(published_rows(session))
        case "pdf":
            groups = groups_picture(session, language)
            compared, *places = session_pictures(session, language)[:2]
            # The map is the highest and last: what stands before it leaves less of a page empty.
            overview = {"cards": [compared, *([groups] if groups else []), *places]}
            media_type, data = "application/pdf", as_pdf(write_up(session, language), overview)
        case "pdf-short":
            bars = {"cards": (bars_picture(session, language),)}
            media_type, data = "application/pdf", as_short_pdf(write_up(session, language, short=True), bars)
        case "docx":
            media_type, data = f"{_OFFICE}.wordprocessingml.document", as_docx(write_up(session, language), at=at)
        case "pptx":
            media_type, data = f"{_OFFICE}.presentationml.presentation", _slides(session, language, at)
        case "xlsx":
            media_type = f"{_OFFICE}.spreadsheetml.sheet"
            data = as_xlsx(sheets(session, language), title=session.opened.title, at=at)
        case "csv.zip":
            media_type, data = "application/zip", sheets_zip(sheets(session, language))
        case "zip":
            made = {name: ready.get(name) or export(session, history, name, language) for name in PACKED}
            files = {name: (given.filename, given.data) for name, given in made.items()}
            media_type, data = "application/zip", as_pack(session, language, files, _pictures(session, language))
        case "json":
            media_type, data = "application/json", write_archive(history)
        case _:
            raise BadField(field="format")
    return Export(
        filename=f"{_file_name(session)}{ENDINGS.get(format, f'.{format}')}", media_type=media_type, data=data
    )


def export_series(sessions: Sequence[Session], at: int, format: str, language: str) -> Export:
    """The booklet of a series of at least one session, as it was at `at` (ms UTC).

    Raises:
        BadField: there is no such format.
    """
    if format not in BOOKLETS:
        raise BadField(field="format")
    made = booklet(sessions, language)
    if format == "pdf":
        media_type, data = "application/pdf", as_parts_pdf(made.document, size=made.size)
    else:
        media_type = f"{_OFFICE}.wordprocessingml.document"
        data = as_docx(made.document, at=datetime.fromtimestamp(at / 1000, UTC), booklet=True)
    name = _slug(made.document.title)[:NAME_LENGTH].strip("-")
    return Export(filename=f"{name or 'series'}.{format}", media_type=media_type, data=data)


def _slides(session: Session, language: str, at: datetime) -> bytes:
    document = write_up(session, language)
    return as_pptx(document, at=at, heat=heat_of(session, speaker(document.language)))


def _pictures(session: Session, language: str) -> dict[str, bytes]:
    """Every chart as PNG and SVG, by file name."""
    pictures = session_pictures(session, language)
    names = [picture.name for picture in pictures]
    return {
        f"{name}.{ending}": data
        for ending, drawn in (("png", as_png(pictures)), ("svg", as_svg(pictures)))
        for name, data in zip(names, drawn, strict=True)
    }


def _file_name(session: Session) -> str:
    """Day, title and code in ASCII: "2019-10-29-keko-kanta-hame-K7QM2P"."""
    title = _slug(session.opened.title)[:NAME_LENGTH].strip("-")
    return "-".join(part for part in (_slug(session_day(session))[:20], title, session.code) if part)


def _slug(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in letters).split())
