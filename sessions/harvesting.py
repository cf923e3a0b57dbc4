"""What the room leaves with: notes sorted, answers counted by hand, the empty chair, outcomes and actions, and what
the wall shows. Each rule returns the event to record, or None when nothing changes, or raises.

All of this goes on after the session is closed: whoever writes the text sorts notes and mends actions then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from cards.deck import LANGUAGES
from cards.text import is_day
from sessions.errors import (
    BadField,
    NoRoundOpen,
    NoSuchCard,
    NoSuchItem,
    NoSuchNote,
    NoSuchSeat,
    NoSuchSector,
    TextEmpty,
    TextTooLong,
    TooManyItems,
    WrittenMeanwhile,
)
from sessions.events import (
    STANCES,
    CarriedOver,
    ChairRated,
    Event,
    HandCounted,
    Hidden,
    KeptOut,
    LastQuestion,
    NotesMerged,
    NotesOpened,
    Published,
    Quoted,
    Rated,
    Released,
    Retold,
    ScreenSet,
    Seated,
    Stance,
    Starred,
    Struck,
    Tagged,
    Wrote,
)
from sessions.items import (
    PLACES,
    WALL_NUMBERS,
    Action,
    Focus,
    Headline,
    Item,
    Outcome,
    Parked,
    Passage,
    Screen,
    Wifi,
)
from sessions.state import State, Wording
from sessions.texts import line_of, text_of, text_or_none

ITEM_LENGTH = 500  # graphemes of an outcome, an action, a headline
PASSAGE_LENGTH = 5_000  # graphemes of a paragraph in the facilitator's own words
NAME_LENGTH = 200  # graphemes: who takes an action
MOST_ITEMS = 500  # of each kind
MOST_BY_HAND = 999  # people of a table who raise a hand
WIFI_LENGTH = 63  # letters of a network's name and of its password
LONGEST_PUBLISHED = 400 * 86_400_000  # milliseconds


class Harvesting(State, frozen=True, dict=True):
    """The rules for what facilitators gather and show."""

    # ---------------------------------------------------------------- notes

    def release(self, *, note: str) -> Released | None:
        """Puts a note on the screen; None when it is there.

        Raises:
            NoSuchNote (also when it is kept out)
        """
        self.note_of(note)
        if self.sorted(note).out:
            raise NoSuchNote()
        return None if self.sorted(note).on_screen else Released(note=note)

    def hide(self, *, note: str) -> Hidden | None:
        """Takes a note off the screen; None when it is not there.

        Raises:
            NoSuchNote
        """
        self.note_of(note)
        return Hidden(note=note) if self.sorted(note).on_screen else None

    def open_notes(self, *, on: bool) -> NotesOpened | None:
        """Lets notes go on the screen as they come, or no longer."""
        return NotesOpened(on=on) if on != self.notes_open else None

    def star(self, *, note: str, on: bool = True) -> Starred | None:
        """Chooses a note as a quote for the write-up.

        Raises:
            NoSuchNote
        """
        self.note_of(note)
        return Starred(note=note, on=on) if self.sorted(note).starred != on else None

    def tag(self, *, note: str, theme: str) -> Tagged | None:
        """Puts a note under a theme of the deck, or ("") under none.

        Raises:
            NoSuchNote, BadField (theme)
        """
        self.note_of(note)
        if theme and theme not in {known.id for known in self.deck.themes}:
            raise BadField(field="theme")
        return Tagged(note=note, theme=theme) if self.sorted(note).theme != theme else None

    def merge_notes(self, *, note: str, into: str) -> NotesMerged | None:
        """Shows a note with another that says the same, or ("") on its own again.

        Raises:
            NoSuchNote, BadField (into: itself, one that is merged, or one into which others are merged)
        """
        merging = self.note_of(note)
        if self.sorted(note).into == into:
            return None
        if into:
            rehearsed = self.seat(merging.seat).rehearsal, self.seat(self.note_of(into).seat).rehearsal
            chained = self.sorted(into).into or any(how.into == note for how in self.sorting.values())
            if into == note or chained or rehearsed[0] != rehearsed[1]:
                raise BadField(field="into")
        return NotesMerged(note=note, into=into)

    def keep_out(self, *, note: str, on: bool = True) -> KeptOut | None:
        """Keeps a note out of the wall and of every document, or lets it in again.

        Raises:
            NoSuchNote
        """
        self.note_of(note)
        return KeptOut(note=note, on=on) if self.sorted(note).out != on else None

    def quote(self, *, note: str, text: str) -> Quoted | None:
        """What documents quote of a note; "" for the note as it is.

        Raises:
            NoSuchNote, TextTooLong
        """
        self.note_of(note)
        short = text_or_none(text, ITEM_LENGTH)
        return Quoted(note=note, text=short) if self.sorted(note).quote != short else None

    def retell(self, *, seat: str, question: LastQuestion, text: str = "", out: bool = False) -> Retold | None:
        """What documents tell of somebody's answer to one of the last questions: this text, nothing (`out`), or
        (neither) the answer as it is, which nobody has reviewed then.

        Raises:
            NoSuchSeat (also when the question was left out), TextTooLong
        """
        said = self.checkouts.get(self.seat(seat).id)
        if said is None or not said.answer(question):
            raise NoSuchSeat()
        wording = Wording(text="" if out else text_or_none(text, ITEM_LENGTH), out=out)
        if self.wordings.get((seat, question), Wording()) == wording:
            return None
        return Retold(seat=seat, question=question, text=wording.text, out=out)

    # ---------------------------------------------------------------- people without a phone

    def count_by_hand(
        self, *, group: str, card: str, counts: Mapping[Stance, int], seen: Mapping[Stance, int] | None = None
    ) -> HandCounted | None:
        """How many raised hands each answer got at a table, those of people who moved there among them, in place of
        the count before; None when nothing changes.

        `seen` is the count that the facilitator saw, to notice when a colleague counted meanwhile.

        Raises:
            SessionClosed, NoSuchGroup, NoSuchCard, NoRoundOpen (the card was never asked for), BadField (counts),
            WrittenMeanwhile
        """
        self._still_open()
        self.table(group)
        if card not in self.hand(group):
            raise NoSuchCard()
        number = self.asked_in(card)
        if not number:
            raise NoRoundOpen()
        if not set(counts) <= set(STANCES) or not all(0 <= count <= MOST_BY_HAND for count in counts.values()):
            raise BadField(field="counts")
        now = _some(self.raised_at(card, group, number))
        if seen is not None and _some(seen) != now:
            raise WrittenMeanwhile(text=" ".join(f"{stance} {count}" for stance, count in now.items()))
        if _some(counts) == now:
            return None
        return HandCounted(round=number, group=group, card=card, counts=_some(counts))

    def enter_ballot(
        self, *, group: str, answers: Mapping[str, str], ticket: str = "", sector: str = "", seat: str = ""
    ) -> list[Event]:
        """A paper ballot: a seat of its own on the channel "paper", or (`seat` named) the same ballot once more.

        `answers` is card -> stance; a card left out keeps what it had. `ticket` is a SHA-256 (hex) nobody knows.

        Raises:
            SessionClosed, NoSuchGroup, NoSuchSector, NoSuchCard, NoRoundOpen, NoSuchSeat (seat: no ballot),
            BadField (stance)
        """
        self._still_open()
        if not self.rounds:
            raise NoRoundOpen()
        events: list[Event] = []
        if seat:
            if self.seat(seat).channel != "paper":
                raise NoSuchSeat()
            table = self.seat(seat).group
        else:
            if sector and sector not in self.opened.sectors:
                raise NoSuchSector(sector=sector)
            table = self.table(group).id
            seat = f"s{self.seated + 1}"
            nickname = "-" if self.opened.nicknames else ""
            language = self.opened.languages[0]
            events.append(Seated(seat, ticket, table, sector, nickname, language, channel="paper"))
        tap = self.taps.get(seat, 0)
        for card, stance in answers.items():
            known = next((each for each in STANCES if each == stance), None)
            if known is None:
                raise BadField(field="stance")
            number = self.asked_in(card) if card in self.hand(table) else 0
            if not number:
                raise NoSuchCard()
            before = self.ratings.get((number, card, seat))
            if before is None or before.stance != known or (number, card) in self.void:
                tap += 1
                events.append(Rated(round=number, seat=seat, card=card, stance=known, tap=tap, channel="paper"))
        return events

    def rate_chair(self, *, sector: str, card: str, stance: str) -> ChairRated | None:
        """What the room thinks an absent sector would answer; "" takes it back.

        Raises:
            NoSuchSector, NoSuchCard, BadField (stance)
        """
        if sector not in self.opened.sectors:
            raise NoSuchSector(sector=sector)
        if card not in {known.id for known in self.deck.cards}:
            raise NoSuchCard()
        known = next((each for each in STANCES if each == stance), None)
        if stance and known is None:
            raise BadField(field="stance")
        if self.chairs.get((sector, card)) == known:
            return None
        return ChairRated(sector=sector, card=card, stance=known or "")

    # ---------------------------------------------------------------- outcomes, actions, the parking lot

    def write(self, *, item: Item, over: int = 0) -> Wrote | None:
        """Writes an item down, new (without id) or in place of what it said; None when nothing changes.

        `over` is the version of the item that the facilitator saw, 0 for a new one.

        Raises:
            TextEmpty, TextTooLong, BadField (due, place, language), NoSuchCard, NoSuchNote, NoSuchItem, TooManyItems,
            WrittenMeanwhile (somebody else wrote there since; its fact `text` is what stands there)
        """
        item = self._named(self._tidied(item))
        now = self.items.get(item.id)
        if over != (now.version if now is not None else 0):
            if now is None:
                raise NoSuchItem()
            raise WrittenMeanwhile(text=now.item.text)
        return None if now is not None and now.item == item else Wrote(item=item, over=over)

    def strike(self, *, item: str, over: int) -> Struck:
        """Takes an item off the list.

        Raises:
            NoSuchItem, WrittenMeanwhile
        """
        now = self.items.get(item)
        if now is None:
            raise NoSuchItem()
        if now.version != over:
            raise WrittenMeanwhile(text=now.item.text)
        return Struck(item=item, over=over)

    def carry_over(self, *, session: str, items: Sequence[Item]) -> CarriedOver | None:
        """Takes along what another session left open: its actions and what it parked; None when there is nothing."""
        carried: list[Item] = []
        given: Counter[str] = Counter()
        for item in items:
            if isinstance(item, Action | Parked):
                letter = _letter(item)
                given[letter] += 1
                own = f"{letter}{self.numbered.get(letter, 0) + given[letter]}"
                carried.append(msgspec.structs.replace(item, id=own, came_from=item.came_from or session))
        return CarriedOver(session=session, items=tuple(carried)) if carried else None

    def _tidied(self, item: Item) -> Item:
        match item:
            case Passage():
                text = text_or_none(item.text, PASSAGE_LENGTH)
                if item.language not in LANGUAGES:
                    raise BadField(field="language")
            case _:
                text = text_of(item.text, ITEM_LENGTH)
        item = msgspec.structs.replace(item, text=text)
        match item:
            case Outcome():
                self._known_card(item.card)
                for note in item.notes:
                    if self.seat(self.note_of(note).seat).rehearsal:  # it will be wiped
                        raise NoSuchNote()
            case Action():
                self._known_card(item.card)
                if item.due and not is_day(item.due):
                    raise BadField(field="due")
                item = msgspec.structs.replace(
                    item, who=line_of(item.who, NAME_LENGTH), why=text_or_none(item.why, ITEM_LENGTH)
                )
            case Focus():
                if item.id not in {f"f{place}" for place in PLACES}:
                    raise BadField(field="place")
            case _:
                pass
        return item

    def _known_card(self, card: str) -> None:
        if card and card not in {known.id for known in self.deck.cards}:
            raise NoSuchCard()

    def _named(self, item: Item) -> Item:
        """The item with the id that it has or gets."""
        if isinstance(item, Headline):
            return msgspec.structs.replace(item, id="h1")
        if isinstance(item, Passage):
            known = self.passages(item.language).get(item.place)
            if known is not None:
                return msgspec.structs.replace(item, id=known.id)
        if item.id:
            known_item = self.items.get(item.id)
            fixed = isinstance(item, Focus)
            if not fixed and (known_item is None or type(known_item.item) is not type(item)):
                raise NoSuchItem()
            return item
        letter = _letter(item)
        number = self.numbered.get(letter, 0) + 1
        if number > MOST_ITEMS:
            raise TooManyItems(most=MOST_ITEMS)
        return msgspec.structs.replace(item, id=f"{letter}{number}")

    # ---------------------------------------------------------------- the wall, and the published result

    def set_screen(self, *, screen: Screen) -> ScreenSet | None:
        """How the wall looks; None when it does.

        Raises:
            BadField (languages, without, wifi)
        """
        fits = {
            "languages": len(screen.languages) <= 2 and set(screen.languages) <= set(LANGUAGES),
            "without": set(screen.without) <= set(WALL_NUMBERS),
            "wifi": screen.wifi is None or _is_wifi(screen.wifi),
        }
        for field, well in fits.items():
            if not well:
                raise BadField(field=field)
        return ScreenSet(screen=screen) if screen != self.screen else None

    def publish(self, *, until: int, now: int) -> Published | None:
        """Lets anyone with the link read the result until then (milliseconds UTC); 0 takes it back.

        Raises:
            BadField (until: in the past, or more than 400 days ahead)
        """
        if until and not now < until <= now + LONGEST_PUBLISHED:
            raise BadField(field="until")
        return Published(until=until) if until != self.published else None


def _some(counts: Mapping[Stance, int]) -> dict[Stance, int]:
    return {stance: counts[stance] for stance in STANCES if counts.get(stance)}


def _letter(item: Item) -> str:
    """The first letter of an item's id."""
    match item:
        case Outcome():
            return "o"
        case Action():
            return "a"
        case Parked():
            return "p"
        case Focus():
            return "f"
        case Headline():
            return "h"
        case Passage():
            return "w"


def _is_wifi(wifi: Wifi) -> bool:
    try:
        name = line_of(wifi.name, WIFI_LENGTH)
        password = line_of(wifi.password, WIFI_LENGTH)
    except (TextEmpty, TextTooLong):
        return False
    return bool(name) and (name, password) == (wifi.name, wifi.password)
