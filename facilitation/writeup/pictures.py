"""The charts of a session as pictures, drawn by Typst: for documents, and as SVG and PNG files without a browser.

Each picture has its words beside it, from the same rows of `sessions.results`: they are its alt text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import product

import msgspec
import pandas as pd
import regex

from facilitation.charts import card_words, cards_words, map_words
from facilitation.charts.told import titles_of
from facilitation.words import Speaker, speaker
from facilitation.words.names import SIGNS
from facilitation.writeup.heat import heat_of
from facilitation.writeup.typesetting import compiled, line, text
from sessions.events import STANCES
from sessions.results import card_summary, discussion
from sessions.session import Session

SHARPNESS = 200  # dots an inch of a PNG

# The map, in points; a document's lines are 470 wide.
WIDTH, HEIGHT, LETTERS = 470.0, 280.0, 8.5
EDGE = 16.0  # for the words at the four ends
SMALLEST, LARGEST = 7.0, 15.0  # signs
LABEL_LENGTH = 40  # characters a person sees
HEAT_LENGTH = 50  # also of a name on the map, where all find a place at that length
GAP = 2.0


class Picture(msgspec.Struct, frozen=True):
    """`name` is that of a file without its ending, `words` the alt text, `drawn` what pictures.typ draws."""

    name: str
    title: str
    words: str
    language: str
    drawn: dict[str, object]


def session_pictures(session: Session, language: str) -> tuple[Picture, ...]:
    """All pictures of a session: the cards as bars, the map, and one picture a card in deck order."""
    say = speaker(language)
    table, talked, titles = card_summary(session), discussion(session), titles_of(session, say)
    return (
        cards_picture(table, titles, say),
        map_picture(table, talked, titles, say),
        *(
            card_picture(row, say, title=titles[str(card)], name=f"card-{place:02}-{card}")
            for place, (card, row) in enumerate(table.iterrows(), start=1)
        ),
    )


def bars_picture(session: Session, language: str) -> Picture:
    """The first of them alone."""
    say = speaker(language)
    return cards_picture(card_summary(session), titles_of(session, say), say)


def groups_picture(session: Session, language: str) -> Picture | None:
    """How each group leans on each card; None where groups cannot be compared."""
    say = speaker(language)
    heat = heat_of(session, say)
    if heat is None:
        return None
    drawn: dict[str, object] = {
        "is": "heat",
        "title": heat.title,
        "note": heat.note,
        "heads": [text(_shortened(name, LABEL_LENGTH // 2)) for name in heat.heads],
        "rows": [
            {
                "name": text(_shortened(row.name, HEAT_LENGTH)),
                "cells": [{"text": cell.text, "colour": cell.colour} if cell else None for cell in row.cells],
            }
            for row in heat.rows
        ],
    }
    return Picture("groups", heat.title, heat.words, say.language, drawn)


def as_svg(pictures: Sequence[Picture]) -> list[bytes]:
    """The pictures as SVG files without fonts or scripts; title and words are in the file."""
    return [_told(drawn, picture) for drawn, picture in zip(_pages(pictures, "svg"), pictures, strict=True)]


def as_png(pictures: Sequence[Picture], sharpness: float = SHARPNESS) -> list[bytes]:
    """The pictures as PNG files of so many dots an inch."""
    return _pages(pictures, "png", sharpness)


def svg_as_png(svg: bytes, sharpness: float = SHARPNESS) -> bytes:
    """An SVG of ours (`charts.drawing`) as a PNG of so many dots an inch; its pixels are 96 to the inch."""
    return compiled("svg", {"svg": svg.decode()}, "png", ppi=sharpness)[0]


def _pages(pictures: Sequence[Picture], format: str, sharpness: float = 0) -> list[bytes]:
    if not pictures:
        return []
    given: dict[str, object] = {
        "language": pictures[0].language,
        "pictures": [{"title": text(picture.title), **picture.drawn} for picture in pictures],
    }
    return compiled("picture", given, "svg" if format == "svg" else "png", ppi=sharpness)


def _told(svg: bytes, picture: Picture) -> bytes:
    start, _, rest = svg.decode().partition(">")
    about = f"<title>{escape(line(picture.title))}</title><desc>{escape(line(picture.words))}</desc>"
    return f'{start} role="img" lang="{picture.language}">{about}{rest}'.encode()


# -------------------------------------------------------------------- bars


def card_picture(room: pd.Series, say: Speaker, *, title: str, name: str = "card") -> Picture:
    """The answers to one card; `room` is its row of `card_summary`."""
    words = card_words(room, say, title=title)
    if room["hidden"] or not room["answered"]:
        reason = (
            say("Too few people have answered this card to show their answers.")
            if room["hidden"]
            else say("Nobody has answered this card yet.")
        )
        return Picture(name, title, words, say.language, {"is": "said", "text": reason})
    counts = [(stance, f"{SIGNS[stance]} {say.stance(stance)}", int(room[stance])) for stance in STANCES]
    return Picture(name, title, words, say.language, answers(counts, say))


def answers(bars: Sequence[tuple[str, str, int]], say: Speaker) -> dict[str, object]:
    """(stance, sign and word, count) of each bar as pictures.typ draws them."""
    return {
        "is": "answers",
        "bars": [
            {"stance": stance, "label": label, "count": count, "number": say.number(count)}
            for stance, label, count in bars
        ],
    }


def cards_picture(cards: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> Picture:
    """All cards that may be shown, from most opportunity to most threat; `cards` is a `card_summary`."""
    table = _shown(cards).sort_values("lean", ascending=False, kind="stable", na_position="last")
    heading, words = say("Answers to each card"), cards_words(cards, titles, say)
    if not len(table):
        return Picture(
            "cards", heading, words, say.language, {"is": "said", "text": say("No answers can be shown yet.")}
        )
    drawn: dict[str, object] = {
        "is": "bars",
        "signs": dict(SIGNS),
        "headings": {stance: f"{SIGNS[stance]} {say.stance(stance)}" for stance in STANCES},
        "rows": [
            {
                "name": text(_shortened(titles[str(card)], 2 * LABEL_LENGTH)),
                "numbers": {stance: say.number(int(row[stance])) for stance in STANCES},
                "shares": {stance: int(row[stance]) / int(row["answered"]) for stance in STANCES},
            }
            for card, row in table.iterrows()
        ],
    }
    return Picture("cards", heading, words, say.language, drawn)


def _shown(cards: pd.DataFrame) -> pd.DataFrame:
    return cards[~cards["hidden"] & (cards["answered"] > 0)]


def _shortened(words: str, most: int) -> str:
    letters = regex.findall(r"\X", line(words))
    return "".join(letters) if len(letters) <= most else "".join(letters[: most - 1]).rstrip() + "…"


# -------------------------------------------------------------------- the map


class Box(msgspec.Struct, frozen=True):
    """A place on the map by its middle, in points from the top left."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: Box) -> bool:
        return (
            abs(self.x - other.x) < (self.wide + other.wide) / 2
            and abs(self.y - other.y) < (self.high + other.high) / 2
        )

    def is_inside(self) -> bool:
        return (
            self.wide / 2 + GAP <= self.x <= WIDTH - GAP - self.wide / 2
            and EDGE + self.high / 2 <= self.y <= HEIGHT - EDGE - self.high / 2
        )


def map_picture(cards: pd.DataFrame, talked: pd.DataFrame, titles: Mapping[str, str], say: Speaker) -> Picture:
    """Lean from left to right, split upwards, signs by how many groups talked; `talked` is a `discussion`."""
    table = _shown(cards).dropna(subset=["lean"])
    heading, words = say("Map of the cards"), map_words(cards, talked, titles, say)
    if not len(table):
        return Picture(
            "map", heading, words, say.language, {"is": "said", "text": say("No answers can be shown yet.")}
        )
    most = max([1, *talked["groups"]])
    signs: dict[str, Box] = {}
    leans: dict[str, str] = {}
    for card, row in table.iterrows():
        across = SMALLEST + (LARGEST - SMALLEST) * int(talked["groups"].get(card, 0)) / most
        sign = Box(*_place(float(row["lean"]), float(row["split"])), across, across)
        signs[str(card)] = _beside(sign, signs.values())
        leans[str(card)] = _leaning(float(row["lean"]))
    names = {card: _shortened(titles[card], HEAT_LENGTH) for card in signs}
    labels = placed(signs, names)
    if len(labels) < len(signs):  # shorter names leave room for more of them
        names = {card: _shortened(titles[card], LABEL_LENGTH) for card in signs}
        labels = placed(signs, names)
    points = [
        {
            "x": sign.x,
            "y": sign.y,
            "across": sign.wide,
            "stance": leans[card],
            "name": text(names[card]),
            "label": msgspec.to_builtins(labels[card]) if card in labels else None,
            "leader": card in labels and _far(sign, labels[card]),
        }
        for card, sign in signs.items()
    ]
    ends = {
        "threat": f"{SIGNS['threat']} {say.stance('threat')}",
        "opportunity": f"{SIGNS['opportunity']} {say.stance('opportunity')}",
        "top": say("Opinions differ"),
        "bottom": say("Of one mind"),
    }
    drawn: dict[str, object] = {
        "is": "map",
        "width": WIDTH,
        "height": HEIGHT,
        "size": LETTERS,
        "points": points,
        "ends": ends,
    }
    return Picture("map", heading, words, say.language, drawn)


def _place(lean: float, split: float) -> tuple[float, float]:
    inner = HEIGHT - 2 * EDGE - 2 * LARGEST
    return WIDTH / 2 + lean * (WIDTH / 2 - LARGEST), EDGE + LARGEST + (1 - split) * inner


def _beside(sign: Box, others: Collection[Box]) -> Box:
    """The sign itself, or as near as it can be to its place without hiding another."""
    for right, down in _STEPS:
        moved = msgspec.structs.replace(sign, x=sign.x + right, y=sign.y + down)
        if moved.is_inside() and not any(_hides(moved, other) for other in others):
            return moved
    return sign


# To the sides first: how much a card divides is read more closely than how it leans.
_STEPS = sorted(
    ((SMALLEST * right, SMALLEST * down) for right, down in product(range(-15, 16), range(-10, 11))),
    key=lambda step: (abs(step[0]) + 2 * abs(step[1]), step),
)


def _hides(sign: Box, other: Box) -> bool:
    return abs(sign.x - other.x) + abs(sign.y - other.y) < 0.7 * other.wide


def _leaning(lean: float) -> str:
    return "opportunity" if lean > 0 else "threat" if lean < 0 else "both"


def placed(signs: Mapping[str, Box], names: Mapping[str, str]) -> dict[str, Box]:
    """Where each name stands: the nearest place that is free of signs and of names, if there is any.

    Signs in a crowd choose first, as they have the least room.
    """
    taken = [msgspec.structs.replace(sign, wide=sign.wide + GAP, high=sign.high + GAP) for sign in signs.values()]
    boxes: dict[str, Box] = {}
    for card in sorted(signs, key=lambda card: (_next(card, signs), card)):
        wide, high = width_of(names[card]) * LETTERS + GAP, 1.3 * LETTERS
        for x, y in _candidates(signs[card], wide, high):
            box = Box(x, y, wide, high)
            if box.is_inside() and not any(box.meets(other) for other in taken):
                boxes[card] = box
                taken.append(box)
                break
    return boxes


def width_of(words: str) -> float:
    """At most how many ems a name is wide in the fonts of the pictures."""
    return sum(_ems(letter) for letter in words)


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F") or letter in "WM@%—…" or ord(letter) > 0x2000:
        return 1.0
    if letter.isupper() or letter in "mw":
        return 0.8
    return 0.3 if letter in "iljtfr .,:;'|!()-" else 0.56


def _candidates(sign: Box, wide: float, high: float) -> Iterator[tuple[float, float]]:
    """Beside the sign on its own half of the map, on the other side, above and below, then ever farther away."""
    side = 1 if sign.x >= WIDTH / 2 else -1
    beside, over = side * ((sign.wide + wide) / 2 + GAP), (sign.high + high) / 2 + GAP
    yield from (
        (sign.x + beside, sign.y),
        (sign.x - beside, sign.y),
        (sign.x, sign.y - over),
        (sign.x, sign.y + over),
    )
    steps = product(range(-18, 19), range(-24, 25))
    far = [(sign.x + wide / 5 * across, sign.y + 0.6 * high * up) for across, up in steps]
    yield from sorted(far, key=lambda place: _cost(place[0] - sign.x, place[1] - sign.y, side, wide))


def _cost(right: float, down: float, side: int, wide: float) -> float:
    """How unwelcome a place is; a name that crosses the middle of its crowd costs its own width."""
    return abs(right) + 2 * abs(down) + (wide if right * side < 0 else 0)


def _next(card: str, signs: Mapping[str, Box]) -> float:
    own = signs[card]
    return min((abs(own.x - o.x) + abs(own.y - o.y) for other, o in signs.items() if other != card), default=0.0)


def _far(sign: Box, label: Box) -> bool:
    """Whether a name stands so far from its sign that a line must lead there."""
    return (
        abs(sign.x - label.x) > (sign.wide + label.wide) / 2 + 2 * GAP
        or abs(sign.y - label.y) > (sign.high + label.high) / 2 + 2 * GAP
    )
