from pathlib import Path

from sessions.events import Dealt, Rated, Recorded, RoundOpened, Seated
from sessions.replay import read_deck_of, read_votes
from sessions.results import arrival, card_summary, people_leaning, share, state_at, states_at
from sessions.session import replayed
from tests.factories import NOON, a_history, an_opening, ticket
from tests.rooms import a_room, a_rooms_history, answers, seated

LONDON = Path(__file__).parents[2] / "data" / "london.youth.policing"
MINUTE = 60_000


def london() -> list[Recorded]:
    """The real vote as a history, each tap at its own time."""
    votes = read_votes(LONDON)
    deck = read_deck_of(LONDON, votes)
    opened = an_opening(deck=deck, groups=1)
    seats = {voter: f"s{n}" for n, voter in enumerate(dict.fromkeys(vote.voter for vote in votes), start=1)}
    opening = [
        *(Seated(seat=seat, ticket=ticket(int(seat[1:])), group="g1") for seat in seats.values()),
        Dealt(hands={"g1": tuple(card.id for card in deck.cards)}, seed=1),
        RoundOpened(round=1),
    ]
    history = a_history(opening, at=votes[0].at, opened=opened)
    return history + [
        Recorded(
            version=len(history) + n,
            at=vote.at,
            event=Rated(round=1, seat=seats[vote.voter], card=vote.card, stance=vote.stance, tap=n),  # type: ignore[arg-type]
        )
        for n, vote in enumerate(votes, start=1)
    ]


def test_a_real_vote_arrives_minute_by_minute():
    table = arrival(replayed(london()))

    assert (len(table), int(table["answers"].sum()), int(table["total"].iloc[-1])) == (18, 638, 638)
    assert int(table["answers"].max()) == 78
    assert [str(table.index[0]), str(table.index[-1])] == ["2022-07-27 14:55:00+00:00", "2022-07-27 15:12:00+00:00"]


def test_a_real_vote_has_its_headline_and_share():
    room = people_leaning(replayed(london()))

    told = share(room.opportunity, room.people)

    assert (room.opportunity, room.people) == (23, 26)
    assert told is not None
    assert (round(told.share, 3), round(told.interval.low, 2), round(told.interval.high, 2)) == (0.885, 0.71, 0.96)


def test_a_real_vote_grows_from_state_to_state():
    history = london()
    start, end = history[0].at, history[-1].at

    moments = [
        int(card_summary(state)["answered"].sum()) for state in states_at(history, [start - 1, end, start + 300_000])
    ]

    early = {(r.event.seat, r.event.card) for r in history if isinstance(r.event, Rated) and r.at <= start + 300_000}
    assert moments == [len(early), 638]


def test_the_state_at_a_moment_is_what_had_happened_by_then():
    history = a_rooms_history(seated(g1=[""] * 3), answers(c1="PPN"), cards=1)

    before, after = state_at(history, NOON - 1), state_at(history, NOON)

    assert before is None
    assert after == replayed(history)


def test_long_gaps_are_left_out_and_short_ones_are_zeros():
    rated = [
        Recorded(version=0, at=NOON + minute * MINUTE, event=event)
        for minute, event in zip((0, 2, 500), answers(c1="PPN"), strict=True)
    ]
    history = a_rooms_history(seated(g1=[""] * 3), (), cards=1)
    history += [Recorded(version=len(history) + n, at=r.at, event=r.event) for n, r in enumerate(rated, start=1)]

    table = arrival(replayed(history))

    assert table["answers"].to_list() == [1, 0, 1, 1]
    assert table["total"].to_list() == [1, 1, 2, 3]


def test_nothing_arrives_in_an_empty_session():
    assert arrival(a_room([])).to_numpy().tolist() == []
