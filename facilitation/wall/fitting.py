"""How large texts can be on the wall, and how many of them at a time.

Nobody measures letters here: a type is reckoned to be as wide as the wall's is on average, with some room to spare.
Sizes are percent of the wall's height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import TypeVar
from unicodedata import east_asian_width

# How wide the wall is on a narrow and on a wide projector, without its margins.
SHAPES = {"narrow": 124.0, "wide": 166.0}
LETTER = 0.51  # of the size of the type: how wide a letter is; Finnish ones took 0.44
LINE = 1.2  # of the size of the type
LEAST = 3.4  # a thirtieth of the height, and a little

Thing = TypeVar("Thing")


def one_line(text: str) -> str:
    """A text without the line breaks of the phone it was written on."""
    return " ".join(text.split())


def lines(text: str, size: float, wide: float) -> int:
    """How many lines a text takes in this size on so wide a part of the wall."""
    return ceil(_letters(text) * LETTER * size / (0.94 * wide))


@lru_cache(maxsize=4096)  # the wall is drawn each second, and the same texts stand there for minutes
def _letters(text: str) -> int:
    """Letters of a text, those that are as wide as high twice."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in one_line(text))


def largest(high: Callable[[float], float], room: float, most: float) -> float:
    """The largest size, from `most` down to LEAST, at which something no higher than `room` comes out."""
    if high(most) <= room:
        return most
    least = LEAST
    while most - least > 0.05:
        middle = (least + most) / 2
        least, most = (middle, most) if high(middle) <= room else (least, middle)
    return least


def paged(things: Iterable[Thing], fits: Callable[[Sequence[Thing]], bool]) -> list[list[Thing]]:
    """Things in the order given, on as few pages as they fit; what fits nowhere stands alone. At least one page.

    The pages are as long as one another where they fit so: none has a single thing because the others are full.
    """
    every = list(things)
    pages: list[list[Thing]] = [[]]
    for thing in every:
        if not pages[-1] or fits([*pages[-1], thing]):
            pages[-1].append(thing)
        else:
            pages.append([thing])
    ends = [ceil(len(every) * n / len(pages)) for n in range(len(pages) + 1)]
    even = [every[first:last] for first, last in pairwise(ends)]
    return even if all(len(page) == 1 or fits(page) for page in even if page) else pages


def sized(size: Callable[[float], float]) -> str:
    """The style of what is as large as it fits: `size` by the width of each shape of wall."""
    return sizes_style({shape: size(wide) for shape, wide in SHAPES.items()})


def sizes_style(sizes: dict[str, float]) -> str:
    """Sizes by shape as custom properties: `--narrow: 4.0cqh; --wide: 6.0cqh`."""
    return "; ".join(f"--{shape}: {size:.1f}cqh" for shape, size in sizes.items())
