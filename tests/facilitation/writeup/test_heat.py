"""How groups lean on each card, in the PDF and on the slides as on the web page."""

import itertools
from datetime import UTC, datetime

import msgspec
import pytest

from facilitation.charts.live import live_charts
from facilitation.words import speaker
from facilitation.writeup import export
from facilitation.writeup.document import write_up
from facilitation.writeup.heat import Heat, Row, heat_of
from facilitation.writeup.pptx import HEAT_ROWS, as_pptx
from facilitation.writeup.typesetting import line
from sessions.events import Group
from sessions.session import Session
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.pdfs import Pdf
from tests.facilitation.writeup.test_pdf import letters
from tests.factories import an_opening
from tests.rooms import a_room, answers, seated

SAY = speaker("en")
AT = datetime(2026, 9, 21, 12, tzinfo=UTC)


def two_tables() -> Session:
    """Two tables of four: c1 is 3 to 1 and 0 to 4, c2 was answered by too few at the second, c3 by nobody."""
    return a_room(seated(g1=[""] * 4, g2=[""] * 4), answers(c1="PPPNNNNN", c2="PPNNP"), cards=3)


def many_tables(cards: int = 36, groups: int = 16) -> Session:
    people = seated(**{f"g{n}": [""] * 4 for n in range(1, groups + 1)})
    rated = answers(**{f"c{n}": "PPPN" * groups for n in range(1, cards + 1)})
    return a_room(people, rated, opened=an_opening(cards=cards, groups=groups))


def said(heat: Heat) -> dict[str, list[str]]:
    return {row.name: [cell.text if cell else "" for cell in row.cells] for row in heat.rows}


def test_a_cell_has_the_sign_and_the_lean_of_a_group_and_what_is_hidden_a_dash():
    heat = heat_of(two_tables(), SAY)

    assert heat is not None
    assert heat.heads == ("Table 1", "Table 2")
    assert said(heat) == {"Card 1": ["▲ 0.5", "▼ 1"], "Card 2": ["–", "–"], "Card 3": ["", ""]}


def test_one_table_is_compared_with_nobody():
    assert heat_of(a_room(seated(g1=[""] * 8), answers(c1="PPPPPPPP"), cards=2), SAY) is None


def test_it_tells_the_groups_and_the_words_of_the_web_page():
    session = many_tables(cards=2)
    page = live_charts(session, SAY)

    heat = heat_of(session, SAY)

    assert page is not None
    assert heat is not None
    told = next(chart.told for chart in page.charts if chart.told.name == "groups")
    assert (heat.title, heat.note, heat.words) == (told.title, told.note, told.words)
    assert [cell for row in said(heat).values() for cell in row] == list(told.figure.data[1].text)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pdf_has_it_on_one_page_for_sixteen_tables_and_the_shipped_number_of_cards(language: str):
    session = many_tables()

    pdf = Pdf(export(session, [], "pdf", language).data)

    heat = heat_of(session, speaker(language))
    assert heat is not None
    (figure,) = [figure for figure in pdf.tree.every("/Figure") if figure.alt == line(heat.words)]
    assert pdf.faults() == []
    assert len(pdf.pages_of(figure)) == 1
    assert letters(figure.whole()).count(letters(next(iter(said(heat).values()))[0])) == 36 * 16


def test_the_slides_have_it_before_the_cards_spread_evenly_and_in_legible_letters():
    session = many_tables(cards=HEAT_ROWS + 1)
    heat = heat_of(session, SAY)
    assert heat is not None

    slides = reading.slides(as_pptx(write_up(session, "en"), at=AT, heat=heat))

    titles = [title for title, _, _ in slides]
    first = titles.index("Cards by group")
    heads = [heat.note, *heat.heads]
    shown = [[name, *cells] for name, cells in said(heat).items()]
    assert titles[first - 1 : first + 3] == ["Opportunity or threat", "Cards by group", "Cards by group", "Card 1"]
    assert [beside[:-1] for _, beside, _ in slides[first : first + 2]] == [
        [*heads, *itertools.chain(*shown[:7])],
        [*heads, *itertools.chain(*shown[7:])],
    ]
    assert slides[first][2] == [heat.words, heat.note]


def test_hostile_names_stay_text_in_it():
    opened = an_opening(cards=3, groups=2)
    titled = zip(opened.deck.cards, HOSTILE, strict=False)
    cards = tuple(msgspec.structs.replace(card, title={"en": text}) for card, text in titled)
    opened = msgspec.structs.replace(
        opened,
        deck=msgspec.structs.replace(opened.deck, cards=cards),
        groups=tuple(Group(id=f"g{n}", name=HOSTILE[-n]) for n in (1, 2)),
    )
    session = a_room(seated(g1=[""] * 4, g2=[""] * 4), answers(c1="PPPNNNNN"), opened=opened)

    heat = heat_of(session, SAY)

    assert heat is not None
    assert heat.heads == (HOSTILE[-1], HOSTILE[-2])
    assert [row.name for row in heat.rows] == list(HOSTILE[:3])
    assert Pdf(export(session, [], "pdf", "en").data).faults() == []
    assert reading.outside(export(session, [], "pptx", "en").data) == []
    assert {type(row) for row in heat.rows} == {Row}
