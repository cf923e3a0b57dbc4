"""A bad network in front of a real server: it delays, cuts, swallows, repeats and reorders, request by request.

    with Proxy(server.port, seed=7) as network:
        network.weather = storm          # a Weather; `calm` passes everything on
        ...                              # phones use network.url

It listens on loopback and speaks HTTP/1.1, one request a connection. A fault is drawn for each request from the
seed, the phone's name (header `X-Phone`, else "") and how many requests that phone has sent, so a failure can be
played again with the same seed.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeVar, get_args

Fault = Literal[
    "pass",  # as it should be
    "delay",  # arrives late
    "refuse",  # no connection at all
    "cut-request",  # breaks off while the request is being sent
    "lost-reply",  # the request arrives, its answer does not
    "cut-reply",  # the answer breaks off in its middle
    "half-open",  # both ways swallowed, nobody is told
    "deaf",  # the request arrives, then both ways are swallowed
    "duplicate",  # arrives twice at once
    "late",  # breaks off at once; the request arrives later all the same
    "reorder",  # waits until the requests of others have overtaken it
    "login",  # the wifi's login page answers instead
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
PATIENCE = 120.0  # seconds until a test gives up waiting
LOGIN_PAGE = b"<!doctype html><title>Guest wifi</title><form id=step><input name=room><button>Log in</button></form>"

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One request as it came: `headers` by name in lower case, `raw` all of its bytes."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def stream(self) -> bool:
        return self.path.partition("?")[0].endswith("/live")


Weather = Callable[[Request, Random], Fault]


def calm(request: Request, chance: Random) -> Fault:
    return "pass"


@dataclass(eq=False)
class Link:
    """A client's connection. Frozen, it neither carries anything nor ends."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    frozen: bool = False
    stream: bool = False


@dataclass
class Proxy:
    """The network before `port`; `seen` counts the faults that happened. Use it as a context manager."""

    port: int
    seed: int = 0
    weather: Weather = calm
    delay: float = 0.05  # seconds at most, for what comes late
    seen: Counter[Fault] = field(default_factory=Counter)

    def __enter__(self) -> Proxy:
        self._links: set[Link] = set()
        self._asked: Counter[str] = Counter()
        self._passed = asyncio.Event()  # set and renewed whenever a request has been passed on
        self._held: set[asyncio.Task[Any]] = set()  # requests that arrive later
        self._serving: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._connected, "127.0.0.1", 0, backlog=1024))
        self.own_port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.own_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # ---------------------------------------------------------------- what a test does to the network

    def cut(self) -> None:
        """Every open connection breaks off now."""
        self._do(self._cut())

    def freeze(self) -> None:
        """Every open connection is half-open from now on: bytes vanish both ways, and nobody is told."""
        self._do(self._freeze())

    def settle(self) -> None:
        """Waits until requests that were held back have arrived."""
        self._do(self._settle())

    def streams(self) -> int:
        """How many event streams are being carried."""
        return self._do(self._count())

    def wait_for_streams(self, number: int) -> None:
        """Waits until it carries so many event streams."""
        deadline = time.monotonic() + PATIENCE
        while (carried := self.streams()) != number:
            assert time.monotonic() < deadline, carried

    # ---------------------------------------------------------------- the network's own doing

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _cut(self) -> None:
        for link in list(self._links):
            link.writer.transport.abort()

    async def _freeze(self) -> None:
        for link in self._links:
            link.frozen = True

    async def _settle(self) -> None:
        while self._held:
            await asyncio.gather(*self._held)

    async def _count(self) -> int:
        return sum(link.stream and not link.frozen for link in self._links)

    async def _close(self) -> None:
        """Nobody comes in any more, whoever is on the way in has come, and all are cut off.

        A connection that asyncio is still accepting when its server is closed, or its task cancelled, stays open for
        ever: so the listening stops first and the server is closed last.
        """
        self._loop.remove_reader(self._server.sockets[0])
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            await self._cut()
            for task in self._serving | self._held:
                task.cancel()
            await asyncio.wait(tasks)
        self._server.close()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Written down before anything can come in between, so that nobody who has come is forgotten."""
        link = Link(reader, writer)
        self._links.add(link)
        self._start(self._serving, self._serve(link))

    async def _serve(self, link: Link) -> None:
        try:
            request = await _read_request(link.reader)
            phone = request.headers.get("x-phone", "")
            self._asked[phone] += 1
            chance = Random(f"{self.seed} {phone} {self._asked[phone]}")
            fault = self.weather(request, chance)
            self.seen[fault] += 1
            await self._meet(fault, request, link, chance)
        except (OSError, asyncio.IncompleteReadError):
            pass  # somebody left: the daily bread of a network
        except asyncio.CancelledError:
            pass  # the network is being taken down
        finally:
            link.stream = False
            link.writer.transport.abort() if link.frozen else link.writer.close()
            with suppress(OSError):
                await link.writer.wait_closed()
            self._links.discard(link)

    async def _meet(self, fault: Fault, request: Request, link: Link, chance: Random) -> None:
        match fault:
            case "pass":
                await self._pass_on(request, link)
            case "delay":
                await asyncio.sleep(chance.uniform(0, self.delay))
                await self._pass_on(request, link)
            case "refuse":
                link.writer.transport.abort()
            case "cut-request":
                await self._cut_request(request, chance)
                link.writer.transport.abort()
            case "lost-reply":
                await self._arrive(request)
                link.writer.transport.abort()
            case "cut-reply":
                answer = await self._arrive(request)
                link.writer.write(answer[: chance.randrange(1, max(2, len(answer)))])
            case "half-open":
                await self._swallow(link)
            case "deaf":
                await self._arrive(request)
                await self._swallow(link)
            case "duplicate":
                self._start(self._held, _whatever_comes(self._arrive(request)))
                await self._pass_on(request, link)
            case "late":
                link.writer.transport.abort()
                self._start(self._held, _whatever_comes(self._arrive_after_others(request, chance)))
            case "reorder":
                await self._overtaken(chance)
                await self._pass_on(request, link)
            case "login":
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(LOGIN_PAGE)}\r\n"
                link.writer.write(head.encode() + b"Connection: close\r\n\r\n" + LOGIN_PAGE)

    def _start(self, tasks: set[asyncio.Task[Any]], work: Coroutine[Any, Any, object]) -> None:
        task = self._loop.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _pass_on(self, request: Request, link: Link) -> None:
        """The request to the server and its answer back, as it comes, until one of them ends it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        link.stream = request.stream
        leaving = asyncio.ensure_future(link.reader.read())
        try:
            writer.write(request.raw)
            self._has_passed()
            while True:
                coming = asyncio.ensure_future(reader.read(65_536))
                await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if leaving.done() and not link.frozen:
                    coming.cancel()
                    return
                data = await coming
                if not data:
                    if link.frozen:
                        await self._swallow(link)
                    return
                if not link.frozen:
                    link.writer.write(data)
                    await link.writer.drain()
        finally:
            leaving.cancel()
            writer.transport.abort() if link.stream else writer.close()

    async def _arrive(self, request: Request) -> bytes:
        """The request reaches the server; its whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request.raw)
            self._has_passed()
            return await reader.read(65_536) if request.stream else await reader.read()
        finally:
            writer.close()

    async def _cut_request(self, request: Request, chance: Random) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request.raw[: chance.randrange(1, len(request.raw))])
        await writer.drain()
        writer.transport.abort()

    async def _swallow(self, link: Link) -> None:
        link.frozen = True
        while await link.reader.read(65_536):
            pass

    async def _arrive_after_others(self, request: Request, chance: Random) -> None:
        await self._overtaken(chance)
        await self._arrive(request)

    async def _overtaken(self, chance: Random) -> None:
        """Until some requests of others have passed, or long enough for the last one."""
        for _ in range(chance.randint(1, 6)):
            try:
                await asyncio.wait_for(self._passed.wait(), self.delay)
            except TimeoutError:
                return

    def _has_passed(self) -> None:
        self._passed.set()
        self._passed = asyncio.Event()


async def _whatever_comes(work: Coroutine[Any, Any, object]) -> None:
    with suppress(OSError):
        await work


async def _read_request(reader: asyncio.StreamReader) -> Request:
    """The next request, asking the server to close the connection after its answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    kept = [line for line in lines if not line.lower().startswith("connection:")]
    raw = "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1") + body
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, raw)
