from datetime import date

import msgspec
import pytest

from cards.deck import Card, Deck, Fact, Hand, Theme, in_language

HEAT = Card(id="heat", theme="weather", title={"fi": "Helle"}, trend={"fi": "Kesät kuumenevat."})
CARE = Card(id="care", theme="people", title={"fi": "Hoiva"}, trend={"fi": "Hoivan tarve kasvaa."})
WEATHER = Theme(id="weather", name={"fi": "Sää"})
PEOPLE = Theme(id="people", name={"fi": "Ihmiset"})
SHORT = Hand(id="short", name={"fi": "Lyhyt"}, cards=("care",))
TOWN = Deck(
    id="town",
    version="1",
    title={"fi": "Kaupunki"},
    languages=("fi",),
    question={"fi": "Mahdollisuus vai uhka?"},
    themes=(WEATHER, PEOPLE),
    cards=(HEAT, CARE),
    hands=(SHORT,),
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param({"fi": "Työ", "en": "Work"}, "en", ("Work", "en"), id="asked-for"),
        pytest.param({"en": "Work", "fi": "Työ"}, "sv", ("Työ", "fi"), id="Finnish-first"),
        pytest.param({"en": "Work"}, "fi", ("Work", "en"), id="what-there-is"),
        pytest.param({"fi": "", "en": "Work"}, "fi", ("Work", "en"), id="empty-is-none"),
        pytest.param({}, "sv", ("", "sv"), id="nothing"),
    ],
)
def test_a_text_comes_in_the_language_asked_for_or_the_first_it_has(
    text: dict[str, str], language: str, found: tuple[str, str]
):
    assert in_language(text, language) == found


def test_a_deck_finds_its_parts_by_id():
    assert (TOWN.card("care"), TOWN.theme("people"), TOWN.hand("short")) == (CARE, PEOPLE, SHORT)


@pytest.mark.parametrize("find", [TOWN.card, TOWN.theme, TOWN.hand], ids=["card", "theme", "hand"])
def test_a_part_the_deck_does_not_have_is_an_error(find):
    with pytest.raises(KeyError) as error:
        find("cold")

    assert error.value.args == ("cold",)


def test_the_hand_of_all_cards_needs_no_name():
    assert TOWN.hand("all") == Hand(id="all", name={}, cards=("heat", "care"))


def test_a_deck_may_name_its_own_hand_of_all_cards():
    own = Hand(id="all", name={"fi": "Kaikki"}, cards=("care",))
    deck = msgspec.structs.replace(TOWN, hands=(own,))

    assert deck.hand("all") == own


def test_a_deck_with_fewer_cards_keeps_their_themes_only():
    fewer = TOWN.with_cards(["care"])

    assert fewer == msgspec.structs.replace(TOWN, cards=(CARE,), themes=(PEOPLE,), hands=())


def test_a_deck_with_a_card_it_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        TOWN.with_cards(["care", "cold"])


def test_the_order_of_languages_does_not_change_what_a_deck_says():
    one = msgspec.structs.replace(TOWN, title={"fi": "Kaupunki", "en": "Town"})
    other = msgspec.structs.replace(TOWN, title={"en": "Town", "fi": "Kaupunki"})

    assert one.digest() == other.digest()


def test_a_changed_word_changes_what_a_deck_says():
    changed = msgspec.structs.replace(TOWN, title={"fi": "Kaupungit"})

    assert (len(TOWN.digest()), changed.digest() == TOWN.digest()) == (64, False)


@pytest.mark.parametrize(
    ("today", "old"),
    [
        pytest.param(date(2025, 12, 31), [], id="may-be-24-months"),
        pytest.param(date(2026, 1, 1), ["heat"], id="cannot-be-24-months"),
    ],
)
def test_a_fact_is_old_once_even_the_end_of_its_year_is_24_months_ago(today: date, old: list[str]):
    fact = Fact(text={"fi": "Oli kuuma."}, year=2023, source="Ilmatieteen laitos")
    deck = msgspec.structs.replace(TOWN, cards=(msgspec.structs.replace(HEAT, fact=fact), CARE))

    assert [card.id for card in deck.old_facts(today)] == old
