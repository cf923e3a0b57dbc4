"""A chart as a file: the numbers as CSV and the picture as SVG or PNG, from the same rows as the screen."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageColor

from facilitation.charts import LOOKS, cards_figure
from facilitation.charts.drawing import as_svg
from facilitation.charts.told import FILES, Wish, arrival_told, sectors_told, told
from facilitation.words import speaker
from facilitation.writeup.chartfiles import chart_file
from sessions.errors import BadField, NoSuchCard
from sessions.events import RoundClosed, RoundOpened
from sessions.results import card_summary
from sessions.session import Session
from tests.facilitation.writeup.hostile import HOSTILE
from tests.rooms import a_room, answers, seated

SAY = speaker("en")
SVG = "{http://www.w3.org/2000/svg}"


def a_rated_room() -> Session:
    """Two tables of four, c1 rated twice by everybody, c2 all threat, c3 by two people only."""
    again = answers(2, c1="NNNNPPPP")
    return a_room(
        seated(g1=["employer"] * 4, g2=["state"] * 4),
        answers(c1="PPPPPPPP", c2="NNNNNNNN", c3="PB......"),
        RoundClosed(round=1),
        RoundOpened(round=2),
        *again,
        cards=3,
    )


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_numbers_of_a_chart_are_its_rows_and_what_is_hidden_is_empty() -> None:
    session = a_rated_room()

    name, kind, data = chart_file(session, "csv", {"chart": "cards", "order": "deck"}, "en")

    assert (name, kind) == (f"{session.code}-cards.csv", "text/csv; charset=utf-8")
    assert [row[:9] for row in rows(data)] == [
        ["Card", "Opportunity", "Threat", "Both", "Can't say", "Answered", "Asked", "Lean", "Split"],
        ["Card 1", "4", "4", "0", "0", "8", "8", "0.0", "1.0"],
        ["Card 2", "0", "8", "0", "0", "8", "8", "-1.0", "0.0"],
        ["Card 3", "", "", "", "", "2", "8", "", ""],
    ]


def test_before_and_after_tells_the_same_people_twice() -> None:
    session = a_rated_room()

    _, _, data = chart_file(session, "csv", {"chart": "moves"}, "en")

    assert rows(data)[1] == ["Card 1", "8", "8", "8", "0", "0", "0", "4", "4", "0", "0", "0", "4", "0"]


@pytest.mark.parametrize("chart", FILES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_picture_is_an_svg_with_its_title_and_words_and_nothing_from_elsewhere(
    chart: str, language: str
) -> None:
    session = a_rated_room()
    shown = told(session, chart, speaker(language), Wish(card="c1"))

    _, _, data = chart_file(session, "svg", {"chart": chart, "card": "c1"}, language)

    tree = ElementTree.fromstring(data)
    assert shown is not None
    assert (tree.findtext(f"{SVG}title"), tree.findtext(f"{SVG}desc")) == (shown.title, shown.words)
    assert {element.tag for element in tree.iter()} <= {
        f"{SVG}{tag}"
        for tag in ("svg", "title", "desc", "rect", "text", "tspan", "line", "polyline", "polygon", "circle")
    }


def test_the_picture_has_every_number_of_the_bars() -> None:
    session = a_rated_room()

    _, _, data = chart_file(session, "svg", {"chart": "cards", "order": "deck"}, "en")

    texts = [element.text for element in ElementTree.fromstring(data).iter(f"{SVG}tspan")]
    assert [text for text in texts if text and text[-1].isdigit() and not text.startswith("Card")] == [
        *("▲ 4", "▲ 0"),
        *("◆ 0", "◆ 0"),
        *("○ 0", "○ 0"),
    ]
    assert [text for text in texts if text and text.endswith("▼")] == ["4 ▼", "8 ▼"]


def test_bars_of_the_picture_stand_where_their_axis_says() -> None:
    session = a_rated_room()
    shown = told(session, "cards", SAY, Wish(order="deck"))
    assert shown is not None

    tree = ElementTree.fromstring(as_svg(shown.figure, title="", words="", language="en"))

    threat = [each for each in tree.iter(f"{SVG}rect") if each.get("fill") == "#B5451B"]
    half, whole = (float(each.get("width", "0")) for each in threat)
    ends = {round(float(each.get("x", "0")) + float(each.get("width", "0")), 1) for each in threat}
    assert whole == pytest.approx(2 * half, abs=0.2)
    assert len(ends) == 1


@pytest.mark.parametrize("chart", FILES)
def test_the_png_is_the_svg_sharp_enough_for_print(chart: str) -> None:
    session = a_rated_room()
    asked = {"chart": chart, "card": "c1"}

    name, kind, data = chart_file(session, "png", asked, "fi")

    drawn = ElementTree.fromstring(chart_file(session, "svg", asked, "fi")[2])
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    inches = [float(drawn.get(side, "0")) / 96 for side in ("width", "height")]
    assert (name, kind) == (f"{session.code}-{chart}{'-1' if chart == 'card' else ''}.png", "image/png")
    assert picture.size == tuple(pytest.approx(200 * side, abs=1.5) for side in inches)
    assert picture.getpixel((0, 0)) == ImageColor.getrgb(LOOKS["light"].paper)
    assert len(set(picture.get_flattened_data())) > 2


@pytest.mark.parametrize(
    ("ending", "asked", "error"),
    [
        pytest.param("csv", {"chart": "sectors"}, BadField, id="sectors are for one pair of eyes"),
        pytest.param("csv", {"chart": "arrival"}, BadField, id="so are single minutes"),
        pytest.param("png", {"chart": "sectors"}, BadField, id="nor as a picture"),
        pytest.param("exe", {"chart": "cards"}, BadField, id="no such format"),
        pytest.param("svg", {}, BadField, id="no chart named"),
        pytest.param("svg", {"chart": "card", "card": "c99"}, NoSuchCard, id="no such card"),
    ],
)
def test_what_is_in_no_file_is_refused(ending: str, asked: dict[str, str], error: type[Exception]) -> None:
    session = a_rated_room()

    with pytest.raises(error):
        chart_file(session, ending, asked, "en")


@pytest.mark.parametrize("wish", ["-1", "x", "99999999999999999999", "١", ""])
def test_a_wish_that_is_no_number_of_people_wishes_for_nobody(wish: str) -> None:
    session = a_rated_room()

    _, _, data = chart_file(session, "csv", {"chart": "people", "wish-employer": wish}, "en")

    assert {row[2] for row in rows(data)[1:]} == {"0"}


def test_hostile_titles_stay_text_in_the_picture() -> None:
    session = a_rated_room()
    table = card_summary(session)
    for text in HOSTILE[::9]:
        figure = cards_figure(table, {"c1": text, "c2": text, "c3": text}, SAY, text_size=15)

        data = as_svg(figure, title=text, words=text, language="en")

        tree = ElementTree.fromstring(data)
        assert (tree.findtext(f"{SVG}title"), tree.findtext(f"{SVG}desc")) == (text, text)
        assert {element.tag for element in tree.iter()} <= {
            f"{SVG}{tag}" for tag in ("svg", "title", "desc", "rect", "text", "tspan", "line")
        }


def test_charts_for_the_facilitator_alone_have_words_and_rows_too() -> None:
    session = a_rated_room()

    sectors, minutes = sectors_told(session, SAY, Wish()), arrival_told(session, SAY, Wish(), None)

    assert len(sectors.rows) == 6
    assert sum(int(row[1] or 0) for row in minutes.rows) == 26
    assert minutes.words.startswith("Answers over time: 26 from ")
