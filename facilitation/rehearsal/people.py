"""How people behave with a phone in their hand, as far as a rehearsal needs it."""

from __future__ import annotations

from random import Random

import msgspec

HESITATION = 6.0  # seconds until a card is answered, in the middle of many
CHANGED_MIND = 0.12  # of answers that are changed afterwards
AGAIN_OTHERWISE = 0.25  # of cards rated again that get another answer than before
AGREES = 0.4  # of notes on the screen
TAKES = 0.2  # of actions
WRITES = 0.15  # of cards that get a note
WRITES_AT_TABLE = 0.5  # of people, while their table talks
MOST_NOTES = 2  # of one person, until they leave the writing at the table to others
DROPS_OFF = 0.04  # of cards after which the phone loses its network
AWAY = (3.0, 25.0)  # seconds

# What people might write, by the language of their phone. Kinds as decks have them; others get any of these.
NOTES = {
    "fi": (
        "Tästä pitäisi puhua työnantajien kanssa jo keväällä.",
        "Meillä on tähän hyvä malli, voimme esitellä sen.",
        "Osaaminen vanhenee nopeammin kuin koulutukset uudistuvat.",
        "Pienillä paikkakunnilla tämä näkyy ensin.",
        "Kuka tästä vastaa, kun hanke loppuu?",
    ),
    "sv": (
        "Det här borde vi ta upp med arbetsgivarna redan i vår.",
        "Vi har en bra modell för det här och kan visa den.",
        "Kompetensen åldras snabbare än utbildningarna förnyas.",
        "På små orter märks det här först.",
        "Vem ansvarar för det här när projektet tar slut?",
    ),
    "en": (
        "We should talk about this with employers this spring.",
        "We have a good model for this and can show it.",
        "Skills age faster than training is renewed.",
        "Small places will feel this first.",
        "Who looks after this when the project ends?",
    ),
}


# What people might take with them, by the language of their phone.
THOUGHTS = {
    "fi": ("Muut miettivät samoja asioita.", "Työnantajat pitää saada samaan pöytään."),
    "sv": ("Andra funderar på samma saker.", "Arbetsgivarna behöver sitta vid samma bord."),
    "en": ("Others wonder about the same things.", "Employers need to sit at the same table."),
}


class Person(msgspec.Struct, frozen=True):
    """Somebody's character. `lean` is how much more of an opportunity than a threat they see, -1.0 to 1.0.

    `haste` multiplies all their pauses.
    """

    language: str
    sector: str
    lean: float
    haste: float
    nickname: str


def a_person(n: int, chance: Random, *, languages: tuple[str, ...], sectors: tuple[str, ...]) -> Person:
    """The n-th person of a room: the first language is spoken most, most are a little hopeful, some are slow."""
    weights = [4.0] + [1.0] * (len(languages) - 1)
    return Person(
        language=chance.choices(languages, weights)[0],
        sector=chance.choice(("", *sectors)),
        lean=max(-1.0, min(1.0, chance.gauss(0.25, 0.4))),
        haste=chance.lognormvariate(0.0, 0.4),
        nickname=f"Testi {n}",
    )


def stance_of(person: Person, card: str, chance: Random) -> str:
    """What a person answers to a card. Cards lean too, every time the same way."""
    lean = person.lean + Random(card).uniform(-0.8, 0.8)  # noqa: S311 - no secret
    threat, opportunity = max(0.05, 0.4 - lean / 2), max(0.05, 0.4 + lean / 2)
    return chance.choices(("opportunity", "threat", "both", "unsure"), (opportunity, threat, 0.3, 0.12))[0]


def stance_again(person: Person, card: str, before: str, chance: Random) -> str:
    """What a person answers to a card that is rated again: mostly what they said before."""
    return stance_of(person, card, chance) if not before or chance.random() < AGAIN_OTHERWISE else before


def willing(seat: str, thing: str, share: float) -> bool:
    """Whether somebody is for a thing, as an action or a note; asked again they say the same."""
    return Random(f"{seat} {thing}").random() < share  # noqa: S311 - no secret


def pause(person: Person, chance: Random, seconds: float) -> float:
    """About so many seconds, as people take them: mostly less, sometimes much more."""
    return seconds * person.haste * chance.lognormvariate(0.0, 0.6)
