"""Somebody who has everything that a session publishes, and looks for what it hides.

`attack(session)` writes down all tables at once as equations over what each person may have answered, in whole
numbers, and asks for every hidden count whether it could be another. Where it could, the other session is built and
counted by the same functions: only when every table of both says the same is the count safe. So an equation that is
forgotten here cannot hide a leak, and what a sentence or a drawing tells can be compared over the same pair
(`tests.facilitation.test_hidden_everywhere`).

Who attacks here knows more than the tables say: how many sit in every group and raised their hands for every card,
and how many of each group that is named have answered. Not attacked is what `sessions.results.hiding` calls open.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from sessions.events import STANCES, Stance
from sessions.results import (
    before_after,
    card_summary,
    composition,
    coverage,
    cross_cutting,
    discussion,
    group_summary,
    hidden_groups,
    last_words,
    people_leaning,
    priorities,
    progress,
    publication,
    published_rows,
)
from sessions.results.counting import all_answers, rounds_of
from sessions.results.hiding import block_of, is_told, telling
from sessions.series import cards_of_series, compositions, leanings, recurring, same_card
from sessions.session import Rating, Seat, Session

NONE = "-"  # no answer in a round
TRIES = 1  # for every hidden count that the nearest other sessions do not free
SCORES = {"threat": -1, "both": 0, "opportunity": 1}

Vector = tuple[str, ...]  # what somebody answered to a card, by its rounds
Terms = Counter[Hashable]  # variables with their weights; that of None is a number
Cell = tuple[object, ...]


class Solved(NamedTuple):
    """A hidden count that the tables tell."""

    cell: Cell
    count: int


class Attacked(NamedTuple):
    """How an attack went.

    `solved` counts can be no others by what the tables say. `guessed` ones could, but then other numbers would be
    hidden: who knows the rules by heart may guess them. `others` are sessions of which every table says the same.
    """

    hidden: int
    solved: list[Solved]
    guessed: list[Solved]
    others: list[Session]


def attack(session: Session, *, headline: bool = True) -> Attacked:
    """Tries every hidden count of a session; without `headline` by the tables alone."""
    return _Attack(session, headline=headline).result()


def tables(session: Session) -> dict[str, object]:
    """Everything that is published of a session in numbers, each in a form that can be compared."""
    given = publication(session)
    room = progress(session, ())
    told: dict[str, object] = {
        "rows": _plain(given.rows),
        "given": (given.left_out, given.blank_groups, given.sectors, given.channels),
        "leaning": people_leaning(session),
        "composition": composition(session),
        "priorities": priorities(session),
        "last words": last_words(session),
        "before and after": _plain(before_after(session)),
        "coverage": _plain(coverage(session)),
        "discussion": _plain(discussion(session)),
        "cross-cutting": _plain(cross_cutting(session)),
        "present": (room.people, room.by_hand),
    }
    for view in views(session):
        told[f"cards {view}"] = _plain(card_summary(session, view))
        told[f"groups {view}"] = _plain(group_summary(session, view))
    return told


def _plain(table: pd.DataFrame) -> str:
    return repr((list(table.index), table.to_numpy().tolist()))


def views(session: Session) -> tuple[int | None, ...]:
    """How tables count: by the newest answers, and by those of each round, where these are not the same."""
    return (None, *(range(1, len(session.rounds) + 1) if len(session.rounds) > 1 else ()))


def newest(vector: Vector) -> str:
    return next((stance for stance in reversed(vector) if stance != NONE), NONE)


def first(vector: Vector) -> str:
    return next((stance for stance in vector if stance != NONE), NONE)


def times(vector: Vector) -> int:
    """In how many rounds somebody answered."""
    return len(vector) - vector.count(NONE)


# -------------------------------------------------------------------- equations


class Puzzle:
    """Equations over whole numbers that cannot be negative."""

    def __init__(self) -> None:
        self.names: dict[Hashable, int] = {}
        self._most: list[int] = []
        self._rows: list[Terms] = []
        self._bounds: list[tuple[float, float]] = []
        self._matrix: csr_array | None = None

    def variable(self, name: Hashable, most: int = 1) -> Hashable:
        self.names[name] = len(self.names)
        self._most.append(most)
        return name

    def equal(self, terms: Iterable[Hashable] | Terms, value: int) -> None:
        self.between(terms, value, value)

    def between(self, terms: Iterable[Hashable] | Terms, low: float, high: float) -> None:
        weights = Counter(terms)
        constant = weights.pop(None, 0)
        self._rows.append(weights)
        self._bounds.append((low - constant, high - constant))

    def solution(self, goal: np.ndarray, terms: Terms, low: float, high: float) -> np.ndarray | None:
        """Whole numbers that the equations allow, with these terms in these bounds and little of the goal; None
        where there are none.
        """
        weights = Counter(terms)
        constant = weights.pop(None, 0)
        if not weights:
            return None
        lows, highs = zip(*self._bounds, (low - constant, high - constant), strict=True)
        found = milp(
            goal,
            constraints=LinearConstraint(self._with(weights), lows, highs),
            bounds=Bounds(0, np.array(self._most, float)),
            integrality=np.ones(len(self._most)),
            options={"mip_rel_gap": 0.5},
        )
        assert found.status in (0, 2), f"neither solved nor proven impossible: {found.message}"
        return None if found.x is None else np.round(found.x).astype(int)

    def _with(self, weights: Terms) -> csr_array:
        rows = [*self._rows, weights]
        ends = np.cumsum([0, *map(len, rows)])
        places = np.array([self.names[name] for row in rows for name in row], dtype=int)
        data = np.array([weight for row in rows for weight in row.values()], dtype=float)
        return csr_array((data, places, ends), shape=(len(rows), len(self.names)))


class _Attack:
    """All that the tables say of a session, and all that they hide.

    A person has a place: a group, and what they answered to cards of which no rows are published. Published rows go
    with a seat number. Of the hidden groups it is open whose place a number stands for.
    """

    def __init__(self, session: Session, *, headline: bool) -> None:
        self.session = session
        self.people = session.people()
        self.groups = [group.id for group in session.groups]
        self.rounds = rounds_of(session)
        self.limit = session.opened.limits.group
        self.own: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)  # (card, seat) -> round -> stance
        for number, seat, card, rating in all_answers(session):
            self.own[card, seat.id][number] = rating.stance
        self.hands = {
            (card, group, number): Counter(counts)
            for (number, card, group), counts in session.by_hand.items()
            if (number, card) not in session.void and sum(counts.values())
        }
        self.rows = {seat.id: self._rows_of(seat) for seat in self.people}
        self.truth: dict[Hashable, int] = {}
        self.puzzle = Puzzle()
        self.numbers: dict[str, list[tuple[str, Hashable]]] = defaultdict(list)  # place -> (number's seat, variable)
        self.open: dict[tuple[str, str], dict[Vector, Hashable]] = {}  # (card, place) -> what may have been answered
        self._places()
        self._answers()
        self._counts()
        self._moves()
        self._people()
        if headline:
            self._headline()
        self.headline = headline
        self.real = np.array([self.truth.get(name, 0) for name in self.puzzle.names])
        self.counted = np.array([name in self.truth for name in self.puzzle.names])

    def vector(self, card: str, seat: str) -> Vector:
        given = self.own.get((card, seat), {})
        return tuple(given.get(number, NONE) for number in self.rounds[card])

    def _is_published(self, card: str, group: str) -> bool:
        return block_of(self.session, group) in telling(self.session)[card].rows

    def _rows_of(self, seat: Seat) -> dict[str, Vector]:
        """Card -> what is published under a seat's number."""
        found = {card: self.vector(card, seat.id) for card in self.rounds if self._is_published(card, seat.group)}
        return {card: vector for card, vector in found.items() if times(vector)}

    def _known(self, name: Hashable, value: int, most: int = 1) -> Hashable:
        self.truth[name] = value
        return self.puzzle.variable(name, most)

    # ---------------------------------------------------------------- what may be

    def _places(self) -> None:
        pool = [seat for seat in self.people if seat.group in hidden_groups(self.session)]
        for place in pool:
            cards = {*self.session.hand(place.group), *(card for card, seat in self.own if seat == place.id)}
            self.numbers[place.id] = [
                (seat.id, self._known(("sits", seat.id, place.id), int(seat == place)))
                for seat in pool
                if set(self.rows[seat.id]) <= cards
            ]
            self.puzzle.equal([name for _, name in self.numbers[place.id]], 1)
        for seat in pool:
            self.puzzle.equal([name for p in pool for number, name in self.numbers[p.id] if number == seat.id], 1)
        for seat in self.people:
            if seat not in pool:
                self.numbers[seat.id] = [(seat.id, None)]

    def _answers(self) -> None:
        for card, rounds in self.rounds.items():
            every = list(itertools.product((*STANCES, NONE), repeat=len(rounds)))
            for seat in self.people:
                real = self.vector(card, seat.id)
                has = card in self.session.hand(seat.group)
                if self._is_published(card, seat.group) or not (has or times(real)):
                    continue
                may = [v for v in every if has or [s == NONE for s in v] == [s == NONE for s in real]]
                self.open[card, seat.id] = {
                    v: self._known(("answers", card, seat.id, v), int(v == real)) for v in may
                }
                self.puzzle.equal(self.open[card, seat.id].values(), 1)
        for (card, group, number), counts in self.hands.items():
            raised = [
                self._known(("hands", card, group, number, stance), counts[stance], counts.total())
                for stance in STANCES
            ]
            self.puzzle.equal(raised, counts.total())

    # ---------------------------------------------------------------- what adds up to a count

    def person(self, place: str, card: str, wanted: Callable[[Vector], bool]) -> Terms:
        """1 when what somebody answered to a card is wanted."""
        if (card, place) in self.open:
            return Counter({name: 1 for vector, name in self.open[card, place].items() if wanted(vector)})
        found: Terms = Counter()
        for number, name in self.numbers[place]:
            vector = self.rows[number].get(card)
            found[name] += int(vector is not None and wanted(vector))
        return found

    def phones(self, card: str, groups: Collection[str], wanted: Callable[[Vector], bool]) -> Terms:
        """How many people of these groups gave a wanted answer."""
        found: Terms = Counter()
        for seat in self.people:
            if seat.group in groups:
                found.update(self.person(seat.id, card, wanted))
        return found

    def raised(self, card: str, groups: Collection[str], view: int | None, stances: Collection[str]) -> Terms:
        return Counter(
            ("hands", card, group, number, stance)
            for table in groups
            for group, number in self._hands_at(card, table, view)
            for stance in stances
        )

    def _hands_at(self, card: str, table: str, view: int | None) -> list[tuple[str, int]]:
        """The raised hands that count at a table: where they were raised (it may be of two that became one), and in
        which round.
        """
        newest: dict[str, int] = {}
        for of, group, number in self.hands:
            if of == card and view in (None, number) and self.session.merged.get(group, group) == table:
                newest[group] = max(number, newest.get(group, 0))
        return list(newest.items())

    def count(self, card: str, groups: Collection[str], view: int | None, stances: Collection[str]) -> Terms:
        """How many of these groups gave one of these answers."""
        if view is not None and view not in self.rounds[card]:
            return Counter()
        at = None if view is None else self.rounds[card].index(view)
        found = self.phones(card, groups, lambda v: (newest(v) if at is None else v[at]) in stances)
        found.update(self.raised(card, groups, view, stances))
        return found

    # ---------------------------------------------------------------- what the tables say

    def _counts(self) -> None:
        session, puzzle = self.session, self.puzzle
        for view in views(session):
            for card, row in card_summary(session, view).iterrows():
                if card in self.rounds:
                    puzzle.equal(self.count(str(card), self.groups, view, STANCES), int(row["answered"]))
                    for stance in STANCES if not row["hidden"] else ():
                        puzzle.equal(self.count(str(card), self.groups, view, [stance]), int(row[stance]))
            for (card, group), row in group_summary(session, view).iterrows():
                for stance in STANCES if card in self.rounds and not row["hidden"] else ():
                    puzzle.equal(self.count(card, [group], view, [stance]), int(row[stance]))
        table = coverage(session)
        for (card, group), row in table[table["answered"].notna()].iterrows():
            if card in self.rounds:
                puzzle.equal(self.count(card, [group], None, STANCES), int(row["answered"]))
        ratings: Terms = Counter()
        for card, rounds in self.rounds.items():
            for at in range(len(rounds)):
                ratings.update(self.phones(card, self.groups, lambda v, at=at: v[at] != NONE))
        puzzle.equal(ratings, len(list(all_answers(session))))

    def _moves(self) -> None:
        for card, row in before_after(self.session).iterrows():

            def those(wanted: Callable[[Vector], bool], card: object = card) -> Terms:
                return self.phones(str(card), self.groups, wanted)

            self.puzzle.equal(those(lambda v: times(v) > 1), int(row["again"]))
            if row["hidden"]:
                continue
            for stance in STANCES:
                started = those(lambda v, stance=stance: first(v) == stance)
                started.update(self.raised(str(card), self.groups, None, [stance]))
                self.puzzle.equal(started, int(row[f"first_{stance}"]))
            self.puzzle.equal(those(lambda v: _step(v) > 0), int(row["to_opportunity"]))
            self.puzzle.equal(those(lambda v: _step(v) < 0), int(row["to_threat"]))
            unsure = those(lambda v: first(v) != newest(v) and "unsure" in (first(v), newest(v)))
            self.puzzle.equal(unsure, int(row["other"]))

    def _people(self) -> None:
        """How many have answered anything."""
        answered: Terms = Counter()
        for seat in self.people:
            ever = self._over_cards(seat.id, self.rounds, lambda v: int(times(v) > 0))
            answered[self._flag(("answered", seat.id), ever)] += 1
        self.puzzle.equal(answered, people_leaning(self.session).people)

    def _headline(self) -> None:
        """How many people lean to each side, by what may be told of their answers."""
        told = people_leaning(self.session)
        if told.hidden:
            return
        sides: dict[str, Terms] = defaultdict(Counter)
        for seat in self.people:
            cards = [card for card in self.rounds if is_told(self.session, card, seat.group)]
            difference = self._over_cards(seat.id, cards, lambda v: SCORES.get(newest(v), 0))
            up = self._flag(("up", seat.id), difference)
            down = self._flag(("down", seat.id), Counter({name: -weight for name, weight in difference.items()}))
            sided = self._flag(("sided", seat.id), self._over_cards(seat.id, cards, lambda v: newest(v) in SCORES))
            any_of = self._flag(("told", seat.id), self._over_cards(seat.id, cards, lambda v: times(v) > 0))
            sides["opportunity"][up] += 1
            sides["threat"][down] += 1
            sides["tied"].update({sided: 1, up: -1, down: -1})
            sides["unsure"].update({any_of: 1, sided: -1})
        for side, terms in sides.items():
            self.puzzle.equal(terms, getattr(told, side))

    def _over_cards(self, place: str, cards: Iterable[str], score: Callable[[Vector], int]) -> Terms:
        found: Terms = Counter()
        for card in cards:
            for value in (-1, 1):
                own = self.person(place, card, lambda v, value=value: int(score(v)) == value)
                for name, weight in own.items():
                    found[name] += value * weight
        return found

    def _flag(self, name: Hashable, terms: Terms) -> Hashable:
        """A variable that is 1 when terms, which are at most as many as the cards, are more than 0."""
        most = len(self.rounds)
        flag = self.puzzle.variable(name)
        below, above = Counter(terms), Counter(terms)
        below[flag] -= most
        above[flag] -= most + 1
        self.puzzle.between(below, -np.inf, 0)
        self.puzzle.between(above, -most, np.inf)
        return flag

    # ---------------------------------------------------------------- what they hide

    def really(self, card: str, view: int | None) -> dict[str, Counter[str]]:
        """Group -> answers by stance, as they are."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for seat in self.people:
            given = self.own.get((card, seat.id), {})
            stance = given.get(max(given)) if given and view is None else given.get(view or 0)
            if stance is not None:
                found[seat.group][stance] += 1
        for table in self.groups:
            for group, number in self._hands_at(card, table, view):
                found[table].update(self.hands[card, group, number])
        return found

    def cells(self) -> Iterator[tuple[Cell, str, int, Terms]]:
        """Every hidden count that somebody stands behind: its name, its card, its number and what adds up to it."""
        for card, rounds in self.rounds.items():
            everybody = sum(self.really(card, None).values(), Counter[str]())
            if len(everybody) == 1 and everybody.total() >= self.limit:
                continue  # what the whole room agrees on is known of everybody in it
            for view in (None, *rounds):
                groups = self.really(card, view)
                room = sum(groups.values(), Counter[str]())
                for group, found in groups.items() if len(room) > 1 else ():
                    few = found.total() < self.limit and not self._known_of_all(card, group)
                    for stance in sorted(+found) if few else ():
                        terms = self.count(card, [group], view, [stance])
                        yield ("group", card, view, group, stance), card, found[stance], terms
                for stance in sorted(+room) if room.total() < self.limit else ():
                    terms = self.count(card, self.groups, view, [stance])
                    yield ("room", card, view, stance), card, room[stance], terms
            again = [v for seat in self.people if times(v := self.vector(card, seat.id)) > 1]
            for stance, count in sorted(Counter(map(newest, again)).items()) if len(again) < self.limit else ():
                wanted = lambda v, stance=stance: times(v) > 1 and newest(v) == stance  # noqa: E731
                terms = self.phones(card, self.groups, wanted)
                yield ("again", card, stance), card, count, terms
            yield from self._alike(card, everybody)
            for (of, group, number), counts in self.hands.items():
                few = of == card and counts.total() < self.limit and len(everybody) > 1
                table = self.session.merged.get(group, group)
                for stance in sorted(+counts) if few and not self._known_of_all(card, table) else ():
                    cell = ("hands", card, group, number, stance)
                    yield cell, card, counts[stance], Counter([cell])

    def _alike(self, card: str, everybody: Counter[str]) -> Iterator[tuple[Cell, str, int, Terms]]:
        """Counts of those of the hidden groups who answered in the same rounds, where they are few."""
        groups = [group for group in self.groups if not is_told(self.session, card, group)]
        own = [self.vector(card, seat.id) for seat in self.people if seat.group in groups]
        by_rounds: dict[Vector, Counter[str]] = defaultdict(Counter)
        for vector in own if len(self.rounds[card]) > 1 and len(everybody) > 1 else ():
            by_rounds[_rounds(vector)][newest(vector)] += bool(times(vector))
        for rounds, counts in by_rounds.items():
            for stance in sorted(+counts) if counts.total() < self.limit else ():

                def wanted(vector: Vector, rounds: Vector = rounds, stance: str = stance) -> bool:
                    return _rounds(vector) == rounds and newest(vector) == stance

                terms = self.phones(card, groups, wanted)
                yield ("alike", card, rounds, stance), card, counts[stance], terms

    def _known_of_all(self, card: str, group: str) -> bool:
        """Whether a group that is told has said the same all together."""
        table = group_summary(self.session)
        told = (card, group) in table.index and not table.loc[(card, group), "hidden"]
        counts = self.really(card, None)[group]
        return bool(told) and len(+counts) == 1 and counts.total() >= self.limit

    def _open_by_hand(self, card: str) -> bool:
        """Whether few hands were raised for a card: the headline may tell them, which count phones only."""
        return any(of == card and counts.total() < self.limit for (of, *_), counts in self.hands.items())

    # ---------------------------------------------------------------- the attack

    def result(self) -> Attacked:
        cells = {
            cell: (count, terms)
            for cell, card, count, terms in self.cells()
            if self._open_by_hand(card) is not self.headline
        }
        waiting, result = dict(cells), Attacked(len(cells), [], [], [])
        real = tables(self.session)
        assert not cells or self._truth_is_allowed()
        while waiting:
            cell, (count, terms) = next(iter(waiting.items()))
            worlds = 0
            for low, high, far in ((count + 1, np.inf, 0), (-np.inf, count - 1, 0), *self._farther(count)):
                if far and not worlds:
                    break
                found = self.puzzle.solution(self._change(far), terms, low, high)
                if found is None:
                    continue
                worlds += 1
                other = self.other(found)
                if self._same(real, tables(other)):
                    result.others.append(other)
                    waiting = {c: w for c, w in waiting.items() if self._value(found, w[1]) == w[0]}
                    break
            if waiting.pop(cell, None) is not None:
                (result.guessed if worlds else result.solved).append(Solved(cell, count))
        if self.headline and any(map(self._open_by_hand, self.rounds)):
            more = attack(self.session, headline=False)
            joined = (mine + theirs for mine, theirs in zip(result[:3], more[:3], strict=True))
            return Attacked(*joined, result.others)
        return result

    def _truth_is_allowed(self) -> bool:
        somebody = Counter(list(self.truth)[:1])
        return not somebody or self.puzzle.solution(self._change(), somebody, 0, np.inf) is not None

    def _same(self, one: dict[str, object], other: dict[str, object]) -> bool:
        return all(other[name] == told for name, told in one.items() if self.headline or name != "leaning")

    def _farther(self, count: int) -> Iterator[tuple[float, float, int]]:
        """More to look for where the nearest other sessions do not hide the same."""
        for far in range(1, TRIES + 1):
            yield from ((count + 1, np.inf, far), (-np.inf, count - 1, far))

    def _change(self, far: int = 0) -> np.ndarray:
        """How far a solution is from the truth, with some changes weighing less by lot."""
        weights = np.random.default_rng(far).uniform(0.1 if far else 1.0, 1.0, len(self.real))
        return np.where(self.real == 1, -weights, weights) * self.counted

    def _value(self, found: np.ndarray, terms: Terms) -> int:
        return sum(weight * (1 if name is None else found[self.puzzle.names[name]]) for name, weight in terms.items())

    def other(self, found: np.ndarray) -> Session:
        """The session that a solution describes."""
        session, names = self.session, self.puzzle.names
        ratings, seats, by_hand = session.ratings, session.seats, session.by_hand
        numbers = {
            place: next(seat for seat, name in own if name is None or found[names[name]])
            for place, own in self.numbers.items()
        }
        for place, number in numbers.items():
            if number != place:
                moved = msgspec.structs.replace(session.seats[number], group=session.seats[place].group)
                seats = seats.insert(number, moved)
        for card, place in self.open:
            for number in self.rounds[card]:
                ratings = ratings.discard((number, card, place))
        for (card, place), may in self.open.items():
            vector = next(vector for vector, name in may.items() if found[names[name]])
            for number, stance in zip(self.rounds[card], vector, strict=True):
                if stance != NONE:
                    key = (number, card, numbers[place])
                    ratings = ratings.insert(key, self._rating(key, stance))
        for (card, group, number), counts in self.hands.items():
            raised = {s: int(found[names["hands", card, group, number, s]]) for s in STANCES}
            assert sum(raised.values()) == counts.total()
            by_hand = by_hand.insert((number, card, group), {s: n for s, n in raised.items() if n})
        return msgspec.structs.replace(session, ratings=ratings, seats=seats, by_hand=by_hand)

    def _rating(self, key: tuple[int, str, str], stance: str) -> Rating:
        before = self.session.ratings.get(key)
        if before is None:
            some = next(iter(self.session.ratings.values()))
            before = msgspec.structs.replace(some, channel=self.session.seats[key[2]].channel)
        return msgspec.structs.replace(before, stance=stance)


def _rounds(vector: Vector) -> Vector:
    """In which rounds somebody answered."""
    return tuple(NONE if stance == NONE else "+" for stance in vector)


def _step(vector: Vector) -> int:
    """Which way somebody moved: above 0 towards opportunity."""
    if first(vector) in SCORES and newest(vector) in SCORES:
        return SCORES[newest(vector)] - SCORES[first(vector)]
    return 0


# -------------------------------------------------------------------- sectors, points, grades, what is set aside


def sectors_attacked(session: Session) -> Attacked:
    """The same for sectors: who is not named in the rows may be of any sector that has so many people.

    Whom a sector's answers are wanted of have all their answers in the rows; nothing else tells of sectors.
    """
    limit, people = session.opened.limits.sector, session.people()
    rows, present = published_rows(session), composition(session)
    puzzle, result = Puzzle(), Attacked(0, [], [], [])
    sector_of = {int(seat): str(sector) for seat, sector in zip(rows["seat"], rows["sector"], strict=True)}
    unnamed = [seat for seat, sector in sector_of.items() if not sector]
    if len({seat.sector for seat in people}) == 1:  # what the room says, its only sector says
        return result
    for seat, sector in itertools.product(unnamed, present):
        puzzle.variable((seat, sector))
    for seat in unnamed:
        puzzle.equal([(seat, sector) for sector in present], 1)
    for sector, n in present.items():
        named = bool(sector) and sector in sector_of.values()
        puzzle.between([(seat, sector) for seat in unnamed], 0, 0 if named else n)
    nothing, hidden = np.zeros(len(puzzle.names)), 0
    answers = list(all_answers(session))
    for card, number in sorted({(card, number) for number, _, card, _ in answers}):
        given = [(seat.sector, rating.stance) for n, seat, c, rating in answers if (c, n) == (card, number)]
        told = rows[(rows["card"] == card) & (rows["round"] == number)]
        if len({stance for _, stance in given}) == 1 or len(told) < len(given):
            continue
        stances = {int(seat): str(stance) for seat, stance in zip(told["seat"], told["stance"], strict=True)}
        for (sector, stance), count in sorted(Counter(given).items()):
            if sum(own == sector for own, _ in given) >= limit:
                continue
            hidden += 1
            shown = any(sector and sector_of[seat] == sector for seat in stances)
            terms: Terms = Counter((seat, sector) for seat in unnamed if stances.get(seat) == stance)
            ends = ((count + 1, np.inf), (-np.inf, count - 1))
            if shown or all(puzzle.solution(nothing, terms, low, high) is None for low, high in ends):
                result.solved.append(Solved(("sector", card, number, sector, stance), count))
    return result._replace(hidden=hidden)


def otherwise(session: Session) -> list[Session]:
    """One that must look the same: with other answers set aside, and with other points and grades where too few
    people gave any. None where there is nothing of the kind.
    """
    cards, limit = list(session.cards), session.opened.limits.group
    ratings, by_hand = session.ratings, session.by_hand
    for key, rating in session.ratings.items():
        if key[:2] in session.void:
            ratings = ratings.insert(key, msgspec.structs.replace(rating, stance=_following(rating.stance)))
    for place, counts in session.by_hand.items():
        if place[:2] in session.void:
            by_hand = by_hand.insert(place, {_following(stance): n for stance, n in counts.items()})
    points, words = session.priorities, session.checkouts
    for (card, seat), given in session.priorities.items() if priorities(session).people < limit else ():
        points = points.discard((card, seat))
        points = points.insert((cards[(cards.index(card) + 1) % len(cards)], seat), given)
    for seat, said in session.checkouts.items() if last_words(session).graded < limit else ():
        words = words.insert(seat, msgspec.structs.replace(said, grade=said.grade and said.grade % 4 + 1))
    other = msgspec.structs.replace(session, ratings=ratings, by_hand=by_hand, priorities=points, checkouts=words)
    return [other] if other != session else []


def _following(stance: Stance) -> Stance:
    return STANCES[(STANCES.index(stance) + 1) % len(STANCES)]


# -------------------------------------------------------------------- series


def series_tables(sessions: Sequence[Session]) -> dict[str, object]:
    """Everything that is told of several sessions side by side, each in a form that can be compared."""
    told: dict[str, object] = {
        "leanings": _plain(leanings(sessions)),
        "compositions": _plain(compositions(sessions)),
        "recurring": _plain(recurring(sessions)),
    }
    for card in cards_of_series(sessions):
        told[f"card {card}"] = _plain(same_card(sessions, card).counts)
    return told


def series_attacked(sessions: Sequence[Session]) -> tuple[list[Attacked], list[str]]:
    """Attacks each session of a series, and then lays the series beside one of the other sessions it may have been:
    what is told otherwise of that.

    Nothing that is told of a session has to do with another one, so together their tables allow every session that
    each allows alone; numbers that belong together by mistake would be told otherwise.
    """
    attacked = [attack(session) for session in sessions]
    others = [each.others[-1] if each.others else own for each, own in zip(attacked, sessions, strict=True)]
    real = series_tables(sessions)
    mixed = [[*sessions[:n], other, *sessions[n + 1 :]] for n, other in enumerate(others)]
    seen = [series_tables(each) for each in (*mixed, others)]
    return attacked, sorted({name for other in seen for name in real if other[name] != real[name]})
