"""Where the event goes: each rule returns what to record, nothing when nothing changes, or raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from cards.practice import PRACTICE
from sessions.agenda import MOST_MINUTES, is_agenda
from sessions.dealing import deal_again, deal_hands, pile
from sessions.errors import (
    AlreadyRevealed,
    AtTheEnd,
    AtTheStart,
    BadField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchStep,
    NothingDealt,
    NothingToReveal,
    NothingToUndo,
    RoundRunning,
    SessionMoved,
)
from sessions.events import (
    AgendaPlanned,
    Closed,
    Dealt,
    Event,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Recorded,
    Reopened,
    Restarted,
    Resumed,
    Revealed,
    RoundClosed,
    RoundOpened,
    Shown,
    Stance,
    Step,
    Stepped,
    StepTimed,
    TimerSet,
    Undone,
)
from sessions.measures import division, split
from sessions.state import RATING_STEPS, UNDO_TIME, Past, Round, State
from sessions.texts import tidied

MOST_SEED = 2**53


class Steering(State, frozen=True, dict=True):
    """The rules for the agenda, the cards, the rounds and the reveal."""

    def at_stage(self, stage: int | None) -> None:
        """Checks that a command was decided on the newest state; None means "whatever it is now".

        Raises:
            SessionMoved
        """
        if stage is not None and stage != self.stage:
            raise SessionMoved()

    # ---------------------------------------------------------------- the cards

    def deal(self, *, seed: int) -> Dealt:
        """Hands for all groups. A new deal before anything was revealed takes the place of the one before:
        answers and notes stay, marks on cards that a group no longer holds do not show.

        Raises:
            SessionClosed, AlreadyRevealed, NoGroups, NotEnoughCards, TooFewTables, HandsTooSmall, HandsNotPicked,
            BadField (seed)
        """
        self._still_open()
        if not 0 <= seed <= MOST_SEED:
            raise BadField(field="seed")
        if self._anything_revealed():
            raise AlreadyRevealed()
        cards, dealing = [card.id for card in self.deck.cards], self.opened.dealing
        hands = deal_hands(cards, [group.id for group in self.groups], dealing, seed=seed)
        return Dealt(hands=hands, seed=seed, pile=pile(cards, dealing, seed=seed))

    def deal_by_hand(self, *, hands: Mapping[str, Sequence[str]]) -> Dealt:
        """These hands, for every table that people can sit at.

        Raises:
            SessionClosed, AlreadyRevealed, NoSuchGroup, NoSuchCard, NothingDealt (no table has a card)
        """
        self._still_open()
        if self._anything_revealed():
            raise AlreadyRevealed()
        known = [card.id for card in self.deck.cards]
        for group, hand in hands.items():
            self.table(group)
            if not set(hand) <= set(known):
                raise NoSuchCard()
        if not any(hands.values()):
            raise NothingDealt()
        picked = {group.id: set(hands.get(group.id, ())) for group in self.groups}
        return Dealt(hands={g: tuple(card for card in known if card in hand) for g, hand in picked.items()}, seed=0)

    def deal_again(self, *, slow: Sequence[str] = (), seed: int) -> Dealt | None:
        """Moves cards that would go unanswered to tables that can take them; None when nothing would move.

        From empty tables and from the `slow` ones, which keep what they have answered or what was shown; a table
        with people and no cards gets a hand. Nobody's answer is lost.

        Raises:
            SessionClosed, NothingDealt, NoSuchGroup, NoGroups, BadField (seed)
        """
        self._still_open()
        if not 0 <= seed <= MOST_SEED:
            raise BadField(field="seed")
        if not self.dealt:
            raise NothingDealt()
        for group in slow:
            self.table(group)
        peopled = {seat.group for seat in self.seats.values() if not seat.removed}
        giving, taking = {}, []
        for table in self.groups:
            if table.id in peopled and table.id not in slow:
                taking.append(table.id)
            else:
                giving[table.id] = {card for card in self.hand(table.id) if self._stays(card, table.id)}
        cards = [card.id for card in self.deck.cards]
        hands = deal_again(cards, self.hands, giving=giving, taking=taking, seed=seed)
        if hands == {group: hand for group, hand in self.hands.items() if group in hands}:
            return None
        return Dealt(hands=hands, seed=seed, pile=self.face_down())

    def _stays(self, card: str, group: str) -> bool:
        answered = any(
            seat.group == group and self.final_rating(seat.id, card) is not None for seat in self.seats.values()
        )
        return answered or self.is_revealed(card)

    def _anything_revealed(self) -> bool:
        return any(number > 0 for number, _ in self.revealed)

    # ---------------------------------------------------------------- the rounds

    def open_rating(self, *, now: int, minutes: int = 0, cards: Sequence[str] = ()) -> RoundOpened | None:
        """Opens a rating round, of these cards or of the whole hand; None when one is open.

        What was closed opens again as the same round, unless answers have been shown: then a new one begins.
        No minutes: no clock. In the warm-up it is the practice round.

        Raises:
            SessionClosed, NothingDealt, NoSuchCard, BadField (minutes)
        """
        self._still_open()
        if not 0 <= minutes <= MOST_MINUTES:
            raise BadField(field="minutes")
        ends_at = now + minutes * 60_000 if minutes > 0 else None
        running = self.round is not None and self.round.open(self.clock(now))
        if self.current_step.kind == "warmup":
            return None if running and self.practising else RoundOpened(round=0, ends_at=ends_at, cards=(PRACTICE,))
        if not self.dealt:
            raise NothingDealt()
        if running:
            return None
        if not set(cards) <= {card.id for card in self.deck.cards}:
            raise NoSuchCard()
        same = self.may_reopen() and self.rounds[-1].cards == tuple(cards)
        number = len(self.rounds) if same else len(self.rounds) + 1
        return RoundOpened(round=number, ends_at=ends_at, cards=tuple(cards))

    def may_reopen(self) -> bool:
        """Whether the newest round can open again: nobody has seen answers of it."""
        return bool(self.rounds) and not self._was_seen(self.rounds[-1])

    def _was_seen(self, of: Round) -> bool:
        """Whether people have seen answers of a round: it never opens again."""
        return any(number == of.number for number, _ in self.seen) or any(n == of.number for n, _ in self.void)

    def close_rating(self, *, now: int) -> RoundClosed | None:
        """Closes the open round; None when its clock has closed it or no round is open."""
        if self.round is None or self.round.closed_at is not None:
            return None
        ended = self.round.ended_at(self.clock(now))
        return RoundClosed(round=self.round.number, by="facilitator" if ended is None else "clock")

    def restart(self, *, now: int, card: str = "", minutes: int = 0) -> list[Event]:
        """Sets answers aside and asks anew: for one card, or (none named) for the whole of the newest round.

        The answers set aside stay in the log and in the archive; they count nowhere.

        Raises:
            SessionClosed, NoRoundOpen (none was yet), RoundRunning (one card, while a round is open), NoSuchCard,
            BadField (minutes)
        """
        self._still_open()
        if not 0 <= minutes <= MOST_MINUTES:
            raise BadField(field="minutes")
        if not self.rounds or self.practising:
            raise NoRoundOpen()
        newest = self.rounds[-1]
        if card:
            if card not in self.cards_in_play():
                raise NoSuchCard()
            if newest.closed_at is None:
                raise RoundRunning()
            cards: tuple[str, ...] = (card,)
            number = self.asked_in(card)
        else:
            cards = newest.cards or self.cards_in_play()
            number = newest.number
        restarted = Restarted(round=number, cards=cards)
        closing = self._closing(now=now)
        asked = (card,) if card else newest.cards
        ends_at = now + minutes * 60_000 if minutes > 0 else None
        return [*closing, restarted, RoundOpened(round=newest.number + 1, ends_at=ends_at, cards=asked)]

    def add_time(self, *, minutes: int, now: int) -> TimerSet | StepTimed:
        """The open round's clock, longer by some minutes, or the clock of a step without a round.

        An ended round stays ended. What has no clock gets one that ends so many minutes from now.

        Raises:
            NoRoundOpen, SessionClosed, BadField (minutes)
        """
        if not 0 < minutes <= MOST_MINUTES:
            raise BadField(field="minutes")
        moment = self.clock(now)
        current = self.round if self.round is not None and self.round.open(moment) else None
        if current is None and self.current_step.kind in RATING_STEPS:
            raise NoRoundOpen()
        if current is None:
            self._still_open()
            begin = moment if self.step_ends_at is None else max(moment, self.step_ends_at)
            return StepTimed(ends_at=begin + minutes * 60_000)
        start = moment if current.ends_at is None else current.ends_at
        return TimerSet(round=current.number, ends_at=start + minutes * 60_000)

    def reveal(self, *, card: str) -> list[Event]:
        """Shows the room's answers to a card; one that was shown before is shown again. A closed session may
        still show what it gathered.

        Raises:
            NoSuchCard, NothingToReveal (no round asked for it yet, or that round is still open)
        """
        if card not in self.cards_in_play():
            raise NoSuchCard()
        number = self.asked_in(card)
        asking = self.practice if self.practising else self.rounds[number - 1] if number else None
        if asking is None or asking.closed_at is None:
            raise NothingToReveal()
        if self.is_revealed(card):
            return [Shown(card=card)]
        return [Revealed(round=number, card=card), Shown(card=card)]

    # ---------------------------------------------------------------- the agenda

    def forward(self, *, now: int, seed: int) -> list[Event]:
        """What "Next" does: the next card while revealing, the points while they are given, else the next step and
        what belongs to it.

        Where cards were rated again, all of them are shown at once, before and after.

        While revealing: after "Back" the card that was shown after this one, else the first hidden one (a round
        that is still open closes first), and after the last card the overview. In the warm-up the practice card is
        revealed first. Coming to a rating step deals if nobody has, and opens a round; coming to any other step
        closes it. A pause ends.

        Raises:
            SessionClosed, AtTheEnd, NotEnoughCards and what else a deal can lack
        """
        self._still_open()
        if self.paused_at is not None:
            return [Resumed(), *self._next([Resumed()], at=now).forward(now=now, seed=seed)]
        if self.current_step.kind in ("reveal", "warmup") and self.round is not None:
            cards = self.revealed_cards()
            if self.shown in cards[:-1]:
                return [Shown(card=cards[cards.index(self.shown) + 1])]
            hidden = [card for card in self.cards_in_play() if card not in cards]
            if hidden:
                closing = self._closing(now=now)
                return [*closing, *self._next(closing, at=now).reveal(card=hidden[0])]
            if self.shown and not self.practising:
                return [Shown(card="")]
        again = self._rated_again()
        if any(not self.is_revealed(card) for card in again):
            closing = self._closing(now=now)
            closed = self._next(closing, at=now)
            shown = [event for card in again for event in closed.reveal(card=card) if isinstance(event, Revealed)]
            return [*closing, *shown, Shown(card="")]
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
        if self.paused_at is not None:
            return [Resumed(), *self._next([Resumed()], at=now).back(now=now, seed=seed)]
        cards = self.revealed_cards()
        if self.current_step.kind == "reveal" and cards:
            place = cards.index(self.shown) if self.shown in cards else len(cards)
            if place > 0:
                return [Shown(card=cards[place - 1])]
        return self._to_step(self.step - 1, now=now, seed=seed)

    def go_to(self, *, step: str, now: int, seed: int) -> list[Event]:
        """Goes to any step of the agenda, over those between.

        Raises:
            SessionClosed, NoSuchStep, NotEnoughCards and what else a deal can lack
        """
        self._still_open()
        places = [n for n, known in enumerate(self.agenda) if known.id == step]
        if not places:
            raise NoSuchStep()
        resuming: list[Event] = [] if self.paused_at is None else [Resumed()]
        return [*resuming, *self._next(resuming, at=now)._to_step(places[0], now=now, seed=seed)]

    def plan(self, *, steps: Sequence[Step]) -> AgendaPlanned | None:
        """The steps of the agenda anew, the running one among them; None when they are as they were.

        Raises:
            SessionClosed, BadField (agenda), TextTooLong (a task), NoSuchStep (the running step is not among them)
        """
        self._still_open()
        steps = tidied(steps)
        if not is_agenda(steps):
            raise BadField(field="agenda")
        if steps == self.agenda:
            return None
        now = self.current_step
        places = [n for n, step in enumerate(steps) if (step.id, step.kind) == (now.id, now.kind)]
        if not places:
            raise NoSuchStep()
        return AgendaPlanned(steps=steps, step=places[0])

    def _to_step(self, step: int, *, now: int, seed: int) -> list[Event]:
        if step >= len(self.agenda):
            raise AtTheEnd()
        if step < 0:
            raise AtTheStart()
        following = self.agenda[step]
        leaving: list[Event] = []
        if self.practising:
            leaving = [*self._closing(now=now), *([Shown(card="")] if self.shown else [])]
        stepping = [*leaving, Stepped(step=step)]
        there = self._next(stepping, at=now)
        if following.kind == "warmup":
            closing = self._closing(now=now) if not self.practising else []
            if self.practice is not None and self._was_seen(self.practice):
                return [*stepping, *closing]
            opening = there._next(closing, at=now).open_rating(now=now, minutes=following.minutes)
            return [*stepping, *closing, *([] if opening is None else [opening])]
        if following.kind == "rate":
            dealing: list[Event] = [] if self.dealt else [self.deal(seed=seed)]
            opening = there._next(dealing, at=now).open_rating(now=now, minutes=following.minutes)
            return [*stepping, *dealing, *([] if opening is None else [opening])]
        closing = self._closing(now=now) if not self.practising else []
        if following.kind == "rerate" and self.dealt:
            unseen = self.may_reopen() and bool(self.rounds[-1].cards)
            cards = self.rounds[-1].cards if unseen else self._most_divided(following.most)
            opening = there._next(closing, at=now).open_rating(now=now, minutes=following.minutes, cards=cards)
            return [*stepping, *closing, *([] if opening is None else [opening])]
        return [*stepping, *closing]

    def _rated_again(self) -> list[str]:
        """The cards that were asked again in the running step, in deck order; none in any other."""
        again = self.rounds[-1].cards if self.current_step.kind == "rerate" and self.rounds else ()
        return [card for card in self.cards_in_play() if card in again]

    def _most_divided(self, most: int) -> tuple[str, ...]:
        """The cards that the room is most divided on (as the wall has it), in deck order; those that have been shown
        go first, and where nobody takes the other side, those on which many say "both". Cards that too few have
        answered come after the others, in deck order: to choose among them would tell how two people differ.
        """
        tallies = {card: self.tally(card) for card in self.cards_in_play()}
        answered = [card for card, tally in tallies.items() if sum(tally.values()) > 0]
        shown = [card for card in answered if self.is_revealed(card)]
        cards = shown or answered
        told = [card for card in cards if sum(tallies[card].values()) >= self.opened.limits.group]
        divided = sorted(told or cards, key=lambda card: _undivided(tallies[card]))
        divided = [*divided, *(card for card in cards if card not in divided)][:most]
        return tuple(card for card in self.cards if card in divided)

    def pause(self) -> Paused | None:
        """Stops the clocks and takes no answers; None in a pause.

        Raises:
            SessionClosed
        """
        self._still_open()
        return Paused() if self.paused_at is None else None

    def resume(self) -> Resumed | None:
        """Ends a pause: clocks go on with what was left on them."""
        return Resumed() if self.paused_at is not None else None

    def look_up(self, *, on: bool) -> PhonesDown | None:
        """Asks people to look up, until the next step or until it is taken back.

        Raises:
            SessionClosed
        """
        self._still_open()
        return PhonesDown(on=on) if on != self.phones_down else None

    def close(self, *, now: int) -> list[Event]:
        """Ends the session: nobody can answer or write any more. It can be reopened.

        Raises:
            SessionClosed
        """
        self._still_open()
        resuming: list[Event] = [] if self.paused_at is None else [Resumed()]
        return [*resuming, *self._next(resuming, at=now)._closing(now=now), Closed()]

    def reopen(self) -> Reopened | None:
        return Reopened() if self.closed else None

    # ---------------------------------------------------------------- taking back

    def undoable(self, now: int) -> tuple[Past, ...]:
        """What "Undo" would take back: all that was done in the same moment as the newest, within half a minute."""
        recent = [past for past in self.past if now - past.at <= UNDO_TIME]
        return tuple(past for past in recent if past.at == recent[-1].at)

    def undo(self, *, now: int, version: int = 0) -> Undone:
        """Takes back what a facilitator did last; what participants have done since stays.

        `version` is that of the event that was offered, the oldest of `undoable`; 0 means "whatever it is now".

        Raises:
            NothingToUndo, SessionMoved (somebody has done something else since)
        """
        done = self.undoable(now)
        if not done:
            raise NothingToUndo()
        if version and done[0].version != version:
            raise SessionMoved()
        return Undone(version=done[0].version)

    def _closing(self, *, now: int) -> list[Event]:
        closing = self.close_rating(now=now)
        return [] if closing is None else [closing]

    def _next(self, events: Sequence[Event], *, at: int) -> Self:
        state = self
        for version, event in enumerate(events, start=self.version + 1):
            state = state.after(Recorded(version=version, at=at, event=event))
        return state


def _undivided(tally: Mapping[Stance, int]) -> tuple[float, float]:
    """A room's order by how divided it is on a card, the most divided first; no side taken, not divided."""
    sides = (tally["opportunity"], tally["threat"], tally["both"])
    if not any(sides):
        return 0.0, 0.0
    divided = division(*sides)
    return -divided, 0.0 if divided else -split(*sides)
