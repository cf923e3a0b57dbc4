"""A small room on a real server: nobody's tap is lost. How fast it is, the benchmark tells and no test."""

import asyncio
from pathlib import Path

from facilitation.writeup import FORMATS
from sessions import commands
from tests.load.documents import a_large_archive, played
from tests.load.room import Room
from tests.load.run import faults
from tests.load.server import KEY, ours
from tests.load.table import BEGIN, END, quantile, written_between


def test_in_a_room_of_thirty_everybody_joins_is_counted_sees_the_reveal_and_comes_back(tmp_path: Path):
    with ours(tmp_path) as server:
        seen = asyncio.run(Room(server, 30).play())

    assert faults(seen) == []


def test_every_document_is_made_while_a_room_of_ten_votes(tmp_path: Path):
    archive = a_large_archive(10, 20)

    with ours(tmp_path) as server:
        code = str(commands.ask(server.url, KEY, commands.Take(archive))["code"])
        seen = asyncio.run(played(server, code, 10, quiet=0.5))

    assert tuple(seen.took) == FORMATS
    assert seen.before
    assert seen.meanwhile


def test_a_quantile_is_a_value_that_was_seen():
    values = [float(n) for n in range(1, 101)]

    assert [quantile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50.0, 95.0, 99.0, 100.0]
    assert quantile([7.0], 0.5) == 7.0


def test_the_table_stands_between_its_marks():
    text = f"before\n{BEGIN}\nold\n{END}\nafter"

    assert written_between(text, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter"
    assert written_between("no marks", "new") is None
