"""The wall as a screen: looks at the session each second and draws it, full-bleed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cards.deck import LANGUAGES
from facilitation.service import Service
from facilitation.wall.parts import element
from facilitation.wall.scenes import empty_wall, wall
from facilitation.words import speaker
from sessions.errors import NoSuchSession, Refused
from sessions.workshop import tidy_code

STYLE = Path(__file__).with_name("wall.css")
FULL_SCREEN = Path(__file__).with_name("full_screen.css")
EVERY = 1.0  # seconds between two looks


def show(house: Service, code: str) -> None:
    """The wall of the session with this code, in the theme and language that the address asks for."""
    st.html(STYLE)
    st.html(FULL_SCREEN)
    theme = "dark" if st.query_params.get("theme") == "dark" else "light"
    _look(house, tidy_code(code), theme, st.query_params.get("lang", ""))


@st.fragment(run_every=EVERY)
def _look(house: Service, code: str, theme: str, language: str) -> None:
    st.html(element("div", wall_now(house, code, theme=theme, language=language), "wall-screen"))


def wall_now(house: Service, code: str, *, theme: str = "light", language: str = "") -> str:
    """The wall as it should look now, or why there is nothing to show. Unset, the language is the session's first."""
    own = language if language in LANGUAGES else ""
    try:
        session = house.workshop.session(code)
    except NoSuchSession:
        say = speaker(own or house.settings.language)
        gone = say("There is no session with this code here. It may have been deleted.")
        return empty_wall(gone, say=say, theme=theme)
    except Refused as refused:
        say = speaker(own or house.settings.language)
        return empty_wall(say.refusal(refused), say=say, theme=theme)
    return wall(
        session,
        say=speaker(own or session.opened.languages[0]),
        now=house.workshop.now(),
        here=house.hub.here(code),
        join_url=house.join_url(code) if house.address() else "",
        theme=theme,
    )
