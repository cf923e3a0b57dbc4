"""The room check before people come: one line for each thing that goes wrong, and one green light."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Literal

import streamlit as st

from facilitation.desk.byhand import to_print
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import explained
from facilitation.desk.rehearsing import rehearsal_seats, rehearsals
from facilitation.wall.gathering import PICTURE
from facilitation.wall.living import redrawn
from facilitation.wall.parts import QR_EDGE, element, qr_modules, words
from facilitation.words import Speaker
from sessions.session import Session

Light = Literal["green", "amber", "red"]

SIGNS: dict[Light, str] = {"green": "✓", "amber": "!", "red": "✗"}
LATELY = 900.0  # seconds in which a phone that came counts as one that gets through
PATIENCE = 60.0  # seconds without any phone, after which the usual causes are named
WALL_FRESH = 10.0  # seconds since the wall was drawn
FREE_ENOUGH, FREE_LITTLE = 1_000_000_000, 200_000_000  # bytes; a large session takes a few megabytes
FSYNC_WELL, FSYNC_SLOW = 0.05, 0.25  # seconds: a tap is told to be saved after one
CLOCK_AGREES = 2_000  # milliseconds that the newest event may lie ahead of the clock
SHAPE = 9 / 16  # of the wall's height to its width: on a projector of another shape the code is larger
READABLE = 10  # times its side: how far away a QR code of 25 squares can be read; each square must stay as large
SQUARES = 25


@dataclass(frozen=True)
class Line:
    """One line of the check: its light, what it is about, and what was found or is to be done."""

    light: Light
    name: str
    found: str


@dataclass
class Checked:
    """What a facilitator said about the room, and what was measured; kept while the server runs, for every desk."""

    since: float
    depth: float = 8.0  # metres from the wall to the last row
    width: float = 2.0  # metres of the picture on the wall
    ticks: set[str] = field(default_factory=set)
    free: int = 0  # bytes on the disk
    fsync: float = 0.0  # seconds


checks: dict[str, Checked] = {}


def panel(desk: Desk, session: Session) -> None:
    if desk.code not in checks:
        checks[desk.code] = Checked(since=time.monotonic())
        _measure(desk)
    checked = checks[desk.code]
    lights, room = st.columns([3, 2], gap="large")
    with lights:
        _lights(desk)
    with room:
        _room(desk, session, checked)


@redrawn(every=2.0)
def _lights(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session, checked = desk.session(), checks[desk.code]
        every = lines(desk, session, checked)
        st.html(words("h2", say("Room check")) + verdict(every, say) + as_list(every, say))
        waited = time.monotonic() - checked.since
        if not desk.house.hub.reached(within=LATELY) and waited >= PATIENCE:
            st.html(nobody_gets_through(desk.house.address(), say))


def lines(desk: Desk, session: Session, checked: Checked) -> list[Line]:
    """Everything that is looked at, in the order in which it is put right."""
    say, house = desk.say, desk.house
    return [
        address_line(house.address(), house.hub.reached(within=LATELY), say),
        qr_line(checked.depth, checked.width, house.join_url(session.door), say),
        wall_line(house.hub.wall_seen(desk.code, WALL_FRESH), say),
        clock_line(max((past.at for past in session.past), default=session.opened_at), desk.now(), say),
        disk_line(checked.free, checked.fsync, say),
        rehearsal_line(session, "rehearsed" in checked.ticks or desk.code in rehearsals, say),
        tick_line(
            say("Paper ballots"),
            "ballots" in checked.ticks,
            say("Printed."),
            say("Print some beside this list, and tick."),
            say,
        ),
        tick_line(
            say("People's needs"),
            "needs" in checked.ticks,
            say("Asked."),
            say("Ask about language, seeing, hearing and moving, and tick."),
            say,
        ),
    ]


# -------------------------------------------------------------------- one line each


def address_line(address: str, reached: int, say: Speaker) -> Line:
    name = say("Phones get here")
    if not address:
        return Line("red", name, say("This computer is in no network. Connect it to the room's network."))
    if not reached:
        return Line("red", name, say("No phone yet. Open the address with your own phone, by its own network."))
    return Line("green", name, say.many("{n} phone has got here.", "{n} phones have got here.", reached))


def qr_line(depth: float, width: float, url: str, say: Speaker) -> Line:
    """A QR code is read from ten times its side, and one of more squares from less far.

    `depth` and `width` in metres: from the wall to the last row, and of the picture. The code is the one in the
    lobby at its smallest, without its white edge.
    """
    squares = qr_modules(url)
    side = width * SHAPE * PICTURE / 100 * squares / (squares + 2 * QR_EDGE)
    needed = depth / READABLE * squares / SQUARES
    found = say(
        "From {depth} m it should be {needed} cm high. On this wall it is about {side} cm.",
        depth=say.number(depth),
        needed=say.number(round(needed * 100)),
        side=say.number(round(side * 100)),
    )
    if side >= needed:
        return Line("green", say("QR code"), found)
    helps = say("People in the back type the address and the code, or a sheet with the QR code lies on each table.")
    return Line("amber", say("QR code"), f"{found} {helps}")


def wall_line(is_open: bool, say: Speaker) -> Line:
    found = say("A window shows it.") if is_open else say("No window shows it yet. Open it under “Phones and wall”.")
    return Line("green" if is_open else "red", say("Wall"), found)


def clock_line(newest: int, now: int, say: Speaker) -> Line:
    """`newest` is when something was last recorded: a clock that was set back since lies behind it."""
    time_now = f"{day_of(now):%H:%M}"
    if newest > now + CLOCK_AGREES:
        found = say("It says {time}, and has been set back. Set this computer's clock right.", time=time_now)
        return Line("red", say("Clock"), found)
    return Line("green", say("Clock"), say("It says {time}. Compare it with yours.", time=time_now))


def disk_line(free: int, fsync: float, say: Speaker) -> Line:
    found = say(
        "{gigabytes} GB free; one answer is safe on it after {time} ms.",
        gigabytes=say.number(round(free / 1e9, 1)),
        time=say.number(max(1, round(fsync * 1000))),
    )
    light: Light = "green"
    if free < FREE_LITTLE or fsync > FSYNC_SLOW:
        light = "red"
    elif free < FREE_ENOUGH or fsync > FSYNC_WELL:
        light = "amber"
    return Line(light, say("Disk"), found)


def rehearsal_line(session: Session, done: bool, say: Speaker) -> Line:
    name = say("Rehearsal")
    if rehearsal_seats(session):
        return Line("amber", name, say("Simulated people are still here. Wipe the rehearsal before people come."))
    if done:
        return Line("green", name, say("Done."))
    return Line("amber", name, say("Not rehearsed yet."))


def tick_line(name: str, ticked: bool, done: str, to_do: str, say: Speaker) -> Line:
    return Line("green", name, done) if ticked else Line("amber", name, to_do)


def verdict(every: list[Line], say: Speaker) -> str:
    """The one light, as a sentence."""
    found = {line.light for line in every}
    if "red" in found:
        return words("p", f"{SIGNS['red']} {say('Not ready yet: put the red lines right.')}", "light red")
    if "amber" in found:
        return words("p", f"{SIGNS['amber']} {say('It will do: look at the yellow lines.')}", "light amber")
    return words("p", f"{SIGNS['green']} {say('Everything is ready.')}", "light green")


def as_list(every: list[Line], say: Speaker) -> str:
    named: dict[Light, str] = {"green": say("In order"), "amber": say("Look at this"), "red": say("Put this right")}
    items = [
        element(
            "li",
            words("b", f"{SIGNS[line.light]} {named[line.light]}", f"light {line.light}")
            + words("span", line.name)
            + words("small", line.found),
        )
        for line in every
    ]
    return element("ul", "".join(items), "lights")


def nobody_gets_through(address: str, say: Speaker) -> str:
    """The two usual causes, and the ways out."""
    causes = [
        say("The phones are in another network than this computer: they must be in the same one."),
        say("The network keeps devices apart from each other, as guest networks often do."),
    ]
    ways = [
        say("Let phones use mobile data, and give this server a public address (TRENDIPAKKA_PUBLIC_URL)."),
        say("Make a hotspot with one phone, and connect this computer and the others to it."),
        say("Go on with paper: ballots and raised cards are entered under “By hand”."),
    ]
    return (
        words("p", say("No phone has got through for a minute. There are two usual causes:"), "notice")
        + element("ol", "".join(words("li", cause) for cause in causes))
        + words("p", say("Ways out:"))
        + element("ul", "".join(words("li", way) for way in ways))
    )


# -------------------------------------------------------------------- what the facilitator tells


def _room(desk: Desk, session: Session, checked: Checked) -> None:
    say = desk.say
    st.html(words("h2", say("The room")))
    st.number_input(
        say("Metres from the wall to the last row"),
        min_value=1.0,
        max_value=60.0,
        value=checked.depth,
        step=0.5,
        format="%.1f",
        key="depth",
        on_change=_set,
        args=(desk, "depth"),
    )
    st.number_input(
        say("Width of the picture on the wall, in metres"),
        min_value=0.2,
        max_value=20.0,
        value=checked.width,
        step=0.1,
        format="%.1f",
        key="width",
        on_change=_set,
        args=(desk, "width"),
    )
    ticked = checked.ticks
    st.html(to_print(session, say))
    st.checkbox(
        say("Paper ballots are printed"),
        "ballots" in ticked,
        key="tick-ballots",
        on_change=_tick,
        args=(desk, "ballots"),
    )
    st.checkbox(
        say("People's needs have been asked"),
        "needs" in ticked,
        key="tick-needs",
        on_change=_tick,
        args=(desk, "needs"),
    )
    st.checkbox(
        say("We have rehearsed"),
        "rehearsed" in ticked,
        key="tick-rehearsed",
        on_change=_tick,
        args=(desk, "rehearsed"),
    )
    st.button(say("Measure the disk again"), key="measure", on_click=_measure, args=(desk,))


def _tick(desk: Desk, name: str) -> None:
    ticks = checks[desk.code].ticks
    (ticks.add if st.session_state[f"tick-{name}"] else ticks.discard)(name)


def _set(desk: Desk, name: Literal["depth", "width"]) -> None:
    setattr(checks[desk.code], name, float(st.session_state[name]))


def _measure(desk: Desk) -> None:
    folder = desk.house.settings.data
    checks[desk.code].free = shutil.disk_usage(folder).free
    checks[desk.code].fsync = fsync_time(folder)


def fsync_time(folder: Path, *, seconds: Callable[[], float] = time.perf_counter) -> float:
    """How long it takes until a small write is safe on the disk of this folder: the median of five."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(5):
            begun = seconds()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(seconds() - begun)
    return median(taken)
