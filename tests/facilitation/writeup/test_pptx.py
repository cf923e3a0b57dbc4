import io
from datetime import UTC, datetime

import msgspec
import pptx
import pytest
from lxml import etree

from facilitation.writeup.document import (
    Answers,
    Document,
    Facts,
    Lead,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
    write_up,
)
from facilitation.writeup.pptx import MOST_CARDS, QUOTE_SIZES, as_pptx
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room, answers, seated

AT = datetime(2026, 9, 21, 12, tzinfo=UTC)
LEGIBLE = 1600  # hundredths of a point


@pytest.fixture(scope="module")
def document() -> Document:
    return write_up(a_whole_session(), "en")


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return as_pptx(document, at=AT)


def a_document(*blocks: object, heading: str = "H") -> Document:
    section = Section(id="x", heading=heading, language="en", blocks=blocks)  # type: ignore[arg-type]
    return Document(language="en", title="T", kicker="K", facts=Facts(()), sections=(section,), skip="", foot="")


def test_each_slide_has_one_idea_and_a_title(data):
    assert [title for title, _, _ in reading.slides(data)] == [
        "Trends in Kanta-Häme",
        "Who was there",
        "How the event went",
        "What sparked discussion",
        "What cuts across everything",
        "Opportunity or threat",
        "Card 1",
        "Card 2",
        "Notes on the session as a whole",
        "How this was done",
        "Credits",
    ]


def test_a_card_has_its_chart_and_its_counts_in_words(document, data):
    part = next(section for section in document.sections if section.id == "cards")
    told = [block for inner in part.sections for block in inner.blocks if isinstance(block, Answers)]

    slides = {title: notes for title, _, notes in reading.slides(data)}
    assert [slides[title][2] for title in ("Card 1", "Card 2")] == [answers_.words for answers_ in told]
    assert reading.charts(data) == [
        ([label for _, label, _ in answers_.bars], counts, counts)
        for answers_ in told
        for counts in [[count for _, _, count in answers_.bars]]
    ]


def test_charts_and_tables_say_what_they_are(document, data):
    assert reading.alternatives(data) == [
        "Participants by sector",
        "Cards by how many groups talked about them",
        "Bar chart: Card 1. Opportunity 4, threat 2, both 2, can't say 1. Answers: 9.",
        "Bar chart: Card 2. Opportunity 3, threat 5, both 0, can't say 1. Answers: 9.",
    ]


def test_the_slides_are_wide_and_their_letters_large(data):
    file = pptx.Presentation(io.BytesIO(data))

    sizes = [
        int(element.get("sz"))
        for slide in file.slides
        for element in slide._element.iter(f"{reading.A}rPr", f"{reading.A}defRPr")
        if element.get("sz")
    ]
    assert round(file.slide_width / file.slide_height, 3) == round(16 / 9, 3)
    assert min(sizes) >= LEGIBLE


def test_nothing_stands_outside_its_slide_and_nothing_is_left_to_fill_in(data):
    file = pptx.Presentation(io.BytesIO(data))

    for slide in file.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left < shape.left + shape.width <= file.slide_width
            assert 0 <= shape.top < shape.top + shape.height <= file.slide_height
            assert not (shape.is_placeholder and shape.has_text_frame and not shape.text_frame.text)


def test_more_cards_than_a_room_will_sit_through_are_left_to_the_write_up():
    cards = MOST_CARDS + 2
    session = a_room(seated(g1=[""] * 3), answers(**{f"c{n}": "PNB" for n in range(1, cards + 1)}), cards=cards)

    slides = reading.slides(as_pptx(write_up(session, "en"), at=AT))

    titles = [title for title, _, _ in slides]
    rest = slides[titles.index("Card by card")]
    assert [title for title in titles if title.startswith("Card ") and title[5:].isdigit()] == [
        f"Card {n}" for n in range(1, MOST_CARDS + 1)
    ]
    assert rest[1][0] == "2 more cards are in the write-up."
    assert rest[2] == ["2 more cards are in the write-up.", "Card 21", "Card 22"]


def test_a_long_table_says_how_many_rows_are_left_out_and_the_notes_have_them_all():
    rows = tuple((f"Row {n}", str(n)) for n in range(1, 14))

    (_, beside, notes) = reading.slides(as_pptx(a_document(Table("Caption", ("Name", "N"), rows)), at=AT))[1]

    assert beside[:4] == ["Name", "N", "Row 1", "1"]
    assert [text for text in beside if "more" in text] == ["2 more rows are in the write-up."]
    assert notes == ["Caption:", *(f"Row {n}: N {n}" for n in range(1, 14))]


def the_card_slides(*blocks: object) -> list[tuple[str, list[str], list[str]]]:
    """The slides of a card with answers and these blocks."""
    bars = (("opportunity", "▲ Opportunity", 3), ("threat", "▼ Threat", 2))
    card = Section("card-1", "A card", "en", (Answers(bars, "Bar chart"), *blocks))  # type: ignore[arg-type]
    cards = Section("cards", "Card by card", "en", (), (card,))
    return reading.slides(as_pptx(msgspec.structs.replace(a_document(), sections=(cards,)), at=AT))[1:]


def notes_of(*texts: str) -> Quotes:
    return Quotes(tuple(Quote("Plus", "Table 1", text, "en") for text in texts))


def test_a_short_note_stands_beside_the_chart_of_its_card():
    assert the_card_slides(notes_of("Short")) == [
        ("A card", ["Answers: 5.", "“Short”", "‹#›"], ["Bar chart", "Short", "— Plus, Table 1"])
    ]


def test_many_notes_have_a_slide_of_their_own_and_all_of_them_are_in_its_speaker_notes():
    texts = [f"{'Somebody should come and see us, ' * 4}{n}" for n in range(1, 9)]

    chart, notes = the_card_slides(notes_of(*texts))

    assert chart == ("A card", ["Answers: 5.", "‹#›"], ["Bar chart"])
    assert notes[0] == "Notes: A card"
    assert notes[1] == [*(f"“{text}”" for text in texts[:5]), "3 more notes are in the write-up.", "‹#›"]
    assert notes[2][::2] == texts


def test_long_notes_are_fewer_on_their_slide_rather_than_smaller():
    texts = [f"{'Somebody should come and see us, ' * 12}{n}" for n in range(1, 6)]

    data = as_pptx(a_document(notes_of(*texts)), at=AT)

    slide = pptx.Presentation(io.BytesIO(data)).slides[1]
    paragraphs = slide.placeholders[1].text_frame.paragraphs
    assert [paragraph.text for paragraph in paragraphs] == [
        f"“{texts[0]}”",
        f"“{texts[1]}”",
        "3 more notes are in the write-up.",
    ]
    assert min(run.font.size.pt for paragraph in paragraphs for run in paragraph.runs) >= QUOTE_SIZES[-1]


def test_a_wide_table_stands_below_its_words_with_whole_heads():
    heads = ("Card", "▲ Opportunity, before", "▲ Opportunity, after", "▼ Threat, before", "▼ Threat, after")
    table = Table("Moves", heads, (("A card with a longer name", *"1234"),))

    slide = pptx.Presentation(io.BytesIO(as_pptx(a_document(Paragraph("One moved."), table), at=AT))).slides[1]

    words, drawn = slide.placeholders[1], next(shape for shape in slide.shapes if shape.has_table)
    told = [[cell.text.replace("\xa0", " ") for cell in row.cells] for row in drawn.table.rows]
    assert (drawn.left, drawn.top >= words.top + words.height) == (words.left, True)
    assert told == [list(heads), list(table.rows[0])]


def test_what_is_too_long_for_a_slide_is_cut_there_and_whole_in_the_notes():
    text = "word " * 700

    (title, beside, notes) = reading.slides(
        as_pptx(a_document(Lead(text), Paragraph("After"), heading="Heading " * 60), at=AT)
    )[1]

    assert title.endswith("…")
    assert beside[0].startswith("word word")
    assert beside[0].endswith("…")
    assert notes == [text, "After"]


@pytest.mark.parametrize(("language", "locale"), [("fi", "fi-FI"), ("sv", "sv-FI"), ("en", "en-GB")])
def test_every_word_has_its_language(language, locale):
    data = as_pptx(write_up(a_whole_session(), language), at=AT)

    languages = {
        run.find(f"{reading.A}rPr").get("lang")
        for name, content in reading.parts(data).items()
        if name.startswith(("ppt/slides/slide", "ppt/notesSlides/notesSlide"))
        for run in etree.fromstring(content).iter(f"{reading.A}r")
    }
    # The notes of that session and, for Swedish, the titles of its cards are in Finnish.
    assert languages == {locale, "fi-FI"}
    assert pptx.Presentation(io.BytesIO(data)).core_properties.language == locale


def test_the_file_names_its_title_and_no_person(data):
    known = pptx.Presentation(io.BytesIO(data)).core_properties

    assert (known.title, known.author, known.last_modified_by) == (
        "Trends in Kanta-Häme",
        "Trendipakka",
        "Trendipakka",
    )
