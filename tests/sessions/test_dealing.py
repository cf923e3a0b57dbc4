"""What is so of every deal, for any cards, any groups and any seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.dealing import deal_again, deal_hands, most_to_draw, pile
from sessions.errors import HandsNotPicked, HandsTooSmall, NoGroups, NotEnoughCards, Refused, TooFewTables
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


# -------------------------------------------------------------------- each card on at least so many tables


@st.composite
def possible_spreads(draw: st.DrawFn) -> tuple[list[str], list[str], Dealing]:
    """Cards, groups, and a number of tables and a size of hands that can be had."""
    groups = [f"g{n}" for n in range(1, draw(st.integers(1, 12)) + 1)]
    cards = draw(st.permutations([f"c{n}" for n in range(1, draw(st.integers(1, 36)) + 1)]))
    tables = draw(st.integers(1, len(groups)))
    needed = -(-len(cards) * tables // len(groups))
    size = draw(st.sampled_from([0, needed, needed + 1, len(cards)]))
    return cards, groups, Dealing(kind="spread", tables=tables, size=min(size, len(cards)))


@given(possible_spreads(), SEEDS)
def test_a_spread_lays_each_card_on_as_many_tables_as_asked_in_even_hands(
    table: tuple[list[str], list[str], Dealing], seed: int
):
    cards, groups, dealing = table

    hands = deal_hands(cards, groups, dealing, seed=seed)

    lying = Counter(card for hand in hands.values() for card in hand)
    sizes = [len(hand) for hand in hands.values()]
    assert {card for card in cards if lying[card] < dealing.tables} == set()
    assert max(lying.values()) - min(lying.values()) <= 1
    assert max(sizes) - min(sizes) <= 1
    assert [len(set(hand)) for hand in hands.values()] == sizes
    assert dealing.size in (0, max(sizes))
    assert hands == deal_hands(cards, groups, dealing, seed=seed)


@pytest.mark.parametrize(
    ("dealing", "error", "facts"),
    [
        pytest.param(Dealing(kind="spread", tables=4), TooFewTables, {"needed": 4, "left": 3}, id="too-few-tables"),
        pytest.param(
            Dealing(kind="spread", tables=2, size=3), HandsTooSmall, {"size": 3, "needed": 4}, id="hands-too-small"
        ),
        pytest.param(
            Dealing(kind="picked", hands={"g1": ("c1",), "g2": ("c2",)}), HandsNotPicked, {}, id="not-picked"
        ),
        pytest.param(
            Dealing(kind="draw", anchors=("c1", "c2", "c3", "c4")),
            NotEnoughCards,
            {"needed": 3, "left": 2},
            id="draw",
        ),
    ],
)
def test_a_deal_that_cannot_be_says_what_is_missing(dealing: Dealing, error: type[Refused], facts: dict[str, int]):
    with pytest.raises(error) as refused:
        deal_hands([f"c{n}" for n in range(1, 7)], ["g1", "g2", "g3"], dealing, seed=1)

    assert refused.value.facts == facts


def test_picked_hands_are_dealt_as_picked_in_deck_order_with_the_anchors():
    dealing = Dealing(kind="picked", anchors=("c1",), hands={"g1": ("c3", "c2"), "g2": ("c3",)})

    hands = deal_hands(["c1", "c2", "c3"], ["g1", "g2"], dealing, seed=1)

    assert hands == {"g1": ("c1", "c2", "c3"), "g2": ("c1", "c3")}


@given(SEEDS)
def test_a_pile_has_every_card_once_but_the_anchors_that_all_hold(seed: int):
    cards, dealing = [f"c{n}" for n in range(1, 9)], Dealing(kind="draw", anchors=("c2",))

    face_down = pile(cards, dealing, seed=seed)

    assert sorted(face_down) == ["c1", "c3", "c4", "c5", "c6", "c7", "c8"]
    assert deal_hands(cards, ["g1", "g2", "g3"], dealing, seed=seed) == dict.fromkeys(["g1", "g2", "g3"], ("c2",))
    assert most_to_draw(cards, ["g1", "g2", "g3"], dealing) == 3  # the anchor, and two of seven


def test_no_pile_lies_where_cards_are_dealt():
    assert pile(["c1", "c2"], Dealing(kind="split"), seed=1) == ()


# -------------------------------------------------------------------- dealing again


@given(possible_spreads(), SEEDS, st.data())
def test_no_card_in_play_is_lost_when_tables_give_theirs_away(
    table: tuple[list[str], list[str], Dealing], seed: int, data: st.DataObject
):
    cards, groups, dealing = table
    hands = deal_hands(cards, groups, dealing, seed=seed)
    away = data.draw(st.sets(st.sampled_from(groups), max_size=len(groups) - 1))
    kept = {
        group: data.draw(st.sets(st.sampled_from(sorted(hands[group]) or [""]))) & set(hands[group]) for group in away
    }
    taking = [group for group in groups if group not in away]

    after = deal_again(cards, hands, giving=kept, taking=taking, seed=seed)

    assert {card for hand in after.values() for card in hand} == {card for hand in hands.values() for card in hand}
    assert {group: set(after[group]) for group in away} == kept
    assert [set(hands[group]) - set(after[group]) for group in taking] == [set()] * len(taking)


def test_a_new_table_gets_as_many_cards_as_the_smallest_hand_and_the_rarest():
    hands = {"g1": ("c1", "c2", "c3"), "g2": ("c1", "c4")}

    after = deal_again(["c1", "c2", "c3", "c4"], hands, giving={}, taking=["g1", "g2", "g3"], seed=5)

    assert {group: after[group] for group in ("g1", "g2")} == hands
    assert (len(after["g3"]), "c1" in after["g3"]) == (2, False)


def test_cards_go_nowhere_when_nobody_can_take_them():
    with pytest.raises(NoGroups):
        deal_again(["c1"], {"g1": ("c1",)}, giving={"g1": ()}, taking=[], seed=1)
