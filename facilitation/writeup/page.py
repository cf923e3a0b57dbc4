"""The write-up as one HTML page that needs nothing else: no script, no font, no picture, no other host."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from facilitation.charts import LOOKS
from facilitation.writeup.blocks import Answers, Block, Document

WIDTH = 100.0  # units of the drawing; bars of one card add up to this

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_page(document: Document) -> str:
    """The whole document; texts of people and decks are escaped and keep their own direction and language."""
    template = _templates.get_template("page.html")
    return template.render(document=document, looks=LOOKS, kind=_kind, widths=_widths)


def _kind(block: Block) -> str:
    return type(block).__name__


def _widths(answers: Answers) -> list[tuple[str, str, int, float]]:
    """The bars with their widths: counts as shares of the most frequent answer."""
    most = max(count for _, _, count in answers.bars) or 1
    return [(stance, label, count, round(WIDTH * count / most, 1)) for stance, label, count in answers.bars]
