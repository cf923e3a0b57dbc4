"""Where the event goes: the agenda, practice, pauses, rounds of some cards, and what is taken back."""

import pytest

from cards.practice import PRACTICE
from sessions.agenda import TEMPLATES, is_agenda
from sessions.errors import (
    AlreadyRevealed,
    BadField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchStep,
    NothingDealt,
    NothingToUndo,
    Refused,
    RoundClosed,
    RoundRunning,
    SessionMoved,
    SessionPaused,
    TextTooLong,
)
from sessions.events import (
    AgendaPlanned,
    Dealing,
    Dealt,
    Drawn,
    Event,
    GroupMerged,
    HandCounted,
    Noted,
    Paused,
    PhonesDown,
    Rated,
    Recorded,
    Released,
    Restarted,
    Resumed,
    Revealed,
    RoundOpened,
    Shown,
    Step,
    Stepped,
    StepTimed,
    TimerSet,
    Undone,
)
from sessions.events import RoundClosed as Ended
from sessions.results import most_divided
from sessions.session import Session
from tests.factories import NOON, a_seat, a_session, an_opening, and_then
from tests.rooms import a_room, answers, seated

MINUTE = 60_000
SECOND = 1_000
ROUND = TEMPLATES["round"]
HANDS = {"g1": ("c1", "c2"), "g2": ("c2", "c3"), "g3": ("c1", "c3")}
OPENED = an_opening(agenda=ROUND, cards=4)


def event_day(*events: Event) -> Session:
    """The 90-minute round with s1 and s2 in g1, s3 in g2, and what happened to it."""
    people = (a_seat(1, "g1"), a_seat(2, "g1"), a_seat(3, "g2"))
    return a_session(*people, *events, opened=OPENED)


def at(kind: str, *events: Event) -> Session:
    """The same at its first step of a kind."""
    return event_day(Stepped(step=[step.kind for step in ROUND].index(kind)), *events)


def done(session: Session, events: list[Event], at: int = NOON) -> Session:
    return and_then(session, *events, at=at)


def rated(seat: str, card: str, stance: str, number: int = 1, tap: int = 1) -> Rated:
    return Rated(round=number, seat=seat, card=card, stance=stance, tap=tap)  # type: ignore[arg-type]


def refusal(rule: object) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        rule()  # type: ignore[operator]
    return type(refused.value)


# -------------------------------------------------------------------- the agenda


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_run(name: str):
    session = a_session(a_seat(1, "g1"), opened=an_opening(agenda=TEMPLATES[name]))

    kinds = [session.current_step.kind]
    while session.step < len(session.agenda) - 1:
        session = done(session, session.forward(now=NOON, seed=1))
        kinds.append(session.current_step.kind)

    assert is_agenda(TEMPLATES[name])
    assert list(dict.fromkeys(kinds)) == list(dict.fromkeys(step.kind for step in TEMPLATES[name]))
    assert (kinds[-1], session.round is None or session.round.closed_at is not None) == ("close", True)


def test_steps_are_added_moved_and_dropped_around_the_running_one():
    session = at("who")
    steps = (ROUND[2], Step(id="speech", kind="speech", minutes=20, task={"fi": "Kuunnellaan."}), *ROUND[5:])

    planned = session.plan(steps=steps)

    after = and_then(session, planned)
    assert planned == AgendaPlanned(steps=steps, step=0)
    assert (after.agenda, after.current_step, after.opened.agenda) == (steps, ROUND[2], ROUND)
    assert after.plan(steps=steps) is None


def test_tasks_of_the_facilitators_own_are_cleaned_and_empty_ones_left_out():
    session = at("who")
    typed = Step(id="talk", kind="talk", task={"fi": "  Kaksi \n korttia ", "sv": " "})

    planned = session.plan(steps=(ROUND[2], typed))

    tidy = Step(id="talk", kind="talk", task={"fi": "Kaksi korttia"})
    assert planned == AgendaPlanned(steps=(ROUND[2], tidy), step=0)


@pytest.mark.parametrize(
    ("task", "error"), [({"fi": "a" * 201}, TextTooLong), ({"de": "Hallo"}, BadField)], ids=["long", "language"]
)
def test_a_task_that_no_screen_could_show_is_refused(task: dict[str, str], error: type[Refused]):
    session = at("who")

    assert refusal(lambda: session.plan(steps=(ROUND[2], Step(id="talk", kind="talk", task=task)))) is error


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        pytest.param(ROUND[3:], NoSuchStep, id="without-the-running-step"),
        pytest.param((*ROUND, ROUND[2]), BadField, id="a-step-twice"),
        pytest.param((*ROUND, Step(id="again", kind="checkout")), BadField, id="two-check-outs"),
        pytest.param((Step(id="who", kind="rate"), *ROUND[:2]), NoSuchStep, id="the-running-step-of-another-kind"),
    ],
)
def test_an_agenda_that_cannot_run_on_is_refused(steps: tuple[Step, ...], error: type[Refused]):
    session = at("who")

    assert refusal(lambda: session.plan(steps=steps)) is error


def test_a_step_is_gone_to_over_those_between_and_the_round_closes_behind_it():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1))

    there = done(session, session.go_to(step="priorities", now=NOON, seed=1))

    assert (there.current_step.kind, there.round.closed_at) == ("priorities", NOON)  # type: ignore[union-attr]
    assert [began.step for began in there.began] == ["rate", "priorities"]
    assert refusal(lambda: there.go_to(step="lunch", now=NOON, seed=1)) is NoSuchStep


def test_a_step_without_a_round_has_a_clock_of_its_own():
    session = at("talk")

    longer = session.add_time(minutes=2, now=NOON + 5 * MINUTE)
    late = session.add_time(minutes=1, now=NOON + 20 * MINUTE)

    assert session.step_ends_at == NOON + 15 * MINUTE
    assert longer == StepTimed(ends_at=NOON + 17 * MINUTE)
    assert late == StepTimed(ends_at=NOON + 21 * MINUTE)


# -------------------------------------------------------------------- practice


def test_the_warm_up_asks_the_practice_card_of_everyone_and_reveals_it_first():
    session = event_day()

    there = done(session, session.forward(now=NOON, seed=1))
    answered = and_then(there, there.rate(seat="s1", card=PRACTICE, stance="both", round_number=0, now=NOON, tap=1))
    revealed = done(answered, answered.forward(now=NOON, seed=1))
    on = done(revealed, revealed.forward(now=NOON, seed=1))

    assert (there.practising, there.asked("g3"), there.round_number) == (True, (PRACTICE,), 0)
    assert (answered.has_answered(answered.seat("s1")), answered.has_answered(answered.seat("s2"))) == (True, False)
    assert (revealed.shown, revealed.revealed_tallies[PRACTICE]["both"]) == (PRACTICE, 1)
    assert (on.current_step.kind, on.shown, on.practising, on.cards_in_play()) == ("who", "", False, tuple(on.cards))


def test_practice_counts_nowhere_and_does_not_open_again_once_it_was_shown():
    practised = at(
        "warmup",
        RoundOpened(round=0, cards=(PRACTICE,)),
        rated("s1", PRACTICE, "both", number=0),
        Ended(round=0),
        Revealed(round=0, card=PRACTICE),
        Stepped(step=2),
    )

    back = done(practised, practised.back(now=NOON, seed=1))
    there = done(practised, practised.go_to(step="rate", now=NOON, seed=1))

    assert (back.practising, back.open_round(NOON)) == (True, None)
    assert (there.round_number, there.tally("c1"), there.rounds[0].number) == (
        1,
        dict.fromkeys(there.tally("c1"), 0),
        1,
    )
    assert (
        refusal(
            lambda: back.rate(seat="s2", card=PRACTICE, stance="both", round_number=0, now=NOON + 9 * SECOND, tap=1)
        )
        is RoundClosed
    )


# -------------------------------------------------------------------- rating again


RATED_ONCE = (
    Dealt(hands=dict.fromkeys(("g1", "g2", "g3"), ("c1", "c2", "c3")), seed=1),
    RoundOpened(round=1),
    rated("s1", "c1", "opportunity"),
    rated("s2", "c1", "threat"),
    rated("s1", "c2", "opportunity", tap=2),
    rated("s2", "c2", "opportunity", tap=2),
    rated("s1", "c3", "both", tap=3),
    Ended(round=1),
    *(Revealed(round=1, card=card) for card in ("c1", "c2", "c3")),
)


def test_rating_again_asks_only_the_most_divided_cards_and_keeps_the_other_answers():
    agenda = (*ROUND[:6], Step(id="rerate", kind="rerate", most=2), *ROUND[7:])
    people = (a_seat(1, "g1"), a_seat(2, "g1"))
    session = a_session(*people, Stepped(step=5), *RATED_ONCE, opened=an_opening(agenda=agenda, cards=4))

    there = done(session, session.forward(now=NOON, seed=1))
    there = done(there, there.forward(now=NOON, seed=1)) if there.current_step.kind == "reveal" else there
    changed = and_then(there, there.rate(seat="s1", card="c1", stance="threat", round_number=2, now=NOON, tap=9))

    assert there.rounds[-1].cards == there.asked("g1") == ("c1", "c3")
    assert (
        refusal(lambda: there.rate(seat="s1", card="c2", stance="threat", round_number=2, now=NOON, tap=9))
        is NoSuchCard
    )
    assert (changed.tally("c1")["threat"], changed.tally("c1", 1)["threat"]) == (2, 1)
    assert changed.tally("c2")["opportunity"] == 2
    assert (changed.is_revealed("c1"), changed.is_revealed("c2")) == (False, True)
    assert changed.revealed_cards() == ("c2",)


def test_next_shows_what_changed_on_the_cards_that_were_rated_again_before_it_goes_on():
    agenda = (*ROUND[:6], Step(id="rerate", kind="rerate", most=2), *ROUND[7:])
    people = (a_seat(1, "g1"), a_seat(2, "g1"))
    session = a_session(*people, Stepped(step=5), *RATED_ONCE, opened=an_opening(agenda=agenda, cards=4))
    again = done(session, session.forward(now=NOON, seed=1))
    again = and_then(again, again.rate(seat="s1", card="c1", stance="threat", round_number=2, now=NOON, tap=9))

    showing = again.forward(now=NOON, seed=1)
    shown = done(again, showing)

    assert showing == [
        Ended(round=2),
        Revealed(round=2, card="c1"),
        Revealed(round=2, card="c3"),
        Shown(card=""),
    ]
    assert (shown.current_step.kind, [card for card in shown.cards if shown.is_revealed(card)]) == (
        "rerate",
        ["c1", "c2", "c3"],
    )
    assert shown.forward(now=NOON, seed=1) == [Stepped(step=7)]


def test_rating_again_picks_the_card_that_the_wall_calls_most_divided():
    agenda = (*ROUND[:6], Step(id="rerate", kind="rerate", most=1), *ROUND[7:])
    rated = answers(c1="PBBB", c2="PPPN")  # split: 0.75 against 0.5
    shown = (Ended(round=1), *(Revealed(round=1, card=card) for card in ("c1", "c2")), Stepped(step=5))
    session = a_room(seated(g1=[""] * 4), rated, *shown, opened=an_opening(agenda=agenda, cards=2), cards=2)

    there = done(session, session.forward(now=NOON, seed=1))

    assert list(most_divided(session).index) == ["c2"]
    assert there.rounds[-1].cards == ("c2",)


def test_a_card_that_too_few_answered_is_not_rated_again_for_what_they_said():
    agenda = (*ROUND[:6], Step(id="rerate", kind="rerate", most=2), *ROUND[7:])
    agreed = [rated(seat, "c1", "threat", tap=8) for seat in ("s1", "s2")]
    differed = [rated("s1", "c3", "opportunity", tap=9), rated("s2", "c3", "threat", tap=9)]
    shown = (Ended(round=1), *(Revealed(round=1, card=card) for card in ("c1", "c2", "c3")), Stepped(step=5))
    answered = [*answers(c2="PPPP"), *agreed, *differed]
    session = a_room(seated(g1=[""] * 4), answered, *shown, opened=an_opening(agenda=agenda, cards=3), cards=3)

    there = done(session, session.forward(now=NOON, seed=1))

    assert there.rounds[-1].cards == ("c1", "c2")  # not c3, on which two people differ


def test_one_card_starts_again_and_its_old_answers_count_nowhere():
    session = at("reveal", *RATED_ONCE, Shown(card="c1"))

    again = done(session, session.restart(now=NOON, card="c1"))
    answered = and_then(again, again.rate(seat="s1", card="c1", stance="unsure", round_number=2, now=NOON, tap=9))

    assert session.restart(now=NOON, card="c1") == [
        Restarted(round=1, cards=("c1",)),
        RoundOpened(round=2, cards=("c1",)),
    ]
    assert (again.doing, again.asked("g1"), again.is_revealed("c1"), again.shown) == ("rate", ("c1",), False, "")
    assert sum(again.tally("c1").values()) == 0
    assert answered.tally("c1") == {"opportunity": 0, "threat": 0, "both": 0, "unsure": 1}
    assert len(answered.ratings) == 6  # set aside, never deleted


def test_a_running_round_starts_again_as_a_whole_and_takes_no_old_tap():
    session = at("rate", *RATED_ONCE[:4])

    again = done(session, session.restart(now=NOON, minutes=5))

    assert (again.round_number, again.round.ends_at) == (2, NOON + 5 * MINUTE)  # type: ignore[union-attr]
    assert sum(again.tally("c1").values()) == 0
    assert refusal(lambda: session.restart(now=NOON, card="c1")) is RoundRunning
    assert (
        refusal(lambda: again.rate(seat="s1", card="c1", stance="both", round_number=1, now=NOON, tap=7))
        is RoundClosed
    )


@pytest.mark.parametrize(
    ("events", "card", "error"),
    [
        pytest.param((), "", NoRoundOpen, id="before-any-round"),
        pytest.param(RATED_ONCE, "c9", NoSuchCard, id="a-card-nobody-has"),
    ],
)
def test_what_was_never_asked_cannot_start_again(events: tuple[Event, ...], card: str, error: type[Refused]):
    session = at("reveal", *events)

    assert refusal(lambda: session.restart(now=NOON, card=card)) is error


# -------------------------------------------------------------------- pause, phones down


def test_in_a_pause_clocks_stand_still_and_go_on_with_what_was_left():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1, ends_at=NOON + 5 * MINUTE))

    paused = and_then(session, session.pause(), at=NOON + 4 * MINUTE)
    long_after = NOON + 30 * MINUTE
    resumed = and_then(paused, paused.resume(), at=long_after)

    assert (paused.open_round(NOON + 4 * MINUTE), paused.close_rating(now=long_after)) == (
        None,
        Ended(round=1, by="facilitator"),
    )
    assert (
        refusal(lambda: paused.rate(seat="s1", card="c1", stance="both", round_number=1, now=long_after, tap=1))
        is SessionPaused
    )
    assert (resumed.paused_at, resumed.round.ends_at) == (None, long_after + MINUTE)  # type: ignore[union-attr]
    assert resumed.rate(seat="s1", card="c1", stance="both", round_number=1, now=long_after, tap=1) is not None


def test_a_pause_of_a_talk_moves_its_clock_too_and_next_ends_it():
    session = at("talk")

    paused = and_then(session, session.pause(), at=NOON + 10 * MINUTE)
    forward = paused.forward(now=NOON + 20 * MINUTE, seed=1)

    assert and_then(paused, Resumed(), at=NOON + 20 * MINUTE).step_ends_at == NOON + 25 * MINUTE
    assert forward[:2] == [Resumed(), Stepped(step=5)]
    assert (paused.pause(), session.resume()) == (None, None)


def test_a_clock_that_had_run_out_does_not_run_again_after_a_pause():
    ended = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1, ends_at=NOON + MINUTE))

    resumed = and_then(and_then(ended, Paused(), at=NOON + 2 * MINUTE), Resumed(), at=NOON + 9 * MINUTE)

    assert (resumed.round.ends_at, resumed.open_round(NOON + 9 * MINUTE)) == (NOON + MINUTE, None)  # type: ignore[union-attr]


def test_phones_are_down_until_they_are_up_or_the_next_step():
    session = at("talk")

    down = and_then(session, session.look_up(on=True))

    assert (down.phones_down, down.look_up(on=True), down.look_up(on=False)) == (True, None, PhonesDown(on=False))
    assert done(down, down.forward(now=NOON, seed=1)).phones_down is False


# -------------------------------------------------------------------- taking back


def test_what_was_done_at_one_moment_is_taken_back_together_and_answers_stay():
    session = at("who")

    rating = done(session, session.forward(now=NOON, seed=1), at=NOON + 1)
    answered = and_then(
        rating,
        rating.rate(seat="s1", card=rating.asked("g1")[0], stance="both", round_number=1, now=NOON, tap=1),
        at=NOON + SECOND,
    )
    undone = and_then(answered, answered.undo(now=NOON + 20 * SECOND), at=NOON + 20 * SECOND)

    assert [type(past.event) for past in rating.undoable(NOON)] == [Stepped, Dealt, RoundOpened]
    assert (undone.current_step.kind, undone.dealt, undone.rounds) == ("who", False, ())
    assert undone.ratings == answered.ratings
    assert undone.stage == answered.stage + 1


def test_going_on_after_an_undo_finds_the_answers_that_came_meanwhile():
    session = at("who", Dealt(hands=HANDS, seed=1))
    rating = done(session, session.forward(now=NOON, seed=1), at=NOON + 1)
    answered = and_then(rating, rated("s1", "c1", "both"), at=NOON + SECOND)

    undone = and_then(answered, answered.undo(now=NOON + SECOND), at=NOON + SECOND)
    again = done(undone, undone.forward(now=NOON + SECOND, seed=2), at=NOON + SECOND)

    assert (again.round_number, again.rating_of("s1", "c1").stance) == (1, "both")  # type: ignore[union-attr]
    assert again.answered[1, "s1"] == 1


def test_nothing_is_left_to_take_back_after_half_a_minute():
    session = at("talk")

    assert session.undoable(NOON + 31 * SECOND) == ()
    assert refusal(lambda: session.undo(now=NOON + 31 * SECOND)) is NothingToUndo


def test_an_undo_takes_back_only_what_was_offered():
    session = at("talk")
    offered = session.undoable(NOON)[0].version
    since = and_then(session, session.look_up(on=True), at=NOON + SECOND)

    taken_back = session.undo(now=NOON, version=offered)

    assert taken_back == Undone(version=offered)
    assert refusal(lambda: since.undo(now=NOON + SECOND, version=offered)) is SessionMoved


def test_an_undone_reveal_is_hidden_again_but_its_round_stays_closed():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1), rated("s1", "c1", "both"))
    closed = and_then(session, Ended(round=1), at=NOON + 5 * SECOND)
    shown = done(closed, closed.reveal(card="c1"), at=NOON + 6 * SECOND)

    hidden = and_then(shown, shown.undo(now=NOON + 7 * SECOND), at=NOON + 7 * SECOND)
    twice = and_then(hidden, hidden.undo(now=NOON + 8 * SECOND), at=NOON + 8 * SECOND)

    assert (hidden.revealed, hidden.shown) == ((), "")
    assert (twice.open_round(NOON + 8 * SECOND), twice.may_reopen()) == (None, False)


def test_notes_written_anew_stay_off_the_screen_when_something_else_is_taken_back():
    session = at("talk", Dealt(hands=HANDS, seed=1), noted("n1"), Released(note="n1"))
    timed = and_then(session, session.add_time(minutes=1, now=NOON), at=NOON + SECOND)
    edited = and_then(
        timed, timed.edit(seat="s1", note="n1", kind="idea", text="New words", tap=9), at=NOON + 2 * SECOND
    )

    undone = and_then(edited, edited.undo(now=NOON + 3 * SECOND), at=NOON + 3 * SECOND)

    assert (undone.step_ends_at, undone.status_of("n1")) == (session.step_ends_at, "received")


def test_the_clocks_own_close_is_nobodys_to_take_back():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1, ends_at=NOON + MINUTE))

    ended = and_then(session, Ended(round=1, by="clock"), at=NOON + MINUTE)

    assert [type(past.event) for past in ended.undoable(NOON)] == [Stepped, Dealt, RoundOpened]
    assert (ended.stage, ended.steered) == (session.stage, ended.version)


def test_an_undo_of_something_wiped_since_changes_nothing_else():
    session = at("talk")

    undone = session.after(Recorded(version=session.version + 1, at=NOON, event=Undone(version=999)))

    assert (undone.step, undone.items, undone.version) == (session.step, session.items, session.version + 1)


def noted(note: str, seat: str = "s1") -> Noted:
    return Noted(note=note, seat=seat, group="g1", card="c1", kind="idea", text="Hire", language="fi", tap=5)


# -------------------------------------------------------------------- cards


def test_cards_that_are_drawn_come_from_the_top_of_one_pile_until_a_group_has_its_share():
    opened = an_opening(dealing=Dealing(kind="draw", size=2), cards=6)
    session = a_session(a_seat(1, "g1"), a_seat(2, "g2"), opened=opened)
    session = and_then(session, session.deal(seed=3))
    top = session.face_down()

    once = and_then(session, session.draw(seat="s1"))
    twice = and_then(once, once.draw(seat="s2"))
    full = and_then(twice, twice.draw(seat="s1"))

    assert session.draw(seat="s1") == Drawn(seat="s1", group="g1", card=top[0])
    assert (set(full.hand("g1")), full.hand("g2")) == ({top[0], top[2]}, (top[1],))
    assert (full.face_down(), full.left_to_draw("g1"), full.left_to_draw("g2")) == (top[3:], 0, 1)
    assert refusal(lambda: full.draw(seat="s1")).code() == "nothing_to_draw"


def test_two_who_tap_the_pile_at_once_or_one_who_taps_twice_turn_over_one_card():
    opened = an_opening(dealing=Dealing(kind="draw", size=3), cards=6)
    session = a_session(a_seat(1, "g1"), a_seat(2, "g1"), opened=opened)
    session = and_then(session, session.deal(seed=7))
    once = and_then(session, session.draw(seat="s1", left=3))

    assert [once.draw(seat=seat, left=3) for seat in ("s1", "s2")] == [None, None]
    assert once.draw(seat="s2", left=2) == Drawn(seat="s2", group="g1", card=once.face_down()[0])


def test_hands_are_picked_by_hand_until_something_was_revealed():
    session = event_day()

    picked = session.deal_by_hand(hands={"g1": ["c3", "c1"], "g2": ["c2"]})

    assert picked == Dealt(hands={"g1": ("c1", "c3"), "g2": ("c2",), "g3": ()}, seed=0)
    assert refusal(lambda: session.deal_by_hand(hands={"g1": ["c9"]})) is NoSuchCard
    assert refusal(lambda: session.deal_by_hand(hands={})) is NothingDealt
    revealed = at("reveal", *RATED_ONCE)
    assert refusal(lambda: revealed.deal_by_hand(hands={"g1": ["c1"]})) is AlreadyRevealed


def test_a_slow_table_keeps_what_it_answered_and_gives_the_rest_away():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1), rated("s1", "c1", "both"))

    dealt = session.deal_again(slow=["g1"], seed=1)

    after = and_then(session, dealt)
    assert after.hand("g1") == ("c1",)
    assert set(after.hand("g2")) == {"c2", "c3"}  # the only other table with people: c1 has its answers
    assert after.hand("g3") == ()
    assert (after.ratings, after.has_answered(after.seat("s1"))) == (session.ratings, True)


def test_a_deal_that_would_move_nothing_is_not_made_again():
    session = at("rate", Dealt(hands={"g1": ("c1",), "g2": ("c2",), "g3": ()}, seed=1), RoundOpened(round=1))

    assert session.deal_again(seed=1) is None


def test_a_merged_table_brings_its_people_answers_and_the_cards_that_nobody_else_holds():
    hands = {"g1": ("c1", "c2"), "g2": ("c2", "c3"), "g3": ("c1",)}
    session = at("rate", Dealt(hands=hands, seed=1), RoundOpened(round=1), rated("s3", "c3", "both"), noted("n1"))

    merged = and_then(session, GroupMerged(group="g2", into="g1"), at=NOON + 1)
    undone = and_then(merged, merged.undo(now=NOON + 1), at=NOON + 1)

    assert [group.id for group in merged.groups] == ["g1", "g3"]
    assert (merged.seat("s3").group, merged.hand("g1"), merged.hand("g2")) == ("g1", ("c1", "c2", "c3"), ())
    assert merged.tally("c3")["both"] == 1
    assert merged.sizes[False, "g1", "*"] == 3
    assert (undone.seat("s3").group, undone.hands, undone.sizes[False, "g1", "*"]) == ("g2", session.hands, 2)


def test_hands_counted_are_part_of_the_rooms_answer_and_of_no_persons():
    session = at("rate", *RATED_ONCE[:4])

    counted = and_then(session, HandCounted(round=1, group="g2", card="c1", counts={"threat": 3}))

    assert counted.tally("c1") == {"opportunity": 1, "threat": 4, "both": 0, "unsure": 0}
    assert counted.people_by_hand() == {"g2": 3}
    assert counted.ratings == session.ratings


def test_a_clock_set_to_a_round_that_runs_is_not_a_steps():
    session = at("rate", Dealt(hands=HANDS, seed=1), RoundOpened(round=1))

    assert session.add_time(minutes=3, now=NOON) == TimerSet(round=1, ends_at=NOON + 3 * MINUTE)
