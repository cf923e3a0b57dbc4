"""The write-up as Markdown (CommonMark with the tables of GitHub); every text stays the text it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

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

# What can begin markup in the middle of a line, and what only at its start.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START = re.compile(r"^(\d*)([-+=:.)])")
# Renderers make links of these even when every sign in them is escaped; in a code span they do not.
_LINKISH = re.compile(r"\S*(?:://|www\.|@|mailto:|xmpp:)\S*", re.IGNORECASE)


def as_markdown(document: Document) -> str:
    """The whole document, ending in a line break."""
    parts = [f"# {escaped(document.title)}", escaped(document.kicker), *_block(document.facts)]
    for section in document.sections:
        parts += _section(section, 2)
    return "\n\n".join([*parts, escaped(document.foot)]) + "\n"


def escaped(text: str) -> str:
    """One line of Markdown that shows `text` letter for letter, white space apart."""
    words = [_code(word) if _LINKISH.fullmatch(word) else _MARKUP.sub(r"\\\1", word) for word in text.split()]
    return _LINE_START.sub(r"\1\\\2", " ".join(words))


def _code(word: str) -> str:
    """A code span; a bar stands outside it, because a table would break there."""
    return "\\|".join(_span(part) for part in word.split("|"))


def _span(text: str) -> str:
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    room = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{room}{text}{room}{fence}"


def _section(section: Section, level: int) -> list[str]:
    parts = [f"{'#' * level} {escaped(section.heading)}"]
    for block in section.blocks:
        parts += _block(block)
    for inner in section.sections:
        parts += _section(inner, level + 1)
    return parts


def _block(block: Block) -> list[str]:
    match block:
        case Lead(text):
            return [f"**{escaped(text)}**"]
        case Paragraph(text):
            return [escaped(text)]
        case Facts(rows):
            return ["\n".join(f"- **{escaped(label)}:** {escaped(text)}" for label, text in rows)]
        case Table(caption, columns, rows):
            lines = [_row(columns), _row(["---", *["---:"] * (len(columns) - 1)], raw=True), *map(_row, rows)]
            return [escaped(caption) + ":", "\n".join(lines)]
        case Answers(bars):  # the alternative text would say in words what the text beside it says in words
            return [escaped(" · ".join(f"{label} {count}" for _, label, count in bars))]
        case Quotes(items):
            return [_quote(quote) for quote in items]
    raise TypeError(block)


def _row(cells: Iterable[str], *, raw: bool = False) -> str:
    return f"| {' | '.join(cell if raw else escaped(cell) for cell in cells)} |"


def _quote(quote: Quote) -> str:
    """A block quote: the note line by line, and under it who wrote it in what sense."""
    lines = [escaped(line) for line in quote.text.split("\n")]
    source = ", ".join(escaped(part) for part in (quote.kind, quote.group) if part)
    text = "\\\n".join(lines) if "" not in lines else "\n\n".join(line for line in lines if line)
    whole = f"{text}\n\n— {source}" if source else text
    return "\n".join(f"> {line}".rstrip() for line in whole.split("\n"))
