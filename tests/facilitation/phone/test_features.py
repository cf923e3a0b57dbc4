"""What people do beside rating: weigh cards, say last words, edit notes, move a seat, share a phone, read easily."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from facilitation.phone.routes import MOST_PEOPLE
from facilitation.service import Service
from sessions.agenda import FULL
from sessions.events import Step
from sessions.workshop import Plan
from tests.facilitation.rooms import joined, opened
from tests.factories import a_deck
from tests.visitors import Running, Visitor

UNTIMED = tuple(Step(id=step.id, kind=step.kind) for step in FULL)
TO_POINTS = 8  # times Next, with three cards that are all revealed, until points are given


def weighing(house: Service, **plan: Any) -> str:
    """The code of a session in which points are given to c1, c2 and c3."""
    code = opened(house, agenda=UNTIMED, steps=TO_POINTS, **plan)
    assert house.workshop.session(code).current_step.kind == "priorities"
    return code


def pressed(page: str) -> list[str]:
    """The texts of the buttons that are pressed."""
    return re.findall(r'aria-pressed="true"[^>]*>([^<]*)<', page)


# -------------------------------------------------------------------- priorities


def test_points_are_told_to_their_giver_and_to_nobody_else(house: Service, running: Running):
    code = weighing(house)
    person, other = joined(running, code), joined(running, code)

    answer = person.tap(f"/{code}/priorities", card="c2", points=2, tap=4)

    assert (answer.status, answer.json()) == (200, {"saved": True, "tap": 4})
    mine, others = (visitor.get(f"/{code}/state").json() for visitor in (person, other))
    assert (mine["points"], mine["points_left"]) == ({"c2": 2}, 1)
    assert (others["points"], others["points_left"]) == ({}, 3)
    assert "priorities" not in mine


def test_points_are_given_without_a_script(house: Service, running: Running):
    code = weighing(house)
    person = joined(running, code)
    page = person.get(f"/{code}").text
    row = re.findall(r'<li data-card="c1">.*?</li>', page, re.S)[0]
    assert re.findall(r'name="points" value="(\d)"', row) == ["0", "1"]

    answer = person.post(f"/{code}/priorities", card="c1", points=1)

    again = re.findall(r'<li data-card="c1">.*?</li>', person.get(f"/{code}").text, re.S)[0]
    assert (answer.status, answer.header("location")) == (303, f"/{code}#w1")
    assert re.findall(r'name="points" value="(\d)"', again) == ["0", "2"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        pytest.param({"card": "c1", "points": "4"}, 409, "too_many_points", id="more-than-there-are"),
        pytest.param({"card": "c9", "points": "1"}, 404, "no_such_card", id="no-card"),
        pytest.param({"card": "c1", "points": "-1"}, 400, "bad_field", id="negative"),
        pytest.param({"card": "c1", "points": "many"}, 400, "bad_field", id="words"),
        pytest.param({"card": "c1"}, 400, "missing_field", id="none"),
    ],
)
def test_points_are_refused_by_name(house: Service, running: Running, fields: dict[str, str], status: int, code: str):
    session = weighing(house)
    person = joined(running, session)

    answer = person.tap(f"/{session}/priorities", **fields)

    assert (answer.status, answer.json()["error"]["code"]) == (status, code)


def test_the_rooms_points_come_with_the_next_step_of_the_facilitator(house: Service, running: Running):
    code = weighing(house)
    people = [joined(running, code) for _ in range(3)]
    for person in people:
        person.tap(f"/{code}/priorities", card="c3", points=2)
    people[0].tap(f"/{code}/priorities", card="c1", points=1)

    house.workshop.forward(code).result()

    state = people[1].get(f"/{code}/state").json()
    late = people[1].tap(f"/{code}/priorities", card="c2", points=1)
    page = people[1].get(f"/{code}").text
    assert state["priorities"] == {"c3": 6, "c1": 1}
    assert (late.status, late.json()["error"]["code"]) == (409, "priorities_closed")
    assert re.findall(r"<li><span>Card (\d)</span> <b>(\d+ points?)</b>", page) == [
        ("3", "6 points"),
        ("1", "1 point"),
    ]


def test_points_of_too_few_are_not_shown(house: Service, running: Running):
    code = weighing(house)
    person = joined(running, code)
    person.tap(f"/{code}/priorities", card="c3", points=2)

    house.workshop.forward(code).result()

    assert "priorities" not in person.get(f"/{code}/state").json()
    assert "1 person gave points: too few to be shown." in person.get(f"/{code}").text


# -------------------------------------------------------------------- last words


def test_last_words_are_told_back_and_can_be_changed_also_at_the_close(house: Service, running: Running):
    code = opened(house, agenda=UNTIMED, steps=TO_POINTS + 2)
    person = joined(running, code)
    person.post(f"/{code}/checkout", thought="Night <b>shifts</b>", next_time="", grade=2)

    house.workshop.forward(code).result()
    page = person.get(f"/{code}").text
    changed = person.tap(f"/{code}/checkout", thought="", next_time="Employers", tap=9)

    assert "Night &lt;b&gt;shifts&lt;/b&gt;</textarea>" in page
    assert re.findall(r'name="grade" value="(\d)" checked', page) == ["2"]
    assert (changed.status, changed.json()) == (200, {"saved": True, "tap": 9})
    assert person.get(f"/{code}/state").json()["checkout"] == {"thought": "", "next_time": "Employers", "grade": 0}
    assert "Night" not in repr(house.log.history(code))


def test_a_session_without_a_check_out_asks_no_last_questions(house: Service, running: Running):
    code = opened(house, steps=1)
    person = joined(running, code)
    while house.workshop.session(code).current_step.kind != "close":
        house.workshop.forward(code).result()

    assert "/checkout" not in person.get(f"/{code}").text


# -------------------------------------------------------------------- notes


def test_a_note_is_edited_by_its_author_and_its_old_words_are_gone(house: Service, running: Running):
    code = opened(house)
    author, other = joined(running, code), joined(running, code)
    author.tap(f"/{code}/notes", card="c1", kind="idea", text="Night shifts", tap=1)

    foreign = other.tap(f"/{code}/notes/n1/edit", kind="plus", text="Mine", tap=1)
    own = author.tap(f"/{code}/notes/n1/edit", kind="plus", text="Day shifts", tap=2)
    again = author.tap(f"/{code}/notes/n1/edit", kind="plus", text="Day shifts", tap=2)
    plain = author.post(f"/{code}/notes/n1/edit", kind="minus", text="No shifts")

    assert [foreign.status, own.status, again.status, plain.status] == [404, 200, 200, 303]
    assert own.json() == again.json() == {"saved": True, "tap": 2}
    assert author.get(f"/{code}/state").json()["notes"] == [
        {"id": "n1", "card": "c1", "kind": "minus", "text": "No shifts", "status": "received"}
    ]
    assert "shifts" not in repr(house.log.history(code)).replace("No shifts", "")


def test_a_note_on_the_screen_is_told_to_its_author(house: Service, running: Running):
    code = opened(house)
    author = joined(running, code)
    author.tap(f"/{code}/notes", card="c1", kind="idea", text="Night shifts", tap=1)
    stream = author.listen(f"/{code}/live")
    stream.next("count")

    house.workshop.release(code, note="n1").result()

    told = next(count for count in iter(lambda: stream.next("count").data, "") if '"screened":0' not in count)
    assert '"screened":1' in told
    assert author.get(f"/{code}/state").json()["notes"][0]["status"] == "on-screen"
    assert "<small>On the wall</small>" in author.get(f"/{code}").text
    stream.leave()


def test_after_the_end_no_note_can_be_edited(house: Service, running: Running):
    code = opened(house)
    author = joined(running, code)
    author.tap(f"/{code}/notes", card="c1", kind="idea", text="Night shifts", tap=1)
    house.workshop.close(code).result()

    answer = author.tap(f"/{code}/notes/n1/edit", kind="plus", text="Day shifts", tap=2)

    assert (answer.status, answer.json()["error"]["code"]) == (409, "session_closed")
    assert "n1/edit" not in author.get(f"/{code}").text


# -------------------------------------------------------------------- a seat on another phone


def test_a_personal_code_brings_the_seat_to_another_phone(house: Service, running: Running):
    code = opened(house)
    old, new = joined(running, code), Visitor(running)
    old.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=3)
    stream = old.listen(f"/{code}/live")
    personal = house.reissues.issue(code, "s1")

    answer = new.post(f"/{code}/seat", personal=personal.lower())

    assert (answer.status, answer.header("location")) == (303, f"/{code}")
    assert new.get(f"/{code}/state").json()["mine"] == {"c1": "both"}
    assert len(house.workshop.session(code).seats) == 1
    assert [news.event for news in stream.rest()][-1] == "bye"


def test_the_old_phone_is_told_that_its_seat_has_moved(house: Service, running: Running):
    code = opened(house)
    old, new = joined(running, code), Visitor(running)
    new.post(f"/{code}/seat", personal=house.reissues.issue(code, "s1"))
    said = {"code": "seat_elsewhere", "message": "Your seat was moved to another phone. Go on there."}

    state = old.get(f"/{code}/state")
    tap = old.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=3)
    page = old.get(f"/{code}")

    assert [(answer.status, answer.json()) for answer in (state, tap)] == [(401, {"error": said})] * 2
    assert (page.status, said["message"] in page.text) == (200, True)


def test_a_personal_code_that_cannot_be_used_leaves_the_form_open(house: Service, running: Running):
    code = opened(house)
    house.reissues.issue(code, "s1")
    visitor = Visitor(running)

    page = visitor.post(f"/{code}/seat", personal="QQQQQQ")
    told = visitor.tap(f"/{code}/seat", personal="QQQQQQ")

    field = 'aria-describedby="problem" aria-invalid="true" autofocus value="QQQQQQ"'
    assert (page.status, field in page.text) == (400, True)
    assert (told.status, told.json()["error"]["code"]) == (404, "no_such_personal_code")
    assert not house.workshop.session(code).seats


def test_personal_codes_cannot_be_guessed_for_long(house: Service, running: Running):
    code = opened(house)
    visitor = Visitor(running)

    statuses = [visitor.tap(f"/{code}/seat", personal="QQQQQQ").status for _ in range(11)]
    page = visitor.post(f"/{code}/seat", personal="QQQQQQ")

    assert statuses == [404] * 10 + [429]
    assert page.status == 429


def test_a_personal_code_is_not_lost_when_the_seat_could_not_move(house: Service, running: Running):
    code = opened(house)
    joined(running, code)
    personal = house.reissues.issue(code, "s1")
    house.workshop.close(code).result()
    visitor = Visitor(running)

    closed = visitor.tap(f"/{code}/seat", personal=personal)
    house.workshop.reopen(code).result()
    after = visitor.tap(f"/{code}/seat", personal=personal)

    assert [closed.status, after.status] == [409, 200]
    assert after.json()["seat"] == "s1"


def test_the_form_of_a_personal_code_sent_twice_moves_the_seat_once(house: Service, running: Running):
    code = opened(house)
    joined(running, code)
    personal = house.reissues.issue(code, "s1")
    ticket = "a" * 32

    first, second = (Visitor(running).tap(f"/{code}/seat", personal=personal, ticket=ticket) for _ in range(2))

    assert [first.json(), second.json()] == [{"saved": True, "seat": "s1", "group": "g1"}] * 2


# -------------------------------------------------------------------- several people on one phone


def test_the_next_person_gets_a_seat_of_their_own_at_the_same_table(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    joined(running, code)

    form = phone.get(f"/{code}?person=new")
    answer = phone.post(f"/{code}/person", seat="new")

    seats = house.workshop.session(code).seats
    assert f'<form action="/{code}/person" method="post">' in form.text
    assert (answer.status, answer.header("location")) == (303, f"/{code}")
    assert [(seats[seat].group, seats[seat].channel) for seat in ("s1", "s2", "s3")] == [
        ("g1", "phone"),
        ("g2", "phone"),
        ("g1", "device"),
    ]
    assert pressed(phone.get(f"/{code}").text) == ["Person 2"]


def test_each_person_sees_their_own_answers_and_a_reload_keeps_who_answers(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    phone.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1)
    phone.post(f"/{code}/person", seat="new")

    second = phone.get(f"/{code}/state").json()["mine"]
    phone.tap(f"/{code}/ratings", card="c1", round=1, stance="threat", tap=1)
    back = phone.tap(f"/{code}/person", seat=1)
    first = [phone.get(f"/{code}/state").json()["mine"] for _ in range(2)]

    assert second == {}
    assert back.json() == {"saved": True, "seat": "s1", "group": "g1"}
    assert first == [{"c1": "both"}] * 2
    assert pressed(phone.get(f"/{code}").text)[0] == "Person 1"


def test_a_tap_goes_to_the_seat_it_names_whoever_answers_now(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    phone.post(f"/{code}/person", seat="new")
    stranger = joined(running, code)

    answer = phone.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1, seat="s1")
    foreign = stranger.tap(f"/{code}/ratings", card="c1", round=1, stance="threat", tap=9, seat="s1")

    assert [answer.status, foreign.status] == [200, 401]
    assert phone.get(f"/{code}/state?seat=s1").json()["mine"] == {"c1": "both"}
    assert phone.get(f"/{code}/state").json()["mine"] == {}
    assert stranger.get(f"/{code}/state?seat=s1").status == 401


def test_a_form_for_the_next_person_sent_twice_takes_one_seat(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)

    for _ in range(2):
        phone.post(f"/{code}/person", seat="new", ticket="b" * 32)

    assert len(house.workshop.session(code).seats) == 2


def test_one_phone_serves_a_table_and_no_more(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    for _ in range(MOST_PEOPLE - 1):
        assert phone.post(f"/{code}/person", seat="new").status == 303

    answer = phone.tap(f"/{code}/person", seat="new")

    assert (answer.status, answer.json()["error"]["code"]) == (409, "device_full")
    assert len(house.workshop.session(code).seats) == MOST_PEOPLE


def test_all_who_use_a_phone_are_here_while_it_listens(house: Service, running: Running):
    code = opened(house)
    phone = joined(running, code)
    phone.post(f"/{code}/person", seat="new")
    house.hub._seen.clear()

    stream = phone.listen(f"/{code}/live")
    stream.next("count")

    assert house.hub.here(code) == {"s1", "s2"}
    stream.leave()


@pytest.mark.parametrize("seat", ["0", "3", "x", ""], ids=["zero", "too-high", "word", "empty"])
def test_only_people_of_this_phone_can_answer_on_it(house: Service, running: Running, seat: str):
    code = opened(house)
    phone = joined(running, code)
    phone.post(f"/{code}/person", seat="new")

    answer = phone.tap(f"/{code}/person", seat=seat)

    assert answer.status == 400


def test_the_next_person_is_asked_what_the_session_asks(house: Service, running: Running):
    code = opened(house, nicknames=True, sectors=("employer",))
    phone = joined(running, code, nickname="Maija")

    missing = phone.post(f"/{code}/person", seat="new", sector="employer")
    phone.post(f"/{code}/person", seat="new", sector="employer", nickname="Åke")

    assert (missing.status, "Something is missing: Nickname." in missing.text) == (400, True)
    assert re.findall(r'<button name="seat"[^>]*>([^<]*)<', phone.get(f"/{code}").text) == ["Maija", "Åke"]
    assert house.workshop.session(code).seats["s2"].sector == "employer"


# -------------------------------------------------------------------- cookies off


def test_a_browser_without_cookies_is_told_so_and_takes_no_seat(house: Service, running: Running):
    code = opened(house)
    visitor = Visitor(running)
    visitor.get(f"/{code}")
    visitor.jar.clear()

    answer = visitor.post(f"/{code}/seat", cookies=1, ticket="c" * 32)

    assert (answer.status, "This browser keeps no cookies" in answer.text) == (400, True)
    assert not house.workshop.session(code).seats


def test_a_browser_with_cookies_takes_its_seat_with_the_same_form(house: Service, running: Running):
    code = opened(house)
    visitor = Visitor(running)
    visitor.get(f"/{code}")

    assert visitor.post(f"/{code}/seat", cookies=1, ticket="c" * 32).status == 303


# -------------------------------------------------------------------- easy text


def with_easy_text(house: Service) -> str:
    """The code of a session whose card c1 has an easy text, in English only."""
    deck = a_deck(2)
    card = replace(deck.cards[0], plain={"en": "Work is new."})
    plan = Plan(title="Trends", hand="all", groups=("A",), agenda=UNTIMED, sectors=(), languages=("en", "fi"))
    code = house.workshop.open_session(plan, deck=replace(deck, cards=(card, deck.cards[1]))).result().session.code
    house.workshop.forward(code).result()
    return code


def test_easy_text_takes_the_place_of_sentence_and_fact_and_is_remembered(house: Service, running: Running):
    code = with_easy_text(house)
    phone = joined(running, code)

    usual, easy, again, back = (phone.get(f"/{code}{query}").text for query in ("", "?easy=1", "", "?easy=0"))

    assert ["Work changes, part 1." in page for page in (usual, easy, again, back)] == [True, False, False, True]
    assert ["Work is new." in page for page in (usual, easy, again, back)] == [False, True, True, False]
    assert all("Work changes, part 2." in page for page in (usual, easy))


def test_the_live_step_has_the_kind_of_text_that_the_phone_has(house: Service, running: Running):
    code = with_easy_text(house)
    easy, usual = joined(running, code), joined(running, code)
    easy.get(f"/{code}?easy=1")

    streams = [phone.listen(f"/{code}/live") for phone in (easy, usual)]

    assert ["Work is new." in stream.next("step").data for stream in streams] == [True, False]
    for stream in streams:
        stream.leave()


@pytest.mark.parametrize(("language", "offered"), [("en", True), ("fi", False)])
def test_easy_text_is_offered_in_the_languages_that_have_it(
    house: Service, running: Running, language: str, offered: bool
):
    code = with_easy_text(house)
    phone = joined(running, code, language)

    assert ("?easy=1" in phone.get(f"/{code}?lang={language}").text) is offered


@pytest.mark.parametrize(("language", "marked"), [("fi", ""), ("sv", ' lang="fi"'), ("en", ' lang="fi"')])
def test_a_source_is_in_the_first_language_of_its_deck(house: Service, running: Running, language: str, marked: str):
    plan = Plan(title="Trends", hand="keko-6", groups=("A",))
    code = house.workshop.open_session(plan).result().session.code
    house.workshop.forward(code).result()

    page = joined(running, code, lang=language).get(f"/{code}").text

    assert set(re.findall(r"<cite([^>]*)>", page)) == {marked}


def test_a_deck_without_easy_texts_offers_none(house: Service, running: Running):
    code = opened(house)

    assert "?easy" not in joined(running, code).get(f"/{code}").text
