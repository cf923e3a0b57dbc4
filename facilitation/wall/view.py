"""What every scene of the wall is given, and the frame around it: one or two languages, the clock, the numbers that
are switched on, and the way in for whoever comes late.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import msgspec

from cards.deck import Text, in_language
from facilitation.wall.parts import bare, card_words, clock_face, element, words
from facilitation.words import Speaker
from sessions.events import PrioritiesShown, Revealed, Shown, Stepped
from sessions.results import Progress, Rehearsed, rehearsed
from sessions.session import Session
from sessions.state import RATING_STEPS

SHOWING = (Stepped, Revealed, Shown, PrioritiesShown)
TURNING = 500  # ms that a card turns, as the style says
LAG = 250  # ms until the first drawing after a press is on the wall, about

TURN = 15_000  # milliseconds for which the same page of notes, titles or actions stands
TOP_LETTERS = 52  # of the session's title and the address, that fit one line with the clock
LONG_TITLE = 48  # letters: longer ones are set a step smaller

Sentence = Callable[[Speaker], str]


class View(msgspec.Struct, frozen=True):
    """A look at a session. `second` is who says the same again; `join_url` and `read_url` are "" for none."""

    session: Session
    say: Speaker
    now: int
    room: Progress
    join_url: str = ""
    read_url: str = ""
    second: Speaker | None = None

    def shows(self, number: str) -> bool:
        """Whether the facilitator left this number on (one of WALL_NUMBERS)."""
        return number not in self.session.screen.without

    def said(self, tag: str, sentence: Sentence, css: str = "", **attributes: str) -> str:
        """A sentence of ours; in the second language smaller under it, unless that reads the same."""
        first = sentence(self.say)
        again = sentence(self.second) if self.second is not None else first
        return element(tag, escape(first) + self._again(again if again != first else ""), css, **attributes)

    def card(self, tag: str, text: Text, css: str = "") -> str:
        """A deck's text likewise; what only one language has is said once."""
        shown = self.say.card_text(text)
        again = text.get(self.second.language, shown) if self.second is not None else shown
        if again == shown:
            return card_words(tag, text, self.say, css)
        language = in_language(text, self.say.language)[1]
        lang = "" if language == self.say.language else language
        return element(tag, escape(shown) + self._again(again), css, lang=lang)

    def title(self, card: str) -> str:
        """A card's title as the first language has it."""
        return self.say.card_text(self.session.known_cards[card].title)

    def turn(self, pages: int) -> int:
        """Which of so many pages stands now."""
        return self.now // TURN % max(pages, 1)

    def task(self, css: str = "task") -> str:
        """What people do now: in the facilitator's own words, or in ours for this kind of step."""
        step, kind = self.session.current_step, self.session.doing
        if step.task and kind == step.kind:
            return self.card("p", step.task, css)
        return self.said("p", lambda say: say.task(kind), css)

    def rehearsal(self, *, ready: bool = False) -> str:
        """The simulated people, apart from the room's count; "" without any. `ready`: also how many of them are."""
        told = rehearsed(self.session)
        if not told.people:
            return ""
        ready = ready and self.shows("answered")
        return self.said("p", lambda say: rehearsal_told(told, say, ready=ready), "rehearsal")

    def clock(self, css: str = "clock") -> str:
        """Time left in the round, or in the step; "" without a clock. In a pause it stands still."""
        ends_at = self.ends_at()
        if ends_at is None or not self.shows("clock"):
            return ""
        return words("p", clock_face(ends_at - self.session.clock(self.now)), css, role="timer")

    def ends_at(self) -> int | None:
        """When the running round or step ends, by the session's clock."""
        session = self.session
        if session.closed:
            return None
        if session.doing not in RATING_STEPS:
            return session.step_ends_at
        running = session.round is not None and session.round.open(session.clock(self.now))
        return session.round.ends_at if session.round is not None and running else None

    def task_and_clock(self, clock: str) -> str:
        return element("div", element("div", self.task()) + clock, "task-and-clock")

    def _again(self, text: str) -> str:
        if not text or self.second is None:
            return ""
        return words("span", text, "second", lang=self.second.language)


def rehearsal_told(room: Rehearsed, say: Speaker, *, ready: bool) -> str:
    """How many simulated people are there, and where something is asked of them how many are ready."""
    if not ready:
        return say.many("Rehearsal: {n} simulated person", "Rehearsal: {n} simulated people", room.people)
    return say.many(
        "Rehearsal: {n} simulated person, {ready} ready",
        "Rehearsal: {n} simulated people, {ready} ready",
        room.people,
        ready=say.number(room.done),
    )


def framed(view: View, middle: str, foot: str = "", *, clock: bool = True) -> str:
    """A scene with the session's title above, the clock, and where to join for whoever comes late."""
    session = view.session
    ticking = view.clock("top-clock") if clock else ""
    if session.phones_down:
        top = element("div", view.said("p", lambda say: say("Phones down, eyes up"), "down") + ticking, "top")
        return element("div", top + middle + (element("div", foot, "foot") if foot else ""), "scene")
    where = "" if session.closed or not view.join_url else bare(view.join_url)
    fits = len(session.opened.title) + len(where) <= TOP_LETTERS
    title = words("p", session.opened.title if fits else "", "title", dir="auto")
    right = element("div", ticking + words("p", where, "where"), "right")
    return element(
        "div", element("div", title + right, "top") + middle + (element("div", foot, "foot") if foot else ""), "scene"
    )


def turned(view: View, inside: str, css: str = "") -> str:
    """The middle of a scene that turns over like a card when it comes up, once.

    The wall is drawn anew as the clock ticks, and a new element would turn again: while it turns, each drawing says
    how far it is, and afterwards none turns.
    """
    shown = max((past.at for past in view.session.past if isinstance(past.event, SHOWING)), default=0)
    since = view.now - shown
    middle = f"middle {css}".strip()
    if 0 <= since < LAG + TURNING:
        return element("div", inside, f"{middle} turning", style=f"animation-delay:{LAG - since}ms")
    return element("div", inside, middle)


def heading(view: View, sentence: Sentence) -> str:
    return view.said("h1", sentence)


def which(view: View, first: int, last: int, every: int) -> str:
    """Which of many stand there now: "4–6 of 12"; "" when all do."""
    if last - first + 1 >= every:
        return ""
    say = view.say
    told = (
        say("{n}–{last} of {m}", n=first, last=last, m=every) if first < last else say("{n} of {m}", n=first, m=every)
    )
    return words("p", told, "quiet")
