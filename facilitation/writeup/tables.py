"""Tables as CSV for spreadsheets and statistics: UTF-8 with BOM, RFC 4180, every text quoted, no formulas."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping

import pandas as pd
import regex

from facilitation.writeup.sheets import Sheet

# Spreadsheets begin to calculate at these, some also after white space; fullwidth and small forms count as theirs.
_FORMULA = regex.compile(r"[\t\r\n]|[\s\p{Default_Ignorable_Code_Point}]*+[=+\-@＝＋－＠﹦﹢﹣﹫−]")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file can name


def disarmed(cell: str) -> str:
    """`cell`, with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def ratings_csv(rows: pd.DataFrame) -> bytes:
    """`sessions.results.published_rows` as a CSV file with a header."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows([disarmed(str(cell)) for cell in row] for row in rows.to_numpy().tolist())
    return text.getvalue().encode("utf-8-sig")


def sheet_csv(sheet: Sheet) -> bytes:
    """A sheet as a CSV file with a header; numbers stand without quotes, an empty cell is empty."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows(
        ["" if cell is None else disarmed(cell) if isinstance(cell, str) else cell for cell in row]
        for row in sheet.rows
    )
    return text.getvalue().encode("utf-8-sig")


def sheets_zip(sheets: tuple[Sheet, ...]) -> bytes:
    """A zip file with each sheet as `<name>.csv`."""
    return zipped({f"{sheet.name}.csv": sheet_csv(sheet) for sheet in sheets})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these files, in this order; equal files give equal bytes, whatever the clock says."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()
