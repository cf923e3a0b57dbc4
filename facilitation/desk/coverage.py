"""Which card which table has answered: counted once for each state of a session, drawn as a small table."""

from __future__ import annotations

from typing import NamedTuple, cast

from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from sessions.session import Session

ALL, SOME, NONE, ELSEWHERE = "●", "◐", "○", "·"


class Cell(NamedTuple):
    """How many people at a table have answered a card in the newest round that asked for it, and how many sit there;
    people counted by hand are in both.
    """

    answered: int
    people: int


Coverage = dict[tuple[str, str], Cell]


def coverage(session: Session) -> Coverage:
    """(table, card) -> its cell, for the cards that lie on each table in use.

    A session never changes, so it is counted once, however many desks ask each second.
    """
    known = session.__dict__.get("coverage")
    if known is None:
        known = session.__dict__["coverage"] = _counted(session)
    return cast("Coverage", known)


def _counted(session: Session) -> Coverage:
    asked = {card: session.asked_in(card) for hand in session.hands.values() for card in hand}
    seated: dict[str, list[str]] = {group.id: [] for group in session.groups}
    for seat in session.seats.values():
        if seat.counts:
            seated[seat.group].append(seat.id)
    by_hand = session.people_by_hand()
    cells: Coverage = {}
    for group, seats in seated.items():
        for card in session.hand(group):
            number = asked[card]
            hands = session.raised_at(card, group, number).total() if number else 0
            answers = sum(session.rating_of(seat, card, number) is not None for seat in seats) if number else 0
            cells[group, card] = Cell(answered=answers + hands, people=len(seats) + by_hand.get(group, 0))
    return cells


def sign(cell: Cell | None) -> str:
    """A cell as a sign and a number: "● 6" all, "◐ 4/6" some, "○ 0/6" nobody, "·" the card lies elsewhere."""
    if cell is None:
        return ELSEWHERE
    if not cell.people or not cell.answered:
        return f"{NONE} 0/{cell.people}"
    if cell.answered >= cell.people:
        return f"{ALL} {cell.answered}"
    return f"{SOME} {cell.answered}/{cell.people}"


def strip(session: Session, say: Speaker) -> str:
    """The coverage as a table: cards down, tables across by number, the tables' names beneath."""
    cells = coverage(session)
    tables = session.groups
    heads = words("th", say("Card"), scope="col") + "".join(
        words("th", str(n), scope="col", aria_label=group.name) for n, group in enumerate(tables, start=1)
    )
    rows = []
    for card in session.cards:
        row = [cells.get((group.id, card)) for group in tables]
        if any(row):
            signs = "".join(words("td", sign(cell), _css(cell)) for cell in row)
            rows.append(element("tr", words("th", title_of(session, card, say), scope="row", dir="auto") + signs))
    if not rows:
        return words("p", say("The cards have not been dealt yet."), "quiet")
    table = element("table", element("thead", element("tr", heads)) + element("tbody", "".join(rows)), "coverage")
    scrolls = element(
        "div", table, "scrolls", tabindex="0", role="region", aria_label=say("Which table has answered")
    )
    legend = say("● everybody at the table has answered · ◐ some · ○ nobody yet · the dot alone: not on this table")
    return scrolls + words("p", legend, "quiet")


def _css(cell: Cell | None) -> str:
    if cell is None:
        return "elsewhere"
    return "all" if cell.people and cell.answered >= cell.people else "some" if cell.answered else "none"


def tables_told(session: Session, say: Speaker) -> str:
    """The tables by number and name, with people, cards, and how many of their answers are in."""
    cells = coverage(session)
    by_hand = session.people_by_hand()
    items = []
    for n, group in enumerate(session.groups, start=1):
        own = [cell for (table, _), cell in cells.items() if table == group.id]
        people = session.sizes.get((False, group.id, "*"), 0) + by_hand.get(group.id, 0)
        facts = [
            say.many("{n} person", "{n} people", people),
            say.many("{n} card", "{n} cards", len(own)),
            say("{n} of {m} answers", n=sum(cell.answered for cell in own), m=sum(cell.people for cell in own)),
        ]
        items.append(element("li", words("span", f"{n}. {group.name}", dir="auto") + words("b", " · ".join(facts))))
    return element("ul", "".join(items), "groups")
