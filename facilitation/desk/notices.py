"""Commands and what came of them: why one was refused, and what can be taken back, in one place and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.wall.parts import words
from facilitation.words import Speaker
from sessions.errors import NoSuchSession, Refused, SessionMoved, StorageBusy
from sessions.session import Session

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
        st.session_state["notice"] = (reason(refused, say), now)


def reason(refused: Refused, say: Speaker) -> str:
    """Why something was refused. Nobody types a code here: a session that is not there was deleted."""
    if isinstance(refused, NoSuchSession):
        return say("There is no session with this code here. It may have been deleted.")
    return say.refusal(refused)


def command(say: Speaker, now: int, act: Callable[[], Future[T]]) -> bool:
    """Carries out what a button asks for, and tells whether it was; a refusal becomes the notice."""
    st.session_state.pop("notice", None)
    with explained(say, now) as refused:
        done(act())
    return not refused


def for_stage(name: str, stage: int) -> str:
    """The key of a button that holds for one stage: at the next one another button stands in its place.

    A second click, or one that Streamlit repeats after a rerun broken off, is then about the button it was meant for.
    """
    return f"{name}-{stage}"


def steer(desk: Desk, act: Callable[..., Future[Any]], *, stage: int | None = None, **facts: object) -> None:
    """What a button asks for, decided on the state that was on the screen: its `stage` goes with the command."""
    steered(desk, act, stage=stage, **facts)


def steered(desk: Desk, act: Callable[..., Future[Any]], *, stage: int | None = None, **facts: object) -> bool:
    """The same, and whether it was carried out; the same press a second time changes nothing and is no refusal."""
    seen = st.session_state.get("stage") if stage is None else stage
    press = (desk.code, act.__name__, seen, facts)
    if st.session_state.get("pressed") == press:
        return False
    carried_out = command(desk.say, desk.now(), lambda: act(desk.code, stage=seen, **facts))
    if carried_out:
        st.session_state["pressed"] = press
    return carried_out


def steer_as_seen(
    desk: Desk, seen: object, now_so: Callable[[Session], object], act: Callable[..., Future[Any]], **facts: object
) -> None:
    """A command decided on a part of the state that stood on the screen, such as the agenda, however it was steered
    since; when that part has changed, nothing is done and what was typed stays typed.
    """

    def checked() -> Future[Any]:
        session = desk.session()
        if now_so(session) != seen:
            raise SessionMoved()
        return act(desk.code, stage=session.stage, **facts)

    command(desk.say, desk.now(), checked)


def tell(sentence: str, now: int) -> None:
    """Says what a command came to, in the same place as a refusal."""
    st.session_state["notice"] = (sentence, now)


def show_notice(now: int) -> None:
    sentence, at = st.session_state.get("notice", ("", 0))
    if sentence and now - at <= SHOWN_FOR:
        st.html(words("p", sentence, "notice", role="alert"))
