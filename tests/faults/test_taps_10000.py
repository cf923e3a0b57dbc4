"""Ten thousand sequences of taps that arrive late, twice and out of order, while a facilitator steers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.errors import RoundClosed, SessionClosed
from sessions.events import STANCES, Dealt, Event, RoundOpened
from sessions.session import Session
from tests.factories import NOON, a_seat, a_session, and_then

TABLE = a_session(
    a_seat(1, "g1"),
    a_seat(2, "g2"),
    Dealt(hands={"g1": ("c1", "c2"), "g2": ("c1", "c2"), "g3": ("c1",)}, seed=1),
    RoundOpened(round=1),
)
LATER = NOON + 9_000  # beyond the grace of a round that closed at noon


@dataclass(frozen=True)
class Rating:
    """A tap by its number, which fixes what is tapped; chance decides when it arrives, and how often."""

    seat: str
    tap: int

    @property
    def card(self) -> str:
        return "c1" if self.tap % 3 else "c2"

    @property
    def stance(self) -> str:
        return STANCES[self.tap * 3 % 4]

    @property
    def round(self) -> int:
        return 1 if self.tap <= 4 else 2

    def arrives(self, session: Session) -> Event | None:
        return session.rate(
            seat=self.seat, card=self.card, stance=self.stance, round_number=self.round, now=LATER, tap=self.tap
        )


@dataclass(frozen=True)
class Mark:
    seat: str
    tap: int

    @property
    def on(self) -> bool:
        return self.tap % 2 == 1

    def arrives(self, session: Session) -> Event | None:
        return session.mark(seat=self.seat, card="c1", mark="spoke-to-us", on=self.on, tap=self.tap)


@dataclass(frozen=True)
class Note:
    seat: str
    tap: int

    def arrives(self, session: Session) -> Event | None:
        return session.note(seat=self.seat, card="", kind="idea", text=f"Thought {self.tap}", tap=self.tap)


Steer = Callable[[Session], Sequence[Event | None]]
STEERS: dict[str, Steer] = {
    "close": lambda session: [session.close_rating(now=NOON)],
    "reopen": lambda session: [session.open_rating(now=NOON)],
    "second round": lambda session: [RoundOpened(round=2)] if len(session.rounds) == 1 else [],
    "end": lambda session: session.close(now=NOON),
}
TAPS = [
    each for seat in ("s1", "s2") for each in (*(Rating(seat, n) for n in range(1, 8)), Note(seat, 8), Note(seat, 9))
] + [Mark("s1", n) for n in (10, 11, 12)]


@settings(max_examples=10_000)
@given(st.lists(st.sampled_from([*TAPS, *TAPS, *STEERS]), max_size=20))
def test_whatever_arrives_whenever_the_session_is_what_was_confirmed(arriving: list[Rating | Mark | Note | str]):
    session = TABLE
    ratings: dict[tuple[int, str, str], tuple[int, str]] = {}
    marks: dict[tuple[str, str], tuple[int, bool]] = {}
    notes: Counter[tuple[str, int]] = Counter()

    for each in arriving:
        if isinstance(each, str):
            session = session if session.closed else and_then(session, *STEERS[each](session))
            continue
        try:
            session = and_then(session, each.arrives(session))
        except (RoundClosed, SessionClosed):
            continue  # told so, and not counted
        match each:
            case Rating():
                place = (each.round, each.card, each.seat)
                ratings[place] = max(ratings.get(place, (0, "")), (each.tap, each.stance))
            case Mark():
                marks["g1", "c1"] = max(marks.get(("g1", "c1"), (0, False)), (each.tap, each.on))
            case Note():
                notes[each.seat, each.tap] = 1

    assert {place: (rating.tap, rating.stance) for place, rating in session.ratings.items()} == ratings
    assert session.is_marked("g1", "spoke-to-us", "c1") is marks.get(("g1", "c1"), (0, False))[1]
    assert Counter((note.seat, note.text) for note in session.all_notes()) == Counter(
        {(seat, f"Thought {tap}"): times for (seat, tap), times in notes.items()}
    )
