"""The panels under the remote, one of which is open at a time; each module gives its own as `panel(desk, session)`.

A panel that changes by itself draws in a fragment of its own and looks at `desk.session()` there: the session it is
given is the one that was true when the page was opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from facilitation.desk import (
    agenda,
    byhand,
    chair,
    check,
    draft,
    harvest,
    notes,
    people,
    rehearsing,
    results,
    review,
    room,
    screening,
    seats,
    tables,
)
from facilitation.desk.desk import Desk
from facilitation.words.names import later
from sessions.session import Session


class Panel(NamedTuple):
    """`name` is the msgid of what the facilitator reads; in words it is the panel's name in the address, too."""

    id: str
    name: str
    draw: Callable[[Desk, Session], None]


PANELS = (
    Panel("agenda", later("Run sheet"), agenda.panel),
    Panel("tables", later("Tables and cards"), tables.panel),
    Panel("notes", later("Notes"), notes.panel),
    Panel("harvest", later("Outcomes and actions"), harvest.panel),
    Panel("results", later("Results"), results.panel),
    Panel("draft", later("Text of the write-up"), draft.panel),
    Panel("review", later("Review"), review.panel),
    Panel("byhand", later("By hand"), byhand.panel),
    Panel("chair", later("Empty chair"), chair.panel),
    Panel("seats", later("People and seats"), seats.panel),
    Panel("people", later("Door and links"), people.panel),
    Panel("screen", later("What the wall shows"), screening.panel),
    Panel("room", later("Phones and wall"), room.panel),
    Panel("check", later("Room check"), check.panel),
    Panel("rehearsal", later("Rehearse before people come"), rehearsing.panel),
)

# Which panel is open when the run screen is opened, by the running step; later the facilitator chooses.
USUAL = {"welcome": "room", "warmup": "room", "rate": "tables", "rerate": "tables", "talk": "notes"}


def show(desk: Desk, session: Session) -> None:
    """The choice of a panel, and the chosen one."""
    say = desk.say
    panels = {panel.id: panel for panel in PANELS}
    usual = USUAL.get(session.current_step.kind, "agenda")
    chosen = st.radio(
        say("Panel"),
        list(panels),
        index=list(panels).index(usual),
        format_func=lambda panel: say(panels[panel].name),
        horizontal=True,
        label_visibility="collapsed",
        key="panel",
        bind="query-params",  # a page loaded again, and a way back from the results, find the panel that was open
    )
    panels[chosen].draw(desk, session)
