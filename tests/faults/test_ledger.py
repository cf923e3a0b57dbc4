"""Phones tap thousands of times through a network that does its worst: nothing is lost, nothing counts twice."""

import asyncio
from collections import Counter
from random import Random

from sessions.events import MARKS, STANCES, Marked, Noted, Rated
from sessions.log import Log
from sessions.session import MOST_MARKS, Session
from sessions.settings import sqlite_url
from tests.e2e.stage import Server
from tests.faults.phones import Phone
from tests.faults.proxy import FAULTS, Fault, Proxy, Request

SEED = 20_261
GROUPS = tuple(f"Table {n}" for n in range(1, 9))
PHONES = 60
TAPS = 55  # ratings of one phone; notes and marks come on top


def storm(request: Request, chance: Random) -> Fault:
    """Four of ten requests meet a fault, of every kind."""
    return chance.choice(FAULTS) if chance.random() < 0.4 else "pass"


async def taps(phone: Phone, *, marks: bool) -> None:
    """What a person does: rates and changes their mind, writes, takes back, and (one in a group) marks."""
    chance = Random(phone.name)
    marked: dict[str, set[str]] = {mark: set() for mark in MARKS}
    cards = list((await phone.state())["cards"])
    for n in range(TAPS):
        card = chance.choice(cards)
        phone.tap("/ratings", f"rating {card}", card=card, round=1, stance=chance.choice(STANCES))
        if n % 20 == 10:
            phone.tap("/notes", f"note {n}", card="", kind="idea", text=f"{phone.name} thought {n}")
        if marks and n % 5 == 0:
            mark, card = chance.choice(MARKS), chance.choice(cards)
            on = card not in marked[mark] and len(marked[mark]) < MOST_MARKS
            marked[mark] = marked[mark] | {card} if on else marked[mark] - {card}
            phone.tap("/marks", f"mark {mark} {card}", card=card, mark=mark, on=int(on))
        if n % 3 == 0:
            await phone.flush()
    await phone.flush()
    own = (await phone.state())["notes"]
    phone.tap(f"/notes/{own[0]['id']}/withdraw", "withdraw")
    await phone.flush()


async def everyone(url: str, code: str) -> list[Phone]:
    phones = [Phone(url, code, name=f"phone {n}", seed=SEED) for n in range(PHONES)]
    await asyncio.gather(*(phone.join() for phone in phones))
    return phones


async def evening(phones: list[Phone], markers: set[str]) -> list[dict[str, object]]:
    """Everybody taps; what each phone is told of itself at the end."""
    await asyncio.gather(*(taps(phone, marks=phone.name in markers) for phone in phones))
    return await asyncio.gather(*(phone.state() for phone in phones))


def one_of_each_group(session: Session, phones: list[Phone]) -> set[str]:
    by_group = {session.seat(phone.seat).group: phone.name for phone in phones}
    return set(by_group.values())


def test_after_a_storm_the_session_is_what_every_phone_was_told(own_server: Server):
    code = own_server.new(hand="keko-6", groups=GROUPS)
    database = sqlite_url(own_server.data / "trendipakka.db")

    with Proxy(own_server.port, seed=SEED, weather=storm) as network:
        phones = asyncio.run(everyone(network.url, code))
        own_server.step(code)
        log = Log(database)
        markers = one_of_each_group(log.session(code), phones)
        log.close()
        told = asyncio.run(evening(phones, markers))
        network.settle()
    own_server.stop()
    log = Log(database)
    session, history = log.session(code), [recorded.event for recorded in log.history(code)]
    log.close()

    assert set(network.seen) == set(FAULTS)
    assert sum(len(phone.made) for phone in phones) >= 3_000
    assert [phone.refused for phone in phones if phone.refused] == []
    assert len(session.seats) == PHONES

    kept = Counter((event.seat, event.tap) for event in history if isinstance(event, Rated | Noted | Marked))
    made = {(phone.seat, tap) for phone in phones for tap in phone.made}
    withdrawn = {(phone.seat, tap) for phone in phones for tap, item in phone.made.items() if item.key == "withdraw"}
    confirmed = {(phone.seat, tap) for phone in phones for tap in phone.confirmed} - withdrawn
    assert [tap for tap, times in kept.items() if times > 1] == []
    assert (set(kept) - made, confirmed - set(kept)) == (set(), set())

    wishes = {
        (phone.seat, str(wish["card"])): wish["stance"]
        for phone in phones
        for key, wish in phone.wishes.items()
        if key.startswith("rating")
    }
    assert {(seat, card): rating.stance for (_, card, seat), rating in session.ratings.items()} == wishes
    assert [state["mine"] for state in told] == [
        {card: stance for (seat, card), stance in wishes.items() if seat == phone.seat} for phone in phones
    ]
    assert {mark: marked(session, mark) for mark in MARKS} == {mark: wanted(session, phones, mark) for mark in MARKS}
    thoughts = Counter(f"{phone.name} thought {n}" for phone in phones for n in (30, 50))
    assert Counter(note.text for note in session.all_notes()) == thoughts


def marked(session: Session, mark: str) -> set[tuple[str, str]]:
    """Group and card of every mark there is."""
    return {(group.id, card) for group in session.groups for card in session.marked(group.id, mark)}  # type: ignore[arg-type]


def wanted(session: Session, phones: list[Phone], mark: str) -> set[tuple[str, str]]:
    """Group and card of every mark that somebody wanted last."""
    return {
        (session.seat(phone.seat).group, str(wish["card"]))
        for phone in phones
        for key, wish in phone.wishes.items()
        if key.startswith(f"mark {mark} ") and wish["on"]
    }
