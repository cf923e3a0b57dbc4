"""A part that is drawn again stands alone in its place: nothing after it can move up into it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest


def drawn_beside_others() -> None:
    import streamlit as st

    from facilitation.wall.living import redrawn

    @redrawn(every=5.0)
    def clock(said: str) -> None:
        st.text(said)
        st.text("a second line")

    st.text("before")
    clock("tick")
    clock("tock")
    st.text("after")


def test_each_part_is_the_only_thing_in_its_place() -> None:
    app = AppTest.from_function(drawn_beside_others).run()

    places = list(app.main.children.values())
    inside = [list(place.children.values()) for place in places[1:3]]

    assert [text.value for text in app.text] == ["before", "tick", "a second line", "tock", "a second line", "after"]
    assert [len(place.children) for place in (app.main, *places[1:3])] == [4, 1, 1]
    assert [len(alone[0].children) for alone in inside] == [2, 2]


@pytest.mark.parametrize("room", ["desk", "wall"])
def test_no_screen_has_a_part_that_shares_its_place(room: str) -> None:
    folder = Path(__file__).parents[3] / "facilitation" / room

    users = [path.name for path in sorted(folder.glob("*.py")) if "st.fragment" in path.read_text(encoding="utf-8")]

    assert users == (["living.py"] if room == "wall" else [])
