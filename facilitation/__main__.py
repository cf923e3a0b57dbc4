"""The command line: `python -m facilitation serve|rehearse`.

`serve` starts the server and says where it is, to the facilitator and to phones. `rehearse` lets simulated people
play a session along; it exits with 0 when it is done, 1 when it was refused, 2 when the call cannot be read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import sys
from collections.abc import Sequence

import msgspec

from facilitation.rehearsal import Figures, Rehearsal, wipe
from sessions.commands import CommandRefused, Office
from sessions.settings import Settings, read_settings

# When Python looks for circular garbage: young objects often, a few at a time, and all of them rarely. By its own
# measure it looked through everything that 1,000 phones keep open, a quarter of a second each time, for a few hundred
# objects; looking at 20,000 young ones at once, it then held taps up for 90 ms when it came to the middle ones.
SEARCHES = (2_000, 10, 200)
GRACEFUL = 2  # seconds for open answers when the server is told to stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries one command out."""
    parser = argparse.ArgumentParser(prog="python -m facilitation", description="Trend-card sessions.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="start the server", description="Start the server.")
    serve.add_argument("--host", help="the address to listen on (default: every address of this machine)")
    serve.add_argument("--port", type=int, help="the port (default: 8501)")
    serve.add_argument("--data", help="the folder of the database and the key")
    rehearse = commands.add_parser("rehearse", help="play with simulated people", description=rehearsing.__doc__)
    rehearse.add_argument("code", type=str.upper, help="the session")
    rehearse.add_argument("--participants", type=int, default=30)
    rehearse.add_argument("--url", default="", help="the server (default: the one on this data folder)")
    rehearse.add_argument("--key", default="", help="the facilitator's key of that server (default: the known one)")
    rehearse.add_argument("--seed", type=int, default=0, help="the same seed, the same people")
    rehearse.add_argument("--pace", type=float, default=1.0, help="multiplies every pause; 0: nobody hesitates")
    rehearse.add_argument("--minutes", type=float, default=0.0, help="how long (default: till the session is closed)")
    rehearse.add_argument("--wipe", action="store_true", help="take the simulated people away with all they did")
    rehearse.add_argument("--json", action="store_true", help="print what they did as JSON")
    given = parser.parse_args(arguments)
    for name in ("host", "port", "data"):
        value = getattr(given, name, None)
        if value is not None:
            os.environ[f"TRENDIPAKKA_{name.upper()}"] = str(value)
    try:
        settings = read_settings()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return rehearsing(given, settings) if "code" in given else _serve(settings)


def rehearsing(given: argparse.Namespace, settings: Settings) -> int:
    """Simulated people join a session, hesitate, rate, write notes, drop off and come back; they count nowhere."""
    server = Office(settings).server() or {"url": "", "key": ""}
    url, key = given.url.rstrip("/") or server["url"], given.key or settings.key or server["key"]
    try:
        if not url or not key:
            raise OSError("no server runs on this data folder; give --url and --key")
        if given.wipe:
            done: dict[str, object] = {"code": given.code, "wiped": wipe(url, given.code, key=key)}
        else:
            playing = Rehearsal(url, given.code, given.participants, key=key, seed=given.seed, pace=given.pace)
            done = {"code": given.code, **msgspec.structs.asdict(_played(playing, given.minutes * 60 or None))}
    except (CommandRefused, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(json.dumps(done) if given.json else "\n".join(f"{name}: {value}" for name, value in done.items()))
    return 0


def _played(rehearsal: Rehearsal, seconds: float | None) -> Figures:
    """Lets them play until the session is closed, the time is over, or somebody presses Ctrl-C."""

    async def play() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await rehearsal.play()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(play())
    return rehearsal.figures


def _serve(settings: Settings) -> int:
    import uvicorn

    from app import app
    from facilitation.listening import Listening

    allow_connections()
    proxies = os.environ.get("FORWARDED_ALLOW_IPS", "")
    config = uvicorn.Config(
        app,
        http=Listening,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL,
        timeout_keep_alive=75,
        backlog=4096,
        ws_ping_interval=30,
        ws_max_size=20_000_000,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )
    server = uvicorn.Server(config)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through all of it again and again would hold up taps
    gc.set_threshold(*SEARCHES)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def allow_connections() -> None:
    """Lets this process hold as many connections as the system allows: a phone takes two."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main())
