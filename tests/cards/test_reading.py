import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cards.deck import LANGUAGES, Card, Deck, Fact, Hand, Theme
from cards.errors import DeckRefused
from cards.outline import MAX_BYTES, MAX_NODES, MAX_PROBLEMS, read_outline
from cards.problems import SENTENCES, Problem, explain
from cards.reading import DECKS, read_deck, read_deck_text, shipped_decks

TOWN = """\
id: town
version: "1"
languages: [fi, en]
title:
  fi: Kaupunki
  en: Town
question:
  fi: Mahdollisuus vai uhka?
  en: Opportunity or threat?
note_kinds: [plus, need]
themes:
  - id: weather
    name:
      fi: Sää
      en: Weather
hands:
  - id: short
    name:
      fi: Lyhyt
      en: Short
    cards: [heat]
cards:
  - id: heat
    theme: weather
    steeple: environmental
    tags: [summer]
    title:
      fi: Helle
      en: Heat
    trend:
      fi: Kesät kuumenevat.
      en: Summers grow hotter.
    fact:
      text:
        fi: Kesä 2021 oli kuuma.
        en: The summer of 2021 was hot.
      year: 2021
      source: Ilmatieteen laitos
  - id: care
    theme: weather
    title:
      fi: Hoiva
      en: Care
    trend:
      fi: Hoivan tarve kasvaa.
      en: The need for care grows.
"""

CARD_KEYS = "id, theme, title, trend, tension, question, fact, plain, steeple, tags"


def town(*changes: tuple[str, str]) -> str:
    """The deck above with some of its words changed."""
    text = TOWN
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is to be found once"
        text = text.replace(old, new)
    return text


def refused(text: str | bytes) -> list[Problem]:
    with pytest.raises(DeckRefused) as refusal:
        read_deck_text(text, "town.yaml")
    return list(refusal.value.problems)


def problem(line: int, reason: str, card: str = "", **facts: str | int) -> Problem:
    return Problem(file="town.yaml", line=line, reason=reason, card=card, facts=facts)


def test_a_deck_file_becomes_a_deck():
    deck = read_deck_text(TOWN, "town.yaml")

    assert deck == Deck(
        id="town",
        version="1",
        title={"fi": "Kaupunki", "en": "Town"},
        languages=("fi", "en"),
        question={"fi": "Mahdollisuus vai uhka?", "en": "Opportunity or threat?"},
        themes=(Theme(id="weather", name={"fi": "Sää", "en": "Weather"}),),
        hands=(Hand(id="short", name={"fi": "Lyhyt", "en": "Short"}, cards=("heat",)),),
        note_kinds=("plus", "need"),
        cards=(
            Card(
                id="heat",
                theme="weather",
                steeple="environmental",
                tags=("summer",),
                title={"fi": "Helle", "en": "Heat"},
                trend={"fi": "Kesät kuumenevat.", "en": "Summers grow hotter."},
                fact=Fact(
                    text={"fi": "Kesä 2021 oli kuuma.", "en": "The summer of 2021 was hot."},
                    year=2021,
                    source="Ilmatieteen laitos",
                ),
            ),
            Card(
                id="care",
                theme="weather",
                title={"fi": "Hoiva", "en": "Care"},
                trend={"fi": "Hoivan tarve kasvaa.", "en": "The need for care grows."},
            ),
        ),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("no", "no", id="not-false"),
        pytest.param("on", "on", id="not-true"),
        pytest.param("~", "~", id="not-null"),
        pytest.param("null", "null", id="not-null-by-name"),
        pytest.param("12:30", "12:30", id="not-750"),
        pytest.param("2024-01-01", "2024-01-01", id="not-a-date"),
        pytest.param("0x1F", "0x1F", id="not-31"),
        pytest.param("1e3", "1e3", id="not-1000"),
        pytest.param("007", "007", id="not-7"),
        pytest.param('"He said: \\"no\\", twice"', 'He said: "no", twice', id="quoted"),
        pytest.param("'it''s'", "it's", id="single-quoted"),
        pytest.param("|\n        two\n        lines", "two lines", id="block"),
        pytest.param(">\n        two\n\n        parts", "two parts", id="folded"),
        pytest.param("wide   and\ttabbed", "wide and tabbed", id="spaces"),
        pytest.param('"5\u00a0000 jobs"', "5\u00a0000 jobs", id="no-break-space-is-kept"),
        pytest.param("Ha\u0308n", "Hän", id="composed"),
        pytest.param("soft\u00adhyphen", "soft\u00adhyphen", id="soft-hyphen-is-kept"),
        pytest.param("👩‍👩‍👧‍👦" * 80, "👩‍👩‍👧‍👦" * 80, id="eighty-emoji-families"),
    ],
)
def test_every_value_is_read_as_the_text_it_is(written: str, read: str):
    text = town(("en: Heat", f"en: {written}"))

    deck = read_deck_text(text, "town.yaml")

    assert deck.card("heat").title["en"] == read


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TOWN.encode(), id="bytes"),
        pytest.param(b"\xef\xbb\xbf" + TOWN.encode(), id="bytes-with-mark"),
        pytest.param("\ufeff" + TOWN, id="text-with-mark"),
        pytest.param(TOWN.replace("\n", "\r\n"), id="windows-line-ends"),
        pytest.param("# Our town\n---\n" + TOWN + "...\n", id="comment-and-document-marks"),
        pytest.param(unicodedata.normalize("NFD", TOWN), id="decomposed"),
        pytest.param(TOWN.replace("[fi, en]", "\n- fi\n- en"), id="list-in-block-style"),
        pytest.param(TOWN.replace("fact:", '"fact":'), id="quoted-key"),
    ],
)
def test_a_deck_reads_the_same_however_it_was_saved(text: str | bytes):
    assert read_deck_text(text, "town.yaml") == read_deck_text(TOWN, "town.yaml")


def test_easy_text_and_inspiration_may_lack_languages():
    text = town(("note_kinds", "inspired_by:\n  en: Cards\nnote_kinds"))
    text += "    plain:\n      fi: Hoivaa tarvitaan.\n"

    deck = read_deck_text(text, "town.yaml")

    assert (deck.inspired_by, deck.card("care").plain) == ({"en": "Cards"}, {"fi": "Hoivaa tarvitaan."})


def test_a_deck_has_the_usual_note_kinds_and_no_hands_unless_it_says_so():
    text = TOWN[: TOWN.index("note_kinds")] + TOWN[TOWN.index("themes") : TOWN.index("hands")]
    text += TOWN[TOWN.index("cards:\n") :]

    deck = read_deck_text(text, "town.yaml")

    assert (deck.note_kinds, deck.hands) == (("plus", "minus", "idea", "obstacle"), ())


BILLION_LAUGHS = "a: &a [lol, lol]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

UNPARSED = [
    pytest.param("", problem(0, "empty"), id="empty"),
    pytest.param(b"\xef\xbb\xbf", problem(0, "empty"), id="nothing-but-a-mark"),
    pytest.param("# only a comment\n", problem(0, "empty"), id="only-a-comment"),
    pytest.param("---\n", problem(0, "empty"), id="empty-document"),
    pytest.param("- id: town\n", problem(1, "no-keys-at-top"), id="list-at-the-top"),
    pytest.param("\nJust words.\n", problem(2, "no-keys-at-top"), id="words-at-the-top"),
    pytest.param(TOWN.encode("latin-1"), problem(14, "not-utf8"), id="latin-1"),
    pytest.param(TOWN.encode("utf-16"), problem(1, "not-utf8"), id="utf-16"),
    pytest.param("#" * (MAX_BYTES + 1), problem(0, "too-large", limit=512), id="too-large"),
    pytest.param(b"\xff" * (MAX_BYTES + 1), problem(0, "too-large", limit=512), id="too-large-before-utf8"),
    pytest.param("ä" * (MAX_BYTES // 2 + 1), problem(0, "too-large", limit=512), id="too-large-in-bytes"),
    pytest.param(town(("en: Heat", "en: He\x00at")), problem(29, "unreadable-character", code="U+0000"), id="null"),
    pytest.param(town(("en: Heat", "en: He\x1bat")), problem(29, "unreadable-character", code="U+001B"), id="escape"),
    pytest.param(
        town(("en: Heat", "en: He\u2028at")),
        problem(29, "unreadable-character", code="U+2028"),
        id="line-separator",
    ),
    pytest.param(
        town(("en: Heat", "en: He\x85at")), problem(29, "unreadable-character", code="U+0085"), id="next-line"
    ),
    pytest.param(
        town(("en: Heat", "en: He\ud800at")),
        problem(29, "unreadable-character", code="U+D800"),
        id="lone-surrogate",
    ),
    pytest.param(
        town(("en: Heat", "en: He\U0001fffeat")),
        problem(29, "unreadable-character", code="U+1FFFE"),
        id="noncharacter",
    ),
    pytest.param(
        town(("en: Heat", "en: Heat: a threat")),
        problem(29, "colon-in-text", column=15),
        id="colon-in-a-text",
    ),
    pytest.param(town(("      en: Heat", "\ten: Heat")), problem(29, "tab", column=1), id="tab"),
    pytest.param(town(("en: Heat", 'en: "Heat')), problem(29, "open-quote"), id="open-quote"),
    pytest.param(town(("en: Heat", "en: @home")), problem(29, "syntax", column=11), id="at-sign"),
    pytest.param(town(("      en: Heat", "     en: Heat")), problem(29, "syntax", column=6), id="wrong-indent"),
    pytest.param("id: [town\n", problem(2, "syntax", column=1), id="open-bracket"),
    pytest.param("%YAML 3.0\n---\nid: town\n", problem(1, "syntax", column=1), id="other-yaml"),
    pytest.param(TOWN + "---\n" + TOWN, problem(47, "several-documents"), id="two-documents"),
    pytest.param(BILLION_LAUGHS, problem(1, "anchor", name="a"), id="billion-laughs"),
    pytest.param("a: &a\n  b: *a\n", problem(1, "anchor", name="a"), id="cycle"),
    pytest.param(town(("en: Heat", "en: *heat")), problem(29, "alias", name="heat"), id="alias-without-anchor"),
    pytest.param(town(("en: Heat", "en: &heat Heat")), problem(29, "anchor", name="heat"), id="anchor"),
    pytest.param(
        "id: !!python/object/apply:os.system [ls]\n",
        problem(1, "tag", tag="tag:yaml.org,2002:python/object/apply:o…"),
        id="python-tag",
    ),
    pytest.param(
        town(("en: Heat", "en: !!str Heat")), problem(29, "tag", tag="tag:yaml.org,2002:str"), id="plain-tag"
    ),
    pytest.param(town(("en: Heat", "en: ! Heat")), problem(29, "tag", tag="!"), id="bare-tag"),
    pytest.param("%TAG !e! tag:e,2000:\n---\nid: !e!x y\n", problem(3, "tag", tag="tag:e,2000:x"), id="own-tag"),
    pytest.param("a: " + "[" * 900 + "]" * 900, problem(1, "too-deep", limit=8), id="depth-900"),
    pytest.param("a: " + "[" * 200_000, problem(1, "too-deep", limit=8), id="depth-200000-open"),
    pytest.param("{a: " * 100_000, problem(1, "too-deep", limit=8), id="braces-100000-open"),
    pytest.param("".join(" " * depth + "a:\n" for depth in range(500)), problem(9, "too-deep", limit=8), id="stairs"),
    pytest.param("- " * 9 + "a", problem(1, "too-deep", limit=8), id="dashes"),
    pytest.param(
        "a:\n" + "- b\n" * MAX_NODES, problem(MAX_NODES - 1, "too-many-nodes", limit=20_000), id="many-nodes"
    ),
]


@pytest.mark.parametrize(("text", "expected"), UNPARSED)
def test_a_file_that_cannot_be_an_outline_is_refused_where_parsing_stops(text: str | bytes, expected: Problem):
    assert refused(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), UNPARSED)
def test_the_parser_without_libyaml_refuses_the_same(text: str | bytes, expected: Problem):
    with pytest.raises(DeckRefused) as refusal:
        read_outline(text, "town.yaml", yaml.BaseLoader)

    assert refusal.value.problems == (expected,)


def test_the_parser_without_libyaml_survives_numbers_that_are_no_character():
    with pytest.raises(DeckRefused) as refusal:
        read_outline('id: "\\U99999999"', "town.yaml", yaml.BaseLoader)

    assert refusal.value.problems == (problem(0, "not-yaml"),)


def test_both_parsers_see_the_same_outline():
    text = (DECKS / "employment-trends.yaml").read_bytes()

    assert read_outline(text, "deck.yaml", yaml.BaseLoader) == read_outline(text, "deck.yaml")


def test_an_escaped_surrogate_is_refused():
    text = town(("en: Heat", 'en: "\\ud800"'))

    [found] = refused(text)

    assert (found.line, found.reason in {"syntax", "forbidden-character"}) == (29, True)


def test_every_control_character_of_a_file_is_named():
    text = town(("en: Heat", "en: He\x00at\x07"), ("en: Care", "en: \x00Care"))

    assert refused(text) == [
        problem(29, "unreadable-character", code="U+0000"),
        problem(29, "unreadable-character", code="U+0007"),
        problem(43, "unreadable-character", code="U+0000"),
    ]


HEAT_EN = "en: Heat"
UNFIT = [
    # keys
    pytest.param(
        town(("version", "flavour: mild\nversion")),
        problem(
            2,
            "unknown-key",
            key="flavour",
            known="id, version, languages, title, question, themes, cards, hands, note_kinds, authors, licence,"
            " inspired_by, facts_checked",
        ),
        id="unknown-key",
    ),
    pytest.param(
        town(("steeple: env", "colour: red\n    steeple: env")),
        problem(25, "unknown-key", "heat", key="colour", known=CARD_KEYS),
        id="unknown-key-of-a-card",
    ),
    pytest.param(
        town(("steeple", "steple")),
        problem(25, "misspelt-key", "heat", key="steple", near="steeple"),
        id="misspelt-key-of-a-card",
    ),
    pytest.param(
        town(("year: 2021", "year: 2021\n      confidence: high")),
        problem(38, "unknown-key", "heat", key="confidence", known="text, year, source"),
        id="unknown-key-of-a-fact",
    ),
    pytest.param(
        town((HEAT_EN, "en: Heat\n      ru: Жара")),
        problem(30, "unknown-key", "heat", key="ru", known="fi, sv, en"),
        id="unknown-language-of-a-text",
    ),
    pytest.param(
        town(("version", "? [a, b]\n: c\nversion")),
        problem(
            2,
            "unknown-key",
            key="",
            known="id, version, languages, title, question, themes, cards, hands, note_kinds, authors, licence,"
            " inspired_by, facts_checked",
        ),
        id="key-that-is-a-list",
    ),
    pytest.param(
        town(("id: town", "id: town\nid: city")),
        problem(2, "duplicate-key", key="id", first=1),
        id="duplicate-key",
    ),
    pytest.param(
        town((HEAT_EN, "en: Heat\n      fi: Kuumuus")),
        problem(30, "duplicate-key", "heat", key="fi", first=28),
        id="duplicate-language",
    ),
    pytest.param(town(('version: "1"\n', "")), problem(1, "missing-key", key="version"), id="no-version"),
    pytest.param(
        town(("- id: weather\n    name:\n      fi: Sää\n      en: Weather", "- id: weather")),
        problem(12, "missing-key", key="themes.weather.name"),
        id="theme-without-name",
    ),
    pytest.param(
        town(("  - id: care\n    theme", "  - theme")),
        problem(39, "missing-key", key="cards.2.id"),
        id="card-without-id",
    ),
    pytest.param(
        town(("    theme: weather\n    steeple", "    steeple")),
        problem(23, "missing-key", "heat", key="theme"),
        id="card-without-theme",
    ),
    pytest.param(
        town(("      year: 2021\n", "")),
        problem(33, "missing-key", "heat", key="fact.year"),
        id="fact-without-year",
    ),
    pytest.param(
        town(
            (
                "      fi: Hoivan tarve kasvaa.\n      en: The need for care grows.",
                "      {fi: Tarve, en: Employers test, not read.}",
            )
        ),
        problem(45, "comma-splits-text", "care", rest="not read."),
        id="comma-in-braces",
    ),
    pytest.param(
        town(
            (
                "\n      year: 2021\n      source: Ilmatieteen laitos",
                "\n      year: 2021\n      source: {}",
            )
        ),
        problem(38, "not-a-text", "heat", key="fact.source"),
        id="source-in-braces",
    ),
    # shapes
    pytest.param(
        town(("id: town", "id: [town]")),
        problem(1, "not-a-text", key="id"),
        id="id-is-a-list",
    ),
    pytest.param(
        town((HEAT_EN, "en: [Heat]")), problem(29, "not-a-text", "heat", key="title.en"), id="title-is-a-list"
    ),
    pytest.param(
        town(("tags: [summer]", "tags: [[summer]]")),
        problem(26, "not-a-text", "heat", key="tags"),
        id="list-in-a-list",
    ),
    pytest.param(
        town(("steeple: environmental", "steeple: [legal]")),
        problem(25, "not-a-text", "heat", key="steeple"),
        id="steeple-is-a-list",
    ),
    pytest.param(
        town(("tags: [summer]", "tags: summer")),
        problem(26, "not-a-list", "heat", key="tags"),
        id="tags-are-a-text",
    ),
    pytest.param(
        town(("note_kinds: [plus, need]", "note_kinds: {plus: yes}")),
        problem(10, "not-a-list", key="note_kinds"),
        id="note-kinds-have-keys",
    ),
    pytest.param(TOWN + "  - heat\n", problem(47, "not-keys", key="cards.3", example="id"), id="card-is-a-text"),
    pytest.param(
        TOWN + "    fact: It is hot.\n",
        problem(47, "not-keys", "care", key="fact", example="text"),
        id="fact-is-a-text",
    ),
    pytest.param(
        TOWN + "    tension: heat and cold\n",
        problem(47, "text-without-languages", "care", key="tension", languages="fi, en"),
        id="text-without-languages",
    ),
    pytest.param(
        TOWN + "    tension:\n",
        problem(47, "text-without-languages", "care", key="tension", languages="fi, en"),
        id="text-left-out",
    ),
    pytest.param(town(("[heat]", "[]")), problem(21, "empty-list", key="hands.short.cards"), id="empty-hand"),
    pytest.param(town(("[plus, need]", "[]")), problem(10, "empty-list", key="note_kinds"), id="no-note-kinds"),
    pytest.param(TOWN[: TOWN.index("hands:")] + "cards: []\n", problem(16, "empty-list", key="cards"), id="no-cards"),
    pytest.param(
        town(("[plus, need]", "[plus, plus]")),
        problem(10, "repeated-entry", key="note_kinds", entry="plus"),
        id="note-kind-twice",
    ),
    pytest.param(
        town(("[heat]", "[heat, care, heat]")),
        problem(21, "repeated-entry", key="hands.short.cards", entry="heat"),
        id="card-twice-in-a-hand",
    ),
    # ids
    pytest.param(town(("id: town", "id: My Town")), problem(1, "bad-id", key="id", id="My Town"), id="bad-id"),
    pytest.param(
        town(("- id: care", "- id: Care")),
        problem(39, "bad-id", key="cards.2.id", id="Care"),
        id="bad-id-of-a-card",
    ),
    pytest.param(
        town(("- id: care", "- id: hoiva-ä")),
        problem(39, "bad-id", key="cards.2.id", id="hoiva-ä"),
        id="id-with-umlaut",
    ),
    pytest.param(
        town(("- id: care", f"- id: {'c' * 61}")),
        problem(39, "bad-id", key="cards.2.id", id="c" * 39 + "…"),
        id="id-too-long",
    ),
    pytest.param(
        town(("id: town", "id: ../../etc/passwd")),
        problem(1, "bad-id", key="id", id="../../etc/passwd"),
        id="id-is-a-path",
    ),
    pytest.param(
        town(("tags: [summer]", "tags: [Summer!]")),
        problem(26, "bad-id", "heat", key="tags", id="Summer!"),
        id="bad-tag",
    ),
    pytest.param(
        town(("- id: care", "- id: heat")),
        problem(39, "duplicate-card", "heat", id="heat", first=23),
        id="duplicate-card",
    ),
    pytest.param(
        town(("hands:", "  - id: weather\n    name:\n      fi: Sää\n      en: Weather\nhands:")),
        problem(16, "duplicate-theme", id="weather", first=12),
        id="duplicate-theme",
    ),
    pytest.param(
        town(("cards:\n", "  - id: short\n    name: {fi: L, en: S}\n    cards: [care]\ncards:\n")),
        problem(22, "duplicate-hand", id="short", first=17),
        id="duplicate-hand",
    ),
    pytest.param(
        town(("theme: weather\n    steeple", "theme: wether\n    steeple")),
        problem(24, "unknown-theme", "heat", theme="wether", known="weather"),
        id="unknown-theme",
    ),
    pytest.param(
        town(("[heat]", "[heat, cold]")),
        problem(21, "unknown-card", hand="short", id="cold"),
        id="unknown-card-in-a-hand",
    ),
    pytest.param(
        town(("[plus, need]", "[plus, wish]")),
        problem(
            10,
            "unknown-word",
            key="note_kinds",
            word="wish",
            known="plus, minus, idea, obstacle, offer, need, practice",
        ),
        id="unknown-note-kind",
    ),
    pytest.param(
        town(("environmental", "weather-related")),
        problem(
            25,
            "unknown-word",
            "heat",
            key="steeple",
            word="weather-related",
            known="social, technological, economic, environmental, political, legal, ethical",
        ),
        id="unknown-steeple",
    ),
    # languages
    pytest.param(
        town(("[fi, en]", "[fi, en, se]")),
        problem(3, "unknown-word", key="languages", word="se", known="fi, sv, en"),
        id="unknown-language",
    ),
    pytest.param(
        town(("      fi: Helle\n", "")),
        problem(27, "missing-language", "heat", key="title", language="fi"),
        id="missing-language-of-a-card",
    ),
    pytest.param(
        town(("  en: Town\n", "")),
        problem(4, "missing-language", key="title", language="en"),
        id="missing-language-of-the-deck",
    ),
    pytest.param(
        town(("      en: Weather\n", "")),
        problem(13, "missing-language", key="themes.weather.name", language="en"),
        id="missing-language-of-a-theme",
    ),
    pytest.param(
        town(("        fi: Kesä 2021 oli kuuma.\n", "")),
        problem(34, "missing-language", "heat", key="fact.text", language="fi"),
        id="missing-language-of-a-fact",
    ),
    pytest.param(
        town((HEAT_EN, "en: Heat\n      sv: Hetta")),
        problem(30, "extra-language", "heat", key="title", language="sv"),
        id="language-the-deck-does-not-have",
    ),
    # texts
    pytest.param(
        town((HEAT_EN, "en:")), problem(29, "empty-text", "heat", key="title.en"), id="nothing-after-the-key"
    ),
    pytest.param(town((HEAT_EN, 'en: "  "')), problem(29, "empty-text", "heat", key="title.en"), id="only-spaces"),
    pytest.param(
        town((HEAT_EN, "en: \u200d")), problem(29, "empty-text", "heat", key="title.en"), id="only-a-joiner"
    ),
    pytest.param(town(('"1"', '""')), problem(2, "empty-text", key="version"), id="empty-version"),
    pytest.param(
        town((HEAT_EN, f"en: {'h' * 81}")),
        problem(29, "too-long", "heat", key="title.en", length=81, limit=80),
        id="long-title",
    ),
    pytest.param(
        town(("en: The need for care grows.", f"en: {'c' * 401}")),
        problem(46, "too-long", "care", key="trend.en", length=401, limit=400),
        id="long-trend",
    ),
    pytest.param(
        town(("Ilmatieteen laitos", "i" * 401)),
        problem(38, "too-long", "heat", key="fact.source", length=401, limit=400),
        id="long-source",
    ),
    pytest.param(
        town((HEAT_EN, 'en: "He\\u0007at"')),
        problem(29, "forbidden-character", "heat", key="title.en", code="U+0007"),
        id="escaped-control-character",
    ),
    pytest.param(
        town((HEAT_EN, 'en: "He\\Lat"')),
        problem(29, "forbidden-character", "heat", key="title.en", code="U+2028"),
        id="escaped-line-separator",
    ),
    pytest.param(
        town((HEAT_EN, "en: \u202etaeH")),
        problem(29, "forbidden-character", "heat", key="title.en", code="U+202E"),
        id="bidi-override",
    ),
    pytest.param(
        town((HEAT_EN, "en: \u2066Heat\u2069")),
        problem(29, "forbidden-character", "heat", key="title.en", code="U+2066"),
        id="bidi-isolate",
    ),
    pytest.param(
        town((HEAT_EN, "en: He\u200bat")),
        problem(29, "forbidden-character", "heat", key="title.en", code="U+200B"),
        id="zero-width-space",
    ),
    pytest.param(
        town((HEAT_EN, "en: H" + "\u0335" * 4 + "eat")),
        problem(29, "stacked-marks", "heat", key="title.en"),
        id="zalgo",
    ),
    pytest.param(
        town((HEAT_EN, "en: a" + "\u0316\u0301" * 100_000)),  # putting these in order would take a minute
        problem(29, "stacked-marks", "heat", key="title.en"),
        id="zalgo-without-end",
    ),
    pytest.param(
        town((HEAT_EN, "en: " + "\u200d".join("👩" * 200))),
        problem(29, "stacked-marks", "heat", key="title.en"),
        id="endless-emoji",
    ),
    pytest.param(
        town(("year: 2021", "year: 1899")),
        problem(37, "bad-year", "heat", key="fact.year", year="1899", first=1900, last=2100),
        id="year-too-early",
    ),
    pytest.param(
        town(("year: 2021", "year: 2101")),
        problem(37, "bad-year", "heat", key="fact.year", year="2101", first=1900, last=2100),
        id="year-too-late",
    ),
    pytest.param(
        town(("year: 2021", "year: 2021-06")),
        problem(37, "bad-year", "heat", key="fact.year", year="2021-06", first=1900, last=2100),
        id="year-with-month",
    ),
    pytest.param(
        town(("year: 2021", "year: ２０２１")),
        problem(37, "bad-year", "heat", key="fact.year", year="２０２１", first=1900, last=2100),
        id="year-in-wide-digits",
    ),
    pytest.param(
        town(("note_kinds", "facts_checked: 21.11.2026\nnote_kinds")),
        problem(10, "bad-date", key="facts_checked", date="21.11.2026"),
        id="date-the-finnish-way",
    ),
    pytest.param(
        town(("note_kinds", "facts_checked: 2026-02-30\nnote_kinds")),
        problem(10, "bad-date", key="facts_checked", date="2026-02-30"),
        id="no-such-day",
    ),
]


@pytest.mark.parametrize(("text", "expected"), UNFIT)
def test_what_cannot_be_played_is_refused_with_its_line_and_card(text: str, expected: Problem):
    assert refused(text) == [expected]


def test_all_problems_are_named_at_once_in_the_order_of_the_file():
    text = town(
        ("id: town", "id: Town"),
        ("[heat]", "[cold]"),
        ("      fi: Helle\n", ""),
        ("year: 2021", "year: soon"),
        ("en: Care", "en: ''"),
    )

    assert refused(text) == [
        problem(1, "bad-id", key="id", id="Town"),
        problem(21, "unknown-card", hand="short", id="cold"),
        problem(27, "missing-language", "heat", key="title", language="fi"),
        problem(36, "bad-year", "heat", key="fact.year", year="soon", first=1900, last=2100),
        problem(42, "empty-text", "care", key="title.en"),
    ]


def test_a_swallowed_comma_in_a_fact_names_the_card_and_what_fell_off():
    text = TOWN + "    fact: {text: Employers test, not read., year: 2024, source: Survey}\n"

    assert refused(text) == [
        problem(47, "comma-splits-text", "care", rest="not read."),
        problem(47, "text-without-languages", "care", key="fact.text", languages="fi, en"),
    ]


def test_unreadable_languages_do_not_make_every_text_wrong():
    text = town(("[fi, en]", "fi"))

    assert refused(text) == [problem(3, "not-a-list", key="languages")]


def test_a_file_with_endless_problems_is_put_down_after_a_hundred():
    text = "".join(f"wrong-{number}: 1\n" for number in range(5000))

    problems = refused(text)

    assert [found.line for found in problems] == [*range(1, MAX_PROBLEMS + 1), 0]
    assert problems[-1] == problem(0, "more-problems", count=MAX_PROBLEMS)


def test_every_reason_the_reader_can_give_is_in_the_tables_above():
    told_elsewhere = {"no-file", "not-yaml", "more-problems"}

    given_reasons = {case.values[1].reason for case in (*UNPARSED, *UNFIT)}  # type: ignore[union-attr]

    assert given_reasons | told_elsewhere == set(SENTENCES)


@pytest.mark.parametrize("expected", [pytest.param(case.values[1], id=case.id) for case in (*UNPARSED, *UNFIT)])
def test_every_problem_fills_its_sentence_in_each_language(expected: Problem):
    sentences = [explain(expected, language) for language in LANGUAGES]

    assert len(set(sentences)) == len(LANGUAGES)
    assert [place for place in sentences if "{" in place] == []


def test_a_missing_file_is_refused_by_name(tmp_path: Path):
    with pytest.raises(DeckRefused) as refusal:
        read_deck(tmp_path / "nowhere.yaml")

    assert refusal.value.problems == (Problem(file="nowhere.yaml", line=0, reason="no-file"),)


def test_a_folder_is_refused_like_a_missing_file(tmp_path: Path):
    with pytest.raises(DeckRefused) as refusal:
        read_deck(tmp_path)

    assert refusal.value.problems == (Problem(file=tmp_path.name, line=0, reason="no-file"),)


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)  # a sparse file: it would not fit in memory

    with pytest.raises(DeckRefused) as refusal:
        read_deck(path)

    assert refusal.value.problems == (Problem(file="huge.yaml", line=0, reason="too-large", facts={"limit": 512}),)


def test_problems_call_the_file_by_its_name(tmp_path: Path):
    path = tmp_path / "town.yaml"
    path.write_text(town(("year: 2021", "year: soon")), encoding="utf-8")

    with pytest.raises(DeckRefused) as refusal:
        read_deck(path)

    assert str(refusal.value) == (
        "town.yaml, line 37, card heat: “soon” is not a year. Write four digits between 1900 and 2100."
    )


def test_the_employment_trends_deck_ships():
    assert shipped_decks()["employment-trends"] == DECKS / "employment-trends.yaml"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sorted(DECKS.glob("*"))])
def test_every_shipped_deck_loads_and_is_called_like_its_file(path: Path):
    deck = read_deck(path)

    assert (deck.id, shipped_decks()[deck.id]) == (path.stem, path)


def answer(text: str | bytes) -> str:
    """What a deck's author hears of a text; fails with whatever the reader raises beside DeckRefused."""
    try:
        return read_deck_text(text, "town.yaml").id
    except DeckRefused as refusal:
        return str(refusal)


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_makes_the_reader_stumble(text: str):
    assert answer(text)


@given(st.binary())
def test_no_bytes_make_the_reader_stumble(data: bytes):
    assert answer(data)


@given(
    st.text("abcid: -[]{},&*!|>'\"%@#?\n\t~\\.0é", max_size=200),
    st.integers(0, len(TOWN)),
    st.integers(0, 40),
)
def test_no_damage_to_a_deck_makes_the_reader_stumble(patch: str, start: int, removed: int):
    assert answer(TOWN[:start] + patch + TOWN[start + removed :])
