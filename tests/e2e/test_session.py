"""One session played through: a facilitator, a wall and three phones, one of them without a script."""

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cards.reading import read_deck, shipped_decks
from facilitation.words import Speaker, speaker
from tests.e2e.stage import Room, violations

pytestmark = pytest.mark.e2e

fi, sv, en = speaker("fi"), speaker("sv"), speaker("en")
DECK = read_deck(shipped_decks()["employment-trends"])
CARDS = DECK.hand("keko-6").cards
HOSTILE = '<script>alert("huomio")</script> =1+1 **lihava**'


def test_a_session_from_the_new_button_to_the_downloads(room: Room, tmp_path: Path) -> None:
    desk = room.facilitator(language="fi")
    code = _open_session(desk)
    wall = desk.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{room.server.url}/facilitate/wall?session={code}")
    expect(wall.locator(".scene .code")).to_have_text(code)

    finnish, swedish, plain = _three_join(room, code)
    expect(wall.locator(".joined")).to_have_text(fi.many("{n} person has joined", "{n} people have joined", 3))
    expect(finnish.locator("#step h1")).to_have_text(fi("You are in."))
    expect(swedish.locator("#step h1")).to_have_text(sv("You are in."))

    _next(desk, fi("Next: deal the cards and start rating"))
    expect(wall.locator(".scene")).to_contain_text(fi.card_text(DECK.question))
    _rate(finnish, fi, "opportunity")
    _rate(swedish, sv, "threat")
    plain.reload()
    plain.locator(".card").first.locator(".stance.both").click()
    plain.locator(".card").nth(1).locator(".stance.unsure").click()
    expect(wall.locator(".count")).to_contain_text(fi("{n} of {m} ready", n="2", m="3"))
    for screen in (wall, swedish):
        assert "%" not in screen.locator("body").inner_text()
    assert not room.server.show(code)["revealed"]

    _next(desk, fi("Next: close the rating and talk at the tables"))
    expect(finnish.locator("#step h1")).to_have_text(fi.task("talk"))
    _write_note(finnish, HOSTILE)
    desk.locator(".st-key-panel label").filter(has_text=fi("Notes")).click()
    expect(desk.get_by_text(HOSTILE)).to_be_visible()
    finnish.click(".card:visible .mark >> nth=1")
    expect(finnish.locator("#status")).to_contain_text("✓")
    plain.reload()
    expect(plain.locator(".stance")).to_have_count(0)

    _next(desk, fi("Next: go to the answers"))
    _next(desk, fi("Next: show card {n} of {m}", n=1, m=6))
    first = DECK.card(CARDS[0]).title
    expect(wall.locator("h1")).to_have_text(fi.card_text(first))
    expect(wall.locator(".foot")).to_contain_text("3")
    expect(swedish.locator("#step h1")).to_have_text(sv.card_text(first))
    expect(swedish.locator('tr[data-stance="threat"] td').first).to_have_text("1")
    expect(swedish.locator("[data-own]")).to_contain_text(sv.stance("threat"))
    plain.reload()
    expect(plain.locator("#step h1")).to_have_text(en.card_text(first))

    for n in range(2, 7):
        _next(desk, fi("Next: show card {n} of {m}", n=n, m=6))
    _next(desk, fi("Next: show all cards together"))
    expect(swedish.locator("#step h2")).to_have_count(7)  # six cards and the (hidden) list of own notes
    _next(desk, fi("Next: thank everybody"))
    expect(wall.locator(".scene")).to_contain_text(fi.task("close"))
    expect(finnish.locator("#step h1")).to_have_text(fi.task("close"))

    _downloads_agree(desk, room, code, tmp_path)


def _open_session(desk: Page) -> str:
    desk.goto(desk.url.split("/facilitate")[0] + "/facilitate/new")
    desk.get_by_label(fi("Title")).fill("KeKo-koe")
    desk.get_by_role("combobox", name=fi("Cards"), exact=True).click()
    hand = fi.card_text(DECK.hand("keko-6").name)
    desk.get_by_role("option").filter(has_text=hand).click()
    names = desk.get_by_label(fi("Names of the tables, one on each line"))
    desk.get_by_label(fi("Number of tables")).fill("1")
    desk.get_by_label(fi("Number of tables")).press("Tab")
    expect(names).to_have_value(fi("Table {n}", n=1))
    desk.get_by_role("button", name=fi("Open the session")).click()
    code = desk.locator(".code").first
    expect(code).to_be_visible()
    return code.inner_text().strip()


def _three_join(room: Room, code: str) -> tuple[Page, Page, Page]:
    phones = (room.phone("fi"), room.phone("sv"), room.phone("en", script=False))
    for phone in phones:
        phone.goto(f"{room.server.url}/{code.lower()}")
        phone.click("button.main")
        expect(phone.locator("#step")).to_be_visible()
    return phones


def _next(desk: Page, label: str) -> None:
    button = desk.get_by_role("button", name=label)
    button.click()
    expect(button).to_be_hidden()


def _rate(phone: Page, say: Speaker, stance: str) -> None:
    """Answers all six cards alike, one card a screen."""
    for card in CARDS:
        section = phone.locator(f'.card[data-card="{card}"]')
        expect(section.get_by_role("heading")).to_have_text(say.card_text(DECK.card(card).title))
        section.locator(f".stance.{stance}").click()
        if card != CARDS[-1]:
            phone.click('[data-go="1"]')
    expect(phone.locator("#status")).to_contain_text("✓")


def _write_note(phone: Page, text: str) -> None:
    phone.locator("details.more summary").click()
    phone.fill("textarea", text)
    phone.locator("form.note button:visible").click()
    expect(phone.locator("#notes li")).to_contain_text(text)


def _downloads_agree(desk: Page, room: Room, code: str, folder: Path) -> None:
    """The four files hold the 14 answers and the note, as text."""
    files = {}
    for format_name in ("html", "md", "csv", "json"):
        answer = desk.request.get(f"{room.server.url}/facilitate/download/{code}/{format_name}?lang=fi")
        assert answer.status == 200
        assert answer.headers["content-disposition"].startswith("attachment;")
        files[format_name] = answer.text()

    rows = list(csv.DictReader(io.StringIO(files["csv"].removeprefix("\ufeff"))))
    events = [each["event"]["type"] for each in json.loads(files["json"])["events"]]
    assert events.count("rated") == 14
    # Two cards have three answers, the other four have two: too few to be shown.
    assert len(rows) == 6
    assert {row["card"] for row in rows} == set(CARDS[:2])
    page = folder / "summary.html"
    page.write_text(files["html"], encoding="utf-8")
    reader = room.screen()
    reader.goto(page.as_uri())
    expect(reader.locator("h1").first).to_contain_text("KeKo-koe")
    expect(reader.get_by_text(HOSTILE)).to_be_visible()
    assert violations(reader) == []
    room.foreign.clear()  # the file itself, opened from disk


@pytest.mark.parametrize(
    ("language", "pages"),
    [("fi", ("", "new", "run", "results")), ("sv", ("new", "run")), ("en", ("run", "results"))],
    ids=["fi", "sv", "en"],
)
def test_axe_finds_nothing_on_what_we_draw_at_the_desk(room: Room, language: str, pages: tuple[str, ...]) -> None:
    code = room.server.new(hand="keko-6", groups=("A", "B"), languages=(language,))
    desk = room.facilitator(language=language)

    found: dict[str, list[str]] = {}
    for page in pages:
        session = f"?session={code}" if page in ("run", "results") else ""
        desk.goto(f"{room.server.url}/facilitate/{page}{session}")
        expect(desk.locator("h1").first).to_be_visible()
        assert desk.locator("html").get_attribute("lang") == language
        found[page] = violations(desk)

    assert {page: each for page, each in found.items() if each} == {}


def test_axe_finds_nothing_on_the_wall(room: Room) -> None:
    code = room.server.new(hand="keko-6", groups=("A", "B"), languages=("fi",))
    wall = room.facilitator(1920, 1080, "fi")
    wall.goto(f"{room.server.url}/facilitate/wall?session={code}")

    found: dict[str, list[str]] = {}
    for said in (code, fi.card_text(DECK.question), fi.task("talk")):
        expect(wall.locator(".scene")).to_contain_text(said)
        found[said] = violations(wall)
        room.server.step(code)

    assert {said: each for said, each in found.items() if each} == {}
