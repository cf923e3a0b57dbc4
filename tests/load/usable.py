"""How long a phone waits until it can be used: a slow network and a slow processor, in a real browser.

The page itself looks at the clock, and nothing else runs in it: a test tool's own script would take a quarter of a
second on such a processor.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from sessions import commands
from tests.e2e.stage import ARGUMENTS, browser_program
from tests.load.room import plan
from tests.load.server import KEY, Measured

# 150 ms there and back, 1.6 Mbit/s down, 0.75 up, a processor slowed four times.
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
PATIENCE = 120.0  # seconds

Seconds = list[float]

# Keeps the time since the start of the navigation at which the browser paints what is ready.
WATCH = """
(() => {
  const seen = {};
  const look = () => {
    for (const [name, ready] of Object.entries(READY)) {
      if (name in seen || !document.querySelector(ready)) continue;
      seen[name] = 0;
      requestAnimationFrame(() => setTimeout(() => { seen[name] = performance.now() / 1000; }));
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  document.addEventListener("readystatechange", look);
  window.readyAfter = name => seen[name] || 0;
})();
"""


@dataclass
class Usable:
    """Seconds from the address, with nothing in the browser's cache, each time anew.

    `card`: a card with its answers is on the screen (they work without a script too); `instant`: and the script
    answers a tap at once; `join`: the form of the join page; `joined`: from there to a card that answers at once;
    `nothing`: what the browser itself takes for an answer of 40 bytes.
    """

    card: Seconds
    instant: Seconds
    join: Seconds
    joined: Seconds
    nothing: Seconds


# `[data-place]` is filled in by the script.
OURS = {"card": ".card .stance", "instant": "[data-place]:not(:empty)", "join": "button.main", "nothing": "pre"}
NAIVE = {"naive": ".stButton button"}


def ours_usable(server: Measured, runs: int) -> Usable:
    code = str(commands.ask(server.url, KEY, commands.New(plan()))["code"])
    commands.ask(server.url, KEY, commands.Move(code, "next"))
    address = f"{server.url}/{code}"
    usable = Usable([], [], [], [], [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        for _ in range(runs):
            phone = _Slow(browser, OURS)
            usable.join.append(phone.opened(address, "join"))
            phone.run("document.querySelector('button.main').click()")
            usable.joined.append(phone.ready("instant"))
            cookies = phone.left()
            again = _Slow(browser, OURS, cookies)
            usable.instant.append(again.opened(address, "instant"))
            usable.card.append(again.ready("card"))
            again.left()
            nothing = _Slow(browser, OURS)
            usable.nothing.append(nothing.opened(f"{server.url}/health", "nothing"))
            nothing.left()
        browser.close()
    return usable


def naive_usable(server: Measured, runs: int) -> Seconds:
    """The naive page: its buttons stand."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        taken = []
        for _ in range(runs):
            phone = _Slow(browser, NAIVE)
            taken.append(phone.opened(server.url, "naive"))
            phone.left()
        browser.close()
    return taken


class _Slow:
    """A new browser on a slow phone; with `cookies` it has a seat already."""

    def __init__(self, browser: Browser, ready: dict[str, str], cookies: list[dict[str, str]] | None = None) -> None:
        self._context = browser.new_context(locale="fi-FI", viewport={"width": 390, "height": 844}, has_touch=True)
        self._context.add_cookies(cookies or [])  # type: ignore[arg-type]
        self._page: Page = self._context.new_page()
        self._session: CDPSession = self._context.new_cdp_session(self._page)
        for domain in ("Network", "Page", "Runtime"):
            self._session.send(f"{domain}.enable")
        watch = WATCH.replace("READY", str(ready))
        self._session.send("Page.addScriptToEvaluateOnNewDocument", {"source": watch})
        self._session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        self._session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def opened(self, address: str, name: str) -> float:
        """Seconds until it is ready, from the address."""
        self._session.send("Page.navigate", {"url": address})
        return self.ready(name)

    def ready(self, name: str) -> float:
        """Seconds until it is ready, from the beginning of the newest navigation."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            after = float(self.run(f"window.readyAfter ? window.readyAfter('{name}') : 0") or 0)
            if after:
                return after
            self._page.wait_for_timeout(100)
        raise AssertionError(f"not usable after {PATIENCE} s: {name}")

    def run(self, script: str) -> object:
        return self._session.send("Runtime.evaluate", {"expression": script})["result"].get("value")

    def left(self) -> list[dict[str, str]]:
        """Closes it; the cookies it had."""
        url = self._page.url
        cookies = [{"name": each["name"], "value": each["value"], "url": url} for each in self._context.cookies()]
        self._context.close()
        return cookies
