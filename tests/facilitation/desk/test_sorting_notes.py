"""Notes at the desk: found, sorted, tagged, merged, shortened; never on the wall unread but on purpose."""

from __future__ import annotations

import pytest

from facilitation.desk.notes import fits, ordered
from facilitation.service import Service
from facilitation.wall.screen import wall_now
from tests.facilitation.desk.desks import at_run, shown
from tests.facilitation.rooms import opened

ALIKE = (
    "Employers need support with recruiting people from abroad",
    "Support for employers in recruiting people from abroad",
)


def a_talk(house: Service, *texts: str) -> str:
    """The code of a session in which people talk, each of whom has written one of these notes about card c1."""
    code = opened(house, steps=2)
    for n, text in enumerate(texts, start=1):
        house.workshop.take_seat(code, ticket=f"ticket-{n}").result()
        house.workshop.note(code, seat=f"s{n}", card="c1", kind="idea", text=text).result()
    return code


def test_no_note_is_on_the_wall_until_it_is_released(house: Service) -> None:
    code = a_talk(house, "First", "Second")

    before = wall_now(house, code)
    at_run(house, code, panel="notes").button(key="release-n2").click().run()

    assert ("First" in before, "Second" in before) == (False, False)
    assert [house.workshop.session(code).sorted(note).on_screen for note in ("n1", "n2")] == [False, True]


def test_letting_notes_on_the_wall_unread_takes_two_steps_says_what_it_means_and_can_be_ended(house: Service) -> None:
    code = a_talk(house, "Written before")
    app = at_run(house, code, panel="notes")
    warned = "names a client" in shown(app)

    app.button(key="notes-open").click().run()
    house.workshop.note(code, seat="s1", card="c1", kind="idea", text="Written after").result()
    open_now = shown(app.run())
    app.button(key="notes-by-hand").click().run()
    house.workshop.note(code, seat="s1", card="c1", kind="idea", text="Later").result()

    session = house.workshop.session(code)
    assert warned
    assert "nobody reads them first" in open_now
    assert [session.sorted(note).on_screen for note in ("n1", "n2", "n3")] == [False, True, False]


def test_a_note_is_starred_tagged_shortened_and_kept_out_from_its_own_panel(house: Service) -> None:
    code = a_talk(house, "Our client Maija waits for the decision of the office")
    app = at_run(house, code, panel="notes").button(key="more-n1").click().run()

    app.button(key="star-n1").click().run()
    app.selectbox(key="theme-n1-is-").select("work").run()
    app.text_area(key=quote_field(house, code)).input("Waiting for a decision")
    app.button(key="keep-quote-n1").click().run()
    app.button(key="release-n1").click().run()
    app.button(key="out-n1").click().run()

    how = house.workshop.session(code).sorted("n1")
    assert (how.starred, how.theme, how.quote, how.out, how.on_screen) == (
        True,
        "work",
        "Waiting for a decision",
        True,
        False,
    )
    assert [mark in shown(app) for mark in ("Quote", "Work", "Kept out", "Quoted as:")] == [True] * 4
    assert not app.exception


def quote_field(house: Service, code: str) -> str:
    return f"quote-n1-{house.workshop.session(code).note_of('n1').version}"


def test_what_was_done_with_a_note_can_be_taken_back(house: Service) -> None:
    code = a_talk(house, "First")
    app = at_run(house, code, panel="notes").button(key="more-n1").click().run()
    app.button(key="star-n1").click().run()
    app.button(key="out-n1").click().run()

    app.button(key="star-n1").click().run()
    app.button(key="out-n1").click().run()

    how = house.workshop.session(code).sorted("n1")
    assert (how.starred, how.out) == (False, False)
    assert app.button(key="release-n1").label == "Release note 1 to the wall"


def test_similar_notes_are_offered_as_one_and_merged_by_one_button(house: Service) -> None:
    code = a_talk(house, *ALIKE, "The bus does not run in the evening")
    app = at_run(house, code, panel="notes")
    offered = shown(app)

    app.button(key="merge-n1").click().run()

    session = house.workshop.session(code)
    assert "Much the same?" in offered
    assert [session.sorted(note).into for note in ("n1", "n2", "n3")] == ["", "n1", ""]
    assert "Shown with note 1" in shown(app)
    assert "Much the same?" not in shown(app)


def test_similar_notes_of_two_cards_and_of_the_whole_session_are_offered_too(house: Service) -> None:
    code = opened(house, steps=2)
    house.workshop.take_seat(code, ticket="ticket-1").result()
    for card, text in zip(("c1", "c2", ""), (*ALIKE, "The bus does not run in the evening"), strict=True):
        house.workshop.note(code, seat="s1", card=card, kind="idea", text=text).result()

    app = at_run(house, code, panel="notes")
    app.button(key="merge-n1").click().run()

    session = house.workshop.session(code)
    assert [session.sorted(note).into for note in ("n1", "n2", "n3")] == ["", "n1", ""]


def test_notes_are_merged_by_choosing_and_parted_again(house: Service) -> None:
    code = a_talk(house, "Taxi", "A van for everybody")
    app = at_run(house, code, panel="notes").button(key="more-n2").click().run()

    app.selectbox(key="into-n2-is-").select("n1").run()
    merged = house.workshop.session(code).sorted("n2").into
    app.selectbox(key="into-n2-is-n1").select("").run()

    assert (merged, house.workshop.session(code).sorted("n2").into) == ("n1", "")


def test_notes_are_sorted_by_newest_by_agreement_and_by_card(house: Service) -> None:
    code = opened(house, steps=2)
    for n in (1, 2, 3):
        house.workshop.take_seat(code, ticket=f"ticket-{n}").result()
    for card in ("c2", "c1", ""):
        house.workshop.note(code, seat="s1", card=card, kind="idea", text=f"About {card or 'all'}").result()
    house.workshop.release(code, note="n1").result()
    house.workshop.upvote(code, seat="s2", note="n1", on=True).result()
    session = house.workshop.session(code)

    ids = {order: [note.id for note in ordered(session, session.all_notes(), order)] for order in ORDERS}

    assert ids == {"newest": ["n3", "n2", "n1"], "upvotes": ["n1", "n3", "n2"], "card": ["n2", "n1", "n3"]}


ORDERS = ("newest", "upvotes", "card")


@pytest.mark.parametrize(
    ("which", "text", "found"),
    [
        ("all", "", ["n1", "n2", "n3", "n4"]),
        ("all", "  BUS ", ["n1"]),
        ("all", "4", ["n4"]),
        ("waiting", "", ["n4"]),
        ("on-wall", "", ["n1"]),
        ("starred", "", ["n1", "n2"]),
        ("out", "", ["n2"]),
    ],
)
def test_notes_are_found_by_what_was_done_with_them_and_by_their_words(
    house: Service, which: str, text: str, found: list[str]
) -> None:
    code = a_talk(house, "The bus", "A client", "Copy", "New")
    for decide in (
        lambda session: session.release(note="n1"),
        lambda session: session.star(note="n1"),
        lambda session: session.star(note="n2"),
        lambda session: session.keep_out(note="n2"),
        lambda session: session.merge_notes(note="n3", into="n1"),
    ):
        house.workshop.aside(code, decide).result()
    session = house.workshop.session(code)

    assert [note.id for note in session.all_notes() if fits(session, note, which, text)] == found


def test_the_fields_above_the_notes_choose_which_are_listed(house: Service) -> None:
    code = a_talk(house, "The bus", "A lift")
    app = at_run(house, code, panel="notes")

    app.text_input(key="notes-search").input("bus").run()
    few = shown(app)
    app.selectbox(key="which-notes").select("out").run()

    assert ("The bus" in few, "A lift" in few) == (True, False)
    assert "No note fits." in shown(app)
