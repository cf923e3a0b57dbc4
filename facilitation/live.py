"""Who is connected, and what their phones are told: one slot a phone, holding only that something is newer.

All of it lives on the server's event loop; the log's writer thread hands changes over once per commit.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable

from sessions.log import Log
from sessions.session import Session

COUNT_EVERY = 1.0  # seconds at least between two counts to the same phone
COUNTS_A_SECOND = 50  # to all phones of a session together: in a large room each hears of the others less often
AT_ONCE = 25  # phones told in one turn of the loop: between two turns taps are confirmed
COUNT_PAUSE = 0.02  # seconds between two such turns, where nobody waits for what is told
HERE_FOR = 60.0  # seconds after its last request a phone without a stream still counts as here
MOST_STREAMS = 3  # of one seat: tabs of one phone


class Stream:
    """One phone's open stream. `wait` ends when there is something to tell; the newest state is all there is."""

    def __init__(self, seat: str, *, step: int, group: str = "") -> None:
        self.seat = seat
        self.group = group
        self.step = step  # `steered` of what the phone shows
        self.counted = 0  # version of the last count sent
        self.part = b""  # what changes within the step, as the phone shows it
        self.closing = False
        self.deleted = False  # its session is gone
        self._wake = asyncio.Event()

    def wake(self) -> None:
        self._wake.set()

    async def wait(self, seconds: float) -> None:
        """Until woken, or until `seconds` have passed."""
        timer = asyncio.get_running_loop().call_later(seconds, self._wake.set)
        await self._wake.wait()
        timer.cancel()
        self._wake.clear()

    def end(self) -> None:
        self.closing = True
        self._wake.set()


class Hub:
    """Streams and presence by session code. `attach` it to the running loop before use."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._loop: asyncio.AbstractEventLoop | None = None
        self._streams: dict[str, dict[str, list[Stream]]] = {}
        self._seen: dict[str, dict[str, float]] = {}
        self._browsers: dict[str, float] = {}  # when each came last; kept in memory only
        self._walls: dict[str, float] = {}  # by session, when a wall was drawn last
        self._steered: dict[str, int] = {}
        self._counting: set[tuple[str, str, bool]] = set()  # (code, group or "" for all, soon): a count is under way
        self._before: dict[str, Session] = {}
        self._closing = False

    def attach(self, log: Log) -> None:
        """From now on tells streams what the log commits. Call it on the loop."""
        self._loop = asyncio.get_running_loop()
        log.follow(self._committed, deleted=self._deleted)

    # ---------------------------------------------------------------- who is here

    def seen(self, code: str, seat: str) -> None:
        """This seat's phone has just asked for something."""
        self._seen.setdefault(code, {})[seat] = self._monotonic()

    def here(self, code: str) -> frozenset[str]:
        """Seats with an open stream, or a request in the last minute."""
        since = self._monotonic() - HERE_FOR
        seen = self._seen.get(code, {})
        recent = {seat for seat, at in list(seen.items()) if at >= since}
        return frozenset(recent | set(self._streams.get(code, {})))

    def arrived(self, browser: str) -> None:
        """A browser has opened a participant page; `browser` tells it from others."""
        if browser in self._browsers or len(self._browsers) < 100_000:
            self._browsers[browser] = self._monotonic()

    def reached(self, within: float = math.inf) -> int:
        """How many browsers have opened a participant page in the last so many seconds, or since the start."""
        since = self._monotonic() - within
        return sum(at >= since for at in list(self._browsers.values()))

    def wall_drawn(self, code: str) -> None:
        """A wall of this session has just been drawn in a window of its own."""
        self._walls[code] = self._monotonic()

    def wall_seen(self, code: str, within: float) -> bool:
        """Whether a wall of this session was drawn in the last so many seconds."""
        return self._monotonic() - self._walls.get(code, -math.inf) <= within

    # ---------------------------------------------------------------- streams

    def open(self, session: Session, seat: str, *, step: int) -> Stream:
        """A stream for a seat whose phone shows `step`; the oldest of too many ends."""
        taken = session.seats.get(seat)
        stream = Stream(seat, step=step, group=taken.group if taken is not None else "")
        own = self._streams.setdefault(session.code, {}).setdefault(seat, [])
        own.append(stream)
        for old in own[:-MOST_STREAMS]:
            old.end()
        if self._closing:
            stream.end()
        stream.wake()
        return stream

    def shut(self, code: str, stream: Stream) -> None:
        """The stream is over. For its seat the last minute counts from now."""
        by_seat = self._streams.get(code, {})
        own = by_seat.get(stream.seat, [])
        if stream in own:
            own.remove(stream)
        if not own:
            by_seat.pop(stream.seat, None)
        if not by_seat:
            self._streams.pop(code, None)

    def end(self, code: str, seat: str) -> None:
        """Ends a seat's streams: whoever listens no longer has it. Call it on the loop."""
        for stream in self._streams.get(code, {}).get(seat, []):
            stream.end()

    def close(self) -> None:
        """Ends every stream, now and from now on: the server is stopping. Any thread may call it."""
        self._closing = True
        self._on_loop(self._end_all)

    def _end_all(self) -> None:
        for by_seat in self._streams.values():
            for own in by_seat.values():
                for stream in own:
                    stream.end()

    def _committed(self, sessions: dict[str, Session]) -> None:
        self._on_loop(self._changed, list(sessions.values()))

    def _changed(self, sessions: Iterable[Session]) -> None:
        for session in sessions:
            before = self._before.get(session.code, session)
            self._before[session.code] = session
            screened = session.screened != before.screened  # a note for all to read, or one that must go
            if screened or self._steered.get(session.code) != session.steered:
                self._steered[session.code] = session.steered
                self._wake(session.code, pause=0)
                continue
            for group in _concerned(before, session):
                self._count_in(session.code, group, COUNT_EVERY, soon=True)
            phones = len(self._streams.get(session.code, {}))
            self._count_in(session.code, "", max(COUNT_EVERY, phones / COUNTS_A_SECOND), soon=False)

    def _deleted(self, code: str) -> None:
        self._on_loop(self._forget, code)

    def _on_loop(self, call: Callable[..., None], *what: object) -> None:
        """From any thread: calls it on the loop, while there is one."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *what)

    def _forget(self, code: str) -> None:
        """A deleted session's streams end, and nothing of it stays here."""
        for own in self._streams.get(code, {}).values():
            for stream in own:
                stream.deleted = True
                stream.end()
        for kept in (self._seen, self._walls, self._steered, self._before):
            kept.pop(code, None)

    def _count_in(self, code: str, group: str, seconds: float, *, soon: bool) -> None:
        place = (code, group, soon)
        if place not in self._counting and self._loop is not None:
            self._counting.add(place)
            self._loop.call_later(seconds, self._count, place)

    def _count(self, place: tuple[str, str, bool]) -> None:
        self._counting.discard(place)
        self._wake(place[0], group=place[1], pause=COUNT_PAUSE)

    def _wake(self, code: str, *, group: str = "", pause: float) -> None:
        """Wakes the streams of a group, or all: a few, then after `pause` seconds the next few."""
        by_seat = self._streams.get(code, {})
        self._wake_some([stream for own in by_seat.values() for stream in own if group in ("", stream.group)], pause)

    def _wake_some(self, streams: list[Stream], pause: float) -> None:
        for stream in streams[:AT_ONCE]:
            stream.wake()
        if len(streams) > AT_ONCE and self._loop is not None:
            self._loop.call_later(pause, self._wake_some, streams[AT_ONCE:], pause)


def _concerned(before: Session, session: Session) -> set[str]:
    """Groups whose phones show marks that are no longer so."""
    if session.marks is before.marks:
        return set()
    return {group for group, _, _ in {*before.marks} ^ {*session.marks}}
