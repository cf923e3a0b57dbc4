"""Rooms full of answers for tests, written so that a person can count them."""

from collections.abc import Mapping, Sequence

from sessions.events import Dealt, Event, Opened, Rated, Recorded, RoundOpened, Seated, Stance
from sessions.session import Session, replayed
from tests.factories import NOON, a_history, a_seat, an_opening

LETTERS: dict[str, Stance] = {"P": "opportunity", "N": "threat", "B": "both", "C": "unsure"}


def seated(**groups: Sequence[str]) -> list[Seated]:
    """People s1, s2 … by group id, each given by a sector: seated(g1=["employer", ""], g2=["state"])."""
    places = [(group, sector) for group, sectors in groups.items() for sector in sectors]
    return [a_seat(n, group, sector) for n, (group, sector) in enumerate(places, start=1)]


def answers(round_number: int = 1, **cards: str) -> list[Rated]:
    """answers(c1="PPN.C"): s1 and s2 see an opportunity in c1, s3 a threat, s4 skips it, s5 can't say."""
    return [
        Rated(round=round_number, seat=f"s{n}", card=card, stance=LETTERS[letter], tap=n)
        for card, letters in cards.items()
        for n, letter in enumerate(letters, start=1)
        if letter != "."
    ]


def a_room(
    people: Sequence[Seated],
    rated: Sequence[Rated] = (),
    *more: Event,
    cards: int = 6,
    opened: Opened | None = None,
) -> Session:
    """The session of these people who all have the same cards, rated them so, and then did more."""
    return replayed(a_rooms_history(people, rated, *more, cards=cards, opened=opened))


def a_rooms_history(
    people: Sequence[Seated],
    rated: Sequence[Rated] = (),
    *more: Event,
    cards: int = 6,
    opened: Opened | None = None,
) -> list[Recorded]:
    """All that happened in `a_room`."""
    opening = opened or an_opening(cards=cards)
    groups = [group.id for group in opening.groups]
    hand: Mapping[str, tuple[str, ...]] = {g: tuple(card.id for card in opening.deck.cards) for g in groups}
    events = [*people, Dealt(hands=hand, seed=1), RoundOpened(round=1), *rated, *more]
    return a_history(events, at=NOON, opened=opening)
