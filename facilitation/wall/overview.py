"""The map of all shown cards: lean across, split upwards, a numbered dot for each and its title in the legend.

Places are percent of the map, which is as wide as it is high: dots never overlap, and one that had to give way has a
line to where it belongs. When there are more titles than can be read at once, they take turns, more of them on a wide
projector; the dots all stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product

import msgspec
import pandas as pd

from facilitation import charts
from facilitation.wall import fitting
from facilitation.wall.parts import card_words, element, words
from facilitation.wall.view import View, framed, which
from facilitation.words.names import SIGNS
from sessions.results import card_summary, discussion
from sessions.session import Session

DOT = 8.4  # percent of the map: the smallest dot, which has room for two figures
MORE = 2.4  # what is added for the card that most tables talked about
EDGE = 6.0  # percent of the map that no dot's middle goes into
LEGEND = {"narrow": 55.0, "wide": 94.0}  # percent of the wall's height: how wide the legend is
LEGEND_ROOM = 64.0  # and how high
LEGEND_SIZES = (3.4, 5.0)
MOST_TITLES = 14

Place = tuple[float, float]


class Dot(msgspec.Struct, frozen=True):
    """A card on the map: its number, where it belongs and where it stands (percent from top left), how wide it is."""

    card: str
    number: int
    at: Place
    stands: Place
    wide: float
    side: str


def overview(view: View) -> str:
    """All shown cards, the most divided first in the legend."""
    table = _told(view.session)
    if not len(table):
        sentence = view.said("p", lambda say: say("Too few people have answered to show their answers."), "task")
        return framed(view, element("div", sentence, "middle"), view.rehearsal(ready=True))
    talked = discussion(view.session)["groups"]
    cards = [(str(c), float(row["lean"]), float(row["split"]), int(talked.get(c, 0))) for c, row in table.iterrows()]
    dots = placed(tuple(cards))
    named = {shape: _named(view, dots, wide) for shape, wide in LEGEND.items()}
    waits = {shape: {dot.card for dot in dots} - {dot.card for dot in page} for shape, page in named.items()}
    legends = "".join(_legend(view, dots, shape, page) for shape, page in named.items())
    places = "".join(_where(view, dots, shape, page) for shape, page in named.items())
    if named["narrow"] == named["wide"]:
        legends, places = _legend(view, dots, "", named["wide"]), _where(view, dots, "", named["wide"])
    middle = element("div", _map(view, table, dots, waits) + legends, "middle map-and-legend")
    return framed(view, middle, _missing(view, len(table)) + places)


def _legend(view: View, dots: Sequence[Dot], shape: str, page: Sequence[Dot]) -> str:
    """The titles that stand now on a projector of this shape ("" for either)."""
    titles = [view.title(dot.card) for dot in page]
    sizes = fitting.sizes_style({each: _size(titles, wide) for each, wide in LEGEND.items()})
    return element("ol", "".join(_title(view, dot) for dot in page), f"legend {_only(shape)}".strip(), style=sizes)


def _where(view: View, dots: Sequence[Dot], shape: str, page: Sequence[Dot]) -> str:
    place = which(view, page[0].number, page[-1].number, len(dots))
    return element("div", place, _only(shape)) if place and shape else place


def _only(shape: str) -> str:
    return f"on-{shape}" if shape else ""


def _named(view: View, dots: Sequence[Dot], wide: float) -> Sequence[Dot]:
    """The dots whose titles stand now in a legend so wide."""
    pages = _pages(tuple(view.title(dot.card) for dot in dots), wide)
    turn = view.turn(len(pages))
    first = sum(len(titles) for titles in pages[:turn])
    return dots[first : first + len(pages[turn])]


def _told(session: Session) -> pd.DataFrame:
    """The shown cards that have a place: the most divided first."""
    table = card_summary(session)
    table = table[table.index.isin(session.revealed_cards()) & ~table["hidden"] & (table["answered"] > 0)]
    return table.dropna(subset=["lean"]).sort_values("split", ascending=False, kind="stable")


def _missing(view: View, told: int) -> str:
    """That shown cards are not on the map, and why."""
    left = len([card for card in view.session.revealed_cards() if card in view.session.cards]) - told
    if left <= 0:
        return ""
    return view.said(
        "p",
        lambda say: say.many(
            "{n} card is left out: too few answers, or nobody took a side.",
            "{n} cards are left out: too few answers, or nobody took a side.",
            left,
        ),
        "quiet",
    )


@lru_cache(maxsize=64)  # the same map is drawn each second
def placed(cards: tuple[tuple[str, float, float, int], ...]) -> tuple[Dot, ...]:
    """A dot for each (card, lean, split, groups that talked of it), where it belongs or at the nearest free place."""
    most = max((groups for *_, groups in cards), default=0) or 1
    found: list[Dot] = []
    for number, (card, lean, split, groups) in enumerate(cards, start=1):
        wide = DOT + MORE * groups / most
        inner = 100 - 2 * EDGE
        at = (EDGE + inner * (lean + 1) / 2, EDGE + inner * (1 - split))
        side = "opportunity" if lean > 0 else "threat" if lean < 0 else "both"
        found.append(Dot(card, number, at, _free(at, wide, found), wide, side))
    return tuple(found)


def _free(at: Place, wide: float, others: Sequence[Dot]) -> Place:
    """The nearest place to where a dot belongs at which it touches no other."""

    def is_free(place: Place) -> bool:
        apart = ((place, dot.stands, (wide + dot.wide) / 2 + 0.4) for dot in others)
        return all((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= gap**2 for a, b, gap in apart)

    if is_free(at):
        return at
    grid = [EDGE + 1.1 * n for n in range(int((100 - 2 * EDGE) / 1.1) + 1)]
    near = sorted(product(grid, grid), key=lambda place: (place[0] - at[0]) ** 2 + (place[1] - at[1]) ** 2)
    return next((place for place in near if is_free(place)), at)


def _map(view: View, table: pd.DataFrame, dots: Sequence[Dot], waits: Mapping[str, set[str]]) -> str:
    leaders = "".join(
        element(
            "line", "", x1=f"{d.at[0]:.1f}", y1=f"{d.at[1]:.1f}", x2=f"{d.stands[0]:.1f}", y2=f"{d.stands[1]:.1f}"
        )
        for d in dots
        if abs(d.at[0] - d.stands[0]) + abs(d.at[1] - d.stands[1]) > DOT / 2
    )
    axis = element("line", "", "axis", x1="50", y1="0", x2="50", y2="100")
    lines = element("svg", axis + leaders, viewBox="0 0 100 100", aria_hidden="true")
    places = []
    for dot in dots:
        spoken = charts.card_words(table.loc[dot.card], view.say, title=view.title(dot.card))
        style = f"left: {dot.stands[0]:.1f}%; top: {dot.stands[1]:.1f}%; width: {dot.wide:.1f}%"
        css = f"dot {dot.side}" + "".join(f" waits-{shape}" for shape, cards in waits.items() if dot.card in cards)
        places.append(words("b", str(dot.number), css, style=style, role="img", aria_label=spoken))
    say = view.say
    top = words("p", say("Opinions differ"), "end")
    below = words("b", f"{SIGNS['threat']} {say.stance('threat')}", "head threat")
    below += words("span", say("Of one mind"))
    below += words("b", f"{SIGNS['opportunity']} {say.stance('opportunity')}", "head opportunity")
    return element("div", top + element("div", lines + "".join(places), "sheet") + element("p", below, "ends"), "map")


def _title(view: View, dot: Dot) -> str:
    number = words("b", str(dot.number), f"dot {dot.side}")
    return element("li", number + card_words("span", view.session.known_cards[dot.card].title, view.say, "name"))


@lru_cache(maxsize=64)
def _pages(titles: tuple[str, ...], wide: float) -> list[list[str]]:
    """Titles that can be read at a time in a legend so wide."""
    return fitting.paged(titles, lambda page: _fits(page, wide))


def _size(titles: Sequence[str], wide: float) -> float:
    return fitting.largest(lambda size: _high(titles, size, wide), LEGEND_ROOM, LEGEND_SIZES[1])


def _high(titles: Sequence[str], size: float, wide: float) -> float:
    rows = sum(fitting.lines(title, size, wide - 3.2 * size) for title in titles)
    return fitting.LINE * size * rows + 1.5 * len(titles)


def _fits(titles: Sequence[str], wide: float) -> bool:
    return len(titles) <= MOST_TITLES and _high(titles, LEGEND_SIZES[0], wide) <= LEGEND_ROOM
