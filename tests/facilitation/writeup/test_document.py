import msgspec
import pytest

from cards.deck import in_language
from facilitation.writeup.document import (
    Answers,
    Facts,
    Lead,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
    session_day,
    write_up,
)
from sessions.agenda import FULL
from sessions.events import CheckedOut, Closed, Marked, Noted, Opened, Prioritised, RoundOpened, Stepped
from sessions.session import Session
from tests.factories import a_session, an_opening
from tests.rooms import a_room, answers, seated


def an_event() -> Opened:
    return an_opening(
        cards=3,
        title="Trends in Kanta-Häme",
        date="2019-10-29",
        place="Vanajanlinna",
        region="Kanta-Häme",
        organisers="KeKo",
        series="KeKo",
        number=3,
        sectors=("association", "education", "employer"),
    )


def a_note(n: int, seat: str, group: str, card: str, text: str, kind: str = "plus") -> Noted:
    return Noted(note=f"n{n}", seat=seat, group=group, card=card, kind=kind, text=text, language="fi", tap=n)


def a_mark(seat: str, group: str, card: str, mark: str) -> Marked:
    return Marked(seat=seat, group=group, card=card, mark=mark, on=True, tap=900)  # type: ignore[arg-type]


def a_whole_session(*more: object) -> Session:
    """Nine people at three tables, one of them alone: counted by hand below."""
    people = seated(g1=["association"] * 4, g2=["education"] * 2 + ["association"] * 2, g3=["association"])
    rated = answers(c1="PPPPNNBBC", c2="PPPNNNNNC", c3="PP.......")
    return a_room(
        people,
        rated,
        a_note(1, "s1", "g1", "c1", "Hyvä"),
        a_note(2, "s9", "g3", "c1", "Minulla on tästä kokemusta", "minus"),
        a_note(3, "s5", "g2", "", "Jatketaan"),
        a_mark("s5", "g2", "c2", "spoke-to-us"),
        a_mark("s1", "g1", "c2", "cross-cutting"),
        *more,  # type: ignore[arg-type]
        opened=an_event(),
    )


def section(session: Session, name: str, language: str = "en") -> Section:
    return next(part for part in write_up(session, language).sections if part.id == name)


def sentences(part: Section) -> list[str]:
    return [block.text for block in part.blocks if isinstance(block, Lead | Paragraph)]


def test_a_demo_says_on_its_cover_that_it_is_made_up():
    openings = [msgspec.structs.replace(an_event(), demo=demo) for demo in (False, True)]

    sessions = [a_room(seated(g1=["association"]), opened=opened) for opened in openings]

    assert [write_up(session, "en").kicker for session in sessions] == [
        "Write-up of a session with trend cards",
        "Made-up example of the write-up of a session with trend cards",
    ]


def test_the_title_block_tells_when_where_who_and_in_which_series():
    document = write_up(a_whole_session(Closed()), "en")

    assert document.title == "Trends in Kanta-Häme"
    assert dict(document.facts.rows) == {
        "Date": "29 October 2019",
        "Place": "Vanajanlinna",
        "Region": "Kanta-Häme",
        "Organised by": "KeKo",
        "Series": "KeKo, meeting 3",
        "Question": "Opportunity or threat?",
    }


def test_a_session_that_is_not_closed_says_so():
    facts = dict(write_up(a_whole_session(), "en").facts.rows)

    assert facts["State"] == "The session has not been closed yet, so these numbers may still change."


def test_who_was_there_names_the_sectors_that_were_not():
    part = section(a_whole_session(), "people")

    assert sentences(part) == [
        "There were 9 participants: 7 from associations and 2 from schools or colleges.",
        "Missing from the room: employers.",
        "The results are the views of those who were there, and of nobody else.",
    ]
    assert part.blocks[-1] == Table(
        caption="Participants by sector",
        columns=("Sector", "People"),
        rows=(("Association or foundation", "7"), ("School or college", "2")),
    )


def test_what_sparked_discussion_and_what_cuts_across_are_two_lists():
    session = a_whole_session()

    assert sentences(section(session, "discussion")) == ["Discussion was sparked by two cards: Card 1 and Card 2."]
    assert sentences(section(session, "cross-cutting")) == [
        "No card was named by half of the groups.",
        "Mentioned: Card 2 (one group out of three).",
    ]


def test_the_headline_counts_people_and_names_ties_and_silence():
    assert sentences(section(a_whole_session(), "headline")) == [
        "More people saw the future as a threat (4 of 9) than as an opportunity.",
        "For three it was more of an opportunity and for one both in equal measure. One could not say. "
        "People are counted here, not answers: each by which of the two prevailed in their own answers. "
        "This is the result of one meeting only (region: Kanta-Häme).",
        "This card divided opinions most: Card 2 (opportunity 3, threat 5, both 0).",
    ]


def test_every_card_has_its_numbers_in_table_chart_and_words():
    part = section(a_whole_session(), "cards")

    assert part.blocks[1] == Table(
        caption="Answers to each card",
        columns=("Card", "▲ Opportunity", "▼ Threat", "◆ Both", "○ Can't say", "Answered", "Asked"),
        rows=(
            ("Card 1", "4", "2", "2", "1", "9", "9"),
            ("Card 2", "3", "5", "0", "1", "9", "9"),
            ("Card 3", "–", "–", "–", "–", "2", "9"),
        ),
    )
    assert part.sections[0].blocks[2] == Answers(
        bars=(
            ("opportunity", "▲ Opportunity", 4),
            ("threat", "▼ Threat", 2),
            ("both", "◆ Both", 2),
            ("unsure", "○ Can't say", 1),
        ),
        words="Bar chart: Card 1. Opportunity 4, threat 2, both 2, can't say 1. Answers: 9.",
    )
    assert [card.heading for card in part.sections] == ["Card 1", "Card 2"]


def test_a_card_with_too_few_answers_stands_there_for_its_notes():
    part = section(a_whole_session(a_note(4, "s1", "g1", "c3", "Silti tärkeä")), "cards")

    assert [card.heading for card in part.sections] == ["Card 1", "Card 3", "Card 2"]
    assert sentences(part.sections[1])[-1] == "Too few people have answered this card to show their answers."


def test_notes_stand_under_their_card_and_name_no_group_that_is_too_small():
    part = section(a_whole_session(), "cards")

    assert part.sections[0].blocks[3] == Quotes(
        (
            Quote(kind="Plus", group="Table 1", text="Hyvä", language="fi"),
            Quote(kind="", group="", text="Minulla on tästä kokemusta", language="fi"),
        )
    )


def test_notes_on_the_session_stand_apart():
    part = section(a_whole_session(), "session-notes")

    assert [quote.text for quote in part.blocks[0].items] == ["Jatketaan"]  # type: ignore[union-attr]
    assert "session-notes" not in {part.id for part in write_up(a_session(), "en").sections}


def gives(seat: str, card: str, points: int) -> Prioritised:
    return Prioritised(seat=seat, card=card, points=points, tap=800)


def test_priorities_name_the_first_cards_with_points_and_people():
    given = [
        gives("s1", "c2", 3),
        gives("s2", "c2", 2),
        gives("s2", "c1", 1),
        gives("s3", "c2", 1),
        gives("s4", "c1", 1),
    ]
    part = section(a_whole_session(*given), "priorities")

    assert sentences(part) == [
        "One card rose clearly above the others: Card 2 (6). Next came: Card 1 (2).",
        "Points were given by four people, each three at most.",
    ]
    assert part.blocks[2] == Table(
        caption="Cards by their points",
        columns=("Card", "Points", "People"),
        rows=(("Card 2", "6", "3"), ("Card 1", "2", "2")),
    )


@pytest.mark.parametrize(
    ("points", "named"),
    [
        pytest.param([4, 3, 2, 1], "three cards: Card 1 (4), Card 2 (3) and Card 3 (2)", id="three"),
        pytest.param(
            [4, 3, 2, 2, 1],
            "four cards: Card 1 (4), Card 2 (3), Card 3 (2) and Card 4 (2)",
            id="a shared third place",
        ),
        pytest.param([4, 2, 2, 2, 2, 2, 2, 1], "one card: Card 1 (4)", id="too many on the second"),
    ],
)
def test_cards_with_as_many_points_share_a_place(points, named):
    given = [gives(f"s{n % 3 + 1}", f"c{n}", count) for n, count in enumerate(points, start=1)]
    session = a_room(seated(g1=[""] * 3), [], *given, cards=12)

    assert sentences(section(session, "priorities"))[0] == f"Most points went to {named}."


def test_when_all_cards_are_equal_none_is_called_a_priority():
    given = [gives(f"s{n % 3 + 1}", f"c{n}", 1) for n in range(1, 13)]

    part = section(a_room(seated(g1=[""] * 3), [], *given, cards=12), "priorities")

    assert [type(block) for block in part.blocks] == [Paragraph, Table]
    assert sentences(part)[0].startswith("No card rose above the others.")


def test_points_of_too_few_people_are_not_told():
    part = section(a_whole_session(gives("s1", "c2", 3)), "priorities")

    assert part.blocks == (Paragraph("Too few people gave points to show them.", "points"),)


def last_said(n: int, grade: int = 0, thought: str = "", next_time: str = "") -> CheckedOut:
    return CheckedOut(seat=f"s{n}", thought=thought, next_time=next_time, grade=grade, tap=700)


def test_last_words_give_the_grade_the_wishes_and_the_new_thoughts():
    said = [
        last_said(1, 4, thought="Olemme monta", next_time="Työnantajia"),
        last_said(2, 4),
        last_said(3, 3),
        last_said(4, 2),
        last_said(5, 3, thought="Aloitetaan"),
        last_said(6, next_time="Nuoria"),
    ]

    part = section(a_whole_session(*said), "last-words")

    assert part.blocks == (
        Paragraph("The last questions were answered by six people.", "last-words"),
        Lead("The participants graded the session 3.2 on average, on a scale from 1 to 4 (5 answers).", "grade"),
        Table(
            "Grades", ("Grade", "People"), (("1 Weak", "0"), ("2 Fair", "1"), ("3 Good", "2"), ("4 Excellent", "2"))
        ),
        Paragraph("Wished for next time:", "wishes"),
        Quotes((Quote("", "", "Nuoria", "fi"), Quote("", "", "Työnantajia", "fi"))),
        Paragraph("New thoughts that people took with them:", "thoughts"),
        Quotes((Quote("", "", "Aloitetaan", "fi"), Quote("", "", "Olemme monta", "fi"))),
    )


@pytest.mark.parametrize(
    ("graded", "kinds"),
    [
        pytest.param(2, [Paragraph, Paragraph], id="two people: nothing"),
        pytest.param(4, [Paragraph, Table], id="four people: counts and no mean"),
        pytest.param(5, [Lead, Table], id="five people: the grade counts them"),
    ],
)
def test_few_grades_tell_less(graded, kinds):
    part = section(a_whole_session(*(last_said(n, 4) for n in range(1, graded + 1))), "last-words")

    assert [type(block) for block in part.blocks] == kinds


def test_points_and_last_questions_that_nobody_answered_have_no_section():
    steps = [Stepped(step=n) for n in range(1, len(FULL))]
    asked = a_room(seated(g1=[""]), [], *steps, opened=an_opening(agenda=FULL))

    assert {part.id for part in write_up(asked, "en").sections} & {"priorities", "last-words"} == set()


def test_the_method_tells_how_many_and_what_was_hidden():
    part = section(a_whole_session(), "method")

    assert part.blocks[0] == Facts((("Present", "9"), ("Answered", "9"), ("Groups", "3"), ("Ratings", "20")))
    assert sentences(part)[-2].endswith(
        " 1 card is hidden. 2 groups are not named. 2 ratings are left out of the table of ratings. "
        "The table of ratings has 18 rows."
    )
    assert sentences(part)[-1] == "People wrote 3 notes."


def test_the_credits_name_the_deck_and_its_digest():
    opened = an_event()
    deck = msgspec.structs.replace(opened.deck, authors="KeKo", licence="CC BY 4.0", inspired_by={"en": "Sitra 2017"})
    session = a_room([], opened=msgspec.structs.replace(opened, deck=deck, digest="abc"))

    assert section(session, "credits").blocks[0] == Facts(
        (
            ("Cards", "Test trends"),
            ("Authors of the cards", "KeKo"),
            ("Licence of the cards", "CC BY 4.0"),
            ("Inspired by", "Sitra 2017"),
            ("Deck", "test-trends 1"),
            ("Digest of the deck", "abc"),
            ("Session", "TEST42"),
        )
    )


def test_a_round_that_nobody_answered_does_not_empty_the_write_up():
    session = a_whole_session(RoundOpened(round=2))

    assert sentences(section(session, "headline"))[0].startswith("More people saw the future as a threat (4 of 9)")
    assert ("Rounds", "2") in section(session, "method").blocks[0].rows  # type: ignore[union-attr]


def test_a_session_that_has_just_been_opened_gives_a_document_that_says_so():
    document = write_up(a_session(), "en")

    assert [part.id for part in document.sections] == ["people", "method", "credits"]
    assert sentences(document.sections[0]) == ["Nobody has joined yet."]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_card_titles_come_in_the_language_asked_for_and_say_so_when_they_cannot(language):
    session = a_whole_session()

    part = section(session, "cards", language).sections[0]

    assert (part.heading, part.language) == in_language(session.cards["c1"].title, language)


def test_the_day_is_what_the_facilitator_wrote_or_when_rating_began():
    assert session_day(a_whole_session()) == "2019-10-29"
    assert session_day(a_room([])) == "2026-09-21"
