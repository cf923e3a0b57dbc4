"""Deck files in, decks out: a file that cannot be played is refused with every line that is to be mended.

A deck file is YAML in block style, UTF-8, and every value in it is text:

    id: town-trends
    version: "1"
    languages: [fi, en]
    title:
      fi: Kaupungin trendit
      en: Trends of the town
    question:
      fi: Onko tämä meille mahdollisuus vai uhka?
      en: Is this an opportunity or a threat to us?
    themes:
      - id: weather
        name:
          fi: Sää
          en: Weather
    cards:
      - id: heat
        theme: weather
        title:
          fi: Kuumat kesät
          en: Hot summers
        trend:
          fi: Kesät kuumenevat.
          en: Summers grow hotter.

Texts become NFC, and what YAML's line folding leaves of spaces and line ends becomes single spaces.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import regex

from cards.deck import LANGUAGES, NOTE_KINDS, STEEPLE, Card, Deck, Fact, Hand, Text, Theme
from cards.errors import DeckRefused
from cards.outline import (
    MAX_BYTES,
    MAX_PROBLEMS,
    UNREADABLE,
    Entries,
    Leaf,
    Listing,
    Node,
    code_point,
    read_outline,
)
from cards.problems import Problem, shown
from cards.text import graphemes

DECKS = Path(__file__).parent / "decks"

TITLE_LENGTH = 80  # graphemes: what fits on a card's front
TEXT_LENGTH = 400  # graphemes: what fits on its back
YEARS = (1900, 2100)

ID = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SPACES = re.compile(r"[ \t\r\n]+")
# U+200C and U+200D are allowed: Persian words are parted and emoji are joined with them
INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|" + UNREADABLE.pattern
)
STACKED = regex.compile(r"\p{M}{4}")  # three marks on a letter are a language, more are a joke
CROWD = 8  # code points per grapheme; a text of nothing but emoji families has 7

# what has to stand there, and what may
DECK_KEYS = ("id", "version", "languages", "title", "question", "themes", "cards")
DECK_EXTRAS = ("hands", "note_kinds", "authors", "licence", "inspired_by", "facts_checked")
CARD_KEYS = ("id", "theme", "title", "trend")
CARD_EXTRAS = ("tension", "question", "fact", "plain", "steeple", "tags")
THEME_KEYS = ("id", "name")
HAND_KEYS = ("id", "name", "cards")
FACT_KEYS = ("text", "year", "source")

Part = TypeVar("Part", Card, Theme, Hand)


def shipped_decks() -> dict[str, Path]:
    """The decks that come with the program, by the file's name without its ending, in alphabetical order."""
    return {path.stem: path for path in sorted(DECKS.glob("*.yaml"))}


def read_deck(path: Path) -> Deck:
    """The deck in a file.

    Raises:
        DeckRefused: the file cannot be opened, or `read_deck_text` refuses it.
    """
    name = shown(path.name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):  # a name with U+0000 is a ValueError
        raise DeckRefused([Problem(file=name, line=0, reason="no-file")]) from None
    return read_deck_text(data, name)


def read_deck_text(text: str | bytes, name: str) -> Deck:
    """The deck in a text; `name` is what the problems call the file.

    Raises:
        DeckRefused: something is to be mended. `problems` holds all that was found, in the order of the file
            (at most 100 and "more-problems"); where parsing stopped, only what stopped it.
    """
    findings = Findings(name)
    deck = _deck(read_outline(text, name), Place(findings))
    if findings.problems:
        raise DeckRefused(sorted(findings.problems, key=lambda problem: problem.line))
    return deck


class Findings:
    """The problems of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Keep a problem.

        Raises:
            DeckRefused: that was the last one that anybody would read.
        """
        self.problems.append(problem)
        if len(self.problems) == MAX_PROBLEMS:
            last = Problem(file=self.file, line=0, reason="more-problems", facts={"count": MAX_PROBLEMS})
            raise DeckRefused([*sorted(self.problems, key=lambda problem: problem.line), last])


class Place(msgspec.Struct, frozen=True):
    """Where in a deck we are: the card, and the keys that lead here from the card or from the top."""

    findings: Findings
    card: str = ""
    keys: tuple[str, ...] = ()

    def at(self, key: str) -> "Place":
        return Place(self.findings, self.card, (*self.keys, key))

    @property
    def key(self) -> str:
        return ".".join(self.keys)

    def refuse(self, line: int, reason: str, **facts: str | int) -> None:
        self.findings.add(Problem(self.findings.file, line, reason, self.card, facts))


# Each reader below notes what is wrong and then returns something harmless of its type: a deck with problems
# is never handed out. A node of None is a key that was not given; `_fields` knows whether it had to be.


def _deck(node: Node, place: Place) -> Deck:
    fields = _fields(node, place, DECK_KEYS, DECK_EXTRAS)
    languages = _words(fields.get("languages"), place.at("languages"), LANGUAGES)

    def theme(node: Node, here: Place) -> Theme:
        return _theme(node, here, languages)

    def card(node: Node, here: Place) -> Card:
        return _card(node, here, languages, [theme.id for theme in themes])

    def hand(node: Node, here: Place) -> Hand:
        return _hand(node, here, languages, {card.id for card in cards})

    themes = _parts(fields.get("themes"), place.at("themes"), theme, "duplicate-theme")
    cards = _parts(fields.get("cards"), place.at("cards"), card, "duplicate-card")
    hands = _parts(fields.get("hands"), place.at("hands"), hand, "duplicate-hand")
    deck = Deck(
        id=_id(fields.get("id"), place.at("id")),
        version=_line(fields.get("version"), place.at("version"), TITLE_LENGTH),
        title=_text(fields.get("title"), place.at("title"), languages, TITLE_LENGTH),
        languages=languages,
        question=_text(fields.get("question"), place.at("question"), languages),
        themes=themes,
        cards=cards,
        hands=hands,
        authors=_line(fields.get("authors"), place.at("authors")),
        licence=_line(fields.get("licence"), place.at("licence")),
        inspired_by=_text(fields.get("inspired_by"), place.at("inspired_by"), languages, complete=False),
        facts_checked=_date(fields.get("facts_checked"), place.at("facts_checked")),
    )
    note_kinds = _words(fields.get("note_kinds"), place.at("note_kinds"), NOTE_KINDS)
    return msgspec.structs.replace(deck, note_kinds=note_kinds) if note_kinds else deck


def _theme(node: Node, place: Place, languages: Sequence[str]) -> Theme:
    fields = _fields(node, place, THEME_KEYS)
    return Theme(
        id=_id(fields.get("id"), place.at("id")),
        name=_text(fields.get("name"), place.at("name"), languages, TITLE_LENGTH),
    )


def _card(node: Node, place: Place, languages: Sequence[str], themes: Sequence[str]) -> Card:
    fields = _fields(node, place, CARD_KEYS, CARD_EXTRAS)
    theme = _id(fields.get("theme"), place.at("theme"))
    if theme and themes and theme not in themes:
        known = ", ".join(theme for theme in themes if theme)
        place.refuse(fields["theme"].line, "unknown-theme", theme=theme, known=known)
    return Card(
        id=_id(fields.get("id"), place.at("id")),
        theme=theme,
        title=_text(fields.get("title"), place.at("title"), languages, TITLE_LENGTH),
        trend=_text(fields.get("trend"), place.at("trend"), languages),
        tension=_text(fields.get("tension"), place.at("tension"), languages),
        question=_text(fields.get("question"), place.at("question"), languages),
        fact=_fact(fields["fact"], place.at("fact"), languages) if "fact" in fields else None,
        plain=_text(fields.get("plain"), place.at("plain"), languages, complete=False),
        steeple=_word(fields["steeple"], place.at("steeple"), STEEPLE) if "steeple" in fields else "",
        tags=tuple(_id(tag, place.at("tags")) for tag in _different(fields.get("tags"), place.at("tags"))),
    )


def _fact(node: Node, place: Place, languages: Sequence[str]) -> Fact:
    fields = _fields(node, place, FACT_KEYS)
    return Fact(
        text=_text(fields.get("text"), place.at("text"), languages),
        year=_year(fields.get("year"), place.at("year")),
        source=_line(fields.get("source"), place.at("source")),
    )


def _hand(node: Node, place: Place, languages: Sequence[str], known: set[str]) -> Hand:
    fields = _fields(node, place, HAND_KEYS)
    cards = []
    for leaf in _different(fields.get("cards"), place.at("cards")):
        cards.append(_id(leaf, place.at("cards")))
        if cards[-1] and known and cards[-1] not in known:
            place.refuse(leaf.line, "unknown-card", hand=place.keys[-1], id=cards[-1])
    return Hand(
        id=_id(fields.get("id"), place.at("id")),
        name=_text(fields.get("name"), place.at("name"), languages, TITLE_LENGTH),
        cards=tuple(cards),
    )


def _parts(node: Node | None, place: Place, read: Callable[[Node, Place], Part], duplicate: str) -> tuple[Part, ...]:
    """Themes, cards or hands, each at its own place: the card, else the id, else the position in the list."""
    parts = []
    first: dict[str, int] = {}
    for number, item in enumerate(_items(node, place), start=1):
        own = _own_id(item)
        if own is None:
            here = place.at(str(number))
        elif place.key == "cards":
            here = Place(place.findings, own.text)
        else:
            here = place.at(own.text)
        parts.append(read(item, here))
        if own and own.text in first:
            here.refuse(own.line, duplicate, id=own.text, first=first[own.text])
        elif own:
            first[own.text] = own.line
    return tuple(parts)


def _own_id(node: Node) -> Leaf | None:
    """The id of a theme, card or hand if it has a good one."""
    for entry in node.entries if isinstance(node, Entries) else ():
        if entry.key == "id":
            return entry.node if isinstance(entry.node, Leaf) and ID.fullmatch(entry.node.text) else None
    return None


def _fields(node: Node, place: Place, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Node]:
    """What stands under the keys that are known here."""
    if not isinstance(node, Entries):
        place.refuse(node.line, "not-keys", key=place.key, example=required[0])
        return {}
    fields = _known(node, place, (*required, *optional))
    for key in required:
        if key not in fields:
            place.refuse(node.line, "missing-key", key=place.at(key).key)
    return fields


def _known(node: Entries, place: Place, known: Sequence[str]) -> dict[str, Node]:
    fields: dict[str, Node] = {}
    for entry in node.entries:
        key = shown(entry.key)
        if entry.key in fields:
            place.refuse(entry.line, "duplicate-key", key=key, first=fields[entry.key].line)
        elif entry.key in known:
            fields[entry.key] = entry.node
        elif entry.hollow:
            place.refuse(entry.line, "comma-splits-text", rest=key)
        elif near := difflib.get_close_matches(key, known, n=1, cutoff=0.7):
            place.refuse(entry.line, "misspelt-key", key=key, near=near[0])
        else:
            place.refuse(entry.line, "unknown-key", key=key, known=", ".join(known))
    return fields


def _items(node: Node | None, place: Place) -> tuple[Node, ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing):
        place.refuse(node.line, "not-a-list", key=place.key)
        return ()
    if not node.items:
        place.refuse(node.line, "empty-list", key=place.key)
    return node.items


def _different(node: Node | None, place: Place) -> list[Leaf]:
    """The texts of a list, in which none may stand twice."""
    leaves: dict[str, Leaf] = {}
    for item in _items(node, place):
        if not isinstance(item, Leaf):
            place.refuse(item.line, "not-a-text", key=place.key)
        elif item.text in leaves:
            place.refuse(item.line, "repeated-entry", key=place.key, entry=shown(item.text))
        else:
            leaves[item.text] = item
    return list(leaves.values())


def _words(node: Node | None, place: Place, known: Sequence[str]) -> tuple[str, ...]:
    words = (_word(leaf, place, known) for leaf in _different(node, place))
    return tuple(word for word in words if word)


def _word(node: Node, place: Place, known: Sequence[str]) -> str:
    if not isinstance(node, Leaf):
        place.refuse(node.line, "not-a-text", key=place.key)
    elif node.text not in known:
        place.refuse(node.line, "unknown-word", key=place.key, word=shown(node.text), known=", ".join(known))
    else:
        return node.text
    return ""


def _id(node: Node | None, place: Place) -> str:
    if node is None:
        return ""
    if not isinstance(node, Leaf):
        place.refuse(node.line, "not-a-text", key=place.key)
    elif not ID.fullmatch(node.text):
        place.refuse(node.line, "bad-id", key=place.key, id=shown(node.text))
    else:
        return node.text
    return ""


def _year(node: Node | None, place: Place) -> int:
    text = _line(node, place)
    if not text or node is None:
        return 0
    if not YEAR.fullmatch(text) or not YEARS[0] <= int(text) <= YEARS[1]:
        place.refuse(node.line, "bad-year", key=place.key, year=shown(text), first=YEARS[0], last=YEARS[1])
        return 0
    return int(text)


def _date(node: Node | None, place: Place) -> str:
    text = _line(node, place)
    if text and node and not _is_date(text):
        place.refuse(node.line, "bad-date", key=place.key, date=shown(text))
    return text


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):  # fromisoformat also takes 20261121 and 2026-W47-6
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(
    node: Node | None,
    place: Place,
    languages: Sequence[str],
    limit: int = TEXT_LENGTH,
    *,
    complete: bool = True,
) -> Text:
    """A text by language, in the deck's order. `complete`: every language of the deck has to be there.

    If the deck's languages could not be read, any will do.
    """
    if node is None:
        return {}
    if not isinstance(node, Entries):
        wanted = ", ".join(languages or LANGUAGES)
        place.refuse(node.line, "text-without-languages", key=place.key, languages=wanted)
        return {}
    fields = _known(node, place, LANGUAGES)
    for language in languages if complete else ():
        if language not in fields:
            place.refuse(node.line, "missing-language", key=place.key, language=language)
    for language in fields if languages else ():
        if language not in languages:
            place.refuse(fields[language].line, "extra-language", key=place.key, language=language)
    return {
        language: _line(fields[language], place.at(language), limit)
        for language in languages or LANGUAGES
        if language in fields
    }


def _line(node: Node | None, place: Place, limit: int = TEXT_LENGTH) -> str:
    """One text, cleaned; `limit` counts graphemes."""
    if node is None:
        return ""
    if not isinstance(node, Leaf):
        place.refuse(node.line, "not-a-text", key=place.key)
        return ""
    if STACKED.search(node.text):  # before NFC, whose time grows with the square of the marks
        place.refuse(node.line, "stacked-marks", key=place.key)
        return ""
    text = SPACES.sub(" ", unicodedata.normalize("NFC", node.text)).strip(" ")
    length = graphemes(text)
    invisible = INVISIBLE.search(text)
    if invisible:
        code = code_point(invisible.group())
        place.refuse(node.line, "forbidden-character", key=place.key, code=code)
    elif not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        place.refuse(node.line, "empty-text", key=place.key)
    elif len(text) > CROWD * length:
        place.refuse(node.line, "stacked-marks", key=place.key)
    elif length > limit:
        place.refuse(node.line, "too-long", key=place.key, length=length, limit=limit)
    return text
