"""What can be taken back, in words: every command of a facilitator for half a minute."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import for_stage, steer
from facilitation.words import Speaker
from facilitation.words.names import later
from sessions.events import (
    AgendaPlanned,
    ChairRated,
    Closed,
    Dealt,
    DoorMoved,
    Event,
    GroupAdded,
    GroupMerged,
    GroupRenamed,
    HandCounted,
    Hidden,
    KeptOut,
    Locked,
    Muted,
    NotesMerged,
    NotesOpened,
    Paused,
    PhonesDown,
    PrioritiesShown,
    Published,
    Quoted,
    Regrouped,
    Released,
    Removed,
    Reopened,
    Restarted,
    Resumed,
    Retold,
    Revealed,
    RoundClosed,
    RoundOpened,
    ScreenSet,
    Shown,
    Starred,
    Stepped,
    StepTimed,
    Struck,
    Tagged,
    TimerSet,
    Wrote,
)
from sessions.session import Session
from sessions.state import UNDO_TIME

# What was done, the most telling first: a step that dealt cards and opened a round is told as the step.
DONE: dict[type[Event], str] = {
    Stepped: later("Undo: the step"),
    Restarted: later("Undo: rating anew"),
    Revealed: later("Undo: the card shown"),
    PrioritiesShown: later("Undo: the points shown"),
    Closed: later("Undo: the end of the session"),
    Reopened: later("Undo: opening the session again"),
    AgendaPlanned: later("Undo: the change of the steps"),
    Dealt: later("Undo: the deal"),
    RoundOpened: later("Undo: the start of the rating"),
    RoundClosed: later("Undo: the end of the rating"),
    Shown: later("Undo: what the wall shows"),
    TimerSet: later("Undo: the minute more"),
    StepTimed: later("Undo: the minute more"),
    Paused: later("Undo: the pause"),
    Resumed: later("Undo: going on"),
    PhonesDown: later("Undo: phones down or up"),
    GroupAdded: later("Undo: the new table"),
    GroupRenamed: later("Undo: the table's new name"),
    GroupMerged: later("Undo: putting tables together"),
    Regrouped: later("Undo: the change of table"),
    Removed: later("Undo: taking somebody out or in"),
    Muted: later("Undo: closing or opening somebody's notes"),
    Locked: later("Undo: locking or unlocking"),
    DoorMoved: later("Undo: the new code"),
    Released: later("Undo: the note on the wall"),
    Hidden: later("Undo: the note hidden"),
    NotesOpened: later("Undo: notes straight to the wall"),
    Starred: later("Undo: the star"),
    Tagged: later("Undo: the theme"),
    NotesMerged: later("Undo: the notes put together"),
    KeptOut: later("Undo: the note kept out"),
    Quoted: later("Undo: the quote"),
    Retold: later("Undo: what is told of last words"),
    HandCounted: later("Undo: the count by hand"),
    ChairRated: later("Undo: the empty chair"),
    Wrote: later("Undo: the line written"),
    Struck: later("Undo: the line struck"),
    ScreenSet: later("Undo: the look of the wall"),
    Published: later("Undo: the result page on or off"),
}


def undo_button(desk: Desk, session: Session, now: int) -> None:
    """What Undo would take back, and for how many seconds more; the button stands still when there is nothing."""
    say = desk.say
    past = session.undoable(now)
    if not past:
        st.button(say("Undo"), key="undo-none", width="stretch", disabled=True)
        return
    left = -(-(past[0].at + UNDO_TIME - now) // 1000)
    st.button(
        undo_label([each.event for each in past], left, say),
        key=for_stage("undo", past[0].version),
        width="stretch",
        on_click=steer,
        args=(desk, desk.house.workshop.undo),
        kwargs={"version": past[0].version, "stage": session.stage},
    )


def undo_label(events: Sequence[Event], seconds: int, say: Speaker) -> str:
    """What Undo takes back, and the seconds left for it. No words of people: a button's label is Markdown."""
    order = list(DONE)
    told = min((type(event) for event in events), key=order.index)
    return say("{what} ({n} s)", what=say(DONE[told]), n=seconds)
