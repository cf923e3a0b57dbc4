"""Pieces of HTML that the wall and the desk share. What people and decks wrote is escaped here and nowhere else."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

import segno

from cards.deck import Text, in_language
from facilitation.words import Speaker
from sessions.session import Session

QR_EDGE = 3  # squares of white around a QR code
COMPOUND = re.compile(r"(?<![\w-])(?=[\w-]{3,22}(?![\w-]))\w+(?:-\w+)+")


def element(tag: str, inside: str, css: str = "", **attributes: str) -> str:
    """An element around HTML that is safe already; attributes are escaped (`aria_label` is aria-label)."""
    named = {"class": css, **attributes}
    given = "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in named.items() if value)
    return f"<{tag}{given}>{inside}</{tag}>"


def words(tag: str, text: str, css: str = "", **attributes: str) -> str:
    """An element around somebody's words, as they are."""
    return element(tag, escape(text), css, **attributes)


def card_words(tag: str, text: Text, say: Speaker, css: str = "") -> str:
    """A deck's text in the speaker's language; marked with the language it has when that is another."""
    shown, language = in_language(text, say.language)
    return words(tag, shown, css, lang="" if language == say.language else language)


def address_words(address: str, css: str) -> str:
    """An address as people type it; where it takes two lines it breaks after a dot or a slash."""
    return element("p", re.sub(r"([./])(?=.)", r"\1<wbr>", escape(bare(address))), css)


def whole(text: str) -> str:
    """Somebody's words, escaped, whose short compounds stay on one line: "Kanta-Hämeessä"."""
    return COMPOUND.sub(r'<span class="whole">\g<0></span>', escape(text))


def numbers_kept(text: str) -> str:
    """A sentence whose numbers stay on the line of the word before a comma or a full stop: "a threat 5, both 3"."""
    return re.sub(r"(?<=\w) (?=\d+[,.;])", "\N{NO-BREAK SPACE}", text)


def qr_image(address: str, alt: str) -> str:
    """The address as a QR code: an image whose data stand in the page."""
    return f'<img src="{escape(_qr_code(address))}" alt="{escape(alt)}">'


@lru_cache(maxsize=64)
def _qr_code(text: str) -> str:
    return str(_made(text).svg_data_uri(border=QR_EDGE, dark="#14252e", light="#fff"))


def qr_modules(text: str) -> int:
    """How many squares wide the QR code of a text is, without the white edge (QR_EDGE on each side)."""
    return int(_made(text).symbol_size(border=0)[0])


def _made(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)


def bare(address: str) -> str:
    """An address as people type it: without the scheme."""
    return address.removeprefix("https://").removeprefix("http://")


def title_of(session: Session, card: str, say: Speaker) -> str:
    return say.card_text(session.known_cards[card].title)


def clock_face(milliseconds: int) -> str:
    """Time left as minutes and seconds, "4:05"; a second that has begun counts."""
    seconds = max(0, -(-milliseconds // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"
