"""Simulated people on a real server: they play a session along, count nowhere, and leave nothing behind."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from facilitation.__main__ import main
from facilitation.rehearsal import Rehearsal, wipe
from facilitation.rehearsal.phone import Phone, Turned
from sessions import commands
from sessions.archive import read_archive
from sessions.events import Seated, Step, StepKind
from sessions.items import Action
from sessions.session import Session
from sessions.workshop import Plan
from tests.load.server import KEY, Measured, ours


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with ours(tmp_path_factory.mktemp("server")) as running:
        yield running


def ask(server: Measured, command: commands.Command) -> commands.Answer:
    return commands.ask(server.url, KEY, command)


def a_room(server: Measured) -> str:
    """The code of a session whose rating round is open."""
    plan = Plan(title="Harjoitus", hand="short-12", groups=("A", "B", "C"))
    code = str(ask(server, commands.New(plan))["code"])
    ask(server, commands.Move(code, "next"))
    return code


def the_session(server: Measured, code: str) -> Session:
    return read_archive(str(ask(server, commands.Give(code))["archive"]).encode())[1]


async def until_all_have_rated(server: Measured, code: str, ratings: int) -> None:
    async with asyncio.timeout(300):
        while len((await asyncio.to_thread(the_session, server, code)).ratings) < ratings:
            pass


def play(server: Measured, code: str, people: int) -> Rehearsal:
    """A rehearsal that has gone on until everybody had answered 12 cards, and was closed."""
    rehearsal = Rehearsal(server.url, code, people, key=KEY, seed=5, pace=0.0)

    async def whole() -> None:
        playing = asyncio.create_task(rehearsal.play())
        await until_all_have_rated(server, code, people * 12)
        await asyncio.to_thread(ask, server, commands.Move(code, "end"))
        async with asyncio.timeout(300):
            await playing

    asyncio.run(whole())
    return rehearsal


def test_simulated_people_rate_every_card_write_and_come_back(server: Measured):
    code = a_room(server)

    done = play(server, code, 8).figures

    session = the_session(server, code)
    assert (done.joined, done.ratings, done.refused, done.closed) == (8, 96, 0, True)
    assert [session.has_answered(seat) for seat in session.seats.values()] == [True] * 8
    assert {seat.rehearsal for seat in session.seats.values()} == {True}
    assert len(session.notes) == done.notes > 0
    assert done.changed > 0
    assert done.dropped > 0


def test_a_rehearsal_counts_nowhere_and_one_command_wipes_it(server: Measured, capsys: pytest.CaptureFixture[str]):
    code = a_room(server)
    play(server, code, 5)
    shown = ask(server, commands.Show(code))

    status = main(["rehearse", code, "--wipe", "--url", server.url, "--key", KEY, "--json"])

    history, session = read_archive(str(ask(server, commands.Give(code))["archive"]).encode())
    assert [shown[name] for name in ("seats", "ratings", "notes")] == [0, 0, 0]
    assert (status, json.loads(capsys.readouterr().out)) == (0, {"code": code, "wiped": 5})
    assert list(session.seats) == []
    assert [recorded for recorded in history if isinstance(recorded.event, Seated)] == []


EVENT: tuple[StepKind, ...] = (
    "welcome",
    "warmup",
    "rate",
    "talk",
    "reveal",
    "rerate",
    "priorities",
    "actions",
    "checkout",
)


async def until(server: Measured, code: str, so: Callable[[Session], bool]) -> Session:
    """The session once something is so."""
    async with asyncio.timeout(300):
        while not so(session := await asyncio.to_thread(the_session, server, code)):
            pass
    return session


def test_simulated_people_play_a_whole_event_along(server: Measured):
    agenda = tuple(Step(id=kind, kind=kind) for kind in EVENT)
    plan = Plan(title="Harjoitus", hand="keko-6", groups=("A",), deal="draw", size=3, agenda=agenda)
    code = str(ask(server, commands.New(plan))["code"])
    rehearsal = Rehearsal(server.url, code, 6, key=KEY, seed=5, pace=0.0)

    async def go_to(step: str) -> None:
        await asyncio.to_thread(ask, server, commands.Move(code, "go", to=step))

    async def whole() -> Session:
        playing = asyncio.create_task(rehearsal.play())
        await until(server, code, lambda session: len(session.seats) == 6)
        await go_to("warmup")
        await until(server, code, lambda session: len(session.ratings) == 6)
        await go_to("rate")
        rated = await until(server, code, lambda session: len(session.hand("g1")) == 3 and len(session.ratings) == 24)
        await go_to("talk")
        await until(server, code, lambda session: len(session.notes) > len(rated.notes))
        await go_to("reveal")
        for _ in range(3):
            await asyncio.to_thread(ask, server, commands.Move(code, "reveal"))
        await go_to("rerate")
        await until(server, code, lambda session: len(session.ratings) == 42)
        await go_to("priorities")
        await until(server, code, lambda session: all(sum(session.points_of(s).values()) == 3 for s in session.seats))
        await go_to("actions")
        for n in range(5):
            await asyncio.to_thread(ask, server, commands.Write(code, Action(id="", text=f"Teko {n}")))
        await until(server, code, lambda session: len(session.volunteers) > 2)
        await go_to("checkout")
        await until(server, code, lambda session: len(session.checkouts) == 6)
        await asyncio.to_thread(ask, server, commands.Move(code, "end"))
        async with asyncio.timeout(300):
            await playing
        return the_session(server, code)

    session = asyncio.run(whole())

    done = rehearsal.figures
    assert (done.joined, done.ratings, done.priorities, done.checked_out) == (6, 42, 18, 6)
    assert done.volunteered == len(session.volunteers)
    again = [(seat, card) for number, card, seat in session.ratings if number == 2]
    same = sum(session.ratings[1, card, seat].stance == session.ratings[2, card, seat].stance for seat, card in again)
    assert len(again) == 18 > same > 9
    wiped = wipe(server.url, code, key=KEY)
    clean = the_session(server, code)
    assert (wiped, len(clean.seats), clean.hand("g1"), len(clean.volunteers)) == (6, 0, (), 0)


def test_only_the_key_makes_a_rehearsal_and_a_wrong_one_makes_no_seat(server: Measured):
    code = a_room(server)

    async def join(key: str) -> None:
        phone = Phone(server.url, code, key=key)
        try:
            await phone.join()
        finally:
            phone.drop()

    asyncio.run(join(""))
    asyncio.run(join(KEY))
    with pytest.raises(Turned) as refused:
        asyncio.run(join("not the key"))

    seats = the_session(server, code).seats
    assert (refused.value.status, refused.value.code) == (400, "bad_field")
    assert {seat.id: seat.rehearsal for seat in seats.values()} == {"s1": False, "s2": True}


def test_a_rehearsal_in_the_background_stops_when_it_is_told_to(server: Measured):
    code = a_room(server)
    rehearsal = Rehearsal(server.url, code, 3, key=KEY, pace=0.0)

    rehearsal.start()
    asyncio.run(until_all_have_rated(server, code, 36))
    before = rehearsal.running()
    wiped = rehearsal.wipe()

    assert (before, wiped, rehearsal.running(), rehearsal.trouble) == (True, 3, False, None)


def test_a_rehearsal_that_is_stopped_at_once_ends(server: Measured):
    rehearsal = Rehearsal(server.url, a_room(server), 3, key=KEY)

    rehearsal.start()

    assert (rehearsal.stop().ratings, rehearsal.running()) == (0, False)


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [("NOSUCH", KEY, "code"), ("NOSUCH", "another key", "401")],
    ids=["unknown-session", "wrong-key"],
)
def test_a_rehearsal_that_may_not_be_says_why(
    server: Measured, capsys: pytest.CaptureFixture[str], code: str, key: str, said: str
):
    status = main(["rehearse", code, "--url", server.url, "--key", key])

    assert (status, said in capsys.readouterr().err) == (1, True)


def test_without_a_server_a_rehearsal_says_what_to_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TRENDIPAKKA_DATA", str(tmp_path))

    status = main(["rehearse", "ABCDEF"])

    assert (status, "--url and --key" in capsys.readouterr().err) == (1, True)
