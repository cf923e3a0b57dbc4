"""Phone pages as markup: fragments that are rendered once, and words of people that stay words."""

import base64
import hashlib

import msgspec
import pytest

from facilitation.phone.pages import MOST_FRAGMENTS, SCRIPT, SCRIPT_NAME, STYLE, STYLE_HASH, Fragments, page
from facilitation.words import speaker
from sessions.events import Group, RoundClosed, Stepped
from tests.factories import an_opening, and_then
from tests.rooms import a_room, answers, seated

PEOPLE = seated(g1=["", ""], g2=[""], g3=[])


def test_a_step_is_rendered_once_for_a_group_and_a_language():
    fragments, session = Fragments(), a_room(PEOPLE)

    first = fragments.step(session, "g1", "en")

    assert fragments.step(session, "g1", "en") is first
    assert fragments.step(session, "g1", "fi") != first


def test_a_step_is_an_event_with_its_version():
    session = and_then(a_room(PEOPLE), Stepped(step=1))

    lines = Fragments().step(session, "g1", "en").decode().split("\n")

    assert lines[:2] == ["event: step", f"id: {session.steered}"]
    assert {line[:6] for line in lines[2:-2]} == {"data: "}
    assert lines[-2:] == ["", ""]


def test_answers_do_not_change_the_step_that_all_are_sent():
    fragments = Fragments()
    calm, busy = a_room(PEOPLE), a_room(PEOPLE, answers(c1="PN"))

    assert fragments.step(calm, "g1", "en") == Fragments().step(busy, "g1", "en")


def test_a_new_step_is_rendered_anew():
    fragments, session = Fragments(), and_then(a_room(PEOPLE), Stepped(step=1))
    before = fragments.step(session, "g1", "en")

    closed = and_then(session, RoundClosed(round=1))

    assert fragments.step(closed, "g1", "en") != before


def test_fragments_are_not_kept_for_ever():
    fragments, session = Fragments(), a_room(PEOPLE)
    first = fragments.step(session, "g1", "en")

    for n in range(MOST_FRAGMENTS):
        fragments.step(and_then(a_room(PEOPLE, opened=an_opening(f"T{n:05}")), Stepped(step=1)), "g1", "en")

    again = fragments.step(session, "g1", "en")
    assert (again == first, again is first) == (True, False)


def test_the_style_and_the_script_are_named_by_what_is_in_them():
    assert f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}" == STYLE_HASH
    assert f"phone.{hashlib.sha256(SCRIPT).hexdigest()[:8]}.js" == SCRIPT_NAME


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_says_its_language_and_loads_nothing_from_elsewhere(language: str):
    markup = page("code.html", speaker(language), problem="", typed="")

    assert f'<html lang="{language}">' in markup
    assert ("http://" in markup, "https://" in markup, "//" in markup.replace("data:,", "")) == (False, False, False)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\u2028</style>'


def test_words_of_people_stay_words_on_every_step():
    groups = tuple(Group(id=f"g{n}", name=HOSTILE) for n in (1, 2, 3))
    opening = msgspec.structs.replace(an_opening(title=HOSTILE, aim=HOSTILE), groups=groups)
    session = a_room(PEOPLE, opened=opening)

    for step in range(len(session.opened.agenda)):
        markup = Fragments().step(and_then(session, Stepped(step=step)), "g1", "en").decode()
        assert ("<script" in markup, "<img" in markup, "</style" in markup) == (False, False, False)
