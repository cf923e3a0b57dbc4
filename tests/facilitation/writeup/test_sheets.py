import random

import pytest

from facilitation.writeup.sheets import Sheet, sheets
from sessions.events import CheckedOut, KeptOut, Quoted, RoundOpened
from sessions.results import COLUMNS, card_summary, group_summary, hidden_groups, published_rows
from sessions.session import Session
from tests.facilitation.writeup.test_document import a_note, a_whole_session, gives
from tests.rooms import a_room, answers, seated


def sheet(session: Session, name: str, language: str = "en") -> Sheet:
    return next(sheet for sheet in sheets(session, language) if sheet.name == name)


def test_cards_have_their_counts_and_measures():
    told = sheet(a_whole_session(), "cards")

    assert told.header == (
        *("round", "card", "title", "theme", "opportunity", "threat", "both", "unsure", "answered", "asked"),
        *("lean", "split", "hidden"),
    )
    assert told.rows == (
        (1, "c1", "Card 1", "Work", 4, 2, 2, 1, 9, 9, 0.25, 0.75, 0),
        (1, "c2", "Card 2", "Work", 3, 5, 0, 1, 9, 9, -0.25, 0.75, 0),
        (1, "c3", "Card 3", "Work", None, None, None, None, 2, 9, None, None, 1),
    )


def test_discussion_priorities_and_composition_are_those_of_the_write_up():
    session = a_whole_session(gives("s1", "c2", 3), gives("s2", "c2", 2), gives("s3", "c1", 1))

    assert sheet(session, "discussion").rows == (
        ("c1", "Card 1", 2, 2, 0, 3),
        ("c2", "Card 2", 1, 0, 1, 3),
        ("c3", "Card 3", 0, 0, 0, 3),
    )
    assert sheet(session, "priorities").rows == (("c2", "Card 2", 5, 2), ("c1", "Card 1", 1, 1))
    assert sheet(session, "composition").rows == (
        ("association", "Association or foundation", 7),
        ("education", "School or college", 2),
        ("employer", "Employer or company", 0),
    )


def test_notes_name_no_group_that_is_too_small():
    assert sheet(a_whole_session(), "notes").rows == (
        (1, "c1", "Plus", "Table 1", "Hyvä", "fi"),
        (2, "c1", "", "", "Minulla on tästä kokemusta", "fi"),
        (3, "", "", "", "Jatketaan", "fi"),
    )


def test_a_note_that_is_kept_out_is_in_no_sheet():
    session = a_whole_session(KeptOut(note="n1", on=True))

    assert [row[4] for row in sheet(session, "notes").rows] == ["Minulla on tästä kokemusta", "Jatketaan"]


def test_a_note_that_a_facilitator_has_shortened_is_told_so():
    session = a_whole_session(Quoted(note="n2", text="Kokemusta on"))

    assert [row[4] for row in sheet(session, "notes").rows] == ["Hyvä", "Kokemusta on", "Jatketaan"]


def test_last_words_stand_without_whose_they_are():
    said = [
        CheckedOut(seat=f"s{n}", thought=text, next_time="More time" if n == 1 else "", grade=n, tap=700)
        for n, text in enumerate(["b", "a", "c"], start=1)
    ]
    session = a_whole_session(*said)

    assert [row[:2] for row in sheet(session, "last_words").rows] == [
        ("thought", "a"),
        ("thought", "b"),
        ("thought", "c"),
        ("next_time", "More time"),
    ]
    assert sheet(session, "grades").rows == ((1, 1), (2, 1), (3, 1), (4, 0))


def test_every_round_has_its_rows():
    session = a_room(
        seated(g1=[""] * 4),
        answers(c1="PPPP"),
        RoundOpened(round=2),
        *answers(2, c1="NNNN"),
        cards=1,
    )

    rows = [row[:2] + row[4:6] for row in sheet(session, "cards").rows]
    assert rows == [(1, "c1", 4, 0), (2, "c1", 0, 4)]


@pytest.mark.parametrize("seed", range(12))
def test_no_sheet_tells_what_results_hide(seed):
    chance = random.Random(seed)
    people = seated(**{f"g{n}": ["state"] * chance.randint(1, 6) for n in (1, 2, 3)})
    rated = answers(**{f"c{n}": "".join(chance.choice("PNBC..") for _ in people) for n in range(1, 7)})
    notes = [a_note(n, seat.seat, seat.group, "c1", f"note {n}") for n, seat in enumerate(people, start=1)]
    session = a_room(people, rated, *notes)

    names = {group.name for group in session.groups if group.id in hidden_groups(session)}
    told = {made.name: made for made in sheets(session, "en")}
    assert told["ratings"].header == COLUMNS
    assert [list(row) for row in told["ratings"].rows] == published_rows(session).to_numpy().tolist()
    assert names & {row[3] for row in (*told["ratings"].rows, *told["notes"].rows)} == set()
    for name, summary, first in (("cards", card_summary(session, 1), 4), ("groups", group_summary(session, 1), 3)):
        hidden = summary["hidden"].tolist()
        assert [row[-1] for row in told[name].rows] == list(map(int, hidden))
        shown = [row[first : first + 4] for row, gone in zip(told[name].rows, hidden, strict=True) if gone]
        assert set(shown) <= {(None,) * 4}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_codebook_explains_every_column_of_every_sheet(language):
    told = sheets(a_whole_session(), language)

    book = told[-1]
    assert book.name == "codebook"
    assert [row[:2] for row in book.rows] == [
        place for made in told for place in [(made.name, ""), *((made.name, column) for column in made.header)]
    ]
    assert [row for row in book.rows if not row[2]] == []


def test_every_row_has_a_cell_for_every_column():
    for made in sheets(a_whole_session(), "fi"):
        assert {len(row) for row in made.rows} <= {len(made.columns)}
