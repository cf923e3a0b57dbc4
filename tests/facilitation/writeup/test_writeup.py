import re

import msgspec
import pytest

from facilitation.writeup import Export, export
from sessions.archive import read_archive
from sessions.errors import BadField
from tests.facilitation.writeup.hostile import HOSTILE
from tests.factories import a_seat, an_opening
from tests.rooms import a_room, a_rooms_history, answers, seated

OFFICE = "application/vnd.openxmlformats-officedocument"
PEOPLE = seated(g1=["association"] * 4)
RATED = answers(c1="PPNB")


@pytest.mark.parametrize(
    ("format", "media_type", "start"),
    [
        pytest.param("html", "text/html; charset=utf-8", b"<!doctype html>\n", id="page"),
        pytest.param("md", "text/markdown; charset=utf-8", b"# Trends in our town\n", id="markdown"),
        pytest.param("docx", f"{OFFICE}.wordprocessingml.document", b"PK\x03\x04", id="word"),
        pytest.param("pptx", f"{OFFICE}.presentationml.presentation", b"PK\x03\x04", id="slides"),
        pytest.param("xlsx", f"{OFFICE}.spreadsheetml.sheet", b"PK\x03\x04", id="workbook"),
        pytest.param("csv", "text/csv; charset=utf-8", b'\xef\xbb\xbf"session"', id="table"),
        pytest.param("csv.zip", "application/zip", b"PK\x03\x04", id="tables"),
        pytest.param("zip", "application/zip", b"PK\x03\x04", id="pack"),
        pytest.param("json", "application/json", b"{\n", id="archive"),
    ],
)
def test_a_session_is_exported_in_each_format(format, media_type, start):
    history = a_rooms_history(PEOPLE, RATED)

    given = export(a_room(PEOPLE, RATED), history, format, "en")

    assert given == Export(f"2026-09-21-trends-in-our-town-TEST42.{format}", media_type, given.data)
    assert given.data.startswith(start)


def test_the_archive_gives_the_session_back():
    history = a_rooms_history(PEOPLE, RATED)
    session = a_room(PEOPLE, RATED)

    given = export(session, history, "json", "en")

    assert read_archive(given.data) == (history, session)


def test_a_format_that_we_do_not_have_is_refused():
    with pytest.raises(BadField) as refused:
        export(a_room(PEOPLE), [], "exe", "en")

    assert refused.value.facts == {"field": "format"}


@pytest.mark.parametrize(
    ("title", "date", "name"),
    [
        pytest.param("Kanta-Hämeen trendit", "2019-10-29", "2019-10-29-kanta-hameen-trendit-TEST42", id="finnish"),
        pytest.param("../../etc/passwd", "29.10.2019", "29-10-2019-etc-passwd-TEST42", id="a path"),
        pytest.param("漢字", "", "2026-09-21-TEST42", id="nothing in ascii"),
        pytest.param('a"; filename="x.exe\r\n', "2019", "2019-a-filename-x-exe-TEST42", id="a header"),
        pytest.param("x" * 200, "2019", f"2019-{'x' * 60}-TEST42", id="very long"),
    ],
)
def test_file_names_are_plain_on_every_system(title, date, name):
    session = a_room(PEOPLE, opened=an_opening(title=title, date=date))

    assert export(session, [], "csv", "en").filename == f"{name}.csv"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_title_makes_a_file_name_that_is_more_than_a_name(text):
    session = a_room([], opened=an_opening(title=text, date=text))

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,90}TEST42\.csv|TEST42\.csv", export(session, [], "csv", "en").filename)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("format", ["html", "md", "csv", "json"])
def test_a_session_of_150_people_and_40_cards_is_exported_whole(format, language):
    opened = an_opening(cards=40, groups=10)
    people = [a_seat(n, f"g{n % 10 + 1}", "state") for n in range(1, 151)]
    rated = answers(**{f"c{n}": ("PNBC" * 40)[n % 4 :][:150] for n in range(1, 41)})
    session = a_room(people, rated, opened=opened)

    given = export(session, a_rooms_history(people, rated, opened=opened), format, language)

    counted = {"html": b'<h3 id="card-', "md": b"\n### ", "csv": b'"TEST42"', "json": b'"rated"'}
    assert given.data.count(counted[format]) == {"html": 40, "md": 40, "csv": 6000, "json": 6000}[format]


def test_what_is_hidden_stands_in_no_document():
    people = [*seated(g1=["association"] * 6), a_seat(7, "g2", "employer", nickname="Secretperson")]
    opened = msgspec.structs.replace(an_opening(cards=1, nicknames=True), code="HIDDEN")
    session = a_room(people, answers(c1="PPPNNNB"), opened=opened)

    for format in ("html", "md", "csv"):
        text = export(session, [], format, "en").data.decode()
        assert "Secretperson" not in text
        assert "Table 2" not in text
    assert "employer" not in export(session, [], "csv", "en").data.decode()
