import re
from datetime import date
from typing import get_args

import pytest

from cards.deck import LANGUAGES, NOTE_KINDS
from facilitation.words import asked_language, names, speaker
from facilitation.words.refusals import REFUSALS
from sessions.errors import BadField, BadInput, MissingField, NotNow, Refused, TextTooLong, TooMuch, Trouble, Unknown
from sessions.events import MARKS, SECTORS, STANCES, NoteStatus, StepKind

# Kinds of refusal that are raised as one of their members, never themselves.
KINDS = {Unknown, NotNow, BadInput, TooMuch}

# What is wrong with an address rather than against a rule; there is no class for it.
OF_THE_WEB = {"not_found", "not_allowed"}


def refusals(above: type[Refused] = Refused) -> list[type[Refused]]:
    """Everything that can be refused."""
    below = [refusal for child in above.__subclasses__() for refusal in (child, *refusals(child))]
    return [refusal for refusal in below if refusal not in KINDS]


def documented_facts(refusal: type[Refused]) -> dict[str, int]:
    """The facts that the class names in its docstring, each with a number for a value."""
    found = re.match(r"facts: (.*?)(?: \(|$)", refusal.__doc__ or "")
    return dict.fromkeys(found[1].split(", "), 7) if found and refusal.__doc__ else {}


# -------------------------------------------------------------------- what can be refused


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.code())
def test_a_refusal_has_a_whole_sentence_that_its_documented_facts_fill(refusal: type[Refused], language: str):
    sentence = speaker(language).refusal(refusal(**documented_facts(refusal)))

    assert (sentence[-1], set(sentence) & set("{}")) == (".", set())


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.code())
def test_a_sentence_tells_every_fact_that_its_refusal_documents(refusal: type[Refused]):
    told = set(re.findall(r"{(\w+)}", REFUSALS[refusal.code()]))

    assert told == set(documented_facts(refusal))


def test_there_is_a_sentence_for_each_refusal_and_for_nothing_else():
    refused = {refusal.code() for refusal in refusals()}

    assert set(REFUSALS) == refused | OF_THE_WEB


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        pytest.param(MissingField(field="title"), "Tästä puuttuu: Otsikko.", id="a-field-people-know"),
        pytest.param(BadField(field="tap"), "Tämä ei kelpaa: tap. Tarkista se ja yritä uudelleen.", id="a-script's"),
        pytest.param(
            TextTooLong(length=12345, most=500, field="text"),
            "Teksti on liian pitkä: merkkejä on 12\xa0345, ja enintään 500 mahtuu.",
            id="a-number",
        ),
        pytest.param(Trouble(), "Palvelimella tapahtui virhe. Yritä hetken päästä uudelleen.", id="no-fact"),
    ],
)
def test_a_refusal_names_fields_and_numbers_as_the_language_writes_them(refused: Refused, sentence: str):
    assert speaker("fi").refusal(refused) == sentence


# -------------------------------------------------------------------- the names of things


@pytest.mark.parametrize(
    ("named", "ids"),
    [
        pytest.param(names.STANCES, STANCES, id="stances"),
        pytest.param(names.SIGNS, STANCES, id="signs"),
        pytest.param(names.MARKS, MARKS, id="marks"),
        pytest.param(names.NOTE_KINDS, NOTE_KINDS, id="note-kinds"),
        pytest.param(names.NOTE_STATUSES, get_args(NoteStatus), id="note-statuses"),
        pytest.param(names.SECTORS, (*SECTORS, ""), id="sectors"),
        pytest.param(names.STEPS, get_args(StepKind), id="steps"),
        pytest.param(names.TASKS, get_args(StepKind), id="tasks"),
    ],
)
def test_everything_with_an_id_has_a_name(named: dict[str, str], ids: tuple[str, ...]):
    assert tuple(named) == ids
    assert all(named.values())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param(
            "fi",
            ["En osaa sanoa", "Ei kerrottu", "Läpileikkaava", "Voimme tarjota", "Hiljainen arviointi"],
            id="Finnish",
        ),
        pytest.param(
            "sv", ["Kan inte säga", "Inte uppgett", "Genomgående", "Vi kan erbjuda", "Tyst bedömning"], id="Swedish"
        ),
        pytest.param(
            "en", ["Can't say", "Not said", "Cuts across everything", "We can offer", "Rate alone"], id="English"
        ),
    ],
)
def test_a_speaker_says_names_by_id(language: str, said: list[str]):
    say = speaker(language)

    assert [
        say.stance("unsure"),
        say.sector(""),
        say.mark("cross-cutting"),
        say.note_kind("offer"),
        say.step("rate"),
    ] == said


def test_a_speaker_tells_what_is_done_in_a_step():
    assert speaker("fi").task("rate") == "Lue korttisi hiljaa ja arvioi niistä jokainen."


def test_a_card_is_told_in_the_speakers_language_or_in_one_it_has():
    title = {"fi": "Digitalisaatio", "en": "Digitalisation"}

    assert [speaker("en").card_text(title), speaker("sv").card_text(title)] == ["Digitalisation", "Digitalisaatio"]


# -------------------------------------------------------------------- sentences and numbers


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        pytest.param("fi", ["0 huomiota", "1 huomio", "2 huomiota"], id="Finnish"),
        pytest.param("sv", ["0 anteckningar", "1 anteckning", "2 anteckningar"], id="Swedish"),
        pytest.param("en", ["0 notes", "1 note", "2 notes"], id="English"),
    ],
)
def test_a_count_takes_the_form_of_its_language(language: str, forms: list[str]):
    say = speaker(language)

    assert [say.many("{n} note", "{n} notes", n) for n in (0, 1, 2)] == forms


@pytest.mark.parametrize(
    ("language", "written"),
    [
        pytest.param("fi", ["12\xa0345", "0,5", "64\xa0%", "4. marraskuuta 2026"], id="Finnish"),
        pytest.param("sv", ["12\xa0345", "0,5", "64\xa0%", "4 november 2026"], id="Swedish"),
        pytest.param("en", ["12,345", "0.5", "64%", "4 November 2026"], id="English"),
    ],
)
def test_numbers_and_days_are_written_as_in_finland(language: str, written: list[str]):
    say = speaker(language)

    assert [say.number(12345), say.number(0.5), say.percent(9 / 14), say.day(date(2026, 11, 4))] == written


@pytest.mark.parametrize(
    ("language", "listed"),
    [
        pytest.param("fi", ["", "a", "a ja b", "a, b ja c"], id="Finnish"),
        pytest.param("sv", ["", "a", "a och b", "a, b och c"], id="Swedish"),
        pytest.param("en", ["", "a", "a and b", "a, b and c"], id="English"),
    ],
)
def test_a_list_reads_as_running_text(language: str, listed: list[str]):
    say = speaker(language)

    assert [say.listed(list(items)) for items in ("", "a", "ab", "abc")] == listed


def test_facts_stand_in_a_sentence_as_they_were_given():
    assert speaker("fi")("Your table: {name}", name="{Pöytä} <b>") == "Pöytäsi: {Pöytä} <b>"


def test_a_text_without_facts_keeps_its_places_for_the_phones_script():
    assert speaker("sv")("{n} minutes left") == "{n} minuter kvar"


def test_an_unknown_language_speaks_english():
    assert (speaker("de").language, speaker("de")("Join")) == ("en", "Join")


# -------------------------------------------------------------------- the language somebody asks for


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        pytest.param("sv-FI,sv;q=0.9,fi;q=0.8", "sv", id="the-first"),
        pytest.param("fi;q=0.5, en-GB;q=0.7", "en", id="the-heavier"),
        pytest.param("de, sv;q=0.4", "sv", id="the-first-we-have"),
        pytest.param("SV", "sv", id="capitals"),
        pytest.param("sv;q=0, en;q=0.1", "en", id="not-the-refused"),
        pytest.param("sv;q=much", "fi", id="an-unreadable-weight"),
        pytest.param("*", "fi", id="anything"),
        pytest.param("", "fi", id="nothing"),
        pytest.param(";;,=,q", "fi", id="rubbish"),
    ],
)
def test_a_browser_gets_the_language_it_wants_most(accept: str, language: str):
    assert asked_language(accept, LANGUAGES, "fi") == language


def test_a_session_without_the_usual_language_answers_in_its_first():
    assert asked_language("de", ("sv", "en"), "fi") == "sv"
