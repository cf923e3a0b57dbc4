"""People at the desk: seats, the door, links for colleagues, and what a colleague's link lets them do."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.desk.seats import seats_table
from facilitation.doors import LinkRole
from facilitation.service import Service
from facilitation.words import speaker
from tests.facilitation.desk.desks import at_run, browser, shown, steering
from tests.facilitation.rooms import opened


def a_room(house: Service) -> str:
    code = opened(house, sectors=("employer",))
    house.workshop.take_seat(code, ticket="ticket-1", sector="employer").result()
    house.workshop.take_seat(code, ticket="ticket-2", language="fi").result()
    house.workshop.take_seat(code, ticket="ticket-3", rehearsal=True).result()
    return code


def come_by(house: Service, role: LinkRole, code: str, **query: str) -> AppTest:
    """The browser of somebody who came by a link."""
    token = house.doors.link(role, code).partition("#")[2]
    return browser({house.doors.guest_cookie: token, "lang": "en"}, **query)


# -------------------------------------------------------------------- seats


def test_seats_are_listed_with_table_sector_language_and_whether_they_are_here(house: Service) -> None:
    code = a_room(house)
    house.workshop.enter_ballot(code, group="g1", answers={"c1": "both"}).result()
    house.workshop.aside(code, lambda session: session.mute(seat="s1")).result()
    house.workshop.aside(code, lambda session: session.remove(seat="s2")).result()
    session = house.workshop.session(code)

    table = seats_table(session, {"s1"}, speaker("en"))

    assert table.to_dict("list") == {
        "Seat": [1, 2, 4],
        "Table": ["A", "B", "A"],
        "Sector": ["Employer or company", "Not said", "Not said"],
        "Language": ["English", "Suomi", "English"],
        "Answers by": ["Phone", "Phone", "Paper"],
        "Now": ["Here · Notes closed", "Taken out", "On paper"],
    }


def test_a_seat_is_moved_muted_taken_out_and_taken_back(house: Service) -> None:
    code = a_room(house)
    app = at_run(house, code, panel="seats")

    app.selectbox(key="table-of-s1-g1").select("g2").run()
    app.button(key="move-seat").click().run()
    app.button(key="mute-seat").click().run()
    app.button(key="remove-seat").click().run()
    out = house.workshop.session(code).seat("s1")
    people = len(house.workshop.session(code).people())
    app.button(key="remove-seat").click().run()
    app.button(key="mute-seat").click().run()
    back = house.workshop.session(code).seat("s1")

    assert (out.group, out.muted, out.removed, people) == ("g2", True, True, 1)
    assert (back.group, back.muted, back.removed) == ("g2", False, False)
    assert not app.exception


# -------------------------------------------------------------------- the door


def test_the_door_is_locked_and_opened_again(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="people")

    app.button(key="lock").click().run()
    locked, said = house.workshop.session(code).locked, shown(app)
    app.button(key="lock").click().run()

    assert (locked, house.workshop.session(code).locked) == (True, False)
    assert "Locked: nobody new can join." in said


def test_a_new_code_is_shown_at_once(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="people")

    app.button(key="change-code").click().run()

    door = house.workshop.session(code).door
    assert door != code
    assert f'<p class="code personal">{door}</p>' in shown(app)


# -------------------------------------------------------------------- links


@pytest.mark.parametrize("role", ["desk", "observer", "wall"])
def test_a_link_is_made_with_a_name_shown_once_listed_and_ended(house: Service, role: LinkRole) -> None:
    code = opened(house)
    app = at_run(house, code, panel="people")

    app.radio(key="link-role").set_value(role).run()
    app.text_input(key="link-name").input("<b>Maija</b>")
    app.button(key="make-link").click().run()
    (link,), (address,) = house.doors.links(code), [element.value for element in app.code]
    opens = house.doors.entered(address.partition("#")[2], roles=(role,))
    listed = shown(app)
    app.button(key=f"end-{link.id[:12]}").click().run()

    assert (link.role, link.name, opens) == (role, "<b>Maija</b>", code)
    assert address.startswith("http://room.example:8501/facilitate/")
    assert "&lt;b&gt;Maija&lt;/b&gt;" in listed
    assert "not used yet" in listed
    assert house.doors.links(code) == []
    assert [element.value for element in app.code] == []


# -------------------------------------------------------------------- who came by a link


def test_a_co_facilitator_runs_their_session(house: Service) -> None:
    code = opened(house, steps=0)
    app = come_by(house, "desk", code)

    steering(app, "next").click().run()

    assert house.workshop.session(code).step == 1
    assert not app.exception


@pytest.mark.parametrize("role", ["desk", "observer"])
def test_a_guest_sees_their_own_session_whatever_the_address_says(house: Service, role: LinkRole) -> None:
    code, other = opened(house, title="Ours"), opened(house, title="Theirs")

    app = come_by(house, role, code, session=other)

    assert ("Ours" in shown(app), "Theirs" in shown(app)) == (True, False)
    assert [button.key for button in app.button if button.key in ("new", "delete", "restore")] == []


def test_an_observer_is_offered_no_steering_and_told_why_once(house: Service) -> None:
    app = come_by(house, "observer", opened(house, steps=0))

    told = shown(app).count("This link is for looking on: nothing can be changed here.")
    steering_buttons = [each.label for each in app.button if str(each.key).startswith(("next-", "back-", "pause-"))]
    assert (told, steering_buttons) == (1, [])


PANELS = ("agenda", "tables", "notes", "harvest", "byhand", "chair", "seats", "people", "screen", "room", "check")


@pytest.mark.parametrize("role", ["desk", "observer"])
@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_can_be_drawn_for_a_guest(house: Service, role: LinkRole, panel: str) -> None:
    code = a_room(house)
    app = come_by(house, role, code)

    app.radio(key="panel").set_value(panel).run()

    assert not app.exception


def test_an_observer_changes_nothing_with_any_button_of_any_panel(house: Service) -> None:
    code = a_room(house)
    house.workshop.note(code, seat="s1", card="c1", kind="idea", text="A note").result()
    history, links = house.log.history(code), house.doors.links(code)
    app = come_by(house, "observer", code)

    for panel in PANELS:
        app.radio(key="panel").set_value(panel).run()
        for key in [str(button.key) for button in app.button if not button.disabled]:
            if any(button.key == key for button in app.button):
                app.button(key=key).click().run()

    assert house.log.history(code) == history
    assert [link.role for link in house.doors.links(code)] == ["observer"]
    assert links == []
    assert not app.exception


def test_a_co_facilitator_makes_links_to_the_wall_only(house: Service) -> None:
    code = opened(house)
    app = come_by(house, "desk", code)

    app.radio(key="panel").set_value("people").run()
    offered = app.radio(key="link-role").options
    app.button(key="make-link").click().run()

    assert offered == ["Wall: shows the wall and nothing else"]
    assert [link.role for link in house.doors.links(code)] == ["desk", "wall"]
    assert re.findall(r"Co-facilitator", shown(app)) == ["Co-facilitator"]
