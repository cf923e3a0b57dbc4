"""The wall once answers are shown: a card with the room and its groups, and what changed between two rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import pandas as pd

from cards.practice import PRACTICE
from facilitation import charts
from facilitation.wall import fitting
from facilitation.wall.parts import card_words, element, numbers_kept, words
from facilitation.wall.view import LONG_TITLE, View, framed, turned, which
from facilitation.words import Speaker
from facilitation.words.names import SIGNS, later
from sessions.events import STANCES, Stance
from sessions.items import Outcome
from sessions.results import before_after, card_summary, group_summary

MOST_ROWS = 8  # of groups that fit one column
SHORT_NAME = 13  # letters of a group that fit beside its bars in two columns
NAME_WIDE = 110.0  # percent of the wall's height: how wide a long name is above its bars
FEW_GROUPS = 5  # whose bars may be larger
LEAST_PANEL = 0.4  # of one whole: also a short bar's panel has room for its heading
ARROWS_ROOM = 54.0  # percent of the wall's height for the cards that were rated again
SHORT_OUTCOME = 130  # letters that fit the foot of a card; longer ones take turns with it
OUTCOMES = {"decision": later("Decision"), "question": later("Question"), "wish": later("Wish")}


class Row(msgspec.Struct, frozen=True):
    """A row of bars: its name as safe HTML, how many gave each answer, the same in words; `label` its bare name."""

    name: str
    counts: Mapping[str, int]
    spoken: str
    css: str = ""
    label: str = ""


def card(view: View, shown: str) -> str:
    """One card: the room and each group, who was counted by hand, the empty chair, and what the room decided."""
    if shown == PRACTICE:
        return _practice(view)
    session = view.session
    outcomes = [outcome for outcome in session.outcomes() if outcome.card == shown]
    length = sum(len(outcome.text) for outcome in outcomes)
    if length > SHORT_OUTCOME and view.turn(2) == 1:
        return _outcomes(view, shown, outcomes)
    room = card_summary(session).loc[shown]
    rows, hidden = _group_rows(view, shown) if view.shows("groups") else ([], "")
    dense = len(rows) > FEW_GROUPS or any(_name_lines(row) > 1 for row in rows)
    chairs = any(known == shown for _, known in session.chairs)
    taken = 2 * (bool(outcomes) or chairs) + 2 * (view.second is not None) + len(_earlier(view, shown))
    rows, place = _page(view, rows, MOST_ROWS - taken)
    title, long = session.known_cards[shown].title, len(view.title(shown)) > LONG_TITLE
    name = (
        card_words("h1", title, view.say, "long")
        if long and dense
        else view.card("h1", title, "long" if long else "")
    )
    told = "".join(_outcome(view, outcome) for outcome in outcomes) if length <= SHORT_OUTCOME else ""
    if not told:
        told = (
            words("p", _in_words(room, view.say))
            if dense
            else view.said("p", lambda say: _in_words(room, say), "words")
        )
    answers = _answers(view, shown, room, rows, hidden)
    middle = turned(view, _place(view, shown) + name + answers, "dense" if dense else "")
    return framed(view, middle, told + _beside(view, shown, place))


def _page(view: View, rows: list[Row], room: int) -> tuple[list[Row], str]:
    """The groups that stand now, and which they are: more than fit so many lines take turns.

    Short names stand in two columns once there are more than one column has room for.
    """
    short = all(len(row.label) <= SHORT_NAME for row in rows)
    columns = 2 if short and len(rows) > room else 1

    def fits(page: Sequence[Row]) -> bool:
        return sum(1 if short else max(2, _name_lines(row)) for row in page) <= room * columns

    pages = fitting.paged(rows, fits)
    turn = view.turn(len(pages))
    first = 1 + sum(map(len, pages[:turn]))
    return pages[turn], which(view, first, first + len(pages[turn]) - 1, len(rows))


def _name_lines(row: Row) -> int:
    """How many lines a group takes: a long name stands above its bars."""
    return 1 if len(row.label) <= SHORT_NAME else 1 + min(3, fitting.lines(row.label, fitting.LEAST, NAME_WIDE))


def _place(view: View, card: str) -> str:
    """Which of the cards this is, and the name of its theme."""
    session = view.session
    order = session.revealed_cards()
    place, every = order.index(card) + 1 if card in order else 0, len(session.cards_in_play())
    theme = card_words("span", session.deck.theme(session.known_cards[card].theme).name, view.say)
    told = words("span", view.say("Card {n} of {m}", n=place, m=every)) + " · " if place else ""
    return element("p", told + theme, "quiet")


def _group_rows(view: View, card: str) -> tuple[list[Row], str]:
    """A row for each group that may be shown and has answered, and a sentence for those that are hidden."""
    table = group_summary(view.session)
    groups = table.loc[card] if card in table.index.get_level_values("card") else table.iloc[:0]
    told = charts.groups_words(groups, view.say)
    shown = [row for _, row in groups.iterrows() if not row["hidden"] and row["answered"]]
    rows = [
        Row(words("span", str(row["name"]), "name", dir="auto"), _counts(row), sentence, label=str(row["name"]))
        for row, sentence in zip(shown, told, strict=False)
    ]
    return rows, told[-1] if len(told) > len(rows) else ""


def _answers(view: View, card: str, room: pd.Series, rows: list[Row], hidden: str) -> str:
    if room["hidden"]:
        return _too_few(view)
    if not room["answered"]:
        return _nobody(view)
    name = words("span", view.say("Everyone"), "name")
    everyone = Row(name, _counts(room), charts.card_words(room, view.say, title=view.title(card)), "room")
    first = [everyone, *_earlier(view, card)]
    below = words("p", hidden, "quiet")
    named = any(_name_lines(row) > 1 for row in rows)
    if named or len(rows) + len(first) <= MOST_ROWS + 1:
        css = "above named" if named else "few" if len(rows) <= FEW_GROUPS else ""
        return bars(view, [*first, *rows], css=css, heads=True) + below
    return bars(view, first, heads=True) + bars(view, rows, css="two compact") + below


def _too_few(view: View) -> str:
    return view.said("p", lambda say: say("Too few people have answered this card to show their answers."), "words")


def _nobody(view: View) -> str:
    none = view.said("p", lambda say: say("Nobody has answered this card yet."), "words")
    return none + view.rehearsal(ready=True)


def _earlier(view: View, card: str) -> list[Row]:
    """What the same people said to this card at first, where they were asked again and it may be told."""
    table = before_after(view.session)
    if card not in table.index or table.loc[card, "hidden"]:
        return []
    row = table.loc[card]
    first: dict[str, int] = {stance: int(row[f"first_{stance}"]) for stance in STANCES}
    told = pd.Series({**first, "answered": sum(first.values()), "hidden": False})
    return [
        Row(
            words("span", view.say("Before"), "name"),
            first,
            charts.card_words(told, view.say, title=view.title(card)),
        )
    ]


def _counts(row: pd.Series) -> dict[str, int]:
    return {stance: int(row[stance]) for stance in STANCES}


def _in_words(room: pd.Series, say: Speaker) -> str:
    """What the bars of a card say, for people who would rather read; "" where no number may be shown."""
    if room["hidden"] or not room["answered"]:
        return ""
    told = say(
        "Of {answered} people, {opportunity} saw an opportunity, {threat} a threat and {both} both; "
        "{unsure} could not say.",
        answered=say.number(int(room["answered"])),
        **{stance: say.number(count) for stance, count in _counts(room).items()},
    )
    return numbers_kept(told)


def _beside(view: View, card: str, place: str) -> str:
    """What stands beside the bars: who of the room was counted by hand, and what an empty chair would say."""
    session = view.session
    chairs = "".join(
        _chair(view, sector, stance) for (sector, known), stance in sorted(session.chairs.items()) if known == card
    )
    room = card_summary(session).loc[card]
    hands = 0 if room["hidden"] else int(room["by_hand"])
    told = ""
    if hands and view.shows("by-hand"):
        told = view.said(
            "p",
            lambda say: say.many("{n} of them by raising a hand", "{n} of them by raising a hand", hands),
            "quiet",
        )
    return element("div", told + chairs + place, "beside") if told or chairs or place else ""


def _chair(view: View, sector: str, stance: Stance) -> str:
    name = view.say("Empty chair, {sector}", sector=view.say.sector(sector))
    answer = words("b", f"{SIGNS[stance]} {view.say.stance(stance)}", f"head {stance}")
    return element("p", words("span", f"{name}: ") + answer, "chair")


def _outcome(view: View, outcome: Outcome) -> str:
    kind = words("b", f"{view.say(OUTCOMES[outcome.kind])}: ")
    return element("p", kind + words("span", fitting.one_line(outcome.text), dir="auto"), "words outcome")


def _outcomes(view: View, card: str, outcomes: list[Outcome]) -> str:
    """What the room decided on a card, as large as it fits; it takes turns with the bars."""
    texts = [outcome.text for outcome in outcomes]

    def size(wide: float) -> float:
        def high(size: float) -> float:
            return fitting.LINE * size * sum(fitting.lines(text, size, wide) + 0.6 for text in texts)

        return fitting.largest(high, 52.0, 7.0)

    sizes = fitting.sized(size)
    long = "long" if len(view.title(card)) > LONG_TITLE else ""
    head = _place(view, card) + view.card("h1", view.session.known_cards[card].title, long)
    body = element("div", "".join(_outcome(view, outcome) for outcome in outcomes), "sized", style=sizes)
    return framed(view, element("div", head + body, "middle"))


def _practice(view: View) -> str:
    """The result of the warm-up: it shows what a result looks like and counts nowhere."""
    session = view.session
    room = card_summary(session).loc[PRACTICE]
    head = view.said("p", lambda say: say("Practice: this card does not count."), "quiet")
    head += view.card("h1", session.known_cards[PRACTICE].title)
    return framed(view, turned(view, head + _answers(view, PRACTICE, room, [], "")))


# -------------------------------------------------------------------- before and after


def changed(view: View) -> str:
    """How the room moved on the cards that were rated again: an arrow between threat and opportunity for each."""
    table = before_after(view.session)
    table = table[~table["hidden"] & table.index.isin(view.session.revealed_cards())]
    title = view.said("h1", lambda say: say("Before and after the talk"))
    if not len(table):
        few = any(view.session.asked_in(card) > 1 for card in view.session.revealed_cards())
        return framed(
            view, element("div", title + view.said("p", _few_again if few else _none_again, "words"), "middle")
        )
    rows = [(str(card), row) for card, row in table.iterrows()]
    pages = fitting.paged(rows, lambda page: _arrows_high(view, [card for card, _ in page]) <= ARROWS_ROOM)
    turn = view.turn(len(pages))
    arrows = element("div", _ends(view) + "".join(_arrow(view, card, row) for card, row in pages[turn]), "arrows")
    first = 1 + sum(map(len, pages[:turn]))
    place = which(view, first, first + len(pages[turn]) - 1, len(rows))
    foot = view.said("p", lambda say: _shifted(table, say), "words") + place
    return framed(view, turned(view, title + arrows), foot)


def _few_again(say: Speaker) -> str:
    return say("Too few people rated the cards again to show what changed.")


def _none_again(say: Speaker) -> str:
    return say("No card that was rated again has been shown yet.")


def _arrows_high(view: View, cards: list[str]) -> float:
    names = (fitting.lines(view.title(card), 4.0, 0.51 * fitting.SHAPES["narrow"]) for card in cards)
    return sum(max(4.6 * lines, 9.0) + 2.2 for lines in names)


def _ends(view: View) -> str:
    def end(stance: str) -> str:
        return words("b", f"{SIGNS[stance]} {view.say.stance(stance)}", f"head {stance}")

    return element("div", "<span></span>" + element("span", end("threat") + end("opportunity"), "ends"), "row")


def _arrow(view: View, card: str, row: pd.Series) -> str:
    before, after = (0.0 if pd.isna(row[name]) else float(row[name]) for name in ("lean_first", "lean_newest"))
    left, right = sorted((50 + 46 * before, 50 + 46 * after))
    side = "opportunity" if after > before else "threat" if after < before else "both"
    line = element("i", "", f"line {side}", style=f"left: {left:.1f}%; width: {max(right - left, 0.1):.1f}%")
    start = element("i", "", "start", style=f"left: {50 + 46 * before:.1f}%")
    tip = element("i", "", f"tip {side}", style=f"left: {50 + 46 * after:.1f}%")
    moves = (f"{SIGNS[s]} {int(row[f'first_{s}'])}→{int(row[f'newest_{s}'])}" for s in STANCES)
    counts = element("span", " ".join(words("span", move) for move in moves), "quiet counts")
    name = card_words("span", view.session.known_cards[card].title, view.say, "name")
    track = element("span", element("i", "", "middle-line") + line + start + tip, "track")
    return element("div", name + element("span", track + counts, "move"), "row")


def _shifted(table: pd.DataFrame, say: Speaker) -> str:
    """How many cards moved which way, in words."""
    up, down = (
        int((table["lean_newest"] > table["lean_first"]).sum()),
        int((table["lean_newest"] < table["lean_first"]).sum()),
    )
    return say(
        "Towards opportunity: {up} of {m}. Towards threat: {down} of {m}.",
        up=say.number(up),
        down=say.number(down),
        m=say.number(len(table)),
    )


# -------------------------------------------------------------------- bars


def bars(view: View, rows: list[Row], *, css: str = "", heads: bool = False) -> str:
    """Rows of bars on one scale: threat to the left and opportunity to the right, both and can't say apart.

    Lengths are shares of who answered, numbers are counts.
    """
    shares = [{s: row.counts[s] / sum(row.counts.values()) for s in STANCES} for row in rows]
    longest = {s: max(LEAST_PANEL, *(share[s] for share in shares)) for s in STANCES}
    side = max(longest["opportunity"], longest["threat"])
    panels = {**longest, "opportunity": side, "threat": side}
    scale = f"--sides: {2 * side:.3f}fr; --third: {longest['both']:.3f}fr; --fourth: {longest['unsure']:.3f}fr"
    items = [
        element(
            "div",
            row.name + _panels(row.counts, share, panels),
            f"row {row.css}".strip(),
            role="img",
            aria_label=row.spoken,
        )
        for row, share in zip(rows, shares, strict=True)
    ]
    if heads:
        items.insert(0, element("div", "<span></span>" + _heads(view), "row heads"))
    return element("div", "".join(items), f"bars {css}".strip(), style=scale)


def _panels(counts: Mapping[str, int], share: Mapping[Stance, float], panels: Mapping[Stance, float]) -> str:
    def bar(stance: Stance) -> str:
        line = element("i", "", stance, style=f"width: {100 * share[stance] / panels[stance]:.1f}%")
        number = words("b", f"{SIGNS[stance]} {counts[stance]}")
        return element("span", number + line if stance == "threat" else line + number, f"panel {stance}")

    return element("span", bar("threat") + bar("opportunity"), "sides") + bar("both") + bar("unsure")


def _heads(view: View) -> str:
    """Sign and word of each answer over its bars."""

    def head(stance: str) -> str:
        return view.said("b", lambda say: f"{SIGNS[stance]} {say.stance(stance)}", f"head {stance}")

    return element("span", head("threat") + head("opportunity"), "sides") + head("both") + head("unsure")
