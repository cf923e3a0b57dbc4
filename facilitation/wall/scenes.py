"""What the wall shows in each state of a session: a session in, a piece of HTML out.

Results appear for cards that have been revealed and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from cards.practice import PRACTICE
from facilitation.wall import answers, gathering, harvest, overview, working
from facilitation.wall.gathering import joined
from facilitation.wall.harvest import headline, top_words
from facilitation.wall.parts import element, words
from facilitation.wall.view import View, rehearsal_told
from facilitation.wall.working import answered, checked_out, weighed
from facilitation.words import Speaker
from sessions.results import progress
from sessions.session import Session

__all__ = [
    "answered",
    "checked_out",
    "empty_wall",
    "headline",
    "joined",
    "rehearsal_told",
    "top_words",
    "wall",
    "weighed",
]

Scene = Callable[[View], str]

# What a facilitator can put on the wall whatever the step.
CHOSEN: Mapping[str, Scene] = {
    "lobby": gathering.lobby,
    "welcome": gathering.welcome,
    "who": gathering.who,
    "overview": overview.overview,
    "discuss": harvest.discuss,
    "before-after": answers.changed,
    "cross-cutting": working.crosscutting,
    "notes": working.notes,
    "actions": harvest.actions,
}


def wall(
    session: Session,
    *,
    say: Speaker,
    now: int,
    here: Collection[str],
    join_url: str,
    theme: str = "light",
    second: Speaker | None = None,
    read_url: str = "",
) -> str:
    """The whole wall.

    `here` are the seats connected now, `join_url` is "" when phones cannot reach this machine, `second` says the same
    smaller in another language, `read_url` is where the published result can be read.
    """
    view = View(
        session=session,
        say=say,
        now=now,
        room=progress(session, here),
        join_url=join_url,
        read_url=read_url if session.is_published(now) else "",
        second=second,
    )
    css = f"wall {theme}" + (" twice" if second is not None else "")
    return element("div", scene(view), css, lang=say.language)


def empty_wall(sentence: str, *, say: Speaker, theme: str = "light") -> str:
    """A wall with nothing to show but why."""
    middle = element("div", words("p", sentence, "task"), "middle")
    return element("div", element("div", middle, "scene"), f"wall {theme}", lang=say.language)


def scene(view: View) -> str:
    """The end and a pause go before what the facilitator chose, and that before the step."""
    session = view.session
    if session.closed:
        return harvest.thanks(view)
    if session.paused_at is not None:
        return gathering.pause(view)
    chosen = CHOSEN.get(session.screen.scene)
    return chosen(view) if chosen is not None else _of_the_step(view)


def _of_the_step(view: View) -> str:
    session = view.session
    match session.doing:
        case "welcome":
            return gathering.welcome(view) if session.phones_down else gathering.lobby(view)
        case "warmup":
            return answers.card(view, PRACTICE) if session.shown == PRACTICE else working.warmup(view)
        case "who":
            return gathering.who(view)
        case "speech":
            return working.speech(view)
        case "rate":
            return working.rating(view)
        case "talk":
            return working.talk(view)
        case "crosscutting":
            return working.crosscutting(view)
        case "priorities":
            return harvest.top(view) if session.priorities_shown else working.weighing(view)
        case "actions":
            return harvest.actions(view)
        case "checkout":
            return working.check_out(view)
        case "close":
            return harvest.thanks(view)
        case "rerate":
            return _rating_again(view)
    return _revealing(view)


def _rating_again(view: View) -> str:
    """The question until answers to it are shown; then the card, or what has changed."""
    session = view.session
    asked = session.round.cards if session.round is not None else ()
    shown = [card for card in session.revealed_cards() if card in asked]
    if session.round is None or session.round.closed_at is None or not shown:
        return working.rating(view)
    return answers.card(view, session.shown) if session.shown else answers.changed(view)


def _revealing(view: View) -> str:
    session = view.session
    if session.shown:
        return answers.card(view, session.shown)
    if session.revealed_cards():
        return overview.overview(view)
    return working.before_reveal(view)
