"""The charts of a session for a page of its own: still as SVG, and live where Plotly has a script to draw them.

`library` is Plotly's own script, as it comes with the package, for a page that must not ask anybody for it.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import sha256

import msgspec
import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from facilitation.charts.cards import (
    ORDERS,
    Order,
    card_counts,
    cards_in_order,
    cards_words,
    order_names,
    sorted_cards,
)
from facilitation.charts.course import moved_cards
from facilitation.charts.drawing import as_svg
from facilitation.charts.look import Theme
from facilitation.charts.told import (
    Told,
    Wish,
    cards_told,
    group_table,
    groups_told,
    map_told,
    moves_told,
    titles_of,
)
from facilitation.words import Speaker
from sessions.results import before_after, card_summary, discussion, priorities
from sessions.session import Session

WIDTH = 860  # pixels that a chart needs at least; on a narrower screen it is drawn anew, or moved sideways
PHONE = 340  # pixels that a chart has on a phone
COLUMN = 66  # pixels of a group in the heat map
PHONE_COLUMN = 46  # pixels of a group there on a phone; more than ten are moved sideways
NAMES = 370  # pixels of the cards' names beside it
THEMES: tuple[Theme, ...] = ("light", "dark")

# What a chart on a screen answers to: the pointer, and nothing that moves it away.
QUIET: Mapping[str, object] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
}


class Arrangement(msgspec.Struct, frozen=True):
    """An order of the bars: its name, the cards from the top, what the bars then say, and the rows of the table."""

    name: str
    cards: tuple[str, ...]
    words: str
    rows: tuple[str, ...]


class LiveChart(msgspec.Struct, frozen=True):
    """`told` is the chart in light colours, `stills` its SVG and `figures` its JSON by theme, `width` its least.

    `slim` are the figures for a phone, `slim_width` is their least.
    """

    told: Told
    stills: Mapping[Theme, str]
    figures: Mapping[Theme, str]
    width: int
    slim: Mapping[Theme, str]
    slim_width: int


class LiveCharts(msgspec.Struct, frozen=True):
    """The charts of a session with what a reader can choose: orders of the bars, cards and groups by id."""

    charts: tuple[LiveChart, ...]
    orders: Mapping[Order, Arrangement]
    cards: Mapping[str, str]
    groups: Mapping[str, str]
    sentences: Mapping[str, str]


def live_charts(session: Session, say: Speaker) -> LiveCharts | None:
    """What may be taken along of a session as charts; None while no card can be shown.

    The tables by group and of before and after are there where there is something to compare.
    """
    titles, table = titles_of(session, say), card_summary(session)
    orders = _orders(session, table, titles, say)
    shown = orders["deck"].cards
    if not shown:
        return None

    def drawn(told: Callable[[Session, Speaker, Wish], Told], wide: int = WIDTH, slim: int = PHONE) -> LiveChart:
        return _chart(lambda theme, width: told(session, say, Wish(width=width, theme=theme)), say, wide, slim)

    charts = [drawn(cards_told), drawn(map_told)]
    columns, (_, groups) = len(session.groups), group_table(session, named=False)
    if len(groups) > 1:
        wide, slim = max(WIDTH, NAMES + COLUMN * columns), max(PHONE, PHONE_COLUMN * columns)
        charts.append(drawn(partial(groups_told, named=False), wide, slim))
    if len(moved_cards(before_after(session))):
        charts.append(drawn(moves_told))
    return LiveCharts(
        charts=tuple(charts),
        orders=orders,
        cards={card: titles[card] for card in shown},
        groups=groups if len(groups) > 1 else {},
        sentences={card: card_counts(titles[card], table.loc[card], say) for card in shown},
    )


def _orders(
    session: Session, table: pd.DataFrame, titles: Mapping[str, str], say: Speaker
) -> dict[Order, Arrangement]:
    """All of them, but for the points where nobody gave any."""
    talked, points, names = discussion(session), priorities(session).points, order_names(say)
    orders = {}
    for order in ORDERS:
        if order != "points" or any(points.values()):
            rows = sorted_cards(table, order, talked, points)
            cards = tuple(map(str, cards_in_order(rows, order).index))
            said = cards_words(rows, titles, say, order=order)
            orders[order] = Arrangement(names[order], cards, said, tuple(map(str, rows.index)))
    return orders


def _chart(told: Callable[[Theme, int], Told], say: Speaker, width: int, slim: int) -> LiveChart:
    """A chart in the colours of each theme: wide, and as slim as it can be."""
    first = told("light", width)
    figures = {theme: first.figure if theme == "light" else told(theme, width).figure for theme in THEMES}
    return LiveChart(
        told=first,
        stills={
            theme: as_svg(figure, title="", words="", language=say.language, width=width).decode()
            for theme, figure in figures.items()
        },
        figures={theme: _as_json(figure) for theme, figure in figures.items()},
        width=width,
        slim={theme: _as_json(told(theme, slim).figure) for theme in THEMES},
        slim_width=slim,
    )


def _as_json(figure: go.Figure) -> str:
    """The figure as Plotly's script takes it, as wide as its place and answering the pointer."""
    figure.update_layout(hovermode="closest", width=None, autosize=True, hoverlabel={"align": "left"})
    return str(figure.to_json())


# -------------------------------------------------------------------- Plotly's script


class Library(msgspec.Struct, frozen=True):
    """Plotly's script: gzip in base64, and the hash by which a page's policy lets it run ("sha256-…")."""

    packed: str
    hash: str


@lru_cache(maxsize=1)
def library() -> Library:
    script = get_plotlyjs().encode()
    return Library(packed=b64encode(gzip.compress(script, 9, mtime=0)).decode(), hash=hash_of(script))


def hash_of(script: bytes) -> str:
    """How a page's policy names a script that stands in it."""
    return f"sha256-{b64encode(sha256(script).digest()).decode()}"
