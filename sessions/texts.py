"""Texts from people, cleaned and measured, or refused with what the person can mend."""

from cards.text import TextRefused, clean, clean_line, within
from sessions.errors import TextEmpty, TextTooLong


def text_or_none(text: str, most: int) -> str:
    return text_of(text, most) if clean(text) else ""


def text_of(text: str, most: int) -> str:
    try:
        return within(clean(text), most)
    except TextRefused as refused:
        raise _refusal(refused) from None


def line_of(text: str, most: int) -> str:
    line = clean_line(text)
    if not line:
        return ""
    try:
        return within(line, most)
    except TextRefused as refused:
        raise _refusal(refused) from None


def _refusal(refused: TextRefused) -> TextEmpty | TextTooLong:
    if refused.reason == "empty":
        return TextEmpty()
    return TextTooLong(length=refused.length, most=refused.most)
