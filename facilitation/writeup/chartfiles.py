"""One chart as a file: numbers as CSV, picture as SVG or PNG. Nothing is here that small groups may not show."""

from __future__ import annotations

from collections.abc import Mapping

from facilitation.charts.cards import ORDERS, Order
from facilitation.charts.drawing import as_svg
from facilitation.charts.told import Told, Wish, told
from facilitation.words import speaker
from facilitation.writeup.pictures import svg_as_png
from facilitation.writeup.sheets import Sheet
from facilitation.writeup.tables import sheet_csv
from sessions.errors import BadField
from sessions.session import Session

TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
MOST_WISHED = 999


def chart_file(session: Session, ending: str, asked: Mapping[str, str], language: str) -> tuple[str, str, bytes]:
    """File name, media type and content of a chart; `asked` is what stands in the address.

    In it `chart` is one of `charts.told.FILES`, `order` one of `ORDERS`, `card` an id, `wish-<sector>` people.

    Raises:
        BadField, NoSuchCard
    """
    order: Order = next((order for order in ORDERS if order == asked.get("order")), "lean")
    wished = {sector: _whole(asked.get(f"wish-{sector}", "")) for sector in session.opened.sectors}
    wish = Wish(order=order, card=asked.get("card", ""), people={s: n for s, n in wished.items() if n})
    chart = told(session, asked.get("chart", ""), speaker(language), wish)
    if chart is None or ending not in TYPES:
        raise BadField(field="format")
    place = f"-{list(session.cards).index(wish.card) + 1}" if chart.name == "card" else ""
    return f"{session.code}-{chart.name}{place}.{ending}", TYPES[ending], _content(chart, ending, language)


def _content(chart: Told, ending: str, language: str) -> bytes:
    if ending == "csv":
        return _csv(chart)
    svg = as_svg(chart.figure, title=chart.title, words=chart.words, language=language)
    return svg_as_png(svg) if ending == "png" else svg


def _csv(chart: Told) -> bytes:
    """The rows with a header; what is hidden is an empty cell."""
    return sheet_csv(
        Sheet(
            name=chart.name,
            meaning=chart.title,
            columns=tuple((name, "") for name in chart.header),
            rows=tuple(tuple(None if cell == "" else cell for cell in row) for row in chart.rows),
        )
    )


def _whole(text: str) -> int:
    return min(int(text), MOST_WISHED) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
