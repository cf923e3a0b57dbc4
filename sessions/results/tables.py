"""A session as tables: cards, groups, sectors, rounds, coverage.

Tables count people's newest answers to each card, raised hands among them; with a `round_number` they count the
answers of that round only. What `sessions.results.hiding` does not tell is <NA> or NaN, and `hidden` says so.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, cast

import pandas as pd

from sessions.events import STANCES, Stance
from sessions.measures import division, lean, split
from sessions.results.counting import (
    NOBODY,
    Counts,
    Which,
    added,
    all_answers,
    answers,
    asked,
    asked_by_hand,
    cards_of,
    group_tally,
    groups_with_people,
    kept,
    raised_hands,
    rounds_of,
    tally,
)
from sessions.results.hiding import NOTHING, answered_again, hidden_groups, hidden_sectors, suppressed, telling
from sessions.session import Rating, Session

COLUMNS = ("session", "round", "seat", "group", "sector", "card", "stance", "channel", "at")

SCORES: dict[Stance, int] = {"threat": -1, "both": 0, "opportunity": 1}
_COUNTS = (*STANCES, "answered")


def counted_once(
    table: Callable[Concatenate[Session, Which], pd.DataFrame],
) -> Callable[Concatenate[Session, Which], pd.DataFrame]:
    """The same table, counted once for each state of a session; every caller gets a copy of its own."""
    once = kept(table)

    @wraps(table)
    def copied(session: Session, /, *args: Which.args, **named: Which.kwargs) -> pd.DataFrame:
        return once(session, *args, **named).copy()

    return copied


# -------------------------------------------------------------------- answers


def ratings_table(session: Session) -> pd.DataFrame:
    """One row per rating of the seats that count, as it is: by round, seat and deck order.

    Columns: session (code), round (int), seat ("s7"), group (its name), sector, card (id), stance, channel, at (ISO
    8601 in UTC, to the millisecond). For the facilitator alone; `published_rows` is for others.
    """
    place = {card: n for n, card in enumerate(session.cards)}
    rows = [
        (number, int(seat.id[1:]), place.get(card, len(place)), card, seat, rating)
        for number, seat, card, rating in all_answers(session)
    ]
    rows.sort(key=lambda row: row[:4])
    return frame(
        (
            session.code,
            number,
            seat.id,
            session.group(seat.group).name,
            seat.sector,
            card,
            *said(rating, "milliseconds"),
        )
        for number, _, _, card, seat, rating in rows
    )


@counted_once
def card_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The room's answers to each card, in deck order.

    Index: card. Columns: opportunity, threat, both, unsure (Int64), answered, asked (int: people who have the card in
    hand), lean (-1.0 to 1.0), split (0.0 to 1.0), hidden (bool), by_hand (int: how many of the answers are raised
    hands). A card that fewer than `limits.group` people have answered, and a round that may not be told apart, is
    hidden: its four counts are <NA>, lean and split NaN. A card without answers has zeros and NaN.
    """
    round_number = _shown_round(session, round_number)
    room = _room_tally(session, round_number)
    hands = _tally_of_hands(session, round_number)
    people = asked(session, round_number, lambda seat: "")
    without_phone = asked_by_hand(session, round_number)
    for (card, _), number in without_phone.items():
        people[card, ""] += number
    cards = cards_of(session, room, round_number)
    rows = []
    for card in cards:
        counts = room.get(card, [*NOBODY])
        hidden = 0 < sum(counts) < session.opened.limits.group or not _told_round(session, card, round_number)
        rows.append(_row(counts, people[card, ""], hands[card], hidden=hidden, answered_hidden=False))
    return _summary(rows, pd.Index(cards, name="card", dtype=object))


def _shown_round(session: Session, round_number: int | None) -> int | None:
    """The practice round in the warm-up, else the one that was asked for."""
    return 0 if session.practising and round_number is None else round_number


def _room_tally(session: Session, round_number: int | None) -> dict[str, Counts]:
    room: dict[str, Counts] = {}
    for (card, _), counts in group_tally(session, round_number).items():
        room[card] = added([room.get(card, NOBODY), counts])
    return room


def _tally_of_hands(session: Session, round_number: int | None) -> Counter[str]:
    """Card -> how many answers are raised hands."""
    hands: Counter[str] = Counter()
    for (card, _), counts in raised_hands(session, round_number).items():
        hands[card] += sum(counts)
    return hands


def _told_round(session: Session, card: str, round_number: int | None) -> bool:
    """Whether this round of a card may be told beside the newest answers."""
    return round_number is None or telling(session).get(card, NOTHING).rounds or card not in rounds_of(session)


@counted_once
def group_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The answers to each card by group, for groups that have people and the card.

    Index: card, group (id). Columns as in `card_summary`, and name (the group's). Rows that may not be told
    (`hiding.telling`) are hidden and have <NA> for the counts, for `answered` and for `by_hand`.
    """
    round_number = _shown_round(session, round_number)
    counted = group_tally(session, round_number)
    hands = raised_hands(session, round_number)
    people = asked(session, round_number, lambda seat: seat.group) + asked_by_hand(session, round_number)
    rows, places = [], []
    for card in cards_of(session, (card for card, _ in counted), round_number):
        for group in session.groups:
            place = (card, group.id)
            if not people[place]:
                continue
            shown = _told_group(session, card, group.id) and _told_round(session, card, round_number)
            by_hand = sum(hands.get(place, NOBODY))
            counts = counted.get(place, [*NOBODY])
            rows.append(_row(counts, people[place], by_hand, hidden=not shown, answered_hidden=not shown))
            places.append(place)
    table = _summary(rows, _places(places, "group"))
    names = {group.id: group.name for group in session.groups}
    table["name"] = [names[group] for group in table.index.get_level_values("group")]
    return table


def _told_group(session: Session, card: str, group: str) -> bool:
    """Whether a group may stand apart on a card; that nobody of it answered a card is told where the room's answers
    are, since that people answered is no secret."""
    if group in hidden_groups(session):
        return False
    told = telling(session).get(card)
    if told is None or group in told.groups:
        return True
    answered = any(group_tally(session).get((card, group), NOBODY))
    return not answered and not card_summary(session).loc[card, "hidden"]


def lean_by_group(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The lean of each group on each card, as a heat map has it: -1.0 to 1.0, NaN where hidden or unanswered.

    Index: card. Columns: group (id), in the session's order. Counts and what is hidden stand in `group_summary`.
    """
    table = group_summary(session, round_number)
    order = [group.id for group in session.groups if group.id in table.index.get_level_values("group")]
    cards = list(dict.fromkeys(table.index.get_level_values("card")))
    return cast(pd.DataFrame, table["lean"].unstack("group").reindex(index=cards, columns=order))


def sector_summary(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """The answers to each card by sector ("" is not said), for sectors that have people. As `card_summary`.

    Index: card, sector. Raised hands have no sector. Hidden below `limits.sector`. For the facilitator's own screen:
    many such tables together with the published rows could be solved for who sits where, so documents break down by
    `published_sectors` only.
    """
    limits = session.opened.limits
    counted = tally(((card, seat.sector), r.stance) for seat, card, r in answers(session, round_number))
    people = asked(session, round_number, lambda seat: seat.sector)
    always = hidden_sectors(session)
    rows, places = [], []
    for card in cards_of(session, (card for card, _ in counted), round_number):
        sectors = [sector for sector in (*session.opened.sectors, "") if people[card, sector]]
        answered = {sector: sum(counted.get((card, sector), NOBODY)) for sector in sectors}
        few = 0 < sum(answered.values()) < limits.group or not _told_round(session, card, round_number)
        gone = suppressed(answered, limits.sector, hidden=always & set(sectors))
        for sector in sectors:
            hidden = few or sector in gone
            counts = counted.get((card, sector), [*NOBODY])
            rows.append(_row(counts, people[card, sector], 0, hidden=hidden, answered_hidden=hidden))
            places.append((card, sector))
    return _summary(rows, _places(places, "sector"))


def most_divided(session: Session, round_number: int | None = None) -> pd.DataFrame:
    """`card_summary` of the cards on which people took opposite sides, the most divided first (`division`)."""
    table = card_summary(session, round_number)
    table = table[~table["hidden"] & (table["split"] > 0)]
    divided = pd.Series(
        [division(*map(int, sides)) for sides in table[["opportunity", "threat", "both"]].to_numpy()],
        index=table.index,
        dtype=float,
    )
    return table.loc[divided[divided > 0].sort_values(ascending=False, kind="stable").index]


# -------------------------------------------------------------------- rounds and coverage


@counted_once
def before_after(session: Session) -> pd.DataFrame:
    """First and newest answers of the same people, for the cards that were rated again; in deck order.

    Index: card. Columns: people (int: everybody who answered), again (int: those of them who answered in a later
    round too), first_opportunity … first_unsure and newest_opportunity … newest_unsure (Int64), to_opportunity,
    to_threat (Int64: people whose answer moved that way, threat < both < opportunity), other (Int64: people who
    moved to or from "can't say"), lean_first, lean_newest (-1.0 to 1.0), hidden (bool).

    Who answered once counts on both sides as not moved, so nobody who left early is told by the difference, and the
    newest counts are those of `card_summary`; raised hands, which are nobody's own, count as not moved either. Hidden
    (<NA>, NaN) where few people answered again, in the room or in a group that is told.
    """
    own: dict[str, dict[str, dict[int, Stance]]] = {}
    for number, seat, card, rating in all_answers(session):
        own.setdefault(card, {}).setdefault(seat.id, {})[number] = rating.stance
    cards = [card for card in cards_of(session, own) if len(rounds_of(session).get(card, ())) > 1]
    rows = [_moves(session, card, list(own.get(card, {}).values())) for card in cards]
    columns = (
        *("people", "again"),
        *(f"{when}_{stance}" for when in ("first", "newest") for stance in STANCES),
        *("to_opportunity", "to_threat", "other", "lean_first", "lean_newest", "hidden"),
    )
    types = {"people": int, "again": int, "lean_first": float, "lean_newest": float, "hidden": bool}
    table = pd.DataFrame(
        {name: pd.Series([row[n] for row in rows], dtype=types.get(name, "Int64")) for n, name in enumerate(columns)}
    )
    table.index = pd.Index(cards, name="card", dtype=object)
    return table


def _moves(session: Session, card: str, people: list[dict[int, Stance]]) -> tuple[object, ...]:
    first = [given[min(given)] for given in people]
    newest = [given[max(given)] for given in people]
    hands = added(counts for (answered, _), counts in raised_hands(session).items() if answered == card)
    again = answered_again(session, card)
    everybody = len(people) + sum(hands)
    if not telling(session).get(card, NOTHING).again:
        return (everybody, again, *([None] * 11), math.nan, math.nan, True)
    own = [[stances.count(stance) for stance in STANCES] for stances in (first, newest)]
    counts = [added([phones, hands]) for phones in own]
    steps = [
        SCORES[after] - SCORES[before]
        for before, after in zip(first, newest, strict=True)
        if before in SCORES and after in SCORES
    ]
    other = sum(before != after and "unsure" in (before, after) for before, after in zip(first, newest, strict=True))
    moved = (sum(step > 0 for step in steps), sum(step < 0 for step in steps), other)
    return (everybody, again, *counts[0], *counts[1], *moved, lean(*counts[0][:3]), lean(*counts[1][:3]), False)


@counted_once
def coverage(session: Session) -> pd.DataFrame:
    """Which group has answered which card, for groups that have people and the card.

    Index: card, group (id). Columns: asked (int: people who have the card), answered (Int64: people who ever answered
    it, <NA> for hidden groups), share (answered / asked, 0.0 to 1.0, NaN for hidden groups), name (the group's).
    """
    counted = group_tally(session)
    people = asked(session, None, lambda seat: seat.group) + asked_by_hand(session, None)
    hidden = hidden_groups(session)
    places = [
        (card, group.id)
        for card in cards_of(session, (card for card, _ in counted))
        for group in session.groups
        if people[card, group.id]
    ]
    answered = [None if place[1] in hidden else sum(counted.get(place, NOBODY)) for place in places]
    return pd.DataFrame(
        {
            "asked": pd.Series([people[place] for place in places], dtype=int).to_numpy(),
            "answered": pd.array(answered, dtype="Int64"),
            "share": pd.Series(
                [math.nan if n is None else n / people[place] for place, n in zip(places, answered, strict=True)],
                dtype=float,
            ).to_numpy(),
            "name": [session.group(group).name for _, group in places],
        },
        index=_places(places, "group"),
    )


# -------------------------------------------------------------------- what was talked about


@counted_once
def discussion(session: Session) -> pd.DataFrame:
    """What sparked discussion, most first: by groups that noted or marked "spoke to us", then by notes.

    Index: card in play. Columns: groups, notes (int). Equal cards stand in deck order.
    """
    notes = session.all_notes()
    talking: dict[str, set[str]] = {}
    for note in notes:
        talking.setdefault(note.card, set()).add(note.group)
    for group in groups_with_people(session):
        for card in session.marked(group, "spoke-to-us"):
            talking.setdefault(card, set()).add(group)
    written = Counter(note.card for note in notes)
    cards = cards_of(session, (card for card in talking if card))
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
    groups = groups_with_people(session)
    cards = cards_of(session)
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


# -------------------------------------------------------------------- rows


def _places(places: list[tuple[str, str]], name: str) -> pd.MultiIndex:
    if not places:
        return pd.MultiIndex.from_arrays([[], []], names=["card", name])
    return pd.MultiIndex.from_tuples(places, names=["card", name])


def _row(counts: Counts, people: int, hands: int, *, hidden: bool, answered_hidden: bool) -> tuple[object, ...]:
    if hidden:
        told = (None, None) if answered_hidden else (sum(counts), hands)
        return (None, None, None, None, told[0], people, math.nan, math.nan, True, told[1])
    sided = counts[:3]
    return (*counts, sum(counts), people, lean(*sided), split(*sided), False, hands)


def _summary(rows: list[tuple[object, ...]], index: pd.Index) -> pd.DataFrame:
    columns = (*_COUNTS, "asked", "lean", "split", "hidden", "by_hand")
    types = {**dict.fromkeys((*_COUNTS, "by_hand"), "Int64"), "asked": int, "lean": float, "split": float}
    table = pd.DataFrame(
        {name: pd.Series([row[n] for row in rows], dtype=types.get(name, bool)) for n, name in enumerate(columns)}
    )
    table.index = index
    return table


def said(rating: Rating, timespec: str, whole: int = 1) -> tuple[str, str, str]:
    """Stance, channel and time of a rating as a row has them; the time is rounded down to `whole` milliseconds."""
    at = datetime.fromtimestamp(rating.at // whole * whole / 1000, UTC)
    return rating.stance, rating.channel, at.isoformat(timespec=timespec).replace("+00:00", "Z")


def frame(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of `COLUMNS` as a table."""
    table = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    return cast(pd.DataFrame, table.astype({"round": int}))
