"""A session: the state after some events, and the rules.

A rule looks at the session and returns the event to record, or None when nothing changes, or raises what
`sessions.errors` names. `session.after(recorded)` is the next state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sessions.answering import (
    GRACE,
    GRADES,
    MOST_MARKS,
    MOST_POINTS,
    MOST_TAP,
    NOTE_LENGTH,
    Answering,
)
from sessions.events import Event, Opened, Recorded
from sessions.harvesting import Harvesting
from sessions.seating import MOST_GROUPS, MOST_SEATS, NICKNAME_LENGTH, Seating
from sessions.state import CheckOut, Note, Past, Priority, Rating, Round, Seat, Sorting
from sessions.steering import MOST_SEED, Steering

__all__ = [
    "GRACE",
    "GRADES",
    "MOST_GROUPS",
    "MOST_MARKS",
    "MOST_POINTS",
    "MOST_SEATS",
    "MOST_SEED",
    "MOST_TAP",
    "NICKNAME_LENGTH",
    "NOTE_LENGTH",
    "CheckOut",
    "Note",
    "Past",
    "Priority",
    "Rating",
    "Round",
    "Seat",
    "Session",
    "Sorting",
    "as_recorded",
    "begin",
    "replayed",
]


class Session(Answering, Seating, Steering, Harvesting, frozen=True, dict=True):
    """What is so after some events, with every rule there is."""


def begin(recorded: Recorded) -> Session:
    """The session that its first event opens.

    Raises:
        TypeError: the first event is not Opened.
    """
    if not isinstance(recorded.event, Opened):
        raise TypeError(f"a session begins with Opened: {recorded.event!r}")
    return Session(opened=recorded.event, opened_at=recorded.at, version=recorded.version)


def replayed(history: Iterable[Recorded]) -> Session:
    """The session after these events, the first of which is Opened."""
    events = iter(history)
    session = begin(next(events))
    for recorded in events:
        session = session.after(recorded)
    return session


def as_recorded(session: Session | None, events: Sequence[Event], at: int) -> list[Recorded]:
    """The events numbered on from the session's version."""
    start = session.version if session is not None else 0
    return [Recorded(version=start + n, at=at, event=event) for n, event in enumerate(events, start=1)]
