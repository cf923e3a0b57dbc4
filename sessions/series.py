"""The sessions of a series side by side: what came back, what is still open, and who was there.

Sessions come in the order of their number, then of their opening. Numbers are those of `sessions.results`, each
hidden where its own session hides it. Regions and sessions are told side by side and never ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
import pandas as pd

from cards.deck import LANGUAGES, Card
from sessions.errors import NoSuchSeries
from sessions.items import Action, Parked
from sessions.results import card_summary, composition, cross_cutting, discussion, people_leaning
from sessions.results.counting import group_tally
from sessions.session import Session

HALF = 0.5  # the share of tables from which a card cuts across a session

Change = Literal["question", "title", "trend", "scale"]


def in_order(sessions: Iterable[Session]) -> list[Session]:
    """By number in the series, then by when they were opened."""
    return sorted(sessions, key=lambda session: (session.opened.number, session.opened_at))


def series_names(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    """The series there are, by name as its newest session writes it, each with its sessions in order."""
    found: dict[str, list[Session]] = {}
    for session in sessions:
        if session.opened.series:
            found.setdefault(session.opened.series.casefold(), []).append(session)
    return {in_order(group)[-1].opened.series: in_order(group) for group in found.values()}


def of_series(sessions: Iterable[Session], name: str) -> list[Session]:
    """The sessions of the series of this name, in order.

    Raises:
        NoSuchSeries: there is none.
    """
    found = series_names(sessions).get(name)
    if not found:
        raise NoSuchSeries()
    return found


class Compared(msgspec.Struct, frozen=True):
    """A card over the sessions that had it. `changed` says what of it differs, where sessions cannot be compared.

    `counts` has a row for each session: index session (code); columns as of `card_summary`.
    """

    card: str
    counts: pd.DataFrame
    changed: tuple[Change, ...] = ()


def same_card(sessions: Sequence[Session], card: str) -> Compared:
    """The answers to one card, session by session; comparable only while its words and its question are the same.

    A session that did not deal the card has no row. Deck versions may differ: what counts is what people read.
    """
    having = [session for session in in_order(sessions) if card in card_summary(session).index]
    rows = [card_summary(session).loc[[card]] for session in having]
    counts = pd.concat(rows) if rows else pd.DataFrame()
    if rows:
        counts.index = pd.Index([session.code for session in having], name="session")
    return Compared(card=card, counts=counts, changed=_changed(having, card))


def _changed(sessions: Sequence[Session], card: str) -> tuple[Change, ...]:
    changed = [what for session in sessions[1:] for what in _differences(sessions[0], session, card)]
    return tuple(dict.fromkeys(changed))


def _differences(one: Session, other: Session, card: str) -> list[Change]:
    """What people read differently in two sessions, in the languages that both had."""
    both = set(one.opened.languages) & set(other.opened.languages)
    languages = [language for language in LANGUAGES if language in both]
    before, after = one.cards[card], other.cards[card]
    pairs: list[tuple[Change, Mapping[str, str], Mapping[str, str]]] = [
        ("scale", one.deck.question, other.deck.question),
        ("title", before.title, after.title),
        ("trend", before.trend, after.trend),
        ("question", before.question, after.question),
    ]
    return [what for what, a, b in pairs if any(a.get(language) != b.get(language) for language in languages)]


def cards_of_series(sessions: Sequence[Session]) -> dict[str, Card]:
    """Every card that a session had, as its newest session reads it; the most often used first."""
    cards = {card.id: card for session in in_order(sessions) for card in session.deck.cards}
    used = {card: sum(card in session.cards for session in sessions) for card in cards}
    return dict(sorted(cards.items(), key=lambda item: -used[item[0]]))


def recurring(sessions: Sequence[Session]) -> pd.DataFrame:
    """What came back: index card; columns sessions (that dealt it), talked (in so many it was noted or marked by at
    least half of the tables), cutting (in so many at least half of the tables marked it). Most often first.
    """
    rows: dict[str, list[int]] = {card: [0, 0, 0] for card in cards_of_series(sessions)}
    for session in sessions:
        tables = len({seat.group for seat in session.people()})
        talked, cutting = discussion(session), cross_cutting(session)
        dealt = {card for hand in session.hands.values() for card in hand}
        answered = {card for card, _ in group_tally(session)}  # before another deal took it away, perhaps
        for card in session.cards:
            rows[card][0] += card in dealt | answered
            if card in talked.index and tables:
                rows[card][1] += int(talked.at[card, "groups"]) >= HALF * tables
            if card in cutting.index:
                rows[card][2] += float(cutting.at[card, "share"]) >= HALF
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["sessions", "talked", "cutting"])
    table.index.name = "card"
    return table.sort_values(["cutting", "talked", "sessions"], ascending=False, kind="stable")


def compositions(sessions: Sequence[Session]) -> pd.DataFrame:
    """People by sector, a column for each session (its code); a sector that a session did not list has <NA>."""
    ordered = in_order(sessions)
    sectors = dict.fromkeys(sector for session in ordered for sector in composition(session))
    return pd.DataFrame(
        {session.code: pd.Series(composition(session), dtype="Int64") for session in ordered},
        index=pd.Index(sorted(sectors, key=lambda sector: sector == ""), name="sector"),
    )


def leanings(sessions: Sequence[Session]) -> pd.DataFrame:
    """Index session (code); columns region, people, opportunity, threat, tied, unsure (<NA> where hidden)."""
    rows = []
    for session in in_order(sessions):
        room = people_leaning(session)
        told = (room.opportunity, room.threat, room.tied, room.unsure)
        rows.append((session.code, session.opened.region, room.people, *((None,) * 4 if room.hidden else told)))
    columns = ["session", "region", "people", "opportunity", "threat", "tied", "unsure"]
    table = pd.DataFrame(rows, columns=columns).set_index("session")
    return table.astype(dict.fromkeys(columns[2:], "Int64"))


class Open(msgspec.Struct, frozen=True):
    """An action or something parked, as it stands now; `since` is the code of the session that brought it up."""

    item: Action | Parked
    session: str
    since: str


def left_open(sessions: Sequence[Session]) -> list[Open]:
    """What no session has closed yet: from the newest of each chain that was carried over.

    A thing that was carried over lives on in the later session; one that was not (the next session has no such line)
    is told from where it stands.
    """
    found: list[Open] = []
    carried: set[tuple[str, str]] = set()
    for session in reversed(in_order(sessions)):
        for item in _lines(session):
            since = item.came_from or session.code
            if (since, item.text) not in carried and item.state == "open":
                found.append(Open(item=item, session=session.code, since=since))
            carried.add((since, item.text))
    return found[::-1]


def closed_since(sessions: Sequence[Session]) -> list[Open]:
    """What a session brought up and this or a later one finished or dropped."""
    return [
        Open(item=item, session=session.code, since=item.came_from or session.code)
        for session in in_order(sessions)
        for item in _lines(session)
        if item.state != "open"
    ]


def _lines(session: Session) -> list[Action | Parked]:
    return [*session.actions(), *session.parked()]
