"""How large notes are on the wall: as large as they fit, never smaller than what the back of the room reads."""

import pytest

from facilitation.wall.notes import SHAPES, pages_of, size_of
from sessions.session import Note


def a_note(text: str) -> Note:
    return Note(
        id="n1", seat="s1", group="g1", card="", kind="plus", text=text, language="fi", at=0, version=1, tap=1
    )


@pytest.mark.parametrize("wide", SHAPES.values(), ids=SHAPES)
def test_a_short_note_is_large_and_the_longest_still_fits(wide: float) -> None:
    sizes = [size_of([a_note("a" * length)], wide) for length in (5, 60, 150, 300, 500)]

    assert sizes[0] == 12.0
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > 4.6


def test_what_is_wide_counts_as_wide() -> None:
    latin, wide = a_note("a" * 200), a_note("漢" * 200)

    assert size_of([wide], SHAPES["wide"]) < size_of([latin], SHAPES["wide"])


@pytest.mark.parametrize(
    ("lengths", "pages"),
    [
        pytest.param([], [[]], id="none"),
        pytest.param([40, 40, 40], [[40, 40, 40]], id="three short ones together"),
        pytest.param([40] * 4, [[40, 40], [40, 40]], id="four stand two and two"),
        pytest.param([500, 500, 40], [[500], [500], [40]], id="long ones stand alone"),
        pytest.param([5_000, 40], [[5_000], [40]], id="what never fits stands alone too"),
    ],
)
def test_so_few_notes_at_a_time_that_they_can_be_read(lengths: list[int], pages: list[list[int]]) -> None:
    found = pages_of([a_note("a" * length) for length in lengths])

    assert [[len(note.text) for note in page] for page in found] == pages
