"""Where people differ, within groups and between them, and what to discuss next because of it.

A card's `division` is the sum of two parts (`sessions.measures`): what the groups are divided in themselves,
and what comes of groups that lean to opposite sides, which no group can see from its own table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Literal

import msgspec
import pandas as pd

from sessions.measures import Sides, division, division_between, division_within, lean
from sessions.results.counting import answers
from sessions.results.hiding import telling
from sessions.results.tables import card_summary, group_summary
from sessions.session import Note, Session

DAMPING = 0.1  # of the room: so few answers on one side weigh half

Ground = Literal["between-groups", "within-groups", "room"]


def between_groups(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """How divided the groups are in themselves and against each other, for cards that two groups or more are told
    of; in deck order.

    Index: card. Columns: groups (int: those told with an answer that takes sides), division (0.0 to 1.0: of these
    groups together) = within + between (0.0 to 1.0 each), most_opportunity and most_threat (id of the group with the
    highest and the lowest lean; of equal ones the first).
    """
    rows = {card: _apart(sides) for card, sides in _sides(session, round_number).items() if len(sides) > 1}
    columns = ["groups", "division", "within", "between", "most_opportunity", "most_threat"]
    table = pd.DataFrame(list(rows.values()), columns=columns, index=pd.Index(rows, name="card", dtype=object))
    types = {"groups": int, **dict.fromkeys(columns[1:4], float), **dict.fromkeys(columns[4:], object)}
    return table.astype(types)


def _apart(sides: Mapping[str, Sides]) -> tuple[object, ...]:
    groups = list(sides.values())
    within, between = division_within(groups), division_between(groups)
    leans = {group: lean(*counts) for group, counts in sides.items()}
    return (
        len(groups),
        within + between,
        within,
        between,
        max(leans, key=leans.__getitem__),
        min(leans, key=leans.__getitem__),
    )


def _sides(session: Session, round_number: int | None) -> dict[str, dict[str, Sides]]:
    """Card -> group -> P, N, B, for what may be told and takes sides at all."""
    table = group_summary(session, round_number)
    found: dict[str, dict[str, Sides]] = {}
    for (card, group), row in table[~table["hidden"]].iterrows():
        sides = (int(row["opportunity"]), int(row["threat"]), int(row["both"]))
        if any(sides):
            found.setdefault(card, {})[group] = sides
    return found


class Reason(msgspec.Struct, frozen=True):
    """Why a card is worth discussing.

    `ground`: "between-groups" when groups that lean to opposite sides are most of it (`groups` are the one that leans
    most to opportunity and the one that leans most to threat), "within-groups" when people disagree inside the groups
    (`groups` are those, the most divided first), "room" when groups are not told. The counts are the room's.
    """

    ground: Ground
    groups: tuple[str, ...]
    opportunity: int
    threat: int
    both: int
    answered: int


class Suggestion(msgspec.Struct, frozen=True):
    """A card to discuss, with a note from each side where there is one."""

    card: str
    score: float
    reason: Reason
    opportunity_note: Note | None
    threat_note: Note | None


def discuss_next(session: Session) -> list[Suggestion]:
    """The cards that people are divided on, the most divided first; equal ones stand in deck order.

    The score is 2 * min(P, N) / (P + N + B + a tenth of the people), 0.0 to below 1.0: `division`, but few answers
    weigh less (after arsnova.eu, which orders questions so). Cards that nobody takes the other side of, or that are
    hidden, are not in it.

    The notes are the oldest on the screen (or used) of somebody who rates the card an opportunity, and a threat; only
    of groups that are told on that card, where somebody else answered the same. Show them without a name and without
    a group: they say how somebody rated.
    """
    room = card_summary(session)
    apart = between_groups(session)
    sides = _sides(session, None)
    damping = DAMPING * len(session.people())
    found = []
    for card, row in room[~room["hidden"]].iterrows():
        counts = (int(row["opportunity"]), int(row["threat"]), int(row["both"]))
        smaller = min(counts[0], counts[1])
        if smaller:
            reason = Reason(*_ground(str(card), apart, sides), *counts, answered=int(row["answered"]))
            found.append(
                Suggestion(
                    card=str(card),
                    score=2 * smaller / (sum(counts) + damping),
                    reason=reason,
                    opportunity_note=_note(session, str(card), "opportunity"),
                    threat_note=_note(session, str(card), "threat"),
                )
            )
    return sorted(found, key=lambda suggestion: -suggestion.score)


def _ground(
    card: str, apart: pd.DataFrame, sides: Mapping[str, Mapping[str, Sides]]
) -> tuple[Ground, tuple[str, ...]]:
    if card not in apart.index:
        return "room", ()
    row = apart.loc[card]
    if row["between"] > row["within"]:
        return "between-groups", (row["most_opportunity"], row["most_threat"])
    divided = {group: division(*counts) for group, counts in sides[card].items()}
    order = sorted((g for g in divided if not math.isnan(divided[g]) and divided[g]), key=lambda g: -divided[g])
    return ("within-groups", tuple(order)) if order else ("room", ())


def _note(session: Session, card: str, stance: str) -> Note | None:
    told = telling(session)[card].groups
    rated = {seat.id: seat.group for seat, of, rating in answers(session) if of == card and rating.stance == stance}
    alike = Counter(rated.values())
    for note in session.told_notes():
        seen = session.status_of(note.id) != "received"
        # With nobody else of this answer in the group, its rows would tell which seat wrote the note.
        if note.card == card and seen and note.seat in rated and note.group in told and alike[rated[note.seat]] > 1:
            return note
    return None
