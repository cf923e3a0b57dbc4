"""A session as tables and measures: every number that people see, on a screen or on paper, is counted here.

In the formulas P is opportunity, N threat, B both and C can't say. Rehearsal seats never count.

Small numbers stay hidden. A group is hidden below `limits.group` people, a sector below `limits.sector`, and more of
them where the difference with the total would tell (`suppressed`). One decision holds for the whole session
(`hidden_groups`), because ratings are published with a seat number: a group that is shown on one card and blank on
another could be worked out from both.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import msgspec
import pandas as pd

from sessions.events import STANCES, Stance
from sessions.session import GRADES, Rating, Seat, Session

COLUMNS = ("session", "round", "seat", "group", "sector", "card", "stance", "channel", "at")
MINUTE = 60_000  # milliseconds
LEAST_MEAN = 5  # grades, below which no mean is told
CATCH_ALLS = frozenset({"other"})  # sectors that nobody can be missed from

Key = TypeVar("Key")
Which = ParamSpec("Which")

_COUNTS = (*STANCES, "answered")


# -------------------------------------------------------------------- measures


def lean(opportunity: int, threat: int, both: int) -> float:
    """(P - N) / (P + N + B): -1.0 all threat, 1.0 all opportunity; NaN without such answers."""
    sided = opportunity + threat + both
    return (opportunity - threat) / sided if sided else math.nan


def split(opportunity: int, threat: int, both: int) -> float:
    """2 * min(P + B/2, N + B/2) / (P + N + B): 0.0 of one mind, 1.0 divided; NaN without such answers.

    Ten "both" give 1.0 as five against five do: show *both* beside it.
    """
    sided = opportunity + threat + both
    return (2 * min(opportunity, threat) + both) / sided if sided else math.nan


def suppressed(counts: Mapping[str, int], limit: int, hidden: Collection[str] = frozenset()) -> frozenset[str]:
    """The keys whose numbers must not be shown, by how many people stand behind each key.

    All with 0 < count < `limit`, all that are `hidden` already, and then the smallest of the rest until the hidden
    are together at least `limit` people (hence at least two keys), so that subtracting what is shown from the total
    reveals none. When even that is too few, every key with people is hidden. Nothing small, nothing hidden.
    """
    gone = set(hidden) | {key for key, count in counts.items() if 0 < count < limit}
    rest = sorted((key for key in counts if counts[key] > 0 and key not in gone), key=lambda k: (-counts[k], k))

    def told_by_difference() -> bool:
        return 0 < sum(counts.get(key, 0) for key in gone) < limit

    while rest and told_by_difference():
        gone.add(rest.pop())
    return frozenset(gone)


class Leaning(msgspec.Struct, frozen=True):
    """People by the sign of their own P - N.

    `tied` answered as often opportunity as threat (or only both), `unsure` only "can't say"; `people` is everybody
    who answered at all. `hidden`: so few that the four counts are not given (all 0).
    """

    opportunity: int = 0
    threat: int = 0
    tied: int = 0
    unsure: int = 0
    people: int = 0
    hidden: bool = False


class Progress(msgspec.Struct, frozen=True):
    """How far the room is: `seats` = `here` + `away` + `by_hand`.

    `here` and `away` are phones; `by_hand` are people who answer on paper or on a shared device.
    """

    seats: int
    answered: int
    here: int
    away: int
    by_hand: int


def people_leaning(session: Session, round_number: int | None = None) -> Leaning:
    """The headline of a round (the newest if none is named): people, not votes."""
    own: dict[str, Counter[str]] = {}
    for seat, _, rating in _answers(session, round_number):
        own.setdefault(seat.id, Counter())[rating.stance] += 1
    if 0 < len(own) < session.opened.limits.group:
        return Leaning(people=len(own), hidden=True)
    sides = Counter(_side(stances) for stances in own.values())
    return Leaning(
        opportunity=sides["opportunity"],
        threat=sides["threat"],
        tied=sides["tied"],
        unsure=sides["unsure"],
        people=len(own),
    )


def _side(stances: Counter[str]) -> str:
    difference = stances["opportunity"] - stances["threat"]
    if difference:
        return "opportunity" if difference > 0 else "threat"
    return "unsure" if stances.total() == stances["unsure"] else "tied"


def progress(session: Session, here: Collection[str]) -> Progress:
    """Seats that count, and how many of them have answered all of their hand; `here` are connected seat ids."""
    people = session.people()
    phones = [seat for seat in people if seat.channel == "phone"]
    connected = sum(seat.id in here for seat in phones)
    return Progress(
        seats=len(people),
        answered=sum(session.has_answered(seat) for seat in people),
        here=connected,
        away=len(phones) - connected,
        by_hand=len(people) - len(phones),
    )


def composition(session: Session) -> dict[str, int]:
    """People by sector, in the session's order and with zeros; "" (not said) comes last and only if somebody did."""
    present = Counter(seat.sector for seat in session.people())
    named = {sector: present[sector] for sector in session.opened.sectors}
    return named | ({"": present[""]} if present[""] else {})


def sectors_missing(session: Session) -> tuple[str, ...]:
    """The sectors nobody in the room comes from; that nobody is "other" says nothing."""
    return tuple(
        sector for sector, people in composition(session).items() if people == 0 and sector not in CATCH_ALLS
    )


def answered_round(session: Session) -> int:
    """The number of the newest round that anybody has answered; without answers that of the newest round or 0."""
    numbers = {number for (number, _, seat) in session.ratings if not session.seats[seat].rehearsal}
    return max(numbers, default=len(session.rounds))


# -------------------------------------------------------------------- tables


def counted_once(
    table: Callable[Concatenate[Session, Which], pd.DataFrame],
) -> Callable[Concatenate[Session, Which], pd.DataFrame]:
    """The same table, counted once for each state of a session; every caller gets a copy of its own.

    A session never changes, but a wall and a desk ask anew each second, also while nothing happens.
    """

    @wraps(table)
    def counted(session: Session, /, *args: Which.args, **named: Which.kwargs) -> pd.DataFrame:
        known: dict[object, pd.DataFrame] = session.__dict__.setdefault("counted", {})
        place = (table.__name__, args, tuple(named.items()))
        if place not in known:
            known[place] = table(session, *args, **named)
        return known[place].copy()

    return counted


def ratings_table(session: Session) -> pd.DataFrame:
    """One row per rating of the seats that count, as it is: by round, seat and deck order.

    Columns: session (code), round (int), seat ("s7"), group (its name), sector, card (id), stance, channel, at (ISO
    8601 in UTC, to the millisecond). For the facilitator alone; `published_rows` is for others.
    """
    place = {card: n for n, card in enumerate(session.cards)}
    rows = [
        (number, int(seat.id[1:]), place.get(card, len(place)), card, seat, rating)
        for number, seat, card, rating in _all_answers(session)
    ]
    rows.sort(key=lambda row: row[:4])
    names = {group.id: group.name for group in session.groups}
    return _frame(
        (session.code, number, seat.id, names[seat.group], seat.sector, card, *_said(rating, "milliseconds"))
        for number, _, _, card, seat, rating in rows
    )


@counted_once
def card_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The room's answers to each card of a round (the newest if none is named), in deck order.

    Index: card. Columns: opportunity, threat, both, unsure (Int64), answered, asked (int: people who have the card in
    hand), lean (-1.0 to 1.0), split (0.0 to 1.0), hidden (bool). A card that fewer than `limits.group` people have
    answered is hidden: its four counts are <NA>, lean and split NaN. A card without answers has zeros and NaN.
    """
    answers = list(_answers(session, round_number))
    tally = _tally((card, rating.stance) for _, card, rating in answers)
    asked = _asked(session, answers, lambda seat: "")
    rows = []
    for card in _cards(session, tally):
        counts = tally.get(card, [0, 0, 0, 0])
        hidden = 0 < sum(counts) < session.opened.limits.group
        rows.append(_row(counts, asked[card, ""], hidden=hidden, answered_hidden=False))
    return _summary(rows, pd.Index(_cards(session, tally), name="card", dtype=object))


@counted_once
def group_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The answers to each card by group, for groups that have people and the card.

    Index: card, group (id). Columns as in `card_summary`, and name (the group's). Hidden rows have <NA> for the
    counts and for `answered`: groups of `hidden_groups`, groups of which fewer than `limits.group` answered the card,
    and those that a difference with the card's total would reveal.
    """
    table = _breakdown(
        session, round_number, "group", lambda seat: seat.group, [group.id for group in session.groups]
    )
    names = {group.id: group.name for group in session.groups}
    table["name"] = [names[group] for group in table.index.get_level_values("group")]
    return table


def sector_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The answers to each card by sector ("" is not said), for sectors that have people. As `group_summary`.

    Index: card, sector. Hidden below `limits.sector`. For the facilitator's own screen: many such tables together
    with the published rows could be solved for who sits where, so documents break down by `published_sectors` only.
    """
    return _breakdown(session, round_number, "sector", lambda seat: seat.sector, [*session.opened.sectors, ""])


@counted_once
def discussion(session: Session) -> pd.DataFrame:
    """What sparked discussion, most first: by groups that noted or marked "spoke to us", then by notes.

    Index: card in play. Columns: groups, notes (int). Equal cards stand in deck order.
    """
    notes = session.all_notes()
    talking: dict[str, set[str]] = {}
    for note in notes:
        talking.setdefault(note.card, set()).add(note.group)
    for group in _groups_with_people(session):
        for card in session.marked(group, "spoke-to-us"):
            talking.setdefault(card, set()).add(group)
    written = Counter(note.card for note in notes)
    cards = _cards(session, (card for card in talking if card))
    cards.sort(key=lambda card: (-len(talking.get(card, ())), -written[card]))
    return pd.DataFrame(
        {
            "groups": [len(talking.get(card, ())) for card in cards],
            "notes": [written[card] for card in cards],
        },
        index=pd.Index(cards, name="card", dtype=object),
        dtype=int,
    )


def cross_cutting(session: Session) -> pd.DataFrame:
    """Which cards cut across everything, highest share first: marked / groups that have people and the card.

    Index: card in play. Columns: marked, groups (int), share (0.0 to 1.0; NaN when no group has the card).
    """
    groups = _groups_with_people(session)
    cards = _cards(session, ())
    marking = {c: [g for g in groups if session.is_marked(g, "cross-cutting", c)] for c in cards}
    having = {c: {g for g in groups if c in session.hand(g)} | set(marking[c]) for c in cards}
    share = {c: len(marking[c]) / len(having[c]) if having[c] else math.nan for c in cards}
    cards.sort(key=lambda c: (-share[c] if having[c] else 1, -len(marking[c])))
    return pd.DataFrame(
        {
            "marked": [len(marking[c]) for c in cards],
            "groups": [len(having[c]) for c in cards],
            "share": pd.Series([share[c] for c in cards], dtype=float).to_numpy(),
        },
        index=pd.Index(cards, name="card", dtype=object),
    ).astype({"marked": int, "groups": int})


class Priorities(msgspec.Struct, frozen=True):
    """The room's points by card, most first (equal ones in deck order), cards without any left out.

    `people` gave a point or more. `hidden`: so few that the points are not given. `givers` is how many people stand
    behind a card's points, for cards that at least `limits.group` people gave some to.
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
        givers={card: givers[card] for card in ordered if givers[card] >= limit},
    )


class LastWords(msgspec.Struct, frozen=True):
    """What people said at the check-out, without who said it.

    `people` answered any of the questions. `graded` gave a grade; `grades` is how many gave each (1-4, zeros too),
    empty below `limits.group`, and `mean` is 1.0 to 4.0, or None below `LEAST_MEAN` grades. The texts are sorted by
    their letters, so that their order tells nothing.
    """

    people: int
    graded: int
    grades: Mapping[int, int]
    mean: float | None
    thoughts: tuple[Said, ...]
    wishes: tuple[Said, ...]


class Said(msgspec.Struct, frozen=True):
    """Somebody's own words; `language` is that of their phone."""

    text: str
    language: str


def last_words(session: Session) -> LastWords:
    """The check-outs of the seats that count."""
    said = [(seat, session.checkouts[seat.id]) for seat in session.people() if has_last_words(session, seat.id)]
    graded = Counter(words.grade for _, words in said if words.grade)
    told = graded.total() >= session.opened.limits.group
    enough = told and graded.total() >= LEAST_MEAN
    return LastWords(
        people=len(said),
        graded=graded.total(),
        grades={grade: graded[grade] for grade in GRADES} if told else {},
        mean=sum(grade * n for grade, n in graded.items()) / graded.total() if enough else None,
        thoughts=_sorted(Said(words.thought, seat.language) for seat, words in said if words.thought),
        wishes=_sorted(Said(words.next_time, seat.language) for seat, words in said if words.next_time),
    )


def has_last_words(session: Session, seat: str) -> bool:
    """Whether somebody has answered any of the last questions; an empty form is no answer."""
    said = session.checkouts.get(seat)
    return said is not None and bool(said.thought or said.next_time or said.grade)


def _sorted(texts: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(texts, key=lambda said: (said.text.casefold(), said.text)))


def most_divided(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """`card_summary` of the cards on which people took opposite sides, the most divided first.

    They go by 2 * min(P, N) / (P + N + B), which is `split` without its "both": ten who say both are of one mind.
    """
    table = card_summary(session, round_number)
    table = table[~table["hidden"] & (table["split"] > 0)]
    smaller = table[["opportunity", "threat"]].min(axis=1)
    sides = smaller / (table["opportunity"] + table["threat"] + table["both"])
    return table[smaller > 0].loc[sides[smaller > 0].sort_values(ascending=False, kind="stable").index]


# -------------------------------------------------------------------- what may be published


def hidden_groups(session: Session) -> frozenset[str]:
    """Ids of the groups that no breakdown, note or published row names, in any round."""
    return _hidden(session, lambda seat: seat.group, session.opened.limits.group)


class Publication(msgspec.Struct, frozen=True):
    """What may leave the facilitator's hands: rows, how many ratings are not among them, what is named in them."""

    rows: pd.DataFrame
    left_out: int
    blank_groups: frozenset[str]
    sectors: tuple[str, ...]
    channels: bool


class _Person(msgspec.Struct, frozen=True):
    """Somebody as the published rows show them: `group` is an id or "", `channels` all they have answered by."""

    group: str
    sector: str
    channels: frozenset[str]


def published_rows(session: Session) -> pd.DataFrame:
    """The ratings as others may have them; the columns are those of `ratings_table`.

    `seat` is a number that tells nothing about the order of joining, `at` is rounded down to the minute. The group
    is blank for hidden groups. A sector is named only when everybody who shares a group and a named (or blank)
    sector has at least `limits.group` - 1 companions in that, and likewise the channel: the only person who answered
    on paper must not be found. Cards with fewer than `limits.group` answers are left out, and so are ratings that
    would tell by the hand of cards which hidden group somebody sits in.
    """
    return publication(session).rows


def published_sectors(session: Session) -> tuple[str, ...]:
    """The sectors that published rows name."""
    return publication(session).sectors


def publication(session: Session) -> Publication:
    """`published_rows`, with what was left out and blanked."""
    blank = hidden_groups(session)
    limit = session.opened.limits.group
    every = list(_all_answers(session))
    rows = _left_after_hiding(session, every, blank)
    channels: dict[str, set[str]] = {}
    for _, seat, _, rating in rows:
        channels.setdefault(seat.id, set()).add(rating.channel)
    people = {
        seat_id: _Person(
            group="" if session.seats[seat_id].group in blank else session.seats[seat_id].group,
            sector=session.seats[seat_id].sector,
            channels=frozenset(used),
        )
        for seat_id, used in channels.items()
    }
    hidden = _hidden(session, lambda seat: seat.sector, session.opened.limits.sector)
    sectors = _safe_sectors(list(people.values()), session.opened.sectors, hidden, session)
    cells = Counter((p.group, p.sector if p.sector in sectors else "", p.channels) for p in people.values())
    with_channel = all(count >= limit for count in cells.values())
    return Publication(
        rows=_published_frame(session, rows, blank, sectors, with_channel),
        left_out=len(every) - len(rows),
        blank_groups=blank,
        sectors=sectors,
        channels=with_channel,
    )


_Answer = tuple[int, Seat, str, Rating]  # round, who, card, what


def _left_after_hiding(session: Session, every: list[_Answer], blank: frozenset[str]) -> list[_Answer]:
    """The ratings that may be published, given the groups that are blank in them."""
    limit = session.opened.limits.group
    total = Counter((number, card) for number, _, card, _ in every)
    hands = [set(session.hand(group)) for group in _groups_with_people(session) if group in blank]
    common = set.intersection(*hands) if hands else set()
    # Somebody whose group is blank must not be found by the cards that only that group was dealt.
    rows = [row for row in every if row[1].group not in blank or row[2] in common]
    while True:
        left = Counter((number, card) for number, _, card, _ in rows)
        cards = {p for p, n in left.items() if n >= limit and not 0 < total[p] - n < limit}
        people = {(seat.id, "" if seat.group in blank else seat.group) for _, seat, _, _ in rows}
        sizes = Counter(group for _, group in people)
        kept = [
            row
            for row in rows
            if (row[0], row[2]) in cards and sizes["" if row[1].group in blank else row[1].group] >= limit
        ]
        if len(kept) == len(rows):
            return rows
        rows = kept


def _safe_sectors(
    people: list[_Person], order: tuple[str, ...], hidden: frozenset[str], session: Session
) -> tuple[str, ...]:
    """The sectors that can be named without singling anybody out, in the session's order.

    Sectors that are too small go first, then one after the other the smallest of those that make a cell of a group
    and a sector (or a group and the rest) too small.
    """
    limits = session.opened.limits
    sizes = Counter(person.sector for person in people)
    gone = suppressed(sizes, limits.sector, hidden=hidden | ({""} if sizes[""] else set()))
    shown = {sector for sector in sizes if sector not in gone}
    while shown:
        cells = Counter((p.group, p.sector if p.sector in shown else "") for p in people)
        small = {cell for cell, count in cells.items() if count < limits.group}
        if not small:
            break
        # A rest that is too small grows by a named sector of its group.
        named = {sector for group, sector in cells if sector and ((group, sector) in small or (group, "") in small)}
        shown.remove(min(named, key=lambda sector: (sizes[sector], sector)))
    return tuple(sector for sector in order if sector in shown)


def _published_frame(
    session: Session, rows: list[_Answer], blank: frozenset[str], sectors: tuple[str, ...], with_channel: bool
) -> pd.DataFrame:
    numbers = _seat_numbers(session)
    place = {card: n for n, card in enumerate(session.cards)}
    names = {group.id: group.name for group in session.groups if group.id not in blank}
    rows = sorted(rows, key=lambda row: (row[0], numbers[row[1].id], place.get(row[2], len(place)), row[2]))
    table = _frame(
        (
            session.code,
            number,
            numbers[seat.id],
            names.get(seat.group, ""),
            seat.sector if seat.sector in sectors else "",
            card,
            *_said(rating, "seconds", whole=MINUTE),
        )
        for number, seat, card, rating in rows
    )
    return table if with_channel else table.assign(channel=pd.Series("", index=table.index, dtype=object))


def _seat_numbers(session: Session) -> dict[str, int]:
    """Seat id -> 1, 2, 3 … in an order nobody can guess: that of a hash with the seat's ticket in it."""
    tickets = {seat: ticket for ticket, seat in session.tickets.items()}

    def chance(seat: Seat) -> bytes:
        return hashlib.sha256(f"{session.code} {tickets.get(seat.id, '')} {seat.id}".encode()).digest()

    return {seat.id: n for n, seat in enumerate(sorted(session.people(), key=chance), start=1)}


def _hidden(session: Session, key: Callable[[Seat], str], limit: int) -> frozenset[str]:
    """The keys that are hidden all through the session, by who is seated and by who of them has answered anything."""
    seated = Counter(key(seat) for seat in session.people())
    answering = {seat.id: key(seat) for _, seat, _, _ in _all_answers(session)}
    return suppressed(Counter(answering.values()), limit, hidden=suppressed(seated, limit))


# -------------------------------------------------------------------- counting


def _all_answers(session: Session) -> Iterator[_Answer]:
    people = {seat.id: seat for seat in session.people()}
    for (number, card, seat_id), rating in session.ratings.items():
        if seat_id in people:
            yield number, people[seat_id], card, rating


def _answers(session: Session, round_number: int | None) -> Iterator[tuple[Seat, str, Rating]]:
    wanted = len(session.rounds) if round_number is None else round_number
    for number, seat, card, rating in _all_answers(session):
        if number == wanted:
            yield seat, card, rating


def _groups_with_people(session: Session) -> list[str]:
    seated = {seat.group for seat in session.people()}
    return [group.id for group in session.groups if group.id in seated]


def _cards(session: Session, more: Iterable[str]) -> list[str]:
    """Cards in play and `more` (cards that were answered before another deal took them away), in deck order."""
    wanted = {*session.cards_in_play(), *more}
    return [card for card in session.cards if card in wanted]


def _tally(answers: Iterable[tuple[Key, Stance]]) -> dict[Key, list[int]]:
    """Key -> how often each stance, in the order of STANCES."""
    tally: dict[Key, list[int]] = {}
    for key, stance in answers:
        tally.setdefault(key, [0, 0, 0, 0])[STANCES.index(stance)] += 1
    return tally


def _asked(
    session: Session, answers: list[tuple[Seat, str, Rating]], key: Callable[[Seat], str]
) -> Counter[tuple[str, str]]:
    """(card, key) -> people who have the card in hand, or had it when they answered it."""
    asked = {(card, seat.id) for seat in session.people() for card in session.hand(seat.group)}
    asked |= {(card, seat.id) for seat, card, _ in answers}
    return Counter((card, key(session.seats[seat])) for card, seat in asked)


def _breakdown(
    session: Session, round_number: int | None, name: str, key: Callable[[Seat], str], order: list[str]
) -> pd.DataFrame:
    limits = session.opened.limits
    limit = limits.group if name == "group" else limits.sector
    answers = list(_answers(session, round_number))
    tally = _tally(((card, key(seat)), rating.stance) for seat, card, rating in answers)
    asked = _asked(session, answers, key)
    always = _hidden(session, key, limit)
    rows, places = [], []
    for card in _cards(session, (card for card, _ in tally)):
        keys = [k for k in order if asked[card, k]]
        answered = {k: sum(tally.get((card, k), ())) for k in keys}
        few = 0 < sum(answered.values()) < limits.group
        gone = suppressed(answered, limit, hidden=always & set(keys))
        for k in keys:
            hidden = few or k in gone
            counts = tally.get((card, k), [0, 0, 0, 0])
            rows.append(_row(counts, asked[card, k], hidden=hidden, answered_hidden=hidden))
            places.append((card, k))
    return _summary(rows, pd.MultiIndex.from_tuples(places, names=["card", name]) if places else _nowhere(name))


def _nowhere(name: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([[], []], names=["card", name])


def _row(counts: list[int], asked: int, *, hidden: bool, answered_hidden: bool) -> tuple[object, ...]:
    if hidden:
        answered = None if answered_hidden else sum(counts)
        return (None, None, None, None, answered, asked, math.nan, math.nan, True)
    sided = counts[:3]
    return (*counts, sum(counts), asked, lean(*sided), split(*sided), False)


def _summary(rows: list[tuple[object, ...]], index: pd.Index) -> pd.DataFrame:
    columns = (*_COUNTS, "asked", "lean", "split", "hidden")
    types = {**dict.fromkeys(_COUNTS, "Int64"), "asked": int, "lean": float, "split": float, "hidden": bool}
    table = pd.DataFrame(
        {name: pd.Series([row[n] for row in rows], dtype=types[name]) for n, name in enumerate(columns)}
    )
    table.index = index
    return table


def _said(rating: Rating, timespec: str, whole: int = 1) -> tuple[str, str, str]:
    at = datetime.fromtimestamp(rating.at // whole * whole / 1000, UTC)
    return rating.stance, rating.channel, at.isoformat(timespec=timespec).replace("+00:00", "Z")


def _frame(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    return cast(pd.DataFrame, table.astype({"round": int}))
