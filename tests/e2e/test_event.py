"""The ninety minutes of a trend round, played: two facilitators, a wall and eight phones at four tables.

With a re-deal, a merged table, a late joiner, a hand count, an empty chair, a step gone back to, an undo and the
restart of one card; at each step every screen is asked what it says.
"""

import contextlib
import time
from collections.abc import Callable

import msgspec
import pytest
from playwright.sync_api import Page, TimeoutError, expect

from cards.practice import PRACTICE, practice_card
from cards.reading import read_deck, shipped_decks
from facilitation.words import speaker
from sessions.agenda import TEMPLATES
from sessions.archive import read_archive
from sessions.commands import Give
from sessions.session import Session
from tests.e2e.stage import PATIENCE, Room, Server

pytestmark = pytest.mark.e2e

fi = speaker("fi")
DECK = read_deck(shipped_decks()["employment-trends"])
TABLES = ("Ikkuna", "Ovi", "Takka", "Kirjat")
ROUND = msgspec.to_builtins([msgspec.structs.replace(step, minutes=0) for step in TEMPLATES["round"]])


def test_a_trend_round_is_played_from_the_welcome_to_the_headline(room: Room) -> None:
    server = room.server
    code = server.new(hand="keko-6", groups=TABLES, deal="spread", tables=2, joining="chosen", agenda=ROUND)
    maija, ville = _desk(room, code), _desk(room, code)
    wall = maija.context.new_page()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{server.url}/facilitate/wall?session={code}")

    # Welcome: seven people sit down at three tables; the fourth stays empty.
    expect(wall.locator("body")).to_contain_text(code)
    phones = [_join(room, code, group) for group in (1, 1, 1, 2, 2, 3, 3)]
    expect(wall.locator(".scene")).to_contain_text("7")

    # Warm-up: the practice card is rated and shown, and counts nowhere.
    _press(maija, "next", server, code)
    practice = fi.card_text(practice_card(DECK).title)
    for phone in phones[:3]:
        _answer(phone, PRACTICE, "both")
    _press(maija, "next", server, code)
    expect(wall.locator(".scene")).to_contain_text(practice)
    expect(phones[0].locator("#step")).to_contain_text(practice)

    # Who is here: who is missing is named.
    _press(maija, "next", server, code)
    expect(wall.locator(".scene")).to_contain_text(fi.sector("employer"))

    # Rating: the empty table's cards are dealt again, by the other facilitator.
    _press(maija, "next", server, code)
    expect(wall.locator(".scene")).to_contain_text(fi.card_text(DECK.question))
    hands = _session(server, code).hands
    assert all(hands.values())
    _panel(ville, fi("Tables and cards"))
    _open(ville, fi("Deal anew"))
    _press(ville, "deal-again", server, code)
    session = _session(server, code)
    assert session.hand("g4") == ()
    assert {card for hand in session.hands.values() for card in hand} == {
        card for hand in hands.values() for card in hand
    }
    for place, phone in enumerate(phones):
        _rate_hand(phone, session, place)
    expect(wall.locator(".count, .counts").first).to_contain_text("7")

    # A late joiner lands in the round; nobody sits with her, so her table moves to another.
    late = _join(room, code, 4)
    _panel(ville, fi("Tables and cards"))
    _open(ville, fi("Change the tables"))
    _choose(ville, "table", TABLES[3])
    _choose(ville, "into", TABLES[2])
    _press(ville, "merge", server, code)
    session = _session(server, code)
    assert [group.name for group in session.groups] == list(TABLES[:3])
    assert session.seats["s8"].group == "g3"
    expect(late.locator(".card:visible .stance").first).to_be_visible()
    phones.append(late)
    _rate_hand(late, session, 7)

    # A hand count: two people at the first table raise cards for its first card.
    _panel(ville, fi("By hand"))
    if (of_first := session.hand("g1")[0]) != session.cards_in_play()[0]:
        _choose(ville, "hand-card", fi.card_text(DECK.card(of_first).title))
    counted = ville.locator(".st-key-hands-g1").get_by_role("spinbutton", name=fi.stance("threat")).first
    expect(counted).to_be_visible()
    counted.fill("2")
    counted.press("Tab")
    ville.locator(".st-key-save-hands button").click()
    _until(server, code, lambda session: bool(session.by_hand))

    # Phones down for a moment, and an undo brings them back.
    _press(maija, "phones", server, code)
    expect(phones[0].locator("#step h1")).to_have_text(fi("Look up, please."))
    _press(maija, "undo", server, code)
    expect(phones[0].locator(".card:visible .stance").first).to_be_visible()

    # Talk: a note, released by the second facilitator.
    _press(maija, "next", server, code)
    expect(wall.locator(".scene")).to_contain_text(fi.task("talk"))
    _note(phones[0], "Kutsutaan työnantajat mukaan.")
    _panel(ville, fi("Notes"))
    ville.locator(".st-key-release-n1 button").click()
    expect(wall.locator(".scene")).to_contain_text("Kutsutaan työnantajat mukaan.")

    # Reveal, card by card; Back shows the one before, Next goes on.
    _press(maija, "next", server, code)
    _press(maija, "next", server, code)
    shown = _session(server, code).shown
    expect(wall.locator(".scene")).to_contain_text(fi.card_text(DECK.card(shown).title))
    _press(maija, "next", server, code)
    second = _session(server, code).shown
    _press(maija, "back", server, code)
    expect(wall.locator(".scene")).to_contain_text(fi.card_text(DECK.card(shown).title))
    _press(maija, "next", server, code)
    assert _session(server, code).shown == second

    # The empty chair answers as an employer would, apart from the totals.
    before = _session(server, code).tally(second)
    _panel(ville, fi("Empty chair"))
    ville.locator(".st-key-chair-threat button").click()
    _until(server, code, lambda session: bool(session.chairs))
    assert _session(server, code).tally(second) == before

    # One card is rated anew: its answers are set aside, and only it is asked.
    while len(_session(server, code).revealed_cards()) < 6:
        _press(maija, "next", server, code)
    again = _session(server, code)
    restarted = again.hand("g1")[0]
    _open(maija, fi("Rate anew"))
    _choose(maija, "anew", fi.card_text(DECK.card(restarted).title))
    maija.locator(".st-key-sure label").first.click()
    _press(maija, "restart", server, code)
    expect(phones[0].locator(".card:visible .stance").first).to_be_visible()
    _answer(phones[0], restarted, "unsure")
    session = _session(server, code)
    counted_by_hand = sum(sum(session.raised_at(restarted, group.id).values()) for group in session.groups)
    assert sum(session.tally(restarted).values()) - counted_by_hand == 1
    _press(maija, "next", server, code)
    expect(wall.locator(".scene")).to_contain_text(fi.card_text(DECK.card(restarted).title))
    while _session(server, code).current_step.kind == "reveal":
        _press(maija, "next", server, code)

    # Rating the most divided again.
    session = _session(server, code)
    assert (session.current_step.kind, len(session.rounds[-1].cards)) == ("rerate", 3)
    expect(wall.locator(".scene")).to_contain_text(fi.task("rerate"))
    for place, phone in enumerate(phones):
        if session.asked(session.seats[f"s{place + 1}"].group):
            _answer(phone, session.asked(session.seats[f"s{place + 1}"].group)[0], "both")

    _press(maija, "next", server, code)
    expect(wall.locator(".scene h1")).to_have_text(fi("Before and after the talk"))

    # What cuts across everything: a table's mark.
    _press(maija, "next", server, code)
    phones[0].locator('.mark[data-mark="cross-cutting"]').first.click()
    _until(server, code, lambda session: bool(session.marked("g1", "cross-cutting")))

    # What matters most: hidden until shown.
    _press(maija, "next", server, code)
    phones[0].locator("button.plus").first.click()
    _until(server, code, lambda session: bool(session.points_of("s1")))
    _press(maija, "next", server, code)

    # Actions: written by one facilitator, taken by a participant.
    _press(maija, "next", server, code)
    _panel(ville, fi("Outcomes and actions"))
    action = ville.get_by_label(fi("What is done")).first
    action.fill("Vierailu työpaikalla")
    action.press("Tab")
    ville.locator(".st-key-save-new-action button").click()
    _until(server, code, lambda session: len(session.actions()) == 1)
    expect(wall.locator(".scene")).to_contain_text("Vierailu työpaikalla")
    expect(phones[1].locator("#step")).to_contain_text("Vierailu työpaikalla")
    phones[1].get_by_role("button", name=fi("I can take this")).click()
    _until(server, code, lambda session: len(session.volunteers_for("a1")) == 1)

    # Check-out, the headline, and the close.
    _press(maija, "next", server, code)
    expect(phones[2].locator("#step")).to_contain_text(fi.task("checkout"))
    _press(maija, "next", server, code)
    headline = ville.get_by_label(fi("One sentence that the room agrees on")).first
    headline.fill("Enemmän mahdollisuuksia kuin uhkia.")
    headline.press("Tab")
    ville.locator(".st-key-save-h1 button").click()
    expect(wall.locator(".scene")).to_contain_text("Enemmän mahdollisuuksia kuin uhkia.")
    expect(phones[0].locator("#step")).to_contain_text("Enemmän mahdollisuuksia kuin uhkia.")
    _press(maija, "end", server, code)
    assert _session(server, code).closed


# -------------------------------------------------------------------- the desk


def _desk(room: Room, code: str) -> Page:
    desk = room.facilitator(language="fi")
    desk.goto(f"{room.server.url}/facilitate/run?session={code}")
    expect(desk.locator(".st-key-next button")).to_be_visible()
    return desk


STAGED = ("next", "back", "phones", "end")  # whose buttons are new ones at each stage


def _press(desk: Page, key: str, server: Server, code: str) -> None:
    """Presses a button of the desk as it is for this stage, and waits until the session has moved on."""
    before = server.show(code)["stage"]
    expect(desk.locator(f'.step[data-stage="{before}"]')).to_be_visible()  # or it would be refused, rightly
    staged = f"{key}-{before}" if key in STAGED else key
    button = desk.locator(f".st-key-{staged} button").first
    expect(button).to_be_enabled()
    button.dispatch_event("click")  # once: a pointer's click is repeated when the desk draws itself anew under it
    deadline = time.monotonic() + PATIENCE
    while server.show(code)["stage"] == before:
        assert time.monotonic() < deadline, key


def _until(server: Server, code: str, so: Callable[[Session], bool]) -> None:
    """Waits until something is so of the session."""
    deadline = time.monotonic() + PATIENCE
    while not so(session := _session(server, code)):
        while server.show(code)["version"] == session.version:
            assert time.monotonic() < deadline, (session.current_step, session.version)


def _session(server: Server, code: str) -> Session:
    return read_archive(str(server.ask(Give(code))["archive"]).encode())[1]


def _panel(desk: Page, name: str) -> None:
    choice = desk.locator(".st-key-panel label").filter(has_text=name)
    choice.click()
    expect(choice.locator("input")).to_be_checked()


def _open(desk: Page, name: str) -> None:
    """Opens an expander, if it is shut."""
    expander = desk.locator("details").filter(has=desk.locator("summary", has_text=name))
    expect(expander).to_be_visible()
    if expander.get_attribute("open") is None:
        expander.locator("summary").click()


def _choose(desk: Page, key: str, option: str) -> None:
    """Chooses from a list, again if the desk has drawn itself anew meanwhile and the list was shut by it."""
    field = desk.locator(f".st-key-{key} [role=combobox], .st-key-{key} [data-baseweb=select]").first
    choice = desk.get_by_role("option").filter(has_text=option).first
    for _ in range(PATIENCE // 5):
        field.click()
        with contextlib.suppress(TimeoutError):
            choice.click(timeout=5_000)
            break
        desk.keyboard.press("Escape")


# -------------------------------------------------------------------- the phones


def _join(room: Room, code: str, table: int) -> Page:
    phone = room.phone("fi")
    phone.goto(f"{room.server.url}/{code}")
    phone.select_option('select[name="group"]', f"g{table}")
    phone.click("button.main")
    expect(phone.locator("#step")).to_be_visible()
    return phone


def _answer(phone: Page, card: str, stance: str) -> None:
    """Answers one card, wherever it lies in the hand."""
    section = phone.locator(f'.card[data-card="{card}"]')
    expect(section).to_have_count(1)
    for way in ("-1", "1"):  # back to the first card, then on to this one
        turn = phone.locator(f'[data-go="{way}"]')
        while not section.is_visible() and turn.is_visible() and turn.is_enabled():
            turn.click()
    section.locator(f".stance.{stance}").click()
    expect(section.locator(f".stance.{stance}")).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("#status")).to_contain_text("✓")


def _rate_hand(phone: Page, session: Session, place: int) -> None:
    expect(phone.locator(".card:visible .stance").first).to_be_visible()
    stances = ("opportunity", "threat", "both")
    for n, card in enumerate(session.asked(session.seats[f"s{place + 1}"].group)):
        _answer(phone, card, stances[(n + place) % 3])


def _note(phone: Page, text: str) -> None:
    phone.locator("details.more summary").first.click()
    phone.fill("form.note textarea", text)
    phone.locator("form.note button:visible").first.click()
    expect(phone.locator("#notes li")).to_contain_text(text)
