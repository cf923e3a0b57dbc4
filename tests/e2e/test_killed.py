"""The server is killed again and again while a room votes: what was said to be saved is there, and counts once."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions import commands
from sessions.archive import read_archive
from sessions.commands import ask
from sessions.events import Rated
from sessions.replay import Vote, Voter, plan_of, read_deck_of, read_votes
from tests.e2e.stage import KEY, ROOT, Server

LONDON = Path(__file__).parents[1] / "data" / "london.youth.policing"
KILLS = 20
BETWEEN = 25  # answers saved between two kills
PATIENCE = 120.0  # seconds

# Starting the server is mostly importing: that is done once, and each server is a fork of what has been imported.
NURSERY = """
import os, sys
import app
from facilitation.__main__ import main

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os._exit(main(["serve"]))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Nursery:
    """Starts the server that `python -m facilitation serve` starts, and kills it."""

    def __init__(self, data: Path) -> None:
        place = Server(data)  # its address and settings
        self.url = place.url
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT,
            env=place.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._child = 0

    def start(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._child = int(self._line())
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < deadline

    def kill(self) -> None:
        os.kill(self._child, signal.SIGKILL)
        assert self._line() == "gone\n"
        self._child = 0

    def leave(self) -> None:
        if self._child:
            self.kill()
        self._process.communicate(timeout=PATIENCE)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path)
    yield nursery
    nursery.leave()


class Room:
    """Voters who vote over and over, each sending a tap until it is saved, until they are told to stop."""

    def __init__(self, url: str, code: str, votes: list[Vote]) -> None:
        names = dict.fromkeys(vote.voter for vote in votes)
        self.voters = {name: Voter(url, code, patience=PATIENCE) for name in names}
        self._votes = votes
        self._saved = threading.Semaphore(0)
        self._stop = threading.Event()
        self._failed: list[BaseException] = []
        self._threads = [threading.Thread(target=self._vote, args=[name]) for name in self.voters]

    def start(self) -> None:
        for voter in self.voters.values():
            voter.join()
        for thread in self._threads:
            thread.start()

    def saved(self, number: int) -> None:
        """Waits until so many more answers have been saved."""
        for _ in range(number):
            assert self._saved.acquire(timeout=PATIENCE), self._failed

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for voter in self.voters.values():
            voter.close()
        assert self._failed == []

    def _vote(self, name: str) -> None:
        own = [vote for vote in self._votes if vote.voter == name]
        tap = 0
        try:
            while not self._stop.is_set() or tap < len(own):
                vote = own[tap % len(own)]
                tap += 1
                self.voters[name].rate(vote.card, vote.stance, tap)
                self._saved.release()
        except (OSError, ValueError) as error:
            self._failed.append(error)


def test_no_answer_is_lost_and_none_counts_twice_when_the_server_is_killed_twenty_times(nursery: Nursery):
    votes = [vote for vote in read_votes(LONDON) if vote.voter in {"1", "2", "3", "4", "5", "6"}]
    nursery.start()
    opened = ask(nursery.url, KEY, commands.New(plan_of("London"), read_deck_of(LONDON, votes)))
    code = str(opened["code"])
    ask(nursery.url, KEY, commands.Move(code, "next"))
    room = Room(nursery.url, code, votes)

    room.start()
    for _ in range(KILLS):
        room.saved(BETWEEN)
        nursery.kill()
        nursery.start()
    room.stop()

    history, session = read_archive(str(ask(nursery.url, KEY, commands.Give(code))["archive"]).encode())
    answers = [(each.event.seat, each.event.tap) for each in history if isinstance(each.event, Rated)]
    names = dict(zip((seat.id for seat in session.people()), room.voters, strict=True))
    kept: dict[str, dict[str, tuple[int, str]]] = {name: {} for name in room.voters}
    for (_, card, seat), rating in session.ratings.items():
        kept[names[seat]][card] = (rating.tap, rating.stance)
    assert len(set(answers)) == len(answers) >= KILLS * BETWEEN
    assert kept == {name: voter.confirmed for name, voter in room.voters.items()}
