"""A session: the state after some events, and the rules.

A rule looks at the session and returns the event to record, or None when nothing changes, or raises what
`sessions.errors` names. `session.after(recorded)` is the next state; nothing here changes in place, so any thread
may keep and read a session while the next one is made.
"""

from __future__ import annotations  # rpds' maps are generic in their stub only

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import msgspec
from rpds import HashTrieMap

from cards.deck import Card, Deck
from cards.text import TextRefused, clean, clean_line, within
from sessions.agenda import MOST_MINUTES
from sessions.dealing import deal_hands
from sessions.errors import (
    AlreadyRevealed,
    AtTheEnd,
    AtTheStart,
    BadField,
    MissingField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchGroup,
    NoSuchNote,
    NoSuchSeat,
    NoSuchSector,
    NothingDealt,
    NothingToReveal,
    PrioritiesClosed,
    RoundClosed,
    SeatElsewhere,
    SessionClosed,
    SessionFull,
    SessionMoved,
    TextEmpty,
    TextTooLong,
    TooManyMarks,
    TooManyPoints,
)
from sessions.events import (
    MARKS,
    STANCES,
    Channel,
    CheckedOut,
    Closed,
    Dealt,
    Edited,
    Event,
    Group,
    Hidden,
    Mark,
    Marked,
    Noted,
    NoteStatus,
    Opened,
    PrioritiesShown,
    Prioritised,
    Rated,
    Recorded,
    Released,
    Reopened,
    Revealed,
    RoundOpened,
    Seated,
    SeatMoved,
    Shown,
    Stance,
    Step,
    Stepped,
    TimerSet,
    Wiped,
    Withdrawn,
)
from sessions.events import (
    RoundClosed as RoundClosedEvent,
)

Key = TypeVar("Key")
Value = TypeVar("Value")

GRACE = 2_000  # milliseconds after the close in which a tap made in time may still arrive
MOST_MARKS = 2  # of each kind and group: a cap, or everything becomes cross-cutting
MOST_SEATS = 5_000
MOST_TAP = 2**53 - 1  # the largest whole number a phone's script can count to
MOST_SEED = 2**53
NOTE_LENGTH = 500  # graphemes
NICKNAME_LENGTH = 40
GRADES = range(1, 5)
MOST_POINTS = 20  # for one person to give


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


class Round(msgspec.Struct, frozen=True):
    """A rating round; `ends_at` is the clock's end, `closed_at` when it was closed."""

    number: int
    opened_at: int
    ends_at: int | None = None
    closed_at: int | None = None

    def open(self, now: int) -> bool:
        return self.closed_at is None and (self.ends_at is None or now <= self.ends_at)

    def ended_at(self, now: int) -> int | None:
        """When the round ended, or None while it is open."""
        if self.closed_at is not None and self.ends_at is not None:
            return min(self.closed_at, self.ends_at)
        if self.closed_at is not None:
            return self.closed_at
        return self.ends_at if self.ends_at is not None and now > self.ends_at else None


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
    status: NoteStatus = "received"


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


class Session(msgspec.Struct, frozen=True, dict=True):
    """Everything that is so after `version` events.

    `stage` counts what facilitators did, for their commands; `steered` is the version of the newest event that
    changed what everybody sees (the clock's close is one of these, but no facilitator's doing).
    """

    opened: Opened
    opened_at: int
    version: int = 1
    stage: int = 0
    steered: int = 1
    seats: HashTrieMap[str, Seat] = HashTrieMap()
    tickets: HashTrieMap[str, str] = HashTrieMap()
    moved: HashTrieMap[str, str] = HashTrieMap()  # tickets that opened a seat before it moved to another phone
    seated: int = 0  # the highest number a seat was given
    sizes: HashTrieMap[tuple[bool, str, str], int] = HashTrieMap()  # seats by (rehearsal, group, sector or "*")
    hands: Mapping[str, tuple[str, ...]] = {}
    step: int = 0
    rounds: tuple[Round, ...] = ()
    ratings: HashTrieMap[tuple[int, str, str], Rating] = HashTrieMap()
    answered: HashTrieMap[tuple[int, str], int] = HashTrieMap()
    notes: HashTrieMap[str, Note] = HashTrieMap()
    noted: int = 0
    noted_by_tap: HashTrieMap[tuple[str, int], str] = HashTrieMap()
    marks: HashTrieMap[tuple[str, Mark, str], bool] = HashTrieMap()
    mark_taps: HashTrieMap[tuple[str, Mark, str], int] = HashTrieMap()
    priorities: HashTrieMap[tuple[str, str], Priority] = HashTrieMap()  # by (card, seat)
    priorities_shown: bool = False
    checkouts: HashTrieMap[str, CheckOut] = HashTrieMap()
    screened: int = 0  # how often a note went on the screen or off it
    taps: HashTrieMap[str, int] = HashTrieMap()
    revealed: tuple[tuple[int, str], ...] = ()
    shown: str = ""
    closed: bool = False

    # ---------------------------------------------------------------- looking

    @property
    def code(self) -> str:
        return self.opened.code

    @property
    def deck(self) -> Deck:
        return self.opened.deck

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.opened.groups

    @cached_property
    def cards(self) -> dict[str, Card]:
        return {card.id: card for card in self.deck.cards}

    @property
    def current_step(self) -> Step:
        return self.opened.agenda[self.step]

    @property
    def dealt(self) -> bool:
        return bool(self.hands)

    @property
    def round(self) -> Round | None:
        """The newest round, open or not."""
        return self.rounds[-1] if self.rounds else None

    def open_round(self, now: int) -> Round | None:
        return self.round if self.round is not None and self.round.open(now) else None

    def group(self, group_id: str) -> Group:
        for group in self.groups:
            if group.id == group_id:
                return group
        raise NoSuchGroup(group=group_id)

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
        """The seats that count, in the order they were taken: rehearsal seats never do."""
        return sorted((s for s in self.seats.values() if not s.rehearsal), key=lambda s: int(s.id[1:]))

    def hand(self, group_id: str) -> tuple[str, ...]:
        return self.hands.get(group_id, ())

    def cards_in_play(self) -> tuple[str, ...]:
        """Dealt cards in deck order; before the deal every card of the hand."""
        if not self.dealt:
            return tuple(self.cards)
        dealt = {card for hand in self.hands.values() for card in hand}
        return tuple(card for card in self.cards if card in dealt)

    def rating_of(self, seat_id: str, card: str, round_number: int | None = None) -> Rating | None:
        number = round_number if round_number is not None else len(self.rounds)
        return self.ratings.get((number, card, seat_id))

    def has_answered(self, seat: Seat) -> bool:
        """Whether the seat has answered every card of its hand in the newest round: the one definition of it."""
        hand = self.hand(seat.group)
        return bool(hand) and self.answered.get((len(self.rounds), seat.id), 0) >= len(hand)

    def tally(self, card: str, round_number: int | None = None) -> dict[Stance, int]:
        """How many people gave each answer to a card, in the newest round or in the one named."""
        number = round_number if round_number is not None else len(self.rounds)
        counts = dict.fromkeys(STANCES, 0)
        for seat in self.seats.values():
            rating = None if seat.rehearsal else self.ratings.get((number, card, seat.id))
            if rating is not None:
                counts[rating.stance] += 1
        return counts

    @cached_property
    def revealed_tallies(self) -> dict[str, dict[Stance, int]]:
        """The tally of each card revealed in the newest round, counted once for all phones that ask."""
        return {card: self.tally(card) for card in self.revealed_cards()}

    def notes_by(self, seat_id: str) -> list[Note]:
        """Somebody's own notes, oldest first."""
        own = (note for note in self.notes.values() if note.seat == seat_id)
        return sorted(own, key=lambda note: int(note.id[1:]))

    def all_notes(self) -> list[Note]:
        """Notes of the seats that count, oldest first."""
        return sorted(
            (note for note in self.notes.values() if not self.seats[note.seat].rehearsal),
            key=lambda note: int(note.id[1:]),
        )

    def points_of(self, seat_id: str) -> dict[str, int]:
        """The cards a seat gave points to, in deck order."""
        given = {card: self.priorities.get((card, seat_id)) for card in self.cards}
        return {card: priority.points for card, priority in given.items() if priority and priority.points}

    def is_marked(self, group: str, mark: Mark, card: str) -> bool:
        return self.marks.get((group, mark, card), False)

    def marked(self, group: str, mark: Mark) -> list[str]:
        return [card for card in self.cards if self.is_marked(group, mark, card)]

    def is_revealed(self, card: str) -> bool:
        """Whether the newest answers to this card have been shown to the room."""
        return (len(self.rounds), card) in self.revealed

    def revealed_cards(self) -> tuple[str, ...]:
        """Cards revealed in the newest round, in the order of showing."""
        return tuple(card for number, card in self.revealed if number == len(self.rounds))

    # ---------------------------------------------------------------- the participant's rules

    def take_seat(
        self,
        *,
        ticket: str,
        group: str = "",
        sector: str = "",
        nickname: str = "",
        language: str = "",
        channel: Channel = "phone",
        rehearsal: bool = False,
        beside: str = "",
    ) -> Seated | None:
        """A seat for this ticket (a SHA-256 in hex), or None when it has one already.

        An empty group means "assign me"; so does any group where groups are not chosen. `beside` is the seat of
        somebody who uses the same device and so sits at the same table.

        Raises:
            SessionClosed, SessionFull, NoSuchGroup, NoSuchSector, NoSuchSeat (beside), SeatElsewhere (the ticket's
            seat has moved to another phone), MissingField (nickname), TextTooLong
        """
        if self.seat_with(ticket) is not None:
            return None
        self._still_open()
        if ticket in self.moved:
            raise SeatElsewhere()
        if len(self.seats) >= MOST_SEATS:
            raise SessionFull(most=MOST_SEATS)
        if sector and sector not in self.opened.sectors:
            raise NoSuchSector(sector=sector)
        nickname = _line(nickname, NICKNAME_LENGTH) if self.opened.nicknames else ""
        if self.opened.nicknames and not nickname:
            raise MissingField(field="nickname")
        if beside:
            chosen = self.seat(beside).group
        elif group and self.opened.joining == "chosen":
            chosen = self.group(group).id
        else:
            chosen = self._free_group(sector, rehearsal=rehearsal)
        return Seated(
            seat=f"s{self.seated + 1}",
            ticket=ticket,
            group=chosen,
            sector=sector,
            nickname=nickname,
            language=language if language in self.opened.languages else self.opened.languages[0],
            channel=channel,
            rehearsal=rehearsal,
        )

    def move_seat(self, *, seat: str, ticket: str) -> SeatMoved | None:
        """Opens a seat with another ticket (a SHA-256 in hex) and no longer with the one before; None when this
        ticket opens it already.

        Raises:
            NoSuchSeat, SessionClosed, SeatElsewhere (the ticket belongs, or once belonged, to a seat)
        """
        self.seat(seat)
        if self.tickets.get(ticket) == seat:
            return None
        self._still_open()
        if ticket in self.tickets or ticket in self.moved:
            raise SeatElsewhere()
        return SeatMoved(seat=seat, ticket=ticket)

    def wipe_rehearsal(self) -> Wiped | None:
        """Takes every rehearsal seat away with all that it did; None when there is none."""
        if not any(seat.rehearsal for seat in self.seats.values()):
            return None
        return Wiped(seats=self.seated, notes=self.noted, screened=self.screened)

    def _free_group(self, sector: str, *, rehearsal: bool) -> str:
        """The smallest group, and of several the one with fewest people of the sector: mixed tables.

        People and rehearsal seats are spread each for themselves.
        """
        return min(
            (group.id for group in self.groups),
            key=lambda group: (
                self.sizes.get((rehearsal, group, "*"), 0),
                self.sizes.get((rehearsal, group, sector), 0),
            ),
        )

    def rate(
        self,
        *,
        seat: str,
        card: str,
        stance: str,
        round_number: int,
        now: int,
        tap: int | None = None,
    ) -> Rated | None:
        """An answer to a card of one's own hand; None for a tap that is repeated or late in coming.

        Without a tap number (a form sent without script) it is the seat's next. Of several taps on one card the
        highest counts, in whatever order they come; for 2 s after the end of a round its taps are still taken,
        unless the card's answers have been shown or the session was closed.

        Raises:
            NoSuchSeat, BadField (stance, tap), NoSuchCard, NothingDealt, NoRoundOpen, RoundClosed
        """
        person = self.seat(seat)
        if stance not in STANCES:
            raise BadField(field="stance")
        self._own_card(person, card)
        earlier = self.ratings.get((round_number, card, seat))
        tap = self._tap(seat, tap)
        if earlier is not None and tap <= earlier.tap:
            return None
        if self.round is None:
            raise NoRoundOpen()
        if round_number != self.round.number or self.closed:
            raise RoundClosed()
        ended = self.round.ended_at(now)
        # To both sides: a clock that steps back by more must not take answers for an ended round.
        if ended is not None and (abs(now - ended) > GRACE or self.is_revealed(card)):
            raise RoundClosed()
        return Rated(
            round=round_number,
            seat=seat,
            card=card,
            stance=stance,
            tap=tap,
            channel=person.channel,
        )

    def note(
        self,
        *,
        seat: str,
        card: str,
        kind: str,
        text: str,
        language: str = "",
        tap: int | None = None,
    ) -> Noted | None:
        """A note on a card of one's own hand, or (card empty) on the session; None for a repeated tap.

        Raises:
            NoSuchSeat, SessionClosed, NoSuchCard, NothingDealt, BadField (kind, tap), TextEmpty, TextTooLong
        """
        person = self.seat(seat)
        if tap is not None and (seat, tap) in self.noted_by_tap:
            return None
        if self.closed:
            raise SessionClosed()
        if card:
            self._own_card(person, card)
        if kind not in self.deck.note_kinds:
            raise BadField(field="kind")
        return Noted(
            note=f"n{self.noted + 1}",
            seat=seat,
            group=person.group,
            card=card,
            kind=kind,
            text=_text(text, NOTE_LENGTH),
            language=language if language in self.opened.languages else person.language,
            tap=self._tap(seat, tap),
        )

    def edit(self, *, seat: str, note: str, kind: str, text: str, tap: int | None = None) -> Edited | None:
        """One's own note, written anew; None for a tap that is repeated or late in coming.

        What it said before is gone for good. A note on the screen leaves it: nobody has read the new words yet.

        Raises:
            NoSuchSeat, NoSuchNote (also when it is somebody else's), SessionClosed, BadField (kind, tap), TextEmpty,
            TextTooLong
        """
        own = self._own_note(seat, note)
        tap = self._tap(seat, tap)
        if tap <= own.tap:
            return None
        self._still_open()
        if kind not in self.deck.note_kinds:
            raise BadField(field="kind")
        return Edited(note=note, kind=kind, text=_text(text, NOTE_LENGTH), tap=tap, noted=own.version)

    def withdraw(self, *, seat: str, note: str) -> Withdrawn:
        """Takes one's own note back.

        Raises:
            NoSuchSeat, NoSuchNote (also when it is somebody else's), SessionClosed
        """
        own = self._own_note(seat, note)
        self._still_open()
        return Withdrawn(note=note, noted=own.version)

    def _own_note(self, seat: str, note: str) -> Note:
        self.seat(seat)
        own = self.notes.get(note)
        if own is None or own.seat != seat:
            raise NoSuchNote()
        return own

    def mark(self, *, seat: str, card: str, mark: str, on: bool, tap: int | None = None) -> Marked | None:
        """The group's mark on a card of its hand; anyone in the group may set and lift it.

        None for a tap that is repeated or late in coming. A new tap is recorded even where the mark is already
        as wanted: else its repetition would undo what somebody else did in between.

        Raises:
            NoSuchSeat, SessionClosed, NoSuchCard, NothingDealt, BadField (mark, tap), TooManyMarks
        """
        person = self.seat(seat)
        kind = next((known for known in MARKS if known == mark), None)
        if kind is None:
            raise BadField(field="mark")
        self._own_card(person, card)
        tap = self._tap(seat, tap)
        if tap <= self.mark_taps.get((seat, kind, card), 0):
            return None
        self._still_open()
        marked = self.marked(person.group, kind)
        if on and not person.rehearsal and card not in marked and len(marked) >= MOST_MARKS:
            raise TooManyMarks(most=MOST_MARKS)
        return Marked(seat=seat, group=person.group, card=card, mark=kind, on=on, tap=tap)

    def prioritise(self, *, seat: str, card: str, points: int, tap: int | None = None) -> Prioritised | None:
        """So many of one's points for a card in play; None for a tap that is repeated or late in coming.

        Raises:
            NoSuchSeat, SessionClosed, PrioritiesClosed, NoSuchCard, BadField (points, tap), TooManyPoints
        """
        self.seat(seat)
        tap = self._tap(seat, tap)
        earlier = self.priorities.get((card, seat))
        if earlier is not None and tap <= earlier.tap:
            return None
        self._still_open()
        if self.current_step.kind != "priorities" or self.priorities_shown:
            raise PrioritiesClosed()
        if card not in self.cards_in_play():
            raise NoSuchCard()
        if points < 0:
            raise BadField(field="points")
        others = {other: given for other, given in self.points_of(seat).items() if other != card}
        if points + sum(others.values()) > self.opened.points:
            raise TooManyPoints(most=self.opened.points)
        return Prioritised(seat=seat, card=card, points=points, tap=tap)

    def check_out(
        self, *, seat: str, thought: str = "", next_time: str = "", grade: int = 0, tap: int | None = None
    ) -> CheckedOut | None:
        """Somebody's last words, in place of what they said before; None for a tap that is repeated or late.

        Every question may be left out: "" for a text, 0 for the grade.

        Raises:
            NoSuchSeat, SessionClosed, BadField (grade, tap), TextTooLong
        """
        self.seat(seat)
        tap = self._tap(seat, tap)
        earlier = self.checkouts.get(seat)
        if earlier is not None and tap <= earlier.tap:
            return None
        self._still_open()
        if grade != 0 and grade not in GRADES:
            raise BadField(field="grade")
        return CheckedOut(
            seat=seat,
            thought=_text_or_none(thought, NOTE_LENGTH),
            next_time=_text_or_none(next_time, NOTE_LENGTH),
            grade=grade,
            tap=tap,
            before=earlier.version if earlier is not None else 0,
        )

    def _own_card(self, seat: Seat, card: str) -> None:
        if not self.dealt:
            raise NothingDealt()
        if card not in self.hand(seat.group):
            raise NoSuchCard()

    def _tap(self, seat: str, tap: int | None) -> int:
        if tap is None:
            return self.taps.get(seat, 0) + 1
        if not 0 < tap <= MOST_TAP:
            raise BadField(field="tap")
        return tap

    # ---------------------------------------------------------------- the facilitator's rules

    def at_stage(self, stage: int | None) -> None:
        """Checks that a command was decided on the newest state; None means "whatever it is now".

        Raises:
            SessionMoved
        """
        if stage is not None and stage != self.stage:
            raise SessionMoved()

    def deal(self, *, seed: int) -> Dealt:
        """Hands for all groups. A new deal before anything was revealed takes the place of the one before:
        answers and notes stay, marks on cards that a group no longer holds go.

        Raises:
            SessionClosed, AlreadyRevealed, NoGroups, NotEnoughCards, BadField (seed)
        """
        self._still_open()
        if not 0 <= seed <= MOST_SEED:
            raise BadField(field="seed")
        if self.revealed:
            raise AlreadyRevealed()
        hands = deal_hands(list(self.cards), [group.id for group in self.groups], self.opened.dealing, seed=seed)
        return Dealt(hands=hands, seed=seed)

    def open_rating(self, *, now: int, minutes: int = 0) -> RoundOpened | None:
        """Opens a rating round; None when one is open.

        What was closed opens again as the same round, unless answers have been shown: then a new one begins.
        No minutes: no clock.

        Raises:
            SessionClosed, NothingDealt, BadField (minutes)
        """
        self._still_open()
        if not 0 <= minutes <= MOST_MINUTES:
            raise BadField(field="minutes")
        if not self.dealt:
            raise NothingDealt()
        if self.open_round(now) is not None:
            return None
        same = self.round is not None and not self.revealed_cards()
        number = len(self.rounds) if same else len(self.rounds) + 1
        return RoundOpened(round=number, ends_at=now + minutes * 60_000 if minutes > 0 else None)

    def close_rating(self, *, now: int) -> RoundClosedEvent | None:
        """Closes the open round; None when its clock has closed it or no round is open."""
        if self.round is None or self.round.closed_at is not None:
            return None
        ended = self.round.ended_at(now)
        return RoundClosedEvent(round=self.round.number, by="facilitator" if ended is None else "clock")

    def add_time(self, *, minutes: int, now: int) -> TimerSet:
        """The open round's clock, longer by some minutes; an ended round stays ended.

        A round without a clock gets one that ends so many minutes from now.

        Raises:
            NoRoundOpen, BadField (minutes)
        """
        if not 0 < minutes <= MOST_MINUTES:
            raise BadField(field="minutes")
        current = self.open_round(now)
        if current is None:
            raise NoRoundOpen()
        start = now if current.ends_at is None else current.ends_at
        return TimerSet(round=current.number, ends_at=start + minutes * 60_000)

    def reveal(self, *, card: str) -> list[Event]:
        """Shows the room's answers to a card; one that was shown before is shown again. A closed session may
        still show what it gathered.

        Raises:
            NoSuchCard, NothingToReveal (no round yet, or the round is still open)
        """
        if card not in self.cards_in_play():
            raise NoSuchCard()
        if self.round is None or self.round.closed_at is None:
            raise NothingToReveal()
        if self.is_revealed(card):
            return [Shown(card=card)]
        return [Revealed(round=self.round.number, card=card), Shown(card=card)]

    def release(self, *, note: str) -> Released | None:
        """Puts a note on the screen; None when it is there. A closed session may still sort its notes.

        Raises:
            NoSuchNote
        """
        return Released(note=note) if self._note(note).status == "received" else None

    def hide(self, *, note: str) -> Hidden | None:
        """Takes a note off the screen; None when it is not there.

        Raises:
            NoSuchNote
        """
        return Hidden(note=note) if self._note(note).status == "on-screen" else None

    def _note(self, note: str) -> Note:
        found = self.notes.get(note)
        if found is None:
            raise NoSuchNote()
        return found

    def forward(self, *, now: int, seed: int) -> list[Event]:
        """What "Next" does: the next card while revealing, the points while they are given, else the next step and
        what belongs to it.

        While revealing: after "Back" the card that was shown after this one, else the first hidden one (a round
        that is still open closes first), and after the last card the overview. Coming to a rating step deals if
        nobody has, and opens a round; coming to any other step closes it.

        Raises:
            SessionClosed, AtTheEnd, NotEnoughCards
        """
        self._still_open()
        if self.current_step.kind == "reveal" and self.round is not None:
            cards = self.revealed_cards()
            if self.shown in cards[:-1]:
                return [Shown(card=cards[cards.index(self.shown) + 1])]
            hidden = [card for card in self.cards_in_play() if card not in cards]
            if hidden:
                closing = self._closing(now=now)
                return [*closing, *self._next(closing, at=now).reveal(card=hidden[0])]
            if self.shown:
                return [Shown(card="")]
        if self.current_step.kind == "priorities" and not self.priorities_shown:
            return [PrioritiesShown()]
        return self._to_step(self.step + 1, now=now, seed=seed)

    def back(self, *, now: int, seed: int) -> list[Event]:
        """What "Back" does: the card before while revealing, else the step before. Nothing is lost: coming back
        to a rating step opens the same round again, or a new one once answers have been shown.

        Raises:
            SessionClosed, AtTheStart
        """
        self._still_open()
        cards = self.revealed_cards()
        if self.current_step.kind == "reveal" and cards:
            place = cards.index(self.shown) if self.shown in cards else len(cards)
            if place > 0:
                return [Shown(card=cards[place - 1])]
        return self._to_step(self.step - 1, now=now, seed=seed)

    def _to_step(self, step: int, *, now: int, seed: int) -> list[Event]:
        if step >= len(self.opened.agenda):
            raise AtTheEnd()
        if step < 0:
            raise AtTheStart()
        stepping = Stepped(step=step)
        following = self.opened.agenda[step]
        if following.kind != "rate":
            return [stepping, *self._closing(now=now)]
        dealing = [] if self.dealt else [self.deal(seed=seed)]
        opening = self._next(dealing, at=now).open_rating(now=now, minutes=following.minutes)
        return [stepping, *dealing, *([] if opening is None else [opening])]

    def _closing(self, *, now: int) -> list[RoundClosedEvent]:
        closing = self.close_rating(now=now)
        return [] if closing is None else [closing]

    def _next(self, events: Sequence[Event], *, at: int) -> Session:
        state = self
        for recorded in as_recorded(self, events, at):
            state = state.after(recorded)
        return state

    def close(self, *, now: int) -> list[Event]:
        """Ends the session: nobody can answer or write any more. It can be reopened.

        Raises:
            SessionClosed
        """
        self._still_open()
        return [*self._closing(now=now), Closed()]

    def reopen(self) -> Reopened | None:
        return Reopened() if self.closed else None

    def _still_open(self) -> None:
        if self.closed:
            raise SessionClosed()

    # ---------------------------------------------------------------- the next state

    def after(self, recorded: Recorded) -> Session:
        """The state once this event has happened."""
        event, at = recorded.event, recorded.at
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
            case Edited():
                changed = {
                    "notes": self.notes.insert(event.note, _edited(self.notes[event.note], event, recorded)),
                    "taps": self._tapped(self.notes[event.note].seat, event.tap),
                }
            case Withdrawn():
                changed = {"notes": self.notes.discard(event.note)}
            case Released() | Hidden():
                status: NoteStatus = "on-screen" if isinstance(event, Released) else "received"
                note = msgspec.structs.replace(self.notes[event.note], status=status)
                changed = {"notes": self.notes.insert(event.note, note), "screened": self.screened + 1}
            case Marked():
                changed = {
                    "marks": self.marks if self.seats[event.seat].rehearsal else self._marking(event),
                    "mark_taps": self.mark_taps.insert((event.seat, event.mark, event.card), event.tap),
                    "taps": self._tapped(event.seat, event.tap),
                }
            case Seated():
                changed = {
                    "seats": self.seats.insert(event.seat, _seat(event, at)),
                    "tickets": self.tickets.insert(event.ticket, event.seat),
                    "seated": max(self.seated, int(event.seat[1:])),
                    "sizes": self._grown(
                        (event.rehearsal, event.group, "*"), (event.rehearsal, event.group, event.sector)
                    ),
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
                    "taps": self._tapped(event.seat, event.tap),
                }
            case _:
                changed = {**self._after_steering(event, at), "steered": recorded.version}
        return msgspec.structs.replace(self, version=recorded.version, **changed)

    def _after_steering(self, event: Event, at: int) -> dict[str, object]:
        by_clock = isinstance(event, RoundClosedEvent) and event.by == "clock"
        stage = self.stage if by_clock else self.stage + 1
        match event:
            case Dealt():
                return {**self._after_dealing(event.hands), "stage": stage}
            case Stepped():
                return {"step": event.step, "stage": stage}
            case RoundOpened():
                earlier = [r for r in self.rounds if r.number != event.round]
                started = self.rounds[-1].opened_at if len(earlier) < len(self.rounds) else at
                opened = Round(number=event.round, opened_at=started, ends_at=event.ends_at)
                return {"rounds": (*earlier, opened), "shown": "", "stage": stage}
            case RoundClosedEvent():
                return {"rounds": self._newest_round(closed_at=at), "stage": stage}
            case TimerSet():
                return {"rounds": self._newest_round(ends_at=event.ends_at), "stage": stage}
            case Revealed():
                return {"revealed": (*self.revealed, (event.round, event.card)), "stage": stage}
            case Shown():
                return {"shown": event.card, "stage": stage}
            case PrioritiesShown():
                return {"priorities_shown": True, "stage": stage}
            case Closed():
                return {"closed": True, "stage": stage}
            case Reopened():
                return {"closed": False, "stage": stage}
        raise TypeError(f"a session begins with Opened, once: {event!r}")

    def _after_dealing(self, hands: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
        answered: HashTrieMap[tuple[int, str], int] = HashTrieMap()
        for number, card, seat in self.ratings:
            if card in hands[self.seats[seat].group]:
                place = (number, seat)
                answered = answered.insert(place, answered.get(place, 0) + 1)
        marks = self.marks
        for group, mark, card in self.marks:
            if card not in hands[group]:
                marks = marks.discard((group, mark, card))
        return {"hands": hands, "answered": answered, "marks": marks}

    def _newest_round(self, **changed: int | None) -> tuple[Round, ...]:
        return (*self.rounds[:-1], msgspec.structs.replace(self.rounds[-1], **changed))

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

    def _without_rehearsal(self, event: Wiped) -> dict[str, object]:
        gone = {seat.id for seat in self.seats.values() if seat.rehearsal}
        return {
            "seats": _kept(self.seats, lambda seat, _: seat not in gone),
            "tickets": _kept(self.tickets, lambda _, seat: seat not in gone),
            "moved": _kept(self.moved, lambda _, seat: seat not in gone),
            "seated": event.seats,
            "sizes": _kept(self.sizes, lambda place, _: not place[0]),
            "ratings": _kept(self.ratings, lambda place, _: place[2] not in gone),
            "answered": _kept(self.answered, lambda place, _: place[1] not in gone),
            "notes": _kept(self.notes, lambda _, note: note.seat not in gone),
            "noted": event.notes,
            "noted_by_tap": _kept(self.noted_by_tap, lambda place, _: place[0] not in gone),
            "mark_taps": _kept(self.mark_taps, lambda place, _: place[0] not in gone),
            "taps": _kept(self.taps, lambda seat, _: seat not in gone),
            "priorities": _kept(self.priorities, lambda place, _: place[1] not in gone),
            "checkouts": _kept(self.checkouts, lambda seat, _: seat not in gone),
            "screened": event.screened,
        }

    def _grown(self, *places: tuple[bool, str, str]) -> HashTrieMap[tuple[bool, str, str], int]:
        sizes = self.sizes
        for place in places:
            sizes = sizes.insert(place, sizes.get(place, 0) + 1)
        return sizes

    def _tapped(self, seat: str, tap: int) -> HashTrieMap[str, int]:
        return self.taps.insert(seat, max(tap, self.taps.get(seat, 0)))


def begin(recorded: Recorded) -> Session:
    """The session that its first event opens.

    Raises:
        TypeError: the first event is not Opened.
    """
    if not isinstance(recorded.event, Opened):
        raise TypeError(f"a session begins with Opened: {recorded.event!r}")
    return Session(opened=recorded.event, opened_at=recorded.at, version=recorded.version)


def replayed(history: Iterable[Recorded]) -> Session:
    """The session after these events, the first of which is Opened."""
    events = iter(history)
    session = begin(next(events))
    for recorded in events:
        session = session.after(recorded)
    return session


def as_recorded(session: Session | None, events: Sequence[Event], at: int) -> list[Recorded]:
    """The events numbered on from the session's version."""
    start = session.version if session is not None else 0
    return [Recorded(version=start + n, at=at, event=event) for n, event in enumerate(events, start=1)]


def _kept(found: HashTrieMap[Key, Value], stays: Callable[[Key, Value], bool]) -> HashTrieMap[Key, Value]:
    return HashTrieMap({key: value for key, value in found.items() if stays(key, value)})


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
    return msgspec.structs.replace(
        note, kind=event.kind, text=event.text, version=recorded.version, tap=event.tap, status="received"
    )


def _check_out(event: CheckedOut, recorded: Recorded) -> CheckOut:
    return CheckOut(
        thought=event.thought,
        next_time=event.next_time,
        grade=event.grade,
        tap=event.tap,
        at=recorded.at,
        version=recorded.version,
    )


def _text_or_none(text: str, most: int) -> str:
    return _text(text, most) if clean(text) else ""


def _text(text: str, most: int) -> str:
    try:
        return within(clean(text), most)
    except TextRefused as refused:
        raise _text_error(refused) from None


def _line(text: str, most: int) -> str:
    line = clean_line(text)
    if not line:
        return ""
    try:
        return within(line, most)
    except TextRefused as refused:
        raise _text_error(refused) from None


def _text_error(refused: TextRefused) -> TextEmpty | TextTooLong:
    if refused.reason == "empty":
        return TextEmpty()
    return TextTooLong(length=refused.length, most=refused.most)
