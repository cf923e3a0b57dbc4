"""The sentence about a card's answers: the counts that went in can be read out of it again, in every language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.words import speaker
from facilitation.writeup.draft.answers import answers_told
from facilitation.writeup.draft.telling import COUNTS, Telling
from sessions.events import STANCES
from tests.factories import a_session

FEW = st.integers(0, 4)
COUNTED = st.tuples(*[FEW | st.integers(5, 60)] * 4).filter(any)

# What each language calls the answers, by stance; the words of "both" come first, since the others may stand in them.
CALLED = {
    "fi": {
        "both": r"sekä mahdollisuuden että uhan|molempia",
        "opportunity": r"mahdollisuuden",
        "threat": r"uhan",
        "unsure": r"ei osannut sanoa|eivät osanneet sanoa|osasi sanoa",
    },
    "sv": {
        "both": r"både en möjlighet och ett hot|båda delarna",
        "opportunity": r"en möjlighet",
        "threat": r"ett hot",
        "unsure": r"kunde inte|kunde ingen|kunde säga",
    },
    "en": {
        "both": r"both an opportunity and a threat|both",
        "opportunity": r"an opportunity",
        "threat": r"a threat",
        "unsure": r"could not say|could say",
    },
}
NOBODY = {
    "fi": r"eikä kukaan pelkkää \w+|^Pelkkää \w+ ei nähnyt kukaan:",
    "sv": r"och ingen enbart e\w+ \w+|^Ingen såg enbart e\w+ \w+ här:",
    "en": r"and nobody only an? \w+|^Nobody saw only an? \w+ here:",
}


def told(counts: dict[str, int], language: str) -> str:
    return answers_told(Telling(a_session(), speaker(language)), counts)


def numbers(text: str, language: str) -> list[int]:
    """The people that a sentence counts, in its order; of "7 of 9" the seven."""
    words = {speaker(language)(word): n for n, word in enumerate(COUNTS) if word}
    articles = {"sv": r"(?!en möjlighet)", "fi": "", "en": ""}[language]
    text = re.sub(r"\((\d+)(?:/| of | av )\d+\)", r"\1", text.lower())
    found = re.findall(rf"\d+|{articles}\b(?:{'|'.join(words)})\b", text)
    return [words[each] if each in words else int(each) for each in found]


def read_back(text: str, language: str) -> dict[str, int]:
    """Stance -> people, as somebody reads the sentence who knows nothing else."""
    found: dict[str, int] = {}
    text = re.sub(NOBODY[language], "", text)
    last = 0
    marks = sorted(
        (hit.start(), -len(hit[0]), stance, hit.end())
        for stance, words in CALLED[language].items()
        for hit in re.finditer(words, text)
    )
    for start, _, stance, end in marks:
        if start < last:
            continue
        counted = numbers(text[last:start], language)
        if counted:
            found[stance] = counted[-1]
        last = end
    return found


def ordinary(counts: tuple[int, ...]) -> bool:
    """Not of those few sentences that name no number for what most did or the others left open."""
    total, unsure = sum(counts), counts[3]
    return 2 * unsure < total and max(counts) < total and (unsure < 2 or sum(count > 0 for count in counts) > 2)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@given(counts=COUNTED.filter(ordinary))
def test_every_count_can_be_read_out_of_the_sentence(language: str, counts: tuple[int, ...]):
    given_answers = dict(zip(STANCES, counts, strict=True))

    sentence = told(given_answers, language)

    assert read_back(sentence, language) == {stance: n for stance, n in given_answers.items() if n}, sentence


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@given(counts=COUNTED)
def test_a_sentence_is_whole_and_begins_with_a_capital_or_a_figure(language: str, counts: tuple[int, ...]):
    sentence = told(dict(zip(STANCES, counts, strict=True)), language)

    each = re.split(r"(?<=\.) ", sentence)
    assert [text for text in each if not re.fullmatch(r"[A-ZÅÄÖ0-9][^{}.]*\.", text) or "  " in text] == []


@pytest.mark.parametrize(
    ("letters", "fi", "sv"),
    [
        pytest.param(
            "P",
            "Ainoa vastaaja näki tässä mahdollisuuden.",
            "Den enda som svarade såg en möjlighet här.",
            id="one",
        ),
        pytest.param(
            "PPP",
            "Kaikki kolme vastaajaa näkivät tässä mahdollisuuden.",
            "Alla tre som svarade såg en möjlighet här.",
            id="all",
        ),
        pytest.param(
            "P" * 18 + "NB",
            "Lähes kaikki (18/20) näkivät tässä mahdollisuuden, yksi uhan ja yksi molempia.",
            "Nästan alla (18 av 20) såg en möjlighet här, en person ett hot och en båda delarna.",
            id="nearly all",
        ),
        pytest.param(
            "PPPB",
            "Pelkkää uhkaa ei nähnyt kukaan: kolme näki mahdollisuuden ja yksi molempia.",
            "Ingen såg enbart ett hot här: tre såg en möjlighet och en båda delarna.",
            id="nobody against",
        ),
        pytest.param(
            "P" * 10 + "N" * 5 + "BBB" + "CC",
            "Puolet (10/20) näki tässä mahdollisuuden, mutta viisi näki uhan. "
            "Kolme näki molempia ja kaksi ei osannut sanoa.",
            "Hälften (10 av 20) såg en möjlighet här, men fem såg ett hot. "
            "Tre såg båda delarna och två kunde inte ta ställning.",
            id="half",
        ),
        pytest.param(
            "N" * 14 + "P" * 8 + "B" * 8,
            "Näkemykset hajaantuivat, mutta uhka painoi enemmän kuin mahdollisuus: "
            "14 näki uhan, 8 mahdollisuuden ja 8 molempia.",
            "Åsikterna gick isär, men hotet vägde tyngre än möjligheten: "
            "14 såg ett hot, 8 en möjlighet och 8 båda delarna.",
            id="figures",
        ),
        pytest.param(
            "C" * 65 + "P" * 20 + "N" * 19 + "BBBBB",
            "Enemmistö (65/109) ei osannut sanoa, kummasta on kyse, "
            "mutta 20 näki mahdollisuuden, 19 uhan ja 5 molempia.",
            "En majoritet (65 av 109) kunde inte säga vilketdera det är, "
            "men 20 såg en möjlighet, 19 ett hot och 5 båda delarna.",
            id="silent",
        ),
    ],
)
def test_the_sentence_is_finnish_in_finnish_and_swedish_in_swedish(letters: str, fi: str, sv: str):
    counts = {stance: letters.count(letter) for stance, letter in zip(STANCES, "PNBC", strict=True)}

    assert [told(counts, "fi"), told(counts, "sv")] == [fi, sv]


@pytest.mark.parametrize(
    ("letters", "fi", "sv"),
    [
        pytest.param(
            "P" * 40 + "B" * 15 + "N" * 5,
            "Mahdollisuutena tämän näki selvä enemmistö (40/60). Lisäksi 15 näki molempia ja 5 uhan.",
            "Som en möjlighet sågs det här av en klar majoritet (40 av 60). "
            "Ytterligare 15 såg båda delarna och 5 ett hot.",
            id="opportunity",
        ),
        pytest.param(
            "N" * 10 + "P" * 6 + "BBBB",
            "Uhkana tämän näki puolet (10/20), mutta kuusi näki mahdollisuuden. Neljä näki molempia.",
            "Som ett hot sågs det här av hälften (10 av 20), men sex såg en möjlighet. Fyra såg båda delarna.",
            id="threat",
        ),
        pytest.param(
            "C" * 7 + "PPP",
            "Tässäkin selvä enemmistö (7/10) ei osannut sanoa, kummasta on kyse, mutta kolme näki mahdollisuuden.",
            "Också här kunde en klar majoritet (7 av 10) inte säga vilketdera det är, men tre såg en möjlighet.",
            id="silent",
        ),
    ],
)
def test_after_a_card_of_the_same_frame_the_sentence_begins_otherwise(letters: str, fi: str, sv: str):
    counts = {stance: letters.count(letter) for stance, letter in zip(STANCES, "PNBC", strict=True)}

    again = [answers_told(Telling(a_session(), speaker(language)), counts, again=True) for language in ("fi", "sv")]

    assert again == [fi, sv]
