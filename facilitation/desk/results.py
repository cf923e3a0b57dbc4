"""What the room said, as charts: each with its words, its numbers as a table, and both as files to take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from facilitation.charts import cards_figure, cards_words
from facilitation.charts.cards import ORDERS, order_names
from facilitation.charts.live import QUIET
from facilitation.charts.look import Theme
from facilitation.charts.told import (
    FILES,
    SIZE,
    Told,
    Wish,
    arrival_told,
    cards_told,
    groups_told,
    map_told,
    moves_told,
    people_told,
    said,
    sectors_told,
    titles_of,
)
from facilitation.desk import notebook, onecard
from facilitation.desk.desk import Desk, day_of
from facilitation.desk.notices import explained
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import later
from sessions.events import STANCES, HandCounted, Rated, Recorded
from sessions.results import card_summary, state_at
from sessions.session import Session

MOST_MOMENTS = 60  # positions of the time-lapse


class View(NamedTuple):
    """`id` is its name, `name` the msgid of what the facilitator reads; `private` ones are not for observers."""

    id: str
    name: str
    draw: Callable[[Desk, Session], None]
    private: bool = False


def panel(desk: Desk, session: Session) -> None:
    views(desk)


@redrawn()
def views(desk: Desk) -> None:
    """The choice of a view, and the chosen one, of the session as it stands now."""
    say = desk.say
    with explained(say, desk.now()):
        session = desk.session()
        offered = {view.id: view for view in VIEWS if desk.role != "observer" or not view.private}
        chosen = st.radio(
            say("What to look at"),
            list(offered),
            format_func=lambda view: say(offered[view].name),
            horizontal=True,
            label_visibility="collapsed",
            key="view",
        )
        offered[chosen].draw(desk, session)


# -------------------------------------------------------------------- one view each


def _cards(desk: Desk, session: Session) -> None:
    say = desk.say
    orders = order_names(say)
    order = st.selectbox(
        say("Order of the cards"), ORDERS, format_func=orders.__getitem__, key="cards-order", width=320
    )
    show_chart(desk, cards_told(session, say, Wish(order=order, theme=theme())), order=order)


def _map(desk: Desk, session: Session) -> None:
    say = desk.say
    show_chart(desk, map_told(session, say, Wish(theme=theme())))


def _groups(desk: Desk, session: Session) -> None:
    say = desk.say
    show_chart(desk, groups_told(session, say, Wish(theme=theme())))


def _sectors(desk: Desk, session: Session) -> None:
    say = desk.say
    st.html(words("p", for_your_eyes(say), "notice"))
    show_chart(desk, sectors_told(session, say, Wish(theme=theme())))


def _moves(desk: Desk, session: Session) -> None:
    say = desk.say
    show_chart(desk, moves_told(session, say, Wish(theme=theme())))


def _people(desk: Desk, session: Session) -> None:
    say = desk.say
    kept: dict[str, int] = st.session_state.setdefault("wish", {})
    with st.expander(say("Whom did the network wish for?"), expanded=bool(kept)):
        for column, sectors in zip(st.columns(3), _thirds(session.opened.sectors), strict=True):
            with column:
                for sector in sectors:
                    st.number_input(
                        sector_label(sector, say),
                        min_value=0,
                        max_value=999,
                        value=kept.get(sector, 0),
                        key=f"wish-{sector}",
                        on_change=_wish,
                        args=(sector,),
                    )
    wished = {sector: people for sector, people in kept.items() if people and sector in session.opened.sectors}
    told = people_told(session, say, Wish(people=wished, theme=theme()))
    show_chart(desk, told, **{f"wish-{sector}": str(people) for sector, people in wished.items()})


def sector_label(sector: str, say: Speaker) -> str:
    """The name of a sector, from the catalogues."""
    return say.sector(sector)


def _thirds(sectors: tuple[str, ...]) -> list[tuple[str, ...]]:
    third = -(-len(sectors) // 3)
    return [sectors[start : start + third] for start in (0, third, 2 * third)]


def _wish(sector: str) -> None:
    st.session_state["wish"][sector] = int(st.session_state[f"wish-{sector}"])


# -------------------------------------------------------------------- over time


def _over_time(desk: Desk, session: Session) -> None:
    say = desk.say
    st.html(words("p", for_your_eyes(say), "notice"))
    show_chart(desk, arrival_told(session, say, Wish(theme=theme()), None))
    history = desk.house.log.history(session.code)
    moments = _moments(history)
    if len(moments) < 2:
        return
    st.html(words("h2", say("The room at any moment")))
    chosen = st.select_slider(
        say("Moment"),
        options=range(len(moments)),
        value=len(moments) - 1,
        format_func=lambda n: f"{day_of(moments[n]):%H:%M:%S}",
        key=f"moment-of-{len(moments)}",
    )
    table = _table_at(session.code, history, moments[chosen])
    _drawn(lapse_told(table, titles_of(session, say), say, theme()), say)


def lapse_told(table: pd.DataFrame, titles: Mapping[str, str], say: Speaker, look: Theme) -> Told:
    """The answers at a moment, of which `table` is the `card_summary`, in deck order."""
    counts = (*STANCES, "answered")
    rows = [
        (titles[str(card)], *(None if row["hidden"] else int(row[name]) for name in counts), int(row["asked"]))
        for card, row in table.iterrows()
    ]
    return Told(
        "lapse",
        say("The room at any moment"),
        cards_figure(table, titles, say, theme=look, text_size=SIZE, order="deck"),
        cards_words(table, titles, say, order="deck"),
        (say("Card"), *(say.stance(stance) for stance in STANCES), say("Answered"), say("Asked")),
        tuple(rows),
    )


def _moments(history: list[Recorded]) -> list[int]:
    """When answers came, at most `MOST_MOMENTS` of them, spread evenly over the answers, with the last."""
    times = sorted({each.at for each in history if isinstance(each.event, Rated | HandCounted)})
    step = -(-len(times) // MOST_MOMENTS) or 1
    return times[::-1][::step][::-1]


def _table_at(code: str, history: list[Recorded], at: int) -> pd.DataFrame:
    """The `card_summary` of a moment; counted once in this browser while it shows this session."""
    known = st.session_state.get("lapse")
    if known is None or known[0] != code:
        known = st.session_state["lapse"] = (code, {})
    tables: dict[int, pd.DataFrame] = known[1]
    if at not in tables:
        then = state_at(history, at)
        assert then is not None  # no answer comes before the opening
        tables[at] = card_summary(then)
    return tables[at]


def for_your_eyes(say: Speaker) -> str:
    return say("For your eyes only: put together, such numbers can tell who answered what. They are in no file.")


# -------------------------------------------------------------------- a chart with all that goes with it


def show_chart(desk: Desk, told: Told, **wish: str) -> None:
    """The figure with its words, the ways to its files, and its numbers as a table."""
    say = desk.say
    st.html(words("h2", told.title))
    if told.note:
        st.html(words("p", told.note, "quiet"))
    _drawn(told, say, files(desk.code, told, say, **wish) if told.name in FILES else "")


def _drawn(told: Told, say: Speaker, links: str = "") -> None:
    """The figure with its words and its numbers as a table; between them the links to its files."""
    _figure(told.figure, told.words, f"chart-{told.name}")
    if links:
        st.html(links)
    with st.expander(say("The same as a table"), expanded=False):
        st.dataframe(as_frame(told, say), hide_index=True, width="stretch", alt=told.words, key=f"table-{told.name}")


def files(code: str, told: Told, say: Speaker, **wish: str) -> str:
    """Links to a chart's numbers and its picture; each says which chart's, for whoever goes from link to link."""
    query = urlencode({"chart": told.name, "lang": say.language, **wish})
    path = f"/facilitate/download/{quote(code)}/chart"
    links = {"csv": say("Numbers (CSV)"), "png": say("Picture (PNG)"), "svg": say("Picture (SVG)")}
    return element(
        "p",
        " · ".join(
            words("a", text, href=f"{path}.{ending}?{query}", aria_label=f"{text}: {told.title}")
            for ending, text in links.items()
        ),
        "files",
    )


def as_frame(told: Told, say: Speaker) -> pd.DataFrame:
    """The rows for a screen: whole columns of counts stay numbers, everything else is said in words."""
    columns = {}
    for n, name in enumerate(told.header):
        values = [row[n] for row in told.rows]
        columns[name] = values if all(isinstance(value, int) for value in values) else [said(v, say) for v in values]
    return pd.DataFrame(columns)


def _figure(figure: object, alt: str, key: str) -> None:
    figure.update_layout(hovermode="closest")  # type: ignore[attr-defined]
    st.plotly_chart(figure, theme=None, alt=alt, key=key, config=dict(QUIET))


def theme() -> Theme:
    return "dark" if st.context.theme.type == "dark" else "light"


def _card(desk: Desk, session: Session) -> None:
    onecard.show(desk, session, show_chart, theme())


VIEWS = (
    View("cards", later("All cards"), _cards),
    View("map", later("Map"), _map),
    View("groups", later("By table"), _groups),
    View("sectors", later("By sector"), _sectors, private=True),
    View("moves", later("Before and after"), _moves),
    View("time", later("Over time"), _over_time, private=True),
    View("people", later("Who was here"), _people),
    View("card", later("One card"), _card),
    View("notes", later("Notes"), notebook.show),
)
