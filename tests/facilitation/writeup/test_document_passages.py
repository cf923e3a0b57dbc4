"""The facilitator's own words in place of ours."""

import pytest

from facilitation.writeup.document import Lead, Paragraph, basis, drafted, paragraphs, stale, write_up
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.page import as_page
from sessions.events import Rated, Wrote
from sessions.items import Passage
from sessions.session import Session
from tests.facilitation.writeup.test_document import a_whole_session, section
from tests.factories import and_then
from tests.rooms import a_room, answers, seated

HEADLINE = "More people saw the future as a threat (4 of 9) than as an opportunity."


def own(text: str, place: str = "headline", n: int = 1) -> Wrote:
    """Somebody's words in English, written when the headline was the one above."""
    return Wrote(item=Passage(id=f"w{n}", text=text, place=place, language="en", basis=basis(Lead(HEADLINE))))


def stale_places(session: Session, language: str = "en") -> tuple[str, ...]:
    return stale(drafted(session, language), session.passages(language))


def test_own_words_stand_in_place_of_ours_in_their_language_only():
    session = a_whole_session(own("We were worried."))

    assert section(session, "headline").blocks[0] == Lead("We were worried.", "headline")
    assert section(session, "headline", "fi").blocks[0] != Lead("We were worried.", "headline")


def test_own_words_of_several_lines_are_several_paragraphs():
    session = a_whole_session(own("We were worried.\n\nBut not much."))

    assert section(session, "headline").blocks[:2] == (
        Lead("We were worried.", "headline"),
        Paragraph("But not much."),
    )


def test_an_empty_text_leaves_the_paragraph_out_and_a_section_with_nothing_left():
    session = a_whole_session(own("", "course"))

    assert "course" not in {part.id for part in write_up(session, "en").sections}


@pytest.mark.parametrize("render", [as_page, as_markdown])
def test_formats_carry_own_words(render):
    text = render(write_up(a_whole_session(own("Somebody's own sentence")), "en"))

    assert "Somebody" in text
    assert HEADLINE not in text


def test_own_words_are_kept_when_the_numbers_change_and_are_marked():
    before = a_whole_session(own("We were worried."))

    after = and_then(before, Rated(round=1, seat="s9", card="c1", stance="opportunity", tap=99))

    assert stale_places(before) == ()
    assert section(after, "headline").blocks[0] == Lead("We were worried.", "headline")
    assert stale_places(after) == ("headline",)


def test_own_words_are_not_marked_for_what_changed_in_the_paragraph_before():
    unsure = "C" * 7 + "PPP"
    alike = a_room(seated(g1=[""] * 10), answers(c1=unsure, c2=unsure), cards=2)
    first, second = (block for _, block in paragraphs(drafted(alike, "fi")) if block.place.startswith("card:"))
    passage = Passage(id="w1", text="Oma", place=second.place, language="fi", basis=basis(second))
    other = [Rated(round=1, seat=f"s{n}", card=first.place[5:], stance="both", tap=99) for n in range(1, 10)]

    after = and_then(alike, Wrote(item=passage), *other)

    (again,) = (block for _, block in paragraphs(drafted(after, "fi")) if block.place == second.place)
    assert (second.text.startswith("Tässäkin"), again.text.startswith("Tässäkin")) == (True, False)
    assert stale_places(after, "fi") == ()


def test_own_words_for_a_paragraph_that_is_gone_are_named_and_left_out():
    session = a_whole_session(own("Gone", "before-after:c1"))

    assert stale_places(session) == ("before-after:c1",)
    assert write_up(session, "en") == drafted(session, "en")


def test_every_place_can_be_written_anew():
    ours = drafted(a_whole_session(), "en")

    everything = [own(f"Own {n}", block.place, n) for n, (_, block) in enumerate(paragraphs(ours))]

    told = [block.text for _, block in paragraphs(write_up(a_whole_session(*everything), "en"))]
    assert told == [f"Own {n}" for n in range(len(everything))]
