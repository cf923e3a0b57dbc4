"""How long the server listens to somebody who says nothing, or who goes on talking after the answer.

uvicorn itself would wait for ever for the one, and hang up on the other before the answer has been heard.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from facilitation.phone.parsing import WHOLE

TOGETHER = 65_536  # bytes: so long a beginning of an answer goes out in one piece with its head
FAREWELL = 5.0  # seconds after a refusal in which the rest of a request is let run out
HEAD_PATIENCE = 10.0  # seconds from the first byte of a request, or from the connection, to the end of its head
# A phone that left without a word is noticed by its silence within a minute, and its stream ends: the system asks
# after 20 s, three times every 10 s, and what was sent must have arrived within 45,000 ms.
SILENCE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 45_000}


class Listening(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """A connection as uvicorn has it, hung up when the head of a request does not come to its end.

    Who is refused in the midst of a body is told so first: a socket that is closed while bytes come in is reset by
    the system, and with that the other end may lose an answer which it has not read yet.
    """

    patience = HEAD_PATIENCE
    farewell = FAREWELL
    cycle: Any  # uvicorn's request and its answer

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(Polite(transport, self))
        self._deadline: asyncio.TimerHandle | None = None
        self._answered: Any = None  # the request last seen whole
        notice_silence(transport.get_extra_info("socket"))
        self._begin()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return  # the rest of what was refused
        super().data_received(data)
        if self.transport.get_protocol() is not self or self.cycle is not self._answered:
            self._answered = self.cycle
            self._end()
            if self.cycle is not None:
                self.cycle.scope[WHOLE] = not self.cycle.more_body
        elif self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._begin()

    def on_response_complete(self) -> None:
        if isinstance(self.transport, Polite):
            self.transport.send_head()  # of an answer without a body
        super().on_response_complete()
        if self.cycle.response_complete and not self.cycle.more_body:
            # Between two taps nothing of the first is kept: of 1,000 phones it was 25,000 objects to be searched.
            self.scope = self.headers = self.cycle = None
            self._answered = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)
        if isinstance(self.transport, Polite):
            self.transport.forget()

    def is_refusing(self) -> bool:
        """Whether the answer has been given before its request came whole."""
        return self.cycle is not None and self.cycle.response_complete and self.cycle.more_body

    def _begin(self) -> None:
        self._deadline = self.loop.call_later(self.patience, self.transport.close)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Polite:
    """A transport that, when a request is refused, says no more and goes on hearing for a moment before it closes.

    The head of an answer waits for its body, so that both are one packet: uvicorn writes them one after the other.
    """

    __slots__ = ("_head", "_leaving", "_listening", "_transport", "get_protocol")

    def __init__(self, transport: asyncio.Transport, listening: Listening) -> None:
        self._transport = transport
        self.get_protocol = transport.get_protocol  # what every tap asks for
        self._listening: Listening | None = listening
        self._leaving: asyncio.TimerHandle | None = None
        self._head = b""

    def write(self, data: bytes) -> None:
        head = self._head
        if head:
            self._head = b""
            if len(data) < TOGETHER:
                data = head + data
            else:
                self._transport.write(head)
        elif data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n") and self._is_answer(data):
            self._head = data
            return
        self._transport.write(data)

    def send_head(self) -> None:
        """What no body came for."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def _is_answer(self, head: bytes) -> bool:
        """Whether an answer begins with it: not "go on" (100), nor what a websocket says."""
        return head[9:10] != b"1" and self.get_protocol() is self._listening

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        return self._leaving is not None or self._transport.is_closing()

    def close(self) -> None:
        self.send_head()
        listening, refused = self._listening, self._leaving is not None
        if listening is None or refused or self._transport.is_closing() or not listening.is_refusing():
            self._transport.close()
            return
        self._leaving = listening.loop.call_later(listening.farewell, self._transport.close)
        try:
            self._transport.write_eof()
            self._transport.resume_reading()
        except OSError:  # the other end has gone
            self._transport.close()

    def forget(self) -> None:
        """The connection is over: what it was held by can go at once, without a search for rings."""
        self._listening = None
        if self._leaving is not None:
            self._leaving.cancel()


def notice_silence(connection: socket.socket | None) -> None:
    """Lets the system ask now and then whether the other end is still there; where it cannot, nothing changes."""
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in SILENCE.items():
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
