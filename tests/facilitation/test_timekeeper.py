"""The clock closes rounds, by the server's time and for good."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from facilitation.timekeeper import AGAIN, keep_time
from sessions.events import RoundClosed
from sessions.log import Log
from sessions.session import Session
from sessions.workshop import Plan, Workshop
from tests.factories import SettableClock, a_deck


def timed(workshop: Workshop, minutes: int = 2) -> str:
    """The code of a session in which a round of so many minutes has just been opened."""
    code = (
        workshop.open_session(Plan(title="Trends", hand="all", groups=("A",)), deck=a_deck(2)).result().session.code
    )
    workshop.deal(code).result()
    workshop.open_rating(code, minutes=minutes).result()
    return code


class Watcher:
    """Sees what the log commits, from the test's loop."""

    def __init__(self, log: Log) -> None:
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Queue[Session] = asyncio.Queue()
        log.follow(self._follow)

    def _follow(self, sessions: dict[str, Session]) -> None:
        for session in sessions.values():
            self._loop.call_soon_threadsafe(self._news.put_nowait, session)

    async def closed(self) -> Session:
        """The next session whose newest round has been closed."""
        while True:
            session = await asyncio.wait_for(self._news.get(), 120)
            if session.round is not None and session.round.closed_at is not None:
                return session


def while_time_is_kept(log: Log, workshop: Workshop, play: Callable[[Watcher], Awaitable[None]]) -> None:
    async def both() -> None:
        watcher = Watcher(log)
        keeping = asyncio.create_task(keep_time(log, workshop))
        await play(watcher)
        keeping.cancel()

    asyncio.run(both())


def closings(log: Log, code: str) -> list[RoundClosed]:
    return [each.event for each in log.history(code) if isinstance(each.event, RoundClosed)]


def test_a_round_is_closed_when_its_time_is_over(log: Log, clock: SettableClock):
    workshop = Workshop(log)

    async def play(watcher: Watcher) -> None:
        code = timed(workshop)
        clock.move(120_001)
        session = await watcher.closed()
        assert closings(log, code) == [RoundClosed(round=1, by="clock")]
        assert session.open_round(clock.now) is None

    while_time_is_kept(log, workshop, play)


def test_a_round_that_ran_out_while_the_server_was_away_is_closed_at_the_start(log: Log, clock: SettableClock):
    workshop = Workshop(log)
    code = timed(workshop)
    clock.move(600_000)

    async def play(watcher: Watcher) -> None:
        await watcher.closed()

    while_time_is_kept(log, workshop, play)
    assert closings(log, code) == [RoundClosed(round=1, by="clock")]


def test_a_round_that_was_closed_stays_closed_when_the_clock_steps_back(log: Log, clock: SettableClock):
    workshop = Workshop(log)

    async def play(watcher: Watcher) -> None:
        code = timed(workshop)
        clock.move(120_001)
        await watcher.closed()
        clock.move(-100_000)
        assert log.session(code).open_round(clock.now) is None

    while_time_is_kept(log, workshop, play)


def test_time_that_was_added_counts(log: Log, clock: SettableClock):
    workshop = Workshop(log)

    async def play(watcher: Watcher) -> None:
        longer, shorter = timed(workshop), timed(workshop)
        workshop.add_time(longer, minutes=1).result()
        clock.move(120_001)
        assert (await watcher.closed()).code == shorter
        assert closings(log, longer) == []
        clock.move(60_000)
        assert (await watcher.closed()).code == longer

    while_time_is_kept(log, workshop, play)


def test_a_session_that_was_deleted_stops_nothing(log: Log, clock: SettableClock):
    workshop = Workshop(log)

    async def play(watcher: Watcher) -> None:
        gone, here = timed(workshop), timed(workshop)
        workshop.delete(gone).result()
        clock.move(120_001)
        assert (await watcher.closed()).code == here

    while_time_is_kept(log, workshop, play)


def test_a_round_that_the_disk_did_not_take_is_closed_later(
    database_url: str, tmp_path: Path, clock: SettableClock, caplog: pytest.LogCaptureFixture
):
    refused = threading.Event()
    listener = logging.Handler()
    listener.emit = lambda _record: refused.set()  # type: ignore[method-assign]
    logging.getLogger("trendipakka").addHandler(listener)
    log = Log(database_url, clock=clock, patience=0.01)
    workshop = Workshop(log)
    code = timed(workshop)
    other = sqlite3.connect(tmp_path / "trendipakka.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    async def play(watcher: Watcher) -> None:
        clock.move(120_001)
        await asyncio.to_thread(refused.wait, 120)
        other.execute("ROLLBACK")
        clock.move(AGAIN + 1)
        await watcher.closed()

    while_time_is_kept(log, workshop, play)
    assert caplog.messages == ["a round could not be closed: storage_busy"]
    assert closings(log, code) == [RoundClosed(round=1, by="clock")]
    logging.getLogger("trendipakka").removeHandler(listener)
    other.close()
    log.close()
