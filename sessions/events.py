"""What can happen in a session, one frozen value each. The log keeps them; everything else is derived.

Times are whole milliseconds UTC. Ids can be said aloud: seat "s7", group "g2", note "n12", card "digitalisation".
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from cards.deck import Deck

Stance = Literal["opportunity", "threat", "both", "unsure"]
Mark = Literal["cross-cutting", "spoke-to-us"]
StepKind = Literal["welcome", "rate", "talk", "reveal", "priorities", "checkout", "close"]
Joining = Literal["chosen", "assigned"]
Channel = Literal["phone", "device", "paper"]
NoteStatus = Literal["received", "on-screen", "used"]

STANCES: tuple[Stance, ...] = ("opportunity", "threat", "both", "unsure")
MARKS: tuple[Mark, ...] = ("cross-cutting", "spoke-to-us")

# Who may sit at the table; a session may use a part of the list. The names stand in the catalogues.
SECTORS = (
    "association",
    "municipality",
    "state",
    "wellbeing",
    "education",
    "employer",
    "provider",
    "social-enterprise",
    "insurance",
    "jobseeker",
    "project",
    "other",
)


class Group(msgspec.Struct, frozen=True):
    """A table of people; the name is what the room calls it."""

    id: str
    name: str


class Step(msgspec.Struct, frozen=True):
    """One part of the agenda; `minutes` is planned, and the length of the clock for a rating round."""

    id: str
    kind: StepKind
    minutes: int = 0


class Dealing(msgspec.Struct, frozen=True):
    """How cards are dealt: `same` to every group, or `split` without repeats; `anchors` go to everyone."""

    kind: Literal["same", "split"] = "same"
    anchors: tuple[str, ...] = ()


class Limits(msgspec.Struct, frozen=True):
    """Below how many people a breakdown is hidden."""

    group: int = 3
    sector: int = 5


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """A session was opened; its deck is frozen here, with the digest of the deck it was taken from.

    `points` is what each person may give to the cards that matter most.
    """

    code: str
    title: str
    deck: Deck
    digest: str
    groups: tuple[Group, ...]
    agenda: tuple[Step, ...]
    aim: str = ""
    date: str = ""
    place: str = ""
    region: str = ""
    organisers: str = ""
    series: str = ""
    number: int = 0
    hand: str = "all"
    languages: tuple[str, ...] = ("fi", "sv", "en")
    sectors: tuple[str, ...] = SECTORS
    joining: Joining = "assigned"
    dealing: Dealing = Dealing()
    limits: Limits = Limits()
    nicknames: bool = False
    points: int = 3


class Seated(msgspec.Struct, frozen=True, tag="seated"):
    """Somebody took a seat. `ticket` is the SHA-256 (hex) of the seat's secret."""

    seat: str
    ticket: str
    group: str
    sector: str = ""
    nickname: str = ""
    language: str = "fi"
    channel: Channel = "phone"
    rehearsal: bool = False


class SeatMoved(msgspec.Struct, frozen=True, tag="seat-moved"):
    """A seat was opened on another phone: from now on by this ticket, and no longer by the one before."""

    seat: str
    ticket: str


class Wiped(msgspec.Struct, frozen=True, tag="wiped"):
    """The rehearsal seats were wiped; the log erases all that they ever did, so versions and ids have gaps.

    `seats` and `notes` are the highest numbers given so far, so that none is given twice; `screened` is how often a
    note has gone on the screen or off it.
    """

    seats: int
    notes: int
    screened: int = 0


class Dealt(msgspec.Struct, frozen=True, tag="dealt"):
    """Which group has which cards, by group id, in the order of showing."""

    hands: Mapping[str, tuple[str, ...]]
    seed: int


class Stepped(msgspec.Struct, frozen=True, tag="stepped"):
    step: int


class RoundOpened(msgspec.Struct, frozen=True, tag="round-opened"):
    """A rating round opened, or (same number) was opened again before anything of it was revealed."""

    round: int
    ends_at: int | None = None


class RoundClosed(msgspec.Struct, frozen=True, tag="round-closed"):
    round: int
    by: Literal["facilitator", "clock"] = "facilitator"


class TimerSet(msgspec.Struct, frozen=True, tag="timer-set"):
    round: int
    ends_at: int | None


class Rated(msgspec.Struct, frozen=True, tag="rated"):
    round: int
    seat: str
    card: str
    stance: Stance
    tap: int
    channel: Channel = "phone"


class Noted(msgspec.Struct, frozen=True, tag="noted"):
    """A note; `card` is empty when it speaks of the session as a whole."""

    note: str
    seat: str
    group: str
    card: str
    kind: str
    text: str
    language: str
    tap: int


class Edited(msgspec.Struct, frozen=True, tag="edited"):
    """The author wrote a note anew; the log erases the text it had, in the event `noted` (its version)."""

    note: str
    kind: str
    text: str
    tap: int
    noted: int


class Withdrawn(msgspec.Struct, frozen=True, tag="withdrawn"):
    """The author took a note back; the log erases the text of the event `noted` (its version) too."""

    note: str
    noted: int


class Released(msgspec.Struct, frozen=True, tag="released"):
    """A facilitator put a note on the screen."""

    note: str


class Hidden(msgspec.Struct, frozen=True, tag="hidden"):
    """A facilitator took a note off the screen again."""

    note: str


class Marked(msgspec.Struct, frozen=True, tag="marked"):
    seat: str
    group: str
    card: str
    mark: Mark
    on: bool
    tap: int


class Prioritised(msgspec.Struct, frozen=True, tag="prioritised"):
    """Somebody gave a card so many points in all; 0 takes them back."""

    seat: str
    card: str
    points: int
    tap: int


class PrioritiesShown(msgspec.Struct, frozen=True, tag="priorities-shown"):
    """The room's points were shown; nobody can give any more."""


class CheckedOut(msgspec.Struct, frozen=True, tag="checked-out"):
    """Somebody's last words: one new thought, who should be here next time, and a grade 1-4 (0 for none).

    They replace what the seat said in the event `before` (its version, 0 for none), where the log erases the texts.
    """

    seat: str
    thought: str
    next_time: str
    grade: int
    tap: int
    before: int = 0


class Revealed(msgspec.Struct, frozen=True, tag="revealed"):
    """The room's answers to one card were shown."""

    round: int
    card: str


class Shown(msgspec.Struct, frozen=True, tag="shown"):
    """The wall shows this revealed card, or (empty) the overview of all revealed cards."""

    card: str


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    pass


class Reopened(msgspec.Struct, frozen=True, tag="reopened"):
    pass


Event = (
    Opened
    | Seated
    | SeatMoved
    | Wiped
    | Dealt
    | Stepped
    | RoundOpened
    | RoundClosed
    | TimerSet
    | Rated
    | Noted
    | Edited
    | Withdrawn
    | Released
    | Hidden
    | Marked
    | Prioritised
    | PrioritiesShown
    | CheckedOut
    | Revealed
    | Shown
    | Closed
    | Reopened
)


class Recorded(msgspec.Struct, frozen=True):
    """An event with its place in the session (1, 2, 3 …) and the time it was recorded."""

    version: int
    at: int
    event: Event
