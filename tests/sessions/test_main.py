"""The command line, without a server and beside a running one, and a real vote cast again over HTTP."""

import http.client
import json
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.__main__ import main
from sessions.replay import Voter, read_votes
from tests.e2e.stage import KEY, ROOT, Server

LONDON = Path(__file__).parents[1] / "data" / "london.youth.policing"
TOTALS = {"opportunity": 392, "threat": 192, "both": 0, "unsure": 54}


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder on which no server runs."""
    monkeypatch.setenv("TRENDIPAKKA_DATA", str(tmp_path))
    monkeypatch.delenv("TRENDIPAKKA_DATABASE_URL", raising=False)
    return tmp_path


class Said:
    """What a command printed and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        capsys.readouterr()
        self.status = main(arguments)
        self.out, self.err = capsys.readouterr()

    def json(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.out)
        return answer


def test_a_session_is_opened_listed_steered_and_deleted(alone: Path, capsys: pytest.CaptureFixture[str]):
    new = Said(capsys, "new", "--title", "Työn tulevaisuus", "--groups", "A, B,C", "--deal", "split", "--json").json()
    code = str(new["code"])
    listed = Said(capsys, "list", "--json").json()
    stepped = Said(capsys, "step", code.lower(), "next", "--json").json()
    shown = Said(capsys, "show", f"{code[:3]}-{code[3:]}", "--json").json()
    deleted = Said(capsys, "delete", code, "--json").json()

    assert listed == {"sessions": [new]}
    assert (new["title"], new["seats"], new["step"]) == ("Työn tulevaisuus", 0, "welcome")
    assert (stepped, shown["groups"], shown["step"]) == (shown, {"g1": "A", "g2": "B", "g3": "C"}, "rate")
    assert deleted == {"code": code, "deleted": True}
    assert Said(capsys, "list", "--json").json() == {"sessions": []}


def test_without_json_a_person_can_read_it(alone: Path, capsys: pytest.CaptureFixture[str]):
    code = str(Said(capsys, "new", "--title", "Trends", "--json").json()["code"])

    listed, shown = Said(capsys, "list"), Said(capsys, "show", code)

    assert listed.out == f"{code}     0  welcome   Trends\n"
    assert shown.out.split("\n")[:2] == [f"code: {code}", "title: Trends"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "ZZZZZZ"], "no_such_session"),
        (["delete", "ZZZZZZ"], "no_such_session"),
        (["step", "ZZZZZZ", "next"], "no_such_session"),
        (["new", "--title", " "], "missing_field"),
        (["new", "--title", "T", "--deck", "none"], "no_such_deck"),
        (["new", "--title", "T", "--hand", "none"], "bad_field"),
        (["new", "--title", "T", "--groups", ","], "no_groups"),
        (["import", str(LONDON / "votes.csv")], "archive_unreadable"),
        (["import", "nowhere.json"], "failed"),
        (["replay", str(LONDON)], "failed"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else value,
)
def test_a_refused_command_ends_with_1_and_says_why(
    alone: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
):
    said = Said(capsys, *arguments, "--json")

    error = said.json()["error"]
    assert isinstance(error, dict)
    assert (said.status, error["code"], said.err) == (1, code, f"{error['message']}\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["new"], ["show"], ["step", "ABCDEF", "fly"], ["new", "--title", "T", "--deal", "all"], ["step"]],
    ids=" ".join,
)
def test_a_call_that_cannot_be_read_ends_with_2(
    alone: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m sessions")


def test_a_setting_that_cannot_be_read_ends_with_2(
    alone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRENDIPAKKA_PORT", "many")

    said = Said(capsys, "list")

    assert (said.status, "TRENDIPAKKA_PORT" in said.err) == (2, True)


@pytest.mark.parametrize("command", ["new", "list", "show", "step", "export", "import", "delete", "replay"])
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert (ended.value.code, "--json" in capsys.readouterr().out) == (0, True)


@pytest.mark.parametrize("format", ["json", "csv", "html", "md"])
def test_a_session_is_exported_to_a_file(alone: Path, capsys: pytest.CaptureFixture[str], format: str):
    code = str(Said(capsys, "new", "--title", "Trends", "--json").json()["code"])
    out = alone / f"out.{format}"

    said = Said(capsys, "export", code, "--format", format, "--out", str(out), "--json").json()

    assert said == {"code": code, "format": format, "out": str(out), "bytes": out.stat().st_size}
    assert out.stat().st_size > 0


def test_what_cannot_be_exported_leaves_no_file(alone: Path, capsys: pytest.CaptureFixture[str]):
    code = str(Said(capsys, "new", "--title", "Trends", "--json").json()["code"])

    said = Said(capsys, "export", code, "--format", "exe", "--out", str(alone / "out"), "--json")

    assert (said.status, (alone / "out").exists()) == (1, False)


# -------------------------------------------------------------------- beside a running server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    if server.running():
        server.stop()


def beside(server: Server, *arguments: str) -> tuple[int, dict[str, object]]:
    """How a command ends that is given beside this server, and its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "sessions", *arguments, "--json"],
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, json.loads(done.stdout)


def cast_again(server: Server, *more: str) -> tuple[int, dict[str, object]]:
    """The London vote on this server, at once."""
    return beside(server, "replay", str(LONDON), "--speed", "0", *more)


def test_the_server_tells_command_lines_where_it_is_and_nobody_else(server: Server):
    place = server.data / "server.json"

    assert json.loads(place.read_text()) == {"url": server.url, "key": KEY}
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_real_vote_cast_again_over_http_says_what_it_said_and_survives_its_archive(server: Server, tmp_path: Path):
    status, answer = cast_again(server)
    code = str(answer["code"])
    before = beside(server, "show", code)
    archive = str(tmp_path / "london.json")

    beside(server, "export", code, "--format", "json", "--out", archive)
    beside(server, "delete", code)
    deleted = beside(server, "show", code)[0]
    beside(server, "import", archive)

    people = answer["people"]
    assert isinstance(people, dict)
    assert (status, answer["equal"], answer["differences"]) == (0, True, [])
    assert (answer["seats"], answer["ratings"], answer["totals"], people["opportunity"]) == (26, 638, TOTALS, 23)
    assert (deleted, beside(server, "show", code)) == (1, before)


def test_a_replay_that_differs_ends_with_1(server: Server):
    code = str(cast_again(server)[1]["code"])
    one = read_votes(LONDON)[0]
    stranger = Voter(server.url, code)
    stranger.join()
    stranger.rate(one.card, "both", 1)
    stranger.close()

    status, answer = cast_again(server, "--code", code)

    # Everybody of the vote came again as somebody new, beside the stranger.
    assert (status, answer["equal"], answer["seats"]) == (1, False, 26 + 1 + 26)


def test_a_refusal_of_the_server_ends_with_1(server: Server):
    status, answer = beside(server, "show", "ZZZZZZ")

    message = "No session has this code. Look at the wall and type the code again."
    assert (status, answer) == (1, {"error": {"code": "refused", "message": message}})


def test_the_server_stops_while_a_phone_listens_and_says_bye_to_it(tmp_path: Path):
    server = Server(tmp_path)
    server.environment["TRENDIPAKKA_KEY"] = ""
    server.start()
    code = str(beside(server, "new", "--title", "Trends")[1]["code"])
    phone = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    phone.request("POST", f"/{code}/seat", body="", headers={"Content-Type": "application/x-www-form-urlencoded"})
    joined = phone.getresponse()
    joined.read()
    cookie = joined.headers["Set-Cookie"].split(";")[0]
    phone.request("GET", f"/{code}/live", headers={"Cookie": cookie})
    stream = phone.getresponse()
    first = stream.readline()
    private = stat.S_IMODE((tmp_path / "key").stat().st_mode)

    server.stop(signal.SIGTERM)

    rest = stream.read()
    assert (first[:7], rest.split(b"\n\n")[-2:]) == (b"event: ", [b"event: bye\ndata: ", b""])
    assert (private, (tmp_path / "server.json").exists()) == (0o600, False)
    assert "Traceback" not in (tmp_path / "out.txt").read_text()
    phone.close()
