"""Who may open which door: the facilitator's key, one-time sign-in tokens, and revocable links.

Only hashes of tokens are kept. A cookie's value is a token; what its holder may do stands in the log's grants.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hmac import compare_digest
from pathlib import Path
from typing import Literal

import msgspec

from cards.text import clean_line
from facilitation.limits import Buckets
from sessions.errors import TooManyTries
from sessions.log import Grant, Log

UNGUESSABLE = 20  # characters: whoever tries keys of this length may try for ever

NAME_LENGTH = 60  # characters of a link's name

Role = Literal["facilitator", "desk", "observer", "wall"]
LinkRole = Literal["desk", "observer", "wall"]
ROLES: tuple[Role, ...] = ("facilitator", "desk", "observer", "wall")
LINK_ROLES: tuple[LinkRole, ...] = ("desk", "observer", "wall")


class Pass(msgspec.Struct, frozen=True):
    """What a visitor may do: everything (facilitator), or in one session run it (desk), look on (observer), or see
    its wall. `browser` tells one visitor from another.
    """

    role: Role
    session: str = ""
    browser: str = ""


class Link(msgspec.Struct, frozen=True):
    """A link that somebody was given to one session; `id` opens nothing. Times in ms UTC, `used_at` 0 for never."""

    id: str
    role: LinkRole
    name: str
    made_at: int
    used_at: int


class Doors:
    """Grants passes and looks them up. `port` keeps two installations on one machine apart: cookies ignore ports."""

    def __init__(self, log: Log, *, key: str, port: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._key = key
        self._wrong_keys = Buckets(burst=10, per_second=0.2, monotonic=monotonic)
        self._grants = log.granted()
        self._once: set[str] = set()
        self.cookie = f"desk-{port}"
        self.wall_cookie = f"wall-{port}"
        self.guest_cookie = f"guest-{port}"

    # ---------------------------------------------------------------- the facilitator

    def sign_in_token(self) -> str:
        """A token that signs in one browser, once."""
        token = secrets.token_urlsafe(24)
        self._once.add(_hash(token))
        return token

    def signed_in(self, secret: str, *, client: str = "") -> str | None:
        """The value of a new facilitator's cookie, for the key or an unused one-time token; else None.

        Raises:
            TooManyTries: as `is_key`. A one-time token opens even then.
        """
        hashed = _hash(secret)
        if hashed in self._once:
            self._once.discard(hashed)
        elif not self.is_key(secret, client=client):
            return None
        return self._granted("facilitator")

    def is_key(self, secret: str, *, client: str = "") -> bool:
        """Whether this is the facilitator's key.

        Raises:
            TooManyTries: a key short enough to be guessed was guessed at too often from this address.
        """
        wait = self._wrong_keys.wait(client) if len(self._key) < UNGUESSABLE else 0
        if wait:
            raise TooManyTries(seconds=wait)
        right = compare_digest(_hash(secret), _hash(self._key))
        if not right:
            self._wrong_keys.take(client)
        return right

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Takes the facilitator's pass away, on the server too. A link stays good for others who hold it."""
        self._revoke(_hash(cookies.get(self.cookie, "")))

    # ---------------------------------------------------------------- links to one session

    def link(self, role: LinkRole, code: str, name: str = "") -> str:
        """The path of a link that opens this session for whoever holds it, until it is revoked."""
        way = "wall-in" if role == "wall" else "come-in"
        return f"/facilitate/{way}#{self._granted(role, code, clean_line(name)[:NAME_LENGTH])}"

    def wall_link(self, code: str) -> str:
        """The path of a link that opens this session's wall, read-only, until it is revoked."""
        return self.link("wall", code)

    def links(self, code: str) -> list[Link]:
        """The links to a session that still open it, the oldest first."""
        return [
            Link(id=hashed, role=role, name=grant.name, made_at=grant.at, used_at=grant.used_at)
            for hashed, grant in list(self._grants.items())
            for role in LINK_ROLES
            if (grant.role, grant.session) == (role, code)
        ]

    def entered(self, token: str, *, roles: Sequence[LinkRole]) -> str | None:
        """The code of the session that a link's token opens to one of these roles, and that it was used now.

        None when it is unknown, revoked, or another's. The token itself is the cookie's value.
        """
        hashed = _hash(token)
        grant = self._grants.get(hashed)
        if grant is None or grant.role not in roles:
            return None
        self._log.use_grant(hashed).result()
        self._grants[hashed] = replace(grant, used_at=self._log.clock())
        return grant.session

    def revoke(self, code: str, link: str) -> None:
        """Ends a link to a session, in every browser that used it."""
        if any(each.id == link for each in self.links(code)):
            self._revoke(link)

    def revoke_walls(self, code: str) -> None:
        """Ends every wall link of a session."""
        for link in self.links(code):
            if link.role == "wall":
                self._revoke(link.id)

    # ---------------------------------------------------------------- who is this

    def pass_from(self, cookies: Mapping[str, str]) -> Pass | None:
        """What the holder of these cookies may do; what allows more goes first."""
        for cookie, roles in (
            (self.cookie, ("facilitator",)),
            (self.guest_cookie, ("desk", "observer")),
            (self.wall_cookie, ("wall",)),
        ):
            token = cookies.get(cookie, "")
            grant = self._grants.get(_hash(token)) if token else None
            for role in ROLES:
                if grant is not None and grant.role == role and role in roles:
                    return Pass(role, grant.session, _hash("browser" + token)[:32])
        return None

    def _granted(self, role: Role, session: str = "", name: str = "") -> str:
        token = secrets.token_urlsafe(24)
        hashed = _hash(token)
        self._log.grant(hashed, role, session, name).result()
        self._grants[hashed] = Grant(role=role, session=session, name=name, at=self._log.clock())
        return token

    def _revoke(self, hashed: str) -> None:
        if self._grants.pop(hashed, None) is not None:
            self._log.revoke(hashed).result()


def facilitators_key(folder: Path, given: str) -> str:
    """The key that was set, or the one kept in the data folder (made at first start, readable by its owner only)."""
    if given:
        return given
    file = folder / "key"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(24))
    return file.read_text().strip()


def write_private(file: Path, text: str) -> None:
    """Writes a file that only its owner can read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
