"""The write-up of a session as a document: our own words by rules, and the facilitator's where they wrote some.

All numbers come from `sessions.results`, so text, chart, table and alt text say the same. Every paragraph that a
facilitator may write anew has a place ("headline", "card:digitalisation"); what stands in lists and tables stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import msgspec

from facilitation.words import speaker
from facilitation.writeup.blocks import (
    Answers,
    Block,
    Document,
    Facts,
    Lead,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
)
from facilitation.writeup.draft import cards, method, onward, people, room
from facilitation.writeup.draft.people import session_day
from facilitation.writeup.draft.telling import Telling
from sessions.items import Passage
from sessions.session import Session

__all__ = [
    "SERVICE",
    "Answers",
    "Block",
    "Document",
    "Facts",
    "Lead",
    "Paragraph",
    "Quote",
    "Quotes",
    "Section",
    "Table",
    "basis",
    "drafted",
    "in_their_words",
    "paragraphs",
    "session_day",
    "stale",
    "write_up",
]

SERVICE = "Trendipakka"

# In the order of the texts that such networks publish.
SECTIONS = (
    people.people,
    people.course,
    room.sparked,
    room.cuts_across,
    room.headline,
    room.changed,
    cards.one_by_one,
    cards.on_the_whole,
    onward.matters_most,
    onward.agreed,
    onward.another_day,
    onward.goodbye,
    method.method,
    method.credits,
)

# What the short form has, in its order; of the cards only their table.
SHORT = (
    *("people", "headline", "before-after", "discussion", "cross-cutting", "priorities"),
    *("actions", "parked", "cards"),
)


def write_up(session: Session, language: str, *, short: bool = False) -> Document:
    """The write-up of a session, finished or not, with the facilitator's own words where they wrote some.

    An unknown language gives English. The short form is what a reader needs first: the sections of `SHORT` without
    notes, single cards, and the tables that a sentence sums up.
    """
    ours = drafted(session, language)
    whole = in_their_words(ours, session.passages(ours.language))
    return _short_form(whole) if short else whole


def drafted(session: Session, language: str) -> Document:
    """The write-up in our words alone."""
    telling = Telling(session, speaker(language))
    say = telling.say
    return Document(
        language=say.language,
        title=session.opened.title,
        kicker=_kicker(telling),
        facts=people.title_block(telling),
        sections=tuple(section for tell in SECTIONS if (section := tell(telling)) is not None),
        skip=say("Skip to the content"),
        foot=say("Made with {service}.", service=SERVICE),
    )


def _kicker(telling: Telling) -> str:
    """What this is; a demo says on its cover that nobody gave these answers."""
    if telling.session.opened.demo:
        return telling.say("Made-up example of the write-up of a session with trend cards")
    return telling.say("Write-up of a session with trend cards")


def _short_form(document: Document) -> Document:
    known = {section.id: section for section in document.sections}
    sections = tuple(_in_short(known[id]) for id in SHORT if id in known)
    return msgspec.structs.replace(document, sections=sections)


def _in_short(section: Section) -> Section:
    kept = (Lead, Paragraph, Facts, Table) if section.id == "cards" else (Lead, Paragraph)
    blocks = tuple(block for block in section.blocks if isinstance(block, kept))
    return msgspec.structs.replace(section, blocks=blocks, sections=())


# -------------------------------------------------------------------- the facilitator's own words


def in_their_words(document: Document, passages: Mapping[str, Passage]) -> Document:
    """The document with the passages in place of the paragraphs they are written for.

    An empty passage leaves its paragraph out, and a section that has nothing left goes with it. A passage for a
    paragraph that is not there any more is left out too.
    """
    sections = (_section(section, passages) for section in document.sections)
    return msgspec.structs.replace(document, sections=tuple(section for section in sections if section is not None))


def _section(section: Section, passages: Mapping[str, Passage]) -> Section | None:
    blocks = tuple(told for block in section.blocks for told in _blocks(block, passages))
    inner = tuple(part for part in (_section(part, passages) for part in section.sections) if part is not None)
    if not blocks and not inner:
        return None
    return msgspec.structs.replace(section, blocks=blocks, sections=inner)


def _blocks(block: Block, passages: Mapping[str, Passage]) -> Iterator[Block]:
    """The block, or the paragraphs that a facilitator wrote in its place: a line each."""
    if not isinstance(block, Lead | Paragraph) or block.place not in passages:
        yield block
        return
    lines = [line.strip() for line in passages[block.place].text.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        yield msgspec.structs.replace(block, text=line) if number == 0 else Paragraph(line)


def paragraphs(document: Document) -> Iterator[tuple[str, Lead | Paragraph]]:
    """(heading, paragraph) of everything that a facilitator may write anew, in the document's order."""
    for section in document.sections:
        for part in (section, *section.sections):
            for block in part.blocks:
                if isinstance(block, Lead | Paragraph) and block.place:
                    yield part.heading, block


def basis(block: Lead | Paragraph) -> str:
    """What a passage remembers of our words: the same words, with the same numbers, give the same, whatever stands
    before them.
    """
    said = block.text if isinstance(block, Lead) else block.by_itself or block.text
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def stale(ours: Document, passages: Mapping[str, Passage]) -> tuple[str, ...]:
    """The places where our words, or the numbers in them, are others now than when the facilitator wrote theirs.

    Places that are not in the document any more are the last.
    """
    now = {block.place: basis(block) for _, block in paragraphs(ours)}
    changed = [place for place in now if place in passages and passages[place].basis != now[place]]
    return (*changed, *(place for place in passages if place not in now))
