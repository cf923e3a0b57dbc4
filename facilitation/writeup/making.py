"""Makes documents in a process of their own, one at a time, so that voting does not notice.

    maker = Maker()
    task = maker.start(history, [("pdf", "fi"), ("docx", "fi")])
    task = maker.start_series([history, history], [("pdf", "fi")])
    task.progress()          # Progress(done=1, of=2)
    task.wait(timeout=60)    # [Export, Export]
    task.cancel()            # from anywhere; wait() then raises MakingCancelled
    maker.close()

The process starts with the first task and ends when none has come for a while, so a quiet server does not carry it.
It is a fresh interpreter rather than a fork or a spawned copy: either would bring the server's module `app` with it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from facilitation.writeup import Export, export, export_series
from sessions.errors import DocumentFailed, MakingCancelled, Refused
from sessions.events import Recorded
from sessions.session import Session, replayed

IDLE = 120.0  # seconds after which the process ends
POLITE = 10  # how much more willingly than the server it waits for the processor
ROOT = Path(__file__).resolve().parents[2]

_log = logging.getLogger("trendipakka")
_LENGTH = struct.Struct(">Q")


class Progress(msgspec.Struct, frozen=True):
    """How many documents of a task are made; `over` when no more will come, for whatever reason."""

    done: int
    of: int
    over: bool


class Asked(msgspec.Struct, frozen=True):
    """What goes to the process: sessions as their events (each a MessagePack list of `Recorded`), and which document.

    `series`: the booklet of all of them; else there is one.
    """

    histories: tuple[bytes, ...]
    format: str
    language: str
    series: bool = False


class Made(msgspec.Struct, frozen=True):
    """What comes back: the document, or where it failed (without any words of the session)."""

    export: Export | None
    failure: str = ""


class Task:
    """Documents in the making; every method may be called from any thread."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = tuple(asked)
        self.cancelled = threading.Event()
        self._made: list[Export] = []
        self._all: Future[list[Export]] = Future()
        self._all.set_running_or_notify_cancel()  # only `cancel` calls it off, not somebody who waits no longer

    def progress(self) -> Progress:
        return Progress(len(self._made), len(self.asked), self._all.done())

    def cancel(self) -> None:
        """No more documents; the one at work is given up."""
        self.cancelled.set()

    def wait(self, timeout: float | None = None) -> list[Export]:
        """The documents in the order in which they were asked for.

        Raises:
            DocumentFailed: one could not be made.
            MakingCancelled: they were called off.
            TimeoutError: they are not ready yet.
        """
        return list(self._all.result(timeout))

    async def ready(self) -> list[Export]:
        """The same for whoever must not block; raises what `wait` raises."""
        made = await asyncio.wrap_future(self._all)
        return list(made)

    def add(self, export: Export) -> None:
        self._made.append(export)

    def finish(self, error: Refused | None = None) -> None:
        if error:
            self._all.set_exception(error)
        else:
            self._all.set_result(self._made)


class Maker:
    """Takes tasks and has them done one after another; close it when the server stops."""

    def __init__(self, *, idle: float = IDLE) -> None:
        self._idle = idle
        self._tasks: queue.Queue[Task | None] = queue.Queue()
        self._process: _Process | None = None
        self._closed = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, history: Sequence[Recorded], wanted: Sequence[tuple[str, str]]) -> Task:
        """Documents of a session, each as (format, language); they are made after those of earlier tasks."""
        encoded = (msgspec.msgpack.encode(history),)
        return self._start(Task([Asked(encoded, format, language) for format, language in wanted]))

    def start_series(self, histories: Iterable[Sequence[Recorded]], wanted: Sequence[tuple[str, str]]) -> Task:
        """Booklets of a series, each as (format, language); `histories` are those of its sessions."""
        encoded = tuple(msgspec.msgpack.encode(history) for history in histories)
        return self._start(Task([Asked(encoded, format, language, series=True) for format, language in wanted]))

    def _start(self, task: Task) -> Task:
        with self._starting:
            if self._closed.is_set():
                task.finish(MakingCancelled())
                return task
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="documents", daemon=True)
                self._thread.start()
            self._tasks.put(task)  # within the lock: what comes after the end would wait for ever
        return task

    def close(self) -> None:
        """Gives up what is at work and what waits, and ends the process."""
        with self._starting:
            self._closed.set()
        self._tasks.put(None)
        if self._thread:
            self._thread.join()

    @property
    def process(self) -> int | None:
        """The id of the process that makes documents, while there is one."""
        process = self._process
        return process.id if process else None

    # -------------------------------------------------------------------- the thread

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                task = self._tasks.get(timeout=self._idle)
            except queue.Empty:
                self._end()
                continue
            if task is not None:
                task.finish(self._do(task))
        self._end()
        while not self._tasks.empty():
            left = self._tasks.get()
            if left is not None:
                left.finish(MakingCancelled())

    def _do(self, task: Task) -> Refused | None:
        """What went wrong with a task."""
        for asked in task.asked:
            if task.cancelled.is_set() or self._closed.is_set():
                return MakingCancelled()
            try:
                made = self._ask(task, asked)
            except (OSError, EOFError, msgspec.MsgspecError):
                self._end()
                called_off = task.cancelled.is_set() or self._closed.is_set()
                return MakingCancelled() if called_off else DocumentFailed(format=asked.format)
            if made.export is None:
                _log.error("document %s: %s", asked.format, made.failure)
                return DocumentFailed(format=asked.format)
            task.add(made.export)
        return None

    def _ask(self, task: Task, asked: Asked) -> Made:
        """Has one document made; a task that is called off meanwhile takes the process with it."""
        if self._process is None:
            self._process = _Process()
        process = self._process
        answered = threading.Event()

        def watch() -> None:
            while not answered.wait(0.1):
                if task.cancelled.is_set() or self._closed.is_set():
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, name="documents-watch", daemon=True)
        watcher.start()
        try:
            return process.ask(asked)
        finally:
            answered.set()
            watcher.join()

    def _end(self) -> None:
        if self._process:
            self._process.end()
            self._process = None


class _Process:
    """The interpreter that makes documents, at the other end of two pipes."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        self._popen = subprocess.Popen(
            [sys.executable, "-c", "from facilitation.writeup.making import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # the server's Ctrl-C is not meant for it
        )

    @property
    def id(self) -> int:
        return self._popen.pid

    def ask(self, asked: Asked) -> Made:
        assert self._popen.stdin
        assert self._popen.stdout
        _send(self._popen.stdin, msgspec.msgpack.encode(asked))
        return msgspec.msgpack.decode(_receive(self._popen.stdout), type=Made)

    def kill(self) -> None:
        self._popen.kill()

    def end(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe:
                with suppress(OSError):  # what was still to be sent finds nobody
                    pipe.close()


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """The next message.

    Raises:
        EOFError: the other end is gone.
    """
    return _exactly(pipe, _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0])


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


# -------------------------------------------------------------------- in the process


def serve() -> None:
    """Makes what is asked for on standard input until that ends, which it also does when the server is killed."""
    if hasattr(os, "nice"):
        os.nice(POLITE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    while True:
        try:
            asked = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _send(answers, msgspec.msgpack.encode(_made(asked)))


def _made(message: bytes) -> Made:
    asked = msgspec.msgpack.decode(message, type=Asked)
    try:
        if asked.series:
            return Made(_booklet(asked))
        at_work = _at_work(asked.histories[0])
        ready = at_work.made.setdefault(asked.language, {})
        made = export(at_work.session, at_work.history, asked.format, asked.language, ready)
        ready[asked.format] = made
        return Made(made)
    except Exception as error:  # whatever it is, the next document may be better
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Made(None, f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}")


def _booklet(asked: Asked) -> Export:
    histories = [_events(history) for history in asked.histories]
    at = max(history[-1].at for history in histories)
    return export_series([replayed(history) for history in histories], at, asked.format, asked.language)


class AtWork(NamedTuple):
    """The session that documents are being made of, and those that are made, by language and format."""

    history: list[Recorded]
    session: Session
    made: dict[str, dict[str, Export]]


@lru_cache(maxsize=1)
def _at_work(history: bytes) -> AtWork:
    """What several documents in a row are made of: the pack, asked for last, holds those before it."""
    events = _events(history)
    return AtWork(events, replayed(events), {})


def _events(history: bytes) -> list[Recorded]:
    return msgspec.msgpack.decode(history, type=list[Recorded])
