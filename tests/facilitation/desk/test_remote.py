"""The remote in a whole event: what Next says at each step, pauses, phones down, undo, and rating anew."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.desk.remote import clock_told, coming_events, count, next_label
from facilitation.desk.undoing import DONE, undo_label
from facilitation.service import Service
from facilitation.words import speaker
from sessions.agenda import FULL, TEMPLATES
from sessions.events import Dealt, GroupMerged, RoundClosed, RoundOpened, Step, Stepped
from sessions.results import progress
from sessions.state import ASIDE, STEERING
from tests.facilitation.desk.desks import alerts, at_run, shown, steering
from tests.facilitation.rooms import opened, revealed
from tests.factories import SettableClock, an_opening, and_then
from tests.rooms import a_room, seated

ROUND = tuple(Step(id=step.id, kind=step.kind) for step in TEMPLATES["round"])
MINUTE = 60_000


def answered(house: Service, code: str) -> None:
    """Somebody has answered every card in a session that is being rated."""
    house.workshop.take_seat(code, ticket="t").result()
    for card in house.workshop.session(code).hand("g1"):
        house.workshop.rate(code, seat="s1", card=card, stance="both", round_number=1).result()


def test_the_ninety_minute_round_is_run_with_next_alone(house: Service) -> None:
    code = opened(house, steps=0, cards=1, groups=("A",), agenda=ROUND)
    say, labels = speaker("en"), []

    while True:
        session, now = house.workshop.session(code), house.workshop.now()
        coming, lacking = coming_events(session, now)
        assert lacking is None
        if not coming:
            break
        labels.append(next_label(session, coming, say))
        house.workshop.forward(code).result()
        if labels[-1] == "Next: deal the cards and start rating":
            answered(house, code)

    assert labels == [
        "Next: the practice card",
        "Next: show the answers to the practice card",
        "Next: who is here",
        "Next: deal the cards and start rating",
        "Next: close the rating and talk at the tables",
        "Next: go to the answers",
        "Next: show card 1 of 1",
        "Next: show all cards together",
        "Next: rate 1 card again",
        "Next: show what has changed",
        "Next: what cuts across everything",
        "Next: let people give their points",
        "Next: show which cards got most points",
        "Next: what we do",
        "Next: ask the last three questions",
        "Next: thank everybody",
    ]


def test_after_back_next_says_which_card_comes_again(house: Service) -> None:
    code = opened(house, steps=1, cards=2)
    revealed(house, code, "c1", "c2")
    house.workshop.back(code).result()

    app = at_run(house, code)

    assert steering(app, "next").label == "Next: show card 2 of 2"
    assert "Then the wall shows: Card 2" in shown(app)


def test_an_impossible_deal_holds_next_and_says_what_is_missing(house: Service) -> None:
    code = opened(house, steps=0, cards=2, deal="split")
    house.workshop.add_group(code, name="C").result()

    app = at_run(house, code)

    assert (steering(app, "next").label, steering(app, "next").disabled) == ("Next: not possible yet", True)
    assert "Too few cards to deal: 2, and 3 are needed." in shown(app)


def test_a_press_that_comes_twice_is_one_step_and_no_refusal(house: Service) -> None:
    code = opened(house, steps=0)

    def script(code: str) -> None:
        import streamlit as st

        from facilitation.desk.desk import Desk
        from facilitation.desk.notices import steer
        from facilitation.service import running
        from facilitation.words import speaker

        desk = Desk(house=running(), say=speaker("en"), code=code, pages={})
        st.button("Next", on_click=steer, args=(desk, desk.house.workshop.forward), kwargs={"stage": 0})

    app = AppTest.from_function(script, default_timeout=60, kwargs={"code": code}).run()
    app.button[0].click().run()
    app.button[0].click().run()

    assert (house.workshop.session(code).current_step.kind, "notice" in app.session_state) == ("rate", False)


def test_while_cards_are_rated_in_another_step_answers_are_counted() -> None:
    step = next(n for n, step in enumerate(FULL) if step.kind == "priorities")
    room = a_room(seated(g1=["", ""]), opened=an_opening(groups=1, agenda=FULL))
    weighing = and_then(room, Stepped(step=step), RoundClosed(round=1))
    rating = and_then(weighing, RoundOpened(round=2))

    told = [count(session, progress(session, ("s1", "s2")), speaker("en")) for session in (weighing, rating)]

    assert told == ["0 of 2 have given their points", "0 of 2 ready"]


# -------------------------------------------------------------------- time and phones


def test_a_pause_stops_the_clock_until_somebody_goes_on(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=0)
    house.workshop.forward(code).result()
    house.workshop.add_time(code, minutes=2).result()
    app = at_run(house, code)

    steering(app, "pause").click().run()
    clock.move(5 * MINUTE)
    stopped = shown(app.run())
    label = steering(app, "pause").label
    steering(app, "pause").click().run()

    assert "The clock stands still: 2:00 left" in stopped
    assert (label, steering(app, "pause").label) == ("Go on", "Pause")
    assert "Rating is open: 2:00 left" in shown(app)


def test_a_step_without_a_round_has_a_clock_of_its_own(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=0, agenda=(Step(id="who", kind="who"), Step(id="talk", kind="talk", minutes=3)))
    house.workshop.forward(code).result()
    say = speaker("en")
    running = clock_told(house.workshop.session(code), house.workshop.now(), say)

    clock.move(3 * MINUTE)

    assert running == "3:00 left"
    assert clock_told(house.workshop.session(code), house.workshop.now(), say) == "The time is over."


def test_phones_go_down_and_up_again(house: Service) -> None:
    code = opened(house, steps=2)
    app = at_run(house, code)

    steering(app, "phones").click().run()
    down = house.workshop.session(code).phones_down
    label = steering(app, "phones").label
    steering(app, "phones").click().run()

    assert (down, label) == (True, "Phones up again")
    assert not house.workshop.session(code).phones_down


# -------------------------------------------------------------------- undo


def test_every_command_of_a_facilitator_has_words_for_undo() -> None:
    assert set(DONE) == {*STEERING, *ASIDE} - {event for event in STEERING if event.__name__ == "Undone"}


def test_undo_tells_the_step_and_not_the_deal_that_came_with_it() -> None:
    events = [Dealt(hands={}, seed=1), RoundOpened(round=1), Stepped(step=1)]

    assert undo_label(events, 12, speaker("en")) == "Undo: the step (12 s)"
    assert undo_label([GroupMerged(group="g1", into="g2")], 3, speaker("en")) == "Undo: putting tables together (3 s)"


def test_the_last_command_is_taken_back_within_half_a_minute(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=1)
    clock.move(MINUTE)
    app = at_run(house, code)
    before = steering(app, "undo")

    steering(app, "next").click().run()
    clock.move(10_000)
    label = steering(app.run(), "undo").label
    steering(app, "undo").click().run()

    assert (before.label, before.disabled) == ("Undo", True)
    assert label == "Undo: the step (20 s)"
    assert house.workshop.session(code).current_step.kind == "rate"
    assert steering(app, "undo").disabled


def test_undo_never_takes_back_what_a_colleague_did_since(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=2)
    house.workshop.take_seat(code, ticket="t").result()
    clock.move(MINUTE)
    house.workshop.look_up(code, on=True).result()
    app = at_run(house, code)
    clock.move(1_000)
    house.workshop.aside(code, lambda session: session.mute(seat="s1")).result()

    steering(app, "undo").click().run()

    session = house.workshop.session(code)
    assert (session.phones_down, session.seats["s1"].muted) == (True, True)
    assert len(alerts(app)) == 1
    assert steering(app, "undo").label.startswith("Undo: closing or opening somebody's notes")


# -------------------------------------------------------------------- rating anew


def test_a_card_is_rated_anew_only_when_its_answers_are_set_aside_on_purpose(house: Service) -> None:
    code = opened(house, steps=1, groups=("A",))
    answered(house, code)
    revealed(house, code, "c1")
    app = at_run(house, code)

    app.selectbox(key="anew").select("c1").run()
    unsure = app.button(key="restart").disabled
    app.checkbox(key="sure").check().run()
    app.button(key="restart").click().run()

    session = house.workshop.session(code)
    assert unsure
    assert (session.void, session.rounds[-1].cards) == ({(1, "c1")}, ("c1",))
    assert sum(session.tally("c1").values()) == 0
    assert not app.checkbox(key="sure").value


def test_the_whole_round_is_rated_anew_while_it_is_open(house: Service) -> None:
    code = opened(house, steps=1, groups=("A",))
    answered(house, code)
    app = at_run(house, code)

    app.checkbox(key="sure").check().run()
    app.button(key="restart").click().run()

    session = house.workshop.session(code)
    assert app.selectbox(key="anew").options == ["All cards of the newest round"]
    assert (session.round_number, sum(session.tally("c2").values())) == (2, 0)


# -------------------------------------------------------------------- the simple view


def test_the_simple_view_keeps_six_buttons(house: Service) -> None:
    app = at_run(house, opened(house, steps=1))

    app.toggle(key="simple").set_value(True).run()

    labels = [button.label for button in app.button]
    assert labels[1:] == ["Back", "Undo: the step (30 s)", "One minute more", "Pause", "Phones down"]
    assert labels[0].startswith("Next: ")
    assert len(app.radio) == 0


@pytest.mark.parametrize("kind", TEMPLATES["round"], ids=lambda step: step.kind)
def test_the_run_screen_can_be_drawn_in_every_kind_of_step(house: Service, kind: Step) -> None:
    code = opened(house, steps=0, agenda=ROUND)
    house.workshop.go_to(code, step=kind.id).result()

    app = at_run(house, code, "fi")

    assert not app.exception
    assert not steering(app, "back").disabled or kind.kind == "welcome"
