"""A room of phones on a real server: they join, rate, see the reveal, lose the network and come back."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random, random

from facilitation.rehearsal.phone import Phone, Turned
from sessions import commands
from sessions.workshop import Plan
from tests.load.server import KEY, Measured

RATE = 200  # joins, or ratings, a second: 1,000 in 5 s
LEAST_RATINGS = 1_000  # in a measured round, as far as the cards of a hand go
HAND = 12  # cards
GROUPS = 8
MOST_WAIT = 60.0  # seconds for something to reach every phone
LANGUAGES = ("fi", "fi", "fi", "sv", "en")  # in turn

Seconds = list[float]


@dataclass
class Seen:
    """What a run saw; times in seconds, `cpu` in milliseconds, `memory` in KB, `errors` by what they say."""

    phones: int
    joined: int = 0
    join: Seconds = field(default_factory=list)
    join_took: float = 0.0
    join_cpu: float = 0.0
    rated: int = 0
    confirm: Seconds = field(default_factory=list)
    rate_cpu: float = 0.0
    counted: int = 0
    reveal: Seconds = field(default_factory=list)
    back: Seconds = field(default_factory=list)
    confirm_in_herd: Seconds = field(default_factory=list)
    idle_memory: float = 0.0
    memory: float = 0.0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)


class Handset(Phone):
    """A phone that remembers when it saw which step."""

    def __init__(self, url: str, code: str, language: str) -> None:
        super().__init__(url, code, language=language, heard=self._noticed)
        self.at: dict[int, float] = {}
        self.news = asyncio.Event()
        self.synced: asyncio.Task[None] | None = None

    def _noticed(self, event: str, block: bytes) -> None:
        if event == "step":
            self.at[self.shown] = time.perf_counter()
            self.synced = asyncio.create_task(self._sync(random() * self.spread))  # as our script does
        self.news.set()

    async def _sync(self, after: float) -> None:
        await asyncio.sleep(after)
        with contextlib.suppress(OSError, Turned):
            await self.state()

    async def shows(self, version: int) -> None:
        """Waits until the phone shows a step at least as new as this."""
        while self.shown < version:
            self.news.clear()
            await self.news.wait()


class Room:
    """The phones and the facilitator of one session."""

    def __init__(self, server: Measured, phones: int, *, seed: int = 1) -> None:
        self.server = server
        self.seen = Seen(phones)
        self._chance = Random(seed)
        self.code = str(self.ask(commands.New(plan()))["code"])
        self.phones = [Handset(server.url, self.code, LANGUAGES[n % len(LANGUAGES)]) for n in range(phones)]

    def ask(self, command: commands.Command) -> commands.Answer:
        return commands.ask(self.server.url, KEY, command)

    async def steer(self, step: commands.StepName) -> commands.Answer:
        return await asyncio.to_thread(self.ask, commands.Move(self.code, step))

    async def play(self) -> Seen:
        """The whole, phase by phase."""
        seen = self.seen
        await self._warm_up()
        seen.idle_memory = self.server.memory()
        await self._join()
        await self.steer("next")
        await self._all_show(0.0)
        seen.memory = self.server.memory()
        await self._rate(self.phones)
        seen.counted = int(str((await asyncio.to_thread(self.ask, commands.Show(self.code)))["ratings"]))
        await self._reveal()
        seen.bytes = sum(phone.received + phone.sent for phone in self.phones)
        await self.steer("open")  # another round
        await self._all_show(0.0)
        await self._herd()
        for phone in self.phones:
            phone.drop()
        return seen

    # ---------------------------------------------------------------- phases

    async def _warm_up(self) -> None:
        """What a server does the first time is not measured: a few phones play another session."""
        code = str(self.ask(commands.New(plan()))["code"])
        for language in ("fi", "sv", "en"):
            phone = Handset(self.server.url, code, language)
            await _whole_join(phone)
            phone.drop()

    async def _join(self) -> None:
        """Page, form, page, stream: as a browser does it."""
        seen, cpu, start = self.seen, self.server.cpu(), time.perf_counter()
        times = await self._spread([_joining(phone) for phone in self.phones])
        seen.join_took = time.perf_counter() - start
        seen.join_cpu = self.server.cpu() - cpu
        seen.join = times
        seen.joined = len({phone.seat for phone in self.phones if phone.seat})

    async def _rate(self, phones: Sequence[Handset]) -> None:
        """Everybody rates as many cards as it takes to measure well, at the same pace in every size of room."""
        seen = self.seen
        await self._all_asked()  # that belongs to the step before
        each = max(1, min(HAND, LEAST_RATINGS // len(phones)))
        hand = (await phones[0].state())["cards"]
        taps = [_rating(phone, card, self._stance(), 1) for card in hand[:each] for phone in phones]  # card by card
        cpu = self.server.cpu()
        seen.confirm = await self._spread(taps)
        seen.rate_cpu = self.server.cpu() - cpu
        seen.rated = len(taps)

    async def _reveal(self) -> None:
        """The facilitator shows a card: from her tap to every phone."""
        await self.steer("next")  # to talk about it
        await self._all_show(0.0)
        await self.steer("next")  # to the reveal
        await self._all_show(0.0)
        await self._all_asked()
        start = time.perf_counter()
        await self.steer("next")
        self.seen.reveal = await self._all_show(start)

    async def _herd(self) -> None:
        """The wifi was away: every phone comes back as our script makes it, while people go on answering."""
        seen, start = self.seen, time.perf_counter()
        for phone in self.phones:
            phone.drop()
        backs = [self._comes_back(phone, start) for phone in self.phones]
        hand = (await self.phones[0].state())["cards"]
        number = int((await self.phones[0].state())["round"])
        some = self.phones[:: max(1, len(self.phones) // 200)]
        taps = self._spread([_rating(phone, hand[-1], self._stance(), number) for phone in some], over=5.0)
        times, *came = await asyncio.gather(taps, *backs)
        seen.confirm_in_herd = times
        seen.back = [time_ for time_ in came if time_ is not None]

    async def _comes_back(self, phone: Handset, start: float) -> float | None:
        phone.news.clear()
        for losses in range(1, 10):
            await asyncio.sleep(0.5 + self._chance.random() * 4.5 + min(losses, 5) * 1.0)
            try:
                await phone.listen()
                async with asyncio.timeout(MOST_WAIT):
                    await phone.news.wait()
                await phone.state()
            except (OSError, Turned):
                continue
            return time.perf_counter() - start
        self.seen.errors.append("never came back")
        return None

    # ---------------------------------------------------------------- helpers

    async def _all_show(self, start: float) -> Seconds:
        """Waits until every phone shows the newest step; how long after `start` each did."""
        version = int((await self.phones[0].state())["version"])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MOST_WAIT):
                await asyncio.gather(*(phone.shows(version) for phone in self.phones))
        late = sum(phone.shown < version for phone in self.phones)
        if late:
            self.seen.errors += ["never saw the step"] * late
        return [phone.at[version] - start for phone in self.phones if version in phone.at]

    async def _all_asked(self) -> None:
        """Waits until every phone has asked for its state after the newest step."""
        await asyncio.gather(*(phone.synced for phone in self.phones if phone.synced is not None))

    async def _spread(self, doings: Sequence[Callable[[], Awaitable[None]]], *, over: float = 0.0) -> Seconds:
        """Does one thing after the other at uneven times, `RATE` a second or all in `over`; how long each took."""
        each = (over or len(doings) / RATE) / max(1, len(doings))
        start = time.perf_counter()

        async def one(doing: Callable[[], Awaitable[None]], at: float) -> float | None:
            await asyncio.sleep(max(0.0, start + at - time.perf_counter()))
            began = time.perf_counter()
            try:
                await doing()
            except (OSError, Turned) as error:
                self.seen.errors.append(str(error))
                return None
            return time.perf_counter() - began

        times = [(n + self._chance.random()) * each for n in range(len(doings))]
        took = await asyncio.gather(*(one(doing, at) for doing, at in zip(doings, times, strict=True)))
        return [each for each in took if each is not None]

    def _stance(self) -> str:
        return self._chance.choice(("opportunity", "opportunity", "threat", "both", "unsure"))


def plan() -> Plan:
    return Plan(
        title="A full house",
        hand="short-12",
        groups=tuple(f"Table {n}" for n in range(1, GROUPS + 1)),
    )


def _joining(phone: Handset) -> Callable[[], Awaitable[None]]:
    return lambda: _whole_join(phone)


async def _whole_join(phone: Handset) -> None:
    await phone.look()
    await phone.join(sector="education")
    await phone.look()
    await phone.listen()


def _rating(phone: Handset, card: str, stance: str, round_number: int) -> Callable[[], Awaitable[None]]:
    return lambda: phone.rate(card, stance, round_number=round_number)
