"""A facilitator's browser for tests: the desk's own script, with the cookies of whoever sits there."""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from facilitation.doors import Role
from facilitation.service import Service


def browser(cookies: Mapping[str, str], **query: str) -> AppTest:
    """A browser with these cookies that has opened the desk."""

    def script(cookies):  # type: ignore[no-untyped-def]
        from facilitation.desk.frame import show

        show(cookies)

    app = AppTest.from_function(script, default_timeout=60, kwargs={"cookies": dict(cookies)})
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def facilitator(house: Service, language: str = "en") -> AppTest:
    """The facilitator's browser, at the list of sessions."""
    value = house.doors.signed_in(house.key)
    assert value is not None
    return browser({house.doors.cookie: value, "lang": language})


def at_run(house: Service, code: str, language: str = "en", *, panel: str = "") -> AppTest:
    """The facilitator's browser, at the remote of a session, with a panel open."""
    app = facilitator(house, language).button(key=f"run-{code}").click().run()
    return app.radio(key="panel").set_value(panel).run() if panel else app


def steering(app: AppTest, name: str) -> Button:
    """A button of the remote, such as `next`: at each stage it is another one."""
    [button] = [each for each in app.button if str(each.key).rpartition("-")[0] == name]
    return button


def at_results(house: Service, code: str, language: str = "en") -> AppTest:
    return facilitator(house, language).button(key=f"results-{code}").click().run()


ROLES: tuple[Role, ...] = ("facilitator", "desk", "observer")


def results_for(role: Role, code: str) -> AppTest:
    """The results as whoever plays this role sees them: a guest gets there by a link, which tests cannot press."""

    def script(code, role):  # type: ignore[no-untyped-def]
        from facilitation.desk import outcome
        from facilitation.desk.desk import Desk
        from facilitation.service import running
        from facilitation.words import speaker

        outcome.show(Desk(house=running(), say=speaker("en"), code=code, pages={}, role=role))

    return AppTest.from_function(script, default_timeout=60, kwargs={"code": code, "role": role}).run()


def shown(app: AppTest) -> str:
    """All HTML on the screen."""
    return "\n".join(element.proto.body for element in app.html)


def alerts(app: AppTest) -> list[str]:
    """What the notices on the screen say."""
    return [element.proto.body for element in app.html if 'role="alert"' in element.proto.body]
