"""How fast one phone may go. Nobody is slowed down for sharing the room's address with others."""

from __future__ import annotations

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
        now = self._monotonic()
        left, at = self._buckets.pop(name, (float(self._burst), now))
        left = min(float(self._burst), left + (now - at) * self._per_second)
        enough = left >= 1
        self._buckets[name] = (left - 1 if enough else left, now)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.pop(next(iter(self._buckets)))
        return 0 if enough else max(1, round((1 - left) / self._per_second))


class Limits:
    """The limits of this server: taps and notes per seat, wrong codes per browser and altogether."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._taps = Buckets(burst=60, per_second=5, monotonic=monotonic)
        self._notes = Buckets(burst=5, per_second=0.5, monotonic=monotonic)
        # A room behind one address with one kind of phone looks like one browser: hence the generous burst.
        self._wrong = Buckets(burst=40, per_second=0.2, monotonic=monotonic)
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

    def wrong_code(self, browser: str) -> None:
        """Counts a code that no session has. Raises TooManyTries."""
        wait = self._wrong.take(browser) or self._wrong_of_all.take("")
        if wait:
            raise TooManyTries(seconds=wait)
