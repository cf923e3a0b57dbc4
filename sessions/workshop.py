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
from typing import Literal

import msgspec

from cards.deck import LANGUAGES, Deck
from cards.reading import read_deck, shipped_decks
from cards.text import clean_line, graphemes, is_day
from sessions.agenda import SHORT, is_agenda
from sessions.errors import BadField, MissingField, NoGroups, NoSuchDeck, NoSuchSession, TextTooLong
from sessions.events import SECTORS, Channel, Dealing, Event, Group, Joining, LastQuestion, Limits, Opened, Step
from sessions.items import Action, Item, Parked
from sessions.log import Log, Written
from sessions.session import MOST_GROUPS, MOST_POINTS, Seat, Session
from sessions.texts import tidied

# Read from a wall: no 0/O, 1/I/L.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
DAY = 86_400_000  # milliseconds
DEALS: tuple[Literal["same", "split", "spread", "draw", "picked"], ...] = (
    "same",
    "split",
    "spread",
    "draw",
    "picked",
)
MOST_NUMBER = 9_999  # of a session in its series
MOST_TEMPLATES = 100  # agendas of one's own
LINE_LENGTH = 200  # graphemes


def ticket_hash(ticket: str) -> str:
    """What the log keeps of a seat's secret: its SHA-256 in hex."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def tidy_code(text: str) -> str:
    """A code as it is kept, from what a person typed: any case, spaces and dashes allowed."""
    upper = text.upper()
    return upper if upper.isalnum() else "".join(character for character in upper if character.isalnum())


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
    tables: int = 2  # that each card lies on at least, where cards are spread
    size: int = 0  # cards in a hand, where cards are spread or drawn; 0 is as few as it takes
    hands: Mapping[str, tuple[str, ...]] = {}  # name of a group -> its cards, where they are picked
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
    demo: bool = False  # with made-up answers, to try what can be done with them


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

        A session of a series takes along what the one before it left open: actions, and what was parked.

        Raises:
            NoSuchDeck, MissingField (title), NoGroups, NotEnoughCards, TextTooLong, BadField (hand, groups, deal,
            joining, anchors, languages, sectors, agenda, points, limits, number, date)
        """
        opened = self._opened(plan, deck or self._deck(plan.deck))
        before = self.before_in_series(opened.series, opened.number)
        if before is None:
            return self.log.begin(opened)
        carried = Session(opened=opened, opened_at=0).carry_over(session=before.code, items=left_open(before))
        return self.log.begin(opened, *_one(carried))

    def save_template(self, name: str, steps: Sequence[Step]) -> Future[None]:
        """Keeps an agenda under a name for the sessions to come, in the place of one that has it.

        Raises:
            MissingField (template), TextTooLong, BadField (agenda), TooManyItems
        """
        line = _line("template", name) or _missing("template")
        steps = tidied(steps)
        if not is_agenda(steps):
            raise BadField(field="agenda")
        return self.log.keep_template(line, steps, most=MOST_TEMPLATES)

    def templates(self) -> dict[str, tuple[Step, ...]]:
        """The agendas that were kept, by name, the newest first."""
        return self.log.templates()

    def delete_template(self, name: str) -> Future[None]:
        """Forgets an agenda; sessions that were opened with it keep their steps.

        The future raises NoSuchTemplate.
        """
        return self.log.drop_template(name)

    def before_in_series(self, series: str, number: int = 0) -> Session | None:
        """The newest session of a series, or of those with a lower number the highest: the next one follows it."""
        name = clean_line(series).casefold()
        same = [session for session in self.sessions() if name and session.opened.series.casefold() == name]
        if number:
            same = [session for session in same if session.opened.number < number]
        return max(same, key=lambda session: (session.opened.number, session.opened_at), default=None)

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
            "deal": plan.deal in DEALS,
            "tables": 0 < plan.tables <= MOST_GROUPS,
            "size": 0 <= plan.size <= len(hand.cards),
            "hands": all(set(cards) <= set(hand.cards) for cards in plan.hands.values()),
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
            agenda=tidied(plan.agenda),
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
            dealing=_dealing(plan, names),
            limits=plan.limits,
            nicknames=plan.nicknames,
            demo=plan.demo,
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

    def behind(self, door: str) -> Session:
        """The session that people find under a code: by its name, or by the code it moved its door to.

        Raises:
            NoSuchSession
        """
        try:
            return self.session(door)
        except NoSuchSession:
            code = self.log.doors().get(door)
            if code is None:
                raise
            return self.session(code)

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
        door: str = "",
    ) -> Future[Written]:
        """A seat for whoever holds `ticket`; the same ticket always gives the same seat.

        `beside` is the seat of somebody who uses the same device, `door` the code that was typed.
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
                    door=door,
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

    def upvote(self, code: str, *, seat: str, note: str, on: bool, tap: int | None = None) -> Future[Written]:
        return self.log.record(code, lambda session, now: _one(session.upvote(seat=seat, note=note, on=on, tap=tap)))

    def volunteer(self, code: str, *, seat: str, action: str, on: bool, tap: int | None = None) -> Future[Written]:
        return self.log.record(
            code, lambda session, now: _one(session.volunteer(seat=seat, action=action, on=on, tap=tap))
        )

    def draw(self, code: str, *, seat: str, left: int | None = None) -> Future[Written]:
        """Turns a card over for the group of a seat that had so many left."""
        return self.log.record(code, lambda session, now: _one(session.draw(seat=seat, left=left)))

    def change_table(self, code: str, *, seat: str, group: str) -> Future[Written]:
        return self.log.record(code, lambda session, now: _one(session.change_table(seat=seat, group=group, now=now)))

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

    def open_rating(
        self, code: str, *, stage: int | None = None, minutes: int = 0, cards: Sequence[str] = ()
    ) -> Future[Written]:
        """Opens a round, of these cards or of whole hands."""
        return self._steer(
            code, stage, lambda session, now: _one(session.open_rating(now=now, minutes=minutes, cards=cards))
        )

    def close_rating(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.close_rating(now=now)))

    def close_by_clock(self, code: str) -> Future[Written]:
        """Records that a round's clock has run out; does nothing while it runs."""

        def decide(session: Session, now: int) -> Sequence[Event]:
            ran_out = session.round is not None and session.round.ended_at(session.clock(now)) is not None
            return _one(session.close_rating(now=now)) if ran_out else []

        return self.log.record(code, decide)

    def add_time(self, code: str, *, minutes: int = 1, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.add_time(minutes=minutes, now=now)])

    def reveal(self, code: str, *, card: str, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: session.reveal(card=card))

    def go_to(self, code: str, *, step: str, stage: int | None = None) -> Future[Written]:
        seed = self._seed()
        return self._steer(code, stage, lambda session, now: session.go_to(step=step, now=now, seed=seed))

    def plan_agenda(self, code: str, *, steps: Sequence[Step], stage: int | None = None) -> Future[Written]:
        """Gives a running session another agenda."""
        return self._steer(code, stage, lambda session, now: _one(session.plan(steps=steps)))

    def restart(self, code: str, *, card: str = "", minutes: int = 0, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: session.restart(now=now, card=card, minutes=minutes))

    def deal_by_hand(
        self, code: str, *, hands: Mapping[str, Sequence[str]], stage: int | None = None
    ) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.deal_by_hand(hands=hands)])

    def deal_again(self, code: str, *, slow: Sequence[str] = (), stage: int | None = None) -> Future[Written]:
        """Moves cards from empty and slow tables to others."""
        seed = self._seed()
        return self._steer(code, stage, lambda session, now: _one(session.deal_again(slow=slow, seed=seed)))

    def pause(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.pause()))

    def resume(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.resume()))

    def look_up(self, code: str, *, on: bool, stage: int | None = None) -> Future[Written]:
        """ "Phones down", or up again."""
        return self._steer(code, stage, lambda session, now: _one(session.look_up(on=on)))

    def undo(self, code: str, *, stage: int | None = None, version: int = 0) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.undo(now=now, version=version)])

    def add_group(self, code: str, *, name: str, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.add_group(name=name)])

    def rename_group(self, code: str, *, group: str, name: str, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.rename_group(group=group, name=name)))

    def merge_groups(self, code: str, *, group: str, into: str, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: [session.merge_groups(group=group, into=into)])

    def close(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: session.close(now=now))

    def reopen(self, code: str, *, stage: int | None = None) -> Future[Written]:
        return self._steer(code, stage, lambda session, now: _one(session.reopen()))

    def aside(self, code: str, decide: Callable[[Session], Event | None]) -> Future[Written]:
        """What a facilitator does beside the steering, by the rule that `decide` asks; two may while a third steers:

        `workshop.aside(code, lambda session: session.star(note="n7"))`
        """
        return self.log.record(code, lambda session, now: _one(decide(session)))

    def retell(
        self, code: str, *, question: LastQuestion, said: str, text: str = "", out: bool = False
    ) -> Future[Written]:
        """Decides what documents tell of an answer to one of the last questions, for everybody who gave it; nothing
        happens when nobody says so any more."""
        return self.log.record(
            code,
            lambda session, now: [
                retold
                for seat, words in session.said_last(question)
                if words == said
                for retold in _one(session.retell(seat=seat.id, question=question, text=text, out=out))
            ],
        )

    def release(self, code: str, *, note: str) -> Future[Written]:
        """Puts a note on the screen."""
        return self.aside(code, lambda session: session.release(note=note))

    def hide(self, code: str, *, note: str) -> Future[Written]:
        return self.aside(code, lambda session: session.hide(note=note))

    def write(self, code: str, *, item: Item, over: int = 0) -> Future[Written]:
        """Writes an outcome, an action or another item down."""
        return self.aside(code, lambda session: session.write(item=item, over=over))

    def enter_ballot(
        self, code: str, *, group: str, answers: Mapping[str, str], sector: str = "", seat: str = ""
    ) -> Future[Written]:
        """Enters a paper ballot, or mends the one of a seat."""
        ticket = ticket_hash(secrets.token_urlsafe())
        return self.log.record(
            code,
            lambda session, now: session.enter_ballot(
                group=group, answers=answers, ticket=ticket, sector=sector, seat=seat
            ),
        )

    def change_code(self, code: str) -> Future[Written]:
        """Lets new people in by another code only; it is the session's `door` from then on."""
        return self.aside(code, lambda session: session.move_door(door=self._new_code()))

    def publish(self, code: str, *, days: int) -> Future[Written]:
        """Publishes the result for so many days; 0 takes it back."""

        def decide(session: Session, now: int) -> Sequence[Event]:
            return _one(session.publish(until=now + days * DAY if days else 0, now=now))

        return self.log.record(code, decide)

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


def left_open(session: Session) -> list[Item]:
    """What the next session of the series takes along: open actions, and what was parked."""
    found: list[Action | Parked] = [*session.actions(), *session.parked()]
    return [item for item in found if item.state == "open"]


def _dealing(plan: Plan, names: Sequence[str]) -> Dealing:
    kind = next(known for known in DEALS if known == plan.deal)
    ids = {clean_line(name): f"g{n}" for n, name in enumerate(names, 1)}
    hands = {ids[clean_line(name)]: cards for name, cards in plan.hands.items() if clean_line(name) in ids}
    return Dealing(kind=kind, anchors=plan.anchors, tables=plan.tables, size=plan.size, hands=hands)


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
