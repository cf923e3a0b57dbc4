"""What a phone does beside rating and notes in a whole event: drawing, tables, agreeing, taking actions, pauses."""

import json
import re

import pytest
from msgspec.structs import replace

from cards.practice import PRACTICE
from facilitation.service import Service
from sessions.events import Opened, Step, StepKind
from sessions.items import Action, Outcome
from tests.facilitation.rooms import joined, opened, revealed
from tests.factories import SettableClock
from tests.visitors import Running, Visitor

JSON = {"accept": "application/json", "content-type": "application/json"}


def steps(*kinds: StepKind) -> tuple[Step, ...]:
    return tuple(Step(id=f"{kind}-{n}", kind=kind) for n, kind in enumerate(kinds))


def event(house: Service, *kinds: StepKind, at: int = 0, **plan: object) -> str:
    """The code of a session with these steps, moved on so many times, with one table unless others are named."""
    return opened(house, agenda=steps(*kinds), steps=at, **{"groups": ("A",), **plan})


def released(house: Service, code: str, author: Visitor) -> None:
    """The author's first note stands on the screen."""
    author.tap(f"/{code}/notes", card="", kind="idea", text="Night shifts", tap=1)
    house.workshop.aside(code, lambda session: session.release(note="n1")).result()


def an_action(house: Service, code: str) -> None:
    house.workshop.write(code, item=Action(id="", text="Breakfast with employers")).result()


def step_of(page: str) -> str:
    return re.findall(r'data-kind="([a-z]+)"', page)[0]


# -------------------------------------------------------------------- the contract of the newer posts


def room_for(house: Service, running: Running, path: str) -> tuple[str, Visitor]:
    """A room in which this post can be made, and somebody in it."""
    if path == "draw":
        code = event(house, "welcome", "rate", at=1, deal="draw", size=2)
        return code, joined(running, code)
    if path == "table":
        code = event(house, "welcome", "rate", groups=("A", "B"), joining="chosen")
        return code, joined(running, code, group="g1")
    if path == "actions/a1":
        code = event(house, "actions", "close")
        an_action(house, code)
        return code, joined(running, code)
    code = event(house, "welcome", "rate", "talk", at=2)
    author = joined(running, code)
    released(house, code, author)
    return code, joined(running, code)


POSTS: dict[str, tuple[str, dict[str, object]]] = {
    "agree": ("notes/n1/agree", {"on": 1}),
    "take": ("actions/a1", {"on": 1}),
    "draw": ("draw", {"left": 2}),
    "table": ("table", {"group": "g2"}),
}
each_post = pytest.mark.parametrize(("path", "fields"), POSTS.values(), ids=POSTS)


@each_post
def test_a_newer_post_without_a_script_comes_back_to_the_session(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code, person = room_for(house, running, path)
    before = house.workshop.session(code).version

    answer = person.post(f"/{code}/{path}", **fields)

    assert (answer.status, answer.header("location")) == (303, f"/{code}")
    assert house.workshop.session(code).version == before + 1


@each_post
def test_a_newer_post_that_comes_again_is_confirmed_and_changes_nothing(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code, person = room_for(house, running, path)
    answers = [person.tap(f"/{code}/{path}", **fields, tap=7)]
    before = house.log.history(code)

    answers.append(
        person.send("POST", f"/{code}/{path}", body=json.dumps({**fields, "tap": 7}).encode(), headers=JSON)
    )

    assert [(answer.status, answer.json()) for answer in answers] == [(200, {"saved": True, "tap": 7})] * 2
    assert house.log.history(code) == before


@each_post
def test_a_newer_post_of_a_stranger_is_refused(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code, _ = room_for(house, running, path)

    answer = Visitor(running).tap(f"/{code}/{path}", **fields)

    assert (answer.status, answer.json()["error"]["code"]) == (401, "no_such_seat")


@pytest.mark.parametrize(
    ("path", "fields", "status", "code"),
    [
        pytest.param("notes/n1/agree", {}, 400, "missing_field", id="agree-or-not"),
        pytest.param("notes/n1/agree", {"on": 2}, 400, "bad_field", id="agree-twice"),
        pytest.param("notes/n9/agree", {"on": 1}, 404, "no_such_note", id="no-such-note"),
        pytest.param("actions/a9", {"on": 1}, 404, "no_such_item", id="no-such-action"),
        pytest.param("draw", {"left": "many"}, 400, "bad_field", id="left-in-words"),
        pytest.param("draw", {}, 409, "nothing_to_draw", id="no-pile"),
        pytest.param("table", {"group": "g9"}, 404, "no_such_group", id="no-such-table"),
        pytest.param("table", {"group": "g1"}, 409, "tables_fixed", id="tables-are-assigned"),
        pytest.param("table", {}, 400, "missing_field", id="no-table"),
    ],
)
def test_newer_posts_are_refused_by_name(
    house: Service, running: Running, path: str, fields: dict[str, object], status: int, code: str
):
    session = event(house, "welcome", "rate", "talk", at=2)
    person = joined(running, session)

    answer = person.tap(f"/{session}/{path}", **fields)

    assert (answer.status, answer.json()["error"]["code"]) == (status, code)


def test_one_phone_cannot_tap_actions_on_and_off_without_end(house: Service, running: Running):
    code = event(house, "actions", "close")
    an_action(house, code)
    person = joined(running, code)

    statuses = {person.tap(f"/{code}/actions/a1", on=n % 2, tap=n + 1).status for n in range(100)}

    assert statuses == {200, 429}


# -------------------------------------------------------------------- steps


def test_the_warm_up_asks_the_practice_card_and_then_says_that_it_did_not_count(house: Service, running: Running):
    code = event(house, "welcome", "warmup", "rate", at=1)
    people = [joined(running, code) for _ in range(3)]
    state = people[0].get(f"/{code}/state").json()
    for person in people:
        person.tap(f"/{code}/ratings", card=PRACTICE, round=0, stance="both", tap=1)

    house.workshop.forward(code).result()

    page = people[0].get(f"/{code}").text
    assert (state["step"], state["cards"], state["round"], state["open"]) == ("warmup", [PRACTICE], 0, True)
    assert ("3 answers in the room" in page, "This was only practice: it does not count." in page) == (True, True)
    house.workshop.forward(code).result()
    assert people[0].get(f"/{code}/state").json()["mine"] == {}


def test_rating_again_tells_ones_own_answer_of_before(house: Service, running: Running):
    code = event(house, "welcome", "rate", "reveal", "rerate", at=1, cards=2)
    person = joined(running, code)
    for n, card in enumerate(("c1", "c2"), 1):
        person.tap(f"/{code}/ratings", card=card, round=1, stance="threat", tap=n)
    revealed(house, code, "c1", "c2")
    house.workshop.go_to(code, step="rerate-3").result()

    state = person.get(f"/{code}/state").json()
    page = person.get(f"/{code}").text

    assert (state["step"], state["round"], state["mine"]) == ("rerate", 2, {})
    assert state["before"] == dict.fromkeys(state["cards"], "threat")
    assert page.count("Before: <b>Threat</b>") == len(state["cards"]) > 0

    person.tap(f"/{code}/ratings", card="c1", round=2, stance="both", tap=3)
    house.workshop.forward(code).result()

    page = person.get(f"/{code}").text
    told = [
        page.count(told) for told in ("Your answer: <b>Both</b>", "Before: <b>Threat</b>", "Rate these cards once")
    ]
    assert ("<h1>Before and after the talk</h1>" in page, told) == (True, [1, 2, 0])


def test_after_rating_again_the_newest_answers_stand_beside_the_result(house: Service, running: Running):
    code = event(house, "welcome", "rate", "reveal", at=1, cards=2)
    person = joined(running, code)
    for n, card in enumerate(("c1", "c2"), 1):
        person.tap(f"/{code}/ratings", card=card, round=1, stance="threat", tap=n)
    house.workshop.close_rating(code).result()
    house.workshop.reveal(code, card="c1").result()
    house.workshop.open_rating(code, cards=("c1",)).result()
    person.tap(f"/{code}/ratings", card="c1", round=2, stance="both", tap=3)

    house.workshop.go_to(code, step="reveal-2").result()

    assert person.get(f"/{code}/state").json()["mine"] == {"c1": "both", "c2": "threat"}


def test_a_step_says_its_task_in_the_facilitators_own_words(house: Service, running: Running):
    own = Step(id="talk", kind="talk", task={"en": "Talk <b>about</b> spring.", "fi": "Puhukaa keväästä."})
    code = opened(house, agenda=(*steps("welcome", "rate"), own), steps=2)

    pages = [joined(running, code, language, lang=language).get(f"/{code}").text for language in ("en", "fi")]

    assert '<h1 class="small">Talk &lt;b&gt;about&lt;/b&gt; spring.</h1>' in pages[0]
    assert '<h1 class="small">Puhukaa keväästä.</h1>' in pages[1]


def test_the_step_who_is_here_tells_ones_own_sector_and_nobody_elses(house: Service, running: Running):
    code = event(house, "who", "rate", sectors=("employer", "state"))
    person = joined(running, code, sector="state")
    joined(running, code, sector="employer")

    page = person.get(f"/{code}").text

    assert person.get(f"/{code}/state").json()["sector"] == "state"
    assert re.findall(r'<b data-sector="([a-z]*)">', page) == ["state"]


def test_phones_down_show_nothing_else_and_come_back(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    person = joined(running, code)
    released(house, code, joined(running, code))
    house.workshop.look_up(code, on=True).result()

    down = person.get(f"/{code}").text
    state = person.get(f"/{code}/state").json()
    house.workshop.look_up(code, on=False).result()

    assert (step_of(down), "Night shifts" in down, "<section" in down) == ("down", False, False)
    assert (state["step"], "listed" in state) == ("down", False)
    assert step_of(person.get(f"/{code}").text) == "talk"


def test_a_pause_says_so_and_turns_the_answers_off_until_it_goes_on(
    house: Service, running: Running, clock: SettableClock
):
    code = event(house, "welcome", "rate", at=1)
    person = joined(running, code)
    house.workshop.pause(code).result()
    clock.move(10_000)

    refused = person.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1)
    paused = person.get(f"/{code}").text
    state = person.get(f"/{code}/state").json()
    house.workshop.resume(code).result()
    again = person.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1)

    assert (refused.status, refused.json()["error"]["code"]) == (409, "session_paused")
    assert ("data-paused" in paused, paused.count('aria-pressed="false" disabled')) == (True, 12)
    assert (state["paused"], state["open"]) == (True, False)
    assert again.json() == {"saved": True, "tap": 1}


def test_what_cuts_across_is_marked_card_by_card(house: Service, running: Running):
    code = event(house, "welcome", "rate", "crosscutting", at=2)
    person = joined(running, code)

    person.post(f"/{code}/marks", card="c2", mark="cross-cutting", on=1)

    page = person.get(f"/{code}").text
    assert re.findall(r'data-mark="([a-z-]+)" aria-pressed="(true|false)"', page) == [
        ("cross-cutting", "false"),
        ("cross-cutting", "true"),
        ("cross-cutting", "false"),
    ]


# -------------------------------------------------------------------- the pile


def test_a_card_drawn_by_one_is_on_the_phones_of_the_whole_table(house: Service, running: Running):
    code = event(house, "welcome", "rate", at=1, deal="draw", size=2)
    one, other = joined(running, code), joined(running, code)
    stream = other.listen(f"/{code}/live")
    before = stream.next("step").data

    one.post(f"/{code}/draw", left=2)

    after = stream.next("step").data
    drawn = house.workshop.session(code).hand("g1")
    assert ("2 cards face down" in before, "1 card face down" in after) == (True, True)
    assert re.findall(r'class="card" data-card="(\w+)"', after) == list(drawn)
    assert other.get(f"/{code}/state").json()["left_to_draw"] == 1
    stream.leave()


# -------------------------------------------------------------------- tables


def test_whoever_changes_table_gets_its_cards_at_once(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2, groups=("A", "B"), joining="chosen", deal="split", cards=4)
    person = joined(running, code, group="g1")
    stream = person.listen(f"/{code}/live")
    stream.next("step")

    person.post(f"/{code}/table", group="g2")

    markup = stream.next("step").data
    assert re.findall(r'class="card talk" data-card="(\w+)"', markup) == list(house.workshop.session(code).hand("g2"))
    assert 'data-table="B"' in markup
    stream.leave()


def test_a_facilitator_who_seats_somebody_elsewhere_moves_their_phone(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2, groups=("A", "B"), deal="split", cards=4)
    person = joined(running, code)
    stream = person.listen(f"/{code}/live")
    stream.next("step")

    house.workshop.aside(code, lambda session: session.regroup(seat="s1", group="g2")).result()

    assert 'data-table="B"' in stream.next("step").data
    stream.leave()


@pytest.mark.parametrize(("joining", "offered"), [("chosen", True), ("assigned", False)])
def test_another_table_is_offered_where_tables_are_chosen(
    house: Service, running: Running, joining: str, offered: bool
):
    code = event(house, "welcome", "rate", groups=("A", "B"), joining=joining)

    page = joined(running, code).get(f"/{code}").text

    assert (f'action="/{code}/table"' in page) is offered


# -------------------------------------------------------------------- notes on the screen, actions, outcomes


def test_a_note_on_the_screen_reaches_the_phones_without_a_new_step(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    author, reader = joined(running, code), joined(running, code)
    stream = reader.listen(f"/{code}/live")
    stream.next("count")

    released(house, code, author)
    shown = stream.next("part").data
    house.workshop.aside(code, lambda session: session.hide(note="n1")).result()
    gone = stream.next("part").data

    assert ("Night shifts" in shown, f'action="/{code}/notes/n1/agree"' in shown, gone) == (True, True, "")
    stream.leave()


def test_somebody_agrees_with_a_note_and_takes_it_back(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    released(house, code, joined(running, code))
    reader = joined(running, code)

    told = []
    for tap, on in enumerate((1, 0), 1):
        reader.tap(f"/{code}/notes/n1/agree", on=on, tap=tap)
        told.append((reader.get(f"/{code}/state").json()["on"], house.workshop.session(code).agreeing("n1")))

    assert told == [(["n1"], 1), ([], 0)]


def test_nobody_is_asked_to_agree_with_their_own_note(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    author = joined(running, code)
    released(house, code, author)

    page = author.get(f"/{code}").text

    assert ("On the wall" in page, "/agree" in page) == (True, False)
    assert author.tap(f"/{code}/notes/n1/agree", on=1).status == 404


def test_an_action_tells_how_many_can_take_it(house: Service, running: Running):
    code = event(house, "actions", "close")
    an_action(house, code)
    one, other = joined(running, code), joined(running, code)
    stream = other.listen(f"/{code}/live")
    stream.next("count")

    one.tap(f"/{code}/actions/a1", on=1, tap=1)

    assert "1 person can take this" in stream.next("part").data
    assert one.get(f"/{code}/state").json()["on"] == ["a1"]
    assert other.get(f"/{code}/state").json()["on"] == []
    stream.leave()


def test_actions_can_be_taken_when_the_session_has_ended_too(house: Service, running: Running):
    code = event(house, "actions", "close")
    an_action(house, code)
    person = joined(running, code)
    house.workshop.close(code).result()

    answer = person.post(f"/{code}/actions/a1", on=1)

    assert answer.status == 303
    assert re.findall(r'data-on="a1" aria-pressed="(\w+)"', person.get(f"/{code}").text) == ["true"]


def test_beside_a_result_stand_its_outcomes_and_apart_from_it_the_empty_chair(house: Service, running: Running):
    code = event(house, "welcome", "rate", "reveal", sectors=("employer",), at=1)
    author = joined(running, code)
    author.tap(f"/{code}/notes", card="", kind="idea", text="Night shifts", tap=1)
    revealed(house, code, "c1")
    house.workshop.aside(
        code, lambda session: session.rate_chair(sector="employer", card="c1", stance="threat")
    ).result()
    house.workshop.write(code, item=Outcome(id="", text="Ask <them>", card="c1", notes=("n1",))).result()

    page = author.get(f"/{code}").text

    assert "Nobody has answered this card." in page
    assert '<b>Decision:</b> <span dir="auto">Ask &lt;them&gt;</span>' in page
    assert "Empty chair, not counted: Employer or company" in page
    assert author.get(f"/{code}/state").json()["notes"][0]["status"] == "used"
    assert author.get(f"/{code}/state").json()["results"] == {}


# -------------------------------------------------------------------- people set apart


def test_a_muted_phone_says_that_its_notes_are_closed(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    muted, other = joined(running, code), joined(running, code)
    house.workshop.aside(code, lambda session: session.mute(seat="s1")).result()

    pages = [phone.get(f"/{code}").text for phone in (muted, other)]

    assert ['class="note"' in page for page in pages] == [False, True]
    assert ["has closed notes for you" in page for page in pages] == [True, False]


def test_a_removed_seat_is_told_so_keeps_listening_and_comes_back(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    person = joined(running, code)
    stream = person.listen(f"/{code}/live")
    stream.next("step")

    house.workshop.aside(code, lambda session: session.remove(seat="s1")).result()
    told, state = stream.next("step").data, person.get(f"/{code}/state").json()
    refused = person.tap(f"/{code}/notes", card="", kind="idea", text="Still here", tap=1)
    house.workshop.aside(code, lambda session: session.remove(seat="s1", on=False)).result()

    assert ('data-kind="removed"' in told, "<form" in told) == (True, False)
    assert (state["step"], state["cards"], state["notes"]) == ("removed", [], [])
    assert refused.json()["error"]["code"] == "seat_removed"
    assert 'data-kind="talk"' in stream.next("step").data
    stream.leave()


def test_of_several_people_on_one_phone_only_the_one_who_was_taken_out_is_told_so(house: Service, running: Running):
    code = event(house, "welcome", "rate", "talk", at=2)
    phone = joined(running, code)
    phone.post(f"/{code}/person", seat="new")
    house.workshop.aside(code, lambda session: session.remove(seat="s2")).result()

    pages = [phone.get(f"/{code}").text, phone.get(f"/{code}?seat=s1").text]

    assert [step_of(page) for page in pages] == ["removed", "talk"]
    assert ["The facilitator has taken you out of the session." in page for page in pages] == [True, False]


def test_a_session_that_comes_back_after_its_deletion_is_shown_as_it_is_then(house: Service, running: Running):
    code = event(house, "welcome", "rate", groups=("A", "B"))
    phone = joined(running, code)
    stream = phone.listen(f"/{code}/live")
    before = stream.next("step").data
    first, *more = house.log.history(code)
    assert isinstance(first.event, Opened)
    tables = tuple(replace(group, name=f"New {group.name}") for group in first.event.groups)

    house.workshop.delete(code).result()
    stream.rest()
    house.log.restore(code, [replace(first, event=replace(first.event, groups=tables)), *more]).result()
    stream = phone.listen(f"/{code}/live")

    after = stream.next("step").data
    assert [re.findall(r'data-table="(.*?)"', step) for step in (before, after)] == [["A"], ["New A"]]
    stream.leave()


# -------------------------------------------------------------------- the door


def test_a_locked_session_lets_nobody_new_in_but_a_seat_with_a_personal_code(house: Service, running: Running):
    code = event(house, "welcome", "rate")
    seated, late = joined(running, code), Visitor(running)
    house.workshop.aside(code, lambda session: session.lock(on=True)).result()

    page, answer = late.get(f"/{code}").text, late.tap(f"/{code}/seat")

    assert "Nobody new can join just now." in page
    assert re.findall(r'<input id="(\w+)"', page) == ["personal"]
    assert answer.json()["error"]["code"] == "session_locked"
    assert step_of(seated.get(f"/{code}").text) == "welcome"


def test_with_another_code_people_with_a_seat_stay_and_new_ones_need_the_new_one(house: Service, running: Running):
    code = event(house, "welcome", "rate")
    seated, late = joined(running, code), Visitor(running)
    ticket = re.findall(r'name="ticket" value="([^"]+)"', late.get(f"/{code}").text)[0]
    door = house.workshop.change_code(code).result().session.door

    old, sent = late.get(f"/{code}"), late.tap(f"/{code}/seat", ticket=ticket)
    form = late.get(f"/{door.lower()}")
    joining = late.post(f"/{door}/seat")

    assert (old.status, door in old.text) == (404, False)
    assert sent.json()["error"]["code"] == "no_such_session"
    assert (form.status, form.header("location")) == (303, f"/{door}")
    assert (joining.status, joining.header("location")) == (303, f"/{code}")
    assert late.get(f"/{door}").header("location") == f"/{code}"
    assert [step_of(phone.get(f"/{code}").text) for phone in (seated, late)] == ["welcome", "welcome"]


def test_a_code_before_the_last_one_is_nobodys(house: Service, running: Running):
    code = event(house, "welcome", "rate")
    first = house.workshop.change_code(code).result().session.door
    house.workshop.change_code(code).result()

    assert Visitor(running).get(f"/{first}").status == 404


def test_where_a_nickname_is_asked_nobody_is_told_that_they_answer_without_a_name(house: Service, phone: Visitor):
    code = event(house, "welcome", "rate", nicknames=True)

    page = phone.get(f"/{code}").text

    assert ("You answer without a name." in page, "The name you give is for the facilitator" in page) == (False, True)
