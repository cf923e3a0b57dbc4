"""The phone's own script on a bad network: what was tapped is sent, once, and never called saved before it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sessions.events import Rated
from sessions.log import Log
from sessions.settings import sqlite_url
from tests.e2e.stage import PATIENCE, Room, Server
from tests.faults.proxy import Fault, Proxy, Request, Weather, calm

pytestmark = pytest.mark.e2e

SAVED = "✓"
RETURN = 3_000  # milliseconds on the phone's clock from the network's return until what waited is sent
STANCE = ".card:visible .stance"


@pytest.fixture
def network(server: Server) -> Iterator[Proxy]:
    with Proxy(server.port, seed=20_262) as network:
        yield network


@pytest.fixture
def room(browser: Browser, server: Server, network: Proxy) -> Iterator[Room]:
    """A room whose phones reach the server through the network alone."""
    room = Room(browser, server)
    yield room
    room.leave()
    assert room.complaints == []
    assert [url for url in room.foreign if not url.startswith(network.url)] == []


def always(fault: Fault) -> Weather:
    return lambda request, chance: fault


def once(fault: Fault, path: str) -> Weather:
    """The first request to this path meets the fault."""
    met: list[Request] = []

    def weather(request: Request, chance: Random) -> Fault:
        if met or not request.path.endswith(path):
            return "pass"
        met.append(request)
        return fault

    return weather


def streams(fault: Fault) -> Weather:
    """A network that event streams do not get through."""
    return lambda request, chance: fault if request.stream else "pass"


def on_its_own_clock(phone: Page) -> None:
    """Time passes for the phone when a test lets it: how long this machine takes is no matter."""
    phone.clock.install()


def time_passes(phone: Page, until: str) -> None:
    """Lets the phone's time pass until this is to be found on its page."""
    deadline = time.monotonic() + PATIENCE
    while phone.locator(until).count() == 0:
        assert time.monotonic() < deadline, until
        phone.clock.run_for(1_000)


def posts(fault: Fault) -> Weather:
    return lambda request, chance: fault if request.method == "POST" else "pass"


def rating(room: Room, network: Proxy, prepare: Callable[[Page], None] = lambda page: None) -> tuple[str, Page]:
    """A session that rates, and a phone in it."""
    code = room.server.new(hand="keko-6")
    phone = room.phone("en")
    prepare(phone)
    phone.goto(f"{network.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    expect(phone.locator(STANCE).first).to_be_visible()
    return code, phone


def answers(room: Room, code: str) -> list[tuple[str, int]]:
    """Every rating in the log, as stance and tap number."""
    log = Log(sqlite_url(room.server.data / "trendipakka.db"))
    history = log.history(code)
    log.close()
    return [(event.stance, event.tap) for recorded in history if isinstance(event := recorded.event, Rated)]


def looks_at(phone: Page, visible: bool) -> None:
    """Takes the phone out of the pocket, or puts it there."""
    state = "visible" if visible else "hidden"
    phone.evaluate(
        """state => {
            Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


@pytest.mark.parametrize("fault", ["refuse", "cut-request", "login"])
def test_a_tap_waits_for_the_network_and_is_saved_within_3_s_of_its_return(room: Room, network: Proxy, fault: Fault):
    code, phone = rating(room, network, on_its_own_clock)
    network.weather = always(fault)
    network.cut()

    phone.click(f"{STANCE}.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")
    expect(phone.locator(f"{STANCE}.threat")).to_have_attribute("data-waiting", "")
    phone.click(f"{STANCE}.both")
    expect(phone.locator("#step")).to_be_visible()
    assert answers(room, code) == []
    network.weather = calm

    phone.clock.run_for(RETURN)
    expect(phone.locator("#status")).to_contain_text(SAVED)
    assert answers(room, code) == [("both", 2)]


def test_a_late_answer_to_an_older_question_does_not_take_back_a_tap(room: Room, network: Proxy):
    code, phone = rating(room, network)
    old = phone.request.get(f"{network.url}/{code}/state")
    asked: list[Route] = []

    def first_answer_waits(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    phone.route("**/state*", first_answer_waits)
    with phone.expect_request("**/state*"):
        looks_at(phone, True)
    phone.click(f"{STANCE}.threat")
    expect(phone.locator("#status")).to_contain_text(SAVED)
    with phone.expect_event("requestfinished", lambda request: request != asked[0].request):
        asked[0].fulfill(response=old)

    expect(phone.locator(f"{STANCE}.threat")).to_have_attribute("aria-pressed", "true")
    assert len(asked) == 2


@pytest.mark.parametrize("fault", ["lost-reply", "cut-reply", "duplicate", "late"])
def test_a_tap_whose_answer_is_lost_counts_once(room: Room, network: Proxy, fault: Fault):
    code, phone = rating(room, network)
    network.weather = once(fault, "/ratings")

    phone.click(f"{STANCE}.opportunity")
    expect(phone.locator("#status")).to_contain_text(SAVED)
    network.settle()

    assert network.seen[fault] == 1
    assert answers(room, code) == [("opportunity", 1)]


def test_a_note_taken_back_while_the_answer_is_lost_is_no_mistake(room: Room, network: Proxy):
    code, phone = rating(room, network)
    phone.locator("details:has(form.note) > summary").click()
    phone.fill("textarea", "Once only")
    network.weather = once("lost-reply", "/notes")
    phone.click("form.note button:not([type=button])")
    expect(phone.locator("#notes li")).to_have_count(1)
    expect(phone.locator("#status")).to_contain_text(SAVED)

    network.weather = once("lost-reply", "/withdraw")
    phone.locator("#notes [data-withdraw]").click()

    expect(phone.locator("#notes")).to_be_hidden()
    expect(phone.locator("#status")).to_contain_text(SAVED)
    assert network.seen["lost-reply"] == 2
    assert room.server.show(code)["notes"] == 0


def test_a_half_open_stream_is_noticed_within_25_s(room: Room, network: Proxy):
    code, phone = rating(room, network, on_its_own_clock)
    network.freeze()
    room.server.step(code)
    assert network.streams() == 0

    phone.clock.run_for(25_000)

    expect(phone.locator(".card:visible .mark").first).to_be_visible()
    network.wait_for_streams(1)


def test_a_stream_that_hangs_again_and_again_is_asked_for_again(room: Room, network: Proxy):
    code, phone = rating(room, network, on_its_own_clock)
    network.weather = streams("half-open")
    network.freeze()
    phone.clock.run_for(180_000)

    network.weather = calm
    with phone.expect_response("**/live*"):
        phone.clock.run_for(20_000)
    room.server.step(code)

    expect(phone.locator(".card:visible .mark").first).to_be_visible()


@pytest.mark.parametrize("fault", ["refuse", "login", "half-open"])
def test_where_streams_do_not_get_through_the_phone_asks_every_3_s(room: Room, network: Proxy, fault: Fault):
    network.weather = streams(fault)
    code = room.server.new(hand="keko-6")
    phone = room.phone("en")
    phone.clock.install()
    phone.goto(f"{network.url}/{code}")
    phone.click("button.main")
    phone.wait_for_selector("#step")
    phone.clock.run_for(30_000)

    room.server.step(code)
    phone.clock.run_for(4_000)
    expect(phone.locator(STANCE).first).to_be_visible()
    room.server.step(code)
    phone.clock.run_for(4_000)
    expect(phone.locator(".card:visible .mark").first).to_be_visible()

    assert network.streams() == 0


def test_after_an_hour_asleep_the_whole_state_is_read_anew(room: Room, network: Proxy):
    code, phone = rating(room, network, on_its_own_clock)
    phone.click(f"{STANCE}.both")
    expect(phone.locator("#status")).to_contain_text(SAVED)
    tab = phone.context.new_page()
    tab.goto(f"{room.server.url}/{code}")
    looks_at(phone, False)
    network.freeze()
    network.weather = always("refuse")
    room.server.step(code)
    tab.locator(".card:visible .mark").first.click()
    expect(tab.locator("#status")).to_contain_text(SAVED)
    phone.clock.fast_forward("01:00:00")

    network.weather = calm
    looks_at(phone, True)

    expect(phone.locator('.card:visible .mark[aria-pressed="true"]')).to_have_count(1)
    assert phone.locator("#step").get_attribute("data-step") == tab.locator("#step").get_attribute("data-step")


def test_a_reload_in_mid_round_keeps_what_waits(room: Room, network: Proxy):
    code, phone = rating(room, network, on_its_own_clock)
    network.weather = posts("refuse")
    phone.click(f"{STANCE}.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")

    phone.reload()
    expect(phone.locator(f"{STANCE}.threat")).to_have_attribute("aria-pressed", "true")
    expect(phone.locator(f"{STANCE}.threat")).to_have_attribute("data-waiting", "")
    assert answers(room, code) == []
    network.weather = calm

    phone.clock.run_for(RETURN)
    expect(phone.locator("#status")).to_contain_text(SAVED)
    assert answers(room, code) == [("threat", 1)]


def test_a_phone_with_nothing_to_send_says_too_that_it_has_no_connection(room: Room, network: Proxy):
    _, phone = rating(room, network, on_its_own_clock)
    network.weather = always("refuse")
    network.cut()

    time_passes(phone, "#status.bad")
    expect(phone.locator("#status")).to_have_text("No connection. Your answers are kept on this phone.")
    network.weather = calm
    time_passes(phone, "#status:not(.bad)")

    expect(phone.locator("#status")).to_have_text("")


def test_what_waits_is_sent_also_from_another_session(room: Room, network: Proxy):
    code, phone = rating(room, network)
    other = room.server.new(hand="keko-6")
    network.weather = posts("refuse")
    phone.click(f"{STANCE}.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")
    phone.goto(f"{network.url}/{other}")

    network.weather = calm
    phone.click("button.main")
    room.server.wait_for(code, ratings=1)

    assert answers(room, code) == [("threat", 1)]
    phone.wait_for_function("code => localStorage.getItem(`trendipakka.${code}.queue`) === '[]'", arg=code)


def test_two_tabs_that_tap_differently_come_to_show_the_same(room: Room, network: Proxy):
    code, phone = rating(room, network)
    tab = phone.context.new_page()
    tab.goto(f"{network.url}/{code}")
    network.weather = always("delay")

    phone.click(f"{STANCE}.threat")
    tab.click(f"{STANCE}.both")
    phone.click(f"{STANCE}.opportunity")

    for page in (phone, tab):
        expect(page.locator(f"{STANCE}.opportunity")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f'{STANCE}[aria-pressed="true"]')).to_have_count(1)
        expect(page.locator(".stance[data-waiting]")).to_have_count(0)
    assert answers(room, code)[-1] == ("opportunity", 3)


def test_a_phone_that_is_asked_to_wait_waits(room: Room, network: Proxy):
    code, phone = rating(room, network, on_its_own_clock)
    refused: list[str] = []

    def too_many(route: Route) -> None:
        refused.append(route.request.url)
        headers = {"Content-Type": "application/json", "Retry-After": "600"}
        route.fulfill(status=429, headers=headers, body='{"error": {"code": "too_many_tries", "message": "Wait."}}')

    phone.route("**/ratings", too_many)
    phone.click(f"{STANCE}.threat")
    expect(phone.locator("#status")).to_have_text("Waiting to send")
    phone.click(f"{STANCE}.both")
    phone.clock.run_for(3_000)
    assert len(refused) == 1

    phone.unroute("**/ratings")
    phone.clock.fast_forward(602_000)
    expect(phone.locator("#status")).to_contain_text(SAVED)
    assert answers(room, code) == [("both", 2)]


def test_after_a_storm_the_last_tap_on_every_card_counts(room: Room, network: Proxy):
    code, phone = rating(room, network)
    kinds: list[Fault] = ["delay", "refuse", "cut-request", "lost-reply", "cut-reply", "duplicate", "late", "login"]
    network.weather = lambda request, chance: chance.choice(kinds) if chance.random() < 0.6 else "pass"
    chance = Random(7)
    stances = ("opportunity", "threat", "both", "unsure")
    wishes: dict[str, str] = {}

    for _ in range(4):
        for _ in range(6):
            card = str(phone.locator(".card:visible").get_attribute("data-card"))
            wishes[card] = chance.choice(stances)
            phone.click(f"{STANCE}.{wishes[card]}")
            if phone.locator('[data-go="1"]').is_enabled():
                phone.click('[data-go="1"]')
        while phone.locator('[data-go="-1"]').is_enabled():
            phone.click('[data-go="-1"]')
    network.weather = calm
    expect(phone.locator("#status")).to_contain_text(SAVED)
    network.settle()

    state = phone.request.get(f"{network.url}/{code}/state").json()
    taps = [tap for _, tap in answers(room, code)]
    assert state["mine"] == wishes
    assert len(wishes) == 6
    assert len(taps) == len(set(taps))
