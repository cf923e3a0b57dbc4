"""A room in which everything that people and decks can write is hostile."""

import msgspec

from sessions.events import Group, Noted
from sessions.session import Session
from tests.facilitation.writeup.hostile import HOSTILE
from tests.factories import an_opening
from tests.rooms import a_room, answers, seated


def a_hostile_room() -> Session:
    """Every hostile text as a card's title, as a note on that card and as a note on the session; one as a group.

    Every ninth card has answers, hence a chart.
    """
    opened = an_opening(cards=len(HOSTILE), groups=3)
    cards = tuple(
        msgspec.structs.replace(card, title={"en": text}, trend={"en": text})
        for card, text in zip(opened.deck.cards, HOSTILE, strict=True)
    )
    deck = msgspec.structs.replace(opened.deck, cards=cards, authors=HOSTILE[0], licence=HOSTILE[1])
    opened = msgspec.structs.replace(
        opened,
        title=HOSTILE[2],
        place=HOSTILE[3],
        aim=HOSTILE[4],
        deck=deck,
        groups=tuple(Group(id=f"g{n}", name=HOSTILE[-n]) for n in (1, 2, 3)),
    )
    notes = [
        Noted(note=f"n{n}", seat="s1", group="g1", card=card, kind="plus", text=text, language="sv", tap=n)
        for n, (card, text) in enumerate(
            [(card.id, text) for card, text in zip(cards, HOSTILE, strict=True)] + [("", text) for text in HOSTILE], 1
        )
    ]
    rated = answers(**{card.id: "PNB" for card in cards[::9]})
    return a_room(seated(g1=[""] * 3, g2=[""] * 3, g3=[""] * 3), rated, *notes, opened=opened)
