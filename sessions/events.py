"""What can happen in a session, one frozen value each. The log keeps them; everything else is derived.

Times are whole milliseconds UTC. Ids can be said aloud: seat "s7", group "g2", note "n12", card "digitalisation".
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from cards.deck import Deck, Text
from sessions.items import Item, Screen

Stance = Literal["opportunity", "threat", "both", "unsure"]
Mark = Literal["cross-cutting", "spoke-to-us"]
StepKind = Literal[
    "welcome",
    "warmup",
    "who",
    "speech",
    "rate",
    "talk",
    "reveal",
    "rerate",
    "crosscutting",
    "priorities",
    "actions",
    "checkout",
    "close",
]
Joining = Literal["chosen", "assigned"]
Channel = Literal["phone", "device", "paper"]
NoteStatus = Literal["received", "on-screen", "used"]
LastQuestion = Literal["thought", "next_time"]

STANCES: tuple[Stance, ...] = ("opportunity", "threat", "both", "unsure")
MARKS: tuple[Mark, ...] = ("cross-cutting", "spoke-to-us")
LAST_QUESTIONS: tuple[LastQuestion, ...] = ("thought", "next_time")

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
    """One part of the agenda; `minutes` is planned, and the length of the clock.

    `task` says what to do in the facilitator's own words, where the words for its kind do not fit; `most` is how many
    cards are rated again in a step "rerate".
    """

    id: str
    kind: StepKind
    minutes: int = 0
    task: Text = {}
    most: int = 3


class Dealing(msgspec.Struct, frozen=True):
    """How cards are dealt.

    `same`: every group has all. `split`: without repeats. `spread`: each card lies on at least `tables` tables, in
    hands of `size` cards (0: as few as that takes). `draw`: groups draw up to `size` cards from a face-down pile.
    `picked`: by hand, as in `hands` (group id -> cards). `anchors` go to every group, whatever the kind.
    """

    kind: Literal["same", "split", "spread", "draw", "picked"] = "same"
    anchors: tuple[str, ...] = ()
    tables: int = 2
    size: int = 0
    hands: Mapping[str, tuple[str, ...]] = {}


class Limits(msgspec.Struct, frozen=True):
    """Below how many people a breakdown is hidden."""

    group: int = 3
    sector: int = 5


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """A session was opened; its deck is frozen here, with the digest of the deck it was taken from.

    `points` is what each person may give to the cards that matter most; `demo` says that its answers are made up.
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
    demo: bool = False


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


class Locked(msgspec.Struct, frozen=True, tag="locked"):
    """Nobody new can join, or (off) everybody can again."""

    on: bool


class DoorMoved(msgspec.Struct, frozen=True, tag="door-moved"):
    """New people join with another code; whoever has a seat keeps it."""

    door: str


class Regrouped(msgspec.Struct, frozen=True, tag="regrouped"):
    """Somebody sits at another table: their answers go with them, their notes stay with the table."""

    seat: str
    group: str
    by: Literal["facilitator", "participant"] = "facilitator"


class Removed(msgspec.Struct, frozen=True, tag="removed"):
    """A facilitator took somebody out of the session (or back in): what they said does not count meanwhile."""

    seat: str
    on: bool


class Muted(msgspec.Struct, frozen=True, tag="muted"):
    """A facilitator closed the notes for one seat, or opened them again."""

    seat: str
    on: bool


class GroupAdded(msgspec.Struct, frozen=True, tag="group-added"):
    group: str
    name: str


class GroupRenamed(msgspec.Struct, frozen=True, tag="group-renamed"):
    group: str
    name: str


class GroupMerged(msgspec.Struct, frozen=True, tag="group-merged"):
    """A table moved to another: its people sit there, its notes keep its name."""

    group: str
    into: str


class Dealt(msgspec.Struct, frozen=True, tag="dealt"):
    """Which group has which cards, by group id, in the order of showing; `pile` lies face down for who draws."""

    hands: Mapping[str, tuple[str, ...]]
    seed: int
    pile: tuple[str, ...] = ()


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """A group turned over the topmost card of the pile."""

    seat: str
    group: str
    card: str


class AgendaPlanned(msgspec.Struct, frozen=True, tag="agenda-planned"):
    """The steps are these from now on; `step` is where the running one stands among them."""

    steps: tuple[Step, ...]
    step: int


class Stepped(msgspec.Struct, frozen=True, tag="stepped"):
    step: int


class StepTimed(msgspec.Struct, frozen=True, tag="step-timed"):
    """The clock of a step that is no rating round."""

    ends_at: int | None


class Paused(msgspec.Struct, frozen=True, tag="paused"):
    """Everything waits; clocks stand still."""


class Resumed(msgspec.Struct, frozen=True, tag="resumed"):
    """Clocks go on with what was left on them."""


class PhonesDown(msgspec.Struct, frozen=True, tag="phones-down"):
    """Phones ask people to look up, or (off) show the step again."""

    on: bool


class Undone(msgspec.Struct, frozen=True, tag="undone"):
    """What facilitators did from this version on was taken back; what participants did stays."""

    version: int


class RoundOpened(msgspec.Struct, frozen=True, tag="round-opened"):
    """A rating round opened, or (same number) was opened again before anything of it was revealed.

    It asks only for these `cards`, or for the whole hand. Round 0 is practice: it asks for the practice card.
    """

    round: int
    ends_at: int | None = None
    cards: tuple[str, ...] = ()


class RoundClosed(msgspec.Struct, frozen=True, tag="round-closed"):
    round: int
    by: Literal["facilitator", "clock"] = "facilitator"


class TimerSet(msgspec.Struct, frozen=True, tag="timer-set"):
    round: int
    ends_at: int | None


class Restarted(msgspec.Struct, frozen=True, tag="restarted"):
    """The answers to these cards in this round were set aside, and do not count from now on."""

    round: int
    cards: tuple[str, ...]


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
    """The author took a note back; the log erases the text of the event `noted` (its version) and quotes of it."""

    note: str
    noted: int


class Released(msgspec.Struct, frozen=True, tag="released"):
    """A facilitator put a note on the screen."""

    note: str


class Hidden(msgspec.Struct, frozen=True, tag="hidden"):
    """A facilitator took a note off the screen again."""

    note: str


class NotesOpened(msgspec.Struct, frozen=True, tag="notes-opened"):
    """Notes go on the screen as they come, or (off) only when a facilitator releases them."""

    on: bool


class Starred(msgspec.Struct, frozen=True, tag="starred"):
    """A facilitator chose a note as a quote for the write-up."""

    note: str
    on: bool


class Tagged(msgspec.Struct, frozen=True, tag="tagged"):
    """A facilitator put a note under a theme of the deck ("" for none)."""

    note: str
    theme: str


class NotesMerged(msgspec.Struct, frozen=True, tag="notes-merged"):
    """A note says the same as another and is shown with it ("" for on its own again)."""

    note: str
    into: str


class KeptOut(msgspec.Struct, frozen=True, tag="kept-out"):
    """A note stays out of the wall and of every document, or comes back."""

    note: str
    on: bool


class Quoted(msgspec.Struct, frozen=True, tag="quoted"):
    """What documents quote of a note, shortened by a facilitator ("" for the note as it is)."""

    note: str
    text: str


class Retold(msgspec.Struct, frozen=True, tag="retold"):
    """What documents tell of an answer to one of the last questions: this `text`, or ("") the answer as it is, or
    (`out`) nothing.
    """

    seat: str
    question: LastQuestion
    text: str
    out: bool = False


class Upvoted(msgspec.Struct, frozen=True, tag="upvoted"):
    """Somebody agrees with a note that is on the screen, or no longer does."""

    seat: str
    note: str
    on: bool
    tap: int


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

    They replace what the seat said in the event `before` (its version, 0 for none), where the log erases the texts,
    as it does what facilitators quoted of them.
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


class HandCounted(msgspec.Struct, frozen=True, tag="hand-counted"):
    """How many people of a group without a phone gave each answer to a card, by raised hands or coloured cards."""

    round: int
    group: str
    card: str
    counts: Mapping[Stance, int]


class ChairRated(msgspec.Struct, frozen=True, tag="chair-rated"):
    """What the room thinks an absent sector would answer ("" for nothing); it is told apart and never counted."""

    sector: str
    card: str
    stance: Stance | Literal[""]


class Wrote(msgspec.Struct, frozen=True, tag="wrote"):
    """A facilitator wrote an item, new or in place of what the event `over` (its version, 0 for none) said."""

    item: Item
    over: int = 0


class Struck(msgspec.Struct, frozen=True, tag="struck"):
    """A facilitator took an item off the list."""

    item: str
    over: int


class Volunteered(msgspec.Struct, frozen=True, tag="volunteered"):
    """Somebody can take an action, or no longer can."""

    seat: str
    action: str
    on: bool
    tap: int


class CarriedOver(msgspec.Struct, frozen=True, tag="carried-over"):
    """Open actions and parked things came along from the session before in the series."""

    session: str
    items: tuple[Item, ...]


class ScreenSet(msgspec.Struct, frozen=True, tag="screen-set"):
    screen: Screen


class Published(msgspec.Struct, frozen=True, tag="published"):
    """Anyone with the link may read the result until then (milliseconds UTC; 0: not any more)."""

    until: int


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    pass


class Reopened(msgspec.Struct, frozen=True, tag="reopened"):
    pass


Event = (
    Opened
    | Seated
    | SeatMoved
    | Wiped
    | Locked
    | DoorMoved
    | Regrouped
    | Removed
    | Muted
    | GroupAdded
    | GroupRenamed
    | GroupMerged
    | Dealt
    | Drawn
    | AgendaPlanned
    | Stepped
    | StepTimed
    | Paused
    | Resumed
    | PhonesDown
    | Undone
    | RoundOpened
    | RoundClosed
    | TimerSet
    | Restarted
    | Rated
    | Noted
    | Edited
    | Withdrawn
    | Released
    | Hidden
    | NotesOpened
    | Starred
    | Tagged
    | NotesMerged
    | KeptOut
    | Quoted
    | Retold
    | Upvoted
    | Marked
    | Prioritised
    | PrioritiesShown
    | CheckedOut
    | Revealed
    | Shown
    | HandCounted
    | ChairRated
    | Wrote
    | Struck
    | Volunteered
    | CarriedOver
    | ScreenSet
    | Published
    | Closed
    | Reopened
)


class Recorded(msgspec.Struct, frozen=True):
    """An event with its place in the session (1, 2, 3 …) and the time it was recorded."""

    version: int
    at: int
    event: Event
