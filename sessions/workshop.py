"""The use cases, one method each: look, decide, record. Clock and chance enter here.

Every method that writes returns a future of what was written, resolved after the commit; `.result()` waits for it,
`asyncio.wrap_future` awaits it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from random import Random

import msgspec

from cards.deck import LANGUAGES, Deck
from cards.reading import read_deck, shipped_decks
from cards.text import clean_line, graphemes, is_day
from sessions.agenda import SHORT, is_agenda
from sessions.errors import BadField, MissingField, NoGroups, NoSuchDeck, TextTooLong
from sessions.events import SECTORS, Channel, Dealing, Event, Group, Joining, Limits, Opened, Step
from sessions.log import Log, Written
from sessions.session import MOST_POINTS, Seat, Session

# Read from a wall: no 0/O, 1/I/L.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
MOST_GROUPS = 40
MOST_NUMBER = 9_999  # of a session in its series
LINE_LENGTH = 200  # graphemes


def ticket_hash(ticket: str) -> str:
    """What the log keeps of a seat's secret: its SHA-256 in hex."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def tidy_code(text: str) -> str:
    """A code as it is kept, from what a person typed: any case, spaces and dashes allowed."""
    return "".join(character for character in text.upper() if character.isalnum())


class Plan(msgspec.Struct, frozen=True):
    """What a facilitator decides before a session; texts as typed, cleaned when the session is opened.

    `date` is a day as YYYY-MM-DD, or empty.
    """

    title: str
    deck: str = "employment-trends"
    hand: str = "short-12"
    groups: tuple[str, ...] = ()
    deal: str = "same"
    anchors: tuple[str, ...] = ()
    aim: str = ""
    date: str = ""
    place: str = ""
    region: str = ""
    organisers: str = ""
    series: str = ""
    number: int = 0
    languages: tuple[str, ...] = ("fi", "sv", "en")
    sectors: tuple[str, ...] = SECTORS
    joining: Joining = "assigned"
    nicknames: bool = False
    points: int = 3
    agenda: tuple[Step, ...] = SHORT
    limits: Limits = Limits()


class Workshop:
    """Sessions as their users use them. `decks` gives a deck file by id, `chance` all random choices but secrets."""

    def __init__(
        self,
        log: Log,
        *,
        chance: Random | None = None,
        decks: Callable[[], Mapping[str, Path]] = shipped_decks,
    ) -> None:
        self.log = log
        self._chance = chance or secrets.SystemRandom()
        self._decks = decks

    # ---------------------------------------------------------------- before

    def decks(self) -> list[Deck]:
        """The decks a session can be opened with."""
        return [read_deck(path) for path in self._decks().values()]

    def open_session(self, plan: Plan, *, deck: Deck | None = None) -> Future[Written]:
        """Opens a session by a plan, with the plan's deck or the one handed in.

        Raises:
            NoSuchDeck, MissingField (title), NoGroups, NotEnoughCards, TextTooLong, BadField (hand, groups, deal,
            joining, anchors, languages, sectors, agenda, points, limits, number, date)
        """
        return self.log.begin(self._opened(plan, deck or self._deck(plan.deck)))

    def _opened(self, plan: Plan, deck: Deck) -> Opened:
        try:
            hand = deck.hand(plan.hand)
        except KeyError:
            raise BadField(field="hand") from None
        names = [clean_line(name) for name in plan.groups]
        names = [name for name in names if name]
        if not names:
            raise NoGroups()
        if len(names) > MOST_GROUPS or len({name.casefold() for name in names}) < len(names):
            raise BadField(field="groups")
        fits = {
            "deal": plan.deal in ("same", "split"),
            "joining": plan.joining in ("chosen", "assigned"),
            "anchors": set(plan.anchors) <= set(hand.cards),
            "languages": bool(plan.languages) and set(plan.languages) <= set(LANGUAGES),
            "sectors": set(plan.sectors) <= set(SECTORS),
            "agenda": is_agenda(plan.agenda),
            "points": 0 < plan.points <= MOST_POINTS,
            "limits": min(plan.limits.group, plan.limits.sector) > 0,
            "number": 0 <= plan.number <= MOST_NUMBER,
            "date": plan.date.strip() == "" or is_day(plan.date.strip()),
        }
        for field, well in fits.items():
            if not well:
                raise BadField(field=field)
        opened = Opened(
            code=self._new_code(),
            title=_line("title", plan.title) or _missing("title"),
            deck=deck.with_cards(hand.cards),
            digest=deck.digest(),
            groups=tuple(Group(id=f"g{n}", name=_line("groups", name)) for n, name in enumerate(names, 1)),
            agenda=plan.agenda,
            aim=_line("aim", plan.aim),
            date=_line("date", plan.date),
            place=_line("place", plan.place),
            region=_line("region", plan.region),
            organisers=_line("organisers", plan.organisers),
            series=_line("series", plan.series),
            number=plan.number,
            hand=hand.id,
            languages=plan.languages,
            sectors=plan.sectors,
            joining=plan.joining,
            dealing=Dealing(kind="split" if plan.deal == "split" else "same", anchors=plan.anchors),
            limits=plan.limits,
            nicknames=plan.nicknames,
            points=plan.points,
        )
        Session(opened=opened, opened_at=0).deal(seed=0)  # an impossible deal is refused now, not in the room
        return opened

    def _deck(self, deck_id: str) -> Deck:
        path = self._decks().get(deck_id)
        if path is None:
            raise NoSuchDeck(deck=deck_id)
        return read_deck(path)

    def _new_code(self) -> str:
        return "".join(self._chance.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))

    # ---------------------------------------------------------------- looking

    def session(self, code: str) -> Session:
        """The committed state of a session.

        Raises:
            NoSuchSession
        """
        return self.log.session(code)

    def sessions(self) -> list[Session]:
        """All sessions, the newest first."""
        return [self.log.session(code) for code in self.log.codes()]

    def now(self) -> int:
        return self.log.clock()

    # ---------------------------------------------------------------- the participant

    def take_seat(
        self,
        code: str,
        *,
        ticket: str,
        group: str = "",
        sector: str = "",
        nickname: str = "",
        language: str = "",
        rehearsal: bool = False,
        channel: Channel = "phone",
        beside: str = "",
    ) -> Future[Written]:
        """A seat for whoever holds `ticket`; the same ticket always gives the same seat.

        `beside` is the seat of somebody who uses the same device.
        """
        hashed = ticket_hash(ticket)
        return self.log.record(
            code,
            lambda session, now: _one(
                session.take_seat(
                    ticket=hashed,
                    group=group,
                    sector=sector,
                    nickname=nickname,
                    language=language,
                    rehearsal=rehearsal,
                    channel=channel,
                    beside=beside,
                )
            ),
        )

    def move_seat(self, code: str, *, seat: str, ticket: str) -> Future[Written]:
        """Opens a seat for whoever holds `ticket`, and for nobody else any more."""
        hashed = ticket_hash(ticket)
        return self.log.record(code, lambda session, now: _one(session.move_seat(seat=seat, ticket=hashed)))

    def wipe_rehearsal(self, code: str) -> Future[Written]:
        """Takes the rehearsal seats away, and erases all that they did."""
        return self.log.record(code, lambda session, now: _one(session.wipe_rehearsal()))

    def seat_of(self, code: str, ticket: str) -> Seat | None:
        """The seat that this ticket opens, if any.

        Raises:
            NoSuchSession
        """
        return self.session(code).seat_with(ticket_hash(ticket))

    def rate(
        self, code: str, *, seat: str, card: str, stance: str, round_number: int, tap: int | None = None
    ) -> Future[Written]:
        return self.log.record(
            code,
            lambda session, now: _one(
                session.rate(seat=seat, card=card, stance=stance, round_number=round_number, now=now, tap=tap)
            ),
        )

    def note(
        self,
        code: str,
        *,
        seat: str,
        card: str,
        kind: str,
        text: str,
        language: str = "",
        tap: int | None = None,
    ) -> Future[Written]:
        return self.log.record(
            code,
            lambda session, now: _one(
                session.note(seat=seat, card=card, kind=kind, text=text, language=language, tap=tap)
            ),
        )

    def edit(
        self, code: str, *, seat: str, note: str, kind: str, text: str, tap: int | None = None
    ) -> Future[Written]:
        return self.log.record(
            code, lambda session, now: _one(session.edit(seat=seat, note=note, kind=kind, text=text, tap=tap))
        )

    def withdraw(self, code: str, *, seat: str, note: str) -> Future[Written]:
        return self.log.record(code, lambda session, now: [session.withdraw(seat=seat, note=note)])

    def mark(
        self, code: str, *, seat: str, card: str, mark: str, on: bool, tap: int | None = None
    ) -> Future[Written]:
        return self.log.record(
            code, lambda session, now: _one(session.mark(seat=seat, card=card, mark=mark, on=on, tap=tap))
        )

    def prioritise(self, code: str, *, seat: str, card: str, points: int, tap: int | None = None) -> Future[Written]:
        return self.log.record(
            code, lambda session, now: _one(session.prioritise(seat=seat, card=card, points=points, tap=tap))
        )

    def check_out(
        self,
        code: str,
        *,
        seat: str,
        thought: str = "",
        next_time: str = "",
        grade: int = 0,
        tap: int | None = None,
    ) -> Future[Written]:
        return self.log.record(
            code,
            lambda session, now: _one(
                session.check_out(seat=seat, thought=thought, next_time=next_time, grade=grade, tap=tap)
            ),
        )

    # ---------------------------------------------------------------- the facilitator
    # `stage` is the session's stage the facilitator saw; None means "whatever it is now".

    def forward(self, code: str, *, stage: int | None = None) -> Future[Written]:
        """Next: the step that follows, and what belongs to it."""
        seed = self._seed()
        return self._steer(code, stage, lambda session, now: session.forward(now=now, seed=seed))

    def back(self, code: str, *, stage: int | None = None) -> Future[Written]:
        seed = self._seed()
        return self._steer(code, stage, lambda session, now: session.back(now=now, seed=seed))

    def deal(self, code: str, *, stage: int | None = None, seed: int | None = None) -> Future[Written]:
        chosen = self._seed() if seed is None else seed
        return self._steer(code, stage, lambda session, now: [session.deal(seed=chosen)])

    def open_rating(self, code: str, *, stage: int | None = None, minutes: int = 0) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.open_rating(now=now, minutes=minutes)))

    def close_rating(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.close_rating(now=now)))

    def close_by_clock(self, code: str) -> Future[Written]:
        """Records that a round's clock has run out; does nothing while it runs."""

        def decide(session: Session, now: int) -> Sequence[Event]:
            ran_out = session.round is not None and session.round.ended_at(now) is not None
            return _one(session.close_rating(now=now)) if ran_out else []

        return self.log.record(code, decide)

    def add_time(self, code: str, *, minutes: int = 1, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.add_time(minutes=minutes, now=now)])

    def reveal(self, code: str, *, card: str, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: session.reveal(card=card))

    def close(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: session.close(now=now))

    def reopen(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.reopen()))

    def release(self, code: str, *, note: str) -> Future[Written]:
        """Puts a note on the screen. Two facilitators may sort notes while a third steers."""
        return self.log.record(code, lambda session, now: _one(session.release(note=note)))

    def hide(self, code: str, *, note: str) -> Future[Written]:
        return self.log.record(code, lambda session, now: _one(session.hide(note=note)))

    def delete(self, code: str) -> Future[None]:
        """Erases a session for good."""
        return self.log.delete(code)

    def _steer(
        self, code: str, stage: int | None, decide: Callable[[Session, int], Sequence[Event]]
    ) -> Future[Written]:
        def command(session: Session, now: int) -> Sequence[Event]:
            session.at_stage(stage)
            return decide(session, now)

        return self.log.record(code, command)

    def _seed(self) -> int:
        return self._chance.getrandbits(32)


def _one(event: Event | None) -> list[Event]:
    return [] if event is None else [event]


def _line(field: str, text: str) -> str:
    line = clean_line(text)
    length = graphemes(line)
    if length > LINE_LENGTH:
        raise TextTooLong(length=length, most=LINE_LENGTH, field=field)
    return line


def _missing(field: str) -> str:
    raise MissingField(field=field)
