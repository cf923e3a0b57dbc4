"""`python -m facilitation serve`: starts the server and says where it is, to the facilitator and to phones."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from sessions.settings import Settings, read_settings

GRACEFUL = 2  # seconds for open answers when the server is told to stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until stopped."""
    parser = argparse.ArgumentParser(prog="python -m facilitation", description="Trend-card sessions.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="start the server", description="Start the server.")
    serve.add_argument("--host", help="the address to listen on (default: every address of this machine)")
    serve.add_argument("--port", type=int, help="the port (default: 8501)")
    serve.add_argument("--data", help="the folder of the database and the key")
    given = parser.parse_args(arguments)
    for name in ("host", "port", "data"):
        value = getattr(given, name)
        if value is not None:
            os.environ[f"TRENDIPAKKA_{name.upper()}"] = str(value)
    try:
        settings = read_settings()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return _serve(settings)


def _serve(settings: Settings) -> int:
    import uvicorn

    from app import app
    from facilitation.listening import Listening

    allow_connections()
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
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", ""),
    )
    server = uvicorn.Server(config)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through all of it again and again would hold up taps
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
