"""Orders of documents: what is at hand is given again, what is new is made anew, and nothing is kept for ever."""

from __future__ import annotations

import asyncio

import pytest

from facilitation import documents
from facilitation.documents import Documents
from facilitation.service import Service
from facilitation.writeup import PACKED, export
from sessions.errors import BadField, MakingCancelled
from sessions.session import replayed
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
