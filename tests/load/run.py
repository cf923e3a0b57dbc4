"""Measures rooms of phones on a real server, and the naive page beside them, and writes a table into the README.

python tests/load/run.py                            5 runs each of 30, 100, 300, 1,000 and 3,000 phones
python tests/load/run.py --sizes 30,300 --runs 1    what one wants to know
python tests/load/run.py --smoke                    30 phones once, checked for correctness

Linux only: it pins processes to cores and reads /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # so that the file can be run as it lies

from tests.load.naive import room as naive_room  # noqa: E402
from tests.load.room import HAND, LEAST_RATINGS, Room, Seen  # noqa: E402
from tests.load.server import Measured, ours  # noqa: E402
from tests.load.server import naive as naive_server  # noqa: E402
from tests.load.table import report, written_between  # noqa: E402
from tests.load.usable import Usable, naive_usable, ours_usable  # noqa: E402

SIZES = (30, 100, 300, 1_000, 3_000)
NAIVE_SIZES = (30, 100)  # at 200 it stops answering

T = TypeVar("T")
Serve = Callable[..., AbstractContextManager[Measured]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="phones, with commas between")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--naive", type=_numbers, default=NAIVE_SIZES, help="phones on the naive page; empty: none")
    parser.add_argument("--no-browser", action="store_true", help="leave out the time to usable")
    parser.add_argument("--smoke", action="store_true", help="30 phones once; no table")
    parser.add_argument("--print", action="store_true", help="print the table, leave the README as it is")
    given = parser.parse_args(arguments)
    allow_connections()
    if given.smoke:
        wrong = faults(measured(ours, lambda server: asyncio.run(Room(server, 30).play())))
        print("\n".join(wrong) or "Every phone joined, every rating was confirmed and counted, all saw the reveal.")
        return 1 if wrong else 0
    busy = os.getloadavg()[0]
    runs = {size: [_ours_once(size, n) for n in range(given.runs)] for size in given.sizes}
    beside = {size: [_naive_once(size, n) for n in range(given.runs)] for size in given.naive}
    usable: tuple[Usable, Sequence[float]] | None = None
    if not given.no_browser:
        usable = (
            on_all_cores(ours, lambda server: ours_usable(server, given.runs)),
            on_all_cores(naive_server, lambda server: naive_usable(server, given.runs)),
        )
    section = report(runs, beside, usable, busy=busy)
    readme = ROOT / "README.md"
    text = written_between(readme.read_text(encoding="utf-8"), section) if readme.exists() else None
    if text is None or given.print:
        print(section)
    else:
        readme.write_text(text, encoding="utf-8")
    return 0


def measured(serve: Serve, play: Callable[[Measured], T]) -> T:
    """What `play` saw on a fresh server: the server on one core, everything else on the others."""
    cores = sorted(os.sched_getaffinity(0))
    with TemporaryDirectory() as folder, serve(Path(folder), core=cores[0]) as server, _on(cores[1:] or cores):
        return play(server)


def on_all_cores(serve: Serve, play: Callable[[Measured], T]) -> T:
    """The same where one phone alone is measured: a browser is several processes, which a phone runs side by side."""
    with TemporaryDirectory() as folder, serve(Path(folder)) as server:
        return play(server)


def faults(seen: Seen) -> list[str]:
    """What went wrong in a run; nothing, when it was right."""
    ratings = seen.phones * max(1, min(HAND, LEAST_RATINGS // seen.phones))
    expected = {
        "joined": (seen.joined, seen.phones),
        "confirmed": (len(seen.confirm), ratings),
        "counted": (seen.counted, ratings),
        "saw the reveal": (len(seen.reveal), seen.phones),
        "came back": (len(seen.back), seen.phones),
    }
    wrong = [f"{name}: {have} of {want}" for name, (have, want) in expected.items() if have != want]
    return [*wrong, *seen.errors]


def allow_connections() -> None:
    """As many open connections as the system allows: a phone takes two."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _ours_once(size: int, n: int) -> Seen:
    seen = measured(ours, lambda server: asyncio.run(Room(server, size, seed=n).play()))
    print(f"{size} phones, run {n + 1}: {'; '.join(faults(seen)[:5]) or 'no fault'}", file=sys.stderr, flush=True)
    return seen


def _naive_once(size: int, n: int) -> naive_room.Seen:
    seen = measured(naive_server, lambda server: asyncio.run(naive_room.play(server, size, seed=n)))
    print(f"{size} naive pages, run {n + 1}: {len(seen.errors)} errors", file=sys.stderr, flush=True)
    return seen


@contextlib.contextmanager
def _on(cores: Sequence[int]) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(cores))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


if __name__ == "__main__":
    sys.exit(main())
