"""The use cases on a real log: opening sessions by a plan, and two desks that steer at once."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cards.reading import read_deck, shipped_decks
from sessions.agenda import FULL, SHORT, TEMPLATES
from sessions.archive import read_archive, write_archive
from sessions.errors import (
    BadField,
    MissingField,
    NoGroups,
    NoSuchDeck,
    NoSuchSession,
    NoSuchTemplate,
    NotEnoughCards,
    Refused,
    SessionMoved,
    TextTooLong,
    TooManyItems,
)
from sessions.events import (
    STANCES,
    CheckedOut,
    Closed,
    Dealing,
    Dealt,
    Edited,
    Event,
    Group,
    Hidden,
    Limits,
    Marked,
    Noted,
    Opened,
    PrioritiesShown,
    Prioritised,
    Rated,
    Released,
    Reopened,
    Revealed,
    RoundClosed,
    RoundOpened,
    Seated,
    SeatMoved,
    Shown,
    Step,
    Stepped,
    TimerSet,
    Withdrawn,
)
from sessions.items import Parked
from sessions.log import Log, Written
from sessions.session import Session, replayed
from sessions.settings import sqlite_url
from sessions.workshop import CODE_LETTERS, MOST_TEMPLATES, Plan, Workshop, left_open, ticket_hash, tidy_code
from tests.factories import NOON, SettableClock, a_deck, writer_held

PLAN = Plan(title="Trends in our town", hand="all", groups=("A", "B"), date="2026-11-21")
MINUTE = 60_000


@pytest.fixture
def workshop(log: Log) -> Workshop:
    return Workshop(log, chance=Random(7))


def opened(workshop: Workshop, **changes: object) -> Opened:
    """What a plan becomes: PLAN with some fields changed, and a deck of six cards."""
    plan = msgspec.structs.replace(PLAN, **changes)
    return workshop.open_session(plan, deck=a_deck()).result(timeout=60).session.opened


def a_room(workshop: Workshop) -> str:
    """The code of a session with two people whose first round is open."""
    code = opened(workshop).code
    for name in ("maija", "ville"):
        workshop.take_seat(code, ticket=name).result(timeout=60)
    workshop.forward(code).result(timeout=60)
    return code


# ---------------------------------------------------------------- opening a session


def test_a_plan_becomes_a_session(workshop: Workshop):
    deck = a_deck()
    plan = Plan(
        title="  Trends\nin our town ",
        hand="first-two",
        groups=(" Red ", "", "Blue\u202e"),
        deal="split",
        aim="Find out",
        date=" 2026-11-21 ",
        place="Library",
        region="Uusimaa",
        organisers="We",
        series="Autumn",
        number=2,
        languages=("sv", "fi"),
        sectors=("employer",),
        joining="chosen",
        nicknames=True,
        agenda=SHORT[:2],
        limits=Limits(group=5, sector=9),
    )

    written = workshop.open_session(plan, deck=deck).result(timeout=60)

    assert written.events == (
        Opened(
            code=written.session.code,
            title="Trends in our town",
            deck=deck.with_cards(["c1", "c2"]),
            digest=deck.digest(),
            groups=(Group(id="g1", name="Red"), Group(id="g2", name="Blue")),
            agenda=SHORT[:2],
            aim="Find out",
            date="2026-11-21",
            place="Library",
            region="Uusimaa",
            organisers="We",
            series="Autumn",
            number=2,
            hand="first-two",
            languages=("sv", "fi"),
            sectors=("employer",),
            joining="chosen",
            dealing=Dealing(kind="split"),
            limits=Limits(group=5, sector=9),
            nicknames=True,
        ),
    )
    assert workshop.sessions() == [written.session]


def test_what_a_series_carries_over_is_known_before_the_next_session_is_opened(workshop: Workshop):
    first, third = (
        workshop.open_session(Plan(title="T", hand="all", groups=("A",), series="Autumn", number=n), deck=a_deck())
        .result(timeout=60)
        .session
        for n in (1, 3)
    )
    workshop.write(first.code, item=Parked(id="", text="Later")).result(timeout=60)
    workshop.write(first.code, item=Parked(id="", text="Done", state="done")).result(timeout=60)

    before_next, before_second = workshop.before_in_series(" autumn "), workshop.before_in_series("AUTUMN", 2)

    assert (before_next, before_second) == (third, workshop.session(first.code))
    assert [item.text for item in left_open(workshop.session(first.code))] == ["Later"]
    assert (workshop.before_in_series(""), workshop.before_in_series("Spring")) == (None, None)


# ---------------------------------------------------------------- agendas of one's own


def test_an_agenda_is_kept_replaced_and_forgotten(workshop: Workshop):
    own = Step(id="talk", kind="talk", minutes=7, task={"fi": "Kaksi korttia"})

    workshop.save_template("  Our\nmorning ", SHORT).result(timeout=60)
    workshop.save_template("Long", (own,)).result(timeout=60)
    workshop.save_template("Our morning", FULL).result(timeout=60)
    kept = workshop.templates()
    workshop.delete_template("Our morning").result(timeout=60)

    assert kept == {"Our morning": FULL, "Long": (own,)}
    assert workshop.templates() == {"Long": (own,)}


@pytest.mark.parametrize(
    ("name", "steps", "refusal"),
    [
        pytest.param(" \u200b", SHORT, MissingField, id="no-name"),
        pytest.param("x" * 201, SHORT, TextTooLong, id="long-name"),
        pytest.param("None", (), BadField, id="no-steps"),
    ],
)
def test_an_agenda_that_cannot_be_kept_is_refused(
    workshop: Workshop, name: str, steps: tuple[Step, ...], refusal: type[Refused]
):
    with pytest.raises(refusal):
        workshop.save_template(name, steps)

    assert workshop.templates() == {}


def test_an_agenda_that_is_gone_cannot_be_forgotten_again(workshop: Workshop):
    with pytest.raises(NoSuchTemplate):
        workshop.delete_template("Gone").result(timeout=60)


def test_so_many_agendas_are_kept_and_no_more(workshop: Workshop):
    for n in range(MOST_TEMPLATES):
        workshop.save_template(f"Agenda {n}", SHORT).result(timeout=60)

    with pytest.raises(TooManyItems):
        workshop.save_template("One more", SHORT).result(timeout=60)

    workshop.save_template("Agenda 7", FULL).result(timeout=60)
    assert len(workshop.templates()) == MOST_TEMPLATES


# ---------------------------------------------------------------- plans that are refused


@pytest.mark.parametrize(
    ("changes", "refusal", "facts"),
    [
        pytest.param({"title": " \n"}, MissingField, {"field": "title"}, id="no-title"),
        pytest.param({"title": "\u200b"}, MissingField, {"field": "title"}, id="nothing-to-see-in-the-title"),
        pytest.param(
            {"title": "x" * 201}, TextTooLong, {"length": 201, "most": 200, "field": "title"}, id="long-title"
        ),
        pytest.param({"aim": "x" * 201}, TextTooLong, {"length": 201, "most": 200, "field": "aim"}, id="long-aim"),
        pytest.param({"hand": "none"}, BadField, {"field": "hand"}, id="unknown-hand"),
        pytest.param({"groups": ()}, NoGroups, {}, id="no-groups"),
        pytest.param({"groups": (" ", "\u200b")}, NoGroups, {}, id="nameless-groups"),
        pytest.param({"groups": ("Red", " RED ")}, BadField, {"field": "groups"}, id="two-groups-of-a-name"),
        pytest.param(
            {"groups": tuple(f"G{n}" for n in range(41))}, BadField, {"field": "groups"}, id="too-many-groups"
        ),
        pytest.param({"deal": "random"}, BadField, {"field": "deal"}, id="unknown-deal"),
        pytest.param({"joining": "pushed"}, BadField, {"field": "joining"}, id="unknown-joining"),
        pytest.param({"anchors": ("c9",)}, BadField, {"field": "anchors"}, id="unknown-anchor"),
        pytest.param(
            {"hand": "first-two", "anchors": ("c3",)}, BadField, {"field": "anchors"}, id="anchor-of-another-hand"
        ),
        pytest.param({"points": 0}, BadField, {"field": "points"}, id="no-points"),
        pytest.param({"points": 21}, BadField, {"field": "points"}, id="too-many-points"),
        pytest.param({"agenda": (*FULL, *FULL)}, BadField, {"field": "agenda"}, id="steps-twice"),
        pytest.param(
            {"agenda": tuple(Step(id=name, kind="priorities") for name in "ab")},
            BadField,
            {"field": "agenda"},
            id="priorities-twice",
        ),
        pytest.param({"languages": ()}, BadField, {"field": "languages"}, id="no-language"),
        pytest.param({"languages": ("fi", "de")}, BadField, {"field": "languages"}, id="unknown-language"),
        pytest.param({"sectors": ("pirate",)}, BadField, {"field": "sectors"}, id="unknown-sector"),
        pytest.param({"agenda": ()}, BadField, {"field": "agenda"}, id="no-agenda"),
        pytest.param({"agenda": (SHORT[0], SHORT[0])}, BadField, {"field": "agenda"}, id="a-step-twice"),
        pytest.param(
            {"agenda": (Step(id="a", kind="rate", minutes=601),)}, BadField, {"field": "agenda"}, id="endless-step"
        ),
        pytest.param(
            {"agenda": (Step(id="a", kind="rate", minutes=-1),)}, BadField, {"field": "agenda"}, id="negative-step"
        ),
        pytest.param({"limits": Limits(group=0)}, BadField, {"field": "limits"}, id="no-limit"),
        pytest.param({"number": -1}, BadField, {"field": "number"}, id="negative-number"),
        pytest.param({"date": "21.11.2026"}, BadField, {"field": "date"}, id="finnish-date"),
        pytest.param({"date": "2026-02-30"}, BadField, {"field": "date"}, id="no-such-day"),
        pytest.param(
            {"hand": "first-two", "deal": "split", "groups": ("A", "B", "C")},
            NotEnoughCards,
            {"needed": 3, "left": 2},
            id="impossible-deal",
        ),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_before_the_room_is_full(
    workshop: Workshop, changes: dict[str, object], refusal: type[Refused], facts: dict[str, object]
):
    with pytest.raises(refusal) as refused:
        opened(workshop, **changes)

    assert refused.value.facts == facts
    assert workshop.sessions() == []


def test_a_length_is_counted_as_people_count(workshop: Workshop):
    title = "👩‍👩‍👧‍👦" * 200

    assert opened(workshop, title=title).title == title


def test_a_deck_is_named_by_its_id(workshop: Workshop):
    deck = read_deck(shipped_decks()["employment-trends"])

    opening = workshop.open_session(Plan(title="T", groups=("A",))).result(timeout=60).session.opened

    assert (opening.deck.id, opening.hand, opening.digest) == ("employment-trends", "short-12", deck.digest())
    assert [shown.id for shown in workshop.decks()] == list(shipped_decks())
    with pytest.raises(NoSuchDeck) as refused:
        workshop.open_session(Plan(title="T", deck="../secret", groups=("A",)))
    assert refused.value.facts == {"deck": "../secret"}


def test_a_session_with_a_shipped_deck_comes_back_from_its_archive(workshop: Workshop, log: Log):
    code = workshop.open_session(Plan(title="T", hand="all", groups=("A", "B"), deal="split")).result().session.code
    workshop.forward(code).result(timeout=60)

    history, session = read_archive(write_archive(log.history(code)))

    assert (history, session) == (log.history(code), workshop.session(code))


def test_codes_are_six_characters_that_nobody_mistakes(workshop: Workshop):
    codes = {opened(workshop).code for _ in range(30)}

    assert len(codes) == 30
    assert [code for code in codes if not re.fullmatch("[2-9A-HJKMNP-Z]{6}", code)] == []
    assert set(CODE_LETTERS).isdisjoint("0O1IL")
    assert len(set(CODE_LETTERS)) == len(CODE_LETTERS) == 31


@pytest.mark.parametrize(
    "typed", ["k7qm2x", " K7QM2X\n", "k7q-m2x", "K7Q M2X"], ids=["small", "spaces", "dash", "parted"]
)
def test_a_code_is_known_however_it_is_typed(typed: str):
    assert tidy_code(typed) == "K7QM2X"


# ---------------------------------------------------------------- each use case records what its rule says


def test_what_people_do_beside_rating_leaves_the_events_of_its_use_cases(workshop: Workshop, log: Log):
    code = opened(workshop, agenda=FULL[4:], points=2).code
    played: list[Callable[[], Future[Written]]] = [
        lambda: workshop.take_seat(code, ticket="maija", language="en"),
        lambda: workshop.take_seat(code, ticket="åke", language="en", channel="device", beside="s1"),
        lambda: workshop.move_seat(code, seat="s1", ticket="another phone"),
        lambda: workshop.note(code, seat="s1", card="", kind="idea", text="Hire", language="en", tap=1),
        lambda: workshop.edit(code, seat="s1", note="n1", kind="plus", text="Hire two", tap=2),
        lambda: workshop.release(code, note="n1"),
        lambda: workshop.hide(code, note="n1"),
        lambda: workshop.prioritise(code, seat="s1", card="c1", points=2, tap=3),
        lambda: workshop.forward(code),
        lambda: workshop.check_out(code, seat="s1", thought="New", next_time="Employers", grade=4, tap=4),
    ]

    for use in played:
        use().result(timeout=60)

    assert [recorded.event for recorded in log.history(code)[1:]] == [
        Seated(seat="s1", ticket=ticket_hash("maija"), group="g1", language="en"),
        Seated(seat="s2", ticket=ticket_hash("åke"), group="g1", language="en", channel="device"),
        SeatMoved(seat="s1", ticket=ticket_hash("another phone")),
        Noted(note="n1", seat="s1", group="g1", card="", kind="idea", text="", language="en", tap=1),
        Edited(note="n1", kind="plus", text="Hire two", tap=2, noted=5),
        Released(note="n1"),
        Hidden(note="n1"),
        Prioritised(seat="s1", card="c1", points=2, tap=3),
        PrioritiesShown(),
        CheckedOut(seat="s1", thought="New", next_time="Employers", grade=4, tap=4),
    ]


def test_a_whole_session_leaves_the_events_of_its_use_cases(workshop: Workshop, log: Log, clock: SettableClock):
    code = opened(workshop).code
    played: list[Callable[[], Future[Written]]] = [
        lambda: workshop.take_seat(code, ticket="maija", sector="employer", language="en"),
        lambda: workshop.take_seat(code, ticket="maija", group="g2"),
        lambda: workshop.deal(code, seed=3),
        lambda: workshop.open_rating(code, minutes=2),
        lambda: workshop.rate(code, seat="s1", card="c1", stance="both", round_number=1, tap=1),
        lambda: workshop.rate(code, seat="s1", card="c1", stance="both", round_number=1, tap=1),
        lambda: workshop.note(code, seat="s1", card="c1", kind="idea", text="Hire", language="sv", tap=2),
        lambda: workshop.withdraw(code, seat="s1", note="n1"),
        lambda: workshop.mark(code, seat="s1", card="c1", mark="spoke-to-us", on=True),
        lambda: workshop.add_time(code),
        lambda: workshop.close_rating(code),
        lambda: workshop.reveal(code, card="c1"),
        lambda: workshop.forward(code),
        lambda: workshop.back(code),
        lambda: workshop.close(code),
        lambda: workshop.reopen(code),
    ]

    for use in played:
        use().result(timeout=60)

    hands = dict.fromkeys(("g1", "g2"), ("c1", "c2", "c3", "c4", "c5", "c6"))
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="idea", text="", language="sv", tap=2)
    assert [recorded.event for recorded in log.history(code)[1:]] == [
        Seated(seat="s1", ticket=ticket_hash("maija"), group="g1", sector="employer", language="en"),
        Dealt(hands=hands, seed=3),
        RoundOpened(round=1, ends_at=NOON + 2 * MINUTE),
        Rated(round=1, seat="s1", card="c1", stance="both", tap=1),
        note,
        Withdrawn(note="n1", noted=6),
        Marked(seat="s1", group="g1", card="c1", mark="spoke-to-us", on=True, tap=3),
        TimerSet(round=1, ends_at=NOON + 3 * MINUTE),
        RoundClosed(round=1),
        Revealed(round=1, card="c1"),
        Shown(card="c1"),
        Stepped(step=1),
        RoundOpened(round=2, ends_at=NOON + 5 * MINUTE),
        Stepped(step=0),
        RoundClosed(round=2),
        Closed(),
        Reopened(),
    ]
    assert workshop.seat_of(code, "maija") == workshop.session(code).seat("s1")
    assert workshop.seat_of(code, "ville") is None
    assert workshop.now() == NOON == clock.now


def test_a_deleted_session_is_gone(workshop: Workshop):
    code, other = opened(workshop).code, opened(workshop).code

    workshop.delete(code).result(timeout=60)

    assert [session.code for session in workshop.sessions()] == [other]
    with pytest.raises(NoSuchSession):
        workshop.session(code)
    with pytest.raises(NoSuchSession):
        workshop.forward(code).result(timeout=60)


# ---------------------------------------------------------------- two desks


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(lambda w, code, stage: w.forward(code, stage=stage), id="next"),
        pytest.param(lambda w, code, stage: w.back(code, stage=stage), id="back"),
        pytest.param(lambda w, code, stage: w.deal(code, stage=stage), id="deal"),
        pytest.param(lambda w, code, stage: w.close_rating(code, stage=stage), id="close-rating"),
        pytest.param(lambda w, code, stage: w.add_time(code, stage=stage), id="more-time"),
        pytest.param(lambda w, code, stage: w.close(code, stage=stage), id="close"),
    ],
)
def test_of_two_facilitators_who_press_at_once_one_wins(
    workshop: Workshop, log: Log, command: Callable[[Workshop, str, int], Future[Written]]
):
    code = a_room(workshop)
    seen = workshop.session(code)

    with writer_held(log):
        first, second = command(workshop, code, seen.stage), command(workshop, code, seen.stage)

    won = first.result(timeout=60)
    assert isinstance(second.exception(timeout=60), SessionMoved)
    assert workshop.session(code) == won.session
    assert won.session.version == seen.version + len(won.events) > seen.version


def test_answers_do_not_stand_in_the_way_of_a_command(workshop: Workshop, log: Log):
    code = a_room(workshop)
    stage = workshop.session(code).stage

    with writer_held(log):
        answer = workshop.rate(code, seat="s1", card="c1", stance="both", round_number=1, tap=1)
        command = workshop.forward(code, stage=stage)

    assert len(answer.result(timeout=60).events) == 1
    assert command.result(timeout=60).events == (Stepped(step=2), RoundClosed(round=1))


def test_without_a_stage_a_command_goes_by_what_is_so_now(workshop: Workshop, log: Log):
    code = a_room(workshop)

    with writer_held(log):
        presses = [workshop.forward(code), workshop.forward(code)]

    assert [press.result(timeout=60).events for press in presses] == [
        (Stepped(step=2), RoundClosed(round=1)),
        (Stepped(step=3),),
    ]


# What a desk can press, and with what: n is a number from 1 to 4.
COMMANDS: dict[str, Callable[[int], dict[str, object]]] = {
    "forward": lambda n: {},
    "back": lambda n: {},
    "go_to": lambda n: {"step": ROUND[n * 2 % len(ROUND)].id},
    "plan_agenda": lambda n: {"steps": (ROUND[:-1] if n > 2 else ROUND)[: 12 - n // 4]},
    "deal": lambda n: {},
    "deal_by_hand": lambda n: {"hands": {"g1": ("c1", f"c{n}"), "g2": ("c2",)}},
    "deal_again": lambda n: {"slow": ["g2"] if n > 2 else []},
    "open_rating": lambda n: {},
    "close_rating": lambda n: {},
    "restart": lambda n: {"card": "" if n == 4 else f"c{n}"},
    "add_time": lambda n: {},
    "pause": lambda n: {},
    "resume": lambda n: {},
    "look_up": lambda n: {"on": n > 2},
    "reveal": lambda n: {"card": f"c{n}"},
    "undo": lambda n: {},
    "add_group": lambda n: {"name": f"Table {n}"},
    "rename_group": lambda n: {"group": "g1", "name": f"Corner {n}"},
    "merge_groups": lambda n: {"group": "g2", "into": f"g{n}"},
    "close": lambda n: {},
    "reopen": lambda n: {},
}
ROUND = TEMPLATES["round"]


class TwoDesks(RuleBasedStateMachine):
    """Two desks command on what they last saw, phones answer in between, and time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.clock = SettableClock()
        self.log = Log(sqlite_url(self.folder / "trendipakka.db"), clock=self.clock)
        self.workshop = Workshop(self.log, chance=Random(7))
        plan = msgspec.structs.replace(PLAN, deal="split", agenda=ROUND)
        self.code = self.workshop.open_session(plan, deck=a_deck(4)).result(timeout=60).session.code
        for name in ("maija", "ville"):
            self.workshop.take_seat(self.code, ticket=name).result(timeout=60)
        self.seen = [self.now_so(), self.now_so()]
        self.tap = 0
        self.confirmed: dict[tuple[int, str, str], str] = {}
        self.over: set[int] = set()  # rounds that are closed and of which answers were shown

    def teardown(self) -> None:
        history = self.log.history(self.code)
        assert replayed(history) == self.now_so()
        assert read_archive(write_archive(history))[1] == self.now_so()
        self.log.close()
        shutil.rmtree(self.folder)

    def now_so(self) -> Session:
        return self.workshop.session(self.code)

    @rule(desk=st.integers(0, 1), name=st.sampled_from(sorted(COMMANDS)), n=st.integers(1, 4))
    def command(self, desk: int, name: str, n: int) -> None:
        before, seen = self.now_so(), self.seen[desk]
        error = getattr(self.workshop, name)(self.code, stage=seen.stage, **COMMANDS[name](n)).exception(timeout=60)
        if seen.stage != before.stage:
            assert isinstance(error, SessionMoved)
        if error is not None:
            assert isinstance(error, Refused)
            assert self.now_so() == before

    @rule(desk=st.integers(0, 1))
    def look(self, desk: int) -> None:
        self.seen[desk] = self.now_so()

    @rule(n=st.integers(1, 2), card=st.integers(0, 1), stance=st.sampled_from(STANCES))
    def answer(self, n: int, card: int, stance: str) -> None:
        session = self.now_so()
        asked = session.asked(session.seat(f"s{n}").group)
        shown = asked[card % len(asked)] if asked else "c1"
        self.tap += 1
        answer = self.workshop.rate(
            self.code, seat=f"s{n}", card=shown, stance=stance, round_number=session.round_number, tap=self.tap
        )
        error = answer.exception(timeout=60)
        if error is None:
            self.confirmed[session.round_number, shown, f"s{n}"] = stance
        else:
            assert isinstance(error, Refused)
            assert session.open_round(self.clock.now) is None or not asked

    @rule(seconds=st.sampled_from([1, 3, 60, 600, -30]))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds * 1000)

    @invariant()
    def no_answer_is_lost(self) -> None:
        kept = {place: rating.stance for place, rating in self.now_so().ratings.items()}
        assert kept == self.confirmed

    @invariant()
    def the_state_is_legal(self) -> None:
        session = self.now_so()
        assert 0 <= session.step < len(session.agenda)
        assert [round_.number for round_ in session.rounds] == list(range(1, len(session.rounds) + 1))
        assert [round_.number for round_ in session.rounds[:-1] if round_.closed_at is None] == []
        assert not (session.closed and session.open_round(self.clock.now))
        assert session.shown == "" or session.is_revealed(session.shown)
        assert not session.rounds or session.dealt
        assert len(set(session.revealed)) == len(session.revealed)
        assert {seat.group for seat in session.seats.values()} <= {group.id for group in session.groups}
        sizes = {group: size for (_, group, sector), size in session.sizes.items() if sector == "*" and size}
        assert sizes == Counter(seat.group for seat in session.seats.values())

    @invariant()
    def no_clock_opens_again(self) -> None:
        session = self.now_so()
        running = session.open_round(self.clock.now)
        assert running is None or running.number not in self.over
        shown_of = {number for number, _ in session.seen}
        self.over |= {r.number for r in session.rounds if r.closed_at is not None and r.number in shown_of}


TestTwoDesks = TwoDesks.TestCase
TestTwoDesks.settings = settings(max_examples=50, stateful_step_count=30)


def test_commands_of_the_machine_are_all_that_take_a_stage():
    takes_a_stage = [
        name
        for name, method in vars(Workshop).items()
        if not name.startswith("_") and "stage" in getattr(method, "__annotations__", {})
    ]

    assert sorted(takes_a_stage) == sorted(COMMANDS)


def test_a_desk_that_saw_nothing_new_may_command_again(workshop: Workshop):
    code = a_room(workshop)

    def press() -> tuple[Event, ...]:
        return workshop.forward(code, stage=workshop.session(code).stage).result(timeout=60).events

    assert [press(), press()] == [(Stepped(step=2), RoundClosed(round=1)), (Stepped(step=3),)]
