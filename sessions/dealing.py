"""Which group gets which cards."""

from collections.abc import Sequence
from random import Random

from sessions.errors import NoGroups, NotEnoughCards
from sessions.events import Dealing


def deal_hands(
    cards: Sequence[str], groups: Sequence[str], dealing: Dealing, *, seed: int
) -> dict[str, tuple[str, ...]]:
    """Group id -> its cards, in the order of `cards`. The same seed gives the same deal.

    `same`: every group has all cards. `split`: every card that is no anchor goes to exactly one group, hands
    differ by at most one card; anchors go to every group.

    Raises:
        NoGroups: there is nobody to deal to.
        NotEnoughCards: a group would get no card of its own.
    """
    if not groups:
        raise NoGroups()
    if not cards:
        raise NotEnoughCards(needed=1, left=0)
    if dealing.kind == "same":
        return {group: tuple(cards) for group in groups}
    anchors = [card for card in cards if card in dealing.anchors]
    pile = [card for card in cards if card not in dealing.anchors]
    if len(pile) < len(groups):
        raise NotEnoughCards(needed=len(groups), left=len(pile))
    chance = Random(seed)  # noqa: S311 - a deal must be repeatable, not secret
    chance.shuffle(pile)
    order = list(groups)
    chance.shuffle(order)  # the larger hands fall to chance, not to the first table
    hands = {group: {*anchors, *pile[place :: len(order)]} for place, group in enumerate(order)}
    return {group: tuple(card for card in cards if card in hands[group]) for group in groups}
