"""Text that people send, cleaned once at the border and stored as typed.

After `clean` a text can go to the database, XML, UTF-8 and a projector: NFC, no control characters, no lone
surrogates, no noncharacters, no bidi overrides, at most three combining marks on a letter, and something to see.
"""

import unicodedata
from datetime import date

import regex

MOST_MARKS = 3  # combining marks on one letter; real scripts need no more, zalgo does
CROWD = 12  # code points in one character a person sees; a family of four with skin tones has 11

_UNWANTED = regex.compile(
    r"[\p{Cc}--\n\t]|[\p{Cs}]|\p{Noncharacter_Code_Point}|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]",
    regex.VERSION1,
)
# Invisible joiners between marks do not part them: the marks still pile up on one letter.
_TOO_MANY_MARKS = regex.compile(rf"((?:\p{{M}}\p{{Cf}}*+){{{MOST_MARKS}}})(?:\p{{M}}\p{{Cf}}*+)+")
_SEEN = regex.compile(r"[^\s\p{Default_Ignorable_Code_Point}\u2800]")
_BREAKS = regex.compile(r"\r\n?|[\u2028\u2029\u0085]")


class TextRefused(ValueError):
    """A text that cannot be taken; `reason` is "empty" or "too-long", `length` and `most` are in graphemes."""

    def __init__(self, reason: str, *, length: int = 0, most: int = 0) -> None:
        super().__init__(f"{reason}: {length} of at most {most}")
        self.reason = reason
        self.length = length
        self.most = most


def clean(text: str) -> str:
    """`text` without what breaks stores and screens; line breaks become \\n, outer white space goes.

    A text in which there is nothing to see (joiners, fillers, white space) is "".
    """
    text = _BREAKS.sub("\n", text)
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    text = str(_TOO_MANY_MARKS.sub(r"\1", text)).strip()
    return text if _SEEN.search(text) else ""


def clean_line(text: str) -> str:
    """`clean`, on one line: every run of white space becomes one space."""
    return " ".join(clean(text).split())


def graphemes(text: str) -> int:
    """How many characters a person sees: an emoji family or a letter with marks counts as one.

    One that hides more than a dozen code points counts again for each dozen, so a length always bounds the size.
    """
    return sum(-(-len(cluster) // CROWD) for cluster in regex.findall(r"\X", text))


def within(text: str, most: int) -> str:
    """`text` itself when it has 1 to `most` graphemes.

    Raises:
        TextRefused: it is empty or longer.
    """
    length = graphemes(text)
    if length == 0:
        raise TextRefused("empty", most=most)
    if length > most:
        raise TextRefused("too-long", length=length, most=most)
    return text


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
