"""Every state of the wall, built from real sessions, and pictures of them all:

    python -m tests.e2e.wall_states FOLDER [WORD]     # only states whose name has the word

The sessions are as hard on the wall as sessions get: one table, or sixteen with 160 people; titles of 80 letters;
notes and decisions of 500; two languages at once; 36 cards. Nothing in them is from a real session.
"""

from __future__ import annotations

import base64
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

import msgspec
import streamlit
from playwright.sync_api import Browser, Page, sync_playwright

import facilitation.wall
from cards.deck import Deck
from cards.practice import PRACTICE
from cards.reading import read_deck, shipped_decks
from facilitation.wall.scenes import empty_wall, wall
from facilitation.words import speaker
from sessions.agenda import TEMPLATES
from sessions.events import (
    ChairRated,
    CheckedOut,
    Closed,
    Dealt,
    Event,
    Group,
    HandCounted,
    Marked,
    Noted,
    Opened,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Prioritised,
    Published,
    Rated,
    Released,
    Revealed,
    RoundClosed,
    RoundOpened,
    ScreenSet,
    Seated,
    Shown,
    Stance,
    Step,
    Stepped,
    StepTimed,
    Upvoted,
    Volunteered,
    Wrote,
)
from sessions.items import Action, Focus, Headline, Outcome, Screen, Wifi
from sessions.results import discuss_next
from sessions.session import Session
from tests.e2e.stage import ARGUMENTS, browser_program
from tests.factories import NOON, a_seat, a_session, and_then

SIZES = ((1024, 768), (1920, 1080), (3840, 2160))
THEMES = ("light", "dark")
STANCES: tuple[Stance, ...] = ("opportunity", "threat", "both", "unsure")
SECTORS = ("association", "municipality", "state", "wellbeing", "education", "provider", "jobseeker", "project")
LONG = "Julkisilla hankinnoilla työllistäminen ja palvelujen kilpailutusten laatukriteer"  # 80 letters
SAYING = (
    "Meillä on kokemusta siitä, että pienet järjestöt eivät ehdi tarjota, vaikka niillä olisi paras tieto alueen "
    "ihmisistä ja heidän työkyvystään. "
)
LATER = 15_000  # milliseconds after which what takes turns has moved on
ADDRESS = "http://tyollisyystilaisuus.hameenlinna.example:8501"
AGENDA = (*TEMPLATES["half-day"], Step(id="talk-2", kind="talk", minutes=10))


class Room(msgspec.Struct, frozen=True):
    """What a state is built in: so many tables of ten, so many cards, titles as they are or as long as any."""

    tables: int
    cards: int = 12
    long: bool = False

    @property
    def name(self) -> str:
        return f"{self.tables}-tables{'-long' if self.long else ''}"


Build = Callable[[Room], Session]


class State(msgspec.Struct, frozen=True):
    """A state of the wall as HTML; `theme` and size are chosen by who draws it."""

    name: str
    session: Session | None
    now: int = NOON
    here: int = 0

    def html(self, theme: str) -> str:
        say = speaker("fi")
        if self.session is None:
            gone = say("There is no session with this code here. It may have been deleted.")
            return empty_wall(gone, say=say, theme=theme)
        second = speaker("sv") if self.session.screen.languages == ("fi", "sv") else None
        return wall(
            self.session,
            say=say,
            second=second,
            now=self.now,
            here={f"s{n}" for n in range(1, self.here + 1)},
            join_url=f"{ADDRESS}/{self.session.door}",
            read_url=f"{ADDRESS}/{self.session.code}/results",
            theme=theme,
        )


# -------------------------------------------------------------------- the sessions


@cache
def deck(cards: int, long: bool) -> Deck:
    shipped = read_deck(shipped_decks()["employment-trends"])
    kept = shipped.cards[:cards]
    if long:
        kept = tuple(msgspec.structs.replace(c, title={"fi": LONG, "sv": LONG[::-1]}) for c in kept)
    return msgspec.structs.replace(shipped, cards=kept)


@cache
def opened(room: Room) -> Session:
    """The session with everybody in it, on its first step."""
    names = [
        f"Pöytä {n}" if n % 4 else f"Pöytä {n}: Kanta-Hämeen vammaisjärjestöt ry" for n in range(1, room.tables + 1)
    ]
    known = deck(room.cards, room.long)
    opening = Opened(
        code="KEKO26",
        title="Työllisyyden tulevaisuus Kanta-Hämeessä: kohti yhteistä kuvaa"
        if room.long
        else "Työllisyyden tulevaisuus",
        aim="Mitä muutos tarkoittaa meidän työllemme, ja mitä teemme yhdessä ensi vuonna?",
        deck=known,
        digest=known.digest(),
        groups=tuple(Group(id=f"g{n}", name=name) for n, name in enumerate(names, start=1)),
        agenda=AGENDA,
    )
    return a_session(*_people(room), opened=opening)


def _people(room: Room) -> Iterator[Seated]:
    for n in range(1, 10 * room.tables + 1):
        yield a_seat(n, f"g{(n - 1) // 10 + 1}", SECTORS[n % len(SECTORS)])


def at_step(session: Session, kind: str, *events: Event) -> Session:
    """The session come to its first step of this kind, its clock running, and what happened there."""
    place = next(n for n, step in enumerate(session.agenda) if step.kind == kind)
    return and_then(session, Stepped(step=place), StepTimed(ends_at=NOON + 245_000), *events)


def _dealt(session: Session) -> Session:
    hands = {group.id: tuple(session.cards) for group in session.groups}
    return and_then(session, Dealt(hands=hands, seed=1))


@cache
def rating(room: Room) -> Session:
    """Everybody rates; two thirds are ready."""
    session = at_step(_dealt(opened(room)), "rate", RoundOpened(round=1, ends_at=NOON + 300_000))
    ready = 2 * len(session.people()) // 3
    return and_then(session, *_ratings(session, 1, session.cards, people=ready))


def rehearsed(session: Session) -> Session:
    """With simulated people who were forgotten, and counted apart."""
    return and_then(session, *(a_seat(n, "g1", rehearsal=True) for n in range(1_001, 1_031)))


def _ratings(session: Session, number: int, cards: Sequence[str], people: int, seed: int = 1) -> Iterator[Rated]:
    for n, card in enumerate(cards):
        chance = Random(seed * 1_000 + n)
        weights = chance.choice([(6, 2, 2, 1), (4, 4, 1, 1), (2, 6, 2, 1), (5, 5, 4, 2), (9, 1, 0, 0)])
        for seat in session.people()[:people]:
            stance = chance.choices(STANCES, weights)[0]
            yield Rated(round=number, seat=seat.id, card=card, stance=stance, tap=100 * number + n)


@cache
def answered(room: Room) -> Session:
    """Everybody has answered, one table by hand too; notes and marks are there."""
    session = rating(room)
    cards = list(session.cards)
    late = session.people()[2 * len(session.people()) // 3 :]
    rest = [
        rated for rated in _ratings(session, 1, cards, len(session.people()), 2) if rated.seat in {s.id for s in late}
    ]
    hands = HandCounted(round=1, group="g1", card=cards[0], counts={"threat": 2, "both": 1})
    session = and_then(at_step(and_then(session, *rest), "talk", RoundClosed(round=1)), hands)
    kinds = ("plus", "minus", "idea", "obstacle")
    notes = [
        Noted(
            note=f"n{n}",
            seat=f"s{n}",
            group=session.seat(f"s{n}").group,
            card=cards[n % 3],
            kind=kinds[n % 4],
            text=(SAYING * 4)[:500] if n == 9 else SAYING.strip() if n % 2 else "Verkosto on jo olemassa.",
            language="fi",
            tap=900,
        )
        for n in range(1, 10)
    ]
    agreeing = [Upvoted(seat=f"s{n}", note="n1", on=True, tap=950) for n in (3, 4, 5)]
    return and_then(session, *notes, *agreeing)


def released(room: Room, *notes: int) -> Session:
    return and_then(answered(room), *(Released(note=f"n{n}") for n in notes))


@cache
def revealed(room: Room) -> Session:
    """All cards have been shown."""
    session = at_step(answered(room), "reveal")
    return and_then(session, *(Revealed(round=1, card=card) for card in session.cards))


def card_shown(room: Room, *events: Event) -> Session:
    session = revealed(room)
    return and_then(session, *events, Shown(card=next(iter(session.cards))))


@cache
def again(room: Room) -> Session:
    """Three cards are rated once more."""
    session = revealed(room)
    cards = tuple(session.cards)[:3]
    return at_step(session, "rerate", RoundOpened(round=2, ends_at=NOON + 65_000, cards=cards))


@cache
def rated_again(room: Room) -> Session:
    session = again(room)
    cards = tuple(session.cards)[:3]
    session = and_then(session, *_ratings(session, 2, cards, len(session.people()), 7), RoundClosed(round=2))
    return and_then(session, *(Revealed(round=2, card=card) for card in cards))


def warmup(room: Room, *, shown: bool) -> Session:
    session = at_step(opened(room), "warmup", RoundOpened(round=0, ends_at=NOON + 180_000, cards=(PRACTICE,)))
    session = and_then(session, *_ratings(session, 0, [PRACTICE], len(session.people())))
    if not shown:
        return session
    return and_then(session, RoundClosed(round=0), Revealed(round=0, card=PRACTICE), Shown(card=PRACTICE))


def crosscutting(room: Room) -> Session:
    session = revealed(room)
    cards = list(session.cards)
    marks = [
        Marked(
            seat=seat.id,
            group=seat.group,
            card=cards[(n * 7 + k * k) % len(cards)],
            mark="cross-cutting",
            on=True,
            tap=990 + k,
        )
        for n, seat in enumerate(session.people()[::10])
        for k in (0, 1)
    ]
    return at_step(session, "crosscutting", *marks)


def weighing(room: Room, *, shown: bool) -> Session:
    session = at_step(revealed(room), "priorities")
    cards = list(session.cards)
    given = [
        Prioritised(seat=seat.id, card=cards[min(n % 7, n % 5)], points=3, tap=2_000)
        for n, seat in enumerate(session.people())
    ]
    return and_then(session, *given, PrioritiesShown() if shown else None)


def actions(room: Room) -> Session:
    session = at_step(revealed(room), "actions")
    texts = (
        "Kutsutaan yrittäjäjärjestö seuraavaan tapaamiseen",
        "Pilotti: yhteinen työhönvalmennuksen kuvaus",
        SAYING * 3,
    )
    written = [
        Wrote(
            item=Action(
                id=f"a{n}",
                text=text[:500],
                who="Kanta-Hämeen työllisyysalue ja Vanajaveden järjestöverkosto" if n % 2 else "Maija",
                due="2027-03-31" if n % 3 else "",
                state="done" if n == 2 else "open",
            )
        )
        for n, text in enumerate(texts * 3, start=1)
    ]
    return and_then(session, *written, Volunteered(seat="s1", action="a1", on=True, tap=3_000))


def closing(room: Room, *, text: str = "", published: bool = False, focuses: bool = False) -> Session:
    session = revealed(room)
    items: list[Event] = [Wrote(item=Headline(id="h1", text=text))] if text else []
    if focuses:
        items += [Wrote(item=Focus(id=f"f{n}", text=SAYING.strip())) for n in (1, 2, 3)]
    return at_step(session, "close", *items, Published(until=NOON + 86_400_000) if published else Closed())


def screen(session: Session, **wishes: object) -> Session:
    return and_then(session, ScreenSet(screen=Screen(**wishes)))  # type: ignore[arg-type]


def both(session: Session) -> Session:
    return screen(session, languages=("fi", "sv"))


# -------------------------------------------------------------------- every state


def states(room: Room) -> list[State]:
    """All states of the wall in such a room."""
    many = msgspec.structs.replace(room, cards=36)
    wifi = Wifi(name="Vanajanlinna Guest", password="keski;viikko,26")
    decision = Outcome(
        id="o1", text="Kysymme kilpailutuksesta ensin järjestöiltä.", card=next(iter(revealed(room).cards))
    )
    long = msgspec.structs.replace(decision, text=(SAYING * 4)[:500])
    chairs = [ChairRated(sector=s, card=decision.card, stance="threat") for s in ("employer", "insurance")]
    here = 10 * room.tables - 2
    return [
        State("lobby-nobody", at_step(a_session(opened=opened(room).opened), "welcome"), now=NOON),
        State("lobby", opened(room), here=here),
        State("lobby-rules", opened(room), now=NOON + LATER, here=here),
        State("lobby-wifi", screen(opened(room), wifi=wifi), here=here),
        State("lobby-both", both(opened(room)), here=here),
        State("lobby-rehearsal", both(rehearsed(opened(room))), here=here),
        State("welcome", and_then(opened(room), PhonesDown(on=True)), here=here),
        State("who", at_step(opened(room), "who"), here=here),
        State("warmup", warmup(room, shown=False), here=here),
        State("warmup-result", warmup(room, shown=True), here=here),
        State("speech", at_step(opened(room), "speech"), here=here),
        State("rating", rating(room), here=here),
        State("rating-both", both(rating(room)), here=here),
        State("rating-rehearsal", both(rehearsed(rating(room))), here=here),
        State("rating-over", rating(room), now=NOON + 600_000, here=here),
        State("rating-36", rating(many), here=here),
        State("pause", and_then(rating(room), Paused()), here=here),
        State("phones-down", and_then(rating(room), PhonesDown(on=True)), here=here),
        State("talk", answered(room), here=here),
        State("notes", released(room, 1, 2, 3, 4), here=here),
        State("note-long", released(room, 9), here=here),
        State("before-reveal", at_step(answered(room), "reveal"), here=here),
        State("card", card_shown(room), here=here),
        State("card-both", both(card_shown(room)), here=here),
        State("card-decided", card_shown(room, Wrote(item=decision), *chairs), here=here),
        State("card-decided-long", card_shown(room, Wrote(item=long), *chairs), here=here),
        State("card-decision", card_shown(room, Wrote(item=long)), now=NOON + LATER, here=here),
        State("card-phones-down", card_shown(room, PhonesDown(on=True)), here=here),
        State("overview", revealed(room), here=here),
        State("overview-36", revealed(many), here=here),
        State("overview-36-later", revealed(many), now=NOON + LATER, here=here),
        State("discuss", discussing(room), here=here),
        State("rerate", again(room), here=here),
        State("card-again", and_then(rated_again(room), Shown(card=decision.card)), here=here),
        State("before-after", rated_again(room), here=here),
        State("cross-cutting", crosscutting(room), here=here),
        State("priorities", weighing(room, shown=False), here=here),
        State("priorities-result", weighing(room, shown=True), here=here),
        State("actions", actions(room), here=here),
        State("actions-later", actions(room), now=NOON + LATER, here=here),
        State(
            "check-out",
            at_step(opened(room), "checkout", CheckedOut(seat="s1", thought="x", next_time="", grade=4, tap=1)),
        ),
        State("close", closing(room, text="Kilpailutus on uhka, ellei laatu paina enemmän kuin hinta."), here=here),
        State("close-published", closing(room, text=SAYING.strip(), published=True, focuses=True), here=here),
        State("close-focuses", closing(room, text=SAYING.strip(), published=True, focuses=True), now=NOON + LATER),
        State("closed", closing(room), here=here),
        State("gone", None),
    ]


def discussing(room: Room) -> Session:
    """The card that people are most divided on, with a long note from each side."""
    session = revealed(room)
    card = discuss_next(session)[0].card
    notes: list[Event] = []
    for n, stance in enumerate(("opportunity", "threat"), start=20):
        sided = [s for s in session.people() if (r := session.final_rating(s.id, card)) and r.stance == stance]
        alike = Counter(seat.group for seat in sided)
        seat = max(sided, key=lambda s: alike[s.group])  # a note of somebody alone at the table is not shown
        text = (SAYING * 2).strip() if stance == "threat" else "Verkosto on jo olemassa."
        notes += [Noted(f"n{n}", seat.id, seat.group, card, "plus", text, "fi", 5_000), Released(note=f"n{n}")]
    return screen(and_then(session, *notes), scene="discuss")


ROOMS = (Room(tables=16, long=True), Room(tables=1))


# -------------------------------------------------------------------- drawing


@cache
def style() -> str:
    """The wall's style, with the type that Streamlit brings."""
    media = Path(streamlit.__file__).parent / "static" / "static" / "media"
    faces = "".join(_face(family, next(media.glob(pattern))) for family, pattern in FACES.items())
    return faces + (Path(facilitation.wall.__file__).with_name("wall.css")).read_text(encoding="utf-8")


FACES = {"Source Sans": "SourceSansVF-Upright*.woff2", "Source Code Pro": "SourceCodeVF-Upright*.woff2"}


def _face(family: str, file: Path) -> str:
    data = base64.b64encode(file.read_bytes()).decode()
    return f"@font-face {{ font-family: '{family}'; font-weight: 200 900; src: url(data:font/woff2;base64,{data}) }}"


def drawing(browser: Browser) -> Page:
    """A page on which walls are drawn, without a server."""
    page = browser.new_context().new_page()
    page.set_content(
        f"<!doctype html><html lang='fi'><head><title>Wall</title><style>{style()}"
        "body { margin: 0 } .wall .turning { animation: none !important } main { position: fixed; inset: 0 }"
        "</style></head><body><main></main></body></html>"
    )
    return page


def draw(page: Page, state: State, theme: str) -> None:
    """Draws a state, and waits for its type and pictures."""
    page.evaluate(
        """async html => {
            document.querySelector("main").innerHTML = html;
            await document.fonts.ready;
            await Promise.all([...document.images].map(image => image.decode()));
        }""",
        state.html(theme),
    )


def as_large_as(page: Page, size: tuple[int, int]) -> None:
    """The page as large as a projector."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def main(arguments: Sequence[str]) -> None:
    folder, word = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    sizes = [size for size in SIZES if len(arguments) < 3 or str(size[0]) == arguments[2]]
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        page = drawing(browser)
        for room in ROOMS:
            for state in states(room):
                for theme in THEMES if word in state.name else ():
                    draw(page, state, theme)
                    for size in sizes:
                        as_large_as(page, size)
                        page.screenshot(path=folder / f"{state.name}.{room.name}.{size[0]}.{theme}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
