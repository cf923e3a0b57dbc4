"""How long a phone waits until it can be used: a slow network and a slow processor, in a real browser."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page, sync_playwright

from sessions import commands
from tests.e2e.stage import ARGUMENTS, browser_program
from tests.load.room import plan
from tests.load.server import KEY, Measured

# 150 ms there and back, 1.6 Mbit/s down, 0.75 up, a processor slowed four times.
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
PATIENCE = 120_000  # milliseconds


def ours_usable(server: Measured, runs: int) -> list[float]:
    """Seconds from opening the address to a card that can be answered, with nothing in the browser's cache."""
    code = str(commands.ask(server.url, KEY, commands.New(plan()))["code"])
    commands.ask(server.url, KEY, commands.Move(code, "next"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        first = browser.new_context(locale="fi-FI")
        page = first.new_page()
        page.goto(f"{server.url}/{code}")
        page.click("button.main")
        page.wait_for_selector(".stance")
        cookies = [
            {"name": cookie["name"], "value": cookie["value"], "url": server.url} for cookie in first.cookies()
        ]
        first.close()
        # `[data-place]` is filled in by the script: the tap is instant from then on.
        ready = '[data-place]:not(:empty), .card:not([hidden]) .stance[aria-pressed="true"]'
        taken = [_usable(browser, f"{server.url}/{code}", ready, cookies) for _ in range(runs)]
        browser.close()
    return taken


def naive_usable(server: Measured, runs: int) -> list[float]:
    """The same for the naive page: its buttons stand."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        taken = [_usable(browser, server.url, ".stButton button", []) for _ in range(runs)]
        browser.close()
    return taken


def _usable(browser: Browser, address: str, ready: str, cookies: list[dict[str, str]]) -> float:
    context = browser.new_context(locale="fi-FI", viewport={"width": 390, "height": 844}, has_touch=True)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    _slow_down(page)
    began = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    page.wait_for_selector(ready, timeout=PATIENCE)
    taken = time.perf_counter() - began
    context.close()
    return taken


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
