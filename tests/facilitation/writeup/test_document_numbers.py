"""The numbers of a card are the same wherever one document tells them: text, chart, table, alternative text."""

import json
import re
from collections.abc import Iterator

import pytest

from facilitation.charts.live import live_charts
from facilitation.words import speaker
from facilitation.writeup.document import Answers, Document, Lead, Paragraph, Section, Table, write_up
from facilitation.writeup.draft.telling import COUNTS
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.page import as_page
from sessions.events import STANCES
from sessions.results import before_after, card_summary
from sessions.session import Session
from tests.facilitation.writeup.test_document import a_whole_session
from tests.facilitation.writeup.test_document_words import a_half_day
from tests.facilitation.writeup.test_page import Page
from tests.rooms import a_room, answers, seated

SESSIONS = {
    "three tables": a_whole_session,
    "rated again": a_half_day,
    "one table": lambda: a_room(
        seated(g1=[""] * 12),
        answers(c1="PPPPPPPPPPPP", c2="PPPPPPNNNNNN", c3="BBBBBBBPPNNC", c4="CCCCCCCCPPPN", c5="PPPPNNNBBBCC"),
    ),
}


def counted(session: Session) -> dict[str, list[int]]:
    """Card id -> opportunity, threat, both, unsure and answered, where they are told."""
    table = card_summary(session)
    told = table[~table["hidden"] & (table["answered"] > 0)]
    return {str(card): [int(row[name]) for name in (*STANCES, "answered")] for card, row in told.iterrows()}


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def counts_in(text: str, language: str) -> list[int]:
    """The numbers of a sentence, in figures and from "two" on in words: "en" is an article too."""
    words = {speaker(language)(word): n for n, word in enumerate(COUNTS) if n > 1}
    found = re.findall(rf"\d+|\b(?:{'|'.join(words)})\b", text.lower())
    return [words[each] if each in words else int(each) for each in found]


def cards_of(document: Document) -> Section:
    return next(part for part in document.sections if part.id == "cards")


def in_words(session: Session, document: Document) -> Iterator[tuple[str, list[int]]]:
    """(card id, the numbers) of every sentence about how a card was answered, without those of its title."""
    titles = {card.id: card.title.get(document.language, card.title["fi"]) for card in session.cards.values()}
    for part in document.sections:
        for block in (*part.blocks, *(block for inner in part.sections for block in inner.blocks)):
            if isinstance(block, Lead | Paragraph) and block.place.startswith("card:"):
                yield block.place.split(":")[1], counts_in(block.text, document.language)
            if isinstance(block, Paragraph) and block.place == "divided":
                named = [card for card, title in titles.items() if f"{title} (" in block.text]
                for card in named:
                    yield card, numbers(block.text.replace(titles[card], ""))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", SESSIONS)
def test_text_chart_table_and_alternative_text_tell_the_same_numbers(name, language):
    session = SESSIONS[name]()
    document, known = write_up(session, language), counted(session)
    part = cards_of(document)
    ids = {f"card-{place}": card for place, card in enumerate(session.cards, start=1)}
    by_title = {card.title.get(language, card.title["fi"]): card.id for card in session.cards.values()}

    charts = {ids[inner.id]: block for inner in part.sections for block in inner.blocks if isinstance(block, Answers)}
    table = next(block for block in part.blocks if isinstance(block, Table))

    assert {card: [count for _, _, count in chart.bars] for card, chart in charts.items()} == {
        card: counts[:4] for card, counts in known.items()
    }
    alternatives = {card: numbers(chart.words)[-5:] for card, chart in charts.items()}
    assert alternatives == known
    rows = {by_title[row[0]]: row[1:6] for row in table.rows}
    assert {card: list(map(int, row)) for card, row in rows.items() if "–" not in row and int(row[4])} == known
    told = list(in_words(session, document))
    assert {card for card, _ in told} == set(known)
    assert [(card, found) for card, found in told if set(found) - set(known[card])] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", SESSIONS)
def test_the_web_page_and_markdown_tell_the_numbers_of_the_document(name, language):
    document = write_up(SESSIONS[name](), language)
    blocks = [block for inner in cards_of(document).sections for block in inner.blocks]
    charts = [block for block in blocks if isinstance(block, Answers)]
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]

    page, text = Page(as_page(document)), as_markdown(document)

    assert [figure["aria-label"] for figure in page.all("figure")] == [chart.words for chart in charts]
    assert page.texts["span"] == [word for chart in charts for _, label, n in chart.bars for word in (label, str(n))]
    assert [told for told in texts if told not in page.texts["p"]] == []
    counts = [" · ".join(f"{label} {count}" for _, label, count in chart.bars) for chart in charts]
    assert [line for line in text.split("\n") if " · " in line and line in counts] == counts
    assert [told for told in texts if told not in text] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", SESSIONS)
def test_live_charts_tell_the_numbers_of_the_document_in_bars_words_and_tables(name, language):
    session = SESSIONS[name]()
    known, charts = counted(session), live_charts(session, speaker(language))
    assert charts is not None

    page = Page(as_page(write_up(session, language), charts))
    data = json.loads(next(text for text in page.texts["script"] if text.startswith("{")))

    bars = data["charts"][0]
    for figure in bars["figures"].values():
        drawn = [trace["text"] for trace in figure["data"] if trace["type"] == "scatter"]
        assert {
            card: [numbers(text)[0] for text in texts]
            for card, texts in zip(bars["cards"], zip(*drawn, strict=True), strict=True)
        } == {card: counts[:4] for card, counts in known.items()}
    assert {card: numbers(sentence)[-4:] for card, sentence in data["sentences"].items()} == {
        card: counts[:4] for card, counts in known.items()
    }
    assert [numbers(order["words"])[-4:] for order in data["orders"].values()] == [
        known[order["cards"][-1]][:4] for order in data["orders"].values()
    ]
    assert {
        key[0]: list(row[1:6])
        for chart in charts.charts[:2]
        for key, row in zip(chart.told.keys, chart.told.rows, strict=True)
        if row[1] is not None and row[5]
    } == known
    pictures = [each["aria-label"] for each in page.all("div") if each.get("class") == "picture"]
    assert pictures == [chart["words"] for chart in data["charts"]] == [chart.told.words for chart in charts.charts]


def test_the_newest_answers_of_a_card_that_was_rated_again_are_those_of_the_card():
    session = a_half_day()

    table, room = before_after(session), card_summary(session)

    assert [[int(row[f"newest_{stance}"]) for stance in STANCES] for _, row in table.iterrows()] == [
        [int(room.loc[card, stance]) for stance in STANCES] for card in table.index
    ]
