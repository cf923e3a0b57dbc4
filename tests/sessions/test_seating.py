"""Who sits where: the door, changed tables, removed and muted seats, tables that come and go."""

import pytest

from sessions.errors import (
    BadField,
    NoSuchGroup,
    NoSuchSession,
    Refused,
    SeatMuted,
    SeatRemoved,
    SessionLocked,
    TablesFixed,
)
from sessions.events import (
    Closed,
    Dealt,
    DoorMoved,
    Event,
    GroupAdded,
    GroupMerged,
    Locked,
    Noted,
    Rated,
    Regrouped,
    RoundOpened,
    Seated,
)
from sessions.session import Session
from tests.factories import NOON, a_seat, a_session, an_opening, and_then, ticket

ALL = {"g1": ("c1", "c2"), "g2": ("c1", "c2"), "g3": ("c1", "c2")}


def a_room(*events: Event, joining: str = "chosen") -> Session:
    """s1 and s2 at g1, s3 at g2; the same cards everywhere, the first round open."""
    people = (a_seat(1, "g1"), a_seat(2, "g1"), a_seat(3, "g2"))
    dealt = (Dealt(hands=ALL, seed=1), RoundOpened(round=1))
    return a_session(*people, *dealt, *events, opened=an_opening(joining=joining))


def refusal(rule: object) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        rule()  # type: ignore[operator]
    return type(refused.value)


def test_a_locked_door_lets_in_only_those_who_have_a_seat_or_share_a_phone():
    session = a_room(Locked(on=True))

    beside = session.take_seat(ticket=ticket(8), beside="s3")

    assert refusal(lambda: session.take_seat(ticket=ticket(9))) is SessionLocked
    assert session.take_seat(ticket=ticket(1)) is None
    assert isinstance(beside, Seated)
    assert beside.group == "g2"
    assert session.take_seat(ticket=ticket(7), rehearsal=True) is not None
    assert (session.lock(on=True), session.lock(on=False)) == (None, Locked(on=False))


def test_after_a_change_of_code_new_people_come_by_the_new_one_only():
    session = a_room()

    moved = and_then(session, session.move_door(door="NEW234"))

    assert (moved.door, moved.code) == ("NEW234", session.code)
    assert refusal(lambda: moved.take_seat(ticket=ticket(9), door=session.code)) is NoSuchSession
    assert isinstance(moved.take_seat(ticket=ticket(9), door="NEW234"), Seated)
    assert moved.take_seat(ticket=ticket(1), door=session.code) is None
    assert moved.move_door(door=session.code) == DoorMoved(door=session.code)
    assert refusal(lambda: session.move_door(door="short")) is BadField


def test_answers_go_with_somebody_who_changes_tables_and_notes_stay():
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="idea", text="x", language="fi", tap=1)
    session = a_room(Rated(round=1, seat="s1", card="c1", stance="both", tap=2), note)
    closed = and_then(session, session.close_rating(now=NOON))

    moved = and_then(closed, closed.change_table(seat="s1", group="g2", now=NOON))

    assert closed.change_table(seat="s1", group="g2", now=NOON) == Regrouped("s1", "g2", "participant")
    assert (moved.seat("s1").group, moved.tally("c1")["both"], moved.notes["n1"].group) == ("g2", 1, "g1")
    assert moved.sizes[False, "g2", "*"] == 2
    assert (moved.undoable(NOON), moved.stage) == (closed.undoable(NOON), closed.stage)


@pytest.mark.parametrize(
    ("session", "group", "error"),
    [
        pytest.param(a_room(), "g2", TablesFixed, id="during-a-round"),
        pytest.param(
            a_session(a_seat(1, "g1"), opened=an_opening(joining="assigned")), "g2", TablesFixed, id="assigned-tables"
        ),
        pytest.param(
            a_session(a_seat(1, "g1"), opened=an_opening(joining="chosen")), "g9", NoSuchGroup, id="no-table"
        ),
    ],
)
def test_a_table_that_cannot_be_changed_to_is_refused(session: Session, group: str, error: type[Refused]):
    assert refusal(lambda: session.change_table(seat="s1", group=group, now=NOON)) is error


def test_a_removed_seat_counts_nowhere_until_it_is_taken_back():
    session = a_room(Rated(round=1, seat="s1", card="c1", stance="both", tap=2))

    removed = and_then(session, session.remove(seat="s1"))
    back = and_then(removed, removed.remove(seat="s1", on=False))

    assert ([seat.id for seat in removed.people()], removed.tally("c1")["both"]) == (["s2", "s3"], 0)
    assert removed.sizes[False, "g1", "*"] == 1
    assert (
        refusal(lambda: removed.rate(seat="s1", card="c2", stance="both", round_number=1, now=NOON, tap=9))
        is SeatRemoved
    )
    assert (back.people(), back.tally("c1"), back.sizes) == (session.people(), session.tally("c1"), session.sizes)


def test_a_muted_seat_writes_no_notes_and_still_answers():
    session = a_room()

    muted = and_then(session, session.mute(seat="s1"))

    assert refusal(lambda: muted.note(seat="s1", card="c1", kind="idea", text="x", tap=1)) is SeatMuted
    assert muted.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON, tap=1) is not None
    assert muted.mute(seat="s1") is None


def test_a_new_table_has_a_name_and_a_number_of_its_own():
    session = a_room(GroupMerged(group="g3", into="g1"))

    added = session.add_group(name=" The window ")

    after = and_then(session, added)
    assert added == GroupAdded(group="g4", name="The window")
    assert [group.id for group in after.groups] == ["g1", "g2", "g4"]
    assert refusal(lambda: after.add_group(name="the WINDOW")) is BadField
    assert refusal(lambda: after.add_group(name="  ")) is BadField


def test_a_renamed_table_keeps_its_people():
    session = a_room()

    renamed = and_then(session, session.rename_group(group="g1", name="The stage"))

    assert (renamed.group("g1").name, renamed.seat("s1").group) == ("The stage", "g1")
    assert renamed.rename_group(group="g1", name="The stage") is None


def test_a_table_that_moved_is_nobodys_to_choose():
    merged = a_room(GroupMerged(group="g2", into="g1"))

    assert merged.seat("s3").group == "g1"
    assert refusal(lambda: merged.regroup(seat="s1", group="g2")) is NoSuchGroup
    assert refusal(lambda: merged.merge_groups(group="g2", into="g3")) is NoSuchGroup
    assert refusal(lambda: merged.merge_groups(group="g1", into="g1")) is BadField
    assert isinstance(merged.take_seat(ticket=ticket(9), group="g3"), Seated)


def test_tables_that_move_twice_end_up_at_the_last():
    session = a_room(GroupMerged(group="g2", into="g1"), GroupMerged(group="g1", into="g3"))

    assert dict(session.merged) == {"g2": "g3", "g1": "g3"}
    assert {seat.group for seat in session.people()} == {"g3"}


def test_in_a_closed_session_tables_stay_as_they_are():
    session = a_room(Closed())

    assert [
        refusal(lambda: session.add_group(name="x")).code(),
        refusal(lambda: session.merge_groups(group="g1", into="g2")).code(),
    ] == ["session_closed", "session_closed"]
