"""What phones send becomes values or is refused, field by field."""

import asyncio
import json
from contextlib import suppress
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from facilitation.phone.parsing import MOST_BYTES, MOST_FIELDS, Form, read_form
from sessions.errors import BadField, BodyTooLarge, MissingField, Refused, WrongMediaType

FORM = "application/x-www-form-urlencoded"


def read(body: bytes, media_type: str = FORM, **headers: str) -> Form:
    """The form in a request of so many bytes, which come in parts of a thousand."""
    parts = [body[start : start + 1_000] for start in range(0, len(body), 1_000)] or [b""]
    told = {"content-type": media_type, **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in told.items()],
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    return asyncio.run(read_form(Request(scope, receive)))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(st.dictionaries(texts, texts, max_size=MOST_FIELDS))
def test_a_form_and_its_json_give_the_same_fields(fields: dict[str, str]):
    encoded = read(urlencode(fields).encode())
    as_json = read(json.dumps(fields).encode(), "application/json")

    for name, value in fields.items():
        assert (encoded.text(name), as_json.text(name)) == (value, value)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"a": true}', "1"),
        (b'{"a": false}', "0"),
        (b'{"a": 17}', "17"),
        (b'{"a": -1}', "-1"),
        (b'{"a": "x"}', "x"),
        (b'{"a": 1, "a": 2}', "2"),
        (rb'{"a": "\u0000\ud83d\ude00"}', "\x00😀"),
    ],
)
def test_json_values_become_texts(body: bytes, told: str):
    assert read(body, "application/json").text("a") == told


@pytest.mark.parametrize("size", [MOST_BYTES, MOST_BYTES + 1])
def test_a_body_may_have_so_many_bytes(size: int):
    body = b"text=" + b"x" * (size - 5)

    if size <= MOST_BYTES:
        assert len(read(body).text("text")) == size - 5
        return
    with pytest.raises(BodyTooLarge) as refused:
        read(body)
    assert refused.value.facts == {"most": MOST_BYTES}


@pytest.mark.parametrize("length", ["999999", "9" * 5_000])
def test_a_body_that_says_it_is_too_large_is_not_read(length: str):
    with pytest.raises(BodyTooLarge):
        read(b"text=x", content_length=length)


@pytest.mark.parametrize("length", ["", "-1", "one", "\xb2", "1"])
def test_a_length_that_is_not_true_does_not_matter(length: str):
    assert read(b"text=hello", content_length=length).text("text") == "hello"


@pytest.mark.parametrize("media_type", ["", "text/plain", "multipart/form-data; boundary=x", "application/xml", ";"])
def test_other_kinds_of_content_are_refused(media_type: str):
    with pytest.raises(WrongMediaType):
        read(b"text=x", media_type)


@given(st.binary(max_size=300), st.sampled_from([FORM, "application/json"]))
def test_any_bytes_are_read_or_refused(body: bytes, media_type: str):
    with suppress(BadField):
        assert isinstance(read(body, media_type), Form)


@pytest.mark.parametrize("character", ["\x00", "\ufffe", "\u202e", "😀", "ä", "&", "="])
def test_characters_come_as_they_were_typed(character: str):
    assert read(f"text={quote_plus(character)}".encode()).text("text") == character


def refusal(act: object) -> tuple[str, object]:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code(), refused.value.facts.get("field")


def test_a_text_is_there_or_has_a_substitute_or_is_missing():
    form = Form({"here": ""})

    assert (form.text("here", "x"), form.text("gone", "x")) == ("", "x")
    assert refusal(lambda: form.text("gone")) == ("missing_field", "gone")


@pytest.mark.parametrize(
    ("value", "told"),
    [("0", 0), ("17", 17), ("007", 7), ("9" * 15, 10**15 - 1)],
)
def test_a_number_is_whole_and_not_negative(value: str, told: int):
    assert Form({"n": value}).number("n") == told


@pytest.mark.parametrize("value", ["-1", "+1", "1.0", "1e3", " 1", "1_000", "٣", "²", "0x1", "9" * 16, "\x00", "x"])
def test_nothing_else_is_a_number(value: str):
    form = Form({"n": value, "tap": value, "on": value})

    assert refusal(lambda: form.number("n")) == ("bad_field", "n")
    assert refusal(form.tap) == ("bad_field", "tap")
    assert refusal(lambda: form.on("on")) == ("bad_field", "on")


def test_a_number_that_was_not_sent_has_a_substitute_or_is_missing():
    form = Form({"empty": ""})

    assert (form.number("empty", 3), form.number("gone", 3)) == (3, 3)
    assert refusal(lambda: form.number("empty")) == ("missing_field", "empty")
    with pytest.raises(MissingField):
        form.number("gone")


@pytest.mark.parametrize(("fields", "told"), [({}, None), ({"tap": ""}, None), ({"tap": "1"}, 1)])
def test_a_form_without_a_script_has_no_tap_number(fields: dict[str, str], told: int | None):
    assert Form(fields).tap() == told


def test_a_tap_number_is_one_at_least():
    assert refusal(Form({"tap": "0"}).tap) == ("bad_field", "tap")


@pytest.mark.parametrize(("value", "told"), [("0", False), ("1", True)])
def test_on_is_one_or_nought(value: str, told: bool):
    assert Form({"on": value}).on("on") is told
    assert refusal(lambda: Form({"on": "2"}).on("on")) == ("bad_field", "on")
