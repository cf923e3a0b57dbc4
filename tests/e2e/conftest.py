"""A server, a browser and a room for the tests that play the whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.servers import own_server, server
from tests.e2e.stage import ARGUMENTS, PATIENCE, Room, Server, browser_program

__all__ = ["browser", "own_server", "room", "server"]

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file: while Playwright runs, its loop would be in the way of other tests'."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def room(browser: Browser, server: Server) -> Iterator[Room]:
    """The room; afterwards no page may have complained, and none asked another host for anything."""
    room = Room(browser, server)
    yield room
    room.leave()
    assert room.complaints == []
    assert room.foreign == []
