"""Personal codes: with one, somebody goes on in their seat on another phone.

They are short because a facilitator reads them out, so they hold for minutes, work once, and few can be guessed.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from random import Random

import msgspec

from facilitation.limits import Buckets
from sessions.errors import NoSuchPersonalCode, TooManyTries
from sessions.workshop import CODE_LENGTH, CODE_LETTERS, tidy_code

GOOD_FOR = 900.0  # seconds


class Reissue(msgspec.Struct, frozen=True):
    """A code that opens a seat until `until` on the monotonic clock."""

    session: str
    code: str
    seat: str
    until: float


class Reissues:
    """The personal codes given out since the server started; there is one at most for each seat.

    The desk issues them in its own threads, phones redeem them on the server's loop.
    """

    def __init__(self, *, chance: Random | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._chance = chance or secrets.SystemRandom()
        self._monotonic = monotonic
        self._open: dict[tuple[str, str], Reissue] = {}
        self._lock = threading.Lock()
        self._wrong = Buckets(burst=10, per_second=0.1, monotonic=monotonic)
        # 5 guesses a second for 15 minutes at 31**6 codes: 1 chance in 200,000 for each code that is open.
        self._wrong_of_all = Buckets(burst=100, per_second=5, monotonic=monotonic)

    def issue(self, session: str, seat: str) -> str:
        """A new personal code for a seat; one given out before for it holds no longer."""
        now = self._monotonic()
        code = "".join(self._chance.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        with self._lock:
            for place, each in list(self._open.items()):
                if each.until <= now or (each.session, each.seat) == (session, seat):
                    del self._open[place]
            self._open[session, code] = Reissue(session=session, code=code, seat=seat, until=now + GOOD_FOR)
        return code

    def redeem(self, session: str, typed: str, *, browser: str) -> Reissue:
        """What a personal code opens; it is used up by that. `browser` tells who tries from others.

        Raises:
            NoSuchPersonalCode
            TooManyTries: wrong codes were tried too often, from this browser or altogether.
        """
        wait = max(self._wrong.wait(browser), self._wrong_of_all.wait(""))
        if wait:
            raise TooManyTries(seconds=wait)
        with self._lock:
            found = self._open.pop((session, tidy_code(typed)), None)
        if found is None or found.until <= self._monotonic():
            self._wrong.take(browser)
            self._wrong_of_all.take("")
            raise NoSuchPersonalCode()
        return found

    def give_back(self, reissue: Reissue) -> None:
        """The code was not used after all: the seat could not be moved just then."""
        with self._lock:
            self._open[reissue.session, reissue.code] = reissue
