"""Tables and cards while the session runs: who has answered what, dealing anew, and tables that change."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import streamlit as st

from facilitation.desk.coverage import strip, tables_told
from facilitation.desk.desk import Desk
from facilitation.desk.notices import explained, steer, steer_as_seen, steered, tell
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from sessions.errors import Refused
from sessions.log import Written
from sessions.session import Session


def panel(desk: Desk, session: Session) -> None:
    say = desk.say
    covered(desk)
    with st.expander(say("Deal anew")):
        deal_anew(desk)
    with st.expander(say("Pick cards by hand")):
        pick(desk)
    with st.expander(say("Change the tables")):
        change(desk)


@redrawn(every=2.0)
def covered(desk: Desk) -> None:
    with explained(desk.say, desk.now()):
        session = desk.session()
        told = element("div", strip(session, desk.say)) + tables_told(session, desk.say)
        st.html(element("div", told, "covered"))
        if session.face_down():
            pile = desk.say.many("{n} card lies face down.", "{n} cards lie face down.", len(session.face_down()))
            st.html(words("p", pile, "quiet"))


# -------------------------------------------------------------------- dealing


@redrawn()
def deal_anew(desk: Desk) -> None:
    """Cards from tables that cannot take them to those that can; or, before anything was shown, a new deal."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        names = {group.id: group.name for group in session.groups}
        about = say(
            "Cards that would go unanswered move to tables that can take them: from empty tables, and from those you "
            "name as slow, which keep what they have answered. A table with people and no cards gets a hand."
        )
        st.html(words("p", about))
        slow = st.multiselect(
            say("These tables are slow"),
            list(names),
            format_func=names.__getitem__,
            placeholder=say("Choose"),
            key="slow",
        )
        st.html(words("p", moving(session, slow, say), "quiet"))
        st.button(say("Move the cards"), key="deal-again", on_click=_move, args=(desk,), disabled=not session.dealt)
        lacking = impossible(session)
        if lacking is None:
            st.button(
                say("Deal all cards anew") if session.dealt else say("Deal the cards now"),
                key="deal",
                on_click=steer,
                args=(desk, desk.house.workshop.deal),
            )
        else:
            st.html(words("p", say("All cards cannot be dealt anew: {why}", why=say.refusal(lacking)), "quiet"))


def moving(session: Session, slow: list[str], say: Speaker) -> str:
    """How many cards would move if it were done now, or why none would."""
    try:
        dealt = session.deal_again(slow=[group for group in slow if group not in session.merged], seed=0)
    except Refused as refused:
        return say.refusal(refused)
    if dealt is None:
        return say("Nothing to move: every card lies on a table that can take it.")
    return moved_told(session, {group: tuple(hand) for group, hand in dealt.hands.items()}, say)


def moved_told(before: Session, hands: dict[str, tuple[str, ...]], say: Speaker) -> str:
    """How many cards lie on a table that did not hold them before."""
    cards = sum(len(set(hand) - set(before.hand(group))) for group, hand in hands.items())
    return say.many("{n} card goes to another table.", "{n} cards go to another table.", cards)


def impossible(session: Session) -> Refused | None:
    """Why the whole deal cannot be done anew, if so."""
    try:
        session.deal(seed=0)
    except Refused as refused:
        return refused
    return None


def _move(desk: Desk) -> None:
    slow = list(st.session_state.get("slow", []))
    before = desk.session()
    came: list[Written] = []

    def act(code: str, **facts: Any) -> Future[Written]:
        future = desk.house.workshop.deal_again(code, slow=slow, **facts)
        future.add_done_callback(lambda settled: came.append(settled.result()) if not settled.exception() else None)
        return future

    if steered(desk, act) and came:
        session = came[0].session
        st.session_state["slow"] = []
        tell(
            moved_told(before, session.hands, desk.say)
            if came[0].events
            else desk.say("Nothing to move: every card lies on a table that can take it."),
            desk.now(),
        )


@redrawn()
def pick(desk: Desk) -> None:
    """The hand of one table, card by card."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        names = {group.id: group.name for group in session.groups}
        table = st.selectbox(say("Table"), list(names), format_func=names.__getitem__, key="picked-table")
        titles = {card: title_of(session, card, say) for card in session.cards}
        hand = session.hand(table)
        picked = st.multiselect(
            say("Cards of this table"),
            list(titles),
            list(hand),
            format_func=titles.__getitem__,
            key=f"picked-{table}",
        )
        st.button(
            say("Give the table these cards"),
            key="pick",
            on_click=_pick,
            args=(desk, session.hands, table, picked),
            disabled=tuple(picked) == hand or session.closed,
        )


def _pick(desk: Desk, seen: dict[str, tuple[str, ...]], table: str, picked: list[str]) -> None:
    hands = {**seen, table: tuple(picked)}
    steer_as_seen(desk, seen, lambda session: session.hands, desk.house.workshop.deal_by_hand, hands=hands)


# -------------------------------------------------------------------- tables


@redrawn()
def change(desk: Desk) -> None:
    """One more table, another name, two tables put together, somebody who moves over."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        names = {group.id: group.name for group in session.groups}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(say("Name of a new table"), key="new-table")
            st.button(say("Add the table"), key="add-table", on_click=_add, args=(desk,))
        table = st.selectbox(say("Table"), list(names), format_func=names.__getitem__, key="table")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(say("Its new name"), key="table-name")
            st.button(say("Rename"), key="rename-table", on_click=_rename, args=(desk, table))
        others = [group for group in names if group != table]
        if not others:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            into = st.selectbox(say("Its people move to"), others, format_func=names.__getitem__, key="into")
            st.button(
                say("Put the two tables together"),
                key="merge",
                on_click=steer,
                args=(desk, desk.house.workshop.merge_groups),
                kwargs={"group": table, "into": into},
            )


def _add(desk: Desk) -> None:
    if steered(desk, desk.house.workshop.add_group, name=st.session_state["new-table"]):
        st.session_state["new-table"] = ""


def _rename(desk: Desk, table: str) -> None:
    if steered(desk, desk.house.workshop.rename_group, group=table, name=st.session_state["table-name"]):
        st.session_state["table-name"] = ""
