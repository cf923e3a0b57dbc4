"""Measures the documents of a large session while a room of phones votes in another.

python tests/load/documents.py                  150 people, 40 cards, 3,000 notes; 150 phones vote meanwhile
python tests/load/documents.py --people 30      a smaller one

Server, documents and phones share all cores, as they do on a facilitator's laptop.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # so that the file can be run as it lies

import msgspec  # noqa: E402

from cards.deck import Deck, Hand  # noqa: E402
from cards.reading import read_deck, shipped_decks  # noqa: E402
from facilitation.service import for_tests  # noqa: E402
from facilitation.writeup import FORMATS  # noqa: E402
from sessions import commands  # noqa: E402
from sessions.archive import write_archive  # noqa: E402
from sessions.events import SECTORS, STANCES  # noqa: E402
from sessions.workshop import Plan  # noqa: E402
from tests.load.room import Room, Seconds  # noqa: E402
from tests.load.run import allow_connections  # noqa: E402
from tests.load.server import KEY, Measured, ours  # noqa: E402
from tests.load.table import quantile  # noqa: E402

CARDS = 40
GROUPS = 16
PATIENCE = 300.0  # seconds for a document
EACH = 4 / 3  # ratings of a phone in a second: 200 of 150 phones
QUIET = 5.0  # seconds of voting before the first document
WORDS = """
työnantaja palvelu kohtaaminen verkosto polku järjestö nuoret osaaminen yhteinen tapaaminen kunta koulu
rekrytointi kynnys tuki tieto arki kieli harjoittelu luottamus matka raha aika rohkeus naapuri
"""


def a_large_archive(people: int, notes: int) -> str:
    """A session in which everybody rated every card and wrote notes, as its archive."""
    chance, words = Random(1), WORDS.split()
    with TemporaryDirectory() as folder, contextlib.closing(for_tests(Path(folder))) as house:
        workshop = house.workshop
        plan = Plan(title="Täysi talo", hand="all", groups=tuple(f"Pöytä {n}" for n in range(1, GROUPS + 1)))
        code = workshop.open_session(plan, deck=_wide_deck()).result().session.code
        for n in range(people):
            workshop.take_seat(code, ticket=f"ticket {n}", sector=SECTORS[n % len(SECTORS)])
        session = workshop.forward(code).result().session
        for card in session.cards_in_play():
            for seat in session.seats:
                workshop.rate(code, seat=seat, card=card, stance=chance.choice(STANCES), round_number=1)
        seats, cards = list(session.seats), session.cards_in_play()
        for n in range(notes):
            text = f"{' '.join(chance.choices(words, k=chance.randint(4, 18)))} {n}"
            workshop.note(
                code, seat=seats[n % people], card=cards[n % len(cards)], kind="idea", text=text, language="fi"
            )
        workshop.forward(code).result()
        workshop.close(code).result()
        done = workshop.session(code)
        assert (len(done.ratings), len(done.notes)) == (people * len(cards), notes)
        return write_archive(house.log.history(code)).decode()


def _wide_deck() -> Deck:
    """The shipped deck and some of its cards once more, so that there are 40."""
    deck = read_deck(shipped_decks()["employment-trends"])
    more = [msgspec.structs.replace(card, id=f"{card.id}-again") for card in deck.cards[: CARDS - len(deck.cards)]]
    cards = (*deck.cards, *more)
    whole = Hand(id="all", name={"fi": "Kaikki", "sv": "Alla", "en": "All"}, cards=tuple(card.id for card in cards))
    return msgspec.structs.replace(deck, cards=cards, hands=(whole,))


class Played(NamedTuple):
    """Seconds that each document took, and those of the confirmations before and meanwhile."""

    took: dict[str, float]
    before: Seconds
    meanwhile: Seconds


async def played(server: Measured, code: str, phones: int, *, quiet: float = QUIET) -> Played:
    """Has every document of a session made while the phones of another one vote."""
    room, seen = Room(server, phones), Played({}, [], [])
    for phone in room.phones:
        await phone.look()
        await phone.join(sector="education")
        await phone.listen()
    await room.steer("next")
    async with _voting(room, seen.before):
        await asyncio.sleep(quiet)
    browser, place = await asyncio.to_thread(_signed_in, server), f"{server.url}/facilitate/download/{code}"
    async with _voting(room, seen.meanwhile):
        for format in FORMATS:
            seen.took[format] = await asyncio.to_thread(_document, browser, place, format)
    for phone in room.phones:
        phone.drop()
    await asyncio.sleep(0)  # for the connections to close
    return seen


@contextlib.asynccontextmanager
async def _voting(room: Room, confirmed: Seconds) -> AsyncIterator[None]:
    """Everybody votes while the body runs."""
    voting = asyncio.create_task(_vote(room, confirmed))
    try:
        yield
    finally:
        voting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await voting


async def _vote(room: Room, confirmed: Seconds) -> None:
    """All phones rate one card after the other, again and again, until they are told to stop."""
    chance, cards = Random(2), (await room.phones[0].state())["cards"]
    under_way: set[asyncio.Task[None]] = set()
    start, n, rate = time.perf_counter(), 0, EACH * len(room.phones)

    async def one(which: int) -> None:
        phone = room.phones[which % len(room.phones)]
        began = time.perf_counter()
        await phone.rate(cards[which // len(room.phones) % len(cards)], chance.choice(STANCES), round_number=1)
        confirmed.append(time.perf_counter() - began)

    try:
        while True:
            await asyncio.sleep(max(0.0, start + n / rate - time.perf_counter()))
            task = asyncio.create_task(one(n))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            n += 1
    finally:
        await asyncio.gather(*under_way)


def _document(browser: OpenerDirector, url: str, format: str) -> float:
    """Seconds from the press to the whole file."""
    start = time.perf_counter()
    with browser.open(f"{url}/{format}?lang=fi", timeout=PATIENCE) as answer:
        size = len(answer.read())
    took = time.perf_counter() - start
    print(f"{format:<10} {took:6.2f} s {size / 1000:10,.0f} KB", flush=True)
    return took


def _signed_in(server: Measured) -> OpenerDirector:
    """A facilitator's browser, as far as downloads need one."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor())
    browser.open(f"{server.url}/facilitate/sign-in", data=urlencode({"key": KEY}).encode(), timeout=PATIENCE).close()
    return browser


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--notes", type=int, default=3_000)
    given = parser.parse_args(arguments)
    allow_connections()
    archive = a_large_archive(given.people, given.notes)
    with TemporaryDirectory() as folder, ours(Path(folder)) as server:
        code = str(commands.ask(server.url, KEY, commands.Take(archive))["code"])
        seen = asyncio.run(played(server, code, given.people))
    print(
        f"{given.people} people, {CARDS} cards, {given.notes} notes; "
        f"as many phones, {EACH * given.people:.0f} ratings a second"
    )
    for name, times in (("before", seen.before), ("meanwhile", seen.meanwhile)):
        p50, p99 = statistics.median(times) * 1000, quantile(times, 0.99) * 1000
        print(f"confirm {name:<10} p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   of {len(times)}")
    print(
        f"slowest document {max(seconds for format, seconds in seen.took.items() if format != 'zip'):.2f} s, "
        f"the pack {seen.took['zip']:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
