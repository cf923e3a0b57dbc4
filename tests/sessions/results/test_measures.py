import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.measures import (
    Interval,
    division,
    division_between,
    division_within,
    share,
    wilson,
)

SIDES = st.tuples(*[st.integers(0, 50)] * 3)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe (1998), table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
        pytest.param(9, 14, 0.3876, 0.8366, id="9 of 14"),
        pytest.param(23, 26, 0.7102, 0.9600, id="London: 23 of 26 lean to opportunity"),
        pytest.param(0, 0, 0.0, 1.0, id="nobody"),
        pytest.param(5, 5, 0.5655, 1.0, id="all"),
    ],
)
def test_wilsons_interval_is_that_of_the_books(k: int, n: int, low: float, high: float):
    interval = wilson(k, n)

    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_interval_holds_its_share_and_mirrors_the_others(k: int, more: int):
    interval, others = wilson(k, k + more), wilson(more, k + more)

    assert 0 <= interval.low <= (k / (k + more) if k + more else 0.5) <= interval.high <= 1
    assert (others.low, others.high) == (pytest.approx(1 - interval.high), pytest.approx(1 - interval.low))


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2)])
def test_more_than_all_and_less_than_none_are_refused(k: int, n: int):
    with pytest.raises(ValueError, match=f"{k} of {n}"):
        wilson(k, n)


def test_a_percentage_is_told_from_five_on_with_its_interval():
    told = share(3, 5)

    assert share(3, 4) is None
    assert told is not None
    assert (told.k, told.n, told.share) == (3, 5, 0.6)
    assert told.interval == Interval(pytest.approx(0.2307, abs=1e-4), pytest.approx(0.8824, abs=1e-4))


@pytest.mark.parametrize(
    ("groups", "within", "between"),
    [
        pytest.param([(4, 0, 0), (0, 4, 0)], 0.0, 1.0, id="two tables against each other"),
        pytest.param([(2, 2, 0), (2, 2, 0)], 1.0, 0.0, id="each table divided in itself"),
        pytest.param([(3, 1, 0), (1, 3, 0)], 0.5, 0.5, id="half and half"),
        pytest.param([(3, 1, 0), (3, 1, 0)], 0.5, 0.0, id="both lean to one side"),
        pytest.param([(0, 0, 5), (4, 1, 0)], 0.2, 0.0, id="both takes no side"),
        pytest.param([(5, 0, 0)], 0.0, 0.0, id="one table"),
    ],
)
def test_division_is_what_groups_are_in_themselves_and_against_each_other(groups, within: float, between: float):
    assert division_within(groups) == pytest.approx(within)
    assert division_between(groups) == pytest.approx(between)


def test_nobody_who_took_sides_is_not_divided():
    assert all(map(math.isnan, (division(0, 0, 0), division_within([]), division_between([(0, 0, 0)]))))


@given(st.lists(SIDES, min_size=1, max_size=6).filter(lambda groups: any(map(any, groups))))
def test_both_parts_of_division_are_never_negative_and_add_up(groups):
    together = [sum(group[side] for group in groups) for side in range(3)]

    assert 0 <= division_within(groups) <= 1
    assert -1e-12 <= division_between(groups) <= 1
    assert division_within(groups) + division_between(groups) == pytest.approx(division(*together))
