"""What a phone must load before it can do anything, measured in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.stage import Room

pytestmark = pytest.mark.e2e

MOST_BYTES = 14_600  # what a server may send before a phone has acknowledged anything (10 segments)
MOST_REQUESTS = 3


def _measured(page: Page, address: str) -> tuple[int, int]:
    """(requests, bytes on the wire) of one load, headers included."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(address)
    page.wait_for_load_state("load")
    return len(sizes), sum(sizes)


def test_the_join_page_fits_in_the_first_flight(room: Room) -> None:
    code = room.server.new()

    for language in ("fi", "sv", "en"):
        requests, size = _measured(room.phone(language), f"{room.server.url}/{code}")

        assert requests <= MOST_REQUESTS
        assert size <= MOST_BYTES


def test_a_hand_of_36_cards_with_style_and_script_comes_within_the_first_flight(room: Room) -> None:
    code = room.server.new(hand="full-36")
    phone = room.phone("fi")
    phone.goto(f"{room.server.url}/{code}")
    phone.click("button.main")
    room.server.step(code)
    expect(phone.locator(".stance").first).to_be_visible()
    cookies = phone.context.cookies()
    fresh = room.phone("fi")  # nothing in its cache
    fresh.context.add_cookies([{"name": c["name"], "value": c["value"], "url": room.server.url} for c in cookies])

    requests, size = _measured(fresh, f"{room.server.url}/{code}")

    assert requests <= MOST_REQUESTS
    assert size <= MOST_BYTES
    expect(fresh.locator(".card")).to_have_count(36)  # the rest has come over the live stream
