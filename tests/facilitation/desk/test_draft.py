"""The text of the write-up on the desk: own words in place of ours, also when two write at once."""

from __future__ import annotations

from facilitation.service import Service
from facilitation.writeup.document import Lead, basis, drafted, paragraphs
from sessions.items import Passage
from tests.facilitation.desk.desks import alerts, at_run, shown
from tests.facilitation.rooms import opened


def rated(house: Service) -> str:
    """A session in which four people see an opportunity in card c1."""
    code = opened(house)
    for n in range(1, 5):
        house.workshop.take_seat(code, ticket=f"ticket-{n}").result()
        house.workshop.rate(code, seat=f"s{n}", card="c1", stance="opportunity", round_number=1).result()
    return code


def ours(house: Service, code: str, place: str) -> str:
    document = drafted(house.workshop.session(code), "en")
    return next(block.text for _, block in paragraphs(document) if block.place == place)


def own(house: Service, code: str) -> dict[str, str]:
    return {place: passage.text for place, passage in house.workshop.session(code).passages("en").items()}


def test_a_paragraph_is_written_anew_and_reset(house: Service) -> None:
    code = rated(house)
    app = at_run(house, code, panel="draft")
    before = ours(house, code, "headline")

    app.button(key="write-en:headline").click().run()
    field = app.text_area(key="text-en:headline")
    field.input("Everybody was hopeful.")
    app.button(key="save-en:headline").click().run()

    assert field.value == "Everybody was hopeful."
    assert own(house, code) == {"headline": "Everybody was hopeful."}
    assert house.workshop.session(code).passages("en")["headline"].basis == basis(Lead(before))
    assert "Everybody was hopeful." in shown(app)

    app.button(key="back-en:headline").click().run()

    assert own(house, code) == {}
    assert before in shown(app)


def test_own_words_are_marked_when_the_numbers_change(house: Service) -> None:
    code = rated(house)
    item = Passage(
        id="", text="Four of four.", place="headline", language="en", basis=basis(Lead(ours(house, code, "headline")))
    )
    house.workshop.write(code, item=item, over=0).result()
    calm = shown(at_run(house, code, panel="draft"))

    house.workshop.rate(code, seat="s1", card="c1", stance="threat", round_number=1).result()
    app = at_run(house, code, panel="draft")

    assert "The numbers have changed" not in calm
    assert "The numbers have changed since you wrote this. Ours say now:" in shown(app)
    assert ours(house, code, "headline") in shown(app)
    assert "Four of four." in shown(app)


def test_an_empty_text_leaves_a_paragraph_out_and_says_so(house: Service) -> None:
    code = rated(house)
    app = at_run(house, code, panel="draft")

    app.button(key="write-en:caveat").click().run()
    app.text_area(key="text-en:caveat").input("")
    app.button(key="save-en:caveat").click().run()

    assert own(house, code) == {"caveat": ""}
    assert "This paragraph is left out." in shown(app)


def test_when_two_write_the_same_paragraph_the_second_sees_both_and_loses_nothing(house: Service) -> None:
    code = rated(house)
    first, second = at_run(house, code, panel="draft"), at_run(house, code, panel="draft")
    for app, typed in ((first, "By the first"), (second, "By the second")):
        app.button(key="write-en:headline").click().run()
        app.text_area(key="text-en:headline").input(typed)

    first.button(key="save-en:headline").click().run()
    second.button(key="save-en:headline").click().run()

    assert own(house, code) == {"headline": "By the first"}
    assert second.text_area(key="text-en:headline").value == "By the second"
    assert "By the first" in shown(second)
    assert len(alerts(second)) == 1

    second.button(key="save-en:headline").click().run()

    assert own(house, code) == {"headline": "By the second"}


def test_own_words_for_a_paragraph_that_is_gone_can_be_removed(house: Service) -> None:
    code = rated(house)
    item = Passage(id="", text="About a card", place="card:gone", language="en", basis="x")
    house.workshop.write(code, item=item, over=0).result()
    app = at_run(house, code, panel="draft")
    assert "About a card" in shown(app)

    app.button(key="back-en:card:gone").click().run()

    assert own(house, code) == {}
