"""Tables of `sessions.results` as Plotly figures, and as the sentences that say the same.

Every figure has a companion `..._words`, made from the same rows, for its alt text. Sizes are pixels; a wall passes
`text_size` as a thirtieth of its height or more. Show them with `theme=None`, or Streamlit's replaces these colours.
Texts of decks and people are escaped for Plotly, which would read `<a href=…>` in a label as a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape, unescape
from itertools import product
from typing import Literal

import msgspec
import pandas as pd
import plotly.graph_objects as go
import regex

from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES

Theme = Literal["light", "dark"]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
NAME_LENGTH = 24  # letters in each of the two lines beside a bar; the words beside the figure have the whole
ONE_LINE = 28  # letters of a name where two lines are too high
LABEL_LENGTH = 26  # letters of a card's title on the map
LETTER = 0.6  # the width of a letter of FONT, of the text size; wide faces included


class Look(msgspec.Struct, frozen=True):
    """The colours of one theme; `stances` have 4.5:1 on `paper` at least."""

    paper: str
    ink: str
    quiet: str
    stances: Mapping[str, str]


LOOKS: Mapping[str, Look] = {
    "light": Look(
        paper="#FBFAF7",
        ink="#14252E",
        quiet="#C9CFD2",
        stances={"opportunity": "#0B6E99", "threat": "#B5451B", "both": "#6D4C9F", "unsure": "#5B6770"},
    ),
    "dark": Look(
        paper="#0E1A20",
        ink="#F2F5F6",
        quiet="#3A4A52",
        stances={"opportunity": "#4FB3DE", "threat": "#FF8A5C", "both": "#B99AEE", "unsure": "#A9B4BC"},
    ),
}


def plain(text: str, most: int = 0) -> str:
    """`text` as Plotly shows it letter for letter, on one line; above `most` graphemes it ends in an ellipsis."""
    letters = regex.findall(r"\X", " ".join(text.split()))
    short = "".join(letters) if not most or len(letters) <= most else "".join(letters[: most - 1]).rstrip() + "…"
    return escape(short, quote=False).replace("$", "&#36;")  # $…$ is mathematics to a page with MathJax


def two_lines(text: str, most: int) -> str:
    """`plain` text broken at a space into at most two lines of `most` graphemes; what is over ends in an ellipsis."""
    first, second = "", ""
    for word in text.split():
        if not second and len(first) + len(word) < most:
            first = f"{first} {word}".strip()
        else:
            second = f"{second} {word}".strip()
    lines = [plain(line, most) for line in (first, second) if line]
    return "<br>".join(lines)


# -------------------------------------------------------------------- one card


def card_figure(
    room: pd.Series,
    groups: pd.DataFrame,
    say: Speaker,
    *,
    theme: Theme = "light",
    width: int = 1200,
    height: int = 720,
    text_size: int = 28,
) -> go.Figure:
    """One card: a thick bar for the room and a thin one for each group that may be shown.

    `room` is the card's row of `card_summary`, `groups` the card's rows of `group_summary` (maybe none). Threat goes
    left and opportunity right, both and can't say stand apart; lengths are shares of who answered, numbers counts.
    The figure grows with the page; below `width` its words may meet.
    """
    look = LOOKS[theme]
    if room["hidden"] or not room["answered"]:
        return _said_only(_why_not(room, say), look, height, text_size)
    thin = groups[~groups["hidden"] & (groups["answered"].fillna(0) > 0)] if len(groups) else groups
    names = [two_lines(str(name), NAME_LENGTH) for name in thin["name"]] if len(thin) else []
    rows = [_Bar(f"<b>{plain(say('Everyone'))}</b>", _counts(room), 0.84)]
    rows += [_Bar(name, _counts(row), 0.36) for name, (_, row) in zip(names, thin.iterrows(), strict=True)]
    headings = {str(s): f"{SIGNS[s]} {plain(say.stance(s))} {say.number(int(room[s]))}" for s in STANCES}
    return _bars(rows, headings, look, width, height, text_size)


def card_words(room: pd.Series, say: Speaker, *, title: str) -> str:
    """ "Bar chart: {title}. Opportunity 7, threat 4, both 9, can't say 1. Answers: 21." """
    if room["hidden"]:
        return say("Bar chart: {card}. Too few people have answered to show their answers.", card=title)
    return say(
        "Bar chart: {card}. Opportunity {opportunity}, threat {threat}, both {both}, can't say {unsure}. "
        "Answers: {answered}.",
        card=title,
        **{name: say.number(int(room[name])) for name in (*STANCES, "answered")},
    )


def groups_words(groups: pd.DataFrame, say: Speaker) -> list[str]:
    """One sentence for each group on the card's chart, and one for how many are hidden."""
    shown = [row for _, row in groups.iterrows() if not row["hidden"] and row["answered"]]
    hidden = int(groups["hidden"].sum()) if len(groups) else 0
    sentences = [
        say(
            "{group}: opportunity {opportunity}, threat {threat}, both {both}, can't say {unsure}.",
            group=row["name"],
            **{stance: say.number(int(row[stance])) for stance in STANCES},
        )
        for row in shown
    ]
    if hidden:
        sentences.append(
            say.many(
                "{n} group is not shown, to protect small groups.",
                "{n} groups are not shown, to protect small groups.",
                hidden,
            )
        )
    return sentences


def _why_not(room: pd.Series, say: Speaker) -> str:
    if room["hidden"]:
        return say("Too few people have answered this card to show their answers.")
    return say("Nobody has answered this card yet.")


# -------------------------------------------------------------------- all cards


def cards_figure(
    cards: pd.DataFrame,
    titles: Mapping[str, str],
    say: Speaker,
    *,
    theme: Theme = "light",
    width: int = 1200,
    height: int = 0,
    text_size: int = 28,
) -> go.Figure:
    """All shown cards as bars, from most opportunity to most threat; without a height, as high as they need.

    `cards` is a `card_summary`, `titles` gives each card's title.
    """
    look = LOOKS[theme]
    table = _shown(cards).sort_values("lean", ascending=False, kind="stable", na_position="last")
    height = height or round(text_size * (3 * len(table) + 4))
    if not len(table):
        return _said_only(say("No answers can be shown yet."), look, height, text_size)
    roomy = height / (len(table) + 1) > 2.8 * text_size
    labels = {
        str(card): two_lines(titles[str(card)], NAME_LENGTH) if roomy else plain(titles[str(card)], ONE_LINE)
        for card in table.index
    }
    rows = [_Bar(labels[str(card)], _counts(row), 0.6) for card, row in table.iterrows()]
    headings = {str(stance): f"{SIGNS[stance]} {plain(say.stance(stance))}" for stance in STANCES}
    return _bars(rows, headings, look, width, height, text_size)


def cards_words(cards: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> str:
    """What the bars of all cards say: how many cards, and each of them with its counts."""
    table = _shown(cards).sort_values("lean", ascending=False, kind="stable", na_position="last")
    if not len(table):
        return say("No answers can be shown yet.")
    first = say.many(
        "Bar chart of {n} card, from most opportunity to most threat.",
        "Bar chart of {n} cards, from most opportunity to most threat.",
        len(table),
    )
    return " ".join([first, *[_card_counts(titles[str(card)], row, say) for card, row in table.iterrows()]])


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
    table = _shown(cards).dropna(subset=["lean"])
    if not len(table):
        return _said_only(say("No answers can be shown yet."), look, height, text_size)
    sheet = _Sheet(width=width, height=height, text_size=text_size)
    most = max(int(talked["groups"].max()) if len(talked) else 0, 1)
    ids = [str(card) for card in table.index]
    sizes = {card: text_size * (0.6 + 0.8 * _groups_of(talked, card) / most) for card in ids}
    points = {card: sheet.pixel(float(table["lean"][card]), float(table["split"][card])) for card in ids}
    labels = {card: plain(titles[card], LABEL_LENGTH) for card in ids}
    places = sheet.placed(points, sizes, {card: _letters(labels[card]) for card in ids})
    figure = _figure(look, height, text_size)
    for card, place in places.items():
        if abs(place[0] - points[card][0]) + abs(place[1] - points[card][1]) > 3 * text_size:
            figure.add_trace(_leader([points[card], place], sheet, look))
    for stance, side in (("opportunity", 1), ("threat", -1), ("both", 0)):
        here = [card for card in ids if _sign(float(table["lean"][card])) == side]
        figure.add_trace(_signs(here, points, sizes, sheet, look.stances[stance], _SYMBOLS[stance]))
    for card, (x, y) in places.items():
        left, up = sheet.data(x, y)
        figure.add_annotation(
            x=left,
            y=up,
            text=labels[card],
            showarrow=False,
            xanchor="center",
            yanchor="middle",
            borderpad=0,
            bgcolor=look.paper,  # the line to the sign ends at the label's edge
        )
    _map_axes(figure, sheet, say, look)
    return figure


def map_words(cards: pd.DataFrame, talked: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> str:
    """What the map says: every card's counts, the most divided first, with how many groups talked about it."""
    table = _shown(cards).dropna(subset=["lean"]).sort_values("split", ascending=False, kind="stable")
    if not len(table):
        return say("No answers can be shown yet.")
    first = say.many(
        "Map of {n} card, the most divided first.", "Map of {n} cards, the most divided first.", len(table)
    )
    rows = []
    for card, row in table.iterrows():
        groups = _groups_of(talked, str(card))
        rows.append(_card_counts(titles[str(card)], row, say))
        if groups:
            rows.append(say.many("{n} group talked about it.", "{n} groups talked about it.", groups))
    return " ".join([first, *rows])


def _card_counts(title: str, row: pd.Series, say: Speaker) -> str:
    return say(
        "{card}: opportunity {opportunity}, threat {threat}, both {both}, can't say {unsure}.",
        card=title,
        **{stance: say.number(int(row[stance])) for stance in STANCES},
    )


def _shown(cards: pd.DataFrame) -> pd.DataFrame:
    return cards[~cards["hidden"] & (cards["answered"] > 0)]


def _groups_of(talked: pd.DataFrame, card: str) -> int:
    return int(talked["groups"].get(card, 0))


def _counts(row: pd.Series) -> dict[str, int]:
    return {stance: int(row[stance]) for stance in STANCES}


# -------------------------------------------------------------------- drawing bars


_AXES = {"threat": "x", "opportunity": "x", "both": "x2", "unsure": "x3"}


class _Bar(msgspec.Struct, frozen=True):
    """A row of the chart: a safe label, its counts, and how thick it is (1.0 touches its neighbours)."""

    label: str
    counts: Mapping[str, int]
    thick: float

    def share(self, stance: str) -> float:
        return self.counts[stance] / sum(self.counts.values())


def _bars(
    rows: list[_Bar], headings: Mapping[str, str], look: Look, width: int, height: int, text_size: int
) -> go.Figure:
    """Rows from top to bottom, in three panels of one scale: threat and opportunity, both, can't say."""
    size = text_size
    labels = (max(_letters(line) for row in rows for line in row.label.split("<br>")) + 1) * LETTER * size
    unit, strips = _strips(rows, headings, size, width - labels - size)
    figure = _figure(look, height, size)
    levels = [-float(n) for n in range(len(rows))]
    for stance in STANCES:
        axis, direction = _AXES[stance], -1 if stance == "threat" else 1
        lengths = [direction * row.share(stance) for row in rows]
        figure.add_bar(
            x=lengths,
            y=levels,
            width=[row.thick for row in rows],
            orientation="h",
            xaxis=axis,
            marker={"color": look.stances[stance], "line": {"width": 0}},
        )
        figure.add_scatter(
            x=lengths,
            y=levels,
            xaxis=axis,
            mode="text",
            text=[_number(SIGNS[stance], row.counts[stance], left=direction < 0) for row in rows],
            textposition="middle left" if direction < 0 else "middle right",
            textfont={"color": look.ink, "size": size},
            cliponaxis=False,
        )
        figure.add_annotation(
            x=0,
            xref=axis,
            xshift=direction * size / 4 if axis == "x" else 0,
            y=0.6,
            yref="y",
            text=f"<b>{headings[stance]}</b>",
            font={"color": look.stances[stance], "size": size},
            xanchor="right" if direction < 0 else "left",
            yanchor="bottom",
            showarrow=False,
        )
    for axis in ("x", "x2", "x3"):
        figure.add_shape(
            type="line",
            x0=0,
            x1=0,
            y0=levels[-1] - 0.5,
            y1=0.5,
            xref=axis,
            yref="y",
            line={"color": look.ink, "width": max(1, size // 12)},
        )
    start = 0.0
    for axis, left, right in (
        ("xaxis", "threat", "opportunity"),
        ("xaxis2", None, "both"),
        ("xaxis3", None, "unsure"),
    ):
        before, after = strips[left] if left else 0.0, strips[right]
        end = start + (before + after) / sum(strips.values())
        shares = [-before / unit, after / unit]
        figure.update_layout({axis: {"domain": [start, min(end, 1.0)], "range": shares, "visible": False}})
        start = end
    head = 1.7 * size * len(rows) / max(height - 3 * size, 1)  # of the rows' own unit
    figure.update_layout(barmode="overlay", margin={"l": round(labels)})
    figure.update_yaxes(
        tickvals=levels,
        ticktext=[row.label for row in rows],
        ticklabelstandoff=size // 2,
        range=[levels[-1] - 0.55, 0.6 + head],
        showgrid=False,
        zeroline=False,
    )
    return figure


def _strips(
    rows: list[_Bar], headings: Mapping[str, str], text_size: int, space: float
) -> tuple[float, dict[str, float]]:
    """Pixels for one whole, and how wide each stance's strip is: its longest bar with number, or its heading.

    All bars have the same scale, the largest at which the strips fit into `space`.
    """
    letter = LETTER * text_size
    longest = {stance: max(row.share(stance) for row in rows) for stance in STANCES}
    number = {s: (2.5 + max(len(str(row.counts[s])) for row in rows)) * letter for s in STANCES}

    def strips(unit: float) -> dict[str, float]:
        return {s: max((_letters(headings[s]) + 1.5) * letter, longest[s] * unit + number[s]) for s in STANCES}

    low, high = 1.0, max(space, 2.0)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(strips(middle).values()) <= space else (low, middle)
    return low, strips(low)


def _letters(text: str) -> int:
    """How many letters a label has once Plotly has read it."""
    return len(regex.findall(r"\X", unescape(_TAG.sub("", text))))


def _number(sign: str, count: int, *, left: bool) -> str:
    return f"{count} {sign} " if left else f" {sign} {count}"


def _figure(look: Look, height: int, text_size: int) -> go.Figure:
    """An empty figure in our look: no template of others, no legend, nothing that answers the mouse."""
    margin = text_size // 2
    return go.Figure(
        layout={
            "template": None,
            "height": height,
            "margin": dict.fromkeys("lrtb", margin),
            "paper_bgcolor": look.paper,
            "plot_bgcolor": look.paper,
            "font": {"family": FONT, "size": text_size, "color": look.ink},
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
        }
    )


def _said_only(sentence: str, look: Look, height: int, text_size: int) -> go.Figure:
    figure = _figure(look, height, text_size)
    figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text=plain(sentence), showarrow=False)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


# -------------------------------------------------------------------- drawing the map

_TAG = regex.compile("<[^>]*>")
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
        self, points: Mapping[str, Pixel], sizes: Mapping[str, float], letters: Mapping[str, int]
    ) -> dict[str, Pixel]:
        """The middle of each card's label: the nearest place that is free of labels and signs.

        Signs in a crowd choose first, as they have the least room.
        """
        taken = [_around(points[card], sizes[card] + 4, sizes[card] + 4) for card in points]
        places: dict[str, Pixel] = {}
        for card in sorted(points, key=lambda card: (_distance_to_next(card, points), card)):
            wide, high = (letters[card] + 1) * LETTER * self.text_size, 1.25 * self.text_size
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


def _leader(ends: list[Pixel], sheet: _Sheet, look: Look) -> go.Scatter:
    data = [sheet.data(x, y) for x, y in ends]
    return go.Scatter(
        x=[x for x, _ in data], y=[y for _, y in data], mode="lines", line={"color": look.quiet, "width": 2}
    )


def _signs(
    cards: list[str],
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
    )


def _map_axes(figure: go.Figure, sheet: _Sheet, say: Speaker, look: Look) -> None:
    """The words at the four ends, instead of numbers nobody reads from a wall."""
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
    across = {"yref": "paper", "y": 0, "yanchor": "top", "showarrow": False}
    for stance, x, anchor in (("threat", 0, "left"), ("opportunity", 1, "right")):
        text = f"<b>{SIGNS[stance]} {plain(say.stance(stance))}</b>"
        colour = {"color": look.stances[stance]}
        figure.add_annotation(x=x, xref="paper", xanchor=anchor, text=text, font=colour, **across)
    upwards = {"xref": "paper", "x": 0.5, "showarrow": False}
    figure.add_annotation(y=1, yref="paper", yanchor="bottom", text=plain(say("Opinions differ")), **upwards)
    figure.add_annotation(y=0, yref="paper", yanchor="top", text=plain(say("Of one mind")), **upwards)
