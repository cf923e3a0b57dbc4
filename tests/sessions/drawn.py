"""Sessions drawn by lot: tables of all sizes, all ways to deal, gaps, second rounds, raised hands, early leavers.

Some people move to another table in between, write notes, mark cards, give points and answer the last questions. Now
and then tables are merged, answers are set aside and asked for again, or there is one round more.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from sessions.events import (
    MARKS,
    STANCES,
    CheckedOut,
    Dealt,
    Event,
    GroupMerged,
    HandCounted,
    Limits,
    Marked,
    Noted,
    Prioritised,
    Rated,
    Regrouped,
    Restarted,
    RoundOpened,
    Seated,
)
from sessions.results.counting import rounds_of
from sessions.session import Session
from tests.factories import a_session, an_opening, and_then, ticket

SECTORS = ("association", "education", "employer", "state")
TURNS = ("merge", "anew", "whole round anew", "one more")
MOST_IN_THIRD = 12  # people in a room that rates a card a third time: each round is five times as much to try


def a_drawn_session(seed: int) -> Session:
    """The session of this number: up to 28 people in up to 5 groups and 5 cards, the same each time."""
    return _drawn(seed, "TEST42")


def a_drawn_series(seed: int) -> tuple[Session, Session]:
    """Two meetings with the same cards; some of their people may be the same, their tables and answers are others."""
    return _drawn(seed, "TEST42", number=1), _drawn(seed + 10_000, "TEST43", number=2)


def _drawn(seed: int, code: str, number: int = 0) -> Session:
    chance, later = Random(seed), Random(f"later {seed}")
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
    opened = an_opening(
        code,
        groups=len(groups),
        cards=len(cards),
        sectors=SECTORS,
        limits=limits,
        series="Autumn" if number else "",
        number=number,
    )
    session = a_session(*events, opened=opened)  # type: ignore[arg-type]
    for turn in later.sample(TURNS, later.choices((0, 1, 2), (6, 3, 1))[0]):
        session = and_then(session, *_turned(later, session, turn))
    left = [group.id for group in session.groups]
    return and_then(session, *_afterwards(chance, people, hands, left))  # type: ignore[arg-type]


def _turned(chance: Random, session: Session, turn: str) -> list[Event]:
    """What comes late in a session: two tables become one, or cards are rated again, with or without what was
    answered before.
    """
    groups = [group.id for group in session.groups]
    if turn == "merge":
        group, into = chance.sample(groups, 2) if len(groups) > 1 else ("", "")
        return [GroupMerged(group=group, into=into)] if group else []
    last = len(session.rounds)
    rounds, few = rounds_of(session), len(session.people()) <= MOST_IN_THIRD
    cards = [card for card in session.cards_in_play() if few or len(rounds.get(card, ())) < 2]
    if not cards:
        return []
    card = chance.choice(cards)
    if turn == "one more":
        return [RoundOpened(round=last + 1, cards=(card,)), *_again(chance, session, (card,), last + 1)]
    whole = turn == "whole round anew"
    asked = session.rounds[-1].cards if whole else (card,)
    anew = asked or session.cards_in_play()
    aside = Restarted(round=last if whole else session.asked_in(card), cards=anew)
    return [aside, RoundOpened(round=last + 1, cards=asked), *_again(chance, session, anew, last + 1)]


def _again(chance: Random, session: Session, cards: tuple[str, ...], number: int) -> list[Event]:
    """What those who stay answer in a new round, many of them the same as before; a table may raise hands again."""
    stays = chance.choice((0.1, 0.5, 0.9, 1.0))
    people = session.people()
    events: list[Event] = []
    for card in cards:
        for person in people:
            if card in session.hand(person.group) and chance.random() <= stays:
                before = session.final_rating(person.id, card)
                stance = before.stance if before and chance.random() < 0.6 else chance.choice(STANCES)
                tap = chance.randint(1, 9) + 10 * number
                events.append(
                    Rated(round=number, seat=person.id, card=card, stance=stance, tap=tap, channel=person.channel)
                )
    raised = {(card, group) for _, card, group in session.by_hand if card in cards}
    events += [
        HandCounted(round=number, card=card, group=group, counts=Counter(chance.choices(STANCES, k=3)))
        for card, group in sorted(raised)
        if group not in session.merged and chance.random() < 0.5
    ]
    return events


def _afterwards(
    chance: Random, people: list[Seated], hands: dict[str, tuple[str, ...]], groups: list[str]
) -> list[object]:
    """What people do beside rating; a few, some or all of them. They move to one of the `groups` that are left."""
    events: list[object] = []
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
