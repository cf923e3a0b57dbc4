"""Sessions drawn by lot: tables of all sizes, all ways to deal, gaps, second rounds, raised hands, early leavers.

Some people move to another table in between, write notes, mark cards, give points and answer the last questions.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from sessions.events import (
    MARKS,
    STANCES,
    CheckedOut,
    Dealt,
    HandCounted,
    Limits,
    Marked,
    Noted,
    Prioritised,
    Rated,
    Regrouped,
    RoundOpened,
    Seated,
)
from sessions.session import Session
from tests.factories import a_session, an_opening, ticket

SECTORS = ("association", "education", "employer", "state")


def a_drawn_session(seed: int) -> Session:
    """The session of this number: up to 28 people in up to 5 groups and 5 cards, the same each time."""
    chance = Random(seed)
    groups = [f"g{n}" for n in range(1, chance.randint(1, 5) + 1)]
    cards = [f"c{n}" for n in range(1, chance.randint(2, 5) + 1)]
    people = _people(chance, groups)
    hands = _hands(chance, groups, cards)
    again = sorted(chance.sample(cards, chance.randint(0, 2)))
    events: list[object] = [*people, Dealt(hands=hands, seed=1), RoundOpened(round=1)]
    taste = {card: [chance.choice((1, 1, 3, 8)) for _ in STANCES] for card in cards}
    eager = chance.choice((0.3, 0.7, 0.9, 0.97, 1.0))
    answers = {
        (person.seat, card): chance.choices(STANCES, taste[card])[0]
        for person in people
        for card in hands[person.group]
        if chance.random() <= eager
    }
    events += [
        _rated(chance, 1, person, card, answers)
        for person in people
        for card in hands[person.group]
        if (person.seat, card) in answers
    ]
    if chance.random() < 0.4:
        raised = chance.randint(1, 4)
        events += [
            HandCounted(
                round=1, card=card, group=group, counts=Counter(chance.choices(STANCES, taste[card], k=raised))
            )
            for group in chance.sample(groups, 1)
            for card in hands[group]
            if chance.random() < 0.8
        ]
    if again:
        events.append(RoundOpened(round=2, cards=tuple(again)))
        stays = chance.choice((0.1, 0.5, 0.9, 1.0))
        for person in people:
            for card in set(again) & set(hands[person.group]):
                if chance.random() <= stays:
                    if (person.seat, card) not in answers or chance.random() < 0.3:
                        answers[person.seat, card] = chance.choice(STANCES)
                    events.append(_rated(chance, 2, person, card, answers))
    limits = Limits(group=chance.choice((2, 3, 3, 4)), sector=chance.choice((3, 5)))
    opened = an_opening(groups=len(groups), cards=len(cards), sectors=SECTORS, limits=limits)
    events += _afterwards(chance, people, hands)
    return a_session(*events, opened=opened)  # type: ignore[arg-type]


def _afterwards(chance: Random, people: list[Seated], hands: dict[str, tuple[str, ...]]) -> list[object]:
    """What people do beside rating; a few, some or all of them."""
    events: list[object] = []
    groups = list(hands)
    for person in people if chance.random() < 0.2 else ():
        if chance.random() < 0.1:
            events.append(Regrouped(seat=person.seat, group=chance.choice(groups), by="facilitator"))
    writing, giving, leaving = (chance.choice((0.1, 0.5, 0.9)) for _ in range(3))
    for n, person in enumerate(people, start=1):
        card = chance.choice(hands[person.group])
        if chance.random() < writing:
            text = f"Note {n}"
            events.append(
                Noted(
                    note=f"n{n}",
                    seat=person.seat,
                    group=person.group,
                    card=card,
                    kind="idea",
                    text=text,
                    language="fi",
                    tap=101,
                )
            )
            mark = chance.choice(MARKS)
            events.append(Marked(seat=person.seat, group=person.group, card=card, mark=mark, on=True, tap=102))
        if chance.random() < giving:
            events.append(Prioritised(seat=person.seat, card=card, points=chance.randint(1, 3), tap=103))
        if chance.random() < leaving:
            grade = chance.randint(0, 4)
            events.append(CheckedOut(seat=person.seat, thought="", next_time="", grade=grade, tap=104))
    return events


def _people(chance: Random, groups: list[str]) -> list[Seated]:
    usual = chance.choice((3, 4, 5, 6))
    sizes = [max(0, usual + chance.choice((-4, -2, -1, 0, 0, 0, 1))) for _ in groups]
    places = [group for group, size in zip(groups, sizes, strict=True) for _ in range(size)]
    sectors = chance.choice((SECTORS, SECTORS[:2], ("", *SECTORS[:2])))
    return [
        Seated(
            seat=f"s{n}",
            ticket=ticket(n),
            group=group,
            sector=chance.choice(sectors),
            channel=chance.choice(("phone",) * 12 + ("paper",)),
        )
        for n, group in enumerate(places, start=1)
    ]


def _hands(chance: Random, groups: list[str], cards: list[str]) -> dict[str, tuple[str, ...]]:
    kind = chance.choice(("same", "same", "split", "any"))
    if kind == "same":
        return {group: tuple(cards) for group in groups}
    if kind == "split":
        return {group: tuple(sorted({cards[0], cards[n % len(cards)]})) for n, group in enumerate(groups)}
    return {group: tuple(sorted(chance.sample(cards, chance.randint(1, len(cards))))) for group in groups}


def _rated(chance: Random, number: int, person: Seated, card: str, answers: dict[tuple[str, str], str]) -> Rated:
    return Rated(
        round=number,
        seat=person.seat,
        card=card,
        stance=answers[person.seat, card],  # type: ignore[arg-type]
        tap=chance.randint(1, 9) + 10 * number,
        channel=person.channel,
    )
