"""What is hidden changes nothing that anybody else sees: no sheet, no sentence, no chart, no page and no wall.

For drawn sessions `tests.sessions.attack` finds others that differ in what is hidden. Everything that leaves the
facilitator's hands must be the same of both, letter for letter; so this holds for what is added later too.
"""

from __future__ import annotations

import re

import msgspec
import pytest

from facilitation.charts.told import FILES, Wish, told
from facilitation.phone import seeing
from facilitation.phone.published import results_page
from facilitation.wall.scenes import CHOSEN, wall
from facilitation.words import speaker
from facilitation.writeup.document import write_up
from facilitation.writeup.markdown import as_markdown
from facilitation.writeup.pack import counts
from facilitation.writeup.sheets import sheets
from sessions.agenda import FULL
from sessions.events import CheckedOut, Event, Marked, Noted, Prioritised, Rated, Released
from sessions.results import group_summary, hidden_groups
from sessions.series import compositions, leanings, recurring, same_card
from sessions.session import Session
from tests.factories import NOON, a_seat, an_opening, and_then
from tests.rooms import a_room, answers, seated
from tests.sessions.attack import attack, otherwise
from tests.sessions.drawn import a_drawn_session

STEPS = {step.kind: place for place, step in enumerate(FULL)}
SEEDS = (5, 7, 20, 28)
REHEARSAL = re.compile(r'<p class="rehearsal">Rehearsal: [^<]*</p>')
MOST = 2  # other sessions that are laid beside each


def everything(session: Session) -> dict[str, object]:
    """What others may see of a session once all its cards have been shown, by where they see it."""
    say = speaker("en")
    closed = tuple(msgspec.structs.replace(each, closed_at=NOON) for each in session.rounds)
    revealed = tuple((session.asked_in(card), card) for card in session.cards)
    shown = msgspec.structs.replace(
        session, planned=FULL, rounds=closed, revealed=revealed, priorities_shown=True, published=NOON + 1
    )
    seen: dict[str, object] = {
        "sheets": sheets(shown, "en"),
        "write-up": as_markdown(write_up(shown, "en")),
        "short write-up": as_markdown(write_up(shown, "en", short=True)),
        "pack": counts(shown, say),
        "page": results_page(shown, None, say),
        "phones": seeing.results(shown),
        "series": [str(table) for table in (compositions([shown]), leanings([shown]), recurring([shown]))],
        "cards of series": [str(same_card([shown], card).counts.to_dict()) for card in session.cards],
    }
    for name in FILES:
        for card in session.cards if name == "card" else [""]:
            chart = told(shown, name, say, Wish(card=card))
            assert chart is not None
            seen[f"chart {name} {card}"] = (chart.words, chart.rows, chart.figure.to_json())
    for scene in CHOSEN:
        screen = msgspec.structs.replace(shown.screen, scene=scene)
        seen[f"wall {scene}"] = on_the_wall(msgspec.structs.replace(shown, screen=screen, step=STEPS["reveal"]))
    for step in ("priorities", "checkout", "close"):
        seen[f"wall in {step}"] = on_the_wall(msgspec.structs.replace(shown, step=STEPS[step]))
    for card in session.cards:
        seen[f"wall with {card}"] = on_the_wall(msgspec.structs.replace(shown, step=STEPS["reveal"], shown=card))
    return seen


def on_the_wall(session: Session) -> str:
    return wall(session, say=speaker("en"), now=NOON, here=(), join_url="")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_hidden_changes_nothing_that_others_see(seed: int):
    session = a_drawn_session(seed)
    others = [*attack(session).others[:MOST], *otherwise(session)]

    seen, those = everything(session), [everything(other) for other in others]

    assert len(others) > 0
    assert [sorted(place for place in seen if other[place] != seen[place]) for other in those] == [[]] * len(others)


def test_a_rehearsal_changes_nothing_that_others_see_but_the_line_that_tells_of_it():
    people = seated(g1=["state", "state", "employer", "employer"], g2=["project"] * 3)
    session = a_room(people, answers(c1="PPNNBPN"), opened=an_opening(cards=1, agenda=FULL))
    robots = [a_seat(n, f"g{1 + n % 2}", "state", rehearsal=True) for n in range(8, 14)]
    rehearsed = and_then(
        session, *robots, *(event for robot in robots for event in rehearsing(robot.seat, robot.group))
    )

    seen, those = everything(session), everything(rehearsed)

    told = {place for place, shown in those.items() if REHEARSAL.search(str(shown))}
    assert told == {"wall lobby", "wall welcome", "wall who", "wall notes", "wall in checkout"}
    assert {
        place: REHEARSAL.sub("", shown) if isinstance(shown, str) else shown for place, shown in those.items()
    } == seen


def rehearsing(seat: str, group: str) -> list[Event]:
    """All that a simulated person does: answers, a note on the wall, a mark, points and last words."""
    note = f"n{seat[1:]}"
    return [
        Rated(round=1, seat=seat, card="c1", stance="threat", tap=1),
        Noted(note=note, seat=seat, group=group, card="c1", kind="plus", text="Rehearsed", language="en", tap=2),
        Released(note=note),
        Marked(seat=seat, group=group, card="c1", mark="cross-cutting", on=True, tap=3),
        Prioritised(seat=seat, card="c1", points=3, tap=4),
        CheckedOut(seat=seat, thought="Rehearsed", next_time="Rehearsed", grade=1, tap=5),
    ]


def test_what_is_not_hidden_changes_it():
    session = a_drawn_session(7)
    (key, rating) = next(
        (key, rating)
        for key, rating in sorted(session.ratings.items())
        if session.seats[key[2]].group not in hidden_groups(session)
        and not group_summary(session).loc[(key[1], session.seats[key[2]].group), "hidden"]
    )
    stance = "threat" if rating.stance != "threat" else "opportunity"
    other = msgspec.structs.replace(
        session, ratings=session.ratings.insert(key, msgspec.structs.replace(rating, stance=stance))
    )

    seen, changed = everything(session), everything(other)

    assert {"sheets", "write-up", "page", "phones", "chart cards ", f"wall with {key[1]}"} <= {
        place for place in seen if seen[place] != changed[place]
    }
