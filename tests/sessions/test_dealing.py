"""What is so of every deal, for any cards, any groups and any seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.dealing import deal_hands
from sessions.errors import NoGroups, NotEnoughCards
from sessions.events import Dealing

SEEDS = st.integers(0, 2**53)


@st.composite
def possible_splits(draw: st.DrawFn) -> tuple[list[str], list[str], Dealing]:
    """Cards, groups and anchors such that every group gets a card of its own."""
    groups = [f"g{n}" for n in range(1, draw(st.integers(1, 12)) + 1)]
    pile = [f"c{n}" for n in range(1, len(groups) + draw(st.integers(0, 30)) + 1)]
    anchors = [f"a{n}" for n in range(1, draw(st.integers(0, 4)) + 1)]
    cards = draw(st.permutations(pile + anchors))
    return cards, groups, Dealing(kind="split", anchors=tuple(anchors))


@given(possible_splits(), SEEDS)
def test_a_split_gives_every_card_to_one_group_and_anchors_to_all(
    table: tuple[list[str], list[str], Dealing], seed: int
):
    cards, groups, dealing = table

    hands = deal_hands(cards, groups, dealing, seed=seed)

    dealt = Counter(card for hand in hands.values() for card in hand)
    assert dealt == {card: len(groups) if card in dealing.anchors else 1 for card in cards}
    assert list(hands) == groups


@given(possible_splits(), SEEDS)
def test_hands_of_a_split_are_even_and_in_order(table: tuple[list[str], list[str], Dealing], seed: int):
    cards, groups, dealing = table

    hands = deal_hands(cards, groups, dealing, seed=seed)

    sizes = [len(hand) for hand in hands.values()]
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) > len(dealing.anchors)
    assert {group: sorted(hand, key=cards.index) for group, hand in hands.items()} == {
        group: list(hand) for group, hand in hands.items()
    }


@given(possible_splits(), SEEDS)
def test_the_same_seed_gives_the_same_deal(table: tuple[list[str], list[str], Dealing], seed: int):
    cards, groups, dealing = table

    assert deal_hands(cards, groups, dealing, seed=seed) == deal_hands(cards, groups, dealing, seed=seed)


def test_another_seed_gives_another_deal():
    cards = [f"c{n}" for n in range(1, 25)]

    deals = [deal_hands(cards, ["g1", "g2", "g3"], Dealing(kind="split"), seed=seed) for seed in range(5)]

    assert [deals.count(deal) for deal in deals] == [1, 1, 1, 1, 1]


def test_the_larger_hands_fall_to_every_group_in_turn_of_chance():
    cards = [f"c{n}" for n in range(1, 5)]

    larger = Counter(
        max(hands, key=lambda group: len(hands[group]))
        for hands in (deal_hands(cards, ["g1", "g2", "g3"], Dealing(kind="split"), seed=seed) for seed in range(60))
    )

    assert sorted(larger) == ["g1", "g2", "g3"]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True), st.integers(1, 9), SEEDS)
def test_the_same_deal_gives_all_cards_to_all(cards: list[str], groups: int, seed: int):
    names = [f"g{n}" for n in range(groups)]

    hands = deal_hands(cards, names, Dealing(kind="same"), seed=seed)

    assert hands == dict.fromkeys(names, tuple(cards))


@pytest.mark.parametrize(
    ("cards", "groups", "dealing", "facts"),
    [
        pytest.param([], 2, Dealing(), {"needed": 1, "left": 0}, id="no-cards"),
        pytest.param(["c1", "c2"], 3, Dealing(kind="split"), {"needed": 3, "left": 2}, id="fewer-than-groups"),
        pytest.param(
            ["c1", "c2", "c3"],
            3,
            Dealing(kind="split", anchors=("c2",)),
            {"needed": 3, "left": 2},
            id="after-anchors",
        ),
        pytest.param(["c1"], 1, Dealing(kind="split", anchors=("c1",)), {"needed": 1, "left": 0}, id="only-anchors"),
    ],
)
def test_an_impossible_deal_names_what_is_short(
    cards: list[str], groups: int, dealing: Dealing, facts: dict[str, int]
):
    with pytest.raises(NotEnoughCards) as refused:
        deal_hands(cards, [f"g{n}" for n in range(groups)], dealing, seed=1)

    assert refused.value.facts == facts


def test_a_deal_needs_somebody_to_deal_to():
    with pytest.raises(NoGroups):
        deal_hands(["c1"], [], Dealing(), seed=1)
