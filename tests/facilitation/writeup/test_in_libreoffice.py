"""Word and PowerPoint files as another office sees them; the environment names its program (see conftest.py).

The pages can be looked at afterwards: TRENDIPAKKA_PAGES names the folder where the PDF files stay.
"""

import io
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pypdf
import pytest

from facilitation.writeup import export
from facilitation.writeup.docx import MOST_CHARTS
from sessions.session import Session
from tests.facilitation.writeup import reading
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room, answers, seated

PATIENCE = 300  # seconds that a first start may take


def many_cards() -> Session:
    cards = MOST_CHARTS + 5
    rated = answers(**{f"c{n}": "P" * 7 + "N" * 5 + "B" * 3 + "C" for n in range(1, cards + 1)})
    return a_room(seated(g1=["state"] * 16), rated, cards=cards)


def converted(data: bytes, name: str, folder: Path) -> str:
    """What stands on the pages once LibreOffice has made a PDF of a file, white space apart."""
    kept = Path(os.environ.get("TRENDIPAKKA_PAGES") or folder)
    (folder / name).write_bytes(data)
    subprocess.run(
        [
            *(os.environ["TRENDIPAKKA_LIBREOFFICE"], f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--headless", "--convert-to", "pdf", "--outdir", str(kept), str(folder / name)),
        ],
        check=True,
        timeout=PATIENCE,
        capture_output=True,
    )
    pages = pypdf.PdfReader(io.BytesIO((kept / name).with_suffix(".pdf").read_bytes())).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("session", [a_whole_session, many_cards])
def test_nothing_of_a_word_file_is_lost(session, language, tmp_path):
    data = export(session(), [], "docx", language).data

    page = converted(data, f"word-{session.__name__}-{language}.docx", tmp_path)

    told = [text for _, text in reading.paragraphs(reading.xml(data, "word/document.xml")) if text]
    assert lost([*told, *labels_of(data)], page) == (set(), Counter())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("session", [a_whole_session, many_cards])
def test_nothing_of_the_slides_is_lost(session, language, tmp_path):
    data = export(session(), [], "pptx", language).data

    page = converted(data, f"slides-{session.__name__}-{language}.pptx", tmp_path)

    told = [text for title, beside, _ in reading.slides(data) for text in (title, *beside)]
    assert lost([text for text in told if "‹#›" not in text] + labels_of(data), page) == (set(), Counter())


def labels_of(data: bytes) -> list[str]:
    return [label for labels, _, _ in reading.charts(data) for label in labels]


def lost(told: list[str], page: str) -> tuple[set[str], Counter[str]]:
    """The words that are not on the pages, and the letters that are too few there.

    A sign from another font may stand before or after its word there, so no whole sentence is looked for.
    """
    words = {word for text in told for word in text.split() if word not in page}
    return words, Counter(squeezed("".join(told))) - Counter(page)
