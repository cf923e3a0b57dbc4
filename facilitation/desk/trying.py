"""A finished event to try the results on: a demo that this server holds by one press, and forgets by another."""

from __future__ import annotations

import threading

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command
from facilitation.service import Service
from facilitation.wall.living import redrawn
from facilitation.wall.parts import words
from sessions.commands import CommandRefused
from sessions.demo import demos, play, read_demo
from sessions.session import Session

DEMO = "kanta-hame-2019"


class Holding:
    """A demo that is held in a thread of its own, over the same addresses that phones and command lines use."""

    def __init__(self, url: str, key: str) -> None:
        self.trouble: Exception | None = None
        self._url = url
        self._key = key
        self._thread = threading.Thread(target=self._hold, name="demo", daemon=True)
        self._thread.start()

    def _hold(self) -> None:
        try:
            play(read_demo(demos()[DEMO]), url=self._url, key=self._key)
        except (CommandRefused, OSError, ValueError) as trouble:
            self.trouble = trouble

    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self) -> None:
        """Until it has been held, or has failed."""
        self._thread.join()


# The newest one of each server since it was started, by its address: every desk sees how it goes.
holdings: dict[str, Holding] = {}


def offer(desk: Desk, sessions: list[Session]) -> None:
    """The way to a demo where there is none; while it is held, that it is."""
    say = desk.say
    begun = holdings.get(_own_address(desk.house))
    if begun is not None and begun.running():
        _wait(desk)
        return
    if any(session.opened.demo for session in sessions):
        return
    if begun is not None and begun.trouble is not None:
        st.html(words("p", say("The demo could not be made. Try it again."), "notice", role="alert"))
    st.button(say("Try it with a finished event"), key="demo", on_click=begin, args=(desk.house,))
    st.html(
        words(
            "p",
            say("A demo in Finnish with made-up answers: look at its results and downloads, then delete it."),
            "quiet",
        )
    )


@redrawn(every=1.0)
def _wait(desk: Desk) -> None:
    """Looks until the demo is ready, then draws the whole list anew."""
    begun = holdings.get(_own_address(desk.house))
    if begun is None or not begun.running():
        st.rerun()
    st.html(words("p", desk.say("The demo is being made. It takes some seconds."), "quiet", role="status"))


def begin(house: Service) -> None:
    """Holds the demo, unless it is being held."""
    address = _own_address(house)
    begun = holdings.get(address)
    if begun is None or not begun.running():
        holdings[address] = Holding(address, house.key)


def mark(desk: Desk, session: Session) -> None:
    """What a demo has in the list beside the other sessions: the way to be rid of it."""
    say = desk.say
    if session.opened.demo:
        st.button(say("Delete the demo"), key=f"forget-{session.code}", on_click=forget, args=(desk, session.code))


def forget(desk: Desk, code: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.delete(code))


def _own_address(house: Service) -> str:
    return f"http://127.0.0.1:{house.settings.port}"
