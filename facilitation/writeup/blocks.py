"""The parts a write-up is made of: sections of plain-text blocks, which each format renders in its own way.

Nothing here is escaped: whoever renders a block does that.
"""

from __future__ import annotations

import msgspec


class Paragraph(msgspec.Struct, frozen=True):
    """`place` is the paragraph's name where a facilitator may write another text, such as "card:digitalisation".

    `by_itself` is what it would say with nothing before it, where `text` is in other words than its neighbour's.
    """

    text: str
    place: str = ""
    by_itself: str = ""


class Lead(msgspec.Struct, frozen=True):
    """A sentence that a section stands for."""

    text: str
    place: str = ""


class Facts(msgspec.Struct, frozen=True):
    """Pairs of a label and what it says."""

    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True):
    """The first cell of a row names it; the others are numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Answers(msgspec.Struct, frozen=True):
    """The answers to a card: `bars` are (stance, sign and word, count), `words` is the alt text."""

    bars: tuple[tuple[str, str, int], ...]
    words: str


class Quote(msgspec.Struct, frozen=True):
    """A note as it is quoted; `group` is "" where it must not be named, `language` is what the author chose.

    A note that the facilitator starred goes into digests.
    """

    kind: str
    group: str
    text: str
    language: str
    starred: bool = False


class Quotes(msgspec.Struct, frozen=True):
    items: tuple[Quote, ...]


Block = Paragraph | Lead | Facts | Table | Answers | Quotes


class Section(msgspec.Struct, frozen=True):
    """`language` is that of the heading."""

    id: str
    heading: str
    language: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """`language` is that of our own words; `title` is as the facilitator wrote it."""

    language: str
    title: str
    kicker: str
    facts: Facts
    sections: tuple[Section, ...]
    skip: str
    foot: str
