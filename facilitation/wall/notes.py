"""How large notes can be on the wall, and how many at a time.

Nobody measures letters here: a type is reckoned to be as wide as the wall's is on average, with some room to spare.
"""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width

from sessions.session import Note

MOST_NOTES = 3  # that are read at once

# How wide the notes' part of the wall is, in percent of the wall's height, on a narrow and on a wide projector.
SHAPES = {"narrow": 117.0, "wide": 156.0}
LETTER = 0.51  # of the size of the type: how wide a letter is; Finnish ones took 0.44
LINE = 1.2  # of the size of the type
HEAD = 5.0  # percent of the wall's height for the line above a note, with what parts it from the next
ROOM = 74.0  # percent of the wall's height for all notes of a page
NOTE_SIZES = (4.6, 12.0)  # percent of the wall's height, of notes in company and of the largest


def size_of(page: list[Note], wide: float) -> float:
    """The largest type, in percent of the wall's height, in which the notes of a page fit the wall."""

    def high(size: float) -> float:
        lines = [ceil(_width(one_line(note)) * LETTER * size / (0.94 * wide)) for note in page]
        return len(page) * HEAD + LINE * size * sum(lines)

    size = NOTE_SIZES[1]
    while size > 3.4 and high(size) > ROOM:
        size -= 0.1
    return size


def _width(text: str) -> int:
    """Letters of a text, those that are as wide as high twice."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def pages_of(notes: list[Note]) -> list[list[Note]]:
    """Notes in the order given, so few at a time that they can be read from the back of the room."""
    pages: list[list[Note]] = [[]]
    for note in notes:
        page = [*pages[-1], note]
        fits = len(page) <= MOST_NOTES and size_of(page, SHAPES["narrow"]) >= NOTE_SIZES[0]
        if fits or not pages[-1]:
            pages[-1] = page
        else:
            pages.append([note])
    return pages


def one_line(note: Note) -> str:
    """A note without the line breaks of the phone it was written on."""
    return " ".join(note.text.split())
