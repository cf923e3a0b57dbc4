"""The result page for participants, from the desk: published, found at its address, and taken back."""

from __future__ import annotations

from facilitation.service import Service
from facilitation.words import speaker
from tests.facilitation.desk.desks import ROLES, at_results, results_for, shown
from tests.facilitation.rooms import opened
from tests.factories import SettableClock
from tests.visitors import Running, Visitor

DAY = 86_400_000


def test_a_result_is_published_for_as_long_as_chosen(house: Service, running: Running, clock: SettableClock) -> None:
    code = opened(house)
    app = at_results(house, code)
    assert Visitor(running).get(f"/{code}/results").status == 404

    app.selectbox(key="publish-days").set_value(7).run()
    app.button(key="publish").click().run()

    assert house.workshop.session(code).published == clock() + 7 * DAY
    assert f'href="http://room.example:8501/{code}/results"' in shown(app)
    assert Visitor(running).get(f"/{code}/results").status == 200


def test_a_page_that_is_taken_back_is_gone(house: Service, running: Running) -> None:
    code = opened(house)
    house.workshop.publish(code, days=30).result()
    app = at_results(house, code)

    app.button(key="unpublish").click().run()

    assert Visitor(running).get(f"/{code}/results").status == 404
    assert app.button(key="publish").label == "Publish the result"


def test_a_page_whose_days_are_over_can_be_published_again(house: Service, clock: SettableClock) -> None:
    code = opened(house)
    house.workshop.publish(code, days=7).result()

    clock.now += 8 * DAY

    assert at_results(house, code).button(key="publish").disabled is False


def test_the_day_until_which_it_is_published_is_said_in_the_facilitators_language(house: Service) -> None:
    code = opened(house)
    house.workshop.publish(code, days=30).result()

    said = shown(at_results(house, code, "fi"))

    assert speaker("fi")("Result page for participants") in said
    assert " asti." in said


def test_an_observer_cannot_publish(house: Service) -> None:
    code = opened(house)

    offered = {role: "publish" in [button.key for button in results_for(role, code).button] for role in ROLES}

    assert offered == {"facilitator": True, "desk": True, "observer": False}
