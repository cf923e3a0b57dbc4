"""What the room leaves with: sorted notes, hands counted, the empty chair, outcomes, actions, the wall's settings."""

import msgspec
import pytest

from sessions.errors import (
    BadField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchItem,
    NoSuchNote,
    NoSuchSeat,
    NoSuchSector,
    Refused,
    SessionClosed,
    TextEmpty,
    TextTooLong,
    WrittenMeanwhile,
)
from sessions.events import (
    CarriedOver,
    ChairRated,
    CheckedOut,
    Closed,
    Dealt,
    Event,
    HandCounted,
    KeptOut,
    Noted,
    NotesMerged,
    Opened,
    Published,
    Quoted,
    Rated,
    Released,
    RoundOpened,
    Seated,
    Starred,
    Struck,
    Tagged,
    Upvoted,
    Volunteered,
    Wrote,
)
from sessions.items import Action, Focus, Headline, Item, Outcome, Parked, Passage, Screen, Wifi
from sessions.results import last_words
from sessions.session import Session
from tests.factories import NOON, a_seat, a_session, an_opening, and_then, ticket

HANDS = {"g1": ("c1", "c2"), "g2": ("c3", "c4"), "g3": ("c5", "c6")}
DAY = 86_400_000


def a_room(*events: Event, opened: Opened | None = None) -> Session:
    """s1 and s2 at table g1, s3 at g2, a rehearsal seat s4; the first round is open."""
    people = (a_seat(1, "g1"), a_seat(2, "g1"), a_seat(3, "g2"), a_seat(4, "g1", rehearsal=True))
    return a_session(*people, Dealt(hands=HANDS, seed=1), RoundOpened(round=1), *events, opened=opened)


def noted(n: int, seat: str = "s1", text: str = "Hire now") -> Noted:
    return Noted(note=f"n{n}", seat=seat, group="g1", card="c1", kind="idea", text=text, language="fi", tap=n)


NOTES = (noted(1), noted(2, "s2"), noted(3, "s2"), noted(4, "s4"))


def refusal(rule: object) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        rule()  # type: ignore[operator]
    return type(refused.value)


# -------------------------------------------------------------------- notes


def test_a_note_kept_out_leaves_the_screen_and_every_list_but_the_desks():
    session = a_room(*NOTES, Released(note="n1"))

    out = and_then(session, session.keep_out(note="n1"))

    assert (out.status_of("n1"), [note.id for note in out.told_notes()]) == ("received", ["n2", "n3"])
    assert [note.id for note in out.all_notes()] == ["n1", "n2", "n3"]
    assert refusal(lambda: out.release(note="n1")) is NoSuchNote
    assert and_then(out, out.keep_out(note="n1", on=False)).status_of("n1") == "received"


def test_notes_that_say_the_same_are_told_once_with_all_who_agree():
    session = a_room(*NOTES, Released(note="n1"), Upvoted(seat="s3", note="n1", on=True, tap=1))

    merged = and_then(session, session.merge_notes(note="n2", into="n1"))

    assert ([note.id for note in merged.told_notes()], merged.agreeing("n1")) == (["n1", "n3"], 2)
    assert and_then(merged, merged.merge_notes(note="n2", into="")).agreeing("n1") == 1
    assert merged.merge_notes(note="n2", into="n1") is None


@pytest.mark.parametrize(
    ("note", "into", "error"),
    [
        pytest.param("n1", "n1", BadField, id="itself"),
        pytest.param("n3", "n2", BadField, id="into-a-merged-one"),
        pytest.param("n1", "n3", BadField, id="one-that-holds-others"),
        pytest.param("n3", "n4", BadField, id="into-a-rehearsal"),
        pytest.param("n3", "n9", NoSuchNote, id="into-nothing"),
        pytest.param("n9", "n1", NoSuchNote, id="nothing"),
    ],
)
def test_notes_that_cannot_be_merged_are_refused(note: str, into: str, error: type[Refused]):
    session = a_room(*NOTES, NotesMerged(note="n2", into="n1"))

    assert refusal(lambda: session.merge_notes(note=note, into=into)) is error


def test_a_withdrawn_note_lets_go_of_those_merged_into_it():
    session = a_room(*NOTES, NotesMerged(note="n2", into="n1"))

    after = and_then(session, session.withdraw(seat="s1", note="n1"))

    assert [note.id for note in after.told_notes()] == ["n2", "n3"]


def test_a_note_is_starred_tagged_and_shortened_once():
    session = a_room(*NOTES)

    events = [session.star(note="n1"), session.tag(note="n1", theme="work"), session.quote(note="n1", text=" Hire ")]
    sorted_ = and_then(session, *events)

    assert events == [
        Starred(note="n1", on=True),
        Tagged(note="n1", theme="work"),
        Quoted(note="n1", text="Hire"),
    ]
    assert [
        sorted_.star(note="n1"),
        sorted_.tag(note="n1", theme="work"),
        sorted_.quote(note="n1", text="Hire"),
    ] == [None, None, None]
    assert refusal(lambda: session.tag(note="n1", theme="leisure")) is BadField
    assert (sorted_.notes, sorted_.stage) == (session.notes, session.stage)


LAST = CheckedOut(seat="s1", thought="Hire now, says Matti", next_time="Employers", grade=3, tap=50)


def test_last_words_are_shortened_or_kept_out_and_told_so():
    session = a_room(LAST)

    shortened = and_then(session, session.retell(seat="s1", question="thought", text=" Hire now "))
    hidden = and_then(shortened, shortened.retell(seat="s1", question="next_time", out=True))
    again = and_then(hidden, hidden.retell(seat="s1", question="next_time"))

    told = [said.text for said in last_words(hidden).thoughts], last_words(hidden).wishes, last_words(hidden).left_out
    assert told == (["Hire now"], (), 1)
    assert [said.text for said in last_words(again).wishes] == ["Employers"]
    assert hidden.retell(seat="s1", question="next_time", out=True) is None
    assert refusal(lambda: session.retell(seat="s2", question="thought", text="x")) is NoSuchSeat


def test_what_was_decided_on_last_words_is_undone_and_falls_with_new_words():
    session = a_room(LAST)

    hidden = and_then(session, session.retell(seat="s1", question="thought", out=True), at=NOON + 1)
    undone = and_then(hidden, hidden.undo(now=NOON + 1), at=NOON + 1)
    newer = and_then(hidden, hidden.check_out(seat="s1", thought="Another", tap=51))

    assert [text for _, text in undone.told_last("thought")] == ["Hire now, says Matti"]
    assert [text for _, text in newer.told_last("thought")] == ["Another"]


def test_opened_notes_go_on_the_screen_as_they_come():
    session = a_room(noted(1))

    opened = and_then(session, session.open_notes(on=True), noted(2, "s2"))

    assert [opened.status_of(note) for note in ("n1", "n2")] == ["received", "on-screen"]


def test_people_agree_with_what_is_on_the_screen_and_not_with_themselves():
    session = a_room(*NOTES, Released(note="n1"))

    agreed = and_then(session, session.upvote(seat="s2", note="n1", on=True, tap=9))

    assert (agreed.agreeing("n1"), agreed.upvote(seat="s2", note="n1", on=False, tap=9)) == (1, None)
    assert and_then(agreed, agreed.upvote(seat="s2", note="n1", on=False, tap=10)).agreeing("n1") == 0
    assert refusal(lambda: session.upvote(seat="s1", note="n1", on=True, tap=9)) is NoSuchNote
    assert refusal(lambda: session.upvote(seat="s1", note="n2", on=True, tap=9)) is NoSuchNote


# -------------------------------------------------------------------- people without a phone


def test_a_count_by_hand_takes_the_place_of_the_one_before():
    session = a_room()

    first = and_then(session, session.count_by_hand(group="g1", card="c1", counts={"both": 2, "threat": 0}))
    second = first.count_by_hand(group="g1", card="c1", counts={"both": 1}, seen={"both": 2})

    assert first.tally("c1")["both"] == 2
    assert second == HandCounted(round=1, group="g1", card="c1", counts={"both": 1})
    assert and_then(first, second, first.count_by_hand(group="g1", card="c1", counts={})).tally("c1")["both"] == 0


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        pytest.param({"group": "g9", "card": "c1"}, "no_such_group", id="group"),
        pytest.param({"group": "g1", "card": "c3"}, "no_such_card", id="card-of-another-table"),
        pytest.param({"group": "g1", "card": "c1", "counts": {"maybe": 1}}, "bad_field", id="answer"),
        pytest.param({"group": "g1", "card": "c1", "counts": {"both": -1}}, "bad_field", id="less-than-nobody"),
        pytest.param({"group": "g1", "card": "c1", "seen": {"both": 4}}, "written_meanwhile", id="counted-meanwhile"),
    ],
)
def test_a_count_that_cannot_be_is_refused(wish: dict[str, object], error: str):
    session = a_room(HandCounted(round=1, group="g1", card="c1", counts={"both": 2}))

    assert refusal(lambda: session.count_by_hand(**{"counts": {"both": 1}, **wish})).code() == error


def test_a_ballot_is_a_person_of_its_own_on_paper_also_after_the_round():
    session = a_room()
    closed = and_then(session, session.close_rating(now=NOON))

    events = closed.enter_ballot(group="g2", answers={"c3": "both", "c4": "threat"}, ticket=ticket(9), sector="")
    entered = and_then(closed, *events)
    mended = entered.enter_ballot(group="", seat="s5", answers={"c3": "threat", "c4": "threat"})

    assert events[:2] == [
        Seated(seat="s5", ticket=ticket(9), group="g2", language="fi", channel="paper"),
        Rated(round=1, seat="s5", card="c3", stance="both", tap=1, channel="paper"),
    ]
    assert mended == [Rated(round=1, seat="s5", card="c3", stance="threat", tap=3, channel="paper")]
    assert (entered.has_answered(entered.seat("s5")), len(entered.people())) == (True, 4)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        pytest.param({"answers": {"c1": "both"}}, "no_such_card", id="card-of-another-table"),
        pytest.param({"answers": {"c3": "maybe"}}, "bad_field", id="answer"),
        pytest.param({"sector": "space"}, "no_such_sector", id="sector"),
        pytest.param({"seat": "s1"}, "no_such_seat", id="somebody-with-a-phone"),
    ],
)
def test_a_ballot_that_cannot_be_is_refused(wish: dict[str, object], error: str):
    session = a_room()

    rule = {"group": "g2", "answers": {"c3": "both"}, "ticket": ticket(9), **wish}

    assert refusal(lambda: session.enter_ballot(**rule)).code() == error


def test_nothing_is_counted_before_a_round_or_after_the_close():
    early, late = a_session(Dealt(hands=HANDS, seed=1)), a_room(Closed())

    assert refusal(lambda: early.count_by_hand(group="g1", card="c1", counts={"both": 1})) is NoRoundOpen
    assert refusal(lambda: early.enter_ballot(group="g1", answers={}, ticket=ticket(9))) is NoRoundOpen
    assert refusal(lambda: late.count_by_hand(group="g1", card="c1", counts={"both": 1})) is SessionClosed


def test_the_empty_chair_is_told_apart_and_counts_nowhere():
    session = a_room()

    rated = and_then(session, session.rate_chair(sector="employer", card="c1", stance="threat"))

    assert dict(rated.chairs) == {("employer", "c1"): "threat"}
    assert sum(rated.tally("c1").values()) == 0
    assert rated.rate_chair(sector="employer", card="c1", stance="threat") is None
    assert rated.rate_chair(sector="employer", card="c1", stance="") == ChairRated("employer", "c1", "")
    assert refusal(lambda: session.rate_chair(sector="space", card="c1", stance="both")) is NoSuchSector
    assert refusal(lambda: session.rate_chair(sector="employer", card="c9", stance="both")) is NoSuchCard


# -------------------------------------------------------------------- outcomes, actions, the parking lot


def test_an_outcome_that_rests_on_notes_makes_them_used():
    session = a_room(*NOTES)

    wrote = session.write(item=Outcome(id="", card="c1", text=" We invite employers ", notes=("n1",)))

    after = and_then(session, wrote)
    assert wrote == Wrote(item=Outcome(id="o1", card="c1", text="We invite employers", notes=("n1",)), over=0)
    assert [after.status_of(note) for note in ("n1", "n2")] == ["used", "received"]
    assert refusal(lambda: session.write(item=Outcome(id="", text="x", notes=("n4",)))) is NoSuchNote


def test_two_facilitators_never_overwrite_each_other():
    session = a_room(Wrote(item=Action(id="a1", text="Visit a factory")))
    version = session.items["a1"].version

    wrote = session.write(item=Action(id="a1", text="Visit two factories", who="Keko"), over=version)
    after = and_then(session, wrote)

    with pytest.raises(WrittenMeanwhile) as refused:
        after.write(item=Action(id="a1", text="Visit a bakery"), over=version)
    assert refused.value.facts == {"text": "Visit two factories"}
    assert refusal(lambda: after.strike(item="a1", over=version)) is WrittenMeanwhile
    assert after.strike(item="a1", over=after.items["a1"].version) == Struck(item="a1", over=after.version)


@pytest.mark.parametrize(
    ("item", "error"),
    [
        pytest.param(Outcome(id="", text="  "), TextEmpty, id="no-text"),
        pytest.param(Outcome(id="", text="x" * 501), TextTooLong, id="long-text"),
        pytest.param(Outcome(id="", text="x", card="c9"), NoSuchCard, id="card"),
        pytest.param(Action(id="", text="x", due="tomorrow"), BadField, id="day"),
        pytest.param(Action(id="a7", text="x"), NoSuchItem, id="no-such-action"),
        pytest.param(Action(id="o1", text="x"), NoSuchItem, id="an-outcomes-id"),
        pytest.param(Focus(id="f4", text="x"), BadField, id="a-fourth-priority"),
        pytest.param(Passage(id="", text="x", place="p", language="de", basis=""), BadField, id="language"),
    ],
)
def test_an_item_that_cannot_be_is_refused(item: Item, error: type[Refused]):
    session = a_room(Wrote(item=Outcome(id="o1", text="x")))

    assert refusal(lambda: session.write(item=item)) is error


def test_items_are_listed_by_kind_and_their_numbers_are_never_given_twice():
    items: list[Item] = [
        Focus(id="f2", text="Make associations visible"),
        Focus(id="f1", text="Employers"),
        Headline(id="", text="More chances than risks"),
        Parked(id="", text="The service map"),
        Passage(id="", text="Own words", place="people", language="fi", basis="b1"),
        Action(id="", text="First"),
    ]
    session = a_room()

    for item in items:
        session = and_then(session, session.write(item=item))
    struck = and_then(session, session.strike(item="a1", over=session.items["a1"].version))
    again = and_then(struck, struck.write(item=Action(id="", text="Second")))

    assert [focus.text for focus in session.focuses()] == ["Employers", "Make associations visible"]
    assert (session.headline, [parked.id for parked in session.parked()]) == ("More chances than risks", ["p1"])
    assert list(session.passages("fi")) == ["people"]
    assert [action.id for action in again.actions()] == ["a2"]


def test_people_take_open_actions_also_when_the_session_is_over():
    session = a_room(
        Wrote(item=Action(id="a1", text="x")), Wrote(item=Action(id="a2", text="y", state="done")), Closed()
    )

    taken = and_then(session, session.volunteer(seat="s1", action="a1", on=True, tap=1))

    assert [seat.id for seat in taken.volunteers_for("a1")] == ["s1"]
    assert taken.volunteer(seat="s1", action="a1", on=False, tap=1) is None
    assert and_then(taken, Volunteered(seat="s1", action="a1", on=False, tap=2)).volunteers_for("a1") == []
    assert refusal(lambda: session.volunteer(seat="s1", action="a2", on=True, tap=1)) is NoSuchItem


def test_what_was_left_open_comes_along_under_its_own_new_numbers():
    session = a_session()

    carried = session.carry_over(
        session="OLD234", items=[Action(id="a4", text="x", card="c1"), Parked(id="p1", text="y", came_from="OLDER2")]
    )

    assert carried == CarriedOver(
        session="OLD234",
        items=(
            Action(id="a1", text="x", card="c1", came_from="OLD234"),
            Parked(id="p1", text="y", came_from="OLDER2"),
        ),
    )
    assert session.carry_over(session="OLD234", items=[]) is None


# -------------------------------------------------------------------- the wall, the published result


@pytest.mark.parametrize(
    ("screen", "field"),
    [
        pytest.param(Screen(languages=("fi", "sv", "en")), "languages", id="three-languages"),
        pytest.param(Screen(without=("weather",)), "without", id="unknown-number"),
        pytest.param(Screen(wifi=Wifi(name="")), "wifi", id="nameless-network"),
        pytest.param(Screen(wifi=Wifi(name="guests\n")), "wifi", id="network-of-two-lines"),
    ],
)
def test_a_wall_that_cannot_be_is_refused(screen: Screen, field: str):
    session = a_room()

    with pytest.raises(BadField) as refused:
        session.set_screen(screen=screen)

    assert refused.value.facts == {"field": field}


def test_a_result_is_published_until_a_day_and_no_longer():
    session = a_room()

    published = and_then(session, session.publish(until=NOON + 30 * DAY, now=NOON))

    assert (published.is_published(NOON + 30 * DAY - 1), published.is_published(NOON + 30 * DAY)) == (True, False)
    assert published.publish(until=0, now=NOON) == Published(until=0)
    assert refusal(lambda: session.publish(until=NOON - 1, now=NOON)) is BadField
    assert refusal(lambda: session.publish(until=NOON + 500 * DAY, now=NOON)) is BadField


def test_everything_beside_the_steering_can_be_taken_back():
    session = a_room(*NOTES, opened=an_opening())
    done = [
        session.release(note="n1"),
        session.star(note="n2"),
        session.keep_out(note="n3"),
        session.count_by_hand(group="g1", card="c1", counts={"both": 2}),
        session.rate_chair(sector="employer", card="c1", stance="threat"),
        session.write(item=Parked(id="", text="Later")),
        session.set_screen(screen=Screen(theme="dark")),
        session.lock(on=True),
        session.remove(seat="s1"),
        session.mute(seat="s2"),
        session.regroup(seat="s3", group="g1"),
    ]

    for event in done:
        after = and_then(session, event, at=NOON + 5)
        undone = and_then(after, after.undo(now=NOON + 6), at=NOON + 6)
        was = {name: getattr(session, name) for name in ("sorting", "by_hand", "chairs", "items", "screen", "locked")}
        assert {name: getattr(undone, name) for name in was} == was
        assert (undone.seats, undone.people()) == (session.seats, session.people())
        assert msgspec.structs.asdict(after) != msgspec.structs.asdict(session)
    assert KeptOut(note="n3", on=True) in done
