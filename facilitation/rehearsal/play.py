"""A rehearsal: simulated people join a session over the participants' own web contract and play it along.

They take rehearsal seats, which count nowhere and are wiped with one command.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from random import Random
from typing import Any

import msgspec

from facilitation.rehearsal.people import (
    AGREES,
    AWAY,
    CHANGED_MIND,
    DROPS_OFF,
    HESITATION,
    MOST_NOTES,
    NOTES,
    TAKES,
    THOUGHTS,
    WRITES,
    WRITES_AT_TABLE,
    Person,
    a_person,
    pause,
    stance_again,
    stance_of,
    willing,
)
from facilitation.rehearsal.phone import Phone, Turned
from sessions import commands

JOINING = 40.0  # seconds in which about everybody has joined
MARKS = ("cross-cutting", "spoke-to-us")
LOOK_EVERY = 5.0  # seconds after which a person looks at the phone again, if nothing has moved it


class Figures(msgspec.Struct):
    """What the simulated people have done so far; `refused` are taps the server said no to."""

    joined: int = 0
    ratings: int = 0
    changed: int = 0
    notes: int = 0
    marks: int = 0
    priorities: int = 0
    drawn: int = 0
    agreed: int = 0
    volunteered: int = 0
    checked_out: int = 0
    dropped: int = 0
    refused: int = 0
    closed: bool = False


class Room(msgspec.Struct, frozen=True):
    """What simulated people need to know of a session."""

    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    note_kinds: tuple[str, ...]
    points: int


class Rehearsal:
    """Simulated people in session `code` of the server at `service_url`, whose facilitator's key is `key`.

    `start` plays in the background until the session is closed or `stop` is called; `play` does it on the running
    loop. `pace` multiplies every pause; with 0.0 nobody hesitates.
    """

    def __init__(
        self, service_url: str, code: str, participants: int, *, key: str, seed: int = 0, pace: float = 1.0
    ) -> None:
        self.figures = Figures()
        self._url = service_url.rstrip("/")
        self._code = code
        self._participants = participants
        self._key = key
        self._chance = Random(seed)  # noqa: S311 - no secret
        self._pace = pace
        self.trouble: Exception | None = None  # what ended a rehearsal in the background
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._playing: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None

    # ---------------------------------------------------------------- for a desk or a command line

    def start(self) -> None:
        """Plays in a thread of its own."""
        self._thread = threading.Thread(target=self._play_alone, name="rehearsal", daemon=True)
        self._thread.start()

    def _play_alone(self) -> None:
        try:
            asyncio.run(self.play())
        except (commands.CommandRefused, OSError) as trouble:
            self.trouble = trouble

    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> Figures:
        """Everybody leaves. Their seats stay until they are wiped."""
        self._stopped = True
        loop, playing = self._loop, self._playing
        if loop is not None and playing is not None and not loop.is_closed():
            with contextlib.suppress(RuntimeError):  # the loop has just ended by itself
                loop.call_soon_threadsafe(playing.cancel)
        if self._thread is not None:
            self._thread.join()
        return self.figures

    def wipe(self) -> int:
        """Stops, and takes away the seats of every rehearsal of the session; how many there were.

        Raises:
            CommandRefused, OSError
        """
        self.stop()
        return wipe(self._url, self._code, key=self._key)

    async def play(self) -> Figures:
        """Plays until the session is closed, or until `stop`.

        Raises:
            CommandRefused, OSError: the server does not know the session or the key, or is not there.
        """
        room = await asyncio.to_thread(look, self._url, self._code, key=self._key)
        self._loop = asyncio.get_running_loop()
        self._playing = asyncio.create_task(self._everybody(room))
        if self._stopped:
            self._playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._playing
        return self.figures

    # ---------------------------------------------------------------- people

    async def _everybody(self, room: Room) -> None:
        async with asyncio.TaskGroup() as people:
            for n in range(1, self._participants + 1):
                chance = Random(self._chance.getrandbits(64))  # noqa: S311
                person = a_person(n, chance, languages=room.languages, sectors=room.sectors)
                people.create_task(self._somebody(person, room, chance))

    async def _somebody(self, person: Person, room: Room, chance: Random) -> None:
        moved = asyncio.Event()
        phone = Phone(
            self._url,
            self._code,
            language=person.language,
            key=self._key,
            heard=lambda event, _: moved.set() if event in ("step", "bye") else None,
        )
        try:
            await self._wait(person, chance, JOINING / 2)
            while not await self._sits_down(phone, person):
                await self._away(chance)
            while not self.figures.closed:
                try:
                    moved.clear()
                    await phone.listen()
                    await self._takes_part(phone, person, room, chance)
                    await _until(moved, LOOK_EVERY)
                except OSError:
                    await self._away(chance)
        except Turned:
            self.figures.refused += 1
        finally:
            phone.drop()

    async def _sits_down(self, phone: Phone, person: Person) -> bool:
        try:
            await phone.look()
            await phone.join(sector=person.sector, nickname=person.nickname)
        except OSError:
            return False
        self.figures.joined += 1
        return True

    async def _takes_part(self, phone: Phone, person: Person, room: Room, chance: Random) -> None:
        """Does what the current step asks of a person, one thing after the other, as long as it goes on."""
        while True:
            state = await phone.state()
            if state["closed"]:
                self.figures.closed = True
                return
            doing = self._next(phone, person, state, room, chance)
            if doing is None:
                return
            await self._wait(person, chance, HESITATION)
            with contextlib.suppress(Turned):
                await doing()
                continue
            self.figures.refused += 1
            return

    def _next(self, phone: Phone, person: Person, state: dict[str, Any], room: Room, chance: Random) -> Any:
        """What a person does next, or None when there is nothing left to do for now."""
        if state["step"] in ("down", "removed"):
            return None
        cards, done = state["cards"], state["mine"]
        to_draw = state.get("left_to_draw", 0)
        if to_draw and state["step"] in ("welcome", "who", "speech", "rate", "talk"):
            return lambda: self._draws(phone, to_draw)
        if state["open"]:
            left = [card for card in cards if card not in done]
            return (lambda: self._rates(phone, person, left[0], state, room, chance)) if left else None
        wanted = self._listed(phone, state)
        if wanted is not None:
            return wanted
        if state["step"] == "checkout" and "checkout" not in state:
            return lambda: self._checks_out(phone, person, chance)
        if state["step"] == "crosscutting" and cards and chance.random() < 0.1:
            card = chance.choice(cards)
            return lambda: self._marks(phone, card, "cross-cutting")
        few = len(state["notes"]) < MOST_NOTES
        if state["step"] == "talk" and cards and few and willing(phone.seat, "talk", WRITES_AT_TABLE):
            return lambda: self._writes(phone, person, chance.choice(cards), room, chance)
        if state["step"] == "talk" and cards and chance.random() < 0.2:
            card, mark = chance.choice(cards), chance.choice(MARKS)
            return lambda: self._marks(phone, card, mark)
        if state["step"] == "priorities" and state.get("points_left", 0) > 0 and cards and "priorities" not in state:
            card = chance.choice(cards)
            return lambda: self._prioritises(phone, card, state["points"].get(card, 0) + 1)
        return None

    def _listed(self, phone: Phone, state: dict[str, Any]) -> Any:
        """Agreeing with the next note, or taking the next action, that this person is for; None without one."""
        own = {note["id"] for note in state["notes"]} | set(state.get("on", ()))
        actions = state["step"] in ("actions", "close")
        for thing in state.get("listed", ()):
            if thing not in own and willing(phone.seat, thing, TAKES if actions else AGREES):
                return lambda thing=thing: self._volunteers(phone, thing) if actions else self._agrees(phone, thing)
        return None

    async def _draws(self, phone: Phone, left: int) -> None:
        await phone.draw(left=left)
        self.figures.drawn += 1

    async def _agrees(self, phone: Phone, note: str) -> None:
        await phone.agree(note, on=True)
        self.figures.agreed += 1

    async def _volunteers(self, phone: Phone, action: str) -> None:
        await phone.volunteer(action, on=True)
        self.figures.volunteered += 1

    async def _checks_out(self, phone: Phone, person: Person, chance: Random) -> None:
        thought = chance.choice(THOUGHTS.get(person.language, THOUGHTS["en"]))
        await phone.check_out(thought=thought, next_time="", grade=chance.choice((2, 3, 3, 4)))
        self.figures.checked_out += 1

    async def _rates(
        self, phone: Phone, person: Person, card: str, state: dict[str, Any], room: Room, chance: Random
    ) -> None:
        round_number = state["round"]
        stance = stance_again(person, card, state.get("before", {}).get(card, ""), chance)
        await phone.rate(card, stance, round_number=round_number)
        self.figures.ratings += 1
        if chance.random() < CHANGED_MIND:
            await self._wait(person, chance, HESITATION / 2)
            await phone.rate(card, stance_of(person, card, chance), round_number=round_number)
            self.figures.changed += 1
        if chance.random() < WRITES and state["step"] != "warmup":  # the practice card takes no notes
            await self._wait(person, chance, HESITATION)
            await self._writes(phone, person, card, room, chance)
        if chance.random() < DROPS_OFF:
            phone.drop()
            self.figures.dropped += 1
            await self._away(chance)
            await phone.listen()

    async def _writes(self, phone: Phone, person: Person, card: str, room: Room, chance: Random) -> None:
        text = chance.choice(NOTES.get(person.language, NOTES["en"]))
        await phone.note(card, chance.choice(room.note_kinds), text)
        self.figures.notes += 1

    async def _marks(self, phone: Phone, card: str, mark: str) -> None:
        await phone.mark(card, mark, on=True)
        self.figures.marks += 1

    async def _prioritises(self, phone: Phone, card: str, points: int) -> None:
        await phone.prioritise(card, points)
        self.figures.priorities += 1

    # ---------------------------------------------------------------- time

    async def _wait(self, person: Person, chance: Random, seconds: float) -> None:
        await asyncio.sleep(self._pace * pause(person, chance, seconds))

    async def _away(self, chance: Random) -> None:
        await asyncio.sleep(self._pace * chance.uniform(*AWAY))


async def _until(moved: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await moved.wait()


def look(url: str, code: str, *, key: str) -> Room:
    """What a session asks of its people, from its archive.

    Raises:
        CommandRefused, OSError
    """
    archive = msgspec.json.decode(str(commands.ask(url, key, commands.Give(code))["archive"]))
    opened = archive["events"][0]["event"]
    return Room(
        languages=tuple(opened["languages"]),
        sectors=tuple(opened["sectors"]),
        note_kinds=tuple(opened["deck"]["note_kinds"]),
        points=int(opened["points"]),
    )


def wipe(url: str, code: str, *, key: str) -> int:
    """Takes a session's rehearsal seats away with all that they did; how many there were.

    Raises:
        CommandRefused, OSError
    """
    return int(str(commands.ask(url, key, commands.Wipe(code))["wiped"]))
