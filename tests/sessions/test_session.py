"""The rules of a session: what may happen, what is refused, and what then is so."""

import itertools

import pytest

from sessions.agenda import FULL, SHORT
from sessions.errors import (
    AlreadyRevealed,
    AtTheEnd,
    AtTheStart,
    BadField,
    MissingField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchGroup,
    NoSuchNote,
    NoSuchSeat,
    NoSuchSector,
    NotEnoughCards,
    NothingDealt,
    NothingToReveal,
    PrioritiesClosed,
    Refused,
    RoundClosed,
    SeatElsewhere,
    SessionClosed,
    SessionFull,
    SessionMoved,
    TextEmpty,
    TextTooLong,
    TooManyMarks,
    TooManyPoints,
)
from sessions.events import (
    CheckedOut,
    Closed,
    Dealing,
    Dealt,
    Edited,
    Event,
    Hidden,
    Marked,
    Noted,
    PrioritiesShown,
    Prioritised,
    Rated,
    Recorded,
    Released,
    Reopened,
    Revealed,
    RoundOpened,
    Seated,
    SeatMoved,
    Shown,
    Step,
    Stepped,
    TimerSet,
    Withdrawn,
)
from sessions.events import RoundClosed as Ended
from sessions.session import GRACE, MOST_SEATS, CheckOut, Note, Rating, Round, Seat, Session, begin, replayed
from tests.factories import NOON, a_history, a_seat, a_session, an_opening, and_then, ticket

MINUTE = 60_000
Why = tuple[type[Refused], dict[str, str | int]]  # a refusal and its facts
ALL = ("c1", "c2", "c3", "c4", "c5", "c6")
SPLIT = {"g1": ("c1", "c2"), "g2": ("c3", "c4"), "g3": ("c5", "c6")}
SAME = {"g1": ALL, "g2": ALL, "g3": ALL}

# s1 and s2 sit in g1, s3 in g2; two cards to each group; the first round is open
RATING = (
    a_seat(1, "g1", "employer"),
    a_seat(2, "g1", "association"),
    a_seat(3, "g2", "employer"),
    Dealt(hands=SPLIT, seed=1),
    RoundOpened(round=1),
)
ENDED = (*RATING, Ended(round=1))


def rated(seat: str, card: str, stance: str = "both", tap: int = 1, number: int = 1) -> Rated:
    return Rated(round=number, seat=seat, card=card, stance=stance, tap=tap)  # type: ignore[arg-type]


def noted(
    n: int, seat: str = "s1", group: str = "g1", card: str = "c1", text: str = "Hire now", tap: int = 1
) -> Noted:
    return Noted(note=f"n{n}", seat=seat, group=group, card=card, kind="idea", text=text, language="fi", tap=tap)


def marked(card: str, on: bool = True, seat: str = "s1", group: str = "g1", tap: int = 1) -> Marked:
    return Marked(seat=seat, group=group, card=card, mark="cross-cutting", on=on, tap=tap)


def refusal(rule: object) -> tuple[str, dict[str, str | int]]:
    """The code and the facts with which a rule (a function of nothing) refuses."""
    with pytest.raises(Refused) as refused:
        rule()  # type: ignore[operator]
    return refused.value.code(), refused.value.facts


# ---------------------------------------------------------------- seats


def test_a_first_seat_goes_to_the_first_group_with_the_first_language():
    session = a_session()

    seated = session.take_seat(ticket=ticket(1))

    assert seated == Seated(seat="s1", ticket=ticket(1), group="g1", language="fi")
    assert and_then(session, seated).people() == [
        Seat(id="s1", group="g1", sector="", nickname="", language="fi", channel="phone", rehearsal=False, at=NOON)
    ]


def test_the_same_ticket_keeps_its_seat_even_in_a_closed_session():
    session = a_session(a_seat(1, "g1"), Closed())

    again = session.take_seat(ticket=ticket(1), group="g2")

    assert again is None
    assert session.seat_with(ticket(1)) == session.seat("s1")


def test_assigned_groups_stay_even_and_mix_the_sectors():
    session = a_session()
    sectors = ["employer", "employer", "employer", "education", "education", "education", "employer"]

    for n, sector in enumerate(sectors, start=1):
        session = and_then(session, session.take_seat(ticket=ticket(n), sector=sector))

    tables = [(seat.group, seat.sector) for seat in session.people()]
    assert tables == [
        ("g1", "employer"),
        ("g2", "employer"),
        ("g3", "employer"),
        ("g1", "education"),
        ("g2", "education"),
        ("g3", "education"),
        ("g1", "employer"),
    ]


def test_of_equally_large_groups_the_one_with_fewest_of_the_sector_is_assigned():
    session = a_session(a_seat(1, "g1", "employer"), a_seat(2, "g2", "education"), a_seat(3, "g3", "employer"))

    seated = session.take_seat(ticket=ticket(4), sector="employer")

    assert seated == a_seat(4, "g2", "employer")


@pytest.mark.parametrize(
    ("joining", "asked", "given"),
    [
        pytest.param("assigned", "g3", "g1", id="a-wish-where-groups-are-assigned"),
        pytest.param("assigned", "g9", "g1", id="an-unknown-wish-where-groups-are-assigned"),
        pytest.param("chosen", "g3", "g3", id="a-choice"),
        pytest.param("chosen", "", "g1", id="no-choice"),
    ],
)
def test_a_group_is_chosen_only_where_people_choose(joining: str, asked: str, given: str):
    session = a_session(opened=an_opening(joining=joining))

    seated = session.take_seat(ticket=ticket(1), group=asked)

    assert seated == a_seat(1, given)


@pytest.mark.parametrize(
    ("asked", "given"),
    [("sv", "sv"), ("en", "en"), ("de", "sv"), ("", "sv")],
    ids=["ours", "other", "unknown", "none"],
)
def test_a_language_the_session_does_not_have_becomes_its_first(asked: str, given: str):
    session = a_session(opened=an_opening(languages=("sv", "en")))

    seated = session.take_seat(ticket=ticket(1), language=asked)

    assert seated == a_seat(1, "g1", language=given)


def test_a_nickname_is_tidied_where_it_is_asked_and_dropped_where_it_is_not():
    asking, not_asking = a_session(opened=an_opening(nicknames=True)), a_session()

    named = asking.take_seat(ticket=ticket(1), nickname="  Maija \n\u202e Meikäläinen ")
    nameless = not_asking.take_seat(ticket=ticket(1), nickname="Maija")

    assert named == a_seat(1, "g1", nickname="Maija Meikäläinen")
    assert nameless == a_seat(1, "g1")


@pytest.mark.parametrize(
    ("opening", "asked", "code", "facts"),
    [
        pytest.param({"joining": "chosen"}, {"group": "g9"}, NoSuchGroup, {"group": "g9"}, id="group"),
        pytest.param({}, {"sector": "pirate"}, NoSuchSector, {"sector": "pirate"}, id="sector"),
        pytest.param(
            {"sectors": ("state",)}, {"sector": "project"}, NoSuchSector, {"sector": "project"}, id="unused-sector"
        ),
        pytest.param({"nicknames": True}, {"nickname": " "}, MissingField, {"field": "nickname"}, id="no-nickname"),
        pytest.param(
            {"nicknames": True}, {"nickname": "\u200b"}, MissingField, {"field": "nickname"}, id="unseen-nickname"
        ),
        pytest.param(
            {"nicknames": True}, {"nickname": "m" * 41}, TextTooLong, {"length": 41, "most": 40}, id="long-nickname"
        ),
    ],
)
def test_a_seat_is_refused(opening: dict[str, object], asked: dict[str, str], code: type[Refused], facts: object):
    session = a_session(opened=an_opening(**opening))

    assert refusal(lambda: session.take_seat(ticket=ticket(1), **asked)) == (code.code(), facts)


def test_nobody_joins_a_closed_session():
    session = a_session(Closed())

    assert refusal(lambda: session.take_seat(ticket=ticket(1))) == (SessionClosed.code(), {})


def test_a_session_has_an_end_of_seats():
    session = a_session(*(a_seat(n, "g1") for n in range(1, MOST_SEATS + 1)))

    assert refusal(lambda: session.take_seat(ticket="f" * 64)) == (SessionFull.code(), {"most": MOST_SEATS})


def test_rehearsal_seats_count_for_nothing():
    session = a_session(
        a_seat(1, "g1", rehearsal=True),
        a_seat(2, "g1"),
        Dealt(hands=SPLIT, seed=1),
        RoundOpened(round=1),
        rated("s1", "c1"),
        noted(1, seat="s1"),
        noted(2, seat="s2"),
    )

    assert [seat.id for seat in session.people()] == ["s2"]
    assert [note.id for note in session.all_notes()] == ["n2"]
    assert session.tally("c1") == {"opportunity": 0, "threat": 0, "both": 0, "unsure": 0}


def test_people_come_in_the_order_they_sat_down():
    session = a_session(*(a_seat(n, "g1") for n in range(1, 13)))

    assert [seat.id for seat in session.people()] == [f"s{n}" for n in range(1, 13)]


# ---------------------------------------------------------------- ratings


def test_an_answer_to_ones_own_card_counts():
    session = a_session(*RATING)

    answer = session.rate(seat="s1", card="c2", stance="threat", round_number=1, now=NOON, tap=7)

    after = and_then(session, answer, at=NOON + 5)
    assert answer == rated("s1", "c2", "threat", tap=7)
    assert after.rating_of("s1", "c2") == Rating(stance="threat", tap=7, channel="phone", at=NOON + 5)
    assert after.tally("c2") == {"opportunity": 0, "threat": 1, "both": 0, "unsure": 0}
    assert after.taps == session.taps.insert("s1", 7)


@pytest.mark.parametrize("stance", ["opportunity", "threat", "both", "unsure"])
def test_every_stance_can_be_taken(stance: str):
    session = a_session(*RATING)

    answer = session.rate(seat="s3", card="c4", stance=stance, round_number=1, now=NOON, tap=1)

    assert answer == rated("s3", "c4", stance)


@pytest.mark.parametrize(
    ("tap", "answer"),
    [
        pytest.param(4, None, id="late"),
        pytest.param(5, None, id="repeated"),
        pytest.param(6, rated("s1", "c1", "threat", tap=6), id="newer"),
        pytest.param(None, rated("s1", "c1", "threat", tap=9), id="without-script"),
    ],
)
def test_only_a_newer_tap_changes_an_answer(tap: int | None, answer: Rated | None):
    session = a_session(*RATING, rated("s1", "c1", tap=5), rated("s1", "c2", tap=8))

    assert session.rate(seat="s1", card="c1", stance="threat", round_number=1, now=NOON, tap=tap) == answer


def test_a_lower_tap_counts_for_a_card_that_has_no_answer_yet():
    session = a_session(*RATING, rated("s1", "c1", tap=5))

    answer = session.rate(seat="s1", card="c2", stance="threat", round_number=1, now=NOON, tap=3)

    assert answer == rated("s1", "c2", "threat", tap=3)
    assert and_then(session, answer).taps["s1"] == 5


@pytest.mark.parametrize(
    ("before", "asked", "code", "facts"),
    [
        pytest.param(RATING, {"seat": "s9"}, NoSuchSeat, {}, id="no-seat"),
        pytest.param(RATING, {"stance": "meh"}, BadField, {"field": "stance"}, id="stance"),
        pytest.param(RATING, {"stance": ""}, BadField, {"field": "stance"}, id="no-stance"),
        pytest.param(RATING, {"card": "c3"}, NoSuchCard, {}, id="card-of-another-group"),
        pytest.param(RATING, {"card": "c99"}, NoSuchCard, {}, id="unknown-card"),
        pytest.param(RATING, {"card": ""}, NoSuchCard, {}, id="no-card"),
        pytest.param(RATING, {"tap": 0}, BadField, {"field": "tap"}, id="tap-zero"),
        pytest.param(RATING, {"tap": -1}, BadField, {"field": "tap"}, id="tap-below-zero"),
        pytest.param(RATING, {"tap": 2**53}, BadField, {"field": "tap"}, id="huge-tap"),
        pytest.param(RATING[:3], {}, NothingDealt, {}, id="nothing-dealt"),
        pytest.param(RATING[:4], {}, NoRoundOpen, {}, id="no-round"),
        pytest.param(RATING, {"round_number": 0}, RoundClosed, {}, id="round-zero"),
        pytest.param(RATING, {"round_number": 2}, RoundClosed, {}, id="future-round"),
        pytest.param(
            (*ENDED, Revealed(round=1, card="c2"), RoundOpened(round=2)), {}, RoundClosed, {}, id="earlier-round"
        ),
        pytest.param((*ENDED, Closed()), {}, RoundClosed, {}, id="session-closed"),
        pytest.param((*ENDED, Revealed(round=1, card="c1")), {}, RoundClosed, {}, id="card-revealed"),
    ],
)
def test_an_answer_is_refused(
    before: tuple[Event, ...], asked: dict[str, object], code: type[Refused], facts: object
):
    session = a_session(*before)
    answer = {"seat": "s1", "card": "c1", "stance": "both", "round_number": 1, "now": NOON, "tap": 1, **asked}

    assert refusal(lambda: session.rate(**answer)) == (code.code(), facts)


@pytest.mark.parametrize(
    ("round_events", "latest"),
    [
        pytest.param([RoundOpened(round=1), Ended(round=1)], NOON + GRACE, id="closed-by-the-facilitator"),
        pytest.param([RoundOpened(round=1, ends_at=NOON + 100)], NOON + 100 + GRACE, id="ended-by-the-clock"),
        pytest.param(
            [RoundOpened(round=1, ends_at=NOON + MINUTE), Ended(round=1)], NOON + GRACE, id="closed-before-its-end"
        ),
        pytest.param(
            [RoundOpened(round=1, ends_at=NOON - 500), Ended(round=1, by="clock")],
            NOON - 500 + GRACE,
            id="closed-after-its-end",
        ),
    ],
)
def test_a_tap_made_in_time_may_arrive_two_seconds_late(round_events: list[Event], latest: int):
    session = a_session(*RATING[:4], *round_events)

    just = session.rate(seat="s1", card="c1", stance="both", round_number=1, now=latest, tap=1)

    assert just == rated("s1", "c1")
    assert refusal(
        lambda: session.rate(seat="s1", card="c1", stance="both", round_number=1, now=latest + 1, tap=1)
    ) == (RoundClosed.code(), {})


def test_a_repeated_tap_is_quietly_known_after_the_round():
    session = a_session(*RATING, rated("s1", "c1", tap=5), Ended(round=1), Closed())

    again = session.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON + MINUTE, tap=5)

    assert again is None


def test_a_clock_that_steps_back_does_not_reopen_a_closed_round():
    session = a_session(*RATING[:4], Stepped(step=1), RoundOpened(round=1, ends_at=NOON + MINUTE), Ended(round=1))
    before = NOON - 3_600_000

    assert session.open_round(before) is None
    assert refusal(lambda: session.add_time(minutes=1, now=before)) == (NoRoundOpen.code(), {})
    assert refusal(lambda: session.rate(seat="s1", card="c1", stance="both", round_number=1, now=before, tap=1)) == (
        RoundClosed.code(),
        {},
    )


def test_somebody_has_answered_once_the_whole_hand_is_rated():
    session = a_session(*RATING, rated("s1", "c1", tap=1), rated("s1", "c1", tap=2))
    seat = session.seat("s1")

    assert session.has_answered(seat) is False
    assert and_then(session, rated("s1", "c2", tap=3)).has_answered(seat) is True
    assert a_session(a_seat(1, "g1")).has_answered(seat) is False


def test_after_a_new_deal_answers_count_for_the_new_hand():
    session = a_session(*RATING, rated("s1", "c1", tap=1), rated("s1", "c2", tap=2))
    seat = session.seat("s1")

    dealt = and_then(session, Dealt(hands={"g1": ("c2", "c3"), "g2": ("c1",), "g3": ("c4",)}, seed=2))

    assert dealt.has_answered(seat) is False
    assert and_then(dealt, rated("s1", "c3", tap=3)).has_answered(seat) is True
    assert dealt.rating_of("s1", "c1") == session.rating_of("s1", "c1")


# ---------------------------------------------------------------- notes


def test_a_note_is_kept_as_typed_but_for_what_breaks_screens():
    session = a_session(*RATING)

    event = session.note(seat="s1", card="c1", kind="idea", text=" Hire\r\nnow\u202e \x00", language="en", tap=4)

    after = and_then(session, event, at=NOON + 9)
    assert event == Noted(
        note="n1", seat="s1", group="g1", card="c1", kind="idea", text="Hire\nnow", language="en", tap=4
    )
    assert after.notes_by("s1") == [
        Note(
            id="n1",
            seat="s1",
            group="g1",
            card="c1",
            kind="idea",
            text="Hire\nnow",
            language="en",
            at=NOON + 9,
            version=7,
            tap=4,
        )
    ]


def test_a_note_on_the_whole_session_needs_no_deal():
    session = a_session(a_seat(1, "g1", language="sv"))

    event = session.note(seat="s1", card="", kind="plus", text="Good", language="de")

    assert event == Noted(note="n1", seat="s1", group="g1", card="", kind="plus", text="Good", language="sv", tap=1)


def test_a_repeated_tap_makes_no_second_note_even_after_it_was_withdrawn():
    session = a_session(*RATING, noted(1, tap=3), Withdrawn(note="n1", noted=7))

    assert session.note(seat="s1", card="c1", kind="idea", text="Hire now", tap=3) is None
    assert session.note(seat="s1", card="c1", kind="idea", text="Hire now", tap=4) == noted(2, tap=4)
    assert session.note(seat="s2", card="c1", kind="idea", text="Hire now", tap=3) == noted(2, seat="s2", tap=3)


@pytest.mark.parametrize(
    ("before", "asked", "code", "facts"),
    [
        pytest.param(RATING, {"seat": "s9"}, NoSuchSeat, {}, id="no-seat"),
        pytest.param(RATING, {"card": "c3"}, NoSuchCard, {}, id="card-of-another-group"),
        pytest.param(RATING, {"kind": "rant"}, BadField, {"field": "kind"}, id="kind"),
        pytest.param(RATING, {"kind": "offer"}, BadField, {"field": "kind"}, id="kind-the-deck-has-not"),
        pytest.param(RATING, {"text": " \n "}, TextEmpty, {}, id="white-space"),
        pytest.param(RATING, {"text": "\u200b\u2060"}, TextEmpty, {}, id="nothing-to-see"),
        pytest.param(RATING, {"text": "å" * 501}, TextTooLong, {"length": 501, "most": 500}, id="too-long"),
        pytest.param(RATING, {"tap": 0}, BadField, {"field": "tap"}, id="tap"),
        pytest.param(RATING[:1], {}, NothingDealt, {}, id="nothing-dealt"),
        pytest.param((*ENDED, Closed()), {}, SessionClosed, {}, id="session-closed"),
    ],
)
def test_a_note_is_refused(before: tuple[Event, ...], asked: dict[str, object], code: type[Refused], facts: object):
    session = a_session(*before)
    note = {"seat": "s1", "card": "c1", "kind": "idea", "text": "Hire now", "tap": 1, **asked}

    assert refusal(lambda: session.note(**note)) == (code.code(), facts)


def test_five_hundred_characters_fit_whatever_they_are_made_of():
    session = a_session(*RATING)
    text = "👩‍👩‍👧‍👦" * 500

    event = session.note(seat="s1", card="c1", kind="idea", text=text, tap=1)

    assert event == noted(1, text=text)


def test_an_edited_note_says_only_its_new_words_and_is_read_anew_before_it_is_shown():
    session = a_session(*RATING, noted(1, tap=4), Released(note="n1"))

    event = session.edit(seat="s1", note="n1", kind="plus", text=" Hire two ", tap=5)

    after = and_then(session, event, at=NOON + 9)
    assert event == Edited(note="n1", kind="plus", text="Hire two", tap=5, noted=7)
    assert after.all_notes() == [
        Note(
            id="n1",
            seat="s1",
            group="g1",
            card="c1",
            kind="plus",
            text="Hire two",
            language="fi",
            at=NOON,
            version=9,
            tap=5,
        )
    ]
    assert after.status_of("n1") == "received"
    assert (after.taps["s1"], after.steered, after.stage) == (5, session.steered, session.stage)
    assert and_then(after, after.withdraw(seat="s1", note="n1")).all_notes() == []


@pytest.mark.parametrize("tap", [4, 3, 1], ids=["repeated", "late", "older-than-the-note"])
def test_of_several_edits_the_highest_tap_counts(tap: int):
    session = a_session(*RATING, noted(1, tap=1), Edited(note="n1", kind="idea", text="New", tap=4, noted=7))

    assert session.edit(seat="s1", note="n1", kind="idea", text="Old", tap=tap) is None


@pytest.mark.parametrize(
    ("before", "change", "refused"),
    [
        pytest.param((), {"note": "n9"}, (NoSuchNote, {}), id="no-note"),
        pytest.param((), {"seat": "s2"}, (NoSuchNote, {}), id="anothers"),
        pytest.param((), {"seat": "s9"}, (NoSuchSeat, {}), id="nobody"),
        pytest.param((Withdrawn(note="n1", noted=7),), {}, (NoSuchNote, {}), id="withdrawn"),
        pytest.param((Closed(),), {}, (SessionClosed, {}), id="closed"),
        pytest.param((), {"kind": "rant"}, (BadField, {"field": "kind"}), id="kind"),
        pytest.param((), {"text": " "}, (TextEmpty, {}), id="empty"),
        pytest.param((), {"text": "x" * 501}, (TextTooLong, {"length": 501, "most": 500}), id="long"),
        pytest.param((), {"tap": 0}, (BadField, {"field": "tap"}), id="tap"),
    ],
)
def test_an_edit_is_refused(
    before: tuple[Event, ...], change: dict[str, object], refused: tuple[type[Refused], object]
):
    session = a_session(*RATING, noted(1), *before)
    wish: dict[str, object] = {"seat": "s1", "note": "n1", "kind": "idea", "text": "New", "tap": 5, **change}

    assert refusal(lambda: session.edit(**wish)) == (refused[0].code(), refused[1])  # type: ignore[arg-type]


def test_a_note_goes_on_the_screen_and_off_it_without_steering_anything():
    session = a_session(*RATING, noted(1))

    shown = and_then(session, session.release(note="n1"))
    hidden = and_then(shown, shown.hide(note="n1"))

    assert [state.status_of("n1") for state in (session, shown, hidden)] == ["received", "on-screen", "received"]
    assert [state.screened for state in (session, shown, hidden)] == [0, 1, 2]
    assert (hidden.stage, hidden.steered) == (session.stage, session.steered)
    assert (shown.release(note="n1"), hidden.hide(note="n1")) == (None, None)
    assert session.release(note="n1") == Released(note="n1")
    assert shown.hide(note="n1") == Hidden(note="n1")
    assert refusal(lambda: session.release(note="n2")) == (NoSuchNote.code(), {})
    assert refusal(lambda: session.hide(note="n2")) == (NoSuchNote.code(), {})


def test_ones_own_note_can_be_withdrawn_and_its_number_is_not_given_again():
    session = a_session(*RATING, noted(1))

    event = session.withdraw(seat="s1", note="n1")

    after = and_then(session, event)
    assert event == Withdrawn(note="n1", noted=7)
    assert after.all_notes() == []
    assert after.note(seat="s1", card="c1", kind="idea", text="Again", tap=2) == noted(2, text="Again", tap=2)


@pytest.mark.parametrize(
    ("before", "seat", "note", "code"),
    [
        pytest.param((*RATING, noted(1)), "s2", "n1", NoSuchNote, id="a-neighbours"),
        pytest.param((*RATING, noted(1)), "s1", "n2", NoSuchNote, id="unknown"),
        pytest.param((*RATING, noted(1), Withdrawn(note="n1", noted=7)), "s1", "n1", NoSuchNote, id="twice"),
        pytest.param((*RATING, noted(1)), "s9", "n1", NoSuchSeat, id="no-seat"),
        pytest.param((*RATING, noted(1), Closed()), "s1", "n1", SessionClosed, id="session-closed"),
    ],
)
def test_a_withdrawal_is_refused(before: tuple[Event, ...], seat: str, note: str, code: type[Refused]):
    session = a_session(*before)

    assert refusal(lambda: session.withdraw(seat=seat, note=note)) == (code.code(), {})


# ---------------------------------------------------------------- marks


def test_anyone_in_the_group_sets_and_lifts_its_marks():
    session = a_session(*RATING)

    set_by_one = session.mark(seat="s1", card="c2", mark="cross-cutting", on=True, tap=1)
    session = and_then(session, set_by_one)
    lifted_by_another = session.mark(seat="s2", card="c2", mark="cross-cutting", on=False, tap=1)

    assert set_by_one == marked("c2")
    assert session.marked("g1", "cross-cutting") == ["c2"]
    assert lifted_by_another == marked("c2", on=False, seat="s2")
    assert and_then(session, lifted_by_another).marked("g1", "cross-cutting") == []


def test_a_group_has_two_marks_of_each_kind():
    hands = {"g1": ("c1", "c2", "c3"), "g2": ("c1", "c2", "c3"), "g3": ("c4",)}
    session = a_session(*RATING[:3], Dealt(hands=hands, seed=1), marked("c1", tap=1), marked("c2", tap=2))

    assert refusal(lambda: session.mark(seat="s2", card="c3", mark="cross-cutting", on=True, tap=3)) == (
        TooManyMarks.code(),
        {"most": 2},
    )
    assert session.mark(seat="s1", card="c3", mark="spoke-to-us", on=True, tap=3) == Marked(
        seat="s1", group="g1", card="c3", mark="spoke-to-us", on=True, tap=3
    )
    assert session.mark(seat="s3", card="c3", mark="cross-cutting", on=True, tap=1) == marked(
        "c3", seat="s3", group="g2"
    )
    lifted = and_then(session, session.mark(seat="s2", card="c1", mark="cross-cutting", on=False, tap=4))
    assert lifted.mark(seat="s1", card="c3", mark="cross-cutting", on=True, tap=5) == marked("c3", tap=5)


def test_a_repeated_or_late_mark_undoes_nothing():
    session = a_session(*RATING, marked("c1", tap=5), marked("c1", on=False, seat="s2"))

    assert session.mark(seat="s1", card="c1", mark="cross-cutting", on=True, tap=5) is None
    assert session.mark(seat="s1", card="c1", mark="cross-cutting", on=True, tap=4) is None
    assert session.mark(seat="s1", card="c1", mark="cross-cutting", on=True, tap=6) == marked("c1", tap=6)


def test_repeating_a_mark_that_changed_nothing_the_first_time_does_not_undo_a_neighbour():
    session = a_session(*RATING, marked("c1"))
    also = session.mark(seat="s2", card="c1", mark="cross-cutting", on=True, tap=1)
    session = and_then(session, also, marked("c1", on=False, tap=2))

    again = session.mark(seat="s2", card="c1", mark="cross-cutting", on=True, tap=1)

    assert also == marked("c1", seat="s2")
    assert again is None
    assert session.marked("g1", "cross-cutting") == []


@pytest.mark.parametrize(
    ("before", "asked", "code", "facts"),
    [
        pytest.param(RATING, {"seat": "s9"}, NoSuchSeat, {}, id="no-seat"),
        pytest.param(RATING, {"card": "c3"}, NoSuchCard, {}, id="card-of-another-group"),
        pytest.param(RATING, {"mark": "funny"}, BadField, {"field": "mark"}, id="mark"),
        pytest.param(RATING, {"tap": 0}, BadField, {"field": "tap"}, id="tap"),
        pytest.param(RATING[:1], {}, NothingDealt, {}, id="nothing-dealt"),
        pytest.param((*ENDED, Closed()), {}, SessionClosed, {}, id="session-closed"),
    ],
)
def test_a_mark_is_refused(before: tuple[Event, ...], asked: dict[str, object], code: type[Refused], facts: object):
    session = a_session(*before)
    mark = {"seat": "s1", "card": "c1", "mark": "cross-cutting", "on": True, "tap": 1, **asked}

    assert refusal(lambda: session.mark(**mark)) == (code.code(), facts)


def test_marks_go_with_cards_that_a_new_deal_takes_away():
    session = a_session(*RATING, marked("c1", tap=1), marked("c2", tap=2))

    dealt = and_then(session, Dealt(hands={"g1": ("c2", "c3", "c4"), "g2": ("c1",), "g3": ("c5",)}, seed=2))

    assert dealt.marked("g1", "cross-cutting") == ["c2"]
    assert dealt.mark(seat="s1", card="c3", mark="cross-cutting", on=True, tap=3) == marked("c3", tap=3)


# ---------------------------------------------------------------- dealing and rounds


def test_a_deal_gives_every_group_its_hand():
    session = a_session()

    event = session.deal(seed=7)

    after = and_then(session, event)
    assert event == Dealt(hands=SAME, seed=7)
    assert (session.dealt, after.dealt) == (False, True)
    assert (session.hand("g2"), after.hand("g2")) == ((), ALL)


def test_the_cards_in_play_are_the_dealt_ones_in_the_order_of_the_deck():
    session = a_session()

    dealt = and_then(session, Dealt(hands={"g1": ("c5", "c2"), "g2": ("c1",), "g3": ("c2",)}, seed=1))

    assert session.cards_in_play() == ALL
    assert dealt.cards_in_play() == ("c1", "c2", "c5")


@pytest.mark.parametrize(
    ("opening", "before", "seed", "code", "facts"),
    [
        pytest.param({}, (Closed(),), 1, SessionClosed, {}, id="session-closed"),
        pytest.param({}, (*ENDED, Revealed(round=1, card="c1")), 1, AlreadyRevealed, {}, id="revealed"),
        pytest.param({}, (), -1, BadField, {"field": "seed"}, id="seed-below-zero"),
        pytest.param({}, (), 2**60, BadField, {"field": "seed"}, id="huge-seed"),
        pytest.param(
            {"cards": 2, "dealing": Dealing(kind="split")}, (), 1, NotEnoughCards, {"needed": 3, "left": 2}, id="few"
        ),
    ],
)
def test_a_deal_is_refused(
    opening: dict[str, object], before: tuple[Event, ...], seed: int, code: type[Refused], facts: object
):
    session = a_session(*before, opened=an_opening(**opening))

    assert refusal(lambda: session.deal(seed=seed)) == (code.code(), facts)


@pytest.mark.parametrize(
    ("minutes", "ends_at"), [(0, None), (5, NOON + 5 * MINUTE)], ids=["without-a-clock", "with-a-clock"]
)
def test_a_round_opens_with_or_without_a_clock(minutes: int, ends_at: int | None):
    session = a_session(*RATING[:4])

    event = session.open_rating(now=NOON, minutes=minutes)

    assert event == RoundOpened(round=1, ends_at=ends_at)
    assert and_then(session, event).rounds == (Round(number=1, opened_at=NOON, ends_at=ends_at),)


def test_an_open_round_is_not_opened_again():
    session = a_session(*RATING)

    assert session.open_rating(now=NOON, minutes=5) is None


def test_before_anything_was_shown_a_closed_round_opens_again():
    session = a_session(*ENDED)

    event = session.open_rating(now=NOON + MINUTE, minutes=1)

    assert event == RoundOpened(round=1, ends_at=NOON + 2 * MINUTE)
    assert and_then(session, event, at=NOON + MINUTE).rounds == (
        Round(number=1, opened_at=NOON, ends_at=NOON + 2 * MINUTE),
    )


def test_a_round_that_its_clock_has_ended_opens_again_too():
    session = a_session(*RATING[:4], RoundOpened(round=1, ends_at=NOON + MINUTE))

    assert session.open_rating(now=NOON + MINUTE, minutes=1) is None
    assert session.open_rating(now=NOON + MINUTE + 1) == RoundOpened(round=1)


def test_after_a_reveal_a_new_round_begins_and_the_old_one_is_kept():
    session = a_session(*RATING, rated("s1", "c1"), Ended(round=1), Revealed(round=1, card="c1"), Shown(card="c1"))

    event = session.open_rating(now=NOON + MINUTE)

    after = and_then(session, event, at=NOON + MINUTE)
    assert event == RoundOpened(round=2)
    assert after.rounds == (
        Round(number=1, opened_at=NOON, closed_at=NOON),
        Round(number=2, opened_at=NOON + MINUTE),
    )
    assert (after.shown, after.revealed, after.revealed_cards()) == ("", ((1, "c1"),), ())
    assert (after.rating_of("s1", "c1"), after.rating_of("s1", "c1", 1)) == (None, session.rating_of("s1", "c1"))
    assert after.tally("c1", 1) == {"opportunity": 0, "threat": 0, "both": 1, "unsure": 0}


@pytest.mark.parametrize(
    ("before", "minutes", "code", "facts"),
    [
        pytest.param((), 0, NothingDealt, {}, id="nothing-dealt"),
        pytest.param((*RATING[:4], Closed()), 0, SessionClosed, {}, id="session-closed"),
        pytest.param(RATING[:4], -1, BadField, {"field": "minutes"}, id="minutes-below-zero"),
        pytest.param(RATING[:4], 601, BadField, {"field": "minutes"}, id="too-many-minutes"),
    ],
)
def test_opening_a_round_is_refused(before: tuple[Event, ...], minutes: int, code: type[Refused], facts: object):
    session = a_session(*before)

    assert refusal(lambda: session.open_rating(now=NOON, minutes=minutes)) == (code.code(), facts)


@pytest.mark.parametrize(
    ("before", "now", "event"),
    [
        pytest.param(RATING, NOON, Ended(round=1), id="open"),
        pytest.param(
            (*RATING[:4], RoundOpened(round=1, ends_at=NOON + 9)), NOON + 9, Ended(round=1), id="on-its-last-moment"
        ),
        pytest.param(
            (*RATING[:4], RoundOpened(round=1, ends_at=NOON + 9)),
            NOON + 10,
            Ended(round=1, by="clock"),
            id="ended-by-its-clock",
        ),
        pytest.param(ENDED, NOON, None, id="closed"),
        pytest.param((), NOON, None, id="none"),
    ],
)
def test_closing_a_round_says_who_ended_it(before: tuple[Event, ...], now: int, event: Ended | None):
    session = a_session(*before)

    assert session.close_rating(now=now) == event


@pytest.mark.parametrize(
    ("ends_at", "longer"),
    [(NOON + MINUTE, NOON + 3 * MINUTE), (None, NOON + 2 * MINUTE)],
    ids=["a-clock-runs", "no-clock-yet"],
)
def test_time_is_added_to_what_is_left(ends_at: int | None, longer: int):
    session = a_session(*RATING[:4], RoundOpened(round=1, ends_at=ends_at))

    event = session.add_time(minutes=2, now=NOON)

    assert event == TimerSet(round=1, ends_at=longer)
    assert and_then(session, event).rounds == (Round(number=1, opened_at=NOON, ends_at=longer),)


@pytest.mark.parametrize(
    ("before", "minutes", "code", "facts"),
    [
        pytest.param((Stepped(step=1),), 1, NoRoundOpen, {}, id="no-round"),
        pytest.param((*ENDED, Stepped(step=1)), 1, NoRoundOpen, {}, id="closed"),
        pytest.param(
            (*RATING[:4], Stepped(step=1), RoundOpened(round=1, ends_at=NOON - 1)), 1, NoRoundOpen, {}, id="ended"
        ),
        pytest.param(RATING, 0, BadField, {"field": "minutes"}, id="no-minutes"),
        pytest.param(RATING, -5, BadField, {"field": "minutes"}, id="less-time"),
        pytest.param(RATING, 10**9, BadField, {"field": "minutes"}, id="too-many-minutes"),
    ],
)
def test_more_time_is_refused(before: tuple[Event, ...], minutes: int, code: type[Refused], facts: object):
    session = a_session(*before)

    assert refusal(lambda: session.add_time(minutes=minutes, now=NOON)) == (code.code(), facts)


# ---------------------------------------------------------------- revealing


def test_a_card_is_revealed_once_and_shown_as_often_as_wanted():
    session = a_session(*ENDED)

    first = session.reveal(card="c4")
    session = and_then(session, *first)
    again = session.reveal(card="c4")

    assert first == [Revealed(round=1, card="c4"), Shown(card="c4")]
    assert (session.shown, session.revealed_cards(), session.is_revealed("c4")) == ("c4", ("c4",), True)
    assert again == [Shown(card="c4")]


def test_a_closed_session_still_shows_what_it_gathered():
    session = a_session(*ENDED, Closed())

    assert session.reveal(card="c1") == [Revealed(round=1, card="c1"), Shown(card="c1")]


@pytest.mark.parametrize(
    ("before", "card", "code"),
    [
        pytest.param(ENDED, "c99", NoSuchCard, id="unknown-card"),
        pytest.param((*RATING[:4], Dealt(hands={"g1": ("c1",)}, seed=1)), "c2", NoSuchCard, id="card-not-dealt"),
        pytest.param(RATING[:4], "c1", NothingToReveal, id="no-round"),
        pytest.param(RATING, "c1", NothingToReveal, id="round-open"),
        pytest.param((*RATING[:4], RoundOpened(round=1, ends_at=NOON - 1)), "c1", NothingToReveal, id="not-recorded"),
        pytest.param(
            (*ENDED, Revealed(round=1, card="c1"), RoundOpened(round=2)),
            "c1",
            NothingToReveal,
            id="second-round-open",
        ),
    ],
)
def test_a_reveal_is_refused(before: tuple[Event, ...], card: str, code: type[Refused]):
    session = a_session(*before)

    assert refusal(lambda: session.reveal(card=card)) == (code.code(), {})


# ---------------------------------------------------------------- the agenda


def pressed(session: Session, times: int, button: str = "forward") -> tuple[Session, list[list[Event]]]:
    """The session after a button was pressed some times, once a minute, and the events of each time."""
    happened = []
    for n in range(1, times + 1):
        now = NOON + n * MINUTE
        events = getattr(session, button)(now=now, seed=7)
        session = and_then(session, *events, at=now)
        happened.append(events)
    return session, happened


def test_next_leads_through_the_whole_agenda():
    session = a_session(opened=an_opening(cards=2))
    hands = {"g1": ("c1", "c2"), "g2": ("c1", "c2"), "g3": ("c1", "c2")}

    session, happened = pressed(session, 7)

    assert happened == [
        [Stepped(step=1), Dealt(hands=hands, seed=7), RoundOpened(round=1, ends_at=NOON + 6 * MINUTE)],
        [Stepped(step=2), Ended(round=1)],
        [Stepped(step=3)],
        [Revealed(round=1, card="c1"), Shown(card="c1")],
        [Revealed(round=1, card="c2"), Shown(card="c2")],
        [Shown(card="")],
        [Stepped(step=4)],
    ]
    assert session.current_step == SHORT[4]
    assert refusal(lambda: session.forward(now=NOON, seed=7)) == (AtTheEnd.code(), {})


def test_back_leads_through_the_shown_cards_to_the_steps_before():
    session, _ = pressed(a_session(opened=an_opening(cards=2)), 7)

    session, happened = pressed(session, 6, "back")

    assert happened == [
        [Stepped(step=3)],
        [Shown(card="c2")],
        [Shown(card="c1")],
        [Stepped(step=2)],
        [Stepped(step=1), RoundOpened(round=2, ends_at=NOON + 10 * MINUTE)],
        [Stepped(step=0), Ended(round=2)],
    ]
    assert refusal(lambda: session.back(now=NOON, seed=7)) == (AtTheStart.code(), {})


def test_next_after_back_shows_again_what_was_shown_then_what_is_hidden():
    session = a_session(
        *ENDED,
        Stepped(step=3),
        Revealed(round=1, card="c1"),
        Revealed(round=1, card="c2"),
        Revealed(round=1, card="c3"),
        Shown(card="c1"),
    )

    _, happened = pressed(session, 3)

    assert happened == [
        [Shown(card="c2")],
        [Shown(card="c3")],
        [Revealed(round=1, card="c4"), Shown(card="c4")],
    ]


@pytest.mark.parametrize(
    ("ends_at", "by"), [(None, "facilitator"), (NOON + 1, "clock")], ids=["still-open", "ended-unrecorded"]
)
def test_next_while_revealing_closes_a_round_that_was_left_open(ends_at: int | None, by: str):
    session = a_session(*RATING[:4], RoundOpened(round=1, ends_at=ends_at), Stepped(step=3))

    events = session.forward(now=NOON + MINUTE, seed=7)

    assert events == [Ended(round=1, by=by), Revealed(round=1, card="c1"), Shown(card="c1")]  # type: ignore[arg-type]


def test_a_reveal_without_any_round_is_passed_over():
    session = a_session(Stepped(step=3))

    assert session.forward(now=NOON, seed=7) == [Stepped(step=4)]


def test_coming_back_to_rating_before_a_reveal_opens_the_same_round():
    session, _ = pressed(a_session(), 2)

    events = session.back(now=NOON + 9 * MINUTE, seed=7)

    assert events == [Stepped(step=1), RoundOpened(round=1, ends_at=NOON + 14 * MINUTE)]


def test_cards_dealt_by_hand_are_not_dealt_again_by_next():
    session = a_session(Dealt(hands=SPLIT, seed=1))

    events = session.forward(now=NOON, seed=7)

    assert events == [Stepped(step=1), RoundOpened(round=1, ends_at=NOON + 5 * MINUTE)]


def test_a_second_rating_step_goes_on_with_the_round_or_begins_a_new_one():
    agenda = (
        Step(id="a", kind="rate"),
        Step(id="b", kind="rate"),
        Step(id="c", kind="reveal"),
        Step(id="d", kind="rate"),
    )
    session = a_session(*RATING, opened=an_opening(cards=6, agenda=agenda))

    session, happened = pressed(session, 9)

    assert happened[0] == [Stepped(step=1)]
    assert happened[1] == [Stepped(step=2), Ended(round=1)]
    assert happened[2] == [Revealed(round=1, card="c1"), Shown(card="c1")]
    assert happened[8] == [Shown(card="")]
    assert session.forward(now=NOON, seed=7) == [Stepped(step=3), RoundOpened(round=2)]


@pytest.mark.parametrize("button", ["forward", "back"])
def test_a_closed_session_does_not_move(button: str):
    session = a_session(*ENDED, Stepped(step=2), Closed())

    assert refusal(lambda: getattr(session, button)(now=NOON, seed=7)) == (SessionClosed.code(), {})


def test_next_says_what_a_deal_lacks():
    session = a_session(opened=an_opening(cards=2, dealing=Dealing(kind="split")))

    assert refusal(lambda: session.forward(now=NOON, seed=7)) == (NotEnoughCards.code(), {"needed": 3, "left": 2})


# ---------------------------------------------------------------- the end, and history


def test_closing_ends_the_round_and_can_be_taken_back():
    session = a_session(*RATING)

    ending = session.close(now=NOON + 1)
    closed = and_then(session, *ending, at=NOON + 1)
    reopening = closed.reopen()

    assert ending == [Ended(round=1), Closed()]
    assert refusal(lambda: closed.close(now=NOON)) == (SessionClosed.code(), {})
    assert reopening == Reopened()
    assert (session.reopen(), and_then(closed, reopening).closed) == (None, False)
    assert and_then(closed, reopening).open_rating(now=NOON) == RoundOpened(round=1)


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        pytest.param((), 0, id="opened"),
        pytest.param(RATING, 2, id="steered-twice"),
        pytest.param((*RATING, rated("s1", "c1"), noted(1), marked("c1")), 2, id="what-participants-do"),
        pytest.param((*RATING, Ended(round=1)), 3, id="closed-by-the-facilitator"),
        pytest.param((*RATING, Ended(round=1, by="clock")), 2, id="closed-by-the-clock"),
    ],
)
def test_a_stage_counts_what_facilitators_did(events: tuple[Event, ...], stage: int):
    session = a_session(*events)

    session.at_stage(None)
    session.at_stage(stage)

    assert session.stage == stage
    assert refusal(lambda: session.at_stage(stage + 1)) == (SessionMoved.code(), {})


def test_a_new_state_leaves_the_one_before_as_it_was():
    before = a_session(*RATING)
    same = a_session(*RATING)

    after = and_then(before, rated("s1", "c1"), noted(1), marked("c1"), a_seat(4, "g3"), *before.close(now=NOON))

    assert before == same
    assert before != after


def test_a_session_is_the_same_however_its_history_is_cut():
    events = [*RATING, rated("s1", "c1"), noted(1), marked("c1"), Ended(round=1), Revealed(round=1, card="c1")]
    history = a_history(events)

    whole = replayed(history)

    states = list(itertools.accumulate(history[1:], Session.after, initial=begin(history[0])))
    assert states[-1] == whole
    assert [state.version for state in states] == [recorded.version for recorded in history]


def test_a_history_begins_with_an_opening_and_has_one_only():
    session = a_session()

    with pytest.raises(TypeError, match="begins with Opened"):
        begin(Recorded(version=1, at=NOON, event=Closed()))
    with pytest.raises(TypeError, match="begins with Opened, once"):
        and_then(session, an_opening())


@pytest.mark.parametrize(
    ("round_", "now", "is_open", "ended_at"),
    [
        pytest.param(Round(1, 0), 10**15, True, None, id="no-clock"),
        pytest.param(Round(1, 0, ends_at=50), 50, True, None, id="last-moment"),
        pytest.param(Round(1, 0, ends_at=50), 51, False, 50, id="ended"),
        pytest.param(Round(1, 0, ends_at=50, closed_at=40), 39, False, 40, id="closed-early"),
        pytest.param(Round(1, 0, ends_at=50, closed_at=60), 39, False, 50, id="closed-late"),
        pytest.param(Round(1, 0, closed_at=60), 39, False, 60, id="closed-without-clock"),
    ],
)
def test_a_round_is_open_or_has_ended(round_: Round, now: int, is_open: bool, ended_at: int | None):
    assert (round_.open(now), round_.ended_at(now)) == (is_open, ended_at)


# ---------------------------------------------------------------- a seat on another phone, several seats on one


def test_a_moved_seat_opens_with_its_new_ticket_only():
    session = a_session(a_seat(1, "g1"), a_seat(2, "g2"))

    event = session.move_seat(seat="s1", ticket=ticket(9))

    after = and_then(session, event)
    assert event == SeatMoved(seat="s1", ticket=ticket(9))
    assert [after.seat_with(ticket(n)) for n in (1, 2, 9)] == [None, session.seat("s2"), session.seat("s1")]
    assert after.moved[ticket(1)] == "s1"
    assert after.move_seat(seat="s1", ticket=ticket(9)) is None
    assert len(after.people()) == 2
    assert (after.stage, after.steered) == (session.stage, session.steered)


@pytest.mark.parametrize(
    ("before", "seat", "by", "code"),
    [
        pytest.param((), "s9", 9, NoSuchSeat, id="nobody"),
        pytest.param((Closed(),), "s1", 9, SessionClosed, id="closed"),
        pytest.param((), "s1", 2, SeatElsewhere, id="anothers-ticket"),
        pytest.param((SeatMoved(seat="s1", ticket=ticket(8)),), "s2", 1, SeatElsewhere, id="a-ticket-that-has-moved"),
    ],
)
def test_a_seat_is_not_moved(before: tuple[Event, ...], seat: str, by: int, code: type[Refused]):
    session = a_session(a_seat(1, "g1"), a_seat(2, "g2"), *before)

    assert refusal(lambda: session.move_seat(seat=seat, ticket=ticket(by))) == (code.code(), {})


def test_a_ticket_whose_seat_has_moved_takes_no_other_seat():
    session = a_session(a_seat(1, "g1"), SeatMoved(seat="s1", ticket=ticket(8)))

    assert refusal(lambda: session.take_seat(ticket=ticket(1))) == (SeatElsewhere.code(), {})


def test_whoever_uses_the_same_device_sits_at_the_same_table():
    session = a_session(a_seat(1, "g2"), opened=an_opening(joining="chosen"))

    seated = session.take_seat(ticket=ticket(2), group="g1", channel="device", beside="s1")

    assert seated == Seated(seat="s2", ticket=ticket(2), group="g2", language="fi", channel="device")
    assert refusal(lambda: session.take_seat(ticket=ticket(2), beside="s9")) == (NoSuchSeat.code(), {})


# ---------------------------------------------------------------- priorities

POINTS = (*RATING, Ended(round=1), Stepped(step=4))
LONG = an_opening(agenda=FULL)


def prioritised(card: str, points: int, seat: str = "s1", tap: int = 1) -> Prioritised:
    return Prioritised(seat=seat, card=card, points=points, tap=tap)


def test_points_go_to_any_card_that_is_up_also_to_another_groups():
    session = a_session(*POINTS, opened=LONG)

    event = session.prioritise(seat="s1", card="c6", points=2, tap=4)

    after = and_then(session, event)
    assert event == prioritised("c6", 2, tap=4)
    assert after.points_of("s1") == {"c6": 2}
    assert after.taps["s1"] == 4
    assert (after.stage, after.steered) == (session.stage, session.steered)


def test_points_can_be_taken_back_and_given_again():
    session = a_session(*POINTS, prioritised("c1", 2, tap=1), prioritised("c2", 1, tap=2), opened=LONG)

    moved = and_then(session, session.prioritise(seat="s1", card="c1", points=0, tap=3))
    moved = and_then(moved, moved.prioritise(seat="s1", card="c3", points=2, tap=4))

    assert moved.points_of("s1") == {"c2": 1, "c3": 2}


@pytest.mark.parametrize("tap", [4, 3], ids=["repeated", "late"])
@pytest.mark.parametrize("after", [(), (PrioritiesShown(),), (Closed(),)], ids=["open", "shown", "closed"])
def test_a_repeated_or_late_tap_gives_no_points(after: tuple[Event, ...], tap: int):
    session = a_session(*POINTS, prioritised("c1", 2, tap=4), *after, opened=LONG)

    assert session.prioritise(seat="s1", card="c1", points=1, tap=tap) is None


@pytest.mark.parametrize(
    ("more", "change", "refused"),
    [
        pytest.param((), {"seat": "s9"}, (NoSuchSeat, {}), id="nobody"),
        pytest.param((), {"card": "c9"}, (NoSuchCard, {}), id="no-card"),
        pytest.param((), {"points": -1}, (BadField, {"field": "points"}), id="negative"),
        pytest.param((), {"points": 4}, (TooManyPoints, {"most": 3}), id="more-than-all"),
        pytest.param((prioritised("c2", 3),), {"points": 1}, (TooManyPoints, {"most": 3}), id="more-than-left"),
        pytest.param((), {"tap": 0}, (BadField, {"field": "tap"}), id="tap"),
        pytest.param((Stepped(step=3),), {}, (PrioritiesClosed, {}), id="another-step"),
        pytest.param((PrioritiesShown(),), {}, (PrioritiesClosed, {}), id="shown"),
        pytest.param((Closed(),), {}, (SessionClosed, {}), id="closed"),
    ],
)
def test_points_are_refused(
    more: tuple[Event, ...], change: dict[str, object], refused: tuple[type[Refused], object]
):
    session = a_session(*POINTS, *more, opened=LONG)
    wish: dict[str, object] = {"seat": "s1", "card": "c1", "points": 1, "tap": 5, **change}

    assert refusal(lambda: session.prioritise(**wish)) == (refused[0].code(), refused[1])  # type: ignore[arg-type]


def test_next_shows_the_points_before_it_goes_on_and_they_stay_shown():
    session = a_session(*POINTS, prioritised("c1", 2), opened=LONG)

    first = session.forward(now=NOON, seed=1)
    shown = and_then(session, *first)
    second = shown.forward(now=NOON, seed=1)
    back = and_then(shown, *second, *and_then(shown, *second).back(now=NOON, seed=1))

    assert (first, second) == ([PrioritiesShown()], [Stepped(step=5)])
    assert (shown.priorities_shown, back.current_step.kind, back.priorities_shown) == (True, "priorities", True)
    assert shown.stage == session.stage + 1
    assert shown.steered == shown.version


# ---------------------------------------------------------------- check-out


def test_last_words_are_cleaned_and_each_may_be_left_out():
    session = a_session(*RATING)

    event = session.check_out(seat="s1", thought=" New\u202e thought ", grade=4, tap=3)

    after = and_then(session, event, at=NOON + 5)
    assert event == CheckedOut(seat="s1", thought="New thought", next_time="", grade=4, tap=3, before=0)
    assert after.checkouts["s1"] == CheckOut(
        thought="New thought", next_time="", grade=4, tap=3, at=NOON + 5, version=7
    )
    assert after.taps["s1"] == 3


def test_last_words_can_be_changed_until_the_session_closes():
    session = a_session(*RATING, CheckedOut(seat="s1", thought="Old", next_time="", grade=1, tap=3))

    event = session.check_out(seat="s1", next_time="Employers", tap=4)

    assert event == CheckedOut(seat="s1", thought="", next_time="Employers", grade=0, tap=4, before=7)
    assert session.check_out(seat="s1", grade=2, tap=3) is None
    assert and_then(session, Closed()).check_out(seat="s1", grade=2, tap=2) is None
    assert refusal(lambda: and_then(session, Closed()).check_out(seat="s1", tap=4)) == (SessionClosed.code(), {})


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({"seat": "s9"}, (NoSuchSeat, {}), id="nobody"),
        pytest.param({"grade": 5}, (BadField, {"field": "grade"}), id="grade"),
        pytest.param({"grade": -1}, (BadField, {"field": "grade"}), id="negative"),
        pytest.param({"thought": "x" * 501}, (TextTooLong, {"length": 501, "most": 500}), id="long-thought"),
        pytest.param({"next_time": "x" * 501}, (TextTooLong, {"length": 501, "most": 500}), id="long-wish"),
        pytest.param({"tap": 0}, (BadField, {"field": "tap"}), id="tap"),
    ],
)
def test_last_words_are_refused(change: dict[str, object], refused: Why):
    session = a_session(*RATING)
    wish: dict[str, object] = {"seat": "s1", "thought": "New", "grade": 1, "tap": 5, **change}

    assert refusal(lambda: session.check_out(**wish)) == (refused[0].code(), refused[1])  # type: ignore[arg-type]
