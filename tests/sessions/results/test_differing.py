import pytest

from sessions.events import Noted, Released
from sessions.results import Reason, between_groups, discuss_next
from tests.rooms import a_room, answers, seated


def room(*more, **cards: str):
    return a_room(seated(g1=[""] * 4, g2=[""] * 4), answers(**cards), *more, cards=max(3, len(cards)))


def a_note(n: int, seat: str, group: str, card: str, text: str) -> list[Noted | Released]:
    noted = Noted(note=f"n{n}", seat=seat, group=group, card=card, kind="plus", text=text, language="fi", tap=n)
    return [noted, Released(note=f"n{n}")]


def test_cards_are_divided_within_and_between_groups():
    table = between_groups(room(c1="PPPPNNNN", c2="PPNNPPNN", c3="PPPNPNNN"))

    assert list(table.columns) == ["groups", "division", "within", "between", "most_opportunity", "most_threat"]
    assert table.to_dict("split")["data"] == [
        [2, 1.0, 0.0, 1.0, "g1", "g2"],
        [2, 1.0, 1.0, 0.0, "g1", "g1"],
        [2, 1.0, 0.5, 0.5, "g1", "g2"],
    ]


def test_one_group_and_a_hidden_one_are_not_compared():
    alone = a_room(seated(g1=[""] * 4, g2=[""] * 2), answers(c1="PPPPNN"), cards=1)

    assert len(between_groups(alone)) == 0


def test_what_to_discuss_next_comes_with_its_reason():
    suggested = discuss_next(room(c1="PPPPPPPN", c2="PPPPNNNN", c3="PPPPPPPP", c4="PPNNPNPN"))

    assert [each.card for each in suggested] == ["c2", "c4", "c1"]
    assert [each.reason for each in suggested] == [
        Reason(ground="between-groups", groups=("g1", "g2"), opportunity=4, threat=4, both=0, answered=8),
        Reason(ground="within-groups", groups=("g1", "g2"), opportunity=4, threat=4, both=0, answered=8),
        Reason(ground="within-groups", groups=("g2",), opportunity=7, threat=1, both=0, answered=8),
    ]
    assert [each.score for each in suggested] == [
        pytest.approx(8 / 8.8),
        pytest.approx(8 / 8.8),
        pytest.approx(2 / 8.8),
    ]


def test_few_answers_weigh_less_than_many():
    people = seated(g1=[""] * 20, g2=[""] * 20)
    session = a_room(people, answers(c1="PPNN" + "." * 36, c2="P" * 22 + "N" * 18), cards=2)

    assert [each.card for each in discuss_next(session)] == ["c2", "c1"]


def test_where_groups_are_hidden_the_room_is_the_reason():
    session = a_room(seated(g1=[""] * 4, g2=[""] * 2), answers(c1="PPNNPN"), cards=1)

    assert [each.reason.ground for each in discuss_next(session)] == ["room"]


def test_a_note_from_each_side_is_one_on_the_screen():
    noted = [
        *a_note(1, "s1", "g1", "c1", "Vihdoin"),
        *a_note(2, "s2", "g1", "c1", "Toinenkin"),
        a_note(3, "s5", "g2", "c1", "Ei luettu vielä")[0],
        *a_note(4, "s6", "g2", "c1", "Kuka maksaa?"),
        *a_note(5, "s7", "g2", "c2", "Toisesta kortista"),
    ]

    first = discuss_next(room(*noted, c1="PPPPNNNN"))[0]

    assert first.opportunity_note is not None
    assert first.threat_note is not None
    assert (first.opportunity_note.text, first.threat_note.text) == ("Vihdoin", "Kuka maksaa?")


def test_a_note_does_not_say_how_its_author_rated_where_nobody_else_at_the_table_rated_so():
    noted = [*a_note(1, "s4", "g1", "c1", "Ainoa vastaan"), *a_note(2, "s5", "g2", "c1", "Yksi kahdesta")]

    alone = discuss_next(room(*noted[:2], c1="PPPNNNPP"))[0]
    beside = discuss_next(room(*noted, c1="PPPNNNPP"))[0]

    assert (alone.threat_note, beside.threat_note and beside.threat_note.text) == (None, "Yksi kahdesta")


def test_nothing_to_discuss_where_all_agree_or_nobody_has_answered():
    assert discuss_next(room(c1="PPPPPPPP")) == []
    assert discuss_next(room()) == []
