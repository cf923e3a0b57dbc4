"""Demo events: meetings as they are told in public texts, with answers that we made up.

A file in `sessions/demos/` describes one meeting or a series; `play` holds it on a running server, people's part over
the participants' web contract and the facilitator's part by commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from cards.deck import NOTE_KINDS, Text
from cards.reading import read_deck, shipped_decks
from sessions import commands
from sessions.agenda import TEMPLATES
from sessions.archive import read_archive
from sessions.commands import ask
from sessions.events import Step
from sessions.items import Action, Focus, Headline, Outcome, Parked
from sessions.replay import Voter
from sessions.workshop import Plan

FOLDER = Path(__file__).parent / "demos"
TALK_MINUTES = 15
LETTERS = {"P": "opportunity", "N": "threat", "B": "both", "C": "unsure"}  # "-" in an answer is none


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table, and the sector of each person at it."""

    name: str
    people: tuple[str, ...]


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note by a person (1, 2 …) at a table (1, 2 …); `star` chooses it as a quote."""

    table: int
    text: str
    card: str = ""
    kind: str = "idea"
    person: int = 1
    star: bool = False
    language: str = "fi"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outcome, of the day where it names no card; `rests_on` counts the meeting's remarks from 1."""

    text: str
    card: str = ""
    kind: str = "decision"
    rests_on: tuple[int, ...] = ()


class Promise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action; so many people say that they can take it."""

    text: str
    who: str = ""
    due: str = ""
    level: str = "network"
    kind: str = "do"
    needs: tuple[str, ...] = ()
    card: str = ""
    takers: int = 0


class Meeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One meeting. `answers` is card -> for each table the answers of its people, a letter for each.

    `talks` are what was heard before the cards were rated, and `task` is what the tables were to do, in the words of
    the facilitator; `done` names the actions of earlier meetings that were done by now.
    """

    title: str
    tables: tuple[Table, ...]
    answers: Mapping[str, tuple[str, ...]]
    agenda: str = "round"
    talks: tuple[Text, ...] = ()
    task: Text = {}
    aim: str = ""
    date: str = ""
    place: str = ""
    region: str = ""
    organisers: str = ""
    series: str = ""
    number: int = 0
    languages: tuple[str, ...] = ("fi", "sv", "en")
    again: Mapping[str, tuple[str, ...]] = {}
    remarks: tuple[Remark, ...] = ()
    cross_cutting: Mapping[str, tuple[int, ...]] = {}
    spoke_to_us: Mapping[str, tuple[int, ...]] = {}
    points: Mapping[str, int] = {}
    chair: Mapping[str, Mapping[str, str]] = {}
    outcomes: tuple[Line, ...] = ()
    priorities: tuple[str, ...] = ()
    actions: tuple[Promise, ...] = ()
    done: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    headline: str = ""
    thoughts: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    grades: str = ""


class Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`based_on` says what is known of the real events; the answers are not."""

    id: str
    based_on: str
    synthetic: bool
    meetings: tuple[Meeting, ...]


def demos() -> dict[str, Path]:
    """The demos that ship, by id."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}


def read_demo(path: Path) -> Demo:
    """A demo from its file.

    Raises:
        OSError, ValueError: it cannot be read.
    """
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), type=Demo)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from None


def play(demo: Demo, *, url: str, key: str) -> list[str]:
    """Holds each meeting of a demo on the server at `url`; the codes of its sessions, in their order.

    Raises:
        CommandRefused, OSError, ValueError: the server refused, or cannot be reached.
    """
    return [hold(meeting, url=url, key=key) for meeting in demo.meetings]


def hold(meeting: Meeting, *, url: str, key: str) -> str:
    """Holds one meeting, from the first seat to the close; its code."""
    shipped = read_deck(shipped_decks()["employment-trends"])
    deck = msgspec.structs.replace(shipped.with_cards(list(meeting.answers)), note_kinds=NOTE_KINDS)
    code = str(ask(url, key, commands.New(_plan(meeting), deck))["code"])
    steps = [step.id for step in agenda_of(meeting)]
    people = _seated(meeting, url, code)

    def go(step: str) -> None:
        if step in steps:
            ask(url, key, commands.Move(code, "go", to=step))

    for step in agenda_of(meeting):
        if step.kind == "speech" and step.task:
            go(step.id)
    go("rate")
    _rate(people, meeting.answers, number=1)
    go("talk")
    notes = _remark(people, meeting, url, key, code)
    go("reveal")
    while "reveal" in steps and _hidden(ask(url, key, commands.Show(code))):
        ask(url, key, commands.Move(code, "next"))
    if meeting.again:
        ask(url, key, commands.Move(code, "open", cards=tuple(meeting.again)))
        _rate(people, meeting.again, number=2)
        ask(url, key, commands.Move(code, "close"))
        for card in meeting.again:
            ask(url, key, commands.Move(code, "reveal", card=card))
    go("crosscutting")
    _mark(people, "cross-cutting", meeting.cross_cutting)
    _mark(people, "spoke-to-us", meeting.spoke_to_us)
    for sector, answers in meeting.chair.items():
        for card, stance in answers.items():
            ask(url, key, commands.Chair(code, sector=sector, card=card, stance=LETTERS[stance]))
    for line in meeting.outcomes:
        rests_on = [notes[n - 1] for n in line.rests_on]
        item = {"id": "", "text": line.text, "card": line.card, "kind": line.kind, "notes": rests_on}
        ask(url, key, commands.Write(code, msgspec.convert(item, type=Outcome)))
    go("priorities")
    if "priorities" in steps:
        _weigh(people, meeting.points)
        ask(url, key, commands.Move(code, "next"))
    go("actions")
    _finish(meeting.done, url, key, code)
    _agree(people, meeting, url, key, code)
    go("checkout")
    _check_out(people, meeting)
    go("close")
    ask(url, key, commands.Move(code, "end"))
    for person in people.values():
        person.close()
    return code


def agenda_of(meeting: Meeting) -> tuple[Step, ...]:
    """The steps of its template, with the meeting's own talks in place of the template's."""
    steps = [step for step in TEMPLATES[meeting.agenda] if step.kind != "speech" or not meeting.talks]
    if meeting.task:
        steps = [msgspec.structs.replace(step, task=meeting.task) if step.id == "talk" else step for step in steps]
    talks = [
        Step(id=f"speech-{n}" if n > 1 else "speech", kind="speech", minutes=TALK_MINUTES, task=talk)
        for n, talk in enumerate(meeting.talks, start=1)
    ]
    place = next(place for place, step in enumerate(steps) if step.kind in ("rate", "actions"))
    return (*steps[:place], *talks, *steps[place:])


Room = dict[tuple[int, int], Voter]  # by table and place at it, both from 1


def _plan(meeting: Meeting) -> Plan:
    return Plan(
        title=meeting.title,
        hand="all",
        groups=tuple(table.name for table in meeting.tables),
        aim=meeting.aim,
        date=meeting.date,
        place=meeting.place,
        region=meeting.region,
        organisers=meeting.organisers,
        series=meeting.series,
        number=meeting.number,
        languages=meeting.languages,
        joining="chosen",
        agenda=agenda_of(meeting),
        demo=True,
    )


def _seated(meeting: Meeting, url: str, code: str) -> Room:
    people: Room = {}
    for table, at in enumerate(meeting.tables, start=1):
        for place, sector in enumerate(at.people, start=1):
            people[table, place] = person = Voter(url, code)
            person.join(sector=sector, group=f"g{table}", language="fi")
    return people


def _rate(people: Room, answers: Mapping[str, tuple[str, ...]], *, number: int) -> None:
    for card, tables in answers.items():
        for table, letters in enumerate(tables, start=1):
            for place, letter in enumerate(letters, start=1):
                if letter != "-":
                    person = people[table, place]
                    person.tap("ratings", card=card, round=number, stance=LETTERS[letter])


def _remark(people: Room, meeting: Meeting, url: str, key: str, code: str) -> list[str]:
    """Writes every remark down; the ids of the notes."""
    for remark in meeting.remarks:
        person = people[remark.table, remark.person]
        person.tap("notes", card=remark.card, kind=remark.kind, text=remark.text, lang=remark.language)
    notes = [f"n{n}" for n in range(1, len(meeting.remarks) + 1)]
    for note, remark in zip(notes, meeting.remarks, strict=True):
        if remark.star:
            ask(url, key, commands.Sort(code, note=note, how="release"))
            ask(url, key, commands.Sort(code, note=note, how="star"))
    return notes


def _hidden(said: dict[str, object]) -> bool:
    cards, revealed = said["cards"], said["revealed"]
    return isinstance(cards, dict) and isinstance(revealed, list) and len(revealed) < len(cards)


def _mark(people: Room, mark: str, marked: Mapping[str, tuple[int, ...]]) -> None:
    for card, tables in marked.items():
        for table in tables:
            people[table, 1].tap("marks", card=card, mark=mark, on=1)


def _weigh(people: Room, points: Mapping[str, int]) -> None:
    """Spreads the points for each card over the people, one each, as long as somebody has one left."""
    left = dict.fromkeys(people, Plan(title="").points)
    given: dict[tuple[tuple[int, int], str], int] = {}
    for card, wanted in points.items():
        for _ in range(wanted):
            place = max(left, key=lambda place: (left[place], -given.get((place, card), 0)))
            if left[place] == 0:
                raise ValueError(f"{card}: there are not so many points in the room")
            left[place] -= 1
            given[place, card] = given.get((place, card), 0) + 1
            people[place].tap("priorities", card=card, points=given[place, card])


def _finish(done: tuple[str, ...], url: str, key: str, code: str) -> None:
    """Writes down that actions which came along are done.

    Raises:
        ValueError: one of them did not come along.
    """
    if not done:
        return
    _, session = read_archive(str(ask(url, key, commands.Give(code))["archive"]).encode())
    carried = {action.text: action for action in session.actions() if action.came_from}
    for text in done:
        if text not in carried:
            raise ValueError(f"{text}: no earlier meeting left this open")
        action = msgspec.structs.replace(carried[text], state="done")
        ask(url, key, commands.Write(code, action, over=session.items[action.id].version))


def _agree(people: Room, meeting: Meeting, url: str, key: str, code: str) -> None:
    for n, text in enumerate(meeting.priorities, start=1):
        ask(url, key, commands.Write(code, Focus(id=f"f{n}", text=text)))
    for promise in meeting.actions:
        fields = {
            "id": "",
            **{name: getattr(promise, name) for name in promise.__struct_fields__ if name != "takers"},
        }
        written = ask(url, key, commands.Write(code, msgspec.convert(fields, type=Action)))
        for person in list(people.values())[: promise.takers]:
            person.tap(f"actions/{written['id']}", on=1)
    for text in meeting.parked:
        ask(url, key, commands.Write(code, Parked(id="", text=text)))
    if meeting.headline:
        ask(url, key, commands.Write(code, Headline(id="", text=meeting.headline)))


def _check_out(people: Room, meeting: Meeting) -> None:
    said = max(len(meeting.thoughts), len(meeting.wishes), len(meeting.grades))
    for n, person in enumerate(list(people.values())[:said]):
        person.tap(
            "checkout",
            thought=meeting.thoughts[n] if n < len(meeting.thoughts) else "",
            next_time=meeting.wishes[n] if n < len(meeting.wishes) else "",
            grade=meeting.grades[n] if n < len(meeting.grades) else "0",
        )
