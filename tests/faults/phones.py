"""Phones that keep a ledger: they follow the rules of phone.js on a bad network and remember what they were told."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

Fields = dict[str, str | int]


class NotOurs(Exception):
    """No answer of our server: nothing, half of one, or somebody else's."""


class Later(Exception):
    """The server asks to be asked again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Answer:
    """What came back whole; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def ask(
    url: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    patience: float = 30.0,
) -> Answer:
    """One request on a connection of its own.

    Raises:
        NotOurs: no whole answer came within `patience` seconds.
    """
    place = urlsplit(url)
    raw = request_bytes(url, method, path, headers={"Content-Length": str(len(body)), **(headers or {})}) + body
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            try:
                writer.write(raw)
                return _whole(await reader.read())
            finally:
                writer.transport.abort()
    except (OSError, TimeoutError) as error:
        raise NotOurs() from error


def request_bytes(url: str, method: str, path: str, *, headers: Mapping[str, str]) -> bytes:
    """The head of a request."""
    usual = {"Host": urlsplit(url).netloc, "Connection": "close", **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in usual.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def trickle(url: str, raw: bytes, *, pause: float = 1.0) -> tuple[int, float]:
    """Sends some bytes, then one more each `pause` seconds until the server has had enough.

    The status of its answer, 0 for none, and after how many seconds the connection was over.
    """
    place, began = urlsplit(url), time.monotonic()
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    answer = asyncio.ensure_future(_heard(reader))
    writer.write(raw)
    while not answer.done():
        writer.write(b"x")
        await asyncio.wait({answer}, timeout=pause)
    writer.transport.abort()
    came = await answer
    return int(came.split(b" ")[1]) if came else 0, time.monotonic() - began


async def _heard(reader: asyncio.StreamReader) -> bytes:
    """All that came until the connection was over, in whatever way."""
    came = b""
    with suppress(OSError):
        while part := await reader.read(65_536):
            came += part
    return came


def _whole(came: bytes) -> Answer:
    head, parted, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if not parted or len(body) != int(headers.get("content-length", "-1")):
        raise NotOurs()
    return Answer(int(first.split(" ")[1]), headers, body)


@dataclass
class Item:
    """One tap in the queue. A newer one with the same key replaces it as long as it is not under way."""

    path: str
    fields: Fields
    key: str


@dataclass
class Phone:
    """One phone. `wishes` is what its person wants, by key; `made`, `confirmed` and `refused` are known by tap."""

    url: str
    code: str
    name: str
    seed: int = 0
    seat: str = ""
    queue: list[Item] = field(default_factory=list)
    wishes: dict[str, Fields] = field(default_factory=dict)
    made: dict[int, Item] = field(default_factory=dict)
    confirmed: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    held_back: int = 0

    def __post_init__(self) -> None:
        self._cookie = ""
        self._fails = 0
        self._chance = Random(f"{self.seed} {self.name}")

    async def join(self) -> None:
        """A seat, asked for with the same ticket until the server has answered."""
        ticket = "".join(self._chance.choices("abcdefghijkmnpqrstuvwxyz23456789", k=32))
        answer = await self._insist("POST", "/seat", {"ticket": ticket})
        self.seat = json.loads(answer.body)["seat"]
        self._cookie = answer.headers["set-cookie"].partition(";")[0]

    def tap(self, path: str, key: str, **fields: str | int) -> None:
        """A tap into the queue, with the next number."""
        number = len(self.made) + 1
        item = Item(path, {**fields, "tap": number}, key)
        self.queue = [other for other in self.queue if other.key != key]
        self.queue.append(item)
        self.made[number] = item
        self.wishes[key] = fields

    async def flush(self) -> None:
        """Sends what waits: in order, one at a time, each until the server has said that it is saved or refused."""
        while self.queue:
            item = self.queue[0]
            answer = await self._insist("POST", item.path, item.fields)
            said = json.loads(answer.body)
            number = int(item.fields["tap"])
            if said.get("saved") is True:
                self.confirmed.add(number)
            elif said["error"]["code"] != "no_such_note":
                self.refused[number] = said["error"]["code"]
            self.queue.remove(item)

    async def state(self) -> dict[str, Any]:
        """The whole state anew."""
        answer = await self._insist("GET", "/state", {})
        state: dict[str, Any] = json.loads(answer.body)
        return state

    async def _insist(self, method: str, path: str, fields: Fields) -> Answer:
        """Asks until our server has answered, less and less often."""
        while True:
            try:
                answer = await self.once(method, path, fields, patience=min(0.5 * 1.5**self._fails, 15.0))
                self._fails = 0
                return answer
            except NotOurs:
                self._fails += 1
                await asyncio.sleep(min(0.01 * 2**self._fails, 0.5) * self._chance.uniform(0.5, 1))
            except Later as later:
                self.held_back += 1
                await asyncio.sleep(later.seconds)

    async def once(self, method: str, path: str, fields: Fields, *, patience: float = 30.0) -> Answer:
        """Asks once.

        Raises:
            NotOurs, Later
        """
        answer = await self.ask(method, path, fields, patience=patience)
        if not answer.headers.get("content-type", "").startswith("application/json"):
            raise NotOurs()
        if answer.status in (408, 429) or answer.status >= 500:
            raise Later(float(answer.headers.get("retry-after", "2")))
        return answer

    async def ask(self, method: str, path: str, fields: Fields, *, patience: float = 30.0) -> Answer:
        """Asks once, whatever the answer is. Raises NotOurs where there is none."""
        body = urlencode(fields).encode() if method == "POST" else b""
        url = f"/{self.code}{path}"
        return await ask(self.url, method, url, headers=self.headers(), body=body, patience=patience)

    def headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self._cookie,
            "X-Phone": self.name,
        }
