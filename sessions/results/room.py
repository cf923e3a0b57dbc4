"""The room as a whole: who is there, how people lean, what matters most to them and their last words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache

import msgspec
import pandas as pd

from sessions.events import LAST_QUESTIONS
from sessions.measures import LEAST_SHARE
from sessions.results.counting import NOBODY, answers, kept, people_by_hand, raised_hands
from sessions.results.hiding import is_told
from sessions.session import GRADES, Seat, Session

CATCH_ALLS = frozenset({"other"})  # sectors that nobody can be missed from


class Leaning(msgspec.Struct, frozen=True):
    """People by the sign of their own P - N.

    `tied` answered as often opportunity as threat (or only both), `unsure` only "can't say"; `people` is everybody
    who answered at all, and `untold` those of them of whom no answer may be told, who are in none of the four.
    `hidden`: so few are told that the four counts are not given (all 0).
    """

    opportunity: int = 0
    threat: int = 0
    tied: int = 0
    unsure: int = 0
    people: int = 0
    hidden: bool = False
    untold: int = 0

    @property
    def told(self) -> int:
        """How many people the four counts are of."""
        return self.people - self.untold


class Table(msgspec.Struct, frozen=True):
    """How far a table is: of so many `people`, those without a phone too, so many have `answered`."""

    people: int
    answered: int


class Progress(msgspec.Struct, frozen=True):
    """How far the room is: `people` = `here` + `away` + `by_hand`. Phones, wall, desk and write-up tell this count.

    `here` and `away` are phones; `by_hand` are people who answer on paper, on a shared device or by raising a hand.
    `answered` are those who have answered every card that the running round asks of them: of raised hands as many as
    were counted on each of these cards.
    """

    people: int
    answered: int
    here: int
    away: int
    by_hand: int


class Rehearsed(msgspec.Struct, frozen=True):
    """The simulated people of a rehearsal, who are in no other count: so many have a seat, so many have `done` what
    is asked just now.
    """

    people: int
    done: int


@kept
def people_leaning(session: Session, round_number: int | None = None) -> Leaning:
    """The headline by people's newest answers, or by those of one round: people, not votes.

    Each is counted by those of their answers that may be told with their group's (`hiding.is_told`): a sum over
    people would give away what the tables hide. Raised hands are nobody's own, so they are not in it.
    """
    told = cache(lambda card, group: is_told(session, card, group, round_number))
    people = set()
    own: dict[str, Counter[str]] = {}
    for seat, card, rating in answers(session, round_number):
        people.add(seat.id)
        if told(card, seat.group):
            own.setdefault(seat.id, Counter())[rating.stance] += 1
    if people and len(own) < session.opened.limits.group:
        return Leaning(people=len(people), hidden=True)
    sides = Counter(_side(stances) for stances in own.values())
    return Leaning(
        opportunity=sides["opportunity"],
        threat=sides["threat"],
        tied=sides["tied"],
        unsure=sides["unsure"],
        people=len(people),
        untold=len(people) - len(own),
    )


def _side(stances: Counter[str]) -> str:
    difference = stances["opportunity"] - stances["threat"]
    if difference:
        return "opportunity" if difference > 0 else "threat"
    return "unsure" if stances.total() == stances["unsure"] else "tied"


def progress(session: Session, here: Collection[str]) -> Progress:
    """How far the room is; `here` are connected seat ids."""
    seats = session.people()
    tables = _by_table(session, seats).values()
    phones = [seat for seat in seats if seat.channel == "phone"]
    people = sum(table.people for table in tables)
    connected = sum(seat.id in here for seat in phones)
    return Progress(
        people=people,
        answered=sum(table.answered for table in tables),
        here=connected,
        away=len(phones) - connected,
        by_hand=people - len(phones),
    )


def progress_by_table(session: Session) -> dict[str, Table]:
    """The same by group id, for every table in use."""
    return _by_table(session, session.people())


def _by_table(session: Session, seats: Collection[Seat]) -> dict[str, Table]:
    people = Counter(seat.group for seat in seats) + people_by_hand(session)
    answered = Counter(seat.group for seat in seats if session.has_answered(seat))
    hands = raised_hands(session, session.round_number)
    for group in people_by_hand(session):
        counted = [sum(hands.get((card, group), NOBODY)) for card in session.asked(group)]
        answered[group] += min(counted, default=0)
    return {group.id: Table(people[group.id], answered[group.id]) for group in session.groups}


def has_done(session: Session, seat: Seat) -> bool:
    """Whether somebody has done what is asked just now: given points, said last words, else rated all cards."""
    match session.doing:
        case "priorities":
            return bool(session.points_of(seat.id))
        case "checkout":
            return has_last_words(session, seat.id)
    return session.has_answered(seat)


def rehearsed(session: Session) -> Rehearsed:
    """How far a rehearsal is, for whoever watches it; `progress` and all results are of people alone."""
    seats = [seat for seat in session.seats.values() if seat.rehearsal]
    return Rehearsed(people=len(seats), done=sum(has_done(session, seat) for seat in seats))


def composition(session: Session) -> dict[str, int]:
    """People by sector, in the session's order and with zeros; "" (not said) comes last and only if somebody did."""
    present = Counter(seat.sector for seat in session.people())
    named = {sector: present[sector] for sector in session.opened.sectors}
    return named | ({"": present[""]} if present[""] else {})


def sectors_missing(session: Session) -> tuple[str, ...]:
    """The sectors nobody in the room comes from; that nobody is "other" says nothing. None where nobody has told
    theirs: then it is not known.
    """
    present = composition(session)
    told = any(people for sector, people in present.items() if sector)
    return tuple(sector for sector, people in present.items() if told and people == 0 and sector not in CATCH_ALLS)


def composition_against(session: Session, wish: Mapping[str, int]) -> pd.DataFrame:
    """Who is here against who should be, in the session's order.

    `wish` is people by sector. Index: sector, those wished for that the session does not name last. Columns: present,
    wished, short (int: how many more were wished for, 0 when there are enough).
    """
    present = composition(session)
    sectors = [*present, *(sector for sector in wish if sector not in present)]
    here = [present.get(sector, 0) for sector in sectors]
    wished = [wish.get(sector, 0) for sector in sectors]
    return pd.DataFrame(
        {"present": here, "wished": wished, "short": [max(0, w - h) for h, w in zip(here, wished, strict=True)]},
        index=pd.Index(sectors, name="sector", dtype=object),
        dtype=int,
    )


class Priorities(msgspec.Struct, frozen=True):
    """The room's points by card, most first (equal ones in deck order), cards without any left out.

    `people` gave a point or more. `hidden`: so few that the points are not given. `givers` is how many people stand
    behind each card's points; with the points told it is no secret, since one point is one person's.
    """

    points: Mapping[str, int]
    people: int
    hidden: bool = False
    givers: Mapping[str, int] = {}


def priorities(session: Session) -> Priorities:
    """What matters most, by the points of the seats that count."""
    limit = session.opened.limits.group
    given: Counter[str] = Counter()
    givers: Counter[str] = Counter()
    people = 0
    for seat in session.people():
        own = session.points_of(seat.id)
        given.update(own)
        givers.update(own.keys())
        people += bool(own)
    if 0 < people < limit:
        return Priorities(points={}, people=people, hidden=True)
    ordered = sorted((card for card in session.cards if given[card]), key=lambda card: -given[card])
    return Priorities(
        points={card: given[card] for card in ordered},
        people=people,
        givers={card: givers[card] for card in ordered},
    )


class LastWords(msgspec.Struct, frozen=True):
    """What people said at the check-out, without who said it.

    `people` answered any of the questions. `graded` gave a grade; `grades` is how many gave each (1-4, zeros too),
    empty below `limits.group`, and `mean` is 1.0 to 4.0, or None below `LEAST_SHARE` grades. The texts are sorted by
    their letters, so that their order tells nothing; they are as a facilitator shortened them, and `left_out` is how
    many were kept out.
    """

    people: int
    graded: int
    grades: Mapping[int, int]
    mean: float | None
    thoughts: tuple[Said, ...]
    wishes: tuple[Said, ...]
    left_out: int = 0


class Said(msgspec.Struct, frozen=True):
    """Somebody's own words; `language` is that of their phone."""

    text: str
    language: str


def last_words(session: Session) -> LastWords:
    """The check-outs of the seats that count."""
    said = [(seat, session.checkouts[seat.id]) for seat in session.people() if has_last_words(session, seat.id)]
    graded = Counter(words.grade for _, words in said if words.grade)
    shown = graded.total() >= session.opened.limits.group
    enough = shown and graded.total() >= LEAST_SHARE
    told = {question: session.told_last(question) for question in LAST_QUESTIONS}
    return LastWords(
        people=len(said),
        graded=graded.total(),
        grades={grade: graded[grade] for grade in GRADES} if shown else {},
        mean=sum(grade * n for grade, n in graded.items()) / graded.total() if enough else None,
        thoughts=_sorted(Said(text, seat.language) for seat, text in told["thought"]),
        wishes=_sorted(Said(text, seat.language) for seat, text in told["next_time"]),
        left_out=sum(len(session.said_last(question)) - len(told[question]) for question in LAST_QUESTIONS),
    )


def has_last_words(session: Session, seat: str) -> bool:
    """Whether somebody has answered any of the last questions; an empty form is no answer."""
    said = session.checkouts.get(seat)
    return said is not None and bool(said.thought or said.next_time or said.grade)


def _sorted(texts: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(texts, key=lambda said: (said.text.casefold(), said.text)))
