"""Pieces of HTML that the wall and the desk share. What people and decks wrote is escaped here and nowhere else."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import segno

from cards.deck import Text, in_language
from facilitation.words import Speaker
from sessions.session import Session


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


def qr_image(address: str, alt: str) -> str:
    """The address as a QR code: an image whose data stand in the page."""
    return f'<img src="{escape(_qr_code(address))}" alt="{escape(alt)}">'


@lru_cache(maxsize=64)
def _qr_code(text: str) -> str:
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=3, dark="#14252e", light="#fff"))


def bare(address: str) -> str:
    """An address as people type it: without the scheme."""
    return address.removeprefix("https://").removeprefix("http://")


def title_of(session: Session, card: str, say: Speaker) -> str:
    return say.card_text(session.known_cards[card].title)


def clock_face(milliseconds: int) -> str:
    """Time left as minutes and seconds, "4:05"; a second that has begun counts."""
    seconds = max(0, -(-milliseconds // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"
