"""A session as one JSON archive, and back: {"format": "trendipakka", "version": 1, "events": [...]}.

The archive holds everything, also what small-number rules hide elsewhere; it is for the facilitator alone.

Reading one checks every event against the session before it, so nothing comes in that our own rules could not have
written: a rule that is changed in `sessions.session` is changed here too. Only the clock is not held against an
event, since clocks step back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from cards.deck import LANGUAGES, NOTE_KINDS, STEEPLE, Deck
from cards.practice import PRACTICE
from cards.text import clean, clean_line, graphemes, is_day
from sessions.agenda import TASK_LENGTH, is_agenda
from sessions.errors import ArchiveUnreadable, Refused
from sessions.events import (
    SECTORS,
    AgendaPlanned,
    CarriedOver,
    ChairRated,
    CheckedOut,
    Closed,
    Dealt,
    DoorMoved,
    Drawn,
    Edited,
    Event,
    GroupAdded,
    GroupMerged,
    GroupRenamed,
    HandCounted,
    Hidden,
    KeptOut,
    Locked,
    Marked,
    Muted,
    Noted,
    NotesMerged,
    NotesOpened,
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
    Starred,
    Step,
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
from sessions.items import Action, Focus, Headline, Item, Parked
from sessions.session import (
    GRADES,
    MOST_GROUPS,
    MOST_MARKS,
    MOST_POINTS,
    MOST_SEATS,
    MOST_SEED,
    MOST_TAP,
    NICKNAME_LENGTH,
    NOTE_LENGTH,
    Seat,
    Session,
    begin,
)
from sessions.state import ASIDE

FORMAT = 1
MOST_BYTES = 50_000_000
MOST_NUMBER = 2**31  # of events, seats and notes: what every database can hold
MOST_TIME = 2**53  # milliseconds: what every program that reads JSON can hold

CODE = re.compile(r"[0-9A-Z]{6}")
ID = re.compile(r"[a-z0-9-]{1,60}")
ITEM_ID = re.compile(r"[ap][1-9][0-9]{0,8}")
ID_NUMBER = re.compile(r"[sn][1-9][0-9]{0,8}")
SHA_256 = re.compile(r"[0-9a-f]{64}")
UNTOUCHED = re.compile(r"[ \n\t]+")  # white space in a deck is the deck's own affair


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    version: int
    events: tuple[Recorded, ...]


def write_archive(history: list[Recorded]) -> bytes:
    """The archive of a whole history, as UTF-8 JSON."""
    archive = Archive(format="trendipakka", version=FORMAT, events=tuple(history))
    return msgspec.json.format(msgspec.json.encode(archive), indent=1)


def read_archive(data: bytes) -> tuple[list[Recorded], Session]:
    """The history in an archive and the session it gives.

    Raises:
        ArchiveUnreadable: it is no archive of ours, or its events do not fit together.
    """
    if len(data) > MOST_BYTES:
        raise ArchiveUnreadable(where=f"{len(data)} bytes")
    try:
        archive = msgspec.json.decode(data, type=Archive)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ArchiveUnreadable(where=str(error)[:200]) from None
    if archive.format != "trendipakka" or archive.version != FORMAT:
        raise ArchiveUnreadable(where=f"format {archive.version}")
    return list(archive.events), _checked(archive.events)


def _checked(history: Sequence[Recorded]) -> Session:
    session: Session | None = None
    wiped = max((n for n, recorded in enumerate(history, start=1) if isinstance(recorded.event, Wiped)), default=0)
    for number, recorded in enumerate(history, start=1):
        event = recorded.event
        before = session.version if session is not None else 0
        gaps = number <= wiped  # where a rehearsal stood
        fits = _follows(recorded.version, before, gaps=gaps) and 0 <= recorded.at <= MOST_TIME
        if session is None:
            if not (fits and isinstance(event, Opened) and _opens(event)):
                raise ArchiveUnreadable(where=f"event {number}")
            session = begin(recorded)
            continue
        if not (fits and (_allowed_when_closed(event) or not session.closed) and _fits(session, event, gaps=gaps)):
            raise ArchiveUnreadable(where=f"event {number}")
        session = session.after(recorded)
    if session is None:
        raise ArchiveUnreadable(where="no events")
    for note in session.notes.values():
        if not note.text:  # only a note that was taken back has lost its text
            raise ArchiveUnreadable(where=f"event {note.version}")
    return session


def _allowed_when_closed(event: Event) -> bool:
    """Sorting, writing up and showing go on after the close."""
    return isinstance(event, Reopened | Revealed | Shown | Wiped | Undone | Volunteered) or (
        isinstance(event, ASIDE) and not isinstance(event, HandCounted)
    )


def _fits(session: Session, event: Event, *, gaps: bool) -> bool:
    """Whether this can have happened after that."""
    match event:
        case Seated():
            return _seats(session, event, gaps=gaps)
        case SeatMoved():
            known = event.ticket in session.tickets or event.ticket in session.moved
            return event.seat in session.seats and SHA_256.fullmatch(event.ticket) is not None and not known
        case Wiped():
            rehearsing = any(seat.rehearsal for seat in session.seats.values())
            higher = event.seats >= session.seated and event.notes >= session.noted
            return higher and event.screened >= session.screened and not rehearsing
        case Rated() | Noted() | Marked() | Prioritised() | CheckedOut():
            return _answers(session, event, gaps=gaps)
        case Edited():
            return _edits(session, event)
        case Withdrawn():
            note = session.notes.get(event.note)
            return note is not None and note.version == event.noted
        case Quoted(text=""):  # what it quoted was taken back since, or nothing is quoted any more
            return event.note in session.notes
        case Retold(text=""):
            return event.seat in session.checkouts
        case PrioritiesShown():
            return session.current_step.kind == "priorities" and not session.priorities_shown
        case Dealt():
            return _deals(session, event)
        case Stepped():
            return 0 <= event.step < len(session.agenda)
        case StepTimed():
            return _time(event.ends_at)
        case AgendaPlanned():
            steps, now = event.steps, session.current_step
            known = is_agenda(steps) and 0 <= event.step < len(steps) and all(_is_step(step) for step in steps)
            return known and (steps[event.step].id, steps[event.step].kind) == (now.id, now.kind)
        case RoundOpened():
            return _opens_round(session, event)
        case RoundClosed() | TimerSet():
            newest = session.round
            ends_at = event.ends_at if isinstance(event, TimerSet) else None
            return newest is not None and (event.round, newest.closed_at) == (newest.number, None) and _time(ends_at)
        case Restarted():
            return 0 < event.round <= len(session.rounds) and set(event.cards) <= set(session.cards_in_play())
        case Revealed() | Shown() if event.card:
            drawn = gaps and event.card in session.cards  # by a rehearsal that has been wiped since
            return drawn or event in _by_rule(lambda: session.reveal(card=event.card))
        case Undone():
            return any(past.version == event.version for past in session.past) or gaps
        case CarriedOver():
            return CODE.fullmatch(event.session) is not None and all(_is_tidy(session, item) for item in event.items)
        case Shown():
            return True
        case Closed():
            return not session.closed
        case Reopened():
            return session.closed
    return event in _by_rule(lambda: _decided(session, event))


def _by_rule(decide: Callable[[], Iterable[Event | None]]) -> list[Event | None]:
    """What a rule would have recorded; nothing where it refuses."""
    try:
        return list(decide())
    except Refused:
        return []


def _decided(session: Session, event: Event) -> Iterator[Event | None]:
    """What the rule for this event records on the same wish."""
    match event:
        case Locked():
            yield session.lock(on=event.on)
        case DoorMoved():
            yield session.move_door(door=event.door)
        case Regrouped():
            moved = session.regroup(seat=event.seat, group=event.group)
            free = event.by == "facilitator" or session.opened.joining == "chosen"
            yield msgspec.structs.replace(moved, by=event.by) if moved is not None and free else None
        case Removed():
            yield session.remove(seat=event.seat, on=event.on)
        case Muted():
            yield session.mute(seat=event.seat, on=event.on)
        case GroupAdded():
            yield session.add_group(name=event.name)
        case GroupRenamed():
            yield session.rename_group(group=event.group, name=event.name)
        case GroupMerged():
            yield session.merge_groups(group=event.group, into=event.into)
        case Drawn():
            yield session.draw(seat=event.seat)
        case Paused():
            yield session.pause()
        case Resumed():
            yield session.resume()
        case PhonesDown():
            yield session.look_up(on=event.on)
        case Released():
            yield session.release(note=event.note)
        case Hidden():
            yield session.hide(note=event.note)
        case NotesOpened():
            yield session.open_notes(on=event.on)
        case Starred():
            yield session.star(note=event.note, on=event.on)
        case Tagged():
            yield session.tag(note=event.note, theme=event.theme)
        case NotesMerged():
            yield session.merge_notes(note=event.note, into=event.into)
        case KeptOut():
            yield session.keep_out(note=event.note, on=event.on)
        case Retold():
            yield session.retell(seat=event.seat, question=event.question, text=event.text, out=event.out)
        case Quoted():
            yield session.quote(note=event.note, text=event.text)
        case Upvoted():
            yield session.upvote(seat=event.seat, note=event.note, on=event.on, tap=event.tap)
        case HandCounted():
            yield session.count_by_hand(group=event.group, card=event.card, counts=event.counts)
        case ChairRated():
            yield session.rate_chair(sector=event.sector, card=event.card, stance=event.stance)
        case Wrote():
            new = event.over == 0 and not isinstance(event.item, Focus | Headline)
            item = msgspec.structs.replace(event.item, id="") if new else event.item
            yield session.write(item=item, over=event.over)
        case Struck():
            yield session.strike(item=event.item, over=event.over)
        case Volunteered():
            yield session.volunteer(seat=event.seat, action=event.action, on=event.on, tap=event.tap)
        case ScreenSet():
            yield session.set_screen(screen=event.screen)
        case Published():
            yield session.publish(until=event.until, now=max(0, event.until - 1))


def _opens_round(session: Session, event: RoundOpened) -> bool:
    if event.round == 0:
        return session.current_step.kind == "warmup" and event.cards == (PRACTICE,) and _time(event.ends_at)
    number, known = len(session.rounds), {card.id for card in session.deck.cards}
    again = session.may_reopen() and session.rounds[-1].cards == event.cards
    follows = event.round == (number if again else number + 1)
    return session.dealt and follows and set(event.cards) <= known and _time(event.ends_at)


def _is_tidy(session: Session, item: Item) -> bool:
    """Whether an item that came along is one that our rules could have written there."""
    number = ITEM_ID.fullmatch(item.id)
    if number is None or item.id in session.items or not isinstance(item, Action | Parked):
        return False
    there = msgspec.structs.replace(item, card="") if isinstance(item, Action) else item
    written = _by_rule(lambda: [session.write(item=msgspec.structs.replace(there, id=""))])
    tidy = [msgspec.structs.replace(wrote.item, id=item.id) for wrote in written if isinstance(wrote, Wrote)]
    return there in tidy


def _is_step(step: Step) -> bool:
    lines = all(_is_line(text) and graphemes(text) <= TASK_LENGTH for text in step.task.values())
    return ID.fullmatch(step.id) is not None and set(step.task) <= set(LANGUAGES) and lines


def _opens(opened: Opened) -> bool:
    groups = [group.id for group in opened.groups]
    return (
        CODE.fullmatch(opened.code) is not None
        and SHA_256.fullmatch(opened.digest) is not None
        and _is_deck(opened.deck)
        and groups == [f"g{n}" for n in range(1, len(groups) + 1)]
        and all(_is_line(line) for line in _lines(opened))
        and bool(opened.title and groups and opened.languages)
        and all(group.name for group in opened.groups)
        and is_agenda(opened.agenda)
        and all(_is_step(step) for step in opened.agenda)
        and _is_dealing(opened)
        and 0 < opened.points <= MOST_POINTS
        and set(opened.languages) <= set(LANGUAGES)
        and set(opened.sectors) <= set(SECTORS)
        and set(opened.dealing.anchors) <= {card.id for card in opened.deck.cards}
        and min(opened.limits.group, opened.limits.sector) > 0
        and 0 <= opened.number <= MOST_TIME
        and (opened.date == "" or is_day(opened.date))
    )


def _is_dealing(opened: Opened) -> bool:
    cards, dealing = {card.id for card in opened.deck.cards}, opened.dealing
    picked = all(set(hand) <= cards for hand in dealing.hands.values())
    return picked and 0 < dealing.tables <= len(cards) + MOST_GROUPS and 0 <= dealing.size <= len(cards)


def _lines(opened: Opened) -> Iterator[str]:
    yield from (opened.title, opened.aim, opened.place, opened.region, opened.organisers, opened.series, opened.hand)
    yield from (group.name for group in opened.groups)
    yield from (step.id for step in opened.agenda)


def _is_deck(deck: Deck) -> bool:
    cards = [card.id for card in deck.cards]
    themes = [theme.id for theme in deck.themes]
    return (
        all(ID.fullmatch(part) for part in (deck.id, *cards, *themes))
        and 0 < len(set(cards)) == len(cards)
        and len(set(themes)) == len(themes)
        and all(card.theme in themes and card.steeple in ("", *STEEPLE) for card in deck.cards)
        and set(deck.note_kinds) <= set(NOTE_KINDS)
        and set(deck.languages) <= set(LANGUAGES)
        and all(_is_deck_text(text) for text in _texts(msgspec.to_builtins(deck)))
    )


def _texts(part: object) -> Iterator[str]:
    """Every text in lists, mappings and numbers, the mappings' keys too."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def _seats(session: Session, event: Seated, *, gaps: bool) -> bool:
    nickname = event.nickname
    return (
        _follows(_number(event.seat, "s"), session.seated, gaps=gaps)
        and len(session.seats) < MOST_SEATS
        and SHA_256.fullmatch(event.ticket) is not None
        and event.ticket not in session.tickets
        and event.ticket not in session.moved
        and event.group in {group.id for group in session.groups}
        and event.sector in ("", *session.opened.sectors)
        and event.language in session.opened.languages
        and bool(nickname) == session.opened.nicknames
        and _is_line(nickname)
        and graphemes(nickname) <= NICKNAME_LENGTH
    )


def _answers(session: Session, event: Rated | Noted | Marked | Prioritised | CheckedOut, *, gaps: bool) -> bool:
    seat = session.seats.get(event.seat)
    if seat is None or not 0 < event.tap <= MOST_TAP:
        return False
    if isinstance(event, CheckedOut):
        return _checks_out(session, event)
    if isinstance(event, Prioritised):
        return _prioritises(session, event)
    own = event.card in session.hand(seat.group)
    match event:
        case Rated():
            return _rates(session, event, seat)
        case Noted():
            return (
                (own or event.card == "")
                and event.group == seat.group
                and _follows(_number(event.note, "n"), session.noted, gaps=gaps)
                and event.kind in session.deck.note_kinds
                and event.language in session.opened.languages
                and (event.seat, event.tap) not in session.noted_by_tap
                and _is_text(event.text)
            )
        case Marked():
            marked = session.marked(seat.group, event.mark)
            room = not event.on or seat.rehearsal or event.card in marked or len(marked) < MOST_MARKS
            newer = event.tap > session.mark_taps.get((event.seat, event.mark, event.card), 0)
            return own and newer and room and event.group == seat.group


def _rates(session: Session, event: Rated, seat: Seat) -> bool:
    earlier = session.ratings.get((event.round, event.card, event.seat))
    newer = earlier is None or event.tap > earlier.tap
    if seat.channel == "paper":
        held = event.card in session.hand(seat.group)
        return held and newer and event.round > 0 and event.round == session.asked_in(event.card)
    asked = event.card in session.asked(seat.group)
    return asked and newer and session.round is not None and event.round == session.round.number


def _edits(session: Session, event: Edited) -> bool:
    note = session.notes.get(event.note)
    return (
        note is not None
        and event.noted == note.version
        and note.tap < event.tap <= MOST_TAP
        and event.kind in session.deck.note_kinds
        and _is_text(event.text)
    )


def _prioritises(session: Session, event: Prioritised) -> bool:
    earlier = session.priorities.get((event.card, event.seat))
    others = sum(points for card, points in session.points_of(event.seat).items() if card != event.card)
    return (
        session.current_step.kind == "priorities"
        and not session.priorities_shown
        and event.card in session.cards_in_play()
        and (earlier is None or event.tap > earlier.tap)
        and event.points >= 0
        and event.points + others <= session.opened.points
    )


def _checks_out(session: Session, event: CheckedOut) -> bool:
    earlier = session.checkouts.get(event.seat)
    return (
        (earlier is None or event.tap > earlier.tap)
        and event.before == (earlier.version if earlier is not None else 0)
        and (event.grade == 0 or event.grade in GRADES)
        and _is_text(event.thought)
        and _is_text(event.next_time)
    )


def _deals(session: Session, event: Dealt) -> bool:
    known = {card.id for card in session.deck.cards}
    return (
        0 <= event.seed <= MOST_SEED
        and event.hands.keys() == {group.id for group in session.groups}
        and (any(event.hands.values()) or bool(event.pile))
        and all(len(set(hand)) == len(hand) for hand in (*event.hands.values(), event.pile))
        and all(card in known for hand in (*event.hands.values(), event.pile) for card in hand)
    )


def _time(at: int | None) -> bool:
    return at is None or 0 <= at <= MOST_TIME


def _follows(number: int, before: int, *, gaps: bool) -> bool:
    return number == before + 1 or (gaps and before < number < MOST_NUMBER)


def _number(named: str, letter: str) -> int:
    """The number of an id ("s7"), 0 when it is none."""
    return int(named[1:]) if ID_NUMBER.fullmatch(named) and named[0] == letter else 0


def _is_text(text: str) -> bool:
    return clean(text) == text and graphemes(text) <= NOTE_LENGTH


def _is_line(text: str) -> bool:
    return clean_line(text) == text


def _is_deck_text(text: str) -> bool:
    return UNTOUCHED.sub("", clean(text)) == UNTOUCHED.sub("", text)
