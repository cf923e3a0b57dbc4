"""The house for tests: a service on a database of its own, and phone routes and entrance behind the gate."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from facilitation import entrance
from facilitation.gate import Gate
from facilitation.phone.routes import PhoneRoutes
from facilitation.problems import HANDLERS
from facilitation.service import Service, for_tests, use
from tests.factories import SettableClock
from tests.visitors import Running, Visitor


@pytest.fixture
def house(tmp_path: Path, clock: SettableClock) -> Iterator[Service]:
    """The running service, by a clock that the test moves."""
    house = for_tests(tmp_path, clock=clock)
    use(house)
    yield house
    use(None)
    house.close()


@pytest.fixture
def running(house: Service) -> Iterator[Running]:
    """All that is ours of the application, without Streamlit's screens."""

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        house.hub.attach(house.log)
        yield
        house.hub.close()

    running = Running(
        Starlette(
            routes=[*entrance.routes(), *PhoneRoutes().routes()],
            middleware=[Middleware(Gate)],
            exception_handlers=HANDLERS,
            lifespan=lifespan,
        )
    )
    yield running
    running.stop()


@pytest.fixture
def phone(running: Running) -> Visitor:
    """A phone that has not joined anything."""
    return Visitor(running)
