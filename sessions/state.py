"""What is so in a session after some events, and what becomes of it with the next.

Nothing here changes in place, so any thread may keep and read a state while the next one is made. The rules stand in
`answering`, `seating`, `steering` and `harvesting`; `sessions.session` puts them together.
"""

from __future__ import annotations  # rpds' maps are generic in their stub only

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Self, TypeVar, cast

import msgspec
from rpds import HashTrieMap

from cards.deck import Card, Deck
from cards.practice import PRACTICE, practice_card
from sessions.errors import NoSuchGroup, NoSuchNote, NoSuchSeat, SessionClosed
from sessions.events import (
    LAST_QUESTIONS,
    STANCES,
    AgendaPlanned,
    CarriedOver,
    ChairRated,
    Channel,
    CheckedOut,
    Closed,
    Dealt,
    DoorMoved,
    Drawn,
    Edited,
    Event,
    Group,
    GroupAdded,
    GroupMerged,
    GroupRenamed,
    HandCounted,
    Hidden,
    KeptOut,
    LastQuestion,
    Locked,
    Mark,
    Marked,
    Muted,
    Noted,
    NotesMerged,
    NotesOpened,
    NoteStatus,
    Opened,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Prioritised,
    Published,
    Quoted,
    Rated,
    Recorded,
    Regrouped,
    Released,
    Removed,
    Reopened,
    Restarted,
    Resumed,
    Retold,
    Revealed,
    RoundClosed,
    RoundOpened,
    ScreenSet,
    Seated,
    SeatMoved,
    Shown,
    Stance,
    Starred,
    Step,
    StepKind,
    Stepped,
    StepTimed,
    Struck,
    Tagged,
    TimerSet,
    Undone,
    Upvoted,
    Volunteered,
    Wiped,
    Withdrawn,
    Wrote,
)
from sessions.items import Action, Focus, Headline, Item, Outcome, Parked, Passage, Screen

Key = TypeVar("Key")
Value = TypeVar("Value")

UNDO_TIME = 30_000  # milliseconds for which a facilitator can take something back
RATING_STEPS = ("warmup", "rate", "rerate")


class Seat(msgspec.Struct, frozen=True):
    """Somebody's place; `at` is when it was taken."""

    id: str
    group: str
    sector: str
    nickname: str
    language: str
    channel: Channel
    rehearsal: bool
    at: int
    removed: bool = False
    muted: bool = False

    @property
    def counts(self) -> bool:
        """Whether what the seat says is part of a result."""
        return not (self.rehearsal or self.removed)


class Round(msgspec.Struct, frozen=True):
    """A rating round, of the whole hand or of these `cards`; `ends_at` is the clock's end."""

    number: int
    opened_at: int
    ends_at: int | None = None
    closed_at: int | None = None
    cards: tuple[str, ...] = ()

    def open(self, now: int) -> bool:
        return self.closed_at is None and (self.ends_at is None or now <= self.ends_at)

    def ended_at(self, now: int) -> int | None:
        """When the round ended, or None while it is open."""
        if self.closed_at is not None and self.ends_at is not None:
            return min(self.closed_at, self.ends_at)
        if self.closed_at is not None:
            return self.closed_at
        return self.ends_at if self.ends_at is not None and now > self.ends_at else None

    def asks(self, card: str) -> bool:
        return not self.cards or card in self.cards


class Rating(msgspec.Struct, frozen=True):
    stance: Stance
    tap: int
    channel: Channel
    at: int


class Note(msgspec.Struct, frozen=True):
    """A note as it reads now; `version` is the event that holds its text, `tap` the one that sent it."""

    id: str
    seat: str
    group: str
    card: str
    kind: str
    text: str
    language: str
    at: int
    version: int
    tap: int


class Sorting(msgspec.Struct, frozen=True):
    """What facilitators did with a note: `quote` is their shorter text, `into` the note that it is shown with."""

    on_screen: bool = False
    starred: bool = False
    theme: str = ""
    into: str = ""
    out: bool = False
    quote: str = ""


class Priority(msgspec.Struct, frozen=True):
    """What a seat gave to a card."""

    points: int
    tap: int


class CheckOut(msgspec.Struct, frozen=True):
    """A seat's last words; empty texts and a grade of 0 are questions left out."""

    thought: str
    next_time: str
    grade: int
    tap: int
    at: int
    version: int

    def answer(self, question: LastQuestion) -> str:
        return self.thought if question == "thought" else self.next_time


class Wording(msgspec.Struct, frozen=True):
    """What a facilitator lets documents tell of somebody's last words: `text`, or (`out`) nothing."""

    text: str = ""
    out: bool = False


class Switch(msgspec.Struct, frozen=True):
    """Something a seat turned on or off."""

    on: bool
    tap: int


class Written(msgspec.Struct, frozen=True):
    """An item, the version of the event that holds it, and when that was."""

    item: Item
    version: int
    at: int


class Began(msgspec.Struct, frozen=True):
    """When a step was begun, or come back to."""

    step: str
    at: int


class Past(msgspec.Struct, frozen=True):
    """What a facilitator did, and how things stood before: the fields of FACILITATED, and the seats it touched."""

    version: int
    at: int
    event: Event
    before: tuple[object, ...]
    seats: tuple[Seat, ...] = ()


# What facilitators alone change: taking something back restores these and leaves what participants did.
FACILITATED = (
    "step",
    "planned",
    "began",
    "step_ends_at",
    "paused_at",
    "phones_down",
    "tables",
    "merged",
    "dealt_hands",
    "pile",
    "deal_version",
    "rounds",
    "practice",
    "void",
    "revealed",
    "shown",
    "priorities_shown",
    "locked",
    "moved_door",
    "notes_open",
    "sorting",
    "wordings",
    "by_hand",
    "chairs",
    "items",
    "screen",
    "published",
    "closed",
)

# Steering moves the stage: a command decided on an older stage is refused.
STEERING = (
    AgendaPlanned,
    Closed,
    Dealt,
    GroupAdded,
    GroupMerged,
    GroupRenamed,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Reopened,
    Restarted,
    Resumed,
    Revealed,
    RoundClosed,
    RoundOpened,
    Shown,
    Stepped,
    StepTimed,
    TimerSet,
    Undone,
)

# What a facilitator does beside it: two of them can, while a third steers.
ASIDE = (
    ChairRated,
    DoorMoved,
    HandCounted,
    Hidden,
    KeptOut,
    Locked,
    Muted,
    NotesMerged,
    NotesOpened,
    Published,
    Quoted,
    Regrouped,
    Released,
    Removed,
    Retold,
    ScreenSet,
    Starred,
    Struck,
    Tagged,
    Wrote,
)

FACILITATORS = (*STEERING, *ASIDE)

# What of this no phone shows.
UNSEEN = (
    DoorMoved,
    Hidden,
    KeptOut,
    Locked,
    NotesMerged,
    NotesOpened,
    Quoted,
    Released,
    Retold,
    ScreenSet,
    Starred,
    Tagged,
)


# What is worked out from a state and stays so: always, and after what participants do (but for drawing a card).
LASTING = ("cards", "known_cards")
KEPT_BY_PEOPLE = (*LASTING, "hands", "_asked_hands", "_asked_count", "used_notes")


class State(msgspec.Struct, frozen=True, dict=True):
    """Everything that is so after `version` events.

    `stage` counts what facilitators steered, for their commands; `steered` is the version of the newest event that
    changed what everybody sees (the clock's close is one of these, but no facilitator's doing).
    """

    opened: Opened
    opened_at: int
    version: int = 1
    stage: int = 0
    steered: int = 1
    # who is here
    seats: HashTrieMap[str, Seat] = HashTrieMap()
    tickets: HashTrieMap[str, str] = HashTrieMap()
    moved: HashTrieMap[str, str] = HashTrieMap()  # tickets that opened a seat before it moved to another phone
    seated: int = 0  # the highest number a seat was given
    sizes: HashTrieMap[tuple[bool, str, str], int] = HashTrieMap()  # seats by (rehearsal, group, sector or "*")
    tables: tuple[Group, ...] | None = None  # the groups, once they are others than at the opening
    merged: Mapping[str, str] = {}  # group -> the group its people sit at now
    locked: bool = False
    moved_door: str = ""
    # where the event stands
    step: int = 0
    planned: tuple[Step, ...] | None = None  # the agenda, once it is another than at the opening
    began: tuple[Began, ...] = ()
    step_ends_at: int | None = None
    paused_at: int | None = None
    phones_down: bool = False
    past: tuple[Past, ...] = ()  # what can still be taken back, oldest first
    # cards and answers
    dealt_hands: Mapping[str, tuple[str, ...]] = {}
    pile: tuple[str, ...] = ()  # in the order of drawing, with the cards already drawn
    deal_version: int = 0
    drawn: tuple[tuple[int, str, str, str], ...] = ()  # (version of the deal, group, card, seat)
    rounds: tuple[Round, ...] = ()
    practice: Round | None = None
    ratings: HashTrieMap[tuple[int, str, str], Rating] = HashTrieMap()
    void: frozenset[tuple[int, str]] = frozenset()  # answers set aside, by (round, card)
    answered: HashTrieMap[tuple[int, str], int] = HashTrieMap()  # by (round, seat): answers to what the round asks
    by_hand: HashTrieMap[tuple[int, str, str], Mapping[Stance, int]] = HashTrieMap()  # by (round, card, group)
    chairs: HashTrieMap[tuple[str, str], Stance] = HashTrieMap()  # by (sector, card)
    revealed: tuple[tuple[int, str], ...] = ()
    seen: frozenset[tuple[int, str]] = frozenset()  # what was ever revealed, also when that was taken back
    shown: str = ""
    # notes, marks, points
    notes: HashTrieMap[str, Note] = HashTrieMap()
    noted: int = 0
    noted_by_tap: HashTrieMap[tuple[str, int], str] = HashTrieMap()
    notes_open: bool = False
    sorting: HashTrieMap[str, Sorting] = HashTrieMap()
    upvotes: HashTrieMap[tuple[str, str], Switch] = HashTrieMap()  # by (note, seat)
    screened: int = 0  # how often a note went on the screen or off it
    marks: HashTrieMap[tuple[str, Mark, str], bool] = HashTrieMap()
    mark_taps: HashTrieMap[tuple[str, Mark, str], int] = HashTrieMap()
    priorities: HashTrieMap[tuple[str, str], Priority] = HashTrieMap()  # by (card, seat)
    priorities_shown: bool = False
    checkouts: HashTrieMap[str, CheckOut] = HashTrieMap()
    wordings: HashTrieMap[tuple[str, LastQuestion], Wording] = HashTrieMap()  # by (seat, question)
    taps: HashTrieMap[str, int] = HashTrieMap()
    # what the room leaves with
    items: HashTrieMap[str, Written] = HashTrieMap()
    numbered: HashTrieMap[str, int] = HashTrieMap()  # letter of an id -> the highest number given
    volunteers: HashTrieMap[tuple[str, str], Switch] = HashTrieMap()  # by (action, seat)
    screen: Screen = Screen()
    published: int = 0
    closed: bool = False

    # ---------------------------------------------------------------- looking: who and where

    @property
    def code(self) -> str:
        """The session's name in the log and in addresses; people join with `door`."""
        return self.opened.code

    @property
    def door(self) -> str:
        return self.moved_door or self.opened.code

    @property
    def deck(self) -> Deck:
        return self.opened.deck

    @property
    def every_group(self) -> tuple[Group, ...]:
        return self.opened.groups if self.tables is None else self.tables

    @property
    def groups(self) -> tuple[Group, ...]:
        """The tables at which people sit now: without those that moved to another."""
        return tuple(group for group in self.every_group if group.id not in self.merged)

    @property
    def agenda(self) -> tuple[Step, ...]:
        return self.opened.agenda if self.planned is None else self.planned

    @cached_property
    def cards(self) -> dict[str, Card]:
        return {card.id: card for card in self.deck.cards}

    @cached_property
    def known_cards(self) -> dict[str, Card]:
        """The deck's cards and the practice card, which is in no hand and in no result."""
        return {**self.cards, PRACTICE: practice_card(self.deck)}

    @property
    def current_step(self) -> Step:
        return self.agenda[self.step]

    @property
    def step_began(self) -> int:
        """When the running step was begun."""
        return self.began[-1].at if self.began else self.opened_at

    def clock(self, now: int) -> int:
        """The time by which clocks run: it stands still in a pause."""
        return now if self.paused_at is None else min(now, self.paused_at)

    def group(self, group_id: str) -> Group:
        for group in self.every_group:
            if group.id == group_id:
                return group
        raise NoSuchGroup(group=group_id)

    def table(self, group_id: str) -> Group:
        """A group that people can sit at: one that moved to another table is none.

        Raises:
            NoSuchGroup
        """
        if group_id in self.merged:
            raise NoSuchGroup(group=group_id)
        return self.group(group_id)

    def seat(self, seat_id: str) -> Seat:
        seat = self.seats.get(seat_id)
        if seat is None:
            raise NoSuchSeat()
        return seat

    def seat_with(self, ticket: str) -> Seat | None:
        """The seat whose ticket has this SHA-256 (hex)."""
        seat_id = self.tickets.get(ticket)
        return self.seats[seat_id] if seat_id is not None else None

    def people(self) -> list[Seat]:
        """The seats that count, in the order they were taken: rehearsal and removed seats never do."""
        return sorted((seat for seat in self.seats.values() if seat.counts), key=lambda seat: int(seat.id[1:]))

    # ---------------------------------------------------------------- looking: cards and answers

    @property
    def dealt(self) -> bool:
        return bool(self.dealt_hands)

    @cached_property
    def hands(self) -> dict[str, tuple[str, ...]]:
        """Which group has which cards: dealt to it, and drawn by it."""
        hands = {group: set(hand) for group, hand in self.dealt_hands.items()}
        for deal, group, card, _ in self.drawn:
            if deal == self.deal_version:
                hands.setdefault(self.merged.get(group, group), set()).add(card)
        return {group: tuple(card for card in self.cards if card in hand) for group, hand in hands.items()}

    def face_down(self) -> tuple[str, ...]:
        """The cards of the pile that nobody has drawn yet, the topmost first."""
        gone = {card for deal, _, card, _ in self.drawn if deal == self.deal_version}
        return tuple(card for card in self.pile if card not in gone)

    @property
    def practising(self) -> bool:
        return self.current_step.kind == "warmup" and self.practice is not None

    @property
    def round(self) -> Round | None:
        """The round that phones answer, open or not: practice during the warm-up, else the newest."""
        if self.practising:
            return self.practice
        return self.rounds[-1] if self.rounds else None

    @property
    def round_number(self) -> int:
        """The number of that round: 0 is practice, and also none yet."""
        return 0 if self.practising else len(self.rounds)

    def open_round(self, now: int) -> Round | None:
        """The round that takes answers now; in a pause none does."""
        if self.paused_at is not None or self.round is None:
            return None
        return self.round if self.round.open(now) else None

    def hand(self, group_id: str) -> tuple[str, ...]:
        return self.hands.get(group_id, ())

    @property
    def doing(self) -> StepKind:
        """What phones and the wall show: the running step, but "rate" while a round runs in another."""
        kind = self.current_step.kind
        running = self.round is not None and self.round.closed_at is None
        return "rate" if running and kind not in RATING_STEPS else kind

    def asked(self, group_id: str) -> tuple[str, ...]:
        """The cards that the running round asks of a group."""
        return (PRACTICE,) if self.practising else self._asked_hands.get(group_id, ())

    @cached_property
    def _asked_hands(self) -> dict[str, tuple[str, ...]]:
        """What the newest round asks of each hand; every phone wants to know it at each step."""
        if not self.rounds:
            return self.hands
        asks = self.rounds[-1].asks
        return {group: tuple(card for card in hand if asks(card)) for group, hand in self.hands.items()}

    def is_asked(self, group_id: str, card: str) -> bool:
        """Whether `asked` has a card, found without walking through the hand."""
        if self.practising:
            return card == PRACTICE
        return card in self.hands.get(group_id, ()) and (not self.rounds or self.rounds[-1].asks(card))

    def cards_in_play(self) -> tuple[str, ...]:
        """Dealt cards in deck order; before the deal every card of the hand, and in the warm-up the practice card."""
        if self.practising:
            return (PRACTICE,)
        dealt = {card for hand in self.hands.values() for card in hand}
        return tuple(card.id for card in self.deck.cards if card.id in dealt or not self.dealt)

    def rating_of(self, seat_id: str, card: str, round_number: int | None = None) -> Rating | None:
        """What a seat answered in a round, the running one if none is named."""
        number = round_number if round_number is not None else self.round_number
        return None if (number, card) in self.void else self.ratings.get((number, card, seat_id))

    def final_rating(self, seat_id: str, card: str) -> Rating | None:
        """A seat's newest answer to a card, whatever the round: that is what the results count."""
        if card == PRACTICE:
            return self.ratings.get((0, PRACTICE, seat_id))
        for number in range(len(self.rounds), 0, -1):
            rating = self.rating_of(seat_id, card, number)
            if rating is not None:
                return rating
        return None

    def raised_at(self, card: str, table: str, round_number: int | None = None) -> Counter[Stance]:
        """Answers by raised hands of everybody who sits at a table now, in a round or in the newest that has some:
        those who moved there are among the ones counted later.
        """
        numbers = range(len(self.rounds), 0, -1) if round_number is None else (round_number,)
        for number in numbers:
            raised: Counter[Stance] = Counter()
            for group in self._sitting_at(table) if (number, card) not in self.void else ():
                raised.update(self.by_hand.get((number, card, group), {}))
            if raised:
                return raised
        return Counter()

    def _sitting_at(self, table: str) -> list[str]:
        """The groups whose people sit at a table: its own, and those that moved there."""
        return [group.id for group in self.every_group if self.merged.get(group.id, group.id) == table]

    def people_by_hand(self) -> dict[str, int]:
        """Table -> people without a phone who raised their hands there: the most that any card of it counted. The
        people of a table that moved to another sit there.
        """
        raised: dict[tuple[int, str, str], int] = {}
        for (number, card, group), counts in self.by_hand.items():
            place = (number, card, self.merged.get(group, group))
            raised[place] = raised.get(place, 0) + sum(counts.values())
        most: dict[str, int] = {}
        for (_, _, table), people in raised.items():
            most[table] = max(most.get(table, 0), people)
        return {table: people for table, people in most.items() if people}

    def has_answered(self, seat: Seat) -> bool:
        """Whether the seat has answered every card that the running round asks of it: the one definition of it."""
        asked = self._asked_count.get(seat.group, 0)
        return asked > 0 and self.answered.get((self.round_number, seat.id), 0) >= asked

    @cached_property
    def _asked_count(self) -> dict[str, int]:
        return {group.id: len(self.asked(group.id)) for group in self.groups}

    def tally(self, card: str, round_number: int | None = None) -> dict[Stance, int]:
        """How many people gave each answer to a card: their newest one, or that of the round named."""
        counts = dict.fromkeys(STANCES, 0)
        for seat in self.seats.values():
            if not seat.counts:
                continue
            if round_number is None:
                rating = self.final_rating(seat.id, card)
            else:
                rating = self.rating_of(seat.id, card, round_number)
            if rating is not None:
                counts[rating.stance] += 1
        for table in self.groups:
            for stance, count in self.raised_at(card, table.id, round_number).items():
                counts[stance] += count
        return counts

    @cached_property
    def revealed_tallies(self) -> dict[str, dict[Stance, int]]:
        """The tally of each card that is revealed, counted once for all phones that ask."""
        return {card: self.tally(card) for card in self.revealed_cards()}

    def asked_in(self, card: str) -> int:
        """The number of the newest round that asked for a card; 0 before any, and for the practice card."""
        return next((r.number for r in reversed(self.rounds) if card != PRACTICE and r.asks(card)), 0)

    def is_revealed(self, card: str) -> bool:
        """Whether the newest answers to this card have been shown to the room."""
        return (self.asked_in(card), card) in self.revealed

    def revealed_cards(self) -> tuple[str, ...]:
        """Cards whose newest answers have been shown, in the order of showing; the practice card in its step only."""
        return tuple(
            card
            for number, card in self.revealed
            if number == self.asked_in(card) and (card == PRACTICE) == self.practising
        )

    # ---------------------------------------------------------------- looking: notes, marks, items

    def note_of(self, note_id: str) -> Note:
        found = self.notes.get(note_id)
        if found is None:
            raise NoSuchNote()
        return found

    def sorted(self, note_id: str) -> Sorting:
        return self.sorting.get(note_id, Sorting())

    def status_of(self, note_id: str) -> NoteStatus:
        """Where a note stands: used once an outcome rests on it."""
        if note_id in self.used_notes:
            return "used"
        return "on-screen" if self.sorted(note_id).on_screen else "received"

    @cached_property
    def used_notes(self) -> frozenset[str]:
        return frozenset(note for outcome in self.outcomes() for note in outcome.notes)

    def notes_by(self, seat_id: str) -> list[Note]:
        """Somebody's own notes, oldest first."""
        own = (note for note in self.notes.values() if note.seat == seat_id)
        return sorted(own, key=_place)

    def all_notes(self) -> list[Note]:
        """Notes of the seats that count, oldest first."""
        return sorted((note for note in self.notes.values() if self.seats[note.seat].counts), key=_place)

    def told_notes(self) -> list[Note]:
        """Notes that a wall or a document may tell: none that is kept out, and of merged ones the first."""
        return [note for note in self.all_notes() if not (self.sorted(note.id).out or self.sorted(note.id).into)]

    def agreeing(self, note_id: str) -> int:
        """How many people agree with a note or wrote the same."""
        same = {note_id} | {note for note, how in self.sorting.items() if how.into == note_id}
        seats = {seat for (note, seat), switch in self.upvotes.items() if note in same and switch.on}
        return len({seat for seat in seats if self.seats[seat].counts}) + len(same) - 1

    def points_of(self, seat_id: str) -> dict[str, int]:
        """The cards a seat gave points to, in deck order."""
        given = {card: self.priorities.get((card, seat_id)) for card in self.cards}
        return {card: priority.points for card, priority in given.items() if priority and priority.points}

    def is_marked(self, group: str, mark: Mark, card: str) -> bool:
        """Whether a group marked a card that it still holds."""
        return self.marks.get((group, mark, card), False) and card in self.hand(group)

    def marked(self, group: str, mark: Mark) -> list[str]:
        marked = {card for (by, as_, card), on in self.marks.items() if on and (by, as_) == (group, mark)}
        return [card for card in self.cards if card in marked and card in self.hand(group)] if marked else []

    def _items(self, kind: type[Value]) -> list[Value]:
        found = [written.item for written in self.items.values()]
        return sorted((item for item in found if isinstance(item, kind)), key=lambda item: int(item.id[1:]))  # type: ignore[attr-defined]

    def outcomes(self) -> list[Outcome]:
        return self._items(Outcome)

    def actions(self) -> list[Action]:
        return self._items(Action)

    def parked(self) -> list[Parked]:
        return self._items(Parked)

    def focuses(self) -> list[Focus]:
        """Priorities in words, the first first."""
        return self._items(Focus)

    @property
    def headline(self) -> str:
        """The sentence the room agreed on, or ""."""
        found = self._items(Headline)
        return found[0].text if found else ""

    def passages(self, language: str) -> dict[str, Passage]:
        """The facilitator's own words for the write-up in a language, by the paragraph's place."""
        return {passage.place: passage for passage in self._items(Passage) if passage.language == language}

    def said_last(self, question: LastQuestion) -> list[tuple[Seat, str]]:
        """Who (of the seats that count) answered this one of the last questions, and what they wrote."""
        said = ((seat, self.checkouts.get(seat.id)) for seat in self.people())
        return [
            (seat, words.answer(question)) for seat, words in said if words is not None and words.answer(question)
        ]

    def told_last(self, question: LastQuestion) -> list[tuple[Seat, str]]:
        """The same as documents may tell it: shortened where a facilitator did that, without what is kept out."""
        found = (
            (seat, text, self.wordings.get((seat.id, question), Wording())) for seat, text in self.said_last(question)
        )
        return [(seat, wording.text or text) for seat, text, wording in found if not wording.out]

    def volunteers_for(self, action: str) -> list[Seat]:
        """Who can take an action; rehearsal and removed seats never can."""
        seats = [
            self.seats[seat] for (known, seat), switch in self.volunteers.items() if known == action and switch.on
        ]
        return sorted((seat for seat in seats if seat.counts), key=lambda seat: int(seat.id[1:]))

    def is_published(self, now: int) -> bool:
        return now < self.published

    def _still_open(self) -> None:
        if self.closed:
            raise SessionClosed()

    # ---------------------------------------------------------------- the next state

    def after(self, recorded: Recorded) -> Self:
        """The state once this event has happened."""
        event, at = recorded.event, recorded.at
        if isinstance(event, FACILITATORS):
            return self._after_facilitator(event, recorded)
        changed: dict[str, object]
        match event:
            case Rated():
                changed = self._after_rating(event, at)
            case Noted():
                changed = {
                    "notes": self.notes.insert(event.note, _note(event, recorded)),
                    "noted": max(self.noted, int(event.note[1:])),
                    "noted_by_tap": self.noted_by_tap.insert((event.seat, event.tap), event.note),
                    "taps": self._tapped(event.seat, event.tap),
                }
                if self.notes_open:
                    changed["sorting"] = self.sorting.insert(event.note, Sorting(on_screen=True))
            case Edited():
                changed = {
                    "notes": self.notes.insert(event.note, _edited(self.notes[event.note], event, recorded)),
                    "sorting": self.sorting.discard(event.note),  # nobody has read the new words yet
                    "taps": self._tapped(self.notes[event.note].seat, event.tap),
                }
            case Withdrawn():
                changed = {"notes": self.notes.discard(event.note), "sorting": self._unsorted(event.note)}
            case Upvoted():
                changed = {
                    "upvotes": self.upvotes.insert((event.note, event.seat), Switch(on=event.on, tap=event.tap)),
                    "taps": self._tapped(event.seat, event.tap),
                }
            case Marked():
                changed = {
                    "marks": self.marks if self.seats[event.seat].rehearsal else self._marking(event),
                    "mark_taps": self.mark_taps.insert((event.seat, event.mark, event.card), event.tap),
                    "taps": self._tapped(event.seat, event.tap),
                }
            case Seated():
                seat = _seat(event, at)
                changed = {
                    "seats": self.seats.insert(event.seat, seat),
                    "tickets": self.tickets.insert(event.ticket, event.seat),
                    "seated": max(self.seated, int(event.seat[1:])),
                    "sizes": _sized(self.sizes, seat, by=1),
                }
            case Wiped():
                changed = self._without_rehearsal(event)
            case SeatMoved():
                before = next(ticket for ticket, seat in self.tickets.items() if seat == event.seat)
                changed = {
                    "tickets": self.tickets.discard(before).insert(event.ticket, event.seat),
                    "moved": self.moved.insert(before, event.seat),
                }
            case Prioritised():
                given = Priority(points=event.points, tap=event.tap)
                changed = {
                    "priorities": self.priorities.insert((event.card, event.seat), given),
                    "taps": self._tapped(event.seat, event.tap),
                }
            case CheckedOut():
                changed = {
                    "checkouts": self.checkouts.insert(event.seat, _check_out(event, recorded)),
                    "wordings": self._unworded(event.seat),  # nobody has read the new words yet
                    "taps": self._tapped(event.seat, event.tap),
                }
            case Volunteered():
                switch = Switch(on=event.on, tap=event.tap)
                changed = {
                    "volunteers": self.volunteers.insert((event.action, event.seat), switch),
                    "taps": self._tapped(event.seat, event.tap),
                }
            case Drawn():
                drawn = (*self.drawn, (self.deal_version, event.group, event.card, event.seat))
                changed = {"drawn": drawn, "steered": recorded.version}
            case CarriedOver():
                changed = {**self._carrying(event, recorded), "steered": recorded.version}
            case _:
                raise TypeError(f"a session begins with Opened, once: {event!r}")
        following = msgspec.structs.replace(self, version=recorded.version, **changed)
        return self._handing_on(following, LASTING if isinstance(event, Drawn | CarriedOver) else KEPT_BY_PEOPLE)

    def _handing_on(self, following: Self, names: tuple[str, ...]) -> Self:
        """The next state with what was worked out for this one and is still so: a tap must not count it all anew."""
        for name in names:
            if name in self.__dict__:
                following.__dict__[name] = self.__dict__[name]
        return following

    def _after_facilitator(self, event: Event, recorded: Recorded) -> Self:
        by_clock = isinstance(event, RoundClosed) and event.by == "clock"
        by_themselves = isinstance(event, Regrouped) and event.by == "participant"
        if isinstance(event, Undone):
            changed = self._undoing(event)
        else:
            changed = self._facilitating(event, recorded)
            if not (by_clock or by_themselves):
                changed["past"] = self._remembering(event, recorded)
        if isinstance(event, STEERING) and not by_clock:
            changed["stage"] = self.stage + 1
        if not isinstance(event, UNSEEN):
            changed["steered"] = recorded.version
        following = msgspec.structs.replace(self, version=recorded.version, **changed)
        if isinstance(event, Dealt | GroupMerged | Regrouped | Restarted | RoundOpened | Stepped | Undone):
            following = msgspec.structs.replace(following, answered=following._count_answered())
        return self._handing_on(following, LASTING)

    def _facilitating(self, event: Event, recorded: Recorded) -> dict[str, object]:
        at = recorded.at
        match event:
            case Locked():
                return {"locked": event.on}
            case DoorMoved():
                return {"moved_door": event.door}
            case Regrouped() | Removed() | Muted():
                seat = self.seats[event.seat]
                match event:
                    case Regrouped():
                        after = msgspec.structs.replace(seat, group=event.group)
                    case Removed():
                        after = msgspec.structs.replace(seat, removed=event.on)
                    case Muted():
                        after = msgspec.structs.replace(seat, muted=event.on)
                return self._reseated(seat, after)
            case GroupAdded():
                return {"tables": (*self.every_group, Group(id=event.group, name=event.name))}
            case GroupRenamed():
                renamed = Group(id=event.group, name=event.name)
                return {"tables": tuple(renamed if g.id == renamed.id else g for g in self.every_group)}
            case GroupMerged():
                return self._merging(event)
            case AgendaPlanned():
                return {"planned": event.steps, "step": event.step}
            case Dealt():
                return {"dealt_hands": event.hands, "pile": event.pile, "deal_version": recorded.version}
            case Stepped():
                step = self.agenda[event.step]
                timed = step.minutes > 0 and step.kind not in RATING_STEPS
                return {
                    "step": event.step,
                    "began": (*self.began, Began(step=step.id, at=at)),
                    "step_ends_at": at + step.minutes * 60_000 if timed else None,
                    "phones_down": False,
                }
            case StepTimed():
                return {"step_ends_at": event.ends_at}
            case Paused():
                return {"paused_at": at}
            case Resumed():
                return self._resuming(at)
            case PhonesDown():
                return {"phones_down": event.on}
            case RoundOpened():
                return self._opening(event, at)
            case RoundClosed():
                return self._changed_round(event.round, closed_at=at)
            case TimerSet():
                return self._changed_round(event.round, ends_at=event.ends_at)
            case Restarted():
                return {"void": self.void | {(event.round, card) for card in event.cards}}
            case Revealed():
                place = (event.round, event.card)
                return {"revealed": (*self.revealed, place), "seen": self.seen | {place}}
            case Shown():
                return {"shown": event.card}
            case PrioritiesShown():
                return {"priorities_shown": True}
            case NotesOpened():
                return {"notes_open": event.on}
            case Released() | Hidden():
                on_screen = isinstance(event, Released)
                return {**self._sorted_anew(event.note, on_screen=on_screen), "screened": self.screened + 1}
            case Starred():
                return self._sorted_anew(event.note, starred=event.on)
            case Tagged():
                return self._sorted_anew(event.note, theme=event.theme)
            case NotesMerged():
                return self._sorted_anew(event.note, into=event.into)
            case KeptOut():
                off = {} if not event.on else {"on_screen": False}
                return self._sorted_anew(event.note, out=event.on, **off)
            case Quoted():
                return self._sorted_anew(event.note, quote=event.text)
            case Retold():
                answer, wording = (event.seat, event.question), Wording(text=event.text, out=event.out)
                decided = wording != Wording()
                return {
                    "wordings": self.wordings.insert(answer, wording) if decided else self.wordings.discard(answer)
                }
            case HandCounted():
                kept = self.by_hand
                for group in self._sitting_at(event.group):  # who moved there is counted there now
                    kept = kept.discard((event.round, event.card, group))
                some = any(event.counts.values())
                return {
                    "by_hand": kept.insert((event.round, event.card, event.group), event.counts) if some else kept
                }
            case ChairRated():
                chair = (event.sector, event.card)
                return {
                    "chairs": self.chairs.insert(chair, event.stance) if event.stance else self.chairs.discard(chair)
                }
            case Wrote():
                return self._writing(event.item, recorded)
            case Struck():
                return {"items": self.items.discard(event.item)}
            case ScreenSet():
                return {"screen": event.screen}
            case Published():
                return {"published": event.until}
            case Closed():
                return {"closed": True}
            case Reopened():
                return {"closed": False}
        raise TypeError(f"no facilitator does this: {event!r}")

    def _remembering(self, event: Event, recorded: Recorded) -> tuple[Past, ...]:
        before = tuple(getattr(self, name) for name in FACILITATED)
        match event:
            case Regrouped() | Removed() | Muted():
                seats: tuple[Seat, ...] = (self.seats[event.seat],)
            case GroupMerged():
                seats = tuple(seat for seat in self.seats.values() if seat.group == event.group)
            case _:
                seats = ()
        done = Past(version=recorded.version, at=recorded.at, event=event, before=before, seats=seats)
        return (*(past for past in self.past if recorded.at - past.at <= UNDO_TIME), done)

    def _undoing(self, event: Undone) -> dict[str, object]:
        """Things as facilitators had them before that version, with what participants did since."""
        place = next((n for n, past in enumerate(self.past) if past.version == event.version), None)
        if place is None:  # it was done to a rehearsal that has been wiped since
            return {}
        before = dict(zip(FACILITATED, self.past[place].before, strict=True))
        undone = self
        for past in reversed(self.past[place:]):
            for seat in past.seats:
                if seat.id in undone.seats:
                    now = undone.seats[seat.id]
                    then = msgspec.structs.replace(now, group=seat.group, removed=seat.removed, muted=seat.muted)
                    undone = msgspec.structs.replace(undone, **undone._reseated(now, then))
        practice = before["practice"]
        return {
            **before,
            "rounds": tuple(self._still_closed(then) for then in cast("tuple[Round, ...]", before["rounds"])),
            "practice": self._still_closed(practice) if isinstance(practice, Round) else None,
            "sorting": self._sorted_before(
                cast("HashTrieMap[str, Sorting]", before["sorting"]), self.past[place].version
            ),
            "wordings": self._worded_before(
                cast("HashTrieMap[tuple[str, LastQuestion], Wording]", before["wordings"]), self.past[place].version
            ),
            "seats": undone.seats,
            "sizes": undone.sizes,
            "past": self.past[:place],
        }

    def _still_closed(self, before: Round) -> Round:
        """A round as it was; but one that people have seen answers of stays closed."""
        closed = {r.number: r.closed_at for r in (*self.rounds, *([self.practice] if self.practice else []))}
        shown = any(number == before.number for number, _ in self.seen)
        if shown and before.closed_at is None:
            return msgspec.structs.replace(before, closed_at=closed.get(before.number))
        return before

    def _sorted_before(self, before: HashTrieMap[str, Sorting], version: int) -> HashTrieMap[str, Sorting]:
        """How notes were sorted; but what was written since stays as it is now."""
        sorting = before
        for note in {*before, *self.sorting}:
            if note not in self.notes or self.notes[note].version > version:
                now = self.sorting.get(note)
                sorting = sorting.discard(note) if now is None else sorting.insert(note, now)
        return sorting

    def _worded_before(
        self, before: HashTrieMap[tuple[str, LastQuestion], Wording], version: int
    ) -> HashTrieMap[tuple[str, LastQuestion], Wording]:
        """What was decided on last words; but on what was said since, what is decided now."""
        since = {seat for seat, said in self.checkouts.items() if said.version > version}
        kept = {
            answer: how for answer, how in before.items() if answer[0] in self.checkouts and answer[0] not in since
        }
        return HashTrieMap({**kept, **{answer: how for answer, how in self.wordings.items() if answer[0] in since}})

    def _unworded(self, seat: str) -> HashTrieMap[tuple[str, LastQuestion], Wording]:
        wordings = self.wordings
        for question in LAST_QUESTIONS:
            wordings = wordings.discard((seat, question))
        return wordings

    def _sorted_anew(self, note: str, **how: object) -> dict[str, object]:
        return {"sorting": self.sorting.insert(note, msgspec.structs.replace(self.sorted(note), **how))}

    def _unsorted(self, note: str) -> HashTrieMap[str, Sorting]:
        """Without this note, and with what was merged into it on its own again."""
        sorting = self.sorting.discard(note)
        for other, how in self.sorting.items():
            if how.into == note:
                sorting = sorting.insert(other, msgspec.structs.replace(how, into=""))
        return sorting

    def _reseated(self, before: Seat, after: Seat) -> dict[str, object]:
        sizes = _sized(_sized(self.sizes, before, by=-1), after, by=1)
        return {"seats": self.seats.insert(after.id, after), "sizes": sizes}

    def _merging(self, event: GroupMerged) -> dict[str, object]:
        merged = {group: event.into if into == event.group else into for group, into in self.merged.items()}
        seats, sizes = self.seats, self.sizes
        for seat in self.seats.values():
            if seat.group == event.group:
                there = msgspec.structs.replace(seat, group=event.into)
                seats, sizes = seats.insert(seat.id, there), _sized(_sized(sizes, seat, by=-1), there, by=1)
        hands = {group: hand for group, hand in self.dealt_hands.items() if group != event.group}
        if event.into in hands:
            elsewhere = {card for hand in hands.values() for card in hand}
            own = self.dealt_hands.get(event.group, ())
            whole = {*hands[event.into], *(card for card in own if card not in elsewhere)}
            hands[event.into] = tuple(card for card in self.cards if card in whole)
        return {"merged": {**merged, event.group: event.into}, "seats": seats, "sizes": sizes, "dealt_hands": hands}

    def _resuming(self, at: int) -> dict[str, object]:
        stood = at - (self.paused_at if self.paused_at is not None else at)
        changed: dict[str, object] = {"paused_at": None}
        if self.step_ends_at is not None and self.step_ends_at > at - stood:
            changed["step_ends_at"] = self.step_ends_at + stood
        current = self.round
        ticking = current is not None and current.closed_at is None and current.ends_at is not None
        if current is not None and current.ends_at is not None and ticking and current.ends_at >= at - stood:
            changed |= self._changed_round(current.number, ends_at=current.ends_at + stood)
        return changed

    def _opening(self, event: RoundOpened, at: int) -> dict[str, object]:
        earlier = [r for r in self.rounds if r.number != event.round]
        if event.round == 0:
            started = self.practice.opened_at if self.practice is not None else at
            return {
                "practice": Round(number=0, opened_at=started, ends_at=event.ends_at, cards=event.cards),
                "shown": "",
            }
        started = self.rounds[-1].opened_at if len(earlier) < len(self.rounds) else at
        opened = Round(number=event.round, opened_at=started, ends_at=event.ends_at, cards=event.cards)
        return {"rounds": (*earlier, opened), "shown": ""}

    def _changed_round(self, number: int, **changed: int | None) -> dict[str, object]:
        if number == 0 and self.practice is not None:
            return {"practice": msgspec.structs.replace(self.practice, **changed)}
        return {"rounds": (*self.rounds[:-1], msgspec.structs.replace(self.rounds[-1], **changed))}

    def _count_answered(self) -> HashTrieMap[tuple[int, str], int]:
        """By (round, seat), how many of the cards that the running round asks somebody has answered."""
        number = self.round_number
        answered: dict[tuple[int, str], int] = {}
        asked = {group.id: set(self.asked(group.id)) for group in self.groups}
        for of, card, seat in self.ratings:
            if of == number and (of, card) not in self.void and card in asked.get(self.seats[seat].group, ()):
                answered[number, seat] = answered.get((number, seat), 0) + 1
        return HashTrieMap(answered)

    def _after_rating(self, event: Rated, at: int) -> dict[str, object]:
        place = (event.round, event.card, event.seat)
        changed: dict[str, object] = {
            "ratings": self.ratings.insert(
                place, Rating(stance=event.stance, tap=event.tap, channel=event.channel, at=at)
            ),
            "taps": self._tapped(event.seat, event.tap),
        }
        if place not in self.ratings:
            count = self.answered.get((event.round, event.seat), 0)
            changed["answered"] = self.answered.insert((event.round, event.seat), count + 1)
        return changed

    def _marking(self, event: Marked) -> HashTrieMap[tuple[str, Mark, str], bool]:
        place = (event.group, event.mark, event.card)
        return self.marks.insert(place, True) if event.on else self.marks.discard(place)

    def _writing(self, item: Item, recorded: Recorded) -> dict[str, object]:
        letter, number = item.id[0], int(item.id[1:])
        return {
            "items": self.items.insert(item.id, Written(item=item, version=recorded.version, at=recorded.at)),
            "numbered": self.numbered.insert(letter, max(number, self.numbered.get(letter, 0))),
        }

    def _carrying(self, event: CarriedOver, recorded: Recorded) -> dict[str, object]:
        items, numbered = self.items, self.numbered
        for item in event.items:
            letter, number = item.id[0], int(item.id[1:])
            items = items.insert(item.id, Written(item=item, version=recorded.version, at=recorded.at))
            numbered = numbered.insert(letter, max(number, numbered.get(letter, 0)))
        return {"items": items, "numbered": numbered}

    def _without_rehearsal(self, event: Wiped) -> dict[str, object]:
        gone = {seat.id for seat in self.seats.values() if seat.rehearsal}
        notes = _kept(self.notes, lambda _, note: note.seat not in gone)
        return {
            "seats": _kept(self.seats, lambda seat, _: seat not in gone),
            "tickets": _kept(self.tickets, lambda _, seat: seat not in gone),
            "moved": _kept(self.moved, lambda _, seat: seat not in gone),
            "seated": event.seats,
            "sizes": _kept(self.sizes, lambda place, _: not place[0]),
            "ratings": _kept(self.ratings, lambda place, _: place[2] not in gone),
            "answered": _kept(self.answered, lambda place, _: place[1] not in gone),
            "notes": notes,
            "noted": event.notes,
            "noted_by_tap": _kept(self.noted_by_tap, lambda place, _: place[0] not in gone),
            "sorting": _kept(self.sorting, lambda note, how: note in notes and (not how.into or how.into in notes)),
            "upvotes": _kept(self.upvotes, lambda place, _: place[1] not in gone and place[0] in notes),
            "mark_taps": _kept(self.mark_taps, lambda place, _: place[0] not in gone),
            "taps": _kept(self.taps, lambda seat, _: seat not in gone),
            "priorities": _kept(self.priorities, lambda place, _: place[1] not in gone),
            "checkouts": _kept(self.checkouts, lambda seat, _: seat not in gone),
            "wordings": _kept(self.wordings, lambda answer, _: answer[0] not in gone),
            "volunteers": _kept(self.volunteers, lambda place, _: place[1] not in gone),
            "drawn": tuple(drawn for drawn in self.drawn if drawn[3] not in gone),
            "screened": event.screened,
            "past": (),
        }

    def _tapped(self, seat: str, tap: int) -> HashTrieMap[str, int]:
        return self.taps.insert(seat, max(tap, self.taps.get(seat, 0)))


def _kept(found: HashTrieMap[Key, Value], stays: Callable[[Key, Value], bool]) -> HashTrieMap[Key, Value]:
    return HashTrieMap({key: value for key, value in found.items() if stays(key, value)})


def _sized(
    sizes: HashTrieMap[tuple[bool, str, str], int], seat: Seat, *, by: int
) -> HashTrieMap[tuple[bool, str, str], int]:
    """The sizes of tables with one seat more or less; a removed seat takes no room."""
    if seat.removed:
        return sizes
    for place in ((seat.rehearsal, seat.group, "*"), (seat.rehearsal, seat.group, seat.sector)):
        sizes = sizes.insert(place, sizes.get(place, 0) + by)
    return sizes


def _place(note: Note) -> int:
    return int(note.id[1:])


def _seat(event: Seated, at: int) -> Seat:
    return Seat(
        id=event.seat,
        group=event.group,
        sector=event.sector,
        nickname=event.nickname,
        language=event.language,
        channel=event.channel,
        rehearsal=event.rehearsal,
        at=at,
    )


def _note(event: Noted, recorded: Recorded) -> Note:
    return Note(
        id=event.note,
        seat=event.seat,
        group=event.group,
        card=event.card,
        kind=event.kind,
        text=event.text,
        language=event.language,
        at=recorded.at,
        version=recorded.version,
        tap=event.tap,
    )


def _edited(note: Note, event: Edited, recorded: Recorded) -> Note:
    return msgspec.structs.replace(note, kind=event.kind, text=event.text, version=recorded.version, tap=event.tap)


def _check_out(event: CheckedOut, recorded: Recorded) -> CheckOut:
    return CheckOut(
        thought=event.thought,
        next_time=event.next_time,
        grade=event.grade,
        tap=event.tap,
        at=recorded.at,
        version=recorded.version,
    )
