"""A participant's phone in a real browser: three languages, no script, reload, two tabs, no network."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.stage import Room, violations

pytestmark = pytest.mark.e2e

SAVED = "✓"
LANGUAGES = pytest.mark.parametrize("language", ["fi", "sv", "en"])


def _join(room: Room, code: str, language: str = "en", *, script: bool = True, dark: bool = False) -> Page:
    phone = room.phone(language, script=script, dark=dark)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    phone.wait_for_selector("#step")
    return phone


def _shown_card(phone: Page) -> str:
    return str(phone.locator(".card:visible").first.get_attribute("data-card"))


@LANGUAGES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_step(room: Room, language: str, dark: bool) -> None:
    code = room.server.new(hand="keko-6")
    found: dict[str, list[str]] = {}
    front = room.phone(language, dark=dark)
    front.goto(room.server.url)
    found["front"] = violations(front)
    front.goto(f"{room.server.url}/ABCDEF")
    found["unknown code"] = violations(front)
    front.goto(f"{room.server.url}/{code}")
    found["join"] = violations(front)
    phone = _join(room, code, language, dark=dark)
    found["welcome"] = violations(phone)

    for step in ("rate", "talk", "reveal", "card"):
        room.server.step(code)
        if step in ("rate", "talk"):
            phone.locator(".card:visible summary").first.click()
            phone.locator("details.more summary").click()
            expect(phone.locator("textarea")).to_be_visible()
        if step == "card":
            expect(phone.locator("#step h1")).not_to_have_text("")
        found[step] = violations(phone)
        assert phone.locator("html").get_attribute("lang") == language

    assert {step: each for step, each in found.items() if each} == {}


def test_an_answer_is_kept_over_reload_second_tab_and_the_same_code_typed_again(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code)
    room.server.step(code)
    phone.click(".card:visible .stance.threat")
    expect(phone.locator("#status")).to_contain_text(SAVED)

    phone.reload()
    expect(phone.locator(".card:visible .stance.threat")).to_have_attribute("aria-pressed", "true")
    tab = phone.context.new_page()
    tab.goto(room.server.url)
    tab.fill("#code", code.lower())
    tab.click("button.main")
    expect(tab.locator(".card:visible .stance.threat")).to_have_attribute("aria-pressed", "true")
    tab.click(".card:visible .stance.both")
    expect(tab.locator("#status")).to_contain_text(SAVED)
    expect(phone.locator(".card:visible .stance.both")).to_have_attribute("aria-pressed", "true")

    assert room.server.show(code)["seats"] == 1


def test_a_tap_without_a_network_waits_and_is_sent_once_on_return(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code)
    room.server.step(code)
    expect(phone.locator(".stance").first).to_be_visible()
    card = _shown_card(phone)

    phone.route("**/ratings", lambda route: route.abort())
    phone.click(".card:visible .stance.opportunity")
    expect(phone.locator("#status")).to_contain_text("No connection")
    expect(phone.locator(".card:visible .stance.opportunity")).to_have_attribute("data-waiting", "")
    assert room.server.show(code)["ratings"] == 0
    phone.unroute("**/ratings")
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#status")).to_contain_text(SAVED)

    said = room.server.show(code)
    assert said["ratings"] == 1
    assert said["cards"][card]["opportunity"] == 1  # type: ignore[index]


def test_a_login_page_of_the_wifi_is_not_taken_for_an_answer(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code)
    room.server.step(code)

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to our wifi</h1>")

    phone.route("**/ratings", portal)
    phone.click(".card:visible .stance.opportunity")
    expect(phone.locator("#status")).to_contain_text("No connection")
    expect(phone.locator("#status")).not_to_contain_text(SAVED)
    phone.unroute("**/ratings")
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.locator("#status")).to_contain_text(SAVED)

    assert room.server.show(code)["ratings"] == 1


def test_a_note_being_typed_survives_the_next_step_and_a_reload(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code)
    room.server.step(code)
    phone.locator("details.more summary").click()
    phone.locator("textarea").press_sequentially("Half a sen")

    room.server.step(code)
    expect(phone.locator(".card:visible .mark").first).to_be_visible()
    expect(phone.locator("textarea")).to_have_value("Half a sen")
    phone.reload()
    expect(phone.locator("textarea")).to_have_value("Half a sen")
    phone.locator("textarea").press_sequentially("tence. <script>alert(1)</script> =1+1")
    phone.locator("form.note button:visible").click()
    expect(phone.locator("#notes li")).to_contain_text("Half a sentence. <script>alert(1)</script> =1+1")
    expect(phone.locator("#status")).to_contain_text(SAVED)
    phone.locator("#notes [data-withdraw]").click()
    expect(phone.locator("#notes")).to_be_hidden()

    assert room.server.show(code)["notes"] == 0


def test_without_script_a_phone_joins_rates_notes_and_marks(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code, "sv", script=False)
    room.server.step(code)
    phone.reload()
    phone.locator(".card").nth(1).locator(".stance.both").click()
    expect(phone.locator(".card").nth(1).locator(".stance.both")).to_have_attribute("aria-pressed", "true")
    phone.locator(".card").nth(1).locator(".stance.threat").click()
    expect(phone.locator(".card").nth(1).locator(".stance.threat")).to_have_attribute("aria-pressed", "true")

    room.server.step(code)
    phone.reload()
    phone.locator(".card").nth(2).locator(".mark").first.click()
    expect(phone.locator(".card").nth(2).locator(".mark").first).to_have_attribute("aria-pressed", "true")
    phone.locator("details.more summary").click()
    phone.fill("textarea", "Utan skript")
    phone.locator("form.note button:visible").click()
    expect(phone.locator("#notes li")).to_contain_text("Utan skript")

    said = room.server.show(code)
    assert (said["ratings"], said["notes"]) == (1, 1)


def test_a_phone_works_over_plain_http_under_a_name_that_is_not_localhost(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = room.phone("en")
    phone.goto(f"http://room.test:{room.server.port}/{code}")
    assert phone.evaluate("() => window.isSecureContext") is False
    phone.click("button.main")
    room.server.step(code)

    phone.click(".card:visible .stance.both")

    expect(phone.locator("#status")).to_contain_text(SAVED)


def test_back_button_and_reload_of_the_join_form_take_no_second_seat(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = _join(room, code)

    phone.go_back()
    phone.goto(f"{room.server.url}/{code}")
    phone.reload()

    expect(phone.locator("#step")).to_be_visible()
    assert room.server.show(code)["seats"] == 1


def test_everything_can_be_done_with_the_keyboard_alone(room: Room) -> None:
    code = room.server.new(hand="keko-6")
    phone = room.phone("en")
    phone.goto(f"{room.server.url}/{code}")
    _tab_to(phone, "button.main")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#step")
    room.server.step(code)
    expect(phone.locator(".stance").first).to_be_visible()

    _tab_to(phone, ".card:not([hidden]) .stance.both")
    phone.keyboard.press("Space")
    expect(phone.locator("#status")).to_contain_text(SAVED)
    first = _shown_card(phone)
    _tab_to(phone, '[data-go="1"]')
    phone.keyboard.press("Enter")

    assert _shown_card(phone) != first
    assert phone.locator('.card:visible .stance[aria-pressed="true"]').count() == 0


def _tab_to(phone: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which must then be visible."""
    for _ in range(60):
        phone.keyboard.press("Tab")
        if phone.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = phone.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_cut_and_every_button_is_large_enough(room: Room, width: int) -> None:
    code = room.server.new(hand="short-12")
    phone = room.phone("fi", width=width)
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")

    for answer in (".stance", ".mark"):
        room.server.step(code)
        expect(phone.locator(f".card:visible {answer}").first).to_be_visible()
        wide = phone.evaluate("() => document.documentElement.scrollWidth")
        heights = [
            box["height"] for button in phone.locator("button:visible").all() if (box := button.bounding_box())
        ]

        assert wide <= width
        assert min(heights) >= 44
