"""Single answers as others may have them, without who gave them.

Rows are given of the groups that `hiding.telling` names, the hidden groups among themselves without a name. A sector
is named only when it is so on every card of every round: everybody who shares a group and a named (or no) sector has
`limits.group` - 1 companions in that who answered too, a sector has `limits.sector` of them, and so have all who are
not named, and these did not all say the same. Likewise the channel: the only person who answered on paper must not
be found.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

import msgspec
import pandas as pd

from sessions.events import Stance
from sessions.results.counting import Answer, all_answers, tally
from sessions.results.hiding import (
    block_of,
    hidden_groups,
    hidden_sectors,
    of_one_mind,
    suppressed,
    telling,
)
from sessions.results.tables import frame, said
from sessions.session import Seat, Session

MINUTE = 60_000  # milliseconds


class Publication(msgspec.Struct, frozen=True):
    """What may leave the facilitator's hands: rows, how many ratings are not among them, what is named in them."""

    rows: pd.DataFrame
    left_out: int
    blank_groups: frozenset[str]
    sectors: tuple[str, ...]
    channels: bool


class _Row(msgspec.Struct, frozen=True):
    """An answer as it is published: `block` is a group's id or the pool, `sector` what the person said."""

    place: tuple[int, str]  # round and card
    block: str
    sector: str
    channels: frozenset[str]  # all that the person answered by
    stance: Stance


def published_rows(session: Session) -> pd.DataFrame:
    """The ratings as others may have them; the columns are those of `ratings_table`.

    `seat` is a number that tells nothing about the order of joining, `at` is rounded down to the minute. The group
    is blank for hidden groups, the sector where it is not named, and the channel on all rows or none. Raised hands
    are no rows.
    """
    return publication(session).rows


def published_sectors(session: Session) -> tuple[str, ...]:
    """The sectors that published rows name."""
    return publication(session).sectors


def publication(session: Session) -> Publication:
    """`published_rows`, with what was left out and blanked."""
    every = list(all_answers(session))
    given = [answer for answer in every if block_of(session, answer[1].group) in telling(session)[answer[2]].rows]
    channels: dict[str, set[str]] = {}
    for _, seat, _, rating in given:
        channels.setdefault(seat.id, set()).add(rating.channel)
    rows = [
        _Row((number, card), block_of(session, seat.group), seat.sector, frozenset(channels[seat.id]), rating.stance)
        for number, seat, card, rating in given
    ]
    sectors = _safe_sectors(session, rows)
    with_channel = not _small_cells(
        ((row.place, row.block, row.sector if row.sector in sectors else "", row.channels) for row in rows),
        session.opened.limits.group,
    )
    return Publication(
        rows=_published_frame(session, given, sectors, with_channel),
        left_out=len(every) - len(given),
        blank_groups=hidden_groups(session),
        sectors=tuple(sector for sector in session.opened.sectors if sector in sectors),
        channels=with_channel,
    )


def _safe_sectors(session: Session, rows: list[_Row]) -> frozenset[str]:
    """The sectors that can be named without singling anybody out.

    Sectors that are too small in the session go first, then one after the other the smallest of all.
    """
    sizes = Counter(seat.sector for seat in session.people())
    gone = suppressed(
        sizes, session.opened.limits.sector, hidden=hidden_sectors(session) | ({""} if sizes[""] else set())
    )
    shown = sorted({row.sector for row in rows} - gone, key=lambda sector: (-sizes[sector], sector))
    while shown and _sectors_tell(session, rows, frozenset(shown)):
        shown.pop()
    return frozenset(shown)


def _sectors_tell(session: Session, rows: list[_Row], shown: frozenset[str]) -> bool:
    """Whether naming these sectors gives anybody away on any card of any round."""
    limits = session.opened.limits
    named = [(row, row.sector if row.sector in shown else "") for row in rows]
    everybody = tally((row.place, row.stance) for row in rows)
    unnamed = tally((row.place, row.stance) for row, sector in named if not sector)
    return (
        _small_cells(((row.place, row.block, sector) for row, sector in named), limits.group)
        or _small_cells(((row.place, sector) for row, sector in named), limits.sector)
        or any(of_one_mind(counts) and not of_one_mind(everybody[place]) for place, counts in unnamed.items())
    )


def _small_cells(cells: Iterable[tuple[object, ...]], limit: int) -> bool:
    return any(count < limit for count in Counter(cells).values())


def _published_frame(
    session: Session, given: list[Answer], sectors: frozenset[str], with_channel: bool
) -> pd.DataFrame:
    numbers = _seat_numbers(session)
    place = {card: n for n, card in enumerate(session.cards)}
    hidden = hidden_groups(session)
    names = {group.id: group.name for group in session.groups if group.id not in hidden}
    given = sorted(given, key=lambda row: (row[0], numbers[row[1].id], place.get(row[2], len(place)), row[2]))
    table = frame(
        (
            session.code,
            number,
            numbers[seat.id],
            names.get(seat.group, ""),
            seat.sector if seat.sector in sectors else "",
            card,
            *said(rating, "seconds", whole=MINUTE),
        )
        for number, seat, card, rating in given
    )
    return table if with_channel else table.assign(channel=pd.Series("", index=table.index, dtype=object))


def _seat_numbers(session: Session) -> dict[str, int]:
    """Seat id -> 1, 2, 3 … in an order nobody can guess: that of a hash with the seat's ticket in it."""
    tickets = {seat: ticket for ticket, seat in session.tickets.items()}

    def chance(seat: Seat) -> bytes:
        return hashlib.sha256(f"{session.code} {tickets.get(seat.id, '')} {seat.id}".encode()).digest()

    return {seat.id: n for n, seat in enumerate(sorted(session.people(), key=chance), start=1)}
