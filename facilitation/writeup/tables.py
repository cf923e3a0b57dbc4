"""Ratings as CSV for spreadsheets and statistics: UTF-8 with BOM, RFC 4180, every cell quoted, no formulas."""

from __future__ import annotations

import csv
import io

import pandas as pd

# Spreadsheets begin to calculate at these, some also after white space; fullwidth forms count as theirs.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def disarmed(cell: str) -> str:
    """`cell`, with an apostrophe before it when a spreadsheet would take it for a formula."""
    start = cell.lstrip(" \u00a0\u3000")[:1]
    return f"'{cell}" if start in FORMULA_STARTS and start else cell


def ratings_csv(rows: pd.DataFrame) -> bytes:
    """`sessions.results.published_rows` as a CSV file with a header."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([disarmed(str(cell)) for cell in row] for row in rows.to_numpy().tolist())
    return text.getvalue().encode("utf-8-sig")
