"""The wall while people rate, talk and write: what to do, how long, how far the room is, and no results."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.wall import fitting
from facilitation.wall.notes import SHAPES, pages_of, size_of
from facilitation.wall.parts import card_words, element, words
from facilitation.wall.ranking import Ranked, ranked
from facilitation.wall.view import View, framed, which
from facilitation.words import Speaker
from sessions.results import Progress, cross_cutting, last_words, priorities
from sessions.session import Note, Session

MOST_TITLES = 12  # cards that lie open beside the clock; the phones have them all
MOST_ROWS = 8  # of groups that fit one column
ROOM_FOR_MARKS = 48.0  # percent of the wall's height for the cards that tables marked


def answered(room: Progress, say: Speaker, *, without: tuple[str, ...] = ()) -> str:
    """The truthful count: "14 of 18 ready · 2 phones away"; `without` are the numbers switched off."""
    parts = []
    if "answered" not in without:
        parts.append(say("{n} of {m} ready", n=say.number(room.answered), m=say.number(room.people)))
    if room.away and "away" not in without:
        parts.append(say.many("{n} phone away", "{n} phones away", room.away))
    if room.by_hand and "by-hand" not in without:
        parts.append(say("{n} without a phone of their own", n=say.number(room.by_hand)))
    return " · ".join(parts)


def _answered(view: View) -> str:
    count = view.said("p", lambda say: answered(view.room, say, without=view.session.screen.without), "count")
    return count + view.rehearsal(ready=True)


def rating(view: View) -> str:
    """The question, the clock, the cards in play by their titles, and how many have answered."""
    session = view.session
    own = session.current_step.task and session.doing == session.current_step.kind
    question = "" if own else view.card("p", session.deck.question, "task")
    task = element("div", question + view.task("task" if own else ""), "question")
    top = element("div", task + _round_clock(view), "task-and-clock")
    said = view.say.card_text(session.current_step.task if own else session.deck.question)
    titles = _titles(view, said, _asked(session))
    return framed(view, element("div", top + titles, "middle"), _answered(view), clock=False)


def warmup(view: View) -> str:
    """The practice card while it is answered: counts only."""
    card = view.session.known_cards["practice"]
    shown = view.card("h1", card.title) + view.card("p", card.trend, "words")
    middle = element("div", view.task_and_clock(_round_clock(view)) + element("div", shown, "practice"), "middle")
    return framed(view, middle, _answered(view), clock=False)


def _round_clock(view: View) -> str:
    session = view.session
    if session.round is None:
        return ""
    if not session.round.open(session.clock(view.now)):
        return view.said("p", lambda say: say("The round is closed."), "clock over")
    return view.clock()


def _asked(session: Session) -> Sequence[str]:
    """The cards that some table is asked to rate."""
    asked = {card for group in session.groups for card in session.asked(group.id)}
    return [card for card in session.cards_in_play() if card in asked or not asked]


def _titles(view: View, above: str, cards: Sequence[str]) -> str:
    """Cards face up: titles only, in the first language. Where they do not fit under what stands above, their
    number: the phones have them all.
    """
    session = view.session
    titles = [view.title(card) for card in cards]
    twice = 1.6 if view.second is not None else 1.0
    room = 71.0 - twice * (7.0 * fitting.lines(above, 6.0, 70.0) + 6.0)
    columns = next((n for n in (2, 3) if _titles_high(titles, n) <= room), 0)
    if len(cards) > MOST_TITLES or not columns:
        return view.said("p", lambda say: say.many("{n} card", "{n} cards", len(cards)), "task")
    items = [element("li", card_words("span", session.known_cards[card].title, view.say)) for card in cards]
    return element("ul", "".join(items), "cards", style=f"--columns: {columns}")


def _titles_high(titles: list[str], columns: int) -> float:
    """How high titles stand in so many columns on a narrow projector, in percent of the wall's height."""
    wide = fitting.SHAPES["narrow"] / columns - 4.5
    lines = [fitting.lines(title, fitting.LEAST, wide) for title in titles]
    rows = [max(lines[start : start + columns]) for start in range(0, len(lines), columns)]
    return sum(1.15 * fitting.LEAST * row + 3.1 for row in rows)


def speech(view: View) -> str:
    """Somebody speaks: what about, how long, and how many notes have come in meanwhile."""
    middle = element("div", view.task_and_clock(view.clock()), "middle")
    return framed(view, middle, _notes_count(view), clock=False)


def before_reveal(view: View) -> str:
    return framed(view, element("div", view.task_and_clock(view.clock()), "middle"), _answered(view), clock=False)


# -------------------------------------------------------------------- notes


def talk(view: View) -> str:
    """The notes that were put on the screen; while there are none, how many each group has written."""
    on_screen = released(view.session)
    if on_screen:
        return notes(view)
    tables = _tables(view) if view.shows("groups") and view.shows("notes") else ""
    middle = element("div", view.task_and_clock(view.clock()) + tables, "middle")
    return framed(view, middle, _notes_count(view), clock=False)


def released(session: Session) -> list[Note]:
    """The notes on the screen, newest first: none that is kept out or merged into another."""
    return [note for note in session.told_notes() if session.sorted(note.id).on_screen][::-1]


def _notes_count(view: View) -> str:
    if not view.shows("notes"):
        return view.rehearsal()
    count = len(view.session.all_notes())
    return view.said("p", lambda say: say.many("{n} note", "{n} notes", count), "count") + view.rehearsal()


def _tables(view: View) -> str:
    session = view.session
    written = [note.group for note in session.all_notes()]
    seated = {seat.group for seat in session.people()}
    rows = [
        element(
            "li",
            words("span", group.name, "name", dir="auto")
            + words("b", view.say.many("{n} note", "{n} notes", written.count(group.id))),
        )
        for group in session.groups
        if group.id in seated and len(session.groups) > 1  # of one table the foot tells the same
    ]
    columns = 1 if len(rows) <= MOST_ROWS // 2 else 2 if len(rows) <= 2 * MOST_ROWS else 3
    most = 3 * MOST_ROWS
    return element("ul", "".join(rows[:most]), "tables", style=f"--columns: {columns}") if rows else ""


def notes(view: View) -> str:
    """A few notes as large as they fit, the newest first; when there are more, they take turns."""
    pages = pages_of(released(view.session))
    turn = view.turn(len(pages))
    page = pages[turn]
    if not page:
        none = view.said("p", lambda say: say("No note has been put on the wall yet."), "task")
        return framed(view, element("div", none, "middle"), _notes_count(view))
    sizes = fitting.sizes_style({shape: size_of(page, wide) for shape, wide in SHAPES.items()})
    items = [element("li", _about(view, note) + note_text(note, view.say)) for note in page]
    middle = element("div", element("ul", "".join(items), "notes", style=sizes), "middle")
    first = 1 + sum(map(len, pages[:turn]))
    place = which(view, first, first + len(page) - 1, sum(map(len, pages)))
    return framed(view, middle, view.task("") + place)


def _about(view: View, note: Note) -> str:
    """The kind of a note, the card it is on and how many agree; never who wrote it."""
    session, say = view.session, view.say
    parts = [words("b", say.note_kind(note.kind))]
    if note.card in session.cards:
        parts.append(card_words("span", session.known_cards[note.card].title, say))
    agree = session.agreeing(note.id) if view.shows("notes") else 0
    if agree:
        parts.append(words("b", say.many("{n} agrees", "{n} agree", agree), "agree"))
    return element("p", " · ".join(parts), "quiet")


def note_text(note: Note, say: Speaker, css: str = "said") -> str:
    language = "" if note.language == say.language else note.language
    return words("p", fitting.one_line(note.text), css, dir="auto", lang=language)


# -------------------------------------------------------------------- marks, points, last questions


def crosscutting(view: View) -> str:
    """The cards that tables marked as cutting across everything, with how many tables did."""
    table = cross_cutting(view.session)
    rows = [
        Ranked(str(card), row["marked"] / row["groups"], _tables_of(view, int(row["marked"]), int(row["groups"])))
        for card, row in table[table["marked"] > 0].iterrows()
    ]
    doing = view.session.doing == "crosscutting"
    title = view.task_and_clock(view.clock()) if doing else view.said("h1", lambda say: say.step("crosscutting"))
    shown, place = ranked(view, rows, ROOM_FOR_MARKS) if rows else ("", "")
    if not rows and not doing:
        shown = view.said("p", lambda say: say("No table has marked a card yet."), "words")
    return framed(view, element("div", title + shown, "middle"), place, clock=not doing)


def _tables_of(view: View, marked: int, groups: int) -> str:
    if not view.shows("groups"):
        return ""
    return view.say.many("{marked} of {n} table", "{marked} of {n} tables", groups, marked=view.say.number(marked))


def weighing(view: View) -> str:
    """The cards that points are given to, and how many people have; no results."""
    points = view.session.opened.points
    each = view.said("p", lambda say: say.many("Everybody has {n} point.", "Everybody has {n} points.", points))
    task = element("div", element("div", view.task() + each) + view.clock(), "task-and-clock")
    titles = _titles(view, view.say.task("priorities") + each, view.session.cards_in_play())
    middle = element("div", task + titles, "middle")
    count = view.said("p", lambda say: weighed(view.session, say), "count") if view.shows("answered") else ""
    return framed(view, middle, count + view.rehearsal(ready=True), clock=False)


def weighed(session: Session, say: Speaker) -> str:
    """How many people have given any of their points."""
    return say(
        "{n} of {m} have given their points",
        n=say.number(priorities(session).people),
        m=say.number(len(session.people())),
    )


def check_out(view: View) -> str:
    """The questions and how many have answered; nobody's words."""
    asked = (
        view.said("li", lambda say: say("One new thought that you take with you"))
        + view.said("li", lambda say: say("Who should be here next time?"))
        + view.said("li", lambda say: say("A grade for this session"))
    )
    middle = element("div", view.task_and_clock(view.clock()) + element("ol", asked, "cards asked"), "middle")
    count = view.said("p", lambda say: checked_out(view.session, say), "count") if view.shows("answered") else ""
    return framed(view, middle, count + view.rehearsal(ready=True), clock=False)


def checked_out(session: Session, say: Speaker) -> str:
    return say("{n} of {m} ready", n=say.number(last_words(session).people), m=say.number(len(session.people())))
