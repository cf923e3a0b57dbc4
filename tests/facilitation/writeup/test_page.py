from html.parser import HTMLParser

import pytest

from facilitation.writeup.document import write_up
from facilitation.writeup.page import as_page
from tests.facilitation.writeup.test_document import a_whole_session

VOID = {"meta", "rect", "br", "input"}
OURS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "section", "p"),
    *("h1", "h2", "h3", "dl", "div", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("figure", "span", "svg", "rect", "ul", "li", "blockquote", "bdi"),
}
# What live charts bring along.
LIVE = {
    *("script", "details", "summary", "fieldset", "legend", "label", "input", "select", "option", "button"),
    *("text", "tspan", "line", "polyline", "polygon", "circle"),
}


class Page(HTMLParser):
    """What a browser would make of a page: tags with attributes, and the text of each element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def dangerous(self) -> list[str]:
        """Attributes that run or load something."""
        names = [name for _, attributes in self.tags for name in attributes]
        return [name for name in names if name.startswith("on") or name in ("src", "srcset", "style", "action")]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(as_page(write_up(a_whole_session(), "en")))


def test_a_page_has_language_title_and_one_heading_of_each_part(page: Page):
    assert page.all("html") == [{"lang": "en"}]
    assert page.texts["title"] == page.texts["h1"] == ["Trends in Kanta-Häme"]
    assert page.texts["h2"] == [
        "Who was there",
        "How the event went",
        "What sparked discussion",
        "What cuts across everything",
        "Opportunity or threat",
        "Card by card",
        "Notes on the session as a whole",
        "How this was done",
        "Credits",
    ]
    assert page.texts["h3"] == ["Card 1", "Card 2"]


def test_a_link_skips_to_the_content(page: Page):
    assert page.all("a") == [{"class": "skip", "href": "#content"}]
    assert page.all("main") == [{"id": "content"}]
    assert page.tags.index(("a", page.all("a")[0])) < page.tags.index(("header", {}))


def test_every_table_has_a_caption_and_heads_that_say_what_they_head(page: Page):
    assert page.texts["caption"] == [
        "Participants by sector",
        "Cards by how many groups talked about them",
        "Answers to each card",
    ]
    assert {attributes.get("scope") for attributes in page.all("th")} == {"col", "row"}


def test_every_chart_says_in_words_what_it_shows(page: Page):
    assert page.all("figure") == [
        {"role": "img", "aria-label": "Bar chart: Card 1. Opportunity 4, threat 2, both 2, can't say 1. Answers: 9."},
        {"role": "img", "aria-label": "Bar chart: Card 2. Opportunity 3, threat 5, both 0, can't say 1. Answers: 9."},
    ]
    assert [attributes["width"] for attributes in page.all("rect")] == [
        *("100.0", "50.0", "50.0", "25.0"),
        *("60.0", "100.0", "0.0", "20.0"),
    ]


def test_ids_are_used_once_and_every_section_is_named_by_its_heading(page: Page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert len(ids) == len(set(ids))
    assert {attributes["aria-labelledby"] for attributes in page.all("section")} == set(ids) - {"content"}


def test_a_note_in_another_language_is_marked_and_a_title_in_our_own_is_not(page: Page):
    assert page.all("blockquote") == [{"dir": "auto", "lang": "fi"}] * 3
    assert page.all("h3")[0] == {"id": "card-1", "dir": "auto"}


def test_a_title_that_the_deck_has_only_in_another_language_says_so():
    page = Page(as_page(write_up(a_whole_session(), "sv")))

    assert page.all("html") == [{"lang": "sv"}]
    assert page.all("h3")[0] == {"id": "card-1", "dir": "auto", "lang": "fi"}


def test_nothing_is_loaded_from_anywhere():
    html = as_page(write_up(a_whole_session(), "en"))

    page = Page(html)
    assert {tag for tag, _ in page.tags} <= OURS
    assert {
        name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "src"
    } == set()
    assert "url(" not in html
    assert "@import" not in html
    assert "//" not in html.replace("<!doctype html>", "")
