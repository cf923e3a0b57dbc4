"""The wall as a screen: looks at the session all the time and draws it, full-bleed.

The watch is a script in a frame of its own (`watch/`): it makes the window full screen, says when the connection is
lost, and loads the page anew once the server answers again.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
import streamlit.components.v1 as components

from cards.deck import LANGUAGES
from facilitation.service import Service
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, words
from facilitation.wall.scenes import empty_wall, wall
from facilitation.words import Speaker, speaker
from sessions.errors import NoSuchSession, Refused
from sessions.workshop import tidy_code

STYLE = Path(__file__).with_name("wall.css")
FULL_SCREEN = Path(__file__).with_name("full_screen.css")
EVERY = 0.4  # seconds between two looks: a press of the facilitator is on the wall within one

_watch = components.declare_component("wall_watch", path=str(Path(__file__).with_name("watch")))


def show(house: Service, code: str) -> None:
    """The wall of a session as the facilitator set it; the address may ask for dark or for a language."""
    st.html(STYLE)
    st.html(FULL_SCREEN)
    theme = "dark" if st.query_params.get("theme") == "dark" else ""
    language = st.query_params.get("lang", "")
    _look(house, tidy_code(code), theme, language)
    st.html(controls(speaker(_languages(house, tidy_code(code), language)[0])))
    _watch(key="watch")


def controls(say: Speaker) -> str:
    """What stands over the wall: the way to a full screen, and the word that the connection is lost."""
    full = words("button", say("Full screen (F)"), "full-screen", type="button")
    lost = words("p", say("No connection. The wall comes back by itself."), "lost", role="status", hidden="hidden")
    return element("div", full + lost, "wall-controls", lang=say.language)


@redrawn(every=EVERY)
def _look(house: Service, code: str, theme: str, language: str) -> None:
    house.hub.wall_drawn(code)
    st.html(element("div", wall_now(house, code, theme=theme, language=language), "wall-screen"))
    st.html(element("span", "", "wall-beat", id=f"beat-{house.workshop.now()}"))


def wall_now(house: Service, code: str, *, theme: str = "", language: str = "") -> str:
    """The wall as it should look now, or why there is nothing to show.

    Unset, the theme and the languages are those set for the session, and else its first language.
    """
    languages = _languages(house, code, language)
    try:
        session = house.workshop.session(code)
    except NoSuchSession:
        say = speaker(languages[0])
        gone = say("There is no session with this code here. It may have been deleted.")
        return empty_wall(gone, say=say, theme=theme or "light")
    except Refused as refused:
        say = speaker(languages[0])
        return empty_wall(say.refusal(refused), say=say, theme=theme or "light")
    second: Speaker | None = speaker(languages[1]) if len(languages) > 1 else None
    return wall(
        session,
        say=speaker(languages[0]),
        second=second,
        now=house.workshop.now(),
        here=house.hub.here(code),
        join_url=house.join_url(session.door) if house.address() else "",
        read_url=f"{house.join_url(session.code)}/results" if house.address() else "",
        theme=theme or session.screen.theme,
    )


def _languages(house: Service, code: str, language: str) -> tuple[str, ...]:
    """What the wall speaks: the language asked for, else those of its session, else the house's."""
    if language in LANGUAGES:
        return (language,)
    try:
        session = house.workshop.session(code)
    except Refused:
        return (house.settings.language,)
    return session.screen.languages or session.opened.languages[:1]
