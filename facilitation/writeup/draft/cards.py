"""The cards one by one, the most telling first, with what people said of each and what came of it."""

from __future__ import annotations

import pandas as pd

from cards.deck import Card, in_language
from facilitation.charts import card_words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS, later
from facilitation.writeup.blocks import Answers, Block, Paragraph, Section, Table
from facilitation.writeup.draft.answers import answers_told, frame
from facilitation.writeup.draft.telling import FEW, VOICES, Telling, sentences
from sessions.events import STANCES
from sessions.items import Outcome
from sessions.results import between_groups, card_summary, discussion, group_summary, most_divided
from sessions.session import Note

APART = 0.5  # the lean from which a group has a side of its own

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
    differing, groups = between_groups(telling.session), group_summary(telling.session)
    apart = {
        card: _apart(telling, card, groups.loc[card])
        for card in map(str, differing.index[differing["between"] > differing["within"]])
    }
    again = _alike(table, order)
    told = (
        _card(telling, card, table.loc[card], notes.get(card, []), apart.get(card), again=card in again)
        for card in order
    )
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


def _alike(table: pd.DataFrame, order: list[str]) -> set[str]:
    """The cards that would be told in the same frame as the card before them."""
    alike: set[str] = set()
    before = ""
    for card in order:
        if table.loc[card, "hidden"] or not table.loc[card, "answered"]:
            before = ""
            continue
        counts = _counts(table.loc[card])
        again = before != "" and frame(counts) == before
        alike |= {card} if again else set()
        before = frame(counts, again=again)
    return alike


def _counts(row: pd.Series) -> dict[str, int]:
    return {str(stance): int(row[stance]) for stance in STANCES}


def _why_this_order(telling: Telling) -> str:
    say, talked = telling.say, discussion(telling.session)
    if talked["groups"].max() > 0:
        return say("The cards that were talked about most come first, then those that divided people most.")
    return say("The cards that people were most divided on come first.")


def _cells(telling: Telling, row: pd.Series) -> tuple[str, ...]:
    say = telling.say
    counts = ["–"] * len(STANCES) if row["hidden"] else [say.number(int(row[stance])) for stance in STANCES]
    return (*counts, say.number(int(row["answered"])), say.number(int(row["asked"])))


def _hidden(telling: Telling, table: pd.DataFrame) -> Paragraph | None:
    if not table["hidden"].any():
        return None
    limit = telling.count(telling.session.opened.limits.group)
    return Paragraph(telling.say("– in the table: fewer than {limit} people answered.", limit=limit))


# -------------------------------------------------------------------- one card


def _card(
    telling: Telling, card_id: str, row: pd.Series, notes: list[Note], apart: Paragraph | None, *, again: bool
) -> Section | None:
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
        Paragraph(
            _said(telling, row, again=again), f"card:{card_id}", _said(telling, row, again=False) if again else ""
        ),
        _answers(telling, row, title),
        _by_hand(telling, row, card_id),
        apart,
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


def _said(telling: Telling, row: pd.Series, *, again: bool) -> str:
    say = telling.say
    if row["hidden"]:
        return say("Too few people have answered this card to show their answers.")
    if not row["answered"]:
        return say("Nobody has answered this card yet.")
    return answers_told(telling, _counts(row), again=again)


def _apart(telling: Telling, card: str, groups: pd.DataFrame) -> Paragraph | None:
    """Which groups saw a card as an opportunity and which as a threat; `groups` are their answers to it, by group.

    A group has a side where half of those who answered took it: two of eight do not speak for their table.
    """
    say, shown = telling.say, groups[~groups["hidden"]]
    up, down = (
        [
            str(name)
            for name in shown.loc[(sign * shown["lean"] >= APART) & (2 * shown[side] >= shown["answered"]), "name"]
        ]
        for side, sign in (("opportunity", 1), ("threat", -1))
    )
    if not up or not down:
        return None
    told = sentences(
        say("The groups saw this differently."),
        say("More as an opportunity: {groups}.", groups=_named(telling, up)),
        say("More as a threat: {groups}.", groups=_named(telling, down)),
    )
    return Paragraph(told, f"apart:{card}")


def _named(telling: Telling, groups: list[str]) -> str:
    """The groups by their names, or how many they are."""
    return telling.listed(groups) if len(groups) <= FEW else telling.many("{n} group", "{n} groups", len(groups))


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
    guessed: dict[str, list[str]] = {}
    for sector in telling.session.opened.sectors:
        if (sector, card.id) in chairs:
            guessed.setdefault(chairs[sector, card.id], []).append(say(VOICES[sector]))
    told = [_guess(say, stance, telling.listed(guessed[stance])) for stance in STANCES if stance in guessed]
    return Paragraph(sentences(*told), f"card:{card.id}:chair") if told else None


def _guess(say: Speaker, stance: str, voices: str) -> str:
    match stance:
        case "opportunity":
            return say(
                "From the empty chair the guess was that {voices} would see an opportunity here.", voices=voices
            )
        case "threat":
            return say("From the empty chair the guess was that {voices} would see a threat here.", voices=voices)
        case "both":
            return say("From the empty chair the guess was that {voices} would see both sides here.", voices=voices)
        case _:
            return say("Nobody could guess what {voices} would think of this.", voices=voices)


def outcome_line(telling: Telling, outcome: Outcome) -> Paragraph:
    """What the room decided, asked or wished, in its own words."""
    return Paragraph(telling.say(OUTCOMES[outcome.kind], text=outcome.text))


def on_the_whole(telling: Telling) -> Section | None:
    """What was said of the event as a whole; what was decided stands with the actions."""
    session = telling.session
    said = [each for each in session.outcomes() if not each.card and each.kind != "decision"]
    outcomes = [outcome_line(telling, outcome) for outcome in said]
    notes = telling.quotes(note for note in session.told_notes() if not note.card)
    return telling.section("session-notes", telling.say("Notes on the session as a whole"), [*outcomes, notes])
