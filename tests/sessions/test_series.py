"""The sessions of a series side by side."""

import msgspec
import pandas as pd

from sessions.events import CarriedOver, Dealt, Event, Marked, Rated, RoundOpened, Wrote
from sessions.items import Action, Parked
from sessions.series import (
    closed_since,
    compositions,
    in_order,
    leanings,
    left_open,
    recurring,
    same_card,
    series_names,
)
from sessions.session import Session
from tests.factories import a_seat, a_session, an_opening

HANDS = dict.fromkeys(("g1", "g2"), ("c1", "c2"))


def meeting(number: int, *events: Event, people: int = 3, **more: object) -> Session:
    """A session of the series "Autumn" with two tables, at which so many associations answered card c1."""
    opened = an_opening(f"CODE{number:02}", groups=2, cards=2, **{"series": "Autumn", "number": number, **more})
    seats = [a_seat(n, f"g{n % 2 + 1}", "association") for n in range(1, people + 1)]
    rated = [Rated(round=1, seat=seat.seat, card="c1", stance="opportunity", tap=1) for seat in seats]
    return a_session(*seats, Dealt(hands=HANDS, seed=1), RoundOpened(round=1), *rated, *events, opened=opened)


def cutting(card: str, *tables: int) -> list[Event]:
    marks = [
        Marked(seat=f"s{2 - t % 2}", group=f"g{t}", card=card, mark="cross-cutting", on=True, tap=7) for t in tables
    ]
    return [msgspec.structs.replace(mark, seat="s2" if mark.group == "g1" else "s1") for mark in marks]


def test_sessions_stand_in_the_order_of_their_numbers_under_their_series():
    third, first, alone = meeting(3, series="AUTUMN"), meeting(1), meeting(9, series="")

    assert [session.opened.number for session in in_order([third, first])] == [1, 3]
    assert {name: [s.code for s in group] for name, group in series_names([third, alone, first]).items()} == {
        "AUTUMN": ["CODE01", "CODE03"]
    }


def test_a_card_with_the_same_words_is_told_session_by_session():
    first, second = meeting(1), meeting(2, people=4)

    compared = same_card([second, first], "c1")

    assert compared.changed == ()
    assert compared.counts["opportunity"].to_dict() == {"CODE01": 3, "CODE02": 4}


def test_a_card_that_a_meeting_dealt_to_no_table_has_no_row_of_it():
    first, second = meeting(1), meeting(2, Dealt(hands=dict.fromkeys(("g1", "g2"), ("c1",)), seed=2))

    assert same_card([first, second], "c2").counts.index.to_list() == ["CODE01"]


def test_a_card_with_other_words_says_what_has_changed():
    first, second = meeting(1), meeting(2)
    card = msgspec.structs.replace(second.cards["c1"], title={"fi": "Uusi nimi", "en": "Card 1"})
    deck = msgspec.structs.replace(
        second.deck,
        cards=(card, second.cards["c2"]),
        question={"fi": "Hyvä vai paha?", "en": "Opportunity or threat?"},
    )
    changed = meeting(3, deck=deck)

    assert same_card([first, changed], "c1").changed == ("scale", "title")
    assert same_card([first, changed], "c2").changed == ("scale",)
    assert same_card([first, second], "c9").counts.empty


def test_words_in_a_language_that_only_one_session_had_make_no_difference():
    first, second = meeting(1, languages=("en",)), meeting(2)
    card = msgspec.structs.replace(second.cards["c1"], title={"fi": "Uusi nimi", "en": "Card 1"})
    deck = msgspec.structs.replace(second.deck, cards=(card, second.cards["c2"]))

    assert same_card([first, meeting(2, deck=deck)], "c1").changed == ()


def test_what_comes_back_is_counted_by_sessions_and_not_by_votes():
    sessions = [meeting(1, *cutting("c1", 1, 2)), meeting(2, *cutting("c1", 1)), meeting(3, *cutting("c2", 2))]

    table = recurring(sessions)

    assert table["cutting"].to_dict() == {"c1": 2, "c2": 1}
    assert table["sessions"].to_dict() == {"c1": 3, "c2": 3}


def test_a_meeting_that_never_dealt_a_card_did_not_have_it():
    opened = an_opening("CODE04", groups=2, cards=2, series="Autumn", number=4)
    planned = a_session(opened=opened)
    one_card = a_session(Dealt(hands={"g1": ("c1",), "g2": ("c1",)}, seed=1), opened=opened)

    assert recurring([meeting(1), planned, one_card])["sessions"].to_dict() == {"c1": 2, "c2": 1}


def test_who_was_there_and_how_they_leant_stand_beside_each_other():
    first, second = meeting(1, region="Kainuu"), meeting(2, people=2, region="Savo", sectors=("association",))

    people, leaning = compositions([first, second]), leanings([first, second])

    assert people.loc["association"].to_dict() == {"CODE01": 3, "CODE02": 2}
    assert (int(people.at["employer", "CODE01"]), pd.isna(people.at["employer", "CODE02"])) == (0, True)
    assert leaning["region"].to_dict() == {"CODE01": "Kainuu", "CODE02": "Savo"}
    assert (int(leaning.at["CODE01", "opportunity"]), pd.isna(leaning.at["CODE02", "opportunity"])) == (3, True)


def test_what_was_carried_over_is_told_once_from_where_it_stands_now():
    visit, plan, place = Action(id="a1", text="Visit"), Action(id="a2", text="Plan"), Parked(id="p1", text="Map")
    first = meeting(1, *(Wrote(item=item) for item in (visit, plan, place)))
    carried = [msgspec.structs.replace(item, came_from="CODE01") for item in (visit, plan, place)]
    done = msgspec.structs.replace(carried[1], state="done")
    second = meeting(2, CarriedOver(session="CODE01", items=tuple(carried)), Wrote(item=done, over=1))

    still, closed = left_open([second, first]), closed_since([second, first])

    assert [(each.item.text, each.session, each.since) for each in still] == [
        ("Map", "CODE02", "CODE01"),
        ("Visit", "CODE02", "CODE01"),
    ]
    assert [(each.item.text, each.session, each.since) for each in closed] == [("Plan", "CODE02", "CODE01")]
