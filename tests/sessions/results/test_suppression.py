"""Nobody can work out from all that is published together what it hides (`tests.sessions.attack`).

`TRENDIPAKKA_ATTACKS=500` attacks that many drawn sessions instead of the usual number.
"""

import os

import pandas as pd
import pytest

from sessions import series
from sessions.events import Dealt, GroupMerged, HandCounted, Noted, Rated, Restarted, RoundOpened
from sessions.results import Leaning, hiding, people_leaning, published, room, tables, unnamed_groups
from sessions.results.hiding import Telling
from tests.factories import a_seat, a_session, an_opening
from tests.rooms import a_room, answers, seated
from tests.sessions import attack as attacking
from tests.sessions.attack import Solved, attack, otherwise, sectors_attacked, series_attacked
from tests.sessions.drawn import a_drawn_series, a_drawn_session

ATTACKS = int(os.environ.get("TRENDIPAKKA_ATTACKS", "16"))
MOST_GUESSED = 0.1  # of the hidden counts of a few sessions, by whoever knows the rules by heart


@pytest.mark.parametrize("part", range(2))
def test_no_hidden_count_can_be_solved_from_everything_together(part: int):
    attacked = {seed: attack(a_drawn_session(seed)) for seed in range(part, ATTACKS, 2)}

    assert {seed: each.solved for seed, each in attacked.items() if each.solved} == {}
    hidden = sum(each.hidden for each in attacked.values())
    guessed = sum(len(each.guessed) for each in attacked.values())
    assert (hidden > 30, guessed / hidden <= MOST_GUESSED) == (True, True)


def test_no_hidden_count_of_a_sector_can_be_solved():
    attacked = [sectors_attacked(a_drawn_session(seed)) for seed in range(ATTACKS)]

    assert [found for each in attacked for found in each.solved] == []
    assert sum(each.hidden for each in attacked) > 40


def test_points_and_grades_of_too_few_and_answers_set_aside_change_nothing_that_is_published():
    sessions = [a_drawn_session(seed) for seed in range(ATTACKS)]

    pairs = [(session, other) for session in sessions for other in otherwise(session)]

    assert len(pairs) > 3
    assert [a.code for a, b in pairs if attacking.tables(a) != attacking.tables(b)] == []


@pytest.mark.parametrize("seed", range(0, ATTACKS, 16))
def test_no_hidden_count_can_be_solved_from_several_meetings_side_by_side(seed: int):
    attacked, otherwise_told = series_attacked(a_drawn_series(seed))

    assert [each.solved for each in attacked] == [[], []]
    assert (sum(len(each.others) for each in attacked) > 0, otherwise_told) == (True, [])


# The attack can fail: each weakened rule is found out.


def test_the_attack_finds_what_is_told(monkeypatch: pytest.MonkeyPatch):
    people, given = seated(g1=[""] * 3, g2=[""] * 4), answers(c1="P..NNBC", c2="PPNNNBC")

    hidden = attack(a_room(people, given, cards=2))
    everything = Telling(groups=frozenset({"g1", "g2"}), rows=frozenset({"g1", "g2"}), rounds=True, again=True)
    for module in (tables, published, hiding, attacking):
        monkeypatch.setattr(module, "telling", lambda _: {"c1": everything, "c2": everything})
    told = attack(a_room(people, given, cards=2))

    assert (hidden.hidden, hidden.solved, hidden.guessed) == (2, [], [])
    assert set(told.solved) == {
        Solved(("group", "c1", None, "g1", "opportunity"), 1),
        Solved(("group", "c1", 1, "g1", "opportunity"), 1),
    }


def test_the_attack_finds_what_a_headline_of_all_answers_would_tell(monkeypatch: pytest.MonkeyPatch):
    people, given = seated(g1=[""] * 5), answers(c1="PPNNB", c2="....N")

    hidden = attack(a_room(people, given, cards=2))
    for module in (room, attacking):
        monkeypatch.setattr(module, "is_told", lambda *_: True)
    told = attack(a_room(people, given, cards=2))

    assert (hidden.hidden, hidden.solved) == (2, [])
    assert told.solved == [Solved(("room", "c2", view, "threat"), 1) for view in (None, 1)]


def test_the_attack_finds_a_table_that_was_forgotten(monkeypatch: pytest.MonkeyPatch):
    session = a_room(seated(g1=[""] * 2, g2=[""] * 4), answers(c1="PNNNBC"), cards=1)
    real = attacking.tables

    attack_before = attack(session)
    monkeypatch.setattr(attacking, "tables", lambda other: {**real(other), "new": hiding.group_tally(other)})
    attack_after = attack(session)

    assert (len(attack_before.guessed), len(attack_after.guessed)) == (0, attack_after.hidden)


def test_the_attack_finds_whoever_answered_in_a_third_round(monkeypatch: pytest.MonkeyPatch):
    again = [RoundOpened(round=2), *answers(2, c1="PNN"), RoundOpened(round=3), *answers(3, c1="..P")]
    session = a_room(seated(g1=[""] * 3), answers(c1="PPN"), *again, cards=1)

    hidden = attack(session)
    monkeypatch.setattr(hiding, "_rounds_apart", lambda *_: True)
    monkeypatch.setattr(hiding, "_few_alike", lambda *_: False)
    monkeypatch.setattr(hiding, "_without_rows", lambda *_: {"g1"})
    told = attack(a_room(seated(g1=[""] * 3), answers(c1="PPN"), *again, cards=1))

    assert (hidden.hidden, hidden.solved) == (1, [])
    assert told.solved[:1] == [Solved(("room", "c1", 3, "opportunity"), 1)]


def test_the_attack_finds_hands_raised_at_a_table_that_moved_to_another(monkeypatch: pytest.MonkeyPatch):
    raised = HandCounted(round=1, card="c1", group="g1", counts={"threat": 1})
    room_of_four = [seated(g2=[""] * 4), answers(c1="PPNB"), raised, GroupMerged(group="g1", into="g2")]

    hidden = attack(a_room(*room_of_four, cards=1))
    monkeypatch.setattr(hiding, "_without_rows", lambda *_: frozenset())
    told = attack(a_room(*room_of_four, cards=1))

    assert (hidden.hidden, hidden.solved) == (1, [])
    assert told.solved == [Solved(("hands", "c1", "g1", 1, "threat"), 1)]


def test_the_attack_finds_a_table_that_counts_answers_set_aside(monkeypatch: pytest.MonkeyPatch):
    anew = [Restarted(round=1, cards=("c1",)), RoundOpened(round=2), *answers(2, c1="PPNBC")]
    session = a_room(seated(g1=[""] * 5), answers(c1="PPPPN"), *anew, cards=1)
    (other,) = otherwise(session)

    same = attacking.tables(session) == attacking.tables(other)
    monkeypatch.setattr(attacking, "before_after", lambda of: pd.DataFrame(of.ratings.items()))
    told = attacking.tables(session) != attacking.tables(other)

    assert (same, told) == (True, True)


def test_the_attack_finds_what_a_series_tells_beside_its_meetings(monkeypatch: pytest.MonkeyPatch):
    people, given = seated(g1=[""] * 2, g2=[""] * 3), {"TEST42": "PNNBC", "TEST43": "NPBBN"}
    sessions = [a_room(people, answers(c1=c1), opened=an_opening(code, cards=1)) for code, c1 in given.items()]

    monkeypatch.setattr(series, "card_summary", lambda of: pd.DataFrame(hiding.group_tally(of)).T.loc[:, "g1", :])
    _, otherwise_told = series_attacked(sessions)

    assert otherwise_told == ["card c1"]


# What the attack found before it was mended, each as the smallest room that told something.


def test_a_group_of_which_few_answered_one_card_cannot_be_counted_from_the_rows():
    session = a_room(
        seated(g1=[""] * 3, g2=[""] * 3, g3=[""] * 4), answers(c1="P..NNBPPNB", c2="PPNNNBPPNN"), cards=2
    )

    rows = published.published_rows(session)

    assert set(rows[rows["card"] == "c1"]["group"]) == {"Table 3"}
    assert attack(session).solved == []


def test_hidden_groups_that_say_the_same_are_not_told_by_the_difference():
    session = a_room(seated(g1=[""], g2=[""] * 3, g3=[""] * 4), answers(c1="PPPPNNBC"), cards=1)

    assert attack(session).solved == []


def test_one_who_answered_again_is_not_told_by_the_rounds():
    people = seated(g1=[""] * 5)
    again = Rated(round=2, seat="s1", card="c1", stance="threat", tap=9)

    session = a_room(people, answers(c1="PPNBC"), RoundOpened(round=2), again, cards=1)

    assert attack(session).solved == []


def test_a_card_that_only_some_of_the_hidden_groups_have_does_not_tell_who_they_are():
    session = a_session(
        *(a_seat(n, group) for n, group in enumerate(["g1", "g2", "g2", "g2", "g3", "g3", "g3"], start=1)),
        Dealt(hands={"g1": ("c1",), "g2": ("c1", "c2"), "g3": ("c1", "c2")}, seed=1),
        RoundOpened(round=1),
        *answers(c1="PNNBPNB", c2=".PNBPNC"),
    )

    assert attack(session).solved == []


def test_the_headline_does_not_tell_what_one_person_answered_to_a_card():
    session = a_room(seated(g1=[""] * 5), answers(c1="PPNNB", c2="....N"), cards=2)

    # By all of their answers three people lean to threat: the last one to c2 can have been nothing else.
    assert people_leaning(session) == Leaning(opportunity=2, threat=2, tied=1, people=5)
    assert attack(session).solved == []


def test_whoever_has_no_answer_that_may_be_told_is_counted_as_untold():
    session = a_room(seated(g1=[""] * 6), answers(c1="PPNNB", c2=".....P"), cards=2)

    assert people_leaning(session) == Leaning(people=6, opportunity=2, threat=2, tied=1, untold=1)


def test_one_phone_beside_raised_hands_is_untold():
    session = a_room(
        seated(g1=[""] * 4, g2=[""]),
        answers(c1="PPNNB"),
        HandCounted(round=1, card="c1", group="g2", counts={"threat": 3}),
        cards=1,
    )

    assert people_leaning(session) == Leaning(opportunity=2, threat=2, people=5, untold=1)


def test_a_raised_hand_hides_no_headline():
    session = a_room(
        seated(g1=[""] * 5),
        answers(c1="PPNNB"),
        HandCounted(round=1, card="c1", group="g1", counts={"threat": 1}),
        cards=1,
    )

    assert people_leaning(session) == Leaning(opportunity=2, threat=2, tied=1, people=5)


def test_a_hidden_group_of_one_mind_is_not_told_by_the_headline_beside_raised_hands():
    session = a_room(
        seated(g1=[""], g2=[""] * 2),
        answers(c1="BBB"),
        HandCounted(round=1, card="c1", group="g2", counts={"both": 2, "unsure": 1}),
        cards=1,
    )

    assert people_leaning(session) == Leaning(people=3, hidden=True)
    assert attack(session).solved == []


def test_only_a_table_that_enough_people_wrote_at_is_named_once_it_has_moved_to_another():
    wrote = enumerate(["g1"] * 3 + ["g2"] * 2 + ["g3"] * 4, start=1)
    notes = [
        Noted(note=f"n{n}", seat=f"s{n}", group=group, card="c1", kind="idea", text="So", language="fi", tap=9)
        for n, group in wrote
    ]
    moved = [GroupMerged(group=group, into="g3") for group in ("g1", "g2")]

    session = a_room(seated(g1=[""] * 3, g2=[""] * 2, g3=[""] * 4), [], *notes, *moved)

    assert unnamed_groups(session) == {"g2"}
