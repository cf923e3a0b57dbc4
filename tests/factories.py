"""Decks, sessions and clocks for tests: small, whole and the same every time."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cards.deck import Card, Deck, Fact, Hand, Theme
from sessions.agenda import SHORT
from sessions.events import Event, Group, Opened, Recorded, Seated
from sessions.log import Log
from sessions.session import Session, as_recorded, begin

NOON = 1_790_000_000_000  # ms: the time at which a test begins unless it says otherwise


class SettableClock:
    """A clock that stands until somebody moves it; in milliseconds, like the log's."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def move(self, milliseconds: int) -> None:
        self.now += milliseconds


def a_deck(cards: int = 6) -> Deck:
    """A deck of cards c1, c2 … in Finnish and English, with a hand "first-two"."""
    return Deck(
        id="test-trends",
        version="1",
        title={"fi": "Testitrendit", "en": "Test trends"},
        languages=("fi", "en"),
        question={"fi": "Mahdollisuus vai uhka?", "en": "Opportunity or threat?"},
        themes=(Theme(id="work", name={"fi": "Työ", "en": "Work"}),),
        cards=tuple(_a_card(n) for n in range(1, cards + 1)),
        hands=(Hand(id="first-two", name={"fi": "Kaksi", "en": "Two"}, cards=("c1", "c2")),),
    )


def _a_card(n: int) -> Card:
    return Card(
        id=f"c{n}",
        theme="work",
        title={"fi": f"Kortti {n}", "en": f"Card {n}"},
        trend={"fi": f"Työ muuttuu, osa {n}.", "en": f"Work changes, part {n}."},
        fact=Fact(text={"fi": "Tosiasia.", "en": "A fact."}, year=2026, source="Statistics"),
    )


def an_opening(code: str = "TEST42", *, groups: int = 3, cards: int = 6, **more: object) -> Opened:
    """What opens a session with groups g1, g2 … and a deck of so many cards; `more` are other fields of Opened."""
    deck = a_deck(cards)
    usual: dict[str, object] = {
        "code": code,
        "title": "Trends in our town",
        "deck": deck,
        "digest": deck.digest(),
        "groups": tuple(Group(id=f"g{n}", name=f"Table {n}") for n in range(1, groups + 1)),
        "agenda": SHORT,
    }
    return Opened(**{**usual, **more})  # type: ignore[arg-type]


def a_seat(n: int, group: str, sector: str = "", **more: object) -> Seated:
    """Somebody with the ticket `ticket(n)` taking seat s<n>."""
    return Seated(seat=f"s{n}", ticket=ticket(n), group=group, sector=sector, **more)  # type: ignore[arg-type]


def ticket(n: int) -> str:
    """The hash of a seat's secret, as the log keeps it."""
    return f"{n:064x}"


def a_history(events: Sequence[Event], *, at: int = NOON, opened: Opened | None = None) -> list[Recorded]:
    """An opening and what came after it, all at one time."""
    return as_recorded(None, [opened or an_opening(), *events], at)


def a_session(*events: Event, at: int = NOON, opened: Opened | None = None) -> Session:
    """The session after these events, which come after an opening."""
    history = a_history(events, at=at, opened=opened)
    return and_then(begin(history[0]), *events, at=at)


def and_then(session: Session, *events: Event | None, at: int = NOON) -> Session:
    """The session once these events have happened to it at a time; None is nothing."""
    for recorded in as_recorded(session, [event for event in events if event is not None], at):
        session = session.after(recorded)
    return session


@contextmanager
def writer_held(log: Log) -> Iterator[None]:
    """What is asked of the log in here waits, and is then written at once."""
    held, free = threading.Event(), threading.Event()

    def wait() -> None:
        held.set()
        assert free.wait(timeout=60)

    errand = log.errand(wait)
    assert held.wait(timeout=60)
    try:
        yield
    finally:
        free.set()
        errand.result(timeout=60)
