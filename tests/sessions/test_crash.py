"""What was confirmed survives a kill: a real process, a real file, the power gone at any moment."""

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

# Four phones tap as fast as they can; a line is printed once a tap is confirmed. It begins where the log stands.
PHONES = """
import sys, threading
from sessions.errors import NoSuchSession
from sessions.events import Dealt, RoundOpened
from sessions.log import Log
from tests.factories import a_seat, an_opening

log = Log(sys.argv[1])
seats = ["s1", "s2", "s3", "s4"]
try:
    log.session("TEST42")
except NoSuchSession:
    hands = {"g1": ("c1", "c2"), "g2": ("c1",), "g3": ("c1",)}
    room = [*(a_seat(n, "g1") for n in (1, 2, 3, 4)), Dealt(hands=hands, seed=1), RoundOpened(round=1)]
    log.begin(an_opening())
    log.record("TEST42", lambda session, now: room).result()

def tap(seat, number):
    card = "c1" if number % 3 else "c2"
    def decide(session, now):
        event = session.rate(seat=seat, card=card, stance="both", round_number=1, now=now, tap=number)
        return [] if event is None else [event]
    return log.record("TEST42", decide)

def phone(seat):
    number = log.session("TEST42").taps.get(seat, 0)
    while True:
        number += 1
        sent, again = tap(seat, number), tap(seat, number)
        sent.result(), again.result()
        sys.stdout.write(f"{seat} {number}\\n")
        sys.stdout.flush()

for seat in seats:
    threading.Thread(target=phone, args=[seat]).start()
"""


def taps_until_killed(url: str, after: int) -> list[tuple[str, int]]:
    """The taps that a process confirmed before it was killed, which is soon after so many of them."""
    process = subprocess.Popen([sys.executable, "-c", PHONES, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    assert process.stdout is not None
    confirmed = []
    for line in process.stdout:
        confirmed.append(line)
        if len(confirmed) == after:
            process.send_signal(signal.SIGKILL)  # what it printed until now is still read
    watchdog.cancel()
    assert process.wait(timeout=10) == -signal.SIGKILL
    process.stdout.close()
    whole = [line for line in confirmed if line.endswith("\n")]
    return [(seat, int(number)) for seat, number in (line.split() for line in whole)]


def killed_again_and_again(file: Path, chance: Random) -> list[tuple[str, int]]:
    """What one room's processes confirmed in all, each killed after some answers."""
    url = sqlite_url(file)
    return [tap for _ in range(KILLS) for tap in taps_until_killed(url, after=chance.randint(1, 60))]


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
