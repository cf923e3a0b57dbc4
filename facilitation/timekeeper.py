"""Closes rating rounds when their clock runs out, so that an ended round stays ended whatever clocks do later."""

from __future__ import annotations

import asyncio
import logging

from sessions.errors import Refused, Unknown
from sessions.log import Log
from sessions.session import Session
from sessions.workshop import Workshop

LOOK_EVERY = 0.25  # seconds
AGAIN = 5_000  # milliseconds until a round that the storage did not take is closed again

_log = logging.getLogger("trendipakka")


async def keep_time(log: Log, workshop: Workshop) -> None:
    """Runs while the server does. Sessions are known from the log's news, and at start from the log itself."""
    ends: dict[str, int] = {}
    loop = asyncio.get_running_loop()

    def noticed(sessions: dict[str, Session]) -> None:
        for code, session in sessions.items():
            end = _end(session)
            if ends.get(code) != end:
                loop.call_soon_threadsafe(_set, ends, code, end)

    log.follow(noticed)
    for session in await asyncio.to_thread(workshop.sessions):
        _set(ends, session.code, _end(session))
    while True:
        await asyncio.sleep(LOOK_EVERY)
        for code in [code for code, end in ends.items() if workshop.now() > end]:
            try:
                written = await asyncio.wrap_future(workshop.close_by_clock(code))
            except Unknown:
                _set(ends, code, None)
            except Refused as refused:
                _log.warning("a round could not be closed: %s", refused.code())
                _set(ends, code, workshop.now() + AGAIN)
            else:
                _set(ends, code, _end(written.session))


def _end(session: Session) -> int | None:
    current = session.round
    return current.ends_at if current is not None and current.closed_at is None else None


def _set(ends: dict[str, int], code: str, end: int | None) -> None:
    if end is None:
        ends.pop(code, None)
    else:
        ends[code] = end
