"""The application put together: gate, phone routes, entrance, Streamlit's screens, and what lives while it runs."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import msgspec
import segno
import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from facilitation import entrance
from facilitation.gate import DESK, Gate
from facilitation.phone.doorway import Doorway
from facilitation.phone.routes import PhoneRoutes
from facilitation.problems import HANDLERS
from facilitation.service import Service, service
from facilitation.timekeeper import keep_time
from facilitation.words import speaker
from sessions.errors import Trouble
from sessions.settings import read_settings

_log = logging.getLogger("trendipakka")


def build() -> st.App:
    """The ASGI application. Its settings are read when it starts, not when it is imported."""
    return st.App("facilitation/desk/main.py", **rooms())


def rooms() -> dict[str, Any]:
    """What stands around Streamlit's screens: the arguments of `st.App` beside its script."""
    phones = PhoneRoutes().routes()
    return {
        # The phones' once more: Streamlit's side answers for the methods they do not have.
        "routes": [*entrance.routes(), *phones],
        "middleware": [Middleware(Gate), Middleware(Doorway, routes=phones)],
        "lifespan": lifespan,
        "exception_handlers": HANDLERS,
        "on_script_error": _told_elsewhere,
    }


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """The service while the server runs; streams end as soon as it is told to stop."""
    # Streamlit puts handlers back that would log every visitor's address, every query and each desk that connects.
    access = logging.getLogger("uvicorn.access")
    access.disabled = True
    access.handlers.clear()  # with any, each line would be made first
    access.propagate = False
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    settings = msgspec.structs.replace(read_settings(), port=_port(read_settings().port))
    with service(settings) as house:
        house.hub.attach(house.log)
        house.announce()
        greet(house)
        restore = _end_streams_on_signal(house)
        timekeeper = asyncio.create_task(keep_time(house.log, house.workshop))
        try:
            yield
        finally:
            timekeeper.cancel()
            house.hub.close()
            restore()
            house.leave()


def _port(ours: int) -> int:
    """The port we serve at: ours, but under `streamlit run` Streamlit's, which it has taken before it asks us."""
    streamlits = config._server_mode == "starlette-app" or config.is_manually_set("server.port")
    return int(config.get_option("server.port")) if streamlits else ours


def greet(house: Service) -> None:
    """Prints the way in: for the facilitator a link that works once, for phones the address and its QR code."""
    say = speaker(house.settings.language)
    port, token = house.settings.port, house.doors.sign_in_token()
    address = house.address()
    lines = [
        "",
        say("Facilitator, open this link once in your browser:"),
        f"  http://127.0.0.1:{port}{DESK}/sign-in#{token}",
        "",
        say("Phones join at:"),
        f"  {address or say('no address found: connect this machine to the network that the phones use')}",
        "",
    ]
    _print("\n".join(lines))
    if address:
        qr = io.StringIO()
        segno.make(address, error="m").terminal(qr, compact=True)
        _print(qr.getvalue())


def _print(text: str) -> None:
    """Prints also where the terminal knows fewer letters than we do."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding), flush=True)


def _end_streams_on_signal(house: Service) -> Any:
    """Open event streams would keep the server from stopping; the signal that stops it ends them first."""
    earlier: dict[int, Any] = {}

    def stop(number: int, frame: FrameType | None) -> None:
        house.hub.close()
        following = earlier[number]
        if callable(following):
            following(number, frame)
        elif following == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            earlier[number] = signal.signal(number, stop)
    except ValueError:  # not in the main thread: whoever runs us there stops us in another way
        return lambda: None
    return lambda: [signal.signal(number, handler) for number, handler in earlier.items()]


def _told_elsewhere(error: Exception) -> bool:
    """A fault in a screen: its kind goes to the log without any value, the screen says its own sentence."""
    _log.error("a screen failed: %s", type(error).__name__, exc_info=None)
    st.error(_sorry())
    return True


def _sorry() -> str:
    return speaker(st.context.cookies.get("lang", "")).refusal(Trouble())
