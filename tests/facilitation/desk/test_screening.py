"""How the wall looks, set at the desk."""

from __future__ import annotations

from facilitation.service import Service
from sessions.items import Screen, Wifi
from tests.facilitation.desk.desks import alerts, at_run
from tests.facilitation.rooms import opened


def test_the_wall_is_set_thing_by_thing(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="screen")

    app.selectbox(key="scene-is-").select("who").run()
    app.radio(key="theme-is-light").set_value("dark").run()
    app.multiselect(key="languages-are-en").select("sv").run()
    every = "joined-answered-away-by-hand-sectors-missing-groups-clock-notes"
    app.multiselect(key=f"numbers-are-{every}").unselect("clock").run()

    assert house.workshop.session(code).screen == Screen(
        languages=("en", "sv"), theme="dark", without=("clock",), scene="who"
    )
    assert not app.exception


def test_a_colleagues_setting_is_shown_and_stays_when_another_thing_is_set(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="screen")
    house.workshop.aside(code, lambda session: session.set_screen(screen=Screen(scene="notes"))).result()

    app.radio(key="theme-is-light").set_value("dark").run()

    assert house.workshop.session(code).screen == Screen(theme="dark", scene="notes")
    assert app.selectbox(key="scene-is-notes").value == "notes"


def test_the_guest_network_is_put_on_the_wall_and_taken_off(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="screen")

    app.text_input(key="wifi-name-None").input(" Guests ")
    app.text_input(key="wifi-password-None").input("welcome12")
    app.button(key="wifi-on").click().run()
    shown = house.workshop.session(code).screen.wifi
    app.button(key="wifi-off").click().run()

    assert shown == Wifi(name="Guests", password="welcome12")
    assert house.workshop.session(code).screen.wifi is None


def test_a_network_name_that_no_code_can_hold_is_refused(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="screen")

    app.text_input(key="wifi-name-None").input("x" * 100)
    app.button(key="wifi-on").click().run()

    assert len(alerts(app)) == 1
    assert house.workshop.session(code).screen.wifi is None
