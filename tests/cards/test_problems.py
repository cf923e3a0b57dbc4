from string import Formatter

import pytest

from cards.deck import LANGUAGES
from cards.errors import DeckRefused
from cards.problems import SENTENCES, SHOWN, Problem, explain, shown

YEAR = Problem("town.yaml", 37, "bad-year", card="heat", facts={"year": "soon", "first": 1900, "last": 2100})


def places(sentence: str) -> set[str | None]:
    """The {named} places of a sentence."""
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


@pytest.mark.parametrize("reason", SENTENCES)
def test_a_reason_has_a_whole_sentence_with_the_same_places_in_each_language(reason: str):
    sentences = SENTENCES[reason]

    assert tuple(sentences) == LANGUAGES
    assert places(sentences["fi"]) == places(sentences["sv"]) == places(sentences["en"])
    assert [sentence[-1] in ".?" for sentence in sentences.values()] == [True, True, True]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param(
            "fi",
            "town.yaml, rivi 37, kortti heat: “soon” ei ole vuosi. Kirjoita neljä numeroa väliltä 1900–2100.",
            id="Finnish",
        ),
        pytest.param(
            "sv",
            "town.yaml, rad 37, kort heat: “soon” är inget årtal. Skriv fyra siffror mellan 1900 och 2100.",
            id="Swedish",
        ),
        pytest.param(
            "en",
            "town.yaml, line 37, card heat: “soon” is not a year. Write four digits between 1900 and 2100.",
            id="English",
        ),
        pytest.param(
            "de",
            "town.yaml, line 37, card heat: “soon” is not a year. Write four digits between 1900 and 2100.",
            id="no-German-yet",
        ),
    ],
)
def test_a_problem_is_explained_in_the_readers_language(language: str, sentence: str):
    assert explain(YEAR, language) == sentence


def test_a_problem_outside_cards_names_no_card():
    problem = Problem("town.yaml", 2, "missing-key", facts={"key": "version"})

    assert explain(problem, "en") == "town.yaml, line 2: “version” is missing here. Add it."


def test_a_problem_of_the_whole_file_names_no_line():
    problem = Problem("town.yaml", 0, "empty")

    assert explain(problem, "en") == (
        "town.yaml: The file is empty. Copy a finished deck as a model and change its texts."
    )


def test_words_of_a_file_cannot_pose_as_places_of_the_sentence():
    problem = Problem("town.yaml", 2, "missing-key", facts={"key": "{file.__class__}"})

    assert explain(problem, "en") == "town.yaml, line 2: “{file.__class__}” is missing here. Add it."


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        pytest.param("Työ & koulu", "Työ & koulu", id="as-it-is"),
        pytest.param("two\n lines", "two lines", id="one-line"),
        pytest.param("\x1b[31mred\u202e", "\ufffd[31mred\ufffd", id="terminal-and-bidi"),
        pytest.param("\ud800", "\ufffd", id="lone-surrogate"),
        pytest.param("x" * SHOWN, "x" * SHOWN, id="just-short-enough"),
        pytest.param("x" * 1000, "x" * (SHOWN - 1) + "…", id="long"),
    ],
)
def test_words_of_a_file_are_repeated_short_and_visible(text: str, repeated: str):
    assert shown(text) == repeated


def test_a_refusal_speaks_english_line_by_line():
    refusal = DeckRefused([YEAR, Problem("town.yaml", 0, "empty")])

    assert str(refusal).split("\n") == [explain(YEAR, "en"), explain(Problem("town.yaml", 0, "empty"), "en")]
