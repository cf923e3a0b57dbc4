"""What the room leaves with, written at the desk: by one facilitator, and by two at once."""

from __future__ import annotations

from datetime import date

import pytest

from facilitation.service import Service
from sessions.items import Action, Focus, Headline, Item, Outcome, Parked
from tests.facilitation.desk.desks import alerts, at_run, shown
from tests.facilitation.rooms import opened, revealed


def written(house: Service, code: str) -> dict[str, Item]:
    return {name: each.item for name, each in house.workshop.session(code).items.items()}


def test_an_outcome_is_about_the_card_on_the_wall_and_rests_on_notes_about_it(house: Service) -> None:
    code = opened(house, steps=2)
    house.workshop.take_seat(code, ticket="ticket-1").result()
    for card in ("c1", "c2"):
        house.workshop.note(code, seat="s1", card=card, kind="idea", text=f"On {card}").result()
    revealed(house, code, "c2")
    app = at_run(house, code, panel="harvest")

    offered = app.multiselect(key="new-outcome:notes").options
    app.text_area(key="new-outcome:text").input("We write the advert in plain language")
    app.radio(key="new-outcome:kind").set_value("wish")
    app.multiselect(key="new-outcome:notes").select("n2")
    app.button(key="save-new-outcome").click().run()

    assert offered == ["2 · On c2"]
    assert written(house, code) == {
        "o1": Outcome(id="o1", text="We write the advert in plain language", card="c2", kind="wish", notes=("n2",))
    }
    assert house.workshop.session(code).status_of("n2") == "used"
    assert app.text_area(key="new-outcome:text").value == ""
    assert "Rests on notes: 2" in shown(app)


def test_when_the_wall_moves_on_a_half_written_outcome_stays_with_its_card(house: Service) -> None:
    code = opened(house, steps=2)
    revealed(house, code, "c1")
    app = at_run(house, code, panel="harvest")
    app.text_area(key="new-outcome:text").input("About the first card").run()
    house.workshop.reveal(code, card="c2").result()

    app.run()
    app.button(key="save-new-outcome").click().run()
    app.button(key="outcome-now").click().run()

    assert written(house, code)["o1"] == Outcome(id="o1", text="About the first card", card="c1")
    assert app.selectbox(key="outcome-card").value == "c2"


def test_an_action_says_what_who_by_when_where_of_what_kind_and_what_it_needs(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="harvest")

    app.text_area(key="new-action:text").input("A common list of contacts")
    app.text_input(key="new-action:who").input("The association")
    app.date_input(key="new-action:due").set_value(date(2026, 12, 1))
    app.selectbox(key="new-action:level").select("own-organisation")
    app.selectbox(key="new-action:kind").select("pilot")
    app.multiselect(key="new-action:needs").select("money").select("time")
    app.selectbox(key="new-action:card").select("c1")
    app.button(key="save-new-action").click().run()

    action = Action(
        id="a1",
        text="A common list of contacts",
        who="The association",
        due="2026-12-01",
        level="own-organisation",
        kind="pilot",
        needs=("time", "money"),
        card="c1",
    )
    assert written(house, code) == {"a1": action}
    assert "by 1 December 2026" in shown(app)
    assert "Needs: time and money" in shown(app)


def test_an_action_is_dropped_with_its_reason(house: Service) -> None:
    code = opened(house)
    house.workshop.write(code, item=Action(id="", text="A newsletter")).result()
    app = at_run(house, code, panel="harvest").button(key="edit-a1").click().run()

    app.selectbox(key="a1:state").select("dropped").run()
    app.text_input(key="a1:why").input("Nobody reads it")
    app.button(key="save-a1").click().run()

    assert written(house, code)["a1"] == Action(id="a1", text="A newsletter", state="dropped", why="Nobody reads it")
    assert "Why: Nobody reads it" in shown(app)


def test_who_can_take_an_action_is_told_by_number_and_table(house: Service) -> None:
    code = opened(house, nicknames=True)
    house.workshop.write(code, item=Action(id="", text="A newsletter")).result()
    for n in (1, 2, 3):
        house.workshop.take_seat(code, ticket=f"ticket-{n}", nickname=f"Secret {n}").result()
    for seat in ("s1", "s3"):
        house.workshop.volunteer(code, seat=seat, action="a1", on=True).result()

    app = at_run(house, code, panel="harvest")

    assert "2 people can take this: A" in shown(app)
    assert [f"Secret {n}" in line for n in (1, 3) for line in shown(app).splitlines() if "can take this" in line] == [
        False,
        False,
    ]


def test_priorities_in_words_have_three_places_and_the_headline_one(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="harvest")

    for place, text in (("f2", "Transport"), ("f1", "Plain language"), ("h1", "Work is learned at work")):
        field = app.text_area if place == "h1" else app.text_input
        field(key=f"{place}:text").input(text)
        app.button(key=f"save-{place}").click().run()

    assert written(house, code) == {
        "f1": Focus(id="f1", text="Plain language"),
        "f2": Focus(id="f2", text="Transport"),
        "h1": Headline(id="h1", text="Work is learned at work"),
    }
    assert app.text_input(key="f2:text").value == "Transport"
    assert "1. Plain language" in shown(app)


def test_what_is_parked_can_be_done_and_what_came_from_the_session_before_is_marked(house: Service) -> None:
    before = opened(house, series="Trends", number=1)
    house.workshop.write(before, item=Parked(id="", text="Buses")).result()
    code = opened(house, series="Trends", number=2)
    app = at_run(house, code, panel="harvest")

    app.text_area(key="new-parked:text").input("Parking")
    app.button(key="save-new-parked").click().run()
    app.button(key="edit-p1").click().run()
    app.selectbox(key="p1:state").select("done").run()
    app.button(key="save-p1").click().run()

    assert written(house, code) == {
        "p1": Parked(id="p1", text="Buses", state="done", came_from=before),
        "p2": Parked(id="p2", text="Parking"),
    }
    assert f"From the session before ({before})" in shown(app)


@pytest.mark.parametrize(
    "item", [Parked(id="", text="Buses"), Action(id="", text="A list"), Outcome(id="", text="Yes")]
)
def test_of_two_who_mend_the_same_line_the_second_keeps_their_text_and_sees_the_newer_one(
    house: Service, item: Item
) -> None:
    code = opened(house)
    house.workshop.write(code, item=item).result()
    (name,) = written(house, code)
    first, second = (at_run(house, code, panel="harvest").button(key=f"edit-{name}").click().run() for _ in range(2))
    first.text_area(key=f"{name}:text").input("What the first wrote")
    first.button(key=f"save-{name}").click().run()
    second.text_area(key=f"{name}:text").input("What the second wrote")

    second.button(key=f"save-{name}").click().run()
    kept = written(house, code)[name].text
    typed, told = second.text_area(key=f"{name}:text").value, shown(second)
    second.button(key=f"save-{name}").click().run()

    assert (kept, typed) == ("What the first wrote", "What the second wrote")
    assert '<p class="newer" dir="auto">What the first wrote</p>' in told
    assert written(house, code)[name].text == "What the second wrote"


def test_of_two_who_write_the_headline_at_once_the_second_keeps_their_text(house: Service) -> None:
    code = opened(house)
    first, second = (at_run(house, code, panel="harvest") for _ in range(2))
    first.text_area(key="h1:text").input("First")
    first.button(key="save-h1").click().run()
    second.text_area(key="h1:text").input("Second").run()

    second.button(key="save-h1").click().run()
    second.run()

    assert written(house, code)["h1"].text == "First"
    assert second.text_area(key="h1:text").value == "Second"
    assert second.button(key="save-h1").label == "Save mine in its place"


def test_a_line_that_was_struck_out_meanwhile_can_be_saved_as_a_new_one(house: Service) -> None:
    code = opened(house)
    house.workshop.write(code, item=Parked(id="", text="Buses")).result()
    app = at_run(house, code, panel="harvest").button(key="edit-p1").click().run()
    app.text_area(key="p1:text").input("Buses in the evening").run()
    at_run(house, code, panel="harvest").button(key="strike-p1").click().run()

    app.run()
    said = shown(app)
    app.button(key="save-p1").click().run()
    app.button(key="save-p1").click().run()

    assert "Somebody else struck this line out." in said
    assert [item.text for item in written(house, code).values()] == ["Buses in the evening"]
    assert not app.exception


def test_what_was_typed_waits_while_another_panel_is_open(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="harvest")
    app.text_area(key="new-parked:text").input("Half a thou").run()

    app.radio(key="panel").set_value("notes").run()
    app.radio(key="panel").set_value("harvest").run()

    assert app.text_area(key="new-parked:text").value == "Half a thou"


def test_an_empty_line_is_refused_and_nothing_is_written(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="harvest")

    app.button(key="save-new-parked").click().run()

    assert len(alerts(app)) == 1
    assert written(house, code) == {}


def test_each_saved_line_takes_a_new_button_so_that_a_repeated_press_is_about_no_empty_line(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="harvest")

    app.text_area(key="new-parked:text").input("First").run()
    app.button(key="save-new-parked").click().run()
    app.text_area(key="new-parked:text").input("Second").run()
    app.button(key="save-new-parked-1").click().run()

    assert {item.text for item in written(house, code).values()} == {"First", "Second"}
    assert [str(button.key) for button in app.button if str(button.key).startswith("save-new-parked")] == [
        "save-new-parked-2"
    ]
    assert alerts(app) == []
