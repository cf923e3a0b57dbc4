"""The participant's web contract, row by row, against the real gate, routes and database."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation.phone import pages
from facilitation.phone.parsing import MOST_BYTES
from facilitation.service import Service
from sessions.events import Step, StepKind
from tests.facilitation.rooms import joined, opened, revealed
from tests.factories import NOON, SettableClock
from tests.visitors import Running, Visitor

JSON = {"accept": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

# -------------------------------------------------------------------- the way in


def test_the_front_page_asks_for_the_code(phone: Visitor):
    answer = phone.get("/")

    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert re.findall(r'<input[^>]* name="(\w+)"', answer.text) == ["code"]


@pytest.mark.parametrize("typed", ["{code}", "{lower}", "%20{lower}%20", "{dashed}"])
def test_a_code_typed_in_any_manner_leads_to_its_session(house: Service, phone: Visitor, typed: str):
    code = opened(house)

    answer = phone.get("/?code=" + typed.format(code=code, lower=code.lower(), dashed=f"{code[:3]}-{code[3:]}"))

    assert (answer.status, answer.header("location")) == (303, f"/{code}")


def test_a_link_in_lower_case_leads_to_the_session(house: Service, phone: Visitor):
    code = opened(house)

    answer = phone.get(f"/{code.lower()}")

    assert (answer.status, answer.header("location")) == (303, f"/{code}")


def test_a_qr_code_leads_to_a_form_with_nothing_to_fill_in(house: Service, phone: Visitor):
    code = opened(house)

    answer = phone.get(f"/{code}")

    assert answer.status == 200
    assert fields_of(answer.text) == ["cookies", "ticket", "lang"]
    assert f'<form action="/{code}/seat" method="post">' in answer.text


def fields_of(page: str) -> list[str]:
    """The names of what the first form of a page sends."""
    return re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.split("</form>")[0])


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        pytest.param({"joining": "chosen"}, ["cookies", "ticket", "lang", "group"], id="group"),
        pytest.param({"joining": "chosen", "groups": ("All",)}, ["cookies", "ticket", "lang"], id="one-group"),
        pytest.param({"sectors": ("employer",)}, ["cookies", "ticket", "lang", "sector"], id="sector"),
        pytest.param({"nicknames": True}, ["cookies", "ticket", "lang", "nickname"], id="nickname"),
    ],
)
def test_the_join_form_asks_only_what_the_session_wants(
    house: Service, phone: Visitor, plan: dict[str, object], asked: list[str]
):
    code = opened(house, **plan)

    answer = phone.get(f"/{code}")

    assert fields_of(answer.text) == asked


@pytest.mark.parametrize("path", ["/{code}", "/?code={code}", "/{code}/state", "/", "/health", "/{code}?lang=fi"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(house: Service, running: Running, method: str, path: str):
    code = opened(house)
    preview, person = Visitor(running), joined(running, code)
    before = house.log.history(code)

    for visitor in (preview, person):
        visitor.send(method, path.format(code=code), headers={"user-agent": "LinkPreviewBot/1.0"})

    assert house.log.history(code) == before


def test_asking_only_for_the_head_of_a_stream_ends_at_once(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    answer = person.send("HEAD", f"/{code}/live")

    assert (answer.status, answer.header("content-type"), answer.body) == (
        200,
        "text/event-stream; charset=utf-8",
        b"",
    )


def test_a_closed_session_offers_no_seat(house: Service, phone: Visitor):
    code = opened(house)
    house.workshop.close(code).result()

    page, answer = phone.get(f"/{code}"), phone.tap(f"/{code}/seat")

    assert "<form" not in page.text
    assert (answer.status, answer.json()) == (
        409,
        {"error": {"code": "session_closed", "message": "The session has ended. Nothing can be added any more."}},
    )


# -------------------------------------------------------------------- the seat


def test_a_seat_is_taken_with_a_form_and_a_cookie(house: Service, phone: Visitor):
    code = opened(house)

    answer = phone.post(f"/{code}/seat", lang="en")

    seat = answer.cookies()[f"seat-8501-{code}"]
    assert (answer.status, answer.header("location")) == (303, f"/{code}")
    assert seat.split("; ")[1:] == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax"]
    assert [seat.id for seat in house.workshop.session(code).people()] == ["s1"]


def test_the_seat_taken_by_script_is_told_as_json(house: Service, phone: Visitor):
    code = opened(house)

    answer = phone.tap(f"/{code}/seat")

    assert (answer.status, answer.json()) == (200, {"saved": True, "seat": "s1", "group": "g1"})


def test_only_the_hash_of_a_seats_secret_is_kept(house: Service, phone: Visitor):
    code = opened(house)

    phone.post(f"/{code}/seat")

    assert phone.jar[f"seat-8501-{code}"] not in repr(house.log.history(code))


def test_the_same_browser_keeps_its_seat(house: Service, phone: Visitor):
    code = opened(house)

    answers = [phone.tap(f"/{code}/seat", ticket="a" * n, group="g2") for n in (32, 32, 31)]

    assert [answer.json() for answer in answers] == [{"saved": True, "seat": "s1", "group": "g1"}] * 3


def test_a_join_form_sent_twice_takes_one_seat(house: Service, running: Running):
    code = opened(house)
    ticket = re.findall(r'name="ticket" value="([^"]+)"', Visitor(running).get(f"/{code}").text)[0]

    first, second = Visitor(running), Visitor(running)
    for impatient in (first, second):
        impatient.post(f"/{code}/seat", ticket=ticket)

    assert first.jar == second.jar
    assert len(house.workshop.session(code).people()) == 1


def test_two_phones_take_two_seats(house: Service, running: Running):
    code = opened(house)

    groups = [joined(running, code).get(f"/{code}/state", **JSON).json()["group"] for _ in range(4)]

    assert groups == ["g1", "g2", "g1", "g2"]


@pytest.mark.parametrize(
    ("joining", "group"), [pytest.param("chosen", "g2", id="chosen"), pytest.param("assigned", "g1", id="assigned")]
)
def test_a_group_is_chosen_only_where_groups_are_chosen(house: Service, phone: Visitor, joining: str, group: str):
    code = opened(house, joining=joining)

    phone.post(f"/{code}/seat", group="g2")

    assert [seat.group for seat in house.workshop.session(code).people()] == [group]


def test_sector_nickname_and_language_stand_at_the_seat(house: Service, phone: Visitor):
    code = opened(house, sectors=("employer", "state"), nicknames=True)

    phone.post(f"/{code}/seat", sector="employer", nickname=" Maija \x00\u202e ", lang="fi")

    (seat,) = house.workshop.session(code).people()
    assert (seat.sector, seat.nickname, seat.language) == ("employer", "Maija", "fi")
    assert phone.jar["lang"] == "fi"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        pytest.param({"group": "g9"}, 404, "no_such_group", id="group"),
        pytest.param({"sector": "pirate"}, 404, "no_such_sector", id="sector"),
        pytest.param({"nickname": ""}, 400, "missing_field", id="no-nickname"),
        pytest.param({"nickname": "x" * 41}, 400, "text_too_long", id="long-nickname"),
    ],
)
def test_a_seat_is_refused_by_name(house: Service, running: Running, fields: dict[str, str], status: int, code: str):
    session = opened(house, joining="chosen", nicknames=True)

    told = Visitor(running).tap(f"/{session}/seat", **{"nickname": "Maija", **fields})
    shown = Visitor(running).post(f"/{session}/seat", **{"nickname": "Maija", **fields})

    assert (told.status, told.json()["error"]["code"]) == (status, code)
    assert (shown.status, f'<p class="problem" id="problem">{told.json()["error"]["message"]}' in shown.text) == (
        400,
        True,
    )
    assert house.workshop.session(session).people() == []


def test_what_was_typed_stands_in_the_form_that_comes_back(house: Service, phone: Visitor):
    code = opened(house, nicknames=True, sectors=("employer", "state"), joining="chosen")

    answer = phone.post(f"/{code}/seat", nickname='"><script>' + "x" * 40, sector="state", group="g2")

    assert 'value="&#34;&gt;&lt;script&gt;' in answer.text
    assert re.findall(r'<option value="(\w*)" selected>', answer.text) == ["g2", "state"]


def test_behind_https_a_seats_cookie_is_for_https_only(tmp_path, running: Running, house: Service):
    code = opened(house)
    house.settings = type(house.settings)(
        data=tmp_path, database_url=house.settings.database_url, public_url="https://room.example"
    )

    answer = Visitor(running, host="room.example").post(f"/{code}/seat", lang="fi")

    assert all("; Secure" in cookie for cookie in answer.cookies().values())
    assert answer.header("strict-transport-security") == "max-age=31536000"


# -------------------------------------------------------------------- state


def test_the_state_of_a_seat_while_a_round_is_open(house: Service, running: Running, clock: SettableClock):
    code = opened(house)
    person, neighbour = joined(running, code), joined(running, code)
    person.tap(f"/{code}/ratings", card="c2", round=1, stance="both", tap=1)
    person.tap(f"/{code}/notes", card="c2", kind="idea", text="More <b>night</b> shifts", tap=2)
    person.tap(f"/{code}/marks", card="c1", mark="spoke-to-us", on=1, tap=3)
    neighbour.tap(f"/{code}/ratings", card="c2", round=1, stance="threat", tap=1)
    neighbour.tap(f"/{code}/marks", card="c1", mark="cross-cutting", on=1, tap=2)
    session = house.workshop.session(code)
    clock.move(1_234)

    answer = person.get(f"/{code}/state")

    assert (answer.status, answer.header("content-type"), answer.header("cache-control")) == (
        200,
        "application/json",
        "no-store",
    )
    assert answer.json() == {
        "version": session.steered,
        "step": "rate",
        "closed": False,
        "round": 1,
        "open": True,
        "now": NOON + 1_234,
        "group": "g1",
        "cards": list(session.hands["g1"]),
        "mine": {"c2": "both"},
        "marks": {"cross-cutting": [], "spoke-to-us": ["c1"]},
        "notes": [
            {"id": "n1", "card": "c2", "kind": "idea", "text": "More <b>night</b> shifts", "status": "received"}
        ],
        "tap": 3,
    }


def test_a_timed_round_tells_when_it_ends(house: Service, running: Running):
    code = opened(house, steps=0)
    person = joined(running, code)
    house.workshop.forward(code).result()
    house.workshop.close_rating(code).result()
    house.workshop.open_rating(code, minutes=2).result()

    state = person.get(f"/{code}/state").json()

    assert (state["open"], state["ends_at"]) == (True, NOON + 120_000)


def test_without_a_seat_there_is_no_state(house: Service, phone: Visitor):
    code = opened(house)

    answer = phone.get(f"/{code}/state")

    message = "This phone has no seat in the session yet. Join with the code on the wall."
    assert (answer.status, answer.json()) == (401, {"error": {"code": "no_such_seat", "message": message}})


def test_a_seat_of_another_session_is_no_seat_here(house: Service, running: Running):
    here, there = opened(house), opened(house)
    stranger = joined(running, there)
    stranger.jar = {f"seat-8501-{here}": stranger.jar[f"seat-8501-{there}"]}

    answers = [
        stranger.get(f"/{here}/state"),
        stranger.get(f"/{here}/live"),
        stranger.tap(f"/{here}/ratings", card="c1", round=1, stance="both", tap=1),
        stranger.tap(f"/{here}/notes", card="", kind="idea", text="Hello", tap=1),
        stranger.tap(f"/{here}/notes/n1/withdraw"),
        stranger.tap(f"/{here}/marks", card="c1", mark="spoke-to-us", on=1, tap=1),
    ]

    assert [(answer.status, answer.json()["error"]["code"]) for answer in answers] == [(401, "no_such_seat")] * 6
    assert "data-state" not in stranger.get(f"/{here}").text


# -------------------------------------------------------------------- hidden before the reveal

SECRET = ("threat", "Nobody else may read this")


def whatever_a_phone_gets(person: Visitor, code: str) -> str:
    """The page, the state, and the first of the stream, without what is the same whoever answered what."""
    stream = person.listen(f"/{code}/live?step=0")
    events = "".join(stream.next(kind).data for kind in ("step", "count"))
    stream.leave()
    got = person.get(f"/{code}").text + person.get(f"/{code}/state").text + events
    return re.sub(r'name="ticket" value="[^"]+"', "", got)


@pytest.mark.parametrize("steps", [1, 2, 3, 0], ids=["rating", "talking", "before-the-reveal", "after-closing"])
def test_before_the_reveal_a_phone_gets_nothing_of_other_peoples_answers(
    house: Service, running: Running, steps: int
):
    codes = [opened(house, groups=("All",)) for _ in range(2)]
    gets = []
    for code, stance in zip(codes, ("opportunity", "threat"), strict=True):
        watcher, others = joined(running, code), [joined(running, code) for _ in range(4)]
        for other in others:
            for card in ("c1", "c2", "c3"):
                other.tap(f"/{code}/ratings", card=card, round=1, stance=stance, tap=int(card[1]))
            other.tap(f"/{code}/notes", card="c1", kind="idea", text=f"I say {stance}", tap=9)
        if steps == 0:
            house.workshop.close(code).result()
        for _ in range(steps - 1):
            house.workshop.forward(code).result()
        gets.append(whatever_a_phone_gets(watcher, code).replace(code, "CODE"))

    assert gets[0] == gets[1]
    assert "I say" not in gets[0]


def test_a_revealed_card_is_told_and_the_others_are_not(house: Service, running: Running):
    code = opened(house, groups=("All",))
    for _ in range(3):
        person = joined(running, code)
        for tap, (card, stance) in enumerate([("c1", "threat"), ("c2", "opportunity")], start=1):
            person.tap(f"/{code}/ratings", card=card, round=1, stance=stance, tap=tap)
    revealed(house, code, "c1")

    state = person.get(f"/{code}/state").json()

    assert (state["results"], state["shown"]) == (
        {"c1": {"opportunity": 0, "threat": 3, "both": 0, "unsure": 0}},
        "c1",
    )


def test_a_new_round_hides_what_the_one_before_had_shown(house: Service, running: Running):
    code = opened(house, groups=("All",))
    people = [joined(running, code) for _ in range(3)]
    for person in people:
        person.tap(f"/{code}/ratings", card="c1", round=1, stance="threat", tap=1)
    revealed(house, code, "c1")
    house.workshop.open_rating(code).result()

    state = people[0].get(f"/{code}/state").json()

    assert ("results" in state, state["mine"], state["round"]) == (False, {}, 2)


def test_too_few_answers_are_not_shown_even_when_revealed(house: Service, running: Running):
    code = opened(house, groups=("All",))
    people = [joined(running, code) for _ in range(2)]
    for person in people:
        person.tap(f"/{code}/ratings", card="c1", round=1, stance="threat", tap=1)
    revealed(house, code, "c1")

    state, page = people[0].get(f"/{code}/state").json(), people[0].get(f"/{code}").text

    assert state["results"] == {}
    assert ("So few people answered this card that their answers are not shown." in page, "<meter" in page) == (
        True,
        False,
    )


# -------------------------------------------------------------------- taps

TAPS: dict[str, tuple[str, dict[str, object]]] = {
    "rating": ("ratings", {"card": "c1", "round": 1, "stance": "both"}),
    "note": ("notes", {"card": "c1", "kind": "idea", "text": "Night shifts"}),
    "mark": ("marks", {"card": "c1", "mark": "spoke-to-us", "on": 1}),
    "check-out": ("checkout", {"thought": "Night shifts", "next_time": "Employers", "grade": 4}),
}
each_tap = pytest.mark.parametrize(("path", "fields"), TAPS.values(), ids=TAPS)


@each_tap
def test_a_form_without_a_script_comes_back_to_the_session(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code = opened(house)
    person = joined(running, code)
    before = house.workshop.session(code).version

    answer = person.post(f"/{code}/{path}", **fields)

    place = "#q1" if path in ("ratings", "marks") else ""  # where the card is that was tapped
    assert (answer.status, answer.header("location"), answer.body) == (303, f"/{code}{place}", b"")
    assert house.workshop.session(code).version == before + 1


@pytest.mark.parametrize(
    ("steps", "path", "fields"),
    [
        pytest.param(1, "ratings", {"round": 1, "stance": "both"}, id="rating"),
        pytest.param(2, "marks", {"mark": "cross-cutting", "on": 1}, id="mark"),
        pytest.param(3, "marks", {"mark": "cross-cutting", "on": 1}, id="mark-in-a-list"),
        pytest.param(4, "priorities", {"points": 1}, id="points"),
    ],
)
def test_without_a_script_the_page_comes_again_where_it_was_tapped(
    house: Service, running: Running, steps: int, path: str, fields: dict[str, object]
):
    kinds: tuple[StepKind, ...] = ("welcome", "rate", "talk", "crosscutting", "priorities")
    code = opened(house, agenda=tuple(Step(id=kind, kind=kind) for kind in kinds), steps=steps, cards=8)
    person = joined(running, code)
    cards = list(house.workshop.session(code).hand("g1"))

    places = [person.post(f"/{code}/{path}", card=card, **fields).header("location") for card in (cards[1], cards[7])]

    found = []
    for place in places:
        address, _, mark = place.partition("#")
        found.append(
            re.findall(rf'data-card="(\w+)"(?:(?!data-card=).)*? id="{mark}"', person.get(address).text, re.S)
        )
    assert found == [[cards[1]], [cards[7]]]


@each_tap
def test_a_tap_is_confirmed_once_it_is_committed(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code = opened(house)
    person = joined(running, code)

    answer = person.tap(f"/{code}/{path}", **fields, tap=7)

    assert (answer.status, answer.json()) == (200, {"saved": True, "tap": 7})
    assert dict(house.workshop.session(code).taps) == {"s1": 7}


@each_tap
def test_a_tap_that_comes_again_is_confirmed_and_changes_nothing(
    house: Service, running: Running, path: str, fields: dict[str, object]
):
    code = opened(house)
    person = joined(running, code)
    person.tap(f"/{code}/{path}", **fields, tap=7)
    before = house.log.history(code)

    again = person.tap(f"/{code}/{path}", **fields, tap=7)

    assert (again.status, again.json()) == (200, {"saved": True, "tap": 7})
    assert house.log.history(code) == before


@each_tap
def test_a_tap_is_read_as_json_too(house: Service, running: Running, path: str, fields: dict[str, object]):
    code = opened(house)
    person = joined(running, code)
    headers = {**JSON, "content-type": "application/json; charset=utf-8"}

    answer = person.send("POST", f"/{code}/{path}", body=json.dumps({**fields, "tap": 7}).encode(), headers=headers)

    assert (answer.status, answer.json()) == (200, {"saved": True, "tap": 7})


def test_a_late_tap_does_not_undo_a_newer_one(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    for tap, stance in [(2, "both"), (1, "threat")]:
        answer = person.tap(f"/{code}/ratings", card="c1", round=1, stance=stance, tap=tap)

    assert answer.json() == {"saved": True, "tap": 1}
    assert person.get(f"/{code}/state").json()["mine"] == {"c1": "both"}


def test_a_mark_is_the_groups_and_can_be_lifted_by_its_other_members(house: Service, running: Running):
    code = opened(house, groups=("All",))
    one, other = joined(running, code), joined(running, code)

    one.tap(f"/{code}/marks", card="c1", mark="cross-cutting", on=1, tap=1)
    seen = other.get(f"/{code}/state").json()["marks"]
    other.tap(f"/{code}/marks", card="c1", mark="cross-cutting", on=0, tap=1)

    assert seen == {"cross-cutting": ["c1"], "spoke-to-us": []}
    assert one.get(f"/{code}/state").json()["marks"] == {"cross-cutting": [], "spoke-to-us": []}


def test_a_note_is_taken_back_by_its_author_only(house: Service, running: Running):
    code = opened(house, groups=("All",))
    author, other = joined(running, code), joined(running, code)
    author.tap(f"/{code}/notes", card="", kind="idea", text="Night shifts", tap=1)

    foreign = other.tap(f"/{code}/notes/n1/withdraw")
    own = author.post(f"/{code}/notes/n1/withdraw")
    again = author.tap(f"/{code}/notes/n1/withdraw", tap=3)

    assert [foreign.status, own.status, again.status] == [404, 303, 404]
    assert foreign.json()["error"]["code"] == "no_such_note"
    assert author.get(f"/{code}/state").json()["notes"] == []
    assert "Night shifts" not in repr(house.log.history(code))


def test_a_note_is_shown_as_it_was_typed(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)
    typed = """<script>alert("x")</script> & '{{ 7 * 7 }}'"""

    person.post(f"/{code}/notes", card="", kind="idea", text=typed)

    page = person.get(f"/{code}").text
    shown = "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &#39;{{ 7 * 7 }}&#39;"
    assert f'<span dir="auto">{shown}</span>' in page
    assert "<script>alert" not in page
    state = re.findall(r"data-state='([^']*)'", page)[0]
    assert ("<" in state, json.loads(state)["notes"][0]["text"]) == (False, typed)


# -------------------------------------------------------------------- what is refused

RATING = {"card": "c1", "round": "1", "stance": "both", "tap": "1"}
NOTE = {"card": "c1", "kind": "idea", "text": "Night shifts", "tap": "1"}
MARK = {"card": "c1", "mark": "spoke-to-us", "on": "1", "tap": "1"}


@pytest.mark.parametrize(
    ("path", "fields", "status", "code"),
    [
        pytest.param("ratings", {**RATING, "card": "c9"}, 404, "no_such_card", id="foreign-card"),
        pytest.param("ratings", {**RATING, "card": ""}, 404, "no_such_card", id="no-card"),
        pytest.param("ratings", {**RATING, "stance": "love"}, 400, "bad_field", id="stance"),
        pytest.param("ratings", {**RATING, "round": "0"}, 409, "round_closed", id="round-before"),
        pytest.param("ratings", {**RATING, "round": "2"}, 409, "round_closed", id="round-after"),
        pytest.param("ratings", {**RATING, "round": "one"}, 400, "bad_field", id="round-in-words"),
        pytest.param("ratings", {**RATING, "round": "-1"}, 400, "bad_field", id="round-negative"),
        pytest.param("ratings", {**RATING, "round": "9" * 5_000}, 400, "bad_field", id="round-huge"),
        pytest.param("ratings", {**RATING, "tap": "0"}, 400, "bad_field", id="tap-zero"),
        pytest.param("ratings", {**RATING, "tap": "9" * 16}, 400, "bad_field", id="tap-beyond-phones"),
        pytest.param("ratings", {**RATING, "tap": "١"}, 400, "bad_field", id="tap-in-other-digits"),
        pytest.param("ratings", {"card": "c1"}, 400, "missing_field", id="fields-missing"),
        pytest.param("notes", {**NOTE, "kind": "rant"}, 400, "bad_field", id="kind"),
        pytest.param("notes", {**NOTE, "text": " \x00\u200b\u2066 "}, 400, "text_empty", id="nothing-to-see"),
        pytest.param("notes", {**NOTE, "text": "x" * 501}, 400, "text_too_long", id="long"),
        pytest.param("notes", {**NOTE, "card": "c9"}, 404, "no_such_card", id="note-on-foreign-card"),
        pytest.param("notes/n1/withdraw", {}, 404, "no_such_note", id="no-note"),
        pytest.param("notes/%00/withdraw", {}, 404, "no_such_note", id="odd-note"),
        pytest.param("marks", {**MARK, "mark": "star"}, 400, "bad_field", id="mark"),
        pytest.param("marks", {**MARK, "on": "2"}, 400, "bad_field", id="on"),
        pytest.param("marks", {**MARK, "card": "c9"}, 404, "no_such_card", id="mark-on-foreign-card"),
    ],
)
def test_a_tap_is_refused_by_name(
    house: Service, running: Running, path: str, fields: dict[str, str], status: int, code: str
):
    session = opened(house)
    person = joined(running, session)
    before = house.log.history(session)

    told = person.tap(f"/{session}/{path}", **fields)
    shown = person.post(f"/{session}/{path}", **fields)

    assert (told.status, told.json()["error"]["code"]) == (status, code)
    assert (shown.status, shown.header("content-type")) == (status, "text/html; charset=utf-8")
    assert house.log.history(session) == before


def test_only_cards_of_ones_own_hand_can_be_rated(house: Service, running: Running):
    code = opened(house, deal="split", cards=4)
    person = joined(running, code)
    foreign = house.workshop.session(code).hands["g2"][0]

    answer = person.tap(f"/{code}/ratings", card=foreign, round=1, stance="both", tap=1)

    assert (answer.status, answer.json()["error"]["code"]) == (404, "no_such_card")


def test_a_rating_after_the_round_is_refused_in_the_phones_language(
    house: Service, running: Running, clock: SettableClock
):
    code = opened(house)
    person = joined(running, code, "fi", lang="fi")
    house.workshop.close_rating(code).result()
    clock.move(2_001)

    told = person.tap(f"/{code}/ratings", **RATING)
    shown = person.post(f"/{code}/ratings", **RATING)

    message = told.json()["error"]["message"]
    assert (told.status, told.json()["error"]["code"]) == (409, "round_closed")
    assert f'<p id="status" role="status" class="bad">{message}</p>' in shown.text
    assert (shown.status, '<html lang="fi">' in shown.text) == (409, True)


def test_words_that_are_refused_without_a_script_stand_in_their_form_again(house: Service, running: Running):
    code = opened(house, agenda=tuple(Step(id=kind, kind=kind) for kind in ("welcome", "rate", "checkout")))
    person = joined(running, code)
    long = "<b>" + "x" * 600

    noted = person.post(f"/{code}/notes", text=long, card="c2", kind="idea")
    for _ in range(2):
        person.post(f"/{code}/notes", text="Short", card="", kind="idea")
    edited = person.post(f"/{code}/notes/n1/edit", text=long, kind="plus").text
    house.workshop.forward(code).result()
    said = person.post(f"/{code}/checkout", thought=long, next_time="Schools", grade=3)

    page = noted.text
    assert (noted.status, said.status) == (400, 400)
    assert re.findall(r'<details class="more"( open)?>', page) == [" open"]
    assert re.findall(r'name="text"[^>]*>(.*?)</textarea>', page) == ["&lt;b&gt;" + "x" * 600]
    assert re.findall(r'<option value="(\w*)" selected', page) == ["c2"]
    assert re.findall(r'name="kind" value="(\w+)" checked', page) == ["idea"]
    assert re.findall(r"<textarea[^>]*>(.*?)</textarea>", said.text)[:2] == ["&lt;b&gt;" + "x" * 600, "Schools"]
    assert re.findall(r'name="grade" value="(\d)" checked', said.text) == ["3"]
    session = house.workshop.session(code)
    assert ([note.text for note in session.notes_by("s1")], dict(session.checkouts)) == (["Short", "Short"], {})
    assert re.findall(r"<details([^>]*)><summary>(?:Add a note|Edit)", edited) == [' class="more"', " open", ""]
    assert re.findall(r'name="text"[^>]*>(.*?)</textarea>', edited) == ["", "&lt;b&gt;" + "x" * 600, "Short"]
    assert re.findall(r'<option value="(\w+)" selected', edited) == ["plus", "idea"]


def test_marks_are_few(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    answers = [person.tap(f"/{code}/marks", card=f"c{n}", mark="spoke-to-us", on=1, tap=n) for n in (1, 2, 3)]

    assert [answer.status for answer in answers] == [200, 200, 409]
    assert answers[2].json()["error"]["code"] == "too_many_marks"


BODIES: dict[str, tuple[str, bytes, int, str]] = {
    "multipart": ("multipart/form-data; boundary=x", b"--x--", 415, "wrong_media_type"),
    "text": ("text/plain", b"card=c1", 415, "wrong_media_type"),
    "no-type": ("", b"card=c1", 415, "wrong_media_type"),
    "not-utf-8": (FORM["content-type"], b"card=%ff\xff", 400, "bad_field"),
    "many-fields": (FORM["content-type"], b"&".join(b"a%d=1" % n for n in range(21)), 400, "bad_field"),
    "broken-json": ("application/json", b'{"card": ', 400, "bad_field"),
    "json-list": ("application/json", b"[]", 400, "bad_field"),
    "json-nan": ("application/json", b'{"round": NaN}', 400, "bad_field"),
    "json-infinity": ("application/json", b'{"round": 1e999}', 400, "bad_field"),
    "json-deep": ("application/json", b'{"card":' + b"[" * 16_000, 400, "bad_field"),
    "json-deep-list": ("application/json", b"[" * 16_000, 400, "bad_field"),
    "json-huge-number": ("application/json", b'{"round": ' + b"9" * 16_000 + b"}", 400, "bad_field"),
    "json-surrogate": ("application/json", rb'{"card": "\ud800"}', 400, "bad_field"),
    "json-not-utf-8": ("application/json", b'{"card": "\xff"}', 400, "bad_field"),
    "json-nested": ("application/json", b'{"card": {"c1": 1}}', 400, "bad_field"),
    "json-many-fields": ("application/json", json.dumps({f"a{n}": 1 for n in range(21)}).encode(), 400, "bad_field"),
    "empty": (FORM["content-type"], b"", 400, "missing_field"),
}


@pytest.mark.parametrize(("media_type", "body", "status", "code"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_is_refused(
    house: Service, running: Running, media_type: str, body: bytes, status: int, code: str
):
    session = opened(house)
    person = joined(running, session)

    answer = person.send("POST", f"/{session}/ratings", body=body, headers={**JSON, "content-type": media_type})

    assert (answer.status, answer.json()["error"]["code"]) == (status, code)


def test_of_a_field_sent_twice_the_last_counts(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    answer = person.send(
        "POST",
        f"/{code}/ratings",
        body=b'{"card":"c1","card":"c2","round":1,"stance":"both"}',
        headers={**JSON, "content-type": "application/json"},
    )

    assert answer.status == 200
    assert person.get(f"/{code}/state").json()["mine"] == {"c2": "both"}


@pytest.mark.parametrize("path", ["seat", "ratings", "notes", "notes/n1/withdraw", "marks"])
@pytest.mark.parametrize("told", [True, False], ids=["with-its-length", "without-its-length"])
def test_a_large_body_is_refused_unread(house: Service, running: Running, path: str, told: bool):
    code = opened(house)
    person = joined(running, code)
    parts = [b"x" * 8_192] * 100
    length = {"content-length": str(8_192 * 100)} if told else {}

    answer = person.send("POST", f"/{code}/{path}", body=parts, headers={**JSON, **FORM, **length})

    assert (answer.status, answer.json()["error"]["code"]) == (413, "body_too_large")
    assert answer.taken <= (0 if told else 1 + MOST_BYTES // 8_192)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://room.example", "http://room.example:8501.evil"]
)
def test_a_write_from_a_foreign_page_is_refused(house: Service, running: Running, origin: str):
    code = opened(house)
    person = joined(running, code)

    answer = person.send(
        "POST", f"/{code}/ratings", body=b"card=c1&round=1&stance=both", headers={**FORM, "origin": origin}
    )

    assert answer.status == 403
    assert person.get(f"/{code}/state").json()["mine"] == {}


def test_a_write_from_our_own_page_is_taken(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    answer = person.send(
        "POST",
        f"/{code}/ratings",
        body=b"card=c1&round=1&stance=both",
        headers={**FORM, "origin": "http://room.example:8501"},
    )

    assert answer.status == 303


@pytest.mark.parametrize("form", ["seat", "person", "notes", "notes/n1/edit", "actions/a1", "checkout"])
def test_the_links_of_a_page_that_a_refused_form_leads_to_lead_on(house: Service, running: Running, form: str):
    code = opened(house, nicknames=True)
    visitor = Visitor(running)
    assert visitor.post(f"/{code}/seat", nickname="").status == 400

    answer = visitor.get(f"/{code}/{form}?lang=fi&person=new")
    home = visitor.get(answer.header("location"))

    assert (answer.status, answer.header("location")) == (303, f"/{code}?lang=fi&person=new")
    assert (home.status, '<html lang="fi">' in home.text) == (200, True)


def test_another_language_is_chosen_on_the_form_for_the_next_person(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)

    links = [re.findall(r'href="(\?lang=fi[^"]*)"', phone.get(f"/{code}{q}").text) for q in ("?person=new", "")]

    assert links == [["?lang=fi&amp;person=new"], ["?lang=fi"]]


# -------------------------------------------------------------------- codes, and limits


@pytest.mark.parametrize("path", ["/ZZZZZZ", "/?code=ZZZZZZ", "/short", "/ÄÄÄÄÄÄ", "/zz%00zzz", "/favicon.ico"])
def test_an_unknown_code_leads_back_to_the_join_page(house: Service, phone: Visitor, path: str):
    opened(house)

    answer = phone.get(path)

    problem = "No session has this code. Look at the wall and type the code again."
    assert (answer.status, f'<p class="problem" id="problem">{problem}</p>' in answer.text) == (404, True)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["state", "live", "ratings", "seat", "notes", "marks", "notes/n1/withdraw"])
def test_an_unknown_code_is_unknown_on_every_path(phone: Visitor, method: str, path: str):
    answer = phone.send(method, f"/ZZZZZZ/{path}", headers={**FORM, **JSON})

    wrong_method = (method == "GET") != (path in ("state", "live"))
    code = "not_allowed" if wrong_method else "no_such_session"
    assert (answer.status, answer.json()["error"]["code"]) == (405 if wrong_method else 404, code)


def test_guessing_codes_is_slowed_down_and_knowing_one_is_not(house: Service, running: Running):
    code = opened(house)
    guesser = Visitor(running)
    guesser.get("/")

    statuses = [guesser.get(f"/ZZZZ{n:02}").status for n in range(22)]
    slowed = guesser.get("/ZZZZZZ")

    assert statuses == [404] * 20 + [429] * 2
    assert (slowed.header("retry-after"), "Too many tries." in slowed.text) == ("15", True)
    assert guesser.get(f"/{code}").status == 200


def test_a_guesser_without_cookies_is_slowed_down_too(house: Service, running: Running):
    code = opened(house)

    statuses = [Visitor(running).get(f"/ZZZZ{n:02}").status for n in range(42)]

    assert statuses == [404] * 40 + [429] * 2
    assert Visitor(running).get(f"/{code}").status == 200


def test_the_guesser_in_the_room_leaves_a_typing_error_to_everybody_else(house: Service, running: Running):
    opened(house)
    people = [Visitor(running) for _ in range(60)]
    for person in people:
        person.get("/")
    for n in range(40):
        people[0].get(f"/ZZZZ{n:02}")

    statuses = [person.get("/?code=zzzzzz").status for person in people[1:]]

    assert statuses == [404] * 59


def test_a_phone_that_opens_streams_without_end_is_slowed_down_alone(house: Service, running: Running):
    code = opened(house)
    abuser, other = joined(running, code), joined(running, code)

    streams = [abuser.listen(f"/{code}/live") for _ in range(21)]
    told = other.listen(f"/{code}/live")

    assert [stream.status for stream in streams] == [200] * 20 + [429]
    assert dict(streams[20].headers)["retry-after"] == "1"
    assert (told.status, told.next().event) == (200, "step")
    for stream in (*streams, told):
        stream.leave()


def test_an_hour_of_taps_is_taken_at_once(house: Service, running: Running):
    code = opened(house, cards=12)
    person = joined(running, code)

    statuses = [
        person.tap(f"/{code}/ratings", card=f"c{n % 12 + 1}", round=1, stance="both", tap=n + 1).status
        for n in range(36)
    ]

    assert statuses == [200] * 36


@pytest.mark.parametrize("path", ["seat", "ratings", "notes", "notes/n1/withdraw", "marks"])
def test_after_a_body_that_is_refused_unread_the_connection_ends(house: Service, running: Running, path: str):
    code = opened(house)
    person = joined(running, code)

    answer = person.send("POST", f"/{code}/{path}", body=b"x" * 20_000, headers={**JSON, **FORM})

    assert (answer.status, answer.header("connection")) == (413, "close")


def test_a_room_behind_one_address_is_not_slowed_down(house: Service, running: Running):
    code = opened(house)

    people = [joined(running, code) for _ in range(100)]
    statuses = [
        person.tap(f"/{code}/ratings", card=f"c{n}", round=1, stance="both", tap=n).status
        for person in people
        for n in (1, 2, 3)
    ]

    assert statuses == [200] * 300


def test_one_phone_that_taps_without_end_is_slowed_down_alone(house: Service, running: Running):
    code = opened(house)
    abuser, other = joined(running, code), joined(running, code)

    answers = [abuser.tap(f"/{code}/ratings", **{**RATING, "tap": str(n)}) for n in range(1, 200)]
    refused = [answer for answer in answers if answer.status != 200]

    assert {answer.status for answer in answers[:60]} == {200}
    assert {(answer.status, answer.json()["error"]["code"]) for answer in refused} == {(429, "too_many_tries")}
    assert refused[0].header("retry-after") == "1"
    assert other.tap(f"/{code}/ratings", **RATING).status == 200


def test_notes_come_five_at_once(house: Service, running: Running):
    code = opened(house)
    person = joined(running, code)

    answers = [person.tap(f"/{code}/notes", **{**NOTE, "tap": str(n)}) for n in range(1, 8)]

    assert [answer.status for answer in answers] == [200] * 5 + [429] * 2
    assert answers[6].json()["error"]["code"] == "too_many_notes"


# -------------------------------------------------------------------- other addresses


def test_the_server_says_that_it_is_well(phone: Visitor):
    answer = phone.get("/health")

    assert (answer.status, answer.json()) == (200, {"status": "ok", "version": "0.1.0"})


def test_the_script_has_a_name_of_its_own_and_may_be_kept(phone: Visitor):
    page = phone.get("/").text
    (name,) = re.findall(r'src="([^"]+)"', page)

    script, other = phone.get(name), phone.get("/assets/other.js")

    assert (script.status, script.body) == (200, pages.SCRIPT)
    assert script.header("cache-control") == "public, max-age=31536000, immutable"
    assert other.status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/a/b/c", 404),
        ("GET", "/assets/x/../y", 404),
        ("POST", "/", 405),
        ("PUT", "/health", 405),
        ("DELETE", "/ABCDEF", 405),
        ("PATCH", "/ABCDEF/state", 405),
        ("POST", "/no/such/place", 404),
    ],
)
def test_where_there_is_nothing_the_page_says_so(phone: Visitor, method: str, path: str, status: int):
    page = phone.send(method, path)
    told = phone.send(method, path, headers=JSON)

    sentence = {404: "There is nothing at this address.", 405: "That cannot be done here."}[status]
    code = {404: "not_found", 405: "not_allowed"}[status]
    assert (page.status, f"<h1>{sentence}</h1>" in page.text) == (status, True)
    assert (told.status, told.json()) == (status, {"error": {"code": code, "message": sentence}})


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_is_in_the_language_that_the_phone_asks_for(house: Service, running: Running, language: str):
    opened(house)

    answers = [
        Visitor(running, language).get("/"),
        Visitor(running, "de").get(f"/?lang={language}"),
        Visitor(running, "de", jar={"lang": language}).get("/"),
        Visitor(running, language).get("/ZZZZZZ"),
    ]

    assert [re.findall('<html lang="(..)">', answer.text) for answer in answers] == [[language]] * 4
    assert "lang" in answers[1].cookies()


# -------------------------------------------------------------------- anything at all

shared = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
latin = st.text(st.characters(max_codepoint=255), max_size=40)
media_types = st.one_of(
    st.sampled_from(["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]),
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=30),
)


@shared
@given(
    data=st.data(),
    body=st.binary(max_size=400),
    media_type=media_types,
    accept=st.sampled_from(["*/*", "application/json"]),
)
def test_no_body_makes_the_server_fail(
    house: Service, running: Running, data: st.DataObject, body: bytes, media_type: str, accept: str
):
    code = house.log.codes()[0] if house.log.codes() else opened(house)
    person = joined(running, code)
    path = data.draw(st.sampled_from(["seat", "ratings", "notes", "notes/n1/withdraw", "marks", *NEWER]))

    answer = person.send("POST", f"/{code}/{path}", body=body, headers={"content-type": media_type, "accept": accept})

    assert answer.status < 500


NEWER = ("notes/n1/agree", "actions/a1", "draw", "table")
FIELDS = ("left", "card", "round", "stance", "tap", "text", "kind", "mark", "points", "thought", "next_time", "grade")


@shared
@given(
    fields=st.dictionaries(
        st.sampled_from([*FIELDS, "on", "group", "sector", "lang", "seat", "personal", "cookies", "ticket"]),
        st.one_of(
            st.sampled_from(["c1", "1", "both", "idea", "spoke-to-us", "g1"]), st.text(max_size=30), st.integers()
        ),
    ),
    path=st.sampled_from(
        ["seat", "person", "ratings", "notes", "notes/n1/edit", "marks", "priorities", "checkout", *NEWER]
    ),
)
def test_no_field_makes_the_server_fail(house: Service, running: Running, fields: dict[str, str | int], path: str):
    code = house.log.codes()[0] if house.log.codes() else opened(house)
    person = joined(running, code)
    body = json.dumps(fields, ensure_ascii=True).encode()

    answer = person.send("POST", f"/{code}/{path}", body=body, headers={**JSON, "content-type": "application/json"})

    assert answer.status < 500


@shared
@given(
    path=st.text(max_size=60),
    query=st.text(max_size=60),
    headers=st.dictionaries(
        st.sampled_from(["accept-language", "cookie", "user-agent", "accept", "last-event-id", "referer", "range"]),
        st.text(st.characters(max_codepoint=255), max_size=60),
    ),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "QUERY"]),
)
def test_no_address_makes_the_server_fail(
    running: Running, path: str, query: str, headers: dict[str, str], method: str
):
    answer = Visitor(running).send(method, f"/{path}?{query}", headers=headers)

    assert answer.status < 500


@shared
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from(["host", "origin", "cookie", "content-length"]),
            st.text(st.characters(max_codepoint=255), max_size=40),
        )
    )
)
def test_no_header_makes_the_server_fail(running: Running, headers: list[tuple[str, str]]):
    answer = running.request("POST", "/ZZZZZZ/ratings", headers=headers)

    assert answer.status < 500
