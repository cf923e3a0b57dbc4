"""One phone misbehaves in a room where everybody shares an address: it is held back, and nobody else notices."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import pytest

from sessions.events import STANCES
from tests.e2e.stage import Server
from tests.faults.phones import Answer, NotOurs, Phone, ask, request_bytes, trickle

PEOPLE = 30
PATIENCE = 60.0  # seconds that the others wait for an answer; not to get one would be an error
MOST_SLOW = 60.0  # seconds until a slow request is hung up on, which uvicorn alone would never do

# What the limits let through before they hold somebody back, and then each second: by them alone an abuser is judged,
# since a busy machine may take any time for so many requests.
NOTES = (5, 0.5)
GUESSES = (20, 20 / 300)
STREAMS = (20, 1.0)

NOTE = {"card": "", "kind": "idea", "text": "Again", "tap": 1}


async def room(server: Server, *, steps: int = 1) -> tuple[Phone, list[Phone]]:
    """The abuser and the others, in a session that rates."""
    code = server.new(hand="keko-6")
    phones = [Phone(server.url, code, name=f"phone {n}") for n in range(PEOPLE + 1)]
    await asyncio.gather(*(phone.join() for phone in phones))
    for _ in range(steps):
        server.step(code)
    return phones[0], phones[1:]


async def beside(people: list[Phone], abuse: Coroutine[Any, Any, None]) -> Counter[int]:
    """What the others are answered, who rate on and on while somebody misbehaves."""
    statuses: Counter[int] = Counter()
    over = asyncio.ensure_future(abuse)
    cards = list((await people[0].state())["cards"])

    async def rates(phone: Phone) -> None:
        for n in range(1, 50):
            fields = {"card": cards[n % len(cards)], "round": 1, "stance": STANCES[n % 4], "tap": n}
            answer = await phone.ask("POST", "/ratings", fields, patience=PATIENCE)
            statuses[answer.status] += 1
            await asyncio.wait({over}, timeout=0.2)  # five taps a second: as fast as fingers go
            if over.done() and n >= 3:
                return

    await asyncio.gather(*(rates(phone) for phone in people))
    await over
    return statuses


def most(limit: tuple[int, float], seconds: float) -> int:
    """How many are let through in so many seconds."""
    burst, per_second = limit
    return burst + int(seconds * per_second) + 1


def assert_held_back(answers: list[Answer], *, through: int, limit: tuple[int, float], seconds: float) -> None:
    """As many as the limit has got the status `through`, all others 429 with a sentence and how long to wait."""
    refused = [answer for answer in answers if answer.status == 429]
    assert {answer.status for answer in answers} == {through, 429}
    assert limit[0] <= len(answers) - len(refused) <= most(limit, seconds)
    assert [
        answer.body
        for answer in refused
        if f" {answer.headers['retry-after']} s" not in json.loads(answer.body)["error"]["message"]
    ] == []


def test_a_thousand_notes_of_one_phone_are_held_back(server: Server):
    async def evening() -> tuple[Counter[int], list[Answer]]:
        abuser, people = await room(server)
        answers: list[Answer] = []

        async def floods(n: int) -> None:
            for tap in range(n, 1_001, 10):
                answers.append(await abuser.ask("POST", "/notes", {**NOTE, "tap": tap}, patience=PATIENCE))

        async def abuse() -> None:
            await asyncio.gather(*(floods(n) for n in range(1, 11)))

        return await beside(people, abuse()), answers

    began = time.monotonic()
    statuses, answers = asyncio.run(evening())
    seconds = time.monotonic() - began

    assert set(statuses) == {200}
    assert len(answers) == 1_000
    assert_held_back(answers, through=200, limit=NOTES, seconds=seconds)


def test_a_guesser_of_codes_is_held_back(server: Server):
    async def evening() -> tuple[Counter[int], list[Answer]]:
        _, people = await room(server)
        mark = (await ask(server.url, "GET", "/")).headers["set-cookie"].partition(";")[0]
        answers: list[Answer] = []

        async def abuse() -> None:
            for n in range(300):
                headers = {"Accept": "application/json", "Cookie": mark}
                answers.append(await ask(server.url, "GET", f"/ZZ{n:04}/state", headers=headers))

        return await beside(people, abuse()), answers

    began = time.monotonic()
    statuses, answers = asyncio.run(evening())
    seconds = time.monotonic() - began

    assert set(statuses) == {200}
    assert len(answers) == 300
    assert_held_back(answers, through=404, limit=GUESSES, seconds=seconds)


def test_streams_of_one_phone_are_held_back_and_three_stay_open(server: Server):
    async def evening() -> tuple[Counter[int], list[int], int]:
        abuser, people = await room(server)
        heads: list[int] = []
        readers: list[asyncio.StreamReader] = []
        writers: list[asyncio.StreamWriter] = []

        async def abuse() -> None:
            for _ in range(60):
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                raw = request_bytes(server.url, "GET", f"/{abuser.code}/live", headers=abuser.headers())
                writer.write(raw)
                heads.append(int((await reader.readline()).split(b" ")[1]))
                readers.append(reader)
                writers.append(writer)

        statuses = await beside(people, abuse())
        ends = [asyncio.ensure_future(reader.read()) for reader in readers]
        ended, still_open = await asyncio.wait(ends, timeout=1)
        while len(still_open) > 3:
            more, still_open = await asyncio.wait(still_open, return_when=asyncio.FIRST_COMPLETED)
            ended |= more
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*ends, return_exceptions=True)
        return statuses, heads, len(still_open)

    began = time.monotonic()
    statuses, heads, still_open = asyncio.run(evening())
    seconds = time.monotonic() - began

    assert set(statuses) == {200}
    assert heads[:20] == [200] * 20
    assert set(heads) == {200, 429}
    assert heads.count(200) <= most(STREAMS, seconds)
    assert still_open <= 3


@pytest.mark.parametrize(
    ("path", "status"),
    [pytest.param("/ratings", 408, id="body"), pytest.param(None, 0, id="head")],
)
def test_slow_requests_are_hung_up_on(server: Server, path: str | None, status: int):
    async def evening() -> tuple[Counter[int], list[tuple[int, float]]]:
        abuser, people = await room(server)
        head = {**abuser.headers(), "Content-Length": "1000", "Connection": "keep-alive"}
        raw = request_bytes(server.url, "POST", f"/{abuser.code}/ratings", headers=head)
        ends: list[tuple[int, float]] = []

        async def abuse() -> None:
            sent = raw if path else raw[:-2] + b"X-More: "
            ends.extend(await asyncio.gather(*(trickle(server.url, sent) for _ in range(100))))

        return await beside(people, abuse()), ends

    statuses, ends = asyncio.run(evening())

    assert set(statuses) == {200}
    assert {each for each, _ in ends} == {status}
    assert max(seconds for _, seconds in ends) < MOST_SLOW


def test_huge_bodies_are_not_read(server: Server):
    async def evening() -> tuple[Counter[int], list[int]]:
        abuser, people = await room(server)
        answered: list[int] = []

        async def huge() -> None:
            place, body = f"/{abuser.code}/notes", b"x" * 5_000_000
            try:
                answer = await ask(server.url, "POST", place, headers=abuser.headers(), body=body)
                answered.append(answer.status)
            except NotOurs:
                answered.append(0)  # hung up on while it was still sending

        async def abuse() -> None:
            for _ in range(30):
                await huge()

        return await beside(people, abuse()), answered

    statuses, answered = asyncio.run(evening())

    assert set(statuses) == {200}
    assert len(answered) == 30
    assert set(answered) <= {413, 0}
