"""The review before anything goes out: each note is kept, shortened or kept out by somebody."""

from __future__ import annotations

from facilitation.desk.review import last_answers, marked, unreviewed, unreviewed_words
from facilitation.desk.taking import NAMES
from facilitation.service import Service
from facilitation.words import speaker
from facilitation.writeup import FORMATS
from facilitation.writeup.document import write_up
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.sheets import sheets
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


def parted(house: Service) -> str:
    code = opened(house, nicknames=True)
    said = (("Pike", "Hiring, says Matti Virtanen", "Employers"), ("Tench", "Nothing", "Employers"))
    for n, (nickname, thought, next_time) in enumerate(said, start=1):
        house.workshop.take_seat(code, ticket=f"ticket-{n}", nickname=nickname).result()
        house.workshop.check_out(code, seat=f"s{n}", thought=thought, next_time=next_time).result()
    return code


def test_each_of_the_last_words_is_kept_shortened_or_kept_out_for_all_who_said_it(house: Service) -> None:
    code = parted(house)
    app = at_run(house, code, panel="review")
    first = shown(app)
    named, employers, nothing = last_answers(house.workshop.session(code))

    app.text_area(key=f"short-{named.key}").input("Hiring")
    app.button(key=f"quote-{named.key}").click().run()
    app.button(key=f"keep-{employers.key}").click().run()
    app.button(key=f"out-{nothing.key}").click().run()

    text = as_markdown(write_up(house.workshop.session(code), "en"))
    assert "Last words to review (3)" in first
    assert "<mark>Matti Virtanen</mark>" in first
    assert "All last words have been reviewed." in shown(app)
    assert [words in text for words in ("Hiring", "Matti", "Employers", "Nothing")] == [True, False, True, False]


def test_a_decision_on_last_words_can_be_taken_back(house: Service) -> None:
    code = parted(house)
    app = at_run(house, code, panel="review")
    word = last_answers(house.workshop.session(code))[1]
    app.button(key=f"keep-{word.key}").click().run()

    app.button(key=f"again-{word.key}").click().run()

    assert len(unreviewed_words(house.workshop.session(code))) == 3


def test_last_words_changed_meanwhile_are_not_meant(house: Service) -> None:
    code = parted(house)
    app = at_run(house, code, panel="review")
    named = last_answers(house.workshop.session(code))[0]
    house.workshop.check_out(code, seat="s1", thought="Ask Liisa", next_time="", tap=9).result()

    app.button(key=f"keep-{named.key}").click().run()

    assert [word.text for word in unreviewed_words(house.workshop.session(code))] == [
        "Ask Liisa",
        "Employers",
        "Nothing",
    ]


def test_the_downloads_say_how_many_last_words_nobody_has_reviewed(house: Service) -> None:
    code = parted(house)

    app = at_results(house, code)

    assert "3 answers to the last questions have not been reviewed." in shown(app)


def test_no_file_for_others_tells_a_nickname(house: Service) -> None:
    session = house.workshop.session(parted(house))

    told = [as_markdown(write_up(session, "en")), *(str(sheet.rows) for sheet in sheets(session, "en"))]

    assert not [text for text in told if "Pike" in text or "Tench" in text]


def test_the_downloads_say_what_to_think_of_before_they_are_given_away(house: Service) -> None:
    code = noted(house)

    told = shown(at_results(house, code))

    assert "3 notes in these files have not been reviewed." in told
    assert "Give away one version of a file only: whoever compares two sees what came in between" in told


def test_what_is_marked_stays_text() -> None:
    told = marked('<b onclick="x">Matti Virtanen</b>', speaker("en"))

    name = "<mark>Matti Virtanen</mark><small> (looks like a name)</small>"
    assert told == f"&lt;b onclick=&quot;x&quot;&gt;{name}&lt;/b&gt;"


def test_every_format_that_we_have_is_offered_by_name() -> None:
    assert set(FORMATS) <= set(NAMES)
