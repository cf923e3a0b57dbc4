"""Why a command was refused, kept until the screen has said it, in one place and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from facilitation.wall.parts import words
from facilitation.words import Speaker
from sessions.errors import Refused, StorageBusy

SHOWN_FOR = 12_000  # milliseconds: long enough to read while the screen refreshes each second
WAIT = 10.0  # seconds for a commit

T = TypeVar("T")


def done(future: Future[T]) -> T:
    """What a command gave, once it is committed.

    Raises:
        Refused: as the command, or StorageBusy when the commit takes too long.
    """
    try:
        return future.result(WAIT)
    except TimeoutError:
        raise StorageBusy() from None


@contextmanager
def explained(say: Speaker, now: int) -> Iterator[list[Refused]]:
    """Turns a refusal in its body into the notice that `show_notice` shows, and gives it in the list."""
    caught: list[Refused] = []
    try:
        yield caught
    except Refused as refused:
        caught.append(refused)
        st.session_state["notice"] = (say.refusal(refused), now)


def command(say: Speaker, now: int, act: Callable[[], Future[T]]) -> None:
    """Carries out what a button asks for; a refusal becomes the notice."""
    st.session_state.pop("notice", None)
    with explained(say, now):
        done(act())


def show_notice(now: int) -> None:
    sentence, at = st.session_state.get("notice", ("", 0))
    if sentence and now - at <= SHOWN_FOR:
        st.html(words("p", sentence, "notice", role="alert"))
