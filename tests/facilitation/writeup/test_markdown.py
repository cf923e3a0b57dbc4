import re

import pytest

from facilitation.writeup.document import write_up
from facilitation.writeup.markdown import as_markdown, escaped
from sessions.events import CheckedOut, Noted, Prioritised
from tests.facilitation.writeup.hostile import HOSTILE
from tests.facilitation.writeup.test_document import a_whole_session
from tests.rooms import a_room, answers, seated

SPAN = re.compile(r"(?<!\\)(`+)( ?)(.+?)\2\1(?!`)")


def outside_and_inside(text: str) -> tuple[str, str]:
    """A line with an x for each code span, and the line as a reader of Markdown shows it."""
    shown = []
    place = 0
    for span in SPAN.finditer(text):
        shown += [re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text[place : span.start()]), span.group(3)]
        place = span.end()
    shown.append(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text[place:]))
    return SPAN.sub("x", text), "".join(shown)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_stays_that_text_for_a_reader_of_markdown(text):
    line = escaped(text)

    outside, shown = outside_and_inside(line)
    assert shown == " ".join(text.split())
    assert re.findall(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#|~$&{}]", outside) == []
    assert re.match(r"[-+=:]|\d+[.)]|\s", outside) is None
    assert re.search(r"://|www\.|@", outside, re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("1. x", r"1\. x", id="a list"),
        pytest.param("2026 - a year", "2026 - a year", id="a dash inside"),
        pytest.param("- x", r"\- x", id="a bullet"),
        pytest.param("see http://a.b/c|d.", r"see `http://a.b/c`\|`d.`", id="an address with a bar"),
        pytest.param("a@b.c`", "`` a@b.c` ``", id="an address with a backtick"),
        pytest.param("Can't say: yes!", "Can't say: yes!", id="everyday signs"),
    ],
)
def test_escaping_leaves_everyday_text_readable(text, line):
    assert escaped(text) == line


def test_the_whole_write_up_has_its_headings_lists_and_tables():
    text = as_markdown(write_up(a_whole_session(), "en"))

    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# Trends in Kanta-Häme",
        "## Who was there",
        "## How the event went",
        "## What sparked discussion",
        "## What cuts across everything",
        "## Opportunity or threat",
        "## Card by card",
        "### Card 1",
        "### Card 2",
        "## Notes on the session as a whole",
        "## How this was done",
        "## Credits",
    ]
    assert "| Card 1 | 4 | 2 | 2 | 1 | 9 | 9 |" in text.split("\n")
    assert "> Hyvä\n>\n> — Plus, Table 1\n" in text
    assert "> Minulla on tästä kokemusta\n\n" in text


def test_priorities_and_last_words_are_in_the_write_up_and_what_people_said_stays_text():
    given = [Prioritised(seat=f"s{n}", card="c1", points=2, tap=1) for n in (1, 2, 3)]
    said = CheckedOut(seat="s1", thought="", next_time="# More [employers](x)", grade=3, tap=2)
    session = a_room(seated(g1=[""] * 3), [], *given, said, cards=1)

    text = as_markdown(write_up(session, "en"))

    assert "**Most points went to one card: Card 1 (6).**" in text
    assert "| Card 1 | 6 | 3 |" in text
    assert "Wished for next time:\n\n> \\# More \\[employers\\](x)\n" in text


def test_a_note_of_several_lines_stays_one_quote():
    note = Noted(
        note="n1", seat="s1", group="g1", card="c1", kind="plus", text="# one\n\n- two\nthree", language="en", tap=9
    )
    session = a_room(seated(g1=[""] * 3), answers(c1="PPP"), note, cards=1)

    text = as_markdown(write_up(session, "en"))

    assert "> \\# one\n>\n> \\- two\n>\n> three\n>\n> — Plus, Table 1\n" in text
