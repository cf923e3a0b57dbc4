import io
from datetime import UTC, datetime

import openpyxl
import pytest

from facilitation.writeup.sheets import Sheet, sheets
from facilitation.writeup.xlsx import as_xlsx
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.test_document import a_whole_session

AT = datetime(2026, 9, 21, 12, tzinfo=UTC)


def test_every_sheet_comes_back_as_it_was():
    told = sheets(a_whole_session(), "en")

    book = reading.workbook(as_xlsx(told, title="T", at=AT))

    assert book == {
        sheet.name: [list(sheet.header), *[[None if cell == "" else cell for cell in row] for row in sheet.rows]]
        for sheet in told
    }


@pytest.mark.parametrize(
    "text", ["007", "1E5", "=1+1", "https://evil.example", "2026-11-22", "TRUE", "1,5", "#N/A", "-"]
)
def test_a_text_that_looks_like_something_else_stays_a_text(text):
    sheet = Sheet("s", "", (("a", ""),), ((text,),))

    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx((sheet,), title="T", at=AT)))["s"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_headers_are_frozen_and_can_be_filtered():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(a_whole_session(), "en"), title="T", at=AT)))

    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert len(sheet.title) <= 31
        assert all(8 <= column.width <= 61 for column in sheet.column_dimensions.values())


def test_equal_sheets_give_equal_bytes():
    told = sheets(a_whole_session(), "en")

    assert as_xlsx(told, title="T", at=AT) == as_xlsx(told, title="T", at=AT)


def test_the_file_names_its_title_and_no_person():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets(a_whole_session(), "en"), title="Trends", at=AT)))

    assert (book.properties.title, book.properties.creator) == ("Trends", "Trendipakka")
