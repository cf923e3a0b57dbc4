"""Somebody who has every table of a session that others may have, and looks for what they hide.

`solved(session)` writes down all the tables as equations over what each group may have answered, and asks linear
programming for the least and the most that every hidden count can be. Who attacks here knows more than the tables
say: how many people sit in every group, and how many of them have no phone.

Not attacked, since the tables tell it openly (`sessions.results.hiding`): that somebody answered, zeros, and what
the whole room agrees on.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sessions.events import STANCES
from sessions.results import (
    before_after,
    card_summary,
    composition,
    coverage,
    group_summary,
    hidden_groups,
    published_rows,
)
from sessions.results.counting import all_answers
from sessions.session import Session

NONE = "-"  # no answer in a round
SCORES = {"threat": -1, "both": 0, "opportunity": 1}

Expression = list[object]  # variables that are added up


class Solved(NamedTuple):
    """A hidden count that the tables tell."""

    cell: tuple[object, ...]
    count: int


class Puzzle:
    """Equations over counts that cannot be negative."""

    def __init__(self) -> None:
        self._names: dict[object, int] = {}
        self._rows: list[tuple[list[int], list[float]]] = []
        self._equals: list[float] = []
        self._slack = 0

    def variable(self, name: object) -> int:
        return self._names.setdefault(name, len(self._names))

    def equal(self, terms: Iterable[object], value: float, minus: Iterable[object] = ()) -> None:
        weights: Counter[int] = Counter(self.variable(name) for name in terms)
        weights.subtract(self.variable(name) for name in minus)
        self._rows.append((list(weights), [float(weight) for weight in weights.values()]))
        self._equals.append(float(value))

    def at_most(self, terms: Iterable[object], value: float) -> None:
        self._slack += 1
        self.equal([*terms, ("slack", self._slack)], value)

    def only_value(self, terms: Expression) -> bool:
        """Whether the whole numbers that the terms can add up to are one only."""
        low, high = (self._extreme(terms, sign) for sign in (1, -1))
        return int(np.floor(high + 1e-6)) == int(np.ceil(low - 1e-6))

    def _extreme(self, terms: Expression, sign: int) -> float:
        for name in terms:
            self.variable(name)
        goal = np.zeros(len(self._names))
        for name in terms:
            goal[self._names[name]] += sign
        indptr = np.cumsum([0, *(len(places) for places, _ in self._rows)])
        indices = np.array([place for places, _ in self._rows for place in places], dtype=int)
        data = np.array([weight for _, weights in self._rows for weight in weights])
        matrix = csr_array((data, indices, indptr), shape=(len(self._rows), len(self._names)))
        result = linprog(goal, A_eq=matrix, b_eq=np.array(self._equals), bounds=(0, None), method="highs")
        if result.status == 3:  # unbounded
            return sign * -np.inf if sign < 0 else -np.inf
        assert result.status == 0, f"the tables of a session contradict each other: {result.message}"
        return float(sign * result.fun)


def newest(joint: tuple[str, ...]) -> str:
    """The last answer in a row of rounds."""
    return next((stance for stance in reversed(joint) if stance != NONE), NONE)


def first(joint: tuple[str, ...]) -> str:
    return next((stance for stance in joint if stance != NONE), NONE)


class Truth:
    """What was really answered, for the one who judges the attack."""

    def __init__(self, session: Session) -> None:
        self.own: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)  # (card, seat) -> round -> stance
        for number, seat, card, rating in all_answers(session):
            self.own[card, seat.id][number] = rating.stance
        self.hands = {
            (card, group, number, stance): count
            for (number, card, group), counts in session.by_hand.items()
            if number > 0 and (number, card) not in session.void
            for stance, count in counts.items()
            if count
        }
        self.rounds: dict[str, tuple[int, ...]] = {}
        for card in {card for card, _ in self.own} | {card for card, *_ in self.hands}:
            numbers = {number for (c, _), given in self.own.items() if c == card for number in given}
            numbers |= {number for c, _, number, _ in self.hands if c == card}
            self.rounds[card] = tuple(sorted(numbers))

    def joint(self, card: str, seat: str) -> tuple[str, ...]:
        given = self.own.get((card, seat), {})
        return tuple(given.get(number, NONE) for number in self.rounds[card])


def equations(session: Session, truth: Truth) -> Puzzle:
    """All that the tables say."""
    puzzle = Puzzle()
    groups = [group.id for group in session.groups]
    people = Counter(seat.group for seat in session.people())
    without_phone = session.people_by_hand()
    pool = [group for group in groups if group in hidden_groups(session)]
    rows = published_rows(session)
    names = {session.group(group).name: group for group in groups}
    seats = {int(seat): names.get(str(group), "") for seat, group in zip(rows["seat"], rows["group"], strict=True)}
    given = {
        (str(card), int(seat), int(number)): str(stance)
        for card, seat, number, stance in rows[["card", "seat", "round", "stance"]].to_numpy().tolist()
    }
    for seat in (seat for seat, group in seats.items() if not group):
        puzzle.equal([("sits", seat, group) for group in pool], 1)
    for group in pool:
        puzzle.at_most([("sits", seat, group) for seat in seats if not seats[seat]], people[group])
    for card, rounds in truth.rounds.items():
        joints = list(itertools.product((*STANCES, NONE), repeat=len(rounds)))
        for group in groups:
            puzzle.equal([("seats", card, group, joint) for joint in joints], people[group])
            for number in rounds:
                puzzle.at_most([("hands", card, group, number, s) for s in STANCES], without_phone.get(group, 0))
        _rows(puzzle, card, rounds, joints, given, seats, pool)
    for view in (None, *range(1, len(session.rounds) + 1)):
        _tables(puzzle, session, truth, view)
    _coverage(puzzle, session, truth)
    _moves(puzzle, session, truth)
    return puzzle


def view_terms(truth: Truth, card: str, group: str, view: int | None, stance: str) -> Expression:
    """What adds up to a group's count of one answer, in a round or by the newest answers."""
    rounds = truth.rounds[card]
    joints = itertools.product((*STANCES, NONE), repeat=len(rounds))
    if view is None:
        own: Expression = [("seats", card, group, joint) for joint in joints if newest(joint) == stance]
        return own + [("hands", card, group, number, stance) for number in rounds]
    if view not in rounds:
        return []
    place = rounds.index(view)
    own = [("seats", card, group, joint) for joint in joints if joint[place] == stance]
    return [*own, ("hands", card, group, view, stance)]


def _rows(
    puzzle: Puzzle,
    card: str,
    rounds: tuple[int, ...],
    joints: list[tuple[str, ...]],
    given: dict[tuple[str, int, int], str],
    seats: dict[int, str],
    pool: list[str],
) -> None:
    """The single answers: those of a named group are its answers, those of the pool sit in some of its groups."""
    by_group: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for seat, group in seats.items():
        joint = tuple(given.get((card, seat, number), NONE) for number in rounds)
        if set(joint) != {NONE}:
            by_group[group][joint] += 1
            holders[joint].append(seat) if not group else None
    for group, found in by_group.items():
        for joint in joints:
            if set(joint) != {NONE} and group:
                puzzle.equal([("seats", card, group, joint)], found[joint])
    if "" in by_group:
        for joint, group in itertools.product(joints, pool):
            if set(joint) != {NONE}:
                sitting = [("sits", seat, group) for seat in holders[joint]]
                puzzle.equal([("seats", card, group, joint)], 0, minus=sitting)


def _tables(puzzle: Puzzle, session: Session, truth: Truth, view: int | None) -> None:
    groups = [group.id for group in session.groups]
    for card, row in card_summary(session, view).iterrows():
        if card not in truth.rounds:
            continue
        terms = {s: [t for g in groups for t in view_terms(truth, str(card), g, view, s)] for s in STANCES}
        puzzle.equal(itertools.chain(*terms.values()), int(row["answered"]))
        hands = [term for each in terms.values() for term in each if term[0] == "hands"]  # type: ignore[index]
        puzzle.equal(hands, int(row["by_hand"]))
        for stance in STANCES if not row["hidden"] else ():
            puzzle.equal(terms[stance], int(row[stance]))
    for (card, group), row in group_summary(session, view).iterrows():
        if row["hidden"] or card not in truth.rounds:
            continue
        everything: Expression = []
        for stance in STANCES:
            terms_of = view_terms(truth, card, group, view, stance)
            everything += terms_of
            puzzle.equal(terms_of, int(row[stance]))
        puzzle.equal([t for t in everything if t[0] == "hands"], int(row["by_hand"]))  # type: ignore[index]


def _coverage(puzzle: Puzzle, session: Session, truth: Truth) -> None:
    table = coverage(session)
    for (card, group), row in table[table["answered"].notna()].iterrows():
        if card in truth.rounds:
            terms = [t for stance in STANCES for t in view_terms(truth, card, group, None, stance)]
            puzzle.equal(terms, int(row["answered"]))


def _moves(puzzle: Puzzle, session: Session, truth: Truth) -> None:
    groups = [group.id for group in session.groups]
    for card, row in before_after(session).iterrows():
        joints = list(itertools.product((*STANCES, NONE), repeat=len(truth.rounds[card])))

        def those(wanted: Iterable[tuple[str, ...]], card: object = card) -> Expression:
            return [("seats", card, group, joint) for joint in wanted for group in groups]

        def hands(*stances: str, card: object = card) -> Expression:
            return [("hands", card, g, n, s) for s in stances for n in truth.rounds[str(card)] for g in groups]

        puzzle.equal([*those(j for j in joints if newest(j) != NONE), *hands(*STANCES)], int(row["people"]))
        puzzle.equal(those(j for j in joints if len(set(enumerate(j))) - j.count(NONE) > 1), int(row["again"]))
        if row["hidden"]:
            continue
        for stance in STANCES:
            puzzle.equal(
                [*those(j for j in joints if first(j) == stance), *hands(stance)], int(row[f"first_{stance}"])
            )
            puzzle.equal(
                [*those(j for j in joints if newest(j) == stance), *hands(stance)], int(row[f"newest_{stance}"])
            )
        sided = [j for j in joints if first(j) in SCORES and newest(j) in SCORES]
        puzzle.equal(those(j for j in sided if SCORES[newest(j)] > SCORES[first(j)]), int(row["to_opportunity"]))
        puzzle.equal(those(j for j in sided if SCORES[newest(j)] < SCORES[first(j)]), int(row["to_threat"]))


def solved(session: Session) -> tuple[list[Solved], int]:
    """The hidden counts that the tables tell, and how many hidden counts were attacked."""
    truth = Truth(session)
    puzzle = equations(session, truth)
    cells = {**group_cells(session, truth), **room_cells(session, truth), **hand_cells(session, truth)}
    told = [Solved(cell, count) for cell, (count, terms) in cells.items() if puzzle.only_value(terms)]
    return [*told, *sectors_solved(session, truth)[0]], len(cells) + sectors_solved(session, truth)[1]


Cells = dict[tuple[object, ...], tuple[int, Expression]]


def _counts(session: Session, truth: Truth, card: str, view: int | None) -> dict[str, Counter[str]]:
    """Group -> answers by stance, as they really are."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for seat in session.people():
        joint = truth.joint(card, seat.id)
        stance = newest(joint) if view is None else joint[truth.rounds[card].index(view)]
        if stance != NONE:
            found[seat.group][stance] += 1
    for (answered, group, number, stance), count in truth.hands.items():
        if answered == card and view in (None, number):
            found[group][stance] += count
    return found


def _in_one_mind(counts: dict[str, Counter[str]]) -> bool:
    return len({stance for found in counts.values() for stance in found}) == 1


def _known_of_all(session: Session, truth: Truth, card: str, group: str) -> bool:
    """Whether a group that is told has said the same all together."""
    table = group_summary(session)
    told = (card, group) in table.index and not table.loc[(card, group), "hidden"]
    counts = _counts(session, truth, card, None)[group]
    return told and len(counts) == 1 and counts.total() >= session.opened.limits.group


def group_cells(session: Session, truth: Truth) -> Cells:
    """Counts of groups of which few answered a card, by the newest answers or in one round."""
    limit = session.opened.limits.group
    cells: Cells = {}
    for card, rounds in truth.rounds.items():
        for view in (None, *rounds):
            counts = _counts(session, truth, card, view)
            if _in_one_mind(counts) or _in_one_mind(_counts(session, truth, card, None)):
                continue
            for group, found in counts.items():
                few = found.total() < limit and not _known_of_all(session, truth, card, group)
                for stance, count in found.items() if few else ():
                    cells["group", card, view, group, stance] = (count, view_terms(truth, card, group, view, stance))
    return cells


def room_cells(session: Session, truth: Truth) -> Cells:
    """Counts of cards, and of rounds of cards, that few people answered, or answered again."""
    limit = session.opened.limits.group
    groups = [group.id for group in session.groups]
    cells: Cells = {}
    for card, rounds in truth.rounds.items():
        everybody = _counts(session, truth, card, None)
        if _in_one_mind(everybody) and sum(found.total() for found in everybody.values()) >= limit:
            continue
        for view in (None, *rounds):
            room = sum(_counts(session, truth, card, view).values(), Counter[str]())
            for stance, count in room.items() if room.total() < limit else ():
                terms = [term for group in groups for term in view_terms(truth, card, group, view, stance)]
                cells["room", card, view, stance] = (count, terms)
        again = [given for (c, _), given in truth.own.items() if c == card and len(given) > 1]
        moved = Counter(given[max(given)] for given in again)
        joints = [j for j in itertools.product((*STANCES, NONE), repeat=len(rounds)) if len(j) - j.count(NONE) > 1]
        for stance, count in moved.items() if len(again) < limit else ():
            terms = [("seats", card, group, j) for group in groups for j in joints if newest(j) == stance]
            cells["again", card, stance] = (count, terms)
    return cells


def hand_cells(session: Session, truth: Truth) -> Cells:
    """Counts of groups of which few raised their hands."""
    limit = session.opened.limits.group
    raised: Counter[tuple[str, str, int]] = Counter()
    for (card, group, number, _), count in truth.hands.items():
        raised[card, group, number] += count
    return {
        ("hands", card, group, number, stance): (count, [("hands", card, group, number, stance)])
        for (card, group, number, stance), count in truth.hands.items()
        if raised[card, group, number] < limit
        and not _in_one_mind(_counts(session, truth, card, None))
        and not _known_of_all(session, truth, card, group)
    }


def sectors_solved(session: Session, truth: Truth) -> tuple[list[Solved], int]:
    """The same for sectors: who is not named in the rows may be of any sector that has so many people."""
    limit = session.opened.limits.sector
    rows = published_rows(session)
    puzzle = Puzzle()
    sector_of = {int(seat): str(sector) for seat, sector in zip(rows["seat"], rows["sector"], strict=True)}
    unnamed = [seat for seat, sector in sector_of.items() if not sector]
    present = composition(session)
    for seat in unnamed:
        puzzle.equal([("is", seat, sector) for sector in present], 1)
    for sector, people in present.items():
        named = sum(own == sector for own in sector_of.values()) if sector else 0
        puzzle.at_most([("is", seat, sector) for seat in unnamed], 0 if named else people)
    people = {seat.id: seat.sector for seat in session.people()}
    if len(set(people.values())) == 1:  # what the room says, its only sector says
        return [], 0
    found: list[Solved] = []
    attacked = 0
    for card, rounds in truth.rounds.items():
        for place, number in enumerate(rounds):
            own = {seat: truth.joint(card, seat)[place] for seat in people}
            told = rows[(rows["card"] == card) & (rows["round"] == number)]
            stance_of = {int(s): str(stance) for s, stance in zip(told["seat"], told["stance"], strict=True)}
            if len({stance for stance in own.values() if stance != NONE}) <= 1 or not stance_of:
                continue
            complete = len(stance_of) == sum(stance != NONE for stance in own.values())
            for sector in present:
                real = Counter(own[seat] for seat in people if people[seat] == sector and own[seat] != NONE)
                for stance, count in real.items() if real.total() < limit and complete else ():
                    attacked += 1
                    terms: Expression = [("is", s, sector) for s in unnamed if stance_of.get(s) == stance]
                    shown = [s for s, own_sector in sector_of.items() if own_sector == sector and sector]
                    if puzzle.only_value(terms) or any(s in stance_of for s in shown):
                        found.append(Solved(("sector", card, number, sector, stance), count))
    return found, attacked
