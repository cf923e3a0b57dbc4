"""The practice card: everybody rates it first, to try the four answers; it belongs to no deck and counts nowhere."""

from cards.deck import Card, Deck

PRACTICE = "practice"


def practice_card(deck: Deck) -> Card:
    """The practice card, lying under the first theme of a deck."""
    return Card(
        id=PRACTICE,
        theme=deck.themes[0].id if deck.themes else "",
        title={
            "fi": "Kahvi kuuluu jokaiseen kokoukseen",
            "sv": "Kaffe hör till varje möte",
            "en": "Coffee at every meeting",
        },
        trend={
            "fi": "Kokous alkaa kahvilla, ja ensimmäiset kymmenen minuuttia kuluvat kahvijonossa.",
            "sv": "Mötet börjar med kaffe, och de första tio minuterna går åt till att köa.",
            "en": "A meeting begins with coffee, and its first ten minutes go by in the queue.",
        },
        question={
            "fi": "Harjoittelukortti: kokeile vastaamista ja vastauksen vaihtamista. Tätä ei lasketa mukaan.",
            "sv": "Övningskort: prova att svara och att ändra ditt svar. Det här räknas inte.",
            "en": "A practice card: try to answer, and to change your answer. It does not count.",
        },
        plain={
            "fi": "Kokouksissa juodaan kahvia. Kahvijono vie aikaa.",
            "sv": "På möten dricker man kaffe. Kaffekön tar tid.",
            "en": "People drink coffee at meetings. The queue takes time.",
        },
    )
