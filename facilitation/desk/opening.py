"""A new session in under a minute: good defaults, and everything else one step away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import streamlit as st

from cards.deck import LANGUAGES, Deck, Hand
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import done, explained
from facilitation.wall.parts import words
from facilitation.words import Speaker
from sessions.agenda import FULL, SHORT
from sessions.events import SECTORS, Limits, Step
from sessions.session import MOST_GROUPS, MOST_POINTS
from sessions.workshop import Plan

USUAL_HAND = "short-12"
USUAL_GROUPS = 4
USUAL_MINUTES = 5
USUAL_POINTS = 3
AGENDAS = {"short": SHORT, "full": FULL}


def show(desk: Desk) -> None:
    say = desk.say
    st.html(words("h1", say("New session")))
    decks = {deck.id: deck for deck in desk.house.workshop.decks()}
    plan = _plan(decks, day_of(desk.now()).date(), say)
    if st.button(say("Open the session"), type="primary", key="open", width="stretch"):
        with explained(say, desk.now()):
            opened = done(desk.house.workshop.open_session(plan))
            st.switch_page(desk.pages["run"], query_params={"session": opened.session.code})


def _plan(decks: dict[str, Deck], today: date, say: Speaker) -> Plan:
    """What the fields on the screen say."""
    title = st.text_input(say("Title"), say("Trend card session {day}", day=say.day(today)), key="title")
    deck = decks[_deck(decks, say)]
    hand = _hand(deck, say)
    steps = _agenda(say)
    left, right = st.columns(2)
    with left:
        names = _groups(say)
    with right:
        deal, anchors = _dealing(deck, hand, say)
        joining = st.radio(
            say("How people get to their group"),
            ("chosen", "assigned"),
            index=1,
            format_func=lambda way: say("They choose it") if way == "chosen" else say("Evenly, by the app"),
            key="joining",
        )
    plan = Plan(
        title=title,
        deck=deck.id,
        hand=hand.id,
        groups=tuple(names),
        deal=deal,
        anchors=tuple(anchors),
        joining="chosen" if joining == "chosen" else "assigned",
        agenda=steps,
    )
    with st.expander(say("Everything else")):
        return _details(plan, today, say)


def _deck(decks: dict[str, Deck], say: Speaker) -> str:
    if len(decks) == 1:
        return next(iter(decks))
    return st.selectbox(
        say("Deck"), list(decks), format_func=lambda deck: say.card_text(decks[deck].title), key="deck"
    )


def _hand(deck: Deck, say: Speaker) -> Hand:
    hands = {hand.id: hand for hand in deck.hands or (deck.hand("all"),)}
    ids = list(hands)
    chosen = st.selectbox(
        say("Cards"),
        ids,
        index=ids.index(USUAL_HAND) if USUAL_HAND in hands else 0,
        format_func=lambda hand: hand_name(hands[hand], say),
        key="hand",
    )
    return hands[chosen]


def hand_name(hand: Hand, say: Speaker) -> str:
    """A hand by its name, with the number of its cards where the name does not tell it."""
    name = say.card_text(hand.name) or say("All cards")
    count = str(len(hand.cards))
    return name if count in name else f"{name} ({count})"


def _agenda(say: Speaker) -> tuple[Step, ...]:
    """What the session goes through; its length is a plan, and only the clock of the rating holds anybody to it."""
    ways = {
        "short": say("Short, {n} minutes: rate alone, talk at the table, look at the answers", n=_minutes(SHORT)),
        "full": say(
            "Full, {n} minutes: the same, then points for what matters most, and three last questions",
            n=_minutes(FULL),
        ),
    }
    return AGENDAS[st.radio(say("What happens"), list(ways), format_func=ways.__getitem__, key="agenda")]


def _minutes(steps: Sequence[Step]) -> int:
    return sum(step.minutes for step in steps)


def _groups(say: Speaker) -> list[str]:
    if "names" not in st.session_state:
        st.session_state["names"] = "\n".join(group_names([], USUAL_GROUPS, say))
    st.number_input(
        say("Number of groups"),
        min_value=1,
        max_value=MOST_GROUPS,
        value=USUAL_GROUPS,
        key="groups",
        on_change=_renumber,
        args=(say,),
    )
    return st.text_area(say("Names of the groups, one on each line"), key="names", height=160).split("\n")


def _renumber(say: Speaker) -> None:
    typed = [name for name in st.session_state["names"].split("\n") if name.strip()]
    st.session_state["names"] = "\n".join(group_names(typed, st.session_state["groups"], say))


def group_names(typed: Sequence[str], number: int, say: Speaker) -> list[str]:
    """So many names: those that were typed, then "Table 4", "Table 5" …"""
    return [*typed[:number], *(say("Table {n}", n=n) for n in range(len(typed) + 1, number + 1))]


def _dealing(deck: Deck, hand: Hand, say: Speaker) -> tuple[str, list[str]]:
    ways = {
        "same": say("The same cards to every group"),
        "split": say("Different cards to every group"),
        "anchored": say("Some cards to everyone, the rest split"),
    }
    way = st.radio(say("How the cards are dealt"), list(ways), format_func=ways.__getitem__, key="deal")
    if way != "anchored":
        return way, []
    anchors = st.multiselect(
        say("Cards for everyone"),
        hand.cards,
        format_func=lambda card: say.card_text(deck.card(card).title),
        key=f"anchors-{hand.id}",
    )
    return "split", anchors


def _details(plan: Plan, today: date, say: Speaker) -> Plan:
    left, right = st.columns(2)
    with left:
        aim = st.text_input(say("Aim, in one sentence"), key="aim")
        day = st.date_input(say("Date"), today, format="DD.MM.YYYY", key="date")
        place = st.text_input(say("Place"), key="place")
        region = st.text_input(say("Region"), key="region")
        organisers = st.text_input(say("Organisers"), key="organisers")
        series = st.text_input(say("Series"), key="series")
        number = st.number_input(say("Number in the series (0: none)"), min_value=0, value=0, key="number")
    with right:
        minutes = st.number_input(
            say("Minutes for rating (0: no clock)"), min_value=0, max_value=120, value=USUAL_MINUTES, key="minutes"
        )
        points = st.number_input(
            say("Points for each person, for what matters most"),
            min_value=1,
            max_value=MOST_POINTS,
            value=USUAL_POINTS,
            key="points",
            disabled=all(step.kind != "priorities" for step in plan.agenda),
        )
        first = st.selectbox(
            say("Language of the wall"),
            LANGUAGES,
            index=LANGUAGES.index(say.language),
            format_func=_own_name,
            key="wall",
        )
        languages = st.multiselect(
            say("Languages on the phones"), LANGUAGES, LANGUAGES, format_func=_own_name, key="languages"
        )
        sectors = st.multiselect(
            say("Sectors people can name"), SECTORS, SECTORS, format_func=say.sector, key="sectors"
        )
        nicknames = st.checkbox(say("Ask for a nickname"), key="nicknames")
        smallest_group = st.number_input(
            say("Hide a group's answers when fewer people than this answered"),
            min_value=1,
            value=3,
            key="least-group",
        )
        smallest_sector = st.number_input(
            say("Hide a sector's answers when fewer people than this answered"),
            min_value=1,
            value=5,
            key="least-sector",
        )
    return msgspec.structs.replace(
        plan,
        aim=aim,
        date=day.isoformat(),
        place=place,
        region=region,
        organisers=organisers,
        series=series,
        number=number,
        languages=(first, *(language for language in languages if language != first)),
        sectors=tuple(sector for sector in SECTORS if sector in sectors),
        nicknames=nicknames,
        points=points,
        agenda=agenda(plan.agenda, minutes),
        limits=Limits(group=smallest_group, sector=smallest_sector),
    )


def agenda(steps: Sequence[Step], minutes: int) -> tuple[Step, ...]:
    """An agenda with so many minutes on the rating clock."""
    return tuple(msgspec.structs.replace(step, minutes=minutes) if step.kind == "rate" else step for step in steps)


def _own_name(language: str) -> str:
    return {"fi": "Suomi", "sv": "Svenska", "en": "English"}[language]
