"""Who is connected, and when a phone is told something: on a real event loop, by a clock that stands still."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from facilitation.live import AT_ONCE, COUNT_EVERY, HERE_FOR, MOST_STREAMS, Hub
from facilitation.service import Service
from sessions.log import Log
from sessions.session import Session
from sessions.workshop import Plan, Workshop
from tests.facilitation.rooms import joined, opened, revealed
from tests.factories import NOON, a_deck, a_session
from tests.visitors import News, Running


class Seconds:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def on_a_loop(play: Callable[[], Awaitable[None]]) -> None:
    async def within_reason() -> None:
        async with asyncio.timeout(60):
            await play()

    asyncio.run(within_reason())


def test_a_new_stream_has_something_to_tell_at_once():
    async def play() -> None:
        stream = Hub().open(a_session(), "s1", step=0)
        await stream.wait(1_000)

    on_a_loop(play)


def test_however_often_it_is_woken_a_stream_tells_once():
    async def play() -> None:
        stream = Hub().open(a_session(), "s1", step=0)
        for _ in range(1_000):
            stream.wake()
        await stream.wait(1_000)
        waiting = asyncio.create_task(stream.wait(1_000))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not waiting.done()
        stream.wake()
        await waiting

    on_a_loop(play)


def test_a_quiet_stream_gives_a_sign_of_life():
    async def play() -> None:
        stream = Hub().open(a_session(), "s1", step=0)
        await stream.wait(1_000)
        await stream.wait(0.001)
        assert not stream.closing

    on_a_loop(play)


@pytest.mark.parametrize("tabs", [1, MOST_STREAMS, MOST_STREAMS + 1, MOST_STREAMS + 4])
def test_of_one_phones_tabs_the_newest_stay_open(tabs: int):
    async def play() -> None:
        hub = Hub()
        streams = [hub.open(a_session(), "s1", step=0) for _ in range(tabs)]
        other = hub.open(a_session(), "s2", step=0)

        assert [stream.closing for stream in streams] == [n < tabs - MOST_STREAMS for n in range(tabs)]
        assert not other.closing

    on_a_loop(play)


def test_a_seat_is_here_while_a_stream_is_open_or_a_minute_after_its_last_request():
    async def play() -> None:
        seconds = Seconds()
        hub = Hub(monotonic=seconds)
        session = a_session()
        first, second = (hub.open(session, "s1", step=0) for _ in range(2))
        hub.seen(session.code, "s2")
        here = [hub.here(session.code)]
        hub.shut(session.code, first)
        seconds.now += HERE_FOR
        here.append(hub.here(session.code))
        seconds.now += 0.1
        here.append(hub.here(session.code))
        hub.shut(session.code, second)
        hub.shut(session.code, second)
        here.append(hub.here(session.code))

        assert here == [{"s1", "s2"}, {"s1", "s2"}, {"s1"}, set()]
        assert hub.here("OTHER2") == set()

    on_a_loop(play)


def test_browsers_are_counted_once_each():
    hub = Hub()

    for browser in ("10.0.0.7 Firefox", "10.0.0.8 Firefox", "10.0.0.7 Firefox"):
        hub.arrived(browser)

    assert hub.reached() == 2


def test_browsers_of_the_last_minutes_are_counted_apart_from_earlier_ones():
    seconds = Seconds()
    hub = Hub(monotonic=seconds)
    hub.arrived("10.0.0.7 Firefox")
    hub.arrived("10.0.0.8 Firefox")
    seconds.now += 600
    hub.arrived("10.0.0.8 Firefox")

    assert (hub.reached(), hub.reached(within=300)) == (2, 1)


def test_a_wall_is_open_while_it_is_drawn_again_and_again():
    seconds = Seconds()
    hub = Hub(monotonic=seconds)
    before = hub.wall_seen("TEST42", within=10)
    hub.wall_drawn("TEST42")
    seconds.now += 10

    assert (before, hub.wall_seen("TEST42", within=10), hub.wall_seen("OTHER2", within=10)) == (False, True, False)
    seconds.now += 1
    assert not hub.wall_seen("TEST42", within=10)


def test_closing_ends_every_stream_and_those_that_come_later(log: Log):
    async def play() -> None:
        hub = Hub()
        hub.attach(log)
        streams = [hub.open(a_session(), f"s{n}", step=0) for n in range(5)]
        for stream in streams:
            await stream.wait(1_000)

        await asyncio.to_thread(hub.close)
        for stream in streams:
            await stream.wait(1_000)

        assert [stream.closing for stream in streams] == [True] * 5
        assert hub.open(a_session(), "s9", step=0).closing

    on_a_loop(play)


def test_closing_before_and_after_the_loop_is_no_trouble(log: Log):
    async def play() -> None:
        hub.attach(log)

    hub = Hub()
    hub.close()
    on_a_loop(play)
    hub.close()


def test_a_step_is_told_at_once_and_answers_are_counted_together(log: Log):
    workshop = Workshop(log)
    code = workshop.open_session(Plan(title="T", hand="all", groups=("A",)), deck=a_deck(2)).result().session.code

    async def play() -> None:
        hub = Hub()
        hub.attach(log)
        session: Session = await asyncio.to_thread(lambda: workshop.session(code))
        stream = hub.open(session, "s1", step=0)
        await stream.wait(1_000)
        loop = asyncio.get_running_loop()

        await asyncio.wrap_future(workshop.forward(code))
        await stream.wait(1_000)
        counting = set(hub._counting)
        began = loop.time()
        for n in range(20):
            await asyncio.wrap_future(workshop.take_seat(code, ticket=f"ticket {n}"))
        await stream.wait(1_000)
        count = loop.time() - began

        assert counting == set()  # the step did not wait for a count
        assert count >= COUNT_EVERY - 0.05

    on_a_loop(play)


# -------------------------------------------------------------------- over the wire


def test_the_stream_begins_with_the_step_and_the_count(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    stream = person.listen(f"/{code}/live?step=0")
    step, count = stream.next(), stream.next()
    stream.leave()

    steered = house.workshop.session(code).steered
    assert (stream.status, dict(stream.headers)["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (step.event, step.id, step.data[:17]) == ("step", str(steered), '<div id="step" da')
    told = json.loads(count.data)
    assert count.event == "count"
    assert {name: told[name] for name in ("people", "answered", "here", "away", "by_hand", "now", "marks")} == {
        "people": 1,
        "answered": 0,
        "here": 1,
        "away": 0,
        "by_hand": 0,
        "now": NOON,
        "marks": {"cross-cutting": [], "spoke-to-us": []},
    }


@pytest.mark.parametrize("told", ["query", "header"])
def test_a_phone_that_shows_the_newest_step_is_not_sent_it_again(house: Service, running: Running, told: str):
    code = opened(house)
    person = joined(running, code)
    steered = house.workshop.session(code).steered

    if told == "query":
        stream = person.listen(f"/{code}/live?step={steered}")
    else:
        stream = person.listen(f"/{code}/live", **{"last-event-id": str(steered)})
    first = stream.next()
    house.workshop.forward(code).result()
    step = stream.next("step")
    stream.leave()

    assert (first.event, step.id) == ("count", str(house.workshop.session(code).steered))
    assert 'data-kind="talk"' in step.data


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 30, "١", "%00"])
def test_a_step_that_cannot_be_read_is_none(house: Service, running: Running, shown: str):
    code = opened(house)

    stream = joined(running, code).listen(f"/{code}/live?step={shown}")

    assert stream.next().event == "step"
    stream.leave()


def test_everyone_of_a_group_is_sent_the_same_bytes_in_their_language(house: Service, running: Running):
    code = opened(house, groups=("All",))
    people = [joined(running, code, language, lang=language) for language in ("en", "en", "fi")]
    people[0].tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1)
    people[0].tap(f"/{code}/notes", card="c1", kind="idea", text="Mine alone", tap=2)

    streams = [person.listen(f"/{code}/live?step=0") for person in people]
    steps = [stream.next("step") for stream in streams]
    for stream in streams:
        stream.leave()

    assert (steps[0] == steps[1], steps[0] == steps[2]) == (True, False)
    assert [word in steps[0].data for word in ("Mine alone", 'aria-pressed="true"')] == [False, False]


def test_the_wall_knows_who_is_here_and_who_left(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    stream = person.listen(f"/{code}/live")
    stream.next()
    here = dict.fromkeys(house.hub._streams[code])
    stream.leave()

    assert (here, code in house.hub._streams) == ({"s1": None}, False)
    assert house.hub.here(code) == {"s1"}


def test_a_fourth_tab_says_bye_to_the_first(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)
    streams = [person.listen(f"/{code}/live") for _ in range(MOST_STREAMS + 1)]

    first = [news.event for news in streams[0].rest()]

    assert first[-1] == "bye"
    house.workshop.forward(code).result()
    assert [stream.next("step").event for stream in streams[1:]] == ["step"] * MOST_STREAMS
    for stream in streams:
        stream.leave()


def test_when_the_server_stops_every_stream_says_bye(house: Service, running: Running):
    code = opened(house)
    streams = [joined(running, code).listen(f"/{code}/live") for _ in range(20)]
    for stream in streams:
        stream.next()

    house.hub.close()

    assert [stream.rest()[-1] for stream in streams] == [News(event="bye", data="")] * 20


def test_the_streams_of_a_deleted_session_end_at_once_and_nothing_of_it_stays(house: Service):
    async def play() -> None:
        house.hub.attach(house.log)
        code, other = opened(house), opened(house)
        house.hub.seen(code, "s9")
        gone, stays = (house.hub.open(house.workshop.session(each), "s1", step=0) for each in (code, other))
        for stream in (gone, stays):
            await stream.wait(1_000)
        await asyncio.wrap_future(house.workshop.forward(code))
        await gone.wait(1_000)

        await asyncio.wrap_future(house.workshop.delete(code))
        await gone.wait(1_000)
        house.hub.shut(code, gone)

        assert (gone.closing, stays.closing, house.hub.here(code)) == (True, False, frozenset())
        assert [kept for kept in vars(house.hub).values() if isinstance(kept, dict) and code in kept] == []

    on_a_loop(play)


def test_a_phone_hears_that_its_session_was_deleted(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    stream = phone.listen(f"/{code}/live")
    stream.next("count")

    house.workshop.delete(code).result()

    assert stream.rest()[-1].event == "bye"
    assert phone.get(f"/{code}/state").json()["error"]["code"] == "no_such_session"


def test_more_phones_than_are_told_at_once_are_all_told(house: Service):
    async def play() -> None:
        house.hub.attach(house.log)
        code = opened(house)
        session = house.workshop.session(code)
        streams = [house.hub.open(session, f"s{n}", step=0) for n in range(3 * AT_ONCE + 1)]
        for stream in streams:
            await stream.wait(1_000)

        await asyncio.wrap_future(house.workshop.forward(code))

        for stream in streams:
            await stream.wait(1_000)

    on_a_loop(play)


def test_a_reveal_comes_to_every_phone_by_itself(house: Service, running: Running):
    code = opened(house, groups=("All",))
    people = [joined(running, code) for _ in range(3)]
    for person in people:
        person.tap(f"/{code}/ratings", card="c1", round=1, stance="threat", tap=1)
    streams = [person.listen(f"/{code}/live?step=0") for person in people]
    before = [stream.next("step").data for stream in streams]

    revealed(house, code, "c1")
    after = [stream.next("step").data for stream in streams]
    while not all("<meter" in data for data in after):
        after = [
            data if "<meter" in data else stream.next("step").data
            for data, stream in zip(after, streams, strict=True)
        ]

    for stream in streams:
        stream.leave()
    assert [("<meter" in data) for data in before] == [False] * 3
    assert ["3 answers in the room" in data for data in after] == [True] * 3
