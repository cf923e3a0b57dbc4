import io
from datetime import UTC, datetime

import docx
import pytest

from facilitation.writeup.document import Answers, Document, Facts, Lead, Quote, Quotes, Section, Table, write_up
from facilitation.writeup.docx import MOST_CHARTS, TOGETHER, as_docx
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room, answers, seated

AT = datetime(2026, 9, 21, 12, tzinfo=UTC)
W = reading.W


@pytest.fixture(scope="module")
def document() -> Document:
    return write_up(a_whole_session(), "en")


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return as_docx(document, at=AT)


def test_headings_are_headings(data):
    file = docx.Document(io.BytesIO(data))

    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert headings == [
        ("Title", "Trends in Kanta-Häme"),
        ("Heading 1", "Who was there"),
        ("Heading 1", "How the event went"),
        ("Heading 1", "What sparked discussion"),
        ("Heading 1", "What cuts across everything"),
        ("Heading 1", "Opportunity or threat"),
        ("Heading 1", "Card by card"),
        ("Heading 2", "Card 1"),
        ("Heading 2", "Card 2"),
        ("Heading 1", "Notes on the session as a whole"),
        ("Heading 1", "How this was done"),
        ("Heading 1", "Credits"),
    ]


def test_every_style_that_is_used_is_there(data):
    used = {style for style, _ in reading.paragraphs(reading.xml(data, "word/document.xml"))} - {""}

    known = {style.get(f"{W}styleId") for style in reading.xml(data, "word/styles.xml").iter(f"{W}style")}
    assert used - known == set()


def test_every_table_has_a_caption_above_it_and_repeats_its_header(data):
    body = reading.xml(data, "word/document.xml")[0]

    tables = [element for element in body if element.tag == f"{W}tbl"]
    assert [reading.text_of(table.getprevious()) for table in tables] == [
        "Participants by sector",
        "Cards by how many groups talked about them",
        "Answers to each card",
    ]
    for table in tables:
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
        assert heads == [True, *[False] * (len(heads) - 1)]


def test_a_chart_can_be_edited_and_says_what_it_shows(document, data):
    drawn = [block for section in document.sections for inner in section.sections for block in inner.blocks]
    told = [block for block in drawn if isinstance(block, Answers)]

    assert reading.charts(data) == [
        ([label for _, label, _ in answers_.bars], counts, counts)
        for answers_ in told
        for counts in [[count for _, _, count in answers_.bars]]
    ]
    assert reading.alternatives(data) == [answers_.words for answers_ in told]


def test_more_charts_than_libreoffice_can_show_are_drawn_as_bars():
    cards = MOST_CHARTS + 1
    session = a_room(seated(g1=[""] * 8), answers(**{f"c{n}": "PPPPNNBB" for n in range(1, cards + 1)}), cards=cards)

    data = as_docx(write_up(session, "en"), at=AT)

    bars = [("▲ Opportunity", 4, 60), ("▼ Threat", 2, 30), ("◆ Both", 2, 30), ("○ Can't say", 0, 0)]
    assert reading.charts(data) == []
    assert reading.bars(data) == [bars] * cards


@pytest.mark.parametrize(("language", "locale"), [("fi", "fi-FI"), ("sv", "sv-FI"), ("en", "en-GB")])
def test_the_file_says_its_language_and_that_of_quotes_in_others(language, locale):
    data = as_docx(write_up(a_whole_session(), language), at=AT)

    default = reading.xml(data, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    marked = reading.xml(data, "word/document.xml").iter(f"{W}lang")
    quoted = [] if language == "fi" else ["fi-FI"] * 3
    titles = ["fi-FI"] * 2 if language == "sv" else []
    assert default.get(f"{W}val") == docx.Document(io.BytesIO(data)).core_properties.language == locale
    assert [element.get(f"{W}val") for element in marked] == sorted([*quoted, *titles])


def test_the_file_names_its_title_and_no_person(data):
    known = docx.Document(io.BytesIO(data)).core_properties

    assert (known.title, known.author, known.last_modified_by) == (
        "Trends in Kanta-Häme",
        "Trendipakka",
        "Trendipakka",
    )
    assert (known.created, known.modified, known.comments) == (AT, AT, "")


def test_pages_are_a4_and_numbered(data):
    section = docx.Document(io.BytesIO(data)).sections[0]

    footer = reading.xml(data, "word/footer1.xml")
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert [field.get(f"{W}instr") for field in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert list(reading.paragraphs(footer)) == [
        ("Footer", "Trends in Kanta-Häme\t1 / 1"),
        ("Footer", "Made with Trendipakka."),
    ]


def a_document(*sections: Section, title: str = "T") -> Document:
    return Document(language="en", title=title, kicker="", facts=Facts(()), sections=sections, skip="", foot="")


def kept(data: bytes) -> list[str]:
    """The paragraphs that stay on the page of what follows them."""
    found = reading.xml(data, "word/document.xml").iter(f"{W}p")
    return [reading.text_of(each) for each in found if each.find(f"{W}pPr/{W}keepNext") is not None]


@pytest.mark.parametrize(
    ("rows", "together"),
    [
        pytest.param(1, [], id="one"),
        pytest.param(4, ["1", "2", "3"], id="all-of-a-short-one"),
        pytest.param(TOGETHER + 1, ["1", str(TOGETHER)], id="two-at-each-end-of-a-long-one"),
    ],
)
def test_no_row_of_a_table_stands_alone_on_a_page(rows: int, together: list[str]):
    table = Table("Counts", ("Card",), tuple((str(n),) for n in range(1, rows + 1)))

    data = as_docx(a_document(Section(id="x", heading="X", language="en", blocks=(table,))), at=AT)

    assert kept(data) == together


def test_no_note_of_several_stands_alone_on_a_page():
    notes = tuple(Quote(text=text, kind="", group="", language="en") for text in "abcde")

    data = as_docx(a_document(Section(id="x", heading="X", language="en", blocks=(Quotes(notes),))), at=AT)

    assert kept(data) == ["a", "d"]


def test_a_checksum_fits_beside_its_label():
    facts = Facts((("Deck", "employment-trends 1"), ("Checksum", "0123456789abcdef" * 4)))

    data = as_docx(a_document(Section(id="x", heading="X", language="en", blocks=(facts,))), at=AT)

    runs = reading.xml(data, "word/document.xml").iter(f"{W}r")
    assert [reading.text_of(run) for run in runs if run.find(f"{W}rPr/{W}sz") is not None] == [
        "\t" + "0123456789abcdef" * 4
    ]


def test_a_booklet_is_set_closer():
    document = a_document(Section(id="x", heading="X", language="en", blocks=()))

    plain, close = (reading.xml(as_docx(document, at=AT, booklet=b), "word/styles.xml") for b in (False, True))

    assert [next(each.iter(f"{W}sz")).get(f"{W}val") for each in (plain, close)] == ["22", "19"]
    assert [next(each.iter(f"{W}spacing")).get(f"{W}after") for each in (plain, close)] == ["120", "84"]


def test_a_text_from_right_to_left_is_set_so():
    note = "مرحبا hello"
    document = a_document(Section(id="x", heading="X", language="en", blocks=(Lead(note),)))

    data = as_docx(document, at=AT)

    (paragraph,) = [p for p in reading.xml(data, "word/document.xml").iter(f"{W}p") if reading.text_of(p) == note]
    assert paragraph.find(f"{W}pPr/{W}bidi") is not None
    assert paragraph.find(f"{W}r/{W}rPr/{W}rtl") is not None


def test_what_no_file_can_hold_is_left_out():
    data = as_docx(a_document(title="a\x00b\x0bc\ud800d\ufffee"), at=AT)

    assert reading.styled(data, "Title") == ["abcde"]
