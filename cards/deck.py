"""A deck of trend cards as values.

A `Text` holds one text in several languages: {"fi": "Digitalisaatio", "sv": "Digitalisering"}.
Decks are made by `cards.reading` (from files) or by code (`cards.deck.Deck(...)`), and never change.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

LANGUAGES = ("fi", "sv", "en")
NOTE_KINDS = ("plus", "minus", "idea", "obstacle", "offer", "need", "practice")
STEEPLE = ("social", "technological", "economic", "environmental", "political", "legal", "ethical")
FACT_AGE = 2  # years for which a fact is fresh

Text = Mapping[str, str]


def in_language(text: Text, language: str) -> tuple[str, str]:
    """The text in `language`, or in the first language the text has, and the language it really is in.

    An empty text gives ("", language).
    """
    for candidate in (language, *LANGUAGES):
        if text.get(candidate):
            return text[candidate], candidate
    return "", language


class Theme(msgspec.Struct, frozen=True):
    """A family of cards; its name is written beside its tint."""

    id: str
    name: Text


class Fact(msgspec.Struct, frozen=True):
    """A dated fact for the back of a card. `source` is one plain text, `year` four digits."""

    text: Text
    year: int
    source: str


class Card(msgspec.Struct, frozen=True):
    """One trend: title on the front; sentence, fact and question on the back."""

    id: str
    theme: str
    title: Text
    trend: Text
    tension: Text = {}
    question: Text = {}
    fact: Fact | None = None
    plain: Text = {}
    steeple: str = ""
    tags: tuple[str, ...] = ()


class Hand(msgspec.Struct, frozen=True):
    """A named selection of cards, in the order in which they are shown."""

    id: str
    name: Text
    cards: tuple[str, ...]


class Deck(msgspec.Struct, frozen=True):
    """Cards with the words around them. `question` is what participants are asked of every card."""

    id: str
    version: str
    title: Text
    languages: tuple[str, ...]
    question: Text
    themes: tuple[Theme, ...]
    cards: tuple[Card, ...]
    hands: tuple[Hand, ...] = ()
    note_kinds: tuple[str, ...] = ("plus", "minus", "idea", "obstacle")
    authors: str = ""
    licence: str = ""
    inspired_by: Text = {}
    facts_checked: str = ""

    def card(self, card_id: str) -> Card:
        """The card with this id.

        Raises:
            KeyError: the deck has no such card.
        """
        for card in self.cards:
            if card.id == card_id:
                return card
        raise KeyError(card_id)

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id.

        Raises:
            KeyError: the deck has no such theme.
        """
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)

    def hand(self, hand_id: str) -> Hand:
        """The hand with this id; "all" is every card of the deck unless the deck names one so.

        Raises:
            KeyError: the deck has no such hand.
        """
        for hand in self.hands:
            if hand.id == hand_id:
                return hand
        if hand_id == "all":
            return Hand(id="all", name={}, cards=tuple(card.id for card in self.cards))
        raise KeyError(hand_id)

    def with_cards(self, card_ids: Sequence[str]) -> "Deck":
        """The same deck with just these cards and the themes they belong to.

        Raises:
            KeyError: the deck has no such card.
        """
        cards = tuple(self.card(card_id) for card_id in card_ids)
        themes = tuple(theme for theme in self.themes if any(card.theme == theme.id for card in cards))
        return msgspec.structs.replace(self, cards=cards, themes=themes, hands=())

    def old_facts(self, today: date) -> tuple[Card, ...]:
        """The cards whose fact is older than 24 months even if it is from the last day of its year."""
        return tuple(card for card in self.cards if card.fact and card.fact.year + FACT_AGE < today.year)

    def digest(self) -> str:
        """A SHA-256 in hex over the whole content: two decks with the same digest say the same."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()
