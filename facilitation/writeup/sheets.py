"""The numbers of a session as tidy sheets for a spreadsheet or statistics, and the codebook that explains them.

Nothing is here that `sessions.results` hides: the ratings are its published rows, and a number that is hidden in a
summary is empty. Names of sheets and columns are the same in every language; what they mean is said in one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
import pandas as pd

from facilitation.words import Speaker, speaker
from sessions.events import STANCES
from sessions.results import (
    answered_round,
    before_after,
    card_summary,
    composition,
    cross_cutting,
    discussion,
    group_summary,
    last_words,
    priorities,
    publication,
    unnamed_groups,
)
from sessions.session import Note, Session

Cell = str | int | float | None


class Sheet(msgspec.Struct, frozen=True):
    """A table: `columns` are (name, what it means), a row has a cell for each, and None is an empty cell."""

    name: str
    meaning: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)


def sheets(session: Session, language: str) -> tuple[Sheet, ...]:
    """Every sheet of a session, the codebook last; an unknown language gives English."""
    say = speaker(language)
    told = (
        _ratings(session, say),
        _cards(session, say),
        _newest(session, say),
        _before_after(session, say),
        _groups(session, say),
        _by_hand(session, say),
        _discussion(session, say),
        _priorities(session, say),
        _composition(session, say),
        _notes(session, say),
        _last_words(session, say),
        _grades(session, say),
    )
    return (*told, _codebook(told, say))


def published_notes(session: Session) -> list[Note]:
    """The notes that leave the facilitator's hands, oldest first: none that is kept out."""
    return session.told_notes()


def _ratings(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("session", say("The code of the session.")),
        ("round", say("The rating round: 1 is the first.")),
        ("seat", say("A number for each person, given by chance. It tells nothing about who it is.")),
        ("group", say("The name of the group. Empty where the group is too small to be shown.")),
        ("sector", say("Whom the person represents. Empty where that could tell who it is.")),
        ("card", say("The card's id.")),
        ("stance", _stances_explained(say)),
        ("channel", say("phone, device (a shared one) or paper. Empty where that could tell who it is.")),
        ("at", say("When the answer was given, in UTC, to the minute.")),
    )
    rows = tuple(tuple(row) for row in publication(session).rows.to_numpy().tolist())
    meaning = say("One row for each rating that may be published: one person's last answer to one card in one round.")
    return Sheet("ratings", meaning, columns, rows)


def _cards(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("round", say("The rating round: 1 is the first.")),
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("theme", say("The card's theme.")),
        *_counts_explained(say),
        *_measures_explained(say),
        ("hidden", _hidden_explained(say)),
    )
    rows = tuple(
        (number, *_card_row(session, card, row, say))
        for number in _rounds(session)
        for card, row in card_summary(session, number).iterrows()
    )
    return Sheet("cards", say("One row for each card and round: the answers of the whole room."), columns, rows)


def _newest(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("theme", say("The card's theme.")),
        *_counts_explained(say),
        *_measures_explained(say),
        ("hidden", _hidden_explained(say)),
        ("by_hand", _hands_explained(say)),
    )
    table = card_summary(session)
    rows = tuple((*_card_row(session, card, row, say), int(row["by_hand"])) for card, row in table.iterrows())
    meaning = say("One row for each card: the newest answer of each person, over all rounds, as the write-up counts.")
    return Sheet("newest", meaning, columns, rows if _rounds(session) else ())


def _before_after(session: Session, say: Speaker) -> Sheet:
    names = [f"{when}_{stance}" for when in ("first", "newest") for stance in STANCES]
    firsts = [say("How many answered so at first: {stance}.", stance=say.stance(stance)) for stance in STANCES]
    newest = [say("How many answered so in the end: {stance}.", stance=say.stance(stance)) for stance in STANCES]
    columns = (
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("people", say("How many people answered the card.")),
        ("again", say("How many of them answered it in a later round too.")),
        *zip(names, (*firsts, *newest), strict=True),
        ("to_opportunity", say("How many moved towards opportunity: from threat to both, or from these to it.")),
        ("to_threat", say("How many moved towards threat: from opportunity to both, or from these to it.")),
        ("other", say("How many moved to or from “can't say”.")),
        ("hidden", _hidden_explained(say)),
    )
    moves = (*names, "to_opportunity", "to_threat", "other")
    rows = tuple(
        (
            str(card),
            _title(session, card, say),
            int(row["people"]),
            int(row["again"]),
            *(_whole(row[name]) for name in moves),
            int(row["hidden"]),
        )
        for card, row in before_after(session).iterrows()
    )
    meaning = say("One row for each card that was rated again: what people answered first and in the end.")
    return Sheet("before_after", meaning, columns, rows)


def _by_hand(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("round", say("The rating round: 1 is the first.")),
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("group", say("The name of the group. Empty for the whole room.")),
        ("by_hand", _hands_explained(say)),
    )
    rows: list[tuple[Cell, ...]] = []
    for number in _rounds(session):
        groups = group_summary(session, number)
        named: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for (card, _), group in groups[~groups["hidden"]].iterrows():
            named[str(card)].append((str(group["name"]), int(group["by_hand"])))
        for card, room in card_summary(session, number).iterrows():
            rows += [
                (number, str(card), _title(session, card, say), name, by_hand)
                for name, by_hand in [("", int(room["by_hand"])), *named[str(card)]]
                if by_hand
            ]
    meaning = say("One row for each card and round with raised hands, and for each group that may be shown.")
    return Sheet("by_hand", meaning, columns, tuple(rows))


def _card_row(session: Session, card: object, row: pd.Series, say: Speaker) -> tuple[Cell, ...]:
    return (
        str(card),
        _title(session, card, say),
        say.card_text(session.deck.theme(session.cards[str(card)].theme).name),
        *_counted(row),
        _measure(row["lean"]),
        _measure(row["split"]),
        int(row["hidden"]),
    )


def _groups(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("round", say("The rating round: 1 is the first.")),
        ("card", say("The card's id.")),
        ("group", say("The name of the group.")),
        *_counts_explained(say),
        ("hidden", _hidden_explained(say)),
    )
    rows = tuple(
        (number, str(card), str(row["name"]), *_counted(row), int(row["hidden"]))
        for number in _rounds(session)
        for (card, _), row in group_summary(session, number).iterrows()
    )
    meaning = say("One row for each card, group and round: the answers of each group that has the card.")
    return Sheet("groups", meaning, columns, rows)


def _discussion(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("groups_talking", say("How many groups wrote notes on the card or marked that it spoke to them.")),
        ("notes", say("How many notes the card has.")),
        ("cross_cutting", say("How many groups marked that the card cuts across everything.")),
        ("groups_asked", say("How many groups had the card.")),
    )
    marked = cross_cutting(session)
    rows = tuple(
        (
            str(card),
            _title(session, card, say),
            int(row["groups"]),
            int(row["notes"]),
            int(marked["marked"].get(card, 0)),
            int(marked["groups"].get(card, 0)),
        )
        for card, row in discussion(session).iterrows()
    )
    return Sheet("discussion", say("One row for each card, the most discussed first."), columns, rows)


def _priorities(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("card", say("The card's id.")),
        ("title", say("The card's title.")),
        ("points", say("Points that the room gave to the card.")),
        ("people", say("How many people gave it points.")),
    )
    room = priorities(session)
    rows = tuple(
        (card, _title(session, card, say), points, room.givers.get(card)) for card, points in room.points.items()
    )
    return Sheet(
        "priorities",
        say("One row for each card that was given points, the most first. None where too few people gave any."),
        columns,
        rows,
    )


def _composition(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("sector", say("The sector's id. Empty for people who did not say.")),
        ("name", say("The sector's name.")),
        ("people", say("How many people took part.")),
    )
    rows = tuple((sector, say.sector(sector), people) for sector, people in composition(session).items())
    return Sheet("composition", say("One row for each sector that was asked for: who was there."), columns, rows)


def _notes(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("number", say("A running number.")),
        ("card", say("The card's id. Empty for a note on the session as a whole.")),
        ("kind", say("What kind of note it is. Empty where the group is hidden.")),
        ("group", say("The name of the group. Empty where the group is too small to be shown.")),
        ("text", say("The note as it was written, or as the facilitator shortened it.")),
        ("language", say("The language of the writer's phone: fi, sv or en.")),
    )
    unnamed = unnamed_groups(session)
    rows = tuple(
        (
            number,
            note.card,
            "" if note.group in unnamed else say.note_kind(note.kind),
            "" if note.group in unnamed else session.group(note.group).name,
            session.sorted(note.id).quote or note.text,
            note.language,
        )
        for number, note in enumerate(published_notes(session), start=1)
    )
    return Sheet("notes", say("One row for each note, the oldest first."), columns, rows)


def _last_words(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("question", say("thought: a new thought that somebody took along. next_time: a wish for the next time.")),
        ("text", say("The answer as it was written.")),
        ("language", say("The language of the writer's phone: fi, sv or en.")),
    )
    said = last_words(session)
    answers = (("thought", said.thoughts), ("next_time", said.wishes))
    rows = tuple((question, words.text, words.language) for question, texts in answers for words in texts)
    meaning = say("One row for each answer to the last questions, in the order of the alphabet.")
    return Sheet("last_words", meaning, columns, rows)


def _grades(session: Session, say: Speaker) -> Sheet:
    columns = (
        ("grade", say("The grade for the session: 1 is the weakest, 4 the best.")),
        ("people", say("How many people gave it.")),
    )
    rows = tuple((grade, people) for grade, people in last_words(session).grades.items())
    return Sheet("grades", say("One row for each grade; no rows where too few people gave one."), columns, rows)


def _codebook(told: Iterable[Sheet], say: Speaker) -> Sheet:
    columns = (
        ("sheet", say("The name of the sheet or file.")),
        ("column", say("The name of the column. Empty for the sheet itself.")),
        ("meaning", say("What it means.")),
    )
    book = Sheet("codebook", say("What each sheet and column means."), columns, ())
    rows: list[tuple[Cell, ...]] = []
    for sheet in (*told, book):
        rows.append((sheet.name, "", sheet.meaning))
        rows += [(sheet.name, name, meaning) for name, meaning in sheet.columns]
    return msgspec.structs.replace(book, rows=tuple(rows))


# -------------------------------------------------------------------- what several sheets say


def _counts_explained(say: Speaker) -> Iterator[tuple[str, str]]:
    for stance, letter in zip(STANCES, "PNBC", strict=True):
        name = say.stance(stance)
        yield str(stance), say("How many answered: {stance} ({letter} in the formulas).", stance=name, letter=letter)
    yield "answered", say("How many people answered the card.")
    yield "asked", say("How many people had the card.")


def _measures_explained(say: Speaker) -> Iterator[tuple[str, str]]:
    lean = say("From -1 (all threat) to 1 (all opportunity): (P - N) / (P + N + B).")
    split = say("From 0 (of one mind) to 1 (divided): 2 · min(P + B/2, N + B/2) / (P + N + B).")
    empty = say("Empty where nobody took a side.")
    yield "lean", f"{lean} {empty}"
    yield "split", f"{split} {empty}"


def _hands_explained(say: Speaker) -> str:
    return say("How many of the answers are raised hands.")


def _stances_explained(say: Speaker) -> str:
    return "; ".join(f"{stance}: {say.stance(stance)}" for stance in STANCES)


def _hidden_explained(say: Speaker) -> str:
    return say("1: the numbers are hidden, because they are of too few people or would tell those of others. 0: not.")


def _counted(row: pd.Series) -> list[int | None]:
    """The four stances, answered and asked; a hidden one is None."""
    return [_whole(row[name]) for name in (*STANCES, "answered", "asked")]


def _whole(count: object) -> int | None:
    return None if pd.isna(count) else int(str(count))


def _measure(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 4)


def _rounds(session: Session) -> range:
    return range(1, answered_round(session) + 1)


def _title(session: Session, card: object, say: Speaker) -> str:
    return say.card_text(session.cards[str(card)].title)
