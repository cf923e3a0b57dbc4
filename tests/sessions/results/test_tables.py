import math

import pytest

from sessions.events import RoundOpened
from sessions.results import before_after, composition_against, coverage, lean_by_group
from tests.factories import an_opening
from tests.rooms import a_room, answers, seated


def test_first_and_newest_answers_are_of_the_same_people():
    session = a_room(
        seated(g1=[""] * 6),
        answers(c1="NNNPBC", c2="PPPPPP"),
        RoundOpened(round=2, cards=("c1",)),
        *answers(2, c1="PBNPPP"),
        cards=2,
    )

    row = before_after(session).loc["c1"]

    assert list(before_after(session).index) == ["c1"]
    assert row[["people", "again"]].to_list() == [6, 6]
    assert [row[f"first_{s}"] for s in ("opportunity", "threat", "both", "unsure")] == [1, 3, 1, 1]
    assert [row[f"newest_{s}"] for s in ("opportunity", "threat", "both", "unsure")] == [4, 1, 1, 0]
    assert row[["to_opportunity", "to_threat", "other"]].to_list() == [3, 0, 1]
    assert (row["lean_first"], row["lean_newest"]) == (pytest.approx(-0.4), pytest.approx(0.5))


def test_who_left_before_the_second_round_has_not_moved():
    session = a_room(seated(g1=[""] * 5), answers(c1="PPPPN"), RoundOpened(round=2), *answers(2, c1="NNNN."), cards=1)

    row = before_after(session).loc["c1"]

    assert row[["people", "again", "to_threat"]].to_list() == [5, 4, 4]
    assert (row["first_threat"], row["newest_threat"]) == (1, 5)


@pytest.mark.parametrize(
    "again", [pytest.param("NN...", id="too few"), pytest.param(".....", id="nobody: there is no second round")]
)
def test_few_who_answered_again_are_not_told(again: str):
    session = a_room(seated(g1=[""] * 5), answers(c1="PPPPN"), RoundOpened(round=2), *answers(2, c1=again), cards=1)

    table = before_after(session)

    assert table["hidden"].to_list() == [True] * len(table)
    assert table.filter(like="first_").isna().all(axis=None)


def test_coverage_tells_which_group_has_answered_which_card_and_hides_small_groups():
    session = a_room(seated(g1=[""] * 4, g2=[""] * 4, g3=[""]), answers(c1="PP..PPPPP", c2="PPPP"), cards=2)

    table = coverage(session)

    assert table["answered"].fillna(-1).to_dict() == {
        ("c1", "g1"): 2,
        ("c1", "g2"): -1,
        ("c1", "g3"): -1,
        ("c2", "g1"): 4,
        ("c2", "g2"): -1,
        ("c2", "g3"): -1,
    }
    assert table.loc[("c1", "g1"), ["asked", "share", "name"]].to_list() == [4, 0.5, "Table 1"]


def test_the_heat_map_has_a_lean_for_each_group_and_card_that_may_be_told():
    session = a_room(seated(g1=[""] * 4, g2=[""] * 4), answers(c1="PPPNNNNN", c2="PP..PPPN"), cards=2)

    table = lean_by_group(session)

    assert list(table.columns) == ["g1", "g2"]
    assert table.loc["c1"].to_list() == [0.5, -1.0]
    assert all(map(math.isnan, table.loc["c2"]))


def test_who_is_here_stands_against_who_should_be():
    session = a_room(seated(g1=["state", "state", ""]), opened=an_opening(sectors=("state", "employer")))

    table = composition_against(session, {"employer": 3, "state": 1, "media": 1})

    assert table.to_dict("index") == {
        "state": {"present": 2, "wished": 1, "short": 0},
        "employer": {"present": 0, "wished": 3, "short": 3},
        "": {"present": 1, "wished": 0, "short": 0},
        "media": {"present": 0, "wished": 1, "short": 1},
    }
