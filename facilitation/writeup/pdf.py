"""The write-up as a PDF that everybody can read: tagged, PDF/UA-1, on A4; whole, or short on two pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from facilitation.words import Speaker, speaker
from facilitation.writeup.blocks import (
    Answers,
    Block,
    Document,
    Facts,
    Lead,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
)
from facilitation.writeup.pictures import Picture, answers
from facilitation.writeup.typesetting import compiled, line, text

SIZE = 10.5  # points
SHORT_SIZES = (10.0, 9.0, 8.0, 7.0)  # the first that fits on two pages, or the last
SHORT_PAGES = 2
MOST_SECTIONS = 16  # a document with more has a table of contents


def as_pdf(document: Document, pictures: Mapping[str, Sequence[Picture]] | None = None) -> bytes:
    """The whole document; `pictures` come at the end of a section's own blocks, by the section's id."""
    contents = _sections(document.sections) > MOST_SECTIONS
    return _made(_given(document, pictures or {}, size=SIZE, contents=contents))


def as_short_pdf(document: Document, pictures: Mapping[str, Sequence[Picture]] | None = None) -> bytes:
    """A short document on two pages: it has no pictures, and then smaller letters, before it becomes longer."""
    drawn = [_given(document, pictures, size=SHORT_SIZES[0], contents=False)] if pictures else []
    plain = [_given(document, {}, size=size, contents=False) for size in SHORT_SIZES]
    fits = (given for given in (*drawn, *plain) if len(compiled("writeup", given, "svg")) <= SHORT_PAGES)
    return _made(next(fits, plain[-1]))


def as_parts_pdf(document: Document, *, size: float) -> bytes:
    """A document in which each section begins a page, in letters of so many points.

    Those after the first have smaller ones where that keeps them on their page.
    """
    return _made(_given(document, {}, size=size, contents=False, apart=True))


def pages(document: Document, *, size: float) -> int:
    """How many pages `as_parts_pdf` would have."""
    return len(compiled("writeup", _given(document, {}, size=size, contents=False, apart=True), "svg"))


def _made(given: dict[str, object]) -> bytes:
    # Only the process that makes documents needs it, and the server is the lighter by 5 MB.
    from facilitation.writeup.rowheads import with_row_heads

    return with_row_heads(compiled("writeup", given, "pdf")[0])


def _sections(sections: Sequence[Section]) -> int:
    return sum(1 + _sections(section.sections) for section in sections)


# -------------------------------------------------------------------- as writeup.typ reads it


def _given(
    document: Document,
    pictures: Mapping[str, Sequence[Picture]],
    *,
    size: float,
    contents: bool,
    apart: bool = False,
) -> dict[str, object]:
    say = speaker(document.language)
    return {
        "size": size,
        "contents": say("Contents") if contents else "",
        "apart": apart,
        "document": {
            "language": document.language,
            "name": line(document.title),
            "title": text(document.title),
            "kicker": line(document.kicker),
            "foot": line(document.foot),
            "facts": _block(document.facts, say),
            "sections": [_section(section, pictures, say) for section in document.sections],
        },
    }


def _section(section: Section, pictures: Mapping[str, Sequence[Picture]], say: Speaker) -> dict[str, object]:
    drawn = [_chart(picture.words, picture.drawn) for picture in pictures.get(section.id, ())]
    return {
        "heading": text(section.heading),
        "language": section.language,
        "blocks": [*(_block(block, say) for block in section.blocks), *drawn],
        "sections": [_section(inner, pictures, say) for inner in section.sections],
    }


def _block(block: Block, say: Speaker) -> dict[str, object]:
    match block:
        case Paragraph():
            return {"is": "paragraph", "text": text(block.text)}
        case Lead():
            return {"is": "lead", "text": text(block.text)}
        case Facts(rows):
            return {"is": "facts", "rows": [{"label": line(label), "text": text(said)} for label, said in rows]}
        case Table(caption, columns, rows):
            cells = [[text(cell) for cell in row] for row in rows]
            return {"is": "table", "caption": line(caption), "columns": list(map(line, columns)), "rows": cells}
        case Answers(bars, words):
            return _chart(words, answers(bars, say))
        case Quotes(items):
            return {"is": "quotes", "items": list(map(_quote, items))}
        case _:
            assert_never(block)


def _chart(words: str, drawn: dict[str, object]) -> dict[str, object]:
    return {"is": "chart", "alt": line(words), "draw": drawn}


def _quote(quote: Quote) -> dict[str, object]:
    source = [text(part) for part in (quote.kind, quote.group) if part]
    return {"text": text(quote.text), "language": quote.language, "source": source}
