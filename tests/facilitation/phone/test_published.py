"""The published result: for anyone with the link, until its day, in three languages, within a phone's budget."""

import gzip
import re

import pytest
from starlette.routing import Match

from cards.reading import read_deck, shipped_decks
from facilitation.phone.routes import PhoneRoutes
from facilitation.service import Service
from sessions.items import Action, Headline, Outcome
from sessions.workshop import Plan
from tests.facilitation.rooms import joined, opened, revealed
from tests.factories import SettableClock
from tests.visitors import Running, Visitor

BUDGET = 14_600  # bytes: the first flight of a connection
HEADERS = 1_000  # bytes, with room to spare
COUNTED = r'<span class="\w+">([^<]+) <b>(\d+)</b></span>'  # an answer with its sign, and how many gave it
HOSTILE = "<script>alert(1)</script> =1+1"


def published(house: Service, running: Running, *, people: int = 4) -> tuple[str, list[Visitor]]:
    """The code of a session with a result to read, and the phones of its people."""
    code = opened(house, groups=("A",))
    phones = [joined(running, code) for _ in range(people)]
    for n, phone in enumerate(phones):
        assert (
            phone.tap(f"/{code}/ratings", card="c1", round=1, stance="threat" if n else "both", tap=1).status == 200
        )
    assert phones[0].tap(f"/{code}/notes", card="c1", kind="idea", text=HOSTILE, tap=2).status == 200
    revealed(house, code, "c1")
    house.workshop.write(code, item=Outcome(id="", text="We meet again", card="c1", notes=("n1",))).result()
    house.workshop.write(code, item=Action(id="", text="Call employers", who="Keko", due="2027-03-01")).result()
    house.workshop.write(code, item=Headline(id="", text="Employers first")).result()
    house.workshop.publish(code, days=30).result()
    return code, phones


def test_anyone_with_the_link_reads_what_the_room_said_and_takes_no_seat(house: Service, running: Running):
    code, _ = published(house, running)
    stranger = Visitor(running, "en")

    page = stranger.get(f"/{code}/results")

    row = re.search(r"<li><b>Card 1.*?</li>", page.text, re.S)
    said = [] if row is None else re.findall(COUNTED, row[0])
    assert (page.status, said) == (
        200,
        [("▲ Opportunity", "0"), ("▼ Threat", "3"), ("◆ Both", "1"), ("○ Can&#39;t say", "0")],
    )
    assert [text in page.text for text in ("Employers first", "We meet again", "Keko · 1 March 2027")] == [True] * 3
    assert [text in page.text for text in ("I can take this", "What became of your notes")] == [False] * 2
    assert len(house.workshop.session(code).seats) == 4


def test_whoever_has_a_seat_reads_what_became_of_their_own_notes_and_takes_an_action(
    house: Service, running: Running
):
    code, phones = published(house, running)
    house.workshop.close(code).result()

    page = phones[0].get(f"/{code}/results").text
    taken = phones[0].post(f"/{code}/actions/a1", on=1, to="results")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1</span> <small>Used in an outcome" in page
    assert HOSTILE not in page
    assert (taken.status, taken.header("location")) == (303, f"/{code}/results")
    assert "1 person can take this" in phones[1].get(f"/{code}/results").text
    assert 'aria-pressed="true">I can take this' in phones[0].get(f"/{code}/results").text


def test_an_answer_of_too_few_is_not_shown(house: Service, running: Running):
    code, _ = published(house, running, people=2)

    page = Visitor(running, "en").get(f"/{code}/results").text

    assert "too few to be shown" in page
    assert re.findall(COUNTED, page) == []


def test_while_a_session_runs_its_page_tells_only_what_was_shown(house: Service, running: Running):
    code, phones = published(house, running)
    stranger = Visitor(running, "en")

    before = stranger.get(f"/{code}/results").text
    house.workshop.open_rating(code).result()
    assert phones[0].tap(f"/{code}/ratings", card="c1", round=2, stance="threat", tap=3).status == 200
    meanwhile = stranger.get(f"/{code}/results").text
    house.workshop.close(code).result()
    after = stranger.get(f"/{code}/results").text

    counted = [[int(n) for _, n in re.findall(COUNTED, page)] for page in (before, meanwhile, after)]
    assert [sum(counts) for counts in counted] == [4, 0, 4]
    assert ["participants saw the future" in page for page in (before, meanwhile, after)] == [True, False, True]


@pytest.mark.parametrize("days", [None, 0])
def test_a_result_that_is_not_published_is_not_there(house: Service, running: Running, days: int | None):
    code = opened(house)
    if days is not None:
        house.workshop.publish(code, days=30).result()
        house.workshop.publish(code, days=days).result()

    page = Visitor(running, "en").get(f"/{code}/results")

    assert (page.status, "not public" in page.text) == (404, True)


def test_a_closed_session_leads_to_its_result_while_that_is_published(
    house: Service, running: Running, clock: SettableClock
):
    code, phones = published(house, running)

    def led() -> list[int]:
        """How often the result is linked for somebody with a seat, for a stranger, and in the live step."""
        stream = phones[0].listen(f"/{code}/live")
        pages = [phones[0].get(f"/{code}").text, Visitor(running).get(f"/{code}").text, stream.next("step").data]
        stream.leave()
        return [page.count(f'href="/{code}/results"') for page in pages]

    running_still = led()
    house.workshop.close(code).result()
    ended = led()
    clock.move(30 * 86_400_000)

    assert (running_still, ended, led()) == ([0, 0, 0], [1, 1, 1], [0, 0, 0])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_longest_result_fits_in_the_first_flight(house: Service, running: Running, language: str):
    deck = read_deck(shipped_decks()["employment-trends"])
    plan = Plan(title="Full house", hand="full-36", groups=("A",))
    code = house.workshop.open_session(plan, deck=deck).result().session.code
    house.workshop.forward(code).result()
    phones = [joined(running, code, language) for _ in range(3)]
    for phone in phones:
        for tap, card in enumerate(deck.hand("full-36").cards, start=1):
            assert phone.tap(f"/{code}/ratings", card=card, round=1, stance="both", tap=tap).status == 200
    house.workshop.publish(code, days=1).result()
    house.workshop.close(code).result()

    page = Visitor(running, language).get(f"/{code}/results")

    assert (page.status, page.text.count("<li><b>")) == (200, 36)
    assert len(gzip.compress(page.body)) + HEADERS <= BUDGET


@pytest.mark.parametrize("screen", ["run", "results", "series"])
def test_no_route_of_phones_takes_the_address_of_a_screen_of_the_desk(screen: str):
    asked = {"type": "http", "method": "GET", "path": f"/facilitate/{screen}", "root_path": ""}

    taken = [route.path for route in PhoneRoutes().routes() if route.matches(asked)[0] is Match.FULL]

    assert taken == []
