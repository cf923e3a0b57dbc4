"""Cards in an order, each with a bar and a number: what matters most, what cuts across everything."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from facilitation.wall import fitting
from facilitation.wall.parts import card_words, element, words
from facilitation.wall.view import View, which

ROOM = 56.0  # percent of the wall's height for a page of them
SIZES = (3.8, 5.2)
NAME = 0.54  # of the wall's width, for the titles


class Ranked(msgspec.Struct, frozen=True):
    """A card, how long its bar is (0.0 to 1.0), and its number in words ("" where that is switched off)."""

    card: str
    share: float
    label: str


def ranked(view: View, rows: Sequence[Ranked], room: float = ROOM) -> tuple[str, str]:
    """The list, and which of the rows stand now; when there are more than can be read they take turns."""

    def size(page: Sequence[Ranked], wide: float) -> float:
        def high(size: float) -> float:
            return sum(1.15 * size * fitting.lines(view.title(row.card), size, NAME * wide) + 1.9 for row in page)

        return fitting.largest(high, room, SIZES[1])

    pages = fitting.paged(rows, lambda page: size(page, fitting.SHAPES["narrow"]) >= SIZES[0])
    turn = view.turn(len(pages))
    page = pages[turn]
    style = fitting.sized(lambda wide: size(page, wide))
    first = 1 + sum(map(len, pages[:turn]))
    shown = element("ol", "".join(_row(view, row) for row in page), "top-cards sized", style=style)
    return shown, which(view, first, first + len(page) - 1, len(rows))


def _row(view: View, row: Ranked) -> str:
    name = card_words("span", view.session.known_cards[row.card].title, view.say, "name")
    bar = element("span", element("i", "", style=f"width: {100 * row.share:.1f}%"), "track")
    number = words("b", row.label) if row.label else ""
    return element("li", name + element("span", bar + number, "points"))
