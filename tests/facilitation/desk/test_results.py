"""What the room said, on the desk: charts with their tables and files, one card, and the notes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.desk.notebook import Search, found
from facilitation.service import Service
from sessions.items import Outcome
from tests.facilitation.desk.desks import at_results, browser, shown
from tests.facilitation.rooms import opened, revealed
from tests.factories import SettableClock

VIEWS = ("cards", "map", "groups", "sectors", "moves", "time", "people", "card", "notes")


def a_room(house: Service, clock: SettableClock | None = None, **plan: Any) -> str:
    """Six people at one table, one a minute: five say opportunity on c1 and the last threat, all threat on c2, and
    two answer c3."""
    code = opened(house, groups=("A",), sectors=("employer", "state"), **plan)
    for n in range(1, 7):
        house.workshop.take_seat(code, ticket=f"ticket-{code}-{n}", sector="employer" if n < 6 else "state").result()
        given = {"c1": "opportunity" if n < 6 else "threat", "c2": "threat"} | ({"c3": "both"} if n < 3 else {})
        for card, stance in given.items():
            house.workshop.rate(code, seat=f"s{n}", card=card, stance=stance, round_number=1).result()
        if clock is not None:
            clock.move(60_000)
    return code


def viewed(house: Service, code: str, view: str, language: str = "en") -> AppTest:
    return at_results(house, code, language).radio(key="view").set_value(view).run()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_drawn_in_every_language_full_and_empty(house: Service, view: str, language: str) -> None:
    full, empty = a_room(house), opened(house)

    apps = [viewed(house, code, view, language) for code in (full, empty)]

    assert [list(app.exception) for app in apps] == [[], []]


def test_the_bars_are_sorted_as_asked_and_the_table_with_them(house: Service) -> None:
    code = a_room(house)
    app = at_results(house, code)

    orders = {}
    for order in ("lean", "deck", "split"):
        app.selectbox(key="cards-order").set_value(order).run()
        orders[order] = app.dataframe[0].value["Card"].to_list()

    assert orders == {
        "lean": ["Card 1", "Card 2", "Card 3"],
        "deck": ["Card 1", "Card 2", "Card 3"],
        "split": ["Card 1", "Card 2", "Card 3"],
    }


def test_what_is_hidden_says_too_few_in_the_table(house: Service) -> None:
    code = a_room(house)

    table = viewed(house, code, "cards").dataframe[0].value

    assert table.set_index("Card").loc["Card 3", ["Opportunity", "Both", "Answered", "Lean"]].to_list() == [
        "too few",
        "too few",
        2,
        "too few",
    ]


def test_a_small_sector_is_not_shown_apart_and_the_one_that_would_tell_it_neither(house: Service) -> None:
    code = a_room(house)

    app = viewed(house, code, "sectors")

    table = app.dataframe[0].value
    assert table["Opportunity"].to_list() == ["too few"] * len(table)
    assert "They are in no file." in shown(app)
    assert "chart.csv" not in shown(app)


def test_who_was_wished_for_stands_beside_who_is_here_and_stays_while_one_looks_elsewhere(house: Service) -> None:
    code = a_room(house)
    app = viewed(house, code, "people")

    app.number_input(key="wish-state").set_value(4).run()
    app.radio(key="view").set_value("cards").run()
    app.radio(key="view").set_value("people").run()

    assert app.dataframe[0].value.to_dict("records") == [
        {"Sector": "Employer or company", "Here": 5, "Wished for": 0, "Missing": 0},
        {"Sector": "State authority", "Here": 1, "Wished for": 4, "Missing": 3},
    ]
    assert f"/facilitate/download/{code}/chart.csv?chart=people&amp;lang=en&amp;wish-state=4" in shown(app)


def test_numbers_and_pictures_of_a_chart_are_links_that_say_whose_they_are(house: Service) -> None:
    code = a_room(house)

    links = re.findall(r'<a href="([^"]*)" aria-label="([^"]*)">([^<]*)</a>', shown(viewed(house, code, "map")))

    path = f"/facilitate/download/{code}/chart"
    assert links == [
        (f"{path}.csv?chart=map&amp;lang=en", "Numbers (CSV): Map of the cards", "Numbers (CSV)"),
        (f"{path}.png?chart=map&amp;lang=en", "Picture (PNG): Map of the cards", "Picture (PNG)"),
        (f"{path}.svg?chart=map&amp;lang=en", "Picture (SVG): Map of the cards", "Picture (SVG)"),
    ]


def test_the_room_can_be_seen_at_any_moment(house: Service, clock: SettableClock) -> None:
    code = a_room(house, clock)
    app = viewed(house, code, "time")

    words, numbers = {}, {}
    for moment in (0, 3, 5):
        app.select_slider(key="moment-of-6").set_value(moment).run()
        words[moment] = app.get("plotly_chart")[-1].proto.alt
        numbers[moment] = app.dataframe[-1].value.iloc[:, 1:].to_numpy().tolist()

    assert words == {
        0: "No answers can be shown yet.",
        3: "Bar chart of 2 cards, in the order of the deck. "
        "Card 1: opportunity 4, threat 0, both 0, can't say 0. Card 2: opportunity 0, threat 4, both 0, can't say 0.",
        5: "Bar chart of 2 cards, in the order of the deck. "
        "Card 1: opportunity 5, threat 1, both 0, can't say 0. Card 2: opportunity 0, threat 6, both 0, can't say 0.",
    }
    header = ["Card", "Opportunity", "Threat", "Both", "Can't say", "Answered", "Asked"]
    assert list(app.dataframe[-1].value.columns) == header
    assert numbers == {
        0: [[*["too few"] * 5, 1]] * 3,
        3: [["4", "0", "0", "0", "4", 4], ["0", "4", "0", "0", "4", 4], [*["too few"] * 5, 4]],
        5: [["5", "1", "0", "0", "6", 6], ["0", "6", "0", "0", "6", 6], [*["too few"] * 5, 6]],
    }


def test_a_card_has_its_counts_with_intervals_its_outcomes_and_its_notes_on_one_page(house: Service) -> None:
    code = a_room(house)
    house.workshop.note(code, seat="s1", card="c1", kind="idea", text="A bus").result()
    house.workshop.note(code, seat="s1", card="c2", kind="idea", text="A tram").result()
    revealed(house, code, "c1")
    house.workshop.write(code, item=Outcome(id="", text="We ask for a bus", card="c1", notes=("n1",))).result()

    app = viewed(house, code, "card")

    page = shown(app)
    assert "<b>5</b> <small>(83%, 44%–97%)</small>" in page
    assert "6 of 6 people answered." in page
    assert "We ask for a bus" in page
    card_page = page.partition("In brackets")[2].partition("What sparked discussion")[0]
    assert ("A bus" in card_page, "A tram" in card_page) == (True, False)


def test_an_observer_sees_no_view_that_is_for_the_facilitator_alone(house: Service) -> None:
    code = a_room(house)
    token = house.doors.link("observer", code).partition("#")[2]
    app = browser({house.doors.guest_cookie: token, "lang": "en"}, session=code)

    panels = app.radio(key="panel").set_value("results").run()

    assert panels.radio(key="view").options == [
        "All cards",
        "Map",
        "By table",
        "Before and after",
        "Who was here",
        "One card",
        "Notes",
    ]


# -------------------------------------------------------------------- notes


def test_notes_are_found_by_what_is_in_them_card_kind_theme_language_and_quote(house: Service) -> None:
    code = a_room(house)
    for card, kind, text in (("c1", "idea", "A bus"), ("c2", "plus", "Trams"), ("", "idea", "BUSES for all")):
        house.workshop.note(code, seat="s1", card=card, kind=kind, text=text).result()
    house.workshop.aside(code, lambda session: session.star(note="n2", on=True)).result()
    session = house.workshop.session(code)

    searches = {
        "bus": Search("bus"),
        "card": Search(card="c1"),
        "kind": Search(kind="idea"),
        "day": Search(card=""),
        "quotes": Search(starred=True),
        "none": Search("bus", kind="plus"),
    }

    assert {
        name: [note.id for note in found(session, session.all_notes(), search)] for name, search in searches.items()
    } == {"bus": ["n1", "n3"], "card": ["n1"], "kind": ["n1", "n3"], "day": ["n3"], "quotes": ["n2"], "none": []}


def test_similar_notes_stand_together_and_the_others_on_their_own(house: Service) -> None:
    code = a_room(house)
    for text in ("More buses in the evening", "Evening buses, more of them", "Coffee"):
        house.workshop.note(code, seat="s1", card="c1", kind="idea", text=text).result()
    app = viewed(house, code, "notes")

    app.toggle(key="book-together").set_value(True).run()

    said = shown(app)
    assert "2 notes that say much the same" in said
    assert said.index("Evening buses, more of them") < said.index("On their own")
