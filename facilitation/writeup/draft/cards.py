"""The cards one by one, the most telling first, with what people said of each and what came of it."""

from __future__ import annotations

import pandas as pd

from cards.deck import Card, in_language
from facilitation.charts import card_words
from facilitation.words.names import SIGNS, later
from facilitation.writeup.blocks import Answers, Block, Paragraph, Section, Table
from facilitation.writeup.draft.telling import VOICES, Telling, lower, sentences
from sessions.events import STANCES
from sessions.items import Outcome
from sessions.results import card_summary, discussion, most_divided
from sessions.session import Note

CLEAR = 4  # people by which one view is clearly ahead of another

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
        Table(say("Answers to each card"), columns, rows),
        _hidden(telling, table),
    ]
    kept = tuple(block for block in blocks if block is not None)
    return Section("cards", say("Card by card"), say.language, kept, tuple(sections))


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
        theme_line(telling, card),
        Paragraph(_said(telling, card, row), f"card:{card_id}"),
        _answers(telling, row, title),
        _by_hand(telling, row, card_id),
        chairs,
        *(outcome_line(telling, outcome) for outcome in outcomes),
        telling.quotes(notes),
    ]
    number = list(session.cards).index(card_id) + 1
    told = tuple(block for block in blocks if block is not None)
    return Section(id=f"card-{number}", heading=title, language=language, blocks=told)


def theme_line(telling: Telling, card: Card) -> Paragraph:
    return Paragraph(telling.say("Theme: {theme}", theme=telling.theme(card)))


def _answers(telling: Telling, row: pd.Series, title: str) -> Answers | None:
    if row["hidden"] or not row["answered"]:
        return None
    bars = tuple((str(s), f"{SIGNS[s]} {telling.say.stance(s)}", int(row[s])) for s in STANCES)
    return Answers(bars, card_words(row, telling.say, title=title))


def _said(telling: Telling, card: Card, row: pd.Series) -> str:
    """What people answered, in a sentence that fits how they did."""
    say = telling.say
    if row["hidden"]:
        return say("Too few people have answered this card to show their answers.")
    if not row["answered"]:
        return say("Nobody has answered this card yet.")
    n = int(row["answered"])
    counts = {str(stance): int(row[stance]) for stance in STANCES}
    most = max(counts, key=counts.__getitem__)
    if counts[most] == n:
        return _all(telling, most, say.number(n))
    if 2 * counts[most] > n:
        return _majority(telling, card, most, counts)
    return sentences(_mixed(telling, card, counts, most), _in_parts(telling, counts))


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


def _majority(telling: Telling, card: Card, stance: str, counts: dict[str, int]) -> str:
    """What most people answered, and what the others did."""
    say, n = telling.say, sum(counts.values())
    others = {other: count for other, count in counts.items() if other != stance}
    facts = {"k": say.number(counts[stance]), "n": say.number(n)}
    nearly = 5 * counts[stance] >= 4 * n and n >= 10
    rest = say("Of the others, {views}.", views=_views(telling, others))
    match stance:
        case "opportunity" if nearly:
            told = say("Almost everybody ({k} of {n}) saw an opportunity here.", **facts)
        case "opportunity":
            told = _either(
                telling,
                card,
                say("A majority ({k} of {n}) saw an opportunity here.", **facts),
                say("For most ({k} of {n}) this is an opportunity.", **facts),
            )
        case "threat" if nearly:
            told = say("Almost everybody ({k} of {n}) saw a threat here.", **facts)
        case "threat":
            told = _either(
                telling,
                card,
                say("A majority ({k} of {n}) saw a threat here.", **facts),
                say("For most ({k} of {n}) this is a threat.", **facts),
            )
        case "both":
            told = say("A majority ({k} of {n}) saw both an opportunity and a threat here.", **facts)
        case _:
            told = say("A majority ({k} of {n}) could not say.", **facts)
    return sentences(told, rest, _unseen(telling, stance, counts))


def _unseen(telling: Telling, stance: str, counts: dict[str, int]) -> str:
    """That nobody took the opposite side, where most took one."""
    if stance == "opportunity" and not counts["threat"]:
        return telling.say("Nobody saw only a threat.")
    if stance == "threat" and not counts["opportunity"]:
        return telling.say("Nobody saw only an opportunity.")
    return ""


def _mixed(telling: Telling, card: Card, counts: dict[str, int], most: str) -> str:
    """How the answers lie to each other where no view had a majority."""
    say, up, down = telling.say, counts["opportunity"], counts["threat"]
    if most == "both" and counts["both"] > max(up, down):
        return say("Many saw both sides of this card.")
    if up == down and 4 * up > sum(counts.values()):
        return say("Opportunity and threat were even.")
    if up >= 2 * down and up - down >= CLEAR and most == "opportunity":
        return say("Opportunity clearly outweighed threat.")
    if down >= 2 * up and down - up >= CLEAR and most == "threat":
        return say("Threat clearly outweighed opportunity.")
    if up > down and most == "opportunity":
        return _either(
            telling,
            card,
            say("Views differed, though more saw an opportunity than a threat."),
            say("More people saw an opportunity here than a threat."),
        )
    if down > up and most == "threat":
        return _either(
            telling,
            card,
            say("Views differed, though more saw a threat than an opportunity."),
            say("More people saw a threat here than an opportunity."),
        )
    return say("Views differed.")


def _either(telling: Telling, card: Card, one: str, other: str) -> str:
    """One of two ways to say the same, so that cards that follow each other do not sound alike."""
    return (one, other)[list(telling.session.cards).index(card.id) % 2]


def _in_parts(telling: Telling, counts: dict[str, int]) -> str:
    """Every answer that somebody gave, the most frequent first, as a sentence."""
    return telling.say("Of those who answered, {views}.", views=_views(telling, counts))


def _views(telling: Telling, counts: dict[str, int]) -> str:
    """Answers with how many gave them, the most frequent first and "can't say" last: "9 saw a threat and 5 both"."""
    say = telling.say
    given = sorted((s for s in counts if counts[s] and s != "unsure"), key=lambda stance: -counts[stance])
    told = []
    for place, stance in enumerate(given):
        n = telling.answered(counts[stance])
        match stance, place:
            case "opportunity", 0:
                told.append(say("{n} saw an opportunity", n=n))
            case "opportunity", _:
                told.append(say("{n} an opportunity", n=n))
            case "threat", 0:
                told.append(say("{n} saw a threat", n=n))
            case "threat", _:
                told.append(say("{n} a threat", n=n))
            case _, 0:
                told.append(say("{n} saw both", n=n))
            case _:
                told.append(say("{n} both", n=n))
    if counts.get("unsure"):
        told.append(say("{n} could not say", n=telling.answered(counts["unsure"])))
    return say.listed(told)


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
        f"{say(VOICES[sector])} – {lower(say.stance(chairs[sector, card.id]))}"
        for sector in telling.session.opened.sectors
        if (sector, card.id) in chairs
    ]
    if not views:
        return None
    text = say("The empty chair, a guess that is in no count: {views}.", views=", ".join(views))
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
