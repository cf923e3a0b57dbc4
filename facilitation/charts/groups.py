"""How groups and sectors lean, side by side: a heat map of cards, with words for what the colours say."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.look import (
    LETTER,
    LOOKS,
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

TITLE_LENGTH = 40  # letters of a card's title beside its row
NOTHING = "–"  # in a hidden cell that has no room for words
WIDE, HIGH, SLIM_HIGH = 0.96, 0.92, 0.5  # of a cell's place
DEEPEST = 0.42  # how much of a stance's colour lies under the ink at most: ink keeps 4.5:1 on it


class Cell(msgspec.Struct, frozen=True):
    """A card's answers in one group as the heat map tells them: its text, colour and what it says when pointed at."""

    text: str
    colour: str
    about: str


def heat_figure(
    table: pd.DataFrame,
    columns: Mapping[str, str],
    titles: Mapping[str, str],
    say: Speaker,
    *,
    theme: Theme = "light",
    width: int = 1200,
    text_size: int = 15,
) -> go.Figure:
    """Cards from top to bottom and groups from left to right; a cell has the sign of its side and its lean.

    `table` is a `group_summary` or a `sector_summary`, `columns` the names by id in their order. A hidden cell says
    "too few", or has a dash where columns are narrow; who was not asked for a card has an empty one.
    """
    look, size, slim = LOOKS[theme], text_size, width < SLIM
    cards = list(dict.fromkeys(str(card) for card in table.index.get_level_values(0)))
    if not cards:
        return said_only(say("No answers can be shown yet."), look, 6 * size, size)
    names = {card: plain(titles[card], SLIM_LENGTH if slim else TITLE_LENGTH) for card in cards}
    left = names_width(names.values(), size, above=slim)
    room = int((width - left) / max(len(columns), 1) / (LETTER * size)) - 1
    heads = [two_lines(name, max(room, 6)) for name in columns.values()]
    figure = blank_figure(look, round(size * ((3.4 if slim else 2.2) * len(cards) + 4.5)), size)
    places, cells, rows = [], [], dict(table.iterrows())
    for down, card in enumerate(cards):
        for across, column in enumerate(columns):
            if (card, column) in rows:
                places.append((across, -down - 0.2 if slim else -down))
                few = say("too few") if letters_of(say("too few")) <= room else NOTHING
                cells.append(heat_cell(rows[card, column], names[card], plain(columns[column]), few, say, look))
    figure.add_bar(
        x=[WIDE] * len(places),
        y=[y for _, y in places],
        base=[x - WIDE / 2 for x, _ in places],
        width=[SLIM_HIGH if slim else HIGH] * len(places),
        orientation="h",
        marker={"color": [cell.colour for cell in cells], "line": {"width": 0}},
        hovertext=[cell.about for cell in cells],
        hoverinfo="text",
    )
    figure.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="text",
        text=[cell.text for cell in cells],
        textposition="middle center",
        textfont={"color": look.ink, "size": size},
        hoverinfo="skip",
        cliponaxis=False,
    )
    above = {"xref": "x", "y": 0.55, "yref": "y", "yanchor": "bottom", "showarrow": False}
    figure.update_layout(
        barmode="overlay",
        annotations=[{"x": across, "text": head, **above} for across, head in enumerate(heads)],
        margin={"l": round(left), "t": 0, "b": 0, "r": size},
    )
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5], visible=False)
    figure.update_yaxes(
        tickvals=[-down for down in range(len(cards))],
        ticktext=list(names.values()),
        ticklabelstandoff=size // 2,
        range=[-len(cards) + 0.4, 2.2],
        showgrid=False,
        zeroline=False,
    )
    if slim:
        names_above(figure, list(names.values()))
    return figure


def heat_note(say: Speaker) -> str:
    """How a cell is read."""
    return say("The sign tells the side, the number how far: 1 is everybody, 0 is even.")


def heat_words(table: pd.DataFrame, columns: Mapping[str, str], say: Speaker) -> str:
    """How many cards each group leans to which side on, and how many cells are not told."""
    if not len(table):
        return say("No answers can be shown yet.")
    cards = table.index.get_level_values(0).nunique()
    sentences = [say.many("Heat map of {n} card.", "Heat map of {n} cards.", cards)]
    for column, name in columns.items():
        own = table[table.index.get_level_values(1) == column]
        leans = own.loc[~own["hidden"], "lean"].dropna()
        if len(leans):
            sentences.append(
                say(
                    "{group}: more opportunity on {opportunity}, more threat on {threat}, even on {even}.",
                    group=name,
                    opportunity=say.number(int((leans > 0).sum())),
                    threat=say.number(int((leans < 0).sum())),
                    even=say.number(int((leans == 0).sum())),
                )
            )
    hidden = int(table["hidden"].sum())
    if hidden:
        sentences.append(say.many("{n} cell is not shown: too few.", "{n} cells are not shown: too few.", hidden))
    return " ".join(sentences)


def heat_cell(row: pd.Series, card: str, column: str, few: str, say: Speaker, look: Look) -> Cell:
    """A cell of the map; `few` stands in it when it is hidden."""
    where = f"{card}<br>{column}<br>"
    if row["hidden"]:
        return Cell(plain(few), look.quiet, where + plain(say("too few")))
    if not row["answered"]:
        return Cell("", look.paper, where + plain(say("Nobody has answered this card yet.")))
    counts = "<br>".join(f"{SIGNS[s]} {plain(say.stance(s))}: {say.number(int(row[s]))}" for s in STANCES)
    if pd.isna(row["lean"]):
        return Cell(SIGNS["unsure"], _tint(look, "unsure", 0.4), where + counts)
    lean = float(row["lean"])
    side = "opportunity" if lean > 0 else "threat" if lean < 0 else "both"
    text = f"{SIGNS[side]} {say.number(round(abs(lean), 1))}"
    return Cell(text, _tint(look, side, abs(lean) if lean else 0.4), where + counts)


def _tint(look: Look, stance: str, strength: float) -> str:
    """The colour of a stance on the paper, the deeper the stronger; ink stays readable on it."""
    deep = DEEPEST * strength
    channels = zip(_channels(look.paper), _channels(look.stances[stance]), strict=True)
    return "#" + "".join(f"{round(paper * (1 - deep) + colour * deep):02X}" for paper, colour in channels)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
