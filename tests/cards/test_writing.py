import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.deck import LANGUAGES, NOTE_KINDS, STEEPLE, Card, Deck, Fact, Hand, Text, Theme
from cards.errors import DeckRefused
from cards.reading import read_deck, read_deck_text, shipped_decks
from cards.writing import write_deck

STATEMENTS = Deck(
    id="london",
    version="1",
    title={"en": "Youth and policing"},
    languages=("en",),
    question={"en": "Do you agree?"},
    themes=(Theme(id="statements", name={"en": "Statements"}),),
    cards=(
        Card(
            id="s-1",
            theme="statements",
            title={"en": "no"},
            trend={"en": "Officers: listen, [really] #1"},
            fact=Fact(text={"en": "12:30"}, year=2018, source="~"),
        ),
    ),
)

# what YAML could take for something else, and words of all letters, digits, signs and emoji there are
TRICKY = ["no", "~", "null", "12:30", "2024-01-01", "- a", "a: b", "#1", "&a", "*a", "!x", "%", "@", "'", '"', "|"]
WORDS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
LINES = st.sampled_from(TRICKY) | st.lists(WORDS, min_size=1, max_size=6).map(
    lambda words: unicodedata.normalize("NFC", " ".join(words))
)
IDS = st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True)


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[Text]:
    return st.fixed_dictionaries(dict.fromkeys(languages, LINES))


def some_of(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), min_size=1, unique=True).map(tuple)


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    languages = draw(some_of(LANGUAGES))
    text = texts(languages)
    partial = st.just({}) | some_of(languages).flatmap(texts)
    theme_ids = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    card_ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    hand_ids = draw(st.lists(IDS, max_size=2, unique=True))
    facts = st.builds(Fact, text=text, year=st.integers(1900, 2100), source=LINES)
    return Deck(
        id=draw(IDS),
        version=draw(LINES),
        title=draw(text),
        languages=languages,
        question=draw(text),
        themes=tuple(Theme(id=theme_id, name=draw(text)) for theme_id in theme_ids),
        cards=tuple(
            Card(
                id=card_id,
                theme=draw(st.sampled_from(theme_ids)),
                title=draw(text),
                trend=draw(text),
                tension=draw(st.just({}) | text),
                question=draw(st.just({}) | text),
                fact=draw(st.none() | facts),
                plain=draw(partial),
                steeple=draw(st.sampled_from(("", *STEEPLE))),
                tags=tuple(draw(st.lists(IDS, max_size=2, unique=True))),
            )
            for card_id in card_ids
        ),
        hands=tuple(Hand(id=hand_id, name=draw(text), cards=draw(some_of(tuple(card_ids)))) for hand_id in hand_ids),
        note_kinds=draw(some_of(NOTE_KINDS)),
        authors=draw(st.just("") | LINES),
        licence=draw(st.just("") | LINES),
        inspired_by=draw(partial),
        facts_checked=draw(st.just("") | st.dates().map(str)),
    )


# decks are large to draw: a busy machine is no failure
@settings(max_examples=50)
@given(decks())
def test_a_written_deck_reads_back_equal(deck: Deck):
    written = write_deck(deck)

    assert read_deck_text(written, "deck.yaml") == deck
    assert write_deck(read_deck_text(written, "deck.yaml")) == written


def test_a_shipped_deck_reads_back_equal():
    deck = read_deck(shipped_decks()["employment-trends"])

    assert read_deck_text(write_deck(deck), "deck.yaml") == deck


def test_a_deck_is_written_in_block_style():
    assert write_deck(STATEMENTS) == (
        "id: london\n"
        "version: '1'\n"
        "languages:\n"
        "- en\n"
        "title:\n"
        "  en: Youth and policing\n"
        "question:\n"
        "  en: Do you agree?\n"
        "note_kinds:\n"
        "- plus\n"
        "- minus\n"
        "- idea\n"
        "- obstacle\n"
        "themes:\n"
        "- id: statements\n"
        "  name:\n"
        "    en: Statements\n"
        "cards:\n"
        "- id: s-1\n"
        "  theme: statements\n"
        "  title:\n"
        "    en: 'no'\n"
        "  trend:\n"
        "    en: 'Officers: listen, [really] #1'\n"
        "  fact:\n"
        "    text:\n"
        "      en: '12:30'\n"
        "    year: 2018\n"
        "    source: '~'\n"
    )


def test_one_text_in_two_places_is_written_twice():
    shared = {"en": "The same"}
    card = msgspec.structs.replace(STATEMENTS.cards[0], title=shared, trend=shared)
    deck = msgspec.structs.replace(STATEMENTS, title=shared, cards=(card,))

    assert read_deck_text(write_deck(deck), "deck.yaml") == deck


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        pytest.param({"note_kinds": ()}, ["empty-list"], id="no-note-kinds"),
        pytest.param({"cards": ()}, ["missing-key"], id="no-cards"),
        pytest.param({"languages": ("en", "fi")}, ["missing-language"] * 6, id="language-promised"),
        pytest.param({"title": {"en": "t" * 81}}, ["too-long"], id="long-title"),
        pytest.param({"id": "London Town"}, ["bad-id"], id="bad-id"),
    ],
)
def test_a_deck_that_breaks_the_rules_is_refused_when_it_is_read_back(change: dict[str, object], reasons: list[str]):
    written = write_deck(msgspec.structs.replace(STATEMENTS, **change))

    with pytest.raises(DeckRefused) as refusal:
        read_deck_text(written, "deck.yaml")

    assert [problem.reason for problem in refusal.value.problems] == reasons
