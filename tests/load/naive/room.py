"""Browsers of the naive page: its websocket, spoken as Streamlit's own script speaks it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.load.server import Measured

WITHIN = 5.0  # seconds in which everybody joins, or answers
PATIENCE = 60.0  # seconds until somebody gives up
STANCES = ("opportunity", "threat", "both", "unsure")

Seconds = list[float]


@dataclass
class Seen:
    """What a run saw; times in seconds, `cpu` in milliseconds, `memory` in KB."""

    phones: int
    joined: int = 0
    join: Seconds = field(default_factory=list)
    confirm: Seconds = field(default_factory=list)
    rate_cpu: float = 0.0
    reveal: Seconds = field(default_factory=list)
    idle_memory: float = 0.0
    memory: float = 0.0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)


class Browser:
    """One browser with the naive page open. It asks for the results as often as the page tells it to."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("http://", "ws://") + "/_stcore/stream"
        self._connection: ClientConnection | None = None
        self._buttons: dict[str, str] = {}
        self._finished = asyncio.Event()
        self._saved = asyncio.Event()
        self.revealed = asyncio.Event()
        self.revealed_at = 0.0
        self.bytes = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._polling: set[str] = set()

    async def join(self) -> None:
        """Opens the page; done once its four buttons stand."""
        self._connection = await connect(self._url, max_size=None, subprotocols=["streamlit"])  # type: ignore[list-item]
        self._tasks.append(asyncio.create_task(self._listen(self._connection)))
        await self._run()

    async def vote(self, stance: str) -> None:
        """Taps a button and waits until the page says that it is saved."""
        self._saved.clear()
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self._buttons[stance], True
        await self._send(message)
        async with asyncio.timeout(PATIENCE):
            await self._saved.wait()

    async def show(self) -> None:
        """Asks for the page that shows the results to everybody, as a facilitator."""
        message = BackMsg()
        message.rerun_script.query_string = "reveal=1"
        await self._send(message)

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._connection is not None:
            await self._connection.close()

    async def _run(self) -> None:
        message = BackMsg()
        message.rerun_script.query_string = ""
        self._finished.clear()
        await self._send(message)
        async with asyncio.timeout(PATIENCE):
            await self._finished.wait()

    async def _send(self, message: BackMsg) -> None:
        assert self._connection is not None
        data = message.SerializeToString()
        self.bytes += len(data)
        await self._connection.send(data)

    async def _listen(self, connection: ClientConnection) -> None:
        with contextlib.suppress(WebSocketException):
            async for data in connection:
                self.bytes += len(data)
                message = ForwardMsg()
                message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                self._hear(message)

    def _hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            self._finished.set()
        elif kind == "auto_rerun" and message.auto_rerun.fragment_id not in self._polling:
            self._polling.add(message.auto_rerun.fragment_id)
            self._tasks.append(asyncio.create_task(self._poll(message.auto_rerun.fragment_id)))
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "button":
                self._buttons[element.button.id.rsplit("-", 1)[-1]] = element.button.id
            elif element.WhichOneof("type") == "alert":
                self._saved.set()
            elif element.WhichOneof("type") == "heading" and element.heading.body == "Results":
                self.revealed_at = self.revealed_at or time.perf_counter()
                self.revealed.set()

    async def _poll(self, fragment: str) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                await asyncio.sleep(2.0)
                message = BackMsg()
                message.rerun_script.fragment_id = fragment
                message.rerun_script.is_auto_rerun = True
                await self._send(message)


async def play(server: Measured, phones: int, *, seed: int = 1) -> Seen:
    """The same phases as in our own room: join, answer with open pages, reveal."""
    seen, chance = Seen(phones), Random(seed)
    first = Browser(server.url)
    await first.join()
    seen.idle_memory = server.memory()
    browsers = [Browser(server.url) for _ in range(phones)]
    seen.join = await _spread([browser.join for browser in browsers], seen, chance)
    seen.joined = len(seen.join)
    seen.memory = server.memory()
    cpu = server.cpu()
    votes = [_voting(browser, chance.choice(STANCES)) for browser in browsers]
    seen.confirm = await _spread(votes, seen, chance)
    seen.rate_cpu = server.cpu() - cpu
    start = time.perf_counter()
    await first.show()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(browser.revealed.wait() for browser in browsers))
    seen.reveal = [browser.revealed_at - start for browser in browsers if browser.revealed_at]
    seen.bytes = sum(browser.bytes for browser in browsers)
    for browser in (first, *browsers):
        await browser.leave()
    return seen


def _voting(browser: Browser, stance: str) -> Callable[[], Awaitable[None]]:
    return lambda: browser.vote(stance)


async def _spread(doings: Sequence[Callable[[], Awaitable[None]]], seen: Seen, chance: Random) -> Seconds:
    async def one(doing: Callable[[], Awaitable[None]], at: float) -> float | None:
        await asyncio.sleep(at)
        began = time.perf_counter()
        try:
            await doing()
        except (OSError, WebSocketException, TimeoutError, KeyError) as error:
            seen.errors.append(f"{type(error).__name__} {error}"[:80])
            return None
        return time.perf_counter() - began

    took = await asyncio.gather(*(one(doing, chance.uniform(0, WITHIN)) for doing in doings))
    return [each for each in took if each is not None]
