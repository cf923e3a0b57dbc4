"""A chart with all that goes with it, from one table of results: its figure, its words, its numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

import msgspec
import pandas as pd
import plotly.graph_objects as go

from facilitation.charts.cards import (
    Order,
    card_figure,
    card_words,
    cards_figure,
    cards_in_order,
    cards_words,
    groups_words,
    sorted_cards,
)
from facilitation.charts.course import arrival_figure, arrival_words, clock, moved_cards, moves_figure, moves_words
from facilitation.charts.groups import heat_figure, heat_note, heat_words
from facilitation.charts.look import Theme
from facilitation.charts.map import map_figure, map_words
from facilitation.charts.people import people_figure, people_words
from facilitation.words import Speaker
from sessions.errors import NoSuchCard
from sessions.events import STANCES
from sessions.results import (
    arrival,
    before_after,
    card_summary,
    composition_against,
    discussion,
    group_summary,
    priorities,
    sector_summary,
)
from sessions.session import Session

SIZE = 15  # pixels of the letters

# What can be taken along; the rest is for the facilitator's eyes.
FILES = ("cards", "map", "card", "groups", "moves", "people")

Value = str | int | float | None


class Told(msgspec.Struct, frozen=True):
    """`rows` have a value for each of `header`: None is hidden as too few, "" has nothing to tell.

    `keys` are the card and the group or sector that each row is about. `cards` are those that the figure draws from
    the top down, `columns` the groups or sectors from left to right. `note` tells how to read it.
    """

    name: str
    title: str
    figure: go.Figure
    words: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    keys: tuple[tuple[str, str], ...] = ()
    cards: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    note: str = ""


def said(value: Value, say: Speaker) -> str:
    """A value of a table as people read it."""
    if value is None:
        return say("too few")
    return value if isinstance(value, str) else say.number(value)


class Wish(msgspec.Struct, frozen=True):
    """What somebody wants to see: the order of the bars, one card, the people wished for, the colours.

    `width` is that of the narrowest place it must fit in, in pixels.
    """

    order: Order = "lean"
    card: str = ""
    people: Mapping[str, int] = {}
    theme: Theme = "light"
    width: int = 1200


def told(session: Session, name: str, say: Speaker, wish: Wish) -> Told | None:
    """The chart of `FILES` with this name, or None when there is none."""
    match name:
        case "cards":
            return cards_told(session, say, wish)
        case "map":
            return map_told(session, say, wish)
        case "card":
            return card_told(session, say, wish)
        case "groups":
            return groups_told(session, say, wish)
        case "moves":
            return moves_told(session, say, wish)
        case "people":
            return people_told(session, say, wish)
    return None


def titles_of(session: Session, say: Speaker) -> dict[str, str]:
    return {card: say.card_text(known.title) for card, known in session.known_cards.items()}


# -------------------------------------------------------------------- cards


def cards_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """All cards as bars."""
    talked, points = discussion(session), priorities(session).points
    table = sorted_cards(card_summary(session), wish.order, talked, points)
    titles = titles_of(session, say)
    return Told(
        "cards",
        say("Answers to each card"),
        cards_figure(table, titles, say, theme=wish.theme, width=wish.width, text_size=SIZE, order=wish.order),
        cards_words(table, titles, say, order=wish.order),
        *_cards_rows(session, table, say),
        keys=tuple((str(card), "") for card in table.index),
        cards=tuple(map(str, cards_in_order(table, wish.order).index)),
    )


def map_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """Lean, split and discussion of all cards."""
    table, talked, titles = card_summary(session), discussion(session), titles_of(session, say)
    figure = map_figure(table, talked, titles, say, theme=wish.theme, width=wish.width, height=640, text_size=SIZE)
    return Told(
        "map",
        say("Map of the cards"),
        figure,
        map_words(table, talked, titles, say),
        *_cards_rows(session, table, say),
        keys=tuple((str(card), "") for card in table.index),
        note=say("Further up: more divided. Larger: more groups talked about it."),
    )


def _cards_rows(
    session: Session, table: pd.DataFrame, say: Speaker
) -> tuple[tuple[str, ...], tuple[tuple[Value, ...], ...]]:
    talked, room, titles = discussion(session), priorities(session), titles_of(session, say)
    header = (
        say("Card"),
        *(say.stance(stance) for stance in STANCES),
        say("Answered"),
        say("Asked"),
        say("Lean"),
        say("Split"),
        say("Groups that talked"),
        say("Points"),
    )
    rows = [
        (
            titles[str(card)],
            *_counts(row),
            _number(row["lean"], row["hidden"]),
            _number(row["split"], row["hidden"]),
            int(talked["groups"].get(card, 0)),
            None if room.hidden else room.points.get(str(card), 0),
        )
        for card, row in table.iterrows()
    ]
    return header, tuple(rows)


def card_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """One card by group.

    Raises:
        NoSuchCard
    """
    table, every = card_summary(session), group_summary(session)
    if wish.card not in table.index:
        raise NoSuchCard()
    titles = titles_of(session, say)
    room, own = table.loc[wish.card], every[every.index.get_level_values("card") == wish.card]
    rows = [(say("Everyone"), *_counts(room)), *((str(row["name"]), *_counts(row)) for _, row in own.iterrows())]
    return Told(
        "card",
        titles[wish.card],
        card_figure(room, own, say, theme=wish.theme, height=130 + 34 * len(own), text_size=SIZE),
        " ".join([card_words(room, say, title=titles[wish.card]), *groups_words(own, say)]),
        (say("Group"), *(say.stance(stance) for stance in STANCES), say("Answered"), say("Asked")),
        tuple(rows),
    )


# -------------------------------------------------------------------- groups and sectors


def groups_told(session: Session, say: Speaker, wish: Wish, *, named: bool = True) -> Told:
    """Every group's answers to every card; without `named`, a group of which nothing can be told is left out."""
    table, columns = group_table(session, named=named)
    return _heat(session, "groups", say("Cards by group"), say("Group"), table, columns, say, wish)


def group_table(session: Session, *, named: bool) -> tuple[pd.DataFrame, dict[str, str]]:
    """The `group_summary` that `groups_told` shows, and the names of its groups by id in their order."""
    table = group_summary(session)
    if not named:
        table = table[~table["hidden"].groupby(level="group").transform("all")]
    present = set(table.index.get_level_values("group"))
    return table, {group.id: group.name for group in session.groups if group.id in present}


def sectors_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """Every sector's answers to every card: for the facilitator alone (`sector_summary`)."""
    table = sector_summary(session)
    present = set(table.index.get_level_values("sector"))
    columns = {sector: say.sector(sector) for sector in (*session.opened.sectors, "") if sector in present}
    return _heat(session, "sectors", say("Cards by sector"), say("Sector"), table, columns, say, wish)


def _heat(
    session: Session,
    name: str,
    title: str,
    heading: str,
    table: pd.DataFrame,
    columns: Mapping[str, str],
    say: Speaker,
    wish: Wish,
) -> Told:
    titles = titles_of(session, say)
    rows = [
        (titles[card], columns[column], *_counts(row), _number(row["lean"], row["hidden"]))
        for (card, column), row in table.iterrows()
    ]
    stances = (say.stance(stance) for stance in STANCES)
    return Told(
        name,
        title,
        heat_figure(table, columns, titles, say, theme=wish.theme, width=wish.width, text_size=SIZE),
        heat_words(table, columns, say),
        (say("Card"), heading, *stances, say("Answered"), say("Asked"), say("Lean")),
        tuple(rows),
        keys=tuple((str(card), str(column)) for card, column in table.index),
        cards=tuple(dict.fromkeys(str(card) for card, _ in table.index)),
        columns=tuple(columns),
        note=heat_note(say),
    )


# -------------------------------------------------------------------- in the course of the session


def moves_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """The answers before and after people talked."""
    table, titles = before_after(session), titles_of(session, say)
    first = (say("{stance}, before", stance=say.stance(stance)) for stance in STANCES)
    newest = (say("{stance}, after", stance=say.stance(stance)) for stance in STANCES)
    counted = (
        *(f"first_{stance}" for stance in STANCES),
        *(f"newest_{stance}" for stance in STANCES),
        "to_opportunity",
        "to_threat",
        "other",
    )
    rows = [
        (
            titles[str(card)],
            int(row["people"]),
            None if row["hidden"] else int(row["again"]),
            *(None if row["hidden"] else int(row[name]) for name in counted),
        )
        for card, row in table.iterrows()
    ]
    return Told(
        "moves",
        say("Before and after"),
        moves_figure(table, titles, say, theme=wish.theme, width=wish.width, text_size=SIZE),
        moves_words(table, titles, say),
        (
            say("Card"),
            say("Answered"),
            say("Answered again"),
            *first,
            *newest,
            say("Towards opportunity"),
            say("Towards threat"),
            say("To or from “can't say”"),
        ),
        tuple(rows),
        keys=tuple((str(card), "") for card in table.index),
        cards=tuple(map(str, moved_cards(table).index)),
    )


def arrival_told(session: Session, say: Speaker, wish: Wish, zone: tzinfo | None) -> Told:
    """The answers of each minute, by the clock of `zone` (None: this machine's); for the facilitator alone."""
    came = arrival(session)
    rows = [(clock(minute, zone), int(row["answers"]), int(row["total"])) for minute, row in came.iterrows()]
    return Told(
        "arrival",
        say("Answers over time"),
        arrival_figure(came, say, zone, theme=wish.theme, text_size=SIZE),
        arrival_words(came, say, zone),
        (say("Minute"), say("Answers"), say("So far")),
        tuple(rows),
    )


def people_told(session: Session, say: Speaker, wish: Wish) -> Told:
    """Who is here, against who was wished for."""
    table = composition_against(session, wish.people)
    rows = [
        (say.sector(str(sector)), int(row["present"]), int(row["wished"]), int(row["short"]))
        for sector, row in table.iterrows()
    ]
    return Told(
        "people",
        say("Who was here, and who was not"),
        people_figure(table, say, theme=wish.theme, text_size=SIZE),
        people_words(table, say),
        (say("Sector"), say("Here"), say("Wished for"), say("Missing")),
        tuple(rows),
    )


# -------------------------------------------------------------------- values


def _counts(row: pd.Series) -> tuple[Value, ...]:
    """The four answers, answered and asked; what is hidden is None."""
    told = (None if pd.isna(row[name]) else int(row[name]) for name in (*STANCES, "answered"))
    return (*told, int(row["asked"]))


def _number(value: float, hidden: bool) -> Value:
    """A measure to two decimals; None where it is hidden, "" where there is none."""
    return None if hidden else "" if pd.isna(value) else round(float(value), 2)
