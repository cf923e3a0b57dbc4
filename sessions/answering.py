"""What participants may do: each rule returns the event to record, or None when nothing changes, or raises."""

from __future__ import annotations

from sessions.dealing import most_to_draw
from sessions.errors import (
    BadField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchItem,
    NoSuchNote,
    NothingDealt,
    NothingToDraw,
    PrioritiesClosed,
    RoundClosed,
    SeatMuted,
    SeatRemoved,
    SessionPaused,
    TablesFixed,
    TooManyMarks,
    TooManyPoints,
)
from sessions.events import (
    MARKS,
    STANCES,
    CheckedOut,
    Drawn,
    Edited,
    Marked,
    Noted,
    Prioritised,
    Rated,
    Regrouped,
    Upvoted,
    Volunteered,
    Withdrawn,
)
from sessions.state import Note, Seat, State
from sessions.texts import text_of, text_or_none

GRACE = 2_000  # milliseconds after the close in which a tap made in time may still arrive
MOST_MARKS = 2  # of each kind and group: a cap, or everything becomes cross-cutting
MOST_TAP = 2**53 - 1  # the largest whole number a phone's script can count to
NOTE_LENGTH = 500  # graphemes
GRADES = range(1, 5)
MOST_POINTS = 20  # for one person to give


class Answering(State, frozen=True, dict=True):
    """The rules for people with a seat."""

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
            NoSuchSeat, SeatRemoved, BadField (stance, tap), NoSuchCard, NothingDealt, NoRoundOpen, RoundClosed,
            SessionPaused
        """
        person = self._person(seat)
        if stance not in STANCES:
            raise BadField(field="stance")
        self._asked_card(person, card)
        earlier = self.ratings.get((round_number, card, seat))
        tap = self._tap(seat, tap)
        if earlier is not None and tap <= earlier.tap:
            return None
        if self.round is None:
            raise NoRoundOpen()
        if round_number != self.round.number or self.closed:
            raise RoundClosed()
        if self.paused_at is not None and now - self.paused_at > GRACE:
            raise SessionPaused()
        ended = self.round.ended_at(self.clock(now))
        # To both sides: a clock that steps back by more must not take answers for an ended round.
        if ended is not None and (abs(now - ended) > GRACE or (round_number, card) in self.seen):
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
            NoSuchSeat, SeatRemoved, SessionClosed, SeatMuted, NoSuchCard, NothingDealt, BadField (kind, tap),
            TextEmpty, TextTooLong
        """
        person = self._person(seat)
        if tap is not None and (seat, tap) in self.noted_by_tap:
            return None
        self._still_open()
        if person.muted:
            raise SeatMuted()
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
            text=text_of(text, NOTE_LENGTH),
            language=language if language in self.opened.languages else person.language,
            tap=self._tap(seat, tap),
        )

    def edit(self, *, seat: str, note: str, kind: str, text: str, tap: int | None = None) -> Edited | None:
        """One's own note, written anew; None for a tap that is repeated or late in coming.

        What it said before is gone for good. A note on the screen leaves it: nobody has read the new words yet.

        Raises:
            NoSuchSeat, SeatRemoved, NoSuchNote (also when it is somebody else's), SessionClosed, SeatMuted,
            BadField (kind, tap), TextEmpty, TextTooLong
        """
        own = self._own_note(seat, note)
        tap = self._tap(seat, tap)
        if tap <= own.tap:
            return None
        self._still_open()
        if self.seat(seat).muted:
            raise SeatMuted()
        if kind not in self.deck.note_kinds:
            raise BadField(field="kind")
        return Edited(note=note, kind=kind, text=text_of(text, NOTE_LENGTH), tap=tap, noted=own.version)

    def withdraw(self, *, seat: str, note: str) -> Withdrawn:
        """Takes one's own note back.

        Raises:
            NoSuchSeat, NoSuchNote (also when it is somebody else's), SessionClosed
        """
        own = self._own_note(seat, note)
        self._still_open()
        return Withdrawn(note=note, noted=own.version)

    def _own_note(self, seat: str, note: str) -> Note:
        self._person(seat)
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
        person = self._person(seat)
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
        self._person(seat)
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
        self._person(seat)
        tap = self._tap(seat, tap)
        earlier = self.checkouts.get(seat)
        if earlier is not None and tap <= earlier.tap:
            return None
        self._still_open()
        if grade != 0 and grade not in GRADES:
            raise BadField(field="grade")
        return CheckedOut(
            seat=seat,
            thought=text_or_none(thought, NOTE_LENGTH),
            next_time=text_or_none(next_time, NOTE_LENGTH),
            grade=grade,
            tap=tap,
            before=earlier.version if earlier is not None else 0,
        )

    def upvote(self, *, seat: str, note: str, on: bool, tap: int | None = None) -> Upvoted | None:
        """Agrees with somebody else's note that is on the screen; None for a tap that is repeated or late in coming.

        Raises:
            NoSuchSeat, SeatRemoved, SessionClosed, NoSuchNote (also when it is one's own or not on the screen),
            BadField (tap)
        """
        self._person(seat)
        tap = self._tap(seat, tap)
        earlier = self.upvotes.get((note, seat))
        if earlier is not None and tap <= earlier.tap:
            return None
        self._still_open()
        if self.note_of(note).seat == seat or not self.sorted(note).on_screen:
            raise NoSuchNote()
        return Upvoted(seat=seat, note=note, on=on, tap=tap)

    def volunteer(self, *, seat: str, action: str, on: bool, tap: int | None = None) -> Volunteered | None:
        """ "I can take this": an open action; None for a tap that is repeated or late in coming.

        Also when the session is closed: actions live on.

        Raises:
            NoSuchSeat, SeatRemoved, NoSuchItem, BadField (tap)
        """
        self._person(seat)
        tap = self._tap(seat, tap)
        earlier = self.volunteers.get((action, seat))
        if earlier is not None and tap <= earlier.tap:
            return None
        if all(known.id != action or known.state != "open" for known in self.actions()):
            raise NoSuchItem()
        return Volunteered(seat=seat, action=action, on=on, tap=tap)

    def draw(self, *, seat: str, left: int | None = None) -> Drawn | None:
        """Turns over the topmost card of the pile for one's group.

        `left` is how many the group could still turn over when the phone showed it: when there are fewer by now, the
        tap came again or somebody at the table was quicker, and nothing changes.

        Raises:
            NoSuchSeat, SeatRemoved, SessionClosed, NothingDealt, NothingToDraw
        """
        person = self._person(seat)
        self._still_open()
        if not self.dealt:
            raise NothingDealt()
        still = self.left_to_draw(person.group)
        if left is not None and still < left:
            return None
        pile = self.face_down()
        if not pile or still < 1:
            raise NothingToDraw()
        return Drawn(seat=seat, group=person.group, card=pile[0])

    def left_to_draw(self, group: str) -> int:
        """How many cards a group may still turn over; the pile may hold fewer."""
        if not self.pile:
            return 0
        cards = [card.id for card in self.deck.cards]
        return most_to_draw(cards, [table.id for table in self.groups], self.opened.dealing) - len(self.hand(group))

    def change_table(self, *, seat: str, group: str, now: int) -> Regrouped | None:
        """Sits down at another table, between rounds and where people choose their tables; None when already there.

        Raises:
            NoSuchSeat, SeatRemoved, SessionClosed, NoSuchGroup, TablesFixed
        """
        person = self._person(seat)
        self._still_open()
        chosen = self.table(group).id
        if self.opened.joining != "chosen" or self.open_round(now) is not None:
            raise TablesFixed()
        return None if chosen == person.group else Regrouped(seat=seat, group=chosen, by="participant")

    def _person(self, seat: str) -> Seat:
        found = self.seat(seat)
        if found.removed:
            raise SeatRemoved()
        return found

    def _own_card(self, seat: Seat, card: str) -> None:
        if not self.dealt:
            raise NothingDealt()
        if card not in self.hand(seat.group):
            raise NoSuchCard()

    def _asked_card(self, seat: Seat, card: str) -> None:
        if not (self.dealt or self.practising):
            raise NothingDealt()
        if not self.is_asked(seat.group, card):
            raise NoSuchCard()

    def _tap(self, seat: str, tap: int | None) -> int:
        if tap is None:
            return self.taps.get(seat, 0) + 1
        if not 0 < tap <= MOST_TAP:
            raise BadField(field="tap")
        return tap
