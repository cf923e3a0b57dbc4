"""A session as one JSON archive, and back: {"format": "trendipakka", "version": 1, "events": [...]}.

The archive holds everything, also what small-number rules hide elsewhere; it is for the facilitator alone.

Reading one checks every event against the session before it, so nothing comes in that our own rules could not have
written: a rule that is changed in `sessions.session` is changed here too. Only the clock is not held against an
event, since clocks step back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from cards.deck import LANGUAGES, NOTE_KINDS, STEEPLE, Deck
from cards.text import clean, clean_line, graphemes, is_day
from sessions.agenda import is_agenda
from sessions.errors import ArchiveUnreadable
from sessions.events import (
    SECTORS,
    CheckedOut,
    Closed,
    Dealt,
    Edited,
    Event,
    Hidden,
    Marked,
    Noted,
    Opened,
    PrioritiesShown,
    Prioritised,
    Rated,
    Recorded,
    Released,
    Reopened,
    Revealed,
    RoundClosed,
    RoundOpened,
    Seated,
    SeatMoved,
    Shown,
    Stepped,
    TimerSet,
    Wiped,
    Withdrawn,
)
from sessions.session import (
    GRADES,
    MOST_MARKS,
    MOST_POINTS,
    MOST_SEATS,
    MOST_SEED,
    MOST_TAP,
    NICKNAME_LENGTH,
    NOTE_LENGTH,
    Session,
    begin,
)

FORMAT = 1
MOST_BYTES = 50_000_000
MOST_NUMBER = 2**31  # of events, seats and notes: what every database can hold
MOST_TIME = 2**53  # milliseconds: what every program that reads JSON can hold

CODE = re.compile(r"[0-9A-Z]{6}")
ID = re.compile(r"[a-z0-9-]{1,60}")
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
    return isinstance(event, Reopened | Revealed | Shown | Released | Hidden | Wiped)


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
        case Released() | Hidden():
            note = session.notes.get(event.note)
            return note is not None and note.status == ("received" if isinstance(event, Released) else "on-screen")
        case PrioritiesShown():
            return session.current_step.kind == "priorities" and not session.priorities_shown
        case Dealt():
            return _deals(session, event)
        case Stepped():
            return 0 <= event.step < len(session.opened.agenda)
        case RoundOpened():
            same = bool(session.rounds) and not session.revealed_cards()
            return session.dealt and event.round == len(session.rounds) + (not same) and _time(event.ends_at)
        case RoundClosed() | TimerSet():
            newest = session.round
            ends_at = event.ends_at if isinstance(event, TimerSet) else None
            return newest is not None and (event.round, newest.closed_at) == (newest.number, None) and _time(ends_at)
        case Revealed():
            return (
                session.round is not None
                and session.round.closed_at is not None
                and event.round == session.round.number
                and event.card in session.cards_in_play()
                and not session.is_revealed(event.card)
            )
        case Shown():
            return event.card == "" or session.is_revealed(event.card)
        case Closed():
            return not session.closed
        case Reopened():
            return session.closed
    return False


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
        and 0 < opened.points <= MOST_POINTS
        and set(opened.languages) <= set(LANGUAGES)
        and set(opened.sectors) <= set(SECTORS)
        and set(opened.dealing.anchors) <= {card.id for card in opened.deck.cards}
        and min(opened.limits.group, opened.limits.sector) > 0
        and 0 <= opened.number <= MOST_TIME
        and (opened.date == "" or is_day(opened.date))
    )


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
            earlier = session.rating_of(event.seat, event.card, event.round)
            newer = earlier is None or event.tap > earlier.tap
            return own and newer and session.round is not None and event.round == session.round.number
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
    return (
        not session.revealed
        and 0 <= event.seed <= MOST_SEED
        and event.hands.keys() == {group.id for group in session.groups}
        and all(0 < len(set(hand)) == len(hand) for hand in event.hands.values())
        and all(card in session.cards for hand in event.hands.values() for card in hand)
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
