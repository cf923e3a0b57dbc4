"""Orders of documents: what is at hand is given again, what is new is made anew, and nothing is kept for ever."""

from __future__ import annotations

import asyncio

import pytest

from facilitation import documents
from facilitation.documents import Documents, series_version
from facilitation.service import Service
from facilitation.writeup import PACKED, export, export_series
from sessions.errors import BadField, MakingCancelled
from sessions.session import Session, replayed
from tests.facilitation.rooms import opened


@pytest.fixture
def orders(house: Service) -> Documents:
    return house.documents


def test_an_order_becomes_the_document_of_the_session_as_it_stood(house: Service, orders: Documents) -> None:
    code = opened(house, steps=1)
    session, history = house.workshop.session(code), house.log.history(code)

    order = orders.order(session, "md", "fi")
    house.workshop.forward(code).result()

    assert asyncio.run(orders.delivered(order)) == export(replayed(history), history, "md", "fi")
    assert (order.version, order.failure()) == (len(history), None)


def test_the_same_document_is_made_once_while_nothing_changes(house: Service, orders: Documents) -> None:
    code = opened(house, steps=1)
    first = orders.order(house.workshop.session(code), "md", "fi")
    assert orders.order(house.workshop.session(code), "md", "fi") is first

    house.workshop.forward(code).result()
    second = orders.order(house.workshop.session(code), "md", "fi")

    assert second is not first
    assert orders.orders(code) == [second]
    assert orders.held(code, "md", "fi", str(first.version)) is None
    assert orders.held(code, "md", "fi", str(second.version)) is second


def test_a_pack_counts_the_documents_in_it(house: Service, orders: Documents) -> None:
    order = orders.order(house.workshop.session(opened(house)), "zip", "en")

    asyncio.run(orders.delivered(order))

    assert order.task.progress().done == order.task.progress().of == len(PACKED) + 1


@pytest.mark.parametrize("format", ["json", "exe", ""])
def test_what_is_not_made_to_order_is_refused(house: Service, orders: Documents, format: str) -> None:
    with pytest.raises(BadField):
        orders.order(house.workshop.session(opened(house)), format, "en")


def test_a_document_is_let_go_after_a_while(
    house: Service, orders: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = opened(house)
    order = orders.order(house.workshop.session(code), "md", "fi")
    order.task.wait(timeout=120)
    assert orders.orders(code) == [order]

    monkeypatch.setattr(documents, "KEPT", 0.0)

    assert orders.orders(code) == []


def test_of_too_many_documents_the_newest_are_kept(
    house: Service, orders: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = house.workshop.session(opened(house))
    monkeypatch.setattr(documents, "MOST", 2)

    made = [orders.order(session, "md", language) for language in ("fi", "sv", "en")]
    made[-1].task.wait(timeout=120)

    assert orders.orders(session.code) == [made[2], made[1]]


def test_documents_of_an_erased_session_are_let_go(house: Service, orders: Documents) -> None:
    code = opened(house)
    orders.order(house.workshop.session(code), "md", "fi").task.wait(timeout=120)

    house.workshop.delete(code).result()

    assert orders.orders(code) == []


def test_after_the_end_nothing_is_made(house: Service, orders: Documents) -> None:
    session = house.workshop.session(opened(house))
    orders.close()

    order = orders.order(session, "md", "fi")

    assert (order.made(), type(order.failure())) == (None, MakingCancelled)
    with pytest.raises(MakingCancelled):
        asyncio.run(orders.delivered(order))


# -------------------------------------------------------------------- series


def a_series(house: Service) -> list[Session]:
    codes = [opened(house, series="Autumn", number=number) for number in (1, 2)]
    return [house.workshop.session(code) for code in codes]


def test_an_order_for_a_series_becomes_the_booklet_of_its_sessions(house: Service, orders: Documents) -> None:
    sessions = a_series(house)

    order = orders.order_series("Autumn", sessions, "pdf", "fi")

    at = max(house.log.history(session.code)[-1].at for session in sessions)
    assert asyncio.run(orders.delivered(order)) == export_series(sessions, at, "pdf", "fi")
    assert (orders.series_orders("Autumn"), orders.series_orders("Spring"), orders.orders(sessions[0].code)) == (
        [order],
        [],
        [],
    )
    assert orders.held("", "pdf", "fi", str(series_version(sessions)), series="Autumn") is order


def test_a_booklet_is_made_anew_when_any_of_its_sessions_has_changed(house: Service, orders: Documents) -> None:
    sessions = a_series(house)
    first = orders.order_series("Autumn", sessions, "pdf", "fi")
    assert orders.order_series("Autumn", sessions, "pdf", "fi") is first

    house.workshop.forward(sessions[0].code).result()
    changed = [house.workshop.session(session.code) for session in sessions]
    second = orders.order_series("Autumn", changed, "pdf", "fi")

    assert second is not first
    assert orders.series_orders("Autumn") == [second]
    assert len({series_version(each) for each in (sessions, changed, sessions[:1], sessions[1:])}) == 4


def test_a_booklet_is_let_go_when_one_of_its_sessions_is_erased(house: Service, orders: Documents) -> None:
    first, _ = a_series(house)
    orders.order_series("Autumn", a_series(house), "pdf", "fi").task.wait(timeout=120)
    orders.order_series("Both", [first], "pdf", "fi").task.wait(timeout=120)

    house.workshop.delete(first.code).result()

    assert (len(orders.series_orders("Autumn")), orders.series_orders("Both")) == (1, [])


@pytest.mark.parametrize("format", ["json", "pptx", ""])
def test_what_no_booklet_is_made_in_is_refused(house: Service, orders: Documents, format: str) -> None:
    with pytest.raises(BadField):
        orders.order_series("Autumn", a_series(house), format, "en")
