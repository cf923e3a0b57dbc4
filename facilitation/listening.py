"""How long the server listens to somebody who says nothing: uvicorn itself would wait for ever."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_PATIENCE = 10.0  # seconds from the first byte of a request, or from the connection, to the end of its head
# A phone that left without a word is noticed by its silence within a minute, and its stream ends: the system asks
# after 20 s, three times every 10 s, and what was sent must have arrived within 45,000 ms.
SILENCE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 45_000}


class Listening(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """A connection as uvicorn has it, hung up when the head of a request does not come to its end."""

    patience = HEAD_PATIENCE

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._deadline: asyncio.TimerHandle | None = None
        self._answered: Any = None  # the request last seen whole
        notice_silence(transport.get_extra_info("socket"))
        self._begin()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self or self.cycle is not self._answered:
            self._answered = self.cycle
            self._end()
        elif self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._deadline = self.loop.call_later(self.patience, self.transport.close)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def notice_silence(connection: socket.socket | None) -> None:
    """Lets the system ask now and then whether the other end is still there; where it cannot, nothing changes."""
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in SILENCE.items():
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
