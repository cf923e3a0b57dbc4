"""The write-up of a session as a document: sections of plain-text blocks, which each format renders in its own way.

All numbers come from `sessions.results`, so text, chart, table and alt text say the same. Nothing here is escaped:
whoever renders a block does that. Card titles and names stand in the nominative, after a colon or in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import msgspec
import pandas as pd

from cards.deck import Card, in_language
from facilitation.charts import card_words
from facilitation.words import Speaker, speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES
from sessions.results import (
    Said,
    answered_round,
    card_summary,
    composition,
    cross_cutting,
    discussion,
    hidden_groups,
    last_words,
    most_divided,
    people_leaning,
    priorities,
    publication,
    sectors_missing,
)
from sessions.session import Note, Session

MOST_NAMED = 4  # cards that a sentence names; the tables have all of them
MOST_PRIORITIES = 3  # places that a sentence names
SERVICE = "Trendipakka"


class Paragraph(msgspec.Struct, frozen=True):
    text: str


class Lead(msgspec.Struct, frozen=True):
    """A sentence that a section stands for."""

    text: str


class Facts(msgspec.Struct, frozen=True):
    """Pairs of a label and what it says."""

    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True):
    """The first cell of a row names it; the others are numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Answers(msgspec.Struct, frozen=True):
    """The answers to a card: `bars` are (stance, sign and word, count), `words` is the alt text."""

    bars: tuple[tuple[str, str, int], ...]
    words: str


class Quote(msgspec.Struct, frozen=True):
    """A note as written; `group` is "" where it must not be named, `language` is what the author chose."""

    kind: str
    group: str
    text: str
    language: str


class Quotes(msgspec.Struct, frozen=True):
    items: tuple[Quote, ...]


Block = Paragraph | Lead | Facts | Table | Answers | Quotes


class Section(msgspec.Struct, frozen=True):
    """`language` is that of the heading."""

    id: str
    heading: str
    language: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """`language` is that of our own words; `title` is as the facilitator wrote it."""

    language: str
    title: str
    kicker: str
    facts: Facts
    sections: tuple[Section, ...]
    skip: str
    foot: str


def write_up(session: Session, language: str) -> Document:
    """The write-up of a session, finished or not; an unknown language gives English."""
    say = speaker(language)
    sections = [
        _people(session, say),
        _discussion(session, say),
        _cross_cutting(session, say),
        _headline(session, say),
        _cards(session, say),
        _whole(session, say),
        _priorities(session, say),
        _last_words(session, say),
        _method(session, say),
        _credits(session, say),
    ]
    return Document(
        language=say.language,
        title=session.opened.title,
        kicker=say("Write-up of a session with trend cards"),
        facts=_facts(session, say),
        sections=tuple(section for section in sections if section is not None),
        skip=say("Skip to the content"),
        foot=say("Made with {service}.", service=SERVICE),
    )


def session_day(session: Session) -> str:
    """The day as the facilitator wrote it, or in ISO form when cards were first rated (or the session was opened)."""
    if session.opened.date:
        return session.opened.date
    began = session.rounds[0].opened_at if session.rounds else session.opened_at
    return datetime.fromtimestamp(began / 1000, UTC).date().isoformat()


def _facts(session: Session, say: Speaker) -> Facts:
    opened = session.opened
    series = opened.series
    if series and opened.number:
        series = say("{series}, number {number}", series=series, number=opened.number)
    rows = [
        (say("Date"), _day(session_day(session), say)),
        (say("Place"), opened.place),
        (say("Region"), opened.region),
        (say("Organised by"), opened.organisers),
        (say("Series"), series),
        (say("Aim"), opened.aim),
        (say("Question"), say.card_text(session.deck.question)),
    ]
    if not session.closed:
        rows.append((say("State"), say("The session has not been closed yet, so these numbers may still change.")))
    return Facts(tuple((label, text) for label, text in rows if text))


def _day(text: str, say: Speaker) -> str:
    try:
        return say.day(date.fromisoformat(text))
    except ValueError:
        return text


# -------------------------------------------------------------------- who, and what it came to


def _people(session: Session, say: Speaker) -> Section:
    present = composition(session)
    people = sum(present.values())
    answered = people_leaning(session).people
    blocks: list[Block] = []
    if not people:
        blocks.append(Paragraph(say("Nobody has joined yet.")))
    else:
        sectors = ", ".join(f"{say.sector(sector)} {say.number(n)}" for sector, n in present.items() if n)
        blocks.append(
            Lead(
                say.many(
                    "{n} participant took part: {sectors}.",
                    "{n} participants took part: {sectors}.",
                    people,
                    sectors=sectors,
                )
            )
        )
    missing = sectors_missing(session)
    if missing and people:
        blocks.append(Paragraph(say("Nobody came from: {sectors}.", sectors=_named(say.sector(s) for s in missing))))
    if answered:
        blocks.append(
            Paragraph(
                say(
                    "{answered} of {people} participants answered. The results are their views, and no more.",
                    answered=say.number(answered),
                    people=say.number(people),
                )
            )
        )
    rows = tuple((say.sector(sector), say.number(n)) for sector, n in present.items())
    if rows:
        blocks.append(Table(say("Participants by sector"), (say("Sector"), say("People")), rows))
    return _section("people", say("Who was there"), say, blocks)


def _discussion(session: Session, say: Speaker) -> Section:
    table = discussion(session)
    table = table[table["groups"] > 0]
    heading = say("What sparked discussion")
    if not len(table):
        return _section("discussion", heading, say, [Paragraph(say("No card has notes or marks yet."))])
    cards = _named(_title(session, card, say) for card in table.index[:MOST_NAMED])
    rows = tuple(
        (_title(session, card, say), say.number(int(row["groups"])), say.number(int(row["notes"])))
        for card, row in table.iterrows()
    )
    return _section(
        "discussion",
        heading,
        say,
        [
            Lead(say("These sparked the most discussion: {cards}.", cards=cards)),
            Table(
                say("Cards by how many groups talked about them"), (say("Card"), say("Groups"), say("Notes")), rows
            ),
        ],
    )


def _cross_cutting(session: Session, say: Speaker) -> Section:
    table = cross_cutting(session)
    table = table[table["marked"] > 0]
    heading = say("What cuts across everything")
    if not len(table):
        return _section("cross-cutting", heading, say, [Paragraph(say("No group has marked a card yet."))])
    cards = _named(
        say(
            "{card} ({marked}/{groups} groups)",
            card=_title(session, card, say),
            marked=say.number(int(row["marked"])),
            groups=say.number(int(row["groups"])),
        )
        for card, row in table.iterrows()
    )
    sentence = say("Themes that cut across everything, in the view of the groups: {cards}.", cards=cards)
    return _section("cross-cutting", heading, say, [Lead(sentence)])


def _headline(session: Session, say: Speaker) -> Section:
    room = people_leaning(session)
    blocks: list[Block] = []
    if not room.people:
        blocks.append(Paragraph(say("Nobody has answered yet.")))
    elif room.hidden:
        blocks.append(Paragraph(say("Too few people have answered to show how they lean.")))
    else:
        blocks.append(
            Lead(
                say(
                    "{k} of {n} participants saw the future more as an opportunity than as a threat.",
                    k=say.number(room.opportunity),
                    n=say.number(room.people),
                )
            )
        )
        blocks.append(
            Paragraph(
                say(
                    "More as a threat: {threat}. As much of both: {tied}. Could not say: {unsure}. "
                    "This counts people: each by their own answers.",
                    threat=say.number(room.threat),
                    tied=say.number(room.tied),
                    unsure=say.number(room.unsure),
                )
            )
        )
    divided = most_divided(session)
    for card, row in divided.head(1).iterrows():
        blocks.append(
            Paragraph(
                say(
                    "Opinions were most divided on: {card} (opportunity {p}, threat {u}, both {m}).",
                    card=_title(session, card, say),
                    p=say.number(int(row["opportunity"])),
                    u=say.number(int(row["threat"])),
                    m=say.number(int(row["both"])),
                )
            )
        )
    return _section("headline", say("Opportunity or threat"), say, blocks)


# -------------------------------------------------------------------- the cards


def _cards(session: Session, say: Speaker) -> Section:
    table = card_summary(session)
    notes: dict[str, list[Note]] = {}
    for note in session.all_notes():
        notes.setdefault(note.card, []).append(note)
    columns = (say("Card"), *(f"{SIGNS[s]} {say.stance(s)}" for s in STANCES), say("Answered"), say("Asked"))
    rows = tuple((_title(session, card, say), *_cells(row, say)) for card, row in table.iterrows())
    blocks: list[Block] = [Table(say("Answers to each card"), columns, rows)]
    if table["hidden"].any():
        limit = say.number(session.opened.limits.group)
        blocks.append(Paragraph(say("– in the table: fewer than {limit} people answered.", limit=limit)))
    sections = tuple(
        _card(session, session.cards[str(card)], row, notes.get(str(card), []), say) for card, row in table.iterrows()
    )
    return msgspec.structs.replace(_section("cards", say("Card by card"), say, blocks), sections=sections)


def _cells(row: pd.Series, say: Speaker) -> tuple[str, ...]:
    counts = ["–"] * len(STANCES) if row["hidden"] else [say.number(int(row[stance])) for stance in STANCES]
    return (*counts, say.number(int(row["answered"])), say.number(int(row["asked"])))


def _card(session: Session, card: Card, row: pd.Series, notes: list[Note], say: Speaker) -> Section:
    title, language = in_language(card.title, say.language)
    blocks: list[Block] = [Paragraph(say("Theme: {theme}", theme=_theme(session, card, say)))]
    if row["hidden"]:
        blocks.append(Paragraph(say("Too few people have answered this card to show their answers.")))
    elif not row["answered"]:
        blocks.append(Paragraph(say("Nobody has answered this card yet.")))
    else:
        bars = tuple((str(s), f"{SIGNS[s]} {say.stance(s)}", int(row[s])) for s in STANCES)
        blocks.append(Answers(bars, card_words(row, say, title=title)))
    if notes:
        blocks.append(_quotes(session, notes, say))
    return Section(id=f"card-{_place(session, card)}", heading=title, language=language, blocks=tuple(blocks))


def _place(session: Session, card: Card) -> int:
    return list(session.cards).index(card.id) + 1


def _theme(session: Session, card: Card, say: Speaker) -> str:
    return say.card_text(session.deck.theme(card.theme).name)


def _whole(session: Session, say: Speaker) -> Section | None:
    notes = [note for note in session.all_notes() if not note.card]
    if not notes:
        return None
    return _section("session-notes", say("Notes on the session as a whole"), say, [_quotes(session, notes, say)])


def _quotes(session: Session, notes: Iterable[Note], say: Speaker) -> Quotes:
    hidden = hidden_groups(session)
    return Quotes(
        tuple(
            Quote(
                kind="" if note.group in hidden else say.note_kind(note.kind),
                group="" if note.group in hidden else session.group(note.group).name,
                text=note.text,
                language=note.language,
            )
            for note in notes
        )
    )


# -------------------------------------------------------------------- what matters most, and what comes next


def _priorities(session: Session, say: Speaker) -> Section | None:
    """The cards with points, or None in a session without that step."""
    room = priorities(session)
    if not room.people and all(step.kind != "priorities" for step in session.agenda):
        return None
    heading = say("What matters most")
    if room.hidden:
        return _section("priorities", heading, say, [Paragraph(say("Too few people gave points to show them."))])
    if not room.people:
        return _section("priorities", heading, say, [Paragraph(say("Nobody gave points."))])
    people = say.many(
        "{n} person gave points, at most {most} each.",
        "{n} people gave points, at most {most} each.",
        room.people,
        most=say.number(session.opened.points),
    )
    rows = tuple(
        (
            _title(session, card, say),
            say.number(points),
            say.number(room.givers[card]),
        )
        for card, points in room.points.items()
    )
    blocks: list[Block] = [Paragraph(people)]
    first = _first_places(room.points)
    if first:
        cards = _named(f"{place}. {_title(session, card, say)}" for card, place in first.items())
        blocks.insert(0, Lead(say("Priorities: {cards}.", cards=cards)))
    blocks.append(Table(say("Cards by their points"), (say("Card"), say("Points"), say("People")), rows))
    return _section("priorities", heading, say, blocks)


def _first_places(points: Mapping[str, int]) -> dict[str, int]:
    """The first three cards with their places; equal cards share one, and too many equal ones are left out."""
    places = {card: 1 + sum(other > own for other in points.values()) for card, own in points.items()}
    first = {card: place for card, place in places.items() if place <= MOST_PRIORITIES}
    if len(first) > 2 * MOST_PRIORITIES:
        last = max(first.values())
        first = {card: place for card, place in first.items() if place < last}
    return first


def _last_words(session: Session, say: Speaker) -> Section | None:
    """What people said at the end, or None where nobody was asked."""
    said = last_words(session)
    if not said.people and all(step.kind != "checkout" for step in session.agenda):
        return None
    heading = say("Last questions")
    if not said.people:
        return _section("last-words", heading, say, [Paragraph(say("Nobody answered the last questions."))])
    blocks: list[Block] = [
        Paragraph(
            say.many(
                "{n} person answered the last questions.", "{n} people answered the last questions.", said.people
            )
        )
    ]
    if said.mean is not None:
        mean, graded = say.number(round(said.mean, 1)), say.number(said.graded)
        blocks.append(Lead(say("Grade for the session: {mean} of 4 (n = {n}).", mean=mean, n=graded)))
    if said.grades:
        names = (say("Weak"), say("Fair"), say("Good"), say("Excellent"))
        rows = tuple((f"{grade} {names[grade - 1]}", say.number(n)) for grade, n in said.grades.items())
        blocks.append(Table(say("Grades"), (say("Grade"), say("People")), rows))
    elif said.graded:
        blocks.append(Paragraph(say("Too few people gave a grade to show it.")))
    if said.wishes:
        blocks += [Paragraph(say("Wished for next time:")), _said(said.wishes)]
    if said.thoughts:
        blocks += [Paragraph(say("New thoughts that people took with them:")), _said(said.thoughts)]
    return _section("last-words", heading, say, blocks)


def _said(texts: Iterable[Said]) -> Quotes:
    return Quotes(tuple(Quote(kind="", group="", text=said.text, language=said.language) for said in texts))


# -------------------------------------------------------------------- how it was done


def _method(session: Session, say: Speaker) -> Section:
    opened = session.opened
    people = sum(composition(session).values())
    by_hand = sum(seat.channel != "phone" for seat in session.people()) + sum(session.people_by_hand().values())
    hidden = int(card_summary(session)["hidden"].sum())
    given = publication(session)
    facts = [
        (say("Present"), say.number(people)),
        (say("Answered"), say.number(people_leaning(session).people)),
        (say("Answered by hand"), say.number(by_hand) if by_hand else ""),
        (say("Groups"), say.number(len({seat.group for seat in session.people()}))),
        (say("Round"), f"{answered_round(session)}/{len(session.rounds)}" if len(session.rounds) > 1 else ""),
    ]
    sentences = [
        say("Everybody rated the cards alone. The answers could be changed until the round closed."),
        say("The answers stayed hidden from the room until the facilitator showed them."),
        say("The answers are anonymous: no name and no address was asked for or kept with them.")
        if not opened.nicknames
        else say("The answers are shown without names."),
        say(
            "Answers of fewer than {group} people in a group, and of fewer than {sector} people in a sector, are "
            "not shown by group or sector, and neither is what would reveal them by subtraction.",
            group=say.number(opened.limits.group),
            sector=say.number(opened.limits.sector),
        ),
    ]
    suppressed = [
        say.many("{n} card is hidden.", "{n} cards are hidden.", hidden) if hidden else "",
        say.many("{n} group is not named.", "{n} groups are not named.", len(given.blank_groups))
        if given.blank_groups
        else "",
        say.many(
            "{n} rating is left out of the table of ratings.",
            "{n} ratings are left out of the table of ratings.",
            given.left_out,
        )
        if given.left_out
        else "",
    ]
    hiding = " ".join(text for text in suppressed if text) or say("Nothing had to be hidden.")
    blocks: list[Block] = [Facts(tuple(fact for fact in facts if fact[1])), *map(Paragraph, sentences)]
    return _section("method", say("How this was done"), say, [*blocks, Paragraph(hiding)])


def _credits(session: Session, say: Speaker) -> Section:
    deck = session.deck
    facts = [
        (say("Cards"), say.card_text(deck.title)),
        (say("Authors of the cards"), deck.authors),
        (say("Licence of the cards"), deck.licence),
        (say("Inspired by"), say.card_text(deck.inspired_by)),
        (say("Deck"), f"{deck.id} {deck.version}"),
        (say("Digest of the deck"), session.opened.digest),
        (say("Session"), session.code),
    ]
    return _section("credits", say("Credits"), say, [Facts(tuple(fact for fact in facts if fact[1]))])


def _section(name: str, heading: str, say: Speaker, blocks: Iterable[Block]) -> Section:
    return Section(id=name, heading=heading, language=say.language, blocks=tuple(blocks))


def _named(items: Iterable[str]) -> str:
    return ", ".join(items)


def _title(session: Session, card: object, say: Speaker) -> str:
    return say.card_text(session.cards[str(card)].title)
