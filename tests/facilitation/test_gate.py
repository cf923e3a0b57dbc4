"""Who may open what: every route of the real application against every role, and what the gate does to answers."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from facilitation import service
from facilitation.gate import COMMANDS, DESK, MOST_BYTES, Gate
from facilitation.house import build
from facilitation.service import Service
from facilitation.writeup import FORMATS
from tests.facilitation.rooms import opened
from tests.visitors import Answer, Running, Socket, Visitor

KEY = "the-key-of-the-tests"
HOST = "127.0.0.1:8501"
ORIGIN = f"http://{HOST}"
ROLES = ("anonymous", "participant", "elsewhere", "wall", "other-wall", "facilitator")
GUESTS = ("observer", "desk", "other-desk")


class Everyone:
    """A server with a session, and one visitor for each role."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.house: Service = service.running()
        self.code = opened(self.house)
        self.other = opened(self.house)

    def visitor(self, role: str) -> Visitor:
        code = self.other if role in ("elsewhere", "other-wall", "other-desk") else self.code
        visitor = Visitor(self.running, host=HOST)
        match role:
            case "participant" | "elsewhere":
                visitor.jar = joined_here(self.running, code).jar
            case "desk" | "other-desk" | "observer":
                link = self.house.doors.link("observer" if role == "observer" else "desk", code)
                assert visitor.post(f"{DESK}/come-in", token=link.partition("#")[2]).status == 303
            case "wall" | "other-wall":
                token = self.house.doors.wall_link(code).partition("#")[2]
                assert visitor.post(f"{DESK}/wall-in", token=token).status == 303
            case "facilitator":
                assert visitor.post(f"{DESK}/sign-in", key=KEY).status == 303
        return visitor

    def connect(self, visitor: Visitor, path: str = f"{DESK}/_stcore/stream", **headers: str) -> Socket:
        return self.running.connect(path, headers=visitor.headers({"origin": ORIGIN, **headers}))


def joined_here(running: Running, code: str) -> Visitor:
    visitor = Visitor(running, host=HOST)
    assert visitor.post(f"/{code}/seat").status == 303
    return visitor


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """The real application, Streamlit and all. There can be one Streamlit in a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRENDIPAKKA_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("TRENDIPAKKA_KEY", KEY)
        patch.setenv("TRENDIPAKKA_LANGUAGE", "en")
        running = Running(build())
        yield Everyone(running)
        running.stop()


# -------------------------------------------------------------------- every route, every role

# What each role is answered, in the order of ROLES; {code} is the session, {other} another one.
# A visitor without a pass gets 401 at the desk, one with a wall's pass 403 outside its wall.
DESK_ONLY = (401, 401, 401, 403, 403)
PUBLIC = (200, 200, 200, 200, 200, 200)
SEATED = (401, 200, 401, 401, 401, 401)
TABLE: dict[tuple[str, str], tuple[str, tuple[int, ...]]] = {
    ("GET", "/facilitate/sign-in"): ("/facilitate/sign-in", PUBLIC),
    ("POST", "/facilitate/sign-in"): ("/facilitate/sign-in", (401,) * 6),
    ("GET", "/facilitate/wall-in"): ("/facilitate/wall-in", PUBLIC),
    ("POST", "/facilitate/wall-in"): ("/facilitate/wall-in", (401,) * 6),
    ("GET", "/facilitate/come-in"): ("/facilitate/come-in", PUBLIC),
    ("POST", "/facilitate/come-in"): ("/facilitate/come-in", (401,) * 6),
    ("GET", "/facilitate/language"): ("/facilitate/language", (*DESK_ONLY, 303)),
    ("GET", "/facilitate/download/{code}/chart.{ending}"): (
        "/facilitate/download/ZZZZZZ/chart.csv?chart=cards",
        (*DESK_ONLY, 404),
    ),
    ("GET", "/facilitate/download/series/{format}"): (
        "/facilitate/download/series/pdf?series=none",
        (*DESK_ONLY, 404),
    ),
    ("GET", "/facilitate/download/{code}/ballots"): ("/facilitate/download/ZZZZZZ/ballots", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/download/{code}/{format}"): ("/facilitate/download/ZZZZZZ/json", (*DESK_ONLY, 404)),
    ("POST", "/facilitate/command"): ("/facilitate/command", (401,) * 6),
    ("POST", "/facilitate/sign-out"): ("/facilitate/sign-out", (*DESK_ONLY, 303)),
    ("GET", "/"): ("/", PUBLIC),
    ("GET", "/health"): ("/health", PUBLIC),
    ("GET", "/assets/{name}"): ("/assets/none.js", (404,) * 6),
    ("GET", "/{code}"): ("/{code}", PUBLIC),
    ("POST", "/{code}/seat"): ("/{code}/seat", (303,) * 6),
    ("GET", "/{code}/state"): ("/{code}/state", SEATED),
    ("GET", "/{code}/live"): ("/{code}/live", SEATED),
    ("POST", "/{code}/ratings"): ("/{code}/ratings", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/notes"): ("/{code}/notes", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/notes/{note}/withdraw"): ("/{code}/notes/n1/withdraw", (401, 404, 401, 401, 401, 401)),
    ("POST", "/{code}/notes/{note}/edit"): ("/{code}/notes/n1/edit", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/notes/{note}/agree"): ("/{code}/notes/n1/agree", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/actions/{action}"): ("/{code}/actions/a1", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/draw"): ("/{code}/draw", (401, 409, 401, 401, 401, 401)),
    ("POST", "/{code}/table"): ("/{code}/table", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/person"): ("/{code}/person", (401, 400, 401, 401, 401, 401)),
    ("GET", "/{code:beside_the_desk}/results"): ("/{code}/results", (404, 404, 404, 404, 404, 404)),
    ("POST", "/{code}/priorities"): ("/{code}/priorities", (401, 400, 401, 401, 401, 401)),
    ("POST", "/{code}/checkout"): ("/{code}/checkout", (401, 303, 401, 401, 401, 401)),
    ("GET", "/{code:beside_the_desk}/{form:where_forms_go}"): ("/{code}/notes/n1/edit", (303,) * 6),
    ("POST", "/{code}/marks"): ("/{code}/marks", (401, 400, 401, 401, 401, 401)),
    ("GET", "/facilitate/_stcore/health"): ("/facilitate/_stcore/health", (401, 401, 401, 200, 200, 200)),
    ("OPTIONS", "/facilitate/_stcore/health"): ("/facilitate/_stcore/health", (*DESK_ONLY, 204)),
    ("GET", "/facilitate/_stcore/metrics"): ("/facilitate/_stcore/metrics", (*DESK_ONLY, 404)),
    ("OPTIONS", "/facilitate/_stcore/metrics"): ("/facilitate/_stcore/metrics", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/_stcore/host-config"): ("/facilitate/_stcore/host-config", (401, 401, 401, 200, 200, 200)),
    ("GET", "/facilitate/media/{file_id:path}"): ("/facilitate/media/none.png", (401, 401, 401, 404, 404, 404)),
    ("OPTIONS", "/facilitate/media/{file_id:path}"): ("/facilitate/media/none.png", (*DESK_ONLY, 204)),
    ("PUT", "/facilitate/_stcore/upload_file/{session_id}/{file_id}"): (
        "/facilitate/_stcore/upload_file/none/0",
        (*DESK_ONLY, 403),  # Streamlit's own: no XSRF token
    ),
    ("DELETE", "/facilitate/_stcore/upload_file/{session_id}/{file_id}"): (
        "/facilitate/_stcore/upload_file/none/0",
        (*DESK_ONLY, 403),
    ),
    ("OPTIONS", "/facilitate/_stcore/upload_file/{session_id}/{file_id}"): (
        "/facilitate/_stcore/upload_file/none/0",
        (*DESK_ONLY, 204),
    ),
    ("GET", "/facilitate/component/{path:path}"): ("/facilitate/component/none", (401, 401, 401, 404, 404, 404)),
    ("OPTIONS", "/facilitate/component/{path:path}"): ("/facilitate/component/none", (*DESK_ONLY, 204)),
    ("GET", "/facilitate/_stcore/bidi-components/{path:path}"): (
        "/facilitate/_stcore/bidi-components/none",
        (*DESK_ONLY, 404),
    ),
    ("OPTIONS", "/facilitate/_stcore/bidi-components/{path:path}"): (
        "/facilitate/_stcore/bidi-components/none",
        (*DESK_ONLY, 404),
    ),
    ("GET", "/facilitate/auth/login"): ("/facilitate/auth/login", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/auth/logout"): ("/facilitate/auth/logout", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/oauth2callback"): ("/facilitate/oauth2callback", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/_stcore/agent/interact"): ("/facilitate/_stcore/agent/interact", (*DESK_ONLY, 404)),
    ("POST", "/facilitate/_stcore/agent/interact"): ("/facilitate/_stcore/agent/interact", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/_stcore/agent/openapi.json"): ("/facilitate/_stcore/agent/openapi.json", (*DESK_ONLY, 404)),
    ("GET", "/facilitate/_stcore/agent/mcp"): ("/facilitate/_stcore/agent/mcp", (*DESK_ONLY, 404)),
    ("POST", "/facilitate/_stcore/agent/mcp"): ("/facilitate/_stcore/agent/mcp", (*DESK_ONLY, 404)),
    ("GET", "/facilitate"): ("/facilitate/", (401, 401, 401, 200, 200, 200)),  # the screens: Streamlit's own files
}
SCREENS = {
    "/facilitate/wall": (401, 401, 401, 200, 200, 200),
    "/facilitate/new": (*DESK_ONLY, 200),
    "/facilitate/run?session={other}": (*DESK_ONLY, 200),
    "/facilitate/results": (*DESK_ONLY, 200),
    "/facilitate/series": (*DESK_ONLY, 200),
    "/facilitate/nowhere": (*DESK_ONLY, 404),
    "/facilitate": (401, 401, 401, 403, 403, 303),
    "/facilitate/static/none.js": (401, 401, 401, 200, 200, 200),  # Streamlit gives its page for any file it lacks
    "/facilitate/favicon.png": (401, 401, 401, 200, 200, 200),
}


def test_the_table_knows_every_route_of_the_application(everyone: Everyone):
    inner = everyone.running._app._starlette_app  # type: ignore[attr-defined]

    known = {
        (method, route.path)
        for route in inner.routes
        for method in (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
        if route.path != "/facilitate/_stcore/stream"  # the websocket, below
    }

    agent = {place for place in known if "/agent/" in place[1]}  # answers any method with the same
    assert known - agent == TABLE.keys() - agent
    assert {path for _, path in agent} == {path for _, path in TABLE if "/agent/" in path}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        *(
            pytest.param(method, path, told, id=f"{method} {route}")
            for (method, route), (path, told) in TABLE.items()
        ),
        *(pytest.param("GET", path, told, id=f"GET {path}") for path, told in SCREENS.items()),
    ],
)
def test_each_role_is_let_in_where_it_belongs(everyone: Everyone, method: str, path: str, expected: tuple[int, ...]):
    statuses = []
    for role in ROLES:
        visitor = everyone.visitor(role)
        address = path.format(code=everyone.code, other=everyone.other)
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"}
        if path.endswith("/live"):
            stream = visitor.listen(address)
            statuses.append(stream.status)
            stream.leave()
        else:
            statuses.append(visitor.send(method, address, headers=headers).status)

    assert statuses == list(expected)


# What a guest of one session is answered where it is not what a wall is answered, in the order of GUESTS.
FOR_GUESTS = {
    ("GET", "/facilitate/language"): (303, 303, 303),
    ("POST", "/facilitate/sign-out"): (303, 303, 303),
    ("GET", "/facilitate"): (303, 303, 303),
    ("GET", "/facilitate/"): (200, 200, 200),
    ("GET", "/facilitate/run?session={other}"): (200, 200, 200),  # an empty shell: the websocket decides
    ("GET", "/facilitate/results"): (200, 200, 200),
    ("GET", "/facilitate/download/{code}/html"): (200, 200, 403),
    ("GET", "/facilitate/download/{code}/csv.zip"): (200, 200, 403),
    ("GET", "/facilitate/download/{code}/json"): (403, 200, 403),
    ("GET", "/facilitate/download/{code}/ballots"): (200, 200, 403),
    ("GET", "/facilitate/download/{other}/html"): (403, 403, 200),
    ("POST", "/facilitate/download/{code}/html"): (403, 403, 403),
    ("GET", "/facilitate/download/{code}/../{other}/html"): (403, 403, 403),
    ("GET", "/facilitate/download/{code}%2f{code}/html"): (403, 403, 403),
    ("GET", "/facilitate/new"): (403, 403, 403),
    ("GET", "/facilitate/series"): (403, 403, 403),
    ("POST", "/facilitate/run"): (403, 403, 403),
}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        *(
            pytest.param(method, path, (told[3],) * 3, id=f"{method} {route}")
            for (method, route), (path, told) in TABLE.items()
            if route.startswith(DESK) and (method, path) not in FOR_GUESTS and path != "/facilitate/"
        ),
        *(pytest.param(method, path, told, id=f"{method} {path}") for (method, path), told in FOR_GUESTS.items()),
    ],
)
def test_a_guest_is_let_in_to_one_session_and_to_nothing_else(
    everyone: Everyone, method: str, path: str, expected: tuple[int, ...]
):
    address = path.format(code=everyone.code, other=everyone.other)
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"}

    statuses = [everyone.visitor(role).send(method, address, headers=headers).status for role in GUESTS]

    assert statuses == list(expected)


CHARTS = ("chart.csv?chart=cards", "chart.svg?chart=cards", "chart.png?chart=cards")


@pytest.mark.parametrize("format", [*FORMATS, *CHARTS])
def test_a_guest_takes_every_file_of_its_own_session_but_an_observer_not_the_archive(everyone: Everyone, format: str):
    address = f"/facilitate/download/{everyone.code}/{format}"

    statuses = [everyone.visitor(role).send("GET", address).status for role in GUESTS]

    assert statuses == [403 if format == "json" else 200, 200, 403]


@pytest.mark.parametrize("role", [*ROLES, *GUESTS])
def test_only_a_pass_opens_the_websocket(everyone: Everyone, role: str):
    socket = everyone.connect(everyone.visitor(role))

    let_in = role in ("wall", "other-wall", "facilitator", *GUESTS)
    assert (socket.accepted, socket.first.get("code", 0)) == (let_in, 0 if let_in else 1008)
    if let_in:
        socket.close()


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "http://127.0.0.1:8502",
        "http://127.0.0.1",
        "http://127.0.0.1:8501.evil",
        "[",
    ],
)
def test_a_websocket_from_a_foreign_page_is_refused(everyone: Everyone, origin: str):
    visitor = everyone.visitor("facilitator")
    headers = [pair for pair in visitor.headers({"origin": origin}) if pair[1]]

    socket = everyone.running.connect(f"{DESK}/_stcore/stream", headers=headers)

    assert (socket.accepted, socket.first["code"]) == (False, 1008)


@pytest.mark.parametrize(
    "path",
    [
        "/facilitate/",
        "/facilitate//",
        "/facilitate/../facilitate/",
        "/x/../facilitate/",
        "//facilitate/",
        "///facilitate/_stcore/stream",
        "/FACILITATE/",
        "/Facilitate/_stcore/host-config",
        "/%66acilitate/",
        "/%2566acilitate/",
        "/facilitate%2f",
        "/facilitate%2F_stcore%2Fhost-config",
        "/facilitate;x/",
        "/facilitate\\",
        "/facilitate/%2e%2e/facilitate/_stcore/metrics",
        "/facilitate/_stcore/metrics",
        "/facilitate/_stcore/health/",
        "/facilitate/_stcore/agent/openapi.json",
        "/facilitate/_stcore/agent/mcp",
        "/facilitate/_stcore/stream",
        "/facilitate/static/js/index.js",
        "/facilitate/sign-in/../",
        "/facilitate/sign-in/",
        "/facilitate/command/",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/static/index.html",
        "/media/x.png",
        "/component/x/index.html",
        "/index.html",
        "/app/static/x",
    ],
)
@pytest.mark.parametrize("kind", ["request", "websocket"])
def test_no_odd_path_leads_to_streamlit(everyone: Everyone, path: str, kind: str):
    visitor = everyone.visitor("participant")

    if kind == "websocket":
        socket = everyone.connect(visitor, path)
        assert (socket.accepted, socket.first["type"]) == (False, "websocket.close")
        return
    answer = visitor.get(path)
    if answer.status == 307:  # where Starlette takes a slash away
        answer = visitor.get(re.sub("^https?://[^/]*", "", answer.header("location")))

    streamlit_says = "<title>Streamlit</title>" in answer.text or "_stcore" in answer.text
    assert (answer.status in (303, 400, 401, 404), streamlit_says) == (True, False)


def test_whoever_opens_the_desk_in_a_browser_is_led_to_the_sign_in_page(everyone: Everyone):
    answer = everyone.visitor("anonymous").get(f"{DESK}/run?session=ABC")

    assert (answer.status, answer.header("location")) == (303, f"{DESK}/sign-in")


# -------------------------------------------------------------------- what a wall's websocket can do


def run_script(everyone: Everyone, visitor: Visitor, query: str = "", **rerun: object) -> list[ForwardMsg]:
    """What Streamlit sends when this visitor's browser opens a screen."""
    socket = everyone.connect(visitor)
    assert socket.accepted
    message = BackMsg()
    message.rerun_script.query_string = query
    for name, value in rerun.items():
        setattr(message.rerun_script, name, value)
    socket.send(message.SerializeToString())
    came: list[ForwardMsg] = []
    while not came or not _has_run(came[-1]):
        sent = socket.next()
        if sent.get("bytes"):
            came.append(ForwardMsg.FromString(sent["bytes"]))
    socket.close()
    return came


def _has_run(message: ForwardMsg) -> bool:
    """Whether a run of the screen is over, and not broken off for another."""
    over = message.WhichOneof("type") == "script_finished"
    return over and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def shown(messages: list[ForwardMsg]) -> str:
    return " ".join(str(message.delta) for message in messages if message.WhichOneof("type") == "delta")


@pytest.mark.parametrize("page", ["", "new", "run", "results", "series", "wall"])
def test_a_walls_websocket_shows_its_own_wall_whatever_it_asks_for(everyone: Everyone, page: str):
    wall = everyone.visitor("wall")

    messages = run_script(everyone, wall, f"session={everyone.other}", page_name=page)

    screen = shown(messages)
    assert everyone.code in screen
    assert everyone.other not in screen
    assert [name for name in ("button {", "text_input", "page_link") if name in screen] == []


def test_a_walls_websocket_cannot_click_what_the_desk_shows(everyone: Everyone):
    wall, before = everyone.visitor("wall"), everyone.house.log.history(everyone.code)
    socket = everyone.connect(wall)
    message = BackMsg()
    message.rerun_script.query_string = f"session={everyone.code}"
    message.rerun_script.page_name = "run"
    state = message.rerun_script.widget_states.widgets.add()
    state.id = "$$ID-next"
    state.trigger_value = True

    socket.send(message.SerializeToString())
    while ForwardMsg.FromString(socket.next().get("bytes") or b"").WhichOneof("type") != "script_finished":
        pass

    socket.close()
    assert everyone.house.log.history(everyone.code) == before


def test_the_facilitators_websocket_runs_the_desk(everyone: Everyone):
    messages = run_script(everyone, everyone.visitor("facilitator"))

    assert "page_link" in shown(messages)


@pytest.mark.parametrize("page", ["", "new", "run", "results", "series", "wall", "sessions"])
@pytest.mark.parametrize("role", ["desk", "observer"])
def test_a_guests_websocket_shows_its_own_session_whatever_it_asks_for(everyone: Everyone, role: str, page: str):
    visitor = everyone.visitor(role)

    screen = shown(run_script(everyone, visitor, f"session={everyone.other}", page_name=page))

    assert everyone.code in screen or page == "new" or not page
    assert [name for name in (everyone.other, "doomed", "file_uploader") if name in screen] == []


@pytest.mark.parametrize("role", ["wall", "desk", "observer", "facilitator"])
def test_a_websocket_ends_with_its_pass(everyone: Everyone, role: str):
    visitor = everyone.visitor(role)
    socket = everyone.connect(visitor)
    if role != "facilitator":
        for link in everyone.house.doors.links(everyone.code):
            everyone.house.doors.revoke(everyone.code, link.id)
    else:
        everyone.house.doors.sign_out(visitor.jar)

    message = BackMsg()
    message.rerun_script.query_string = ""
    socket.send(message.SerializeToString())

    kinds = iter(lambda: socket.next()["type"], "websocket.close")
    assert "websocket.accept" not in set(kinds)
    assert everyone.connect(visitor).accepted is False


# -------------------------------------------------------------------- the answers

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "server": "",
}
PHONE_DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def directives(answer: Answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.header("content-security-policy").split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "path",
    [
        "/", "/{code}", "/{code}/state", "/ZZZZZZ", "/health", "/assets/none.js", "/a/b", "/{code}/ratings", "/a:b",
        "/facilitate/", "/facilitate/wall", "/facilitate/sign-in", "/facilitate/wall-in", "/facilitate/nowhere",
        "/facilitate/_stcore/health", "/facilitate/static/none.js", "/facilitate/favicon.png",
        "/facilitate/download/ZZZZZZ/json", "/facilitate/command",
    ],
)  # fmt: skip
def test_every_answer_is_dressed(everyone: Everyone, role: str, path: str):
    answer = everyone.visitor(role).get(path.format(code=everyone.code))

    assert {name: answer.header(name) for name in SAFE} == SAFE
    policy = directives(answer)
    ours = not path.startswith(DESK) or path.endswith(("-in", "/json", "/command"))
    assert policy["frame-ancestors"] == ("'none'" if ours else "'self'")
    if ours:
        assert {name: policy[name] for name in PHONE_DIRECTIVES} == PHONE_DIRECTIVES


def test_an_event_stream_is_dressed(everyone: Everyone):
    stream = everyone.visitor("participant").listen(f"/{everyone.code}/live")
    stream.leave()

    answer = Answer(stream.status, stream.headers, b"")
    assert {name: answer.header(name) for name in SAFE} == SAFE
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("path", ["/", "/{code}", "/ZZZZZZ", "/facilitate/sign-in"])
def test_the_style_inside_our_pages_is_the_one_that_the_policy_allows(everyone: Everyone, path: str):
    answer = everyone.visitor("participant").get(path.format(code=everyone.code))

    styles = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    assert directives(answer)["style-src"] == " ".join(f"'sha256-{each}'" for each in hashes)
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text) == []


def test_the_inline_scripts_of_streamlits_page_are_the_ones_that_the_policy_allows(everyone: Everyone):
    answer = everyone.visitor("facilitator").get(f"{DESK}/")

    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert scripts != []
    assert directives(answer)["script-src"] == " ".join(["'self'", *(f"'sha256-{each}'" for each in hashes)])
    assert directives(answer)["connect-src"] == f"'self' ws://{HOST} wss://{HOST}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_streamlits_page_is_in_the_language_of_the_desk(everyone: Everyone, language: str, accept: str):
    visitor = everyone.visitor("facilitator")
    visitor.jar["lang"] = language

    answer = visitor.get(f"{DESK}/", accept=accept)

    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    assert answer.text == index.replace('lang="en"', f'lang="{language}"', 1)
    assert (answer.header("content-length"), answer.header("cache-control")) == (str(len(answer.body)), "no-store")


def test_streamlits_page_comes_whole_to_a_browser_that_has_it_and_unzips(everyone: Everyone):
    visitor = everyone.visitor("facilitator")
    first = visitor.get(f"{DESK}/")

    again = visitor.get(
        f"{DESK}/",
        **{"accept-encoding": "gzip", "if-none-match": first.header("etag") or '"x"', "accept": "text/html"},
    )

    assert (again.status, again.body) == (200, first.body)


def test_our_own_pages_at_the_desk_keep_their_languages(everyone: Everyone):
    visitor = everyone.visitor("anonymous")
    visitor.jar["lang"] = "fi"

    answer = visitor.get(f"{DESK}/sign-in")

    assert '<html lang="fi">' in answer.text
    assert re.findall(r'<a href="\?lang=(..)" lang="(..)"', answer.text) == [("fi", "fi"), ("sv", "sv"), ("en", "en")]


# -------------------------------------------------------------------- Host, Origin, size


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[", "[::1",
        "127.0.0.1:8501/x", "x@127.0.0.1", "127.0.0.1;x", "127.0.0.1:port", "a b",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/facilitate/", "/facilitate/_stcore/health", "/health"])
def test_a_foreign_host_is_refused(everyone: Everyone, host: str, path: str):
    visitor = everyone.visitor("facilitator")

    answer = visitor.get(path, host=host)

    assert (answer.status, answer.text) == (421, "This server is not known by that address.")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8501", "127.0.0.1.:1"])
def test_our_own_names_are_known(everyone: Everyone, host: str):
    assert everyone.visitor("anonymous").get("/health", host=host).status == 200


def test_no_redirect_goes_where_the_host_header_says(everyone: Everyone):
    visitor = everyone.visitor("facilitator")

    answers = [
        visitor.get(f"/{everyone.code.lower()}", host="localhost:9"),
        visitor.get(f"/?code={everyone.code}", host="localhost:9"),
        visitor.get(f"{DESK}/language?to=fi&back=//evil.example", host="localhost:9"),
        visitor.get(f"{DESK}/language?to=fi&back=/facilitate/%5C%5Cevil.example", host="localhost:9"),
        visitor.get(f"{DESK}/language?to=fi&back={DESK}/run?session={everyone.code}", host="localhost:9"),
    ]

    assert [answer.header("location") for answer in answers] == [
        f"/{everyone.code}", f"/{everyone.code}", f"{DESK}/", f"{DESK}/", f"{DESK}/run?session={everyone.code}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/facilitate/sign-in", "/facilitate/sign-out", "/facilitate/command", "/{code}/seat"]
)
@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1:8502", "["])
def test_a_write_from_a_foreign_page_is_refused_everywhere(everyone: Everyone, path: str, origin: str):
    visitor = everyone.visitor("facilitator")

    answer = visitor.send(
        "POST",
        path.format(code=everyone.code),
        body=f"key={KEY}".encode(),
        headers={
            "origin": origin,
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            "authorization": f"Bearer {KEY}",
        },
    )

    message = "This was sent from another page, so it was not accepted."
    assert (answer.status, answer.json()) == (403, {"error": {"code": "foreign_origin", "message": message}})


def test_too_much_for_the_desk_is_refused(everyone: Everyone):
    visitor = everyone.visitor("facilitator")
    visitor.jar["_streamlit_xsrf"] = "x"
    parts = [b"x" * 1_000_000] * 100

    answer = visitor.send(
        "PUT", f"{DESK}/_stcore/upload_file/none/0", body=parts, headers={"x-xsrftoken": "x", "origin": ORIGIN}
    )

    assert answer.status in (403, 413)
    assert answer.taken <= 1 + MOST_BYTES // 1_000_000


# -------------------------------------------------------------------- the gate alone

CANARY = "Maija wrote this"


@pytest.fixture
def alone(house: Service) -> Iterator[Running]:
    """The gate in front of routes that tell what reaches them, and of one that fails."""

    async def tell(request: Request) -> Response:
        body = await request.body()
        told = {"browser": request.headers.getlist("x-browser-id"), "bytes": len(body)}
        return PlainTextResponse(json.dumps(told))

    async def fail(request: Request) -> Response:
        raise KeyError(CANARY)

    routes = [
        Route("/fail", fail),
        Route("/facilitate/_stcore/health", tell, methods=["GET", "PUT"]),
        Route("/facilitate/_stcore/host-config", fail),
    ]
    running = Running(Starlette(routes=routes, middleware=[Middleware(Gate)]))
    yield running
    running.stop()


def signed_in(running: Running, house: Service) -> Visitor:
    cookie = house.doors.signed_in(KEY)
    assert cookie is not None
    return Visitor(running, jar={house.doors.cookie: cookie})


def test_a_browser_is_named_by_us_and_never_by_itself(alone: Running, house: Service):
    one, other = signed_in(alone, house), signed_in(alone, house)

    ids = [
        visitor.get("/facilitate/_stcore/health", **{"x-browser-id": "stolen"}).json()["browser"]
        for visitor in (one, one, other)
    ]

    assert [len(each) for each in ids] == [1, 1, 1]
    assert (ids[0] == ids[1], ids[0] == ids[2], "stolen" in ids[0]) == (True, False, False)


@pytest.mark.parametrize(("size", "status"), [(MOST_BYTES, 200), (MOST_BYTES + 1, 413)], ids=["fits", "too-much"])
def test_the_desk_takes_so_much_and_no_more(alone: Running, house: Service, size: int, status: int):
    parts = [b"x" * 500_000] * (size // 500_000) + [b"x" * (size % 500_000)]

    answer = signed_in(alone, house).send("PUT", "/facilitate/_stcore/health", body=parts)

    assert answer.status == status


@pytest.mark.parametrize("path", ["/fail", "/facilitate/_stcore/host-config"])
def test_a_fault_is_told_in_words_and_logged_without_them(
    alone: Running, house: Service, caplog: pytest.LogCaptureFixture, path: str
):
    visitor = signed_in(alone, house)

    page, told = visitor.get(path), visitor.get(path, accept="application/json")

    message = "Something went wrong on the server. Try again in a moment."
    assert (page.status, f"<h1>{message}</h1>" in page.text, CANARY in page.text) == (500, True, False)
    assert (told.status, told.json()) == (500, {"error": {"code": "trouble", "message": message}})
    assert page.header("x-content-type-options") == "nosniff"
    said = [record.getMessage() for record in caplog.records]
    assert [re.sub(r"\S*/|\d+", "", line) for line in said] == [
        "a request failed: KeyError in test_gate.py, line "
    ] * 2


def test_commands_need_the_key_and_no_cookie(running: Running, house: Service):
    listing = json.dumps({"do": "list"}).encode()
    visitor = signed_in(running, house)

    statuses = [
        visitor.send("POST", COMMANDS, body=listing, headers=headers).status
        for headers in (
            {},
            {"authorization": "Bearer wrong"},
            {"authorization": KEY},
            {"authorization": f"Bearer {KEY}"},
        )
    ]

    assert statuses == [401, 401, 200, 200]
