"""How each group leans on each card, as a table of tinted cells for paper and slides: what the web page shows too."""

from __future__ import annotations

import msgspec

from facilitation.charts import LOOKS
from facilitation.charts.groups import NOTHING, Cell, heat_cell, heat_note, heat_words
from facilitation.charts.told import group_table, titles_of
from facilitation.words import Speaker
from sessions.session import Session


class Row(msgspec.Struct, frozen=True):
    """A card; a group that was not asked for it has None."""

    name: str
    cells: tuple[Cell | None, ...]


class Heat(msgspec.Struct, frozen=True):
    """`heads` are the names of the groups, `words` the alt text, `note` how to read it."""

    title: str
    note: str
    words: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def heat_of(session: Session, say: Speaker) -> Heat | None:
    """The cards in deck order by the groups of which something can be told; None of fewer than two groups."""
    table, names = group_table(session, named=False)
    if len(names) < 2:
        return None
    titles = titles_of(session, say)
    known = {(str(card), str(group)): row for (card, group), row in table.iterrows()}
    rows = tuple(
        Row(
            titles[card],
            tuple(
                heat_cell(known[card, group], titles[card], name, NOTHING, say, LOOKS["light"])
                if (card, group) in known
                else None
                for group, name in names.items()
            ),
        )
        for card in dict.fromkeys(card for card, _ in known)
    )
    return Heat(
        title=say("Cards by group"),
        note=heat_note(say),
        words=heat_words(table, names, say),
        heads=tuple(names.values()),
        rows=rows,
    )
