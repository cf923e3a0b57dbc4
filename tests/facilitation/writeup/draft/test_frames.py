"""The sentence frames of the draft with one, two and many: the noun beside a number has the form that fits it."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import facilitation.writeup.draft as draft
from facilitation.words import TRANSLATED, speaker
from facilitation.words.texts import texts_under
from facilitation.writeup.draft.telling import COUNTS, OUT_OF

FOLDER = Path(draft.__file__).parent
LANGUAGES = ("en", *TRANSLATED)

# Nouns that the draft counts: in the singular, and as they stand after two or more.
NOUNS = {
    "fi": {
        "osallistuja": "osallistujaa",
        "vastaaja": "vastaajaa",
        "kortti": "korttia",
        "trendikortti": "trendikorttia",
        "ryhmä": "ryhmää",
        "toimenpide": "toimenpidettä",
        "rivi": "riviä",
        "vastaus": "vastausta",
        "puheenvuoro": "puheenvuoroa",
    },
    "sv": {
        "grupp": "grupper",
        "person": "personer",
        "åtgärd": "åtgärder",
        "rad": "rader",
        "anteckning": "anteckningar",
    },
    "en": {
        "participant": "participants",
        "person": "people",
        "card": "cards",
        "theme": "themes",
        "group": "groups",
        "action": "actions",
        "row": "rows",
        "note": "notes",
        "answer": "answers",
        "rating": "ratings",
    },
}
ONE = {"fi": ("1", "yksi"), "sv": ("1", "en", "ett"), "en": ("1", "one")}


def counted() -> list[tuple[str, str]]:
    return sorted(text for text in texts_under(FOLDER) if isinstance(text, tuple))


def said(forms: tuple[str, str], n: int, language: str) -> Iterator[str]:
    """The frame with a number, in a figure and in a word."""
    say = speaker(language)
    facts = {field: "X" for form in forms for _, field, _, _ in Formatter().parse(form) if field not in (None, "n")}
    yield say.many(*forms, n, **facts)
    if n < len(COUNTS):
        yield say.many(*forms, n, n=say(COUNTS[n]), **facts)


def after(numbers: tuple[str, ...], nouns: list[str], text: str) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(numbers)}) (?:{'|'.join(nouns)})\b", text.lower())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("forms", counted(), ids=lambda forms: forms[0][:40])
def test_one_has_the_singular_beside_it(forms: tuple[str, str], language: str):
    wrong = [text for text in said(forms, 1, language) if after(ONE[language], [*NOUNS[language].values()], text)]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("forms", counted(), ids=lambda forms: forms[0][:40])
def test_several_have_the_plural_or_the_partitive_beside_them(forms: tuple[str, str], language: str):
    for n in (2, 5, 11, 21):
        numbers = (speaker(language).number(n), *([speaker(language)(COUNTS[n])] if n < len(COUNTS) else []))
        wrong = [text for text in said(forms, n, language) if after(numbers, [*NOUNS[language]], text)]
        assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_small_numbers_are_words_that_differ(language: str):
    say = speaker(language)

    words = [say(word) for word in (*COUNTS[1:], *OUT_OF[1:])]

    assert len(set(words)) == len(words) == 20


def test_swedish_says_one_card_in_the_neuter():
    say = speaker("sv")

    of_cards = [forms for forms in counted() if "{n} card" in forms[0]]
    cards = [say.many(*forms, 1, n=say("one"), cards="X") for forms in of_cards]

    assert [text for text in cards if re.search(r"\ben kort\b", text)] == []
