"""A real live vote as a deck, a plan and counts; the vote itself is cast in `test_main.py`, over HTTP."""

from collections import Counter
from pathlib import Path

import pytest

from sessions.replay import Vote, differences, expected, plan_of, read_deck_of, read_votes

LONDON = Path(__file__).parents[1] / "data" / "london.youth.policing"
HEAD = "timestamp,comment-id,voter-id,vote\n"


def written(folder: Path, votes: str, comments: str = "") -> Path:
    (folder / "votes.csv").write_text(votes, encoding="utf-8")
    if comments:
        (folder / "comments.csv").write_text(comments, encoding="utf-8")
    return folder


def test_votes_are_read_in_the_order_they_were_cast(tmp_path: Path):
    folder = written(tmp_path, HEAD + "3000,7,b,0\n1000,7,a,1\n2000,12,a,-1\n")

    assert read_votes(folder) == [
        Vote(at=1000, voter="a", card="statement-7", stance="opportunity"),
        Vote(at=2000, voter="a", card="statement-12", stance="threat"),
        Vote(at=3000, voter="b", card="statement-7", stance="unsure"),
    ]


@pytest.mark.parametrize(
    "votes",
    [
        pytest.param("", id="empty"),
        pytest.param(HEAD, id="no-votes"),
        pytest.param("a,b,c\n1,2,3\n", id="other-columns"),
        pytest.param(HEAD + "1000,7,a,2\n", id="no-such-vote"),
        pytest.param(HEAD + "noon,7,a,1\n", id="no-such-time"),
        pytest.param(HEAD + "1000,seven,a,1\n", id="no-such-statement"),
        pytest.param(HEAD + "1000,7\n", id="half-a-line"),
        pytest.param(HEAD + "1000,7,a," + "1" * 200_000, id="endless-field"),
    ],
)
def test_a_file_that_is_no_vote_is_refused_by_its_name(tmp_path: Path, votes: str):
    folder = written(tmp_path, votes)

    with pytest.raises(ValueError, match=r"^votes\.csv "):
        read_votes(folder)


def test_a_folder_without_votes_is_refused(tmp_path: Path):
    with pytest.raises(OSError, match=r"votes\.csv"):
        read_votes(tmp_path)


def test_each_statement_becomes_a_card_with_its_text(tmp_path: Path):
    folder = written(
        tmp_path, HEAD + "1,12,a,1\n2,7,a,1\n", "comment-id,comment-body\n7, <b>Listen</b>\x00 \n9,Unused\n"
    )

    deck = read_deck_of(folder, read_votes(folder))

    assert [(card.id, card.title["en"], card.trend["en"]) for card in deck.cards] == [
        ("statement-7", "Statement 7", "<b>Listen</b>"),
        ("statement-12", "Statement 12", "Statement 12"),
    ]


@pytest.mark.parametrize(
    "comments", ["a,b\n1,2\n", "comment-id,comment-body\nx,Text\n", "comment-id,comment-body\n7\n"]
)
def test_comments_that_cannot_be_read_are_refused_by_their_name(tmp_path: Path, comments: str):
    folder = written(tmp_path, HEAD + "1,7,a,1\n", comments)

    with pytest.raises(ValueError, match=r"^comments\.csv cannot be read"):
        read_deck_of(folder, read_votes(folder))


def test_the_last_vote_of_a_voter_on_a_card_counts():
    votes = [
        Vote(at=n, voter=voter, card=card, stance=stance)
        for n, (voter, card, stance) in enumerate(
            [("a", "x", "threat"), ("a", "x", "opportunity"), ("a", "y", "unsure"), ("b", "x", "threat")]
        )
    ]

    counted = expected(votes)

    assert (counted.seats, counted.ratings, counted.leaning_opportunity) == (2, 3, 1)
    assert counted.cards == {"x": {"opportunity": 1, "threat": 1}, "y": {"unsure": 1}}


def test_what_the_london_vote_says():
    counted = expected(read_votes(LONDON))

    totals = sum((Counter(counts) for counts in counted.cards.values()), Counter())
    assert (counted.seats, counted.ratings, counted.leaning_opportunity) == (26, 638, 23)
    assert totals == {"opportunity": 392, "unsure": 54, "threat": 192}


def test_the_data_hold_numbers_only():
    lines = (LONDON / "votes.csv").read_text().split()

    assert lines[0] == HEAD.strip()
    assert [line for line in lines[1:] if not line.replace(",", "").replace("-", "").isdecimal()] == []
    assert sorted(file.name for file in LONDON.iterdir()) == ["README.md", "votes.csv"]


def test_a_replayed_session_has_one_group_and_no_clock():
    plan = plan_of("London")

    assert (plan.title, plan.groups, [step.minutes for step in plan.agenda]) == ("London", ("Room",), [0] * 5)


def test_what_differs_is_told_and_nothing_else():
    counted = expected([Vote(at=1, voter="a", card="x", stance="threat")])
    same: dict[str, object] = {
        "seats": 1,
        "ratings": 1,
        "people": {"opportunity": 0},
        "cards": {"x": {"opportunity": 0, "threat": 1}},
    }

    assert differences(counted, same) == []
    assert differences(counted, {**same, "seats": 2, "cards": {}}) == [
        "seats: the file says 1, the session 2",
        "x: the file says {'threat': 1}, the session {}",
    ]
