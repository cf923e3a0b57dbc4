"""The event log: append, follow, replay, erase.

One writer thread takes what waits, decides each job on the newest state, and commits them together; a future is
resolved, and a follower told, only after the commit. What others see (`session(code)`) is committed.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from sessions import database
from sessions.errors import (
    CodeTaken,
    NoSuchSession,
    NoSuchTemplate,
    StorageBusy,
    StorageFull,
    TooManyItems,
    Trouble,
)
from sessions.events import (
    CheckedOut,
    DoorMoved,
    Edited,
    Event,
    Noted,
    Opened,
    Quoted,
    Recorded,
    Retold,
    Seated,
    Step,
    Wiped,
    Withdrawn,
)
from sessions.session import Session, as_recorded, begin, replayed

MOST_AT_ONCE = 1_000  # jobs in one commit

logger = logging.getLogger(__name__)

Clock = Callable[[], int]
Decide = Callable[[Session, int], Sequence[Event]]
Follower = Callable[[dict[str, Session]], None]
Farewell = Callable[[str], None]
Answer = TypeVar("Answer")
Told = TypeVar("Told")


def clock() -> int:
    """Now, in milliseconds UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Written:
    """What one job did: the events it recorded (none when nothing changed) and the session after them."""

    session: Session
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Grant:
    """What the holder of a token may do: in one session, or ("") in all. Times in ms UTC, `used_at` 0 for never."""

    role: str
    session: str = ""
    name: str = ""
    at: int = 0
    used_at: int = 0


@dataclass
class _Job:
    code: str
    decide: Callable[[Session | None, int], Sequence[Recorded]]
    done: Future[Written]


@dataclass
class _Errand:
    """Something to do on the writer's connection, alone."""

    run: Callable[[], None]
    done: Future[None]


@dataclass
class _Decided:
    """What jobs came to, one after the other, before it is committed."""

    changed: dict[str, Session]  # by code, the state after the batch
    rows: list[dict[str, object]]
    erased: list[tuple[str, int]]  # events whose texts go: code and version
    unquoted: list[tuple[str, Recorded]]  # with the quotes of what these take back
    wiped: list[str]  # codes of sessions whose rehearsal goes
    answers: list[tuple[_Job, Written | Exception]]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode
_decode_steps = msgspec.json.Decoder(tuple[Step, ...]).decode


class Log:
    """The events of all sessions in a database. Close it to stop its writer.

    `patience` is how many seconds the writer waits for another program's lock before it says StorageBusy.
    """

    def __init__(self, url: str, *, clock: Clock = clock, patience: float = database.BUSY_TIMEOUT) -> None:
        self.clock = clock
        self._writing = database.writing_engine(url, patience=patience)
        with database.storage_trouble():
            database.migrate(self._writing)
            self._append = database.appender(self._writing)
        self._reading = database.reading_engine(url)
        self._published: dict[str, Session] = {}
        self._loading = threading.Lock()
        self._followers: list[Follower] = []
        self._farewells: list[Farewell] = []
        self._doors: dict[str, str] | None = None  # not known
        self._leftovers = False  # something erased may still stand in SQLite's own log
        self._jobs: queue.SimpleQueue[_Job | _Errand | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="log-writer", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Writes what waits, then stops; what comes later gets StorageBusy, as from any server that is gone."""
        self._jobs.put(None)
        self._writer.join()
        self._send_away()
        self._writing.dispose()
        self._reading.dispose()

    # ---------------------------------------------------------------- reading

    def session(self, code: str) -> Session:
        """The committed state.

        Raises:
            NoSuchSession
        """
        session = self._find(code)
        if session is None:
            raise NoSuchSession(code=code)
        return session

    def codes(self) -> list[str]:
        """Codes of all sessions, the newest first."""
        table = database.events
        first = sa.select(table.c.session).where(table.c.version == 1)
        with database.storage_trouble(), self._reading.connect() as connection:
            return list(connection.scalars(first.order_by(table.c.at.desc(), table.c.session)))

    def doors(self) -> dict[str, str]:
        """Codes that sessions moved their doors to -> the code of the session."""
        known = self._doors
        if known is None:
            table = database.events
            moves = sa.select(table.c.session, table.c.event).where(table.c.event.contains('"door-moved"'))
            with database.storage_trouble(), self._reading.connect() as connection:
                rows = connection.execute(moves.order_by(table.c.at)).all()
            events = [(row.session, _decode(row.event)) for row in rows]
            known = {event.door: code for code, event in events if isinstance(event, DoorMoved)}
            self._doors = known
        return known

    def history(self, code: str) -> list[Recorded]:
        """All events of a session in order.

        Raises:
            NoSuchSession
        """
        with database.storage_trouble(), self._reading.connect() as connection:
            history = _read(connection, code)
        if not history:
            raise NoSuchSession(code=code)
        return history

    def follow(self, follower: Follower, *, deleted: Farewell | None = None) -> None:
        """Calls `follower` in the writer's thread after each commit, with the sessions that changed, and `deleted`
        with the code of each session that was erased.
        """
        self._followers.append(follower)
        if deleted is not None:
            self._farewells.append(deleted)

    def _find(self, code: str) -> Session | None:
        session = self._published.get(code)
        if session is not None:
            return session
        with self._loading:
            if code not in self._published:
                with database.storage_trouble(), self._reading.connect() as connection:
                    history = _read(connection, code)
                if history:
                    self._published.setdefault(code, replayed(history))
            return self._published.get(code)

    # ---------------------------------------------------------------- writing

    def record(self, code: str, decide: Decide) -> Future[Written]:
        """Decides on the newest state at the moment of writing and commits the events.

        The future gives what was written, or raises what `decide` raised, NoSuchSession, or the storage's trouble.
        One that is cancelled is written all the same: whoever sent it may be gone, the answer is not.
        """

        def job(session: Session | None, now: int) -> Sequence[Recorded]:
            if session is None:
                raise NoSuchSession(code=code)
            return as_recorded(session, decide(session, now), now)

        return self._enqueue(code, job)

    def begin(self, opened: Opened, *more: Event) -> Future[Written]:
        """Opens a session, with what came along; CodeTaken when there is one with this code."""

        def job(session: Session | None, now: int) -> Sequence[Recorded]:
            if session is not None:
                raise CodeTaken(code=opened.code)
            return as_recorded(None, [opened, *more], now)

        return self._enqueue(opened.code, job)

    def restore(self, code: str, history: Sequence[Recorded]) -> Future[Written]:
        """Writes a whole history, with its own times; CodeTaken when there is a session with this code."""

        def job(session: Session | None, now: int) -> Sequence[Recorded]:
            if session is not None:
                raise CodeTaken(code=code)
            return history

        return self._enqueue(code, job)

    def delete(self, code: str) -> Future[None]:
        """Erases a session with everything it held, from the file too.

        Where somebody is reading the file just then, the last of it goes with the next write or at the close.
        The future raises NoSuchSession or the storage's trouble.
        """

        def erase() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                gone = connection.execute(sa.delete(database.events).where(database.events.c.session == code))
                connection.execute(sa.delete(database.grants).where(database.grants.c.session == code))
            with self._loading:  # or a reader that came just before would bring it back
                self._published.pop(code, None)
            if gone.rowcount == 0:
                raise NoSuchSession(code=code)
            for farewell in self._farewells:
                _safely(farewell, code)
            self._squeeze(whole=True)

        return self.errand(erase)

    def errand(self, run: Callable[[], None]) -> Future[None]:
        """Runs something in the writer's thread, between two commits."""
        done: Future[None] = Future()
        self._put(_Errand(run, done))
        return done

    def grant(self, token_hash: str, role: str, session: str = "", name: str = "") -> Future[None]:
        """Keeps that the holder of a token (SHA-256, hex) may do what `role` may."""
        row = {"token": token_hash, "role": role, "session": session, "at": self.clock(), "name": name}

        def write() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                connection.execute(sa.insert(database.grants), row)

        return self.errand(write)

    def granted(self) -> dict[str, Grant]:
        """What was granted and not revoked, by the token's hash."""
        table = database.grants
        with database.storage_trouble(), self._reading.connect() as connection:
            return {
                row.token: Grant(role=row.role, session=row.session, name=row.name, at=row.at, used_at=row.used_at)
                for row in connection.execute(sa.select(table).order_by(table.c.at, table.c.token))
            }

    def use_grant(self, token_hash: str) -> Future[None]:
        """Keeps that a token was used now."""
        now = self.clock()

        def write() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                used = sa.update(database.grants).where(database.grants.c.token == token_hash)
                connection.execute(used.values(used_at=now))

        return self.errand(write)

    def revoke(self, token_hash: str) -> Future[None]:
        def write() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                connection.execute(sa.delete(database.grants).where(database.grants.c.token == token_hash))

        return self.errand(write)

    def keep_template(self, name: str, steps: Sequence[Step], *, most: int) -> Future[None]:
        """Keeps an agenda under a name, in the place of one that has it; TooManyItems when there are `most`."""
        table = database.templates
        row = {"name": name, "at": self.clock(), "steps": _encode(steps).decode()}

        def write() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                connection.execute(sa.delete(table).where(table.c.name == name))
                kept = connection.scalar(sa.select(sa.func.count()).select_from(table))
                if kept is not None and kept >= most:
                    raise TooManyItems(most=most)
                connection.execute(sa.insert(table), row)

        return self.errand(write)

    def templates(self) -> dict[str, tuple[Step, ...]]:
        """Name -> steps of the agendas that were kept, the newest first."""
        table = database.templates
        newest = sa.select(table.c.name, table.c.steps).order_by(table.c.at.desc(), table.c.name)
        with database.storage_trouble(), self._reading.connect() as connection:
            return {row.name: _decode_steps(row.steps) for row in connection.execute(newest)}

    def drop_template(self, name: str) -> Future[None]:
        """Forgets an agenda; NoSuchTemplate when there is none of that name."""
        table = database.templates

        def write() -> None:
            with database.storage_trouble(), self._writing.begin() as connection:
                gone = connection.execute(sa.delete(table).where(table.c.name == name))
            if gone.rowcount == 0:
                raise NoSuchTemplate(name=name)

        return self.errand(write)

    def _enqueue(self, code: str, decide: Callable[[Session | None, int], Sequence[Recorded]]) -> Future[Written]:
        done: Future[Written] = Future()
        self._put(_Job(code, decide, done))
        return done

    def _put(self, item: _Job | _Errand) -> None:
        self._jobs.put(item)
        if not self._writer.is_alive():
            self._send_away()

    def _send_away(self) -> None:
        """Answers what no writer will take any more."""
        while True:
            try:
                item = self._jobs.get_nowait()
            except queue.Empty:
                return
            if item is not None and item.done.set_running_or_notify_cancel():
                item.done.set_exception(StorageBusy())

    # ---------------------------------------------------------------- the writer's thread

    def _write_all(self) -> None:
        while True:
            waiting = [self._jobs.get()]
            while len(waiting) < MOST_AT_ONCE and waiting[-1] is not None and not self._jobs.empty():
                waiting.append(self._jobs.get())
            batch: list[_Job] = []
            for item in waiting:
                if isinstance(item, _Job):
                    batch.append(item)
                    continue
                self._write(batch)
                batch = []
                if item is None:
                    return
                _settle(item)
            self._write(batch)

    def _write(self, batch: Sequence[_Job], *, last_try: bool = False) -> None:
        """Decides jobs, commits them together, and tells who asked and who follows.

        A batch that the database does not take for what is in it goes again job by job: one job may not harm
        its neighbours, and what another program has written here is seen the second time.
        """
        if not batch:
            return
        decided = self._decide(batch)
        try:
            self._commit(decided)
        except (StorageFull, StorageBusy) as trouble:
            _take_back(decided, trouble)
        except Exception as error:
            for code in decided.changed:
                self._published.pop(code, None)
            if not last_try:
                for job in batch:
                    self._write([job], last_try=True)
                return
            logger.exception("events could not be written")
            _take_back(decided, error if isinstance(error, Trouble) else Trouble())
        for job, answer in decided.answers:
            _tell(job.done, answer)
        if decided.changed:
            for follower in self._followers:
                _safely(follower, decided.changed)

    def _decide(self, batch: Sequence[_Job]) -> _Decided:
        """What each job comes to, on the state that the one before left."""
        decided = _Decided({}, [], [], [], [], [])
        for job in batch:
            try:
                session = decided.changed.get(job.code) or self._find(job.code)
                happened = job.decide(session, self.clock())
                for recorded in happened:
                    session = begin(recorded) if session is None else session.after(recorded)
                if session is None:
                    raise NoSuchSession(code=job.code)
                rows = [_row(job.code, recorded) for recorded in happened]
            except Exception as error:
                decided.answers.append((job, error))
                continue
            if rows:
                decided.changed[job.code] = session
                decided.rows += rows
                decided.erased += [(job.code, version) for version in _erased_by(happened)]
                decided.unquoted += [(job.code, recorded) for recorded in happened if _takes_words_back(recorded)]
                decided.wiped += [job.code for recorded in happened if isinstance(recorded.event, Wiped)]
            written = Written(session, tuple(recorded.event for recorded in happened))
            decided.answers.append((job, written))
        return decided

    def _commit(self, decided: _Decided) -> None:
        if not decided.rows:
            return
        with database.storage_trouble():
            if decided.erased or decided.wiped:
                self._commit_erasing(decided)
            else:
                self._append(decided.rows)
        self._published.update(decided.changed)
        if any(session.moved_door for session in decided.changed.values()):
            self._doors = None
        if decided.erased or decided.wiped or self._leftovers:
            self._squeeze(whole=False)

    def _commit_erasing(self, decided: _Decided) -> None:
        with self._writing.begin() as connection:
            connection.execute(sa.insert(database.events), decided.rows)
            for code, version in decided.erased:
                _erase_texts(connection, code, version)
            for code, recorded in decided.unquoted:
                _erase_quotes(connection, code, recorded)
            for code in decided.wiped:
                _erase_rehearsal(connection, code)

    def _squeeze(self, *, whole: bool) -> None:
        """Empties SQLite's own log of what was erased; what stands in the way is left for the next write."""
        try:
            with database.storage_trouble():
                self._leftovers = not database.squeeze(self._writing, whole=whole)
        except Trouble:
            self._leftovers = True


def _take_back(decided: _Decided, trouble: Trouble) -> None:
    """Nothing was committed: every answer decided on it becomes the trouble.

    That goes for a repeated tap too, to which "nothing changes" would have been a promise.
    """
    decided.answers = [(job, trouble if job.code in decided.changed else answer) for job, answer in decided.answers]
    decided.changed = {}


def _settle(errand: _Errand) -> None:
    try:
        errand.run()
    except Exception as error:
        _tell(errand.done, error)
    else:
        _tell(errand.done, None)


def _tell(done: Future[Answer], answer: Answer | Exception) -> None:
    if not done.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    if isinstance(answer, Exception):
        done.set_exception(answer)
    else:
        done.set_result(answer)


def _safely(tell: Callable[[Told], None], what: Told) -> None:
    """Tells a follower: one that fails cannot stop the writer."""
    try:
        tell(what)
    except Exception:
        logger.exception("a follower of the log failed")


def _row(code: str, recorded: Recorded) -> dict[str, object]:
    text = _encode(recorded.event).decode()
    return {"session": code, "version": recorded.version, "at": recorded.at, "event": text}


def _read(connection: sa.Connection, code: str) -> list[Recorded]:
    table = database.events
    rows = connection.execute(
        sa.select(table.c.version, table.c.at, table.c.event).where(table.c.session == code).order_by(table.c.version)
    )
    return [Recorded(version=row.version, at=row.at, event=_decode(row.event)) for row in rows]


def _erased_by(happened: Sequence[Recorded]) -> Iterator[int]:
    """The versions of the events whose texts these take back."""
    for recorded in happened:
        match recorded.event:
            case Withdrawn(noted=version) | Edited(noted=version):
                yield version
            case CheckedOut(before=version) if version:
                yield version


def _erase_texts(connection: sa.Connection, code: str, version: int) -> None:
    table = database.events
    place = (table.c.session == code) & (table.c.version == version)
    match event := _decode(connection.scalars(sa.select(table.c.event).where(place)).one()):
        case Noted() | Edited():
            blank: Event = msgspec.structs.replace(event, text="")
        case CheckedOut():
            blank = msgspec.structs.replace(event, thought="", next_time="")
        case _:
            return
    connection.execute(sa.update(table).where(place).values(event=_encode(blank).decode()))


def _takes_words_back(recorded: Recorded) -> bool:
    return next(_erased_by([recorded]), 0) > 0


def _erase_quotes(connection: sa.Connection, code: str, recorded: Recorded) -> None:
    """Blanks what facilitators quoted, before this event, of the words that it takes back: a copy is erased too."""
    table = database.events
    quoting = sa.or_(*(table.c.event.like(f'{{"type":"{tag}"%') for tag in ("quoted", "retold")))
    earlier = (table.c.session == code) & (table.c.version < recorded.version) & quoting
    for version, text in connection.execute(sa.select(table.c.version, table.c.event).where(earlier)).all():
        event = _decode(text)
        match recorded.event, event:
            case ((Withdrawn(note=note) | Edited(note=note)), Quoted(note=quoted)):
                copied = note == quoted
            case CheckedOut(seat=seat), Retold(seat=retold):
                copied = seat == retold
            case _:
                copied = False
        if copied:
            blank = _encode(msgspec.structs.replace(event, text="")).decode()
            place = (table.c.session == code) & (table.c.version == version)
            connection.execute(sa.update(table).where(place).values(event=blank))


def _erase_rehearsal(connection: sa.Connection, code: str) -> None:
    """Takes out what the seats did that were wiped, up to where it stands that they were."""
    history = _read(connection, code)
    last = max(recorded.version for recorded in history if isinstance(recorded.event, Wiped))
    gone = [{"gone": version} for version in _rehearsed(history) if version < last]
    table = database.events
    if gone:
        place = (table.c.session == code) & (table.c.version == sa.bindparam("gone"))
        connection.execute(sa.delete(table).where(place), gone)


def _rehearsed(history: Sequence[Recorded]) -> Iterator[int]:
    """The versions of all that rehearsal seats did, and of what was done with their notes."""
    seats: set[str] = set()
    notes: set[str] = set()
    for recorded in history:
        match event := recorded.event:
            case Seated(rehearsal=True):
                seats.add(event.seat)
            case Noted() if event.seat in seats:
                notes.add(event.note)
        if getattr(event, "seat", "") in seats or getattr(event, "note", "") in notes:
            yield recorded.version
