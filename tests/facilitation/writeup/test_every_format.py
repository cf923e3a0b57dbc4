"""What holds in every format alike: the counts of a real vote, and that a text is never more than a text."""

import io
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from facilitation.writeup import export
from facilitation.writeup.document import Answers, Table, write_up
from facilitation.writeup.markdown import escaped
from facilitation.writeup.tables import disarmed
from sessions.events import STANCES, Noted, Rated
from sessions.replay import expected, plan_of, read_deck_of, read_votes
from sessions.results import card_summary
from sessions.session import Session
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.pdfs import Pdf
from tests.facilitation.writeup.rooms import a_hostile_room
from tests.facilitation.writeup.test_page import LIVE, OURS, Page
from tests.factories import an_opening
from tests.rooms import a_room, seated

LONDON = Path(__file__).parents[2] / "data" / "london.youth.policing"


def exported(session: Session, format: str, language: str = "en") -> bytes:
    return export(session, [], format, language).data


# -------------------------------------------------------------------- a real vote


@pytest.fixture(scope="module")
def london() -> Session:
    """The vote of London as it was cast, with a note on every card."""
    votes = read_votes(LONDON)
    deck, plan = read_deck_of(LONDON, votes), plan_of("London")
    opened = an_opening(title=plan.title, deck=deck, digest=deck.digest(), groups=1, sectors=())
    voters = {voter: n for n, voter in enumerate(dict.fromkeys(vote.voter for vote in votes), start=1)}
    rated = [
        Rated(round=1, seat=f"s{voters[vote.voter]}", card=vote.card, stance=vote.stance, tap=tap)  # type: ignore[arg-type]
        for tap, vote in enumerate(votes, start=1)
    ]
    notes = [
        Noted(note=f"n{n}", seat="s1", group="g1", card=card.id, kind="plus", text=f"Note {n}", language="en", tap=n)
        for n, card in enumerate(deck.cards, start=10_000)
    ]
    return a_room(seated(g1=[""] * len(voters)), rated, *notes, opened=opened)


@pytest.fixture(scope="module")
def counted() -> dict[str, list[int]]:
    """What the file says: card title -> opportunity, threat, both, unsure."""
    cards = expected(read_votes(LONDON)).cards
    return {
        f"Statement {card.rsplit('-', 1)[1]}": [counts.get(stance, 0) for stance in STANCES]
        for card, counts in sorted(cards.items(), key=lambda item: int(item[0].rsplit("-", 1)[1]))
    }


def test_the_file_says_what_is_known_of_it(counted):
    assert [sum(column) for column in zip(*counted.values(), strict=True)] == [392, 192, 0, 54]


def test_the_web_page_says_what_the_file_says(london, counted):
    page = Page(exported(london, "html").decode())

    cells = [text.replace(",", "") for text in page.texts["td"]]
    told_there, of_charts = cells[: -20 * len(counted)], grouped(cells[-20 * len(counted) :], 10)
    rows = {title: page.texts["th"].index(title) for title in counted}
    told = {
        title: words_counts(figure["aria-label"])
        for title, figure in zip(page.texts["h3"][: len(counted)], page.all("figure"), strict=True)
    }
    assert set(rows) == set(counted)
    assert told == counted
    assert [row[:4] for row in grouped(told_there, 6)[-len(counted) :]] == [
        list(map(str, counted[title])) for title in page.texts["h3"][: len(counted)]
    ]
    assert sorted(row[:4] for row in of_charts) == sorted(2 * [list(map(str, row)) for row in counted.values()])
    assert len(page.texts["blockquote"]) == len(counted)


def test_markdown_says_what_the_file_says(london, counted):
    text = exported(london, "md").decode()

    rows = re.findall(
        r"^\| (Statement \d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| \d+ \| \d+ \|$", text, re.MULTILINE
    )
    assert {title: list(map(int, counts)) for title, *counts in rows} == counted
    assert text.count("\n> — Plus, Table 1") == len(counted)


def test_word_says_what_the_file_says_in_table_bars_and_words(london, counted):
    data = exported(london, "docx")

    table = reading.table_of(data, "Answers to each card")
    assert {row[0]: list(map(int, row[1:5])) for row in table[1:]} == counted
    in_order = [counted[title] for title in reading.styled(data, "Heading2")]
    assert [[count for _, count, _ in card] for card in reading.bars(data)] == in_order
    assert list(map(words_counts, reading.alternatives(data))) == in_order
    assert len(reading.styled(data, "Quote")) == len(counted)


def test_the_pdf_says_what_the_file_says_in_table_bars_and_words(london, counted):
    pdf = Pdf(exported(london, "pdf"))

    table = next(
        part for part in pdf.tree.every("/Table") if part.every("/Caption")[0].whole() == "Answers to each card"
    )
    rows = [[cell.whole() for cell in row.every("/TH", "/TD")] for row in table.every("/TR")[1:]]
    figures = [figure for figure in pdf.tree.every("/Figure") if figure.alt.startswith("Bar chart: ")]
    drawn = [list(map(int, re.findall(r"\d+", figure.whole()))) for figure in figures]
    assert pdf.faults() == []
    assert {row[0]: list(map(int, row[1:5])) for row in rows} == counted
    assert sorted(map(words_counts, (figure.alt for figure in figures))) == sorted(counted.values())
    assert sorted(drawn) == sorted(counted.values())
    assert len(pdf.tree.every("/BlockQuote")) == len(counted)


def test_the_slides_say_what_the_file_says_in_chart_and_words(london, counted):
    data = exported(london, "pptx")

    told = [slide for slide in reading.slides(data) if slide[0] in counted]
    shown = {title: counted[title] for title, _, _ in told}
    assert len(shown) == 20
    assert {title: words_counts(_alternative(notes)) for title, _, notes in told} == shown
    assert [counts for _, counts, _ in reading.charts(data)] == list(shown.values())
    assert [counts for _, _, counts in reading.charts(data)] == list(shown.values())


def test_the_workbook_and_the_csv_files_say_what_the_file_says(london, counted):
    book, files = reading.workbook(exported(london, "xlsx")), reading.tables(exported(london, "csv.zip"))

    for header, *rows in (book["cards"], [list(files["cards"].columns), *files["cards"].to_numpy().tolist()]):
        places = [header.index(stance) for stance in STANCES]
        assert {row[header.index("title")]: [int(row[place]) for place in places] for row in rows} == counted
    for header, *rows in (book["ratings"], [list(files["ratings"].columns), *files["ratings"].to_numpy().tolist()]):
        assert len(rows) == 638
        assert len({row[header.index("seat")] for row in rows}) == 26
        assert Counter(row[header.index("stance")] for row in rows) == {
            "opportunity": 392,
            "threat": 192,
            "unsure": 54,
        }
    assert len(book["notes"]) - 1 == len(files["notes"]) == len(counted)


def test_the_ratings_alone_are_those_of_the_other_tables(london):
    alone = pd.read_csv(io.BytesIO(exported(london, "csv")), encoding="utf-8-sig", dtype=str, na_filter=False)

    pd.testing.assert_frame_equal(alone, reading.tables(exported(london, "csv.zip"))["ratings"])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_text_chart_table_and_alternative_text_have_one_source(london, language):
    document = write_up(london, language)

    part = next(section for section in document.sections if section.id == "cards")
    table = next(block for block in part.blocks if isinstance(block, Table))
    titles = {card.title["en"]: card.id for card in london.cards.values()}
    counted = card_summary(london)
    for section, row in zip(part.sections, table.rows, strict=True):
        counts = counted.loc[titles[row[0]]]
        answers_ = next(block for block in section.blocks if isinstance(block, Answers))
        known = [int(counts[stance]) for stance in STANCES]
        assert [count for _, _, count in answers_.bars] == known
        assert list(map(int, row[1:5])) == known
        assert words_counts(answers_.words) == known


def words_counts(words: str) -> list[int]:
    """The four counts of "… Opportunity 7, threat 4, both 9, can't say 1. Answers: 21." in any of our languages."""
    found = re.search(r"\D (\d+), \D+ (\d+), \D+ (\d+), \D+ (\d+)\. \D+ (\d+)\.", words)
    assert found, words
    *counts, answered = map(int, found.groups())
    assert sum(counts) == answered
    return counts


def _alternative(notes: list[str]) -> str:
    return next(text for text in notes if text.startswith("Bar chart: "))


def grouped(cells: list[str], size: int) -> list[list[str]]:
    first = len(cells) % size
    return [cells[place : place + size] for place in range(first, len(cells), size)]


# -------------------------------------------------------------------- what people send


@pytest.fixture(scope="module")
def hostile() -> Session:
    return a_hostile_room()


DRAWN = HOSTILE[::9]
TOLD = [*DRAWN, *(text for place, text in enumerate(HOSTILE) if place % 9)]  # cards in the order of the write-up
WORDS = [f"Bar chart: {text}. Opportunity 1, threat 1, both 1, can't say 0. Answers: 3." for text in DRAWN]


def test_there_are_many_hostile_texts():
    assert len(HOSTILE) >= 500


def test_hostile_texts_are_only_texts_on_the_web_page(hostile):
    page = Page(exported(hostile, "html").decode())

    assert {tag for tag, _ in page.tags} <= OURS | LIVE
    assert page.dangerous() == []
    assert len(page.all("script")) == 3
    assert [attributes["href"] for attributes in page.all("a")] == ["#content"]
    assert page.texts["title"] == page.texts["h1"] == [HOSTILE[2]]
    assert page.texts["h3"] == [*TOLD, "Answers to each card", "Map of the cards", "Cards by group"]
    assert page.texts["blockquote"] == [*TOLD, *HOSTILE]
    assert page.texts["bdi"] == [HOSTILE[-1]] * 2 * len(HOSTILE)
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[4]} <= set(page.texts["dd"])
    assert [attributes["aria-label"] for attributes in page.all("figure")] == WORDS


def test_hostile_texts_are_only_texts_in_markdown(hostile):
    lines = exported(hostile, "md").decode().split("\n")

    assert [line for line in lines if line.startswith("###")] == [f"### {escaped(text)}" for text in TOLD]
    quoted = [line.removeprefix("> ") for line in lines if line.startswith("> ") and not line.startswith("> — ")]
    assert quoted == [escaped(text) for text in [*TOLD, *HOSTILE]]


def test_hostile_texts_are_only_texts_in_word(hostile):
    data = exported(hostile, "docx")

    assert reading.outside(data) == []
    assert reading.styled(data, "Title") == [HOSTILE[2]]
    assert reading.styled(data, "Heading2") == TOLD
    assert reading.styled(data, "Quote") == [*TOLD, *HOSTILE]
    assert reading.styled(data, "QuoteSource") == [f"— Plus, {HOSTILE[-1]}"] * 2 * len(HOSTILE)
    assert reading.alternatives(data) == WORDS


def test_hostile_texts_are_only_texts_on_slides(hostile):
    data = exported(hostile, "pptx")

    slides = reading.slides(data)
    first = next(place for place, slide in enumerate(slides) if slide[0] == DRAWN[0])
    cards, more, whole = slides[first : first + 20], slides[first + 20], slides[first + 21]
    assert reading.outside(data) == []
    assert [title for title, _, _ in cards] == DRAWN[:20]
    assert [notes[2:4] for _, _, notes in cards] == [list(pair) for pair in zip(WORDS, DRAWN, strict=True)][:20]
    assert more[2][1:] == TOLD[20:]
    assert whole[2][::2] == HOSTILE


def test_hostile_texts_are_only_texts_in_the_workbook(hostile):
    data = exported(hostile, "xlsx")

    book = reading.workbook(data)
    assert reading.outside(data) == []
    # openpyxl takes away every "x005F_", also where it stands for itself.
    read = [text.replace("x005F_", "") for text in HOSTILE]
    assert [row[2] for row in book["cards"][1:]] == read
    assert [row[4] for row in book["notes"][1:]] == [*read, *read]
    assert {row[3] for row in book["notes"][1:]} == {HOSTILE[-1]}


def test_hostile_texts_are_only_texts_in_csv(hostile):
    tables = reading.tables(exported(hostile, "csv.zip"))

    assert tables["cards"]["title"].tolist() == [disarmed(text) for text in HOSTILE]
    assert tables["notes"]["text"].tolist() == [disarmed(text) for text in [*HOSTILE, *HOSTILE]]
