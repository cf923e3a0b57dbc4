"""People without a phone, at the desk: raised cards, paper ballots, and the empty chair."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from facilitation.service import Service
from sessions.events import STANCES
from sessions.session import Session
from tests.facilitation.desk.desks import alerts, at_run, shown
from tests.facilitation.rooms import opened


def counts(house: Service, code: str, card: str = "c1", group: str = "g1") -> dict[str, int]:
    counted = house.workshop.session(code).raised_at(card, group)
    return {str(stance): count for stance, count in counted.items()}


def raise_hands(app: AppTest, stance: str, count: int, group: str = "g1") -> AppTest:
    return app.number_input(key=f"hand-c1-{group}-{stance}").set_value(count)  # type: ignore[return-value]


def test_before_the_first_rating_nothing_can_be_counted(house: Service) -> None:
    app = at_run(house, opened(house, steps=0), panel="byhand")

    assert "Hands can be counted once the rating has been opened." in shown(app)
    assert "Ballots can be entered once the rating has been opened." in shown(app)
    assert not app.exception


def test_raised_cards_are_counted_by_table_and_card(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="byhand")

    raise_hands(app, "opportunity", 3)
    raise_hands(app, "unsure", 1)
    raise_hands(app, "threat", 2, "g2")
    app.button(key="save-hands").click().run()

    assert (counts(house, code), counts(house, code, group="g2")) == ({"opportunity": 3, "unsure": 1}, {"threat": 2})
    assert counts(house, code, "c2") == {}
    assert "Counted: ▲ Opportunity 3 · ○ Can&#x27;t say 1" in shown(app)
    assert alerts(app) == []


def test_of_two_who_count_the_same_table_the_second_sees_the_first_count_and_keeps_their_own(house: Service) -> None:
    code = opened(house)
    first, second = at_run(house, code, panel="byhand"), at_run(house, code, panel="byhand")
    raise_hands(first, "opportunity", 3)
    first.button(key="save-hands").click().run()
    raise_hands(second, "opportunity", 4)

    second.button(key="save-hands").click().run()
    after_first_press = counts(house, code)
    refused, typed = alerts(second), second.number_input(key="hand-c1-g1-opportunity").value
    second.button(key="save-hands").click().run()

    assert after_first_press == {"opportunity": 3}
    assert len(refused) == 1
    assert typed == 4
    assert counts(house, code) == {"opportunity": 4}
    assert alerts(second) == []


def test_steppers_that_nobody_moved_follow_a_colleagues_count(house: Service) -> None:
    code = opened(house)
    watching = at_run(house, code, panel="byhand")
    house.workshop.aside(
        code, lambda session: session.count_by_hand(group="g1", card="c1", counts={"both": 5})
    ).result()

    watching.run()
    watching.button(key="save-hands").click().run()

    assert watching.number_input(key="hand-c1-g1-both").value == 5
    assert (counts(house, code), alerts(watching)) == ({"both": 5}, [])


def test_a_count_typed_while_another_is_on_its_way_is_not_set_back(house: Service) -> None:
    app = at_run(house, opened(house), panel="byhand")
    steppers = [f"hand-c1-{group}-{stance}" for group in ("g1", "g2") for stance in STANCES]

    raise_hands(app, "opportunity", 3).run()

    # What the server sets stands over what was typed in the browser meanwhile.
    assert [stepper for stepper in steppers if app.number_input(key=stepper).proto.set_value] == []


def test_the_steppers_of_another_card_show_that_cards_count(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="byhand")
    raise_hands(app, "opportunity", 3)
    app.button(key="save-hands").click().run()

    app.selectbox(key="hand-card").select("c2").run()
    other = app.number_input(key="hand-c2-g1-opportunity").value
    app.selectbox(key="hand-card").select("c1").run()

    assert (other, app.number_input(key="hand-c1-g1-opportunity").value) == (0, 3)


# -------------------------------------------------------------------- paper


def paper(session: Session) -> list[tuple[str, str, str, dict[str, str]]]:
    """Each ballot: its seat, table, sector and answers."""
    return [
        (seat.id, seat.group, seat.sector, answers_of(session, seat.id))
        for seat in session.people()
        if seat.channel == "paper"
    ]


def answers_of(session: Session, seat: str) -> dict[str, str]:
    rated = {card: session.final_rating(seat, card) for card in session.cards}
    return {card: rating.stance for card, rating in rated.items() if rating}


def test_ballots_are_entered_one_after_the_other_and_a_card_may_be_left_out(house: Service) -> None:
    code = opened(house, sectors=("employer",))
    app = at_run(house, code, panel="byhand")

    app.selectbox(key="ballot-group").select("g2").run()
    app.selectbox(key="ballot-sector").select("employer").run()
    app.radio(key="ballot-0-c1").set_value("threat")
    app.radio(key="ballot-0-c3").set_value("both")
    app.button(key="save-ballot").click().run()
    app.radio(key="ballot-1-c1").set_value("opportunity")
    app.button(key="save-ballot").click().run()

    assert paper(house.workshop.session(code)) == [
        ("s1", "g2", "employer", {"c1": "threat", "c3": "both"}),
        ("s2", "g2", "employer", {"c1": "opportunity"}),
    ]
    assert "2 ballots have been entered." in shown(app)
    assert app.radio(key="ballot-2-c1").value is None


def test_a_ballot_entered_before_is_mended(house: Service) -> None:
    code = opened(house)
    house.workshop.enter_ballot(code, group="g1", answers={"c1": "threat", "c2": "both"}).result()
    app = at_run(house, code, panel="byhand")

    app.selectbox(key="ballot").select("s1").run()
    found = [app.radio(key=f"ballot-s1-{card}").value for card in ("c1", "c2", "c3")]
    app.radio(key="ballot-s1-c1").set_value("unsure")
    app.button(key="save-ballot").click().run()

    assert found == ["threat", "both", None]
    assert paper(house.workshop.session(code)) == [("s1", "g1", "", {"c1": "unsure", "c2": "both"})]


def test_a_ballot_that_is_refused_stays_as_it_was_typed(house: Service) -> None:
    code = opened(house)
    app = at_run(house, code, panel="byhand")
    house.workshop.close(code).result()

    app.radio(key="ballot-0-c1").set_value("threat")
    app.button(key="save-ballot").click().run()

    assert len(alerts(app)) == 1
    assert app.radio(key="ballot-0-c1").value == "threat"


# -------------------------------------------------------------------- the empty chair


def test_an_empty_chair_answers_card_by_card_is_shown_apart_and_counts_nowhere(house: Service) -> None:
    code = opened(house, sectors=("employer", "state"))
    house.workshop.take_seat(code, ticket="ticket-1", sector="employer").result()
    app = at_run(house, code, panel="chair")

    offered = app.selectbox(key="chair-sector").options
    app.button(key="chair-threat").click().run()
    app.selectbox(key="chair-card").select("c2").run()
    app.button(key="chair-both").click().run()
    app.button(key="chair-nothing").click().run()

    session = house.workshop.session(code)
    assert offered == ["State authority (nobody is here)", "Employer or company"]
    assert dict(session.chairs) == {("state", "c1"): "threat"}
    assert sum(session.tally("c1").values()) == 0
    assert "▼ Threat" in shown(app)


def test_without_sectors_there_is_no_empty_chair(house: Service) -> None:
    app = at_run(house, opened(house), panel="chair")

    assert "People do not name a sector in this session." in shown(app)
    assert not app.exception
