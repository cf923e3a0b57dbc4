"""The sessions of a series side by side on the desk, and what they leave open."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from facilitation.documents import Order
from facilitation.service import Service
from sessions.items import Action, Parked
from tests.facilitation.desk.desks import facilitator, shown
from tests.facilitation.desk.test_results import a_room
from tests.facilitation.desk.test_taking import links


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


def test_the_booklet_is_made_by_a_button_and_saved_by_a_link(house: Service) -> None:
    first, _ = a_series(house)
    app = at_series(house)

    app.radio(key="files-language").set_value("fi").run()
    app.button(key="make-docx").click().run()
    order = made(house, app)

    assert links(app) == {
        "Booklet (Word)": f"/facilitate/download/series/docx?series=Trends&lang=fi&made={order.version}"
    }
    assert "A session has changed since then." not in shown(app)
    house.workshop.write(first, item=Parked(id="", text="Trains")).result()
    assert "A session has changed since then." in shown(app.run())


def test_a_name_of_a_series_stays_inside_the_address(house: Service) -> None:
    a_room(house, title="First", series="A&lang=sv#1 ä", number=1)
    app = at_series(house)

    app.button(key="make-docx").click().run()
    order = made(house, app)

    address = f"/facilitate/download/series/docx?series=A%26lang%3Dsv%231+%C3%A4&lang=en&made={order.version}"
    assert links(app) == {"Booklet (Word)": address}


def test_notes_that_nobody_reviewed_are_told_before_the_booklet_is_made(house: Service) -> None:
    first, _ = a_series(house)
    assert "has not been reviewed" not in shown(at_series(house))

    house.workshop.note(first, seat="s1", card="c1", kind="plus", text="Call me").result()

    assert "1 note in these sessions has not been reviewed." in shown(at_series(house))


def made(house: Service, app: AppTest) -> Order:
    """The newest order of the series once it is over, with the screen renewed."""
    name = app.selectbox(key="series-chosen").value
    (order, *_) = house.documents.series_orders(name)
    order.task.wait(timeout=120)
    app.run()
    return order
