"""What was confirmed survives a kill: a real process, a real file, the power gone at any moment."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from sessions.events import Rated
from sessions.log import Log
from sessions.session import replayed
from sessions.settings import sqlite_url

ROOT = Path(__file__).resolve().parents[2]
ROOMS = 4  # files, each with its own processes, side by side
KILLS = 5  # of the processes of one room, one after the other

# Whenever a line comes in, a process is forked in which four phones tap as fast as they can. It says its id, then
# each tap once that is confirmed; "gone" and how it ended comes after it. It goes on where the log stands.
ROOM = """
import os, sys, threading
from sessions.errors import NoSuchSession
from sessions.events import Dealt, RoundOpened
from sessions.log import Log
from tests.factories import a_seat, an_opening

def say(line):
    os.write(1, f"{line}\\n".encode())  # whole or not at all

def tap(log, seat, number):
    card = "c1" if number % 3 else "c2"
    def decide(session, now):
        event = session.rate(seat=seat, card=card, stance="both", round_number=1, now=now, tap=number)
        return [] if event is None else [event]
    return log.record("TEST42", decide)

def phone(log, seat):
    number = log.session("TEST42").taps.get(seat, 0)
    while True:
        number += 1
        sent, again = tap(log, seat, number), tap(log, seat, number)
        sent.result(), again.result()
        say(f"{seat} {number}")

def room():
    say(os.getpid())
    log = Log(sys.argv[1])
    try:
        log.session("TEST42")
    except NoSuchSession:
        hands = {"g1": ("c1", "c2"), "g2": ("c1",), "g3": ("c1",)}
        people = [*(a_seat(n, "g1") for n in (1, 2, 3, 4)), Dealt(hands=hands, seed=1), RoundOpened(round=1)]
        log.begin(an_opening())
        log.record("TEST42", lambda session, now: people).result()
    for seat in ("s1", "s2", "s3", "s4"):
        threading.Thread(target=phone, args=[log, seat]).start()

while sys.stdin.readline():
    child = os.fork()
    if child == 0:
        room()
        break
    _, status = os.waitpid(child, 0)
    say(f"gone {os.waitstatus_to_exitcode(status)}")
"""


def taps_until_killed(room: "subprocess.Popen[str]", after: int) -> list[tuple[str, int]]:
    """The taps that a process confirmed before it was killed, which is soon after so many of them."""
    assert room.stdin is not None
    assert room.stdout is not None
    room.stdin.write("go\n")
    room.stdin.flush()
    process = int(room.stdout.readline())
    confirmed: list[tuple[str, int]] = []
    for line in room.stdout:
        who, number = line.split()
        if who == "gone":
            assert int(number) == -signal.SIGKILL
            break
        confirmed.append((who, int(number)))
        if len(confirmed) == after:
            os.kill(process, signal.SIGKILL)  # what it said until now is still read
    return confirmed


def killed_again_and_again(file: Path, chance: Random) -> list[tuple[str, int]]:
    """What one room's processes confirmed in all, each killed after some answers."""
    program = [sys.executable, "-c", ROOM, sqlite_url(file)]
    with subprocess.Popen(program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as room:
        watchdog = threading.Timer(600, room.kill)
        watchdog.start()
        taps = [tap for _ in range(KILLS) for tap in taps_until_killed(room, after=chance.randint(1, 60))]
        watchdog.cancel()
    return taps


def test_every_confirmed_answer_survives_twenty_kills_and_none_is_there_twice(tmp_path: Path):
    files = [tmp_path / f"room{n}.db" for n in range(ROOMS)]

    with ThreadPoolExecutor(ROOMS) as rooms:
        confirmed = list(rooms.map(killed_again_and_again, files, map(Random, range(ROOMS))))

    for file, taps in zip(files, confirmed, strict=True):
        log = Log(sqlite_url(file))
        history, session = log.history("TEST42"), log.session("TEST42")
        log.close()
        answers = (recorded.event for recorded in history if isinstance(recorded.event, Rated))
        kept = Counter((answer.seat, answer.tap) for answer in answers)
        assert len(taps) >= KILLS
        assert [tap for tap in taps if kept[tap] != 1] == []
        assert [tap for tap, times in kept.items() if times != 1] == []
        assert [recorded.version for recorded in history] == list(range(1, len(history) + 1))
        assert session == replayed(history)
