"""What a room leaves with, one frozen value each: outcomes, actions, priorities in words, the parking lot, the
headline; and what a facilitator sets for the wall. Ids can be said aloud: outcome "o2", action "a1", parked "p3".
"""

from __future__ import annotations

from typing import Literal

import msgspec

OutcomeKind = Literal["decision", "question", "wish"]
Level = Literal["own-work", "own-organisation", "network", "national"]
ActionKind = Literal["do", "stop", "promise", "pilot"]
Need = Literal["time", "skill", "money"]
ActionState = Literal["open", "done", "dropped"]

OUTCOME_KINDS: tuple[OutcomeKind, ...] = ("decision", "question", "wish")
LEVELS: tuple[Level, ...] = ("own-work", "own-organisation", "network", "national")
ACTION_KINDS: tuple[ActionKind, ...] = ("do", "stop", "promise", "pilot")
NEEDS: tuple[Need, ...] = ("time", "skill", "money")
ACTION_STATES: tuple[ActionState, ...] = ("open", "done", "dropped")
PLACES = (1, 2, 3)  # of the priorities in words: more would be none

# What the wall can count for the room; each has a switch.
WALL_NUMBERS = ("joined", "answered", "away", "by-hand", "sectors", "missing", "groups", "clock", "notes")


class Outcome(msgspec.Struct, frozen=True, tag="outcome"):
    """One line on a card, or on the day: what was decided, asked or wished, and the notes it rests on."""

    id: str
    text: str
    card: str = ""
    kind: OutcomeKind = "decision"
    notes: tuple[str, ...] = ()


class Action(msgspec.Struct, frozen=True, tag="action"):
    """Something agreed: what, who and by when (a day as YYYY-MM-DD, or empty) and what it needs.

    `came_from` is the code of the session that an action was carried over from, `why` the reason where it was
    dropped.
    """

    id: str
    text: str
    who: str = ""
    due: str = ""
    level: Level = "network"
    kind: ActionKind = "do"
    needs: tuple[Need, ...] = ()
    card: str = ""
    state: ActionState = "open"
    why: str = ""
    came_from: str = ""


class Parked(msgspec.Struct, frozen=True, tag="parked"):
    """Something for another day."""

    id: str
    text: str
    state: ActionState = "open"
    came_from: str = ""


class Focus(msgspec.Struct, frozen=True, tag="focus"):
    """A priority in the room's words: ids f1, f2, f3 are its places."""

    id: str
    text: str


class Headline(msgspec.Struct, frozen=True, tag="headline"):
    """The sentence that the room agreed on at the end; the id is h1."""

    id: str
    text: str


class Passage(msgspec.Struct, frozen=True, tag="passage"):
    """The facilitator's own words for a paragraph of the write-up, in the language of the write-up.

    `place` is the paragraph's name in the document, `basis` a digest of what our own words said when these were
    written: when it no longer fits, the numbers have changed since. An empty text leaves the paragraph out.
    """

    id: str
    text: str
    place: str
    language: str
    basis: str


Item = Outcome | Action | Parked | Focus | Headline | Passage


class Wifi(msgspec.Struct, frozen=True):
    """A guest network that the wall may show as a second code."""

    name: str
    password: str = ""


class Screen(msgspec.Struct, frozen=True):
    """How the wall looks: one or two languages, light or dark, numbers left out, the guest network."""

    languages: tuple[str, ...] = ()
    theme: Literal["light", "dark"] = "light"
    without: tuple[str, ...] = ()
    wifi: Wifi | None = None
    scene: Literal[
        "", "lobby", "welcome", "who", "overview", "discuss", "before-after", "cross-cutting", "notes", "actions"
    ] = ""
