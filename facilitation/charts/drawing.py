"""Our figures as SVG, for a file to take along: bars, signs, lines and words, where Plotly puts them on a screen.

Only what the figures of this package use is drawn; their ranges, margins and ticks are always given. The file holds
no script, no font and nothing from elsewhere, and its title and words are in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

import plotly.graph_objects as go

from facilitation.charts.look import FONT, TAG, letters_of

ANCHORS = {"left": "start", "center": "middle", "right": "end", "auto": "middle", None: "middle"}
LINE = 1.2  # of the text size
NARROW = 0.55  # the width of a letter on the average, of its size
CAP = 0.35  # of the text size: from the middle of a letter down to its foot

Json = Mapping[str, Any]


def as_svg(figure: go.Figure, *, title: str, words: str, language: str, width: int = 1200) -> bytes:
    """The figure as an SVG file, as wide as the figure says or else `width` pixels.

    Without a title it is for a page that says beside it what it shows.
    """
    page = _Page(figure.to_plotly_json(), width)
    size = f'width="{page.width:.0f}" height="{page.height:.0f}" viewBox="0 0 {page.width:.0f} {page.height:.0f}"'
    about = f"<title>{escape(title)}</title><desc>{escape(words)}</desc>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    paper = f'<rect width="100%" height="100%" fill="{page.layout["paper_bgcolor"]}"/>'
    body = "".join(page.parts())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {role} lang="{language}" {size} '
        f'font-family="{escape(FONT)}">{about}{paper}{body}</svg>'
    ).encode()


class _Page:
    """A figure laid out in pixels from its top left."""

    def __init__(self, figure: Json, width: int) -> None:
        self.layout: Json = figure["layout"]
        self.traces: list[Json] = figure["data"]
        self.width = float(self.layout.get("width") or width)
        self.height = float(self.layout["height"])
        margin: Json = self.layout["margin"]
        self.left, self.right = float(margin["l"]), self.width - float(margin["r"])
        self.top, self.bottom = float(margin["t"]), self.height - float(margin["b"])
        self.ink = str(self.layout["font"]["color"])
        self.size = float(self.layout["font"]["size"])

    def parts(self) -> Iterator[str]:
        shapes: list[Json] = list(self.layout.get("shapes", ()))
        yield from (self._shape(shape) for shape in shapes if shape.get("layer") == "below")
        for trace in self.traces:
            yield from self._bars(trace) if trace["type"] == "bar" else self._scatter(trace)
        yield from (self._shape(shape) for shape in shapes if shape.get("layer") != "below")
        yield from self._ticks()
        yield from (self._note(note) for note in self.layout.get("annotations", ()))

    # ---------------------------------------------------------------- places

    def _axis(self, name: str) -> Json:
        found: Json = self.layout.get(f"{name[0]}axis{name[1:]}", {})
        return found

    def x(self, value: float, axis: str = "x") -> float:
        if axis == "paper":
            return self.left + value * (self.right - self.left)
        low, high = self._axis(axis).get("range", (0, 1))
        start, end = self._axis(axis).get("domain", (0, 1))
        across = start + (value - low) / (high - low) * (end - start)
        return self.left + float(across) * (self.right - self.left)

    def y(self, value: float, axis: str = "y") -> float:
        low, high = (0, 1) if axis == "paper" else self._axis(axis).get("range", (0, 1))
        return self.bottom - float((value - low) / (high - low)) * (self.bottom - self.top)

    # ---------------------------------------------------------------- pieces

    def _bars(self, trace: Json) -> Iterator[str]:
        axis, colour = trace.get("xaxis", "x"), trace["marker"]["color"]
        wide, base = trace["width"], trace.get("base", 0)
        for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            thick, start = float(_nth(wide, n)) / 2, float(_nth(base, n))
            if trace.get("orientation") == "h":
                ends = (self.x(start, axis), self.x(start + x, axis)), (self.y(y - thick), self.y(y + thick))
            else:
                ends = (self.x(x - thick, axis), self.x(x + thick, axis)), (self.y(0), self.y(y))
            yield _rect(*ends, _nth(colour, n))

    def _scatter(self, trace: Json) -> Iterator[str]:
        axis = trace.get("xaxis", "x")
        points = [(self.x(x, axis), self.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
        match trace["mode"]:
            case "lines":
                path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                line = trace["line"]
                stroke = f'stroke="{line["color"]}" stroke-width="{line["width"]}"'
                yield f'<polyline points="{path}" fill="none" {stroke}/>'
            case "markers":
                marker = trace["marker"]
                for n, point in enumerate(points):
                    size, colour, symbol = (_nth(marker[name], n) for name in ("size", "color", "symbol"))
                    yield _sign(point, float(size), str(colour), str(symbol))
            case _:
                side = str(trace["textposition"]).rpartition(" ")[2]
                # "middle left" stands left of its point, so it ends there.
                anchor = {"left": "right", "right": "left", "center": "center"}[side]
                font = trace["textfont"]
                for (x, y), text in zip(points, trace["text"], strict=True):
                    yield self._text(text, x, y, anchor, "middle", font["color"], font["size"])

    def _shape(self, shape: Json) -> str:
        across = [self.x(shape[end], shape["xref"]) for end in ("x0", "x1")]
        down = [self.y(shape[end], shape["yref"]) for end in ("y0", "y1")]
        if shape["type"] == "rect":
            return _rect((across[0], across[1]), (down[0], down[1]), shape["fillcolor"])
        line = shape["line"]
        return (
            f'<line x1="{across[0]:.1f}" x2="{across[1]:.1f}" y1="{down[0]:.1f}" y2="{down[1]:.1f}" '
            f'stroke="{line["color"]}" stroke-width="{line["width"]}"/>'
        )

    def _ticks(self) -> Iterator[str]:
        upright, along = self._axis("y"), self._axis("x")
        for value, text in zip(upright.get("tickvals", ()), upright.get("ticktext", ()), strict=True):
            x = self.left - float(upright.get("ticklabelstandoff", 4)) - 3
            yield self._text(text, x, self.y(value), "right", "middle", self.ink, self.size)
        for value, text in zip(along.get("tickvals", ()), along.get("ticktext", ()), strict=True):
            yield self._text(text, self.x(value), self.bottom + 4, "center", "top", self.ink, self.size)

    def _note(self, note: Json) -> str:
        font: Json = note.get("font", {})
        x = self.x(note["x"], note.get("xref", "x")) + float(note.get("xshift", 0))
        y = self.y(note["y"], note.get("yref", "y"))
        size = float(font.get("size", self.size))
        ground = self._ground(note["text"], x, y, size, note["bgcolor"]) if "bgcolor" in note else ""
        return ground + self._text(
            note["text"],
            x,
            y,
            note.get("xanchor", "center"),
            note.get("yanchor", "middle"),
            font.get("color", self.ink),
            size,
        )

    def _ground(self, text: str, x: float, y: float, size: float, colour: str) -> str:
        """What lies under a label around its point, so that no line strikes its letters out."""
        lines = text.split("<br>")
        wide, high = max(map(letters_of, lines)) * NARROW * size / 2, LINE * len(lines) * size / 2
        return _rect((x - wide, x + wide), (y - high, y + high), colour)

    def _text(self, text: str, x: float, y: float, anchor: str, upright: str, colour: str, size: float) -> str:
        """Plotly's text: `<br>` breaks a line, `<b>` is bold, and everything else is words."""
        lines = [unescape(TAG.sub("", line)) for line in text.split("<br>")]
        if not any(lines):
            return ""
        above = {"bottom": len(lines) - 0.75, "top": -0.85}.get(upright, (len(lines) - 1) / 2 - CAP / LINE)
        first = y - above * LINE * size
        weight = ' font-weight="700"' if text.startswith("<b>") else ""
        places = [(x + _indent(line, size), first + n * LINE * size) for n, line in enumerate(lines)]
        spans = "".join(
            f'<tspan x="{left:.1f}" y="{down:.1f}">{escape(line.strip())}</tspan>'
            for line, (left, down) in zip(lines, places, strict=True)
        )
        return f'<text text-anchor="{ANCHORS[anchor]}" font-size="{size}" fill="{colour}"{weight}>{spans}</text>'


def _nth(value: Any, n: int) -> Any:
    return value[n] if isinstance(value, list | tuple) else value


def _indent(line: str, size: float) -> float:
    """Spaces at the ends of a line keep it off its bar; SVG leaves them out."""
    return 0.3 * size * ((len(line) - len(line.lstrip())) - (len(line) - len(line.rstrip())))


def _rect(across: tuple[float, float], down: tuple[float, float], colour: str) -> str:
    return (
        f'<rect x="{min(across):.1f}" y="{min(down):.1f}" width="{abs(across[1] - across[0]):.1f}" '
        f'height="{abs(down[1] - down[0]):.1f}" fill="{colour}"/>'
    )


def _sign(point: tuple[float, float], size: float, colour: str, symbol: str) -> str:
    """A sign around its point, as wide and as high as `size`."""
    x, y = point
    half = size / 2
    corners = {
        "triangle-up": ((-half, half), (0, -half), (half, half)),
        "triangle-down": ((-half, -half), (half, -half), (0, half)),
        "triangle-right": ((-half, -half), (half, 0), (-half, half)),
        "triangle-left": ((half, -half), (-half, 0), (half, half)),
        "diamond": ((-half, 0), (0, -half), (half, 0), (0, half)),
    }
    if symbol not in corners:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" fill="{colour}"/>'
    path = " ".join(f"{x + right:.1f},{y + down:.1f}" for right, down in corners[symbol])
    return f'<polygon points="{path}" fill="{colour}"/>'
