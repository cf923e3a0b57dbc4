"""A session over time: when answers came, and the session as it was at some moment.

For the facilitator's own screen: two moments with one answer between them tell that answer, so what others get shows
only the end of rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from sessions.events import Recorded
from sessions.results.counting import all_answers
from sessions.session import Session, begin

MINUTE = 60_000  # milliseconds
LONGEST_GAP = 60  # minutes without an answer that are still told one by one


def arrival(session: Session) -> pd.DataFrame:
    """How many answers came in each minute; an answer that was changed counts when it was changed last.

    Index: minute (UTC, its beginning). Columns: answers, total (int: so far, all rounds together). Minutes without an
    answer are zeros, but gaps of more than `LONGEST_GAP` minutes are left out. No answers give an empty table.
    """
    came = Counter(rating.at // MINUTE for _, _, _, rating in all_answers(session))
    minutes = sorted(came)
    every = [
        minute
        for start, following in zip(minutes, [*minutes[1:], None], strict=False)
        for minute in range(start, start + 1 if following is None or following - start > LONGEST_GAP else following)
    ]
    counts = pd.Series([came[minute] for minute in every], dtype=int)
    index = pd.to_datetime([minute * MINUTE for minute in every], unit="ms", utc=True)
    return pd.DataFrame(
        {"answers": counts.to_numpy(), "total": counts.cumsum().to_numpy()},
        index=pd.DatetimeIndex(index, name="minute"),
    )


def state_at(history: Iterable[Recorded], at: int) -> Session | None:
    """The session as it was at a moment (milliseconds UTC), or None before it was opened.

    What was erased from the log since then (withdrawn notes, say) is not in it.
    """
    return next(states_at(history, [at]), None)


def states_at(history: Iterable[Recorded], moments: Sequence[int]) -> Iterator[Session]:
    """`state_at` for several moments, earliest first, in one pass; those before the opening are left out.

    The order of the log counts: where a clock stepped back, everything up to the last event in time is in it.
    """
    events = iter(history)
    session: Session | None = None
    following = next(events, None)
    for moment in sorted(moments):
        while following is not None and following.at <= moment:
            session = begin(following) if session is None else session.after(following)
            following = next(events, None)
        if session is not None:
            yield session
