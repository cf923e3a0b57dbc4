"""One press is one step, however the finger shakes and however slow the desk is."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import Room, Server

TWICE = "button => { button.click(); button.click(); }"


def _at_run(room: Room, code: str) -> Page:
    desk = room.facilitator()
    desk.goto(f"{room.server.url}/facilitate/run?session={code}")
    expect(desk.locator(".step[data-stage]")).to_be_visible()
    return desk


@pytest.mark.parametrize("twice", ["in-one-tick", "as-a-double-click"])
def test_two_clicks_on_next_are_one_step(server: Server, room: Room, twice: str) -> None:
    code = server.new()
    desk = _at_run(room, code)
    button = desk.locator(".st-key-next button").first

    if twice == "in-one-tick":
        button.evaluate(TWICE)
    else:
        button.dblclick()
    expect(button).to_contain_text("päätä arviointi")

    assert (server.show(code)["step"], desk.locator('[role="alert"].notice').count()) == ("rate", 0)


def test_two_clicks_on_pause_are_one_pause(server: Server, room: Room) -> None:
    code = server.new()
    server.step(code)
    desk = _at_run(room, code)
    button = desk.locator(".st-key-pause button").first

    button.evaluate(TWICE)

    expect(button).to_contain_text("Jatka")
    expect(desk.locator(".clock").first).to_contain_text("Kello on pysähdyksissä")
