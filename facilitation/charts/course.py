"""What changed in the course of a session: answers before and after, and when they came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import cast

import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.look import (
    LOOKS,
    NAME_LENGTH,
    SLIM,
    SLIM_LENGTH,
    Theme,
    blank_figure,
    names_above,
    names_width,
    plain,
    said_only,
    two_lines,
)
from facilitation.words import Speaker
from facilitation.words.names import SIGNS

MOST_TIMES = 8  # along the axis
LEAST_MINUTES = 15  # that have room: a single bar would be as wide as the screen


# -------------------------------------------------------------------- before and after


def moves_figure(
    moves: pd.DataFrame,
    titles: Mapping[str, str],
    say: Speaker,
    *,
    theme: Theme = "light",
    width: int = 1200,
    text_size: int = 15,
) -> go.Figure:
    """An arrow for each card that was rated again, from the lean of the first answers to that of the newest.

    `moves` is a `before_after`. Beside the arrow stands how many people moved towards which side. A card on which
    nobody took a side has no arrow.
    """
    look, size = LOOKS[theme], text_size
    table = moved_cards(moves)
    if not len(table):
        return said_only(say("No card can be compared before and after."), look, 6 * size, size)
    slim = width < SLIM
    names = [
        plain(titles[str(card)], SLIM_LENGTH) if slim else two_lines(titles[str(card)], NAME_LENGTH)
        for card in table.index
    ]
    left = names_width(names, size, above=slim)
    figure = blank_figure(look, round(size * (3 * len(table) + 4)), size)
    figure.add_shape(
        type="line",
        x0=0,
        x1=0,
        y0=-len(table) + 0.5,
        y1=0.5,
        xref="x",
        yref="y",
        line={"color": look.quiet, "width": 2},
    )
    for place, (_, row) in enumerate(table.iterrows()):
        down = place + 0.2 if slim else place
        before, after = float(row["lean_first"]), float(row["lean_newest"])
        side = "opportunity" if after > before else "threat" if after < before else "both"
        colour = look.stances[side]
        figure.add_scatter(
            x=[before, after], y=[-down, -down], mode="lines", line={"color": colour, "width": 4}, hoverinfo="skip"
        )
        symbol = {"opportunity": "triangle-right", "threat": "triangle-left", "both": "diamond"}[side]
        figure.add_scatter(
            x=[before, after],
            y=[-down, -down],
            mode="markers",
            marker={
                "symbol": ["circle", symbol],
                "color": [look.quiet, colour],
                "size": [size * 0.7, size],
                "opacity": 1,
            },
            hovertext=[f"{names[place]}<br>{plain(told)}" for told in _sides(row, say)],
            hoverinfo="text",
        )
        moved = f"{SIGNS['opportunity']} {row['to_opportunity']}   {SIGNS['threat']} {row['to_threat']}"
        figure.add_annotation(x=1.12, xref="x", y=-down, yref="y", xanchor="left", text=moved, showarrow=False)
    heads = (
        (-1.0, "left", f"{SIGNS['threat']} {say.stance('threat')}", look.stances["threat"]),
        (1.0, "right", f"{SIGNS['opportunity']} {say.stance('opportunity')}", look.stances["opportunity"]),
        (1.12, "left", say("Moved"), look.ink),
    )
    for x, anchor, text, colour in heads:
        figure.add_annotation(
            x=x,
            xref="x",
            y=0.6,
            yref="y",
            yanchor="bottom",
            xanchor=anchor,
            text=f"<b>{plain(text)}</b>",
            font={"color": colour, "size": size},
            showarrow=False,
        )
    figure.update_layout(margin={"l": round(left), "t": 0})
    figure.update_xaxes(range=[-1.1, 2.0 if slim else 1.45], visible=False)
    figure.update_yaxes(
        tickvals=[-down for down in range(len(table))],
        ticktext=names,
        ticklabelstandoff=size // 2,
        range=[-len(table) + 0.4, 1.5],
        showgrid=False,
        zeroline=False,
    )
    if slim:
        names_above(figure, names)
    return figure


def moved_cards(moves: pd.DataFrame) -> pd.DataFrame:
    """The rows of `moves` that have an arrow."""
    return moves[~moves["hidden"]].dropna(subset=["lean_first", "lean_newest"])


def _sides(row: pd.Series, say: Speaker) -> list[str]:
    return [
        " · ".join(
            f"{SIGNS[stance]} {say.number(int(row[f'{when}_{stance}']))}"
            for stance in ("opportunity", "threat", "both", "unsure")
        )
        for when in ("first", "newest")
    ]


def moves_words(moves: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> str:
    """Each card's counts before and after, and who moved."""
    table = moves[~moves["hidden"]]
    if not len(table):
        return say("No card can be compared before and after.")
    first = say.many(
        "Arrows for {n} card that was rated again.", "Arrows for {n} cards that were rated again.", len(table)
    )
    rows = [
        say(
            "{card}: opportunity {opportunity} before and {opportunity_after} after, threat {threat} before and "
            "{threat_after} after. Moved towards opportunity: {up}. Moved towards threat: {down}.",
            card=titles[str(card)],
            opportunity=say.number(int(row["first_opportunity"])),
            opportunity_after=say.number(int(row["newest_opportunity"])),
            threat=say.number(int(row["first_threat"])),
            threat_after=say.number(int(row["newest_threat"])),
            up=say.number(int(row["to_opportunity"])),
            down=say.number(int(row["to_threat"])),
        )
        for card, row in table.iterrows()
    ]
    return " ".join([first, *rows])


# -------------------------------------------------------------------- when answers came


def arrival_figure(
    came: pd.DataFrame, say: Speaker, zone: tzinfo | None, *, theme: Theme = "light", text_size: int = 15
) -> go.Figure:
    """A bar for each minute with its answers; `came` is an `arrival`, `zone` that of the clock in the room."""
    look, size = LOOKS[theme], text_size
    if not len(came):
        return said_only(say("Nobody has answered yet."), look, 6 * size, size)
    figure = blank_figure(look, 20 * size, size)
    times = [clock(minute, zone) for minute in came.index]
    counts = [int(n) for n in came["answers"]]
    places = list(range(len(came)))
    figure.add_bar(
        x=places,
        y=counts,
        width=0.8,
        marker={"color": look.ink, "line": {"width": 0}},
        hovertext=[f"{time}: {plain(_answers(n, say))}" for time, n in zip(times, counts, strict=True)],
        hoverinfo="text",
    )
    most = max(counts)
    figure.add_annotation(
        x=counts.index(most),
        xref="x",
        y=most,
        yref="y",
        yanchor="bottom",
        text=plain(_answers(most, say)),
        showarrow=False,
    )
    step = -(-len(times) // MOST_TIMES)
    figure.update_xaxes(
        tickvals=places[::step],
        ticktext=times[::step],
        range=[-0.8, max(len(came), LEAST_MINUTES) - 0.2],
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(range=[0, most * 1.25], visible=False)
    figure.update_layout(margin={"t": size, "b": round(2.2 * size)})
    return figure


def arrival_words(came: pd.DataFrame, say: Speaker, zone: tzinfo | None) -> str:
    """How many answers came between when and when, and when most of them did."""
    if not len(came):
        return say("Nobody has answered yet.")
    busiest = came["answers"].idxmax()
    return say(
        "Answers over time: {total} from {start} to {end}. Most came at {time}: {most}.",
        total=say.number(int(came["total"].iloc[-1])),
        start=clock(came.index[0], zone),
        end=clock(came.index[-1] + timedelta(minutes=1), zone),
        time=clock(busiest, zone),
        most=say.number(int(came.loc[busiest, "answers"])),
    )


def clock(minute: object, zone: tzinfo | None) -> str:
    """A minute as the clock in the room shows it, "14:05"."""
    return f"{cast(datetime, minute).astimezone(zone):%H:%M}"


def _answers(count: int, say: Speaker) -> str:
    return say.many("{n} answer", "{n} answers", count)
