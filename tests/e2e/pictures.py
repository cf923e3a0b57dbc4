"""Takes the pictures of README and guide from the running app: `python -m tests.e2e.pictures`.

Eighteen made-up people at four tables answer by a seed; nothing in the pictures is from a real session.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from sessions.replay import Voter
from tests.e2e.stage import ARGUMENTS, ROOT, STILL, Room, Server, browser_program

FOLDER = ROOT / "facilitation" / "guide" / "pictures"
SECTORS = ["association"] * 8 + ["education"] * 4 + ["municipality"] * 3 + ["jobseeker"] * 2 + ["wellbeing"]
TABLES = ("Pöytä 1", "Pöytä 2", "Pöytä 3", "Pöytä 4")


def main() -> None:
    """Plays a session and keeps what it looks like."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data))
        server.environment["TRENDIPAKKA_PUBLIC_URL"] = "http://192.168.1.20:8501"  # as a meeting room's would look
        server.start()
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        room = Room(browser, server)
        try:
            _play(room)
        finally:
            room.leave()
            browser.close()
            server.stop()


def _play(room: Room) -> None:
    code = room.server.new(
        title="Työllisyyden tulevaisuus Kanta-Hämeessä",
        aim="Mitä muutos tarkoittaa meidän työllemme?",
        groups=TABLES,
        hand="short-12",
        place="Vanajanlinna",
    )
    people = [Voter(room.server.url, code) for _ in SECTORS]
    for person, sector in zip(people, SECTORS, strict=True):
        person.join(sector=sector)
    desk, english = room.facilitator(language="fi"), room.facilitator(language="en")
    wall = room.facilitator(1920, 1080, "fi")
    english.goto(f"{room.server.url}/facilitate/new")
    expect(english.locator("h1")).to_be_visible()
    _keep(english, "desk-new-en")
    wall.goto(f"{room.server.url}/facilitate/wall?session={code}")
    expect(wall.locator(".joined")).to_be_visible()
    _keep(wall, "wall-lobby-fi")
    finnish, foreign = _joined(room, code, "fi"), _joined(room, code, "en")

    room.server.step(code)
    expect(finnish.locator(".stance").first).to_be_visible()
    finnish.click('[data-go="1"]')
    finnish.click(".card:visible .stance.both")
    expect(finnish.locator("#status")).to_contain_text("✓")
    _keep(finnish, "phone-rate-fi")
    finnish.click(".card:visible summary")
    _keep(finnish, "phone-back-fi")
    _answer(room, code, people)
    desk.goto(f"{room.server.url}/facilitate/run?session={code}")
    expect(desk.locator(".count").first).to_contain_text("18")
    _keep(desk, "desk-run-fi")

    room.server.step(code)
    room.server.step(code)
    for _ in range(4):
        room.server.step(code)
    expect(wall.locator(".bars").first).to_be_visible()
    _keep(wall, "wall-card-fi")
    expect(foreign.locator("table")).to_be_visible()
    _keep(foreign, "phone-result-en")


def _joined(room: Room, code: str, language: str) -> Page:
    phone = room.phone(language)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    expect(phone.locator("#step")).to_be_visible()
    return phone


def _answer(room: Room, code: str, people: list[Voter]) -> None:
    hand = room.server.cards(code)
    for n, person in enumerate(people):
        chance = Random(n)
        for tap, card in enumerate(hand, start=1):
            lean = Random(card).choice([(6, 2, 2, 1), (4, 4, 3, 1), (3, 5, 2, 1)])
            person.rate(card, chance.choices(("opportunity", "threat", "both", "unsure"), lean)[0], tap)


def _keep(page: Page, name: str) -> None:
    """Keeps a picture, in few colours: a page is flat, and README loads eight of them."""
    path = FOLDER / f"{name}.png"
    page.wait_for_timeout(1500)  # a redraw of Streamlit's may be under way
    page.evaluate(STILL)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
