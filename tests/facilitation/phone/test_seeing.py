"""What a phone may see, decided in one place: nothing of others before the reveal, and never too few."""

import pytest

from facilitation.phone.seeing import Result, marks_of, result, results, state
from sessions.events import Closed, Event, Marked, Noted, Revealed, RoundClosed, RoundOpened, Shown
from tests.factories import NOON
from tests.rooms import a_room, answers, seated

PEOPLE = seated(g1=["", ""], g2=["", ""], g3=[""])
RATED = answers(c1="PPNC.", c2="NN...", c3="BBBBB")
CLOSED = RoundClosed(round=1)


def test_before_the_reveal_there_is_no_result():
    for more in ([], [CLOSED], [CLOSED, Closed()]):
        session = a_room(PEOPLE, RATED, *more)

        assert (result(session, "c1"), results(session)) == (None, [])


def test_results_come_in_the_order_of_showing():
    session = a_room(PEOPLE, RATED, CLOSED, *(Revealed(round=1, card=card) for card in ("c3", "c1")))

    assert results(session) == [
        Result("c3", {"opportunity": 0, "threat": 0, "both": 5, "unsure": 0}, answered=5, hidden=False),
        Result("c1", {"opportunity": 2, "threat": 1, "both": 0, "unsure": 1}, answered=4, hidden=False),
    ]


def test_of_too_few_answers_only_their_number_is_told():
    session = a_room(PEOPLE, RATED, CLOSED, Revealed(round=1, card="c2"))

    assert result(session, "c2") == Result("c2", {}, answered=2, hidden=True)


def test_a_new_round_hides_the_old_results():
    session = a_room(PEOPLE, RATED, CLOSED, Revealed(round=1, card="c1"), RoundOpened(round=2))

    assert results(session) == []


def test_marks_are_told_to_their_own_group():
    mark = Marked(seat="s1", group="g1", card="c2", mark="spoke-to-us", on=True, tap=9)
    session = a_room(PEOPLE, RATED, mark)

    assert marks_of(session, "g1") == {"cross-cutting": [], "spoke-to-us": ["c2"]}
    assert marks_of(session, "g2") == {"cross-cutting": [], "spoke-to-us": []}


@pytest.mark.parametrize("more", [[], [CLOSED], [CLOSED, Closed()]], ids=["open", "closed", "ended"])
def test_before_the_reveal_the_state_is_the_same_whatever_others_did(more: list[Event]):
    note = Noted(note="n1", seat="s2", group="g1", card="c1", kind="idea", text="Theirs", language="fi", tap=9)
    busy = a_room(PEOPLE, [*answers(c1="PNNNN"), note], *more)  # type: ignore[list-item]
    calm = a_room(PEOPLE, answers(c1="PPPPP"), *more)

    told = [state(session, session.seat("s1"), now=NOON) for session in (busy, calm)]

    for each in told:
        each.pop("version")  # how much has happened, not what
    assert told[0] == told[1]
    assert (told[0]["mine"], "results" in told[0], "shown" in told[0]) == ({"c1": "opportunity"}, False, False)


def test_what_was_revealed_is_in_the_state_and_what_is_too_little_is_not():
    shown = [Revealed(round=1, card="c1"), Revealed(round=1, card="c2"), Shown(card="c2")]
    session = a_room(PEOPLE, RATED, CLOSED, *shown)

    told = state(session, session.seat("s5"), now=NOON)

    assert told["results"] == {"c1": {"opportunity": 2, "threat": 1, "both": 0, "unsure": 1}}
    assert (told["shown"], told["mine"]) == ("c2", {"c3": "both"})
