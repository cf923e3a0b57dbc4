"""What stands around every screen of the desk: who is here, where one can go, and what was refused.

The watch is a script in a frame of its own (`watch/`): it lets a clicker press Next and Back, keeps the keyboard in
its place, says Streamlit's hidden link in the desk's language, and leads out whoever may no longer be here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
import streamlit.components.v1 as components
from streamlit.navigation.page import Page

from facilitation.desk import opening, outcome, remote, series, shelf
from facilitation.desk.desk import Desk
from facilitation.desk.notices import explained, show_notice
from facilitation.doors import Role
from facilitation.guests import house_for
from facilitation.service import Service, running
from facilitation.wall import screen
from facilitation.wall.parts import element, words
from facilitation.words import Speaker, speaker
from facilitation.words.names import OWN_NAMES
from sessions.workshop import tidy_code

STYLE = Path(__file__).with_name("desk.css")
FOR_GUESTS = ("", "run", "results", "wall")  # screens of one session, for who came by a link to it

_watch = components.declare_component("desk_watch", path=str(Path(__file__).with_name("watch")))


def show(cookies: Mapping[str, str]) -> None:
    """The screen for whoever holds these cookies."""
    house = running()
    say = speaker(cookies.get("lang") or house.settings.language)
    visitor = house.doors.pass_from(cookies)
    code = tidy_code(st.query_params.get("session", ""))
    if visitor is None:
        _sign_in(say)
    elif visitor.role == "wall":
        _only_the_wall(house, visitor.session)
    elif visitor.role == "facilitator":
        _desk(house, say, code)
    else:
        _desk(house_for(house, visitor), say, visitor.session, visitor.role)


def _sign_in(say: Speaker) -> None:
    st.set_page_config(page_title="Trendipakka")
    st.html(
        words("h1", "Trendipakka")
        + words("p", say("This is the facilitator's desk. Sign in to use it."))
        + element("p", words("a", say("Sign in"), href="/facilitate/sign-in"))
    )
    st.stop()


def _only_the_wall(house: Service, code: str) -> None:
    """A wall link opens one session's wall, whatever the address says."""
    st.set_page_config(page_title="Trendipakka", layout="wide", initial_sidebar_state="collapsed")

    def wall() -> None:
        screen.show(house, code)

    pages = [
        st.Page(wall, title="Trendipakka", url_path="start", default=True),
        st.Page(wall, title="Trendipakka", url_path="wall"),
    ]
    st.navigation(pages, position="hidden").run()


def _desk(house: Service, say: Speaker, code: str, role: Role = "facilitator") -> None:
    pages: dict[str, Page] = {}
    desk = Desk(house=house, say=say, code=code, pages=pages, role=role)

    def page(path: str, title: str, draw: Callable[[Desk], None]) -> None:
        if role != "facilitator" and path not in FOR_GUESTS:
            return

        def run() -> None:
            draw(desk)

        pages[path] = st.Page(run, title=title, url_path=path or "sessions", default=not path)

    page("", say("Sessions"), shelf.show if role == "facilitator" else _to_the_session)
    page("new", say("New session"), opening.show)
    page("series", say("Series"), series.show)
    page("run", say("Run"), remote.show)
    page("results", say("Results"), outcome.show)
    page("wall", say("Wall"), lambda desk: screen.show(desk.house, desk.code))
    here = st.navigation(list(pages.values()), position="hidden")
    if here is pages["wall"]:
        st.set_page_config(page_title="Trendipakka", layout="wide", initial_sidebar_state="collapsed")
        here.run()
        return
    st.set_page_config(page_title=f"{here.title} – Trendipakka", layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    _bar(desk, here)
    st.html(lost(say))
    notice = st.container()
    with explained(say, desk.now()) as refused:
        here.run()
    if refused or here is not pages["run"]:  # the remote has a place of its own, beside its buttons
        with notice:
            show_notice(desk.now())
    _watch(key="watch", skip=say("Skip to the content"))


def lost(say: Speaker) -> str:
    """What the style shows while there is no connection, in the place of Streamlit's own word in English."""
    told = say("No connection to the server. What stands here may be old; the desk comes back by itself.")
    return words("p", told, "lost", role="status")


def _to_the_session(desk: Desk) -> None:
    st.switch_page(desk.pages["run"], query_params={"session": desk.code})


def _bar(desk: Desk, here: Page) -> None:
    """Where one can go. A session's own screens are there once a session is chosen."""
    say = desk.say
    with st.container(horizontal=True, key="bar", vertical_alignment="center"):
        if desk.role == "facilitator":
            st.page_link(desk.pages[""], label=say("Sessions"))
            st.page_link(desk.pages["new"], label=say("New session"))
        if desk.code:
            of_session = {"session": desk.code}
            st.page_link(desk.pages["run"], label=say("Run"), query_params=of_session)
            st.page_link(desk.pages["results"], label=say("Results"), query_params=of_session)
        st.html(_languages(desk, here), width="content")


def _languages(desk: Desk, here: Page) -> str:
    back = f"/facilitate/{here.url_path}" + (f"?{urlencode({'session': desk.code})}" if desk.code else "")
    links = [
        words(
            "a",
            name,
            href=f"/facilitate/language?{urlencode({'to': language, 'back': back})}",
            lang=language,
            aria_current="true" if language == desk.say.language else "",
        )
        for language, name in OWN_NAMES.items()
    ]
    leave = element(
        "form",
        words("button", desk.say("Sign out"), type="submit"),
        method="post",
        action="/facilitate/sign-out",
    )
    return element("nav", "".join(links) + leave, "languages", aria_label=desk.say("Language"))
