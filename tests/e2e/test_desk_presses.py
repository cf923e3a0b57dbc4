"""One press is one step, however the finger shakes and however slow the desk is."""

import signal
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage import PATIENCE, Room, Server

LOST = {
    "fi": "Ei yhteyttä palvelimeen. Näkymä voi olla vanhentunut. Se palaa itsestään, kun yhteys toimii.",
    "sv": "Ingen kontakt med servern. Det som visas kan vara gammalt. Sidan kommer tillbaka av sig själv.",
    "en": "No connection to the server. What stands here may be old; the desk comes back by itself.",
}
SKIP = {"fi": "Siirry sisältöön", "sv": "Till innehållet", "en": "Skip to the content"}
TWICE = "button => { button.click(); button.click(); }"


def _at_run(room: Room, code: str) -> Page:
    desk = room.facilitator()
    desk.goto(f"{room.server.url}/facilitate/run?session={code}")
    expect(desk.locator(".step[data-stage]")).to_be_visible()
    return desk


@pytest.mark.parametrize("twice", ["in-one-tick", "as-a-double-click"])
def test_two_clicks_on_next_are_one_step(server: Server, room: Room, twice: str) -> None:
    code = server.new()
    desk = _at_run(room, code)
    button = desk.locator(".st-key-next button").first

    if twice == "in-one-tick":
        button.evaluate(TWICE)
    else:
        button.dblclick()
    expect(button).to_contain_text("päätä arviointi")

    assert (server.show(code)["step"], desk.locator('[role="alert"].notice').count()) == ("rate", 0)


def test_two_clicks_on_pause_are_one_pause(server: Server, room: Room) -> None:
    code = server.new()
    server.step(code)
    desk = _at_run(room, code)
    button = desk.locator(".st-key-pause button").first

    button.evaluate(TWICE)

    expect(button).to_contain_text("Jatka")
    expect(desk.locator(".clock").first).to_contain_text("Kello on pysähdyksissä")


# -------------------------------------------------------------------- the keyboard, and clickers that send keys

# Streamlit shows a new stage before its new buttons, one after the other, and keeps the old ones unseen for a while.
STEADY = """stage => {
    const all = [...document.querySelectorAll(".st-key-next button, .st-key-back button")];
    const here = all.filter(each => each.closest(`.st-key-next-${stage}, .st-key-back-${stage}`));
    const moving = here.some(each => each.getAnimations().some(each => each.animationName === "settle"));
    return window.deskWatch > 0 && all.length === 2 && here.length === 2 && !moving;
}"""


def _steady(desk: Page, server: Server, code: str, step: str) -> None:
    """Waits until the session is at this step, and the desk shows it and takes presses."""
    deadline = time.monotonic() + PATIENCE
    while (said := server.show(code))["step"] != step:
        assert time.monotonic() < deadline, said
    expect(desk.locator(f'.step[data-stage="{said["stage"]}"]')).to_be_visible()
    desk.wait_for_function(STEADY, arg=said["stage"])


def test_a_clicker_presses_next_and_back_once_it_may(server: Server, room: Room) -> None:
    code = server.new()
    desk = _at_run(room, code)
    _steady(desk, server, code, "welcome")

    desk.keyboard.press("PageDown")
    desk.get_by_text("Seuraava ja Takaisin kaukosäätimellä").click()
    expect(desk.locator(".clicker")).to_be_visible()
    _steady(desk, server, code, "welcome")
    steps = [server.show(code)["step"]]
    for key, step in [("PageDown", "rate"), ("ArrowRight", "talk"), ("PageUp", "rate"), ("ArrowLeft", "welcome")]:
        desk.keyboard.press(key)
        _steady(desk, server, code, step)
        steps.append(step)

    assert steps == ["welcome", "rate", "talk", "rate", "welcome"]


def test_a_clicker_presses_nothing_while_somebody_types(server: Server, room: Room) -> None:
    code = server.new()
    desk = room.facilitator()
    desk.goto(f"{server.url}/facilitate/run?session={code}&clicker=true")
    desk.get_by_text("Johtopäätökset ja toimenpiteet", exact=True).click()
    line = desk.get_by_label("Yksi lause, josta ollaan yhtä mieltä").first
    line.fill("Yhdessä")
    _steady(desk, server, code, "welcome")

    line.press("PageDown")
    line.press("ArrowRight")
    desk.locator(".st-key-next button").first.dispatch_event("click")
    _steady(desk, server, code, "rate")

    expect(line).to_have_value("Yhdessä")


def test_the_keyboard_stays_on_next_while_next_changes(server: Server, room: Room) -> None:
    code = server.new()
    desk = _at_run(room, code)
    _steady(desk, server, code, "welcome")

    desk.locator(".st-key-next button").focus()
    for step in ("rate", "talk", "reveal"):
        desk.keyboard.press("Enter")
        _steady(desk, server, code, step)
        expect(desk.locator(".st-key-next button")).to_be_focused()


def test_enter_held_down_is_one_step(server: Server, room: Room) -> None:
    code = server.new()
    desk = _at_run(room, code)
    _steady(desk, server, code, "welcome")

    desk.locator(".st-key-next button").focus()
    desk.keyboard.down("Enter")
    for _ in range(5):
        desk.keyboard.down("Enter")
    _steady(desk, server, code, "rate")
    for _ in range(5):
        desk.keyboard.down("Enter")
    desk.keyboard.up("Enter")

    assert server.show(code)["step"] == "rate"


# -------------------------------------------------------------------- a server that goes and comes back


def test_a_desk_without_its_server_says_so_in_its_own_language(own_server: Server, browser: Browser) -> None:
    room = Room(browser, own_server)
    code = own_server.new()
    desks = {language: room.facilitator(language=language) for language in LOST}
    for language, desk in desks.items():
        desk.goto(f"{own_server.url}/facilitate/run?session={code}")
        _steady(desk, own_server, code, "welcome")
        expect(desk.locator(".lost")).to_be_hidden()
        expect(desk.get_by_test_id("stSkipToContent")).to_have_text(SKIP[language])

    own_server.stop(signal.SIGKILL)
    for desk in desks.values():
        expect(desk.locator(".lost")).to_be_visible()
    told = {language: desk.locator(".lost").inner_text() for language, desk in desks.items()}
    foreign = [desk.locator("[data-testid=stDialog]:visible").count() for desk in desks.values()]
    own_server.start()
    for desk in desks.values():
        expect(desk.locator(".lost")).to_be_hidden()
    own_server.step(code)
    for desk in desks.values():
        _steady(desk, own_server, code, "rate")  # it goes on by itself
    room.leave()

    assert (told, foreign) == (LOST, [0, 0, 0])
    log = (own_server.data / "out.txt").read_text()
    assert (code in log, "WebSocket" in log) == (False, False)  # who connects, and to what, is nobody's business
