import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import pytest
from openpyxl import load_workbook

from facilitation.writeup.blocks import Facts, Paragraph
from facilitation.writeup.document import write_up
from facilitation.writeup.sheets import Sheet, sheets
from facilitation.writeup.xlsx import as_xlsx
from sessions.events import CheckedOut, GroupMerged, HandCounted, KeptOut, Quoted, RoundOpened
from sessions.results import COLUMNS, card_summary, group_summary, hidden_groups, publication, published_rows
from sessions.session import Session
from tests.facilitation.writeup.test_document import a_note, a_whole_session, gives
from tests.rooms import a_room, answers, seated
from tests.sessions.drawn import a_drawn_session


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


def test_notes_of_a_table_of_few_that_moved_to_another_do_not_name_it():
    session = a_whole_session(GroupMerged(group="g3", into="g1"))

    assert sheet(session, "notes").rows == (
        (1, "c1", "Plus", "Table 1", "Hyvä", "fi"),
        (2, "c1", "", "", "Minulla on tästä kokemusta", "fi"),
        (3, "", "Plus", "Table 2", "Jatketaan", "fi"),
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


def a_session_with_all_kinds() -> Session:
    """Two rounds, hands, few people at a table, last words and points."""
    hands = [HandCounted(round=1, group="g1", card="c1", counts={"threat": 3})]
    again = [RoundOpened(round=2), *answers(2, c1="NNNN")]
    more = [*again, gives("s1", "c1", 2), gives("s2", "c1", 1), gives("s3", "c1", 1)]
    people = seated(g1=["state"] * 4, g2=["state"] * 4, g3=["", "employer"])
    return a_room(people, answers(c1="PPPPNNBBPC", c2="PP", c3="CCCCCCCCCC"), *hands, *more, cards=4)


def test_newest_answers_are_those_of_the_write_up_with_hands_among_them():
    session = a_session_with_all_kinds()

    told = sheet(session, "newest")

    first = dict(zip(told.header, told.rows[0], strict=True))
    assert [first[name] for name in ("opportunity", "threat", "both", "unsure")] == [1, 9, 2, 1]
    assert (first["answered"], first["asked"], first["by_hand"]) == (13, 13, 3)


def test_cards_that_were_rated_again_stand_with_their_first_and_their_last_answers():
    told = sheet(a_session_with_all_kinds(), "before_after")

    row = dict(zip(told.header, told.rows[0], strict=True))
    assert len(told.rows) == 1
    assert (row["people"], row["again"], row["hidden"]) == (13, 4, 0)
    assert (row["first_opportunity"], row["newest_opportunity"], row["to_threat"]) == (5, 1, 4)


def test_raised_hands_stand_by_card_and_by_group():
    told = sheet(a_session_with_all_kinds(), "by_hand")

    assert told.header == ("round", "card", "title", "group", "by_hand")
    assert told.rows[0] == (1, "c1", "Card 1", "", 3)


SESSIONS = [a_whole_session, a_session_with_all_kinds, *(partial(a_drawn_session, seed) for seed in range(30))]


def test_a_column_says_that_it_can_be_empty_exactly_where_it_can():
    empty, said = set(), set()

    for made in (made for draw in SESSIONS for made in sheets(draw(), "en")[:-1]):
        hidden = made.header.index("hidden") if "hidden" in made.header else None
        for place, (name, meaning) in enumerate(made.columns):
            said |= {(made.name, name)} if "Empty" in meaning else set()
            rows = [row for row in made.rows if hidden is None or not row[hidden]]
            empty |= {(made.name, name) for row in rows if row[place] in (None, "")}

    assert empty <= said
    assert said - empty == set()


@pytest.mark.parametrize("draw", SESSIONS[:12])
def test_the_method_note_the_sheets_and_the_files_have_the_same_number_of_rows(draw: Callable[[], Session]):
    session = draw()
    told = {made.name: len(made.rows) for made in sheets(session, "en")}

    method = next(section for section in write_up(session, "en").sections if section.id == "method")
    counted = dict(next(block for block in method.blocks if isinstance(block, Facts)).rows)

    ratings, left_out = int(counted.get("Ratings", "0")), publication(session).left_out
    text = " ".join(block.text for block in method.blocks if isinstance(block, Paragraph))
    book = load_workbook(BytesIO(as_xlsx(sheets(session, "en"), title="x", at=datetime(2026, 11, 22, tzinfo=UTC))))
    assert told["ratings"] == ratings - left_out
    assert (f"The table of ratings has {told['ratings']} row" in text) == (left_out > 0)
    assert told["notes"] == len(session.told_notes())
    assert {made.title: made.max_row - 1 for made in book} == told


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
