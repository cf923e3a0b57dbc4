"""A demo on the shelf: offered where there is none, told from sessions of people, and gone by one press."""

import msgspec

from facilitation.desk import trying
from facilitation.service import Service
from sessions.workshop import Plan
from tests.facilitation.desk.desks import facilitator, shown
from tests.facilitation.rooms import opened

OFFER = "A demo in Finnish with made-up answers: look at its results and downloads, then delete it."


def a_demo(house: Service) -> str:
    """The code of a session that says that it is a demo."""
    return house.workshop.open_session(Plan(title="Meeting", groups=("A",), demo=True)).result().session.code


def test_a_demo_is_offered_until_there_is_one(house: Service) -> None:
    opened(house)
    before = facilitator(house)
    a_demo(house)

    after = facilitator(house)

    assert [OFFER in shown(app) for app in (before, after)] == [True, False]
    assert [any(button.key == "demo" for button in app.button) for app in (before, after)] == [True, False]


def test_a_demo_is_told_from_other_sessions_and_deleted_by_one_press(house: Service) -> None:
    real, demo = opened(house), a_demo(house)
    app = facilitator(house)
    told = shown(app).count("Demo, with made-up answers")

    app.button(key=f"forget-{demo}").click().run()

    assert told == 1
    assert [session.code for session in house.workshop.sessions()] == [real]
    assert not [button for button in app.button if str(button.key).startswith("forget-")]


def test_a_demo_that_cannot_be_held_says_so_and_is_offered_again(house: Service) -> None:
    house.settings = msgspec.structs.replace(house.settings, port=1)  # where nothing listens
    app = facilitator(house)

    app.button(key="demo").click().run()
    [begun] = [holding for address, holding in trying.holdings.items() if address.endswith(":1")]
    begun.wait()
    app.run()

    assert "The demo could not be made. Try it again." in shown(app)
    assert not app.button(key="demo").disabled
    assert not app.exception
