"""The log on a real file: what is confirmed is committed, what is erased is gone, and one fault stays one fault."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util import CommandError
from rpds import HashTrieMap

from sessions import database
from sessions.archive import read_archive, write_archive
from sessions.errors import (
    CodeTaken,
    NoSuchSeat,
    NoSuchSession,
    RoundClosed,
    StorageBusy,
    StorageFull,
    Trouble,
)
from sessions.events import (
    CheckedOut,
    Closed,
    Dealt,
    Edited,
    Event,
    Noted,
    Quoted,
    Rated,
    Recorded,
    Reopened,
    Retold,
    RoundOpened,
    Stepped,
)
from sessions.log import Grant, Log, Written
from sessions.session import Session, replayed
from sessions.settings import sqlite_url
from tests.factories import NOON, SettableClock, a_history, a_seat, an_opening, and_then, writer_held

CANARY = "Maija-Liisa Kanarialintu"
HANDS = {f"g{n}": ("c1", "c2", "c3") for n in (1, 2, 3)}
ROOM = (a_seat(1, "g1"), a_seat(2, "g2"), Dealt(hands=HANDS, seed=1), RoundOpened(round=1))


def record(log: Log, *events: Event, code: str = "TEST42") -> Written:
    return log.record(code, lambda session, now: events).result(timeout=60)


def a_room(log: Log, code: str = "TEST42") -> Session:
    """A session in the log with two seats and an open round."""
    log.begin(an_opening(code)).result(timeout=60)
    return record(log, *ROOM, code=code).session


def rate(log: Log, tap: int, *, code: str = "TEST42", seat: str = "s1") -> Future[Written]:
    def decide(session: Session, now: int) -> Sequence[Event]:
        event = session.rate(seat=seat, card="c1", stance="both", round_number=1, now=now, tap=tap)
        return [] if event is None else [event]

    return log.record(code, decide)


def rated(tap: int, seat: str = "s1") -> Rated:
    return Rated(round=1, seat=seat, card="c1", stance="both", tap=tap)


def all_told(log: Log) -> None:
    """Waits until the followers know of all that was written: they are told after whoever asked."""
    log.errand(lambda: None).result(timeout=60)


@dataclass
class Follower:
    """What a follower of the log was told: versions by code, and whether they stood in the file by then."""

    path: Path
    told: list[dict[str, int]] = field(default_factory=list)
    committed: list[bool] = field(default_factory=list)

    def __call__(self, changed: dict[str, Session]) -> None:
        versions = {code: session.version for code, session in changed.items()}
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute("SELECT session, max(version) FROM events GROUP BY session").fetchall()
        connection.close()
        self.told.append(versions)
        self.committed.append(all(dict(rows)[code] == version for code, version in versions.items()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trendipakka.db"


def bytes_of(path: Path) -> bytes:
    """Everything that the database has on the disk: the file, its log and its shared memory."""
    return b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")))


# ---------------------------------------------------------------- writing and reading


def test_what_is_recorded_can_be_read_with_its_time(log: Log, clock: SettableClock):
    log.begin(an_opening()).result(timeout=60)
    clock.move(5)

    written = record(log, a_seat(1, "g1"), Stepped(step=1))

    history = log.history("TEST42")
    assert written.events == (a_seat(1, "g1"), Stepped(step=1))
    assert history == [
        Recorded(version=1, at=NOON, event=an_opening()),
        Recorded(version=2, at=NOON + 5, event=a_seat(1, "g1")),
        Recorded(version=3, at=NOON + 5, event=Stepped(step=1)),
    ]
    assert log.session("TEST42") == written.session == replayed(history)


def test_a_decision_sees_the_newest_state(log: Log):
    a_room(log)

    with writer_held(log):
        taps = [rate(log, tap) for tap in (1, 2, 2, 1)]

    assert [tap.result(timeout=60).events for tap in taps] == [(rated(1),), (rated(2),), (), ()]


def test_answers_that_wait_together_are_committed_together(log: Log):
    a_room(log)
    a_room(log, "TEST43")
    told: list[dict[str, int]] = []
    log.follow(lambda changed: told.append({code: session.version for code, session in changed.items()}))

    with writer_held(log):
        taps = [rate(log, 1), rate(log, 1, code="TEST43"), rate(log, 1, seat="s2"), rate(log, 2)]
    all_told(log)

    assert [tap.result(timeout=60).session.version for tap in taps] == [6, 6, 7, 8]
    assert told == [{"TEST42": 8, "TEST43": 6}]


def test_a_follower_is_told_after_the_commit_and_only_of_what_changed(log: Log, path: Path):
    a_room(log)
    a_room(log, "TEST43")
    follower = Follower(path)
    log.follow(follower)

    with writer_held(log):
        jobs = [rate(log, 1), log.record("TEST43", lambda session, now: [])]
    record(log, code="TEST43")
    all_told(log)

    assert [job.result(timeout=60).session.version for job in jobs] == [6, 5]
    assert follower.told == [{"TEST42": 6}]
    assert follower.committed == [True]


def test_a_follower_that_fails_stops_neither_the_log_nor_the_next(log: Log):
    a_room(log)
    told: list[int] = []

    def fail(changed: dict[str, Session]) -> None:
        raise RuntimeError("the wall is gone")

    log.follow(fail)
    log.follow(lambda changed: told.append(changed["TEST42"].version))

    versions = [record(log, event).session.version for event in (rated(1), rated(2))]
    all_told(log)

    assert versions == [6, 7]
    assert told == [6, 7]


def test_a_refused_answer_does_not_harm_its_neighbours(log: Log):
    a_room(log)

    def crash(session: Session, now: int) -> Sequence[Event]:
        raise ZeroDivisionError("a fault of ours")

    with writer_held(log):
        good = rate(log, 1)
        refused = rate(log, 1, seat="s9")
        broken = log.record("TEST42", crash)
        unknown = rate(log, 1, code="NOSUCH")
        late = rate(log, 2)

    assert good.result(timeout=60).events == (rated(1),)
    assert late.result(timeout=60).events == (rated(2),)
    assert isinstance(refused.exception(timeout=60), NoSuchSeat)
    assert isinstance(broken.exception(timeout=60), ZeroDivisionError)
    assert unknown.exception(timeout=60).facts == {"code": "NOSUCH"}  # type: ignore[union-attr]
    assert [recorded.event for recorded in log.history("TEST42")[5:]] == [rated(1), rated(2)]


def test_half_a_decision_that_cannot_be_is_not_recorded(log: Log):
    before = a_room(log)

    refused = log.record("TEST42", lambda session, now: [rated(1), an_opening()])

    assert isinstance(refused.exception(timeout=60), TypeError)
    assert log.session("TEST42") == before
    assert replayed(log.history("TEST42")) == before


def test_what_the_database_cannot_hold_harms_no_neighbour(log: Log):
    a_room(log)
    hostile = [Recorded(version=1, at=2**70, event=an_opening("HOSTIL"))]

    with writer_held(log):
        before, impossible, after = rate(log, 1), log.restore("HOSTIL", hostile), rate(log, 2)

    assert isinstance(impossible.exception(timeout=60), Trouble)
    assert (before.result(timeout=60).events, after.result(timeout=10).events) == ((rated(1),), (rated(2),))
    assert [log.session("TEST42"), *log.codes()] == [replayed(log.history("TEST42")), "TEST42"]


def test_an_answer_whose_sender_is_gone_is_still_written(log: Log):
    a_room(log)

    with writer_held(log):
        gone, next_one = rate(log, 1), rate(log, 2)
        gone.cancel()
        errand = log.errand(lambda: None)
        errand.cancel()

    assert next_one.result(timeout=60).events == (rated(2),)
    assert [recorded.event for recorded in log.history("TEST42")[5:]] == [rated(1), rated(2)]


def test_a_code_can_be_used_once(log: Log):
    first, second = log.begin(an_opening()), log.begin(an_opening(title="Another"))
    restored = log.restore("TEST42", a_history([]))

    assert first.result(timeout=60).session.opened == an_opening()
    assert [second.exception(timeout=60).facts, restored.exception(timeout=10).facts] == [  # type: ignore[union-attr]
        {"code": "TEST42"},
        {"code": "TEST42"},
    ]
    assert isinstance(second.exception(), CodeTaken)


def test_codes_come_newest_first(log: Log, clock: SettableClock):
    for code in ("OLDEST", "MIDDLE", "NEWEST"):
        log.begin(an_opening(code)).result(timeout=60)
        clock.move(1)
    log.begin(an_opening("ABOUT3")).result(timeout=60)
    log.begin(an_opening("ABOUT1")).result(timeout=60)

    assert log.codes() == ["ABOUT1", "ABOUT3", "NEWEST", "MIDDLE", "OLDEST"]


def test_there_is_nothing_under_an_unknown_code(log: Log):
    for ask in (log.session, log.history):
        with pytest.raises(NoSuchSession) as refused:
            ask("NOSUCH")
        assert refused.value.facts == {"code": "NOSUCH"}


def test_a_log_that_is_opened_again_has_equal_sessions(database_url: str, clock: SettableClock):
    log = Log(database_url, clock=clock)
    a_room(log)
    record(log, Noted(note="n1", seat="s1", group="g1", card="", kind="idea", text="åäö 🎲", language="fi", tap=1))
    record(log, log.session("TEST42").withdraw(seat="s1", note="n1"), rated(2), Closed(), Reopened())
    live = log.session("TEST42")
    log.close()

    again = Log(database_url, clock=clock)

    assert again.session("TEST42") == live
    assert record(again, Stepped(step=2)).session == and_then(live, Stepped(step=2))
    again.close()


def test_a_folder_may_be_called_anything(tmp_path: Path, clock: SettableClock):
    folder = tmp_path / "täällä #1 100 %41 & why?"
    folder.mkdir()
    log = Log(sqlite_url(folder / "trendipakka.db"), clock=clock)

    room = a_room(log)

    assert replayed(log.history("TEST42")) == room
    assert (folder / "trendipakka.db").exists()
    log.close()


def test_what_waits_is_written_before_the_close_and_what_comes_later_sent_away(
    database_url: str, clock: SettableClock
):
    log = Log(database_url, clock=clock)
    a_room(log)

    with writer_held(log):
        waiting = rate(log, 1)
        closing = threading.Thread(target=log.close)
        closing.start()
    closing.join(timeout=60)
    late, errand = rate(log, 2), log.revoke("0" * 64)

    assert waiting.result(timeout=60).events == (rated(1),)
    assert isinstance(late.exception(timeout=60), StorageBusy)
    assert isinstance(errand.exception(timeout=60), StorageBusy)


def test_a_log_sees_what_another_program_has_written(database_url: str, log: Log, clock: SettableClock):
    a_room(log)
    other = Log(database_url, clock=clock)
    record(other, Closed())
    other.close()

    late = rate(log, 1)

    assert isinstance(late.exception(timeout=60), RoundClosed)
    assert record(log, Reopened()).session == replayed(log.history("TEST42"))


# ---------------------------------------------------------------- erasing


def test_a_deleted_session_leaves_no_byte(log: Log, path: Path):
    log.begin(an_opening(title=CANARY, aim=CANARY * 300)).result(timeout=60)
    a_room(log, "TEST43")
    record(log, *(a_seat(n, "g1", nickname=f"{CANARY} {n}") for n in range(1, 60)))
    log.grant("a" * 64, "facilitator", "TEST42").result(timeout=60)
    before = bytes_of(path).count(CANARY.encode())

    log.delete("TEST42").result(timeout=60)

    assert before >= 60
    assert bytes_of(path).count(CANARY.encode()) == 0
    assert log.codes() == ["TEST43"]
    assert log.granted() == {}
    with pytest.raises(NoSuchSession):
        log.session("TEST42")


def test_a_withdrawn_note_leaves_no_byte_and_the_rest_of_its_event(log: Log, path: Path):
    a_room(log)
    kept = Noted(note="n2", seat="s1", group="g1", card="", kind="idea", text="Kept", language="fi", tap=2)
    for n, text in ((1, CANARY), (3, f"{CANARY} long " * 30)):
        record(
            log, Noted(note=f"n{n}", seat="s1", group="g1", card="c1", kind="idea", text=text, language="fi", tap=n)
        )
        if n == 1:
            record(log, kept)
    before = bytes_of(path).count(CANARY.encode())

    for note in ("n1", "n3"):
        log.record("TEST42", lambda session, now, note=note: [session.withdraw(seat="s1", note=note)]).result(
            timeout=60
        )

    texts = [recorded.event.text for recorded in log.history("TEST42") if isinstance(recorded.event, Noted)]
    assert before >= 31
    assert bytes_of(path).count(CANARY.encode()) == 0
    assert texts == ["", "Kept", ""]
    assert replayed(log.history("TEST42")) == log.session("TEST42")


def test_an_edited_note_leaves_no_byte_of_what_it_said_before(log: Log, path: Path):
    a_room(log)
    record(log, Noted(note="n1", seat="s1", group="g1", card="", kind="idea", text=CANARY, language="fi", tap=1))
    before = bytes_of(path).count(CANARY.encode())

    for tap, text in ((2, f"{CANARY} again"), (3, "Kept")):
        log.record(
            "TEST42",
            lambda session, now, tap=tap, text=text: [
                session.edit(seat="s1", note="n1", kind="idea", text=text, tap=tap)
            ],
        ).result(timeout=60)

    texts = [recorded.event.text for recorded in log.history("TEST42") if isinstance(recorded.event, Noted | Edited)]
    assert before > 0
    assert bytes_of(path).count(CANARY.encode()) == 0
    assert texts == ["", "", "Kept"]
    assert replayed(log.history("TEST42")) == log.session("TEST42")


def test_changed_last_words_leave_no_byte_of_the_first(log: Log, path: Path):
    a_room(log)
    first = CheckedOut(seat="s1", thought=CANARY, next_time=f"{CANARY} too", grade=2, tap=1)
    record(log, first)
    before = bytes_of(path).count(CANARY.encode())

    log.record("TEST42", lambda session, now: [session.check_out(seat="s1", thought="Kept", tap=2)]).result(
        timeout=60
    )

    said = [recorded.event for recorded in log.history("TEST42") if isinstance(recorded.event, CheckedOut)]
    assert before >= 2
    assert bytes_of(path).count(CANARY.encode()) == 0
    assert said == [
        CheckedOut(seat="s1", thought="", next_time="", grade=2, tap=1),
        CheckedOut(seat="s1", thought="Kept", next_time="", grade=0, tap=2, before=log.session("TEST42").version - 1),
    ]
    assert replayed(log.history("TEST42")) == log.session("TEST42")


def test_quotes_of_words_taken_back_leave_no_byte_and_still_fit_together(log: Log, path: Path):
    a_room(log)
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="idea", text=CANARY, language="fi", tap=1)
    record(log, note)
    record(log, CheckedOut(seat="s1", thought=CANARY, next_time=CANARY, grade=2, tap=2))
    for event in (
        Quoted(note="n1", text=f"{CANARY}!"),
        Quoted(note="n1", text=CANARY),
        Retold(seat="s1", question="thought", text=CANARY),
        Retold(seat="s1", question="next_time", text="", out=True),
    ):
        record(log, event)
    before = bytes_of(path).count(CANARY.encode())

    log.record("TEST42", lambda session, now: [session.withdraw(seat="s1", note="n1")]).result(timeout=60)
    log.record("TEST42", lambda session, now: [session.check_out(seat="s1", tap=3)]).result(timeout=60)

    history = log.history("TEST42")
    assert before >= 6
    assert bytes_of(path).count(CANARY.encode()) == 0
    assert read_archive(write_archive(history))[0] == history
    assert log.session("TEST42").wordings == HashTrieMap()


def test_a_note_withdrawn_while_somebody_reads_goes_with_the_next_write(log: Log, path: Path):
    a_room(log)
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="idea", text=CANARY, language="fi", tap=1)
    record(log, note)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()

    record(log, log.session("TEST42").withdraw(seat="s1", note="n1"))
    while_reading = bytes_of(path).count(CANARY.encode())
    reader.execute("COMMIT")
    reader.close()
    record(log, rated(2))

    assert while_reading > 0
    assert bytes_of(path).count(CANARY.encode()) == 0


def test_a_session_that_is_not_there_cannot_be_deleted(log: Log):
    told: list[str] = []
    log.follow(lambda changed: None, deleted=told.append)

    gone = log.delete("NOSUCH")

    assert gone.exception(timeout=60).facts == {"code": "NOSUCH"}  # type: ignore[union-attr]
    assert told == []


def test_whoever_follows_hears_which_session_was_deleted_and_cannot_stop_it(log: Log):
    a_room(log)
    a_room(log, "TEST43")
    told: list[str] = []

    def fail(code: str) -> None:
        raise RuntimeError(code)

    log.follow(lambda changed: None, deleted=fail)
    log.follow(lambda changed: None, deleted=told.append)

    log.delete("TEST43").result(timeout=60)

    assert (told, log.codes()) == (["TEST43"], ["TEST42"])


def test_after_a_delete_the_code_is_free_and_late_answers_find_nothing(log: Log):
    a_room(log)

    with writer_held(log):
        deleted, late, again = log.delete("TEST42"), rate(log, 1), log.begin(an_opening(title="Second"))

    deleted.result(timeout=60)
    assert isinstance(late.exception(timeout=60), NoSuchSession)
    assert again.result(timeout=60).session.opened.title == "Second"
    assert len(log.history("TEST42")) == 1


def test_a_reader_that_came_just_before_a_delete_does_not_bring_the_session_back(
    database_url: str, clock: SettableClock
):
    log = Log(database_url, clock=clock)
    a_room(log)
    log.close()
    again = Log(database_url, clock=clock)
    has_read, deleted = threading.Event(), threading.Event()

    def dawdle(*_: object) -> None:
        has_read.set()
        deleted.wait(timeout=0.3)  # without a guard the delete is through by then

    sa.event.listen(again._reading, "after_cursor_execute", dawdle)
    reader = threading.Thread(target=again.session, args=["TEST42"])
    reader.start()
    assert has_read.wait(timeout=60)
    again.delete("TEST42").result(timeout=60)
    deleted.set()
    reader.join(timeout=60)

    with pytest.raises(NoSuchSession):
        again.session("TEST42")
    again.close()


# ---------------------------------------------------------------- trouble


@contextmanager
def full_disk(log: Log) -> Iterator[None]:
    """A database that may not grow by a page."""
    set_pages(log, "max_page_count = 1")  # SQLite takes the present size for the least
    try:
        yield
    finally:
        set_pages(log, "max_page_count = 1073741823")


def set_pages(log: Log, pragma: str) -> None:
    def run() -> None:
        with log._writing.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA {pragma}")

    log.errand(run).result(timeout=60)


def a_large_note(n: int) -> Noted:
    return Noted(note=f"n{n}", seat="s1", group="g1", card="", kind="idea", text="x" * 100_000, language="fi", tap=n)


def test_a_full_disk_is_named_and_loses_nothing_that_was_confirmed(log: Log):
    before = a_room(log)

    with full_disk(log):
        full = log.record("TEST42", lambda session, now: [a_large_note(1)])
        trouble = full.exception(timeout=60)
        meanwhile = log.session("TEST42")
    recovered = record(log, a_large_note(1))

    assert isinstance(trouble, StorageFull)
    assert meanwhile == before
    assert recovered.session == replayed(log.history("TEST42"))


def test_a_repeated_tap_is_not_confirmed_by_a_commit_that_failed(log: Log):
    a_room(log)
    a_room(log, "TEST43")
    record(log, rated(1), code="TEST43")
    told: list[object] = []
    log.follow(told.append)

    with full_disk(log):
        with writer_held(log):
            jobs = [
                log.record("TEST42", lambda session, now: [a_large_note(1)]),
                rate(log, 2),
                rate(log, 2),
                rate(log, 1, code="TEST43"),
            ]
        outcomes = [type(job.exception(timeout=60)) for job in jobs]
    again = rate(log, 2).result(timeout=60)
    all_told(log)

    assert outcomes == [StorageFull, StorageFull, StorageFull, type(None)]
    assert again.events == (rated(2),)
    assert len(told) == 1


def test_a_locked_database_is_named_after_a_while_and_recovers(database_url: str, path: Path, clock: SettableClock):
    log = Log(database_url, clock=clock, patience=0.05)
    a_room(log)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    busy = rate(log, 1).exception(timeout=60)
    grant = log.grant("a" * 64, "facilitator").exception(timeout=60)
    other.execute("ROLLBACK")
    other.close()
    recovered = rate(log, 1).result(timeout=60)

    assert (type(busy), type(grant)) == (StorageBusy, StorageBusy)
    assert recovered.events == (rated(1),)
    log.close()


def test_a_reader_does_not_hold_up_the_writer(log: Log, path: Path):
    a_room(log)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM events").fetchone()

    written = rate(log, 1).result(timeout=60)

    assert written.events == (rated(1),)
    assert reader.execute("SELECT count(*) FROM events").fetchone() == before == (5,)
    reader.close()


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda log: log.codes(), id="codes"),
        pytest.param(lambda log: log.history("TEST42"), id="history"),
        pytest.param(lambda log: log.session("NOSUCH"), id="session"),
        pytest.param(lambda log: log.granted(), id="granted"),
    ],
)
def test_a_database_that_cannot_be_read_is_named(log: Log, path: Path, ask: Callable[[Log], object]):
    other = sqlite3.connect(path)
    other.executescript("DROP TABLE events; DROP TABLE grants;")
    other.close()

    with pytest.raises(Trouble):
        ask(log)


# ---------------------------------------------------------------- grants


def test_a_grant_holds_until_it_is_revoked_and_after_a_restart(database_url: str, clock: SettableClock):
    log = Log(database_url, clock=clock)
    log.grant("a" * 64, "facilitator").result(timeout=60)
    log.grant("b" * 64, "wall", "TEST42", "The hall").result(timeout=60)
    log.revoke("a" * 64).result(timeout=60)
    clock.move(1_000)
    log.use_grant("b" * 64).result(timeout=60)
    log.close()

    again = Log(database_url, clock=clock)

    granted = Grant(role="wall", session="TEST42", name="The hall", at=NOON, used_at=NOON + 1_000)
    assert again.granted() == {"b" * 64: granted}
    again.close()


# ---------------------------------------------------------------- migrations

UNFINISHED = '''
"""Changes a table, adds one, and then fails."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("events", sa.Column("colour", sa.Text))
    op.create_table("colours", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE events SET at = 0")
    raise RuntimeError("the power went")
'''


def form_of(path: Path) -> list[tuple[str, str]]:
    """Tables with the SQL that makes them, and the revision."""
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    revisions = connection.execute("SELECT 'revision', version_num FROM alembic_version").fetchall()
    connection.close()
    return tables + revisions


def test_a_fresh_file_gets_the_newest_tables(log: Log, path: Path):
    assert [name for name, _ in form_of(path)] == ["alembic_version", "events", "grants", "templates", "revision"]


def test_the_tables_in_the_file_are_those_the_code_speaks_of(log: Log, path: Path):
    engine = sa.create_engine(f"sqlite:///{path}")

    found = {
        table.name: [(column["name"], str(column["type"]), column["nullable"]) for column in columns]
        for table in database.metadata.sorted_tables
        for columns in [sa.inspect(engine).get_columns(table.name)]
    }

    assert found == {
        table.name: [(column.name, str(column.type), bool(column.nullable)) for column in table.columns]
        for table in database.metadata.sorted_tables
    }
    engine.dispose()


def test_a_file_that_is_up_to_date_is_left_alone(database_url: str, path: Path, clock: SettableClock):
    log = Log(database_url, clock=clock)
    room = a_room(log)
    log.close()
    before = form_of(path)

    again = Log(database_url, clock=clock)

    assert form_of(path) == before
    assert again.session("TEST42") == room
    again.close()


def test_an_unfinished_migration_leaves_the_old_form(
    database_url: str, path: Path, tmp_path: Path, clock: SettableClock
):
    log = Log(database_url, clock=clock)
    room = a_room(log)
    log.close()
    before = form_of(path)
    migrations = shutil.copytree(database.MIGRATIONS, tmp_path / "migrations")
    (migrations / "versions" / "0004_colours.py").write_text(UNFINISHED)
    engine = database.writing_engine(database_url)

    with pytest.raises(RuntimeError, match="the power went"):
        database.migrate(engine, migrations)

    engine.dispose()
    again = Log(database_url, clock=clock)
    assert form_of(path) == before
    assert again.session("TEST42") == room
    again.close()


def test_a_file_from_a_newer_program_is_not_touched(database_url: str, path: Path, clock: SettableClock):
    Log(database_url, clock=clock).close()
    other = sqlite3.connect(path)
    other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.commit()
    other.close()
    before = form_of(path)

    with pytest.raises(CommandError, match="9999"):
        Log(database_url, clock=clock)

    assert form_of(path) == before
