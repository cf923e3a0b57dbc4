"""The booklet of a series: the whole on four pages, each meeting on its own, the same numbers as their write-ups."""

import io
from collections.abc import Iterator

import docx
import msgspec
import pytest
from pypdf import PdfReader

from facilitation.words import speaker
from facilitation.writeup import export_series
from facilitation.writeup.blocks import Answers, Block, Document, Facts, Lead, Paragraph, Section, Table
from facilitation.writeup.booklet import WHOLE, WHOLE_PAGES, booklet, session_names, why_not
from facilitation.writeup.document import write_up
from facilitation.writeup.draft.telling import ended
from facilitation.writeup.office import legal
from sessions.errors import BadField
from sessions.events import CarriedOver, Event, Noted, RoundClosed, Starred, Wrote
from sessions.items import Action, Headline, Parked, Passage
from sessions.session import Session
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.pdfs import Pdf
from tests.facilitation.writeup.test_pdf import comparable, letters
from tests.factories import NOON, an_opening
from tests.rooms import a_room, answers, seated
from tests.sessions.test_series import cutting, meeting

LANGUAGES = ("fi", "sv", "en")
PEOPLE = {"g1": ["employer", "association", "association"], "g2": ["municipality", ""]}


def a_meeting(number: int, *more: Event, cards: str = "PPNB", **opened: object) -> Session:
    """A meeting of the series "Autumn" with five people at two tables, three cards and a starred note."""
    fields: dict[str, object] = {"title": f"Meeting {number}", "series": "Autumn", "number": number, **opened}
    opening = an_opening(f"CODE{number:02}", groups=2, cards=3, **fields)
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="plus", text="A note", language="en", tap=50)
    happened = [note, Starred(note="n1", on=True), Wrote(item=Headline(id="h1", text="It is both")), *more]
    return a_room(seated(**PEOPLE), answers(c1=f"{cards}P", c2="NNNNP", c3="PB"), *happened, opened=opening)


def a_series() -> list[Session]:
    """Three meetings, at which one action was carried over and done."""
    visit, place = Action(id="a1", text="Visit", who="Us", due="2026-12-01"), Parked(id="p1", text="Map")
    first = a_meeting(
        1, *cutting("c1", 1, 2), Wrote(item=visit), Wrote(item=place), date="2026-09-01", region="Kainuu"
    )
    carried = msgspec.structs.replace(visit, came_from="CODE01")
    done = msgspec.structs.replace(carried, state="done")
    second = a_meeting(
        2,
        *cutting("c1", 1, 2),
        CarriedOver(session="CODE01", items=(carried,)),
        Wrote(item=done, over=1),
        region="Savo",
    )
    return [second, a_meeting(3, RoundClosed(round=1), cards="NNNP"), first]


def every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from every(section.sections)


def part(document: Document, id: str) -> Section:
    return next(section for section in every(document.sections) if section.id == id)


def of(section: Section, kind: type[Block]) -> list[Block]:
    return [block for block in section.blocks if isinstance(block, kind)]


def said(section: Section) -> list[str]:
    return [block.text for block in section.blocks if isinstance(block, Lead | Paragraph)]


def pdf_of(sessions: list[Session], language: str = "en") -> Pdf:
    return Pdf(export_series(sessions, NOON, "pdf", language).data)


def beginnings(pdf: Pdf) -> list[int]:
    """The pages on which the parts of the booklet begin, counted from 1."""
    return [1 + min(pdf.pages_of(heading)) for heading in pdf.tree.every("/H1")]


# -------------------------------------------------------------------- pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_series_has_at_most_four_pages_and_each_meeting_one_of_its_own(language: str):
    pdf = pdf_of(a_series(), language)

    whole, *meetings = beginnings(pdf)
    pages = len(PdfReader(io.BytesIO(export_series(a_series(), NOON, "pdf", language).data)).pages)
    assert pdf.faults() == []
    assert (whole, pdf.root["/Lang"]) == (1, language)
    assert meetings[0] - 1 <= WHOLE_PAGES
    assert meetings == [meetings[0], meetings[0] + 1, meetings[0] + 2]
    assert pages == meetings[-1]


def test_a_long_series_has_its_whole_on_four_pages_too():
    cards = 24
    rated = answers(**{f"c{n}": "PPNBC" for n in range(1, cards + 1)})
    actions = [Wrote(item=Action(id=f"a{n}", text=f"Something to do, {n} " * 12)) for n in range(1, 15)]
    sessions = [
        a_room(
            seated(g1=["employer"] * 3, g2=["association"] * 2),
            rated,
            *actions,
            opened=an_opening(
                f"LONG{n:02}", groups=2, cards=cards, series="Long", number=n, title=f"Meeting {n} " * 8
            ),
        )
        for n in range(1, 13)
    ]

    pdf = pdf_of(sessions)

    assert pdf.faults() == []
    assert beginnings(pdf)[1] - 1 <= WHOLE_PAGES


# -------------------------------------------------------------------- numbers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_those_of_the_sessions_own_write_ups(language: str):
    sessions = sorted(a_series(), key=lambda session: session.code)
    say = speaker(language)
    own = [write_up(session, language) for session in sessions]

    made = booklet(sessions, language).document

    names = [say("No. {n}", n=n) for n in (1, 2, 3)]
    answered = {
        (row[0], name): row[1:6]
        for name, document in zip(names, own, strict=True)
        for table in of(part(document, "cards"), Table)
        for row in table.rows
    }
    shown = {
        (table.caption, row[0]): row[1:] for table in of(part(made, f"{WHOLE}-cards"), Table) for row in table.rows
    }
    (people,) = of(part(made, f"{WHOLE}-people"), Table)
    came = [dict(table.rows) for document in own for table in of(part(document, "people"), Table)]
    assert shown == answered
    assert [{row[0]: row[1 + n] for row in people.rows[:-1]} for n in range(3)] == [
        {sector: n for sector, n in each.items() if any(other[sector] != "0" for other in came)} for each in came
    ]
    assert people.rows[-1][1:] == ("5", "5", "5")


def test_the_bars_of_a_digest_are_the_row_of_its_meeting():
    made = booklet(a_series(), "en").document

    (table,) = of(part(made, f"{WHOLE}-leaning"), Table)
    (bars,) = of(part(made, "meeting-CODE01-headline"), Answers)
    assert table.rows[0] == ("No. 1 · Kainuu", *(str(count) for _, _, count in bars.bars), "5")
    assert [name for name, *_ in table.rows] == ["No. 1 · Kainuu", "No. 2 · Savo", "No. 3"]
    assert bars.words == (
        "Bar chart: how people leaned. More opportunity {}, more threat {}, even {}, can't say {}. People: 5.".format(
            *(count for _, _, count in bars.bars)
        )
    )


def test_what_a_session_hides_is_hidden_in_the_booklet():
    made = booklet([meeting(1, people=4), meeting(2, people=2)], "en").document

    (cards,) = of(part(made, f"{WHOLE}-cards"), Table)
    (leaning,) = of(part(made, f"{WHOLE}-leaning"), Table)
    assert cards.rows == (("No. 1", "4", "0", "0", "0", "4"), ("No. 2", "–", "–", "–", "–", "2"))
    assert leaning.rows == (("No. 1", "4", "0", "0", "0", "4"), ("No. 2", "–", "–", "–", "–", "2"))
    assert "– in the table: too few people answered to show it." in said(part(made, f"{WHOLE}-cards"))
    assert of(part(made, "meeting-CODE02-headline"), Answers) == []


# -------------------------------------------------------------------- words


def test_a_card_whose_words_changed_is_not_compared_and_says_what_changed():
    first, second = meeting(1), meeting(2)
    card = msgspec.structs.replace(second.cards["c1"], title={"fi": "Uusi nimi", "en": "New name"})
    deck = msgspec.structs.replace(second.deck, cards=(card, second.cards["c2"]))

    section = part(booklet([first, meeting(2, deck=deck)], "en").document, f"{WHOLE}-cards")

    assert of(section, Table) == []
    assert said(section) == [
        "Not compared: the card was not the same in all sessions. What changed: its title. Card: New name."
    ]


def test_every_change_has_its_words():
    assert why_not(("title", "scale"), speaker("en")) == (
        "Not compared: the card was not the same in all sessions. "
        "What changed: its title and what was asked about all cards."
    )


def test_what_came_back_what_is_open_and_what_was_closed_is_told_by_meeting():
    made = booklet(a_series(), "en").document

    assert [part(made, f"{WHOLE}-{name}").blocks for name in ("open", "closed", "cross-cutting")] == [
        (
            Paragraph("Parking lot, by the meeting that brought it up:"),
            Facts((("No. 1", "Map"),)),
        ),
        (
            Paragraph("Done, by the meeting that brought it up:"),
            Facts((("No. 1", "Visit – Us – by 1 December 2026"),)),
        ),
        (Facts((("No. 1", "Card 1 (2/2 groups)"), ("No. 2", "Card 1 (2/2 groups)"))),),
    ]
    (table,) = of(part(made, f"{WHOLE}-recurring"), Table)
    assert table.rows == (("Card 1", "3", "3", "2"),)
    assert said(made.sections[0]) == [
        "The series has had 3 meetings. Of what they agreed on or left for another day, 1 thing is still open. "
        "1 thing was done or dropped."
    ]


def test_a_digest_has_the_room_s_words_its_cards_and_a_starred_note():
    made = booklet(a_series(), "en").document

    digest = part(made, "meeting-CODE03")
    assert digest.heading == "No. 3: Meeting 3"
    assert [section.heading for section in digest.sections] == [
        "Who was there",
        "Opportunity or threat",
        "What sparked discussion",
        "Card by card",
    ]
    assert "The room put it like this: “It is both”" in said(part(made, "meeting-CODE03-headline"))
    cards = part(made, "meeting-CODE03-cards").sections
    assert [card.heading for card in cards] == ["Card 1", "Card 2"]
    assert [quote.text for block in cards[0].blocks for quote in getattr(block, "items", ())] == ["A note"]


def test_what_the_facilitator_wrote_stands_in_the_digest():
    own = Wrote(item=Passage(id="w1", place="caveat", language="en", text="Our own caveat.", basis=""))

    made = booklet([a_meeting(1, own)], "en").document

    assert "Our own caveat." in said(part(made, "meeting-CODE01-people"))


@pytest.mark.parametrize(
    ("opened", "names"),
    [
        pytest.param([{"number": 1}, {"number": 2}], ["No. 1", "No. 2"], id="numbers"),
        pytest.param([{"number": 0, "date": "2026-09-01"}, {"number": 2}], ["1 September 2026", "No. 2"], id="a day"),
        pytest.param([{"number": 1}, {"number": 1}], ["No. 1", "No. 2"], id="the same number"),
        pytest.param([{"number": 0, "date": ""}] * 2, ["No. 1", "No. 2"], id="the same day"),
    ],
)
def test_meetings_are_called_by_number_or_day_and_never_alike(opened: list[dict[str, object]], names: list[str]):
    sessions = [
        a_room([], opened=an_opening(f"CODE{n:02}", **fields))  # type: ignore[arg-type]
        for n, fields in enumerate(opened, start=1)
    ]

    assert list(session_names(sessions, speaker("en")).values()) == names


def test_a_series_of_a_session_without_anything_is_told_too():
    made = booklet([meeting(1, people=0)], "fi").document

    assert [section.heading for section in made.sections] == ["Koko sarja", "Nro 1: Trends in our town"]
    assert pdf_of([meeting(1, people=0)], "fi").faults() == []


# -------------------------------------------------------------------- files


def test_word_opens_the_booklet_with_headings_and_header_rows_and_its_meetings_begin_a_page():
    data = export_series(a_series(), NOON, "docx", "en").data
    made = booklet(a_series(), "en").document

    file = docx.Document(io.BytesIO(data))
    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    breaking = [p.text for p in file.paragraphs if p.paragraph_format.page_break_before]
    tables = [block for section in every(made.sections) for block in of(section, Table)]
    numbers = [table for table in file.tables if table.style.name == "Numbers"]
    assert [text for style, text in headings if style == "Heading 1"] == [part.heading for part in made.sections]
    assert [text for _, text in headings] == [section.heading for section in every(made.sections)]
    assert breaking == [made.sections[1].heading]
    assert [
        [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows] for table in numbers
    ] == [[list(table.columns), *map(list, table.rows)] for table in tables]
    assert [table.rows[0]._tr.trPr.find(f"{reading.W}tblHeader") is not None for table in numbers] == [
        True for _ in tables
    ]
    described = [table._tbl.tblPr.find(f"{reading.W}tblDescription") for table in file.tables]
    assert [each.get(f"{reading.W}val") for each in described if each is not None] == [
        block.words for section in every(made.sections) for block in of(section, Answers)
    ]


def test_the_pdf_says_all_of_the_booklet():
    made = booklet(a_series(), "en").document

    whole = letters(pdf_of(a_series()).tree.whole())

    texts = [text for section in every(made.sections) for text in (section.heading, *said(section))]
    assert [text for text in texts if letters(text) not in whole] == []


def test_a_file_is_named_after_the_series():
    made = export_series(a_series(), NOON, "pdf", "en")

    assert (made.filename, made.media_type) == ("autumn.pdf", "application/pdf")
    assert export_series([meeting(1, series="漢字")], NOON, "docx", "en").filename == "series.docx"


@pytest.mark.parametrize("format", ["pptx", "json", ""])
def test_other_formats_are_refused(format: str):
    with pytest.raises(BadField):
        export_series(a_series(), NOON, format, "en")


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 200))
def test_hostile_texts_come_through_as_texts(start: int):
    texts = HOSTILE[start : start + 200]
    series, title, place, region = (texts * 4)[:4]
    actions = [Wrote(item=Action(id=f"a{n}", text=text, who=text)) for n, text in enumerate(texts, start=1)]
    fields = {"series": series, "title": title, "place": place, "region": region, "aim": title, "organisers": place}
    sessions = [a_meeting(1, *actions, **fields), a_meeting(2, series=series, title=region)]

    pdf, data = pdf_of(sessions), export_series(sessions, NOON, "docx", "en").data

    told = {comparable(tag.whole()) for tag in pdf.tree.every("/P")}
    headings = {comparable(heading.whole()) for heading in pdf.tree.every("/H1")}
    written = {text for _, text in reading.paragraphs(reading.xml(data, "word/document.xml"))}
    assert pdf.faults() == []
    assert [text for text in texts if comparable(ended(f"{text} – {text}")) not in told] == []
    assert headings == {comparable(text) for text in ("The whole series", f"No. 1: {title}", f"No. 2: {region}")}
    assert reading.outside(data) == []
    assert [text for text in texts if legal(ended(f"{text} – {text}")) not in written] == []
