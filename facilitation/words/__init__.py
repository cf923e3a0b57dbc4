"""Every word a person reads: gettext catalogues in Finnish and Swedish; English is the text in the code.

    say = speaker("fi")
    say("Join")                                     # "Liity mukaan"
    say("{count} joined", count=3)
    say.many("{n} answer", "{n} answers", 2)
    say.refusal(RoundClosed())                      # why not, and what to do

A text comes out as plain text: whoever puts it on a page escapes it.
"""

from __future__ import annotations

import io
import re
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cards.deck import LANGUAGES, Text, in_language
from facilitation.words import names
from facilitation.words.refusals import REFUSALS
from sessions.errors import Refused

# English stands in the code and needs no catalogue.
TRANSLATED = ("fi", "sv")

# English as in Britain: the day comes first as in Finland, and a decimal point, which English readers expect.
_LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


class Speaker:
    """Says things in one language; `language` is "fi", "sv" or "en"."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue
        self._locale = Locale.parse(_LOCALES[language])

    def __call__(self, text: str, /, **facts: object) -> str:
        """`text` in this language, with {named} facts filled in."""
        said = self._catalogue.gettext(text)
        return said.format_map(facts) if facts else said

    def many(self, one: str, several: str, n: int, /, **facts: object) -> str:
        """The form that fits the number; {n} is the number as this language writes it."""
        return self._catalogue.ngettext(one, several, n).format_map({"n": self.number(n), **facts})

    def refusal(self, refused: Refused) -> str:
        """Why something was refused, and what helps, in one or two sentences."""
        facts = {name: self.number(fact) if isinstance(fact, int) else fact for name, fact in refused.facts.items()}
        if facts.get("field") in names.FIELDS:
            facts["field"] = self(names.FIELDS[facts["field"]])
        return self(REFUSALS[refused.code()]).format_map(facts)

    def stance(self, stance: str) -> str:
        return self(names.STANCES[stance])

    def sector(self, sector: str) -> str:
        """A sector's name; "" is "not said"."""
        return self(names.SECTORS[sector])

    def mark(self, mark: str) -> str:
        return self(names.MARKS[mark])

    def note_kind(self, kind: str) -> str:
        return self(names.NOTE_KINDS[kind])

    def note_status(self, status: str) -> str:
        return self(names.NOTE_STATUSES[status])

    def step(self, kind: str) -> str:
        return self(names.STEPS[kind])

    def task(self, kind: str) -> str:
        """What people do in a step of this kind, in one sentence."""
        return self(names.TASKS[kind])

    def card_text(self, text: Text) -> str:
        """A deck's text in this language, or in one it has."""
        return in_language(text, self.language)[0]

    def number(self, value: float) -> str:
        return _whole(value, self._locale) if isinstance(value, int) else _decimal(value, self._locale)

    def percent(self, share: float) -> str:
        return numbers.format_percent(share, format=None, locale=self._locale)

    def day(self, value: date) -> str:
        return dates.format_date(value, format="long", locale=self._locale)

    def listed(self, items: list[str]) -> str:
        """Items as running text: "a, b and c"."""
        return lists.format_list(items, locale=self._locale)


def _decimal(value: float, locale: Locale) -> str:
    return numbers.format_decimal(value, locale=locale)


_whole = lru_cache(maxsize=4096)(_decimal)  # a write-up says the same few counts ten thousand times


@lru_cache(maxsize=len(LANGUAGES))
def speaker(language: str) -> Speaker:
    """Who says things in `language`; an unknown language speaks English."""
    known = language if language in LANGUAGES else "en"
    return Speaker(known, _catalogue(known))


def asked_language(accept: str, among: tuple[str, ...], otherwise: str) -> str:
    """The one of `among` that a browser's Accept-Language wants most ("sv-FI, fi;q=0.8"), else `otherwise`."""
    wishes = [_wish(part) for part in accept.split(",")]
    wanted = sorted((wish for wish in wishes if wish[1] in among and wish[0] > 0), key=lambda wish: -wish[0])
    if wanted:
        return wanted[0][1]
    return otherwise if otherwise in among else among[0]


def _wish(part: str) -> tuple[float, str]:
    """How much a language is wanted, and which: "fi-FI;q=0.8" is (0.8, "fi"). A weight nobody can read is none."""
    tag, _, weight = part.partition(";")
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", weight) if weight else None
    wanted = float(found[1]) if found else 0.0 if weight else 1.0
    return wanted, tag.strip().lower().split("-")[0]


def catalogue_path(language: str) -> Path:
    return Path(__file__).with_name(f"{language}.po")


def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    with catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
