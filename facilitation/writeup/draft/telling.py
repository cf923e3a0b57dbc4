"""What every part of the draft shares: the session, the language, and how things are named inside a sentence.

Card titles and names stand in the nominative, after a colon or in a list: Finnish inflects, and a rule should not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from cards.deck import Card
from facilitation.words import Speaker
from facilitation.words.names import later
from facilitation.writeup.blocks import Block, Quote, Quotes, Section
from sessions.results import unnamed_groups
from sessions.session import Note, Session

FEW = 4  # cards that a sentence names; the tables have all of them

# The word between two things, and what stands before the last of several that have it inside.
ANDS = {"fi": (" ja ", " sekä "), "sv": (" och ", " samt "), "en": (" and ", ", and ")}

# Small numbers as words, where a sentence counts things; what people answered stands in figures.
COUNTS = (
    "",
    later("one"),
    later("two"),
    later("three"),
    later("four"),
    later("five"),
    later("six"),
    later("seven"),
    later("eight"),
    later("nine"),
    later("ten"),
)

# The same, as what a part is taken out of.
OUT_OF = (
    "",
    later("out of one"),
    later("out of two"),
    later("out of three"),
    later("out of four"),
    later("out of five"),
    later("out of six"),
    later("out of seven"),
    later("out of eight"),
    later("out of nine"),
    later("out of ten"),
)

# Where people came from, as a sentence goes on after their number.
ORIGINS = {
    "association": later("from associations"),
    "municipality": later("from municipalities or employment areas"),
    "state": later("from state authorities"),
    "wellbeing": later("from wellbeing services counties"),
    "education": later("from schools or colleges"),
    "employer": later("from companies or other employers"),
    "provider": later("from private service providers"),
    "social-enterprise": later("from social enterprises"),
    "insurance": later("from Kela or insurance"),
    "jobseeker": later("from among jobseekers and experts by experience"),
    "project": later("from projects"),
    "other": later("from elsewhere"),
}

# Where one person came from.
ORIGIN = {
    "association": later("from an association"),
    "municipality": later("from a municipality or employment area"),
    "state": later("from a state authority"),
    "wellbeing": later("from a wellbeing services county"),
    "education": later("from a school or college"),
    "employer": later("from a company or another employer"),
    "provider": later("from a private service provider"),
    "social-enterprise": later("from a social enterprise"),
    "insurance": later("from Kela or an insurance company"),
    "jobseeker": later("from among jobseekers or experts by experience"),
    "project": later("from a project"),
    "other": later("from elsewhere"),
}

# Those whom nobody spoke for; nobody of a sector means nobody of its best-known part.
VOICES = {
    "employer": later("employers"),
    "jobseeker": later("jobseekers"),
    "association": later("associations"),
    "municipality": later("municipalities"),
    "state": later("state authorities"),
    "wellbeing": later("wellbeing services counties"),
    "education": later("schools and colleges"),
    "provider": later("private service providers"),
    "social-enterprise": later("social enterprises"),
    "insurance": later("Kela and insurance companies"),
    "project": later("projects"),
    "other": later("others"),
}


class Telling(msgspec.Struct, frozen=True):
    """Whose story is told, and in which language."""

    session: Session
    say: Speaker

    def number(self, value: float) -> str:
        return self.say.number(value)

    def title(self, card: object) -> str:
        return self.say.card_text(self.session.cards[str(card)].title)

    def titles(self, cards: Iterable[object]) -> str:
        return self.listed([self.title(card) for card in cards])

    def listed(self, items: list[str]) -> str:
        """Items as running text; where one of them has an "and" of its own, the last comes with another word."""
        inner, last = ANDS[self.say.language]
        if len(items) < 2 or not any(inner in item for item in items):
            return self.say.listed(items)
        return f"{', '.join(items[:-1])}{last}{items[-1]}"

    def theme(self, card: Card) -> str:
        return self.say.card_text(self.session.deck.theme(card.theme).name)

    def count(self, n: int) -> str:
        """A number of things, up to ten in a word."""
        return self.say(COUNTS[n]) if 1 <= n < len(COUNTS) else self.number(n)

    def many(self, one: str, several: str, n: int, **facts: object) -> str:
        """`say.many` with the number in a word; Finnish and Swedish write the one of the first form themselves."""
        return self.say.many(one, several, n, n=self.count(n), **facts)

    def people(self, *counts: int) -> list[str]:
        """How many people did each of the things that a sentence tells: all in words, or in figures where one of
        them is above ten. One is always a word.
        """
        words = max(counts, default=0) < len(COUNTS)
        return [self.count(n) if words or n == 1 else self.number(n) for n in counts]

    def begun(self, kind: str) -> int:
        """How many steps of a kind have been begun."""
        ids = {step.id for step in self.session.agenda[: self.session.step + 1] if step.kind == kind}
        return len(ids & {began.step for began in self.session.began})

    def section(self, name: str, heading: str, blocks: Iterable[Block | None]) -> Section | None:
        """A section of what there is to tell, or None when there is nothing."""
        told = tuple(block for block in blocks if block is not None)
        return Section(id=name, heading=heading, language=self.say.language, blocks=told) if told else None

    def quotes(self, notes: Iterable[Note]) -> Quotes | None:
        """Notes as they may be quoted, the starred ones first."""
        notes = sorted(notes, key=lambda note: not self.session.sorted(note.id).starred)
        return Quotes(tuple(self._quote(note) for note in notes)) if notes else None

    def _quote(self, note: Note) -> Quote:
        unnamed, sorting = note.group in unnamed_groups(self.session), self.session.sorted(note.id)
        return Quote(
            kind="" if unnamed else self.say.note_kind(note.kind),
            group="" if unnamed else self.session.group(note.group).name,
            text=sorting.quote or note.text,
            language=note.language,
            starred=sorting.starred,
        )


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """A text that people wrote, as a sentence: with a full stop where it ends in none."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def sentences(*told: str) -> str:
    """Those that say something, one after the other."""
    return " ".join(text for text in told if text)


def first_places(counts: Mapping[str, object], most: int) -> dict[str, int]:
    """The first keys with their places, by counts that are given most first; equal ones share a place.

    Where too many are equal, they are left out together: a sentence that names some of them would not be fair. So
    there may be none at all.
    """
    places: dict[str, int] = {}
    for place, (key, count) in enumerate(counts.items(), start=1):
        before = list(places)[-1] if places else ""
        places[key] = places[before] if before and counts[before] == count else place
    named = {key: place for key, place in places.items() if place <= most}
    while len(named) > most + 1:
        last = max(named.values())
        named = {key: place for key, place in named.items() if place < last}
    return named
