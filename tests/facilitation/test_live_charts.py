"""The charts of a page of their own: the figures of the desk, each order of the bars, and Plotly's script."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from hashlib import sha256

import pytest
from plotly.offline import get_plotlyjs

from facilitation.charts.cards import ORDERS
from facilitation.charts.live import WIDTH, LiveCharts, library, live_charts
from facilitation.charts.told import Wish, cards_told, told
from facilitation.words import speaker
from sessions.session import Session
from tests.facilitation.test_chart_files import a_rated_room
from tests.rooms import a_room, answers, seated


def charts_of(session: Session, language: str = "en") -> LiveCharts:
    charts = live_charts(session, speaker(language))
    assert charts is not None
    return charts


def test_a_page_has_the_charts_that_have_something_to_show() -> None:
    one_table = a_room(seated(g1=[""] * 8), answers(c1="PPPPPPPP"), cards=2)
    nobody = a_room(seated(g1=[""] * 8), cards=2)

    names = [[chart.told.name for chart in charts_of(session).charts] for session in (a_rated_room(), one_table)]

    assert names == [["cards", "map", "groups", "moves"], ["cards", "map"]]
    assert live_charts(nobody, speaker("en")) is None


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figures_of_the_page_are_those_of_the_desk(language: str, theme: str) -> None:
    session = a_rated_room()

    for chart in charts_of(session, language).charts:
        desk = told(session, chart.told.name, speaker(language), Wish(theme=theme, width=chart.width))  # type: ignore[arg-type]
        assert desk is not None
        ours, theirs = (json.loads(each) for each in (chart.figures[theme], str(desk.figure.to_json())))  # type: ignore[index]
        assert ours["data"] == theirs["data"]
        for changed in ("width", "autosize", "hovermode", "hoverlabel"):
            ours["layout"].pop(changed, None)
            theirs["layout"].pop(changed, None)
        assert ours["layout"] == theirs["layout"]


def test_each_order_names_the_cards_from_the_top_and_says_what_the_bars_say() -> None:
    session, say = a_rated_room(), speaker("en")

    orders = charts_of(session).orders

    for order, arrangement in orders.items():
        desk = cards_told(session, say, Wish(order=order, width=WIDTH))
        assert (arrangement.cards, arrangement.words) == (desk.cards, desk.words)
    assert list(orders) == [order for order in ORDERS if order != "points"]


def test_only_cards_and_groups_that_are_drawn_can_be_chosen() -> None:
    charts = charts_of(a_rated_room())

    assert dict(charts.cards) == {"c1": "Card 1", "c2": "Card 2"}
    assert dict(charts.groups) == {"g1": "Table 1", "g2": "Table 2"}
    assert dict(charts.sentences) == {
        "c1": "Card 1: opportunity 4, threat 4, both 0, can't say 0.",
        "c2": "Card 2: opportunity 0, threat 8, both 0, can't say 0.",
    }


def test_the_library_is_plotlys_own_script_with_the_hash_by_which_it_may_run() -> None:
    packed = library()

    script = gzip.decompress(b64decode(packed.packed))
    assert script.decode() == get_plotlyjs()
    assert b64decode(packed.hash.removeprefix("sha256-")) == sha256(script).digest()
