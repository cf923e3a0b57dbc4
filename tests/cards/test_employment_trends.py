"""The deck that ships keeps what its readers rely on: its cards, hands, languages, facts and lengths."""

import re
from collections.abc import Iterator

import pytest

from cards.deck import Deck, Text
from cards.reading import DECKS, read_deck

KEKO_TAGS = {
    "service-tendering": "keko-2019-sparked-discussion",
    "procurement-employment": "keko-2019-sparked-discussion",
    "social-security-reform": "keko-2019-sparked-discussion",
    "branding": "keko-2019-sparked-discussion",
    "digitalisation": "keko-2019-cross-cutting",
    "globalisation": "keko-2019-cross-cutting",
}

SHORT_HAND = (
    "municipal-employment-areas",
    "service-tendering",
    "third-sector-visibility",
    "procurement-employment",
    "social-security-reform",
    "third-sector-funding",
    "partial-work-ability",
    "long-term-unemployment",
    "employer-partnership",
    "branding",
    "digitalisation",
    "artificial-intelligence",
)


@pytest.fixture(scope="module")
def deck() -> Deck:
    return read_deck(DECKS / "employment-trends.yaml")


def card_texts(deck: Deck, part: str) -> list[tuple[str, Text]]:
    """One part ("title", "trend", "tension", "question" or "fact") of every card that has it, by card id."""
    if part == "fact":
        return [(card.id, card.fact.text) for card in deck.cards if card.fact]
    return [(card.id, getattr(card, part)) for card in deck.cards]


def all_texts(deck: Deck) -> Iterator[tuple[str, Text]]:
    """Every text of the deck with the place where it stands."""
    yield from [("title", deck.title), ("question", deck.question), ("inspired_by", deck.inspired_by)]
    yield from [(f"theme {theme.id}", theme.name) for theme in deck.themes]
    yield from [(f"hand {hand.id}", hand.name) for hand in deck.hands]
    for part in ("title", "trend", "tension", "question", "fact"):
        yield from [(f"{card_id} {part}", text) for card_id, text in card_texts(deck, part)]


def numbers(sentence: str) -> list[str]:
    """Its runs of two digits or more, sorted: single digits may be words, and months have names in English."""
    joined = re.sub(r"(?<=\d)[\u00a0,](?=\d{3}\b)", "", sentence)
    return sorted(re.findall(r"\d{2,}", joined))


def test_the_deck_holds_36_cards_with_ids_of_their_own(deck: Deck) -> None:
    ids = [card.id for card in deck.cards]

    assert (len(ids), len(set(ids))) == (36, 36)


def test_every_theme_has_six_cards_and_they_lie_in_the_order_of_the_themes(deck: Deck) -> None:
    expected = [theme.id for theme in deck.themes for _ in range(6)]

    assert [card.theme for card in deck.cards] == expected


def test_participants_are_asked_the_question_that_says_for_whom(deck: Deck) -> None:
    assert deck.question["fi"] == "Onko tämä meidän työmme kannalta enemmän mahdollisuus vai uhka?"


def test_the_hands_hold_6_12_and_36_cards(deck: Deck) -> None:
    hands = {hand.id: hand.cards for hand in deck.hands}

    assert hands == {
        "keko-6": tuple(KEKO_TAGS),
        "short-12": SHORT_HAND,
        "full-36": tuple(card.id for card in deck.cards),
    }


def test_six_cards_tell_what_keko_found_in_2019(deck: Deck) -> None:
    tagged = {card.id: card.tags for card in deck.cards if card.tags}

    assert tagged == {card_id: (tag,) for card_id, tag in KEKO_TAGS.items()}


def test_every_text_stands_in_finnish_swedish_and_english(deck: Deck) -> None:
    incomplete = [
        where
        for where, text in all_texts(deck)
        if {language for language in text if text[language].strip()} != {"fi", "sv", "en"}
    ]

    assert incomplete == []


@pytest.mark.parametrize("part", ["trend", "tension", "question", "fact"])
def test_no_sentence_is_left_untranslated(deck: Deck, part: str) -> None:
    repeated = [
        card_id
        for card_id, text in card_texts(deck, part)
        if len({sentence.casefold() for sentence in text.values()}) != 3
    ]

    assert repeated == []


def test_every_translation_of_a_fact_has_the_same_numbers(deck: Deck) -> None:
    differing = [
        card_id
        for card_id, text in card_texts(deck, "fact")
        if not numbers(text["fi"]) == numbers(text["sv"]) == numbers(text["en"])
    ]

    assert differing == []


def test_four_cards_carry_no_fact_as_none_was_certain(deck: Deck) -> None:
    without = [card.id for card in deck.cards if card.fact is None]

    assert without == [
        "municipal-benefit-liability",
        "diverse-workplaces",
        "data-and-confidentiality",
        "globalisation",
    ]


def test_every_fact_has_a_source_and_a_year_before_it_was_checked(deck: Deck) -> None:
    checked = int(deck.facts_checked[:4])

    unsourced = [
        card.id
        for card in deck.cards
        if card.fact and not (card.fact.source.strip() and 2000 <= card.fact.year <= checked)
    ]

    assert unsourced == []


@pytest.mark.parametrize(
    ("part", "limit"),
    [
        pytest.param("title", 50, id="title"),
        pytest.param("trend", 170, id="trend"),
        pytest.param("tension", 60, id="tension"),
        pytest.param("question", 90, id="question"),
        pytest.param("fact", 200, id="fact"),
    ],
)
def test_no_text_outgrows_its_place_on_the_card(deck: Deck, part: str, limit: int) -> None:
    too_long = [
        (card_id, language, len(sentence))
        for card_id, text in card_texts(deck, part)
        for language, sentence in text.items()
        if len(sentence) > limit
    ]

    assert too_long == []


@pytest.mark.parametrize(
    ("part", "shape"),
    [
        pytest.param("title", r"[^.?!:]+", id="title-is-no-sentence"),
        pytest.param("trend", r"[^.?!]+\.", id="trend-is-one-sentence"),
        pytest.param("tension", r"[^–.?!]+ – [^–.?!]+", id="tension-has-two-ends"),
        pytest.param("question", r"[^.?!]+\?", id="question-is-one-question"),
        pytest.param("fact", r".+\.", id="fact-ends-in-a-full-stop"),
    ],
)
def test_every_text_has_the_shape_of_its_part(deck: Deck, part: str, shape: str) -> None:
    misshapen = [
        (card_id, language)
        for card_id, text in card_texts(deck, part)
        for language, sentence in text.items()
        if not re.fullmatch(shape, sentence)
    ]

    assert misshapen == []


@pytest.mark.parametrize(
    ("languages", "slip"),
    [
        pytest.param(("fi", "sv"), r"\d \d{3}\b|\d,\d{3}\b", id="thousands-without-a-no-break-space"),
        pytest.param(("en",), r"\d[ \u00a0]\d{3}\b|\d,\d{1,2}\b", id="english-number-without-its-comma"),
        pytest.param(("fi", "sv", "en"), r" - |\d-\d", id="hyphen-for-a-dash"),
        pytest.param(("fi", "sv", "en"), r"%|  |\.\.\.", id="percent-sign-or-double-space"),
    ],
)
def test_numbers_and_dashes_are_written_as_the_language_writes_them(
    deck: Deck, languages: tuple[str, ...], slip: str
) -> None:
    slips = [
        (where, language)
        for where, text in all_texts(deck)
        for language in languages
        if re.search(slip, text[language])
    ]

    assert slips == []
