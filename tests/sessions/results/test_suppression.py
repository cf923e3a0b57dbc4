"""Nobody can work out from all tables together what one of them hides (`tests.sessions.attack`).

`TRENDIPAKKA_ATTACKS=500` attacks that many drawn sessions instead of the usual number.
"""

import os

import pytest

from sessions.events import Dealt, Rated, RoundOpened
from sessions.results import hiding, published, tables
from sessions.results.hiding import Telling
from tests.factories import a_seat, a_session
from tests.rooms import a_room, answers, seated
from tests.sessions.attack import Solved, solved
from tests.sessions.drawn import a_drawn_session

ATTACKS = int(os.environ.get("TRENDIPAKKA_ATTACKS", "40"))


@pytest.mark.parametrize("part", range(4))
def test_no_hidden_count_can_be_solved_from_all_tables_together(part: int):
    told = {seed: solved(a_drawn_session(seed))[0] for seed in range(part, ATTACKS, 4)}

    assert {seed: found for seed, found in told.items() if found} == {}


def test_the_drawn_sessions_have_enough_to_attack():
    attacked = sum(solved(a_drawn_session(seed))[1] for seed in range(8))

    assert attacked > 40


def test_the_attack_finds_what_is_told(monkeypatch: pytest.MonkeyPatch):
    session = a_room(seated(g1=[""] * 3, g2=[""] * 4), answers(c1="P..NNBC", c2="PPNNNBC"), cards=2)

    hidden = solved(session)[0]
    everything = Telling(groups=frozenset({"g1", "g2"}), rows=frozenset({"g1", "g2"}), rounds=True, again=True)
    for module in (tables, published, hiding):
        monkeypatch.setattr(module, "telling", lambda _: {"c1": everything, "c2": everything})
    told = solved(a_room(seated(g1=[""] * 3, g2=[""] * 4), answers(c1="P..NNBC", c2="PPNNNBC"), cards=2))[0]

    assert hidden == []
    assert set(told) == {
        Solved(("group", "c1", None, "g1", "opportunity"), 1),
        Solved(("group", "c1", 1, "g1", "opportunity"), 1),
    }


# What the attack found before it was mended, each as the smallest room that told something.


def test_a_group_of_which_few_answered_one_card_cannot_be_counted_from_the_rows():
    session = a_room(
        seated(g1=[""] * 3, g2=[""] * 3, g3=[""] * 4), answers(c1="P..NNBPPNB", c2="PPNNNBPPNN"), cards=2
    )

    rows = published.published_rows(session)

    assert set(rows[rows["card"] == "c1"]["group"]) == {"Table 3"}
    assert solved(session)[0] == []


def test_hidden_groups_that_say_the_same_are_not_told_by_the_difference():
    session = a_room(seated(g1=[""], g2=[""] * 3, g3=[""] * 4), answers(c1="PPPPNNBC"), cards=1)

    assert solved(session)[0] == []


def test_one_who_answered_again_is_not_told_by_the_rounds():
    people = seated(g1=[""] * 5)
    again = Rated(round=2, seat="s1", card="c1", stance="threat", tap=9)

    session = a_room(people, answers(c1="PPNBC"), RoundOpened(round=2), again, cards=1)

    assert solved(session)[0] == []


def test_a_card_that_only_some_of_the_hidden_groups_have_does_not_tell_who_they_are():
    session = a_session(
        *(a_seat(n, group) for n, group in enumerate(["g1", "g2", "g2", "g2", "g3", "g3", "g3"], start=1)),
        Dealt(hands={"g1": ("c1",), "g2": ("c1", "c2"), "g3": ("c1", "c2")}, seed=1),
        RoundOpened(round=1),
        *answers(c1="PNNBPNB", c2=".PNBPNC"),
    )

    assert solved(session)[0] == []
