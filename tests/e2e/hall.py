"""A server in the test's own process: the test steers the session itself while phones look on.

What only the desk can do (taking somebody out, phones down, another code) is one call here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from facilitation.gate import Gate
from facilitation.phone.doorway import Doorway
from facilitation.phone.routes import PhoneRoutes
from facilitation.problems import HANDLERS
from facilitation.service import for_tests, use
from sessions.events import Event, Step, StepKind
from sessions.log import Written, clock
from sessions.session import Session
from sessions.workshop import Plan


class MovedClock:
    """The time of this machine, and as much more as a test has let pass; in milliseconds."""

    def __init__(self) -> None:
        self._passed = 0

    def __call__(self) -> int:
        return clock() + self._passed

    def move(self, milliseconds: int) -> None:
        self._passed += milliseconds


class Hall:
    """Phone routes behind the gate, listening on `url`."""

    def __init__(self, data: Path) -> None:
        self.clock = MovedClock()
        self.house = for_tests(data, clock=self.clock)
        self.workshop = self.house.workshop
        use(self.house)
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(listening.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

        @asynccontextmanager
        async def lifespan(_app: object) -> AsyncIterator[None]:
            self.house.hub.attach(self.house.log)
            yield

        routes = PhoneRoutes().routes()
        app = Starlette(
            routes=routes,
            middleware=[Middleware(Gate), Middleware(Doorway, routes=routes)],
            exception_handlers=HANDLERS,
            lifespan=lifespan,
        )
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, name="hall")
        self._thread.start()

    def stop(self) -> None:
        self.house.hub.close()
        self._server.should_exit = True
        self._thread.join()
        use(None)
        self.house.close()

    def opened(self, *kinds: StepKind, **plan: object) -> str:
        """The code of a session with just these steps and six cards, the first step of which has begun."""
        steps = tuple(Step(id=f"{kind}-{n}", kind=kind) for n, kind in enumerate(kinds))
        usual: dict[str, object] = {"title": "Työn tulevaisuus", "hand": "keko-6", "groups": ("Pöytä 1",)}
        wish = Plan(**{**usual, "agenda": steps, **plan})  # type: ignore[arg-type]
        return self.workshop.open_session(wish).result().session.code

    def session(self, code: str) -> Session:
        return self.workshop.session(code)

    def next(self, code: str, times: int = 1) -> Session:
        for _ in range(times):
            self.workshop.forward(code).result()
        return self.session(code)

    def aside(self, code: str, rule: Callable[[Session], Event | None]) -> Written:
        """What a facilitator does beside the steps, as `hall.aside(code, lambda s: s.mute(seat="s1"))`."""
        return self.workshop.aside(code, rule).result()

    def answer(self, code: str, stance: str, *, seats: int) -> None:
        """So many other people join and give the same answer to every card that the round asks."""
        for n in range(seats):
            ticket = f"other-{n}-{stance}"
            self.workshop.take_seat(code, ticket=ticket, group="g1", language="fi").result()
            seat = self.workshop.seat_of(code, ticket)
            assert seat is not None
            session = self.session(code)
            for card in session.asked(seat.group):
                self.workshop.rate(
                    code, seat=seat.id, card=card, stance=stance, round_number=session.round_number
                ).result()
