"""An archive gives back the very session, and nothing gets in that our own rules could not have written."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions.agenda import FULL
from sessions.archive import MOST_BYTES, read_archive, write_archive
from sessions.errors import ArchiveUnreadable
from sessions.events import (
    CheckedOut,
    Closed,
    Dealing,
    Dealt,
    Edited,
    Event,
    Hidden,
    Limits,
    Marked,
    Noted,
    PrioritiesShown,
    Prioritised,
    Rated,
    Recorded,
    Released,
    Reopened,
    Revealed,
    RoundClosed,
    RoundOpened,
    SeatMoved,
    Shown,
    Stepped,
    TimerSet,
    Withdrawn,
)
from sessions.log import Log
from sessions.session import Session, replayed
from tests.factories import NOON, a_history, a_seat, an_opening, ticket

HANDS = {"g1": ("c1", "c2"), "g2": ("c1", "c3", "c4"), "g3": ("c1", "c5", "c6")}


def rated(seat: str, card: str, tap: int, number: int = 1, stance: str = "both") -> Rated:
    return Rated(round=number, seat=seat, card=card, stance=stance, tap=tap)  # type: ignore[arg-type]


def noted(n: int, text: str, card: str = "c1", tap: int = 1) -> Noted:
    return Noted(note=f"n{n}", seat="s1", group="g1", card=card, kind="idea", text=text, language="fi", tap=tap)


# Everything that can happen, two rounds of it
PLAYED: tuple[Event, ...] = (
    a_seat(1, "g1", "employer", nickname="Maija"),
    a_seat(2, "g2", nickname="Åke", language="sv", channel="device"),
    a_seat(3, "g3", "other", nickname="Test", rehearsal=True),
    noted(1, "Ensin: miksi?\nEntä nyt? 👩‍👩‍👧‍👦", card=""),
    Dealt(hands=HANDS, seed=7),
    Stepped(step=1),
    RoundOpened(round=1, ends_at=NOON + 60_000),
    rated("s1", "c1", 2),
    rated("s1", "c1", 3, stance="unsure"),
    rated("s2", "c3", 1, stance="threat"),
    rated("s3", "c6", 1),
    TimerSet(round=1, ends_at=NOON + 120_000),
    noted(2, "", tap=4),
    Withdrawn(note="n2", noted=14),
    noted(3, "", tap=5),
    Marked(seat="s1", group="g1", card="c1", mark="cross-cutting", on=True, tap=6),
    Marked(seat="s1", group="g1", card="c1", mark="cross-cutting", on=False, tap=7),
    RoundClosed(round=1, by="clock"),
    rated("s2", "c1", 9),
    RoundOpened(round=1),
    RoundClosed(round=1),
    Stepped(step=3),
    Revealed(round=1, card="c1"),
    Shown(card="c1"),
    Shown(card=""),
    RoundOpened(round=2),
    rated("s1", "c1", 8, number=2, stance="threat"),
    RoundClosed(round=2),
    Revealed(round=2, card="c1"),
    Shown(card="c1"),
    Edited(note="n3", kind="plus", text="=1+1 <b>kyllä</b>", tap=9, noted=16),
    Released(note="n3"),
    SeatMoved(seat="s2", ticket=ticket(9)),
    Stepped(step=4),
    Prioritised(seat="s1", card="c6", points=2, tap=10),
    Prioritised(seat="s1", card="c1", points=1, tap=11),
    PrioritiesShown(),
    Stepped(step=5),
    CheckedOut(seat="s1", thought="", next_time="", grade=3, tap=12),
    CheckedOut(seat="s1", thought="Uutta", next_time="Työnantajia", grade=4, tap=13, before=40),
    Closed(),
    Reopened(),
    Closed(),
    Revealed(round=2, card="c2"),
    Hidden(note="n3"),
)
OPENED = an_opening(
    nicknames=True,
    aim="Find out",
    date="2026-11-21",
    series="Autumn",
    number=3,
    sectors=("employer", "other"),
    joining="chosen",
    dealing=Dealing(kind="split", anchors=("c1",)),
    limits=Limits(group=4, sector=6),
    agenda=FULL,
)
HISTORY = a_history(PLAYED, opened=OPENED)
ARCHIVE = json.loads(write_archive(HISTORY))


# A list in a list in a list … where an event has a field we do not know
DEEP = b'{"format": "trendipakka", "version": 1, "events": [{"version": 1, "more": ' + b"[" * 100_000


def read(archive: object) -> tuple[list[Recorded], Session]:
    return read_archive(json.dumps(archive).encode())


def test_an_archive_gives_back_the_history_and_the_session():
    history, session = read_archive(write_archive(HISTORY))

    assert history == HISTORY
    assert session == replayed(HISTORY)


def test_an_archive_of_a_fresh_session_can_be_read():
    history = a_history([])

    assert read_archive(write_archive(history)) == (history, replayed(history))


def test_a_restored_archive_is_an_equal_session_in_the_log(log: Log):
    history, session = read_archive(write_archive(HISTORY))

    restored = log.restore("TEST42", history).result(timeout=60)

    assert restored.session == session == replayed(log.history("TEST42"))
    assert write_archive(log.history("TEST42")) == write_archive(HISTORY)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        pytest.param(b"", "Input data was truncated", id="empty"),
        pytest.param(b"{}", "Object missing required field `format`", id="nothing-in-it"),
        pytest.param(b"[" * 100_000, "Expected `object`, got `array`", id="a-list"),
        pytest.param(b'{"version": ' * 100_000, "Expected `int`, got `object` - at `$.version`", id="deep"),
        pytest.param(DEEP, "maximum recursion depth exceeded while deserializing an object", id="deep-unread"),
        pytest.param(b"PK\x03\x04", "JSON is malformed: invalid character (byte 0)", id="a-zip"),
        pytest.param(b'{"format": "other", "version": 1, "events": []}', "format 1", id="another-format"),
        pytest.param(b'{"format": "trendipakka", "version": 2, "events": []}', "format 2", id="a-newer-format"),
        pytest.param(b'{"format": "trendipakka", "version": 1, "events": []}', "no events", id="no-events"),
        pytest.param(b" " * (MOST_BYTES + 1), f"{MOST_BYTES + 1} bytes", id="too-large"),
    ],
)
def test_what_is_no_archive_is_refused_and_says_where(data: bytes, where: str):
    with pytest.raises(ArchiveUnreadable) as refused:
        read_archive(data)

    assert refused.value.facts == {"where": where}


def opening_with(**changes: object) -> dict[str, Any]:
    """An archive of one event, the opening, some fields of which are others."""
    archive = deepcopy(ARCHIVE)
    archive["events"] = archive["events"][:1]
    archive["events"][0]["event"].update(changes)
    return archive


def deck_with(**changes: object) -> dict[str, Any]:
    return opening_with(deck={**ARCHIVE["events"][0]["event"]["deck"], **changes})


def card_with(**changes: object) -> dict[str, Any]:
    cards = ARCHIVE["events"][0]["event"]["deck"]["cards"]
    return deck_with(cards=[{**cards[0], **changes}, *cards[1:]])


@pytest.mark.parametrize(
    "archive",
    [
        pytest.param(opening_with(code="../../"), id="code"),
        pytest.param(opening_with(code="TEST"), id="short-code"),
        pytest.param(opening_with(code="ÄÄÄÄÄÄ"), id="foreign-code"),
        pytest.param(opening_with(title=""), id="no-title"),
        pytest.param(opening_with(title="a\u202eb"), id="bidi"),
        pytest.param(opening_with(aim="a\nb"), id="two-lines"),
        pytest.param(opening_with(place="\x00"), id="control-character"),
        pytest.param(opening_with(digest="x"), id="digest"),
        pytest.param(opening_with(groups=[]), id="no-groups"),
        pytest.param(opening_with(groups=[{"id": "g2", "name": "B"}]), id="group-numbers"),
        pytest.param(opening_with(groups=[{"id": "g1", "name": "A"}] * 2), id="group-twice"),
        pytest.param(opening_with(groups=[{"id": "g1", "name": ""}]), id="group-without-a-name"),
        pytest.param(opening_with(agenda=[]), id="no-agenda"),
        pytest.param(opening_with(agenda=[{"id": "a", "kind": "dance"}]), id="unknown-step"),
        pytest.param(opening_with(agenda=[{"id": "a", "kind": "rate", "minutes": 10**9}]), id="endless-step"),
        pytest.param(opening_with(agenda=[{"id": "a", "kind": "rate"}] * 2), id="step-twice"),
        pytest.param(opening_with(languages=[]), id="no-languages"),
        pytest.param(opening_with(languages=["xx"]), id="unknown-language"),
        pytest.param(opening_with(sectors=["pirate"]), id="unknown-sector"),
        pytest.param(opening_with(dealing={"kind": "split", "anchors": ["c9"]}), id="unknown-anchor"),
        pytest.param(opening_with(limits={"group": 0, "sector": 5}), id="no-limit"),
        pytest.param(opening_with(agenda=[{"id": n, "kind": "checkout"} for n in "ab"]), id="two-check-outs"),
        pytest.param(opening_with(points=0), id="no-points"),
        pytest.param(opening_with(points=21), id="points-without-end"),
        pytest.param(opening_with(number=-1), id="negative-number"),
        pytest.param(opening_with(number=10**30), id="huge-number"),
        pytest.param(opening_with(date="yesterday"), id="date"),
        pytest.param(deck_with(id="../deck"), id="deck-id"),
        pytest.param(deck_with(cards=[]), id="no-cards"),
        pytest.param(deck_with(themes=[]), id="card-of-no-theme"),
        pytest.param(deck_with(note_kinds=["rant"]), id="unknown-note-kind"),
        pytest.param(deck_with(languages=["xx"]), id="unknown-deck-language"),
        pytest.param(deck_with(authors="a\u2066b"), id="bidi-in-the-deck"),
        pytest.param(card_with(id="c2"), id="card-twice"),
        pytest.param(card_with(id="<b>"), id="card-id"),
        pytest.param(card_with(steeple="magical"), id="unknown-steeple"),
        pytest.param(card_with(title={"fi": "a\x07"}), id="control-character-on-a-card"),
        pytest.param(card_with(tags=["\u200f"]), id="bidi-in-a-tag"),
    ],
)
def test_an_opening_our_rules_could_not_have_written_is_refused(archive: dict[str, Any]):
    with pytest.raises(ArchiveUnreadable) as refused:
        read(archive)

    assert refused.value.status == 400


# Sits after the room is rating: one event that does not fit, and why
BEFORE = PLAYED[:11]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(OPENED, id="a-second-opening"),
        pytest.param(a_seat(9, "g1", nickname="A"), id="seat-out-of-turn"),
        pytest.param(a_seat(3, "g1", nickname="A"), id="seat-taken"),
        pytest.param(a_seat(4, "g9", nickname="A"), id="seat-in-no-group"),
        pytest.param(a_seat(4, "g1", "pirate", nickname="A"), id="seat-of-no-sector"),
        pytest.param(a_seat(4, "g1"), id="seat-without-nickname"),
        pytest.param(a_seat(4, "g1", nickname="m" * 41), id="long-nickname"),
        pytest.param(a_seat(4, "g1", nickname="a\u202eb"), id="bidi-nickname"),
        pytest.param(a_seat(4, "g1", nickname="A", language="xx"), id="seat-language"),
        pytest.param(replace(a_seat(4, "g1", nickname="A"), ticket=ticket(1)), id="ticket-taken"),
        pytest.param(replace(a_seat(4, "g1", nickname="A"), ticket="secret"), id="ticket-in-the-clear"),
        pytest.param(Dealt(hands={"g1": ("c1",)}, seed=1), id="deal-forgets-groups"),
        pytest.param(Dealt(hands={**HANDS, "g9": ("c1",)}, seed=1), id="deal-to-nobody"),
        pytest.param(Dealt(hands={**HANDS, "g1": ("c9",)}, seed=1), id="deal-of-unknown-card"),
        pytest.param(Dealt(hands={**HANDS, "g1": ("c1", "c1")}, seed=1), id="deal-twice-the-card"),
        pytest.param(Dealt(hands=dict.fromkeys(HANDS, ()), seed=1), id="empty-hands"),
        pytest.param(Dealt(hands=HANDS, seed=2**70), id="huge-seed"),
        pytest.param(Stepped(step=7), id="step-past-the-end"),
        pytest.param(Stepped(step=-1), id="step-before-the-start"),
        pytest.param(RoundOpened(round=2), id="round-too-soon"),
        pytest.param(RoundOpened(round=0), id="round-zero"),
        pytest.param(RoundOpened(round=1, ends_at=2**70), id="huge-clock"),
        pytest.param(RoundClosed(round=2), id="close-of-no-round"),
        pytest.param(TimerSet(round=2, ends_at=NOON), id="timer-of-no-round"),
        pytest.param(TimerSet(round=1, ends_at=-1), id="timer-before-time"),
        pytest.param(rated("s9", "c1", 10), id="rating-of-nobody"),
        pytest.param(rated("s1", "c3", 10), id="rating-of-anothers-card"),
        pytest.param(rated("s1", "c1", 10, number=2), id="rating-in-no-round"),
        pytest.param(rated("s1", "c1", 3), id="rating-with-an-old-tap"),
        pytest.param(rated("s1", "c1", 0), id="rating-with-tap-zero"),
        pytest.param(rated("s1", "c1", 2**70), id="rating-with-a-huge-tap"),
        pytest.param(replace(noted(2, "x", tap=10), seat="s9"), id="note-of-nobody"),
        pytest.param(replace(noted(2, "x", tap=10), group="g2"), id="note-in-anothers-group"),
        pytest.param(replace(noted(2, "x", tap=10), kind="rant"), id="note-kind"),
        pytest.param(replace(noted(2, "x", tap=10), language="xx"), id="note-language"),
        pytest.param(noted(2, "x", tap=1), id="note-with-an-old-tap"),
        pytest.param(noted(3, "x", tap=10), id="note-out-of-turn"),
        pytest.param(noted(2, "x" * 501, tap=10), id="long-note"),
        pytest.param(noted(2, "a\u2067b", tap=10), id="bidi-note"),
        pytest.param(noted(2, "", tap=10), id="empty-note-not-withdrawn"),
        pytest.param(noted(2, "x", card="c3", tap=10), id="note-on-anothers-card"),
        pytest.param(Withdrawn(note="n9", noted=5), id="withdrawal-of-nothing"),
        pytest.param(Withdrawn(note="n1", noted=1), id="withdrawal-of-the-opening"),
        pytest.param(Edited(note="n9", kind="idea", text="x", tap=10, noted=5), id="edit-of-nothing"),
        pytest.param(Edited(note="n1", kind="idea", text="x", tap=10, noted=1), id="edit-of-the-opening"),
        pytest.param(Edited(note="n1", kind="idea", text="x", tap=1, noted=5), id="edit-with-an-old-tap"),
        pytest.param(Edited(note="n1", kind="rant", text="x", tap=10, noted=5), id="edit-to-an-unknown-kind"),
        pytest.param(Edited(note="n1", kind="idea", text="x" * 501, tap=10, noted=5), id="edit-to-a-long-note"),
        pytest.param(Released(note="n9"), id="release-of-nothing"),
        pytest.param(Hidden(note="n1"), id="hiding-what-is-not-shown"),
        pytest.param(SeatMoved(seat="s9", ticket=ticket(9)), id="move-of-nobody"),
        pytest.param(SeatMoved(seat="s1", ticket=ticket(2)), id="move-to-a-ticket-taken"),
        pytest.param(SeatMoved(seat="s1", ticket="secret"), id="move-to-a-ticket-in-the-clear"),
        pytest.param(Prioritised(seat="s1", card="c1", points=1, tap=10), id="points-too-soon"),
        pytest.param(PrioritiesShown(), id="points-shown-too-soon"),
        pytest.param(CheckedOut(seat="s9", thought="", next_time="", grade=1, tap=1), id="last-words-of-nobody"),
        pytest.param(CheckedOut(seat="s1", thought="", next_time="", grade=5, tap=9), id="grade-five"),
        pytest.param(CheckedOut(seat="s1", thought=" x", next_time="", grade=1, tap=9), id="unclean-last-words"),
        pytest.param(
            CheckedOut(seat="s1", thought="", next_time="", grade=1, tap=9, before=5),
            id="last-words-after-nothing",
        ),
        pytest.param(
            Marked(seat="s1", group="g2", card="c1", mark="cross-cutting", on=True, tap=10), id="mark-elsewhere"
        ),
        pytest.param(Marked(seat="s1", group="g1", card="c3", mark="spoke-to-us", on=True, tap=10), id="mark-card"),
        pytest.param(Revealed(round=1, card="c1"), id="reveal-of-an-open-round"),
        pytest.param(Revealed(round=0, card="c1"), id="reveal-of-no-round"),
        pytest.param(Shown(card="c1"), id="show-of-a-hidden-card"),
        pytest.param(Reopened(), id="reopening-an-open-session"),
    ],
)
def test_an_event_our_rules_could_not_have_written_is_refused(event: Event):
    data = write_archive(a_history([*BEFORE, event], opened=OPENED))

    with pytest.raises(ArchiveUnreadable) as refused:
        read_archive(data)

    assert refused.value.facts == {"where": f"event {len(BEFORE) + 2}"}


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(a_seat(4, "g1", nickname="A"), id="seat"),
        pytest.param(rated("s1", "c2", 20, number=2), id="rating"),
        pytest.param(noted(4, "x", tap=20), id="note"),
        pytest.param(Marked(seat="s1", group="g1", card="c1", mark="spoke-to-us", on=True, tap=20), id="mark"),
        pytest.param(Stepped(step=0), id="step"),
        pytest.param(RoundOpened(round=3), id="round"),
        pytest.param(Closed(), id="closed-twice"),
        pytest.param(Edited(note="n3", kind="idea", text="x", tap=20, noted=31), id="edit"),
        pytest.param(CheckedOut(seat="s1", thought="", next_time="", grade=1, tap=20, before=41), id="last-words"),
        pytest.param(SeatMoved(seat="s1", ticket=ticket(7)), id="move"),
        pytest.param(Revealed(round=2, card="c1"), id="revealed-twice"),
        pytest.param(Dealt(hands=HANDS, seed=1), id="deal"),
    ],
)
def test_nothing_happens_after_the_end(event: Event):
    with pytest.raises(ArchiveUnreadable):
        read_archive(write_archive(a_history([*PLAYED, event], opened=OPENED)))


def test_a_third_mark_of_a_kind_is_refused():
    hands = dict.fromkeys(("g1", "g2", "g3"), ("c1", "c2", "c3"))
    marks = [Marked(seat="s1", group="g1", card=f"c{n}", mark="cross-cutting", on=True, tap=n) for n in (1, 2, 3)]
    room = [a_seat(1, "g1"), Dealt(hands=hands, seed=1)]

    read_archive(write_archive(a_history([*room, *marks[:2]])))

    with pytest.raises(ArchiveUnreadable):
        read_archive(write_archive(a_history([*room, *marks])))


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        pytest.param(Prioritised(seat="s1", card="c2", points=1, tap=3), True, id="the-last-point"),
        pytest.param(Prioritised(seat="s1", card="c1", points=3, tap=3), True, id="all-on-one"),
        pytest.param(Prioritised(seat="s1", card="c2", points=2, tap=3), False, id="one-too-many"),
        pytest.param(Prioritised(seat="s1", card="c2", points=-1, tap=3), False, id="negative"),
        pytest.param(Prioritised(seat="s1", card="c4", points=1, tap=3), False, id="card-not-dealt"),
        pytest.param(Prioritised(seat="s1", card="c1", points=1, tap=2), False, id="old-tap"),
    ],
)
def test_points_beyond_the_rules_are_refused(event: Event, fits: bool):
    hands = dict.fromkeys(("g1", "g2", "g3"), ("c1", "c2", "c3"))
    given = Prioritised(seat="s1", card="c1", points=2, tap=2)
    room = [a_seat(1, "g1"), Dealt(hands=hands, seed=1), Stepped(step=4), given, event]
    data = write_archive(a_history(room, opened=an_opening(agenda=FULL)))

    if fits:
        assert read_archive(data)[1].points_of("s1")
    else:
        with pytest.raises(ArchiveUnreadable):
            read_archive(data)


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", 3), ("version", 0), ("at", -1), ("at", 2**70)],
    ids=["version-skipped", "version-zero", "before-time", "huge-time"],
)
def test_an_event_out_of_order_or_time_is_refused(field: str, value: int):
    archive = deepcopy(ARCHIVE)
    archive["events"][1][field] = value

    with pytest.raises(ArchiveUnreadable) as refused:
        read(archive)

    assert refused.value.facts == {"where": "event 2"}


def test_a_clock_that_stepped_back_is_no_reason_to_refuse():
    history = a_history([Stepped(step=1), Stepped(step=2)])
    stepped_back = [*history[:2], Recorded(version=3, at=NOON - 3_600_000, event=Stepped(step=2))]

    assert read_archive(write_archive(stepped_back)) == (stepped_back, replayed(stepped_back))


# ---------------------------------------------------------------- anything at all

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 0, 1, 2, 2**31, 2**53, 2**63, 2**64, 10**30])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters() | st.sampled_from("\x00\u202e\ufffe"))
    | st.sampled_from(["s1", "s2", "s9", "g1", "g9", "c1", "c3", "n1", "n9", "rated", "closed", "opened", "", "both"])
    | st.just("\ud800")
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def places(part: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to everything in a JSON document."""
    found = [path] if path else []
    if isinstance(part, dict | list):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            found += places(value, (*path, key))
    return found


PLACES = places(ARCHIVE)


def change(archive: Any, path: tuple[str | int, ...], value: object) -> None:
    """Puts a value where the path leads, if an earlier change has left the way there."""
    try:
        for key in path[:-1]:
            archive = archive[key]
        archive[path[-1]] = value
    except (LookupError, TypeError):
        return


def accepted_or_refused(data: bytes) -> None:
    """Nothing but ArchiveUnreadable comes out; what is accepted is sound and comes back the same."""
    try:
        history, session = read_archive(data)
    except ArchiveUnreadable:
        return
    assert session == replayed(history)
    assert read_archive(write_archive(history)) == (history, session)
    session.all_notes()
    session.people()
    for seat in session.people():
        session.has_answered(seat)
    assert session.current_step in session.opened.agenda


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_an_archive_with_other_values_in_it_is_sound_or_refused(changes: list[tuple[tuple[str | int, ...], object]]):
    archive = deepcopy(ARCHIVE)

    for path, value in changes:
        change(archive, path, value)

    accepted_or_refused(json.dumps(archive).encode())


@settings(max_examples=200)
@given(st.lists(st.sampled_from(ARCHIVE["events"]), max_size=len(ARCHIVE["events"])), st.booleans())
def test_events_in_another_order_are_sound_or_refused(events: list[dict[str, Any]], opened_first: bool):
    chosen = [*ARCHIVE["events"][: 12 if opened_first else 0], *events]
    archive = {**ARCHIVE, "events": [{**event, "version": n} for n, event in enumerate(chosen, start=1)]}

    accepted_or_refused(json.dumps(archive).encode())


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_sound_or_refused(data: st.DataObject):
    whole = write_archive(HISTORY)
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))

    accepted_or_refused(whole[:start] + data.draw(st.binary(max_size=20)) + whole[start + length :])


@settings(max_examples=100)
@given(st.binary(max_size=200) | st.builds(lambda value: json.dumps(value).encode(), VALUES))
def test_any_bytes_are_refused(data: bytes):
    with pytest.raises(ArchiveUnreadable):
        read_archive(data)
