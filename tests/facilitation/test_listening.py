"""A connection is hung up on while it owes us a head or goes on after a refusal, and at no other time."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import ClassVar

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from facilitation.listening import SILENCE, TOGETHER, Listening, notice_silence
from facilitation.phone.parsing import WHOLE

PATIENCE = 1.0  # seconds: longer than a busy machine leaves a test standing
LONG = 1.5 * PATIENCE
HEAD = b"GET / HTTP/1.1\r\nHost: room.example\r\n"
POST = b"POST / HTTP/1.1\r\nHost: room.example\r\nContent-Length: 5000000\r\n\r\n"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


class Hasty(Listening):
    patience = PATIENCE
    farewell = PATIENCE


async def slow_answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Says "slow" after a while, or at "/5" five letters; refuses posts unread; of a put it says how much had come,
    and a patch it says again; takes websockets and says nothing there.
    """
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        return
    if scope["method"] == "POST":
        headers = [(b"content-length", b"2"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": b"no"})
        return
    if scope["method"] == "PUT":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"whole" if scope[WHOLE] else b"begun"})
        return
    if scope["method"] == "PATCH":
        body = (await receive())["body"] or (await receive())["body"]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
        await send({"type": "http.response.body", "body": body})
        return
    if scope["path"][1:].isdecimal():
        body = b"x" * int(scope["path"][1:])
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]}
        )
        await send({"type": "http.response.body", "body": body})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await asyncio.sleep(LONG if scope["path"] == "/slow" else 0)
    await send({"type": "http.response.body", "body": b"slow"})


def talked(talk: Talk, listening: type[Hasty] = Hasty) -> bytes:
    """What a visitor hears."""

    async def evening() -> bytes:
        config = uvicorn.Config(slow_answer, http=Hasty, ws="websockets-sansio", lifespan="off", log_config=None)
        config.load()
        loop = asyncio.get_running_loop()
        state = ServerState()
        server = await loop.create_server(lambda: listening(config, state, {}), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            async with asyncio.timeout(60):
                return await talk(reader, writer)
        finally:
            writer.transport.abort()
            server.close()
            while state.connections:  # noqa: ASYNC110 - nothing of uvicorn tells when they are gone
                await asyncio.sleep(0)

    return asyncio.run(evening())


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, HEAD + b"X-More: a\r\n"], ids=["nothing", "byte", "line", "lines"])
def test_a_head_that_does_not_end_is_hung_up_on(sent: bytes):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(sent)
        return await reader.read()

    assert talked(talk) == b""


def test_bytes_now_and_then_gain_no_time():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        ended = asyncio.ensure_future(reader.read())
        writer.write(HEAD + b"X-More: ")
        while not ended.done():
            writer.write(b"a")
            await asyncio.wait({ended}, timeout=PATIENCE / 4)
        return await ended

    assert talked(talk) == b""


def test_the_next_head_on_a_kept_connection_must_end_too():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"slow")
        writer.write(HEAD)
        return await reader.read()

    assert talked(talk) == b""


def test_a_kept_connection_may_rest():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"\r\n")
        await reader.readuntil(b"slow")
        await asyncio.wait({asyncio.ensure_future(reader.read(1))}, timeout=LONG)
        writer.write(HEAD + b"\r\n")
        return b"open" if not reader.at_eof() else b"hung up"

    assert talked(talk) == b"open"


def test_an_answer_may_take_its_time():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD.replace(b"/ ", b"/slow ", 1) + b"\r\n")
        return (await reader.readuntil(b"slow"))[-4:]

    assert talked(talk) == b"slow"


def test_who_goes_on_sending_after_a_refusal_is_not_cut_off_before_having_heard_it():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(POST)
        refusal = await reader.readuntil(b"no")
        for _ in range(100):
            writer.write(b"x" * 10_000)
            await writer.drain()
        return refusal[-2:] + await reader.read()

    assert talked(talk) == b"no"


def test_who_does_not_end_after_a_refusal_is_hung_up_on():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(POST)
        refusal = await reader.read()
        with suppress(ConnectionError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0)
        return refusal[-2:]

    assert talked(talk) == b"no"


@pytest.mark.parametrize(("body", "told"), [(b"yes", b"whole"), (b"ye", b"begun"), (b"", b"begun")])
def test_whoever_reads_a_body_is_told_whether_it_has_come(body: bytes, told: bytes):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD.replace(b"GET", b"PUT") + b"Content-Length: 3\r\n\r\n" + body)
        await reader.readuntil(b"\r\n\r\n")
        return await reader.readexactly(5)

    assert talked(talk) == told


def test_a_websocket_may_be_silent():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        writer.write(HEAD + upgrade + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        ended, _ = await asyncio.wait({asyncio.ensure_future(reader.read(1))}, timeout=LONG)
        return b"hung up" if ended else b"open"

    assert talked(talk) == b"open"


def test_the_system_asks_whether_the_other_end_is_still_there():
    known = {name: value for name, value in SILENCE.items() if hasattr(socket, name)}

    with socket.socket() as connection:
        notice_silence(connection)
        kept = connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        set_to = {name: connection.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in known}

    assert (kept != 0, set_to) == (True, known)


class Telling(Hasty):
    """Keeps what each connection was given to send, write by write."""

    given: ClassVar[list[bytes]] = []

    def connection_made(self, transport: asyncio.Transport) -> None:
        send = transport.write

        def told(data: bytes) -> None:
            self.given.append(data)
            send(data)

        transport.write = told  # type: ignore[method-assign, assignment]
        super().connection_made(transport)


def test_an_answer_goes_out_in_one_piece():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        for _ in range(2):
            writer.write(HEAD + b"\r\n")
            await reader.readuntil(b"slow")
        return b""

    Telling.given.clear()
    talked(talk, Telling)

    assert [(piece[:15], piece[-8:]) for piece in Telling.given] == [(b"HTTP/1.1 200 OK", b"\r\n\r\nslow")] * 2


@pytest.mark.parametrize("more", [0, TOGETHER])
def test_no_byte_of_an_answer_is_lost_however_long_it_is(more: int):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD.replace(b"/ ", b"/%d " % more, 1) + b"\r\n")
        await reader.readuntil(b"\r\n\r\n")
        return await reader.readexactly(more)

    assert talked(talk) == b"x" * more


def test_a_head_is_sent_where_no_body_comes():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD.replace(b"GET", b"HEAD") + b"\r\n")
        return await reader.readuntil(b"\r\n\r\n")

    assert talked(talk).startswith(b"HTTP/1.1 200 OK")


def test_who_waits_to_be_told_to_go_on_is_told_at_once():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD.replace(b"GET", b"PATCH") + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        told = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"yes")
        await reader.readuntil(b"\r\n\r\n")
        return told[:12] + await reader.readexactly(3)

    assert talked(talk) == b"HTTP/1.1 100yes"
