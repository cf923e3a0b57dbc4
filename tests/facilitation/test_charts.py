from collections.abc import Iterator
from html import unescape
from itertools import combinations, pairwise

import msgspec
import pandas as pd
import plotly.graph_objects as go
import pytest

from facilitation.charts import (
    LETTER,
    LOOKS,
    card_figure,
    card_words,
    cards_figure,
    cards_words,
    groups_words,
    map_figure,
    map_words,
    plain,
)
from facilitation.charts.drawing import as_svg
from facilitation.charts.groups import heat_figure
from facilitation.charts.look import NAME_LENGTH, two_lines
from facilitation.words import speaker
from sessions.events import STANCES, Group, Marked
from sessions.results import card_summary, discussion, group_summary
from sessions.session import Session
from tests.facilitation.writeup.hostile import HOSTILE
from tests.factories import an_opening
from tests.rooms import a_room, answers, seated

SAY = speaker("en")
TITLES = {f"c{n}": f"Card {n}" for n in range(1, 41)}


def a_rated_room() -> Session:
    """Two tables of four and one of one; c1 is 4 1 2 1 with one more, c2 all threat, c3 hidden, c4 unanswered."""
    people = seated(g1=[""] * 4, g2=[""] * 4, g3=[""])
    rated = answers(c1="PPPNPBBCP", c2="NNNNNNNNN", c3="PP.......")
    return a_room(
        people, rated, Marked(seat="s1", group="g1", card="c1", mark="spoke-to-us", on=True, tap=9), cards=4
    )


def texts(figure: go.Figure) -> Iterator[str]:
    """Every text that Plotly would draw."""
    layout = figure.to_plotly_json()["layout"]
    yield from (note["text"] for note in layout.get("annotations", ()))
    yield from layout.get("yaxis", {}).get("ticktext", ())
    for trace in figure.data:
        if trace.type == "scatter" and trace.text is not None:
            yield from trace.text


def bars(figure: go.Figure) -> dict[str, tuple[float, ...]]:
    """Lengths of the bars from the top down, by colour."""
    return {bar.marker.color: tuple(round(x, 3) for x in bar.x) for bar in figure.data if bar.type == "bar"}


# -------------------------------------------------------------------- one card


def test_a_card_shows_the_room_and_the_groups_that_may_be_shown():
    session = a_rated_room()
    table, groups = card_summary(session), group_summary(session)

    figure = card_figure(table.loc["c1"], groups.loc["c1"], SAY)

    colour = LOOKS["light"].stances
    assert bars(figure) == {
        colour["opportunity"]: (0.556, 0.75),
        colour["threat"]: (-0.111, -0.25),
        colour["both"]: (0.222, 0.0),
        colour["unsure"]: (0.111, 0.0),
    }
    written = [" ".join(text.split()) for text in texts(figure)]
    assert {"<b>▲ Opportunity 5</b>", "<b>▼ Threat 1</b>", "<b>◆ Both 2</b>", "<b>○ Can't say 1</b>"} <= set(written)
    assert {"▲ 5", "1 ▼", "◆ 2", "○ 1"} <= set(written)


def test_groups_stand_under_the_room_each_with_its_own_shares():
    session = a_room(seated(g1=[""] * 4, g2=[""] * 3), answers(c1="PPPNNNN"), cards=1)
    table, groups = card_summary(session), group_summary(session)

    figure = card_figure(table.loc["c1"], groups.loc["c1"], SAY, theme="dark")

    assert figure.layout.yaxis.ticktext == ("<b>Everyone</b>", "Table 1", "Table 2")
    assert bars(figure)[LOOKS["dark"].stances["opportunity"]] == (0.429, 0.75, 0.0)
    assert bars(figure)[LOOKS["dark"].stances["threat"]] == (-0.571, -0.25, -1.0)


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        pytest.param("c3", "Too few people have answered this card to show their answers.", id="two answers"),
        pytest.param("c4", "Nobody has answered this card yet.", id="none"),
    ],
)
def test_a_card_that_cannot_be_shown_says_why(card, sentence):
    session = a_rated_room()

    figure = card_figure(card_summary(session).loc[card], group_summary(session).loc[card], SAY)

    assert list(texts(figure)) == [sentence]


def test_the_words_of_a_card_say_what_its_bars_say():
    session = a_rated_room()
    table, groups = card_summary(session), group_summary(session)

    assert card_words(table.loc["c1"], SAY, title="Branding") == (
        "Bar chart: Branding. Opportunity 5, threat 1, both 2, can't say 1. Answers: 9."
    )
    assert groups_words(groups.loc["c1"], SAY) == [
        "Table 1: opportunity 3, threat 1, both 0, can't say 0.",
        "2 groups are not shown, to protect small groups.",
    ]


# -------------------------------------------------------------------- all cards


def test_all_cards_go_from_most_opportunity_to_most_threat_without_hidden_ones():
    session = a_room(seated(g1=[""] * 4), answers(c1="NNNN", c2="PPPN", c3="PP..", c4="PNBB", c5="CCCC"), cards=6)
    table = card_summary(session)

    figure = cards_figure(table, TITLES, SAY)

    assert figure.layout.yaxis.ticktext == ("Card 2", "Card 4", "Card 1", "Card 5")
    assert cards_words(table, TITLES, SAY) == (
        "Bar chart of 4 cards, from most opportunity to most threat. "
        "Card 2: opportunity 3, threat 1, both 0, can't say 0. "
        "Card 4: opportunity 1, threat 1, both 2, can't say 0. "
        "Card 1: opportunity 0, threat 4, both 0, can't say 0. "
        "Card 5: opportunity 0, threat 0, both 0, can't say 4."
    )


def test_the_map_puts_cards_at_lean_and_split_and_says_so():
    session = a_rated_room()
    table, talked = card_summary(session), discussion(session)

    figure = map_figure(table, talked, TITLES, SAY)

    signs = {
        trace.marker.symbol: [(round(x, 6), round(y, 6)) for x, y in zip(trace.x, trace.y, strict=True)]
        for trace in figure.data
        if trace.mode == "markers"
    }
    assert signs == {"triangle-up": [(0.5, 0.5)], "triangle-down": [(-1.0, 0.0)], "diamond": []}
    assert map_words(table, talked, TITLES, SAY) == (
        "Map of 2 cards, the most divided first. Card 1: opportunity 5, threat 1, both 2, can't say 1. "
        "1 group talked about it. Card 2: opportunity 0, threat 9, both 0, can't say 0."
    )


@pytest.mark.parametrize("cards", [1, 12, 40])
def test_labels_of_the_map_overlap_nowhere_even_when_all_cards_stand_on_one_spot(cards):
    rated = answers(**{f"c{n}": "PPNB" for n in range(1, cards + 1)})
    session = a_room(seated(g1=[""] * 4), rated, cards=cards)
    width, height, size = 1920, 1080, 28

    figure = map_figure(
        card_summary(session), discussion(session), TITLES, SAY, width=width, height=height, text_size=size
    )

    margin = 2.2 * size
    labels = [note for note in figure.layout.annotations if note.text.startswith("Card ")]
    boxes = []
    for note in labels:
        x = margin + (note.x + 1.1) / 2.2 * (width - 2 * margin)
        y = margin + (1.08 - note.y) / 1.16 * (height - 2 * margin)
        half = len(note.text) * LETTER * size / 2
        boxes.append((x - half, y - size / 2, x + half, y + size / 2))
    assert len(labels) == cards
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2))
    assert all(left >= 0 and right <= width and top >= 0 and bottom <= height for left, top, right, bottom in boxes)


def test_an_empty_session_is_drawn_as_a_sentence():
    table, talked = card_summary(a_room([])), discussion(a_room([]))

    assert list(texts(cards_figure(table, TITLES, SAY))) == ["No answers can be shown yet."]
    assert list(texts(map_figure(table, talked, TITLES, SAY))) == ["No answers can be shown yet."]
    assert cards_words(table, TITLES, SAY) == map_words(table, talked, TITLES, SAY) == "No answers can be shown yet."


def test_strips_of_the_bars_do_not_meet():
    session = a_rated_room()

    figure = card_figure(card_summary(session).loc["c1"], group_summary(session).loc["c1"], SAY)

    domains = [figure.layout[axis].domain for axis in ("xaxis", "xaxis2", "xaxis3")]
    assert domains[0][0] == 0
    assert [after[0] - before[1] for before, after in pairwise(domains)] == [0, 0]
    scales = [
        (axis.domain[1] - axis.domain[0]) / (axis.range[1] - axis.range[0])
        for axis in (figure.layout.xaxis, figure.layout.xaxis2, figure.layout.xaxis3)
    ]
    assert scales == pytest.approx([scales[0]] * 3)


# -------------------------------------------------------------------- hostile texts


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_plotly_reads_no_markup_in_somebodys_text(text):
    safe = plain(text)

    assert "<" not in safe
    assert "$" not in safe
    assert unescape(safe) == " ".join(text.split())


def test_hostile_titles_and_groups_stay_text_in_every_figure():
    some = HOSTILE[::12]  # a map finds a place for every label
    cards, groups = len(some), 30
    opened = an_opening(cards=cards, groups=groups)
    names = tuple(Group(id=f"g{n}", name=HOSTILE[n]) for n in range(1, groups + 1))
    people = seated(**{f"g{n}": [""] * 3 for n in range(1, groups + 1)})
    rated = answers(**{f"c{n}": "PNB" * groups for n in range(1, cards + 1)})
    session = a_room(people, rated, opened=msgspec.structs.replace(opened, groups=names))
    table, titles = card_summary(session), {f"c{n}": text for n, text in enumerate(some, start=1)}

    figures = [
        card_figure(table.loc["c1"], group_summary(session).loc["c1"], SAY),
        cards_figure(table, titles, SAY),
        map_figure(table, discussion(session), titles, SAY),
    ]

    for figure in figures:
        for text in texts(figure):
            assert "<" not in text.removeprefix("<b>").removesuffix("</b>").replace("<br>", "")
            assert "$" not in text
        assert figure.to_json()


def test_a_long_name_ends_in_an_ellipsis_between_letters_a_person_sees():
    family = "👩‍👩‍👧‍👦"

    assert plain(family * 5, 3) == family * 2 + "…"
    assert plain("short", 5) == "short"


def test_stances_are_told_by_colours_that_can_be_read_on_their_paper():
    def brightness(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    contrasts = {}
    for name, look in LOOKS.items():
        for stance in STANCES:
            pair = sorted((brightness(look.stances[stance]), brightness(look.paper)))
            contrasts[name, stance] = (pair[1] + 0.05) / (pair[0] + 0.05)

    assert {place: value for place, value in contrasts.items() if value < 4.5} == {}


def test_figures_take_the_table_as_it_is():
    session = a_rated_room()
    table = card_summary(session)
    before = table.copy()

    cards_figure(table, TITLES, SAY)

    pd.testing.assert_frame_equal(table, before)


# -------------------------------------------------------------------- names that can be read


LONG = "Julkisilla hankinnoilla työllistäminen"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        pytest.param(
            "Sysselsättningstjänsterna i kommunerna", "Sysselsättningstjänsterna<br>i kommunerna", id="word"
        ),
        pytest.param(
            "Organisationernas finansiering i förändring",
            "Organisationernas<br>finansiering i förändring",
            id="words",
        ),
        pytest.param("Sysselsättningstjänsternas bästa tid", "Sysselsättningstjänsternas<br>bästa tid", id="room"),
    ],
)
def test_a_long_first_word_leaves_the_second_line_to_the_words_that_follow(title, lines):
    assert two_lines(title, NAME_LENGTH) == lines


def test_a_long_title_stands_whole_on_two_lines_of_the_map():
    session = a_room(seated(g1=[""] * 4), answers(c1="PPNB", c2="NNPB"), cards=2)

    figure = map_figure(card_summary(session), discussion(session), {**TITLES, "c1": LONG}, SAY)

    assert {note.name: note.text for note in figure.layout.annotations if note.name} == {
        "c1": "Julkisilla hankinnoilla<br>työllistäminen",
        "c2": "Card 2",
    }


@pytest.mark.parametrize(("groups", "hidden"), [(2, "too few"), (16, "–")], ids=["wide", "narrow"])
def test_a_heat_map_of_many_groups_has_whole_titles_and_no_words_that_are_wider_than_their_cell(groups, hidden):
    people = seated(g1=[""], **{f"g{n}": [""] * 4 for n in range(2, groups + 1)})
    session = a_room(people, answers(c1="P" * len(people)), opened=an_opening(groups=groups, cards=1))
    table, columns = group_summary(session), {f"g{n}": f"Table {n}" for n in range(1, groups + 1)}

    figure = heat_figure(table, columns, {"c1": LONG}, SAY)

    assert figure.layout.yaxis.ticktext == (LONG,)
    assert set(figure.data[1].text) - {"▲ 1"} == {hidden}


def test_no_line_of_a_picture_strikes_out_the_name_of_a_card():
    session = a_room(seated(g1=[""] * 4), answers(**{f"c{n}": "PPNB" for n in range(1, 13)}), cards=12)
    figure = map_figure(card_summary(session), discussion(session), TITLES, SAY)

    svg = as_svg(figure, title="", words="", language="en").decode()

    after = [svg.index(f">{TITLES[f'c{n}']}<") for n in range(1, 13)]
    grounds = [svg.rindex("<rect", 0, place) for place in after]
    assert svg.rindex("<polyline") < min(grounds)
    assert len(set(grounds)) == 12
