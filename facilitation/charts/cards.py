"""Cards as bars: one with its groups, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.look import (
    LETTER,
    LOOKS,
    NAME_LENGTH,
    ONE_LINE,
    SLIM,
    SLIM_LENGTH,
    Look,
    Theme,
    blank_figure,
    letters_of,
    names_above,
    names_width,
    plain,
    said_only,
    two_lines,
)
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES

Order = Literal["lean", "split", "discussion", "points", "deck"]

ORDERS: tuple[Order, ...] = ("lean", "split", "discussion", "points", "deck")

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
        return said_only(_why_not(room, say), look, height, text_size)
    thin = groups[~groups["hidden"] & (groups["answered"].fillna(0) > 0)] if len(groups) else groups
    names = [two_lines(str(name), NAME_LENGTH) for name in thin["name"]] if len(thin) else []
    rows = [Bar(f"<b>{plain(say('Everyone'))}</b>", counts_of(room), 0.84)]
    rows += [Bar(name, counts_of(row), 0.36) for name, (_, row) in zip(names, thin.iterrows(), strict=True)]
    headings = {str(s): f"{SIGNS[s]} {plain(say.stance(s))} {say.number(int(room[s]))}" for s in STANCES}
    return bar_figure(rows, headings, look, width, height, text_size)


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
    order: Order = "lean",
) -> go.Figure:
    """All shown cards as bars, from most opportunity to most threat; without a height, as high as they need.

    `cards` is a `card_summary`, `titles` gives each card's title. With another order than "lean", the rows stand as
    they are given (`sorted_cards`).
    """
    look = LOOKS[theme]
    table = cards_in_order(cards, order)
    height = height or round(text_size * (3 * len(table) + 4))
    if not len(table):
        return said_only(say("No answers can be shown yet."), look, height, text_size)
    if width < SLIM:
        slim = [Bar(plain(titles[str(card)], SLIM_LENGTH), counts_of(row), 0.45) for card, row in table.iterrows()]
        return bar_figure(slim, SIGNS, look, width, height, text_size, above=True)
    roomy = height / (len(table) + 1) > 2.8 * text_size
    labels = {
        str(card): two_lines(titles[str(card)], NAME_LENGTH) if roomy else plain(titles[str(card)], ONE_LINE)
        for card in table.index
    }
    rows = [Bar(labels[str(card)], counts_of(row), 0.6) for card, row in table.iterrows()]
    headings = {str(stance): f"{SIGNS[stance]} {plain(say.stance(stance))}" for stance in STANCES}
    return bar_figure(rows, headings, look, width, height, text_size)


def cards_words(cards: pd.DataFrame, titles: Mapping[str, str], say: Speaker, *, order: Order = "lean") -> str:
    """What the bars of all cards say: how many cards, and each of them with its counts."""
    table = cards_in_order(cards, order)
    if not len(table):
        return say("No answers can be shown yet.")
    first = _first_words(len(table), order, say)
    return " ".join([first, *[card_counts(titles[str(card)], row, say) for card, row in table.iterrows()]])


def _first_words(cards: int, order: Order, say: Speaker) -> str:
    match order:
        case "lean":
            return say.many(
                "Bar chart of {n} card, from most opportunity to most threat.",
                "Bar chart of {n} cards, from most opportunity to most threat.",
                cards,
            )
        case "split":
            return say.many(
                "Bar chart of {n} card, the most divided first.",
                "Bar chart of {n} cards, the most divided first.",
                cards,
            )
        case "discussion":
            return say.many(
                "Bar chart of {n} card, the most talked about first.",
                "Bar chart of {n} cards, the most talked about first.",
                cards,
            )
        case "points":
            return say.many(
                "Bar chart of {n} card, most points first.", "Bar chart of {n} cards, most points first.", cards
            )
        case "deck":
            return say.many(
                "Bar chart of {n} card, in the order of the deck.",
                "Bar chart of {n} cards, in the order of the deck.",
                cards,
            )


def order_names(say: Speaker) -> dict[Order, str]:
    """Each order as people choose it."""
    return {
        "lean": say("Most opportunity first"),
        "split": say("Most divided first"),
        "discussion": say("Most talked about first"),
        "points": say("Most points first"),
        "deck": say("As in the deck"),
    }


def sorted_cards(cards: pd.DataFrame, order: Order, talked: pd.DataFrame, points: Mapping[str, int]) -> pd.DataFrame:
    """A `card_summary` in an order: most first, what is hidden last, equal cards as in the deck.

    `talked` is a `discussion`, `points` those of `priorities`.
    """
    if order == "deck":
        return cards
    if order == "discussion":
        return cards.loc[[card for card in talked.index if card in cards.index]]
    if order == "points":
        return cards.loc[sorted(cards.index, key=lambda card: -points.get(str(card), 0))]
    return cards.sort_values(order, ascending=False, kind="stable", na_position="last")


def cards_in_order(cards: pd.DataFrame, order: Order) -> pd.DataFrame:
    """The rows of `cards` that a chart shows, as they stand from its top."""
    table = shown_cards(cards)
    return table.sort_values("lean", ascending=False, kind="stable", na_position="last") if order == "lean" else table


def card_counts(title: str, row: pd.Series, say: Speaker) -> str:
    return say(
        "{card}: opportunity {opportunity}, threat {threat}, both {both}, can't say {unsure}.",
        card=title,
        **{stance: say.number(int(row[stance])) for stance in STANCES},
    )


def shown_cards(cards: pd.DataFrame) -> pd.DataFrame:
    return cards[~cards["hidden"] & (cards["answered"] > 0)]


def groups_of(talked: pd.DataFrame, card: str) -> int:
    return int(talked["groups"].get(card, 0))


def counts_of(row: pd.Series) -> dict[str, int]:
    return {stance: int(row[stance]) for stance in STANCES}


# -------------------------------------------------------------------- drawing bars


_AXES = {"threat": "x", "opportunity": "x", "both": "x2", "unsure": "x3"}


class Bar(msgspec.Struct, frozen=True):
    """A row of the chart: a safe label, its counts, and how thick it is (1.0 touches its neighbours)."""

    label: str
    counts: Mapping[str, int]
    thick: float

    def share(self, stance: str) -> float:
        return self.counts[stance] / sum(self.counts.values())


def bar_figure(
    rows: list[Bar],
    headings: Mapping[str, str],
    look: Look,
    width: int,
    height: int,
    text_size: int,
    *,
    above: bool = False,
) -> go.Figure:
    """Rows from top to bottom, in three panels of one scale: threat and opportunity, both, can't say.

    The labels stand beside the bars, or `above` them.
    """
    size = text_size
    labels = names_width((row.label for row in rows), size, above=above)
    unit, strips = _strips(rows, headings, size, width - labels - size)
    figure = blank_figure(look, height, size)
    levels = [-float(n) for n in range(len(rows))]
    bars = [level - 0.2 for level in levels] if above else levels
    for stance in STANCES:
        axis, direction = _AXES[stance], -1 if stance == "threat" else 1
        lengths = [direction * row.share(stance) for row in rows]
        figure.add_bar(
            x=lengths,
            y=bars,
            width=[row.thick for row in rows],
            orientation="h",
            xaxis=axis,
            marker={"color": look.stances[stance], "line": {"width": 0}},
            hovertext=[f"{row.label}<br>{headings[stance]}: {row.counts[stance]}" for row in rows],
            hoverinfo="text",
        )
        figure.add_scatter(
            x=lengths,
            y=bars,
            xaxis=axis,
            mode="text",
            text=[_number(SIGNS[stance], row.counts[stance], left=direction < 0) for row in rows],
            textposition="middle left" if direction < 0 else "middle right",
            textfont={"color": look.ink, "size": size},
            cliponaxis=False,
            hoverinfo="skip",
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
    if above:
        names_above(figure, [row.label for row in rows])
    return figure


def _strips(
    rows: list[Bar], headings: Mapping[str, str], text_size: int, space: float
) -> tuple[float, dict[str, float]]:
    """Pixels for one whole, and how wide each stance's strip is: its longest bar with number, or its heading.

    All bars have the same scale, the largest at which the strips fit into `space`.
    """
    letter = LETTER * text_size
    longest = {stance: max(row.share(stance) for row in rows) for stance in STANCES}
    number = {s: (2.5 + max(len(str(row.counts[s])) for row in rows)) * letter for s in STANCES}

    def strips(unit: float) -> dict[str, float]:
        return {s: max((letters_of(headings[s]) + 1.5) * letter, longest[s] * unit + number[s]) for s in STANCES}

    low, high = 1.0, max(space, 2.0)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(strips(middle).values()) <= space else (low, middle)
    return low, strips(low)


def _number(sign: str, count: int, *, left: bool) -> str:
    return f"{count} {sign} " if left else f" {sign} {count}"
