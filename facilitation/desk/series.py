"""The sessions of a series side by side: who came, how people leaned, what came back, and what is still open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
import pandas as pd
import streamlit as st

from facilitation.desk.desk import Desk
from facilitation.desk.notices import command, explained
from facilitation.desk.review import unreviewed
from facilitation.desk.shelf import day
from facilitation.desk.taking import file_label, files_language, progress
from facilitation.documents import series_version
from facilitation.wall.living import redrawn
from facilitation.wall.parts import element, words
from facilitation.words import Speaker
from facilitation.words.names import SIGNS
from facilitation.writeup import BOOKLETS
from facilitation.writeup.booklet import session_names, why_not
from sessions.events import STANCES
from sessions.items import Action, ActionState
from sessions.series import (
    Open,
    cards_of_series,
    closed_since,
    compositions,
    leanings,
    left_open,
    of_series,
    recurring,
    same_card,
    series_names,
)
from sessions.session import Session


def show(desk: Desk) -> None:
    say = desk.say
    st.html(words("h1", say("Series")))
    every = series_names(desk.house.workshop.sessions())
    if not every:
        st.html(words("p", say("No session belongs to a series yet. Give one a series when you open it."), "quiet"))
        return
    name = st.selectbox(say("Series"), list(every), key="series-chosen")
    if name is None:
        return
    sessions = every[name]
    st.html(_meetings(sessions, say))
    _booklets(desk, name)
    left, right = st.columns(2, gap="large")
    with left:
        _still_open(desk, sessions)
    with right:
        st.html(_closed(sessions, say))
    _one_card(sessions, say)
    st.html(_came_back(sessions, say) + _leanings(sessions, say) + _who_came(sessions, say))


# -------------------------------------------------------------------- the booklet


@redrawn(every=1.0)
def _booklets(desk: Desk, name: str) -> None:
    """A button for each format of the booklet, and what they made."""
    say = desk.say
    with explained(say, desk.now()):
        sessions = series_names(desk.house.workshop.sessions()).get(name, [])
        st.html(
            words("h2", say("The booklet")) + words("p", say("The whole series on four pages, then each meeting."))
        )
        waiting = sum(len(unreviewed(session)) for session in sessions)
        if waiting:
            told = say.many(
                "{n} note in these sessions has not been reviewed. The panel “Review” of its session shows it.",
                "{n} notes in these sessions have not been reviewed. The panel “Review” of each session shows them.",
                waiting,
            )
            st.html(words("p", told, "meanwhile", role="status"))
        language = files_language(say)
        with st.container(horizontal=True):
            for format in BOOKLETS:
                st.button(
                    file_label(f"booklet-{format}", say),
                    key=f"make-{format}",
                    on_click=_order,
                    args=(desk, name, format, language),
                )
        for order in desk.house.documents.series_orders(name):
            moved = series_version(sessions) != order.version
            progress(
                say,
                order,
                f"booklet-{order.format}",
                f"/facilitate/download/series/{order.format}?{urlencode({'series': name})}",
                say("A session has changed since then.") if moved else "",
            )


def _order(desk: Desk, name: str, format: str, language: str) -> None:
    with explained(desk.say, desk.now()):
        sessions = of_series(desk.house.workshop.sessions(), name)
        desk.house.documents.order_series(name, sessions, format, language)


# -------------------------------------------------------------------- the meetings


def _meetings(sessions: list[Session], say: Speaker) -> str:
    names = session_names(sessions, say)
    rows = [
        [
            words("span", each.opened.title, dir="auto"),
            words("span", day(each, say)),
            words("span", each.opened.region or each.opened.place, dir="auto"),
            words("span", say.number(len(each.people()))),
        ]
        for each in sessions
    ]
    return table(
        say("Meetings"),
        [say("Meeting"), say("Title"), say("Day"), say("Region"), say("People")],
        list(names.values()),
        rows,
    )


def _leanings(sessions: list[Session], say: Speaker) -> str:
    """How people leaned, session by session; never an order of better and worse."""
    told, names = leanings(sessions), session_names(sessions, say)
    columns = ("opportunity", "threat", "tied", "unsure")
    named = [
        f"{SIGNS['opportunity']} {say('More opportunity')}",
        f"{SIGNS['threat']} {say('More threat')}",
        f"{SIGNS['both']} {say('Even')}",
        f"{SIGNS['unsure']} {say.stance('unsure')}",
    ]
    rows = [[_count(row[column], say) for column in columns] for _, row in told.iterrows()]
    return table(say("How people leaned"), [say("Meeting"), *named], [names[str(code)] for code in told.index], rows)


def _who_came(sessions: list[Session], say: Speaker) -> str:
    told, names = compositions(sessions), session_names(sessions, say)
    if not len(told):
        return ""
    rows = [
        [
            "–" if pd.isna(told.loc[sector, code]) else words("span", say.number(int(told.loc[sector, code])))
            for code in names
        ]
        for sector in told.index
    ]
    note = words("small", say("A dash: this session did not ask for it."))
    return (
        table(
            say("Who came"),
            [say("Sector"), *names.values()],
            [say.sector(str(sector)) for sector in told.index],
            rows,
        )
        + note
    )


# -------------------------------------------------------------------- cards


def _one_card(sessions: list[Session], say: Speaker) -> None:
    """One card in every session that had it, unless people read different words."""
    titles = {card: say.card_text(known.title) for card, known in cards_of_series(sessions).items()}
    st.html(words("h2", say("One card in every session")))
    card = st.selectbox(say("Card"), list(titles), format_func=titles.__getitem__, key="series-card")
    if card is None:
        return
    compared, names = same_card(sessions, card), session_names(sessions, say)
    if compared.changed:
        st.html(words("p", why_not(compared.changed, say), "notice"))
        return
    rows = [
        [*(_count(row[stance], say) for stance in STANCES), _count(row["answered"], say)]
        for _, row in compared.counts.iterrows()
    ]
    stances = [f"{SIGNS[stance]} {say.stance(stance)}" for stance in STANCES]
    st.html(
        table(
            "",
            [say("Meeting"), *stances, say("Answered")],
            [names[str(code)] for code in compared.counts.index],
            rows,
        )
    )


def _came_back(sessions: list[Session], say: Speaker) -> str:
    """The cards that were talked about, or cut across everything, in one session or more."""
    told = recurring(sessions)
    told = told[(told["talked"] > 0) | (told["cutting"] > 0)]
    if not len(told):
        return ""
    titles = {card: say.card_text(known.title) for card, known in cards_of_series(sessions).items()}
    rows = [
        [words("span", say.number(int(row[name]))) for name in ("sessions", "talked", "cutting")]
        for _, row in told.iterrows()
    ]
    note = words("small", say("Counted in sessions where at least half of the tables talked about it or marked it."))
    header = [say("Card"), say("Sessions"), say("Talked about"), say("Cuts across everything")]
    return table(say("What came back"), header, [titles[str(card)] for card in told.index], rows) + note


def _count(value: Any, say: Speaker) -> str:
    if pd.isna(value):
        return words("span", say("too few"), "quiet")
    return words("span", say.number(int(value)))


def table(caption: str, header: list[str], names: list[str], rows: list[list[str]]) -> str:
    """A table with a heading over it; the cells are safe HTML, the names and the header are words."""
    head = element("tr", "".join(words("th", each, scope="col") for each in header))
    body = "".join(
        element("tr", words("th", name, scope="row", dir="auto") + "".join(element("td", cell) for cell in row))
        for name, row in zip(names, rows, strict=True)
    )
    inside = element("table", element("thead", head) + element("tbody", body), "sheet")
    return (words("h2", caption) if caption else "") + element("div", inside, "scrolls")


# -------------------------------------------------------------------- what is open


def _still_open(desk: Desk, sessions: list[Session]) -> None:
    say = desk.say
    lines = left_open(sessions)
    st.html(words("h2", say("Still open ({n})", n=len(lines))))
    if not lines:
        st.html(words("p", say("Nothing is left open."), "quiet"))
    by_code = {session.code: session for session in sessions}
    for line in lines:
        place = f"{line.session}-{line.item.id}"
        version = by_code[line.session].items[line.item.id].version
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"open-{place}"):
            st.html(_line(line, by_code, say), width="stretch")
            st.button(say("Done"), key=f"done-{place}", on_click=_close, args=(desk, line, version, "done"))
            st.button(say("Drop it"), key=f"drop-{place}", on_click=_close, args=(desk, line, version, "dropped"))


def _close(desk: Desk, line: Open, over: int, state: ActionState) -> None:
    """Marks it in the session where it stands, unless somebody has written there since."""
    item = msgspec.structs.replace(line.item, state=state)
    command(desk.say, desk.now(), lambda: desk.house.workshop.write(line.session, item=item, over=over))


def _line(line: Open, by_code: dict[str, Session], say: Speaker) -> str:
    since = by_code.get(line.since)
    kind = say("Action") if isinstance(line.item, Action) else say("Parking lot")
    who = line.item.who if isinstance(line.item, Action) else ""
    from_when = say("Since {day}", day=day(since, say)) if since else say("Since session {code}", code=line.since)
    facts = [kind, from_when, who]
    return words("p", line.item.text, "said", dir="auto") + words(
        "small", " · ".join(fact for fact in facts if fact), dir="auto"
    )


def _closed(sessions: list[Session], say: Speaker) -> str:
    lines = closed_since(sessions)
    by_code = {session.code: session for session in sessions}
    named = {"done": say("Done"), "dropped": say("Dropped")}
    items = [
        element("div", words("small", named[line.item.state], "mark") + _line(line, by_code, say), "item")
        for line in lines
    ]
    none = words("p", say("Nothing has been closed yet."), "quiet")
    return words("h2", say("Closed ({n})", n=len(lines))) + ("".join(items) or none)
