"""What many tests share: a clock that a test moves, and a log on a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.log import Log
from sessions.settings import sqlite_url
from tests.factories import SettableClock


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
