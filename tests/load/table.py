"""What the runs saw, as a table in Markdown with the machine it was seen on."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.load.naive import room as naive
from tests.load.room import Seen
from tests.load.usable import Usable

BEGIN, END = "<!-- load:begin -->", "<!-- load:end -->"
PACKAGES = ("streamlit", "starlette", "uvicorn", "httptools", "uvloop", "sqlalchemy")


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies; NaN of none."""
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


# A row's name, what one run says, and the digits after the point. Times in milliseconds.
ROWS: tuple[tuple[str, Callable[[Seen], float], int], ...] = (
    ("confirm p50 (ms)", lambda seen: quantile(seen.confirm, 0.50) * 1000, 1),
    ("confirm p95 (ms)", lambda seen: quantile(seen.confirm, 0.95) * 1000, 1),
    ("confirm p99 (ms)", lambda seen: quantile(seen.confirm, 0.99) * 1000, 1),
    ("reveal on the phone p50 (ms)", lambda seen: quantile(seen.reveal, 0.50) * 1000, 0),
    ("reveal on the phone p95 (ms)", lambda seen: quantile(seen.reveal, 0.95) * 1000, 0),
    ("reveal on the phone p99 (ms)", lambda seen: quantile(seen.reveal, 0.99) * 1000, 0),
    ("server CPU per confirmed rating (ms)", lambda seen: seen.rate_cpu / max(1, len(seen.confirm)), 2),
    ("server CPU per joining phone (ms)", lambda seen: seen.join_cpu / seen.phones, 2),
    ("joining took, page to stream p95 (ms)", lambda seen: quantile(seen.join, 0.95) * 1000, 0),
    ("server memory per phone (KB)", lambda seen: (seen.memory - seen.idle_memory) / seen.phones, 1),
    ("server memory (MB)", lambda seen: seen.memory / 1024, 0),
    ("bytes per phone, both ways (KB)", lambda seen: seen.bytes / seen.phones / 1000, 1),
    ("back after a cut, 99 % (s)", lambda seen: quantile(seen.back, 0.99), 1),
    ("back after a cut, all (s)", lambda seen: max(seen.back, default=math.nan), 1),
    ("confirm p99 while they come back (ms)", lambda seen: quantile(seen.confirm_in_herd, 0.99) * 1000, 0),
    ("errors", lambda seen: len(seen.errors), 0),
)

NAIVE_ROWS: tuple[tuple[str, Callable[[naive.Seen], float], int], ...] = (
    ("confirm p50 (ms)", lambda seen: quantile(seen.confirm, 0.50) * 1000, 0),
    ("confirm p95 (ms)", lambda seen: quantile(seen.confirm, 0.95) * 1000, 0),
    ("confirm p99 (ms)", lambda seen: quantile(seen.confirm, 0.99) * 1000, 0),
    ("reveal on the phone p95 (ms)", lambda seen: quantile(seen.reveal, 0.95) * 1000, 0),
    ("server CPU per confirmed rating (ms)", lambda seen: seen.rate_cpu / max(1, len(seen.confirm)), 1),
    ("server memory (MB)", lambda seen: seen.memory / 1024, 0),
    ("errors", lambda seen: len(seen.errors), 0),
)


def report(
    runs: dict[int, list[Seen]],
    naive_runs: dict[int, list[naive.Seen]],
    usable: tuple[Usable, Sequence[float]] | None,
    *,
    busy: float,
) -> str:
    """The whole section. `usable` is ours and the naive page's seconds; `busy` the load average at the start."""
    parts = [_where(busy, len(next(iter(runs.values()))))]
    parts.append(_ours(runs))
    if naive_runs:
        parts.append("The same phases with the naive page, one Streamlit script for every phone:")
        parts.append(_naive(naive_runs))
    if usable is not None:
        parts.append(_usable(*usable))
    return "\n\n".join(parts)


def _where(busy: float, count: int) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    day = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"{day}; {_processor()}, {os.cpu_count()} cores, {_memory()} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {versions}. The server on one core, the phones on another; medians of "
        f"{count} runs; load average before the first: {busy:.1f}. {_phases()}"
    )


def _phases() -> str:
    return (
        "Every phone loads the page, joins, loads it again and opens its stream, 200 a second; then 200 ratings a "
        "second with all streams open; a card is revealed, and the phones ask for their state, as our script makes "
        "them, within 2 ms for each phone in the room; every connection is cut, and they come back, as our script "
        "makes them, while people go on answering."
    )


def _ours(runs: dict[int, list[Seen]]) -> str:
    sizes = list(runs)
    last = f"{sizes[-1]:,} : {sizes[0]:,}"
    lines = [_row("phones", [*(f"{size:,}" for size in sizes), last]), _row("---", ["--:"] * (len(sizes) + 1))]
    for name, told, digits in ROWS:
        values = [median(told(seen) for seen in runs[size]) for size in sizes]
        ratio = values[-1] / values[0] if values[0] else math.nan
        lines.append(
            _row(name, [*(f"{value:.{digits}f}" for value in values), "" if ratio != ratio else f"{ratio:.2f}"])
        )
    return "\n".join(lines)


def _naive(runs: dict[int, list[naive.Seen]]) -> str:
    lines = [_row("phones", [f"{size:,}" for size in runs]), _row("---", ["--:"] * len(runs))]
    for name, told, digits in NAIVE_ROWS:
        values = [median(told(seen) for seen in each) for each in runs.values()]
        lines.append(_row(name, [f"{value:.{digits}f}" for value in values]))
    return "\n".join(lines)


def _usable(ours: Usable, naive: Sequence[float]) -> str:
    card, instant, join = median(ours.card), median(ours.instant), median(ours.join)
    way = median([a + b for a, b in zip(ours.join, ours.joined, strict=True)])
    return (
        "The first load at 150 ms, 1.6 Mbit/s and a processor slowed four times, from the address, nothing in the "
        f"cache: with a seat, a card that can be answered stands after {card:.2f} s, and from {instant:.2f} s on a "
        f"tap is instant; the join form stands after {join:.2f} s; from the address through the form to an instant "
        f"card it takes {way:.2f} s. The same browser needs {median(ours.nothing):.2f} s to show an answer of 40 "
        f"bytes. The naive page is usable after {median(naive):.1f} s, {median(naive) / card:.0f} times as long."
    )


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {' | '.join([name, *cells])} |"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory() -> int:
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return round(kilobytes / 1024**2)


def written_between(text: str, section: str) -> str | None:
    """The text with the section between its two marks, or None where it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{section}\n{end}{after}" if begin and end else None
