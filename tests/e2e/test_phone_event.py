"""A phone through a whole event in a real browser, steered from the test: every screen, pauses, tables, the pile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sessions.events import StepKind
from sessions.items import Action, Outcome
from tests.e2e.hall import Hall
from tests.e2e.stage import Room, violations

pytestmark = pytest.mark.e2e

SAVED = "✓"
EVENT: tuple[StepKind, ...] = (
    "welcome",
    "warmup",
    "who",
    "speech",
    "rate",
    "talk",
    "reveal",
    "rerate",
    "crosscutting",
    "actions",
    "close",
)
CUT = """() => [...document.querySelectorAll("button, p, h1, h2, label, span, small")]
  .filter(e => e.offsetParent && getComputedStyle(e).display !== "inline" && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.outerHTML)"""
WIDE = """() => {
  const page = document.documentElement;
  return ["", "36px"].map(size => {
    page.style.fontSize = size;
    const wide = page.scrollWidth;
    page.style.fontSize = "";
    return wide > innerWidth ? `${wide} px wide with text of ${size || "18px"}` : "";
  }).filter(said => said);
}"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    hall = Hall(tmp_path_factory.mktemp("hall"))
    yield hall
    hall.stop()


@pytest.fixture
def room(browser: Browser, hall: Hall) -> Iterator[Room]:
    room = Room(browser, hall)  # type: ignore[arg-type]
    yield room
    room.leave()
    assert room.complaints == []
    assert room.foreign == []


def _join(room: Room, code: str, language: str = "en", **wishes: object) -> Page:
    phone = room.phone(language, **wishes)  # type: ignore[arg-type]
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    phone.wait_for_selector("#step")
    return phone


def _shows(phone: Page, kind: str) -> None:
    expect(phone.locator(f'#step[data-kind="{kind}"]')).to_have_count(1)


def _saved(phone: Page) -> None:
    expect(phone.locator("#status")).to_contain_text(SAVED)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("dark", "width"), [(False, 320), (True, 390)], ids=["light-320", "dark-390"])
def test_every_screen_of_an_event_is_for_everyone_and_nothing_is_cut(
    room: Room, hall: Hall, language: str, dark: bool, width: int
) -> None:
    code = hall.opened(*EVENT, groups=("Pöytä 1", "Pöytä 2"), joining="chosen", deal="draw", size=6)
    found: dict[str, list[str]] = {}
    phone = _join(room, code, language, dark=dark, width=width)

    def look(screen: str) -> None:
        found[screen] = [*violations(phone), *phone.evaluate(CUT), *phone.evaluate(WIDE)]

    look("welcome")
    hall.next(code)
    _shows(phone, "warmup")
    phone.click(".stance.both")
    look("warm-up")
    hall.next(code)
    expect(phone.locator(".stance")).to_have_count(0)
    look("warm-up shown")
    for kind in ("who", "speech", "rate"):
        hall.next(code)
        _shows(phone, kind)
        look(kind)
    phone.click(".pile button")
    expect(phone.locator(".card[data-card]")).to_have_count(1)
    hall.workshop.note(code, seat="s1", card="", kind="idea", text="Own note", language="fi").result()
    hall.answer(code, "opportunity", seats=3)
    look("drawn")
    hall.workshop.pause(code).result()
    expect(phone.locator("#step[data-paused]")).to_have_count(1)
    look("pause")
    hall.next(code)
    _shows(phone, "talk")
    hall.workshop.note(code, seat="s2", card="", kind="idea", text="Työnantajat mukaan!", language="fi").result()
    for note in ("n1", "n2"):
        hall.aside(code, lambda session, note=note: session.release(note=note))  # type: ignore[misc]
    expect(phone.locator(".said li")).to_have_count(2)
    phone.locator(".said button:visible").click()
    look("talk")
    hall.workshop.look_up(code, on=True).result()
    _shows(phone, "down")
    look("phones down")
    hall.next(code, 2)
    card = hall.session(code).shown
    hall.workshop.write(code, item=Outcome(id="", text="Syksyllä uudelleen", card=card, notes=("n1",))).result()
    hall.aside(code, lambda session: session.rate_chair(sector="jobseeker", card=card, stance="threat"))
    expect(phone.locator(".outcome")).to_have_count(1)
    look("reveal")
    while hall.session(code).current_step.kind == "reveal":
        hall.next(code)
    _shows(phone, "rerate")
    look("rate again")
    hall.next(code)
    expect(phone.locator('[data-kind="rerate"] [data-own]')).not_to_have_count(0)
    look("what has changed")
    hall.next(code)
    _shows(phone, "crosscutting")
    look("cross-cutting")
    hall.next(code)
    hall.workshop.write(code, item=Action(id="", text="Aamukahvit", who="Maija", due="2027-03-01")).result()
    phone.locator(".said button").click()
    expect(phone.locator('.said [aria-pressed="true"]')).to_have_count(1)
    look("actions")
    hall.workshop.publish(code, days=30).result()
    phone.goto(f"{hall.url}/{code}/results")
    expect(phone.locator("li", has_text="Own note")).to_be_visible()
    look("published")
    phone.go_back()
    hall.aside(code, lambda session: session.mute(seat="s1"))
    expect(phone.locator("form.note")).to_have_count(0)
    look("muted")
    hall.aside(code, lambda session: session.remove(seat="s1"))
    _shows(phone, "removed")
    look("removed")

    assert {screen: each for screen, each in found.items() if each} == {}


@pytest.mark.parametrize("streams", [True, False], ids=["live", "asks-again-and-again"])
def test_a_tap_refused_in_a_pause_waits_says_so_and_is_sent_when_it_goes_on(
    room: Room, hall: Hall, streams: bool
) -> None:
    code = hall.opened("welcome", "rate")
    hall.next(code)
    phone = room.phone("en")
    if not streams:
        phone.add_init_script("delete window.EventSource")
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    _shows(phone, "rate")
    phone.context.set_offline(True)
    expect(phone.locator("#status")).to_have_text("No connection. Your answers are kept on this phone.")
    phone.click(".card:visible .stance.threat")
    expect(phone.locator(".stance.threat[data-waiting]")).to_have_count(1)
    hall.workshop.pause(code).result()
    hall.clock.move(2_500)  # past the two seconds in which a tap made in time is still taken
    phone.context.set_offline(False)

    expect(phone.locator("#status")).to_contain_text("has stopped the clock")
    during = len(hall.session(code).ratings)
    hall.workshop.resume(code).result()
    _saved(phone)

    assert (during, [rating.stance for rating in hall.session(code).ratings.values()]) == (0, ["threat"])


def test_a_note_in_writing_keeps_its_words_and_the_cursor_when_the_facilitator_writes_meanwhile(
    room: Room, hall: Hall
) -> None:
    code = hall.opened("welcome", "actions")
    phone = _join(room, code)
    hall.next(code)
    _shows(phone, "actions")
    phone.click("details.more summary")
    phone.locator("form.note textarea").press_sequentially("Half a ")

    hall.workshop.write(code, item=Action(id="", text="Aamukahvit")).result()
    expect(phone.locator(".said li")).to_have_count(1)
    phone.keyboard.type("sentence")

    expect(phone.locator("form.note textarea")).to_have_value("Half a sentence")


def test_a_card_drawn_at_the_table_turns_up_on_every_phone_of_it(room: Room, hall: Hall) -> None:
    code = hall.opened("welcome", "rate", deal="draw", size=2)
    one, other = _join(room, code), _join(room, code)
    hall.next(code)

    one.click(".pile button")

    for phone in (one, other):
        expect(phone.locator(".card[data-card]:visible")).to_have_count(1)
        expect(phone.locator(".pile")).to_contain_text("1 card face down")
    one.click(".pile button")
    second = other.locator(".card.drawn")
    expect(second).to_be_visible()
    assert len(hall.session(code).hand("g1")) == 2
    expect(other.locator(".pile")).to_have_count(0)


def test_a_drawn_card_stands_still_for_whoever_wants_no_motion(room: Room, hall: Hall) -> None:
    code = hall.opened("welcome", "rate", deal="draw", size=2)
    phone = _join(room, code)
    phone.emulate_media(reduced_motion="reduce")
    hall.next(code)
    for _ in range(2):
        phone.locator(".pile button").click()
        _saved(phone)

    expect(phone.locator(".card.drawn")).to_have_count(1)
    assert phone.locator(".card.drawn").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_somebody_who_changes_table_has_its_name_and_its_cards_at_once(room: Room, hall: Hall) -> None:
    code = hall.opened("welcome", "rate", "talk", groups=("Pöytä 1", "Pöytä 2"), joining="chosen", deal="split")
    phone = _join(room, code)
    hall.next(code, 2)
    _shows(phone, "talk")
    there = "g2" if hall.session(code).seat("s1").group == "g1" else "g1"

    phone.locator("summary", has_text="Change table").click()
    phone.select_option("select[name=group]", there)
    phone.click("text=Sit here")

    table = hall.session(code).group(there)
    expect(phone.locator("#table")).to_have_text(table.name)
    cards = [str(card.get_attribute("data-card")) for card in phone.locator(".card[data-card]").all()]
    assert cards == list(hall.session(code).hand(there))


def test_without_a_script_an_event_is_played_with_forms(room: Room, hall: Hall) -> None:
    code = hall.opened("welcome", "rate", "talk", "actions", deal="draw", size=2)
    phone = _join(room, code, script=False)
    hall.next(code)
    phone.reload()
    phone.click(".pile button")
    expect(phone.locator(".card[data-card]")).to_have_count(1)
    hall.answer(code, "both", seats=1)
    hall.next(code)
    hall.workshop.note(code, seat="s2", card="", kind="idea", text="Kahvit", language="fi").result()
    hall.aside(code, lambda session: session.release(note="n1"))
    phone.reload()
    phone.click(".said button")
    expect(phone.locator('.said [aria-pressed="true"]')).to_have_count(1)
    hall.next(code)
    hall.workshop.write(code, item=Action(id="", text="Aamukahvit")).result()
    phone.reload()
    phone.click(".said button")

    session = hall.session(code)
    assert (session.agreeing("n1"), [seat.id for seat in session.volunteers_for("a1")]) == (1, ["s1"])
