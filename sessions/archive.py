"""A session as one JSON archive, and back: {"format": "trendipakka", "version": 1, "events": [...]}.

The archive holds everything, also what small-number rules hide elsewhere; it is for the facilitator alone.
"""

from __future__ import annotations

import msgspec

from cards.text import clean
from sessions.errors import ArchiveUnreadable
from sessions.events import Noted, Opened, Recorded, Seated
from sessions.session import Session, replayed

FORMAT = 1
MOST_BYTES = 50_000_000


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    version: int
    events: tuple[Recorded, ...]


def write_archive(history: list[Recorded]) -> bytes:
    """The archive of a whole history, as UTF-8 JSON."""
    archive = Archive(format="trendipakka", version=FORMAT, events=tuple(history))
    return msgspec.json.format(msgspec.json.encode(archive), indent=1)


def read_archive(data: bytes) -> tuple[list[Recorded], Session]:
    """The history in an archive and the session it gives.

    Raises:
        ArchiveUnreadable: it is no archive of ours, or its events do not fit together.
    """
    if len(data) > MOST_BYTES:
        raise ArchiveUnreadable(where=f"{len(data)} bytes")
    try:
        archive = msgspec.json.decode(data, type=Archive)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ArchiveUnreadable(where=str(error)[:200]) from None
    if archive.format != "trendipakka" or archive.version != FORMAT:
        raise ArchiveUnreadable(where=f"format {archive.version}")
    for number, recorded in enumerate(archive.events, start=1):
        _check(recorded, number)
    try:
        return list(archive.events), replayed(archive.events)
    except (LookupError, TypeError, StopIteration, RuntimeError) as error:
        raise ArchiveUnreadable(where=f"{type(error).__name__}") from None


def _check(recorded: Recorded, number: int) -> None:
    """Refuses an event that our own rules could not have written where it stands."""
    event = recorded.event
    fits = recorded.version == number and isinstance(event, Opened) == (number == 1)
    if isinstance(event, Opened):
        fits = fits and len(event.code) == 6 and event.code.isalnum() and bool(event.groups and event.agenda)
    if isinstance(event, Noted):
        fits = fits and clean(event.text) == event.text
    if isinstance(event, Seated):
        fits = fits and event.seat.startswith("s") and event.seat[1:].isdecimal()
    if not fits:
        raise ArchiveUnreadable(where=f"event {number}")
