"""Simulated people for a rehearsal: they join, are counted apart from the room, and are wiped away again."""

from __future__ import annotations

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.rehearsal import Rehearsal
from facilitation.wall.living import redrawn
from facilitation.wall.parts import words
from facilitation.words import Speaker
from sessions.results import rehearsed
from sessions.session import Session

PARTICIPANTS = 30

# The newest rehearsal of each session since the server started: any desk may stop it, not only the one that began it.
rehearsals: dict[str, Rehearsal] = {}


def panel(desk: Desk, session: Session) -> None:
    rehearse(desk)


@redrawn(every=2.0)
def rehearse(desk: Desk) -> None:
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        begun = rehearsals.get(desk.code)
        playing = begun is not None and begun.running()
        st.html(
            words(
                "p",
                say(
                    "Simulated people join, rate and write notes. The wall and the desk show them apart, as a "
                    "rehearsal, and no result counts them."
                ),
            )
            + words("p", standing(session, begun, say), "count")
        )
        if begun is not None and begun.trouble is not None:
            st.html(words("p", say("The rehearsal broke off. Try it again."), "notice", role="alert"))
        with st.container(horizontal=True):
            if playing:
                st.button(say("Stop the rehearsal"), key="stop-rehearsal", on_click=_stop, args=(desk.code,))
            else:
                st.button(
                    say("Rehearse with {n} people", n=PARTICIPANTS),
                    key="rehearse",
                    on_click=_begin,
                    args=(desk,),
                    disabled=session.closed,
                )
            st.button(
                say("Wipe the rehearsal"),
                key="wipe-rehearsal",
                on_click=_wipe,
                args=(desk,),
                disabled=not rehearsal_seats(session),
            )


def rehearsal_seats(session: Session) -> int:
    return rehearsed(session).people


def standing(session: Session, begun: Rehearsal | None, say: Speaker) -> str:
    """How many simulated people have a seat, and while they play what they have done."""
    seats = rehearsal_seats(session)
    joined = say.many("{n} simulated person is here.", "{n} simulated people are here.", seats)
    if begun is None or not begun.running():
        return joined
    figures = begun.figures
    answers = say.many("{n} answer", "{n} answers", figures.ratings)
    notes = say.many("{n} note", "{n} notes", figures.notes)
    return f"{joined} {answers} · {notes}"


def _begin(desk: Desk) -> None:
    house = desk.house
    begun = Rehearsal(f"http://127.0.0.1:{house.settings.port}", desk.code, PARTICIPANTS, key=house.key)
    rehearsals[desk.code] = begun
    begun.start()


def _stop(code: str) -> None:
    begun = rehearsals.pop(code, None)
    if begun is not None:
        begun.stop()


def _wipe(desk: Desk) -> None:
    """Nobody may go on tapping in a seat that is gone, so they leave first."""
    _stop(desk.code)
    command(desk.say, desk.now(), lambda: desk.house.workshop.wipe_rehearsal(desk.code))
