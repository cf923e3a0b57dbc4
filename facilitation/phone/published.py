"""The published result: what the room said, for anyone with the link, until the day the facilitator chose.

Counted by `sessions.results` and hidden as everywhere. While the session runs the page tells what the room has been
shown, as phones do: else whoever reads it between two answers knows the second. Whoever has a seat finds there what
became of their own notes, and the actions they can still take.
"""

from __future__ import annotations

from datetime import date

import msgspec
import pandas as pd

from cards.deck import Text
from facilitation.phone import pages
from facilitation.words import Speaker
from sessions.events import STANCES
from sessions.items import Action, Outcome
from sessions.results import (
    Leaning,
    card_summary,
    composition,
    cross_cutting,
    discussion,
    people_leaning,
    priorities,
    sectors_missing,
)
from sessions.session import Note, Seat, Session

MOST_TALKED = 4  # cards that are named
MOST_PRIORITIES = 5


class Line(msgspec.Struct, frozen=True):
    """A card with its counts in the order of STANCES; `counts` is empty where too few answered to be shown."""

    title: Text
    counts: tuple[int, ...]
    outcomes: tuple[Outcome, ...]


class Own(msgspec.Struct, frozen=True):
    """One's own note, where it stands, and what rests on it."""

    note: Note
    status: str
    outcomes: tuple[Outcome, ...]


class Offer(msgspec.Struct, frozen=True):
    """An action, how many can take it, and whether one said so oneself."""

    action: Action
    people: int
    mine: bool


def results_page(session: Session, seat: Seat | None, say: Speaker) -> str:
    """The page of a published result; `seat` is that of whoever looks, if they have one."""
    present = composition(session)
    return pages.page(
        "results.html",
        say,
        session=session,
        seat=seat,
        people=sum(present.values()),
        sectors=[(say.sector(sector), count) for sector, count in present.items() if count],
        missing=[say.sector(sector) for sector in sectors_missing(session)],
        leaning=_leaning(session),
        talked=", ".join(_titles(session, discussion(session), "groups", say)[:MOST_TALKED]),
        cutting=", ".join(_titles(session, cross_cutting(session), "marked", say)),
        lines=_lines(session),
        priorities=_priorities(session),
        offers=_offers(session, seat),
        day=lambda text: say.day(date.fromisoformat(text)),
        own=_own(session, seat) if seat is not None else [],
        day_outcomes=[outcome for outcome in session.outcomes() if not outcome.card],
    )


def _titles(session: Session, table: pd.DataFrame, column: str, say: Speaker) -> list[str]:
    return [say.card_text(session.cards[str(card)].title) for card in table.index[table[column] > 0]]


def _leaning(session: Session) -> Leaning | None:
    """How people lean, once every card that they answered has been shown."""
    leaning = people_leaning(session)
    return leaning if leaning.people and not leaning.hidden and _shown(session) == _answered(session) else None


def _shown(session: Session) -> set[str]:
    """The answered cards that may be told now."""
    answered = _answered(session)
    return answered if session.closed else answered & set(session.revealed_cards())


def _answered(session: Session) -> set[str]:
    table = card_summary(session)
    return {str(card) for card in table.index[table["answered"] > 0]}


def _lines(session: Session) -> list[Line]:
    table = card_summary(session)
    table = table[table.index.isin(_shown(session))]
    outcomes = session.outcomes()
    lines = []
    for card, row in table.iterrows():
        counts = () if row["hidden"] else tuple(int(row[stance]) for stance in STANCES)
        own = tuple(outcome for outcome in outcomes if outcome.card == card)
        lines.append(Line(title=session.cards[str(card)].title, counts=counts, outcomes=own))
    return lines


def _priorities(session: Session) -> list[tuple[Text, int]]:
    room = priorities(session)
    if room.hidden or not (session.closed or session.priorities_shown):
        return []
    return [(session.cards[card].title, points) for card, points in room.points.items()][:MOST_PRIORITIES]


def _offers(session: Session, seat: Seat | None) -> list[Offer]:
    offers = []
    for action in session.actions():
        switch = session.volunteers.get((action.id, seat.id)) if seat is not None else None
        mine = switch is not None and switch.on
        offers.append(Offer(action=action, people=len(session.volunteers_for(action.id)), mine=mine))
    return offers


def _own(session: Session, seat: Seat) -> list[Own]:
    outcomes = session.outcomes()
    return [
        Own(note, session.status_of(note.id), tuple(each for each in outcomes if note.id in each.notes))
        for note in session.notes_by(seat.id)
    ]
