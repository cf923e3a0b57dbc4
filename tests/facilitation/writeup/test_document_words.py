"""What our own words say, situation by situation; the numbers are those of `tests.rooms`, counted by hand."""

import msgspec
import pytest

from facilitation.writeup.document import (
    SHORT,
    Lead,
    Paragraph,
    Quotes,
    Section,
    Table,
    drafted,
    paragraphs,
    write_up,
)
from facilitation.writeup.draft.telling import first_places
from sessions.agenda import TEMPLATES
from sessions.events import (
    ChairRated,
    Dealt,
    HandCounted,
    KeptOut,
    NotesMerged,
    Quoted,
    RoundClosed,
    RoundOpened,
    Starred,
    Stepped,
    Wrote,
)
from sessions.items import Action, Focus, Headline, Outcome, Parked
from sessions.session import Session, replayed
from tests.facilitation.writeup.test_document import a_mark, a_note, a_whole_session, section, sentences
from tests.factories import a_history, a_session, an_opening
from tests.rooms import a_room, answers, seated


def said(session: Session, place: str, language: str = "en") -> str:
    """Our words at a place of the write-up."""
    return next(block.text for _, block in paragraphs(drafted(session, language)) if block.place == place)


def card_of(session: Session, heading: str) -> Section:
    return next(part for part in section(session, "cards").sections if part.heading == heading)


def places(session: Session) -> set[str]:
    return {block.place for _, block in paragraphs(drafted(session, "en"))}


def of(**cards: str) -> Session:
    """People of one table with these answers."""
    return a_room(seated(g1=[""] * max(map(len, cards.values()))), answers(**cards), cards=len(cards))


# -------------------------------------------------------------------- who was there


@pytest.mark.parametrize(
    ("sectors", "told"),
    [
        pytest.param([""], "There was 1 participant.", id="one who said nothing"),
        pytest.param(["", ""], "There were 2 participants.", id="nobody said"),
        pytest.param(["employer"], "There was 1 participant, from a company or another employer.", id="one"),
        pytest.param(
            ["employer"] * 3, "There were 3 participants, all from companies or other employers.", id="one sector"
        ),
        pytest.param(
            ["employer", "insurance", "insurance", ""],
            "There were 4 participants: 2 from Kela or insurance and one from a company or another employer. "
            "The background of one person is not known.",
            id="the largest first, who said none last",
        ),
        pytest.param(
            ["education", "education", "state", "project", "provider"],
            "There were 5 participants, among them 2 from schools or colleges. The other three came "
            "from a state authority, a private service provider and a project.",
            id="three who are alone",
        ),
        pytest.param(
            ["state", "project", "provider"],
            "There were 3 participants, one each from a state authority, a private service provider and a project.",
            id="all alone",
        ),
        pytest.param(
            ["state", "project", "provider", ""],
            "There were 4 participants: one from a state authority, one from a private service provider and one from "
            "a project. The background of one person is not known.",
            id="all alone, and one who said nothing",
        ),
    ],
)
def test_who_took_part_is_told_as_people_would(sectors, told):
    assert said(a_room(seated(g1=sectors)), "people") == told


@pytest.mark.parametrize(
    ("sectors", "told"),
    [
        pytest.param(
            ["jobseeker"], "I träffen deltog en person, arbetssökande eller erfarenhetsexpert.", id="one jobseeker"
        ),
        pytest.param(
            ["jobseeker", "jobseeker", "project"],
            "I träffen deltog 3 personer: 2 arbetssökande eller erfarenhetsexperter och en från ett projekt.",
            id="people stand beside those who came from somewhere",
        ),
    ],
)
def test_in_swedish_jobseekers_come_from_nowhere_else(sectors, told):
    assert said(a_room(seated(g1=sectors)), "people", "sv") == told


def test_when_every_sector_came_that_is_said():
    session = a_room(seated(g1=["employer", "state"]), opened=an_opening(sectors=("employer", "state", "other")))

    assert said(session, "missing") == "Every sector that we had hoped for was in the room."


def test_where_nobody_was_asked_for_a_sector_none_is_missed():
    assert "missing" not in places(a_room(seated(g1=["", ""])))


def test_who_did_not_answer_is_counted_in_the_caveat():
    session = a_room(seated(g1=[""] * 5), answers(c1="PPN"))

    assert said(session, "caveat").startswith("3 of 5 participants answered the cards. The results are the views of")


# -------------------------------------------------------------------- how it went


def a_half_day() -> Session:
    """Talks, a round at two tables with the same cards, and two cards rated again by everybody."""
    agenda = tuple(
        msgspec.structs.replace(step, task={"en": f"Talk {step.id}."}) if step.kind == "speech" else step
        for step in TEMPLATES["half-day"]
    )
    hands = {"g1": ("c1", "c2"), "g2": ("c1", "c2")}
    steps = [Stepped(step=n) for n in range(1, len(agenda))]
    return replayed(
        a_history(
            [
                *seated(g1=[""] * 3, g2=[""] * 3),
                Dealt(hands=hands, seed=1),
                *steps[:5],
                RoundOpened(round=1),
                *answers(c1="PPPNNN", c2="PPPPPP"),
                RoundClosed(round=1),
                *steps[5:],
                RoundOpened(round=2, cards=("c1",)),
                *answers(2, c1="PPPPPB"),
                RoundClosed(round=2),
            ],
            opened=an_opening(groups=2, cards=2, agenda=agenda),
        )
    )


def test_the_course_of_the_event_is_what_was_begun():
    assert said(a_half_day(), "course") == (
        "The event began with two talks: Talk speech and Talk speech-2. People worked with two trend cards. "
        "There were two tables, and all of them had the same cards. Everybody first rated the cards alone, and then "
        "they were talked over together. After the discussion one card was rated again."
    )


@pytest.mark.parametrize(
    ("items", "told"),
    [
        pytest.param([], "", id="nothing came of it"),
        pytest.param(
            [Focus(id="f1", text="Näkyvyys")], "At the end people chose what matters most.", id="priorities"
        ),
        pytest.param([Action(id="a1", text="Kartta")], "At the end people agreed on what to do next.", id="actions"),
        pytest.param(
            [Focus(id="f1", text="Näkyvyys"), Action(id="a1", text="Kartta")],
            "At the end people chose what matters most and agreed on what to do next.",
            id="both",
        ),
        pytest.param([Action(id="a1", text="Kartta", came_from="OLD")], "", id="an action from before"),
    ],
)
def test_the_end_of_the_course_is_what_came_of_it(items, told):
    course = said(a_whole_session(*(Wrote(item=item) for item in items)), "course")

    assert course.rpartition("looked at together.")[2].strip() == told


def test_an_event_that_has_not_begun_has_no_course():
    assert "course" not in places(a_session())


def test_before_and_after_tell_how_many_moved():
    session = a_half_day()

    assert said(session, "before-after:c1") == (
        "Card 1: three people moved towards opportunity. The other three did not change their answer."
    )
    assert section(session, "before-after").blocks[1].rows == (("Card 1", "3", "5", "3", "0"),)  # type: ignore[union-attr]


# -------------------------------------------------------------------- what was talked about


def test_equal_cards_are_named_together_or_not_at_all():
    few = a_whole_session()
    many = a_room(seated(g1=[""] * 3), [], *(a_note(n, "s1", "g1", f"c{n}", "Huomio") for n in range(1, 7)), cards=6)

    assert said(few, "discussion") == "Discussion was sparked by two cards: Card 1 and Card 2."
    assert said(many, "discussion") == "The discussion spread evenly over six cards."


def test_at_a_single_table_only_the_notes_are_counted():
    notes = [a_note(1, "s1", "g1", "c1", "Huomio"), *(a_note(n, "s1", "g1", "c2", "Huomio") for n in (2, 3))]

    part = section(a_room(seated(g1=["", ""]), [], *notes), "discussion")

    assert part.blocks[-1] == Table(
        caption="Cards by how many notes were written about them",
        columns=("Card", "Notes"),
        rows=(("Card 2", "2"), ("Card 1", "1")),
    )


def test_one_card_that_stands_out_is_named_alone():
    alone = [a_note(n, "s1", "g1", "c2", "Huomio") for n in (1, 2)]
    others = [a_note(n, "s1", "g1", f"c{n}", "Huomio") for n in range(3, 9)]

    assert [said(a_room(seated(g1=[""]), [], *alone, *more, cards=9), "discussion") for more in ([], others)] == [
        "Discussion was sparked by one card: Card 2.",
        "Discussion was sparked above all by one card: Card 2.",
    ]


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        pytest.param({}, {}, id="none"),
        pytest.param({"a": 3, "b": 2, "c": 2, "d": 1}, {"a": 1, "b": 2, "c": 2}, id="a shared second place"),
        pytest.param({"a": 3, "b": 2, "c": 2, "d": 2}, {"a": 1}, id="too many on the second place"),
        pytest.param({"a": 1, "b": 1, "c": 1, "d": 1}, {}, id="all alike"),
    ],
)
def test_places_are_fair(counts, named):
    assert first_places(counts, 2) == named


def test_a_step_for_what_cuts_across_that_found_nothing_says_so():
    agenda = TEMPLATES["hour"]
    steps = [Stepped(step=n) for n in range(1, len(agenda))]
    session = a_room(seated(g1=[""]), [], *steps, opened=an_opening(agenda=agenda))

    assert said(session, "cross-cutting") == "No table found a card that would cut across everything."
    assert "cross-cutting" not in places(a_session())


def test_what_half_of_the_tables_named_is_told_before_what_fewer_named():
    marks = [
        a_mark(seat, group, card, "cross-cutting")
        for seat, group, card in [("s1", "g1", "c1"), ("s2", "g2", "c1"), ("s3", "g3", "c2")]
    ]
    session = a_room(seated(g1=[""], g2=[""], g3=[""]), [], *marks)

    assert said(session, "cross-cutting") == (
        "In the view of the groups one theme cuts across everything: Card 1 (two groups out of three)."
    )
    assert said(session, "cross-cutting:few") == "Also mentioned: Card 2 (one group out of three)."


# -------------------------------------------------------------------- opportunity or threat


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        pytest.param("PPP", "All 3 participants saw the future more as an opportunity than as a threat.", id="all"),
        pytest.param(
            "NNN", "All 3 participants saw the future more as a threat than as an opportunity.", id="threat"
        ),
        pytest.param("PPNBB", "More people saw the future as an opportunity (2 of 5) than as a threat.", id="more"),
        pytest.param(
            "PPNB",
            "Half of the participants (2 of 4) saw the future more as an opportunity than as a threat.",
            id="half",
        ),
        pytest.param(
            "P" * 9 + "N",
            "Almost everybody (9 of 10) saw the future more as an opportunity than as a threat.",
            id="nearly all",
        ),
        pytest.param(
            "N" * 9 + "P",
            "Almost everybody (9 of 10) saw the future more as a threat than as an opportunity.",
            id="nearly all of threat",
        ),
        pytest.param(
            "PPPN", "A majority (3 of 4) saw the future more as an opportunity than as a threat.", id="majority"
        ),
        pytest.param(
            "NNNP", "A majority (3 of 4) saw the future more as a threat than as an opportunity.", id="of threat"
        ),
        pytest.param(
            "PPNNB",
            "Views were even: of 5 participants 2 saw the future more as an opportunity, 2 more as a threat.",
            id="even",
        ),
        pytest.param(
            "P" * 9 + "N" * 8 + "BBB",
            "Views were almost even: of 20 participants 9 saw the future more as an opportunity, 8 more as a threat.",
            id="almost even",
        ),
        pytest.param(
            "N" * 9 + "P" * 8 + "BBB",
            "Views were almost even: of 20 participants 9 saw the future more as a threat, 8 more as an opportunity.",
            id="almost even, more of threat",
        ),
        pytest.param("BBC", "None of the 3 who answered leaned more to opportunity or more to threat.", id="neither"),
        pytest.param("PP", "Too few people have answered to show how they lean.", id="too few"),
    ],
)
def test_the_headline_fits_how_people_lean(answered, told):
    assert said(of(c1=answered), "headline") == told


def test_the_others_are_named_also_when_there_are_none():
    assert said(of(c1="PPPBC"), "headline:others") == (
        "Nobody saw it more as a threat. For one it was both in equal measure. One could not say. "
        "People are counted here, not answers: each by which of the two prevailed in their own answers."
    )


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        pytest.param(
            "PPPPNNB", "För två var den mer ett hot och för en person lika mycket av vardera. ", id="threat"
        ),
        pytest.param("NNNNP", "För en person var den mer en möjlighet. ", id="one"),
        pytest.param(
            "NNNNBB", "Ingen såg den mer som en möjlighet. För två var den lika mycket av vardera. ", id="even"
        ),
    ],
)
def test_in_swedish_the_others_are_named_in_a_sentence_people_would_say(answered, told):
    assert said(of(c1=answered), "headline:others", "sv").startswith(told)


def test_where_the_headline_tells_both_sides_only_the_rest_follows():
    assert said(of(c1="P" * 9 + "N" * 8 + "BBC"), "headline:others").startswith(
        "For two it was both in equal measure. One could not say. People are counted here"
    )


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        pytest.param(
            {"c1": "CCCPN", "c2": "CCPNB"}, ["To every card the most frequent answer was “can't say”."], id="every"
        ),
        pytest.param(
            {"c1": "CCCPN", "c2": "CCPNB", "c3": "PPPCN"},
            ["To most cards (2 of 3) the most frequent answer was “can't say”."],
            id="most",
        ),
        pytest.param({"c1": "CCCPN", "c2": "PPPCN"}, [], id="half"),
        pytest.param({"c1": "CCCPN"}, [], id="one card"),
    ],
)
def test_a_room_that_could_not_say_is_told_so(cards, told):
    blocks = paragraphs(drafted(of(**cards), "en"))

    assert [block.text for _, block in blocks if block.place == "headline:unsure"] == told


def test_who_is_left_out_of_the_headline_is_counted_and_nobody_is_said_to_have_seen_nothing():
    session = a_room(seated(g1=[""] * 6), answers(c1="PPPPB", c2=".....P"), cards=2)

    assert said(session, "headline") == (
        "A majority (4 of 5) saw the future more as an opportunity than as a threat."
    )
    assert said(session, "headline:others") == (
        "For one it was both in equal measure. One person was left out of this count, so that nobody's answer can be "
        "worked out from it. "
        "People are counted here, not answers: each by which of the two prevailed in their own answers."
    )


def test_the_sentence_of_the_room_comes_first():
    part = section(a_whole_session(Wrote(item=Headline(id="h1", text="Yhdessä eteenpäin"))), "headline")

    assert sentences(part)[0] == "The room put it like this: “Yhdessä eteenpäin”"


def test_cards_on_which_nobody_disagrees_are_named():
    session = of(c1="PPPC", c2="NNN.", c3="PBBB")

    assert said(session, "divided") == "No card divided the room into two camps."
    assert said(session, "united") == (
        "Everybody who took a side saw an opportunity in this card: Card 1. "
        "Everybody who took a side saw a threat in this card: Card 2."
    )


def test_the_clearest_opportunity_and_the_clearest_threat_are_named():
    session = of(c1="PPPN", c2="PPNN", c3="NNNB", c4="PPNB")

    assert said(session, "poles") == (
        "The clearest opportunity was this card: Card 1 (3 of 4). The clearest threat was this card: Card 3 (3 of 4)."
    )
    assert "poles" not in places(of(c1="PPPN", c2="NNNP", c3="PPPN", c4="NNNP"))


# -------------------------------------------------------------------- card by card


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        pytest.param("PPP", "All three who answered saw an opportunity here.", id="all opportunity"),
        pytest.param("NNN", "All three who answered saw a threat here.", id="all threat"),
        pytest.param("BBB", "All three who answered saw both an opportunity and a threat here.", id="all both"),
        pytest.param("CCC", "Of the three people who answered, nobody could say which this is.", id="nobody"),
        pytest.param("PPPPPPPPPN", "Almost everybody (9 of 10) saw an opportunity here, one a threat.", id="near"),
        pytest.param(
            "PPPPPPPPNB",
            "A clear majority (8 of 10) saw an opportunity here, one a threat and one both.",
            id="not yet near",
        ),
        pytest.param(
            "PPPPPPPBBN",
            "A clear majority (7 of 10) saw an opportunity here, two both and only one a threat.",
            id="clear",
        ),
        pytest.param(
            "NNNNNNBBPP",
            "A narrow majority (6 of 10) saw a threat here, two an opportunity and two both.",
            id="narrow",
        ),
        pytest.param(
            "PPPPPPPBBC",
            "A clear majority (7 of 10) saw an opportunity here, two both and nobody only a threat. "
            "One could not say.",
            id="clear, and none against",
        ),
        pytest.param("PPPN", "A majority (3 of 4) saw an opportunity here, but one saw a threat.", id="one against"),
        pytest.param(
            "PPPB", "Nobody saw only a threat here: three saw an opportunity and one both.", id="none against"
        ),
        pytest.param(
            "NNNB", "Nobody saw only an opportunity here: three saw a threat and one both.", id="none against threat"
        ),
        pytest.param(
            "NNNP", "A majority (3 of 4) saw a threat here, but one saw an opportunity.", id="against threat"
        ),
        pytest.param("NNNC", "A majority (3 of 4) saw a threat here. One could not say.", id="one silent"),
        pytest.param(
            "NNNNCC", "A majority (4 of 6) saw a threat here. The others could not say.", id="others silent"
        ),
        pytest.param(
            "BBBPC",
            "A majority (3 of 5) saw both an opportunity and a threat here, one only an opportunity. "
            "One could not say.",
            id="most both",
        ),
        pytest.param(
            "CCCP", "A majority (3 of 4) could not say which this is, but one saw an opportunity.", id="most silent"
        ),
        pytest.param(
            "CCCCCCCCCB", "Almost nobody (1 of 10) could say which this is, but one saw both.", id="nearly all silent"
        ),
        pytest.param("PPPNBB", "Half (3 of 6) saw an opportunity here, two both and one a threat.", id="half"),
        pytest.param(
            "PPPPNNBC",
            "Half (4 of 8) saw an opportunity here, but two saw a threat. One saw both and one could not say.",
            id="half, and a strong other side",
        ),
        pytest.param(
            "PPNNB", "Opportunity and threat were even: two saw an opportunity, two a threat and one both.", id="even"
        ),
        pytest.param(
            "PPPNNBB",
            "Opportunity and threat were almost even: three saw an opportunity, two a threat and two both.",
            id="almost even",
        ),
        pytest.param(
            "PNBC",
            "Views differed: one saw an opportunity, one a threat and one both. One could not say.",
            id="scattered",
        ),
        pytest.param(
            "PPNBBB" + "C",
            "Many saw two sides of this card: three saw both, two an opportunity and one a threat. "
            "One could not say.",
            id="two sides",
        ),
        pytest.param(
            "PPPPPPPPNNNBBBCCC",
            "Opportunity clearly outweighed threat: eight saw an opportunity, three a threat and three both. "
            "Three could not say.",
            id="clearly",
        ),
        pytest.param(
            "NNNNNNNNNPPPPPBBBBBB",
            "Threat came first, though many saw both sides: nine saw a threat, six both and five an opportunity.",
            id="many both",
        ),
        pytest.param(
            "NNNNNNNNNPPPPPBBBBBC",
            "Threat weighed more than opportunity, though views differed: nine saw a threat, five an opportunity and "
            "five both. One could not say.",
            id="apart",
        ),
        pytest.param(
            "PPPPPPPPNNNNNBBBBCCC",
            "More people saw an opportunity here than a threat: eight saw an opportunity, five a threat and "
            "four both. Three could not say.",
            id="more",
        ),
        pytest.param(
            "CCCPPNB",
            "Many (3 of 7) could not say which this is, but two saw an opportunity, one a threat and one both.",
            id="many silent",
        ),
        pytest.param(
            "P" * 13 + "N" * 12 + "B" * 7 + "C" * 11,
            "Opportunity and threat were almost even: 13 saw an opportunity, 12 a threat and 7 both. "
            "A further 11 could not say.",
            id="one of many ahead",
        ),
        pytest.param(
            "N" * 14 + "P" * 8 + "B" * 8,
            "Threat weighed more than opportunity, though views differed: 14 saw a threat, 8 an opportunity and "
            "8 both.",
            id="figures from eleven",
        ),
    ],
)
def test_a_card_is_told_as_people_answered(answered, told):
    assert said(of(c1=answered), "card:c1") == told


def test_the_cards_that_were_talked_about_come_first_and_then_the_divided_ones():
    session = a_room(
        seated(g1=[""] * 4),
        answers(c1="PPPP", c2="PPPN", c3="PPNN", c4="BBBB"),
        a_note(1, "s1", "g1", "c4", "Puhutti"),
        cards=5,
    )

    part = section(session, "cards")

    assert [card.heading for card in part.sections] == ["Card 4", "Card 3", "Card 2", "Card 1"]
    assert said(session, "cards:order") == (
        "The cards that were talked about most come first, then those that divided people most."
    )


def test_raised_hands_and_the_empty_chair_are_told_apart_from_the_answers():
    session = a_room(
        seated(g1=[""] * 4),
        answers(c1="PPPP"),
        HandCounted(round=1, group="g1", card="c1", counts={"threat": 3}),
        ChairRated(sector="employer", card="c1", stance="threat"),
    )

    assert said(session, "card:c1") == "A majority (4 of 7) saw an opportunity here, but three saw a threat."
    assert said(session, "card:c1:by-hand") == "3 of these answers were given by raising a hand."
    assert said(session, "card:c1:chair") == (
        "From the empty chair the guess was that employers would see a threat here."
    )


def quotes(session: Session, heading: str) -> list[tuple[str, bool]]:
    """The notes of a card as they are quoted, each with whether it is starred."""
    cards = next(part for part in write_up(session, "en").sections if part.id == "cards")
    card = next(part for part in cards.sections if part.heading == heading)
    return [
        (quote.text, quote.starred) for block in card.blocks if isinstance(block, Quotes) for quote in block.items
    ]


def test_quotes_are_starred_first_shortened_where_so_decided_and_never_kept_out_or_merged():
    notes = [a_note(n, "s1", "g1", "c2", f"Huomio {n}") for n in range(11, 16)]
    sorting = [
        Starred(note="n13", on=True),
        Quoted(note="n12", text="Lyhyesti"),
        KeptOut(note="n14", on=True),
        NotesMerged(note="n15", into="n11"),
    ]
    session = a_whole_session(*notes, *sorting)

    assert quotes(session, "Card 2") == [("Huomio 13", True), ("Huomio 11", False), ("Lyhyesti", False)]
    assert sentences(section(session, "method"))[-1] == "People wrote 8 notes. 2 of them are not quoted here."


def test_outcomes_stand_with_their_card_with_the_event_or_with_the_actions():
    session = a_whole_session(
        Wrote(item=Outcome(id="o1", text="Kootaan palvelukartta", card="c2")),
        Wrote(item=Outcome(id="o2", text="Kuka kutsuu yritykset?", card="c2", kind="question")),
        Wrote(item=Outcome(id="o3", text="Uusi tilaisuus keväällä", kind="wish")),
        Wrote(item=Outcome(id="o4", text="Kutsutaan yrityksiä")),
    )
    short = {part.id: part for part in write_up(session, "en", short=True).sections}

    assert sentences(card_of(session, "Card 2"))[-2:] == [
        "Decision: Kootaan palvelukartta",
        "Question: Kuka kutsuu yritykset?",
    ]
    assert sentences(section(session, "session-notes")) == ["Wish: Uusi tilaisuus keväällä"]
    assert sentences(section(session, "actions"))[:1] == ["Decision: Kutsutaan yrityksiä"]
    assert sentences(short["actions"])[:1] == ["Decision: Kutsutaan yrityksiä"]


def test_groups_that_lean_to_opposite_sides_are_named():
    session = a_room(seated(g1=[""] * 3, g2=[""] * 3, g3=[""] * 3), answers(c1="PPPNNNPBN", c2="PNBPNBPNB"))

    assert said(session, "apart:c1") == (
        "The groups saw this differently. More as an opportunity: Table 1. More as a threat: Table 2."
    )
    assert "apart:c2" not in places(session)


def test_two_of_five_do_not_speak_for_their_group_and_many_groups_are_counted():
    five = {f"g{n}": [""] * 5 for n in range(1, 7)}
    session = a_room(
        seated(**five), answers(c1="PPPPP" * 5 + "NNNNN", c2="PPCCC" * 5 + "NNNNN"), opened=an_opening(groups=6)
    )

    assert said(session, "apart:c1") == (
        "The groups saw this differently. More as an opportunity: five groups. More as a threat: Table 6."
    )
    assert "apart:c2" not in places(session)


def test_cards_of_which_the_same_is_to_be_said_are_told_in_turn_in_two_ways():
    session = of(c1="PPPPNNN", c2="NNNNPPP", c3="NNNNPPP", c4="CCCCCPP", c5="CCCCCNN")

    assert [said(session, f"card:{card}") for card in session.cards] == [
        "A majority (4 of 7) saw an opportunity here, but three saw a threat.",
        "This was a threat in the eyes of a majority (4 of 7), but three saw an opportunity.",
        "A majority (4 of 7) saw a threat here, but three saw an opportunity.",
        "A majority (5 of 7) could not say which this is, but two saw an opportunity.",
        "Here too a majority (5 of 7) could not say which this is, but two saw a threat.",
    ]


def test_cards_that_nobody_is_against_are_told_in_turn_in_two_ways():
    session = of(c1="PPPPPPPPBBB", c2="PPPPPPPPBBB", c3="PPPPPPPBBBB", c4="PPPPPPPPBBB")

    assert [said(session, f"card:{card}") for card in session.cards] == [
        "A clear majority (8 of 11) saw an opportunity here, three both and nobody only a threat.",
        "Nobody saw only a threat here: eight saw an opportunity and three both.",
        "A majority (7 of 11) saw an opportunity here, four both and nobody only a threat.",
        "Nobody saw only a threat here: eight saw an opportunity and three both.",
    ]


# -------------------------------------------------------------------- onward


def test_priorities_in_words_actions_and_the_parking_lot_are_told():
    session = a_whole_session(
        Wrote(item=Focus(id="f2", text="Näkyvyys")),
        Wrote(item=Focus(id="f1", text="Työnantajat")),
        Wrote(item=Action(id="a1", text="Palvelukartta", who="Vates", due="2019-12-15", needs=("time", "money"))),
        Wrote(item=Action(id="a2", text="Kyselyt", kind="stop", level="national", state="done")),
        Wrote(item=Action(id="a3", text="Vierailu", state="dropped", why="ei aikaa", came_from="OLD")),
        Wrote(item=Parked(id="p1", text="Nuoret")),
        Wrote(item=Parked(id="p2", text="Etätyö", state="done", came_from="OLD")),
    )

    assert sentences(section(session, "priorities")) == [
        "The room chose these priorities:",
        "1. Työnantajat",
        "2. Näkyvyys",
    ]
    assert sentences(section(session, "actions")) == [
        "The room agreed on two actions.",
        "Palvelukartta – Vates – by 15 December 2019. It takes working time and funding.",
        "To stop: Kyselyt. This has to be influenced nationally. Done.",
        "Settled of what was agreed before:",
        "Vierailu. Dropped, because: ei aikaa.",
    ]
    assert sentences(section(session, "parked")) == [
        "These were left for later:",
        "Nuoret",
        "Etätyö. From the time before. Done.",
    ]


# -------------------------------------------------------------------- the whole


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_place_is_there_once(language):
    named = [block.place for _, block in paragraphs(drafted(a_half_day(), language))]

    assert len(named) == len(set(named))


def test_the_short_form_has_the_sentences_of_the_whole_and_the_table_of_the_cards():
    session = a_half_day()
    whole = {part.id: part for part in write_up(session, "en").sections}

    short = write_up(session, "en", short=True).sections

    assert [part.id for part in short] == [id for id in SHORT if id in whole]
    assert {part.id: part.blocks for part in short} == {
        part.id: tuple(
            block
            for block in whole[part.id].blocks
            if isinstance(block, Lead | Paragraph) or (part.id == "cards" and isinstance(block, Table))
        )
        for part in short
    }
    assert [part.sections for part in short] == [()] * len(short)
