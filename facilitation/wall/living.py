"""Parts of a screen that are drawn again by themselves, each in a place of its own.

Streamlit drops what a fragment drew in a run of the whole screen when the fragment is drawn again before that was
sent (`ForwardMsgQueue.clear`), and the browser then takes its place away: whatever stood after it moved up by one,
and the next part that was drawn into a place that was no longer there left the whole desk blank. In a container of
its own a part has nothing after it that could move.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

P = ParamSpec("P")


def redrawn(every: float | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """A part that a press in it draws again without the rest of the screen; so does time, `every` so many seconds."""

    def part(draw: Callable[P, None]) -> Callable[P, None]:
        fragment = st.fragment(run_every=every)(draw)

        @wraps(draw)
        def in_its_place(*args: P.args, **kwargs: P.kwargs) -> None:
            with st.container():
                fragment(*args, **kwargs)

        return in_its_place

    return part
