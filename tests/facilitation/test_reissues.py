"""Personal codes: short, good for minutes and once, and hard to guess."""

from random import Random

import pytest

from facilitation.reissues import GOOD_FOR, Reissue, Reissues
from sessions.errors import NoSuchPersonalCode, TooManyTries
from sessions.workshop import CODE_LETTERS


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def reissues(seconds: Seconds) -> Reissues:
    return Reissues(chance=Random(1), monotonic=seconds)


def test_a_personal_code_opens_its_seat_however_it_is_typed(reissues: Reissues):
    code = reissues.issue("TEST42", "s7")

    opened = reissues.redeem("TEST42", f" {code[:3].lower()}-{code[3:]}", browser="b")

    assert opened == Reissue(session="TEST42", code=code, seat="s7", until=1_000.0 + GOOD_FOR)
    assert len(code) == 6
    assert set(code) <= set(CODE_LETTERS)


def test_a_personal_code_works_once_unless_it_is_given_back(reissues: Reissues):
    code = reissues.issue("TEST42", "s7")
    opened = reissues.redeem("TEST42", code, browser="b")

    with pytest.raises(NoSuchPersonalCode):
        reissues.redeem("TEST42", code, browser="b")
    reissues.give_back(opened)

    assert reissues.redeem("TEST42", code, browser="b") == opened


def test_a_personal_code_holds_for_its_minutes_and_in_its_session(reissues: Reissues, seconds: Seconds):
    code, other = reissues.issue("TEST42", "s7"), reissues.issue("TEST42", "s8")

    with pytest.raises(NoSuchPersonalCode):
        reissues.redeem("OTHER2", code, browser="b")
    seconds.now += GOOD_FOR - 0.1
    assert reissues.redeem("TEST42", code, browser="b").seat == "s7"
    seconds.now += 0.1

    with pytest.raises(NoSuchPersonalCode):
        reissues.redeem("TEST42", other, browser="b")


def test_a_new_code_for_a_seat_ends_the_one_before(reissues: Reissues):
    old = reissues.issue("TEST42", "s7")
    new = reissues.issue("TEST42", "s7")

    with pytest.raises(NoSuchPersonalCode):
        reissues.redeem("TEST42", old, browser="b")

    assert reissues.redeem("TEST42", new, browser="b").seat == "s7"


def test_whoever_guesses_is_stopped_and_the_others_are_not(reissues: Reissues, seconds: Seconds):
    code = reissues.issue("TEST42", "s7")
    for _ in range(10):
        with pytest.raises(NoSuchPersonalCode):
            reissues.redeem("TEST42", "AAAAAA", browser="guesser")

    with pytest.raises(TooManyTries) as refused:
        reissues.redeem("TEST42", code, browser="guesser")

    assert refused.value.facts == {"seconds": 10}
    assert reissues.redeem("TEST42", code, browser="other").seat == "s7"


def test_many_guessers_together_are_stopped_too(reissues: Reissues, seconds: Seconds):
    for n in range(100):
        with pytest.raises(NoSuchPersonalCode):
            reissues.redeem("TEST42", "AAAAAA", browser=str(n))

    with pytest.raises(TooManyTries) as refused:
        reissues.redeem("TEST42", "AAAAAA", browser="100")

    assert refused.value.facts == {"seconds": 1}
