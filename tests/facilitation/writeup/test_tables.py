import csv
import io

import pandas as pd
import pytest

from facilitation.writeup.sheets import Sheet, sheets
from facilitation.writeup.tables import disarmed, ratings_csv, sheet_csv, sheets_zip
from sessions.results import COLUMNS, published_rows
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.hostile import HOSTILE
from tests.rooms import a_room, answers, seated


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="return"),
        pytest.param("＝1", "'＝1", id="fullwidth equals"),
        pytest.param("＠x", "'＠x", id="fullwidth at"),
        pytest.param("﹦1", "'﹦1", id="small equals"),
        pytest.param("−1", "'−1", id="the sign for minus"),
        pytest.param("\u200b\ufeff=1", "'\u200b\ufeff=1", id="after what cannot be seen"),
        pytest.param("  =1", "'  =1", id="after spaces"),
        pytest.param("Table 1", "Table 1", id="a name"),
        pytest.param("a=b", "a=b", id="inside"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_cell_that_would_be_calculated_is_disarmed(cell, written):
    assert disarmed(cell) == written


def test_ratings_read_back_as_they_are():
    rows = published_rows(a_room(seated(g1=["state"] * 6), answers(c1="PPNNBC"), cards=1))

    data = ratings_csv(rows)

    assert data.startswith(
        b'\xef\xbb\xbf"session","round","seat","group","sector","card","stance","channel","at"\r\n'
    )
    assert data.count(b"\r\n") == 7
    read = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)
    assert list(read.columns) == list(COLUMNS)
    assert read.to_numpy().tolist() == rows.to_numpy().tolist()


def test_hostile_cells_read_back_equal_and_begin_no_formula():
    rows = pd.DataFrame({"group": HOSTILE, "card": HOSTILE[::-1]})

    text = ratings_csv(rows).decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["group", "card"]
    assert read[1:] == [[disarmed(a), disarmed(b)] for a, b in zip(HOSTILE, HOSTILE[::-1], strict=True)]
    assert [cell for row in read for cell in row if cell.strip()[:1] in set("=+-@＝＋－＠")] == []


def test_sheets_come_as_one_file_each_and_equal_sheets_as_equal_bytes():
    told = sheets(a_room(seated(g1=["state"] * 6), answers(c1="PPNNBC"), cards=1), "fi")

    data = sheets_zip(told)

    tables = reading.tables(data)
    assert data == sheets_zip(told)
    assert list(tables) == [sheet.name for sheet in told]
    for sheet in told:
        cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows]
        assert tables[sheet.name].to_numpy().tolist() == [
            [c if is_number(c) else disarmed(c) for c in r] for r in cells
        ]


def test_a_negative_number_stays_a_number_and_a_text_like_one_is_disarmed():
    sheet = Sheet("s", "", (("a", ""), ("b", "")), ((-0.5, "-0.5"), (None, "")))

    assert sheet_csv(sheet).decode("utf-8-sig") == '"a","b"\r\n-0.5,"\'-0.5"\r\n"",""\r\n'


def is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "").isdigit()
