"""Who sits where: each rule returns the event to record, or None when nothing changes, or raises."""

from __future__ import annotations

import re

from sessions.errors import (
    BadField,
    MissingField,
    NoSuchSector,
    NoSuchSession,
    SeatElsewhere,
    SessionFull,
    SessionLocked,
    TooManyGroups,
)
from sessions.events import (
    Channel,
    DoorMoved,
    GroupAdded,
    GroupMerged,
    GroupRenamed,
    Locked,
    Muted,
    Regrouped,
    Removed,
    Seated,
    SeatMoved,
    Wiped,
)
from sessions.state import State
from sessions.texts import line_of

MOST_SEATS = 5_000
MOST_GROUPS = 40
NICKNAME_LENGTH = 40
NAME_LENGTH = 200  # graphemes of a group's name
DOOR = re.compile(r"[0-9A-Z]{6}")


class Seating(State, frozen=True, dict=True):
    """The rules for seats, tables and the door."""

    def take_seat(
        self,
        *,
        ticket: str,
        group: str = "",
        sector: str = "",
        nickname: str = "",
        language: str = "",
        channel: Channel = "phone",
        rehearsal: bool = False,
        beside: str = "",
        door: str = "",
    ) -> Seated | None:
        """A seat for this ticket (a SHA-256 in hex), or None when it has one already.

        An empty group means "assign me"; so does any group where groups are not chosen. `beside` is the seat of
        somebody who uses the same device and so sits at the same table, `door` the code that the person typed.

        Raises:
            SessionClosed, SessionLocked, NoSuchSession (door), SessionFull, NoSuchGroup, NoSuchSector,
            NoSuchSeat (beside), SeatElsewhere (the ticket's seat has moved to another phone), MissingField
            (nickname), TextTooLong
        """
        if self.seat_with(ticket) is not None:
            return None
        self._still_open()
        if door and door != self.door:
            raise NoSuchSession(code=door)
        if self.locked and not (beside or rehearsal):
            raise SessionLocked()
        if ticket in self.moved:
            raise SeatElsewhere()
        if len(self.seats) >= MOST_SEATS:
            raise SessionFull(most=MOST_SEATS)
        if sector and sector not in self.opened.sectors:
            raise NoSuchSector(sector=sector)
        nickname = line_of(nickname, NICKNAME_LENGTH) if self.opened.nicknames else ""
        if self.opened.nicknames and not nickname:
            raise MissingField(field="nickname")
        if beside:
            chosen = self.seat(beside).group
        elif group and self.opened.joining == "chosen":
            chosen = self.table(group).id
        else:
            chosen = self._free_group(sector, rehearsal=rehearsal)
        return Seated(
            seat=f"s{self.seated + 1}",
            ticket=ticket,
            group=chosen,
            sector=sector,
            nickname=nickname,
            language=language if language in self.opened.languages else self.opened.languages[0],
            channel=channel,
            rehearsal=rehearsal,
        )

    def move_seat(self, *, seat: str, ticket: str) -> SeatMoved | None:
        """Opens a seat with another ticket (a SHA-256 in hex) and no longer with the one before; None when this
        ticket opens it already.

        Raises:
            NoSuchSeat, SessionClosed, SeatElsewhere (the ticket belongs, or once belonged, to a seat)
        """
        self.seat(seat)
        if self.tickets.get(ticket) == seat:
            return None
        self._still_open()
        if ticket in self.tickets or ticket in self.moved:
            raise SeatElsewhere()
        return SeatMoved(seat=seat, ticket=ticket)

    def wipe_rehearsal(self) -> Wiped | None:
        """Takes every rehearsal seat away with all that it did; None when there is none."""
        if not any(seat.rehearsal for seat in self.seats.values()):
            return None
        return Wiped(seats=self.seated, notes=self.noted, screened=self.screened)

    def _free_group(self, sector: str, *, rehearsal: bool) -> str:
        """The smallest group, and of several the one with fewest people of the sector: mixed tables.

        People and rehearsal seats are spread each for themselves.
        """
        return min(
            (group.id for group in self.groups),
            key=lambda group: (
                self.sizes.get((rehearsal, group, "*"), 0),
                self.sizes.get((rehearsal, group, sector), 0),
            ),
        )

    # ---------------------------------------------------------------- the facilitator's

    def lock(self, *, on: bool) -> Locked | None:
        """Lets nobody new in; whoever has a seat stays, shared phones and rehearsals go on."""
        return Locked(on=on) if on != self.locked else None

    def move_door(self, *, door: str) -> DoorMoved | None:
        """Lets new people in by another code only.

        Raises:
            BadField (door)
        """
        if not DOOR.fullmatch(door):
            raise BadField(field="door")
        return DoorMoved(door=door) if door != self.door else None

    def regroup(self, *, seat: str, group: str) -> Regrouped | None:
        """Seats somebody at another table, at any time.

        Raises:
            NoSuchSeat, NoSuchGroup
        """
        chosen = self.table(group).id
        return Regrouped(seat=seat, group=chosen) if self.seat(seat).group != chosen else None

    def remove(self, *, seat: str, on: bool = True) -> Removed | None:
        """Takes somebody out, with all that they said, or back in.

        Raises:
            NoSuchSeat
        """
        return Removed(seat=seat, on=on) if self.seat(seat).removed != on else None

    def mute(self, *, seat: str, on: bool = True) -> Muted | None:
        """Closes the notes for somebody, or opens them again.

        Raises:
            NoSuchSeat
        """
        return Muted(seat=seat, on=on) if self.seat(seat).muted != on else None

    def add_group(self, *, name: str) -> GroupAdded:
        """One more table.

        Raises:
            SessionClosed, BadField (groups: no name, or one that is taken), TextTooLong, TooManyGroups
        """
        self._still_open()
        if len(self.every_group) >= MOST_GROUPS:
            raise TooManyGroups(most=MOST_GROUPS)
        return GroupAdded(group=f"g{len(self.every_group) + 1}", name=self._free_name(name))

    def rename_group(self, *, group: str, name: str) -> GroupRenamed | None:
        """Gives a table another name; None when it has that name.

        Raises:
            SessionClosed, NoSuchGroup, BadField (groups), TextTooLong
        """
        self._still_open()
        if line_of(name, NAME_LENGTH) == self.group(group).name:
            return None
        return GroupRenamed(group=group, name=self._free_name(name, but=group))

    def _free_name(self, name: str, *, but: str = "") -> str:
        name = line_of(name, NAME_LENGTH)
        taken = {group.name.casefold() for group in self.every_group if group.id != but}
        if not name or name.casefold() in taken:
            raise BadField(field="groups")
        return name

    def merge_groups(self, *, group: str, into: str) -> GroupMerged:
        """Seats everybody of one table at another.

        The other table takes over those cards that no other table holds. What was noted at the first keeps its name.

        Raises:
            SessionClosed, NoSuchGroup, BadField (into: the same table)
        """
        self._still_open()
        if self.table(group) == self.table(into):
            raise BadField(field="into")
        return GroupMerged(group=group, into=into)
