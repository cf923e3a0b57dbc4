"""Rooms for tests of what people see: a session that is open, and phones that have joined it."""

from __future__ import annotations

from typing import Any

from facilitation.service import Service
from sessions.agenda import SHORT
from sessions.events import Step
from sessions.workshop import Plan
from tests.factories import a_deck
from tests.visitors import Running, Visitor

UNTIMED = tuple(Step(id=step.id, kind=step.kind) for step in SHORT)


def opened(house: Service, *, steps: int = 1, cards: int = 3, **plan: Any) -> str:
    """The code of a session that has moved on so many steps (1: rating is open), with cards c1, c2 …"""
    usual: dict[str, Any] = {"title": "Trends", "hand": "all", "groups": ("A", "B"), "agenda": UNTIMED, "sectors": ()}
    wish = Plan(**{**usual, "languages": ("en", "fi"), **plan})
    code = house.workshop.open_session(wish, deck=a_deck(cards)).result().session.code
    for _ in range(steps):
        house.workshop.forward(code).result()
    return code


def joined(running: Running, code: str, language: str = "en", **fields: str) -> Visitor:
    """A phone that has taken a seat."""
    phone = Visitor(running, language)
    assert phone.post(f"/{code}/seat", **fields).status == 303
    return phone


def revealed(house: Service, code: str, *cards: str) -> None:
    """Goes on to the reveal and shows these cards."""
    while house.workshop.session(code).current_step.kind != "reveal":
        house.workshop.forward(code).result()
    for card in cards:
        house.workshop.reveal(code, card=card).result()
