"""The house as a guest of one session is given it: that session alone, and to an observer for looking only.

Screens need not know who looks at them: what a guest may not do is refused here, whatever button they found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from copy import copy

from facilitation.doors import Doors, Link, LinkRole, Pass
from facilitation.reissues import Reissues
from facilitation.service import Service
from sessions.errors import NoSuchSession, NotYours
from sessions.events import Event, Opened, Recorded
from sessions.log import Decide, Farewell, Follower, Grant, Log, Written
from sessions.session import Session
from sessions.workshop import Workshop


def house_for(house: Service, visitor: Pass) -> Service:
    """The house for a guest's pass; the facilitator has it whole."""
    if visitor.role == "facilitator":
        return house
    may_write = visitor.role == "desk"
    own = copy(house)
    own.log = GuestLog(house.log, visitor.session, may_write=may_write)
    own.workshop = Workshop(own.log)
    own.doors = GuestDoors(house.doors, visitor.session, may_write=may_write)
    if not may_write:
        own.reissues = NoReissues()
        own.key = ""
    return own


class GuestLog(Log):
    """One session of another log."""

    def __init__(self, log: Log, code: str, *, may_write: bool) -> None:
        self.clock = log.clock
        self._log = log
        self._code = code
        self._may_write = may_write

    def session(self, code: str) -> Session:
        return self._log.session(self._mine(code))

    def codes(self) -> list[str]:
        return [code for code in self._log.codes() if code == self._code]

    def doors(self) -> dict[str, str]:
        return {door: code for door, code in self._log.doors().items() if code == self._code}

    def history(self, code: str) -> list[Recorded]:
        if not self._may_write:  # it holds what small groups may not show
            raise NotYours()
        return self._log.history(self._mine(code))

    def record(self, code: str, decide: Decide) -> Future[Written]:
        if not self._may_write:
            raise NotYours()
        return self._log.record(self._mine(code), decide)

    def _mine(self, code: str) -> str:
        if code != self._code:
            raise NoSuchSession(code=code)
        return code

    # What belongs to the whole house.

    def begin(self, opened: Opened, *more: Event) -> Future[Written]:
        raise NotYours()

    def restore(self, code: str, history: Sequence[Recorded]) -> Future[Written]:
        raise NotYours()

    def delete(self, code: str) -> Future[None]:
        raise NotYours()

    def errand(self, run: Callable[[], None]) -> Future[None]:
        raise NotYours()

    def grant(self, token_hash: str, role: str, session: str = "", name: str = "") -> Future[None]:
        raise NotYours()

    def granted(self) -> dict[str, Grant]:
        raise NotYours()

    def use_grant(self, token_hash: str) -> Future[None]:
        raise NotYours()

    def revoke(self, token_hash: str) -> Future[None]:
        raise NotYours()

    def follow(self, follower: Follower, *, deleted: Farewell | None = None) -> None:
        raise NotYours()

    def close(self) -> None:
        raise NotYours()


class GuestDoors(Doors):
    """The doors of one session: a co-facilitator may open and shut its wall, and sees the other links."""

    def __init__(self, doors: Doors, code: str, *, may_write: bool) -> None:
        self._doors = doors
        self._code = code
        self._may_write = may_write

    def link(self, role: LinkRole, code: str, name: str = "") -> str:
        if not self._may_write or role != "wall" or code != self._code:
            raise NotYours()
        return self._doors.link(role, code, name)

    def links(self, code: str) -> list[Link]:
        return self._doors.links(code) if self._may_write and code == self._code else []

    def revoke(self, code: str, link: str) -> None:
        if (link, "wall") not in {(each.id, each.role) for each in self.links(code)}:
            raise NotYours()
        self._doors.revoke(code, link)

    def revoke_walls(self, code: str) -> None:
        for link in self.links(code):
            if link.role == "wall":
                self._doors.revoke(code, link.id)

    # What belongs to the whole house.

    def sign_in_token(self) -> str:
        raise NotYours()

    def signed_in(self, secret: str, *, client: str = "") -> str | None:
        raise NotYours()

    def is_key(self, secret: str, *, client: str = "") -> bool:
        raise NotYours()

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        raise NotYours()

    def entered(self, token: str, *, roles: Sequence[LinkRole]) -> str | None:
        raise NotYours()

    def pass_from(self, cookies: Mapping[str, str]) -> Pass | None:
        raise NotYours()


class NoReissues(Reissues):
    """Gives out no personal codes."""

    def issue(self, session: str, seat: str) -> str:
        raise NotYours()
