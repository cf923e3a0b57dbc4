"""The wall in each state of a session."""

from __future__ import annotations

from html import escape, unescape
from pathlib import Path

import msgspec
import pytest
import regex

import facilitation.wall
from facilitation.wall.gathering import wifi_code
from facilitation.wall.parts import address_words, numbers_kept, whole
from facilitation.wall.scenes import wall
from facilitation.words import Speaker, speaker
from sessions.agenda import FULL
from sessions.events import (
    ChairRated,
    CheckedOut,
    Closed,
    Event,
    Group,
    HandCounted,
    Hidden,
    KeptOut,
    Marked,
    Noted,
    NotesMerged,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Prioritised,
    Published,
    Rated,
    Released,
    Revealed,
    RoundClosed,
    RoundOpened,
    ScreenSet,
    Shown,
    Stance,
    Step,
    StepKind,
    Stepped,
    Upvoted,
    Volunteered,
    Wrote,
)
from sessions.items import Action, Headline, Outcome, Screen, Wifi
from sessions.session import Session
from tests.factories import NOON, a_seat, a_session, an_opening, and_then
from tests.rooms import a_room, answers, seated

ADDRESS = "http://192.168.1.5:8501/TEST42"
STEPS = {step.kind: place for place, step in enumerate(FULL)}


def text_of(html: str) -> str:
    """What a person reads: tags gone, runs of white space one space."""
    return " ".join(unescape(regex.sub(r"<[^>]*>", " ", html)).split())


def drawn(session: Session, *, now: int = NOON, say: Speaker | None = None, join_url: str = ADDRESS) -> str:
    return wall(session, say=say or speaker("en"), now=now, here={"s1"}, join_url=join_url)


def a_table() -> Session:
    """Three people at one table and three at another; c1 got P P N, N N B."""
    people = seated(g1=["state", "state", "employer"], g2=["project", "project", "project"])
    return a_room(people, answers(c1="PPNNNB"), opened=an_opening(groups=2, agenda=FULL))


def revealed(session: Session, *cards: str) -> Session:
    events: list[Event] = [Stepped(step=STEPS["talk"]), RoundClosed(round=1), Stepped(step=STEPS["reveal"])]
    for card in cards:
        events += [Revealed(round=1, card=card), Shown(card=card)]
    return and_then(session, *events)


def test_the_lobby_shows_the_way_in_as_code_address_and_picture_and_who_has_joined() -> None:
    session = a_session(*seated(g1=["state", "state"]), opened=an_opening(sectors=("state", "employer")))

    html = drawn(session)

    assert '<p class="code">TEST42</p>' in html
    assert '<p class="address">192.<wbr>168.<wbr>1.<wbr>5:8501</p>' in html
    assert f'alt="QR code of the address {ADDRESS}"' in html
    assert "2 people have joined" in text_of(html)
    assert text_of(html).endswith("2 State authority 0 Employer or company")


def test_the_lobby_says_so_when_phones_cannot_reach_this_computer() -> None:
    html = drawn(a_session(), join_url="")

    assert "Phones cannot reach this computer yet." in text_of(html)
    assert "<img" not in html


def test_while_people_rate_the_wall_shows_the_clock_and_the_count_and_no_answers() -> None:
    session = and_then(a_table(), Stepped(step=STEPS["rate"]))

    html = drawn(session)

    assert "0 of 6 ready · 5 phones away" in text_of(html)
    assert "Opportunity or threat?" in text_of(html)
    assert "Card 1" in text_of(html)
    assert not any(sign in html for sign in "▲▼◆○")


@pytest.mark.parametrize(
    ("step", "line"),
    [
        pytest.param("welcome", "6 people have joined Rehearsal: 2 simulated people", id="joining"),
        pytest.param("rate", "0 of 6 ready · 5 phones away Rehearsal: 2 simulated people, 1 ready", id="rating"),
        pytest.param("talk", "0 notes Rehearsal: 2 simulated people", id="talking"),
        pytest.param(
            "priorities", "0 of 6 have given their points Rehearsal: 2 simulated people, 0 ready", id="points"
        ),
        pytest.param("checkout", "0 of 6 ready Rehearsal: 2 simulated people, 0 ready", id="last-questions"),
    ],
)
def test_a_rehearsal_stands_beside_the_count_until_it_is_wiped(step: StepKind, line: str) -> None:
    people = [*seated(g1=["state"] * 3, g2=["state"] * 3), *(a_seat(n, "g1", rehearsal=True) for n in (7, 8))]
    rated = [Rated(round=1, seat="s7", card=f"c{n}", stance="both", tap=n) for n in range(1, 7)]
    room = a_room(people, rated, opened=an_opening(groups=2, agenda=FULL))
    closed = RoundClosed(round=1) if step != "rate" else None

    session = and_then(room, Stepped(step=STEPS[step]), closed)
    wiped = and_then(session, session.wipe_rehearsal())

    assert [line in text_of(drawn(session)), "Rehearsal" in drawn(wiped)] == [True, False]


def test_a_card_that_only_a_rehearsal_has_answered_says_so() -> None:
    session = and_then(a_room([a_seat(1, "g1", rehearsal=True)], answers(c1="P"), opened=an_opening(agenda=FULL)))

    shown = text_of(drawn(revealed(session, "c1")))

    assert "Nobody has answered this card yet. Rehearsal: 1 simulated person, 0 ready" in shown


@pytest.mark.parametrize(
    ("passed", "face"),
    [(0, "2:00"), (1, "2:00"), (1_000, "1:59"), (60_000, "1:00"), (119_001, "0:01")],
)
def test_the_clock_counts_down_by_the_servers_time(passed: int, face: str) -> None:
    round_ = RoundOpened(round=1, ends_at=NOON + 2 * 60_000)
    session = a_session(Stepped(step=STEPS["rate"]), round_)

    html = drawn(session, now=NOON + passed)

    assert f'role="timer">{face}</p>' in html.replace('class="clock" ', "")


def test_when_the_clock_has_run_out_the_wall_says_that_the_round_is_closed() -> None:
    session = and_then(a_session(), *a_session().forward(now=NOON, seed=1))

    html = drawn(session, now=NOON + 60 * 60_000)

    assert "The round is closed." in text_of(html)


def test_a_card_turns_over_once_and_goes_on_where_it_was_when_the_wall_is_drawn_meanwhile() -> None:
    session = revealed(a_table(), "c1")

    turns = {
        passed: regex.findall(r'turning" style="([^"]*)"', drawn(session, now=NOON + passed))
        for passed in (0, 250, 600, 750, 5_000)
    }

    assert turns == {
        0: ["animation-delay:250ms"],
        250: ["animation-delay:0ms"],
        600: ["animation-delay:-350ms"],
        750: [],
        5_000: [],
    }


def test_while_people_talk_the_wall_counts_notes_by_group_and_shows_none_that_was_not_released() -> None:
    note = Noted(note="n1", seat="s1", group="g1", card="c1", kind="plus", text="Hush", language="en", tap=50)
    session = and_then(a_table(), Stepped(step=STEPS["talk"]), RoundClosed(round=1), note)

    html = drawn(session)

    assert "Table 1 1 note" in text_of(html)
    assert "Table 2 0 notes" in text_of(html)
    assert "Hush" not in html
    assert not any(sign in html for sign in "▲▼◆○")


def a_note(n: int, text: str, *, card: str = "c1", seat: str = "s1", language: str = "en") -> Noted:
    return Noted(note=f"n{n}", seat=seat, group="g1", card=card, kind="plus", text=text, language=language, tap=n)


def talking(*events: Event) -> Session:
    """A table that talks, with these notes and what was done with them."""
    return and_then(a_table(), Stepped(step=STEPS["talk"]), RoundClosed(round=1), *events)


def notes_on(html: str) -> list[str]:
    return [unescape(text) for text in regex.findall(r'class="said"[^>]*>([^<]*)<', html)]


def test_notes_that_were_released_are_shown_newest_first_with_kind_and_card_and_without_who() -> None:
    session = talking(
        a_note(1, "Old"), a_note(2, "Hush"), a_note(3, "New", card=""), Released(note="n1"), Released(note="n3")
    )

    html = drawn(session)

    assert notes_on(html) == ["New", "Old"]
    assert "Plus New Plus · Card 1 Old Talk at your table." in text_of(html)
    assert "Hush" not in html
    assert "Table 1" not in html


def test_a_note_that_is_hidden_again_leaves_the_wall() -> None:
    session = talking(a_note(1, "Gone"), Released(note="n1"), Hidden(note="n1"))

    assert "Gone" not in drawn(session)
    assert "Table 1 1 note" in text_of(drawn(session))


def test_a_note_of_a_rehearsal_never_reaches_the_wall() -> None:
    rehearsed = a_seat(7, "g1", rehearsal=True)

    session = talking(rehearsed, a_note(1, "Rehearsed", seat="s7"), Released(note="n1"))

    assert "Rehearsed" not in drawn(session)


def test_many_notes_take_turns_so_that_each_can_be_read() -> None:
    released = [
        event for n in range(1, 8) for event in (a_note(n, f"Note {n} " + "so " * 20), Released(note=f"n{n}"))
    ]
    session = talking(*released)

    turns = [drawn(session, now=15_000 * turn) for turn in range(4)]

    assert [[text[:6] for text in notes_on(html)] for html in turns] == [
        ["Note 7", "Note 6", "Note 5"],
        ["Note 4", "Note 3"],
        ["Note 2", "Note 1"],
        ["Note 7", "Note 6", "Note 5"],
    ]
    assert ["1–3 of 7" in turns[0], "4–5 of 7" in turns[1], "6–7 of 7" in turns[2]] == [True] * 3


def test_a_note_in_another_language_than_the_walls_is_marked_and_its_line_breaks_are_gone() -> None:
    html = drawn(talking(a_note(1, "Yksi\n\nkaksi", language="fi"), Released(note="n1")))

    assert '<p class="said" dir="auto" lang="fi">Yksi kaksi</p>' in html


def weighing(*events: Event) -> Session:
    return and_then(a_table(), Stepped(step=STEPS["priorities"]), RoundClosed(round=1), *events)


def gives(seat: str, card: str, points: int) -> Prioritised:
    return Prioritised(seat=seat, card=card, points=points, tap=9)


def test_while_people_give_points_the_wall_shows_the_cards_and_how_many_have_and_no_results() -> None:
    session = weighing(gives("s1", "c2", 3), gives("s2", "c2", 1))

    shown = text_of(drawn(session))

    assert "Give your points to the cards that matter most. Everybody has 3 points. 8:00 Card 1 Card 2" in shown
    assert shown.endswith("2 of 6 have given their points")


def test_points_can_be_given_to_all_cards_also_after_a_few_were_rated_again() -> None:
    rerated = and_then(weighing(), RoundOpened(round=2, cards=("c2",)), RoundClosed(round=2))

    assert "8:00 Card 1 Card 2" in text_of(drawn(rerated))


def test_the_cards_with_most_points_are_shown_as_bars_with_counts_and_in_words() -> None:
    given = [
        gives("s1", "c2", 3),
        gives("s2", "c5", 2),
        gives("s2", "c3", 1),
        gives("s3", "c3", 3),
        gives("s4", "c1", 1),
    ]

    html = drawn(weighing(*given, PrioritiesShown()))

    assert "Card 3 4 points Card 2 3 points Card 5 2 points Card 1 1 point" in text_of(html)
    assert "4 people gave points. Most points: Card 3." in text_of(html)
    assert regex.findall(r"width: ([\d.]+)%", html) == ["100.0", "75.0", "50.0", "25.0"]


def test_of_many_cards_five_are_shown_and_those_with_as_many_points_as_the_fifth() -> None:
    opened = an_opening(cards=12, groups=1, agenda=FULL, points=20)
    counts = [9, 8, 7, 6, 2, 2, 2, 1]
    given = [gives(f"s{n % 3 + 1}", f"c{n}", count) for n, count in enumerate(counts, start=1)]
    room = a_room(seated(g1=[""] * 3), [], *given, opened=opened)

    session = and_then(room, Stepped(step=STEPS["priorities"]), RoundClosed(round=1), PrioritiesShown())
    shown = [drawn(session, now=15_000 * turn).split("<ol")[1].split("</ol>")[0] for turn in range(2)]

    assert sorted(set(regex.findall(r"Card \d+", " ".join(shown)))) == [f"Card {n}" for n in range(1, 8)]


def test_when_too_many_cards_are_equal_the_wall_says_how_many_it_leaves_out() -> None:
    given = [gives(f"s{n % 6 + 1}", f"c{n}", 1) for n in range(1, 13)]
    people = seated(g1=[""] * 6)
    room = a_room(people, [], *given, opened=an_opening(cards=12, groups=1, agenda=FULL))

    session = and_then(room, Stepped(step=STEPS["priorities"]), RoundClosed(round=1), PrioritiesShown())

    shown = text_of(drawn(session))

    assert "7 more cards have as many points." in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param([gives("s1", "c1", 3)], "Too few people gave points to show them.", id="one"),
        pytest.param([], "Nobody gave points.", id="nobody"),
    ],
)
def test_points_of_too_few_people_are_not_shown(given: list[Event], sentence: str) -> None:
    shown = text_of(drawn(weighing(*given, PrioritiesShown())))

    assert shown.endswith(f"What matters most {sentence}")


def test_at_the_check_out_the_wall_counts_answers_and_shows_nobodys_words() -> None:
    said = CheckedOut(seat="s1", thought="Hush", next_time="Quiet", grade=4, tap=9)
    session = and_then(a_table(), Stepped(step=STEPS["checkout"]), RoundClosed(round=1), said)

    html = drawn(session)

    assert text_of(html).endswith(
        "Three short questions before we leave. 6:00 One new thought that you take with you "
        "Who should be here next time? A grade for this session 1 of 6 ready"
    )
    assert "Hush" not in html
    assert "Quiet" not in html


def test_before_the_first_card_is_turned_the_wall_shows_no_answers() -> None:
    html = drawn(revealed(a_table()))

    assert not any(sign in html for sign in "▲▼◆○")


def test_a_revealed_card_shows_the_room_each_group_and_a_sentence_in_words() -> None:
    html = drawn(revealed(a_table(), "c1"))

    shown = text_of(html)
    assert "Everyone 3 ▼ 2 ▲" in shown.replace("▼ 3", "3 ▼").replace("▲ 2", "2 ▲")
    assert "Of 6 people, 2 saw an opportunity, 3 a threat and 1 both; 0 could not say." in shown
    assert 'aria-label="Table 1: opportunity 2, threat 1, both 0, can&#x27;t say 0."' in html
    assert "Card 1 of 6 · Work" in shown


def test_groups_that_are_too_small_are_counted_and_not_shown() -> None:
    people = seated(g1=["state"] * 3, g2=["project"], g3=["project"])
    session = a_room(people, answers(c1="PPNNB"), opened=an_opening(groups=3))

    html = drawn(revealed(session, "c1"))

    assert "Table 2" not in html
    assert "not shown, to protect small groups" in text_of(html)


def test_a_card_that_too_few_have_answered_shows_no_number() -> None:
    session = a_room(seated(g1=["state", "state"]), answers(c1="PN"))

    html = drawn(revealed(session, "c1"))

    assert "Too few people have answered this card" in text_of(html)
    assert not any(sign in html for sign in "▲▼◆○")


def test_the_overview_puts_each_shown_card_at_its_lean_and_split_the_most_divided_first() -> None:
    people = seated(g1=["state"] * 4)
    session = a_room(people, answers(c1="NNNN", c2="PPPP", c3="PPNN", c4="PPPN"))

    html = drawn(and_then(revealed(session, "c1", "c2", "c3"), Shown(card="")))

    assert regex.findall(r'class="name">(Card \d)<', html) == ["Card 3", "Card 1", "Card 2"]
    assert regex.findall(r'class="dot (\w+)" style="left: ([\d.]+)%; top: ([\d.]+)%', html) == [
        ("both", "50.0", "6.0"),
        ("threat", "6.0", "94.0"),
        ("opportunity", "94.0", "94.0"),
    ]


def test_the_overview_has_a_dot_for_each_of_36_cards_and_names_them_in_turns() -> None:
    stances = {f"c{n}": "PPN" if n % 2 else "PPP" for n in range(1, 37)}
    session = and_then(
        revealed(a_room(seated(g1=["state"] * 3), answers(**stances), cards=36), *stances), Shown(card="")
    )

    turns = [drawn(session, now=15_000 * turn) for turn in range(4)]

    named = {name for html in turns for name in regex.findall(r'class="name">(Card \d+)<', html)}
    assert [html.count('role="img"') for html in turns] == [36] * 4
    assert named == {f"Card {n}" for n in range(1, 37)}


def test_a_card_on_which_nobody_took_a_side_is_told_to_be_missing_from_the_map() -> None:
    session = a_room(seated(g1=["state"] * 3), answers(c1="PPN", c2="CCC"))

    html = drawn(and_then(revealed(session, "c1", "c2"), Shown(card="")))

    assert "1 card is left out: too few answers, or nobody took a side." in text_of(html)


def test_at_the_close_the_wall_says_how_people_lean() -> None:
    session = and_then(revealed(a_table(), "c1"), Stepped(step=STEPS["close"]), Closed())

    shown = text_of(drawn(session))

    assert "Thank you for taking part." in shown
    assert "3 of 6 people saw more threat than opportunity. 2 saw more opportunity 1 saw as much of both" in shown


def test_at_the_close_the_wall_says_how_many_are_left_out_of_the_headline() -> None:
    opened = an_opening(groups=1, cards=2, agenda=FULL)
    session = a_room(seated(g1=["state"] * 6), answers(c1="PPNNN", c2=".....P"), opened=opened)
    ended = and_then(revealed(session, "c1", "c2"), Stepped(step=STEPS["close"]), Closed())

    shown = text_of(drawn(ended))

    assert "3 of 5 people saw more threat than opportunity." in shown
    assert "2 saw more opportunity 1 left out, so that nobody is recognised" in shown


def test_nothing_that_was_not_revealed_is_told_at_the_close() -> None:
    session = and_then(a_table(), Stepped(step=STEPS["close"]), RoundClosed(round=1), Closed())

    assert "people saw" not in text_of(drawn(session))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", STEPS)
def test_every_scene_of_an_empty_session_can_be_drawn_in_every_language(kind: str, language: str) -> None:
    session = and_then(a_session(opened=an_opening(agenda=FULL)), Stepped(step=STEPS[kind]))

    html = drawn(session, say=speaker(language))

    assert f'lang="{language}"' in html
    assert text_of(html)


HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b>x</b>', "**bold** [x](http://evil)"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("scene", ["lobby", "talk", "notes", "reveal", "overview", "priorities", "checkout"])
def test_titles_aims_groups_and_notes_are_shown_as_the_text_they_are(scene: str, text: str) -> None:
    opening = an_opening(title=text, aim=text, groups=1, agenda=FULL)
    people = seated(g1=["state"] * 3)
    room = a_room(people, answers(c1="PPN"), opened=_with_group(opening, text))
    session = {
        "lobby": room,
        "talk": and_then(room, Stepped(step=STEPS["talk"])),
        "notes": and_then(room, Stepped(step=STEPS["talk"]), a_note(1, text), Released(note="n1")),
        "priorities": and_then(room, Stepped(step=STEPS["priorities"])),
        "checkout": and_then(room, Stepped(step=STEPS["checkout"])),
        "reveal": revealed(room, "c1"),
        "overview": and_then(revealed(room, "c1"), Shown(card="")),
    }[scene]

    html = drawn(session)

    assert escape(text) in html
    assert text not in html or escape(text) == text


def _with_group(opening, name):  # type: ignore[no-untyped-def]
    import msgspec

    return msgspec.structs.replace(opening, groups=(Group(id="g1", name=name),))


def test_in_two_languages_the_second_stands_under_the_first_and_is_marked() -> None:
    session = and_then(a_table(), Stepped(step=STEPS["talk"]), RoundClosed(round=1))

    html = wall(session, say=speaker("en"), second=speaker("fi"), now=NOON, here=(), join_url=ADDRESS)

    assert '<p class="task">Talk at your table.' in html
    assert '<span class="second" lang="fi">' in html.split('<p class="task">')[1].split("</p>")[0]


def test_the_task_in_the_facilitators_own_words_goes_before_ours() -> None:
    own = Step(id="talk", kind="talk", task={"fi": "Mitä teemme?", "en": "What shall we do?"})
    session = and_then(a_session(opened=an_opening(agenda=(FULL[0], own))), Stepped(step=1))

    shown = text_of(drawn(session))

    assert "What shall we do?" in shown
    assert "Talk at your table." not in shown


@pytest.mark.parametrize(
    ("number", "kind", "told"),
    [
        pytest.param("answered", "rate", "0 of 6 ready", id="answered"),
        pytest.param("away", "rate", "5 phones away", id="away"),
        pytest.param("clock", "talk", "15:00", id="clock"),
        pytest.param("notes", "talk", "0 notes", id="notes"),
        pytest.param("joined", "welcome", "6 people have joined", id="joined"),
        pytest.param("sectors", "welcome", "3 Project", id="sectors"),
        pytest.param("groups", "reveal", "Table 1", id="groups"),
    ],
)
def test_every_number_has_a_switch(number: str, kind: str, told: str) -> None:
    events: list[Event] = [Stepped(step=STEPS[kind])]
    if kind != "rate":
        events.append(RoundClosed(round=1))
    if kind == "reveal":
        events += [Revealed(round=1, card="c1"), Shown(card="c1")]
    session = and_then(a_table(), *events)

    switched_off = and_then(session, ScreenSet(screen=Screen(without=(number,))))

    assert told in text_of(drawn(session))
    assert told not in text_of(drawn(switched_off))


def test_a_facilitator_can_put_another_picture_on_the_wall_but_no_hidden_answer() -> None:
    session = and_then(a_table(), Stepped(step=STEPS["rate"]))

    for scene in ("overview", "discuss", "before-after"):
        html = drawn(and_then(session, ScreenSet(screen=Screen(scene=scene))))  # type: ignore[arg-type]

        assert not regex.search(r"\d [▲▼◆○]|[▲▼◆○] \d", html)
        assert "Opportunity or threat?" not in html


def test_the_welcome_can_be_put_on_the_wall_at_any_step() -> None:
    session = and_then(a_table(), Stepped(step=STEPS["rate"]), ScreenSet(screen=Screen(scene="welcome")))

    told = text_of(drawn(session))

    assert "Speak for yourself and let others finish." in told
    assert "Opportunity or threat?" not in told


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("Työ Kanta-Hämeessä", 'Työ <span class="whole">Kanta-Hämeessä</span>', id="a compound"),
        pytest.param("Etä- ja hybridityö", "Etä- ja hybridityö", id="a part of one"),
        pytest.param("a" * 20 + "-" + "b" * 20, "a" * 20 + "-" + "b" * 20, id="one as long as a line"),
        pytest.param("<b>-x", "&lt;b&gt;-x", id="marks"),
    ],
)
def test_a_short_compound_in_a_title_stays_on_one_line(title: str, shown: str) -> None:
    assert whole(title) == shown


def test_an_address_breaks_after_a_dot_or_a_slash_and_nowhere_else() -> None:
    shown = address_words("http://tilaisuus.example:8501/K7QM2P/results", "address")

    assert shown == '<p class="address">tilaisuus.<wbr>example:8501/<wbr>K7QM2P/<wbr>results</p>'


def test_a_number_stays_beside_the_word_before_it() -> None:
    assert numbers_kept("uhan 5, molempia 13, ja 1 ei osannut") == "uhan\xa05, molempia\xa013, ja 1 ei osannut"


def test_a_pause_shows_the_way_in_and_a_clock_that_stands() -> None:
    session = and_then(a_session(Stepped(step=STEPS["talk"])), Paused())

    early, late = (text_of(drawn(session, now=NOON + passed)) for passed in (0, 600_000))

    assert early == late
    assert "Pause 15:00 The clock stands still. TEST42" in early


def test_phones_down_is_said_over_what_people_shall_look_at() -> None:
    session = and_then(revealed(a_table(), "c1"), PhonesDown(on=True))

    shown = text_of(drawn(session))

    assert "Phones down, eyes up" in shown
    assert "Of 6 people" in shown


def test_the_guest_network_is_a_code_of_its_own_with_its_marks_escaped() -> None:
    assert wifi_code(Wifi(name='Ca;fé, "A"', password="a:b\\c")) == ('WIFI:T:WPA;S:Ca\\;fé\\, \\"A\\";P:a\\:b\\\\c;;')
    assert wifi_code(Wifi(name="Open")) == "WIFI:T:nopass;S:Open;;"


def test_an_empty_chair_stands_beside_the_card_and_in_no_number() -> None:
    session = revealed(a_table(), "c1")

    html = drawn(and_then(session, ChairRated(sector="employer", card="c1", stance="threat")))

    assert "Empty chair, Employer or company: ▼ Threat" in text_of(html)
    assert "Of 6 people, 2 saw an opportunity, 3 a threat" in text_of(html)


def test_answers_by_hand_are_in_the_bars_and_told() -> None:
    hands = HandCounted(round=1, group="g1", card="c1", counts={"threat": 2})
    session = and_then(revealed(and_then(a_table(), hands), "c1"))

    shown = text_of(drawn(session))

    assert "Of 8 people, 2 saw an opportunity, 5 a threat" in shown
    assert "2 of them by raising a hand" in shown


def test_people_who_raise_a_hand_are_in_the_count_of_who_answers_by_hand() -> None:
    hands = HandCounted(round=1, group="g1", card="c1", counts={"threat": 2})
    session = and_then(a_table(), Stepped(step=STEPS["rate"]), hands)

    assert "0 of 8 ready · 5 phones away · 2 without a phone of their own" in text_of(drawn(session))


def test_what_was_decided_on_a_card_stands_under_it_and_a_long_decision_takes_turns_with_the_bars() -> None:
    session = revealed(a_table(), "c1")
    short = and_then(session, Wrote(item=Outcome(id="o1", text="Ask first.", card="c1")))
    long = and_then(session, Wrote(item=Outcome(id="o1", text="Ask first. " * 20, card="c1", kind="wish")))

    turns = [text_of(drawn(long, now=15_000 * turn)) for turn in range(2)]

    assert "Decision: Ask first." in text_of(drawn(short))
    assert ["Of 6 people" in turn for turn in turns] == [True, False]
    assert ["Wish: Ask first." in turn for turn in turns] == [False, True]


def test_merged_notes_and_notes_kept_out_are_not_shown_and_agreement_is_counted() -> None:
    session = talking(
        *(a_note(n, text) for n, text in enumerate(("One", "Same", "Out"), start=1)),
        *(Released(note=f"n{n}") for n in (1, 2, 3)),
        NotesMerged(note="n2", into="n1"),
        KeptOut(note="n3", on=True),
        Upvoted(seat="s4", note="n1", on=True, tap=80),
    )

    html = drawn(session)

    assert notes_on(html) == ["One"]
    assert "2 agree" in text_of(html)


def test_what_to_discuss_next_has_a_reason_and_a_released_note_from_each_side() -> None:
    # s1 and s2 rate c1 an opportunity at their table, s4 and s5 a threat at theirs
    against = msgspec.structs.replace(a_note(2, "Against", seat="s4"), group="g2")
    notes = (a_note(1, "For"), against, a_note(3, "Never released", seat="s5"))
    room = and_then(a_table(), *notes, Released(note="n1"), Released(note="n2"))

    html = drawn(and_then(revealed(room, "c1"), ScreenSet(screen=Screen(scene="discuss"))))

    assert "Card 1 2 saw an opportunity and 3 a threat." in text_of(html)
    assert notes_on(html) == ["Against", "For"]
    assert "Never released" not in html


def test_cards_rated_again_are_told_with_both_counts() -> None:
    again = answers(2, c1="PPPPPB")
    first = revealed(a_table(), "c1")
    rerated = and_then(first, RoundOpened(round=2, cards=("c1",)), *again, RoundClosed(round=2))

    hidden = drawn(and_then(rerated, ScreenSet(screen=Screen(scene="before-after"))))
    shown = drawn(and_then(rerated, Revealed(round=2, card="c1"), ScreenSet(screen=Screen(scene="before-after"))))

    assert "▲ 2→5 ▼ 3→0 ◆ 1→1 ○ 0→0" in text_of(shown)
    assert "→" not in hidden


def test_tables_marks_are_counted_by_tables() -> None:
    marked = [
        Marked(seat=s, group=g, card="c2", mark="cross-cutting", on=True, tap=70)
        for s, g in (("s1", "g1"), ("s4", "g2"))
    ]
    session = and_then(revealed(a_table(), "c1"), *marked, ScreenSet(screen=Screen(scene="cross-cutting")))

    assert "Card 2 2 of 2 tables" in text_of(drawn(session))


def test_the_board_of_actions_tells_what_who_by_when_and_how_many_can_take_it() -> None:
    action = Action(id="a1", text="Invite employers", who="Maija", due="2027-03-31")
    dropped = Action(id="a2", text="Dropped", state="dropped")
    session = and_then(
        a_table(),
        RoundClosed(round=1),
        Wrote(item=action),
        Wrote(item=dropped),
        Volunteered(seat="s1", action="a1", on=True, tap=60),
        ScreenSet(screen=Screen(scene="actions")),
    )

    shown = text_of(drawn(session))

    assert "Invite employers Maija · by 31 March 2027 · 1 can take this" in shown
    assert "Dropped" not in shown


def test_at_the_close_the_sentence_of_the_room_goes_before_ours_and_a_published_result_has_its_address() -> None:
    session = and_then(
        revealed(a_table(), "c1"), Stepped(step=STEPS["close"]), Wrote(item=Headline(id="h1", text="Ask first."))
    )
    published = and_then(session, Published(until=NOON + 1_000))

    htmls = [
        wall(state, say=speaker("en"), now=now, here=(), join_url=ADDRESS, read_url=f"{ADDRESS}/results")
        for state, now in ((session, NOON), (published, NOON), (published, NOON + 2_000))
    ]

    assert [("Ask first." in html, "people saw" in html) for html in htmls] == [(True, False)] * 3
    assert [f"{ADDRESS.removeprefix('http://')}/results" in html for html in htmls] == [False, True, False]


def test_the_practice_card_shows_counts_while_it_is_answered_and_then_its_result() -> None:
    session = a_session(*seated(g1=["state"] * 3), opened=an_opening(agenda=(FULL[0], Step(id="w", kind="warmup"))))
    open_ = RoundOpened(round=0, cards=("practice",))
    rated = [Rated(round=0, seat=f"s{n}", card="practice", stance="both", tap=1) for n in (1, 2, 3)]
    asking = and_then(session, Stepped(step=1), open_, *rated)
    shown = and_then(asking, RoundClosed(round=0), Revealed(round=0, card="practice"), Shown(card="practice"))

    assert "3 of 3 ready" in text_of(drawn(asking))
    assert not any(sign in drawn(asking) for sign in "▲▼◆○")
    assert "◆ 3" in text_of(drawn(shown))
    assert "Practice: this card does not count." in text_of(drawn(shown))


def test_a_text_in_another_language_than_the_walls_is_marked_as_such() -> None:
    html = drawn(revealed(a_table(), "c1"), say=speaker("sv"))

    assert '<h1 lang="fi">Kortti 1</h1>' in html


def test_no_letter_of_the_wall_is_smaller_than_a_thirtieth_of_its_height() -> None:
    style = Path(facilitation.wall.__file__).with_name("wall.css").read_text()

    heights = [float(size) for size in regex.findall(r"font-size: (?:min\()?([\d.]+)cqh", style)]

    assert min(heights) >= 100 / 30
    assert "font-size: inherit" in style


def test_a_late_answer_in_the_grace_does_not_bring_numbers_before_the_reveal() -> None:
    stance: Stance = "threat"
    late = Rated(round=1, seat="s1", card="c2", stance=stance, tap=99)
    session = and_then(a_table(), Stepped(step=STEPS["talk"]), RoundClosed(round=1), late)

    assert not any(sign in drawn(session) for sign in "▲▼◆○")
