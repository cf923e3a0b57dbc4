"""Which group gets which cards."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from random import Random

from sessions.errors import HandsNotPicked, HandsTooSmall, NoGroups, NotEnoughCards, TooFewTables
from sessions.events import Dealing

Hands = dict[str, tuple[str, ...]]


def deal_hands(cards: Sequence[str], groups: Sequence[str], dealing: Dealing, *, seed: int) -> Hands:
    """Group id -> its cards, in the order of `cards`. The same seed gives the same deal.

    No hand holds a card twice, anchors go to every group, and dealt hands differ by at most one card. Where groups
    draw, hands begin with the anchors alone; the rest lies in the `pile`.

    Raises:
        NoGroups: there is nobody to deal to.
        NotEnoughCards: a group would get no card of its own.
        TooFewTables: a card cannot lie on more tables than there are.
        HandsTooSmall: hands of this size cannot lay each card on so many tables.
        HandsNotPicked: nobody has picked cards for a group.
    """
    if not groups:
        raise NoGroups()
    if not cards:
        raise NotEnoughCards(needed=1, left=0)
    anchors = [card for card in cards if card in dealing.anchors]
    others = [card for card in cards if card not in dealing.anchors]
    chance = Random(seed)  # noqa: S311 - a deal must be repeatable, not secret
    match dealing.kind:
        case "same":
            hands = {group: set(cards) for group in groups}
        case "split":
            if len(others) < len(groups):
                raise NotEnoughCards(needed=len(groups), left=len(others))
            hands = _spread(others, groups, chance, tables=1, size=0)
        case "spread":
            hands = _spread(others, groups, chance, tables=dealing.tables, size=dealing.size)
        case "draw":
            if len(others) < len(groups):
                raise NotEnoughCards(needed=len(groups), left=len(others))
            hands = {group: set() for group in groups}
        case "picked":
            hands = _picked(groups, dealing.hands)
    return {group: _in_order(cards, {*anchors, *hands[group]}) for group in groups}


def pile(cards: Sequence[str], dealing: Dealing, *, seed: int) -> tuple[str, ...]:
    """The cards that lie face down for groups to draw, the topmost first; none where cards are dealt."""
    if dealing.kind != "draw":
        return ()
    chance = Random(seed)  # noqa: S311 - a deal must be repeatable, not secret
    return tuple(_shuffled([card for card in cards if card not in dealing.anchors], chance))


def most_to_draw(cards: Sequence[str], groups: Sequence[str], dealing: Dealing) -> int:
    """How many cards a group may hold when it draws them: `size`, or else its fair share of the pile."""
    anchors = len([card for card in cards if card in dealing.anchors])
    return dealing.size or anchors + max(1, (len(cards) - anchors) // max(1, len(groups)))


def deal_again(
    cards: Sequence[str],
    hands: Mapping[str, Sequence[str]],
    *,
    giving: Mapping[str, Iterable[str]],
    taking: Sequence[str],
    seed: int,
) -> Hands:
    """Hands once some tables give cards away: `giving` is group -> the cards it keeps, `taking` who may take more.

    A card that would then lie on no table goes to the smallest hand of those that take. A taking table without any
    card gets a fair share: as many as the smallest other hand, of the cards that lie on the fewest tables.

    Raises:
        NoGroups: nobody is left to take the cards.
    """
    if not taking:
        raise NoGroups()
    chance = Random(seed)  # noqa: S311 - a deal must be repeatable, not secret
    after = {group: set(hand) for group, hand in hands.items()} | {group: set(kept) for group, kept in giving.items()}
    for group in taking:
        after.setdefault(group, set())
    order = _shuffled(taking, chance)
    in_play = {card for hand in hands.values() for card in hand}
    lying = {card for hand in after.values() for card in hand}
    for card in _shuffled([card for card in cards if card in in_play - lying], chance):
        after[min(order, key=lambda group: len(after[group]))].add(card)
    for group in (group for group in order if not after[group]):
        share = min((len(after[other]) for other in taking if after[other]), default=0)
        rarest = sorted(
            _shuffled([card for card in cards if card in in_play], chance),
            key=lambda card: sum(card in after[other] for other in taking),
        )
        after[group] = set(rarest[:share])
    return {group: _in_order(cards, hand) for group, hand in after.items()}


def _spread(
    cards: Sequence[str], groups: Sequence[str], chance: Random, *, tables: int, size: int
) -> dict[str, set[str]]:
    """Each card on at least `tables` tables, the hands as even as can be.

    Cards are laid out in rounds over the tables: a full round gives every table one card, so hands never differ by
    more than one, and a card goes to tables that do not hold it yet.
    """
    if tables > len(groups):
        raise TooFewTables(needed=tables, left=len(groups))
    needed = ceil(len(cards) * tables / len(groups))
    if size and size < needed:
        raise HandsTooSmall(size=size, needed=needed)
    places = min(size, len(cards)) * len(groups) if size else len(cards) * tables
    deck, order = _shuffled(cards, chance), _shuffled(groups, chance)  # larger hands fall to chance
    # Card after card, as many copies of each in a row as it has, dealt round the tables: neighbours never repeat,
    # since no card has more copies than there are tables.
    copies = [places // len(deck) + (n < places % len(deck)) for n in range(len(deck))]
    stream = [card for card, many in zip(deck, copies, strict=True) for _ in range(many)]
    hands: dict[str, set[str]] = {group: set() for group in groups}
    for place, card in enumerate(stream):
        hands[order[place % len(order)]].add(card)
    return hands


def _picked(groups: Sequence[str], hands: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    for group in groups:
        if not hands.get(group):
            raise HandsNotPicked()
    return {group: set(hands[group]) for group in groups}


def _shuffled(items: Sequence[str], chance: Random) -> list[str]:
    shuffled = list(items)
    chance.shuffle(shuffled)
    return shuffled


def _in_order(cards: Sequence[str], hand: set[str]) -> tuple[str, ...]:
    return tuple(card for card in cards if card in hand)
