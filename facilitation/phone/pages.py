"""Phone pages: templates, the style inside the page, the script beside it, and fragments rendered once.

The first load is two requests, the page (with its style) and the script; a later load is the page alone.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cards.deck import Card, Text, in_language
from facilitation.phone import seeing
from facilitation.words import Speaker, names, speaker
from facilitation.words.names import OWN_NAMES, TASKS
from sessions.events import MARKS, STANCES, NoteStatus
from sessions.session import GRADES, NOTE_LENGTH, Seat, Session
from sessions.state import RATING_STEPS

HERE = Path(__file__).parent
MOST_FRAGMENTS = 500
JOIN_FIELDS = ("group", "sector", "nickname", "personal")
PLACE = "\x01"  # where a ticket goes in a page that is kept: no text of ours or of people's holds it
CARD_STEPS = ("warmup", "rate", "talk", "rerate")  # show one card at a time
MOVING_STEPS = ("welcome", "warmup", "who", "speech", "rate", "talk", "reveal")  # people can change tables
DRAWING_STEPS = ("welcome", "who", "speech", "rate", "talk")
FIRST_CARDS = 6  # of a hand on a page's first load: more would not fit in the first flight of a connection

QUOTED = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')")
JOINTS = r"===|!==|=>|&&|\|\||[-=+?:<>{},;]"  # of a script: around them no space is needed
NO_PART = b"event: part\ndata: \n\n"

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # a file edited under a running server must not mix new markup with old code
)
_ENVIRONMENT.globals.update(
    stances=STANCES,
    signs=names.SIGNS,
    marks=MARKS,
    note_length=NOTE_LENGTH,
    grades=GRADES,
    languages=OWN_NAMES,
)


def _squeezed(text: str) -> str:
    """A style or script without indentation and blank lines."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _tightened(script: str) -> str:
    """Our script without the spaces and line ends that mean nothing; what stands in quotes is left as it is."""
    parts = QUOTED.split(_squeezed(script))
    tight = [
        part if n % 2 else re.sub(r"\n(?=[}\])])|(?<=[{;,(\[])\n", "", re.sub(rf" ?({JOINTS}) ?", r"\1", part))
        for n, part in enumerate(parts)
    ]
    return "".join(tight)


STYLE = _squeezed((HERE / "phone.css").read_text(encoding="utf-8")).replace("\n", "")
SCRIPT = _tightened((HERE / "phone.js").read_text(encoding="utf-8")).encode()
SCRIPT_NAME = f"phone.{hashlib.sha256(SCRIPT).hexdigest()[:8]}.js"
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def page(template: str, say: Speaker, **facts: object) -> str:
    """A whole page in the speaker's language."""
    return _ENVIRONMENT.get_template(template).render(
        say=say,
        many=say.many,
        written=_written(say),
        style=Markup(STYLE),  # noqa: S704 - our own file, read at start
        script=f"/assets/{SCRIPT_NAME}",
        **facts,
    )


def seat_page(
    session: Session,
    seat: Seat,
    say: Speaker,
    *,
    state: Mapping[str, object],
    people: Sequence[Seat] = (),
    easy: bool = False,
    message: str = "",
    typed: Mapping[str, object] = {},
    published: bool = False,
    most: int = FIRST_CARDS,
) -> str:
    """The page of a seat: the current step with the seat's own answers, and at most so many cards.

    `people` are the seats of all who use this phone, in the order of their numbers; `easy`: with the easy texts.
    `typed` are words that were refused, by the names of their fields: they stand in their form again. `published`:
    anyone can read the result now.
    Of a longer hand the live stream brings the rest at once; without a script a link does.
    """
    manner = seeing.manner(seat)
    mine = {**state, "typed": typed}
    content = _fragment(session, seat.group, say, easy=easy, mine=mine, manner=manner, published=published, most=most)
    return page(
        "seat.html",
        say,
        session=session,
        seat=seat,
        state=state,
        people=people,
        easy=easy,
        has_easy=any(say.language in card.plain for card in session.deck.cards),
        message=message,
        kinds={kind: say.note_kind(kind) for kind in session.deck.note_kinds},
        named_stances={stance: say.stance(stance) for stance in STANCES},
        statuses={status: say.note_status(status) for status in get_args(NoteStatus)},
        content=Markup(content),  # noqa: S704 - rendered with autoescape
    )


class Fragments:
    """Steps as markup, each rendered once for all phones of a group, a language and a kind of text."""

    def __init__(self) -> None:
        self._forms: OrderedDict[tuple[str, str], tuple[object, str]] = OrderedDict()
        self._kept: OrderedDict[tuple[str, int, str, str, bool, str, bool], bytes] = OrderedDict()
        self._parts: OrderedDict[tuple[str, str], tuple[int, bytes]] = OrderedDict()

    def join_form(self, session: Session, say: Speaker, *, ticket: str, published: bool = False) -> str:
        """The page with the empty form that takes a seat: the same for everybody but for the ticket in it."""
        key = (session.code, say.language)
        asked = (session.opened, session.closed, session.locked, session.door, session.groups, published)
        before, markup = self._forms.get(key, (None, ""))
        if asked != before:
            empty = dict.fromkeys(JOIN_FIELDS, "")
            markup = page(
                "join.html",
                say,
                session=session,
                ticket=PLACE,
                typed=empty,
                problem="",
                beside=False,
                published=published,
            )
            self._forms[key] = (asked, markup)
            while len(self._forms) > MOST_FRAGMENTS:
                self._forms.popitem(last=False)
        return markup.replace(PLACE, ticket, 1)

    def step(
        self,
        session: Session,
        group: str,
        language: str,
        easy: bool = False,
        manner: seeing.Manner = "",
        *,
        published: bool = False,
    ) -> bytes:
        """The server-sent event that shows the current step: the same bytes for everyone it concerns."""
        key = (session.code, session.steered, group, language, easy, manner, published)
        found = self._kept.get(key)
        if found is None:
            say = speaker(language)
            markup = _fragment(session, group, say, easy=easy, mine=None, manner=manner, published=published)
            found = _event("step", markup, session.steered)
            self._kept[key] = found
            while len(self._kept) > MOST_FRAGMENTS:
                self._kept.popitem(last=False)
        return found

    def forget(self, code: str) -> None:
        """Nothing stays of a session that was deleted: another may come back under its code."""
        self._forms = OrderedDict((key, kept) for key, kept in self._forms.items() if key[0] != code)
        self._kept = OrderedDict((key, kept) for key, kept in self._kept.items() if key[0] != code)
        self._parts = OrderedDict((key, kept) for key, kept in self._parts.items() if key[0] != code)

    def part(self, session: Session, language: str) -> bytes:
        """The server-sent event with what changes within a step: notes on the screen, actions and who can take them.

        b"" in a step that has none. The same bytes for everybody, until something in them changes.
        """
        place = (session.code, language)
        version, found = self._parts.get(place, (0, b""))
        if version != session.version:
            markup = _part(session, speaker(language))
            told = _event("part", markup) if markup else b""
            found = found if told == found else told
            self._parts[place] = (session.version, found)
            while len(self._parts) > MOST_FRAGMENTS:
                self._parts.popitem(last=False)
        return found


def _event(name: str, markup: str, number: int | None = None) -> bytes:
    """Markup as a server-sent event."""
    data = "\n".join(f"data: {line}" for line in markup.split("\n"))
    numbered = "" if number is None else f"id: {number}\n"
    return f"event: {name}\n{numbered}{data}\n\n".encode()


def _fragment(
    session: Session,
    group: str,
    say: Speaker,
    *,
    easy: bool,
    mine: Mapping[str, object] | None,
    manner: seeing.Manner,
    published: bool,
    most: int | None = None,
) -> str:
    kind = seeing.doing(session, manner)
    kinds = {step.kind for step in session.agenda}
    hand = seeing.cards(session, group)
    written = _written(say)
    own_task = session.current_step.task if kind == session.current_step.kind else {}
    current = session.round
    answered = kind in RATING_STEPS and current is not None and (kind != "warmup" or session.practising)
    going_on = current is not None and current.closed_at is None
    results = seeing.results(session)
    asked_again = current.cards if current is not None and kind == "rerate" else ()
    text = _ENVIRONMENT.get_template("step.html").render(
        say=say,
        many=say.many,
        written=written,
        sources=_written_attribute(session.deck.languages[0], say.language),
        session=session,
        group=session.group(group),
        published=published,
        kind=kind,
        task=written(own_task) if own_task else say.task(kind) if kind in TASKS else "",
        muted=manner == "muted",
        paused=session.paused_at is not None and not session.closed,
        cards=[_card_view(session, card, say, easy) for card in hand[:most]],
        more_cards=len(hand) - len(hand[:most]) if kind in CARD_STEPS else 0,
        hand=session.hand(group),
        to_draw=seeing.left_to_draw(session, group) if kind in DRAWING_STEPS else 0,
        to_draw_told=session.left_to_draw(group),
        in_play=session.cards_in_play(),
        room=seeing.priorities(session),
        checks_out=kind == "checkout" or (kind == "close" and "checkout" in kinds and not session.closed),
        titles=_titles(session),
        round=current,
        rates=answered,
        rating_open=answered and going_on and session.paused_at is None,
        results=results,
        again=[result for result in results if result.card in asked_again],
        mine=mine,
        part=Markup(_part(session, say, mine)) if mine is not None else "",  # noqa: S704 - rendered with autoescape
        many_groups=len(session.groups) > 1,
        changes_table=kind in MOVING_STEPS
        and session.opened.joining == "chosen"
        and len(session.groups) > 1
        and not going_on,
    )
    return _squeezed(text)


def _part(session: Session, say: Speaker, mine: Mapping[str, object] | None = None) -> str:
    """What changes within a step, or "" where nothing does."""
    notes, offers = seeing.on_screen(session), seeing.offers(session)
    if not (notes or offers or seeing.doing(session) == "actions"):
        return ""
    text = _ENVIRONMENT.get_template("part.html").render(
        say=say,
        many=say.many,
        written=_written(say),
        session=session,
        doing=seeing.doing(session),
        notes=notes,
        offers=offers,
        day=lambda text: say.day(date.fromisoformat(text)),
        titles=_titles(session),
        mine=mine,
    )
    return _squeezed(text)


def _card_view(session: Session, card_id: str, say: Speaker, easy: bool) -> dict[str, object]:
    card = session.known_cards[card_id]
    return {
        "card": card,
        "theme": session.deck.theme(card.theme).name,
        "tint": _tint(session, card),
        "plain": card.plain.get(say.language, "") if easy else "",
    }


def _tint(session: Session, card: Card) -> int:
    """Which of six quiet tints the card's theme has."""
    return [theme.id for theme in session.deck.themes].index(card.theme) % 6


def _titles(session: Session) -> dict[str, Text]:
    return {card.id: card.title for card in session.known_cards.values()}


@lru_cache
def _written_attribute(language: str, page_language: str) -> Markup:
    return Markup("") if language == page_language else Markup(' lang="{}"').format(language)


def _written(say: Speaker) -> Callable[..., Markup]:
    """A template's helper: a deck text as a span, with `lang` where it is not in the page's language."""

    def written(text: Text) -> Markup:
        words, language = in_language(text, say.language)
        attribute = _written_attribute(language, say.language)
        return Markup("<span{}>{}</span>").format(attribute, words) if attribute else Markup.escape(words)

    return written
