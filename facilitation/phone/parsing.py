"""What phones send, parsed at once into values; anything else is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from sessions.errors import BadField, BodyTooLarge, MissingField, RequestTimeout, WrongMediaType

MOST_BYTES = 16_384
MOST_FIELDS = 20
BODY_PATIENCE = 10.0  # seconds for a body to arrive
_fields_of = msgspec.json.Decoder(dict[str, str | int | bool]).decode
WHOLE = "trendipakka.whole"  # in a request's scope: whether its body has come by now, so that nobody need wait


class Form:
    """The fields of a post: texts by name. Every reader names the field when it is missing or cannot be read."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def text(self, name: str, otherwise: str | None = None) -> str:
        value = self._fields.get(name, otherwise)
        if value is None:
            raise MissingField(field=name)
        return value

    def number(self, name: str, otherwise: int | None = None) -> int:
        value = self._fields.get(name, "")
        if not value:
            if otherwise is None:
                raise MissingField(field=name)
            return otherwise
        if not value.isascii() or not value.isdecimal() or len(value) > 15:
            raise BadField(field=name)
        return int(value)

    def tap(self) -> int | None:
        """The tap number, or None where a form was sent without a script."""
        if not self._fields.get("tap"):
            return None
        tap = self.number("tap")
        if tap < 1:
            raise BadField(field="tap")
        return tap

    def on(self, name: str) -> bool:
        value = self.number(name)
        if value > 1:
            raise BadField(field=name)
        return value == 1


async def read_form(request: Request, *, patience: float = BODY_PATIENCE) -> Form:
    """The fields of a form-encoded or JSON body of at most 16 KB; more is refused unread, and so is a body that has
    not arrived whole after `patience` seconds.

    Raises:
        BodyTooLarge, RequestTimeout, WrongMediaType, BadField ("body")
    """
    body = await (_body(request) if request.scope.get(WHOLE) else _body_within(request, patience))
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type == "application/x-www-form-urlencoded":
        return _from_urlencoded(body)
    if media_type == "application/json":
        return _from_json(body)
    raise WrongMediaType()


async def _body_within(request: Request, patience: float) -> bytes:
    try:
        async with asyncio.timeout(patience):
            return await _body(request)
    except TimeoutError:
        raise RequestTimeout() from None


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:12]) > MOST_BYTES:
        raise BodyTooLarge(most=MOST_BYTES)
    body = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise BodyTooLarge(most=MOST_BYTES)
        if not message.get("more_body"):
            return bytes(body)


def _from_urlencoded(body: bytes) -> Form:
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise BadField(field="body") from None
    return Form(dict(pairs))


def _from_json(body: bytes) -> Form:
    try:
        fields = _fields_of(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadField(field="body") from None
    if len(fields) > MOST_FIELDS:
        raise BadField(field="body")
    return Form({name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in fields.items()})
