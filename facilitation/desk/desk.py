"""What every screen of the desk is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from streamlit.navigation.page import Page

from facilitation.doors import Role
from facilitation.service import Service
from facilitation.words import Speaker
from sessions.session import Session


@dataclass(frozen=True)
class Desk:
    """`code` is the session the screen is about, "" for none; `pages` are the screens by the end of their address.

    `role` is who looks at it: the house is given to a guest of one session for what their link allows.
    """

    house: Service
    say: Speaker
    code: str
    pages: Mapping[str, Page]
    role: Role = "facilitator"

    def now(self) -> int:
        return self.house.workshop.now()

    def session(self) -> Session:
        """The session the screen is about, as it stands.

        Raises:
            NoSuchSession
        """
        return self.house.workshop.session(self.code)


def wall_address(code: str, theme: str = "light") -> str:
    return f"/facilitate/wall?session={quote(code)}&theme={theme}"


def day_of(milliseconds: int) -> datetime:
    """The moment in the time of this machine."""
    return datetime.fromtimestamp(milliseconds / 1000).astimezone()
