import zipfile
from io import BytesIO

import pytest

from facilitation.writeup import FORMATS, PACKED, export
from facilitation.writeup.pack import ABOUT, FOLDER, as_pack, read_me
from sessions.session import Session
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room

NAMES = ("cards", "map", "card-01-c1", "card-02-c2", "card-03-c3")


def the_pack(session: Session, language: str = "en") -> dict[str, bytes]:
    return reading.parts(export(session, [], "zip", language).data)


def test_the_pack_has_every_format_but_the_archive():
    name = "2019-10-29-trends-in-kanta-hame-TEST42"

    pack = the_pack(a_whole_session())

    made = [export(a_whole_session(), [], format, "en").filename for format in PACKED]
    assert set(FORMATS) - set(PACKED) == {"zip", "json"}
    pictures = [f"{FOLDER}/{name}.{ending}" for ending in ("png", "svg") for name in NAMES]
    assert list(pack) == ["README.txt", *made, *pictures]
    assert {f"{name}.{format}" for format in ("html", "md", "pdf", "docx", "pptx", "xlsx", "csv", "csv.zip")} <= set(
        made
    )
    assert pack[f"{name}.csv"] == export(a_whole_session(), [], "csv", "en").data


def test_every_format_of_the_pack_is_explained():
    assert set(PACKED) <= set(ABOUT)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_names_every_file_and_has_the_counts_of_the_session(language):
    session = a_whole_session()

    pack = the_pack(session, language)

    text = pack.pop("README.txt").decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "Trends in Kanta-Häme"
    assert [name for name in pack if name not in lines and not name.startswith(f"{FOLDER}/")] == []
    assert f"{FOLDER}/" in lines
    counts = [
        [int(n) for n in "".join(c if c.isdigit() else " " for c in line).split()]
        for line in lines
        if line[:2] == "- "
    ]
    assert counts == [[9, 9], [20, 18, 2], [3], [3]]


def test_the_counts_of_the_page_are_those_of_the_files():
    pack = the_pack(a_whole_session())

    tables = reading.tables(pack["2019-10-29-trends-in-kanta-hame-TEST42.csv.zip"])
    assert (len(tables["ratings"]), len(tables["cards"]), len(tables["notes"])) == (18, 3, 3)
    assert tables["composition"]["people"].map(int).sum() == 9


def test_pictures_stand_in_a_folder_of_their_own_and_are_explained():
    made = as_pack(a_room([]), "en", {"md": ("x.md", b"text")}, {"card-1.png": b"PNG"})

    assert list(reading.parts(made)) == ["README.txt", "x.md", f"{FOLDER}/card-1.png"]
    assert f"{FOLDER}/\r\n{ABOUT['pictures']}" in read_me(a_room([]), "en", {}, True)


def test_equal_files_make_an_equal_pack():
    files = {"md": ("x.md", b"text")}

    made = as_pack(a_room([]), "en", files, {})

    assert made == as_pack(a_room([]), "en", files, {})
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
