"""What may be told of small groups: one decision for a session, which every table and every file follows.

Three rules, with `limits.group` (3) as "enough" people:

1. A group of too few people is hidden all through the session, and with it the next smallest, until the hidden ones
   are enough together (`suppressed`, `hidden_groups`). In the published rows they are one pool without a name.
2. On each card a group, or the pool, is told or not, for all rounds alike (`Telling.groups`). It is not told when in
   any round few of it answered, and more are kept back with it until what is left over (the room minus what is told)
   is, in every round, enough people who did not all say the same: otherwise a difference would tell.
3. The rounds of a card are told apart only when each of them, those who answered again, and of the groups that are
   not told those who answered in the same rounds, are enough people, and no few raised hands are among the answers
   (`Telling.rounds`); else it has its newest answers only, and no rows. First
   answers stand beside the newest when enough answered again, in each group too (`Telling.again`). Rows are of
   phones, so a group of which few raised their hands has none on that card.

What people are counted by (`room.people_leaning`) is only what rule 2 tells: a sum over their answers to all cards
would solve a hidden one.

Told all the same, on purpose:

- That people took part and answered, and how many of which sector are here; what they answered is no such number.
- What all of the room, or of a group that is told, agree on: where all said "threat", each of them did.
- How many of the room said what, points and grades too, once enough people are behind the numbers together: one
  person's "threat" among twenty answers is told, but not whose it is.
- What groups did together: marks, and on which cards they wrote; people's own words, as far as a facilitator gives
  them out. Where one hidden group alone has a card, a note on it is known to be theirs.
- A raised hand goes up before everybody. Tables keep few of them apart (rule 3), but the headline counts phones, and
  in a session of few cards the difference tells what a hand said.
- What came between two moments: whoever compares what was published, shown or downloaded before and after one answer
  (or the removal or the move of one person) sees it. Phones, the wall and the published page show answers when a
  round has ended. Files count an open round too, since one that nobody closed would else be missing in them; the desk
  says beside them that one version alone should be given away.
- What people who come to several meetings answer in each: their answers there are new ones, and nothing that is
  given out links them. Who knows where each sat both times, and supposes that nobody changed their mind, can compare.
- That something is hidden. Rules 1 to 3 ask whether people said the same, so whoever knows them by heart can
  sometimes guess from what is kept back (README, Decisions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from sessions.results.counting import (
    NOBODY,
    added,
    all_answers,
    group_tally,
    groups_with_people,
    kept,
    people_by_hand,
    raised_hands,
    rounds_of,
)
from sessions.session import Seat, Session

POOL = ""  # the hidden groups together


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


@kept
def hidden_groups(session: Session) -> frozenset[str]:
    """Ids of the groups that no breakdown, note or published row names, in any round."""
    return _hidden(session, lambda seat: seat.group, session.opened.limits.group, people_by_hand(session))


@kept
def unnamed_groups(session: Session) -> frozenset[str]:
    """Ids of the groups that no note is told to be of: the hidden ones, and of those at which nobody sits any more
    (their table moved to another, or everybody did) the ones of which fewer than `limits.group` people wrote.
    """
    writers: dict[str, set[str]] = {}
    for note in session.all_notes():
        writers.setdefault(note.group, set()).add(note.seat)
    few = {group for group, seats in writers.items() if len(seats) < session.opened.limits.group}
    return hidden_groups(session) | (few - set(groups_with_people(session)))


def hidden_sectors(session: Session) -> frozenset[str]:
    """The sectors that are hidden all through the session; those who have not said theirs are the sector ""."""
    return _hidden(session, lambda seat: seat.sector, session.opened.limits.sector, {})


def _hidden(session: Session, key: Callable[[Seat], str], limit: int, more: Mapping[str, int]) -> frozenset[str]:
    """The keys that are hidden all through the session, by who is seated and by who of them has answered anything."""
    seated = Counter(key(seat) for seat in session.people())
    seated.update(more)
    answering = {seat.id: key(seat) for _, seat, _, _ in all_answers(session)}
    answered = Counter(answering.values())
    answered.update(more)
    return suppressed(answered, limit, hidden=suppressed(seated, limit))


class Telling(msgspec.Struct, frozen=True):
    """What may be told of a card beside its total.

    `groups` are the ids of groups that may stand apart, and `POOL` when the hidden ones may stand apart together;
    `rows` are those of them whose single answers may be given. `rounds`: whether its rounds may be told apart;
    `again`: whether the first answers of everybody may stand beside the newest.
    """

    groups: frozenset[str]
    rows: frozenset[str]
    rounds: bool
    again: bool


NOTHING = Telling(groups=frozenset(), rows=frozenset(), rounds=False, again=False)


@kept
def telling(session: Session) -> dict[str, Telling]:
    """Card -> what may be told of it, for every card that anybody has answered."""
    return {card: _telling(session, card) for card in rounds_of(session)}


def is_told(session: Session, card: str, group: str, round_number: int | None = None) -> bool:
    """Whether what the phones of a group (a hidden one: of the pool) answered to a card, or in that round of it, may
    be told: few of them beside raised hands would be told by the difference, and so would a pool of one mind.
    """
    told, block = telling(session).get(card, NOTHING), block_of(session, group)
    if block not in told.groups or not (round_number is None or told.rounds):
        return False
    view, hands = _blocks(session, card, round_number), _hands(session, card, round_number, block)
    if not sum(hands):
        return True
    phones = [every - raised for every, raised in zip(view.get(block, NOBODY), hands, strict=True)]
    tells = block == POOL and of_one_mind(phones) and not of_one_mind(added(view.values()))
    return sum(phones) >= session.opened.limits.group and not tells


def block_of(session: Session, group: str) -> str:
    """The group, or `POOL` where it is hidden."""
    return POOL if group in hidden_groups(session) else group


def _telling(session: Session, card: str) -> Telling:
    limit = session.opened.limits.group
    rounds = rounds_of(session)[card]
    apart = _rounds_apart(session, card, rounds, limit)
    views = [_blocks(session, card, number) for number in (None, *(rounds if apart else ()))]
    blocks = sorted({block for view in views for block in view})
    few = {block for block in blocks if any(0 < sum(view.get(block, NOBODY)) < limit for view in views)}
    if _pool_tells(session, card, views):
        few.add(POOL)
    order = sorted((b for b in blocks if b not in few), key=lambda b: (-sum(views[0].get(b, NOBODY)), b))
    while order and any(_tells(view, few, limit) for view in views):
        few.add(order.pop())
    told = frozenset(blocks) - few
    if sum(map(sum, views[0].values())) < limit:
        told = frozenset()
    apart = apart and not (len(rounds) > 1 and _few_alike(session, card, told, limit))
    return Telling(
        groups=told,
        rows=told - _without_rows(session, card, rounds, limit) if apart else frozenset(),
        rounds=apart,
        again=_again_told(session, card, told, limit),
    )


def _rounds_apart(session: Session, card: str, rounds: tuple[int, ...], limit: int) -> bool:
    sizes = [sum(map(sum, _blocks(session, card, number).values())) for number in rounds]
    again = answered_again(session, card)
    enough = all(size == 0 or size >= limit for size in (*sizes, again))
    return len(rounds) <= 1 or (enough and not _without_rows(session, card, rounds, limit))


def _few_alike(session: Session, card: str, told: Collection[str], limit: int) -> bool:
    """Whether few of those who are not told answered in the same rounds: two rounds would differ by them alone."""
    alike: Counter[frozenset[int]] = Counter()
    for seat, numbers in _rounds_of_people(session).get(card, {}).items():
        if block_of(session, session.seats[seat].group) not in told:
            alike[frozenset(numbers)] += 1
    return any(count < limit for count in alike.values())


@kept
def _rounds_of_people(session: Session) -> dict[str, dict[str, list[int]]]:
    """Card -> seat -> the rounds in which they answered it."""
    found: dict[str, dict[str, list[int]]] = {}
    for number, seat, card, _ in all_answers(session):
        found.setdefault(card, {}).setdefault(seat.id, []).append(number)
    return found


def answered_again(session: Session, card: str) -> int:
    """How many people answered a card in more than one round; raised hands are nobody's own."""
    return sum(_again(session, card).values())


def _again(session: Session, card: str) -> Counter[str]:
    """Group (or `POOL`) -> how many of it answered a card in more than one round."""
    return _again_of_all(session).get(card, Counter())


@kept
def _again_of_all(session: Session) -> dict[str, Counter[str]]:
    times = Counter((card, seat.id) for _, seat, card, _ in all_answers(session))
    hidden = hidden_groups(session)
    found: dict[str, Counter[str]] = {}
    for (card, seat), count in times.items():
        if count > 1:
            group = session.seats[seat].group
            found.setdefault(card, Counter())[POOL if group in hidden else group] += 1
    return found


def _again_told(session: Session, card: str, told: Iterable[str], limit: int) -> bool:
    """Whether enough people answered again, in the room and in each group that is told."""
    again = _again(session, card)
    return again.total() >= limit and not any(0 < again[block] < limit for block in told)


def _blocks(session: Session, card: str, number: int | None) -> dict[str, list[int]]:
    """Group (or `POOL`) -> its answers to a card by stance."""
    return _blocks_of_all(session, number).get(card, {})


@kept
def _blocks_of_all(session: Session, number: int | None) -> dict[str, dict[str, list[int]]]:
    hidden = hidden_groups(session)
    found: dict[str, dict[str, list[int]]] = {}
    for (card, group), counts in group_tally(session, number).items():
        own, block = found.setdefault(card, {}), POOL if group in hidden else group
        own[block] = added([own.get(block, NOBODY), counts])
    return found


def _tells(view: Mapping[str, list[int]], gone: Iterable[str], limit: int) -> bool:
    """Whether the room minus what is told would reveal what the groups that are `gone` said."""
    left = added(view.get(block, NOBODY) for block in gone)
    return 0 < sum(left) < limit or (of_one_mind(left) and not of_one_mind(added(view.values())))


def of_one_mind(counts: Iterable[int]) -> bool:
    """Whether all of these answers are the same."""
    return sum(count > 0 for count in counts) == 1


def _pool_tells(session: Session, card: str, views: list[dict[str, list[int]]]) -> bool:
    """Whether the answers of the pool reveal one of its groups: all of one mind, or not all of them asked."""
    if not any(POOL in view for view in views):
        return False
    hidden = {group for group in groups_with_people(session) if group in hidden_groups(session)}
    having = {group for group in hidden if card in session.hand(group)}
    having |= {group for answered, group in group_tally(session) if answered == card and group in hidden}
    alone = all(set(view) <= {POOL} for view in views)
    minds = any(of_one_mind(view[POOL]) for view in views if POOL in view) and not alone
    return minds or having != hidden


def _without_rows(session: Session, card: str, rounds: tuple[int, ...], limit: int) -> frozenset[str]:
    """Groups whose total minus its rows would tell few raised hands, or whose rows are few because of them."""
    found = set()
    for number in (None, *rounds):
        for block, counts in _blocks(session, card, number).items():
            hands = sum(_hands(session, card, number, block))
            phones = sum(counts) - hands
            if hands and (block == POOL or hands < limit or 0 < phones < limit):
                found.add(block)
    return frozenset(found)


def _hands(session: Session, card: str, number: int | None, block: str) -> list[int]:
    """Raised hands of a block by stance."""
    hidden = hidden_groups(session)
    return added(
        counts
        for (answered, group), counts in raised_hands(session, number).items()
        if answered == card and (POOL if group in hidden else group) == block
    )
