"""What the room said as a whole: what it talked about, what cuts across everything, and which way it leans."""

from __future__ import annotations

import pandas as pd

from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from facilitation.writeup.blocks import Block, Lead, Paragraph, Section, Table
from facilitation.writeup.draft.answers import could_not_say, nearly_all
from facilitation.writeup.draft.telling import FEW, OUT_OF, Telling, ended, first_places, sentences, upper
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
MOST_CARDS = 4  # from which the most and the least of them mean something
ALMOST = 20  # one in so many is no difference worth naming


def sparked(telling: Telling) -> Section | None:
    """What people talked about, or None where nobody wrote or marked anything."""
    say, table = telling.say, discussion(telling.session)
    table = table[table["groups"] > 0]
    if not len(table):
        return None
    return telling.section(
        "discussion",
        say("What sparked discussion"),
        [Lead(_most_talked(telling, table), "discussion"), _also_talked(telling, table), _talked(telling, table)],
    )


def _talked(telling: Telling, table: pd.DataFrame) -> Table:
    """The cards with their groups and notes; at a single table only the notes set them apart."""
    say = telling.say
    titles, notes = [telling.title(card) for card in table.index], [say.number(int(n)) for n in table["notes"]]
    if len(_tables(telling)) < 2:
        caption = say("Cards by how many notes were written about them")
        return Table(caption, (say("Card"), say("Notes")), tuple(zip(titles, notes, strict=True)))
    groups = [say.number(int(n)) for n in table["groups"]]
    caption = say("Cards by how many groups talked about them")
    return Table(caption, (say("Card"), say("Groups"), say("Notes")), tuple(zip(titles, groups, notes, strict=True)))


def _tables(telling: Telling) -> set[str]:
    """The groups that have people, also those whose hands were counted."""
    return {seat.group for seat in telling.session.people()} | set(telling.session.people_by_hand())


def _most_talked(telling: Telling, table: pd.DataFrame) -> str:
    first = _first(table)
    if not first:
        return telling.many(
            "The discussion spread evenly over {n} card.", "The discussion spread evenly over {n} cards.", len(table)
        )
    if len(first) == len(telling.session.cards_in_play()) > 1:
        return telling.say("All the cards sparked discussion: {cards}.", cards=telling.titles(first))
    if len(first) == len(table):
        return telling.many(
            "Discussion was sparked by {n} card: {cards}.",
            "Discussion was sparked by {n} cards: {cards}.",
            len(first),
            cards=telling.titles(first),
        )
    return telling.many(
        "Discussion was sparked above all by {n} card: {cards}.",
        "Discussion was sparked above all by {n} cards: {cards}.",
        len(first),
        cards=telling.titles(first),
    )


def _also_talked(telling: Telling, table: pd.DataFrame) -> Paragraph | None:
    """That these were talked about in every group, and what else was talked about."""
    say, first = telling.say, _first(table)
    if not first:
        return None
    tables = _tables(telling)
    everywhere = len(tables) > 1 and table.loc[list(first), "groups"].min() == len(tables)
    others = [str(card) for card in table.index if card not in first]
    told = [
        telling.say.many("Every group talked about it.", "Every group talked about them.", len(first))
        if everywhere
        else "",
        say("There was also talk about these: {cards}.", cards=telling.titles(others))
        if 1 < len(others) <= FEW
        else say("There was also talk about one more: {cards}.", cards=telling.titles(others))
        if len(others) == 1
        else "",
    ]
    return Paragraph(sentences(*told), "discussion:also") if any(told) else None


def _first(table: pd.DataFrame) -> list[str]:
    return list(first_places({str(card): (row["groups"], row["notes"]) for card, row in table.iterrows()}, FEW))


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
        else Paragraph(say("No card was named by half of the groups."), "cross-cutting"),
        Paragraph(_fewer(telling, few, alone=not len(many)), "cross-cutting:few") if len(few) else None,
    ]
    return telling.section("cross-cutting", heading, blocks)


def _fewer(telling: Telling, table: pd.DataFrame, *, alone: bool) -> str:
    cards = _marked(telling, table)
    return (
        telling.say("Mentioned: {cards}.", cards=cards)
        if alone
        else telling.say("Also mentioned: {cards}.", cards=cards)
    )


def _marked(telling: Telling, table: pd.DataFrame) -> str:
    return telling.listed(
        [
            telling.say(
                "{card} ({groups})",
                card=telling.title(card),
                groups=_groups(telling, int(row["marked"]), int(row["groups"])),
            )
            for card, row in table.iterrows()
        ]
    )


def _groups(telling: Telling, marked: int, groups: int) -> str:
    """How many of the groups that had a card: "three groups out of four"."""
    say = telling.say
    if marked == groups > 1:
        return say("both groups") if groups == 2 else say("all groups")
    if groups < len(OUT_OF):
        return telling.many("{n} group {out_of}", "{n} groups {out_of}", marked, out_of=say(OUT_OF[groups]))
    return say("{marked} of {groups} groups", marked=say.number(marked), groups=say.number(groups))


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
            _could_not_say(telling),
            _divided(telling),
            _united(telling) or _poles(telling),
        ]
    return telling.section("headline", heading, blocks)


def _leaning(telling: Telling, room: Leaning) -> str:
    say = telling.say
    facts = {"k": say.number(max(room.opportunity, room.threat)), "n": say.number(room.told)}
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
    if _level(room):
        return _almost_even(telling, room)
    if nearly_all(max(room.opportunity, room.threat), room.told):
        if room.opportunity > room.threat:
            return say(
                "Almost everybody ({k} of {n}) saw the future more as an opportunity than as a threat.", **facts
            )
        return say("Almost everybody ({k} of {n}) saw the future more as a threat than as an opportunity.", **facts)
    most = 2 * max(room.opportunity, room.threat) > room.told
    half = 2 * max(room.opportunity, room.threat) == room.told
    if room.opportunity > room.threat:
        if half:
            return say(
                "Half of the participants ({k} of {n}) saw the future more as an opportunity than as a threat.",
                **facts,
            )
        if most:
            return say("A majority ({k} of {n}) saw the future more as an opportunity than as a threat.", **facts)
        return say("More people saw the future as an opportunity ({k} of {n}) than as a threat.", **facts)
    if half:
        return say(
            "Half of the participants ({k} of {n}) saw the future more as a threat than as an opportunity.", **facts
        )
    if most:
        return say("A majority ({k} of {n}) saw the future more as a threat than as an opportunity.", **facts)
    return say("More people saw the future as a threat ({k} of {n}) than as an opportunity.", **facts)


def _level(room: Leaning) -> bool:
    """Whether the two sides are even, or as good as that: then one sentence tells both of them."""
    apart, most = abs(room.opportunity - room.threat), max(room.opportunity, room.threat)
    return not apart or (2 * most < room.told and ALMOST * apart <= room.told)


def _almost_even(telling: Telling, room: Leaning) -> str:
    say = telling.say
    facts = {"n": say.number(room.told), "p": say.number(room.opportunity), "u": say.number(room.threat)}
    if room.opportunity > room.threat:
        return say(
            "Views were almost even: of {n} participants {p} saw the future more as an opportunity, {u} more as a "
            "threat.",
            **facts,
        )
    return say(
        "Views were almost even: of {n} participants {u} saw the future more as a threat, {p} more as an "
        "opportunity.",
        **facts,
    )


def _the_others(telling: Telling, room: Leaning) -> str:
    say, region = telling.say, telling.session.opened.region
    counted = say("People are counted here, not answers: each by which of the two prevailed in their own answers.")
    where = say("This is the result of one meeting only (region: {region}).", region=region) if region else ""
    return sentences(_turned(telling, room), _left_out(telling, room), counted, where)


def _left_out(telling: Telling, room: Leaning) -> str:
    """Those who are in none of the counts; whose answers could be worked out from them otherwise."""
    if not room.untold:
        return ""
    told = telling.many(
        "{n} person was left out of this count, so that nobody's answer can be worked out from it.",
        "{n} people were left out of this count, so that nobody's answer can be worked out from it.",
        room.untold,
    )
    return upper(told)


def _turned(telling: Telling, room: Leaning) -> str:
    """Those who do not lean as most do."""
    say, even = telling.say, _level(room)
    side = "threat" if room.opportunity > room.threat else "opportunity"
    other = room.threat if side == "threat" else room.opportunity
    told = {} if even or not other else {side: other}
    told |= {"tied": room.tied} if room.tied else {}
    views = [
        _turned_to(say, each, told[each], n, first=not place)
        for place, (each, n) in enumerate(zip(told, telling.people(*told.values()), strict=True))
    ]
    nobody = (
        ""
        if even or other or room.untold or max(room.opportunity, room.threat) == room.people
        else say("Nobody saw it more as a threat.")
        if side == "threat"
        else say("Nobody saw it more as an opportunity.")
    )
    unsure = ended(upper(could_not_say(telling, room.unsure))) if room.unsure else ""
    return sentences(nobody, ended(upper(say.listed(views))) if views else "", unsure)


def _turned_to(say: Speaker, side: str, people: int, n: str, *, first: bool) -> str:
    match side, first:
        case "threat", _:
            return say.many("for {n} it was more of a threat", "for {n} it was more of a threat", people, n=n)
        case "opportunity", _:
            return say.many(
                "for {n} it was more of an opportunity", "for {n} it was more of an opportunity", people, n=n
            )
        case _, True:
            return say.many(
                "for {n} it was both in equal measure", "for {n} it was both in equal measure", people, n=n
            )
    return say.many("for {n} both in equal measure", "for {n} both in equal measure", people, n=n)


def _could_not_say(telling: Telling) -> Paragraph | None:
    """That "can't say" was the most frequent answer to most of the cards, which the leanings keep quiet about."""
    say, table = telling.say, card_summary(telling.session)
    shown = table[~table["hidden"] & (table["answered"] > 0)]
    silent = int((shown["unsure"] > shown[["opportunity", "threat", "both"]].max(axis=1)).sum())
    if len(shown) < 2 or 2 * silent <= len(shown):
        return None
    told = (
        say("To every card the most frequent answer was “can't say”.")
        if silent == len(shown)
        else say(
            "To most cards ({k} of {n}) the most frequent answer was “can't say”.",
            k=say.number(silent),
            n=say.number(len(shown)),
        )
    )
    return Paragraph(told, "headline:unsure")


def _divided(telling: Telling) -> Paragraph | None:
    say, table = telling.say, most_divided(telling.session)
    known = card_summary(telling.session)
    if not len(table):
        if (~known["hidden"] & (known["answered"] > 0)).sum() < 2:
            return None
        return Paragraph(say("No card divided the room into two camps."), "divided")
    card, row = next(table.iterrows())
    if 5 * min(row["opportunity"], row["threat"]) < row["answered"]:
        return Paragraph(say("No card divided the room into two camps."), "divided")
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


def _poles(telling: Telling) -> Paragraph | None:
    """The cards that are most clearly an opportunity and a threat, where there is one of each kind alone."""
    table = card_summary(telling.session)
    table = table[~table["hidden"] & (table["answered"] > 0)].sort_values("lean", kind="stable")
    table = table[table["lean"].notna()]
    if len(table) < MOST_CARDS:
        return None
    most, least = (str(card) for card in (table.index[-1], table.index[0]))
    told = [
        _pole(telling, table, most, "opportunity") if table["lean"].iloc[-2] < table["lean"].iloc[-1] else "",
        _pole(telling, table, least, "threat") if table["lean"].iloc[0] < table["lean"].iloc[1] else "",
    ]
    return Paragraph(sentences(*told), "poles") if any(told) else None


def _pole(telling: Telling, table: pd.DataFrame, card: str, side: str) -> str:
    """Nothing where less than half of the room saw it so, or where more saw another card so."""
    say, row, shares = telling.say, table.loc[card], table[side] / table["answered"]
    if 2 * row[side] < row["answered"] or shares[card] < shares.max():
        return ""
    facts = {"card": telling.title(card), "k": say.number(int(row[side])), "n": say.number(int(row["answered"]))}
    if side == "threat":
        return say("The clearest threat was this card: {card} ({k} of {n}).", **facts)
    return say("The clearest opportunity was this card: {card} ({k} of {n}).", **facts)


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
    moves = {"up": int(row["to_opportunity"]), "down": int(row["to_threat"]), "other": int(row["other"])}
    place = f"before-after:{card}"
    if not any(moves.values()):
        return Paragraph(say("{card}: nobody changed their answer.", card=title), place)
    moves = {way: n for way, n in moves.items() if n}
    same = int(row["again"]) - sum(moves.values())
    counts, rest = telling.people(*moves.values()), telling.count(same)
    told = [
        _way(say, way, moves[way], n, alone=way == "down" and "up" not in moves)
        for way, n in zip(moves, counts, strict=True)
    ]
    kept = (
        say.many(
            "{n} person did not change their answer.", "the other {n} did not change their answer.", same, n=rest
        )
        if same
        else ""
    )
    return Paragraph(sentences(say("{card}: {moved}.", card=title, moved=say.listed(told)), upper(kept)), place)


def _way(say: Speaker, way: str, people: int, n: str, *, alone: bool) -> str:
    """How many moved which way; `alone`: no other way stands before it in the sentence."""
    match way:
        case "up":
            return say.many(
                "{n} person moved towards opportunity", "{n} people moved towards opportunity", people, n=n
            )
        case "down" if alone:
            return say.many("{n} person moved towards threat", "{n} people moved towards threat", people, n=n)
        case "down":
            return say("{n} towards threat", n=n)
        case _:
            return say.many(
                "{n} person moved to or from “can't say”", "{n} people moved to or from “can't say”", people, n=n
            )
