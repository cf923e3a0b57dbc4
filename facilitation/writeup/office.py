"""What the Word and the PowerPoint file have in common: their language, their direction, and the native chart."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

import regex
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from facilitation.charts import LOOKS
from facilitation.words import Speaker
from facilitation.writeup.document import SERVICE, Answers, Document

LOOK = LOOKS["light"]
FONT = "Calibri"  # LibreOffice has Carlito for it, of the same widths
MOST_PROPERTY = 255  # letters of a title among a file's properties

_LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
# Cleaning has taken these away from what people send; one that came another way must not spoil the file.
_NOT_IN_XML = regex.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\uD800-\uDFFF\uFFFE\uFFFF]")


def locale_of(language: str) -> str:
    """The language as Office writes it: "fi" is "fi-FI"; what it does not know goes as it is."""
    return _LOCALES.get(language, language)


def legal(text: str) -> str:
    """`text` without what no XML file can hold."""
    return str(_NOT_IN_XML.sub("", text))


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is read from right to left."""
    return next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L") != "L"


def describe(known: Any, document: Document, at: datetime) -> None:
    """Fills in a file's core properties (both libraries call them alike); nobody's name but the service's."""
    known.title = legal(document.title)[:MOST_PROPERTY]
    known.subject = legal(document.kicker)[:MOST_PROPERTY]
    known.author = known.last_modified_by = SERVICE
    known.language = locale_of(document.language)
    known.comments = known.keywords = ""
    known.created = known.modified = at
    known.revision = 1


def colour(code: str) -> RGBColor:
    """A colour of our look: "#0B6E99"."""
    made: RGBColor = RGBColor.from_string(code.removeprefix("#"))
    return made


def chart_data(answers: Answers, say: Speaker) -> CategoryChartData:
    """The counts of a card as PowerPoint and Word keep them, in a sheet behind the chart."""
    data = CategoryChartData(number_format="0")
    data.categories = [label for _, label, _ in answers.bars]
    data.add_series(say("Answered"), [count for _, _, count in answers.bars])
    return data


def dress(chart: Chart, answers: Answers, *, points: float) -> None:
    """One bar a stance in its own colour, with its count beside it; letters of so many points."""
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(points), FONT
    chart.font.color.rgb = colour(LOOK.ink)
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.vary_by_categories = False
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = "0", False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(points)
    labels.font.bold = True
    for point, (stance, _, _) in enumerate(answers.bars):
        fill = plot.series[0].points[point].format.fill
        fill.solid()
        fill.fore_color.rgb = colour(LOOK.stances[stance])
    names, counts = chart.category_axis, chart.value_axis
    names.reverse_order = True  # the first stance stands on top
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = colour(LOOK.ink)
    counts.visible = False
    counts.has_major_gridlines = False
    counts.minimum_scale = 0
    counts.maximum_scale = max(1.0, 1.15 * max(count for _, _, count in answers.bars))
    _unframed(chart)


def _unframed(chart: Chart) -> None:
    """Word would draw a frame with round corners around a chart that says nothing about it."""
    space = chart._chartSpace
    corners = parse_xml(f'<c:roundedCorners {nsdecls("c")} val="0"/>')
    space.insert(1 if space.find("{*}date1904") is not None else 0, corners)
    frame = parse_xml(f"<c:spPr {nsdecls('c', 'a')}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>")
    space.find("{*}chart").addnext(frame)
