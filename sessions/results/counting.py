"""Whose answers count, and how they are added up: by people's newest answers, or in one round only.

Rehearsal, removed seats, practice (round 0, which only the wall shows in the warm-up) and answers set aside never
count. Raised hands count for their table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sessions.events import STANCES, Stance
from sessions.session import Rating, Seat, Session

Key = TypeVar("Key")
Table = TypeVar("Table")
Which = ParamSpec("Which")

Answer = tuple[int, Seat, str, Rating]  # round, who, card, what
Given = tuple[Seat, str, Rating]  # who, card, what
Counts = list[int]  # how often each stance, in the order of STANCES
NOBODY = (0, 0, 0, 0)


def kept(
    count: Callable[Concatenate[Session, Which], Table],
) -> Callable[Concatenate[Session, Which], Table]:
    """The same value, worked out once for each state of a session.

    A session never changes, but a wall and a desk ask anew each second, also while nothing happens.
    """

    @wraps(count)
    def counted(session: Session, /, *args: Which.args, **named: Which.kwargs) -> Table:
        known: dict[object, Table] = session.__dict__.setdefault("counted", {})
        place = (count.__name__, args, tuple(named.items()))
        if place not in known:
            known[place] = count(session, *args, **named)
        return known[place]

    return counted


def all_answers(session: Session, *, practice: bool = False) -> Iterator[Answer]:
    """Every answer of every round that counts, in no order, or those of the practice round."""
    people = {seat.id: seat for seat in session.people()}
    for (number, card, seat_id), rating in session.ratings.items():
        if (number == 0) is practice and seat_id in people and (number, card) not in session.void:
            yield number, people[seat_id], card, rating


@kept
def answers(session: Session, round_number: int | None = None) -> list[Given]:
    """Everybody's newest answer to each card, or (with a number) what they answered in that round; 0 is practice."""
    newest: dict[tuple[str, str], tuple[int, Given]] = {}
    for number, seat, card, rating in all_answers(session, practice=round_number == 0):
        place = (seat.id, card)
        wanted = round_number is None or number == round_number
        if wanted and (place not in newest or newest[place][0] < number):
            newest[place] = (number, (seat, card, rating))
    return [given for _, given in newest.values()]


@kept
def raised_hands(session: Session, round_number: int | None = None) -> dict[tuple[str, str], Counts]:
    """(card, group) -> raised hands by stance, in a round or in the newest that has some; of a table that moved to
    another they count there, until hands are raised at that one in a later round."""
    counted = [
        (number, (card, session.merged.get(group, group)), [counts.get(stance, 0) for stance in STANCES])
        for (number, card, group), counts in session.by_hand.items()
        if number > 0 and (number, card) not in session.void and round_number in (None, number)
    ]
    newest: dict[tuple[str, str], int] = {}
    for number, place, _ in counted:
        newest[place] = max(number, newest.get(place, 0))
    found: dict[tuple[str, str], Counts] = {}
    for number, place, counts in counted:
        if number == newest[place]:
            found[place] = added([found.get(place, NOBODY), counts])
    return found


@kept
def people_by_hand(session: Session) -> Counter[str]:
    """Group -> people who sit there without a phone, as far as their raised hands tell."""
    return Counter(session.people_by_hand())


@kept
def rounds_of(session: Session) -> dict[str, tuple[int, ...]]:
    """Card -> the numbers of the rounds in which anybody answered it, oldest first."""
    answered = {(card, number) for number, _, card, _ in all_answers(session)}
    for number in {number for number, _, _ in session.by_hand if number > 0}:
        answered |= {(card, number) for card, _ in raised_hands(session, number)}
    rounds: dict[str, tuple[int, ...]] = {}
    for card, number in sorted(answered):
        rounds[card] = (*rounds.get(card, ()), number)
    return rounds


def tally(given: Iterable[tuple[Key, Stance]]) -> dict[Key, Counts]:
    """Key -> how often each stance."""
    counted: dict[Key, Counts] = {}
    for key, stance in given:
        counted.setdefault(key, [*NOBODY])[STANCES.index(stance)] += 1
    return counted


def added(counts: Iterable[Sequence[int]]) -> Counts:
    """The sum of several counts by stance."""
    return [sum(column) for column in zip(*counts, strict=True)] or [*NOBODY]


@kept
def group_tally(session: Session, round_number: int | None = None) -> dict[tuple[str, str], Counts]:
    """(card, group) -> answers by stance, raised hands among them."""
    counted = tally(((card, seat.group), rating.stance) for seat, card, rating in answers(session, round_number))
    for place, hands in raised_hands(session, round_number).items():
        counted[place] = added([counted.get(place, NOBODY), hands])
    return counted


def asked(session: Session, round_number: int | None, key: Callable[[Seat], str]) -> Counter[tuple[str, str]]:
    """(card, key) -> seats that have the card in hand, or had it when they answered it."""
    hands = {group.id: _asked_of(session, group.id, round_number) for group in session.groups}
    found = {(card, seat.id) for seat in session.people() for card in hands.get(seat.group, ())}
    found |= {(card, seat.id) for seat, card, _ in answers(session, round_number)}
    return Counter((card, key(session.seats[seat])) for card, seat in found)


def _asked_of(session: Session, group: str, round_number: int | None) -> tuple[str, ...]:
    if round_number == 0:
        return session.asked(group) if session.practising else ()
    return tuple(card for card in session.hand(group) if _asks(session, card, round_number))


def _asks(session: Session, card: str, round_number: int | None) -> bool:
    """Whether a round asks for a card; a round that is not known asks for all."""
    return all(asking.asks(card) for asking in session.rounds if asking.number == round_number)


def asked_by_hand(session: Session, round_number: int | None) -> Counter[tuple[str, str]]:
    """(card, group) -> people without a phone who have the card in hand, or raised their hands for it."""
    here = people_by_hand(session)
    found = Counter(
        {(card, group): here[group] for group in here for card in _asked_of(session, group, round_number)}
    )
    for place, hands in raised_hands(session, round_number).items():
        found[place] = max(found[place], sum(hands))
    return found


def groups_with_people(session: Session) -> list[str]:
    """Ids of the groups that somebody sits in or raised a hand in, in the session's order."""
    filled = {seat.group for seat in session.people()} | set(people_by_hand(session))
    return [group.id for group in session.groups if group.id in filled]


def cards_of(session: Session, more: Iterable[str] = (), round_number: int | None = None) -> list[str]:
    """Dealt cards (that a round asks for) and `more` (that were answered before another deal took them away), in
    deck order; before the deal every card, and in the warm-up the practice card."""
    if session.practising:
        return list(session.cards_in_play())
    dealt = {card for hand in session.hands.values() for card in hand if _asks(session, card, round_number)}
    wanted = {*dealt, *more}
    return [card.id for card in session.deck.cards if card.id in wanted or not session.dealt]


def answered_round(session: Session) -> int:
    """The number of the newest round that anybody has answered; without answers that of the newest round or 0."""
    numbers = [number for found in rounds_of(session).values() for number in found]
    return max(numbers, default=len(session.rounds))
