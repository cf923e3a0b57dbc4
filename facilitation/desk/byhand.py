"""People without a phone: raised coloured cards counted by table, and paper ballots entered sheet by sheet."""

from __future__ import annotations

from concurrent.futures import Future
from html import escape
from urllib.parse import quote

import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, done, explained
from facilitation.desk.seats import seat_name
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, title_of, words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES, SIGNS
from sessions.events import STANCES, Stance
from sessions.harvesting import MOST_BY_HAND
from sessions.log import Written
from sessions.session import Seat, Session


def panel(desk: Desk, session: Session) -> None:
    say = desk.say
    hands, paper = st.columns(2, gap="large")
    with hands:
        st.html(words("h2", say("Raised cards")))
        raised(desk)
    with paper:
        st.html(words("h2", say("Paper ballots")))
        st.html(to_print(session, say))
        ballots(desk)


# -------------------------------------------------------------------- raised cards


@redrawn()
def raised(desk: Desk) -> None:
    """One card: at each table four steppers and what has been counted there."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        cards = [card for card in session.cards_in_play() if session.asked_in(card)]
        if not cards:
            st.html(words("p", say("Hands can be counted once the rating has been opened."), "quiet"))
            return
        explanation = say("For people who answer without a phone. Their answers are added to those of the phones.")
        st.html(words("p", explanation, "quiet"))
        titles = {card: title_of(session, card, say) for card in cards}
        index = cards.index(session.shown) if session.shown in cards else 0
        card = st.selectbox(say("Card"), cards, index=index, format_func=titles.__getitem__, key="hand-card")
        for group in session.groups:
            if card in session.hand(group.id):
                with st.container(key=f"hands-{group.id}"):
                    _table(desk, session, card, group.id)
        st.button(
            say("Save the counts"),
            type="primary",
            key="save-hands",
            on_click=_count,
            args=(desk, card),
            width="stretch",
        )


def _table(desk: Desk, session: Session, card: str, group: str) -> None:
    """The steppers of a table show what has been counted, until somebody moves them here."""
    say, now = desk.say, counted(session, card, group)
    if _moved(card, group) is None:
        st.session_state[f"seen-{card}-{group}"] = now
        for stance in STANCES:
            _put(_stepper(card, group, stance), now.get(stance, 0))
    told = words("b", session.group(group).name, dir="auto") + " " + words("small", in_words(now, say), "quiet")
    st.html(element("p", told))
    for column, stance in zip(st.columns(len(STANCES)), STANCES, strict=True):
        with column:
            key = _stepper(card, group, stance)
            st.number_input(stance_label(stance, say), min_value=0, max_value=MOST_BY_HAND, step=1, key=key)


def _put(stepper: str, count: int) -> None:
    """Sets a stepper that says something else. One that is set goes to the browser as the server's word, also over
    what somebody has typed there while this run was under way."""
    if st.session_state.get(stepper) != count:
        st.session_state[stepper] = count


def stance_label(stance: Stance, say: Speaker) -> str:
    """An answer's name, from the catalogue and nowhere else."""
    return say.stance(stance)


def _stepper(card: str, group: str, stance: str) -> str:
    return f"hand-{card}-{group}-{stance}"


def counted(session: Session, card: str, group: str) -> dict[Stance, int]:
    """What has been counted at a table in the newest round that asked for the card."""
    return dict(session.raised_at(card, group, session.asked_in(card)))


def in_words(counts: dict[Stance, int], say: Speaker) -> str:
    if not counts:
        return say("Nothing counted yet.")
    told = " · ".join(f"{SIGNS[stance]} {say.stance(stance)} {say.number(n)}" for stance, n in counts.items())
    return say("Counted: {counts}", counts=told)


def _moved(card: str, group: str) -> dict[Stance, int] | None:
    """What the steppers of a table say, if that is another count than they began with."""
    typed = {stance: st.session_state.get(_stepper(card, group, stance)) for stance in STANCES}
    if None in typed.values():
        return None
    counts = {stance: int(count or 0) for stance, count in typed.items()}
    seen = st.session_state.get(f"seen-{card}-{group}", {})
    return counts if {stance: n for stance, n in counts.items() if n} != seen else None


def _count(desk: Desk, card: str) -> None:
    """Saves the tables whose steppers were moved. Where a colleague has counted meanwhile, theirs is shown and ours
    stays on the steppers: pressing again puts it in the place of theirs."""
    st.session_state.pop("notice", None)
    for group in [group.id for group in desk.session().groups]:
        wish = _moved(card, group)
        if wish is None:
            continue
        place = f"seen-{card}-{group}"
        seen: dict[Stance, int] = st.session_state[place]
        with explained(desk.say, desk.now()):
            done(_counted(desk, card, group, wish, seen))
        st.session_state[place] = counted(desk.session(), card, group)


def _counted(desk: Desk, card: str, group: str, wish: dict[Stance, int], seen: dict[Stance, int]) -> Future[Written]:
    return desk.house.workshop.aside(
        desk.code, lambda session: session.count_by_hand(group=group, card=card, counts=wish, seen=seen)
    )


# -------------------------------------------------------------------- ballots


def to_print(session: Session, say: Speaker) -> str:
    """Links to the ballots as pages to print, in each language of the session."""
    path = f"/facilitate/download/{quote(session.code)}/ballots"
    told = say("Ballots to print, one page for each table:")
    links = (
        words("a", OWN_NAMES[each], lang=each, href=f"{path}?lang={each}", aria_label=f"{told} {OWN_NAMES[each]}")
        for each in session.opened.languages
    )
    return element("p", f"{escape(told)} {' · '.join(links)}", "files")


@redrawn()
def ballots(desk: Desk) -> None:
    """One sheet: a row for each card of its table. A sheet entered before can be chosen and mended."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        if not session.rounds:
            st.html(words("p", say("Ballots can be entered once the rating has been opened."), "quiet"))
            return
        entered = {seat.id: seat for seat in session.people() if seat.channel == "paper"}
        count = say.many("{n} ballot has been entered.", "{n} ballots have been entered.", len(entered))
        st.html(words("p", count, "quiet"))
        names = {"": say("A new ballot"), **{seat.id: seat_name(session, seat, say) for seat in entered.values()}}
        sheet = st.selectbox(say("Ballot"), list(names), format_func=names.__getitem__, key="ballot")
        group, sector = _whose(session, entered.get(sheet), say)
        cards = [card for card in session.hand(group) if session.asked_in(card)]
        for n, card in enumerate(cards, start=1):
            _row(session, sheet, card, n, say)
        st.button(
            say("Save the ballot"),
            type="primary",
            key="save-ballot",
            on_click=_enter,
            args=(desk, sheet, group, sector, cards),
            disabled=not cards,
            width="stretch",
        )


def _whose(session: Session, seat: Seat | None, say: Speaker) -> tuple[str, str]:
    """The table and the sector of a ballot."""
    if seat is not None:
        return seat.group, seat.sector
    groups = {group.id: group.name for group in session.groups}
    group = st.selectbox(say("Table"), list(groups), format_func=groups.__getitem__, key="ballot-group")
    sectors = ["", *session.opened.sectors]
    sector = st.selectbox(say("Sector"), sectors, format_func=say.sector, key="ballot-sector")
    return group, sector


def _row(session: Session, sheet: str, card: str, n: int, say: Speaker) -> None:
    st.html(words("p", f"{n}. {title_of(session, card, say)}", dir="auto"))
    before = session.final_rating(sheet, card) if sheet else None
    st.radio(
        say("Answer to card {n}", n=n),
        STANCES,
        index=STANCES.index(before.stance) if before else None,
        format_func=lambda stance: f"{SIGNS[stance]} {say.stance(stance)}",
        horizontal=True,
        label_visibility="collapsed",
        key=_answer(sheet, card),
    )


def _answer(sheet: str, card: str) -> str:
    """The key of a row: a new ballot begins empty."""
    return f"ballot-{sheet or st.session_state.get('ballots-entered', 0)}-{card}"


def _enter(desk: Desk, sheet: str, group: str, sector: str, cards: list[str]) -> None:
    answers = {
        card: st.session_state[_answer(sheet, card)] for card in cards if st.session_state[_answer(sheet, card)]
    }
    command(
        desk.say,
        desk.now(),
        lambda: desk.house.workshop.enter_ballot(desk.code, group=group, answers=answers, sector=sector, seat=sheet),
    )
    if "notice" not in st.session_state:
        st.session_state["ballots-entered"] = st.session_state.get("ballots-entered", 0) + 1
