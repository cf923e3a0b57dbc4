"""Visitors of the application as tests play them: requests, event streams and websockets, spoken in plain ASGI.

The application runs on an event loop in a thread of its own, as it does in a server, so a test can tap on one phone
while it listens on another. Paths go out exactly as they are written: nothing on the way tidies them.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections.abc import Coroutine, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes, urlencode

from starlette.types import ASGIApp

HOST = "room.example:8501"
PATIENCE = 120.0  # seconds until a test gives up waiting on a busy machine

T = TypeVar("T")
Message = MutableMapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back; `taken` is how many parts of the sent body were read."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    taken: int = 0

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """The header's value; several are joined with a comma, none is ""."""
        return ", ".join(value for key, value in self.headers if key == name.lower())

    def cookies(self) -> dict[str, str]:
        """Each Set-Cookie as it stands, by the cookie's name."""
        return {value.split("=")[0]: value for key, value in self.headers if key == "set-cookie"}


class Running:
    """An application that has been started; `stop` ends it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="application", daemon=True)
        self._thread.start()
        self._begun: asyncio.Event = self.do(_made(asyncio.Event))
        self._over: asyncio.Event = self.do(_made(asyncio.Event))
        self._ended: asyncio.Event = self.do(_made(asyncio.Event))
        self._failed: str | None = None
        self._life = asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self.do(self._begun.wait())
        assert self._failed is None, self._failed

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Does something on the application's loop and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._life.result(PATIENCE)
        self.do(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _live(self) -> None:
        asked = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> Message:
            kind = next(asked)
            if kind == "lifespan.shutdown":
                await self._over.wait()
            return {"type": kind}

        async def send(message: Message) -> None:
            if message["type"].endswith("failed"):
                self._failed = str(message.get("message"))
            self._begun.set()

        await self._app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
        self._begun.set()

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | Iterable[bytes] = b"",
        client: str = "10.0.0.7",
    ) -> Answer:
        """One request, answered whole. An exception that leaves the application fails the test."""
        parts = [body] if isinstance(body, bytes) else list(body)
        return self.do(self._request(_scope("http", path, headers, client, method=method), parts))

    async def _request(self, scope: Message, parts: list[bytes]) -> Answer:
        waiting = list(parts)
        done = asyncio.Event()
        start: Message = {}
        came = bytearray()

        async def receive() -> Message:
            if waiting:
                return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                came.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    done.set()

        await asyncio.wait_for(self._app(scope, receive, send), PATIENCE)
        return Answer(start["status"], _texts(start["headers"]), bytes(came), len(parts) - len(waiting))

    def listen(self, path: str, *, headers: Iterable[tuple[str, str]] = ()) -> Listener:
        """Opens an event stream."""
        return Listener(self, self._app, _scope("http", path, headers, "10.0.0.7", method="GET"))

    def connect(self, path: str, *, headers: Iterable[tuple[str, str]] = (), protocols: Iterable[str] = ()) -> Socket:
        """Opens a websocket; `accepted` tells whether it was let in."""
        scope = _scope("websocket", path, headers, "10.0.0.7", subprotocols=list(protocols))
        return Socket(self, self._app, scope)


@dataclass(frozen=True)
class News:
    """One server-sent event."""

    event: str
    data: str
    id: str = ""


class Listener:
    """An open event stream."""

    def __init__(self, running: Running, app: ASGIApp, scope: Message) -> None:
        self._running = running
        self._came: queue.Queue[News | None] = queue.Queue()
        self._text = ""
        self._left: asyncio.Event = running.do(_made(asyncio.Event))
        self._head: queue.Queue[Message] = queue.Queue()
        self._task = asyncio.run_coroutine_threadsafe(self._run(app, scope), running._loop)
        start = self._head.get(timeout=PATIENCE)
        self.status: int = start["status"]
        self.headers = _texts(start["headers"])

    async def _run(self, app: ASGIApp, scope: Message) -> None:
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            for message in asked:
                return message
            await self._left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._head.put(message)
                return
            self._text += message.get("body", b"").decode()
            *whole, self._text = self._text.split("\n\n")
            for block in whole:
                self._came.put(_news(block))

        try:
            await app(scope, receive, send)
        finally:
            self._came.put(None)

    def next(self, event: str = "") -> News:
        """The next event, or the next of this kind."""
        deadline = time.monotonic() + PATIENCE
        while True:
            news = self._came.get(timeout=max(0.0, deadline - time.monotonic()))
            assert news is not None, "the stream has ended"
            if event in ("", news.event):
                return news

    def rest(self) -> list[News]:
        """What comes until the stream ends."""
        return list(iter(lambda: self._came.get(timeout=PATIENCE), None))

    def leave(self) -> None:
        """Goes away, as a phone does whose network is gone, and waits until that has been noticed."""
        self._running._loop.call_soon_threadsafe(self._left.set)
        self._task.result(PATIENCE)


class Socket:
    """A websocket; `accepted` says whether the application let it in, `closed` with which code it ended."""

    def __init__(self, running: Running, app: ASGIApp, scope: Message) -> None:
        self._running = running
        self._sent: asyncio.Queue[Message] = running.do(_made(asyncio.Queue))
        self._came: queue.Queue[Message] = queue.Queue()
        self._put({"type": "websocket.connect"})
        self._task = asyncio.run_coroutine_threadsafe(app(scope, self._sent.get, self._send), running._loop)
        self.first = self._came.get(timeout=PATIENCE)
        self.accepted = self.first["type"] == "websocket.accept"

    async def _send(self, message: Message) -> None:
        self._came.put(message)

    def _put(self, message: Message) -> None:
        self._running._loop.call_soon_threadsafe(self._sent.put_nowait, message)

    def send(self, data: bytes) -> None:
        self._put({"type": "websocket.receive", "bytes": data})

    def next(self) -> Message:
        return self._came.get(timeout=PATIENCE)

    def close(self) -> None:
        self._put({"type": "websocket.disconnect", "code": 1000})
        self._task.result(PATIENCE)


@dataclass
class Visitor:
    """One browser: it keeps its cookies, and sends the Host and language that a browser would."""

    running: Running
    language: str = "en"
    host: str = HOST
    jar: dict[str, str] = field(default_factory=dict)

    def headers(self, more: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
        usual = {"host": self.host, "accept-language": self.language, "accept": "text/html"}
        if self.jar:
            usual["cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        return list({**usual, **(more or {})}.items())

    def send(
        self, method: str, path: str, *, body: bytes | Iterable[bytes] = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        answer = self.running.request(method, path, headers=self.headers(headers), body=body)
        for line in answer.cookies().values():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, /, **fields: object) -> Answer:
        """Sends a form as a page without a script does."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, body=urlencode(fields).encode(), headers=headers)

    def tap(self, path: str, /, **fields: object) -> Answer:
        """Sends a form as our script does, and gets JSON."""
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        return self.send("POST", path, body=urlencode(fields).encode(), headers=headers)

    def listen(self, path: str, **headers: str) -> Listener:
        return self.running.listen(path, headers=self.headers(headers))


def _scope(kind: str, path: str, headers: Iterable[tuple[str, str]], client: str, **more: object) -> Message:
    raw, _, query = path.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws" if kind == "websocket" else "http",
        "path": unquote_to_bytes(raw).decode("utf-8", errors="replace"),
        "raw_path": raw.encode("utf-8", errors="replace"),
        "query_string": query.encode("latin-1", errors="replace"),
        "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8501),
        "state": {},
        **more,
    }


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]


def _news(block: str) -> News:
    lines = [line.partition(": ") for line in block.split("\n")]
    said = {name: value for name, _, value in lines if name != "data"}
    data = "\n".join(value for name, _, value in lines if name == "data")
    return News(event=said.get("event", ""), data=data, id=said.get("id", ""))


async def _made(what: Any) -> Any:
    return what()
