"""A server to be measured: a process of its own, on a core of its own, with what /proc knows about it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "the-key-of-the-load-tests"
PATIENCE = 120.0  # seconds for a server to start on a busy machine


class Measured:
    """A running server: where it is, and what it has used."""

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url = url
        self.pid = process.pid

    def cpu(self) -> float:
        """Milliseconds of processor time that it has used so far."""
        return time.clock_gettime(~self.pid << 3 | 2) * 1000  # clock_getcpuclockid(pid) of Linux

    def memory(self) -> float:
        """KB of its memory that are in use."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


@contextmanager
def ours(data: Path, *, core: int | None = None) -> Iterator[Measured]:
    """`python -m facilitation serve` on a data folder."""
    port = free_port()
    environment = {
        "TRENDIPAKKA_DATA": str(data),
        "TRENDIPAKKA_KEY": KEY,
        "TRENDIPAKKA_PORT": str(port),
        "TRENDIPAKKA_HOST": "127.0.0.1",
    }
    command = [sys.executable, "-m", "facilitation", "serve"]
    with _running(command, environment, f"http://127.0.0.1:{port}", "/health", data, core) as measured:
        yield measured


@contextmanager
def naive(data: Path, *, core: int | None = None) -> Iterator[Measured]:
    """The participant page as one Streamlit script."""
    port = free_port()
    script = ROOT / "tests" / "load" / "naive" / "page.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    command += ["--browser.gatherUsageStats", "false"]
    with _running(command, {}, f"http://127.0.0.1:{port}", "/_stcore/health", data, core) as measured:
        yield measured


@contextmanager
def _running(
    command: Sequence[str], more: Mapping[str, str], url: str, health: str, data: Path, core: int | None
) -> Iterator[Measured]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRENDIPAKKA_")}
    place = ROOT if more else data  # Streamlit's own settings of this project are not for the naive page
    with (data / "out.txt").open("ab") as out, _on_core(core):
        process = subprocess.Popen(
            command, cwd=place, env={**environment, **more}, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(url + health):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((data / "out.txt").read_text())
            time.sleep(0.1)
        yield Measured(url, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _on_core(core: int | None) -> Iterator[None]:
    """What is started in here runs on one core, if one is named."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
