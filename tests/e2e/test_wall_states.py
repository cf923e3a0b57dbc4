"""Every state of the wall as a browser lays it out: nothing is cut or too small, no two texts meet, all is legible.

Each state is laid out on two projectors, in the hardest room and in the smallest. With TRENDIPAKKA_EVERY_WALL=1 in
the environment it is laid out at all sizes (some minutes); `tests.e2e.wall_states` takes pictures.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from facilitation.wall.gathering import PICTURE
from tests.e2e.stage import violations
from tests.e2e.wall_states import ROOMS, SIZES, THEMES, Room, as_large_as, draw, drawing, states

pytestmark = pytest.mark.e2e

EVERY = bool(os.environ.get("TRENDIPAKKA_EVERY_WALL"))
LAID_OUT = SIZES if EVERY else SIZES[:2]

# Rectangles of each text, line by line, without the room that a type has above and below its letters.
FAULTS = """() => {
    const found = [];
    const high = innerHeight, wide = innerWidth;
    const texts = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
        if (!node.data.trim()) continue;
        const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
        const name = node.data.trim().slice(0, 40);
        if (size < high / 30 - 0.01) found.push(`too small: ${name} (${size})`);
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width < 1) continue;
            const { left, right } = box, middle = (box.top + box.bottom) / 2, half = size * 0.34;
            texts.push({ name, node, left, right, top: middle - half, bottom: middle + half });
        }
    }
    for (const image of document.querySelectorAll("main img")) {
        const { left, right, top, bottom } = image.getBoundingClientRect();
        texts.push({ name: image.alt.slice(0, 40), node: image, left, right, top, bottom });
    }
    for (const { name, left, right, top, bottom } of texts)
        if (left < 0 || top < 0 || right > wide || bottom > high) found.push(`outside: ${name}`);
    texts.forEach((one, place) => {
        for (const other of texts.slice(place + 1))
            if (one.node !== other.node && one.left < other.right - 1 && other.left < one.right - 1
                && one.top < other.bottom - 1 && other.top < one.bottom - 1)
                found.push(`meet: ${one.name} / ${other.name}`);
    });
    for (const each of document.querySelectorAll("main .wall *")) {
        const style = getComputedStyle(each);
        if (style.overflow === "visible" || each.tagName === "svg") continue;
        const spare = 0.3 * parseFloat(style.fontSize);
        if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + spare)
            found.push(`cut: ${each.className} ${each.textContent.slice(0, 40)}`);
    }
    return [...new Set(found)];
}"""

# How high the first picture is, in percent of the wall's height: its box may be higher than it is wide.
QR_SIZE = """() => {
    const { width, height } = document.querySelector("main img").getBoundingClientRect();
    return 100 * Math.min(width, height) / innerHeight;
}"""


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_nothing_is_cut_or_too_small_and_no_two_texts_meet(browser: Browser, room: Room) -> None:
    page = drawing(browser)
    faults = []

    for state in states(room):
        draw(page, state, "light")
        for size in LAID_OUT:
            as_large_as(page, size)
            faults += [f"{state.name} {size[0]} {fault}" for fault in page.evaluate(FAULTS)]

    page.context.close()
    assert faults == []


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_the_way_in_is_never_smaller_than_the_room_check_reckons(browser: Browser, room: Room) -> None:
    page = drawing(browser)
    sizes = []

    for state in states(room):
        for size in SIZES if state.name.startswith("lobby") else ():
            draw(page, state, "light")
            as_large_as(page, size)
            sizes.append(page.evaluate(QR_SIZE))

    page.context.close()
    assert len(sizes) == 6 * len(SIZES)
    assert min(sizes) >= PICTURE - 0.01


@pytest.mark.parametrize("theme", THEMES)
def test_every_state_can_be_read_in_a_half_lit_room_and_by_a_screen_reader(browser: Browser, theme: str) -> None:
    page = drawing(browser)
    as_large_as(page, SIZES[1])
    faults = []

    for room in ROOMS if EVERY else ROOMS[:1]:
        for state in states(room):
            draw(page, state, theme)
            faults += [f"{state.name} {fault}" for fault in violations(page)]

    page.context.close()
    assert faults == []
