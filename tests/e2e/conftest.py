"""A server, a browser and a room for the tests that play the whole."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.stage import ARGUMENTS, Room, Server, browser_program

expect.set_options(timeout=20_000)  # milliseconds: two slow cores may be busy with other tests


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop and kill."""
    server = Server(tmp_path)
    server.start()
    yield server
    if server.running():
        server.stop(signal.SIGKILL)


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
