"""The room check: what is green, what is not, and what is said when no phone gets through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.desk.check import (
    PATIENCE,
    Light,
    Line,
    address_line,
    as_list,
    checks,
    clock_line,
    disk_line,
    fsync_time,
    qr_line,
    verdict,
)
from facilitation.service import Service
from facilitation.words import speaker
from tests.facilitation.desk.desks import at_run, shown
from tests.facilitation.rooms import opened
from tests.factories import NOON

SAY = speaker("en")
SHORT = "http://192.168.1.20:8501/K7QM2P"
LONG = "http://tyollisyystilaisuus.hameenlinna.example:8501/K7QM2P"


@pytest.fixture(autouse=True)
def nothing_checked() -> Iterator[None]:
    checks.clear()
    yield
    checks.clear()


def test_a_room_in_order_gets_the_green_light(house: Service) -> None:
    code = opened(house)
    house.hub.arrived("a phone")
    house.hub.wall_drawn(code)
    app = at_run(house, code, panel="check")
    checks[code].free, checks[code].fsync = 50_000_000_000, 0.001
    for tick in ("ballots", "needs", "rehearsed"):
        app.checkbox(key=f"tick-{tick}").check()
    app.number_input(key="depth").set_value(3.0)

    app.run()

    assert "✓ Everything is ready." in shown(app)
    assert "1 phone has got here." in shown(app)


def test_a_room_that_nobody_has_looked_at_says_what_to_put_right(house: Service) -> None:
    app = at_run(house, opened(house), panel="check")

    assert "✗ Not ready yet: put the red lines right." in shown(app)
    assert [text in shown(app) for text in ("No phone yet.", "No window shows it yet.", "Not rehearsed yet.")] == [
        True
    ] * 3
    assert "two usual causes" not in shown(app)


def test_ticks_are_there_for_another_desk_too(house: Service) -> None:
    code = opened(house)
    at_run(house, code, panel="check").checkbox(key="tick-ballots").check().run()

    app = at_run(house, code, panel="check")

    assert (app.checkbox(key="tick-ballots").value, app.checkbox(key="tick-needs").value) == (True, False)


def test_when_no_phone_gets_through_for_a_minute_the_causes_and_ways_out_are_named(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="check")
    checks[code].since -= PATIENCE

    waited = shown(app.run())
    house.hub.arrived("a phone")

    assert [text in waited for text in ("two usual causes", "apart from each other", "hotspot", "paper")] == [
        True
    ] * 4
    assert "two usual causes" not in shown(app.run())


def test_simulated_people_who_are_still_here_are_named(house: Service) -> None:
    code = opened(house)
    house.workshop.take_seat(code, ticket="ticket-1", rehearsal=True).result()

    app = at_run(house, code, panel="check")

    assert "Wipe the rehearsal before people come." in shown(app)


@pytest.mark.parametrize(
    ("line", "light"),
    [
        (address_line("", 3, SAY), "red"),
        (address_line("http://room", 0, SAY), "red"),
        (address_line("http://room", 1, SAY), "green"),
        (clock_line(NOON, NOON, SAY), "green"),
        (clock_line(NOON + 60_000, NOON, SAY), "red"),
        (disk_line(50_000_000_000, 0.004, SAY), "green"),
        (disk_line(500_000_000, 0.004, SAY), "amber"),
        (disk_line(100_000_000, 0.004, SAY), "red"),
        (disk_line(50_000_000_000, 0.1, SAY), "amber"),
        (disk_line(50_000_000_000, 1.0, SAY), "red"),
        (qr_line(3.0, 2.0, SHORT, SAY), "green"),
        (qr_line(8.0, 2.0, SHORT, SAY), "amber"),
    ],
    ids=lambda value: value.found if isinstance(value, Line) else value,
)
def test_each_line_has_its_light(line: Line, light: Light) -> None:
    assert line.light == light


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(
            "http://10.0.0.2/K7", "From 8 m it should be 80 cm high. On this wall it is about 41 cm.", id="25 squares"
        ),
        pytest.param(SHORT, "From 8 m it should be 93 cm high. On this wall it is about 42 cm.", id="29 squares"),
        pytest.param(LONG, "From 8 m it should be 106 cm high. On this wall it is about 43 cm.", id="33 squares"),
    ],
)
def test_a_qr_code_of_more_squares_is_read_from_less_far(address: str, said: str) -> None:
    assert qr_line(8.0, 2.0, address, SAY).found.startswith(said)


@pytest.mark.parametrize(
    ("lights", "sentence"),
    [
        (["green", "green"], "✓ Everything is ready."),
        (["green", "amber"], "! It will do: look at the yellow lines."),
        (["amber", "red"], "✗ Not ready yet: put the red lines right."),
    ],
)
def test_the_one_light_is_the_worst_of_all(lights: list[Light], sentence: str) -> None:
    assert sentence in verdict([Line(light, "", "") for light in lights], SAY)


def test_a_light_is_told_in_a_sign_and_a_word_beside_its_colour() -> None:
    told = as_list([Line("red", "<Wall>", "x")], SAY)

    assert '<b class="light red">✗ Put this right</b><span>&lt;Wall&gt;</span>' in told


def test_the_disk_is_measured_by_writes_that_are_safe_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ticks = iter([0.0, 1.0, 10.0, 13.0, 20.0, 22.0, 30.0, 39.0, 40.0, 44.0])

    assert fsync_time(tmp_path, seconds=lambda: next(ticks)) == 3.0
    assert list(tmp_path.iterdir()) == []
