"""How fast one phone may go, by a clock that the test moves."""

import pytest

from facilitation.limits import MOST_KEPT, Buckets, Limits
from sessions.errors import TooManyNotes, TooManyTries


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_bucket_gives_its_burst_and_then_tells_how_long_to_wait(seconds: Seconds):
    buckets = Buckets(burst=3, per_second=0.2, monotonic=seconds)

    taken = [buckets.take("maija") for _ in range(5)]

    assert taken == [0, 0, 0, 5, 5]


@pytest.mark.parametrize(("passed", "wait"), [(0.0, 5), (1.0, 4), (4.9, 1), (5.0, 0), (5.1, 0)])
def test_a_bucket_fills_as_time_passes(seconds: Seconds, passed: float, wait: int):
    buckets = Buckets(burst=1, per_second=0.2, monotonic=seconds)
    buckets.take("maija")

    seconds.now += passed

    assert (buckets.wait("maija"), buckets.take("maija")) == (wait, wait)


@pytest.mark.parametrize("per_second", [0.2, 0.3, 0.5, 5])
def test_whoever_waits_as_long_as_told_is_let_through(seconds: Seconds, per_second: float):
    buckets = Buckets(burst=1, per_second=per_second, monotonic=seconds)
    buckets.take("maija")

    for _ in range(20):
        seconds.now += buckets.wait("maija")
        assert buckets.take("maija") == 0


def test_asking_how_long_takes_nothing(seconds: Seconds):
    buckets = Buckets(burst=1, per_second=1, monotonic=seconds)

    waits = [buckets.wait("maija") for _ in range(5)]

    assert (waits, buckets.take("maija")) == ([0] * 5, 0)


def test_a_bucket_never_holds_more_than_its_burst(seconds: Seconds):
    buckets = Buckets(burst=2, per_second=1, monotonic=seconds)
    seconds.now += 1_000_000

    assert [buckets.take("maija") for _ in range(3)] == [0, 0, 1]


def test_names_do_not_slow_each_other_down(seconds: Seconds):
    buckets = Buckets(burst=1, per_second=1, monotonic=seconds)

    assert [buckets.take(name) for name in ("maija", "matti", "maija", "matti")] == [0, 0, 1, 1]


def test_of_too_many_names_the_one_not_heard_of_longest_is_forgotten(seconds: Seconds):
    buckets = Buckets(burst=1, per_second=0.001, monotonic=seconds)
    buckets.take("first")
    buckets.take("second")
    buckets.take("first")

    for n in range(MOST_KEPT - 1):
        buckets.take(f"name {n}")

    assert (buckets.wait("first") > 0, buckets.wait("second")) == (True, 0)


def test_a_seat_may_tap_sixty_times_at_once_and_write_five_notes(seconds: Seconds):
    limits = Limits(monotonic=seconds)
    for _ in range(60):
        limits.tap("s1")
    for _ in range(5):
        limits.note("s1")

    with pytest.raises(TooManyTries) as taps:
        limits.tap("s1")
    with pytest.raises(TooManyNotes) as notes:
        limits.note("s1")

    assert (taps.value.facts, notes.value.facts) == ({"seconds": 1}, {"seconds": 2})
    limits.tap("s2")
    limits.note("s2")


def test_wrong_codes_are_counted_for_each_browser_and_for_all_together(seconds: Seconds):
    limits = Limits(monotonic=seconds)
    for n in range(100):
        limits.wrong_code(f"browser {n % 3}")

    with pytest.raises(TooManyTries) as refused:
        limits.wrong_code("a browser that has tried nothing yet")

    assert refused.value.facts == {"seconds": 1}
    seconds.now += 1
    limits.wrong_code("a browser that has tried nothing yet")
