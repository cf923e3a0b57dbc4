"""Texts from people, cleaned and measured, or refused with what the person can mend."""

from collections.abc import Mapping, Sequence

import msgspec

from cards.deck import LANGUAGES
from cards.text import TextRefused, clean, clean_line, within
from sessions.agenda import TASK_LENGTH
from sessions.errors import BadField, TextEmpty, TextTooLong
from sessions.events import Step


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


def tidied(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with cleaned tasks; a language without words is left out.

    Raises:
        TextTooLong, BadField (agenda: a language that we do not speak)
    """
    return tuple(msgspec.structs.replace(step, task=_tidied_task(step.task)) for step in steps)


def _tidied_task(task: Mapping[str, str]) -> dict[str, str]:
    if not set(task) <= set(LANGUAGES):
        raise BadField(field="agenda")
    lines = {language: line_of(text, TASK_LENGTH) for language, text in task.items()}
    return {language: line for language, line in lines.items() if line}


def _refusal(refused: TextRefused) -> TextEmpty | TextTooLong:
    if refused.reason == "empty":
        return TextEmpty()
    return TextTooLong(length=refused.length, most=refused.most)
