from collections.abc import Sequence

import pytest

from sessions.session import Note
from sessions.similar import likeness, similar_groups

# What tables write about a few things, as people do: in any form, order and length. The key is what it is about.
FINNISH = {
    "tender": (
        "Kilpailutus suosii isoja toimijoita",
        "Isot toimijat voittavat kilpailutukset",
        "Kilpailutuksissa isot toimijat jyräävät pienet",
    ),
    "employers": (
        "Työnantajien kanssa pitää tehdä enemmän yhteistyötä",
        "Työnantajayhteistyö on avain",
        "Yhteistyötä työnantajien suuntaan lisää",
    ),
    "digital": (
        "Kaikilla ei ole digitaitoja eikä laitteita",
        "Asiakkailta puuttuu digitaidot ja laitteet",
    ),
    "visibility": (
        "Järjestöjen palvelut näkyvämmiksi",
        "Järjestöjen palveluja ei tunneta, näkyvyys puuttuu",
    ),
    "funding": (
        "Rahoitus on aina lyhytaikaista hankerahoitusta",
        "Hankerahoituksen lyhytaikaisuus väsyttää",
    ),
    "alone 1": ("Kuka omistaa asiakkaan palvelupolun?",),
    "alone 2": ("Nuoret löytävät töitä itse somesta",),
    "alone 3": ("Kuntien väliset erot kasvavat",),
    "alone 4": ("Tekoäly kirjoittaa hakemukset puolesta",),
    "alone 5": ("Kesätyöseteli toimi meillä hienosti",),
    "alone 6": ("Liikaa lomakkeita",),
}
SWEDISH = {
    "employers": (
        "Mer samarbete med arbetsgivarna",
        "Samarbetet med arbetsgivare måste öka",
        "Arbetsgivarsamarbete från första dagen",
    ),
    "language": (
        "Språkkunskaper krävs på de flesta arbetsplatser",
        "Arbetsplatserna kräver för bra språkkunskaper",
    ),
    "funding": (
        "Finansieringen är kortsiktig för föreningarna",
        "Föreningarnas finansiering är för kortsiktig",
    ),
    "alone 1": ("Vem hjälper unga som flyttar hem?",),
    "alone 2": ("Bussen går två gånger om dagen",),
    "alone 3": ("Blanketterna finns bara på finska",),
    "alone 4": ("Många vill jobba deltid",),
    "alone 5": ("Kommunen känner inte till våra tjänster",),
}


def note(n: int, text: str, language: str = "fi") -> Note:
    return Note(
        id=f"n{n}",
        seat="s1",
        group="g1",
        card="c1",
        kind="plus",
        text=text,
        language=language,
        at=0,
        version=n,
        tap=n,
    )


def found_in(texts: Sequence[str], language: str) -> set[frozenset[str]]:
    """The texts of each group that is found in a pile of notes."""
    notes = [note(n, text, language) for n, text in enumerate(texts, start=1)]
    text_of = {each.id: each.text for each in notes}
    return {frozenset(text_of[found] for found in group) for group in similar_groups(notes)}


@pytest.mark.parametrize(("language", "piles"), [("fi", FINNISH), ("sv", SWEDISH)])
def test_notes_about_the_same_are_found_together_whatever_their_forms(
    language: str, piles: dict[str, tuple[str, ...]]
):
    texts = sorted(text for pile in piles.values() for text in pile)

    found = found_in(texts, language)

    assert found == {frozenset(pile) for pile in piles.values() if len(pile) > 1}


def test_real_statements_that_say_different_things_stay_apart():
    texts = [
        "Give the young Londoners a chance to speak their mind to the police",
        "Global transparency is a must",
        "Diversity in policing",
        "To provide incentives and to allow for true change to be made",
        "Have community police officers in schools create a rapport with the young people",
        "I am between 20 and 24 years old.",
        "I am between 15 and 19 years old.",
    ]

    assert found_in(texts, "en") == {frozenset(texts[-2:])}


def test_the_same_words_meet_in_any_language_case_and_punctuation():
    notes = [note(1, "Employer branding!", "fi"), note(2, "employer  branding", "en"), note(3, "Rekrytointi", "fi")]

    assert similar_groups(notes) == (("n1", "n2"),)


def test_other_languages_meet_only_when_they_are_the_same():
    notes = [note(1, "Digitalisaatio muuttaa työtä", "fi"), note(2, "Digitalisaatio muuttaa kaiken työn", "sv")]

    assert similar_groups(notes) == ()


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="no notes"),
        pytest.param(["Vain yksi"], id="one"),
        pytest.param(["!!!", "???", "👍"], id="no words"),
        pytest.param(["ja", "se on", "ei ole"], id="words that say nothing"),
        pytest.param(["Koulutusta lisää", "Koulutus maksaa liikaa aikaa"], id="one word in common"),
    ],
)
def test_nothing_alike_gives_no_groups(texts: list[str]):
    assert found_in(texts, "fi") == set()


def test_the_largest_group_comes_first_and_each_stands_in_the_order_given():
    texts = ["b c d e", "Kuka maksaa viulut", "b c d e", "Kuka viulut maksaa", "b c d e"]

    assert similar_groups([note(n, text, "en") for n, text in enumerate(texts)]) == (("n0", "n2", "n4"), ("n1", "n3"))


def test_likeness_is_one_for_the_same_words_and_falls_with_what_is_not_shared():
    texts = {
        "a": "kunta maksaa palvelun",
        "b": "palvelun maksaa kunta",
        "c": "kunta maksaa koulun",
        "d": "ihan muuta asiaa",
    }

    alike = likeness(texts, "fi")

    assert {pair: round(value, 2) for pair, value in alike.items()} == {
        ("a", "b"): 1.0,
        ("a", "c"): 0.44,
        ("b", "c"): 0.44,
    }
