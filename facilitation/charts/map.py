"""The map of the cards: which way the room leans, and how divided it is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import msgspec
import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.cards import card_counts, counts_of, groups_of, shown_cards
from facilitation.charts.look import (
    LETTER,
    LOOKS,
    NAME_LENGTH,
    SLIM,
    Look,
    Theme,
    blank_figure,
    letters_of,
    plain,
    said_only,
    two_lines,
)
from facilitation.words import Speaker
from facilitation.words.names import SIGNS


def map_figure(
    cards: pd.DataFrame,
    talked: pd.DataFrame,
    titles: Mapping[str, str],
    say: Speaker,
    *,
    theme: Theme = "light",
    width: int = 1600,
    height: int = 900,
    text_size: int = 28,
) -> go.Figure:
    """All shown cards by lean (across) and split (upwards); a larger sign was talked about more.

    `cards` is a `card_summary`, `talked` a `discussion`. Labels overlap neither each other nor a sign at `width` x
    `height` or more; where there is no room at all, a card has no label (its words are in `map_words`).
    """
    look = LOOKS[theme]
    table = shown_cards(cards).dropna(subset=["lean"])
    if not len(table):
        return said_only(say("No answers can be shown yet."), look, height, text_size)
    sheet = _Sheet(width=width, height=height, text_size=text_size)
    most = max(int(talked["groups"].max()) if len(talked) else 0, 1)
    ids = [str(card) for card in table.index]
    sizes = {card: text_size * (0.6 + 0.8 * groups_of(talked, card) / most) for card in ids}
    points = {card: sheet.pixel(float(table["lean"][card]), float(table["split"][card])) for card in ids}
    labels = {card: two_lines(titles[card], NAME_LENGTH) for card in ids}
    places = sheet.placed(points, sizes, labels)
    figure = blank_figure(look, height, text_size)
    for card, place in places.items():
        if abs(place[0] - points[card][0]) + abs(place[1] - points[card][1]) > 3 * text_size:
            figure.add_trace(_leader(card, [points[card], place], sheet, look))
    for stance, side in (("opportunity", 1), ("threat", -1), ("both", 0)):
        here = [card for card in ids if _sign(float(table["lean"][card])) == side]
        about = {card: _about(labels[card], table.loc[card], say) for card in here}
        figure.add_trace(_signs(about, points, sizes, sheet, look.stances[stance], _SYMBOLS[stance]))
    shown = [_label(card, labels[card], sheet.data(*place), look) for card, place in places.items()]
    _map_axes(figure, sheet, say, look, shown)
    return figure


def map_words(cards: pd.DataFrame, talked: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> str:
    """What the map says: every card's counts, the most divided first, with how many groups talked about it."""
    table = shown_cards(cards).dropna(subset=["lean"]).sort_values("split", ascending=False, kind="stable")
    if not len(table):
        return say("No answers can be shown yet.")
    first = say.many(
        "Map of {n} card, the most divided first.", "Map of {n} cards, the most divided first.", len(table)
    )
    rows = []
    for card, row in table.iterrows():
        groups = groups_of(talked, str(card))
        rows.append(card_counts(titles[str(card)], row, say))
        if groups:
            rows.append(say.many("{n} group talked about it.", "{n} groups talked about it.", groups))
    return " ".join([first, *rows])


# -------------------------------------------------------------------- drawing the map

_SYMBOLS = {"opportunity": "triangle-up", "threat": "triangle-down", "both": "diamond"}

Pixel = tuple[float, float]


class _Box(msgspec.Struct, frozen=True):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class _Sheet(msgspec.Struct, frozen=True):
    """The map's surface in pixels from its top left, with the margins that hold the words around it."""

    width: int
    height: int
    text_size: int

    @property
    def margin(self) -> float:
        return 2.2 * self.text_size

    def pixel(self, lean: float, split: float) -> Pixel:
        across, up = (lean + 1.1) / 2.2, (split + 0.08) / 1.16
        return self.margin + across * self._inner[0], self.margin + (1 - up) * self._inner[1]

    def data(self, x: float, y: float) -> tuple[float, float]:
        """What `pixel` was given."""
        across, down = (x - self.margin) / self._inner[0], (y - self.margin) / self._inner[1]
        return across * 2.2 - 1.1, (1 - down) * 1.16 - 0.08

    @property
    def _inner(self) -> Pixel:
        return self.width - 2 * self.margin, self.height - 2 * self.margin

    def placed(
        self, points: Mapping[str, Pixel], sizes: Mapping[str, float], labels: Mapping[str, str]
    ) -> dict[str, Pixel]:
        """The middle of each card's label: the nearest place that is free of labels and signs.

        Signs in a crowd choose first, as they have the least room.
        """
        taken = [_around(points[card], sizes[card] + 4, sizes[card] + 4) for card in points]
        places: dict[str, Pixel] = {}
        for card in sorted(points, key=lambda card: (_distance_to_next(card, points), card)):
            lines = labels[card].split("<br>")
            wide = (max(map(letters_of, lines)) + 1) * LETTER * self.text_size
            high = 1.25 * len(lines) * self.text_size
            for x, y in self._candidates(points[card], sizes[card], wide, high):
                box = _around((x, y), wide, high)
                if self._inside(box) and not any(box.meets(other) for other in taken):
                    places[card] = (x, y)
                    taken.append(box)
                    break
        return places

    def _candidates(self, point: Pixel, size: float, wide: float, high: float) -> list[Pixel]:
        """Right, left, above and below the sign, then ever farther away."""
        x, y = point
        beside = (size + wide) / 2 + 4
        near = [(x + beside, y), (x - beside, y), (x, y - (size + high) / 2 - 3), (x, y + (size + high) / 2 + 3)]
        steps = range(-14, 15)
        far = [(x + wide / 3 * across, y + 0.7 * high * up) for across, up in product(steps, steps)]
        return near + sorted(far, key=lambda place: abs(place[0] - x) + 2 * abs(place[1] - y))

    def _inside(self, box: _Box) -> bool:
        edge = self.margin
        return (
            box.left >= edge
            and box.top >= edge
            and box.right <= self.width - edge
            and box.bottom <= self.height - edge
        )


def _around(middle: Pixel, wide: float, high: float) -> _Box:
    x, y = middle
    return _Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _distance_to_next(card: str, points: Mapping[str, Pixel]) -> float:
    x, y = points[card]
    return min((abs(x - a) + abs(y - b) for other, (a, b) in points.items() if other != card), default=0.0)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _leader(card: str, ends: list[Pixel], sheet: _Sheet, look: Look) -> go.Scatter:
    data = [sheet.data(x, y) for x, y in ends]
    return go.Scatter(
        x=[x for x, _ in data],
        y=[y for _, y in data],
        customdata=[card, card],
        mode="lines",
        line={"color": look.quiet, "width": 2},
        hoverinfo="skip",
    )


def _about(label: str, row: pd.Series, say: Speaker) -> str:
    counts = (f"{SIGNS[stance]} {plain(say.stance(stance))}: {say.number(n)}" for stance, n in counts_of(row).items())
    return "<br>".join([label, *counts])


def _signs(
    cards: Mapping[str, str],
    points: Mapping[str, Pixel],
    sizes: Mapping[str, float],
    sheet: _Sheet,
    colour: str,
    symbol: str,
) -> go.Scatter:
    data = [sheet.data(*points[card]) for card in cards]
    return go.Scatter(
        x=[x for x, _ in data],
        y=[y for _, y in data],
        mode="markers",
        marker={"symbol": symbol, "color": colour, "size": [sizes[card] for card in cards], "opacity": 1},
        hovertext=list(cards.values()),
        customdata=list(cards),
        hoverinfo="text",
    )


def _label(card: str, text: str, place: Pixel, look: Look) -> dict[str, object]:
    return {
        "x": place[0],
        "y": place[1],
        "text": text,
        "name": card,
        "showarrow": False,
        "xanchor": "center",
        "yanchor": "middle",
        "borderpad": 0,
        "bgcolor": look.paper,  # the line to the sign ends at the label's edge
    }


def _map_axes(figure: go.Figure, sheet: _Sheet, say: Speaker, look: Look, labels: list[dict[str, object]]) -> None:
    """The labels of the cards, and the words at the four ends instead of numbers nobody reads from a wall.

    All at once: each annotation that is added alone makes Plotly check all of them again.
    """
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True}
    figure.update_xaxes(range=[-1.1, 1.1], **hidden)
    figure.update_yaxes(range=[-0.08, 1.08], **hidden)
    figure.add_shape(
        type="line",
        x0=0,
        x1=0,
        y0=0,
        y1=1,
        xref="x",
        yref="paper",
        layer="below",
        line={"color": look.quiet, "width": 2},
    )
    figure.update_layout(width=sheet.width, margin=dict.fromkeys("lrtb", round(sheet.margin)))
    across = {"xref": "paper", "yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    sides = [
        {
            "x": x,
            "xanchor": anchor,
            "text": f"<b>{SIGNS[stance]} {plain(say.stance(stance))}</b>",
            "font": {"color": look.stances[stance]},
            **across,
        }
        for stance, x, anchor in (("threat", 0, "left"), ("opportunity", 1, "right"))
    ]
    upwards = {"xref": "paper", "yref": "paper", "x": 0.5, "showarrow": False}
    below = "bottom" if sheet.width < SLIM else "top"  # beside the two sides where there is room
    ends = [
        {"y": 1, "yanchor": "bottom", "text": plain(say("Opinions differ")), **upwards},
        {"y": 0, "yanchor": below, "text": plain(say("Of one mind")), **upwards},
    ]
    figure.update_layout(annotations=[*labels, *sides, *ends])
