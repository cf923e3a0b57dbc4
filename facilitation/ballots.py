"""Paper ballots for those without a phone: one page for each table, to be printed and later entered on the desk."""

from __future__ import annotations

from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES
from sessions.session import Session

BOX = "☐"
LOOK = """
@page { size: A4; margin: 15mm }
body { font: 12pt/1.35 "Noto Sans", Arial, sans-serif; color: #000; background: #fff; margin: 1.5rem }
section + section { break-before: page; margin-top: 2rem }
h1 { font-size: 16pt; margin: 0 } h2 { font-size: 14pt; margin: 0 0 .5rem } p { margin: .4rem 0 }
table { border-collapse: collapse; width: 100%; margin-top: .8rem }
th, td { border: 1px solid #000; padding: .35rem .5rem; text-align: center; font-weight: normal }
td:nth-child(2), th:nth-child(2) { text-align: left } thead th { font-weight: bold } tr { break-inside: avoid }
@media print { body { margin: 0 } }
"""


def ballots(session: Session, say: Speaker) -> str:
    """A web page to print: each table's cards in the order in which the desk asks for them.

    Before the deal every page holds every card of the session's hand.
    """
    title = say("Paper ballot")
    pages = "".join(_page(session, group.id, title, say) for group in session.groups)
    head = f'<meta charset="utf-8">{words("title", title)}<style>{LOOK}</style>'
    return f'<!doctype html><html lang="{say.language}"><head>{head}</head><body>{pages}</body></html>'


def _page(session: Session, group: str, title: str, say: Speaker) -> str:
    cards = session.hand(group) or tuple(card.id for card in session.deck.cards)
    lines = [
        words("h1", session.opened.title, dir="auto"),
        words("h2", session.group(group).name, dir="auto"),
        words("p", f"{title}. {say('Tick one box for each card. You may leave a row empty. Write no name.')}"),
    ]
    if not session.hand(group):
        lines.append(words("p", say("Answer only the cards that are on your table.")))
    if session.opened.sectors:
        sectors = " ".join(f"{BOX}\N{NO-BREAK SPACE}{say.sector(sector)} " for sector in session.opened.sectors)
        lines.append(words("p", f"{say('Sector')}: {sectors}"))
    columns = ["", say("Card"), *(f"{SIGNS[stance]} {say.stance(stance)}" for stance in STANCES)]
    top = element("thead", element("tr", "".join(words("th", column) for column in columns)))
    rows = "".join(_row(n, title_of(session, card, say)) for n, card in enumerate(cards, start=1))
    return element("section", "".join(lines) + element("table", top + element("tbody", rows)))


def _row(n: int, title: str) -> str:
    cells = words("td", str(n)) + words("td", title, dir="auto") + words("td", BOX) * len(STANCES)
    return element("tr", cells)
