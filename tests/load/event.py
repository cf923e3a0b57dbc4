"""Measures a whole event: from the facilitator's press to the wall and to every phone, in a full room.

python tests/load/event.py                     160 phones at 16 tables with 36 cards, a desk and a wall in a browser
python tests/load/event.py --phones 30         a smaller one

The server may use every core here, as it does in a meeting room; the phones and the browser share them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # so that the file can be run as it lies

from playwright.async_api import Browser, Page, async_playwright  # noqa: E402

from sessions import commands  # noqa: E402
from sessions.workshop import Plan  # noqa: E402
from tests.e2e.stage import ARGUMENTS, browser_program  # noqa: E402
from tests.load.room import LANGUAGES, Handset, Seconds  # noqa: E402
from tests.load.run import allow_connections  # noqa: E402
from tests.load.server import KEY, Measured, ours  # noqa: E402

PATIENCE = 60.0  # seconds

# Notes in a page when what it shows at a place is first painted differently; gives the number of the note. The page
# looks at the clock itself: this process has a room full of phones to play.
WATCH = """selector => {
    const text = () => document.querySelector(selector)?.innerText, before = text();
    const notes = (window.changed ??= []), number = notes.push(0) - 1;
    const observer = new MutationObserver(() => {
        if (notes[number] || text() === before) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => { notes[number] = Date.now(); }));
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    return number;
}"""
CARDS_SHOWN = 8
STANCES = ("opportunity", "opportunity", "threat", "both")


class Event:
    """A session with its desk, its wall and its phones; `took` is what each press took, by screen, in seconds."""

    def __init__(self, server: Measured, browser: Browser, phones: int, groups: int) -> None:
        self._server, self._browser = server, browser
        names = tuple(f"Table {n}" for n in range(1, groups + 1))
        plan = Plan(title="A full house", hand="full-36", groups=names)
        self.code = str(self._ask(commands.New(plan))["code"])
        self.phones = [Handset(server.url, self.code, LANGUAGES[n % len(LANGUAGES)]) for n in range(phones)]
        self.took: dict[str, Seconds] = {"desk": [], "wall": [], "phones p95": [], "desk while all rate": []}
        self.rated = 0

    def _ask(self, command: commands.Command) -> commands.Answer:
        return commands.ask(self._server.url, KEY, command)

    async def play(self) -> None:
        desk = await self._signed_in(f"run?session={self.code}", 1440, 900)
        wall = await self._signed_in(f"wall?session={self.code}", 1920, 1080)
        for phone in self.phones:
            await phone.look()
            await phone.join(sector="education")
            await phone.look()
            await phone.listen()
        await self._press(desk, wall)  # deal, and rate
        await asyncio.gather(self._all_rate(), self._more_time(desk))
        for _ in range(2 + CARDS_SHOWN):  # talk, the reveal, and some cards
            await self._press(desk, wall)
        for phone in self.phones:
            phone.drop()

    async def _signed_in(self, place: str, width: int, height: int) -> Page:
        context = await self._browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(PATIENCE * 1000)
        page = await context.new_page()
        await page.goto(f"{self._server.url}/facilitate/sign-in#{KEY}")
        await page.wait_for_url("**/facilitate/")
        await page.goto(f"{self._server.url}/facilitate/{place}")
        await page.wait_for_selector(".scene" if place.startswith("wall") else ".st-key-next button")
        return page

    async def _press(self, desk: Page, wall: Page) -> None:
        """Presses Next, and waits until the desk, the wall and every phone show what came of it."""
        button = desk.locator(".st-key-next button:visible")
        before = int(str(self._ask(commands.Show(self.code))["stage"]))
        seen = await desk.evaluate(f"({WATCH})('.st-key-next button')"), await wall.evaluate(f"({WATCH})('.scene')")
        await desk.evaluate("addEventListener('click', () => { window.pressed = Date.now(); }, { capture: true })")
        await button.click()
        pressed = await desk.evaluate("window.pressed") / 1000
        start = time.perf_counter() - (time.time() - pressed)
        await self._steered(before)
        version = int((await self.phones[0].state())["version"])
        for name, page, number in (("desk", desk, seen[0]), ("wall", wall, seen[1])):
            await page.wait_for_function("n => window.changed[n]", arg=number)
            self.took[name].append(await page.evaluate("n => window.changed[n]", number) / 1000 - pressed)
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(phone.shows(version) for phone in self.phones))
        times = sorted(phone.at[version] - start for phone in self.phones if version in phone.at)
        self.took["phones p95"].append(times[int(len(times) * 0.95) - 1])
        await asyncio.gather(*(phone.synced for phone in self.phones if phone.synced is not None))

    async def _steered(self, before: int) -> None:
        """Waits until the session has moved on."""
        async with asyncio.timeout(PATIENCE):
            while int(str((await asyncio.to_thread(self._ask, commands.Show(self.code)))["stage"])) == before:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _all_rate(self) -> None:
        """Everybody rates the whole hand at once, as fast as fingers go."""
        hand = (await self.phones[0].state())["cards"]

        async def rates(phone: Handset, place: int) -> None:
            for n, card in enumerate(hand):
                await phone.rate(card, STANCES[(n + place) % len(STANCES)], round_number=1)
                self.rated += 1
                await asyncio.sleep(0.3)

        await asyncio.gather(*(rates(phone, place) for place, phone in enumerate(self.phones)))

    async def _more_time(self, desk: Page) -> None:
        """Presses "+1 minute" again and again meanwhile: how long the desk takes to answer."""
        button = desk.locator(".st-key-minute button")
        for _ in range(5):
            await asyncio.sleep(1.0)
            before = int(str((await asyncio.to_thread(self._ask, commands.Show(self.code)))["stage"]))
            start = time.perf_counter()
            await button.click()
            await self._steered(before)
            self.took["desk while all rate"].append(time.perf_counter() - start)


async def played(server: Measured, phones: int, groups: int) -> Event:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        event = Event(server, browser, phones, groups)
        await event.play()
        with contextlib.suppress(Exception):
            await browser.close()
    return event


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--phones", type=int, default=160)
    parser.add_argument("--groups", type=int, default=16)
    given = parser.parse_args(arguments)
    allow_connections()
    with TemporaryDirectory() as folder, ours(Path(folder)) as server:
        event = asyncio.run(played(server, given.phones, given.groups))
    print(f"{given.phones} phones, {given.groups} tables, 36 cards, {event.rated} ratings")
    print(f"{'from the press to':<22} {'median':>8} {'worst':>8}   seconds")
    for name, times in event.took.items():
        print(f"{name:<22} {statistics.median(times):>8.2f} {max(times):>8.2f}   of {len(times)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
