"""The desk's own doors over HTTP: signing in and out, walls, languages, downloads, and commands by key."""

import json
import re

import msgspec
import pytest

from facilitation.doors import LinkRole
from facilitation.gate import COMMANDS, DESK
from facilitation.service import Service
from facilitation.words import speaker
from sessions.archive import write_archive
from sessions.settings import Settings
from tests.facilitation.rooms import joined, opened
from tests.visitors import Answer, Running, Visitor

KEY = "the-key-of-the-tests"


def signed_in(running: Running) -> Visitor:
    facilitator = Visitor(running)
    assert facilitator.post(f"{DESK}/sign-in", key=KEY).status == 303
    return facilitator


def test_the_printed_link_signs_one_browser_in_once(house: Service, running: Running):
    token = house.doors.sign_in_token()
    first, second = Visitor(running), Visitor(running)

    answers = [visitor.post(f"{DESK}/sign-in", token=token) for visitor in (first, second)]

    assert [(answer.status, answer.header("location")) for answer in answers] == [(303, f"{DESK}/"), (401, "")]
    assert second.jar == {}
    assert house.doors.pass_from(first.jar) is not None


def test_the_cookie_of_the_desk_is_kept_from_scripts_and_other_sites(running: Running):
    answer = Visitor(running).post(f"{DESK}/sign-in", key=KEY)

    parts = answer.cookies()["desk-8501"].split("; ")
    assert parts[1:] == ["HttpOnly", "Max-Age=7776000", "Path=/", "SameSite=lax"]


def test_behind_https_the_cookie_is_for_https_only(house: Service, running: Running):
    house.settings = msgspec.structs.replace(house.settings, public_url="https://room.example")
    assert isinstance(house.settings, Settings)

    answer = Visitor(running, host="room.example").post(f"{DESK}/sign-in", key=KEY)

    assert "Secure" in answer.cookies()["desk-8501"].split("; ")


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"key=wrong", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"key=" + KEY.encode(), "text/plain"),
        (b"key=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b'{"key": ["' + KEY.encode() + b'"]}', "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_what_does_not_sign_in_leads_back_to_the_form(running: Running, body: bytes, media_type: str):
    visitor = Visitor(running)

    answer = visitor.send("POST", f"{DESK}/sign-in", body=body, headers={"content-type": media_type})

    assert (answer.status, visitor.jar) == (401, {})
    assert re.findall(r'<p class="problem" id="problem">(This link or key[^<]*)', answer.text) != []


def test_the_key_is_not_in_an_address(running: Running):
    answer = Visitor(running).get(f"{DESK}/sign-in?key={KEY}&token={KEY}")

    assert (answer.status, answer.cookies(), KEY in answer.text) == (200, {}, False)


def test_signing_out_ends_the_pass_on_the_server_too(running: Running):
    facilitator = signed_in(running)
    stolen = Visitor(running, jar=dict(facilitator.jar))

    answer = facilitator.post(f"{DESK}/sign-out")

    assert (answer.status, answer.header("location"), facilitator.jar) == (303, f"{DESK}/sign-in", {})
    assert stolen.get(f"{DESK}/language?to=fi", accept="*/*").status == 401


def test_a_link_cannot_sign_out(running: Running):
    facilitator = signed_in(running)

    answer = facilitator.get(f"{DESK}/sign-out")

    assert answer.status == 405
    assert facilitator.get(f"{DESK}/language?to=fi").status == 303


def test_a_wall_link_opens_its_wall_on_several_screens_until_it_is_revoked(house: Service, running: Running):
    code = opened(house)
    link = house.doors.wall_link(code)
    path, _, token = link.partition("#")
    screens = [Visitor(running) for _ in range(2)]

    answers = [screen.post(path, token=token) for screen in screens]
    house.doors.revoke_walls(code)
    late = Visitor(running).post(path, token=token)

    assert path == f"{DESK}/wall-in"
    assert {(a.status, a.header("location")) for a in answers} == {(303, f"{DESK}/wall?session={code}")}
    assert (late.status, "no longer valid" in late.text) == (401, True)
    assert [screen.get(f"{DESK}/wall", accept="*/*").status for screen in screens] == [401, 401]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_wall_whose_link_was_revoked_says_so_in_its_language_and_never_asks_for_the_key(
    house: Service, running: Running, language: str
):
    code = opened(house)
    path, _, token = house.doors.wall_link(code).partition("#")
    screen = Visitor(running)
    screen.post(path, token=token)
    house.doors.revoke_walls(code)

    sent = screen.get(f"{DESK}/wall?session={code}")
    answer = screen.get(f"{path}?over&lang={language}")

    spent = "This link to the wall is no longer valid. Ask the facilitator for a new one."
    assert (sent.status, sent.header("location")) == (303, f"{DESK}/wall-in?over")
    assert [text in answer.text for text in (speaker(language)(spent), spent, "<button")] == [True, False, False]


@pytest.mark.parametrize("role", ["desk", "observer"])
def test_a_link_to_a_session_opens_its_run_until_it_is_revoked(house: Service, running: Running, role: LinkRole):
    code = opened(house)
    path, _, token = house.doors.link(role, code, "Maija").partition("#")
    guest = Visitor(running)

    answer = guest.post(path, token=token)
    named = house.doors.pass_from(guest.jar)
    (link,) = house.doors.links(code)
    house.doors.revoke(code, link.id)
    late = Visitor(running).post(path, token=token)

    assert (answer.status, answer.header("location")) == (303, f"{DESK}/run?session={code}")
    assert answer.cookies()["guest-8501"].split("; ")[1:] == ["HttpOnly", "Max-Age=7776000", "Path=/", "SameSite=lax"]
    assert named is not None
    assert (named.role, named.session, link.used_at) == (role, code, house.workshop.now())
    assert (late.status, "no longer valid" in late.text, late.cookies()) == (401, True, {})
    assert guest.get(f"{DESK}/run", accept="*/*").status == 401


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_guest_whose_link_was_revoked_is_told_so_in_their_language(house: Service, running: Running, language: str):
    code = opened(house)
    path, _, token = house.doors.link("desk", code, "Maija").partition("#")
    guest = Visitor(running)
    guest.post(path, token=token)
    (link,) = house.doors.links(code)
    house.doors.revoke(code, link.id)

    sent = guest.get(f"{DESK}/run?session={code}")
    answer = guest.get(f"{path}?over&lang={language}")

    spent = "This link is no longer valid. Ask the facilitator for a new one."
    assert (sent.status, sent.header("location")) == (303, f"{DESK}/come-in?over")
    assert [text in answer.text for text in (speaker(language)(spent), spent, "<button")] == [True, False, False]
    assert 'href="/facilitate/sign-in"' in answer.text


def test_a_link_opens_only_by_the_way_it_was_made_for(house: Service, running: Running):
    code = opened(house)
    wall, desk = (house.doors.link(role, code).partition("#")[2] for role in ("wall", "desk"))

    answers = [
        Visitor(running).post(f"{DESK}/come-in", token=wall),
        Visitor(running).post(f"{DESK}/wall-in", token=desk),
        Visitor(running).post(f"{DESK}/sign-in", token=desk),
    ]

    assert [(answer.status, answer.cookies()) for answer in answers] == [(401, {})] * 3


@pytest.mark.parametrize("token", ["", "x", KEY])
def test_no_other_token_opens_a_wall(running: Running, token: str):
    visitor = Visitor(running)

    answer = visitor.post(f"{DESK}/wall-in", token=token)

    assert (answer.status, visitor.jar) == (401, {})


@pytest.mark.parametrize(("to", "kept"), [("sv", {"lang": "sv"}), ("de", {}), ("", {})])
def test_the_desks_language_is_kept_in_the_browser(running: Running, to: str, kept: dict[str, str]):
    facilitator = signed_in(running)
    before = dict(facilitator.jar)

    answer = facilitator.get(f"{DESK}/language?to={to}&back={DESK}/new")

    assert (answer.status, answer.header("location")) == (303, f"{DESK}/new")
    assert facilitator.jar == {**before, **kept}


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        f"{DESK}//evil.example",
        f"{DESK}/%5Cevil",
        "/",
        "javascript:alert(1)",
    ],
)
def test_choosing_a_language_leads_nowhere_else(running: Running, back: str):
    answer = signed_in(running).get(f"{DESK}/language?to=sv&back={back}")

    assert answer.header("location") == f"{DESK}/"


# -------------------------------------------------------------------- downloads


def test_the_archive_is_downloaded_whole_and_kept_by_nobody(house: Service, running: Running):
    code = opened(house)
    joined(running, code)

    answer = signed_in(running).get(f"{DESK}/download/{code}/json")

    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    assert answer.header("content-disposition").startswith("attachment; filename=")
    assert answer.body == write_archive(house.log.history(code))


@pytest.mark.parametrize(
    ("path", "status"), [("ZZZZZZ/json", 404), ("..%2f..%2fkey/json", 404), ("{code}/exe", 400), ("{code}/", 404)]
)
def test_what_is_not_there_cannot_be_downloaded(house: Service, running: Running, path: str, status: int):
    code = opened(house)

    answer = signed_in(running).get(f"{DESK}/download/{path.format(code=code)}")

    assert (answer.status, answer.header("content-disposition")) == (status, "")


def test_the_booklet_of_a_series_is_downloaded_as_it_was_made(house: Service, running: Running):
    code = opened(house, series="Syksy & talvi", number=1)
    order = house.documents.order_series("Syksy & talvi", [house.workshop.session(code)], "docx", "fi")
    order.task.wait(timeout=120)
    house.workshop.forward(code).result()
    facilitator, address = signed_in(running), f"{DESK}/download/series/docx?series=Syksy+%26+talvi&lang=fi"

    kept, anew = facilitator.get(f"{address}&made={order.version}"), facilitator.get(address)

    export = order.made()
    assert export is not None
    assert (kept.status, kept.body, kept.header("content-disposition")) == (
        200,
        export.data,
        "attachment; filename=\"syksy-talvi.docx\"; filename*=UTF-8''syksy-talvi.docx",
    )
    (newest,) = house.documents.series_orders("Syksy & talvi")
    assert (anew.status, anew.header("cache-control")) == (200, "no-store")
    assert newest.version != order.version


@pytest.mark.parametrize(
    ("path", "status"),
    [("pdf?series=Spring", 404), ("pdf", 404), ("exe?series=Autumn", 400), ("json?series=Autumn", 400)],
)
def test_what_is_no_booklet_cannot_be_downloaded(house: Service, running: Running, path: str, status: int):
    opened(house, series="Autumn", number=1)

    answer = signed_in(running).get(f"{DESK}/download/series/{path}")

    assert (answer.status, answer.header("content-disposition")) == (status, "")


# -------------------------------------------------------------------- commands by key


def command(running: Running, body: bytes, **headers: str) -> Answer:
    return Visitor(running).send("POST", COMMANDS, body=body, headers={"authorization": f"Bearer {KEY}", **headers})


def test_a_command_is_carried_out_for_the_key(house: Service, running: Running):
    code = opened(house)

    answer = command(running, json.dumps({"do": "step", "code": code, "step": "close"}).encode())

    assert (answer.status, answer.json()["code"], answer.header("content-type")) == (200, code, "application/json")
    current = house.workshop.session(code).round
    assert current is not None
    assert current.closed_at is not None


def test_a_refused_command_says_why_in_the_facilitators_words(running: Running):
    answer = command(running, b'{"do": "show", "code": "ZZZZZZ"}')

    message = "No session has this code. Look at the wall and type the code again."
    told = {"code": "no_such_session", "message": message, "facts": {"code": "ZZZZZZ"}}
    assert (answer.status, answer.json()) == (404, {"error": told})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"do": "fly"}',
        b'{"do": "show"}',
        b"\xff",
        b'{"do": "show", "code": "\xff"}',
        b"[" * 90_000,
    ],
)
def test_a_command_that_cannot_be_read_is_refused(running: Running, body: bytes):
    answer = command(running, body)

    assert (answer.status, answer.json()["error"]["code"]) == (400, "bad_field")


def test_a_large_archive_comes_through(house: Service, running: Running):
    code = opened(house)
    archive = write_archive(house.log.history(code)).decode()
    house.workshop.delete(code).result()
    body = json.dumps({"do": "import", "archive": archive + " " * 6_000_000}).encode()

    answer = command(running, body)

    assert (answer.status, answer.json()["code"]) == (200, code)


# -------------------------------------------------------------------- nothing of anybody in the log

CANARIES = {
    "nickname": "Canary-Maija",
    "note": "Canary note about a workplace",
    "address": "10.0.0.7",
    "agent": "CanaryPhone/1.0",
}


def test_a_whole_session_leaves_nothing_of_anybody_in_the_logs(
    house: Service, running: Running, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level("DEBUG")
    code = opened(house, nicknames=True)
    person = Visitor(running)
    agent = {"user-agent": CANARIES["agent"]}

    person.get(f"/{code}", **agent)
    person.post(f"/{code}/seat", nickname=CANARIES["nickname"])
    person.tap(f"/{code}/ratings", card="c1", round=1, stance="both", tap=1)
    person.tap(f"/{code}/notes", card="c1", kind="idea", text=CANARIES["note"], tap=2)
    person.tap(f"/{code}/notes", card="c1", kind=CANARIES["note"], text=CANARIES["note"] * 50, tap=3)
    person.tap(f"/{code}/{CANARIES['note']}")
    person.get(f"/{CANARIES['nickname']}?code={CANARIES['note']}".replace(" ", "%20"))
    person.post(f"/{code}/notes/n1/withdraw")
    stream = person.listen(f"/{code}/live")
    stream.leave()
    facilitator = signed_in(running)
    facilitator.post(f"{DESK}/sign-out")
    house.workshop.delete(code).result()

    secrets = [*CANARIES.values(), *person.jar.values(), KEY, house.doors.sign_in_token()]
    printed = capfd.readouterr()
    said = "\n".join([caplog.text, printed.out, printed.err])
    assert [secret for secret in secrets if secret != "en" and secret in said] == []
