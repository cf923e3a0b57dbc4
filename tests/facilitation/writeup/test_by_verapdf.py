"""Every PDF we make is PDF/UA-1 by veraPDF too, whose program the environment names (see conftest.py)."""

import os
import subprocess
from pathlib import Path

import pytest

from facilitation.writeup import export, export_series
from tests.facilitation.writeup.rooms import a_hostile_room
from tests.facilitation.writeup.test_booklet import a_series
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room

PATIENCE = 300  # seconds


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_pdf_passes(language: str, tmp_path: Path):
    rooms = {"whole": a_whole_session(), "empty": a_room([]), "hostile": a_hostile_room()}
    files = {"series.pdf": export_series(a_series(), 0, "pdf", language).data}
    for name, session in rooms.items():
        files[f"{name}.pdf"] = export(session, [], "pdf", language).data
        files[f"{name}-short.pdf"] = export(session, [], "pdf-short", language).data

    said = by_verapdf(files, tmp_path)

    assert said == dict.fromkeys(files, "PASS")


def by_verapdf(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    """The name of each file and the word that veraPDF has for it."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [os.environ["TRENDIPAKKA_VERAPDF"], "--flavour", "ua1", "--format", "text"]
    paths = [str(folder / name) for name in files]
    told = subprocess.run([*command, *paths], timeout=PATIENCE, capture_output=True, text=True).stdout
    lines = [line.split() for line in told.splitlines() if line.startswith(("PASS", "FAIL"))]
    return {Path(path).name: word for word, path, *_ in lines}
