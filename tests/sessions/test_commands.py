"""The use cases by name, and who carries them out: the server that runs, or the command line itself."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest

from sessions import commands
from sessions.commands import CommandRefused, Office, ask, carry_out
from sessions.errors import ArchiveUnreadable, CodeTaken, NoSuchSession, NothingDealt
from sessions.log import Log
from sessions.settings import Settings, sqlite_url
from sessions.workshop import Plan, Workshop
from tests.factories import a_deck

PLAN = Plan(title="Trends", hand="all", groups=("A", "B"), date="2026-11-24")


@pytest.fixture
def workshop(log: Log) -> Workshop:
    return Workshop(log)


def new(workshop: Workshop) -> str:
    return str(carry_out(workshop, commands.New(PLAN, a_deck(2)))["code"])


def test_a_new_session_is_listed_and_shown(workshop: Workshop):
    brief = carry_out(workshop, commands.New(PLAN, a_deck(2)))

    code = str(brief["code"])
    assert brief == {
        "code": code,
        "title": "Trends",
        "date": "2026-11-24",
        "door": code,
        "seats": 0,
        "step": "welcome",
        "closed": False,
    }
    assert carry_out(workshop, commands.List()) == {"sessions": [brief]}
    shown = carry_out(workshop, commands.Show(code))
    assert {name: shown[name] for name in brief} == brief
    assert (shown["groups"], shown["ratings"], shown["revealed"]) == ({"g1": "A", "g2": "B"}, 0, [])


@pytest.mark.parametrize(
    ("steps", "seen"),
    [
        (["next"], {"step": "rate", "round": 1}),
        (["next", "back"], {"step": "welcome", "round": 1}),
        (["deal"], {"step": "welcome", "round": 0}),
        (["deal", "open"], {"step": "welcome", "round": 1}),
        (["next", "close", "reveal"], {"revealed": 1}),
        (["next", "close", "reveal", "reveal"], {"revealed": 2}),
        (["end"], {"closed": True}),
        (["end", "reopen"], {"closed": False}),
    ],
)
def test_a_session_is_steered_by_name(workshop: Workshop, steps: list[str], seen: dict[str, object]):
    code = new(workshop)

    for step in steps:
        answer = carry_out(workshop, commands.Move(code, step))  # type: ignore[arg-type]

    answer["revealed"] = len(answer["revealed"])  # type: ignore[arg-type]
    assert {name: answer[name] for name in seen} == seen


def test_an_archive_brings_a_deleted_session_back(workshop: Workshop):
    code = new(workshop)
    before = carry_out(workshop, commands.Show(code))
    archive = str(carry_out(workshop, commands.Give(code))["archive"])

    deleted = carry_out(workshop, commands.Delete(code))
    with pytest.raises(NoSuchSession):
        carry_out(workshop, commands.Show(code))
    carry_out(workshop, commands.Take(archive))

    assert deleted == {"code": code, "deleted": True}
    assert carry_out(workshop, commands.Show(code)) == before


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (commands.Show("ZZZZZZ"), NoSuchSession),
        (commands.Give("ZZZZZZ"), NoSuchSession),
        (commands.Delete("ZZZZZZ"), NoSuchSession),
        (commands.Move("ZZZZZZ", "next"), NoSuchSession),
        (commands.Move("ZZZZZZ", "reveal"), NoSuchSession),
        (commands.Take("{}"), ArchiveUnreadable),
        (commands.Take("\x00"), ArchiveUnreadable),
    ],
)
def test_a_command_is_refused_by_name(workshop: Workshop, command: commands.Command, refusal: type[Exception]):
    with pytest.raises(refusal):
        carry_out(workshop, command)


def test_rules_hold_for_commands_too(workshop: Workshop):
    code = new(workshop)
    archive = str(carry_out(workshop, commands.Give(code))["archive"])

    with pytest.raises(CodeTaken):
        carry_out(workshop, commands.Take(archive))
    with pytest.raises(NothingDealt):
        carry_out(workshop, commands.Move(code, "open"))


@pytest.mark.parametrize(
    "command",
    [
        commands.New(PLAN, a_deck(1)),
        commands.List(),
        commands.Show("TEST42"),
        commands.Move("TEST42", "open", minutes=3),
        commands.Give("TEST42"),
        commands.Take("{}"),
        commands.Delete("TEST42"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_command_survives_the_way_to_the_server(command: commands.Command):
    assert msgspec.json.decode(msgspec.json.encode(command), type=commands.Command) == command


# -------------------------------------------------------------------- through a server


class Told(BaseHTTPRequestHandler):
    """Stands where a server would, writes down what it is told and answers what the test wants."""

    status = 200
    answer = b'{"code": "TEST42"}'
    heard: list[tuple[str, str, bytes]]

    def do_GET(self) -> None:
        self._answer(200, b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, self.headers["Authorization"], body))
        self._answer(self.status, self.answer)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def a_server(status: int = 200, answer: bytes = b'{"code": "TEST42"}') -> Iterator[tuple[str, type[Told]]]:
    handler = type("Handler", (Told,), {"status": status, "answer": answer, "heard": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def office(folder: Path, place: object = None) -> Office:
    if place is not None:
        (folder / "server.json").write_text(place if isinstance(place, str) else json.dumps(place))
    return Office(Settings(data=folder, database_url=sqlite_url(folder / "a.db")))


def test_beside_a_running_server_a_command_is_handed_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # A proxy of the organisation cannot reach the room, and must not see the key.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with a_server() as (url, told):
        answer = office(tmp_path, {"url": url, "key": "secret"}).do(commands.Show("TEST42"))

    assert answer == {"code": "TEST42"}
    assert told.heard == [("/facilitate/command", "Bearer secret", b'{"do":"show","code":"TEST42"}')]
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(None, id="no-server"),
        pytest.param({"url": "http://127.0.0.1:9", "key": "x"}, id="server-gone"),
        pytest.param("{", id="half-written"),
        pytest.param("[]", id="something-else"),
        pytest.param({"url": 7, "key": "x"}, id="no-address"),
        pytest.param({"key": "x"}, id="address-missing"),
    ],
)
def test_without_a_server_the_database_is_opened(tmp_path: Path, place: object):
    assert office(tmp_path, place).do(commands.List()) == {"sessions": []}


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (409, b'{"error": {"code": "x", "message": "Not now."}}', "Not now."),
        (401, b"", "The server answered 401."),
        (502, b"<html>", "The server answered 502."),
        (500, b'{"error": 7}', "The server answered 500."),
        (500, b"[]", "The server answered 500."),
    ],
)
def test_a_servers_refusal_is_passed_on(status: int, body: bytes, sentence: str):
    with a_server(status, body) as (url, _), pytest.raises(CommandRefused) as refused:
        ask(url, "key", commands.List())

    assert refused.value.sentence == sentence


def test_a_server_that_cannot_be_reached_is_said_so():
    with pytest.raises(OSError, match="refused"):
        ask("http://127.0.0.1:9", "key", commands.List())
