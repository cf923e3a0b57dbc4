"""How fast one phone may go. Nobody is slowed down for sharing the room's address with others."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from sessions.errors import TooManyNotes, TooManyTries

MOST_KEPT = 20_000  # buckets, the oldest go first


class Buckets:
    """A token bucket for each name: `burst` at once, then `per_second`."""

    def __init__(self, *, burst: int, per_second: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._monotonic = monotonic
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> int:
        """Takes one. 0 when there was one, else the seconds until there is."""
        left = self._left(name)
        self._buckets.pop(name, None)  # the newest stand last
        self._buckets[name] = (left - 1 if left >= 1 else left, self._monotonic())
        if len(self._buckets) > MOST_KEPT:
            self._buckets.pop(next(iter(self._buckets)))
        return self._seconds(left)

    def wait(self, name: str) -> int:
        """The seconds until one could be taken; 0 when there is one."""
        return self._seconds(self._left(name))

    def _left(self, name: str) -> float:
        now = self._monotonic()
        left, at = self._buckets.get(name, (float(self._burst), now))
        return min(float(self._burst), left + (now - at) * self._per_second)

    def _seconds(self, left: float) -> int:
        return 0 if left >= 1 else math.ceil((1 - left) / self._per_second)


class Limits:
    """The limits of this server: taps, notes and streams per seat, wrong codes per browser and altogether."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._taps = Buckets(burst=60, per_second=5, monotonic=monotonic)
        self._notes = Buckets(burst=5, per_second=0.5, monotonic=monotonic)
        # Three tabs that come back after every break of a bad network stay below this.
        self._streams = Buckets(burst=20, per_second=1, monotonic=monotonic)
        self._wrong = Buckets(burst=20, per_second=20 / 300, monotonic=monotonic)
        # Without a cookie a whole room of one kind of phone looks like one browser: hence the generous burst.
        self._wrong_of_strangers = Buckets(burst=40, per_second=0.2, monotonic=monotonic)
        self._wrong_of_all = Buckets(burst=100, per_second=5, monotonic=monotonic)

    def tap(self, seat: str) -> None:
        """Raises TooManyTries."""
        wait = self._taps.take(seat)
        if wait:
            raise TooManyTries(seconds=wait)

    def note(self, seat: str) -> None:
        """Raises TooManyNotes."""
        wait = self._notes.take(seat)
        if wait:
            raise TooManyNotes(seconds=wait)

    def stream(self, seat: str) -> None:
        """Raises TooManyTries."""
        wait = self._streams.take(seat)
        if wait:
            raise TooManyTries(seconds=wait)

    def wrong_code(self, browser: str, *, known: bool = False) -> None:
        """Counts a code that no session has; `known` is a browser with a cookie of its own. Raises TooManyTries."""
        buckets = self._wrong if known else self._wrong_of_strangers
        wait = buckets.take(browser) or self._wrong_of_all.take("")
        if wait:
            raise TooManyTries(seconds=wait)
