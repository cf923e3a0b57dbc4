"""The bad network does to a request what its fault says, no more and no less."""

import asyncio
import gc
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest

from tests.faults.phones import NotOurs, ask
from tests.faults.proxy import FAULTS, LOGIN_PAGE, Fault, Proxy, Request

BODY = b"tap=1"
SAVED = b'{"saved":true}'


class Counting:
    """A server that counts whole requests and says to each that it is saved."""

    def __init__(self) -> None:
        self.came = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._answer, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(BODY))
            self.came += 1
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(SAVED), SAVED))
        except asyncio.IncompleteReadError:
            pass  # a request that broke off
        finally:
            writer.close()

    async def _finish(self) -> None:
        self._server.close()
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(tasks)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def counting() -> Iterator[Counting]:
    counting = Counting()
    yield counting
    counting.stop()


def answered(url: str, *, patience: float = 60.0) -> bytes | None:
    """What a phone is answered, None for nothing that is whole."""
    try:
        return asyncio.run(ask(url, "POST", "/ratings", body=BODY, patience=patience)).body
    except NotOurs:
        return None


EFFECTS: dict[Fault, tuple[bytes | None, int]] = {
    "pass": (SAVED, 1),
    "delay": (SAVED, 1),
    "refuse": (None, 0),
    "cut-request": (None, 0),
    "lost-reply": (None, 1),
    "cut-reply": (None, 1),
    "half-open": (None, 0),
    "deaf": (None, 1),
    "duplicate": (SAVED, 2),
    "late": (None, 1),
    "reorder": (SAVED, 1),
    "login": (LOGIN_PAGE, 0),
}


SILENT: tuple[Fault, ...] = ("half-open", "deaf")  # nothing comes, however long a phone waits


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_what_it_is_called(counting: Counting, fault: Fault):
    with Proxy(counting.port, weather=lambda request, chance: fault) as network:
        said = answered(network.url, patience=3.0 if fault in SILENT else 60.0)
        network.settle()

    assert (said, counting.came) == EFFECTS[fault]


def test_the_same_seed_gives_every_phone_the_same_weather(counting: Counting):
    def evening() -> list[Fault]:
        met: list[Fault] = []

        def weather(request: Request, chance: Random) -> Fault:
            met.append(chance.choice(FAULTS[:3]))
            return met[-1]

        with Proxy(counting.port, seed=5, weather=weather) as network:
            for _ in range(12):
                answered(network.url)
        return met

    assert evening() == evening()


def test_who_comes_while_the_network_is_taken_down_leaves_nothing_open():
    def come(network: Proxy, phones: list[socket.socket]) -> None:
        with suppress(OSError):  # the network is down
            while len(phones) < 20:
                phones.append(socket.create_connection(("127.0.0.1", network.own_port)))

    with warnings.catch_warnings(record=True, action="always") as said, socket.create_server(("127.0.0.1", 0)) as far:
        for _ in range(30):
            phones: list[socket.socket] = []
            with Proxy(far.getsockname()[1]) as network:
                coming = threading.Thread(target=come, args=(network, phones))
                coming.start()
            coming.join()
            for phone in phones:
                phone.close()
        gc.collect()

    assert [str(warning.message) for warning in said] == []
