"""HTTP/1.1 over a keep-alive connection, and event streams: as little as thousands of phones in one process need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple, cast
from urllib.parse import urlsplit

PATIENCE = 30.0  # seconds for an answer

Heard = Callable[[str, bytes], None]


class Answer(NamedTuple):
    """What came back; header names are in lower case, several `set-cookie` stand in `cookies`."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes


class Wire(asyncio.Protocol):
    """One connection. `heard` makes it an event stream: it is told each event's name and its whole block."""

    def __init__(self, heard: Heard | None = None) -> None:
        self.received = 0  # bytes, as `sent`
        self.sent = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard = heard
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._head: Answer | None = None
        self._body = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Sends a request and waits for its answer; of an event stream that is its head.

        Raises:
            OSError: the connection is gone, or nothing came in time.
        """
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the connection is gone")
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + body
        self.sent += len(request)
        self._waiting = asyncio.get_running_loop().create_future()
        timer = asyncio.get_running_loop().call_later(PATIENCE, self.close)
        try:
            self._transport.write(request)
            return await self._waiting
        finally:
            timer.cancel()
            self._waiting = None

    def close(self) -> None:
        """Ends the connection at once, as a phone does whose network is gone."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    # ---------------------------------------------------------------- asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError("the connection was lost"))
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self._buffer += data
        while self._read():
            pass

    # ---------------------------------------------------------------- reading

    def _read(self) -> bool:
        """Reads one piece of what has come; False when it is not whole yet."""
        if self._head is None:
            return self._read_head()
        if self._head.headers.get("transfer-encoding") == "chunked":
            return self._read_chunk(self._head)
        length = int(self._head.headers.get("content-length", "0"))
        if len(self._buffer) < length:
            return False
        self._answer(self._head._replace(body=bytes(self._buffer[:length])))
        del self._buffer[:length]
        self._head = None
        return bool(self._buffer)

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        first, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        cookies = tuple(value for name, value in pairs if name == "set-cookie")
        self._head = Answer(int(first.split(" ", 2)[1]), dict(pairs), cookies, b"")
        if self._heard is not None and self._head.status == 200:
            self._answer(self._head)
        return True

    def _read_chunk(self, head: Answer) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        size = int(self._buffer[:end], 16)
        if len(self._buffer) < end + size + 4:
            return False
        self._body += self._buffer[end + 2 : end + 2 + size]
        del self._buffer[: end + size + 4]
        if size == 0:
            if self._heard is None or head.status != 200:
                self._answer(head._replace(body=bytes(self._body)))
            self._body.clear()
            self._head = None
        elif self._heard is not None:
            self._tell(self._heard)
        return bool(self._buffer)

    def _tell(self, heard: Heard) -> None:
        """Tells whole events, `event: step\\nid: 7\\ndata: ...`, of what the stream has brought."""
        while (end := self._body.find(b"\n\n")) >= 0:
            block = bytes(self._body[:end])
            del self._body[: end + 2]
            first = block.partition(b"\n")[0]
            if first.startswith(b"event: "):
                heard(first[7:].decode("latin-1"), block)

    def _answer(self, answer: Answer) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)


async def connect(url: str, heard: Heard | None = None) -> Wire:
    """A connection to the server at `url`.

    Raises:
        OSError: it cannot be reached.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(
        lambda: Wire(heard), parts.hostname or "", parts.port or (443 if secure else 80), ssl=secure or None
    )
    return wire
