"""Decks as YAML text that `cards.reading` reads back."""

from typing import Any

import yaml

from cards.deck import Card, Deck, Text

WIDTH = 110  # characters to a line


def write_deck(deck: Deck) -> str:
    """The deck as block-style YAML; equal decks give equal text. What may be left out is, where it is empty.

    Reading it back gives an equal deck, or DeckRefused where the deck was made by code and breaks a rule of
    deck files (a language missing, a title too long, a text not in NFC).
    """
    fields = {
        "id": deck.id,
        "version": deck.version,
        "languages": list(deck.languages),
        "title": _text(deck.title),
        "question": _text(deck.question),
        "authors": deck.authors,
        "licence": deck.licence,
        "inspired_by": _text(deck.inspired_by),
        "facts_checked": deck.facts_checked,
        "note_kinds": list(deck.note_kinds),
        "themes": [{"id": theme.id, "name": _text(theme.name)} for theme in deck.themes],
        "hands": [{"id": hand.id, "name": _text(hand.name), "cards": list(hand.cards)} for hand in deck.hands],
        "cards": [_card(card) for card in deck.cards],
    }
    # without note kinds a reader would take the usual ones
    kept = {**_filled(fields), "note_kinds": fields["note_kinds"]}
    return yaml.dump(kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # the same text in two places is written twice: readers refuse aliases


def _card(card: Card) -> dict[str, Any]:
    fact = card.fact
    return _filled(
        {
            "id": card.id,
            "theme": card.theme,
            "steeple": card.steeple,
            "tags": list(card.tags),
            "title": _text(card.title),
            "trend": _text(card.trend),
            "tension": _text(card.tension),
            "question": _text(card.question),
            "fact": {"text": _text(fact.text), "year": fact.year, "source": fact.source} if fact else None,
            "plain": _text(card.plain),
        }
    )


def _text(text: Text) -> dict[str, str]:
    return {language: text[language] for language in sorted(text)}


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
