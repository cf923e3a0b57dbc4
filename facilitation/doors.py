"""Who may open which door: the facilitator's key, one-time sign-in tokens, and revocable links.

Only hashes of tokens are kept. A cookie's value is a token; what its holder may do stands in the log's grants.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from hmac import compare_digest
from pathlib import Path
from typing import Literal

import msgspec

from sessions.log import Log

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

    def __init__(self, log: Log, *, key: str, port: int) -> None:
        self._log = log
        self._key = key
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

    def signed_in(self, secret: str) -> str | None:
        """The value of a new facilitator's cookie, for the key or an unused one-time token; else None."""
        hashed = _hash(secret)
        if hashed in self._once:
            self._once.discard(hashed)
        elif not self.is_key(secret):
            return None
        return self._granted("facilitator")

    def is_key(self, secret: str) -> bool:
        return compare_digest(_hash(secret), _hash(self._key))

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Takes the pass away, on the server too."""
        for name in (self.cookie, self.wall_cookie):
            self._revoke(_hash(cookies.get(name, "")))

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
