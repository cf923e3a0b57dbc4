"""Paper ballots to print: one page for each table, in the order in which the desk asks for their rows."""

from __future__ import annotations

import re

import pytest

from facilitation.ballots import ballots
from facilitation.desk.byhand import to_print
from facilitation.gate import DESK
from facilitation.service import Service
from facilitation.wall.parts import title_of
from facilitation.words import speaker
from tests.facilitation.rooms import opened
from tests.visitors import Running, Visitor

EN = speaker("en")


def rows(page: str) -> list[list[str]]:
    """The cards of each page's table, by their titles."""
    return [re.findall(r'<td dir="auto">(.*?)</td>', part) for part in page.split("<section>")[1:]]


def test_each_table_has_a_page_with_its_own_cards(house: Service) -> None:
    code = opened(house)
    session = house.workshop.session(code)

    found = rows(ballots(session, EN))

    assert found == [[title_of(session, card, EN) for card in session.hand(group.id)] for group in session.groups]
    assert [len(page) for page in found] != [0, 0]


def test_before_the_deal_each_page_has_every_card_and_says_which_to_answer(house: Service) -> None:
    code = opened(house, steps=0)
    session = house.workshop.session(code)

    page = ballots(session, EN)

    assert not session.dealt
    assert rows(page) == [[title_of(session, card.id, EN) for card in session.deck.cards]] * 2
    assert page.count("Answer only the cards that are on your table.") == 2


def test_what_people_named_is_printed_as_they_wrote_it(house: Service) -> None:
    code = opened(house, title="<b>Us & them", groups=("<script>", "B"))

    page = ballots(house.workshop.session(code), EN)

    assert page.count("&lt;b&gt;Us &amp; them") == 2
    assert ("&lt;script&gt;" in page, "<script>" in page) == (True, False)


@pytest.mark.parametrize(
    ("language", "told"), [("fi", "Paperilomake"), ("sv", "Pappersblankett"), ("en", "Paper ballot")]
)
def test_the_links_of_the_desk_lead_to_the_ballots_in_each_language(
    house: Service, running: Running, language: str, told: str
) -> None:
    code = opened(house, languages=("fi", "sv", "en"))
    facilitator = Visitor(running)
    facilitator.post(f"{DESK}/sign-in", key="the-key-of-the-tests")
    links = re.findall(r'href="([^"]+)"', to_print(house.workshop.session(code), EN))

    answer = facilitator.get(next(link for link in links if link.endswith(f"lang={language}")))

    assert len(links) == 3
    assert (answer.status, f"<title>{told}</title>" in answer.text) == (200, True)
    name = f'filename="ballots-{code}-{language}.html"'
    assert (name in answer.header("content-disposition"), answer.header("cache-control")) == (True, "no-store")
