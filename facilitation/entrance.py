"""The desk's own routes beside Streamlit: signing in and out, the language, downloads, and commands by key."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cards.deck import LANGUAGES
from facilitation.ballots import ballots
from facilitation.documents import SEPARATE, Order
from facilitation.gate import COMMANDS, DESK
from facilitation.phone import pages
from facilitation.phone.parsing import read_form
from facilitation.problems import asked_speaker
from facilitation.service import Service, running
from facilitation.words import Speaker, speaker
from facilitation.writeup import Export, export
from facilitation.writeup.chartfiles import chart_file
from sessions import commands
from sessions.errors import BodyTooLarge, Refused, TooManyTries
from sessions.series import of_series

COOKIE_DAYS = 90
MOST_COMMAND_BYTES = 80_000_000  # an archive of a large session, as base64


def routes() -> list[Route]:
    return [
        Route(f"{DESK}/sign-in", sign_in_page, methods=["GET"], name="sign-in"),
        Route(f"{DESK}/sign-in", sign_in, methods=["POST"], name="sign-in-post"),
        Route(f"{DESK}/wall-in", wall_in_page, methods=["GET"], name="wall-in"),
        Route(f"{DESK}/wall-in", wall_in, methods=["POST"], name="wall-in-post"),
        Route(f"{DESK}/come-in", come_in_page, methods=["GET"], name="come-in"),
        Route(f"{DESK}/come-in", come_in, methods=["POST"], name="come-in-post"),
        Route(f"{DESK}/sign-out", sign_out, methods=["POST"], name="sign-out"),
        Route(f"{DESK}/language", language, methods=["GET"], name="desk-language"),
        Route(f"{DESK}/download/series/{{format}}", download_series, methods=["GET"], name="download-series"),
        Route(f"{DESK}/download/{{code}}/chart.{{ending}}", chart, methods=["GET"], name="chart"),
        Route(f"{DESK}/download/{{code}}/ballots", paper_ballots, methods=["GET"], name="ballots"),
        Route(f"{DESK}/download/{{code}}/{{format}}", download, methods=["GET"], name="download"),
        Route(COMMANDS, command, methods=["POST"], name="command"),
    ]


async def sign_in_page(request: Request) -> Response:
    """Where the facilitator's link leads: its one-time token stands after # and never reaches a log."""
    return _page("sign_in.html", request, problem="")


async def sign_in(request: Request) -> Response:
    """The facilitator's cookie, for the key or a one-time token."""
    house = running()
    say = asked_speaker(request)
    client = request.client.host if request.client else ""
    form = await _form(request)
    secret = form.get("token") or form.get("key") or ""
    try:
        value = await run_in_threadpool(house.doors.signed_in, secret.strip(), client=client)
    except TooManyTries as refused:
        return _page("sign_in.html", request, problem=say.refusal(refused), status=refused.status)
    if value is None:
        problem = say(
            "This link or key does not open the desk. Links work once: the server prints a new one at each start."
        )
        return _page("sign_in.html", request, problem=problem, status=401)
    response = RedirectResponse(f"{DESK}/", status_code=303)
    _set_cookie(response, house.doors.cookie, value)
    return response


async def wall_in_page(request: Request) -> Response:
    """Where a wall link leads, and a wall whose link was revoked: that says so, and offers nothing."""
    ended = "over" in request.query_params or running().doors.wall_cookie in request.cookies
    return _page("wall_in.html", request, problem=_ended_wall(request) if ended else "")


async def wall_in(request: Request) -> Response:
    """The wall's cookie, for the token of a wall link."""
    house = running()
    token = (await _form(request)).get("token", "")
    code = await run_in_threadpool(house.doors.entered, token, roles=("wall",))
    if code is None:
        return _page("wall_in.html", request, problem=_ended_wall(request), status=401)
    response = RedirectResponse(f"{DESK}/wall?session={code}", status_code=303)
    _set_cookie(response, house.doors.wall_cookie, token)
    return response


def _ended_wall(request: Request) -> str:
    say = asked_speaker(request)
    return say("This link to the wall is no longer valid. Ask the facilitator for a new one.")


async def come_in_page(request: Request) -> Response:
    """Where a link for a colleague or an observer leads, and whoever's link was revoked: that says so."""
    return _page("come_in.html", request, problem=_ended_link(request) if "over" in request.query_params else "")


async def come_in(request: Request) -> Response:
    """The cookie of a co-facilitator or an observer, for the token of their link."""
    house = running()
    token = (await _form(request)).get("token", "")
    code = await run_in_threadpool(house.doors.entered, token, roles=("desk", "observer"))
    if code is None:
        return _page("come_in.html", request, problem=_ended_link(request), status=401)
    response = RedirectResponse(f"{DESK}/run?session={code}", status_code=303)
    _set_cookie(response, house.doors.guest_cookie, token)
    return response


def _ended_link(request: Request) -> str:
    say = asked_speaker(request)
    return say("This link is no longer valid. Ask the facilitator for a new one.")


async def sign_out(request: Request) -> Response:
    house = running()
    await run_in_threadpool(house.doors.sign_out, request.cookies)
    response = RedirectResponse(f"{DESK}/sign-in", status_code=303)
    response.delete_cookie(house.doors.cookie, path="/")
    for cookie in (house.doors.wall_cookie, house.doors.guest_cookie):
        response.delete_cookie(cookie, path="/")
    return response


async def language(request: Request) -> Response:
    """Keeps the desk's language in this browser, and goes back to where it was chosen."""
    back = request.query_params.get("back", f"{DESK}/")
    inside = back.startswith(f"{DESK}/") and "//" not in back and "\\" not in back
    response = RedirectResponse(back if inside else f"{DESK}/", status_code=303)
    if request.query_params.get("to") in LANGUAGES:
        _set_cookie(response, "lang", request.query_params["to"])
    return response


async def download(request: Request) -> Response:
    """A session's write-up or archive, as a file: that of the version in `made` while it is at hand, else of now."""
    house = running()
    code, format_name = str(request.path_params["code"]), str(request.path_params["format"])
    say = asked_speaker(request)
    asked, language = request.query_params, _language_of(request, say)
    try:
        session = house.workshop.session(code)
        if format_name in SEPARATE:
            history = await run_in_threadpool(house.log.history, code)
            made = await run_in_threadpool(export, session, history, format_name, language)
        else:
            order = house.documents.held(code, format_name, language, asked.get("made", ""))
            if order is None:
                order = await run_in_threadpool(house.documents.order, session, format_name, language)
            made = await house.documents.delivered(order)
    except Refused as refused:
        return _refused(refused, say)
    return _file(made)


async def download_series(request: Request) -> Response:
    """The booklet of a series, as a file: that of the version in `made` while it is at hand, else of now."""
    house = running()
    say = asked_speaker(request)
    asked = request.query_params
    name, format_name = asked.get("series", ""), str(request.path_params["format"])
    language = _language_of(request, say)
    try:
        order = house.documents.held("", format_name, language, asked.get("made", ""), series=name)
        if order is None:
            order = await run_in_threadpool(_ordered_series, house, name, format_name, language)
        made = await house.documents.delivered(order)
    except Refused as refused:
        return _refused(refused, say)
    return _file(made)


def _ordered_series(house: Service, name: str, format: str, language: str) -> Order:
    """Raises NoSuchSeries where no session belongs to one of that name."""
    return house.documents.order_series(name, of_series(house.workshop.sessions(), name), format, language)


def _language_of(request: Request, say: Speaker) -> str:
    """The language that a file is asked for in, else that of the desk."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else say.language


def _file(made: Export) -> Response:
    disposition = f"attachment; filename=\"{made.filename}\"; filename*=UTF-8''{quote(made.filename)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(made.data, media_type=made.media_type, headers=headers)


def _refused(refused: Refused, say: Speaker) -> Response:
    problem = pages.page("problem.html", say, problem=say.refusal(refused), back=f"{DESK}/")
    return HTMLResponse(problem, status_code=refused.status)


async def paper_ballots(request: Request) -> Response:
    """The ballots of a session's tables as a page to print, in the language asked for."""
    say = asked_speaker(request)
    language = _language_of(request, say)
    try:
        session = running().workshop.session(str(request.path_params["code"]))
    except Refused as refused:
        return _refused(refused, say)
    sheets = ballots(session, speaker(language)).encode()
    return _file(Export(f"ballots-{session.code}-{language}.html", "text/html; charset=utf-8", sheets))


async def chart(request: Request) -> Response:
    """One chart of a session as a file: its numbers or its picture, as the address asks for it."""
    say = asked_speaker(request)
    asked, language = request.query_params, _language_of(request, say)
    try:
        session = running().workshop.session(str(request.path_params["code"]))
        ending = str(request.path_params["ending"])
        name, media_type, data = await run_in_threadpool(chart_file, session, ending, asked, language)
    except Refused as refused:
        return _refused(refused, say)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)


async def command(request: Request) -> Response:
    """One use case by its name, for command lines beside the server: there is only ever one writer."""
    house = running()
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_COMMAND_BYTES:
                raise BodyTooLarge(most=MOST_COMMAND_BYTES)
        wish = msgspec.json.decode(body, type=commands.Command)
        answer = await run_in_threadpool(commands.carry_out, house.workshop, wish)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return _json({"error": {"code": "bad_field", "message": str(error)}}, 400)
    except Refused as refused:
        said = speaker("en").refusal(refused)
        return _json({"error": {"code": refused.code(), "message": said, "facts": refused.facts}}, refused.status)
    return _json(answer, 200)


def _json(body: object, status: int) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")


async def _form(request: Request) -> dict[str, str]:
    try:
        form = await read_form(request)
    except Refused:
        return {}
    return {name: form.text(name, "")[:200] for name in ("token", "key")}


def _page(template: str, request: Request, *, problem: str, status: int = 200) -> Response:
    say = asked_speaker(request)
    response = HTMLResponse(pages.page(template, say, problem=problem), status_code=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _set_cookie(response: Response, name: str, value: str) -> None:
    secure = running().settings.public_url.startswith("https://")
    response.set_cookie(
        name, value, max_age=COOKIE_DAYS * 86_400, path="/", httponly=True, samesite="lax", secure=secure
    )
