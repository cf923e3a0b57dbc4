"""What the house gives to a guest of one session: that session, and to an observer for looking only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from facilitation.doors import LinkRole, Pass
from facilitation.guests import house_for
from facilitation.service import Service
from sessions.archive import write_archive
from sessions.errors import NoSuchSession, NotYours, Refused
from sessions.items import Parked
from sessions.workshop import Plan
from tests.facilitation.rooms import opened


def for_role(house: Service, role: LinkRole, code: str) -> Service:
    return house_for(house, Pass(role, code, "a browser"))


def refused(act: Callable[[], Any]) -> type[Refused] | None:
    try:
        act()
    except Refused as why:
        return type(why)
    return None


def test_the_facilitator_has_the_house_itself(house: Service) -> None:
    assert house_for(house, Pass("facilitator")) is house


def test_a_co_facilitator_runs_their_session_as_the_facilitator_does(house: Service) -> None:
    code = opened(house, steps=0)
    theirs = for_role(house, "desk", code)

    theirs.workshop.forward(code).result()
    theirs.workshop.write(code, item=Parked(id="", text="Buses")).result()

    session = house.workshop.session(code)
    assert (session.step, [item.text for item in session.parked()]) == (1, ["Buses"])
    assert theirs.workshop.session(code) is session
    assert theirs.log.history(code) == house.log.history(code)


@pytest.mark.parametrize("role", ["desk", "observer"])
def test_a_guest_finds_no_session_but_their_own(house: Service, role: LinkRole) -> None:
    code, other = opened(house), opened(house)
    house.workshop.change_code(other).result()
    theirs = for_role(house, role, code)
    workshop = theirs.workshop

    found = [
        refused(lambda: workshop.session(other)),
        refused(lambda: workshop.behind(house.workshop.session(other).door)),
        refused(lambda: workshop.forward(other)),
        refused(lambda: theirs.log.history(other)),
    ]

    nothing = NotYours if role == "observer" else NoSuchSession
    assert found == [NoSuchSession, NoSuchSession, nothing, nothing]
    assert [session.code for session in workshop.sessions()] == [code]


def test_an_observer_sees_and_changes_nothing(house: Service) -> None:
    code = opened(house)
    history = house.log.history(code)
    theirs = for_role(house, "observer", code)
    workshop = theirs.workshop

    found = [
        refused(lambda: workshop.forward(code)),
        refused(lambda: workshop.take_seat(code, ticket="mine")),
        refused(lambda: workshop.write(code, item=Parked(id="", text="Buses"))),
        refused(lambda: workshop.change_code(code)),
        refused(lambda: workshop.wipe_rehearsal(code)),
        refused(lambda: theirs.reissues.issue(code, "s1")),
        refused(lambda: theirs.doors.link("wall", code)),
        refused(lambda: theirs.log.history(code)),
    ]

    assert found == [NotYours] * 8
    assert workshop.session(code).code == code
    assert theirs.key == ""
    assert house.log.history(code) == history


@pytest.mark.parametrize("role", ["desk", "observer"])
def test_what_belongs_to_the_house_is_no_guests(house: Service, role: LinkRole) -> None:
    code = opened(house)
    theirs = for_role(house, role, code)
    log, doors = theirs.log, theirs.doors
    history = house.log.history(code)

    found = [
        refused(lambda: theirs.workshop.open_session(Plan(title="Mine", groups=("A",)))),
        refused(lambda: theirs.workshop.delete(code)),
        refused(lambda: log.restore("NEW222", history)),
        refused(lambda: log.errand(lambda: None)),
        refused(lambda: log.grant("a" * 64, "facilitator")),
        refused(log.granted),
        refused(lambda: log.use_grant("a" * 64)),
        refused(lambda: log.revoke("a" * 64)),
        refused(lambda: log.follow(lambda _: None)),
        refused(log.close),
        refused(doors.sign_in_token),
        refused(lambda: doors.signed_in(house.key)),
        refused(lambda: doors.is_key("")),
        refused(lambda: doors.sign_out({})),
        refused(lambda: doors.entered("", roles=("wall",))),
        refused(lambda: doors.pass_from({})),
        refused(lambda: doors.link("desk", code)),
        refused(lambda: doors.link("observer", code)),
    ]

    assert found == [NotYours] * 18
    assert write_archive(house.log.history(code)) == write_archive(history)


def test_a_co_facilitator_opens_and_shuts_the_wall_of_their_session_and_no_other_door(house: Service) -> None:
    code, other = opened(house), opened(house)
    house.doors.link("desk", code, "Maija")
    house.doors.wall_link(other)
    theirs = for_role(house, "desk", code).doors
    theirs.wall_link(code)
    desk, wall = theirs.links(code)

    found = [
        refused(lambda: theirs.revoke(code, desk.id)),
        refused(lambda: theirs.revoke(other, house.doors.links(other)[0].id)),
        refused(lambda: theirs.wall_link(other)),
    ]
    theirs.revoke(code, wall.id)
    theirs.revoke_walls(code)
    theirs.revoke_walls(other)

    assert found == [NotYours] * 3
    assert house.doors.links(code) == [desk]
    assert len(house.doors.links(other)) == 1
