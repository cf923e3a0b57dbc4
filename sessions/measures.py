"""The formulas: numbers in, a number out. P is opportunity, N threat, B both; "can't say" takes no side.

Sources: lean, split and division are our own (README, Decisions); the interval is E. B. Wilson, "Probable inference,
the law of succession, and statistical inference", JASA 22 (1927) 209-212, as method 3 of R. G. Newcombe, "Two-sided
confidence intervals for the single proportion", Statistics in Medicine 17 (1998) 857-872.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

LEAST_SHARE = 5  # answers, below which no percentage is told
Z_95 = 1.959963984540054  # half of 95 % of a normal distribution lies within so many deviations

Sides = tuple[int, int, int]  # P, N, B


def lean(opportunity: int, threat: int, both: int) -> float:
    """(P - N) / (P + N + B): -1.0 all threat, 1.0 all opportunity; NaN without such answers."""
    sided = opportunity + threat + both
    return (opportunity - threat) / sided if sided else math.nan


def split(opportunity: int, threat: int, both: int) -> float:
    """2 * min(P + B/2, N + B/2) / (P + N + B): 0.0 of one mind, 1.0 divided; NaN without such answers.

    Ten "both" give 1.0 as five against five do: show *both* beside it, and order by `division`.
    """
    sided = opportunity + threat + both
    return (2 * min(opportunity, threat) + both) / sided if sided else math.nan


def division(opportunity: int, threat: int, both: int) -> float:
    """2 * min(P, N) / (P + N + B): 0.0 nobody on the other side, 1.0 half against half; NaN without such answers.

    This is `split` without its "both": ten who say both are of one mind.
    """
    sided = opportunity + threat + both
    return 2 * min(opportunity, threat) / sided if sided else math.nan


def division_within(groups: Sequence[Sides]) -> float:
    """How divided the groups are in themselves: 2 * sum of min(P, N) over the groups / sum of (P + N + B).

    0.0 every group is of one mind, 1.0 every group is half against half; NaN without such answers. It is the mean of
    the groups' `division`, weighted by their answers, and never more than that of all of them together.
    """
    sided = sum(map(sum, groups))
    return 2 * sum(min(p, n) for p, n, _ in groups) / sided if sided else math.nan


def division_between(groups: Sequence[Sides]) -> float:
    """What groups that lean to opposite sides add: `division` of all together - `division_within`.

    0.0 all groups lean to one side (or there is one group), 1.0 two equal halves, each of one mind, against each
    other; NaN without such answers.
    """
    together = [sum(group[side] for group in groups) for side in range(3)]
    sided = sum(together)
    apart = min(together[0], together[1]) - sum(min(p, n) for p, n, _ in groups)
    return 2 * apart / sided if sided else math.nan


class Interval(msgspec.Struct, frozen=True):
    """Both ends of an interval for a share, 0.0 to 1.0."""

    low: float
    high: float


def wilson(k: int, n: int, z: float = Z_95) -> Interval:
    """Where the share of `k` out of `n` may well lie: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = k/n.

    0.0 to 1.0 and always around k/n; of nobody nothing is known: 0.0 to 1.0. 9 of 14 give 0.388 to 0.837.

    Raises:
        ValueError: not 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return Interval(0.0, 1.0)
    p = k / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # At 0 and n one end is exactly 0 or 1; rounding would put it a hair beside.
    return Interval(
        low=0.0 if k == 0 else max(0.0, (middle - half) / whole),
        high=1.0 if k == n else min(1.0, (middle + half) / whole),
    )


class Share(msgspec.Struct, frozen=True):
    """`k` of `n` with what a percentage needs beside it; `share` and `interval` are 0.0 to 1.0."""

    k: int
    n: int
    share: float
    interval: Interval


def share(k: int, n: int) -> Share | None:
    """`k` of `n` as a share with its 95 % Wilson interval, or None below `LEAST_SHARE`: then the counts must do.

    Raises:
        ValueError: not 0 <= k <= n.
    """
    interval = wilson(k, n)
    return Share(k=k, n=n, share=k / n, interval=interval) if n >= LEAST_SHARE else None
