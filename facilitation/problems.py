"""What a visitor is told where no page of ours answers: as JSON for scripts, as a page in words for people."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response

from cards.deck import LANGUAGES
from facilitation.phone import pages
from facilitation.service import running
from facilitation.words import Speaker, asked_language, speaker
from facilitation.words.refusals import REFUSALS

_log = logging.getLogger("trendipakka")


def problem(
    connection: HTTPConnection, code: str, *, status: int, headers: Mapping[str, str] | None = None, **facts: int
) -> Response:
    """Why not, by the code of a refusal and its facts."""
    say = asked_speaker(connection)
    message = say(REFUSALS[code]).format_map(facts)
    headers = {"Cache-Control": "no-store", **(headers or {})}
    if "application/json" in connection.headers.get("accept", ""):
        body = msgspec.json.encode({"error": {"code": code, "message": message}})
        return Response(body, status_code=status, media_type="application/json", headers=headers)
    markup = pages.page("problem.html", say, problem=message, back="/")
    return HTMLResponse(markup, status_code=status, headers=headers)


def asked_speaker(connection: HTTPConnection) -> Speaker:
    """Who speaks to this browser: the language asked for now, chosen before, or set in the browser."""
    for wish in (connection.query_params.get("lang"), connection.cookies.get("lang")):
        if wish in LANGUAGES:
            return speaker(wish)
    accept = connection.headers.get("accept-language", "")
    return speaker(asked_language(accept, LANGUAGES, running().settings.language))


async def nothing_here(request: Request, error: Exception) -> Response:
    return problem(request, "not_found", status=404)


async def not_that_way(request: Request, error: Exception) -> Response:
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(request, "not_allowed", status=405, headers=headers)


# For the application: addresses and methods that no route knows.
HANDLERS = {404: nothing_here, 405: not_that_way}


def log_fault(error: Exception) -> None:
    """Logs what failed and where. Not its message: that may hold what somebody wrote."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("a request failed: %s in %s, line %s", type(error).__name__, place.filename, place.lineno)
