"""Replays a real live vote: a Polis export becomes a deck and a session, its voters join over HTTP and vote again.

A folder holds `votes.csv` (timestamp in ms, comment-id, voter-id, vote: 1 agree, -1 disagree, 0 pass) and perhaps
`comments.csv` (comment-id, comment-body). The last vote of a voter on a comment counts.
"""

from __future__ import annotations

import csv
import http.client
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec

from cards.deck import Card, Deck, Theme
from cards.text import clean_line
from sessions.agenda import SHORT
from sessions.events import Step
from sessions.workshop import Plan

STANCES = {"1": "opportunity", "-1": "threat", "0": "unsure"}
SEND_AGAIN = 0.25  # seconds before a tap is sent again


class Vote(msgspec.Struct, frozen=True):
    """One tap of a real voter; `at` in milliseconds."""

    at: int
    voter: str
    card: str
    stance: str


def read_votes(folder: Path) -> list[Vote]:
    """The votes in the order they were cast.

    Raises:
        OSError, ValueError: there is no `votes.csv` that can be read.
    """
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        try:
            votes = [
                Vote(
                    at=int(row["timestamp"]),
                    voter=row["voter-id"],
                    card=card_id(row["comment-id"]),
                    stance=STANCES[row["vote"]],
                )
                for row in csv.DictReader(file)
            ]
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            raise ValueError(f"votes.csv cannot be read: {error}") from None
    if not votes:
        raise ValueError("votes.csv holds no votes")
    return sorted(votes, key=lambda vote: vote.at)


def card_id(comment: str) -> str:
    return f"statement-{int(comment)}"


def read_deck_of(folder: Path, votes: Sequence[Vote]) -> Deck:
    """One card for each statement that was voted on; without `comments.csv` a card has its number only.

    Raises:
        OSError, ValueError: there is a `comments.csv` that cannot be read.
    """
    texts: dict[str, str] = {}
    comments = folder / "comments.csv"
    if comments.exists():
        with comments.open(encoding="utf-8", newline="") as file:
            try:
                texts = {
                    card_id(row["comment-id"]): clean_line(row["comment-body"])[:400] for row in csv.DictReader(file)
                }
            except (KeyError, TypeError, ValueError, csv.Error) as error:
                raise ValueError(f"comments.csv cannot be read: {error}") from None
    ids = sorted({vote.card for vote in votes}, key=lambda card: int(card.rsplit("-", 1)[1]))
    return Deck(
        id="replayed-vote",
        version="1",
        title={"en": "A live vote, replayed"},
        languages=("en",),
        question={"en": "Do you agree? (Opportunity: agree. Threat: disagree. Can't say: pass.)"},
        themes=(Theme(id="statements", name={"en": "Statements"}),),
        cards=tuple(
            Card(
                id=card,
                theme="statements",
                title={"en": f"Statement {card.rsplit('-', 1)[1]}"},
                trend={"en": texts.get(card, f"Statement {card.rsplit('-', 1)[1]}")},
            )
            for card in ids
        ),
        licence="CC BY 4.0",
        authors="The Computational Democracy Project (Polis)",
    )


def plan_of(title: str) -> Plan:
    """A session for one group, whose rating round has no clock."""
    agenda = tuple(Step(id=step.id, kind=step.kind) for step in SHORT)
    return Plan(title=title, hand="all", groups=("Room",), languages=("en",), sectors=(), agenda=agenda)


class Expected(msgspec.Struct, frozen=True):
    """What the file says: answers per card and stance, and how many people lean to opportunity."""

    seats: int
    ratings: int
    cards: dict[str, dict[str, int]]
    leaning_opportunity: int


def expected(votes: Iterable[Vote]) -> Expected:
    """The counts of the last vote of each voter on each card."""
    last = {(vote.voter, vote.card): vote.stance for vote in votes}
    cards: dict[str, Counter[str]] = {}
    people: Counter[str] = Counter()
    for (voter, card), stance in last.items():
        cards.setdefault(card, Counter())[stance] += 1
        people[voter] += (stance == "opportunity") - (stance == "threat")
    return Expected(
        seats=len({voter for voter, _ in last}),
        ratings=len(last),
        cards={card: dict(counts) for card, counts in cards.items()},
        leaning_opportunity=sum(balance > 0 for balance in people.values()),
    )


class Voter:
    """One phone over HTTP: joins, and sends each tap until the server has said that it is saved."""

    def __init__(self, url: str, code: str, *, patience: float = 30.0) -> None:
        self._place = urlsplit(url)
        self._code = code
        self._patience = patience
        self._ticket = secrets.token_urlsafe(24)
        self._cookie = ""
        self._taps = 0
        self._connection: http.client.HTTPConnection | None = None
        self.confirmed: dict[str, tuple[int, str]] = {}

    def join(self, *, sector: str = "", group: str = "", language: str = "en") -> None:
        """Takes a seat: one, however often a lost answer makes it ask again."""
        self._post("seat", {"lang": language, "ticket": self._ticket, "sector": sector, "group": group})

    def tap(self, path: str, **fields: object) -> None:
        """Sends anything else that a phone can, with a tap number of its own.

        Raises:
            OSError, ValueError: as `rate`
        """
        self._taps += 1
        self._post(path, {**{name: str(value) for name, value in fields.items()}, "tap": str(self._taps)})

    def rate(self, card: str, stance: str, tap: int) -> None:
        """Sends an answer; `confirmed` holds it once the server has it.

        Raises:
            OSError: the server could not be reached for as long as the voter's patience lasts.
            ValueError: the server refused.
        """
        self._post("ratings", {"card": card, "round": "1", "stance": stance, "tap": str(tap)})
        self.confirmed[card] = (tap, stance)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _post(self, path: str, fields: dict[str, str]) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                status, answer = self._send(f"/{self._code}/{path}", urlencode(fields))
            except (OSError, http.client.HTTPException):
                self.close()
                self._connection = None
                if time.monotonic() > deadline:
                    raise
                time.sleep(SEND_AGAIN)
                continue
            if status == 200:
                return
            if status < 500 and status != 429:
                raise ValueError(f"{path}: {answer}")
            if time.monotonic() > deadline:
                raise ConnectionError(f"{path}: {answer}")
            time.sleep(SEND_AGAIN)

    def _send(self, path: str, body: str) -> tuple[int, object]:
        if self._connection is None:
            secure = self._place.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            self._connection = kind(self._place.netloc, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        self._connection.request("POST", path, body=body, headers=headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("seat-"):
                self._cookie = cookie.split(";")[0]
        text = response.read()
        try:
            return response.status, json.loads(text)
        except ValueError:
            return 503, text[:200]


def cast(
    votes: Sequence[Vote],
    *,
    url: str,
    code: str,
    speed: float,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Voter]:
    """Joins as every voter, then casts the votes in their order, `speed` times as fast as they were (0: at once)."""
    voters = {name: Voter(url, code) for name in dict.fromkeys(vote.voter for vote in votes)}
    for voter in voters.values():
        voter.join()
    start, first = time.monotonic(), votes[0].at
    for tap, vote in enumerate(votes, start=1):
        if speed > 0:
            pause(max(0.0, (vote.at - first) / 1000 / speed - (time.monotonic() - start)))
        voters[vote.voter].rate(vote.card, vote.stance, tap)
    for voter in voters.values():
        voter.close()
    return voters


def differences(wanted: Expected, said: dict[str, object]) -> list[str]:
    """Where a session (as `show` tells it) says something else than the file; nothing when they agree."""
    found = []
    pairs: list[tuple[str, object, object]] = [
        ("seats", wanted.seats, said["seats"]),
        ("ratings", wanted.ratings, said["ratings"]),
    ]
    people, cards = said["people"], said["cards"]
    if isinstance(people, dict) and isinstance(cards, dict):
        pairs.append(("people leaning to opportunity", wanted.leaning_opportunity, people["opportunity"]))
        for card, counts in wanted.cards.items():
            told = {stance: count for stance, count in cards.get(card, {}).items() if count}
            pairs.append((card, counts, told))
    for name, want, have in pairs:
        if want != have:
            found.append(f"{name}: the file says {want}, the session {have}")
    return found
