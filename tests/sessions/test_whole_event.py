"""An event in which everything happens that can: kept, replayed, archived, wiped and read back as it was."""

import json
from collections.abc import Callable

import pytest

from cards.practice import PRACTICE
from sessions.agenda import TEMPLATES
from sessions.archive import read_archive, write_archive
from sessions.errors import ArchiveUnreadable
from sessions.events import Dealing, Event, Opened, Step, Wiped
from sessions.items import Action, Focus, Headline, Outcome, Parked, Passage, Screen, Wifi
from sessions.log import Log
from sessions.session import Session, replayed
from sessions.workshop import Plan, Workshop
from tests.factories import SettableClock, a_deck

PLAN = Plan(
    title="A whole event",
    hand="all",
    groups=("A", "B", "C"),
    deal="draw",
    size=2,
    joining="chosen",
    agenda=TEMPLATES["round"],
    series="Autumn",
    number=2,
)
Done = Callable[[], object]


class Ticking(SettableClock):
    """A clock that goes on by a second each time somebody looks at it: no two commands fall on one moment."""

    def __call__(self) -> int:
        self.move(1_000)
        return self.now


@pytest.fixture
def clock() -> SettableClock:
    return Ticking()


@pytest.fixture
def workshop(log: Log) -> Workshop:
    return Workshop(log)


def played(workshop: Workshop) -> str:
    """The code of a session in which everything happened, rehearsal and all."""
    before = workshop.open_session(PLAN_BEFORE, deck=a_deck(6)).result(timeout=60).session.code
    workshop.write(before, item=Action(id="", text="Left open", who="Keko")).result(timeout=60)
    workshop.write(before, item=Parked(id="", text="For another day")).result(timeout=60)
    code = workshop.open_session(PLAN, deck=a_deck(6)).result(timeout=60).session.code
    for step in steps(workshop, code):
        step()
    return code


PLAN_BEFORE = Plan(title="The one before", hand="all", groups=("A",), series="Autumn", number=1)


def steps(workshop: Workshop, code: str) -> list[Done]:
    """What people and facilitators do, one after the other; each waits until it is kept."""

    def did(command: str, /, **what: object) -> Done:
        return lambda: getattr(workshop, command)(code, **what).result(timeout=60)

    def aside(rule: str, /, **what: object) -> Done:
        return lambda: workshop.aside(code, lambda session: getattr(session, rule)(**what)).result(timeout=60)

    def now() -> Session:
        return workshop.session(code)

    def card(seat: str) -> str:
        return now().asked(now().seat(seat).group)[0]

    def rates(seat: str, stance: str) -> Done:
        return lambda: workshop.rate(
            code, seat=seat, card=card(seat), stance=stance, round_number=now().round_number
        ).result(timeout=60)

    def notes(seat: str, text: str) -> Done:
        return lambda: workshop.note(code, seat=seat, card=card(seat), kind="idea", text=text).result(timeout=60)

    return [
        *(did("take_seat", ticket=f"t{n}", group=f"g{n}", sector="employer") for n in (1, 2, 3)),
        did("take_seat", ticket="t4", group="g1", rehearsal=True),  # s4
        did("forward"),  # practice
        *(rates(f"s{n}", "both") for n in (1, 4)),
        did("forward"),
        did("forward"),  # who is here
        did("look_up", on=True),
        aside("lock", on=True),
        aside("lock", on=False),
        did("change_code"),
        aside("set_screen", screen=Screen(languages=("fi", "sv"), theme="dark", wifi=Wifi(name="guests"))),
        did(
            "plan_agenda", steps=(*TEMPLATES["round"][:3], Step(id="speech", kind="speech"), *TEMPLATES["round"][3:])
        ),
        did("forward"),
        did("add_time", minutes=1),
        did("forward"),  # rate: groups draw
        *(did("draw", seat=f"s{n}") for n in (1, 2, 3, 1)),
        *(rates(f"s{n}", "opportunity") for n in (1, 2, 3)),
        did("add_time", minutes=1),
        did("pause"),
        did("resume"),
        did("add_group", name="D"),
        did("rename_group", group="g4", name="Window"),
        did("merge_groups", group="g3", into="g1"),
        aside("regroup", seat="s3", group="g2"),
        did("deal_again", slow=["g4"]),
        did("forward"),  # talk
        *(notes(f"s{n}", f"Note of s{n}") for n in (1, 2, 3, 4)),
        aside("open_notes", on=True),
        notes("s2", "Straight to the wall"),
        aside("open_notes", on=False),
        did("release", note="n1"),
        did("release", note="n4"),
        did("upvote", seat="s2", note="n1", on=True),
        did("upvote", seat="s4", note="n1", on=True),
        did("hide", note="n1"),
        aside("star", note="n2"),
        aside("tag", note="n2", theme="work"),
        aside("quote", note="n2", text="Shorter"),
        aside("merge_notes", note="n3", into="n2"),
        aside("keep_out", note="n5"),
        lambda: workshop.edit(code, seat="s1", note="n1", kind="plus", text="Anew").result(timeout=60),
        did("withdraw", seat="s2", note="n5"),
        lambda: workshop.mark(code, seat="s1", card=card("s1"), mark="cross-cutting", on=True).result(timeout=60),
        aside("mute", seat="s2"),
        aside("remove", seat="s3"),
        aside("remove", seat="s3", on=False),
        lambda: workshop.aside(
            code,
            lambda session: session.count_by_hand(group="g1", card=card("s1"), counts={"threat": 2}),
        ).result(timeout=60),
        lambda: workshop.enter_ballot(code, group="g2", answers={card("s2"): "both"}).result(timeout=60),
        aside("rate_chair", sector="employer", card="c1", stance="threat"),
        did("forward"),  # reveal
        lambda: workshop.reveal(code, card=card("s1")).result(timeout=60),
        lambda: workshop.restart(code, card=card("s1"), minutes=2).result(timeout=60),
        rates("s1", "threat"),
        did("close_rating"),
        did("change_table", seat="s2", group="g1"),
        did("undo"),
        did("go_to", step="priorities"),
        lambda: workshop.prioritise(code, seat="s1", card=card("s1"), points=1).result(timeout=60),
        did("forward"),
        did("forward"),  # actions
        did("write", item=Outcome(id="", text="We go on", card="c1", notes=("n2",))),
        did("write", item=Action(id="", text="Visit", due="2026-12-01", needs=("time",))),
        did("write", item=Focus(id="f1", text="Employers")),
        did("write", item=Headline(id="", text="More chances than risks")),
        did("write", item=Parked(id="", text="The map")),
        did("write", item=Passage(id="", text="Own words", place="people", language="fi", basis="b1")),
        lambda: workshop.aside(
            code, lambda session: session.strike(item="p2", over=session.items["p2"].version)
        ).result(timeout=60),
        did("volunteer", seat="s1", action="a2", on=True),
        did("volunteer", seat="s4", action="a2", on=True),
        did("forward"),  # check-out
        did("check_out", seat="s1", thought="New", grade=3),
        did("retell", question="thought", said="New", text="Nuevo"),
        did("move_seat", seat="s1", ticket="t9"),
        did("publish", days=30),
        did("close"),
        did("reopen"),
        did("wipe_rehearsal"),
    ]


def kinds(history: list[Event]) -> set[str]:
    return {type(event).__name__ for event in history}


def test_everything_that_can_happen_is_replayed_and_archived_as_it_was(log: Log, workshop: Workshop):
    code = played(workshop)

    history = log.history(code)

    never = {kind.__name__ for kind in Event.__args__} - kinds([recorded.event for recorded in history])
    assert never == set()
    assert replayed(history) == log.session(code)
    assert read_archive(write_archive(history)) == (history, log.session(code))


def test_a_wiped_rehearsal_leaves_no_trace_in_a_whole_event(log: Log, workshop: Workshop):
    code = played(workshop)

    session = log.session(code)

    assert "s4" not in session.seats
    assert {seat for _, seat in session.upvotes} == {"s2"}
    assert [seat.id for seat in session.volunteers_for("a2")] == ["s1"]
    assert not any(getattr(recorded.event, "seat", "") == "s4" for recorded in log.history(code))
    assert isinstance(log.history(code)[-1].event, Wiped)


def test_the_next_session_of_a_series_takes_along_what_was_left_open(workshop: Workshop):
    session = workshop.session(played(workshop))

    carried = [session.items[item].item for item in ("a1", "p1")]

    assert [(type(item), item.text) for item in carried] == [(Action, "Left open"), (Parked, "For another day")]
    assert {item.came_from for item in carried if isinstance(item, Action | Parked)} == {
        next(other.code for other in workshop.sessions() if other.opened.number == 1)
    }


def test_a_moved_door_is_found_by_its_new_code_and_seats_by_the_old(log: Log, workshop: Workshop):
    code = played(workshop)
    door = workshop.session(code).door

    again = Workshop(Log(log._writing.url.render_as_string(hide_password=False)))

    assert (again.behind(door).code, again.behind(code).code) == (code, code)
    again.log.close()


@pytest.mark.parametrize("field", ["step", "round", "group", "card", "note", "seat", "item", "on"])
def test_an_archive_of_a_whole_event_with_a_foreign_value_is_sound_or_refused(workshop: Workshop, field: str):
    code = played(workshop)
    history = workshop.log.history(code)
    data = write_archive(history).decode()

    archive = json.loads(data)
    refused = 0
    for place, recorded in enumerate(archive["events"]):
        if field not in recorded["event"]:
            continue
        changed = json.loads(data)
        old = recorded["event"][field]
        changed["events"][place]["event"][field] = (
            77 if isinstance(old, int) else "zz" if isinstance(old, str) else {}
        )
        try:
            read_archive(json.dumps(changed).encode())
        except ArchiveUnreadable:
            refused += 1

    assert refused > 0


def test_what_opens_such_a_session_holds_how_its_cards_are_dealt(workshop: Workshop):
    opened: Opened = workshop.session(played(workshop)).opened

    assert opened.dealing == Dealing(kind="draw", size=2)
    assert PRACTICE not in {card.id for card in opened.deck.cards}
