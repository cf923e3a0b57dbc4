"""Rehearsal seats: they count nowhere while they are there, and nothing of them stays once they are wiped."""

from pathlib import Path
from random import Random

import pytest

from sessions.agenda import FULL
from sessions.archive import read_archive, write_archive
from sessions.errors import NoSuchSeat
from sessions.events import CheckedOut, Prioritised, Seated, StepKind, Stepped, Wiped
from sessions.log import Log
from sessions.results import (
    Rehearsed,
    composition,
    cross_cutting,
    discussion,
    last_words,
    people_leaning,
    priorities,
    progress,
    progress_by_table,
    published_rows,
    rehearsed,
)
from sessions.session import Session, replayed
from sessions.workshop import Plan, Workshop
from tests.factories import a_deck, a_seat, a_session, an_opening, and_then, writer_held

WHOLE = an_opening(agenda=FULL)
CANARY = "Kanarialintu laulaa harjoituksessa"


@pytest.fixture
def workshop(log: Log) -> Workshop:
    return Workshop(log, chance=Random(7))


def a_room(workshop: Workshop) -> str:
    """The code of a session with two groups, in its rating step."""
    plan = Plan(title="Trends in our town", hand="all", groups=("A", "B"))
    code = workshop.open_session(plan, deck=a_deck()).result(timeout=60).session.code
    workshop.forward(code).result(timeout=60)
    return code


def joins(workshop: Workshop, code: str, name: str, *, rehearsal: bool = False, sector: str = "") -> str:
    """The id of the seat that somebody takes."""
    written = workshop.take_seat(code, ticket=name, sector=sector, rehearsal=rehearsal).result(timeout=60)
    return written.session.seats[written.events[0].seat].id  # type: ignore[union-attr]


def acts(workshop: Workshop, code: str, seat: str, text: str) -> None:
    """Somebody rates, marks, and writes three notes: one stays, one is written anew, one taken back."""
    for tap, card in enumerate(("c1", "c2"), start=1):
        workshop.rate(code, seat=seat, card=card, stance="threat", round_number=1, tap=tap).result(timeout=60)
        workshop.mark(code, seat=seat, card=card, mark="spoke-to-us", on=True, tap=tap + 10).result(timeout=60)
    notes = []
    for tap in (20, 21, 22):
        written = workshop.note(code, seat=seat, card="c1", kind="idea", text=text, tap=tap).result(timeout=60)
        notes.append(f"n{written.session.noted}")
    workshop.release(code, note=notes[0]).result(timeout=60)
    workshop.edit(code, seat=seat, note=notes[1], kind="idea", text=f"{text} again", tap=30).result(timeout=60)
    workshop.withdraw(code, seat=seat, note=notes[2]).result(timeout=60)
    workshop.check_out(code, seat=seat, thought=text, grade=4, tap=40).result(timeout=60)


def told(session: Session) -> list[object]:
    """Everything that is counted of a session."""
    return [
        composition(session),
        progress(session, session.seats),
        progress_by_table(session),
        last_words(session),
        people_leaning(session),
        discussion(session).to_dict(),
        cross_cutting(session).to_dict(),
        priorities(session),
        published_rows(session)[["card", "stance"]].to_dict(),
        [note.text for note in session.all_notes()],
        session.tally("c1"),
    ]


def test_what_a_rehearsal_does_changes_no_result(workshop: Workshop):
    code = a_room(workshop)
    person = joins(workshop, code, "a person")
    acts(workshop, code, person, "Our own words")
    before = told(workshop.session(code))

    for n in range(4):
        acts(workshop, code, joins(workshop, code, f"robot {n}", rehearsal=True), CANARY)

    assert told(workshop.session(code)) == before


def test_a_rehearsal_is_counted_apart_until_it_is_wiped(workshop: Workshop):
    code = a_room(workshop)
    joins(workshop, code, "a person")
    robots = [joins(workshop, code, f"robot {n}", rehearsal=True) for n in range(3)]
    for card in workshop.session(code).asked("g1"):
        workshop.rate(code, seat=robots[0], card=card, stance="both", round_number=1).result(timeout=60)
    workshop.rate(code, seat=robots[1], card="c1", stance="both", round_number=1).result(timeout=60)

    during = rehearsed(workshop.session(code))
    workshop.wipe_rehearsal(code).result(timeout=60)

    assert during == Rehearsed(people=3, done=1)
    assert rehearsed(workshop.session(code)) == Rehearsed(people=0, done=0)


@pytest.mark.parametrize("kind", ["priorities", "checkout"])
def test_who_rehearses_is_ready_with_what_the_step_asks(kind: StepKind):
    seats = [a_seat(n, "g1", rehearsal=True) for n in (1, 2)]
    asked = a_session(*seats, Stepped(step=next(n for n, step in enumerate(FULL) if step.kind == kind)), opened=WHOLE)

    done = and_then(
        asked,
        Prioritised(seat="s1", card="c1", points=1, tap=1),
        CheckedOut(seat="s1", thought="", next_time="", grade=4, tap=2),
    )

    assert [rehearsed(asked), rehearsed(done)] == [Rehearsed(people=2, done=0), Rehearsed(people=2, done=1)]


def test_a_rehearsal_takes_no_marks_from_a_group(workshop: Workshop):
    code = a_room(workshop)
    robot = joins(workshop, code, "robot", rehearsal=True)
    person = joins(workshop, code, "a person")

    for tap, card in enumerate(("c1", "c2", "c3"), start=1):
        workshop.mark(code, seat=robot, card=card, mark="cross-cutting", on=True, tap=tap).result(timeout=60)
    for tap, card in enumerate(("c4", "c5"), start=1):
        workshop.mark(code, seat=person, card=card, mark="cross-cutting", on=True, tap=tap).result(timeout=60)

    assert workshop.session(code).marked("g1", "cross-cutting") == ["c4", "c5"]


def test_people_are_spread_over_groups_as_if_nobody_rehearsed(workshop: Workshop):
    code = a_room(workshop)
    robots = [joins(workshop, code, f"robot {n}", rehearsal=True) for n in range(3)]
    people = [joins(workshop, code, f"person {n}", sector="state") for n in range(4)]

    session = workshop.session(code)

    assert [session.seat(seat).group for seat in robots] == ["g1", "g2", "g1"]
    assert [session.seat(seat).group for seat in people] == ["g1", "g2", "g1", "g2"]


def test_nothing_of_a_wiped_rehearsal_stays(workshop: Workshop, tmp_path: Path):
    code = a_room(workshop)
    for n in range(3):
        acts(workshop, code, joins(workshop, code, f"robot {n}", rehearsal=True), CANARY)
        acts(workshop, code, joins(workshop, code, f"person {n}"), "Our own words")
    before = told(workshop.session(code))

    wiped = workshop.wipe_rehearsal(code).result(timeout=60)

    session, history = workshop.session(code), workshop.log.history(code)
    seats = [recorded.event.seat for recorded in history if isinstance(recorded.event, Seated)]
    assert wiped.events == (Wiped(seats=6, notes=18, screened=6),)
    assert seats == sorted(session.seats) == ["s2", "s4", "s6"]
    assert told(session) == before
    assert replayed(history) == session
    assert read_archive(write_archive(history))[1] == session
    assert CANARY.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_numbers_are_not_given_again_after_a_wipe(workshop: Workshop):
    code = a_room(workshop)
    robot = joins(workshop, code, "robot", rehearsal=True)
    workshop.note(code, seat=robot, card="", kind="idea", text=CANARY).result(timeout=60)
    workshop.wipe_rehearsal(code).result(timeout=60)

    person = joins(workshop, code, "a person")
    workshop.note(code, seat=person, card="", kind="idea", text="Our own words").result(timeout=60)

    session = workshop.session(code)
    assert (list(session.seats), list(session.notes)) == (["s2"], ["n2"])
    assert replayed(workshop.log.history(code)) == session
    assert read_archive(write_archive(workshop.log.history(code)))[1] == session


def test_a_wiped_seat_can_do_nothing_more(workshop: Workshop):
    code = a_room(workshop)
    robot = joins(workshop, code, "robot", rehearsal=True)
    workshop.wipe_rehearsal(code).result(timeout=60)

    with pytest.raises(NoSuchSeat):
        workshop.rate(code, seat=robot, card="c1", stance="both", round_number=1).result(timeout=60)


def test_without_a_rehearsal_there_is_nothing_to_wipe(workshop: Workshop):
    code = a_room(workshop)
    joins(workshop, code, "a person")

    assert workshop.wipe_rehearsal(code).result(timeout=60).events == ()


def test_a_rehearsal_that_joins_again_in_the_same_commit_stays(workshop: Workshop, log: Log):
    code = a_room(workshop)
    joins(workshop, code, "robot", rehearsal=True)

    with writer_held(log):
        writing = [workshop.wipe_rehearsal(code), workshop.take_seat(code, ticket="robot", rehearsal=True)]
    session = writing[1].result(timeout=60).session

    history = log.history(code)
    assert [recorded.event.seat for recorded in history if isinstance(recorded.event, Seated)] == ["s2"]
    assert replayed(history) == session
