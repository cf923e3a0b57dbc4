"""Taps come twice, late and in any order, from many phones: the highest tap of each counts, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sessions.errors import BadField, RoundClosed, TooManyPoints
from sessions.events import MARKS, STANCES, Closed, Dealt, Event, RoundOpened, Step
from sessions.session import Session, as_recorded, begin, replayed
from tests.factories import NOON, a_history, a_seat, a_session, an_opening, and_then

HANDS = {"g1": ("c1", "c2"), "g2": ("c2", "c3"), "g3": ("c1", "c2", "c3")}
TABLE = (
    *(a_seat(n, f"g{n}") for n in (1, 2, 3)),
    Dealt(hands=HANDS, seed=1),
    RoundOpened(round=1),
)

Tap = tuple[str, str, str, int]  # seat, card, stance, tap number


@st.composite
def deliveries(draw: st.DrawFn) -> list[Tap]:
    """What three phones sent, each numbering its own taps, as it arrives: shuffled, and some of it again."""
    sent: list[Tap] = []
    for n in (1, 2, 3):
        choices = st.tuples(st.sampled_from(HANDS[f"g{n}"]), st.sampled_from(STANCES))
        for tap, (card, stance) in enumerate(draw(st.lists(choices, max_size=8)), start=1):
            sent.append((f"s{n}", card, stance, tap))
    again = draw(st.lists(st.sampled_from(sent), max_size=10)) if sent else []
    return draw(st.permutations(sent + again))


@given(deliveries())
def test_however_taps_arrive_the_highest_one_of_each_card_counts(arriving: list[Tap]):
    session = a_session(*TABLE)

    for seat, card, stance, tap in arriving:
        event = session.rate(seat=seat, card=card, stance=stance, round_number=1, now=NOON, tap=tap)
        session = and_then(session, event)

    highest: dict[tuple[str, str], tuple[int, str]] = {}
    for seat, card, stance, tap in arriving:
        highest[seat, card] = max(highest.get((seat, card), (0, "")), (tap, stance))
    kept = {(seat, card): (rating.tap, rating.stance) for (_, card, seat), rating in session.ratings.items()}
    assert kept == highest
    assert {seat.id: session.has_answered(seat) for seat in session.people()} == {
        seat.id: all((seat.id, card) in highest for card in HANDS[seat.group]) for seat in session.people()
    }


@given(
    st.lists(st.tuples(st.sampled_from(HANDS["g3"]), st.integers(0, 4)), max_size=12).flatmap(
        lambda wishes: st.permutations([(tap, *wish) for tap, wish in enumerate(wishes, start=1)] * 2)
    )
)
def test_however_points_arrive_the_budget_holds_and_of_each_card_the_newest_that_was_taken(
    arriving: list[tuple[int, str, int]],
):
    opened = an_opening(agenda=(Step(id="points", kind="priorities"),))
    session = a_session(*TABLE, opened=opened)
    taken: dict[str, tuple[int, int]] = {}

    for tap, card, points in arriving:
        try:
            event = session.prioritise(seat="s1", card=card, points=points, tap=tap)
        except TooManyPoints:
            continue
        if event is not None:
            assert tap > taken.get(card, (0, 0))[0]
            taken[card] = (tap, points)
        session = and_then(session, event)
        assert sum(session.points_of("s1").values()) <= opened.points

    assert session.points_of("s1") == {card: taken[card][1] for card in sorted(taken) if taken[card][1]}


class Phones(RuleBasedStateMachine):
    """Phones that rate, mark, write, repeat themselves and leave, beside a facilitator, against a plain model."""

    def __init__(self) -> None:
        super().__init__()
        self.history = a_history(TABLE)
        self.session: Session = replayed(self.history)
        self.last = dict.fromkeys(("s1", "s2", "s3"), 0)  # tap numbers the phones have used
        self.sent: list[Tap] = []
        self.answers: dict[tuple[int, str, str], tuple[int, str]] = {}
        self.notes: dict[str, str] = {}

    def record(self, *events: Event | None) -> None:
        happened = as_recorded(self.session, [event for event in events if event is not None], NOON)
        self.history += happened
        for recorded in happened:
            self.session = self.session.after(recorded)

    def deliver(self, tap: Tap) -> None:
        seat, card, stance, number = tap
        round_number = len(self.session.rounds)
        taken = self.session.open_round(NOON) is not None
        earlier = self.answers.get((round_number, card, seat), (0, ""))
        try:
            event = self.session.rate(
                seat=seat, card=card, stance=stance, round_number=round_number, now=NOON + 9_000, tap=number
            )
        except RoundClosed:
            assert not taken
            assert number > earlier[0]
            return
        assert taken or event is None
        self.record(event)
        self.answers[round_number, card, seat] = max(earlier, (number, stance))

    @rule(n=st.integers(1, 3), card=st.integers(0, 1), stance=st.sampled_from(STANCES), arrives=st.booleans())
    def rate(self, n: int, card: int, stance: str, arrives: bool) -> None:
        seat = f"s{n}"
        self.last[seat] += 1
        tap = (seat, HANDS[f"g{n}"][card], stance, self.last[seat])
        self.sent.append(tap)
        if arrives:
            self.deliver(tap)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def rate_late_or_again(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.sampled_from(self.sent)))

    @rule(n=st.integers(1, 3), text=st.sampled_from(["Hire", "Train", "Wait"]), twice=st.booleans())
    def note(self, n: int, text: str, twice: bool) -> None:
        seat = f"s{n}"
        self.last[seat] += 1
        for _ in range(2 if twice else 1):
            self.record(self.session.note(seat=seat, card="", kind="idea", text=text, tap=self.last[seat]))
        self.notes[f"n{self.session.noted}"] = text

    @precondition(lambda self: self.notes)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        note = data.draw(st.sampled_from(sorted(self.notes)))
        self.record(self.session.withdraw(seat=self.session.notes[note].seat, note=note))
        del self.notes[note]

    @rule(n=st.integers(1, 3), mark=st.sampled_from(MARKS), on=st.booleans())
    def mark_both_cards(self, n: int, mark: str, on: bool) -> None:
        seat = f"s{n}"
        for card in HANDS[f"g{n}"][:2]:
            self.last[seat] += 1
            self.record(self.session.mark(seat=seat, card=card, mark=mark, on=on, tap=self.last[seat]))
        assert self.session.is_marked(f"g{n}", mark, card) is on  # type: ignore[arg-type]

    @rule()
    def open_rating(self) -> None:
        self.record(self.session.open_rating(now=NOON))

    @rule()
    def close_rating(self) -> None:
        self.record(self.session.close_rating(now=NOON))

    @precondition(lambda self: self.session.open_round(NOON) is None)
    @rule(card=st.sampled_from(["c1", "c2", "c3"]))
    def reveal(self, card: str) -> None:
        self.record(*self.session.reveal(card=card))

    @invariant()
    def answers_are_the_highest_taps(self) -> None:
        kept = {place: (rating.tap, rating.stance) for place, rating in self.session.ratings.items()}
        assert kept == self.answers

    @invariant()
    def notes_are_those_not_withdrawn(self) -> None:
        assert {note.id: note.text for note in self.session.all_notes()} == self.notes

    @invariant()
    def the_history_gives_the_same_session(self) -> None:
        assert replayed(self.history) == self.session
        assert begin(self.history[0]).opened == self.session.opened


TestPhones = Phones.TestCase
TestPhones.settings = settings(max_examples=60, stateful_step_count=30)


@given(st.integers(max_value=0) | st.integers(min_value=2**53))
def test_a_tap_number_no_phone_can_count_to_is_refused(tap: int):
    session = a_session(*TABLE)

    with pytest.raises(BadField) as refused:
        session.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON, tap=tap)

    assert refused.value.facts == {"field": "tap"}


def test_what_was_taken_is_confirmed_again_after_the_session_has_ended():
    session = a_session(*TABLE)
    session = and_then(
        session,
        session.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON, tap=1),
        session.mark(seat="s1", card="c1", mark="spoke-to-us", on=True, tap=2),
        session.note(seat="s1", card="", kind="idea", text="Train", tap=3),
    )
    ended = and_then(session, Closed())

    again = [
        ended.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON, tap=1),
        ended.mark(seat="s1", card="c1", mark="spoke-to-us", on=True, tap=2),
        ended.note(seat="s1", card="", kind="idea", text="Train", tap=3),
    ]

    assert again == [None, None, None]
