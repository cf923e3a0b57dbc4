from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from facilitation.service import Service
from facilitation.wall.screen import wall_now
from tests.facilitation.desk.desks import shown
from tests.facilitation.rooms import opened


def test_the_wall_speaks_the_sessions_first_language_unless_the_address_names_another(house: Service) -> None:
    code = opened(house, steps=0, languages=("sv", "fi"))

    own, asked = wall_now(house, code), wall_now(house, code, language="fi")

    assert 'lang="sv"' in own.split(">")[0]
    assert 'lang="fi"' in asked.split(">")[0]


@pytest.mark.parametrize(
    ("code", "told"), [("", "Helskärm (F)"), ("NOSUCH", "Koko näyttö (F)")], ids=["own", "house"]
)
def test_what_stands_over_the_wall_is_in_its_language_too(house: Service, code: str, told: str) -> None:
    def script(code):  # type: ignore[no-untyped-def]
        from facilitation.service import running
        from facilitation.wall import screen

        screen.show(running(), code)

    code = code or opened(house, steps=0, languages=("sv", "fi"))

    app = AppTest.from_function(script, kwargs={"code": code}, default_timeout=60).run()

    assert (told in shown(app), house.settings.language) == (True, "fi")


def test_a_language_that_nobody_here_speaks_changes_nothing(house: Service) -> None:
    code = opened(house, steps=0, languages=("sv", "fi"))

    assert wall_now(house, code, language="xx") == wall_now(house, code)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_wall_is_light_or_dark(house: Service, theme: str) -> None:
    html = wall_now(house, opened(house, steps=0), theme=theme)

    assert f'class="wall {theme}"' in html


def test_an_unknown_code_gives_a_wall_that_says_so(house: Service) -> None:
    html = wall_now(house, "NOSUCH", language="en")

    assert "There is no session with this code here." in html


def test_a_deleted_session_leaves_a_wall_that_says_so(house: Service) -> None:
    code = opened(house)
    house.workshop.delete(code).result()

    html = wall_now(house, code, language="en")

    assert "There is no session with this code here." in html


def test_the_wall_tells_the_address_that_the_facilitator_chose(house: Service) -> None:
    code = opened(house, steps=0)

    assert "room.example:8501" in wall_now(house, code)
