"""The review before anything goes out: each note is kept, shortened or kept out by somebody."""

from __future__ import annotations

from facilitation.desk.review import marked, unreviewed
from facilitation.desk.taking import NAMES
from facilitation.service import Service
from facilitation.words import speaker
from facilitation.writeup import FORMATS
from facilitation.writeup.document import write_up
from facilitation.writeup.markdown import as_markdown
from tests.facilitation.desk.desks import at_results, at_run, shown
from tests.facilitation.rooms import opened

NOTES = ("Good for towns", "Ask Matti Virtanen, 040 123 4567", "Long and winding story")


def noted(house: Service) -> str:
    code = opened(house)
    house.workshop.take_seat(code, ticket="ticket-1").result()
    for text in NOTES:
        house.workshop.note(code, seat="s1", card="c1", kind="idea", text=text).result()
    return code


def waiting(house: Service, code: str) -> list[str]:
    return [note.id for note in unreviewed(house.workshop.session(code))]


def test_notes_that_may_name_somebody_wait_first_and_are_marked(house: Service) -> None:
    code = noted(house)

    app = at_run(house, code, panel="review")

    assert waiting(house, code) == ["n2", "n1", "n3"]
    assert "Notes to review (3)" in shown(app)
    assert "<mark>040 123 4567</mark><small> (phone number)</small>" in shown(app)


def test_each_note_is_kept_shortened_or_kept_out(house: Service) -> None:
    code = noted(house)
    app = at_run(house, code, panel="review")

    app.button(key="keep-n1").click().run()
    app.button(key="out-n2").click().run()
    app.text_area(key="short-n3").input("Short story")
    app.button(key="quote-n3").click().run()

    text = as_markdown(write_up(house.workshop.session(code), "en"))
    assert waiting(house, code) == []
    assert "Every note has been reviewed." in shown(app)
    assert ("Good for towns" in text, "Matti" in text, "Short story" in text, "winding" in text) == (
        True,
        False,
        True,
        False,
    )


def test_a_note_that_its_author_changes_waits_again(house: Service) -> None:
    code = noted(house)
    app = at_run(house, code, panel="review")
    app.button(key="keep-n1").click().run()

    house.workshop.edit(code, seat="s1", note="n1", kind="idea", text="Call 040 765 4321").result()

    assert waiting(house, code) == ["n1", "n2", "n3"]


def test_a_decision_can_be_taken_back(house: Service) -> None:
    code = noted(house)
    app = at_run(house, code, panel="review")
    app.button(key="keep-n1").click().run()

    app.button(key="again-n1").click().run()

    assert waiting(house, code) == ["n2", "n1", "n3"]


def test_the_downloads_say_how_many_notes_nobody_has_reviewed(house: Service) -> None:
    code = noted(house)

    app = at_results(house, code)

    assert "3 notes in these files have not been reviewed." in shown(app)


def test_what_is_marked_stays_text() -> None:
    told = marked('<b onclick="x">Matti Virtanen</b>', speaker("en"))

    name = "<mark>Matti Virtanen</mark><small> (looks like a name)</small>"
    assert told == f"&lt;b onclick=&quot;x&quot;&gt;{name}&lt;/b&gt;"


def test_every_format_that_we_have_is_offered_by_name() -> None:
    assert set(FORMATS) <= set(NAMES)
