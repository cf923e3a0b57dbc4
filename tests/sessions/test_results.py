import math
from collections import Counter
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.practice import PRACTICE
from sessions.events import (
    STANCES,
    CheckedOut,
    Dealt,
    GroupMerged,
    HandCounted,
    Limits,
    Marked,
    Noted,
    Prioritised,
    Rated,
    Removed,
    Restarted,
    RoundClosed,
    RoundOpened,
    Seated,
    Step,
    Stepped,
)
from sessions.results import (
    COLUMNS,
    LastWords,
    Leaning,
    Priorities,
    Progress,
    Said,
    Table,
    answered_round,
    card_summary,
    composition,
    cross_cutting,
    discussion,
    group_summary,
    hidden_groups,
    last_words,
    lean,
    most_divided,
    people_leaning,
    priorities,
    progress,
    progress_by_table,
    publication,
    published_rows,
    published_sectors,
    ratings_table,
    sector_summary,
    sectors_missing,
    split,
    suppressed,
)
from sessions.session import Session
from tests.factories import a_seat, a_session, an_opening, and_then
from tests.rooms import LETTERS, a_room, answers, seated


def a_note(n: int, seat: str, group: str, card: str) -> Noted:
    return Noted(note=f"n{n}", seat=seat, group=group, card=card, kind="plus", text="Yes", language="en", tap=n)


def a_mark(seat: str, group: str, card: str, mark: str = "spoke-to-us", *, on: bool = True) -> Marked:
    return Marked(seat=seat, group=group, card=card, mark=mark, on=on, tap=900)  # type: ignore[arg-type]


def counts(table: pd.DataFrame) -> dict[object, object]:
    """The counts of each row as "7 4 9 1", or "hidden"."""
    return {
        place: "hidden" if row["hidden"] else " ".join(str(row[stance]) for stance in STANCES)
        for place, row in table.iterrows()
    }


# -------------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("opportunity", "threat", "both", "expected_lean", "expected_split"),
    [
        pytest.param(7, 9, 0, -0.125, 0.875, id="the most divided opinion of a real vote"),
        pytest.param(7, 4, 9, 0.15, 0.85, id="both counts half for each side"),
        pytest.param(5, 0, 0, 1.0, 0.0, id="all opportunity"),
        pytest.param(0, 5, 0, -1.0, 0.0, id="all threat"),
        pytest.param(5, 5, 0, 0.0, 1.0, id="five against five"),
        pytest.param(0, 0, 10, 0.0, 1.0, id="ten who say both"),
        pytest.param(3, 1, 0, 0.5, 0.5, id="three to one"),
    ],
)
def test_lean_and_split_follow_their_formulas(opportunity, threat, both, expected_lean, expected_split):
    assert lean(opportunity, threat, both) == pytest.approx(expected_lean)
    assert split(opportunity, threat, both) == pytest.approx(expected_split)


def test_nobody_who_took_sides_gives_no_number():
    assert math.isnan(lean(0, 0, 0))
    assert math.isnan(split(0, 0, 0))


@given(st.tuples(*[st.integers(0, 200)] * 3).filter(any))
def test_lean_and_split_stay_in_their_range_and_turn_with_the_sides(stances):
    opportunity, threat, both = stances

    assert -1 <= lean(opportunity, threat, both) <= 1
    assert 0 <= split(opportunity, threat, both) <= 1
    assert lean(opportunity, threat, both) == -lean(threat, opportunity, both)
    assert split(opportunity, threat, both) == split(threat, opportunity, both)


@pytest.mark.parametrize(
    ("people", "limit", "hidden"),
    [
        pytest.param({"a": 3, "b": 9}, 3, set(), id="nobody small"),
        pytest.param({"a": 0, "b": 9}, 3, set(), id="nobody there tells nothing"),
        pytest.param({"a": 1, "b": 9, "c": 4}, 3, {"a", "c"}, id="one small takes the next smallest along"),
        pytest.param({"a": 2, "b": 2, "c": 4}, 3, {"a", "b"}, id="two small together are enough"),
        pytest.param({"a": 1, "b": 1, "c": 4, "d": 5}, 3, {"a", "b", "c"}, id="two that are too few together"),
        pytest.param({"a": 2}, 3, {"a"}, id="the only one"),
        pytest.param({"a": 1, "b": 0}, 3, {"a"}, id="nothing left to hide behind"),
        pytest.param({}, 3, set(), id="an empty room"),
    ],
)
def test_small_numbers_are_hidden_with_enough_others(people, limit, hidden):
    assert suppressed(people, limit) == hidden


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)), st.integers(1, 6))
def test_no_difference_with_the_total_reveals_fewer_people_than_the_limit(people, limit):
    hidden = suppressed(people, limit)

    behind = sum(people[key] for key in hidden)
    shown = [people[key] for key in people if key not in hidden]
    assert all(count == 0 or count >= limit for count in shown)
    assert behind == 0 or (behind >= limit and len(hidden) >= 2) or not any(shown)
    assert not hidden or any(0 < count < limit for count in people.values())


# -------------------------------------------------------------------- the room


def test_a_card_is_counted_by_stance_with_how_many_were_asked():
    people = seated(g1=[""] * 4, g2=[""] * 3)
    session = a_room(people, answers(c1="PPPNBC.", c2="NNNNNNN"), cards=3)

    table = card_summary(session)

    assert list(table.index) == ["c1", "c2", "c3"]
    assert counts(table) == {"c1": "3 1 1 1", "c2": "0 7 0 0", "c3": "0 0 0 0"}
    assert list(table["answered"]) == [6, 7, 0]
    assert list(table["asked"]) == [7, 7, 7]
    assert table["lean"].to_list() == pytest.approx([0.4, -1.0, math.nan], nan_ok=True)
    assert table["split"].to_list() == pytest.approx([0.6, 0.0, math.nan], nan_ok=True)


def test_a_card_with_fewer_answers_than_the_limit_keeps_its_counts_to_itself():
    session = a_room(seated(g1=[""] * 5), answers(c1="PN...", c2="PNB.."), cards=2)

    table = card_summary(session)

    assert list(table["hidden"]) == [True, False]
    assert table.loc["c1", ["opportunity", "threat", "both", "unsure"]].isna().all()
    assert math.isnan(table.loc["c1", "lean"])
    assert list(table["answered"]) == [2, 3]


def test_rehearsal_counts_nowhere():
    people = [*seated(g1=["state"] * 3), a_seat(4, "g1", "state", rehearsal=True)]
    session = a_room(people, answers(c1="PPPN"), a_note(1, "s4", "g1", "c1"), cards=1)

    assert counts(card_summary(session)) == {"c1": "3 0 0 0"}
    assert list(card_summary(session)["asked"]) == [3]
    assert len(ratings_table(session)) == len(published_rows(session)) == 3
    assert composition(session)["state"] == 3
    assert progress(session, {"s1", "s4"}) == Progress(people=3, answered=3, here=1, away=2, by_hand=0)
    assert discussion(session).loc["c1"].to_list() == [0, 0]


def test_everybodys_newest_answers_are_the_rooms_and_each_round_has_its_own_numbers():
    first = answers(c1="PPPP")
    second = answers(2, c1="NNN.")
    session = a_room(seated(g1=[""] * 4), first, RoundOpened(round=2), *second, cards=1)

    assert counts(card_summary(session, 1)) == {"c1": "4 0 0 0"}
    assert counts(card_summary(session, 2)) == {"c1": "0 3 0 0"}
    assert counts(card_summary(session)) == {"c1": "1 3 0 0"}
    assert people_leaning(session, 1) == Leaning(opportunity=4, people=4)
    assert people_leaning(session) == Leaning(opportunity=1, threat=3, people=4)


def test_a_round_that_asks_for_some_cards_has_these_only():
    session = a_room(
        seated(g1=[""] * 4),
        answers(c1="PPPP", c2="NNNN"),
        RoundOpened(round=2, cards=("c2",)),
        *answers(2, c2="PPPN"),
        cards=2,
    )

    assert counts(card_summary(session, 2)) == {"c2": "3 1 0 0"}
    assert counts(card_summary(session)) == {"c1": "4 0 0 0", "c2": "3 1 0 0"}


def test_few_answers_in_a_second_round_are_not_told_apart():
    session = a_room(seated(g1=[""] * 4), answers(c1="PPPN"), RoundOpened(round=2), *answers(2, c1="N..."), cards=1)

    assert counts(card_summary(session)) == {"c1": "2 2 0 0"}
    assert counts(card_summary(session, 1)) == counts(card_summary(session, 2)) == {"c1": "hidden"}
    assert len(published_rows(session)) == 0


def test_practice_counts_nowhere_but_on_the_wall_in_the_warm_up():
    practised = [Rated(round=0, seat=f"s{n}", card=PRACTICE, stance="both", tap=n) for n in range(1, 5)]
    opened = an_opening(agenda=(Step(id="warmup", kind="warmup"), Step(id="rate", kind="rate")))

    warm = a_session(*seated(g1=[""] * 4), RoundOpened(round=0), *practised, opened=opened)
    later = and_then(warm, Stepped(step=1))

    assert counts(card_summary(warm)) == {PRACTICE: "0 0 4 0"}
    assert list(card_summary(warm)["asked"]) == [4]
    assert people_leaning(warm) == Leaning()
    assert counts(card_summary(later)) == {f"c{n}": "0 0 0 0" for n in range(1, 7)}
    assert len(ratings_table(later)) == 0


def test_removed_people_and_answers_set_aside_count_nowhere():
    session = a_room(
        seated(g1=[""] * 5),
        answers(c1="PPPPN", c2="PPPPP"),
        Removed(seat="s5", on=True),
        Restarted(round=1, cards=("c2",)),
        cards=2,
    )

    assert counts(card_summary(session)) == {"c1": "4 0 0 0", "c2": "0 0 0 0"}
    assert people_leaning(session) == Leaning(opportunity=4, people=4)


def by_hand(card: str, group: str, letters: str, round_number: int = 1) -> HandCounted:
    """by_hand("c1", "g1", "PPN"): two raised the card for opportunity and one that for threat."""
    return HandCounted(round=round_number, group=group, card=card, counts=Counter(LETTERS[x] for x in letters))


def test_raised_hands_count_for_the_room_and_their_group_and_for_nobodys_own_lean():
    session = a_room(
        seated(g1=[""] * 4), answers(c1="PPNN"), by_hand("c1", "g1", "NNB"), by_hand("c1", "g2", "PPP"), cards=1
    )

    room, groups = card_summary(session), group_summary(session)

    assert counts(room) == {"c1": "5 4 1 0"}
    assert room.loc["c1", ["answered", "asked", "by_hand"]].to_list() == [10, 10, 6]
    assert counts(groups) == {("c1", "g1"): "2 4 1 0", ("c1", "g2"): "3 0 0 0"}
    assert list(groups["by_hand"]) == [3, 3]
    assert people_leaning(session) == Leaning(opportunity=2, threat=2, people=4)


def test_people_of_a_table_that_moved_are_counted_once_when_hands_are_raised_again():
    before = a_room(seated(g1=[""]), [], by_hand("c1", "g1", "PPN"), by_hand("c1", "g2", "NN"), cards=1)
    merged = and_then(before, GroupMerged(group="g2", into="g1"), RoundClosed(round=1), RoundOpened(round=2))

    again = and_then(merged, by_hand("c1", "g1", "PPPPB", 2))
    at_once = and_then(before, GroupMerged(group="g2", into="g1"), by_hand("c1", "g1", "PPPPN"))

    assert [merged.tally("c1"), counts(card_summary(merged))] == [
        {"opportunity": 2, "threat": 3, "both": 0, "unsure": 0},
        {"c1": "2 3 0 0"},
    ]
    assert [again.tally("c1"), counts(card_summary(again))] == [
        {"opportunity": 4, "threat": 0, "both": 1, "unsure": 0},
        {"c1": "4 0 1 0"},
    ]
    assert [at_once.tally("c1"), counts(card_summary(at_once))] == [
        {"opportunity": 4, "threat": 1, "both": 0, "unsure": 0},
        {"c1": "4 1 0 0"},
    ]
    assert (again.people_by_hand(), at_once.people_by_hand()) == ({"g1": 5}, {"g1": 5})


def test_two_raised_hands_are_not_to_be_found_by_taking_the_rows_away():
    session = a_room(seated(g1=[""] * 4, g2=[""] * 4), answers(c1="PPNNPPNN"), by_hand("c1", "g1", "NB"), cards=1)

    assert counts(group_summary(session)) == {("c1", "g1"): "2 3 1 0", ("c1", "g2"): "2 2 0 0"}
    assert set(published_rows(session)["group"]) == {"Table 2"}


def test_a_round_opened_by_mistake_is_not_the_answered_one():
    session = a_room(seated(g1=[""]), answers(c1="P"), RoundOpened(round=2), cards=1)

    assert answered_round(session) == 1


def test_the_headline_counts_people_and_names_ties_and_silence():
    rated = answers(c1="PNPCB", c2="PNNCB", c3="PP.C.")
    session = a_room(seated(g1=[""] * 6), rated, cards=3)

    assert people_leaning(session) == Leaning(opportunity=1, threat=1, tied=2, unsure=1, people=5)


def test_a_headline_of_two_people_is_not_given():
    session = a_room(seated(g1=[""] * 6), answers(c1="PP"), cards=1)

    assert people_leaning(session) == Leaning(people=2, hidden=True)


def test_hands_that_differ_are_compared_by_how_many_were_asked():
    session = a_session(
        *seated(g1=[""] * 3, g2=[""] * 4),
        Dealt(hands={"g1": ("c1", "c2"), "g2": ("c2",)}, seed=1),
        RoundOpened(round=1),
        *answers(c1="PPP", c2="PPPNNNN"),
    )

    table = card_summary(session)

    assert list(table.index) == ["c1", "c2"]
    assert list(table["asked"]) == [3, 7]


def test_a_card_that_another_deal_took_away_keeps_its_answers():
    session = a_session(
        *seated(g1=[""] * 3),
        Dealt(hands={"g1": ("c1",)}, seed=1),
        RoundOpened(round=1),
        *answers(c1="PPN"),
        Dealt(hands={"g1": ("c2",)}, seed=2),
    )

    table = card_summary(session)

    assert counts(table) == {"c1": "2 1 0 0", "c2": "0 0 0 0"}
    assert list(table["asked"]) == [3, 3]


def test_progress_tells_phones_that_are_away_from_people_who_answer_by_hand():
    people = [*seated(g1=["", "", ""]), a_seat(4, "g1", channel="paper")]
    session = a_room(people, answers(c1="PP.P"), cards=1)

    assert progress(session, {"s1", "s3"}) == Progress(people=4, answered=3, here=2, away=1, by_hand=1)


def test_raised_hands_have_answered_when_they_were_counted_on_every_card_that_is_asked():
    hands = [HandCounted(round=1, group="g1", card="c1", counts={"threat": 3})]
    counted = [*hands, HandCounted(round=1, group="g1", card="c2", counts={"both": 2})]

    began = a_room(seated(g1=[""]), answers(c1="P"), *hands, cards=2)
    done = a_room(seated(g1=[""]), answers(c1="P"), *counted, cards=2)

    assert progress(began, {"s1"}) == Progress(people=4, answered=0, here=1, away=0, by_hand=3)
    assert progress(done, {"s1"}) == Progress(people=4, answered=2, here=1, away=0, by_hand=3)


def test_people_without_a_phone_move_with_their_table_and_are_counted_once():
    hands = [HandCounted(round=1, group=group, card="c1", counts={"threat": 2}) for group in ("g1", "g2")]
    after = HandCounted(round=1, group="g1", card="c2", counts={"both": 4})

    session = a_room([], [], *hands, GroupMerged(group="g2", into="g1"), after, cards=2)

    assert progress(session, ()) == Progress(people=4, answered=4, here=0, away=0, by_hand=4)
    assert progress_by_table(session)["g1"] == Table(people=4, answered=4)


def test_composition_names_who_is_not_there():
    opened = an_opening(sectors=("association", "state", "employer"))
    session = a_room(seated(g1=["state", "association", "state"]), opened=opened)

    assert composition(session) == {"association": 1, "state": 2, "employer": 0}
    assert sectors_missing(session) == ("employer",)


def test_nobody_is_missing_where_nobody_has_told_their_sector():
    session = a_room(seated(g1=["", ""]), opened=an_opening(sectors=("association", "employer")))

    assert sectors_missing(session) == ()


def test_people_who_do_not_say_their_sector_come_last():
    session = a_room(seated(g1=["", "state"]), opened=an_opening(sectors=("state",)))

    assert composition(session) == {"state": 1, "": 1}


def test_most_divided_are_cards_with_two_sides_that_are_not_hidden():
    session = a_room(seated(g1=[""] * 4), answers(c1="PN..", c2="BBBB", c3="PPNN", c4="PPPN", c5="PPPP"))

    assert list(most_divided(session).index) == ["c3", "c4"]


# -------------------------------------------------------------------- tables by group, discussion


def test_discussion_goes_by_groups_first_and_notes_second():
    session = a_room(
        seated(g1=[""] * 2, g2=[""]),
        (),
        *[a_note(n, "s1", "g1", "c2") for n in range(1, 5)],
        a_note(5, "s1", "g1", "c3"),
        a_mark("s3", "g2", "c3"),
        a_note(6, "s3", "g2", ""),
        cards=4,
    )

    table = discussion(session)

    assert list(table.index) == ["c3", "c2", "c1", "c4"]
    assert table.to_numpy().tolist() == [[2, 1], [1, 4], [0, 0], [0, 0]]


def test_cross_cutting_is_the_share_of_the_groups_that_have_people_and_the_card():
    session = a_session(
        *seated(g1=[""], g2=[""]),
        Dealt(hands={"g1": ("c1", "c2"), "g2": ("c1",), "g3": ("c1", "c2")}, seed=1),
        a_mark("s1", "g1", "c1", "cross-cutting"),
        a_mark("s1", "g1", "c2", "cross-cutting"),
        a_mark("s2", "g2", "c1"),
    )

    table = cross_cutting(session)

    assert table.to_dict("index") == {
        "c2": {"marked": 1, "groups": 1, "share": 1.0},
        "c1": {"marked": 1, "groups": 2, "share": 0.5},
    }


def test_a_group_that_is_too_small_hides_the_next_smallest_with_it():
    session = a_room(seated(g1=[""] * 2, g2=[""] * 3, g3=[""] * 4), answers(c1="PPNNNPPPP", c2="P.......N"), cards=2)

    table = group_summary(session)

    assert hidden_groups(session) == {"g1", "g2"}
    assert counts(table) == {
        ("c1", "g1"): "hidden",
        ("c1", "g2"): "hidden",
        ("c1", "g3"): "4 0 0 0",
        ("c2", "g1"): "hidden",
        ("c2", "g2"): "hidden",
        ("c2", "g3"): "hidden",
    }
    assert table.loc[("c1", "g1"), "answered"] is pd.NA
    assert list(table["name"].unique()) == ["Table 1", "Table 2", "Table 3"]


def test_a_group_of_which_one_person_answered_is_hidden_on_that_card_only():
    session = a_room(
        seated(g1=[""] * 3, g2=[""] * 3, g3=[""] * 4), answers(c1="P..NNNPPPP", c2="PPPNNNPPPP"), cards=2
    )

    assert hidden_groups(session) == frozenset()
    assert counts(group_summary(session)) == {
        ("c1", "g1"): "hidden",
        ("c1", "g2"): "hidden",
        ("c1", "g3"): "4 0 0 0",
        ("c2", "g1"): "3 0 0 0",
        ("c2", "g2"): "0 3 0 0",
        ("c2", "g3"): "4 0 0 0",
    }


def test_a_hidden_group_stays_hidden_on_cards_where_others_could_hide_the_small_one():
    session = a_room(
        seated(g1=[""], g2=[""] * 3, g3=[""] * 4), answers(c1="PNNNPPPP", c2="PNNN.PPP", c3=".NNNPPPP"), cards=3
    )

    table = group_summary(session)

    assert hidden_groups(session) == {"g1", "g2"}
    assert counts(table.loc[["c2", "c3"]]) == {
        ("c2", "g1"): "hidden",
        ("c2", "g2"): "hidden",
        ("c2", "g3"): "3 0 0 0",
        ("c3", "g1"): "hidden",
        ("c3", "g2"): "hidden",
        ("c3", "g3"): "hidden",  # on c3 those who are hidden all said the same, and a difference would tell it
    }


@pytest.mark.parametrize(
    ("sizes", "rated", "hidden"),
    [
        pytest.param((4, 4, 5), "PP..NNNNBBBBB", {"g1", "g2"}, id="two of four answered"),
        pytest.param((2, 4, 5), "..PPPPNNNNN", {"g1", "g2"}, id="two people who answered nothing"),
        pytest.param((4, 4, 5), "PPPPNNNNBBBBB", set(), id="enough everywhere"),
        pytest.param((0, 4, 5), "NNNNBBBBB", set(), id="an empty table"),
    ],
)
def test_a_group_is_hidden_by_who_sits_there_and_by_who_of_them_answers(sizes, rated, hidden):
    tables = {f"g{n}": [""] * size for n, size in enumerate(sizes, start=1)}

    assert hidden_groups(a_room(seated(**tables), answers(c1=rated), cards=1)) == hidden


def test_people_who_do_not_say_their_sector_hide_nobody_elses():
    session = a_room(seated(g1=["state"] * 5 + [""] * 5), answers(c1="P" * 10), cards=1)

    assert published_sectors(session) == ("state",)


def test_sectors_are_hidden_below_their_own_limit():
    people = seated(g1=["association"] * 7 + ["education"] * 6 + ["employer"])
    session = a_room(people, answers(c1="P" * 7 + "N" * 6 + "B"), cards=1)

    assert counts(sector_summary(session)) == {
        ("c1", "association"): "7 0 0 0",
        ("c1", "education"): "hidden",
        ("c1", "employer"): "hidden",
    }


def test_an_empty_session_gives_empty_tables_with_all_their_columns():
    session = a_session()

    assert counts(card_summary(session)) == {f"c{n}": "0 0 0 0" for n in range(1, 7)}
    assert len(group_summary(session)) == len(sector_summary(session)) == 0
    assert list(ratings_table(session).columns) == list(published_rows(session).columns) == list(COLUMNS)
    assert people_leaning(session) == Leaning()
    assert len(most_divided(session)) == 0
    assert progress(session, set()) == Progress(people=0, answered=0, here=0, away=0, by_hand=0)


# -------------------------------------------------------------------- priorities


def points(**seats: str) -> list[Prioritised]:
    """points(s1="c1 c1 c2"): s1 gives two points to c1 and one to c2."""
    return [
        Prioritised(seat=seat, card=card, points=count, tap=tap)
        for seat, cards in seats.items()
        for tap, (card, count) in enumerate(Counter(cards.split()).items(), start=1)
    ]


def test_priorities_add_up_peoples_points_and_leave_rehearsal_out():
    votes = points(s1="c2 c2 c1", s2="c3", s3="c3 c2", s4="c1", s5="c6 c6 c6")
    taken_back = Prioritised(seat="s4", card="c1", points=0, tap=9)
    rehearsal = a_seat(5, "g1", rehearsal=True)

    session = a_room([*seated(g1=["", "", "", ""]), rehearsal], [], *votes, taken_back)

    assert priorities(session) == Priorities(
        points={"c2": 3, "c3": 2, "c1": 1}, people=3, givers={"c2": 2, "c3": 2, "c1": 1}
    )
    assert list(priorities(session).points) == ["c2", "c3", "c1"]


def test_priorities_of_too_few_people_are_hidden():
    session = a_room(seated(g1=["", "", ""]), [], *points(s1="c1", s2="c1"))

    assert priorities(session) == Priorities(points={}, people=2, hidden=True)


def test_nobody_has_given_a_point_yet():
    assert priorities(a_room(seated(g1=["", ""]))) == Priorities(points={}, people=0)


# -------------------------------------------------------------------- last words


def checked_out(seat: str, grade: int = 0, thought: str = "", next_time: str = "") -> CheckedOut:
    return CheckedOut(seat=seat, thought=thought, next_time=next_time, grade=grade, tap=1)


def test_last_words_are_counted_without_who_said_them():
    people = [*seated(g1=[""] * 6), a_seat(7, "g1", rehearsal=True)]
    said = [
        checked_out("s1", 4, thought="We are many"),
        checked_out("s2", 4, next_time="Employers"),
        checked_out("s3", 3, thought="Begin small"),
        checked_out("s4", 2),
        checked_out("s5", 4),
        checked_out("s6"),
        checked_out("s7", 1, thought="Rehearsed"),
    ]

    assert last_words(a_room(people, [], *said)) == LastWords(
        people=5,
        graded=5,
        grades={1: 0, 2: 1, 3: 1, 4: 3},
        mean=3.4,
        thoughts=(Said("Begin small", "fi"), Said("We are many", "fi")),
        wishes=(Said("Employers", "fi"),),
    )


@pytest.mark.parametrize(
    ("graded", "counts_told", "mean_told"),
    [
        pytest.param(2, False, False, id="two"),
        pytest.param(4, True, False, id="four"),
        pytest.param(5, True, True, id="five"),
    ],
)
def test_few_grades_have_no_mean_and_very_few_are_not_told(graded, counts_told, mean_told):
    people = seated(g1=[""] * graded)

    told = last_words(a_room(people, [], *(checked_out(seat.seat, 3) for seat in people)))

    assert told.graded == graded
    assert (bool(told.grades), told.mean is not None) == (counts_told, mean_told)


# -------------------------------------------------------------------- raw and published rows


def test_the_ratings_table_is_what_was_answered():
    session = a_room(seated(g1=["state"], g2=[""]), answers(c1="PN", c2=".C"), cards=2)

    rows = ratings_table(session).to_numpy().tolist()

    at = "2026-09-21T14:13:20.000Z"
    assert rows == [
        ["TEST42", 1, "s1", "Table 1", "state", "c1", "opportunity", "phone", at],
        ["TEST42", 1, "s2", "Table 2", "", "c1", "threat", "phone", at],
        ["TEST42", 1, "s2", "Table 2", "", "c2", "unsure", "phone", at],
    ]


def test_published_rows_name_what_singles_nobody_out():
    people = seated(g1=["association"] * 3 + ["state"] * 3, g2=["association"] * 3)
    session = a_room(people, answers(c1="PPPNNNBBB", c2="PP......."), cards=2)

    result = publication(session)

    assert result.sectors == ()  # three of the state are too few for a sector, and a difference would tell them
    assert result.left_out == 2  # two answers to c2
    assert result.blank_groups == frozenset()
    assert set(result.rows["at"]) == {"2026-09-21T14:13:00Z"}
    assert sorted(result.rows["seat"]) == list(range(1, 10))
    assert Counter(result.rows["group"]) == {"Table 1": 6, "Table 2": 3}


def test_a_sector_is_named_when_every_table_has_enough_of_it_and_of_the_rest():
    people = seated(g1=["association"] * 3 + ["education"] * 3, g2=["association"] * 4 + ["education"] * 3)
    session = a_room(people, answers(c1="P" * 13), cards=1)

    assert set(published_sectors(session)) == {"association", "education"}


def test_one_person_of_another_sector_at_a_table_hides_it():
    people = seated(g1=["association"] * 5 + ["education"], g2=["association"] * 3 + ["education"] * 5)
    session = a_room(people, answers(c1="P" * 14), cards=1)

    assert published_sectors(session) == ()


def test_the_only_person_who_answered_on_paper_is_not_to_be_found():
    people = [*seated(g1=[""] * 4), a_seat(5, "g1", channel="paper")]
    rated = [*answers(c1="PPPP"), Rated(round=1, seat="s5", card="c1", stance="threat", tap=1, channel="paper")]
    session = a_room(people, rated, cards=1)

    assert set(published_rows(session)["channel"]) == {""}


def test_the_hand_of_cards_does_not_tell_a_hidden_group():
    session = a_session(
        *seated(g1=[""], g2=[""] * 3, g3=[""] * 4),
        Dealt(hands={"g1": ("c1", "c2"), "g2": ("c1", "c3"), "g3": ("c1", "c4")}, seed=1),
        RoundOpened(round=1),
        *answers(c1="PNNNPPPP", c2="P.......", c3=".NNN....", c4="....PPPP"),
    )

    rows = published_rows(session)

    assert set(rows[rows["group"] == ""]["card"]) == {"c1"}
    assert set(rows[rows["group"] == "Table 3"]["card"]) == {"c1", "c4"}


def test_seat_numbers_stay_the_same_and_tell_nothing_about_who_came_first():
    people = seated(g1=[""] * 40)
    session = a_room(people, answers(c1="P" * 20 + "N" * 20), cards=1)

    stances = published_rows(session).set_index("seat")["stance"]

    joined = ["opportunity"] * 20 + ["threat"] * 20
    assert list(stances.index) == list(range(1, 41))
    assert list(stances) != joined
    assert list(stances) == list(published_rows(session)["stance"])


# -------------------------------------------------------------------- nobody is singled out

SECTORS = ("association", "education", "employer", "state")


@st.composite
def rooms(draw: st.DrawFn) -> Session:
    """Sessions of up to 24 people in up to 4 groups, with any sectors, hands, channels and gaps."""
    groups = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(0, 9), min_size=groups, max_size=groups))
    places = [f"g{n}" for n, size in enumerate(sizes, start=1) for _ in range(size)]
    mixed = draw(st.booleans())
    people = [
        Seated(
            seat=f"s{n}",
            ticket=f"{n:064x}",
            group=group,
            sector=draw(st.sampled_from(("", *SECTORS) if mixed else SECTORS[:2])),
            channel=draw(st.sampled_from(["phone"] * 9 + ["paper"])),
            rehearsal=draw(st.sampled_from([False] * 9 + [True])),
        )
        for n, group in enumerate(places, start=1)
    ]
    deal = draw(st.sampled_from(["same", "split", "any"]))
    hands = {f"g{n}": ("c1", "c2", "c3") for n in range(1, groups + 1)}
    if deal == "split":
        hands = {f"g{n}": ("c1", f"c{n + 1}") for n in range(1, groups + 1)}
    if deal == "any":
        hands = {group: tuple(sorted(draw(st.sets(st.sampled_from(hands[group]), min_size=1)))) for group in hands}
    chance = Random(draw(st.integers(0, 2**32)))
    eager = draw(st.sampled_from([0.2, 0.5, 0.9, 1.0]))
    rated = [
        Rated(
            round=number,
            seat=person.seat,
            card=card,
            stance=chance.choice(STANCES),
            tap=number,
            channel=person.channel,
        )
        for number in (1, 2)
        for person in people
        for card in hands[person.group]
        if (number == 1 or deal == "split") and chance.random() <= eager
    ]
    opened = an_opening(
        groups=groups,
        sectors=SECTORS,
        limits=Limits(group=draw(st.sampled_from([2, 3, 4])), sector=draw(st.sampled_from([3, 5]))),
    )
    return a_session(
        *people, Dealt(hands=hands, seed=1), RoundOpened(round=1), RoundOpened(round=2), *rated, opened=opened
    )


def cells(rows: pd.DataFrame, *columns: str) -> Counter[tuple[str, ...]]:
    """How many people share these columns."""
    people = rows[["seat", *columns]].drop_duplicates()
    return Counter(tuple(row) for row in people[list(columns)].to_numpy().tolist())


@settings(max_examples=60)
@given(rooms())
def test_nobody_stands_alone_in_what_is_published(session):
    limit = session.opened.limits.group

    rows = published_rows(session)

    for columns in (("group",), ("group", "sector"), ("group", "sector", "channel"), ("sector",)):
        assert [cell for cell, n in cells(rows, *columns).items() if n < limit] == []
    assert [card for card, n in Counter(zip(rows["round"], rows["card"], strict=True)).items() if n < limit] == []


@settings(max_examples=60)
@given(rooms())
def test_what_is_published_takes_nobody_out_of_the_rooms_totals(session):
    limit = session.opened.limits.group

    rows = published_rows(session)

    for number in (1, 2):
        room = card_summary(session, number)
        for card, row in room[~room["hidden"]].iterrows():
            missing = row["answered"] - len(rows[(rows["round"] == number) & (rows["card"] == card)])
            assert missing == 0 or missing >= limit


@settings(max_examples=60)
@given(rooms())
def test_blank_people_cannot_be_told_apart_by_the_cards_their_groups_were_dealt(session):
    hidden = hidden_groups(session)
    filled = {seat.group for seat in session.people()} & hidden

    rows = published_rows(session)

    assert set(rows[rows["group"] == ""]["card"]) <= {
        card for card in session.cards if all(card in session.hand(group) for group in filled)
    }
    named = {session.group(group).name for group in hidden}
    assert set(rows["group"]).isdisjoint(named)


@settings(max_examples=60)
@given(rooms())
def test_no_breakdown_minus_another_reveals_fewer_people_than_the_limit(session):
    limits = session.opened.limits

    for table, limit in ((group_summary(session, 1), limits.group), (sector_summary(session, 1), limits.sector)):
        room = card_summary(session, 1)
        for card, part in table.groupby(level="card"):
            shown = part[~part["hidden"]]["answered"]
            rest = room.loc[card, "answered"] - shown.sum()
            assert [n for n in shown if 0 < n < limit] == []
            assert rest == 0 or rest >= limit or shown.sum() == 0
            assert part["hidden"].all() or not room.loc[card, "hidden"]
    always = hidden_groups(session)
    told = group_summary(session, 1)["hidden"].items()
    assert [place for place, hidden in told if place[1] in always and not hidden] == []


@settings(max_examples=60)
@given(rooms())
def test_a_sector_is_published_only_with_enough_people_and_enough_others(session):
    limits = session.opened.limits

    rows = published_rows(session)

    people = cells(rows, "sector")
    named = {sector: n for (sector,), n in people.items() if sector}
    assert [sector for sector, n in named.items() if n < limits.sector] == []
    rest = people[("",)]
    assert rest == 0 or rest >= limits.sector or not named


def test_a_full_room_is_counted_while_the_wall_waits(benchmark_room: Session):
    table = card_summary(benchmark_room)

    assert len(table) == 40
    assert int(table["answered"].sum()) == 150 * 40


@pytest.fixture
def benchmark_room() -> Session:
    """150 people at 10 tables who all rated 40 cards."""
    opened = an_opening(cards=40, groups=10)
    people = [a_seat(n, f"g{n % 10 + 1}", SECTORS[n % 4]) for n in range(1, 151)]
    rated = answers(**{f"c{n}": ("PNBC" * 40)[n % 4 :][:150] for n in range(1, 41)})
    return a_room(people, rated, opened=opened)


def test_a_table_is_counted_once_for_each_state_and_nobody_can_change_it_for_others():
    session = a_session(Seated(seat="s1", ticket="t1", group="g1"))
    first = card_summary(session)

    first.loc[:, "answered"] = 99

    assert card_summary(session)["answered"].sum() == 0
    assert ("card_summary", (), ()) in session.__dict__["counted"]
    assert "counted" not in and_then(session, Seated(seat="s2", ticket="t2", group="g1")).__dict__
