"""Everything about one card: how it was answered, now and in each round, what was said of it, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import pandas as pd
import streamlit as st

from facilitation.charts.look import Theme
from facilitation.charts.told import Told, Wish, card_told, titles_of
from facilitation.desk.desk import Desk
from facilitation.desk.harvest import about_action, about_outcome
from facilitation.desk.notes import notes_list
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES
from sessions.results import before_after, card_summary, cross_cutting, discussion, priorities, share
from sessions.session import Session


def show(desk: Desk, session: Session, show_chart: Callable[..., None], theme: Theme) -> None:
    say = desk.say
    titles = {card: title for card, title in titles_of(session, say).items() if card in session.cards}
    card = st.selectbox(say("Card"), list(titles), format_func=titles.__getitem__, key="card-chosen")
    if card is None:
        return
    told: Told = card_told(session, say, Wish(card=card, theme=theme))
    show_chart(desk, told, card=card)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(words("h3", say("Now and in each round")) + counts_table(session, card, say))
        st.html(facts(session, card, say))
    with right:
        own = [note for note in session.all_notes() if note.card == card]
        notes = words("h3", say("Notes ({n})", n=len(own))) + notes_list(session, own, say)
        st.html(came_of_it(session, card, say) + notes)


# -------------------------------------------------------------------- numbers


def counts_table(session: Session, card: str, say: Speaker) -> str:
    """The counts now and in each round; now also as shares with how far they may be off, where enough answered."""
    heads = [f"{SIGNS[stance]} {say.stance(stance)}" for stance in STANCES]
    rows = []
    newest = card_summary(session)
    if card in newest.index:
        rows.append((say("Now"), newest.loc[card]))
    asking = [each.number for each in session.rounds if each.asks(card)]
    if len(asking) > 1:
        for number in asking:
            table = card_summary(session, number)
            if card in table.index:
                rows.append((say("Round {n}", n=number), table.loc[card]))
    body = "".join(
        element(
            "tr",
            words("th", name, scope="row")
            + "".join(element("td", cell) for cell in _cells(row, say, with_share=n == 0)),
        )
        for n, (name, row) in enumerate(rows)
    )
    head = element("tr", "<td></td>" + "".join(words("th", name, scope="col") for name in heads))
    table_html = element("div", element("table", element("thead", head) + element("tbody", body), "sheet"), "scrolls")
    note = words("small", say("In brackets: the share, and between which shares it may well lie (95 %)."))
    return table_html + (note if "(" in body else "")


def _cells(row: pd.Series, say: Speaker, *, with_share: bool) -> Iterable[str]:
    if row["hidden"]:
        return [words("span", say("too few"), "quiet")] * len(STANCES)
    answered = int(row["answered"])
    return [_count(int(row[stance]), answered if with_share else 0, say) for stance in STANCES]


def _count(count: int, answered: int, say: Speaker) -> str:
    of_all = share(count, answered) if answered else None
    number = words("b", say.number(count))
    if of_all is None:
        return number
    low, high = (say.percent(end) for end in (of_all.interval.low, of_all.interval.high))
    return number + " " + words("small", f"({say.percent(of_all.share)}, {low}–{high})")


def facts(session: Session, card: str, say: Speaker) -> str:
    """What else was counted on the card, a line each."""
    table, talked, cutting, room = (
        card_summary(session),
        discussion(session),
        cross_cutting(session),
        priorities(session),
    )
    lines = []
    if card in table.index:
        row = table.loc[card]
        lines.append(say("{n} of {m} people answered.", n=int(row["answered"]), m=int(row["asked"])))
        if int(row["by_hand"]):
            lines.append(
                say.many(
                    "{n} of the answers is a raised hand.",
                    "{n} of the answers are raised hands.",
                    int(row["by_hand"]),
                )
            )
    if card in talked.index:
        groups, notes = int(talked.loc[card, "groups"]), int(talked.loc[card, "notes"])
        if groups:
            lines.append(say.many("{n} table talked about it.", "{n} tables talked about it.", groups))
        if notes:
            lines.append(say.many("{n} note was written.", "{n} notes were written.", notes))
    if card in cutting.index and int(cutting.loc[card, "groups"]):
        marked, asked = int(cutting.loc[card, "marked"]), int(cutting.loc[card, "groups"])
        lines.append(say("{n} of {m} tables say that it cuts across everything.", n=marked, m=asked))
    if not room.hidden and card in room.points:
        lines.append(say.many("It was given {n} point.", "It was given {n} points.", room.points[card]))
    lines += _moved(session, card, say)
    chairs = [
        f"{say.sector(sector)}: {SIGNS[stance]} {say.stance(stance)}"
        for (sector, of), stance in sorted(session.chairs.items())
        if of == card
    ]
    told = element("ul", "".join(words("li", line) for line in lines))
    if chairs:
        told += words("h3", say("Empty chair")) + element("ul", "".join(words("li", line) for line in chairs))
    return told


def _moved(session: Session, card: str, say: Speaker) -> list[str]:
    moves = before_after(session)
    if card not in moves.index:
        return []
    row = moves.loc[card]
    if row["hidden"]:
        return [say("Too few people answered it again to tell who moved.")]
    return [
        say(
            "After talking, {up} moved towards opportunity and {down} towards threat.",
            up=say.number(int(row["to_opportunity"])),
            down=say.number(int(row["to_threat"])),
        )
    ]


# -------------------------------------------------------------------- words


def came_of_it(session: Session, card: str, say: Speaker) -> str:
    """The outcomes and actions that are about the card."""
    outcomes = [about_outcome(session, each, say) for each in session.outcomes() if each.card == card]
    actions = [about_action(session, each, say) for each in session.actions() if each.card == card]
    told = ""
    for heading, items in (
        (say("Outcomes ({n})", n=len(outcomes)), outcomes),
        (say("Actions ({n})", n=len(actions)), actions),
    ):
        if items:
            told += f"<h3>{escape(heading)}</h3>" + "".join(element("div", item, "item") for item in items)
    return told
