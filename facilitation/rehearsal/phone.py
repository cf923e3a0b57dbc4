"""One phone as our script plays it: a seat's cookie, growing tap numbers, a connection to tap and one to listen."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from facilitation.rehearsal.wire import Answer, Wire, connect

AGAIN = 5  # times a tap is sent before the phone gives up
EACH = 0.002  # seconds for each phone that is here, over which phones spread what all of them ask after a step
MOST_SPREAD = 3.0

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Turned(Exception):
    """The server said no, with a status and the code of its refusal."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Phone:
    """A phone in the room of session `code`. `heard` is told each live event's name and its block.

    With the facilitator's key it takes a rehearsal seat, which counts nowhere. `received` and `sent` are bytes.
    """

    def __init__(
        self,
        url: str,
        code: str,
        *,
        language: str = "fi",
        key: str = "",
        heard: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self.code = code
        self.seat = ""
        self.shown = 0  # the step the phone shows, as the events' ids count
        self.spread = 0.0  # seconds in which to ask for the state after a step, so that not all ask at once
        self._url = url
        self._key = key
        self._language = language
        self._heard = heard
        self._ticket = secrets.token_urlsafe(24)
        self._cookies: dict[str, str] = {}
        self._tap = 0
        self._wire: Wire | None = None
        self._stream: Wire | None = None
        self._gone = [0, 0]
        self._turn = asyncio.Lock()  # one request after the other, as our script sends them

    # ---------------------------------------------------------------- what a person does

    async def look(self) -> None:
        """Loads the page: the join form, or with a seat the current step."""
        page = _body(await self._send("GET", f"/{self.code}", accept="text/html"))
        step = re.search(rb'data-step="([0-9]+)"', page)
        if step is not None:
            self.shown = int(step[1])

    async def join(self, *, sector: str = "", nickname: str = "") -> None:
        """Takes a seat; the same phone always gets the same one."""
        fields = {"ticket": self._ticket, "lang": self._language, "sector": sector, "nickname": nickname}
        self.seat = str((await self._post("seat", fields))["seat"])

    async def rate(self, card: str, stance: str, *, round_number: int) -> None:
        """An answer, sent until the server has it."""
        await self._tapped("ratings", {"card": card, "round": str(round_number), "stance": stance})

    async def note(self, card: str, kind: str, text: str) -> None:
        await self._tapped("notes", {"card": card, "kind": kind, "text": text})

    async def mark(self, card: str, mark: str, *, on: bool) -> None:
        await self._tapped("marks", {"card": card, "mark": mark, "on": "1" if on else "0"})

    async def prioritise(self, card: str, points: int) -> None:
        await self._tapped("priorities", {"card": card, "points": str(points)})

    async def agree(self, note: str, *, on: bool) -> None:
        await self._tapped(f"notes/{note}/agree", {"on": "1" if on else "0"})

    async def volunteer(self, action: str, *, on: bool) -> None:
        await self._tapped(f"actions/{action}", {"on": "1" if on else "0"})

    async def draw(self, *, left: int) -> None:
        """Turns a card over for the table, if it still has so many left."""
        await self._tapped("draw", {"left": str(left)})

    async def check_out(self, *, thought: str, next_time: str, grade: int) -> None:
        await self._tapped("checkout", {"thought": thought, "next_time": next_time, "grade": str(grade)})

    async def state(self) -> dict[str, Any]:
        """The state as the server tells it to this seat."""
        return self._told(await self._send("GET", f"/{self.code}/state"))

    async def listen(self) -> None:
        """Opens the event stream, if none is open."""
        if self._stream is not None and self._stream.open:
            return
        self._forget(self._stream)
        self._stream = await connect(self._url, self._hear)
        headers = self._headers("text/event-stream")
        answer = await self._stream.ask("GET", f"/{self.code}/live?step={self.shown}", headers)
        if answer.status != 200:
            self._told(answer)

    async def until_dropped(self) -> None:
        """Waits until the stream ends."""
        if self._stream is not None:
            await self._stream.ended

    def drop(self) -> None:
        """The network is gone: every connection ends at once."""
        for wire in (self._wire, self._stream):
            self._forget(wire)
        self._wire = self._stream = None

    # ---------------------------------------------------------------- what it took

    @property
    def received(self) -> int:
        return self._gone[0] + sum(wire.received for wire in (self._wire, self._stream) if wire is not None)

    @property
    def sent(self) -> int:
        return self._gone[1] + sum(wire.sent for wire in (self._wire, self._stream) if wire is not None)

    # ---------------------------------------------------------------- sending

    def _hear(self, event: str, block: bytes) -> None:
        if event == "step":
            self.shown = int(block.split(b"\n", 2)[1].removeprefix(b"id: "))
        elif event == "count":
            self.spread = min(int(_decode(block.partition(b"data: ")[2])["here"]) * EACH, MOST_SPREAD)
        if self._heard is not None:
            self._heard(event, block)

    async def _tapped(self, path: str, fields: dict[str, str]) -> None:
        """Sends a tap, the same one again where no answer came."""
        self._tap += 1
        fields["tap"] = str(self._tap)
        for _ in range(AGAIN - 1):
            with contextlib.suppress(OSError):
                await self._post(path, fields)
                return
        await self._post(path, fields)

    async def _post(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        return self._told(await self._send("POST", f"/{self.code}/{path}", _encode(fields)))

    async def _send(self, method: str, path: str, body: bytes = b"", *, accept: str = "application/json") -> Answer:
        headers = self._headers(accept)
        if body:
            headers["Content-Type"] = "application/json"
            if self._key and path.endswith("/seat"):
                headers["Authorization"] = f"Bearer {self._key}"
        async with self._turn:
            if self._wire is None or not self._wire.open:
                self._forget(self._wire)
                self._wire = await connect(self._url)
            answer = await self._wire.ask(method, path, headers, body)
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {
            "Host": urlsplit(self._url).netloc,
            "Accept": accept,
            "Accept-Language": self._language,
            "Accept-Encoding": "gzip",
        }
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return headers

    def _told(self, answer: Answer) -> dict[str, Any]:
        try:
            said = _decode(_body(answer))
        except msgspec.DecodeError:
            raise Turned(answer.status, "not ours") from None
        if "error" in said:
            raise Turned(answer.status, str(said["error"]["code"]))
        return said

    def _forget(self, wire: Wire | None) -> None:
        if wire is not None:
            self._gone[0] += wire.received
            self._gone[1] += wire.sent
            wire.close()


def _body(answer: Answer) -> bytes:
    packed = answer.headers.get("content-encoding") == "gzip"
    return gzip.decompress(answer.body) if packed else answer.body
