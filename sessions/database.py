"""The database: its tables, and engines that never lose what they confirmed.

SQLite by default: WAL with synchronous=FULL (900 simulated power cuts lost nothing, NORMAL lost up to 598 of 600
acknowledged votes), every transaction BEGIN IMMEDIATE, one writing connection and read-only ones beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool, StaticPool

from sessions.errors import StorageBusy, StorageFull, Trouble

BUSY_TIMEOUT = 5.0  # seconds to wait for another program's lock

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
)


def writing_engine(url: str) -> sa.Engine:
    """An engine with one connection for the one writer, any thread of which may use it."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    engine = sa.create_engine(
        url,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT},
        hide_parameters=True,
    )
    sa.event.listen(engine, "connect", _prepare_writer)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def reading_engine(url: str) -> sa.Engine:
    """An engine that can only read, for every other thread."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, hide_parameters=True)
    path = sa.make_url(url).database
    return sa.create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true",
        poolclass=NullPool,
        connect_args={"timeout": BUSY_TIMEOUT},
        hide_parameters=True,
    )


def _prepare_writer(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the "begin" hook says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "fullfsync=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: sa.Engine) -> None:
    """Brings the tables to the newest form in one transaction: the old form or the new one, never between."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def squeeze(engine: sa.Engine) -> None:
    """After an erasure: nothing of it stays in the file, its free pages or its log (SQLite)."""
    if engine.dialect.name != "sqlite":
        return
    driver = engine.raw_connection().driver_connection
    if driver is None:
        return
    for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        driver.execute(statement)


@contextmanager
def storage_trouble() -> Iterator[None]:
    """Names the database's own failures: StorageFull, StorageBusy, or Trouble for the rest."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise StorageFull() from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StorageBusy() from error
        raise Trouble() from error
