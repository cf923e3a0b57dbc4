"""The run sheet: planned and real time, what to say, and steps that change while the session runs."""

from __future__ import annotations

import re

import pytest

from facilitation.desk.agenda import added, lateness, lateness_told, moved, prompts, spent
from facilitation.service import Service
from facilitation.words import speaker
from facilitation.words.names import STEPS
from sessions.agenda import SHORT
from sessions.events import Step as Planned
from sessions.events import Stepped
from sessions.session import Session
from tests.facilitation.desk.desks import alerts, at_run, shown
from tests.facilitation.rooms import opened
from tests.factories import NOON, SettableClock, a_session, an_opening, and_then

MINUTE = 60_000
STEPS_PLANNED = (
    Planned(id="welcome", kind="welcome", minutes=10),
    Planned(id="talk", kind="talk", minutes=15),
    Planned(id="reveal", kind="reveal", minutes=20),
    Planned(id="close", kind="close", minutes=5),
)


def day(*steps: tuple[int, int]) -> Session:
    """A session that came to these steps (place, minutes after noon)."""
    session = a_session(opened=an_opening(agenda=STEPS_PLANNED))
    for place, minute in steps:
        session = and_then(session, Stepped(step=place), at=NOON + minute * MINUTE)
    return session


# -------------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("steps", "minute", "late"),
    [
        pytest.param((), 90, 0, id="nothing-has-begun"),
        pytest.param(((1, 0),), 5, 0, id="in-time"),
        pytest.param(((1, 0),), 18, 3, id="a-step-runs-over"),
        pytest.param(((1, 0), (2, 20)), 25, 5, id="a-step-ran-over"),
        pytest.param(((1, 0), (2, 10)), 12, -5, id="a-step-was-short"),
        pytest.param(((1, 0), (3, 5)), 6, -30, id="a-step-was-skipped"),
        pytest.param(((1, 0), (2, 15), (1, 20)), 22, 20, id="a-step-was-gone-back-to"),
    ],
)
def test_how_late_an_event_runs_is_told_by_its_plan(
    steps: tuple[tuple[int, int], ...], minute: int, late: int
) -> None:
    session = day(*steps)

    assert lateness(session, NOON + minute * MINUTE) == late * MINUTE


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "On time"), (1, "1 minute late"), (7, "7 minutes late"), (-2, "2 minutes ahead")]
)
def test_lateness_is_told_in_whole_minutes(minutes: int, told: str) -> None:
    assert lateness_told(minutes * MINUTE, speaker("en")) == told


def test_the_time_spent_in_a_step_is_that_of_all_its_runs() -> None:
    session = day((1, 0), (2, 15), (1, 20))

    assert spent(session, NOON + 24 * MINUTE) == {"talk": 19 * MINUTE, "reveal": 5 * MINUTE}


# -------------------------------------------------------------------- steps


def test_a_step_moves_within_the_list_and_a_new_one_gets_a_free_name() -> None:
    up = moved(STEPS_PLANNED, "talk", by=-1)
    again = moved(up, "talk", by=-1)
    more = added(STEPS_PLANNED, "talk", minutes=7, after="reveal")

    assert [step.id for step in up] == ["talk", "welcome", "reveal", "close"]
    assert again == up
    assert [step.id for step in more] == ["welcome", "talk", "reveal", "talk-2", "close"]
    assert more[3] == Planned(id="talk-2", kind="talk", minutes=7)


@pytest.mark.parametrize("kind", STEPS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_kind_of_step_has_words_to_say_and_remedies(kind: str, language: str) -> None:
    told = prompts(kind, speaker(language))  # type: ignore[arg-type]

    assert re.search(r'<p class="suggested">[^<]{10,}</p>', told)
    assert told.count("<dt>") == told.count("<dd>") > 0


# -------------------------------------------------------------------- the panel


def sheet_of(house: Service, code: str) -> list[str]:
    """The steps on the run sheet."""
    app = at_run(house, code, panel="agenda")
    return re.findall(r'<th scope="row">([^<]*)</th>', shown(app))


def test_the_run_sheet_shows_the_plan_and_what_it_became(house: Service, clock: SettableClock) -> None:
    code = opened(house, steps=1, agenda=SHORT)
    clock.move(8 * MINUTE)

    html = shown(at_run(house, code, panel="agenda"))

    assert "3 minutes late" in html
    assert '<tr class="running" aria-current="step"><th scope="row">▶ 2. Rate alone</th><td>5 min</td>' in html
    assert "<td>8:00</td>" in html


def test_steps_are_gone_to_moved_dropped_and_added_while_the_session_runs(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="agenda")

    app.selectbox(key="step-chosen").select("reveal").run()
    app.button(key="step-up").click().run()
    app.button(key="step-go").click().run()
    app.selectbox(key="step-chosen").select("talk").run()
    app.button(key="step-drop").click().run()
    app.selectbox(key="step-kind").select("who").run()
    app.button(key="step-add").click().run()

    session = house.workshop.session(code)
    assert session.current_step.kind == "reveal"
    assert [step.id for step in session.agenda] == ["welcome", "rate", "reveal", "who", "close"]
    assert sheet_of(house, code)[2] == "▶ 3. Reveal and discuss"


def test_a_task_in_ones_own_words_is_saved_and_shown_as_what_comes_next(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="agenda")
    app.selectbox(key="step-chosen").select("talk").run()

    app.number_input(key="step-minutes").set_value(12)
    app.text_input(key="step-en").input(" Two <b>cards</b>\n each ")
    app.button(key="step-save").click().run()

    saved = house.workshop.session(code).agenda[2]
    assert saved == Planned(id="talk", kind="talk", minutes=12, task={"en": "Two <b>cards</b> each"})
    assert "Then the wall says: Two &lt;b&gt;cards&lt;/b&gt; each" in shown(app)


def test_of_two_who_change_a_step_the_second_sees_the_first_and_keeps_what_was_typed(house: Service) -> None:
    code = opened(house, steps=1)
    first, second = (at_run(house, code, panel="agenda") for _ in range(2))
    for app, task in ((first, "From the first"), (second, "From the second")):
        app.selectbox(key="step-chosen").select("talk").run()
        app.text_input(key="step-en").input(task).run()

    first.button(key="step-save").click().run()
    second.button(key="step-save").click().run()
    refused = alerts(second)
    kept, told = second.text_input(key="step-en").value, shown(second)
    second.button(key="step-save").click().run()

    assert len(refused) == 1
    assert (kept, "en: From the first" in told) == ("From the second", True)
    assert house.workshop.session(code).agenda[2].task == {"en": "From the second"}


def test_steps_that_changed_on_another_desk_are_never_overwritten(house: Service) -> None:
    code = opened(house, steps=1)
    first, second = (at_run(house, code, panel="agenda") for _ in range(2))
    for app in (first, second):
        app.selectbox(key="step-chosen").select("talk").run()

    first.button(key="step-drop").click().run()
    second.button(key="step-up").click().run()

    assert [step.id for step in house.workshop.session(code).agenda] == ["welcome", "rate", "reveal", "close"]
    assert len(alerts(second)) == 1
    assert not second.exception


def test_the_running_agenda_is_kept_as_ones_own(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="agenda")

    app.text_input(key="template-name").input("Our <b>morning</b>")
    app.button(key="template-keep").click().run()

    assert house.workshop.templates() == {"Our <b>morning</b>": house.workshop.session(code).agenda}
    assert "Kept. You can choose it when you open a new session." in alerts(app)[0]
    assert app.text_input(key="template-name").value == ""


def test_an_agenda_without_a_name_is_not_kept(house: Service) -> None:
    app = at_run(house, opened(house, steps=1), panel="agenda")

    app.button(key="template-keep").click().run()

    assert "Something is missing: Name of the agenda." in alerts(app)[0]
    assert house.workshop.templates() == {}
