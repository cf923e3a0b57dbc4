"""What can be refused, named for the fact. `facilitation.words` explains each once, in the person's language.

Refused
├─ Unknown (404)         NoSuchSession  NoSuchSeat (401)  NoSuchGroup  NoSuchCard  NoSuchNote  NoSuchSector
│  │                     NoSuchPersonalCode  NoSuchDeck  NoSuchItem  NoSuchStep  NotPublished  NoSuchTemplate
│  │                     NoSuchSeries
│  └─ NoSuchSeat (401)   SeatElsewhere (401)
├─ NotNow (409)          RoundClosed  NoRoundOpen  RoundRunning  SessionClosed  SessionPaused  SessionLocked
│                        SessionMoved  WrittenMeanwhile  NothingToUndo  TooManyMarks  TooManyPoints  TooManyGroups
│                        TooManyItems
│                        NothingDealt  NothingToDraw  NothingToReveal  AlreadyRevealed  AtTheEnd  AtTheStart
│                        CodeTaken  PrioritiesClosed  DeviceFull  SeatRemoved  SeatMuted  TablesFixed
│                        MakingCancelled
├─ BadInput (400)        MissingField  BadField  TextEmpty  TextTooLong  NotEnoughCards  NoGroups  TooFewTables
│                        HandsTooSmall  HandsNotPicked  ArchiveUnreadable
├─ TooMuch               BodyTooLarge (413)  RequestTimeout (408)  WrongMediaType (415)
│                        TooManyTries (429)  TooManyNotes (429)
├─ ForeignOrigin (403)   NotYours (403)
└─ Trouble               StorageFull (507)  StorageBusy (503)  DocumentFailed (503)
"""

import re
from typing import ClassVar

Fact = str | int


class Refused(Exception):
    """Something that a rule or a border does not allow; `facts` mend it and fill its sentence."""

    status: ClassVar[int] = 400

    def __init__(self, **facts: Fact) -> None:
        super().__init__(f"{self.code()} {facts}")
        self.facts = facts

    @classmethod
    def code(cls) -> str:
        """The name on the wire: RoundClosed is "round_closed"."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Unknown(Refused):
    status = 404


class NoSuchSession(Unknown):
    pass


class NoSuchSeries(Unknown):
    """No session belongs to a series of this name."""


class NoSuchSeat(Unknown):
    status = 401


class SeatElsewhere(NoSuchSeat):
    """The seat was opened on another phone since."""


class NoSuchPersonalCode(Unknown):
    """A personal code that was never given out, has been used, or has run out."""


class NoSuchGroup(Unknown):
    pass


class NoSuchCard(Unknown):
    pass


class NoSuchNote(Unknown):
    pass


class NoSuchSector(Unknown):
    pass


class NoSuchItem(Unknown):
    """No such outcome, action or other item, or it was struck."""


class NoSuchStep(Unknown):
    pass


class NotPublished(Unknown):
    """A result that is not public, or not any more."""


class NoSuchDeck(Unknown):
    pass


class NoSuchTemplate(Unknown):
    """facts: name (of an agenda that was kept)"""


class NotNow(Refused):
    status = 409


class RoundClosed(NotNow):
    pass


class NoRoundOpen(NotNow):
    pass


class SessionClosed(NotNow):
    pass


class SessionMoved(NotNow):
    """Somebody else steered meanwhile: the command was decided on an older state."""


class SeatRemoved(NotNow):
    """A facilitator took the person out of the session."""


class SeatMuted(NotNow):
    """A facilitator closed the notes for this seat."""


class SessionLocked(NotNow):
    """Nobody new can join."""


class SessionPaused(NotNow):
    pass


class TablesFixed(NotNow):
    """People change tables between rounds, and where they choose them."""


class TooManyGroups(NotNow):
    """facts: most"""


class TooManyItems(NotNow):
    """facts: most"""


class NothingToDraw(NotNow):
    """The pile is empty, or the group has all its cards."""


class NothingToUndo(NotNow):
    """Nothing was done in the last half minute."""


class WrittenMeanwhile(NotNow):
    """facts: text (what somebody else has written in the same place)"""


class RoundRunning(NotNow):
    """One card starts again when its round is over."""


class TooManyMarks(NotNow):
    """facts: most"""


class TooManyPoints(NotNow):
    """facts: most"""


class PrioritiesClosed(NotNow):
    """Points are given while the room is asked for them, and until they have been shown."""


class DeviceFull(NotNow):
    """facts: most (people on one phone)"""


class NothingDealt(NotNow):
    pass


class AlreadyRevealed(NotNow):
    pass


class NothingToReveal(NotNow):
    pass


class AtTheEnd(NotNow):
    pass


class AtTheStart(NotNow):
    pass


class CodeTaken(NotNow):
    """facts: code"""


class MakingCancelled(NotNow):
    """Somebody wanted the documents no longer."""


class BadInput(Refused):
    pass


class MissingField(BadInput):
    """facts: field"""


class BadField(BadInput):
    """facts: field"""


class TextEmpty(BadInput):
    pass


class TextTooLong(BadInput):
    """facts: length, most (graphemes)"""


class NotEnoughCards(BadInput):
    """facts: needed, left"""


class TooFewTables(BadInput):
    """facts: needed, left"""


class HandsNotPicked(BadInput):
    """A table has no cards."""


class HandsTooSmall(BadInput):
    """facts: size, needed (cards in a hand, to lay each card on so many tables)"""


class NoGroups(BadInput):
    pass


class ArchiveUnreadable(BadInput):
    """facts: where"""


class TooMuch(Refused):
    pass


class BodyTooLarge(TooMuch):
    """facts: most (bytes)"""

    status = 413


class RequestTimeout(TooMuch):
    """A body that did not arrive in time."""

    status = 408


class WrongMediaType(TooMuch):
    status = 415


class TooManyTries(TooMuch):
    """facts: seconds"""

    status = 429


class TooManyNotes(TooMuch):
    """facts: seconds"""

    status = 429


class SessionFull(TooMuch):
    """facts: most"""

    status = 409


class ForeignOrigin(Refused):
    status = 403


class NotYours(Refused):
    """The link somebody came with does not allow it."""

    status = 403


class Trouble(Refused):
    status = 503


class StorageFull(Trouble):
    status = 507


class StorageBusy(Trouble):
    pass


class DocumentFailed(Trouble):
    """facts: format"""
