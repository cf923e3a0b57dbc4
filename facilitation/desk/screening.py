"""How the wall looks: one or two languages, light or dark, which numbers it shows, the guest network, the scene."""

from __future__ import annotations

import msgspec
import streamlit as st

from cards.deck import LANGUAGES
from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES
from sessions.items import WALL_NUMBERS, Screen, Wifi
from sessions.session import Session

SCENES = (
    "",
    "lobby",
    "welcome",
    "who",
    "overview",
    "discuss",
    "before-after",
    "cross-cutting",
    "notes",
    "actions",
)


def panel(desk: Desk, session: Session) -> None:
    screening(desk)


def numbers(say: Speaker) -> dict[str, str]:
    """What the wall can count, in words."""
    return {
        "joined": say("How many have joined"),
        "answered": say("How many have answered"),
        "away": say("How many are away"),
        "by-hand": say("How many have no phone of their own"),
        "sectors": say("How many of each sector are here"),
        "missing": say("Which sectors are missing"),
        "groups": say("How each table answered"),
        "clock": say("The clock"),
        "notes": say("How many notes there are"),
    }


def scenes(say: Speaker) -> dict[str, str]:
    return {
        "": say("What belongs to the step"),
        "lobby": say("How to join"),
        "welcome": say("What for, and how we talk"),
        "who": say("Who is here"),
        "overview": say("All cards together"),
        "discuss": say("What to talk about next"),
        "before-after": say("Before and after"),
        "cross-cutting": say("What cuts across everything"),
        "notes": say("The released notes"),
        "actions": say("Actions"),
    }


@redrawn(every=5.0)
def screening(desk: Desk) -> None:
    """Each field shows what is set now, also by a colleague, and sets it when it is changed."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        screen = session.screen
        st.html(words("h2", say("What the wall shows")))
        left, right = st.columns(2, gap="large")
        with left:
            _scene(desk, screen)
            _languages(desk, session)
            _theme(desk, screen)
            _wifi(desk, screen)
        with right:
            _numbers(desk, screen)


def _scene(desk: Desk, screen: Screen) -> None:
    say, key = desk.say, f"scene-is-{screen.scene}"
    named = scenes(say)
    st.selectbox(
        say("Scene"),
        SCENES,
        index=SCENES.index(screen.scene),
        format_func=named.__getitem__,
        key=key,
        on_change=_set,
        args=(desk, "scene", key),
    )


def _languages(desk: Desk, session: Session) -> None:
    say = desk.say
    now = list(session.screen.languages or session.opened.languages[:1])
    key = f"languages-are-{'-'.join(now)}"
    st.multiselect(
        say("Languages of the wall (one or two, the first is larger)"),
        LANGUAGES,
        now,
        format_func=OWN_NAMES.__getitem__,
        max_selections=2,
        placeholder=say("Choose"),
        key=key,
        on_change=_set,
        args=(desk, "languages", key),
    )


def _theme(desk: Desk, screen: Screen) -> None:
    say = desk.say
    key = f"theme-is-{screen.theme}"
    st.radio(
        say("Colours"),
        ("light", "dark"),
        index=("light", "dark").index(screen.theme),
        format_func=lambda theme: say("Light") if theme == "light" else say("Dark"),
        horizontal=True,
        key=key,
        on_change=_set,
        args=(desk, "theme", key),
    )


def _wifi(desk: Desk, screen: Screen) -> None:
    say, wifi = desk.say, screen.wifi
    with st.expander(say("A second QR code for the guest network")):
        st.html(words("p", say("Everybody in the room can read the password: never your own network."), "quiet"))
        name, password = f"wifi-name-{wifi}", f"wifi-password-{wifi}"
        st.text_input(say("Name of the network"), wifi.name if wifi else "", key=name)
        st.text_input(say("Password (empty: none)"), wifi.password if wifi else "", key=password)
        with st.container(horizontal=True):
            st.button(say("Show it on the wall"), key="wifi-on", on_click=_set_wifi, args=(desk, name, password))
            if wifi is not None:
                st.button(say("Take it off the wall"), key="wifi-off", on_click=_set_wifi, args=(desk, "", ""))


def _numbers(desk: Desk, screen: Screen) -> None:
    say = desk.say
    named = numbers(say)
    shown = [number for number in WALL_NUMBERS if number not in screen.without]
    key = f"numbers-are-{'-'.join(shown)}"
    st.multiselect(
        say("Numbers on the wall"),
        WALL_NUMBERS,
        shown,
        format_func=named.__getitem__,
        placeholder=say("Choose"),
        key=key,
        on_change=_set,
        args=(desk, "without", key),
    )


def _set(desk: Desk, field: str, key: str) -> None:
    """Changes one thing of the wall, and leaves what a colleague set meanwhile."""
    value = st.session_state[key]
    if field == "without":
        value = tuple(number for number in WALL_NUMBERS if number not in value)
    if field == "languages":
        value = tuple(value)
    _change(desk, **{field: value})


def _set_wifi(desk: Desk, name: str, password: str) -> None:
    wish = st.session_state[name].strip() if name else ""
    _change(desk, wifi=Wifi(name=wish, password=st.session_state[password].strip()) if wish else None)


def _change(desk: Desk, **change: object) -> None:
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.aside(
            desk.code, lambda session: session.set_screen(screen=msgspec.structs.replace(session.screen, **change))
        ),
    )
