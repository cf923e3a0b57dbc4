"""What a phone may see, decided in this one place: before the reveal it is never sent anybody's answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from sessions.events import MARKS, Stance
from sessions.items import Action, Outcome
from sessions.results import Priorities
from sessions.results import priorities as priorities_of
from sessions.session import Note, Seat, Session
from sessions.state import RATING_STEPS, Switch

Manner = Literal["", "muted", "removed"]

NOTES_SHOWN = ("talk", "reveal")  # steps in which phones list what is on the screen


class Result(msgspec.Struct, frozen=True):
    """The room's answers to a revealed card, by stance; `hidden` when too few answered to be shown.

    `chairs` is what the room thinks an absent sector would answer, which counts nowhere; `outcomes` is what was
    written down on the card.
    """

    card: str
    counts: Mapping[Stance, int]
    answered: int
    hidden: bool
    chairs: Mapping[str, Stance] = {}
    outcomes: tuple[Outcome, ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """An open action, and how many people can take it."""

    action: Action
    people: int


def manner(seat: Seat) -> Manner:
    """How a facilitator treats a seat apart from others."""
    return "removed" if seat.removed else "muted" if seat.muted else ""


def doing(session: Session, manner: Manner = "") -> str:
    """What a phone shows: the step, or that its person was taken out, or that everybody looks up."""
    if manner == "removed":
        return "removed"
    if session.closed:
        return "close"
    return "down" if session.phones_down else session.doing


def cards(session: Session, group: str) -> tuple[str, ...]:
    """The cards on a group's phones: what the round asks while people rate, else the whole hand."""
    return session.asked(group) if session.doing in RATING_STEPS else session.hand(group)


def result(session: Session, card: str) -> Result | None:
    """The room's answers to a card, or None before they have been revealed."""
    counts = session.revealed_tallies.get(card)
    if counts is None:
        return None
    answered = sum(counts.values())
    hidden = answered < session.opened.limits.group
    return Result(
        card=card,
        counts={} if hidden else counts,
        answered=answered,
        hidden=hidden,
        chairs={sector: stance for (sector, of), stance in sorted(session.chairs.items()) if of == card},
        outcomes=tuple(outcome for outcome in session.outcomes() if outcome.card == card),
    )


def results(session: Session) -> list[Result]:
    """What has been revealed, in the order of showing."""
    found = [result(session, card) for card in session.revealed_cards()]
    return [each for each in found if each is not None]


def priorities(session: Session) -> Priorities | None:
    """The room's points, or None before they have been shown."""
    return priorities_of(session) if session.priorities_shown else None


def marks_of(session: Session, group: str) -> dict[str, list[str]]:
    return {mark: session.marked(group, mark) for mark in MARKS}


def on_screen(session: Session) -> list[Note]:
    """The notes on the screen, the newest first, in the steps in which phones list them."""
    if session.closed or session.phones_down or session.doing not in NOTES_SHOWN:
        return []
    return [note for note in reversed(session.told_notes()) if session.sorted(note.id).on_screen]


def offers(session: Session) -> list[Offer]:
    """The open actions that people can take, in the steps in which phones list them, and at the end."""
    if session.phones_down or (session.doing not in ("actions", "close") and not session.closed):
        return []
    return [
        Offer(action=action, people=len(session.volunteers_for(action.id)))
        for action in session.actions()
        if action.state == "open"
    ]


def turned_on(session: Session, seat: Seat) -> list[str]:
    """The notes that a seat agrees with and the actions that it can take, of those that phones list."""
    notes = [note.id for note in on_screen(session) if _is_on(session.upvotes.get((note.id, seat.id)))]
    actions = [
        offer.action.id for offer in offers(session) if _is_on(session.volunteers.get((offer.action.id, seat.id)))
    ]
    return [*notes, *actions]


def _is_on(switch: Switch | None) -> bool:
    return switch is not None and switch.on


def own_answers(session: Session, seat: Seat) -> dict[str, Stance]:
    """A seat's answers by card: those of the round while people rate, else the newest to each card."""
    if session.doing in RATING_STEPS:
        found = {card: session.rating_of(seat.id, card) for card in cards(session, seat.group)}
    else:
        found = {card: session.final_rating(seat.id, card) for card in session.hand(seat.group)}
    return {card: rating.stance for card, rating in found.items() if rating is not None}


def answers_before(session: Session, seat: Seat) -> dict[str, Stance]:
    """What a seat said before to the cards that are rated again."""
    found: dict[str, Stance] = {}
    for card in session.asked(seat.group) if session.doing in RATING_STEPS and not session.practising else ():
        for number in range(session.round_number - 1, 0, -1):
            rating = session.rating_of(seat.id, card, number)
            if rating is not None:
                found[card] = rating.stance
                break
    return found


def left_to_draw(session: Session, group: str) -> int:
    """How many cards a group can still turn over."""
    return min(session.left_to_draw(group), len(session.face_down())) if session.pile else 0


def state(session: Session, seat: Seat, *, now: int) -> dict[str, object]:
    """The state for one seat, as `GET /{code}/state` tells it. What is hidden is absent."""
    current = session.round
    shown = results(session)
    told: dict[str, object] = {
        "version": session.steered,
        "step": doing(session, manner(seat)),
        "closed": session.closed,
        "round": session.round_number,
        "open": session.open_round(now) is not None and not session.closed,
        "now": now,
        "group": seat.group,
        "cards": list(cards(session, seat.group)),
        "mine": own_answers(session, seat),
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
    if seat.removed:
        return told | {"cards": [], "mine": {}, "notes": [], "open": False}
    if current is not None and current.ends_at is not None:
        told["ends_at"] = current.ends_at
    if session.paused_at is not None:
        told["paused"] = True
    before = answers_before(session, seat)
    if before:
        told["before"] = before
    left = left_to_draw(session, seat.group)
    if left:
        told["left_to_draw"] = left
    listed = [note.id for note in on_screen(session)] + [offer.action.id for offer in offers(session)]
    if listed:
        told["listed"] = listed
        told["on"] = turned_on(session, seat)
    if session.doing == "who":
        told["sector"] = seat.sector
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
