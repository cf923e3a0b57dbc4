"""What a phone may see, decided in this one place: before the reveal it is never sent anybody's answers."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sessions.events import MARKS, Stance
from sessions.results import Priorities
from sessions.results import priorities as priorities_of
from sessions.session import Seat, Session


class Result(msgspec.Struct, frozen=True):
    """The room's answers to a revealed card, by stance; `hidden` when too few answered to be shown."""

    card: str
    counts: Mapping[Stance, int]
    answered: int
    hidden: bool


def result(session: Session, card: str) -> Result | None:
    """The room's answers to a card, or None before they have been revealed."""
    counts = session.revealed_tallies.get(card)
    if counts is None:
        return None
    answered = sum(counts.values())
    hidden = answered < session.opened.limits.group
    return Result(card=card, counts={} if hidden else counts, answered=answered, hidden=hidden)


def results(session: Session) -> list[Result]:
    """What has been revealed, in the order of showing."""
    found = [result(session, card) for card in session.revealed_cards()]
    return [each for each in found if each is not None]


def priorities(session: Session) -> Priorities | None:
    """The room's points, or None before they have been shown."""
    return priorities_of(session) if session.priorities_shown else None


def marks_of(session: Session, group: str) -> dict[str, list[str]]:
    return {mark: session.marked(group, mark) for mark in MARKS}


def state(session: Session, seat: Seat, *, now: int) -> dict[str, object]:
    """The state for one seat, as `GET /{code}/state` tells it. What is hidden is absent."""
    current = session.round
    hand = session.asked(seat.group)
    ratings = {card: session.rating_of(seat.id, card) for card in hand}
    shown = results(session)
    told: dict[str, object] = {
        "version": session.steered,
        "step": "close" if session.closed else session.doing,
        "closed": session.closed,
        "round": session.round_number,
        "open": session.open_round(now) is not None and not session.closed,
        "now": now,
        "group": seat.group,
        "cards": list(hand),
        "mine": {card: rating.stance for card, rating in ratings.items() if rating is not None},
        "marks": marks_of(session, seat.group),
        "notes": [
            {
                "id": note.id,
                "card": note.card,
                "kind": note.kind,
                "text": note.text,
                "status": session.status_of(note.id),
            }
            for note in session.notes_by(seat.id)
        ],
        "tap": session.taps.get(seat.id, 0),
    }
    if current is not None and current.ends_at is not None:
        told["ends_at"] = current.ends_at
    if shown:
        told["results"] = {each.card: dict(each.counts) for each in shown if not each.hidden}
        told["shown"] = session.shown
    given = session.points_of(seat.id)
    if given or session.current_step.kind == "priorities":
        told["points"] = given
        told["points_left"] = session.opened.points - sum(given.values())
    room = priorities(session)
    if room is not None and not room.hidden:
        told["priorities"] = dict(room.points)
    last = session.checkouts.get(seat.id)
    if last is not None:
        told["checkout"] = {"thought": last.thought, "next_time": last.next_time, "grade": last.grade}
    return told
