"""The sheets of a session as a workbook: a text stays a text, whatever a spreadsheet would make of it."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from facilitation.charts import LOOKS
from facilitation.writeup.document import SERVICE
from facilitation.writeup.sheets import Cell, Sheet

MOST_LETTERS = 32_767  # a cell of Excel holds no more
NARROW, WIDE = 8, 60  # the width of a column, in letters


def as_xlsx(sheets: tuple[Sheet, ...], *, title: str, at: datetime) -> bytes:
    """The sheets in their order, each with a frozen header and a filter; `at` is the time the file says it was made.

    Equal sheets give equal bytes.
    """
    data = io.BytesIO()
    never = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(data, {"in_memory": True, **never}) as book:
        book.set_properties({"title": title[:255], "author": SERVICE, "created": at})
        look = LOOKS["light"]
        head = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": look.paper, "font_color": look.ink, "valign": "top"}
        )
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _fill(page, sheet, head, body)
    return data.getvalue()


def _fill(page: Worksheet, sheet: Sheet, head: object, body: object) -> None:
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, name, head)
        page.set_column(column, column, _width([name, *(row[column] for row in sheet.rows)]))
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(page, place, column, cell, body)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write(page: Worksheet, row: int, column: int, cell: Cell, body: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(row, column, cell[:MOST_LETTERS], body)
    else:
        page.write_number(row, column, cell, body)


def _width(cells: list[Cell]) -> int:
    longest = max(len(line) for cell in cells for line in ("" if cell is None else str(cell)).split("\n"))
    return max(NARROW, min(WIDE, longest + 3))
