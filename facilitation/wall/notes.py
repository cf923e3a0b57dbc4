"""How large notes can be on the wall, and how many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.wall.fitting import LINE, largest, lines, paged
from sessions.session import Note

MOST_NOTES = 3  # that are read at once

# How wide the notes' part of the wall is, in percent of the wall's height, on a narrow and on a wide projector.
SHAPES = {"narrow": 117.0, "wide": 156.0}
HEAD = 5.0  # percent of the wall's height for the line above a note, with what parts it from the next
ROOM = 74.0  # percent of the wall's height for all notes of a page
NOTE_SIZES = (4.6, 12.0)  # percent of the wall's height, of notes in company and of the largest


def size_of(page: Sequence[Note], wide: float, room: float = ROOM) -> float:
    """The largest type, in percent of the wall's height, in which the notes of a page fit the wall."""

    def high(size: float) -> float:
        return len(page) * HEAD + LINE * size * sum(lines(note.text, size, wide) for note in page)

    return largest(high, room, NOTE_SIZES[1])


def pages_of(notes: Sequence[Note]) -> list[list[Note]]:
    """Notes in the order given, so few at a time that they can be read from the back of the room."""

    def fits(page: Sequence[Note]) -> bool:
        return len(page) <= MOST_NOTES and size_of(page, SHAPES["narrow"]) >= NOTE_SIZES[0]

    return paged(notes, fits)
