"""The write-up as a web page in a real browser, opened from disk: live charts, and what stays without them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from facilitation.charts.live import WIDTH
from facilitation.charts.told import Wish, cards_told
from facilitation.words import speaker
from facilitation.writeup import export
from sessions.session import Session
from tests.e2e.stage import PATIENCE, violations
from tests.facilitation.test_chart_files import a_rated_room
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.rooms import a_hostile_room
from tests.rooms import a_room, answers, seated

LIVE = "#live-charts[data-live]"
BARS = "#chart-cards ~ .broad .live"
FINNISH = [{"width": 390, "height": 844}, {"width": 1440, "height": 900}]


class Reader:
    """A browser with a page of ours from disk; whatever it asks for, complains about or pops up is kept."""

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._close)
        self.page.goto(file.as_uri())

    def _close(self, dialog: object) -> None:
        self.complaints.append("dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    def come_near(self) -> Page:
        """The page once its charts are live."""
        self.page.locator("#live-charts").scroll_into_view_if_needed()
        self.page.wait_for_selector(LIVE)
        return self.page


class Desk:
    """Opens pages in contexts of their own."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._contexts: list[BrowserContext] = []

    def read(self, session: Session, language: str = "en", **wishes: object) -> Reader:
        file = self._folder / f"{session.code}-{language}.html"
        file.write_bytes(export(session, [], "html", language).data)
        context = self._browser.new_context(**wishes)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        context.set_default_navigation_timeout(PATIENCE * 1000)
        self._contexts.append(context)
        return Reader(context, file)

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(browser, tmp_path)
    yield desk
    desk.leave()


def a_told_room() -> Session:
    """Two tables of four, five cards that every order puts another way."""
    return a_room(
        seated(g1=[""] * 4, g2=[""] * 4),
        answers(c1="PPPPPPPN", c2="NNNNNNNN", c3="PPPPNNNN", c4="BBBBPPNC", c5="CCCCPPPP"),
        cards=5,
    )


def drawn(page: Page) -> tuple[list[str], list[list[float]]]:
    """The names beside the bars from the top, and the length of each bar by answer."""
    made = page.evaluate(
        f"""() => {{ const live = document.querySelector("{BARS}");
        const bars = live.data.filter(trace => trace.type === "bar");
        return [live.layout.yaxis.ticktext, bars.map(trace => trace.x)]; }}"""
    )
    return made[0], made[1]


def alternative(page: Page) -> str:
    return str(page.locator("#chart-cards ~ .broad .picture").get_attribute("aria-label"))


def in_the_table(page: Page) -> list[str]:
    rows = page.locator("#chart-cards ~ details tbody tr:not([hidden]) th")
    return rows.all_text_contents()


@pytest.mark.parametrize("order", ["split", "discussion", "deck"])
def test_bars_that_are_sorted_on_the_page_are_those_that_the_desk_draws(desk: Desk, order: str):
    session = a_told_room()
    page = desk.read(session).come_near()
    shown = cards_told(session, speaker("en"), Wish(order=order, width=WIDTH))  # type: ignore[arg-type]

    page.select_option("#chart-order", order)
    page.wait_for_function(
        "words => document.querySelector('#chart-cards ~ .broad .picture').ariaLabel === words", arg=shown.words
    )

    figure = json.loads(str(shown.figure.to_json()))
    bars = [trace["x"] for trace in figure["data"] if trace["type"] == "bar"]
    page.wait_for_function(
        f"names => document.querySelector('{BARS}').layout.yaxis.ticktext.join() === names",
        arg=",".join(figure["layout"]["yaxis"]["ticktext"]),
    )
    assert drawn(page) == (figure["layout"]["yaxis"]["ticktext"], bars)
    assert in_the_table(page) == [row[0] for row in shown.rows]


def test_a_card_that_is_not_chosen_leaves_chart_table_and_words(desk: Desk):
    page = desk.read(a_told_room()).come_near()

    page.locator("summary", has_text="Cards on the charts").click()
    for card in ("c1", "c2", "c4"):
        page.uncheck(f"input[name=card][value={card}]")
    page.wait_for_function(f"() => document.querySelector('{BARS}').data[0].x.length === 2")

    assert drawn(page)[0] == ["Card 5", "Card 3"]
    assert in_the_table(page) == ["Card 5", "Card 3"]
    assert alternative(page) == (
        "Answers to each card. Cards shown: 2 of 5. Card 5: opportunity 4, threat 0, both 0, can't say 4. "
        "Card 3: opportunity 4, threat 4, both 0, can't say 0."
    )
    assert page.locator("#chart-shown").text_content() == "Cards shown: 2 of 5."


def test_a_group_that_is_not_chosen_leaves_the_heat_map_and_its_table(desk: Desk):
    page = desk.read(a_told_room()).come_near()

    page.locator("summary", has_text="Groups on the charts").click()
    page.uncheck("input[name=group][value=g1]")
    heat = "document.querySelector('#chart-groups ~ .broad .live')"
    page.wait_for_function(f"() => {heat}.data[0].x.length === 5")

    assert page.evaluate(f"() => {heat}.layout.annotations.map(note => note.text)") == ["Table 2"]
    assert page.locator("#chart-groups ~ details tbody tr:not([hidden])").count() == 5


@pytest.mark.parametrize("size", FINNISH, ids=["phone", "laptop"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_has_no_fault_that_axe_finds(desk: Desk, size: dict[str, int], colours: str):
    reader = desk.read(a_rated_room(), "fi", viewport=size, color_scheme=colours)

    page = reader.come_near()
    for each in page.locator("#chart-choices summary").all():
        each.click()

    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert reader.complaints == []


def test_on_a_phone_no_chart_is_moved_sideways_and_the_names_stand_above_their_bars(desk: Desk):
    page = desk.read(a_told_room(), "fi", viewport=FINNISH[0]).come_near()

    broad = page.locator("#live-charts .broad").evaluate_all(
        "all => all.map(one => one.scrollWidth <= one.clientWidth)"
    )
    names = page.evaluate(
        f"() => document.querySelector('{BARS}').layout.annotations.map(note => note.text).slice(4)"
    )
    signs = page.locator("#live-charts .signs").inner_text().split("\n")
    assert broad == [True] * 3
    assert sorted(names) == [f"Kortti {n}" for n in range(1, 6)]
    assert signs == ["▲ Mahdollisuus", "▼ Uhka", "◆ Molempia", "○ En osaa sanoa"]


def test_the_charts_of_a_phone_that_is_turned_are_drawn_anew(desk: Desk):
    page = desk.read(a_told_room(), viewport=FINNISH[0]).come_near()

    page.set_viewport_size(FINNISH[1])

    page.wait_for_function(f"() => document.querySelector('{BARS}').layout.yaxis.ticktext[0].startsWith('Card')")
    assert not page.locator("#live-charts .signs").is_visible()


def test_hostile_words_stay_words_on_live_charts_and_nothing_is_asked_for(desk: Desk):
    reader = desk.read(a_hostile_room())

    page = reader.come_near()
    page.select_option("#chart-order", "deck")
    page.wait_for_function(
        "first => document.querySelector('#chart-cards ~ details tbody tr').dataset.card === first", arg="c1"
    )

    assert reader.asked == [page.url]
    assert reader.complaints == []
    assert page.locator("#live-charts a, #live-charts img, #live-charts iframe, #live-charts script").count() == 0
    assert sorted(in_the_table(page)) == sorted(HOSTILE)
    assert page.locator("body > script").count() == 3


def test_without_scripts_pictures_and_tables_stay(desk: Desk):
    page = desk.read(a_told_room(), java_script_enabled=False).page

    pictures = page.locator("#live-charts .still.light svg")
    assert [pictures.nth(n).is_visible() for n in range(pictures.count())] == [True] * 3
    assert page.locator("#chart-choices").is_visible() is False
    assert page.locator("#live-charts table").count() == 3


def test_where_the_library_cannot_be_unpacked_pictures_stay_and_nothing_else_is_shown(desk: Desk):
    reader = desk.read(a_told_room())
    reader.page.add_init_script("window.DecompressionStream = function () { throw new Error('old') }")
    reader.page.reload()

    reader.page.locator("#live-charts").scroll_into_view_if_needed()
    reader.page.wait_for_selector("#live-charts[data-live='0']")

    assert reader.page.locator("#live-charts .still.light svg").first.is_visible()
    assert reader.page.locator("#chart-choices").is_visible() is False
    assert reader.complaints == []


def test_on_paper_a_live_page_is_its_pictures_in_light_colours(desk: Desk):
    reader = desk.read(a_told_room(), color_scheme="dark")
    page = reader.come_near()

    page.emulate_media(media="print")

    shown = {
        name: page.locator(f"#live-charts {name}").first.is_visible()
        for name in (".still.light", ".still.dark", ".live")
    }
    assert shown == {".still.light": True, ".still.dark": False, ".live": False}
    assert reader.complaints == []
