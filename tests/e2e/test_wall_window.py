"""The wall in a window of its own: with the keyboard alone, and through a server that dies."""

from __future__ import annotations

import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage import Room, Server

pytestmark = pytest.mark.e2e


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

    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement !== null")
    wall.keyboard.press("f")
    wall.wait_for_function("() => document.fullscreenElement === null")
    while wall.evaluate("document.activeElement.className") != "full-screen":
        wall.keyboard.press("Tab")
    wall.keyboard.press("Enter")
    wall.wait_for_function("() => document.fullscreenElement !== null")

    assert full_screen(wall)


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
