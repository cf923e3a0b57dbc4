"""What the wall shows in each state of a session: a session in, a piece of HTML out.

Results appear for cards that have been revealed and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import zip_longest
from math import ceil

import msgspec
import pandas as pd

from facilitation import charts
from facilitation.wall.notes import SHAPES, one_line, pages_of, size_of
from facilitation.wall.parts import bare, card_words, clock_face, element, qr_image, words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.events import STANCES, Stance
from sessions.results import (
    Priorities,
    Progress,
    card_summary,
    composition,
    group_summary,
    last_words,
    people_leaning,
    priorities,
    progress,
)
from sessions.session import Note, Session

LONG_TITLE = 48  # letters: longer ones are set a step smaller
MOST_TITLES = 12  # cards that lie open beside the clock; the phones have them all
ONE_COLUMN = 13  # rows of cards that fit one column
MOST_CARDS = 16  # that fit the wall at all
FEW_GROUPS = 5  # whose bars may be larger
MOST_ROWS = 8  # of groups that fit one column
LEAST_PANEL = 0.4  # of one whole: also a short bar's panel has room for its heading
TOP_CARDS = 5  # that the room gave most points
MOST_TOP = 8  # of them when several have as many as the last
NOTES_FOR = 15_000  # milliseconds for which the same notes stand


def wall(
    session: Session, *, say: Speaker, now: int, here: Collection[str], join_url: str, theme: str = "light"
) -> str:
    """The whole wall. `here` are the seats connected now, `join_url` is "" when phones cannot reach this machine."""
    scene = _scene(session, say, now, progress(session, here), join_url)
    return element("div", scene, f"wall {theme}", lang=say.language)


def empty_wall(sentence: str, *, say: Speaker, theme: str = "light") -> str:
    """A wall with nothing to show but why."""
    middle = element("div", words("p", sentence, "task"), "middle")
    return element("div", element("div", middle, "scene"), f"wall {theme}", lang=say.language)


def _scene(session: Session, say: Speaker, now: int, room: Progress, join_url: str) -> str:
    kind = session.current_step.kind
    if session.closed or kind == "close":
        return _thanks(session, say, join_url)
    if kind == "welcome":
        return _lobby(session, say, room, join_url)
    if kind == "rate":
        return _rating(session, say, now, room, join_url)
    if kind == "talk":
        return _talk(session, say, now, join_url)
    if kind == "priorities":
        return _top_cards(session, say, join_url) if session.priorities_shown else _weighing(session, say, join_url)
    if kind == "checkout":
        return _check_out(session, say, join_url)
    if session.shown:
        return _card(session, say, session.shown, join_url)
    if session.revealed_cards():
        return _overview(session, say, join_url)
    return _before_reveal(session, say, room, join_url)


def _framed(session: Session, middle: str, foot: str, join_url: str) -> str:
    """A scene with the session's title above, and where to join for whoever comes late."""
    where = "" if session.closed or not join_url else words("p", bare(join_url), "where")
    top = element("div", words("p", session.opened.title, "title", dir="auto") + where, "top")
    return element("div", top + middle + (element("div", foot, "foot") if foot else ""), "scene")


# -------------------------------------------------------------------- before anybody has answered


def _lobby(session: Session, say: Speaker, room: Progress, join_url: str) -> str:
    if join_url:
        address = join_url.removesuffix(f"/{session.code}")
        picture = qr_image(join_url, say("QR code of the address {address}", address=join_url))
        way = (
            words("p", say("Open on your phone"), "quiet")
            + words("p", bare(address), "address")
            + words("p", say("and give the code"), "quiet")
        )
    else:
        picture = ""
        way = words("p", say("Phones cannot reach this computer yet. Connect it to the room's network."), "address")
    right = way + words("p", session.code, "code") + words("p", joined(room, say), "joined")
    join = element("div", picture + element("div", right), "join")
    title = words("h1", session.opened.title, "long" if len(session.opened.title) > LONG_TITLE else "", dir="auto")
    aim = words("p", session.opened.aim or say.task("welcome"), "aim", dir="auto")
    css = "scene lobby full" if len(session.opened.sectors) > 6 else "scene lobby"
    return element("div", title + aim + join + _sectors(session, say), css)


def joined(room: Progress, say: Speaker) -> str:
    return say.many("{n} person has joined", "{n} people have joined", room.seats)


def _sectors(session: Session, say: Speaker) -> str:
    rows = [
        element(
            "li",
            words("span", say.number(people), "dot") + words("span", say.sector(sector)),
            "" if people else "none",
        )
        for sector, people in composition(session).items()
    ]
    return element("ul", "".join(rows), "sectors") if rows else ""


# -------------------------------------------------------------------- while they answer and talk


def _rating(session: Session, say: Speaker, now: int, room: Progress, join_url: str) -> str:
    question = card_words("p", session.deck.question, say, "task") + words("p", say.task("rate"))
    task = element("div", element("div", question) + _clock(session, say, now), "task-and-clock")
    middle = element("div", task + _titles(session, say), "middle")
    return _framed(session, middle, words("p", answered(room, say), "count"), join_url)


def _clock(session: Session, say: Speaker, now: int) -> str:
    current = session.open_round(now)
    if current is None:
        return words("p", say("The round is closed."), "clock over")
    if current.ends_at is None:
        return ""
    return words("p", clock_face(current.ends_at - now), "clock", role="timer")


def _titles(session: Session, say: Speaker) -> str:
    """The cards in play, face up: titles only. Very many of them stay on the phones."""
    cards = session.cards_in_play()
    if len(cards) > MOST_TITLES:
        return words("p", say.many("{n} card", "{n} cards", len(cards)), "quiet")
    items = [element("li", card_words("span", session.known_cards[card].title, say)) for card in cards]
    return element("ul", "".join(items), "cards", style=f"--columns: {3 if len(cards) > 4 else 2}")


def answered(room: Progress, say: Speaker) -> str:
    """The truthful count: "14 of 18 answered · 2 away · 3 by hand"."""
    parts = [say("{n} of {m} answered", n=say.number(room.answered), m=say.number(room.seats))]
    if room.away:
        parts.append(say.many("{n} phone away", "{n} phones away", room.away))
    if room.by_hand:
        parts.append(say.many("{n} by hand", "{n} by hand", room.by_hand))
    return " · ".join(parts)


def _talk(session: Session, say: Speaker, now: int, join_url: str) -> str:
    """The notes that were put on the screen; while there are none, how many each group has written."""
    on_screen = [note for note in session.all_notes() if session.status_of(note.id) == "on-screen"][::-1]
    if on_screen:
        return _notes(session, say, on_screen, now, join_url)
    notes = [note.group for note in session.all_notes()]
    seated = {seat.group for seat in session.people()}
    rows = [
        element(
            "li",
            words("span", group.name, "name", dir="auto")
            + words("b", say.many("{n} note", "{n} notes", notes.count(group.id))),
        )
        for group in session.groups
        if group.id in seated
    ]
    columns = 1 if len(rows) <= MOST_ROWS // 2 else 2 if len(rows) <= 2 * MOST_ROWS else 3
    tables = element("ul", "".join(rows[: 3 * MOST_ROWS]), "tables", style=f"--columns: {columns}") if rows else ""
    middle = element("div", words("p", say.task("talk"), "task") + tables, "middle")
    foot = words("p", say.many("{n} note", "{n} notes", len(notes)), "count")
    return _framed(session, middle, foot, join_url)


def _notes(session: Session, say: Speaker, on_screen: list[Note], now: int, join_url: str) -> str:
    """A few notes as large as they fit, the newest first; when there are more, they take turns."""
    pages = pages_of(on_screen)
    turn = now // NOTES_FOR % len(pages)
    page = pages[turn]
    sizes = "; ".join(f"--{name}: {size_of(page, wide):.1f}cqh" for name, wide in SHAPES.items())
    items = [element("li", _about(session, note, say) + _text(note, say)) for note in page]
    middle = element("div", element("ul", "".join(items), "notes", style=sizes), "middle")
    place = words("p", _which(pages, turn, say), "quiet") if len(pages) > 1 else ""
    return _framed(session, middle, words("p", say.task("talk")) + place, join_url)


def _which(pages: list[list[Note]], turn: int, say: Speaker) -> str:
    """Which of the notes on the screen stand there now."""
    first = 1 + sum(map(len, pages[:turn]))
    last, every = first + len(pages[turn]) - 1, sum(map(len, pages))
    if first == last:
        return say("Note {n} of {m}", n=first, m=every)
    return say("Notes {n}–{last} of {m}", n=first, last=last, m=every)


def _about(session: Session, note: Note, say: Speaker) -> str:
    """The kind of a note and the card it is on; never who wrote it."""
    about = card_words("span", session.known_cards[note.card].title, say) if note.card in session.cards else ""
    return element("p", words("b", say.note_kind(note.kind)) + (" · " if about else "") + about, "quiet")


def _text(note: Note, say: Speaker) -> str:
    language = "" if note.language == say.language else note.language
    return words("p", one_line(note), "said", dir="auto", lang=language)


def _before_reveal(session: Session, say: Speaker, room: Progress, join_url: str) -> str:
    middle = element("div", words("p", say.task("reveal"), "task"), "middle")
    return _framed(session, middle, words("p", answered(room, say), "count"), join_url)


# -------------------------------------------------------------------- what they answered


class Row(msgspec.Struct, frozen=True):
    """A row of bars: its name as safe HTML, how many gave each answer, and the same in words."""

    name: str
    counts: Mapping[str, int]
    spoken: str
    css: str = ""


def _card(session: Session, say: Speaker, card: str, join_url: str) -> str:
    shown = session.known_cards[card]
    room = card_summary(session).loc[card]
    rows, hidden = _group_rows(session, say, card)
    long = len(say.card_text(shown.title)) > LONG_TITLE or len(rows) > MOST_ROWS
    head = _place(session, say, card) + card_words("h1", shown.title, say, "long" if long else "")
    middle = element("div", head + _answers(session, say, card, room, rows, hidden), "middle turning")
    return _framed(session, middle, words("p", _in_words(room, say), "words"), join_url)


def _place(session: Session, say: Speaker, card: str) -> str:
    """Which of the cards this is, and the name of its theme."""
    order = session.revealed_cards()
    place = say("Card {n} of {m}", n=order.index(card) + 1, m=len(session.cards_in_play())) if card in order else ""
    theme = card_words("span", session.deck.theme(session.known_cards[card].theme).name, say)
    return element("p", words("span", place) + (" · " if place else "") + theme, "quiet")


def _group_rows(session: Session, say: Speaker, card: str) -> tuple[list[Row], str]:
    """A row for each group that may be shown and has answered, and a sentence for those that are hidden."""
    table = group_summary(session)
    groups = table.loc[card] if card in table.index.get_level_values("card") else table.iloc[:0]
    told = charts.groups_words(groups, say)
    shown = [row for _, row in groups.iterrows() if not row["hidden"] and row["answered"]]
    rows = [
        Row(words("span", str(row["name"]), "name", dir="auto"), _counts(row), sentence)
        for row, sentence in zip(shown, told, strict=False)
    ]
    return rows, told[-1] if len(told) > len(rows) else ""


def _answers(session: Session, say: Speaker, card: str, room: pd.Series, rows: list[Row], hidden: str) -> str:
    if room["hidden"]:
        return words("p", say("Too few people have answered this card to show their answers."), "words")
    if not room["answered"]:
        return words("p", say("Nobody has answered this card yet."), "words")
    title = say.card_text(session.known_cards[card].title)
    name = words("span", say("Everyone"), "name")
    everyone = Row(name, _counts(room), charts.card_words(room, say, title=title), "room")
    below = words("p", hidden, "quiet")
    if len(rows) <= MOST_ROWS:
        return _bars([everyone, *rows], say, css="few" if len(rows) <= FEW_GROUPS else "", heads=True) + below
    return _bars([everyone], say, heads=True) + _bars(rows[: 2 * MOST_ROWS], say, css="two compact") + below


def _counts(row: pd.Series) -> dict[str, int]:
    return {stance: int(row[stance]) for stance in STANCES}


def _bars(rows: list[Row], say: Speaker, *, css: str = "", heads: bool = False) -> str:
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
        items.insert(0, element("div", "<span></span>" + _heads(say), "row heads"))
    return element("div", "".join(items), f"bars {css}".strip(), style=scale)


def _panels(counts: Mapping[str, int], share: Mapping[Stance, float], panels: Mapping[Stance, float]) -> str:
    def bar(stance: Stance) -> str:
        line = element("i", "", stance, style=f"width: {100 * share[stance] / panels[stance]:.1f}%")
        number = words("b", f"{SIGNS[stance]} {counts[stance]}")
        return element("span", number + line if stance == "threat" else line + number, f"panel {stance}")

    return element("span", bar("threat") + bar("opportunity"), "sides") + bar("both") + bar("unsure")


def _heads(say: Speaker) -> str:
    """Sign and word of each answer over its bars."""

    def head(stance: str) -> str:
        return words("b", f"{SIGNS[stance]} {say.stance(stance)}", f"head {stance}")

    return element("span", head("threat") + head("opportunity"), "sides") + head("both") + head("unsure")


def _in_words(room: pd.Series, say: Speaker) -> str:
    """What the bars of a card say, for people who would rather read; "" where no number may be shown."""
    if room["hidden"] or not room["answered"]:
        return ""
    return say(
        "Of {answered} people, {opportunity} saw an opportunity, {threat} a threat and {both} both; "
        "{unsure} could not say.",
        answered=say.number(int(room["answered"])),
        **{stance: say.number(count) for stance, count in _counts(room).items()},
    )


def _overview(session: Session, say: Speaker, join_url: str) -> str:
    """All revealed cards, from most opportunity to most threat; of very many the most divided."""
    table = card_summary(session)
    table = table[table.index.isin(session.revealed_cards()) & ~table["hidden"] & (table["answered"] > 0)]
    everything = len(table)
    if everything > MOST_CARDS:
        table = table.nlargest(MOST_CARDS, "split")
    table = table.sort_values("lean", ascending=False, na_position="last", kind="stable")
    rows = [
        Row(
            card_words("span", session.known_cards[str(card)].title, say, "name"),
            _counts(row),
            charts.card_words(row, say, title=say.card_text(session.known_cards[str(card)].title)),
        )
        for card, row in table.iterrows()
    ]
    if not rows:
        shown = words("p", say("Too few people have answered to show their answers."), "task")
    else:
        many = len(rows) > ONE_COLUMN
        shown = _bars(_down_the_columns(rows) if many else rows, say, css="two above" if many else "wide")
    legend = "".join(words("b", f"{SIGNS[s]} {say.stance(s)}", f"head {s}") for s in STANCES)
    left_out = say("The {n} most divided of {m} cards", n=MOST_CARDS, m=everything) if everything > MOST_CARDS else ""
    foot = element("p", legend, "key") + words("p", left_out, "quiet")
    return _framed(session, element("div", shown, "middle"), foot, join_url)


def _down_the_columns(rows: list[Row]) -> list[Row]:
    """Rows as a grid of two columns takes them, so that one reads down the left and then down the right."""
    half = ceil(len(rows) / 2)
    pairs = zip_longest(rows[:half], rows[half:])
    return [row for pair in pairs for row in pair if row is not None]


# -------------------------------------------------------------------- what matters most, and the last questions


def _weighing(session: Session, say: Speaker, join_url: str) -> str:
    """The cards that points are given to, and how many people have; no results."""
    each = say.many("Everybody has {n} point.", "Everybody has {n} points.", session.opened.points)
    task = element("div", words("p", say.task("priorities"), "task") + words("p", each))
    middle = element("div", task + _titles(session, say), "middle")
    return _framed(session, middle, words("p", weighed(session, say), "count"), join_url)


def weighed(session: Session, say: Speaker) -> str:
    """How many people have given any of their points."""
    return say(
        "{n} of {m} have given their points",
        n=say.number(priorities(session).people),
        m=say.number(len(session.people())),
    )


def _top_cards(session: Session, say: Speaker, join_url: str) -> str:
    """The cards with most points as bars with their counts."""
    room = priorities(session)
    title = words("h1", say.step("priorities"))
    if room.hidden:
        shown = words("p", say("Too few people gave points to show them."), "words")
    elif not room.points:
        shown = words("p", say("Nobody gave points."), "words")
    else:
        shown = _points(session, say, room)
    middle = element("div", title + shown, "middle turning")
    return _framed(session, middle, words("p", top_words(session, say), "words"), join_url)


def _points(session: Session, say: Speaker, room: Priorities) -> str:
    top = top_cards(room)
    most = max(room.points.values())
    items = []
    for card in top:
        points = say.many("{n} point", "{n} points", room.points[card])
        bar = element("i", "", style=f"width: {100 * room.points[card] / most:.1f}%")
        name = card_words("span", session.known_cards[card].title, say, "name")
        items.append(
            element("li", name + element("span", element("span", bar, "track") + words("b", points), "points"))
        )
    return element("ol", "".join(items), "top-cards" if len(top) <= TOP_CARDS else "top-cards many")


def top_cards(room: Priorities) -> list[str]:
    """The cards with most points: five, and those that have as many as the fifth while they fit the wall."""
    cards = list(room.points)
    if len(cards) <= TOP_CARDS:
        return cards
    least = room.points[cards[TOP_CARDS - 1]]
    equal = [card for card in cards if room.points[card] >= least]
    return equal if len(equal) <= MOST_TOP else cards[:TOP_CARDS]


def top_words(session: Session, say: Speaker) -> str:
    """How many gave points and which card got most, in words; "" when no number may be told."""
    room = priorities(session)
    if room.hidden or not room.points:
        return ""
    people = say.many("{n} person gave points.", "{n} people gave points.", room.people)
    top = top_cards(room)
    first = [card for card in top if room.points[card] == room.points[top[0]]]
    titles = ", ".join(say.card_text(session.known_cards[card].title) for card in first)
    return f"{people} {say('Most points: {cards}.', cards=titles)} {_as_many(room, top, say)}".strip()


def _as_many(room: Priorities, top: list[str], say: Speaker) -> str:
    """That cards are missing from the wall which have as many points as the last one on it."""
    least = room.points[top[-1]]
    n = sum(points >= least for points in room.points.values()) - len(top)
    if not n:
        return ""
    return say.many("{n} more card has as many points.", "{n} more cards have as many points.", n)


def _check_out(session: Session, say: Speaker, join_url: str) -> str:
    """The questions and how many have answered; nobody's words."""
    questions = (
        say("One new thought that you take with you"),
        say("Who should be here next time?"),
        say("A grade for this session"),
    )
    asked = element("ol", "".join(words("li", question) for question in questions), "cards asked")
    middle = element("div", words("p", say.task("checkout"), "task") + asked, "middle")
    return _framed(session, middle, words("p", checked_out(session, say), "count"), join_url)


def checked_out(session: Session, say: Speaker) -> str:
    return say("{n} of {m} answered", n=say.number(last_words(session).people), m=say.number(len(session.people())))


def _thanks(session: Session, say: Speaker, join_url: str) -> str:
    middle = element(
        "div",
        words("p", say.task("close"), "task")
        + words("p", headline(session, say) if session.revealed else "", "words"),
        "middle",
    )
    return _framed(session, middle, "", join_url)


def headline(session: Session, say: Speaker) -> str:
    """How people lean, in words: people and not votes. "" when nobody has answered; what is hidden is not told."""
    room = people_leaning(session)
    if not room.people:
        return ""
    if room.hidden:
        return say("Too few people have answered to show how they lean.")
    if room.threat > room.opportunity:
        sentence = say("{n} of {m} people saw more threat than opportunity.", n=room.threat, m=room.people)
    else:
        sentence = say("{n} of {m} people saw more opportunity than threat.", n=room.opportunity, m=room.people)
    rest = [
        say("{n} saw more threat", n=room.threat) if room.opportunity >= room.threat > 0 else "",
        say("{n} saw more opportunity", n=room.opportunity) if room.threat > room.opportunity > 0 else "",
        say("{n} saw as much of both", n=room.tied) if room.tied else "",
        say("{n} could not say", n=room.unsure) if room.unsure else "",
    ]
    others = " · ".join(part for part in rest if part)
    return f"{sentence} {others}.".strip() if others else sentence
