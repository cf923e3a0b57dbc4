"""The wall while the room decides: what to discuss next, what matters most, who does what, and the last words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from facilitation.wall import fitting
from facilitation.wall.parts import address_words, element, qr_image, words
from facilitation.wall.ranking import Ranked, ranked
from facilitation.wall.view import LONG_TITLE, View, framed, turned, which
from facilitation.wall.working import note_text
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from sessions.items import Action
from sessions.results import Priorities, Suggestion, discuss_next, people_leaning, priorities
from sessions.session import Note, Session

TOP_CARDS = 5  # that the room gave most points
MOST_TOP = 8  # of them when several have as many as the last
SIDE_ROOM = 34.0  # percent of the wall's height for a note of one side
ACTION_ROOM = 62.0  # percent of the wall's height for the actions of a page
ACTION_SIZES = (3.8, 6.0)
WORDS_ROOM = 46.0  # percent of the wall's height for the headline
COUNTED_ROOM = 34.0  # and for ours, under which the rest of the room is told
WORDS_SIZE = 11.0


# -------------------------------------------------------------------- what to discuss next


def discuss(view: View) -> str:
    """The card most worth discussing, why in words, and one released note from each side."""
    session = view.session
    shown = [each for each in _suggestions(session) if each.card in session.revealed_cards()]
    title = view.said("p", lambda say: say("Let us discuss next"), "quiet")
    if not shown:
        none = view.said("p", lambda say: say("On no card that was shown did people take opposite sides."), "task")
        return framed(view, element("div", title + none, "middle"))
    first = shown[0]
    long = "long" if len(view.title(first.card)) > LONG_TITLE else ""
    head = title + view.card("h1", session.known_cards[first.card].title, long)
    why = element("div", _why(view, first), "why")
    notes = {"threat": first.threat_note, "opportunity": first.opportunity_note}
    sides = [
        _side(view, side, note) for side, note in notes.items() if note is not None and _on_screen(session, note)
    ]
    both = element("div", "".join(sides), "both-sides") if sides else ""
    return framed(view, element("div", head + why + both, "middle"))


def _suggestions(session: Session) -> list[Suggestion]:
    """What to discuss next, worked out once for each state of a session."""
    known: list[Suggestion] | None = session.__dict__.get("suggested")
    if known is None:
        known = session.__dict__.setdefault("suggested", discuss_next(session))
    return known


def _on_screen(session: Session, note: Note) -> bool:
    return session.sorted(note.id).on_screen


def _why(view: View, suggestion: Suggestion) -> str:
    reason, session = suggestion.reason, view.session
    counts = view.said(
        "p",
        lambda say: say(
            "{opportunity} saw an opportunity and {threat} a threat.",
            opportunity=say.number(reason.opportunity),
            threat=say.number(reason.threat),
        ),
        "task",
    )
    if reason.ground == "within-groups" and view.shows("groups"):
        return counts + view.said("p", lambda say: say("People at the same table see it differently."))
    if reason.ground == "between-groups" and view.shows("groups"):
        first, last = (session.group(group).name for group in reason.groups)
        return counts + view.said(
            "p",
            lambda say: say(
                "The tables differ. Most opportunity: {group}. Most threat: {other}.", group=first, other=last
            ),
        )
    return counts


def _side(view: View, side: str, note: Note) -> str:
    sizes = fitting.sized(lambda wide: _side_size(note, wide))
    sign = words("b", f"{SIGNS[side]} {view.say.stance(side)}", f"head {side}")
    return element("div", sign + note_text(note, view.say), f"side sized {side}", style=sizes)


def _side_size(note: Note, wide: float) -> float:
    return fitting.largest(
        lambda size: fitting.LINE * size * fitting.lines(note.text, size, 0.44 * wide), SIDE_ROOM, 5.4
    )


# -------------------------------------------------------------------- what matters most


def top(view: View) -> str:
    """The cards with most points as bars with their counts."""
    session = view.session
    room = priorities(session)
    title = view.said("h1", lambda say: say.step("priorities"))
    place = ""
    if room.hidden:
        shown = view.said("p", lambda say: say("Too few people gave points to show them."), "words")
    elif not room.points:
        shown = view.said("p", lambda say: say("Nobody gave points."), "words")
    else:
        shown, place = _points(view, room)
    return framed(view, turned(view, title + shown), words("p", top_words(session, view.say)) + place)


def _points(view: View, room: Priorities) -> tuple[str, str]:
    most = max(room.points.values())
    rows = [
        Ranked(card, room.points[card] / most, view.say.many("{n} point", "{n} points", room.points[card]))
        for card in top_cards(room)
    ]
    return ranked(view, rows)


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
    best = top_cards(room)
    first = [card for card in best if room.points[card] == room.points[best[0]]]
    titles = ", ".join(say.card_text(session.known_cards[card].title) for card in first)
    leading = say("Most points: {cards}.", cards=titles) if len(first) <= 2 else ""
    return " ".join(part for part in (people, leading, _as_many(room, best, say)) if part)


def _as_many(room: Priorities, best: list[str], say: Speaker) -> str:
    """That cards are missing from the wall which have as many points as the last one on it."""
    least = room.points[best[-1]]
    n = sum(points >= least for points in room.points.values()) - len(best)
    if not n:
        return ""
    return say.many("{n} more card has as many points.", "{n} more cards have as many points.", n)


# -------------------------------------------------------------------- actions


def actions(view: View) -> str:
    """What was agreed: what, who, by when, and how many can take it."""
    session = view.session
    doing = session.doing == "actions"
    title = view.task_and_clock(view.clock()) if doing else view.said("h1", lambda say: say.step("actions"))
    every = [action for action in session.actions() if action.state != "dropped"]
    every.sort(key=lambda action: action.state == "done")
    pages = fitting.paged(every, lambda page: _action_size(view, page, fitting.SHAPES["narrow"]) >= ACTION_SIZES[0])
    turn = view.turn(len(pages))
    page = pages[turn]
    if not page:
        none = view.said("p", lambda say: say("Nothing has been agreed yet."), "words")
        return framed(view, element("div", title + ("" if doing else none), "middle"), clock=not doing)
    sizes = fitting.sized(lambda wide: _action_size(view, page, wide))
    board = element("ol", "".join(_action(view, action) for action in page), "actions sized", style=sizes)
    first = 1 + sum(map(len, pages[:turn]))
    foot = which(view, first, first + len(page) - 1, len(every))
    return framed(view, element("div", title + board, "middle"), foot, clock=not doing)


def _action(view: View, action: Action) -> str:
    done = words("b", "✓ ", "done") if action.state == "done" else ""
    what = element("p", done + words("span", fitting.one_line(action.text), dir="auto"), "what")
    return element("li", what + words("p", _who_and_when(view, action), "quiet", dir="auto"))


def _who_and_when(view: View, action: Action) -> str:
    say = view.say
    taking = len(view.session.volunteers_for(action.id))
    parts = [
        say("Done") if action.state == "done" else "",
        action.who,
        say("by {day}", day=say.day(date.fromisoformat(action.due))) if action.due else "",
        say.many("{n} can take this", "{n} can take this", taking) if taking else "",
    ]
    return " · ".join(part for part in parts if part)


def _action_size(view: View, page: Sequence[Action], wide: float) -> float:
    def high(size: float) -> float:
        said = sum(fitting.lines(action.text, size, wide - 3) for action in page)
        small = max(0.75 * size, fitting.LEAST)
        beside = sum(fitting.lines(_who_and_when(view, action), small, wide - 3) for action in page)
        return fitting.LINE * (size * said + small * beside) + 2.6 * len(page)

    return fitting.largest(high, ACTION_ROOM, ACTION_SIZES[1])


# -------------------------------------------------------------------- the end


def thanks(view: View) -> str:
    """The sentence the room agreed on, or else how people lean; thanks, and where the result can be read."""
    session = view.session
    own = session.headline
    places = "".join(words("li", fitting.one_line(focus.text), dir="auto") for focus in session.focuses())
    pages = [_headline(view, own, WORDS_ROOM, "headline sized") if own else _counted(view)]
    if places:
        texts = [focus.text for focus in session.focuses()]
        title = view.said("p", lambda say: say.step("priorities"), "quiet")
        style = fitting.sized(lambda wide: _sized(texts, wide))
        pages.append(title + element("ol", places, "focuses sized", style=style))
    thank = view.task("thanks") if session.doing == "close" else _thank(view)
    read = _read(view)
    middle = element("div", element("div", thank + pages[view.turn(len(pages))]) + read, "middle close")
    return framed(view, middle)


def _thank(view: View) -> str:
    return view.said("p", lambda say: say.task("close"), "thanks")


def _counted(view: View) -> str:
    """How people lean, as large as it fits, and under it what the others saw."""
    if not view.session.revealed:
        return ""
    sentence, others = _leaning(view.session, view.say)
    parts = "".join(words("span", part) for part in others)
    below = element("p", parts, "others") if parts else ""
    return _headline(view, sentence, COUNTED_ROOM, "headline counted sized") + below


def _headline(view: View, text: str, room: float, css: str) -> str:
    wide = 0.62 if view.read_url else 1.0
    style = fitting.sized(lambda size: _sized([text], wide * size, room))
    return words("p", fitting.one_line(text), css, style=style)


def _sized(texts: list[str], wide: float, room: float = WORDS_ROOM) -> float:
    return fitting.largest(
        lambda size: fitting.LINE * size * sum(fitting.lines(text, size, wide) + 0.3 for text in texts),
        room,
        WORDS_SIZE,
    )


def _read(view: View) -> str:
    """Where anyone can read the result, once it is published."""
    if not view.read_url:
        return ""
    picture = qr_image(view.read_url, view.say("QR code of the address {address}", address=view.read_url))
    told = view.said("p", lambda say: say("Read the result here"), "quiet")
    return element("div", told + picture + address_words(view.read_url, "address"), "read")


def headline(session: Session, say: Speaker) -> str:
    """How people lean, in words: people and not votes. "" when nobody has answered; what is hidden is not told."""
    sentence, others = _leaning(session, say)
    return f"{sentence} {' · '.join(others)}." if others else sentence


def _leaning(session: Session, say: Speaker) -> tuple[str, list[str]]:
    """How most people lean, as a sentence, and how the others do, part by part."""
    room = people_leaning(session)
    if not room.people:
        return "", []
    if room.hidden:
        return say("Too few people have answered to show how they lean."), []
    if room.threat > room.opportunity:
        sentence = say("{n} of {m} people saw more threat than opportunity.", n=room.threat, m=room.told)
    else:
        sentence = say("{n} of {m} people saw more opportunity than threat.", n=room.opportunity, m=room.told)
    rest = [
        say("{n} saw more threat", n=room.threat) if room.opportunity >= room.threat > 0 else "",
        say("{n} saw more opportunity", n=room.opportunity) if room.threat > room.opportunity > 0 else "",
        say("{n} saw as much of both", n=room.tied) if room.tied else "",
        say("{n} could not say", n=room.unsure) if room.unsure else "",
        say("{n} left out, so that nobody is recognised", n=room.untold) if room.untold else "",
    ]
    return sentence, [part for part in rest if part]
