"""The catalogues as they ship: in step with the code, whole, and fit to be filled."""

from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from facilitation.words import TRANSLATED, catalogue_path
from facilitation.words.__main__ import CODE, merged
from facilitation.words.texts import texts_under


def messages(language: str) -> list[Message]:
    with catalogue_path(language).open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def texts_of(message: Message) -> tuple[list[str], list[str]]:
    """Its English forms, and the translated ones."""
    english, translated = message.id, message.string
    if isinstance(english, str) and isinstance(translated, str):
        return [english], [translated]
    return list(english), list(translated)


def places(text: str) -> set[str]:
    """The {named} places of a text."""
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def edges(text: str) -> tuple[str, str]:
    """The white space around a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_is_in_step_with_the_code(language: str):
    catalogue = catalogue_path(language).read_text(encoding="utf-8")

    renewed = merged(catalogue, texts_under(CODE), language)

    assert renewed == catalogue, "run: python -m facilitation.words"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_in_every_form(language: str):
    lacking = [message.id for message in messages(language) if not all(texts_of(message)[1])]

    assert lacking == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_fuzzy_or_obsolete(language: str):
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)

    assert ([message.id for message in catalogue if message.id and message.fuzzy], catalogue.obsolete) == ([], {})


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_form_of_a_text_has_the_same_places(language: str):
    differing = []
    for message in messages(language):
        english, translated = texts_of(message)
        needed, first = places(english[0]), places(translated[0])
        in_a_word = {"n"} if len(english) > 1 else set()  # the form of one may say its number itself: "ett kort"
        others = {frozenset(places(text)) for text in (*english, *translated[1:])}
        if others != {frozenset(needed)} or not needed - in_a_word <= first <= needed:
            differing.append((english, translated))

    assert differing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_begins_and_ends_with_the_white_space_of_its_text(language: str):
    differing = []
    for message in messages(language):
        english, translated = texts_of(message)
        if {edges(text) for text in translated} != {edges(text) for text in english}:
            differing.append((english, translated))

    assert differing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_ends_as_its_text_does(language: str):
    differing = []
    for message in messages(language):
        english, translated = texts_of(message)
        ends = {text[-1:] if text[-1:] in ".?!:…" else "" for text in (*english, *translated)}
        if len(ends) > 1:
            differing.append((english, translated))

    assert differing == []
