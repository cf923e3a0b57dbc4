"""The wall in a window of its own: with the keyboard alone, by a link that ends, and through a server that dies."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage import Room, Server, violations

pytestmark = pytest.mark.e2e

SPENT = "Tämä linkki valkokankaalle ei ole enää voimassa. Pyydä fasilitoijalta uusi."
DESK_PAGES = ("new", "run", "results", "series")


def opened(room: Room, server: Server, code: str) -> Page:
    """A facilitator's window with the wall."""
    wall = room.facilitator(1024, 768, "en")
    wall.goto(f"{server.url}/facilitate/wall?session={code}&lang=en")
    expect(wall.locator(".code")).to_have_text(code)
    return wall


def full_screen(page: Page) -> bool:
    return bool(page.evaluate("document.fullscreenElement !== null"))


def test_the_wall_goes_full_screen_and_back_by_the_keyboard_alone(room: Room) -> None:
    wall = opened(room, room.server, room.server.new())
    expect(wall.locator("iframe")).to_have_count(1)
    wall.wait_for_function("() => window.wallWatch > 0")

    wall.set_viewport_size({"width": 390, "height": 844})  # somebody looks at it on a phone
    on_phone = wall.locator(".wall-screen").bounding_box()
    wall.set_viewport_size({"width": 1920, "height": 1080})

    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement !== null")
    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement === null")
    while wall.evaluate("document.activeElement.className") != "full-screen":
        wall.keyboard.press("Tab")
    wall.keyboard.press("Enter")
    wall.wait_for_function("() => document.fullscreenElement !== null")

    assert full_screen(wall)
    assert on_phone == {"x": 0, "y": 275.75, "width": 390, "height": 292.5}


def test_a_link_opens_the_wall_and_nothing_of_the_desk_until_it_is_revoked(room: Room) -> None:
    code = room.server.new()
    desk, link = a_link(room, code)
    wall = room.screen(1920, 1080)
    wall.goto(link)
    expect(wall.locator(".code")).to_have_text(code)
    wall.wait_for_function("() => window.wallWatch > 0")

    reached = [reached_by_tab(wall) for _ in range(8)]
    elsewhere = [wall.request.get(f"{room.server.url}/facilitate/{page}").status for page in DESK_PAGES]
    another = wall.context.new_page()
    another.goto(f"{room.server.url}/facilitate/")
    expect(another.locator(".code")).to_have_text(code)
    another.close()
    wall.bring_to_front()
    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement !== null")

    assert set(reached) <= {"full-screen", ""}
    assert "full-screen" in reached
    assert elsewhere == [403] * len(DESK_PAGES)
    assert wall.locator("[data-testid=stSidebar]:visible, [data-testid=stHeader]:visible").count() == 0

    desk.get_by_role("button", name="Make the links invalid").dispatch_event("click")
    wall.wait_for_url("**/facilitate/wall-in?over")

    expect(wall.locator("#problem")).to_have_text(SPENT)
    assert wall.get_by_role("button").count() == 0
    assert violations(wall) == []
    wall.goto(f"{room.server.url}/facilitate/wall?session={code}")
    assert wall.url.endswith("/facilitate/wall-in?over")


def a_link(room: Room, code: str) -> tuple[Page, str]:
    """The desk where a link for another computer was made, and the link."""
    desk = room.facilitator(language="en")
    desk.goto(f"{room.server.url}/facilitate/run?session={code}&panel=room")
    desk.get_by_role("button", name="Make a link for another computer").dispatch_event("click")
    address = desk.locator("[data-testid=stCode]", has_text="wall-in#").inner_text().strip()
    return desk, address.replace("room.test", "127.0.0.1")


def reached_by_tab(page: Page) -> str:
    """The class of what the next press of Tab reaches; "" for the page itself and the watch's empty frame."""
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.tagName === 'BUTTON' ? document.activeElement.className : ''"))


def test_the_wall_comes_back_by_itself_when_the_server_was_killed(browser: Browser, own_server: Server) -> None:
    room = Room(browser, own_server)
    code = own_server.new()
    wall = opened(room, own_server, code)
    wall.wait_for_function("() => window.wallWatch > 0")

    own_server.stop(signal.SIGKILL)
    expect(wall.locator(".wall-controls .lost")).to_be_visible()
    expect(wall.locator(".code")).to_have_text(code)
    own_server.start()
    own_server.step(code)

    expect(wall.locator(".cards, .clock").first).to_be_visible()
    expect(wall.locator(".wall-controls .lost")).to_be_hidden()
    assert wall.locator("[data-testid=stDialog]:visible, [role=dialog]:visible").count() == 0
    room.leave()
