"""Phone, wall, desk and write-up count the same people the same way."""

from __future__ import annotations

import json
from functools import partial

from facilitation.service import Service
from facilitation.wall.scenes import wall
from facilitation.words import speaker
from facilitation.writeup.blocks import Facts
from facilitation.writeup.document import write_up
from sessions.session import Session
from tests.facilitation.desk.desks import at_run, shown
from tests.facilitation.rooms import joined, opened
from tests.visitors import Running


def test_the_phone_the_wall_the_desk_and_the_write_up_say_the_same(house: Service, running: Running):
    code = opened(house, cards=2)
    here_now = joined(running, code, group="g1")
    house.workshop.take_seat(code, ticket="gone", group="g2").result()
    for tap, card in enumerate(("c1", "c2"), start=1):
        here_now.tap(f"/{code}/ratings", card=card, round=1, stance="both", tap=tap)
    house.workshop.enter_ballot(code, group="g1", answers={"c1": "threat", "c2": "threat"}).result()
    for card, counts in (("c1", {"threat": 3}), ("c2", {"threat": 1, "unsure": 1})):
        house.workshop.aside(code, partial(Session.count_by_hand, group="g2", card=card, counts=counts)).result()

    stream = here_now.listen(f"/{code}/live")
    phone = json.loads(stream.next("count").data)
    desk = shown(at_run(house, code))
    session, here = house.workshop.session(code), house.hub.here(code)
    projected = wall(session, say=speaker("en"), now=house.workshop.now(), here=here, join_url="")
    stream.leave()
    document = write_up(session, "en")

    counted = {name: phone[name] for name in ("people", "answered", "here", "away", "by_hand")}
    told = "4 of 6 ready · 1 phone away · 4 without a phone of their own"
    facts = [block for section in document.sections for block in section.blocks if isinstance(block, Facts)]
    assert counted == {"people": 6, "answered": 4, "here": 1, "away": 1, "by_hand": 4}
    assert told in projected
    assert told in desk
    assert ("Present", "6") in facts[-2].rows
    assert ("Without a phone of their own", "4") in facts[-2].rows
    assert ("Of them by raising a hand", "3") in facts[-2].rows
