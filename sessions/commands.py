"""The use cases by name, for command lines: one value in, one JSON-able answer out.

A command line beside a running server hands its command over, so that there is only ever one writer.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Literal, get_args

import msgspec

from cards.deck import Deck
from sessions.archive import read_archive, write_archive
from sessions.events import STANCES, Event, Wrote
from sessions.items import Item
from sessions.log import Log
from sessions.results import people_leaning
from sessions.session import Session
from sessions.settings import Settings
from sessions.workshop import Plan, Workshop

StepName = Literal[
    "next", "back", "go", "deal", "open", "close", "reveal", "pause", "resume", "undo", "end", "reopen"
]
STEPS: tuple[StepName, ...] = get_args(StepName)
PATIENCE = 60.0  # seconds for a running server to answer

# An organisation's proxy cannot reach a server in the room, and must not see the key.
_directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class New(msgspec.Struct, frozen=True, tag="new", tag_field="do"):
    """Opens a session by a plan, with the plan's deck or the one that comes along."""

    plan: Plan
    deck: Deck | None = None


class List(msgspec.Struct, frozen=True, tag="list", tag_field="do"):
    pass


class Show(msgspec.Struct, frozen=True, tag="show", tag_field="do"):
    code: str


class Move(msgspec.Struct, frozen=True, tag="step", tag_field="do"):
    """Steers a session; `card` is for "reveal" (empty: the next one), `to` the id of a step for
    "go", `cards` what "open" asks for (empty: whole hands).
    """

    code: str
    step: StepName
    card: str = ""
    cards: tuple[str, ...] = ()
    to: str = ""
    minutes: int = 0


class Write(msgspec.Struct, frozen=True, tag="write", tag_field="do"):
    """Writes an outcome, an action or another item down."""

    code: str
    item: Item
    over: int = 0


class Sort(msgspec.Struct, frozen=True, tag="sort", tag_field="do"):
    """Does something with a note."""

    code: str
    note: str
    how: Literal["release", "hide", "star", "keep-out"]


class Chair(msgspec.Struct, frozen=True, tag="chair", tag_field="do"):
    """Rates a card as an absent sector would."""

    code: str
    sector: str
    card: str
    stance: str


class Give(msgspec.Struct, frozen=True, tag="archive", tag_field="do"):
    code: str


class Take(msgspec.Struct, frozen=True, tag="import", tag_field="do"):
    """Brings a session back from its archive (the JSON text)."""

    archive: str


class Wipe(msgspec.Struct, frozen=True, tag="wipe", tag_field="do"):
    """Takes a session's rehearsal seats away with all that they did."""

    code: str


class Delete(msgspec.Struct, frozen=True, tag="delete", tag_field="do"):
    code: str


Command = New | List | Show | Move | Write | Sort | Chair | Give | Take | Wipe | Delete
Answer = dict[str, object]


class CommandRefused(Exception):
    """A running server refused a command; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def carry_out(workshop: Workshop, command: Command) -> Answer:
    """Does what a command says and answers for JSON.

    Raises:
        Refused: a rule does not allow it.
    """
    match command:
        case New():
            return brief(workshop.open_session(command.plan, deck=command.deck).result().session)
        case List():
            return {"sessions": [brief(session) for session in workshop.sessions()]}
        case Show():
            return shown(workshop.session(command.code))
        case Move():
            return shown(_moved(workshop, command))
        case Write():
            written = workshop.write(command.code, item=command.item, over=command.over).result()
            event = written.events[0] if written.events else None
            return {"code": command.code, "id": event.item.id if isinstance(event, Wrote) else command.item.id}
        case Sort():
            workshop.aside(command.code, lambda session: _sorted(session, command)).result()
            return {"code": command.code, "note": command.note, "how": command.how}
        case Chair():
            sector, card, stance = command.sector, command.card, command.stance
            workshop.aside(
                command.code, lambda session: session.rate_chair(sector=sector, card=card, stance=stance)
            ).result()
            return {"code": command.code, "sector": sector, "card": card, "stance": stance}
        case Give():
            return {"archive": write_archive(workshop.log.history(command.code)).decode()}
        case Take():
            history, session = read_archive(command.archive.encode())
            return brief(workshop.log.restore(session.code, history).result().session)
        case Wipe():
            rehearsing = [seat for seat in workshop.session(command.code).seats.values() if seat.rehearsal]
            workshop.wipe_rehearsal(command.code).result()
            return {"code": command.code, "wiped": len(rehearsing)}
        case Delete():
            workshop.delete(command.code).result()
            return {"code": command.code, "deleted": True}


def _sorted(session: Session, command: Sort) -> Event | None:
    match command.how:
        case "release":
            return session.release(note=command.note)
        case "hide":
            return session.hide(note=command.note)
        case "star":
            return session.star(note=command.note)
        case "keep-out":
            return session.keep_out(note=command.note)


def _moved(workshop: Workshop, move: Move) -> Session:
    code = move.code
    match move.step:
        case "next":
            written = workshop.forward(code)
        case "back":
            written = workshop.back(code)
        case "go":
            written = workshop.go_to(code, step=move.to)
        case "pause":
            written = workshop.pause(code)
        case "resume":
            written = workshop.resume(code)
        case "undo":
            written = workshop.undo(code)
        case "deal":
            written = workshop.deal(code)
        case "open":
            written = workshop.open_rating(code, minutes=move.minutes, cards=move.cards)
        case "close":
            written = workshop.close_rating(code)
        case "reveal":
            written = workshop.reveal(code, card=move.card or _next_hidden(workshop.session(code)))
        case "end":
            written = workshop.close(code)
        case "reopen":
            written = workshop.reopen(code)
    return written.result().session


def _next_hidden(session: Session) -> str:
    hidden = [card for card in session.cards_in_play() if not session.is_revealed(card)]
    return hidden[0] if hidden else session.cards_in_play()[-1]


def brief(session: Session) -> Answer:
    """A session in a line of a list."""
    return {
        "code": session.code,
        "title": session.opened.title,
        "date": session.opened.date,
        "door": session.door,
        "seats": len(session.people()),
        "step": "close" if session.closed else session.current_step.kind,
        "closed": session.closed,
    }


def shown(session: Session) -> Answer:
    """A session with its counts, for its facilitator: nothing is hidden."""
    cards = {card: dict(session.tally(card)) for card in session.cards_in_play()}
    totals = {stance: sum(counts[stance] for counts in cards.values()) for stance in STANCES}
    leaning = people_leaning(session)
    return {
        **brief(session),
        "version": session.version,
        "stage": session.stage,
        "round": session.round_number,
        "groups": {group.id: group.name for group in session.groups},
        "hands": {group: list(hand) for group, hand in session.hands.items()},
        "ratings": sum(totals.values()),
        "totals": totals,
        "people": {name: getattr(leaning, name) for name in leaning.__struct_fields__},
        "notes": len(session.all_notes()),
        "cards": cards,
        "revealed": list(session.revealed_cards()),
    }


class Office:
    """Carries commands out: through the server that runs on this data folder, else by itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def do(self, command: Command) -> Answer:
        """The answer of whoever carries the command out.

        Raises:
            Refused, CommandRefused: it is not allowed; the second comes from a running server.
        """
        server = self.server()
        if server is not None:
            return ask(server["url"], server["key"], command)
        log = Log(self._settings.database_url)
        try:
            return carry_out(Workshop(log), command)
        finally:
            log.close()

    def server(self) -> dict[str, str] | None:
        """Address and key of the server on this data folder, if one answers."""
        try:
            place = json.loads((self._settings.data / "server.json").read_text())
            with _directly.open(f"{place['url']}/health", timeout=5) as answer:
                return {"url": str(place["url"]), "key": str(place["key"])} if answer.status == 200 else None
        except (OSError, ValueError, KeyError, TypeError):
            return None


def ask(url: str, key: str, command: Command) -> Answer:
    """Hands a command to the server at `url`.

    Raises:
        CommandRefused: it refused.
        OSError: it cannot be reached.
    """
    request = urllib.request.Request(  # noqa: S310 - http by the facilitator's own choice
        f"{url}/facilitate/command",
        data=msgspec.json.encode(command),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with _directly.open(request, timeout=PATIENCE) as answer:
            body: Answer = json.load(answer)
            return body
    except urllib.error.HTTPError as error:
        raise CommandRefused(_sentence(error)) from None


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"The server answered {error.code}."
