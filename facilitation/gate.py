"""The gate in front of everything: who may open the desk, from where, and how much they may send.

Pure ASGI, outermost, closed by default: Starlette's BaseHTTPMiddleware would let websockets through unseen.
Ungated, any phone in the room could empty Streamlit's caches, upload 500 MB and freeze the server for 20 seconds.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from facilitation.doors import Pass
from facilitation.phone.pages import STYLE_HASH
from facilitation.problems import asked_speaker, log_fault, problem
from facilitation.service import Service, running
from sessions.errors import TooManyTries

DESK = "/facilitate"
MOST_BYTES = 2_500_000  # of one request to the desk: an uploaded deck
OPEN_AT_DESK = (f"{DESK}/sign-in", f"{DESK}/wall-in", f"{DESK}/come-in")
COMMANDS = f"{DESK}/command"
DESK_PAGES = ("", "new", "run", "results", "series", "wall")
# What Streamlit serves beside its pages; anything else under /facilitate is not there.
STREAMLIT_PATHS = re.compile(
    r"/(_stcore/(health|host-config|stream|upload_file/.+)|static/.+|media/.+|component/.+|favicon\.png|manifest\.json)"
)
WALL_PATHS = re.compile(
    r"/(wall|_stcore/(health|host-config|stream)|static/.+|media/.+|component/.+|favicon\.png)?/?"
)
# What a guest of one session gets beside that: its run and its results, and the way out.
GUEST_PATHS = re.compile(r"(/(run|results|language|manifest\.json)?)?")
DOWNLOAD_PATH = re.compile(r"/download/([^/]+)/([a-z.-]+)")
# All but the archive.
FOR_OBSERVERS = (
    "html",
    "md",
    "pdf",
    "pdf-short",
    "docx",
    "pptx",
    "xlsx",
    "csv",
    "csv.zip",
    "zip",
    "chart.csv",
    "chart.svg",
    "chart.png",
    "ballots",
)

# Headers of every answer. The referrer "no-referrer" would send forms with `Origin: null`.
ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
PHONE_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src '{STYLE_HASH}'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
).encode()
OURS = {b"content-security-policy", b"strict-transport-security", b"server"} | {name for name, _ in ALWAYS}


def _inline_scripts() -> str:
    """The CSP sources of the inline scripts in Streamlit's own page."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", index.read_text(encoding="utf-8"), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return " ".join(f"'sha256-{each}'" for each in hashes)


_INLINE = _inline_scripts()


def desk_policy(host: str) -> str:
    """The content policy of Streamlit's pages, for the host they were asked at."""
    return (
        f"default-src 'self'; script-src 'self' {_INLINE}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; "
        "worker-src 'self' blob:; base-uri 'none'; object-src 'none'; frame-ancestors 'self'; form-action 'self'"
    )


class TooLarge(Exception):
    pass


class Gate:
    """The outermost middleware. Looks at Host, Origin, path, pass and size; adds headers and the page language."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        house = running()
        connection = HTTPConnection(scope)
        refusal = self._refusal(house, connection)
        if refusal is not None and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = Answer(connection, send)
        if refusal is not None:
            await refusal(scope, receive, answer.send)
            return
        if is_desk(scope["path"]):
            visitor = house.doors.pass_from(connection.cookies)
            _name_browser(scope, visitor)
            if scope["type"] == "websocket":
                watch = Watch(receive, lambda: house.doors.pass_from(connection.cookies) == visitor)
                await self._app(scope, watch.receive, send)
                if watch.over:
                    await send({"type": "websocket.close", "code": 1008})
                return
            if scope["path"] != COMMANDS:  # which has a cap of its own, and a key in front
                receive = _capped(receive)
        try:
            await self._app(scope, receive, answer.send)
        except TooLarge:
            await answer.instead(problem(connection, "body_too_large", status=413, most=MOST_BYTES), scope, receive)
        except ClientDisconnect:
            return
        except Exception as error:
            log_fault(error)
            await answer.instead(problem(connection, "trouble", status=500), scope, receive)

    def _refusal(self, house: Service, connection: HTTPConnection) -> Response | None:
        """Why this may not go on, or None."""
        scope = connection.scope
        host = _header(scope, b"host") or ""
        if not house.is_own_host(host):
            say = asked_speaker(connection)
            return PlainTextResponse(say("This server is not known by that address."), status_code=421)
        if not scope["query_string"].isascii():  # no browser sends one; Starlette would stumble over it
            return problem(connection, "not_found", status=400)
        if not _origin_fits(scope, host):
            return problem(connection, "foreign_origin", status=403)
        path: str = scope["path"]
        if not is_desk(path):
            return None
        if path in OPEN_AT_DESK:
            return None
        if path == COMMANDS:
            return _keyless(house, connection)
        say = asked_speaker(connection)
        visitor = house.doors.pass_from(connection.cookies)
        if visitor is None:
            page = scope["type"] == "http" and "text/html" in connection.headers.get("accept", "")
            if page and scope["method"] == "GET":
                return RedirectResponse(f"{DESK}/{_entrance(house, connection)}", status_code=303)
            return PlainTextResponse(say("Sign in with the facilitator's link first."), status_code=401)
        if not _may(visitor, connection):
            return PlainTextResponse(say("That cannot be done here."), status_code=403)
        if path == DESK:  # a phone route would take it for a code
            return RedirectResponse(f"{DESK}/", status_code=303)
        if _own_route(path) or path.removeprefix(DESK).strip("/") in DESK_PAGES:
            return None
        if STREAMLIT_PATHS.fullmatch(path.removeprefix(DESK)):
            return None
        return PlainTextResponse(say("There is nothing at this address."), status_code=404)


class Watch:
    """A websocket for as long as its pass is good: who signed out, or whose link was revoked, hears no more."""

    def __init__(self, receive: Receive, granted: Callable[[], bool]) -> None:
        self._receive = receive
        self._granted = granted
        self.over = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and not self._granted():
            self.over = True
            return {"type": "websocket.disconnect", "code": 1008}
        return message


class Answer:
    """Sends an answer with the headers of its kind."""

    def __init__(self, connection: HTTPConnection, send: Send) -> None:
        self._connection = connection
        self._send = send
        self._streamlit = is_streamlit(connection.scope["path"])
        self._started = False
        self._rewriting = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            self._rewriting = self._streamlit and _is_page(message)
            self._dress(message)
        elif message["type"] == "http.response.body" and self._rewriting:
            message = {**message, "body": message.get("body", b"").replace(b'lang="en"', self._language(), 1)}
        await self._send(message)

    async def instead(self, response: Response, scope: Scope, receive: Receive) -> None:
        """Another answer, where none has begun."""
        if not self._started:
            await response(scope, receive, self.send)

    def _dress(self, message: Message) -> None:
        policy = PHONE_POLICY
        if self._streamlit:
            policy = desk_policy(self._connection.headers.get("host", "")).encode("latin-1")
        more = [(b"content-security-policy", policy), *ALWAYS]
        if running().settings.public_url.startswith("https://"):
            more.append((b"strict-transport-security", b"max-age=31536000"))
        if self._rewriting:
            more.append((b"cache-control", b"no-store"))
        ours = OURS | {b"cache-control"} if self._rewriting else OURS
        kept = [header for header in message["headers"] if header[0].lower() not in ours]
        message["headers"] = [*kept, *more]

    def _language(self) -> bytes:
        wish = self._connection.cookies.get("lang", "")
        language = wish if wish in ("fi", "sv", "en") else running().settings.language
        return f'lang="{language}"'.encode()


def is_desk(path: str) -> bool:
    return path == DESK or path.startswith(f"{DESK}/")


def is_streamlit(path: str) -> bool:
    """Whether Streamlit answers there; the rest of the desk is ours."""
    return is_desk(path) and path not in OPEN_AT_DESK and path != COMMANDS and not _own_route(path)


def _own_route(path: str) -> bool:
    return path in (f"{DESK}/language", f"{DESK}/sign-out") or path.startswith(f"{DESK}/download/")


def _entrance(house: Service, connection: HTTPConnection) -> str:
    """Where somebody without a good pass is led: who had a link is told that it has ended."""
    if connection.scope["path"] == f"{DESK}/wall" and house.doors.wall_cookie in connection.cookies:
        return "wall-in?over"
    return "come-in?over" if house.doors.guest_cookie in connection.cookies else "sign-in"


def _keyless(house: Service, connection: HTTPConnection) -> Response | None:
    """Why this command may not go on, or None: it brings the facilitator's key."""
    key = connection.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        right = house.doors.is_key(key, client=connection.client.host if connection.client else "")
    except TooManyTries as refused:
        headers = {"Retry-After": str(refused.facts["seconds"])}
        return PlainTextResponse(asked_speaker(connection).refusal(refused), status_code=429, headers=headers)
    return None if right else PlainTextResponse("", status_code=401)


def _may(visitor: Pass, connection: HTTPConnection) -> bool:
    """A facilitator may do everything; who has a link, what belongs to its session; a wall may look."""
    if visitor.role == "facilitator":
        return True
    method = connection.scope.get("method", "GET")
    path = connection.scope["path"].removeprefix(DESK)
    if visitor.role in ("desk", "observer"):
        if (method, path) == ("POST", "/sign-out"):
            return True
        download = DOWNLOAD_PATH.fullmatch(path)
        if download is not None:
            mine = download[1] == visitor.session and (visitor.role == "desk" or download[2] in FOR_OBSERVERS)
            return mine and method in ("GET", "HEAD")
        if method in ("GET", "HEAD") and GUEST_PATHS.fullmatch(path):
            return True
    return method in ("GET", "HEAD") and WALL_PATHS.fullmatch(path) is not None


def _origin_fits(scope: Scope, host: str) -> bool:
    """Websockets and writes come from our own pages: Origin is our Host, or (writes only) not told."""
    origin = _header(scope, b"origin")
    if scope["type"] == "websocket":
        return origin is not None and _netloc(origin) == host
    if scope["method"] in ("GET", "HEAD"):
        return True
    return origin is None or _netloc(origin) == host


def _header(scope: Scope, name: bytes) -> str | None:
    """A header's first value."""
    for each, value in scope["headers"]:
        if each == name:
            return str(value, "latin-1")
    return None


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _name_browser(scope: Scope, visitor: Pass | None) -> None:
    """Tells Streamlit which browser this is, so that a leaked session id opens nothing in another; never as sent.

    Streamlit's page must come whole and uncompressed, for its language to be set: hence the headers that go.
    """
    dropped = {b"x-browser-id"}
    if scope["type"] == "http" and Headers(scope=scope).get("accept", "").startswith("text/html"):
        dropped |= {b"accept-encoding", b"if-none-match", b"if-modified-since"}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]
    if visitor is not None:
        headers.append((b"x-browser-id", visitor.browser.encode()))
    scope["headers"] = headers


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


def _capped(receive: Receive) -> Receive:
    """The same body, cut off where it grows too large."""
    taken = 0

    async def capped() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise TooLarge()
        return message

    return capped
