"""A new session in under a minute: good defaults, and everything else one step away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import streamlit as st

from cards.deck import LANGUAGES, Deck, Hand
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import command, done, explained
from facilitation.wall.parts import words
from facilitation.words import Speaker
from facilitation.words.names import OWN_NAMES
from sessions.agenda import MOST_MINUTES, TEMPLATES
from sessions.dealing import deal_hands
from sessions.errors import Refused
from sessions.events import SECTORS, Dealing, Limits, Step
from sessions.session import MOST_GROUPS, MOST_POINTS
from sessions.workshop import DEALS, MOST_NUMBER, Plan, left_open

USUAL_HAND = "short-12"
USUAL_GROUPS = 4
USUAL_POINTS = 3
USUAL_AGENDA = "short"
OWN = "own:"  # before the name of an agenda that was kept here
USUAL_TABLES = 2


def show(desk: Desk) -> None:
    say = desk.say
    st.html(words("h1", say("New session")))
    decks = {deck.id: deck for deck in desk.house.workshop.decks()}
    plan = _plan(desk, decks, day_of(desk.now()).date())
    if st.button(say("Open the session"), type="primary", key="open", width="stretch"):
        with explained(say, desk.now()):
            opened = done(desk.house.workshop.open_session(plan))
            st.switch_page(desk.pages["run"], query_params={"session": opened.session.code})
    if own := list(desk.house.workshop.templates()):
        with st.expander(say("Agendas of your own")):
            _own_agendas(desk, own)


def _own_agendas(desk: Desk, names: list[str]) -> None:
    say = desk.say
    st.html(words("p", say("A new one is kept from the run sheet of a session."), "quiet"))
    doomed = st.selectbox(say("Agenda to delete"), names, index=None, placeholder=say("Choose"), key="own-agenda")
    st.button(
        say("Delete this agenda"), key="delete-agenda", disabled=doomed is None, on_click=_forget, args=(desk, doomed)
    )


def _forget(desk: Desk, name: str) -> None:
    command(desk.say, desk.now(), lambda: desk.house.workshop.delete_template(name))


def _plan(desk: Desk, decks: dict[str, Deck], today: date) -> Plan:
    """What the fields on the screen say."""
    say = desk.say
    title = st.text_input(say("Title"), say("Trend card session {day}", day=say.day(today)), key="title")
    deck = decks[_deck(decks, say)]
    hand = _hand(deck, say)
    steps = _agenda(desk)
    left, right = st.columns(2)
    with left:
        names = _groups(say)
    with right:
        dealing = _dealing(deck, hand, say)
        joining = st.radio(
            say("How people get to their table"),
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
        deal=dealing.kind,
        anchors=dealing.anchors,
        tables=dealing.tables,
        size=dealing.size,
        hands=_hands(deck, hand, names, say) if dealing.kind == "picked" else {},
        joining="chosen" if joining == "chosen" else "assigned",
        agenda=steps,
    )
    lacking = impossible(plan, hand)
    if lacking is not None:
        st.html(words("p", say.refusal(lacking), "notice"))
    with st.expander(say("Everything else")):
        return _details(desk, plan, today)


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


def _agenda(desk: Desk) -> tuple[Step, ...]:
    """What the session goes through; its length is a plan, and only the clock of the rating holds anybody to it."""
    say = desk.say
    own = desk.house.workshop.templates()
    ways = {name: agenda_name(name, say) for name in TEMPLATES} | {f"{OWN}{name}": name for name in own}
    steps = {**TEMPLATES, **{f"{OWN}{name}": kept for name, kept in own.items()}}
    usual = list(ways).index(USUAL_AGENDA)
    chosen = st.selectbox(say("Agenda"), list(ways), usual, format_func=ways.__getitem__, key="agenda")
    parts = " · ".join(say.step(step.kind) for step in steps[chosen])
    st.html(words("p", say("{n} minutes: {parts}", n=_minutes(steps[chosen]), parts=parts), "quiet"))
    return steps[chosen]


def agenda_name(template: str, say: Speaker) -> str:
    """An agenda of ours in plain words."""
    return {
        "morning": say("A morning, 20 minutes"),
        "short": say("Short: rate alone, talk, look at the answers"),
        "hour": say("One hour"),
        "full": say("Short, with points and last questions"),
        "round": say("The whole round, 90 minutes"),
        "half-day": say("Half a day, with speeches"),
        "pair-1": say("Part 1 of two"),
        "pair-2": say("Part 2 of two"),
        "weekly": say("Every week: a few cards"),
        "hybrid": say("Some tables far away"),
    }[template]


def _minutes(steps: Sequence[Step]) -> int:
    return sum(step.minutes for step in steps)


def _groups(say: Speaker) -> list[str]:
    if "names" not in st.session_state:
        st.session_state["names"] = "\n".join(group_names([], USUAL_GROUPS, say))
    st.number_input(
        say("Number of tables"),
        min_value=1,
        max_value=MOST_GROUPS,
        value=USUAL_GROUPS,
        key="groups",
        on_change=_renumber,
        args=(say,),
    )
    return st.text_area(say("Names of the tables, one on each line"), key="names", height=160).split("\n")


def _renumber(say: Speaker) -> None:
    typed = [name for name in st.session_state["names"].split("\n") if name.strip()]
    st.session_state["names"] = "\n".join(group_names(typed, st.session_state["groups"], say))


def group_names(typed: Sequence[str], number: int, say: Speaker) -> list[str]:
    """So many names: those that were typed, then "Table 4", "Table 5" …"""
    return [*typed[:number], *(say("Table {n}", n=n) for n in range(len(typed) + 1, number + 1))]


def _dealing(deck: Deck, hand: Hand, say: Speaker) -> Dealing:
    ways = {
        "same": say("The same cards to every table"),
        "split": say("Different cards to every table"),
        "spread": say("Each card to several tables"),
        "draw": say("Tables draw cards from a pile"),
        "picked": say("I pick the cards of each table"),
    }
    way = st.radio(say("How the cards are dealt"), list(ways), format_func=ways.__getitem__, key="deal")
    kind = next(known for known in DEALS if known == way)
    if kind == "same":
        return Dealing()
    anchors = st.multiselect(
        say("Cards for everyone"),
        hand.cards,
        format_func=lambda card: say.card_text(deck.card(card).title),
        placeholder=say("Choose"),
        key=f"anchors-{hand.id}",
    )
    tables, size = USUAL_TABLES, 0
    if kind == "spread":
        tables = st.number_input(
            say("Each card goes to at least so many tables"), 1, MOST_GROUPS, USUAL_TABLES, key="tables"
        )
    if kind in ("spread", "draw"):
        size = st.number_input(say("Cards in a hand (0: as few as it takes)"), 0, len(hand.cards), 0, key="size")
    return Dealing(kind=kind, anchors=tuple(anchors), tables=tables, size=size)


def _hands(deck: Deck, hand: Hand, names: Sequence[str], say: Speaker) -> dict[str, tuple[str, ...]]:
    """The cards of each group, picked one by one."""
    hands = {}
    with st.expander(say("Cards of each table"), expanded=True):
        for n, name in enumerate((name for name in names if name.strip()), start=1):
            st.html(words("p", name, dir="auto"))
            picked = st.multiselect(
                say("Cards of table {n}", n=n),
                hand.cards,
                format_func=lambda card: say.card_text(deck.card(card).title),
                placeholder=say("Choose"),
                key=f"hand-{hand.id}-{n}",
            )
            hands[name] = tuple(picked)
    return hands


def impossible(plan: Plan, hand: Hand) -> Refused | None:
    """Why these cards cannot be dealt to these groups, if so; said before anybody presses a button."""
    names = [name for name in plan.groups if name.strip()]
    kind = next(known for known in DEALS if known == plan.deal)
    dealing = Dealing(kind=kind, anchors=plan.anchors, tables=plan.tables, size=plan.size, hands=plan.hands)
    try:
        deal_hands(hand.cards, names, dealing, seed=0)
    except Refused as refused:
        return refused
    return None


def _details(desk: Desk, plan: Plan, today: date) -> Plan:
    say = desk.say
    left, right = st.columns(2)
    with left:
        aim = st.text_input(say("Aim, in one sentence"), key="aim")
        day = st.date_input(say("Date"), today, format="DD.MM.YYYY", key="date")
        place = st.text_input(say("Place"), key="place")
        region = st.text_input(say("Region"), key="region")
        organisers = st.text_input(say("Organisers"), key="organisers")
        series, number = _series(desk)
    with right:
        planned = next((step.minutes for step in plan.agenda if step.kind == "rate"), 0)
        minutes = st.number_input(
            say("Minutes for rating (0: no clock)"),
            min_value=0,
            max_value=MOST_MINUTES,
            value=planned,
            key=f"minutes-{planned}",
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
            format_func=OWN_NAMES.__getitem__,
            key="wall",
        )
        languages = st.multiselect(
            say("Languages on the phones"), LANGUAGES, LANGUAGES, format_func=OWN_NAMES.__getitem__, key="languages"
        )
        sectors = st.multiselect(
            say("Sectors people can name"), SECTORS, SECTORS, format_func=say.sector, key="sectors"
        )
        nicknames = st.checkbox(say("Ask for a nickname"), key="nicknames")
        smallest_group = st.number_input(
            say("Hide a table's answers when fewer people than this answered"),
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


def _series(desk: Desk) -> tuple[str, int]:
    """The series and the number in it: the next one is offered, and what it takes along is told."""
    say, workshop = desk.say, desk.house.workshop
    series = st.text_input(say("Series"), key="series")
    newest = workshop.before_in_series(series)
    number = st.number_input(
        say("Number in the series (0: none)"),
        min_value=0,
        max_value=MOST_NUMBER,
        value=min(MOST_NUMBER, newest.opened.number + 1) if newest is not None else 0,
        key=f"number-{series.strip().casefold()}",
    )
    before = workshop.before_in_series(series, number)
    if before is not None:
        count = len(left_open(before))
        taken = say.many("{n} open line comes along", "{n} open lines come along", count)
        st.html(words("p", say("After: {title}", title=before.opened.title) + f" · {taken}", "quiet", dir="auto"))
    return series, number


def agenda(steps: Sequence[Step], minutes: int) -> tuple[Step, ...]:
    """An agenda with so many minutes on the rating clock."""
    return tuple(msgspec.structs.replace(step, minutes=minutes) if step.kind == "rate" else step for step in steps)
