"""Who was there, against who was wished for."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.look import LETTER, LOOKS, Theme, blank_figure, letters_of, plain
from facilitation.words import Speaker

NAME = 36  # letters of a sector's name


def people_figure(
    people: pd.DataFrame, say: Speaker, *, theme: Theme = "light", width: int = 1200, text_size: int = 15
) -> go.Figure:
    """Two bars for each sector: who is here, and under it who was wished for. `people` is a `composition_against`."""
    look, size = LOOKS[theme], text_size
    names = [plain(say.sector(str(sector)), NAME) for sector in people.index]
    left = (max((letters_of(name) for name in names), default=0) + 1) * LETTER * size
    figure = blank_figure(look, round(size * (2.8 * max(len(people), 1) + 2)), size)
    wished = bool(people["wished"].sum())
    series = [("present", look.ink, say("here"), 0.18 if wished else 0.0)]
    if wished:
        series.append(("wished", look.stances["unsure"], say("wished for"), -0.2))
    most = max(1, int(people[["present", "wished"]].to_numpy().max(initial=0)))
    for column, colour, word, off in series:
        counts = [int(n) for n in people[column]]
        levels = [off - n for n in range(len(people))]
        figure.add_bar(
            x=counts,
            y=levels,
            width=0.36,
            orientation="h",
            marker={"color": colour, "line": {"width": 0}},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=counts,
            y=levels,
            mode="text",
            text=[f" {say.number(n)} {plain(word)}" for n in counts],
            textposition="middle right",
            textfont={"color": look.ink, "size": size - 1},
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.update_layout(barmode="overlay", margin={"l": round(left), "t": 0, "b": 0})
    figure.update_xaxes(range=[0, most * 1.3], visible=False)
    figure.update_yaxes(
        tickvals=[-n for n in range(len(people))],
        ticktext=names,
        ticklabelstandoff=size // 2,
        range=[-len(people) + 0.4, 0.6],
        showgrid=False,
        zeroline=False,
    )
    return figure


def people_words(people: pd.DataFrame, say: Speaker) -> str:
    """Each sector with how many are here, how many were wished for, and how many are missing."""
    wished = bool(people["wished"].sum())
    return " ".join(
        say(
            "{sector}: {here} here, {wished} wished for.",
            sector=say.sector(str(sector)),
            here=say.number(int(row["present"])),
            wished=say.number(int(row["wished"])),
        )
        if wished
        else say("{sector}: {here} here.", sector=say.sector(str(sector)), here=say.number(int(row["present"])))
        for sector, row in people.iterrows()
    )
