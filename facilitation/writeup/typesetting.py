"""How documents and pictures go to Typst: texts as data that no markup can come out of, colours, fonts and files."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Literal

import regex
import typst

from cards.text import clean
from facilitation.charts import LOOKS
from facilitation.writeup.typst.placeholder import PATH as PLACEHOLDER

FOLDER = Path(__file__).parent / "typst"
LONG_WORD = 30  # characters a person sees; a longer word may be broken anywhere
PIECE = 6

_LONG = regex.compile(rf"\S{{{LONG_WORD},}}")
# An invisible mark of byte order, which PDF/UA forbids.
_FORBIDDEN = "\ufeff"

Text = str | dict[str, object]


def text(words: str) -> Text:
    """A text as look.typ sets it: the string itself, or lines of pieces with their direction.

    Between pieces a line may be broken, which takes no hyphen and no character.
    """
    words = clean(words).replace(_FORBIDDEN, "")
    if "\n" not in words and not right_to_left(words) and not _LONG.search(words):
        return words
    return {"lines": [_pieces(line) for line in words.split("\n")], "rtl": right_to_left(words)}


def line(words: str) -> str:
    """A text on one line, where there is no choice of how it is set."""
    return " ".join(clean(words).replace(_FORBIDDEN, "").split())


def right_to_left(words: str) -> bool:
    """Whether the first letter that has a direction is read from right to left."""
    return next((d for d in map(unicodedata.bidirectional, words) if d in ("L", "R", "AL")), "L") != "L"


def _pieces(line: str) -> list[str]:
    pieces, end = [], 0
    for found in _LONG.finditer(line):
        letters = regex.findall(r"\X", found[0])
        broken = ["".join(letters[place : place + PIECE]) for place in range(0, len(letters), PIECE)]
        pieces += [line[end : found.start()] + broken[0], *broken[1:]]
        end = found.end()
    return [*pieces[:-1], pieces[-1] + line[end:]] if pieces else [line]


def compiled(
    template: str,
    given: dict[str, object],
    format: Literal["pdf", "svg", "png"],
    *,
    ppi: float = 144,
    accessible: bool = True,
) -> list[bytes]:
    """A template of our folder with what it is given: one PDF (PDF/UA-1 if `accessible`), or each page a picture.

    Equal data gives equal bytes. Nothing outside our folder is read, and no font of the machine.

    Raises:
        typst.TypstError: the template has a fault.
    """
    look = LOOKS["light"]
    colours = {"ink": look.ink, "quiet": look.quiet, "paper": look.paper, "stances": dict(look.stances)}
    made = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(PLACEHOLDER.parent)],
        ignore_system_fonts=True,
        format=format,
        ppi=ppi if format == "png" else None,
        sys_inputs={"given": json.dumps({**given, "look": colours}, ensure_ascii=False)},
        pdf_standards=["ua-1"] if format == "pdf" and accessible else [],
    )
    return made if isinstance(made, list) else [made]
