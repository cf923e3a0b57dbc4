"""Text is cleaned once, at the border: what comes out can go anywhere."""

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cards.text import CROWD, MOST_MARKS, TextRefused, clean, clean_line, graphemes, is_day, within

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
TONED_FAMILY = "👨🏿\u200d👩🏿\u200d👧🏿\u200d👦🏿"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

# any code point, surrogates too, and more often those that make trouble
TROUBLE = st.sampled_from(
    "\x00\x07\r\n\t\x85\u2028\u200b\u200d\u202e\u2067\u200f\ufeff\ufffe\ud800\u0301\u0345\u1100\u1161é e\u3164"
)
TEXTS = st.text(st.characters() | st.characters(categories=["Cs", "Mn", "Cf"]) | TROUBLE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Työ muuttuu", "Työ muuttuu", id="letters"),
        pytest.param("  Työ \n", "Työ", id="outer-white-space"),
        pytest.param("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf", id="line-breaks"),
        pytest.param("a\tb", "a\tb", id="tab"),
        pytest.param("a\x00\x07\x1b\x7f\x9fb", "ab", id="control-characters"),
        pytest.param("a\ud800b\udfff", "ab", id="lone-surrogates"),
        pytest.param("a\ufffeb\U0010ffffc\ufdd0", "abc", id="noncharacters"),
        pytest.param("a\u202eb\u2066c\u200fd\u061ce", "abcde", id="bidi"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("a" + "\u0323" * 40, "ạ" + "\u0323" * 3, id="zalgo"),
        pytest.param("a" + "\u0338\u200d" * 40, "a" + "\u0338\u200d" * 3, id="zalgo-with-joiners"),
        pytest.param("क्त्र्य", "क्त्र्य", id="hindi-conjunct"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="persian"),
        pytest.param(f"{FAMILY} {ENGLAND} 1️⃣ ❤️", f"{FAMILY} {ENGLAND} 1️⃣ ❤️", id="emoji"),
        pytest.param("\u200b\u2060\ufeff", "", id="only-zero-width"),
        pytest.param("\u3164\u2800\u115f", "", id="only-fillers"),
        pytest.param("", "", id="nothing"),
        pytest.param("<b>*x*</b> =1+1", "<b>*x*</b> =1+1", id="markup-is-text"),
    ],
)
def test_a_text_is_kept_as_typed_but_for_what_breaks_stores_and_screens(typed: str, kept: str):
    assert clean(typed) == kept


@given(TEXTS)
def test_a_clean_text_goes_through_utf8_and_xml_unchanged(typed: str):
    text = clean(typed)

    element = ElementTree.Element("note")
    element.text = text
    assert text.encode("utf-8").decode("utf-8") == text
    assert (ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8")).text or "") == text


@given(TEXTS)
@example("\u200d" + "\u0301" * 9)
@example("ᄀ" + "\u0301" * 9 + "ᅡ")
@example(" \u0345\u0301\u0301\u0301\u0301 ")
def test_a_clean_text_is_composed_and_stays_as_it_is(typed: str):
    text = clean(typed)

    assert unicodedata.is_normalized("NFC", text)
    assert clean(text) == text
    assert clean_line(clean_line(typed)) == clean_line(typed)


@given(TEXTS)
def test_no_letter_of_a_clean_text_carries_a_tower(typed: str):
    text = clean(typed)

    visible = [character for character in text if unicodedata.category(character) != "Cf"]
    marks = "".join("m" if unicodedata.category(character).startswith("M") else " " for character in visible)
    assert "m" * (MOST_MARKS + 1) not in marks


@given(TEXTS)
def test_a_line_has_no_breaks_and_no_double_spaces(typed: str):
    line = clean_line(typed)

    assert line == " ".join(line.split())
    assert set(line).isdisjoint("\n\t\r\u2028\u2029\x85")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("työ", 3, id="letters"),
        pytest.param("e\u0323\u0301", 1, id="letter-with-marks"),
        pytest.param(FAMILY, 1, id="family"),
        pytest.param(TONED_FAMILY, 1, id="family-with-skin-tones"),
        pytest.param(ENGLAND, 1, id="flag"),
        pytest.param("🇫🇮🇸🇪", 2, id="two-flags"),
        pytest.param("a\r\nb", 3, id="line-break"),
        pytest.param("a" + "\u200d" * 35, 3, id="a-crowd-behind-one-letter"),
    ],
)
def test_a_length_is_what_a_person_counts(text: str, length: int):
    assert graphemes(text) == length


@given(TEXTS)
def test_a_length_bounds_the_size(text: str):
    length = graphemes(text)

    assert length <= len(text) <= length * CROWD


@pytest.mark.parametrize("text", ["a", "a" * 5, FAMILY * 5], ids=["short", "just", "families"])
def test_a_text_that_fits_is_itself(text: str):
    assert within(text, 5) == text


@pytest.mark.parametrize(
    ("text", "reason", "length"), [("", "empty", 0), ("a" * 6, "too-long", 6)], ids=["empty", "too-long"]
)
def test_a_text_that_does_not_fit_says_why(text: str, reason: str, length: int):
    with pytest.raises(TextRefused) as refused:
        within(text, 5)

    assert (refused.value.reason, refused.value.length, refused.value.most) == (reason, length, 5)
    assert str(refused.value) == f"{reason}: {length} of at most 5"


@pytest.mark.parametrize(
    ("text", "so"),
    [
        pytest.param("2026-11-21", True, id="day"),
        pytest.param("2028-02-29", True, id="leap-day"),
        pytest.param("2026-02-29", False, id="no-such-day"),
        pytest.param("20261121", False, id="without-dashes"),
        pytest.param("2026-W47-6", False, id="week"),
        pytest.param("21.11.2026", False, id="finnish"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_day_is_written_one_way(text: str, so: bool):
    assert is_day(text) is so
