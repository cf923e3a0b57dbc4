"""The write-up as one HTML page that needs nothing else, and asks no other host for anything.

With the charts of the session, Plotly's script and ours stand in the page, and its policy lets these two run and no
other. Without a script, in print and for a screen reader each chart is a picture with its words and a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from facilitation.charts import LOOKS
from facilitation.charts.live import QUIET, Library, LiveChart, LiveCharts, hash_of, library
from facilitation.charts.told import Told, said
from facilitation.words import Speaker, speaker
from facilitation.words.names import SIGNS
from facilitation.writeup.blocks import Answers, Block, Document
from sessions.events import STANCES

WIDTH = 100.0  # units of the drawing; bars of one card add up to this
CHARTS_BEFORE = ("method", "credits")  # sections; the charts come before the first that is there
COUNTED = ("cards", "map")  # charts whose words are a sentence for each card

SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_page(document: Document, charts: LiveCharts | None = None) -> str:
    """The whole document; texts of people and decks are escaped and keep their own direction and language."""
    template = _templates.get_template("page.html")
    live = _live(document, charts) if charts else None
    return template.render(document=document, looks=LOOKS, kind=_kind, widths=_widths, live=live)


def _kind(block: Block) -> str:
    return type(block).__name__


def _widths(answers: Answers) -> list[tuple[str, str, int, float]]:
    """The bars with their widths: counts as shares of the most frequent answer."""
    most = max(count for _, _, count in answers.bars) or 1
    return [(stance, label, count, round(WIDTH * count / most, 1)) for stance, label, count in answers.bars]


# -------------------------------------------------------------------- live charts


class _Words(msgspec.Struct, frozen=True):
    """What the page says around its charts."""

    heading: str
    how: str
    order: str
    cards: str
    groups: str
    all: str
    none: str
    table: str


class _Live(msgspec.Struct, frozen=True):
    """`before` is the section above which the charts stand; `data` is what our script reads."""

    charts: LiveCharts
    words: _Words
    before: str
    library: Library
    script: str
    script_hash: str
    data: str
    say: Speaker

    @property
    def signs(self) -> list[tuple[str, str]]:
        """Each answer with its sign and word, for a phone, on whose bars are signs alone."""
        return [(stance, f"{SIGNS[stance]} {self.say.stance(stance)}") for stance in STANCES]

    def place(self, told: Told) -> str:
        return self.say("Chart: {title}", title=told.title)

    def table_of(self, told: Told) -> str:
        return self.say("Table: {title}", title=told.title)

    def rows(self, told: Told) -> Iterator[tuple[tuple[str, str], list[str]]]:
        """Each row of the table with the card and the group that it is about."""
        for key, row in zip(told.keys, told.rows, strict=True):
            yield key, [said(value, self.say) for value in row]


def _live(document: Document, charts: LiveCharts) -> _Live:
    say = speaker(document.language)
    words = _Words(
        heading=say("Charts to explore"),
        how=say("Point at a chart or touch it, and it tells its numbers. Choose what the charts show:"),
        order=say("Order of the bars"),
        cards=say("Cards on the charts"),
        groups=say("Groups on the charts"),
        all=say("All"),
        none=say("None"),
        table=say("The same as a table"),
    )
    ids = [section.id for section in document.sections]
    return _Live(
        charts=charts,
        words=words,
        before=next((id for id in CHARTS_BEFORE if id in ids), ids[-1]),
        library=library(),
        script=SCRIPT,
        script_hash=hash_of(SCRIPT.encode()),
        data=_in_a_script(_data(charts, say)),
        say=say,
    )


def _data(charts: LiveCharts, say: Speaker) -> bytes:
    """What the script needs, as JSON: the figures by theme, the orders, and the words for each choice."""
    every = len(charts.cards)
    return msgspec.json.encode(
        {
            "charts": [_chart(chart) for chart in charts.charts],
            "orders": charts.orders,
            "cards": list(charts.cards),
            "groups": list(charts.groups),
            "sentences": charts.sentences,
            "shown": [
                say("Cards shown: {n} of {all}.", n=say.number(n), all=say.number(every)) for n in range(every + 1)
            ],
            "config": QUIET,
        }
    )


def _chart(chart: LiveChart) -> dict[str, object]:
    told = chart.told
    return {
        "name": told.name,
        "title": told.title,
        "words": told.words,
        "cards": told.cards,
        "columns": told.columns,
        "width": chart.width,
        "sorted": told.name == "cards",
        "counted": told.name in COUNTED,
        "figures": {theme: msgspec.Raw(figure.encode()) for theme, figure in chart.figures.items()},
        "slim": {theme: msgspec.Raw(figure.encode()) for theme, figure in chart.slim.items()},
        "slimWidth": chart.slim_width,
    }


def _in_a_script(json: bytes) -> str:
    """JSON that cannot end the element it stands in, nor begin a comment there."""
    return json.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
