"""What many tests share: a clock that a test moves, and a log on a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sessions.log import Log
from sessions.settings import sqlite_url
from tests.factories import SettableClock

# How long an example takes says something about the machine, and nothing about the rule that it tries.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet, in a folder of the test's own."""
    return sqlite_url(tmp_path / "trendipakka.db")


@pytest.fixture
def log(database_url: str, clock: SettableClock) -> Iterator[Log]:
    """An open log on that file, by that clock."""
    log = Log(database_url, clock=clock)
    yield log
    log.close()
