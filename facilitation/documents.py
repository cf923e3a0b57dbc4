"""Documents that were asked for: in the making, or ready to be taken for a while.

order = documents.order(session, "pdf", "fi")
order = documents.order_series("Autumn", sessions, "pdf", "fi")
order.task.progress()              # Progress(done=0, of=1, over=False)
await documents.delivered(order)   # Export
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from facilitation.writeup import BOOKLETS, FORMATS, PACKED, Export
from facilitation.writeup.making import Maker, Task
from sessions.errors import BadField, NoSuchSession, Refused
from sessions.log import Log
from sessions.session import Session

KEPT = 600.0  # seconds for which a document that is ready can be taken
MOST = 24  # documents kept; a pack of a large session is some 10 MB
SEPARATE = ("json",)  # formats that are not ordered: the archive is the log itself, and must come out whatever fails


@dataclass(frozen=True)
class Order:
    """A document of a session as it stood after `version` events, or the booklet of a series; ordered at `at` (ms).

    `code` is the session's, or "" of a series, whose name `series` is; `codes` are all that went in. The version of a
    series is another whenever one of its sessions, or which these are, has changed.
    """

    code: str
    series: str
    format: str
    language: str
    version: int
    at: int
    task: Task
    codes: frozenset[str]
    since: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        return self.task.progress().over

    def made(self) -> Export | None:
        """The document; None while it is in the making and when it failed."""
        if not self.over or self.failure():
            return None
        return self.task.wait()[-1]

    def failure(self) -> Refused | None:
        """Why there is no document, when it was given up."""
        if not self.over:
            return None
        try:
            self.task.wait()
        except Refused as refused:
            return refused
        return None


Kind = tuple[str, str, str, str]  # code, series, format, language


class Documents:
    """Takes orders from any thread; close it when the server stops. Orders of one kind replace each other."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._maker = Maker()
        self._lock = threading.Lock()
        self._orders: dict[Kind, Order] = {}

    def order(self, session: Session, format: str, language: str) -> Order:
        """The document of the session as it stands: the one at hand where nothing has changed, else a new one.

        Raises:
            BadField: there is no such format.
            NoSuchSession
        """
        if format not in FORMATS or format in SEPARATE:
            raise BadField(field="format")
        kind = (session.code, "", format, language)
        with self._lock:
            held = self._at_hand(kind, session.version)
            if held:
                return held
            history = self._log.history(session.code)
            task = self._maker.start(history, [(each, language) for each in (*_before(format), format)])
            return self._taken(kind, history[-1].version, task, frozenset({session.code}))

    def order_series(self, name: str, sessions: Sequence[Session], format: str, language: str) -> Order:
        """The booklet of a series of at least one session, in the same way.

        Raises:
            BadField: there is no such format.
            NoSuchSession
        """
        if format not in BOOKLETS:
            raise BadField(field="format")
        kind = ("", name, format, language)
        with self._lock:
            held = self._at_hand(kind, series_version(sessions))
            if held:
                return held
            histories = {session.code: self._log.history(session.code) for session in sessions}
            task = self._maker.start_series(histories.values(), [(format, language)])
            version = _version((code, history[-1].version) for code, history in histories.items())
            return self._taken(kind, version, task, frozenset(histories))

    def _at_hand(self, kind: Kind, version: int) -> Order | None:
        """The order of this document of this version; an older one is called off."""
        self._tidy()
        held = self._orders.get(kind)
        if held and held.version == version and not held.failure():
            return held
        if held:
            held.task.cancel()
        return None

    def _taken(self, kind: Kind, version: int, task: Task, codes: frozenset[str]) -> Order:
        order = Order(*kind, version=version, at=self._log.clock(), task=task, codes=codes)
        self._orders.pop(kind, None)  # so that it stands last
        self._orders[kind] = order
        return order

    def orders(self, code: str) -> list[Order]:
        """Those of a session, the newest first."""
        with self._lock:
            self._tidy()
            return [order for order in reversed(self._orders.values()) if order.code == code]

    def series_orders(self, name: str) -> list[Order]:
        """Those of a series, the newest first."""
        with self._lock:
            self._tidy()
            return [order for order in reversed(self._orders.values()) if order.series == name]

    def held(self, code: str, format: str, language: str, version: str, *, series: str = "") -> Order | None:
        """The order of exactly this document, if it is still at hand; of a series the code is ""."""
        with self._lock:
            self._tidy()
            order = self._orders.get((code, series, format, language))
            return order if order and str(order.version) == version and not order.failure() else None

    async def delivered(self, order: Order) -> Export:
        """The document, when it is ready.

        Raises:
            DocumentFailed
            MakingCancelled: a newer order took its place.
        """
        return (await order.task.ready())[-1]

    def close(self) -> None:
        self._maker.close()

    def _tidy(self) -> None:
        """Lets go of what is old or too much, and of sessions that were erased; what is in the making stays."""
        for kind, order in list(self._orders.items()):
            if not all(map(self._stands, order.codes)):
                order.task.cancel()
                del self._orders[kind]
            elif order.over and (time.monotonic() - order.since > KEPT or len(self._orders) > MOST):
                del self._orders[kind]

    def _stands(self, code: str) -> bool:
        """Whether there is still such a session, which the log knows without asking the database."""
        try:
            self._log.session(code)
        except NoSuchSession:
            return False
        return True


def series_version(sessions: Sequence[Session]) -> int:
    """A number that is another whenever one of the sessions, or which these are, has changed."""
    return _version((session.code, session.version) for session in sessions)


def _version(sessions: Iterable[tuple[str, int]]) -> int:
    told = " ".join(f"{code} {version}" for code, version in sessions)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:6])


def _before(format: str) -> tuple[str, ...]:
    """What is made before a format that holds others, so that its progress can be told."""
    return PACKED if format == "zip" else ()
