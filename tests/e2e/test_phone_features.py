"""What a phone does beside rating, in a real browser: weighing, last words, notes, a shared phone, the clock."""

import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, Route, expect

from sessions import commands
from sessions.agenda import FULL
from sessions.workshop import Plan
from tests.e2e.stage import Room, violations
from tests.factories import a_deck

SAVED = "✓"
WHOLE = [{"id": step.id, "kind": step.kind, "minutes": step.minutes} for step in FULL]
LANGUAGES = pytest.mark.parametrize("language", ["fi", "sv", "en"])
TEXT_SPACING = """() => document.styleSheets[0].insertRule(
  "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }",
  document.styleSheets[0].cssRules.length)"""

CUT = """() => [...document.querySelectorAll("button, p, h1, h2, label, span")]
  .filter(e => e.offsetParent && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.outerHTML)"""
BLOCKED = """Object.defineProperty(
  window, "localStorage", {get() { throw new DOMException("blocked", "SecurityError") }})"""

FULL = """(() => {
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, value) {
    const more = value.length > (this.getItem(name) || "").length;
    if (window.full && more) throw new DOMException("full", "QuotaExceededError");
    set.call(this, name, value);
  };
})()"""


def _session(room: Room, *kinds: str, minutes: int = 0) -> str:
    """The code of a session of six cards with just these steps, the first of which has begun."""
    return room.server.new(hand="keko-6", agenda=[{"id": kind, "kind": kind, "minutes": minutes} for kind in kinds])


def _join(room: Room, code: str, language: str = "en", **wishes: bool) -> Page:
    phone = room.phone(language, **wishes)  # type: ignore[arg-type]
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    phone.wait_for_selector("#step")
    return phone


def _next_person(phone: Page) -> None:
    phone.click('a[href="?person=new"]')
    phone.click("button.main")
    phone.wait_for_selector("#step")


def _saved(phone: Page) -> None:
    expect(phone.locator("#status")).to_contain_text(SAVED)


def _given(phone: Page) -> list[str]:
    """The points beside each card."""
    return phone.locator(".weigh b").all_inner_texts()


# -------------------------------------------------------------------- everyone


@LANGUAGES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_new_screen(room: Room, language: str, dark: bool) -> None:
    code = room.server.new(hand="keko-6", agenda=WHOLE)
    found: dict[str, list[str]] = {}
    phone = room.phone(language, dark=dark)
    phone.goto(f"{room.server.url}/{code}")
    phone.locator("details summary").click()
    found["join"] = violations(phone)
    phone.click("button.main")
    phone.goto(f"{room.server.url}/{code}?person=new")
    found["next person"] = violations(phone)
    phone.click("button.main")
    room.server.step(code)
    phone.locator(".answers summary").click()
    phone.locator("details.more summary").click()
    phone.fill("form.note textarea", "Ab")
    phone.locator("form.note button").first.click()
    phone.locator("#notes [data-edit]").click()
    found["rate"] = violations(phone)
    while phone.locator(".weigh").count() == 0:
        room.server.step(code)
        phone.reload()
    found["priorities"] = violations(phone)
    expect(phone.locator(".weigh span").first).to_have_css("hyphens", "auto")  # titles have long words
    room.server.step(code)
    expect(phone.locator(".weigh")).to_have_count(0)
    found["priorities shown"] = violations(phone)
    room.server.step(code)
    expect(phone.locator("form.last")).to_be_visible()
    found["check-out"] = violations(phone)
    room.server.step(code)
    phone.locator('[data-kind="close"] details summary').first.click()
    found["close"] = violations(phone)

    assert {screen: each for screen, each in found.items() if each} == {}


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("kind", ["rate", "priorities", "checkout"])
def test_nothing_is_cut_with_wide_text_and_every_button_is_large_enough(room: Room, width: int, kind: str) -> None:
    code = _session(room, "welcome", kind, minutes=9)
    phone = room.phone("fi", width=width)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    _next_person(phone)
    room.server.step(code)
    expect(phone.locator(f'#step[data-kind="{kind}"]')).to_be_visible()
    phone.evaluate(TEXT_SPACING)
    for summary in phone.locator("summary:visible").all():
        summary.click()

    wide = phone.evaluate("() => document.documentElement.scrollWidth")
    targets = phone.locator("button:visible, summary:visible, a:visible, label.kind:visible")
    boxes = [box for each in targets.all() if (box := each.bounding_box()) and box["x"] >= 0]
    cut = phone.evaluate(CUT)

    assert wide <= width
    assert [box for box in boxes if box["height"] < 44 or box["width"] < 24] == []
    assert cut == []


def test_points_last_words_and_people_can_be_reached_with_the_keyboard_alone(room: Room) -> None:
    code = _session(room, "priorities", "checkout")
    phone = _join(room, code)
    _next_person(phone)

    _press(phone, ".weigh li:nth-child(2) .plus", "Space")
    _press(phone, ".weigh li:nth-child(2) .plus", "Enter")
    expect(phone.locator(".weigh li:nth-child(2) b")).to_have_text("2")
    _saved(phone)
    room.server.step(code)
    room.server.step(code)
    expect(phone.locator("form.last")).to_be_visible()
    _press(phone, "[name=thought]")
    phone.keyboard.type("Night shifts")
    _press(phone, '[name=grade][value="1"]', "Space")
    phone.keyboard.press("ArrowRight")
    _press(phone, "form.last button", "Enter")
    _saved(phone)
    _press(phone, '.people [value="1"]', "Enter")
    expect(phone.locator('.people [value="1"]')).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("[name=thought]")).to_have_value("")
    _press(phone, '.people [value="2"]', "Enter")

    expect(phone.locator("[name=thought]")).to_have_value("Night shifts")
    expect(phone.locator('[name=grade][value="2"]')).to_be_checked()


def _press(phone: Page, selector: str, key: str = "") -> None:
    """Goes to an element with the Tab key, where the focus must be seen, and presses a key."""
    for _ in range(60):
        if phone.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert phone.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
            if key:
                phone.keyboard.press(key)
            return
        phone.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def test_without_script_a_phone_weighs_edits_and_says_last_words(room: Room) -> None:
    code = _session(room, "welcome", "rate", "priorities", "checkout")
    phone = _join(room, code, script=False)
    room.server.step(code)
    phone.reload()
    phone.locator("details.more summary").click()
    phone.fill("form.note textarea", "First words")
    phone.locator("form.note button").first.click()
    phone.locator("#notes summary").click()
    phone.fill("#notes textarea", "Second words")
    phone.locator("#notes details button").click()
    expect(phone.locator("#notes li span")).to_have_text("Second words")

    room.server.step(code)
    phone.reload()
    for _ in range(2):
        phone.locator(".weigh li:nth-child(1) .plus").click()
    phone.locator(".weigh li:nth-child(1) .less").click()
    expect(phone.locator(".weigh li:nth-child(1) b")).to_have_text("1")
    room.server.step(code)
    room.server.step(code)
    phone.reload()
    phone.fill("[name=next_time]", "Employers")
    phone.locator("form.last button").click()

    expect(phone.locator("[name=next_time]")).to_have_value("Employers")
    _next_person(phone)
    expect(phone.locator("[name=next_time]")).to_have_value("")


# -------------------------------------------------------------------- priorities


def test_points_given_and_moved_without_a_network_arrive_in_their_order(room: Room) -> None:
    code = _session(room, "priorities")
    phone = _join(room, code)
    first, second = phone.locator(".weigh li:nth-child(1)"), phone.locator(".weigh li:nth-child(2)")
    for _ in range(3):
        first.locator(".plus").click()
    _saved(phone)
    expect(first.locator(".plus")).to_have_attribute("aria-disabled", "true")
    first.locator(".plus").click(force=True)

    phone.route("**/priorities", lambda route: route.abort())
    first.locator(".less").click()
    second.locator(".plus").click()
    first.locator(".less").click()
    expect(phone.locator("#status")).to_contain_text("No connection")
    expect(phone.locator("[data-left]")).to_have_text("Left: 1")
    phone.unroute("**/priorities")
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    _saved(phone)
    phone.reload()

    assert _given(phone) == ["1", "1", "0", "0", "0", "0"]
    expect(phone.locator("[data-left]")).to_have_text("Left: 1")


def test_the_rooms_points_come_with_ones_own_beside_them(room: Room) -> None:
    code = _session(room, "priorities", "close")
    people = [_join(room, code) for _ in range(3)]
    for phone in people:
        phone.locator(".weigh li:nth-child(3) .plus").click()
        _saved(phone)
    people[0].locator(".weigh li:nth-child(3) .plus").click()
    _saved(people[0])

    room.server.step(code)

    expect(people[0].locator(".top li")).to_contain_text("4 points")
    expect(people[0].locator(".top .own")).to_contain_text("Yours: 2")
    expect(people[1].locator(".top .own")).to_contain_text("Yours: 1")


# -------------------------------------------------------------------- last words and notes


def test_last_words_being_written_survive_a_reload_and_stay_changeable_at_the_close(room: Room) -> None:
    code = _session(room, "checkout", "close")
    phone = _join(room, code)
    phone.locator("[name=thought]").press_sequentially("Half a tho")

    phone.reload()
    expect(phone.locator("[name=thought]")).to_have_value("Half a tho")
    phone.locator("[name=thought]").press_sequentially("ught")
    phone.locator("[name=grade]").nth(3).check()
    phone.locator("form.last button").click()
    _saved(phone)
    room.server.step(code)
    phone.locator('[data-kind="close"] details summary').first.click()
    expect(phone.locator("[name=thought]")).to_have_value("Half a thought")
    phone.locator("[name=grade]").nth(0).check()
    phone.locator("form.last button").click()
    _saved(phone)
    phone.reload()

    expect(phone.locator("[name=thought]")).to_have_value("Half a thought")
    expect(phone.locator('[name=grade][value="1"]')).to_be_checked()


def test_a_note_is_edited_in_its_form_and_tells_how_far_it_has_come(room: Room) -> None:
    code = _session(room, "welcome", "talk")
    phone = _join(room, code)
    room.server.step(code)
    room.server.ask(commands.Move(code, "deal"))
    phone.locator("details.more summary").click()
    phone.fill("form.note textarea", "First words")
    phone.locator("form.note button").first.click()
    expect(phone.locator("#notes small")).to_have_text("Received")

    phone.locator("#notes [data-edit]").click()
    expect(phone.locator("form.note textarea")).to_be_focused()
    phone.fill("form.note textarea", "Second words")
    phone.reload()
    expect(phone.locator("form.note textarea")).to_have_value("Second words")
    phone.route("**/edit", lambda route: route.abort())
    phone.get_by_role("button", name="Save the change").click()
    expect(phone.locator("#notes small")).to_have_text("Waiting to send")
    phone.unroute("**/edit")
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#notes small")).to_have_text("Received")
    expect(phone.locator("#notes li span")).to_have_text("Second words")
    expect(phone.locator("form.note textarea")).to_have_value("")
    phone.route("**/state*", _on_the_screen)
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")

    expect(phone.locator("#notes small")).to_have_text("On the wall")


def _on_the_screen(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('"status":"received"', '"status":"on-screen"'))


# -------------------------------------------------------------------- one phone, several people


def test_people_on_one_phone_keep_to_themselves_and_no_tap_is_lost_between_them(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = _join(room, code)
    room.server.step(code)
    expect(phone.locator(".stance").first).to_be_visible()
    card = phone.locator(".card:visible").get_attribute("data-card")

    phone.route("**/ratings", lambda route: route.abort())
    phone.click(".card:visible .stance.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")
    phone.unroute("**/ratings")
    _next_person(phone)
    expect(phone.locator('.card:visible .stance[aria-pressed="true"]')).to_have_count(0)
    room.server.wait_for(code, ratings=1)
    phone.click(".card:visible .stance.both")
    _saved(phone)
    phone.reload()
    expect(phone.locator(".card:visible .stance.both")).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Person 1").click()
    expect(phone.locator(".card:visible .stance.threat")).to_have_attribute("aria-pressed", "true")

    said = room.server.show(code)
    assert said["seats"] == 2
    assert said["cards"][card] | {"opportunity": 0, "unsure": 0} == {  # type: ignore[index]
        "opportunity": 0,
        "threat": 1,
        "both": 1,
        "unsure": 0,
    }


def test_a_page_that_is_opened_while_a_tap_waits_says_so(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = room.phone("en")
    phone.add_init_script("delete window.AbortController")  # then no request is ever given up
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    phone.route("**/ratings", lambda route: route.abort())
    phone.click(".card:visible .stance.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")
    phone.unroute("**/ratings")
    phone.route("**/ratings", lambda route: None)

    phone.reload()

    expect(phone.locator("#status")).to_have_text("Waiting to send")
    phone.unroute("**/ratings")
    phone.reload()
    room.server.wait_for(code, ratings=1)


def test_a_tap_that_was_refused_is_not_called_saved_when_the_network_fails_right_after_it(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = _join(room, code)
    room.server.step(code)
    expect(phone.locator(".stance").first).to_be_visible()
    refusal = '{"error": {"code": "round_closed", "message": "Too late."}}'
    phone.route("**/ratings", lambda route: route.fulfill(status=409, content_type="application/json", body=refusal))
    phone.route("**/state*", lambda route: route.abort())
    phone.click(".card:visible .stance.threat")
    expect(phone.locator("#status")).to_contain_text("No connection")

    phone.unroute("**/state*")

    expect(phone.locator("#status")).to_have_text("Too late.")


def test_a_seat_moves_to_another_phone_with_a_code_from_the_desk_and_the_old_one_says_so(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    old = _join(room, code)
    room.server.step(code)
    old.click(".card:visible .stance.threat")
    _saved(old)
    desk = room.facilitator(language="en")
    desk.goto(f"{room.server.url}/facilitate/run?session={code}")
    desk.get_by_text("People and seats").click()
    desk.get_by_role("button", name="Give this seat to another phone").click()
    personal = desk.locator(".personal").inner_text()

    new = room.phone("en")
    new.goto(f"{room.server.url}/{code}")
    new.get_by_text("I already have a seat").click()
    new.fill("#personal", "QQQQQQ")
    new.get_by_role("button", name="Go on in my seat").click()
    expect(new.locator(".problem")).to_contain_text("This personal code cannot be used")
    new.fill("#personal", personal.lower())
    new.get_by_role("button", name="Go on in my seat").click()

    expect(new.locator(".card:visible .stance.threat")).to_have_attribute("aria-pressed", "true")
    expect(old.locator(".problem")).to_have_text("Your seat was moved to another phone. Go on there.")
    assert room.server.show(code)["seats"] == 1


def test_a_phone_whose_seat_is_gone_comes_back_to_a_clear_page(room: Room) -> None:
    code = _session(room, "welcome")
    phone = _join(room, code)

    phone.context.clear_cookies()
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")

    expect(phone.get_by_role("button", name="Join")).to_be_visible()


def test_a_browser_that_keeps_no_cookies_is_told_so(room: Room) -> None:
    code = _session(room, "welcome")
    phone = room.phone("en")
    phone.goto(f"{room.server.url}/{code}")

    phone.context.clear_cookies()
    phone.click("button.main")

    expect(phone.locator(".problem")).to_contain_text("This browser keeps no cookies")
    assert room.server.show(code)["seats"] == 0


def test_a_phone_whose_storage_is_blocked_says_so_and_works(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = room.phone("en")
    phone.add_init_script(BLOCKED)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    expect(phone.locator("#status")).to_contain_text("could not keep a copy")
    room.server.step(code)

    phone.click(".card:visible .stance.both")

    expect(phone.locator(".card:visible .stance.both")).not_to_have_attribute("data-waiting", "")
    assert room.server.show(code)["ratings"] == 1


def test_a_tap_is_not_lost_when_the_phones_storage_is_full(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = room.phone("en")
    phone.add_init_script(FULL)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    phone.click(".card:visible .stance.both")
    _saved(phone)

    phone.evaluate("() => { window.full = true; }")
    phone.route("**/ratings", lambda route: route.abort())
    phone.click(".card:visible .stance.threat")
    expect(phone.locator("#status.bad")).to_contain_text("could not keep a copy")
    expect(phone.locator(".card:visible .stance.threat")).to_have_attribute("data-waiting", "")
    phone.unroute("**/ratings")
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")

    _saved(phone)
    phone.reload()
    expect(phone.locator(".card:visible .stance.threat")).to_have_attribute("aria-pressed", "true")


def test_words_that_are_refused_come_back_to_their_form_and_are_kept(room: Room) -> None:
    code = _session(room, "speech", "checkout")
    phone = _join(room, code)
    phone.locator("details.more summary").click()
    phone.fill("form.note textarea", "a" * 4_000)
    phone.locator("form.note [value=idea]").check()
    phone.locator("form.note button").first.click()

    expect(phone.locator("#status.bad")).to_contain_text("at most 500 fit")
    expect(phone.locator("form.note textarea")).to_have_value("a" * 4_000)
    phone.reload()
    expect(phone.locator("form.note [value=idea]")).to_be_checked()
    phone.fill("form.note textarea", "Short.")
    phone.locator("form.note button").first.click()
    expect(phone.locator("#notes li span")).to_have_text("Short.")
    room.server.step(code)
    expect(phone.locator("form.last")).to_be_visible()
    assert phone.evaluate("() => [scrollY, document.activeElement.id]") == [0, "main"]
    phone.fill("[name=next_time]", "b" * 4_000)
    phone.locator("form.last button").click()
    expect(phone.locator("#status.bad")).to_contain_text("at most")
    phone.reload()

    expect(phone.locator("[name=next_time]")).to_have_value("b" * 4_000)


# -------------------------------------------------------------------- while rating


def test_ones_answers_are_listed_and_lead_to_their_cards(room: Room) -> None:
    code = _session(room, "welcome", "rate")
    phone = _join(room, code)
    room.server.step(code)
    phone.click(".card:visible .stance.both")
    _saved(phone)
    phone.locator(".answers summary").click()

    rows = phone.locator(".answers li b").all_inner_texts()
    phone.locator(".answers button").nth(4).click()

    assert [row.strip() for row in rows] == ["Both"] + ["no answer yet"] * 5
    expect(phone.locator(".card:visible")).to_have_count(1)
    expect(phone.locator(".card").nth(4)).to_be_visible()
    expect(phone.locator(".card:visible h2")).to_be_focused()


def test_easy_text_is_switched_on_and_comes_with_the_live_step(room: Room) -> None:
    deck = a_deck(2)
    easy = replace(deck.cards[0], plain={"en": "Work is new."})
    plan = Plan(title="Trends", hand="all", groups=("A",), languages=("en",))
    opening = commands.New(plan, replace(deck, cards=(easy, deck.cards[1])))
    code = str(room.server.ask(opening)["code"])
    phone = _join(room, code)

    phone.get_by_role("link", name="Easy text").click()
    room.server.step(code)
    phone.locator(".card:visible summary").click()

    expect(phone.locator(".card:visible details")).to_contain_text("Work is new.")
    expect(phone.locator(".card:visible details")).not_to_contain_text("Work changes")
    expect(phone.get_by_role("link", name="Usual text")).to_be_visible()


# -------------------------------------------------------------------- the clock

HEAR = """() => {
  window.heard = [];
  const status = document.getElementById("status");
  new MutationObserver(() => window.heard.push(status.textContent)).observe(status, {childList: true, subtree: true});
}"""
TIMES = ["5 minutes left", "1 minute left", "30 s left", "10 s left", "Time is up"]


def _seconds(phone: Page) -> int:
    face = phone.locator("[data-clock]").inner_text()
    minutes, seconds = face.split(":")
    return int(minutes) * 60 + int(seconds)


def _looks(right: Page, wrong: Page) -> Iterator[list[int]]:
    """The seconds on one phone, on the other, and on the first again: again and again, for a while.

    A phone that had to wait for a busy machine shows what was left a moment ago.
    """
    for _ in range(100):
        yield [_seconds(phone) for phone in (right, wrong, right)]


def _wait_until(phone: Page, left: int) -> None:
    """Lets the phone's time pass until so many seconds are left, or a few less on a busy machine."""
    phone.clock.fast_forward(max(0, _seconds(phone) - left) * 1000)
    phone.clock.run_for(1000)


def _alone(phone: Page) -> None:
    """From now on the phone has its own clock only."""
    for path in ("**/live*", "**/state*"):
        phone.route(path, lambda route: route.abort())
    phone.evaluate(HEAR)


@pytest.mark.parametrize("days", [-1, 1], ids=["a-day-behind", "a-day-ahead"])
def test_the_clock_shows_the_servers_time_on_a_phone_that_is_wrong_by_a_day(room: Room, days: int) -> None:
    code = _session(room, "welcome", "rate", minutes=30)
    right = _join(room, code)
    now = right.evaluate("() => Date.now()")
    wrong = room.phone("en")
    wrong.clock.install(time=(now + days * 86_400_000) / 1000)
    wrong.goto(f"{room.server.url}/{code}")
    wrong.click("button.main")
    room.server.step(code)
    expect(wrong.locator("[data-clock]")).to_have_text(re.compile(r"(29|30):\d\d"))
    expect(right.locator("[data-clock]")).to_have_text(re.compile(r"(29|30):\d\d"))

    same = next(shown for shown in _looks(right, wrong) if shown[2] - 1 <= shown[1] <= shown[0] + 1)
    wrong.click(".card:visible .stance.both")

    assert 1_500 < same[1] <= 1_800
    _saved(wrong)


def test_the_time_left_is_announced_five_times(room: Room) -> None:
    code = _session(room, "welcome", "rate", minutes=6)
    phone = room.phone("en")
    phone.clock.install()
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    expect(phone.locator("[data-clock]")).to_be_visible()
    _alone(phone)

    for left in (300, 60, 30, 10, 0):
        _wait_until(phone, left)

    heard = phone.evaluate("() => window.heard")
    assert [text for text in heard if text in TIMES] == TIMES
    assert _seconds(phone) == 0


def test_a_hidden_clock_stays_hidden_and_says_only_the_end(room: Room) -> None:
    code = _session(room, "welcome", "rate", minutes=6)
    phone = room.phone("en")
    phone.clock.install()
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    phone.get_by_role("button", name="Hide the clock").click()
    expect(phone.locator("[data-clock]")).to_be_hidden()
    phone.reload()
    expect(phone.get_by_role("button", name="Show the clock")).to_be_visible()
    expect(phone.locator("[data-clock]")).to_be_hidden()
    _alone(phone)

    for left in (300, 60, 30, 10, 0):
        _wait_until(phone, left)
    heard = phone.evaluate("() => window.heard")
    phone.get_by_role("button", name="Show the clock").click()

    assert [text for text in heard if text in TIMES] == ["Time is up"]
    expect(phone.locator("[data-clock]")).to_have_text("0:00")
