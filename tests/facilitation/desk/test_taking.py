"""Files from the desk: asked for by a button, made beside the server, saved by a link."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from facilitation.documents import Order
from facilitation.service import Service
from facilitation.writeup import FORMATS
from tests.facilitation.desk.desks import ROLES, at_results, results_for, shown
from tests.facilitation.rooms import opened


def made(house: Service, app: AppTest, code: str) -> Order:
    """The newest order of a session once it is over, with the screen renewed."""
    for order in house.documents.orders(code):
        order.task.wait(timeout=120)
    app.run()
    return house.documents.orders(code)[0]


def links(app: AppTest) -> dict[str, str]:
    """Where the link buttons lead, by what stands on them."""
    return {link.proto.label: link.proto.url for link in app.link_button}


def test_there_is_a_button_for_every_file_and_a_link_to_the_archive(house: Service) -> None:
    code = opened(house)

    app = at_results(house, code)

    keys = [button.key or "" for button in app.button]
    assert [key.removeprefix("make-") for key in keys if key.startswith("make-")] == list(FORMATS[:-1])
    assert links(app) == {"Archive (JSON)": f"/facilitate/download/{code}/json"}


def test_what_is_not_reviewed_comes_with_the_way_to_the_review(house: Service) -> None:
    code = opened(house)
    reviewed = shown(at_results(house, code))
    house.workshop.take_seat(code, ticket="ticket-1").result()
    house.workshop.note(code, seat="s1", card="c1", kind="idea", text="Call Maija").result()

    waiting = shown(at_results(house, code))

    way = f'href="/facilitate/run?session={code}&amp;panel=Review"'
    assert (way in reviewed, way in waiting) == (False, True)


def test_a_file_in_another_language_is_made_and_then_saved(house: Service) -> None:
    code = opened(house)
    app = at_results(house, code)

    app.radio(key="files-language").set_value("fi").run()
    app.button(key="make-md").click().run()
    order = made(house, app, code)

    export = order.made()
    assert export is not None
    assert links(app)["Write-up (Markdown)"] == f"/facilitate/download/{code}/md?lang=fi&made={order.version}"
    assert f"Suomi, {max(1, round(len(export.data) / 1000))} KB. Made at" in shown(app)
    assert "The session has changed since then." not in shown(app)


def test_a_file_says_when_the_session_has_moved_on(house: Service) -> None:
    code = opened(house, steps=1)
    app = at_results(house, code)
    app.button(key="make-md").click().run()
    made(house, app, code)

    house.workshop.forward(code).result()
    app.run()

    assert "The session has changed since then." in shown(app)


def test_a_file_that_cannot_be_made_says_so_and_can_be_asked_for_again(house: Service) -> None:
    code = opened(house)
    app = at_results(house, code)
    house.documents.close()

    app.button(key="make-pdf").click().run()

    assert "Write-up (PDF) · English: " in shown(app)
    assert 'role="alert"' in shown(app)
    assert app.button(key="make-pdf").disabled is False


def test_an_observer_is_offered_no_archive(house: Service) -> None:
    code = opened(house)

    offered = {role: "Archive (JSON)" in links(results_for(role, code)) for role in ROLES}

    assert offered == {"facilitator": True, "desk": True, "observer": False}
