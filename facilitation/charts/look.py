"""How our figures look: colours, letters, and texts made safe for Plotly, which reads `<a href=…>` as a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from typing import Literal

import msgspec
import plotly.graph_objects as go
import regex

Theme = Literal["light", "dark"]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
NAME_LENGTH = 26  # letters in each of the two lines beside a bar; the words beside the figure have the whole
SLIM = 500  # pixels; where a figure must be narrower, names stand above their rows
SLIM_LENGTH = 36  # letters of a name above its row
ONE_LINE = 28  # letters of a name where two lines are too high
LETTER = 0.6  # the width of a letter of FONT, of the text size; wide faces included


TAG = regex.compile("<[^>]*>")


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
        if not first or (not second and len(first) + len(word) < most):
            first = f"{first} {word}".strip()
        else:
            second = f"{second} {word}".strip()
    lines = [plain(line, most) for line in (first, second) if line]
    return "<br>".join(lines)


def letters_of(text: str) -> int:
    """How many letters a label has once Plotly has read it."""
    return len(regex.findall(r"\X", unescape(TAG.sub("", text))))


def names_width(names: Iterable[str], size: int, *, above: bool = False) -> float:
    """Pixels that names take beside their rows in letters of this size; names above their rows leave a little air."""
    if above:
        return size / 2
    return (max(letters_of(line) for name in names for line in name.split("<br>")) + 1) * LETTER * size


def names_above(figure: go.Figure, names: Sequence[str]) -> None:
    """Names above their rows, which stand at 0, -1 … and leave the upper part of their place free."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "yref": "y", "yanchor": "top", "showarrow": False}
    place |= {"bgcolor": figure.layout.paper_bgcolor, "borderpad": 0}  # no axis strikes a name out
    notes = [{"y": 0.48 - down, "text": name, **place} for down, name in enumerate(names)]
    figure.update_layout(annotations=[*figure.layout.annotations, *notes])
    figure.update_yaxes(ticktext=[""] * len(names))


def blank_figure(look: Look, height: int, text_size: int) -> go.Figure:
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


def said_only(sentence: str, look: Look, height: int, text_size: int) -> go.Figure:
    figure = blank_figure(look, height, text_size)
    figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text=plain(sentence), showarrow=False)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure
