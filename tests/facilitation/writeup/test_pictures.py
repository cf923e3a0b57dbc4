import io
import re
import struct
from itertools import combinations
from xml.etree import ElementTree

import msgspec
import pandas as pd
import pytest

from facilitation.charts import card_words, cards_words, map_words
from facilitation.words import speaker
from facilitation.writeup.pictures import (
    HEIGHT,
    LABEL_LENGTH,
    WIDTH,
    Box,
    Picture,
    answers,
    as_png,
    as_svg,
    card_picture,
    cards_picture,
    map_picture,
    placed,
    session_pictures,
    width_of,
)
from facilitation.writeup.typesetting import compiled
from sessions.results import card_summary
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.pdfs import Pdf
from tests.facilitation.writeup.test_document import a_whole_session

SAY = speaker("en")
SVG = "{http://www.w3.org/2000/svg}"


def a_summary(**cards: tuple[int, int, int, int]) -> pd.DataFrame:
    """A `card_summary` of cards with (opportunity, threat, both, can't say)."""
    rows = {
        card: {
            "opportunity": p,
            "threat": n,
            "both": b,
            "unsure": c,
            "answered": p + n + b + c,
            "lean": (p - n) / (p + n + b),
            "split": (2 * min(p, n) + b) / (p + n + b),
            "hidden": False,
        }
        for card, (p, n, b, c) in cards.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def talked(**groups: int) -> pd.DataFrame:
    return pd.DataFrame({"groups": groups, "notes": groups})


def read(*pictures: Picture) -> list[str]:
    """What stands on each picture: its pages as a PDF, whose letters can be read."""
    given = {"language": "en", "pictures": [{"title": "", **picture.drawn} for picture in pictures]}
    reader = Pdf(compiled("picture", given, "pdf", accessible=False)[0]).reader
    return [page.extract_text() for page in reader.pages]


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", text)]


def test_one_card_has_a_bar_for_each_stance_with_sign_word_and_number():
    room = a_summary(c1=(7, 4, 9, 1)).loc["c1"]

    picture = card_picture(room, SAY, title="Card 1")

    assert read(picture)[0].split() == [
        "▲",
        "Opportunity",
        "7",
        "▼",
        "Threat",
        "4",
        "◆",
        "Both",
        "9",
        "○",
        "Can't",
        "say",
        "1",
    ]
    assert picture.words == card_words(room, SAY, title="Card 1")


def test_bars_are_as_long_as_their_numbers_say():
    drawn = Picture("x", "", "", "en", answers([("opportunity", "P", 8), ("threat", "N", 4), ("both", "B", 0)], SAY))

    widths = re.findall(r'd="M 0 0v [\d.]+h ([\d.]+)', as_svg([drawn])[0].decode())

    longest, half, none = (float(width) for width in widths[-3:])
    assert half == pytest.approx(longest / 2, rel=0.01)
    assert none < longest / 100


def test_all_cards_stand_from_most_opportunity_to_most_threat_with_all_their_numbers():
    table = a_summary(c1=(1, 20, 2, 3), c2=(30, 4, 5, 6), c3=(7, 8, 9, 10))
    titles = {"c1": "First", "c2": "Second", "c3": "Third"}

    picture = cards_picture(table, titles, SAY)

    rows = [(row["name"], row["numbers"]) for row in picture.drawn["rows"]]  # type: ignore[attr-defined]
    assert [name for name, _ in rows] == ["Second", "Third", "First"]
    assert rows[0][1] == {"opportunity": "30", "threat": "4", "both": "5", "unsure": "6"}
    assert sorted(numbers(read(picture)[0])) == sorted([1, 20, 2, 3, 30, 4, 5, 6, 7, 8, 9, 10])
    assert picture.words == cards_words(table, titles, SAY)


def test_the_map_has_threat_left_opportunity_right_and_what_divides_above():
    table = a_summary(c1=(9, 1, 0, 0), c2=(1, 9, 0, 0), c3=(5, 5, 0, 0))
    titles = {"c1": "One", "c2": "Two", "c3": "Three"}

    picture = map_picture(table, talked(c1=3), titles, SAY)

    one, two, three = picture.drawn["points"]  # type: ignore[misc]
    assert two["x"] < three["x"] < one["x"]
    assert three["y"] < one["y"] == two["y"]
    assert (one["stance"], two["stance"], three["stance"]) == ("opportunity", "threat", "both")
    assert one["across"] > two["across"] == three["across"]
    assert picture.words == map_words(table, talked(c1=3), titles, SAY)


@pytest.mark.parametrize(
    ("cards", "shown"),
    [
        pytest.param(4, "Putting employment services out to tender again", id="room"),
        pytest.param(16, "Putting employment services out to tend…", id="crowd"),
    ],
)
def test_the_map_shortens_names_only_where_they_do_not_all_find_a_place(cards, shown):
    table = a_summary(**{f"c{n}": (5, 5, 2, 0) for n in range(cards)})
    titles = dict.fromkeys(table.index, "Putting employment services out to tender again")

    picture = map_picture(table, talked(), titles, SAY)

    assert {point["name"] for point in picture.drawn["points"]} == {shown}  # type: ignore[attr-defined]


@pytest.mark.parametrize("answers_", [(5, 5, 2, 0), (9, 0, 0, 0), (0, 9, 0, 1), (0, 0, 9, 0)])
def test_cards_that_were_answered_alike_do_not_hide_each_other(answers_):
    table = a_summary(**{f"c{n}": answers_ for n in range(1, 71)})

    picture = map_picture(table, talked(), {card: card for card in table.index}, SAY)

    places = [(point["x"], point["y"]) for point in picture.drawn["points"]]  # type: ignore[attr-defined]
    assert min(abs(a - c) + abs(b - d) for (a, b), (c, d) in combinations(places, 2)) >= 4


@pytest.mark.parametrize("spread", [1, 5, 60], ids=["in one place", "in a crowd", "all over"])
def test_no_two_names_on_the_map_meet_and_none_leaves_it(spread):
    signs = {
        f"c{n}": Box(WIDTH / 2 + (n * 37 % 40 - 20) * spread / 8, HEIGHT / 2 + (n * 17 % 40 - 20) * spread / 10, 9, 9)
        for n in range(40)
    }
    names = {card: f"A title of {card}, rather long"[:LABEL_LENGTH] for card in signs}

    boxes = placed(signs, names)

    assert [pair for pair in combinations(boxes.values(), 2) if pair[0].meets(pair[1])] == []
    assert [box for box in boxes.values() if not box.is_inside()] == []
    assert len(boxes) >= 30


@pytest.mark.parametrize("text", ["WWWWMMMM", "Työllisyyden hoito", "iiiillll", "漢字", "ÅÄÖåäö", "1234567890"])
def test_a_name_is_never_wider_than_was_thought(text):
    given = {"language": "en", "pictures": [{"title": "", "is": "said", "text": text}]}
    page = Pdf(compiled("picture", given, "pdf", accessible=False)[0]).reader.pages[0]

    advances = sum(_widths(page, text))

    assert advances <= width_of(text)


def _widths(page, text):
    """How many ems each letter of a text is wide in the file's own fonts."""
    for font in page["/Resources"]["/Font"].values():
        font = font.get_object()
        cid = font["/DescendantFonts"][0].get_object()
        pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", font["/ToUnicode"].get_data())
        characters = {int(code, 16): bytes.fromhex(said.decode()).decode("utf-16-be") for code, said in pairs}
        widths = dict(_by_glyph(list(cid["/W"])))
        known = {said: widths.get(code, float(cid.get("/DW", 1000))) / 1000 for code, said in characters.items()}
        yield from (known[letter] for letter in text if letter in known)


def _by_glyph(runs):
    """(glyph, width) of a PDF's list of widths: "first [w w w]" or "first last w"."""
    while runs:
        first, second = int(runs[0]), runs[1].get_object()
        if isinstance(second, list):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
            runs = runs[2:]
        else:
            yield from ((glyph, float(runs[2])) for glyph in range(first, int(second) + 1))
            runs = runs[3:]


def test_a_session_has_the_cards_the_map_and_one_picture_a_card():
    pictures = session_pictures(a_whole_session(), "en")

    assert [picture.name for picture in pictures] == ["cards", "map", "card-01-c1", "card-02-c2", "card-03-c3"]
    assert [picture.drawn["is"] for picture in pictures] == ["bars", "map", "answers", "answers", "said"]
    assert read(pictures[-1])[0] == "Too few people have answered this card to show their answers."


def test_what_is_hidden_is_in_no_picture():
    session = a_whole_session()
    table = card_summary(session)
    assert table["hidden"].tolist() == [False, False, True]

    pictures = session_pictures(session, "en")

    drawn = msgspec.json.encode([picture.drawn for picture in pictures[:2]]).decode()
    assert "Card 3" not in drawn


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_svg_needs_nothing_else_and_says_what_it_shows(language):
    pictures = session_pictures(a_whole_session(), language)

    for picture, svg in zip(pictures, as_svg(pictures), strict=True):
        root = ElementTree.fromstring(svg)
        assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (picture.title, picture.words)
        assert (root.get("role"), root.get("lang")) == ("img", language)
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names & {"script", "image", "style", "foreignObject", "text", "a"} == set()
        assert re.findall(rb"href=\"[^#]", svg) == []


def test_a_png_is_as_sharp_as_asked_for():
    pictures = session_pictures(a_whole_session(), "en")

    sharp, blunt = (as_png(pictures, sharpness)[0] for sharpness in (144, 72))

    assert [_width(sharp), _width(blunt)] == [2 * 522, 522]


def _width(png: bytes) -> int:
    assert png.startswith(b"\x89PNG")
    return int(struct.unpack(">I", io.BytesIO(png).read(20)[16:])[0])


def test_hostile_titles_are_only_texts():
    table = a_summary(**{f"c{n}": (n % 7 + 1, n % 5, n % 3, 1) for n in range(60)})
    titles = dict(zip(table.index, HOSTILE[::12], strict=False))
    table = table.loc[list(titles)]
    pictures = [
        cards_picture(table, titles, SAY),
        map_picture(table, talked(), titles, SAY),
        *(card_picture(row, SAY, title=titles[str(card)]) for card, row in table.iterrows()),
    ]

    drawn = as_svg(pictures)

    assert [ElementTree.fromstring(svg).findtext(f"{SVG}title") for svg in drawn[2:]] == [
        " ".join(title.replace("\ufeff", "").split()) for title in titles.values()
    ]
    assert [data[:4] for data in as_png(pictures, 30)] == [b"\x89PNG"] * len(pictures)


def test_no_pictures_are_no_files():
    assert (as_svg([]), as_png([])) == ([], [])
