"""What the room said as a whole: what it talked about, what cuts across everything, and which way it leans."""

from __future__ import annotations

import pandas as pd

from facilitation.words.names import SIGNS
from facilitation.writeup.blocks import Block, Lead, Paragraph, Section, Table
from facilitation.writeup.draft.telling import FEW, Telling, first_places, sentences
from sessions.results import (
    Leaning,
    before_after,
    card_summary,
    cross_cutting,
    discussion,
    most_divided,
    people_leaning,
)

SIDES = ("opportunity", "threat")


def sparked(telling: Telling) -> Section | None:
    """What people talked about, or None where nobody wrote or marked anything."""
    say, table = telling.say, discussion(telling.session)
    table = table[table["groups"] > 0]
    if not len(table):
        return None
    rows = tuple(
        (telling.title(card), say.number(int(row["groups"])), say.number(int(row["notes"])))
        for card, row in table.iterrows()
    )
    caption = say("Cards by how many groups talked about them")
    return telling.section(
        "discussion",
        say("What sparked discussion"),
        [
            Lead(_most_talked(telling, table), "discussion"),
            Table(caption, (say("Card"), say("Groups"), say("Notes")), rows),
        ],
    )


def _most_talked(telling: Telling, table: pd.DataFrame) -> str:
    counts = {str(card): (row["groups"], row["notes"]) for card, row in table.iterrows()}
    first = list(first_places(counts, FEW))
    if not first:
        return telling.many(
            "The discussion spread evenly over {n} card.", "The discussion spread evenly over {n} cards.", len(counts)
        )
    return telling.many(
        "Discussion was sparked above all by {n} card: {cards}.",
        "Discussion was sparked above all by {n} cards: {cards}.",
        len(first),
        cards=telling.titles(first),
    )


def cuts_across(telling: Telling) -> Section | None:
    """The cards that groups marked so, or None where that was not asked for and nobody did."""
    say, table = telling.say, cross_cutting(telling.session)
    table = table[table["marked"] > 0]
    heading = say("What cuts across everything")
    if not len(table):
        if not telling.begun("crosscutting"):
            return None
        none = say("No table found a card that would cut across everything.")
        return telling.section("cross-cutting", heading, [Paragraph(none, "cross-cutting")])
    if table["groups"].max() == 1:
        cards = telling.titles(table.index)
        return telling.section(
            "cross-cutting",
            heading,
            [Lead(say("This cuts across everything: {cards}.", cards=cards), "cross-cutting")],
        )
    many, few = table[table["share"] >= 0.5], table[table["share"] < 0.5]
    blocks: list[Block | None] = [
        Lead(
            telling.many(
                "In the view of the groups {n} theme cuts across everything: {cards}.",
                "In the view of the groups {n} themes cut across everything: {cards}.",
                len(many),
                cards=_marked(telling, many),
            ),
            "cross-cutting",
        )
        if len(many)
        else None,
        Paragraph(
            telling.many(
                "There was also mention of {n} other card: {cards}.",
                "There was also mention of {n} other cards: {cards}.",
                len(few),
                cards=_marked(telling, few),
            )
            if len(many)
            else telling.many(
                "No card was named by half of the groups. There was mention of {n} card: {cards}.",
                "No card was named by half of the groups. There was mention of {n} cards: {cards}.",
                len(few),
                cards=_marked(telling, few),
            ),
            "cross-cutting:few",
        )
        if len(few)
        else None,
    ]
    return telling.section("cross-cutting", heading, blocks)


def _marked(telling: Telling, table: pd.DataFrame) -> str:
    say = telling.say
    return telling.listed(
        [
            say(
                "{card} ({marked}/{groups} groups)",
                card=telling.title(card),
                marked=say.number(int(row["marked"])),
                groups=say.number(int(row["groups"])),
            )
            for card, row in table.iterrows()
        ]
    )


# -------------------------------------------------------------------- opportunity or threat


def headline(telling: Telling) -> Section | None:
    """The room's own sentence and how people lean, or None before anybody has answered."""
    say, session = telling.say, telling.session
    room = people_leaning(session)
    heading = say("Opportunity or threat")
    conclusion = say("The room put it like this: “{headline}”", headline=session.headline) if session.headline else ""
    blocks: list[Block | None] = [Lead(conclusion, "conclusion") if conclusion else None]
    if room.hidden:
        blocks.append(Paragraph(say("Too few people have answered to show how they lean."), "headline"))
    elif room.people:
        blocks += [
            Lead(_leaning(telling, room), "headline"),
            Paragraph(_the_others(telling, room), "headline:others"),
            _divided(telling),
            _united(telling),
        ]
    return telling.section("headline", heading, blocks)


def _leaning(telling: Telling, room: Leaning) -> str:
    say = telling.say
    facts = {"k": say.number(max(room.opportunity, room.threat)), "n": say.number(room.people)}
    if room.opportunity == room.threat:
        if not room.opportunity:
            return say("None of the {n} who answered leaned more to opportunity or more to threat.", **facts)
        return say(
            "Views were even: of {n} participants {k} saw the future more as an opportunity, {k} more as a threat.",
            **facts,
        )
    if room.opportunity == room.people:
        return say("All {n} participants saw the future more as an opportunity than as a threat.", **facts)
    if room.threat == room.people:
        return say("All {n} participants saw the future more as a threat than as an opportunity.", **facts)
    most = 2 * max(room.opportunity, room.threat) > room.people
    if room.opportunity > room.threat:
        if most:
            return say("A majority ({k} of {n}) saw the future more as an opportunity than as a threat.", **facts)
        return say("More people saw the future as an opportunity ({k} of {n}) than as a threat.", **facts)
    if most:
        return say("A majority ({k} of {n}) saw the future more as a threat than as an opportunity.", **facts)
    return say("More people saw the future as a threat ({k} of {n}) than as an opportunity.", **facts)


def _the_others(telling: Telling, room: Leaning) -> str:
    say, region = telling.say, telling.session.opened.region
    told = []
    if room.opportunity < room.threat:
        told.append(
            say.many(
                "{n} participant saw it more as an opportunity.",
                "{n} participants saw it more as an opportunity.",
                room.opportunity,
            )
            if room.opportunity
            else say("Nobody saw it more as an opportunity.")
        )
    if room.threat < room.opportunity and room.opportunity < room.people:
        told.append(
            say.many(
                "{n} participant saw it more as a threat.",
                "{n} participants saw it more as a threat.",
                room.threat,
            )
            if room.threat
            else say("Nobody saw it more as a threat.")
        )
    if room.tied:
        told.append(say("As much of both: {n}.", n=telling.answered(room.tied)))
    if room.unsure:
        told.append(say("Could not say: {n}.", n=telling.answered(room.unsure)))
    counted = say("People are counted here, not answers: each by which of the two prevailed in their own answers.")
    where = say("The result is that of this one meeting (region: {region}).", region=region) if region else ""
    return sentences(*told, counted, where)


def _divided(telling: Telling) -> Paragraph | None:
    say, table = telling.say, most_divided(telling.session)
    known = card_summary(telling.session)
    if not len(table):
        if (~known["hidden"] & (known["answered"] > 0)).sum() < 2:
            return None
        return Paragraph(say("No card divided the room into two camps."), "divided")
    card, row = next(table.iterrows())
    return Paragraph(
        say(
            "This card divided opinions most: {card} (opportunity {p}, threat {u}, both {m}).",
            card=telling.title(card),
            p=say.number(int(row["opportunity"])),
            u=say.number(int(row["threat"])),
            m=say.number(int(row["both"])),
        ),
        "divided",
    )


def _united(telling: Telling) -> Paragraph | None:
    """The cards on which everybody who took sides took the same one."""
    say, table = telling.say, card_summary(telling.session)
    table = table[~table["hidden"]]
    agreed = {"opportunity": list(table.index[table["lean"] == 1]), "threat": list(table.index[table["lean"] == -1])}
    up, down = (agreed[side] if len(agreed[side]) <= FEW else [] for side in SIDES)
    told = [
        say.many(
            "Everybody who took a side saw an opportunity in this card: {cards}.",
            "Everybody who took a side saw an opportunity in these cards: {cards}.",
            len(up),
            cards=telling.titles(up),
        )
        if up
        else "",
        say.many(
            "Everybody who took a side saw a threat in this card: {cards}.",
            "Everybody who took a side saw a threat in these cards: {cards}.",
            len(down),
            cards=telling.titles(down),
        )
        if down
        else "",
    ]
    return Paragraph(sentences(*told), "united") if any(told) else None


# -------------------------------------------------------------------- before and after


def changed(telling: Telling) -> Section | None:
    """First and newest answers of the cards that were rated again, or None where none was."""
    say, table = telling.say, before_after(telling.session)
    if not len(table):
        return None
    shown = table[~table["hidden"]]
    heading = say("Before and after the discussion")
    if not len(shown):
        few = say("Too few people rated the cards again to show what changed.")
        return telling.section("before-after", heading, [Paragraph(few, "before-after")])
    columns = (
        say("Card"),
        *(
            say("{answer}, {when}", answer=f"{SIGNS[side]} {say.stance(side)}", when=when)
            for side in SIDES
            for when in (say("before"), say("after"))
        ),
    )
    rows = tuple(
        (
            telling.title(card),
            *(say.number(int(row[f"{when}_{side}"])) for side in SIDES for when in ("first", "newest")),
        )
        for card, row in shown.iterrows()
    )
    moves = [_moved(telling, card, row) for card, row in shown.iterrows()]
    return telling.section(
        "before-after",
        heading,
        [*moves, Table(say("Answers before and after the discussion"), columns, rows)],
    )


def _moved(telling: Telling, card: object, row: pd.Series) -> Paragraph:
    say, title = telling.say, telling.title(card)
    up, down, other = int(row["to_opportunity"]), int(row["to_threat"]), int(row["other"])
    place = f"before-after:{card}"
    if not up + down + other:
        return Paragraph(say("{card}: nobody changed their answer.", card=title), place)
    told = [
        say.many("{n} person moved towards opportunity.", "{n} people moved towards opportunity.", up) if up else "",
        say.many("{n} person moved towards threat.", "{n} people moved towards threat.", down) if down else "",
        say.many("{n} person began or ceased to be unsure.", "{n} people began or ceased to be unsure.", other)
        if other
        else "",
    ]
    return Paragraph(f"{title}: {sentences(*told)}", place)
