"""Tables and cards at the desk: who has answered what, dealing anew, and tables that change."""

from __future__ import annotations

import re

import pytest

from facilitation.desk.coverage import Cell, coverage, sign, strip
from facilitation.service import Service
from facilitation.words import speaker
from tests.facilitation.desk.desks import alerts, at_run, shown
from tests.facilitation.rooms import opened, revealed


def seats(house: Service, code: str, *groups: str) -> None:
    """People s1, s2 … at these tables."""
    for n, group in enumerate(groups, start=1):
        house.workshop.take_seat(code, ticket=f"ticket-{n}", group=group).result()


def rate(house: Service, code: str, seat: str, *cards: str) -> None:
    for card in cards:
        house.workshop.rate(code, seat=seat, card=card, stance="both", round_number=1).result()


# -------------------------------------------------------------------- the strip


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (None, "·"),
        (Cell(0, 0), "○ 0/0"),
        (Cell(0, 3), "○ 0/3"),
        (Cell(2, 3), "◐ 2/3"),
        (Cell(3, 3), "● 3"),
        (Cell(4, 3), "● 4"),
    ],
    ids=["elsewhere", "nobody-there", "nobody-yet", "some", "all", "more-hands-than-people"],
)
def test_a_cell_is_told_by_sign_and_number(cell: Cell | None, told: str) -> None:
    assert sign(cell) == told


def test_coverage_counts_answers_and_hands_of_the_round_that_asked(house: Service) -> None:
    code = opened(house, steps=1, cards=2, joining="chosen")
    seats(house, code, "g1", "g1", "g2")
    rate(house, code, "s1", "c1", "c2"), rate(house, code, "s2", "c1")
    house.workshop.aside(
        code, lambda session: session.count_by_hand(card="c2", group="g2", counts={"threat": 2})
    ).result()

    counted = coverage(house.workshop.session(code))

    assert counted == {
        ("g1", "c1"): Cell(2, 2),
        ("g1", "c2"): Cell(1, 2),
        ("g2", "c1"): Cell(0, 3),
        ("g2", "c2"): Cell(2, 3),
    }


def test_a_state_is_counted_once(house: Service) -> None:
    session = house.workshop.session(opened(house, steps=1))

    assert coverage(session) is coverage(session)


def test_rehearsal_and_removed_seats_are_in_no_cell(house: Service) -> None:
    code = opened(house, steps=1, cards=1, groups=("A",))
    seats(house, code, "", "")
    house.workshop.take_seat(code, ticket="r", rehearsal=True).result()
    for seat in ("s1", "s2", "s3"):
        rate(house, code, seat, "c1")
    house.workshop.aside(code, lambda session: session.remove(seat="s2")).result()

    assert coverage(house.workshop.session(code)) == {("g1", "c1"): Cell(1, 1)}


def test_the_strip_names_cards_and_tables_and_tells_what_lies_elsewhere(house: Service) -> None:
    code = opened(house, steps=0, cards=2, groups=("<b>A</b>", "B"), joining="chosen")
    house.workshop.deal_by_hand(code, hands={"g1": ["c1"], "g2": ["c1", "c2"]}).result()
    seats(house, code, "g1")

    told = strip(house.workshop.session(code), speaker("en"))

    assert '<th scope="col" aria-label="&lt;b&gt;A&lt;/b&gt;">1</th>' in told
    assert re.findall(r"<td[^>]*>([^<]*)</td>", told) == ["○ 0/1", "○ 0/0", "·", "○ 0/0"]


# -------------------------------------------------------------------- dealing


def test_cards_of_a_slow_table_move_to_one_that_can_take_them(house: Service) -> None:
    code = opened(house, steps=1, cards=4, joining="chosen", deal="split")
    seats(house, code, "g1", "g2")
    own = house.workshop.session(code).hand("g1")
    rate(house, code, "s1", own[0])
    app = at_run(house, code, panel="tables")

    app.multiselect(key="slow").select("g1").run()
    app.button(key="deal-again").click().run()

    session = house.workshop.session(code)
    others = tuple(card for card in session.cards if card != own[0])
    assert (session.hand("g1"), session.hand("g2")) == ((own[0],), others)
    assert "1 card goes to another table." in alerts(app)[0]
    assert app.multiselect(key="slow").value == []


def test_a_deal_that_moves_nothing_says_so(house: Service) -> None:
    code = opened(house, steps=1, joining="chosen")
    seats(house, code, "g1", "g2")
    app = at_run(house, code, panel="tables")

    app.button(key="deal-again").click().run()

    assert "Nothing to move: every card lies on a table that can take it." in alerts(app)[0]


def test_a_whole_deal_after_a_reveal_is_not_offered_and_the_desk_says_why(house: Service) -> None:
    code = opened(house, steps=1)
    revealed(house, code, "c1")

    app = at_run(house, code, panel="tables")

    assert "Answers have been shown already, so the cards cannot be dealt again." in shown(app)
    assert "deal" not in {button.key for button in app.button}


def test_cards_are_dealt_from_the_desk_before_anybody_rates(house: Service) -> None:
    code = opened(house, steps=0, deal="split", cards=4)
    app = at_run(house, code, panel="tables")

    app.button(key="deal").click().run()

    assert sorted(house.workshop.session(code).hands) == ["g1", "g2"]


def test_a_hand_is_picked_card_by_card(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="tables")

    app.selectbox(key="picked-table").select("g2").run()
    app.multiselect(key="picked-g2").set_value(["c3", "c1"]).run()
    app.button(key="pick").click().run()

    session = house.workshop.session(code)
    assert (session.hand("g1"), session.hand("g2")) == (("c1", "c2", "c3"), ("c1", "c3"))


def test_a_hand_picked_over_a_colleagues_is_refused_and_stays_picked(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_run(house, code, panel="tables")
    app.multiselect(key="picked-g1").set_value(["c1"]).run()
    house.workshop.deal_by_hand(code, hands={"g1": ["c2"], "g2": ["c2"]}).result()

    app.button(key="pick").click().run()

    assert house.workshop.session(code).hand("g1") == ("c2",)
    assert app.multiselect(key="picked-g1").value == ["c1"]
    assert len(alerts(app)) == 1


# -------------------------------------------------------------------- tables


def test_tables_are_added_renamed_and_put_together(house: Service) -> None:
    code = opened(house, steps=1, joining="chosen")
    seats(house, code, "g1", "g2")
    app = at_run(house, code, panel="tables")

    app.text_input(key="new-table").input("Harbour")
    app.button(key="add-table").click().run()
    app.selectbox(key="table").select("g2").run()
    app.text_input(key="table-name").input("Station")
    app.button(key="rename-table").click().run()
    app.selectbox(key="into").select("g3").run()
    app.button(key="merge").click().run()

    session = house.workshop.session(code)
    assert [group.name for group in session.groups] == ["A", "Harbour"]
    assert (session.group("g2").name, session.merged) == ("Station", {"g2": "g3"})
    assert not app.exception


def test_a_name_that_is_taken_is_refused_and_stays_typed(house: Service) -> None:
    app = at_run(house, opened(house, steps=1), panel="tables")

    app.text_input(key="new-table").input("a")
    app.button(key="add-table").click().run()

    assert len(alerts(app)) == 1
    assert app.text_input(key="new-table").value == "a"
