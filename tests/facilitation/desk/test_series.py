"""The sessions of a series side by side on the desk, and what they leave open."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from facilitation.desk.series import why_not
from facilitation.service import Service
from facilitation.words import speaker
from sessions.items import Action, Parked
from tests.facilitation.desk.desks import facilitator, shown
from tests.facilitation.desk.test_results import a_room


def a_series(house: Service) -> tuple[str, str]:
    first = a_room(house, title="First", series="Trends", number=1)
    house.workshop.write(first, item=Action(id="", text="Call employers")).result()
    house.workshop.write(first, item=Parked(id="", text="Buses")).result()
    second = a_room(house, title="Second", series="Trends", number=2)
    return first, second


def at_series(house: Service) -> AppTest:
    return facilitator(house).button(key="series").click().run()


def test_the_sessions_of_a_series_stand_side_by_side(house: Service) -> None:
    a_series(house)

    app = at_series(house)

    said = shown(app)
    assert not app.exception
    assert [text in said for text in ("No. 1", "No. 2", "First", "Second", "Still open (2)")] == [True] * 5
    row = '<th scope="row" dir="auto">No. 2</th><td><span>5</span></td><td><span>1</span></td><td><span>0</span></td>'
    assert row in said


def test_what_is_open_is_marked_as_done_or_dropped_in_the_session_where_it_stands(house: Service) -> None:
    first, second = a_series(house)
    app = at_series(house)

    app.button(key=f"done-{second}-a1").click().run()
    app.button(key=f"drop-{second}-p1").click().run()

    here, before = house.workshop.session(second), house.workshop.session(first)
    assert here.actions() == [Action(id="a1", text="Call employers", state="done", came_from=first)]
    assert here.parked() == [Parked(id="p1", text="Buses", state="dropped", came_from=first)]
    assert before.actions() == [Action(id="a1", text="Call employers")]
    assert "Nothing is left open." in shown(app)
    assert "Closed (2)" in shown(app)


def test_a_line_that_somebody_changed_meanwhile_is_not_closed_unseen(house: Service) -> None:
    _, second = a_series(house)
    app = at_series(house)
    house.workshop.write(
        second, item=Action(id="a1", text="Call employers twice"), over=_version(house, second)
    ).result()

    app.button(key=f"done-{second}-a1").click().run()

    assert house.workshop.session(second).items["a1"].item == Action(id="a1", text="Call employers twice")


def _version(house: Service, code: str) -> int:
    return house.workshop.session(code).items["a1"].version


def test_without_a_series_there_is_no_way_to_one(house: Service) -> None:
    a_room(house)

    app = facilitator(house)

    assert [button.key for button in app.button if button.key == "series"] == []


def test_a_card_whose_words_changed_is_not_compared_and_says_what_changed() -> None:
    assert why_not(("title", "scale"), speaker("en")) == (
        "Not compared: the card was not the same in all sessions. "
        "What changed: its title and what was asked about all cards."
    )
