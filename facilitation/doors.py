"""Who may open which door: the facilitator's key, one-time sign-in tokens, and revocable links.

Only hashes of tokens are kept. A cookie's value is a token; what its holder may do stands in the log's grants.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Mapping
from hmac import compare_digest
from pathlib import Path
from typing import Literal

import msgspec

from facilitation.limits import Buckets
from sessions.errors import TooManyTries
from sessions.log import Log

UNGUESSABLE = 20  # characters: whoever tries keys of this length may try for ever

Role = Literal["facilitator", "wall"]


class Pass(msgspec.Struct, frozen=True):
    """What a visitor may do: everything (facilitator), or look at one session's wall.

    `browser` tells one visitor from another.
    """

    role: Role
    session: str = ""
    browser: str = ""


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
        """Takes the facilitator's pass away, on the server too. A wall's link stays good for the other walls."""
        self._revoke(_hash(cookies.get(self.cookie, "")))

    # ---------------------------------------------------------------- the wall on another machine

    def wall_link(self, code: str) -> str:
        """The path of a link that opens this session's wall, read-only, until it is revoked."""
        return f"/facilitate/wall-in#{self._granted('wall', code)}"

    def wall_cookie_for(self, token: str) -> tuple[str, str] | None:
        """(cookie value, session code) for a wall link's token; None when it is unknown or revoked."""
        role, session = self._grants.get(_hash(token), ("", ""))
        return (token, session) if role == "wall" else None

    def revoke_walls(self, code: str) -> None:
        """Ends every wall link of a session."""
        for hashed, (role, session) in list(self._grants.items()):
            if role == "wall" and session == code:
                self._revoke(hashed)

    # ---------------------------------------------------------------- who is this

    def pass_from(self, cookies: Mapping[str, str]) -> Pass | None:
        """What the holder of these cookies may do; a facilitator's cookie goes before a wall's."""
        for name, role in ((self.cookie, "facilitator"), (self.wall_cookie, "wall")):
            token = cookies.get(name, "")
            granted, session = self._grants.get(_hash(token), ("", "")) if token else ("", "")
            if granted == role:
                browser = _hash("browser" + token)[:32]
                return Pass("facilitator", "", browser) if role == "facilitator" else Pass("wall", session, browser)
        return None

    def _granted(self, role: Role, session: str = "") -> str:
        token = secrets.token_urlsafe(24)
        self._grants[_hash(token)] = (role, session)
        self._log.grant(_hash(token), role, session).result()
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
