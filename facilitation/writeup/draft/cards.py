"""The cards one by one, the most telling first, with what people said of each and what came of it."""

from __future__ import annotations

import msgspec
import pandas as pd

from cards.deck import Card, in_language
from facilitation.charts import card_words
from facilitation.words.names import SIGNS, later
from facilitation.writeup.blocks import Answers, Block, Paragraph, Section, Table
from facilitation.writeup.draft.telling import Telling, lower, sentences
from sessions.events import STANCES
from sessions.items import Outcome
from sessions.results import card_summary, discussion, most_divided
from sessions.session import Note

MOST_SHORT = 6  # cards in the short form

OUTCOMES = {
    "decision": later("Decision: {text}"),
    "question": later("Question: {text}"),
    "wish": later("Wish: {text}"),
}


def one_by_one(telling: Telling) -> Section | None:
    """Every card that has something to tell, and a table of all that were dealt; None where nothing was said yet."""
    say, table = telling.say, card_summary(telling.session)
    order = telling_order(telling, table)
    notes: dict[str, list[Note]] = {}
    for note in telling.session.told_notes():
        notes.setdefault(note.card, []).append(note)
    told = (_card(telling, card, table.loc[card], notes.get(card, [])) for card in order)
    sections = [section for section in told if section is not None]
    if not sections:
        return None
    columns = (say("Card"), *(f"{SIGNS[s]} {say.stance(s)}" for s in STANCES), say("Answered"), say("Asked"))
    rows = tuple((telling.title(card), *_cells(telling, table.loc[card])) for card in order)
    blocks: list[Block | None] = [
        Paragraph(_why_this_order(telling), "cards:order") if len(sections) > 1 else None,
        None if telling.short else Table(say("Answers to each card"), columns, rows),
        None if telling.short else _hidden(telling, table),
        _left_out(telling, len(sections)),
    ]
    part = telling.section("cards", say("Card by card"), blocks)
    part = part or Section(id="cards", heading=say("Card by card"), language=say.language, blocks=())
    return msgspec.structs.replace(part, sections=tuple(sections[:MOST_SHORT] if telling.short else sections))


def telling_order(telling: Telling, table: pd.DataFrame) -> list[str]:
    """The cards by how much they were talked about, then by how divided people were; then in deck order."""
    talked = {
        str(card): (int(row["groups"]), int(row["notes"])) for card, row in discussion(telling.session).iterrows()
    }
    divided = {str(card): place for place, card in enumerate(most_divided(telling.session).index)}

    def place(card: str) -> tuple[int, ...]:
        groups, notes = talked.get(card, (0, 0))
        unknown = bool(table.loc[card, "hidden"]) or not table.loc[card, "answered"]
        return (-groups, -notes, unknown, divided.get(card, len(divided)))

    return sorted(map(str, table.index), key=place)


def _why_this_order(telling: Telling) -> str:
    say, talked = telling.say, discussion(telling.session)
    if talked["groups"].max() > 0:
        return say("The cards that were talked about most come first, and of equal ones the more divided.")
    return say("The cards that people were most divided on come first.")


def _cells(telling: Telling, row: pd.Series) -> tuple[str, ...]:
    say = telling.say
    counts = ["–"] * len(STANCES) if row["hidden"] else [say.number(int(row[stance])) for stance in STANCES]
    return (*counts, say.number(int(row["answered"])), say.number(int(row["asked"])))


def _hidden(telling: Telling, table: pd.DataFrame) -> Paragraph | None:
    if not table["hidden"].any():
        return None
    limit = telling.number(telling.session.opened.limits.group)
    return Paragraph(telling.say("– in the table: fewer than {limit} people answered.", limit=limit))


def _left_out(telling: Telling, told: int) -> Paragraph | None:
    if not telling.short or told <= MOST_SHORT:
        return None
    more = telling.say.many(
        "{n} more card is in the long write-up.", "{n} more cards are in the long write-up.", told - MOST_SHORT
    )
    return Paragraph(more)


# -------------------------------------------------------------------- one card


def _card(telling: Telling, card_id: str, row: pd.Series, notes: list[Note]) -> Section | None:
    """One card; None when it has no answers that can be told, no notes and no outcome."""
    say, session = telling.say, telling.session
    card = session.cards[card_id]
    outcomes = [outcome for outcome in session.outcomes() if outcome.card == card_id]
    chairs = _chairs(telling, card)
    shown = row["answered"] and not row["hidden"]
    if not (shown or notes or outcomes or chairs):
        return None
    title, language = in_language(card.title, say.language)
    blocks: list[Block | None] = [
        None if telling.short else Paragraph(say("Theme: {theme}", theme=telling.theme(card))),
        Paragraph(_said(telling, row), f"card:{card_id}"),
        _answers(telling, row, title),
        _by_hand(telling, row, card_id),
        chairs,
        *(outcome_line(telling, outcome) for outcome in outcomes),
        telling.quotes(notes),
    ]
    number = list(session.cards).index(card_id) + 1
    told = tuple(block for block in blocks if block is not None)
    return Section(id=f"card-{number}", heading=title, language=language, blocks=told)


def _answers(telling: Telling, row: pd.Series, title: str) -> Answers | None:
    if row["hidden"] or not row["answered"]:
        return None
    bars = tuple((str(s), f"{SIGNS[s]} {telling.say.stance(s)}", int(row[s])) for s in STANCES)
    return Answers(bars, card_words(row, telling.say, title=title))


def _said(telling: Telling, row: pd.Series) -> str:
    """What people answered, in a sentence that fits how they did."""
    say = telling.say
    if row["hidden"]:
        return say("Too few people have answered this card to show their answers.")
    if not row["answered"]:
        return say("Nobody has answered this card yet.")
    n = int(row["answered"])
    counts = {str(stance): int(row[stance]) for stance in STANCES}
    most = max(counts, key=counts.__getitem__)
    facts = {stance: say.number(count) for stance, count in counts.items()}
    if counts[most] == n:
        return _all(telling, most, say.number(n))
    if 2 * counts[most] > n:
        return _majority(telling, most, counts, say.number(n))
    if counts["opportunity"] == counts["threat"] == counts[most] and 4 * counts[most] > n:
        return say("Views were even: {opportunity} saw an opportunity here, {threat} a threat.", **facts)
    return say(
        "No view got a majority: opportunity {opportunity}, threat {threat}, both {both}, can't say {unsure}.",
        **facts,
    )


def _all(telling: Telling, stance: str, n: str) -> str:
    say = telling.say
    match stance:
        case "opportunity":
            return say("All {n} who answered saw an opportunity here.", n=n)
        case "threat":
            return say("All {n} who answered saw a threat here.", n=n)
        case "both":
            return say("All {n} who answered saw both an opportunity and a threat here.", n=n)
        case _:
            return say("None of the {n} who answered could say.", n=n)


def _majority(telling: Telling, stance: str, counts: dict[str, int], n: str) -> str:
    say = telling.say
    k, others = say.number(counts[stance]), ""
    match stance:
        case "opportunity":
            told = say("Of {n} who answered, {k} saw an opportunity here.", k=k, n=n)
            others = say("{n} saw a threat.", n=say.number(counts["threat"])) if counts["threat"] else ""
            others = others or say("Nobody saw only a threat.")
        case "threat":
            told = say("Of {n} who answered, {k} saw a threat here.", k=k, n=n)
            others = (
                say("{n} saw an opportunity.", n=say.number(counts["opportunity"])) if counts["opportunity"] else ""
            )
            others = others or say("Nobody saw only an opportunity.")
        case "both":
            told = say("Of {n} who answered, {k} saw both an opportunity and a threat here.", k=k, n=n)
        case _:
            told = say("Of {n} who answered, {k} could not say.", k=k, n=n)
    return sentences(told, others)


def _by_hand(telling: Telling, row: pd.Series, card: str) -> Paragraph | None:
    """How many of the answers are raised hands."""
    if row["hidden"] or not row["by_hand"]:
        return None
    text = telling.say.many(
        "{n} of these answers was given by raising a hand.",
        "{n} of these answers were given by raising a hand.",
        int(row["by_hand"]),
    )
    return Paragraph(text, f"card:{card}:by-hand")


def _chairs(telling: Telling, card: Card) -> Paragraph | None:
    """What the room thinks those would answer who were not there; never among the counts."""
    say, chairs = telling.say, telling.session.chairs
    views = [
        f"{telling.sector(sector)} – {lower(say.stance(chairs[sector, card.id]))}"
        for sector in telling.session.opened.sectors
        if (sector, card.id) in chairs
    ]
    if not views:
        return None
    text = say(
        "The empty chair, as the room guessed those would answer who were not there (not in the counts): {views}.",
        views=", ".join(views),
    )
    return Paragraph(text, f"card:{card.id}:chair")


def outcome_line(telling: Telling, outcome: Outcome) -> Paragraph:
    """What the room decided, asked or wished, in its own words."""
    return Paragraph(telling.say(OUTCOMES[outcome.kind], text=outcome.text))


def on_the_whole(telling: Telling) -> Section | None:
    """What was said and decided of the event as a whole."""
    session = telling.session
    outcomes = [outcome_line(telling, outcome) for outcome in session.outcomes() if not outcome.card]
    notes = telling.quotes(note for note in session.told_notes() if not note.card)
    return telling.section("session-notes", telling.say("Notes on the session as a whole"), [*outcomes, notes])
