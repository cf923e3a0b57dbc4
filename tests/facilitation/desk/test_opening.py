"""A new session: its agenda, its dealing, and the series it belongs to."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.desk.opening import agenda_name
from facilitation.service import Service
from facilitation.words import speaker
from sessions.agenda import SHORT, TEMPLATES
from sessions.events import Opened, Step
from sessions.items import Action, Parked
from tests.facilitation.desk.desks import facilitator, shown
from tests.facilitation.rooms import opened


def at_new(house: Service) -> AppTest:
    return facilitator(house).button(key="new").click().run()


def opening_of(house: Service, app: AppTest) -> Opened:
    """The session that this screen opens."""
    app.button(key="open").click().run()
    return house.workshop.session(app.query_params["session"]).opened


# -------------------------------------------------------------------- agenda


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_template_has_a_name_in_plain_words(template: str, language: str) -> None:
    names = {agenda_name(each, speaker(language)) for each in TEMPLATES}

    assert len(names) == len(TEMPLATES)
    assert agenda_name(template, speaker(language)) != template


def test_a_session_is_opened_with_a_template_and_says_what_is_in_it(house: Service) -> None:
    app = at_new(house)

    app.selectbox(key="agenda").select("weekly").run()
    told = shown(app)

    assert "16 minutes: Welcome · Rate alone · Reveal and discuss · Actions · Closing" in told
    assert opening_of(house, app).agenda == TEMPLATES["weekly"]


def test_an_agenda_of_ones_own_is_chosen_and_deleted(house: Service) -> None:
    own = (Step(id="talk", kind="talk", minutes=9, task={"en": "Talk"}), Step(id="close", kind="close"))
    house.workshop.save_template("Our *morning*", own).result()
    app = at_new(house)

    app.selectbox(key="agenda").select("own:Our *morning*").run()
    agenda = opening_of(house, app).agenda
    again = at_new(house)
    again.selectbox(key="own-agenda").select("Our *morning*").run()
    again.button(key="delete-agenda").click().run()

    assert agenda == own
    assert house.workshop.templates() == {}
    assert again.selectbox(key="agenda").value == "short"


# -------------------------------------------------------------------- dealing


def test_each_card_is_dealt_to_so_many_groups(house: Service) -> None:
    app = at_new(house)

    app.radio(key="deal").set_value("spread").run()
    app.number_input(key="tables").set_value(3)
    app.number_input(key="size").set_value(10)
    app.multiselect(key="anchors-short-12").select("digitalisation")
    dealing = opening_of(house, app.run()).dealing

    assert (dealing.kind, dealing.tables, dealing.size) == ("spread", 3, 10)
    assert dealing.anchors == ("digitalisation",)


def test_groups_draw_up_to_a_number_of_cards(house: Service) -> None:
    app = at_new(house)

    app.radio(key="deal").set_value("draw").run()
    app.number_input(key="size").set_value(3)
    dealing = opening_of(house, app.run()).dealing

    assert (dealing.kind, dealing.size) == ("draw", 3)


def test_hands_are_picked_for_each_group(house: Service) -> None:
    app = at_new(house)
    app.radio(key="deal").set_value("picked")
    app.number_input(key="groups").set_value(2).run()
    lacking = shown(app)

    app.multiselect(key="hand-short-12-1").select("digitalisation")
    app.multiselect(key="hand-short-12-2").select("digitalisation").run()
    dealing = opening_of(house, app).dealing

    assert "A table has no cards yet. Pick cards for every table." in lacking
    assert dealing.hands == {"g1": ("digitalisation",), "g2": ("digitalisation",)}


def test_an_impossible_deal_says_what_is_missing_before_the_session_is_opened(house: Service) -> None:
    app = at_new(house)

    app.radio(key="deal").set_value("spread").run()
    app.number_input(key="tables").set_value(9).run()

    assert "Each card should lie on 9 tables, and there are only 4." in shown(app)


# -------------------------------------------------------------------- series


def test_the_next_number_of_a_series_is_offered_with_what_it_takes_along(house: Service) -> None:
    code = opened(house, title="The second", series="Autumn", number=2)
    house.workshop.write(code, item=Action(id="", text="Call")).result()
    house.workshop.write(code, item=Parked(id="", text="Later")).result()
    app = at_new(house)

    app.text_input(key="series").input("autumn").run()
    told = shown(app)
    opening = opening_of(house, app)

    assert "After: The second · 2 open lines come along" in told
    assert (opening.series, opening.number) == ("autumn", 3)
    session = house.workshop.session(app.query_params["session"])
    assert [item.text for item in (*session.actions(), *session.parked())] == ["Call", "Later"]


def test_a_series_of_its_own_begins_without_a_number(house: Service) -> None:
    app = at_new(house)

    app.text_input(key="series").input("Spring").run()
    opening = opening_of(house, app)

    assert (opening.series, opening.number, opening.agenda) == ("Spring", 0, SHORT)
