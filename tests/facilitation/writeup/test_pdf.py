import itertools
import unicodedata

import msgspec
import pytest
import regex
import typst

from cards.reading import read_deck, shipped_decks
from facilitation.writeup import export
from facilitation.writeup.document import (
    Answers,
    Block,
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
from facilitation.writeup.pdf import SHORT_PAGES, as_pdf, as_short_pdf
from facilitation.writeup.pictures import session_pictures
from facilitation.writeup.typst.placeholder import PATH, placeholder
from sessions.events import SECTORS, Wrote
from sessions.items import Action, Focus, Parked
from sessions.session import Session
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.pdfs import Pdf
from tests.facilitation.writeup.test_document import a_whole_session
from tests.factories import an_opening
from tests.rooms import a_room, answers, seated

FACTS = Facts((("Date", "29 October 2019"),))


def letters(text: str) -> str:
    """A text without white space, which may differ where a line ends, and without what nobody sees.

    Of invisible characters a line may have more (where a syllable is parted) or fewer (those PDF/UA forbids).
    """
    return str(regex.sub(r"[\s\p{Default_Ignorable_Code_Point}]", "", text))


def comparable(text: str) -> str:
    """`letters` as far as Typst 0.15 writes them for copying and listening.

    Where a text from right to left needs two fonts, it writes the parts from left to right, so their order is left
    out; and a letter with marks that no font has in one piece it writes once for each mark.
    """
    bare = regex.sub(r"(\P{M}\p{M}+)\1+", r"\1", letters(text))
    return "".join(sorted(bare)) if any(unicodedata.bidirectional(c) in ("R", "AL") for c in bare) else bare


def a_document(*blocks: Block, title: str = "Trends", language: str = "en", heading: str = "Part") -> Document:
    section = Section(id="part", heading=heading, language=language, blocks=blocks)
    return Document(language, title, "A write-up", FACTS, (section,), "Skip", "Made by us.")


def texts(block: Block) -> list[str]:
    """All that a block says, in reading order."""
    match block:
        case Paragraph() | Lead():
            return [block.text]
        case Facts(rows):
            return [text for row in rows for text in row]
        case Table(caption, columns, rows):
            return [caption, *columns, *(cell for row in rows for cell in row)]
        case Answers(bars, _):
            return [text for _, label, count in bars for text in (label, str(count))]
        case Quotes(items):
            return [text for quote in items for text in (quote.text, *filter(None, (quote.kind, quote.group)))]


def told(document: Document) -> list[str]:
    """The whole document in reading order, as it must be read out."""

    def section(part: Section) -> list[str]:
        own = [part.heading, *(text for block in part.blocks for text in texts(block))]
        return own + [text for inner in part.sections for text in section(inner)]

    start = [document.title, document.kicker, *texts(document.facts)]
    return start + [text for part in document.sections for text in section(part)]


def said(pdf: Pdf) -> str:
    """What a screen reader reads of a PDF, without the commas and dashes that we put before a note's source."""
    return letters(pdf.text())


# -------------------------------------------------------------------- a real write-up


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_write_up_is_a_pdf_that_everybody_can_read(language):
    session = a_whole_session()
    document = write_up(session, language)

    pdf = Pdf(as_pdf(document, {"cards": session_pictures(session, language)[:2]}))

    assert pdf.faults() == []
    assert pdf.root["/Lang"] == language
    assert pdf.reader.metadata.title == document.title
    assert [tag.whole() for tag in pdf.tree.every("/H1")] == [part.heading for part in document.sections]
    assert [letters(tag.whole()) for tag in pdf.tree.every("/H2")] == [
        letters(inner.heading) for part in document.sections for inner in part.sections
    ]
    assert [float(side) for side in pdf.reader.pages[0].mediabox[2:]] == pytest.approx([595.3, 841.9], abs=0.1)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pdf_says_all_of_the_document_in_its_order(language):
    document = write_up(a_whole_session(), language)

    pdf = Pdf(as_pdf(document))

    rest = said(pdf)
    for text in told(document):
        before, found, rest = rest.partition(letters(text))
        assert found, text
        assert before in ("", ",", "—"), before
    assert rest == ""


def test_every_chart_says_in_words_what_it_shows_and_shows_the_same_numbers():
    document = write_up(a_whole_session(), "en")
    charts = [block for part in document.sections for inner in part.sections for block in inner.blocks]

    figures = Pdf(as_pdf(document)).tree.every("/Figure")

    answers = [block for block in charts if isinstance(block, Answers)]
    assert [figure.alt for figure in figures] == [block.words for block in answers]
    assert [letters(figure.whole()) for figure in figures] == [letters("".join(texts(block))) for block in answers]


def test_a_note_is_quoted_in_its_own_language():
    items = (Quote("Plus", "Table 1", "Hej på dig", "sv"), Quote("", "", "Moi", "fi"), Quote("", "", "Hello", "en"))

    quotes = Pdf(as_pdf(a_document(Quotes(items)))).tree.every("/BlockQuote")

    assert [next(iter(quote.spoken("en"))) for quote in quotes] == [
        ("sv", "Hej på dig"),
        ("fi", "Moi"),
        ("en", "Hello"),
    ]


def test_header_and_footer_are_not_read_out():
    document = a_document(*[Paragraph(f"Paragraph {n} " + "word " * 60) for n in range(30)], title="A title of ours")

    pdf = Pdf(as_pdf(document))

    assert pdf.pages > 1
    assert said(pdf).count("Atitleofours") == 1
    assert pdf.artifacts.count("A title of ours") == pdf.pages - 1
    assert pdf.artifacts.count("Made by us.") == pdf.pages
    assert f"{pdf.pages} / {pdf.pages}" in pdf.artifacts


def test_a_long_table_has_its_heads_on_every_page_and_once_in_the_structure():
    rows = tuple((f"Card {n}", str(n)) for n in range(120))

    pdf = Pdf(as_pdf(a_document(Table("Cards", ("Card", "Votes"), rows))))

    (table,) = pdf.tree.every("/Table")
    assert pdf.faults() == []
    cells = [(tag.scope, tag.whole()) for tag in table.every("/TH", "/TD")]
    assert cells[:2] == [("/Column", "Card"), ("/Column", "Votes")]
    assert cells[2:] == [cell for card, votes in rows for cell in (("/Row", card), ("", votes))]


def test_the_bars_of_many_cards_go_on_over_the_page_and_single_charts_do_not():
    session = a_room(seated(g1=[""] * 5), answers(**{f"c{n}": "PPNBC" for n in range(1, 71)}), cards=70)
    document = write_up(session, "en")
    bars = next(picture for picture in session_pictures(session, "en") if picture.name == "cards")

    pdf = Pdf(as_pdf(document, {"cards": [bars]}))

    first = pdf.tree.every("/Figure")[0]
    assert pdf.faults() == []
    assert all(f"Card {n}" in first.whole() for n in range(1, 71))
    assert len(pdf.pages_of(first)) > 1
    assert {len(pdf.pages_of(figure)) for figure in pdf.tree.every("/Figure")[1:]} == {1}


def test_a_sentence_that_announces_something_stays_with_it():
    filling = [Paragraph("Line")] * 200
    document = a_document(
        *(part for n in range(40) for part in (*filling[:n], Paragraph("Wishes:"), Paragraph("One")))
    )

    pdf = Pdf(as_pdf(document))

    places = [(tag.whole(), pdf.pages_of(tag)) for tag in pdf.tree.every("/P")]
    ends = [(page, after) for (text, page), (_, after) in itertools.pairwise(places) if text == "Wishes:"]
    assert [page == after for page, after in ends] == [True] * 40


def test_a_word_is_not_broken_to_fill_a_line():
    lines = [Paragraph("työ " * n + "työllisyysalueilta ja hyvinvointialueilta") for n in range(10, 40)]

    pdf = Pdf(as_pdf(a_document(*lines, language="fi")))

    assert "\N{SOFT HYPHEN}" not in pdf.text()


def test_a_few_facts_stay_together_and_no_note_of_several_stands_alone():
    filling = [Paragraph("Line")] * 60
    facts = Facts((("Cards", "Twelve"), ("Licence", "CC BY 4.0"), ("Session", "K7QM2P")))
    notes = Quotes(tuple(Quote(kind="", group="", text=f"Note {n}", language="en") for n in range(5)))

    pdf = Pdf(as_pdf(a_document(*(part for n in range(30, 60, 2) for part in (*filling[:n], facts, notes)))))

    lists = [pdf.pages_of(tag) for tag in pdf.tree.every("/L")]
    quoted = [pdf.pages_of(tag) for tag in pdf.tree.every("/BlockQuote")]
    assert [len(pages) for pages in lists] == [1] * 16
    assert [quoted[n] == quoted[n + 1] for n in range(0, 75, 5)] == [True] * 15
    assert [quoted[n + 3] == quoted[n + 4] for n in range(0, 75, 5)] == [True] * 15


def test_a_document_of_many_parts_has_a_table_of_contents_with_links():
    part = a_document(Paragraph("x")).sections[0]
    parts = tuple(msgspec.structs.replace(part, id=str(n), heading=f"Part {n}") for n in range(17))
    document = msgspec.structs.replace(a_document(), sections=parts)

    pdf = Pdf(as_pdf(document))

    assert pdf.faults() == []
    assert len(pdf.tree.every("/TOCI")) == 17
    assert sum(len(page.get("/Annots", [])) for page in pdf.reader.pages) == 17


def test_equal_documents_make_equal_files():
    document = write_up(a_whole_session(), "fi")

    assert as_pdf(document) == as_pdf(document)


# -------------------------------------------------------------------- the short form


def a_long_day() -> Session:
    """40 cards of the shipped deck and again of it, 16 tables, and as many things agreed as two hours give."""
    deck = read_deck(shipped_decks()["employment-trends"])
    again = [msgspec.structs.replace(card, id=f"{card.id}-again") for card in deck.cards[: 40 - len(deck.cards)]]
    wide = msgspec.structs.replace(deck, cards=(*deck.cards, *again))
    people = {f"g{n}": SECTORS[: len(SECTORS) - 3] for n in range(1, 17)}
    rated = answers(**{card.id: "PNBCPPN" * 10 for card in wide.cards})
    aims = [Wrote(item=Focus(id=f"f{n}", text="Työnantajayhteistyön vakiinnuttaminen")) for n in range(1, 6)]
    todo = "Palvelukartan kokoaminen maakunnan järjestöistä ja oppilaitoksista"
    actions = [
        Wrote(item=Action(id=f"a{n}", text=todo, who="Järjestöjen työryhmä", due="2027-02-28", needs=("time",)))
        for n in range(1, 9)
    ]
    later = [Wrote(item=Parked(id=f"p{n}", text="Miten nuoret tavoitetaan paremmin")) for n in range(1, 7)]
    return a_room(seated(**people), rated, *aims, *actions, *later, opened=an_opening(deck=wide, groups=16))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_short_form_has_what_matters_on_two_pages(language):
    session = a_whole_session()

    pdf = Pdf(export(session, [], "pdf-short", language).data)

    assert pdf.faults() == []
    assert pdf.pages <= SHORT_PAGES
    assert (len(pdf.tree.every("/Table")), len(pdf.tree.every("/Figure"))) == (1, 1)
    parts = write_up(session, language, short=True).sections
    assert [tag.whole() for tag in pdf.tree.every("/H1")] == [part.heading for part in parts]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_forty_cards_and_all_that_a_long_day_gives_stand_on_two_pages(language):
    session = a_long_day()

    pdf = Pdf(export(session, [], "pdf-short", language).data)

    assert pdf.faults() == []
    assert pdf.pages == SHORT_PAGES
    assert [len(table.every("/TR")) for table in pdf.tree.every("/Table")] == [41]


def test_the_bars_of_the_cards_come_along_where_there_is_room_for_them():
    part, bars = a_document(Paragraph("x")).sections[0], session_pictures(a_whole_session(), "en")[:1]
    full = tuple(msgspec.structs.replace(part, id=str(n), heading=f"Part {n}") for n in range(28))
    roomy, crowded = (msgspec.structs.replace(a_document(), sections=parts) for parts in (full[:2], full))

    drawn = [Pdf(as_short_pdf(document, {"1": bars})) for document in (roomy, crowded)]

    assert [(pdf.pages, len(pdf.tree.every("/Figure"))) for pdf in drawn] == [(1, 1), (2, 0)]


def test_letters_grow_smaller_before_the_short_form_grows_longer():
    lead = Lead("A sentence that says much. " * 4)
    cards = Table("Cards", ("Card", "Votes"), tuple((f"Card {n}", "1") for n in range(70)))
    part = a_document().sections[0]
    parts = tuple(
        msgspec.structs.replace(part, id=name, blocks=blocks)
        for name, blocks in (("people", (lead,) * 6), ("cards", (cards,)))
    )

    short = as_short_pdf(msgspec.structs.replace(a_document(), sections=parts))

    assert Pdf(short).pages == SHORT_PAGES


# -------------------------------------------------------------------- what people send


def test_hostile_texts_come_through_as_texts():
    items = tuple(Quote("", "", text, "en") for text in HOSTILE)

    pdf = Pdf(as_pdf(a_document(Quotes(items), Table("T", ("A", "B"), tuple((text, "1") for text in HOSTILE)))))

    assert pdf.faults() == []
    cleaned = [comparable(text) for text in HOSTILE]
    assert [comparable(quote.whole()) for quote in pdf.tree.every("/BlockQuote")] == cleaned
    assert [comparable(cell.whole()) for cell in pdf.tree.every("/TH")[2:]] == cleaned
    assert [page["/Annots"] for page in pdf.reader.pages if "/Annots" in page] == []
    assert {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(pdf.root) == set()


@pytest.mark.parametrize("text", HOSTILE[::40], ids=range(len(HOSTILE[::40])))
def test_a_hostile_text_fits_every_place(text):
    document = a_document(
        Lead(text),
        Facts(((text, text),)),
        Table(text, (text, text), ((text, text),)),
        Answers((("opportunity", text, 3),), text),
        Quotes((Quote(text, text, text, "sv"),)),
        title=text,
        heading=text,
    )

    tree = Pdf(as_pdf(document)).tree

    places = tree.every("/H1", "/P", "/Lbl", "/LBody", "/Caption", "/TH", "/TD", "/Figure")
    said = [comparable(place.whole()) for place in places]
    assert Pdf(as_pdf(document)).faults() == []
    assert said.count(comparable(text)) >= 9


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 500, id="one word"),
        pytest.param("https://www.example.org/" + "path/" * 60, id="an address"),
        pytest.param("漢字" * 120, id="without spaces"),
        pytest.param("ש" * 400, id="from right to left"),
    ],
)
def test_a_long_word_is_broken_inside_the_page(text):
    pdf = Pdf(as_pdf(a_document(Paragraph(text), Quotes((Quote("", "", text, "en"),)))))

    assert pdf.faults() == []
    assert said(pdf).count(letters(text)) == 2
    lines = [tag for tag in pdf.tree.every("/P")[-1].parts if tag.text]
    assert max(len(line.text) for line in lines) < 120


def test_lines_of_a_note_stay_lines():
    pdf = Pdf(as_pdf(a_document(Quotes((Quote("", "", "one\n\nthree", "en"),)))))

    (quote,) = pdf.tree.every("/BlockQuote")
    assert [line.text for line in quote.every("") if line.text] == ["one", "three"]


def test_what_no_font_has_is_a_box_and_still_the_character():
    text = "Hyvä 👍🏽 漢字 👩‍👩‍👧‍👦"

    pdf = Pdf(as_pdf(a_document(Paragraph(text))))

    assert pdf.faults() == []
    assert text in pdf.text()
    fonts = {
        font["/BaseFont"].split("+")[-1] for page in pdf.reader.pages for font in page["/Resources"]["/Font"].values()
    }
    assert "TrendipakkaPlaceholder" in fonts


def test_the_font_of_boxes_is_the_one_that_its_module_makes():
    assert PATH.read_bytes() == placeholder()


# -------------------------------------------------------------------- the check itself


def test_the_check_finds_what_is_missing():
    made = typst.compile(b"= One\n=== Three\n#rect()", pdf_tags=False)

    faults = Pdf(made).faults()

    assert {"no structure", "title not shown", "does not say PDF/UA-1", "outside the tags: S"} <= set(faults)


def test_the_check_finds_figures_without_words_and_headings_left_out():
    made = typst.compile(b"#set document(title: [T])\n= One\n=== Three\n#figure(rect())")

    faults = Pdf(made).faults()

    assert {"a level of headings is left out: [1, 3]", "a figure without words"} <= set(faults)
