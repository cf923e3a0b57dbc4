"""Finds the texts that the code says, in Python and in templates.

A text stands where it is said, as a literal: `say("Join")`, `desk.say("Join")`, `speaker("fi")("Join")`,
`say.many("{n} answer", "{n} answers", 2)`, `many(…)` in a template; or in `later("Join")` and is said elsewhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

Text = str | tuple[str, str]  # one form, or the forms for one and for several

SPEAKERS = {"say", "later"}
MAKERS = {"_say", "speaker"}  # they answer a speaker


class Unreadable(ValueError):
    """A text that is put together where it is said: no catalogue can have it."""


def texts_under(folder: Path) -> set[Text]:
    """Every text said in the Python files and HTML templates under `folder`.

    Raises:
        Unreadable: a text is put together from parts.
    """
    found: set[Text] = set()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")]):
        source = path.read_text(encoding="utf-8")
        try:
            found.update(python_texts(source) if path.suffix == ".py" else template_texts(source))
        except Unreadable as unreadable:
            raise Unreadable(f"{path}: {unreadable}") from None
    return found


def python_texts(source: str) -> Iterator[Text]:
    """The texts of a Python module."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        if isinstance(call.func, ast.Attribute) and call.func.attr == "many":
            one, several = (_literals(form) for form in call.args[:2])
            yield from zip(one, several, strict=True)
        elif _speaks(call.func):
            yield from _literals(call.args[0])


def template_texts(source: str) -> Iterator[Text]:
    """The texts of a Jinja template."""
    for call in jinja2.Environment(autoescape=True).parse(source).find_all(nodes.Call):
        literals = [argument.value for argument in call.args if isinstance(argument, nodes.Const)]
        if isinstance(call.node, nodes.Name) and call.node.name == "many":
            yield literals[0], literals[1]
        elif isinstance(call.node, nodes.Name) and call.node.name == "say":
            if not literals:
                raise Unreadable(f"line {call.lineno}: say() without a literal text")
            yield literals[0]


def _speaks(function: ast.expr) -> bool:
    match function:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name in SPEAKERS
        case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name)):
            return name in MAKERS
    return False


def _literals(text: ast.expr) -> list[str]:
    """The literals a text can be: one, two of `a if … else b`, none when it comes from a name or a table."""
    match text:
        case ast.Constant(str(value)):
            return [value]
        case ast.IfExp(body=one, orelse=other):
            return _literals(one) + _literals(other)
        case ast.JoinedStr() | ast.BinOp():
            raise Unreadable(f"line {text.lineno}: {ast.unparse(text)}")
    return []
