"""A YAML text as an outline of entries, lists and leaves, each with the line it stands on.

A leaf is always text, whatever it looks like: `no`, `12:30` and `2024-01-01` stay as written. The file is
checked while it is parsed, event by event, so what could grow (anchors, aliases, tags, depth, numbers of
nodes) is refused before anything is built from it.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from cards.errors import DeckRefused
from cards.problems import Problem, shown

MAX_BYTES = 512 * 1024
MAX_DEPTH = 8  # a fact's text in a deck stands at depth 5
MAX_NODES = 20_000
MAX_PROBLEMS = 100  # nobody mends more at one sitting, and a hostile file has no end of them

# What YAML cannot hold, and line ends that editors do not show: without these, lines are the editor's lines.
UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef]"
    "|[" + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)) + "]"
)
LINE_END = re.compile("\r\n|\r|\n")

# libyaml is ten times faster; where it was not built in, the same events come from Python.
FASTEST_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Leaf(msgspec.Struct, frozen=True):
    """A text as written."""

    text: str
    line: int


class Listing(msgspec.Struct, frozen=True):
    """Nodes one after the other."""

    items: tuple["Node", ...]
    line: int


class Entry(msgspec.Struct, frozen=True):
    """A key with what stands under it. `hollow`: in braces, and with no value at all."""

    key: str
    line: int
    node: "Node"
    hollow: bool = False


class Entries(msgspec.Struct, frozen=True):
    """Keyed entries in the order of the file; a key may stand there twice."""

    entries: tuple[Entry, ...]
    line: int


Node = Leaf | Listing | Entries


def read_outline(data: str | bytes, file: str, loader: type[Any] = FASTEST_LOADER) -> Entries:
    """The outline of a text that has keys at its top. What stands under a key has the key's line.

    Raises:
        DeckRefused: it is too large, not UTF-8, not YAML, or holds more than an outline.
    """
    text = _decoded(data, file)
    spoilt = _unreadable(text, file)
    if spoilt:
        raise DeckRefused(spoilt)
    try:
        node = _document(yaml.parse(text, Loader=loader), file)
    except (yaml.YAMLError, ValueError, OverflowError) as fault:  # the last two: PyYAML without libyaml
        raise DeckRefused([_syntax_problem(fault, text, file)]) from None
    if node is None or (isinstance(node, Leaf) and not node.text):
        raise DeckRefused([Problem(file=file, line=0, reason="empty")])
    if not isinstance(node, Entries):
        raise DeckRefused([Problem(file=file, line=node.line, reason="no-keys-at-top")])
    return node


def _decoded(data: str | bytes, file: str) -> str:
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        limit = MAX_BYTES // 1024
        raise DeckRefused([Problem(file=file, line=0, reason="too-large", facts={"limit": limit})])
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise DeckRefused([Problem(file=file, line=line, reason="not-utf8")]) from None


def _unreadable(text: str, file: str) -> list[Problem]:
    found: dict[tuple[int, str], None] = {}
    for number, line in enumerate(LINE_END.split(text), start=1):
        for character in UNREADABLE.findall(line):
            found[number, code_point(character)] = None
    return [
        Problem(file=file, line=line, reason="unreadable-character", facts={"code": code})
        for line, code in list(found)[:MAX_PROBLEMS]
    ]


def code_point(character: str) -> str:
    """A character by its number: "U+202E"."""
    return f"U+{ord(character):04X}"


def _document(events: Iterator[yaml.Event], file: str) -> Node | None:
    """The one document of these events; None if there is none."""
    node = None
    checked = _checked(events, file)
    for event in checked:
        if isinstance(event, yaml.NodeEvent):
            node = _node(event, checked, _line(event))
    return node


def _checked(events: Iterator[yaml.Event], file: str) -> Iterator[yaml.Event]:
    documents = nodes = depth = 0
    for event in events:
        documents += isinstance(event, yaml.DocumentStartEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        refused = _refusal(event, documents, nodes, depth)
        if refused:
            reason, facts = refused
            raise DeckRefused([Problem(file=file, line=_line(event), reason=reason, facts=facts)])
        yield event


def _refusal(event: yaml.Event, documents: int, nodes: int, depth: int) -> tuple[str, dict[str, str | int]] | None:
    if documents > 1:
        return "several-documents", {}
    if depth > MAX_DEPTH:
        return "too-deep", {"limit": MAX_DEPTH}
    if nodes > MAX_NODES:
        return "too-many-nodes", {"limit": MAX_NODES}
    if isinstance(event, yaml.AliasEvent):
        return "alias", {"name": shown(str(event.anchor))}
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        return "anchor", {"name": shown(event.anchor)}
    if getattr(event, "tag", None) is not None:
        return "tag", {"tag": shown(getattr(event, "tag", ""))}
    return None


def _node(event: yaml.Event, events: Iterator[yaml.Event], line: int) -> Node:
    if isinstance(event, yaml.MappingStartEvent):
        return Entries(tuple(_entries(event, events)), line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Listing(tuple(_items(events)), line)
    return Leaf(str(getattr(event, "value", "")), line)


def _items(events: Iterator[yaml.Event]) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events, _line(event))


def _entries(start: yaml.MappingStartEvent, events: Iterator[yaml.Event]) -> Iterator[Entry]:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        line = _line(event)
        key = _node(event, events, line)
        value = next(events)
        hollow = bool(start.flow_style) and _is_absent(value)
        # a key that is itself a list or has keys: no deck has it, so the empty key is refused as unknown
        yield Entry(key.text if isinstance(key, Leaf) else "", line, _node(value, events, line), hollow)


def _is_absent(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "" and event.style in (None, "")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _syntax_problem(fault: Exception, text: str, file: str) -> Problem:
    if not isinstance(fault, yaml.MarkedYAMLError) or fault.problem_mark is None:
        return Problem(file=file, line=0, reason="not-yaml")
    if fault.context == "while scanning a quoted scalar" and fault.context_mark:
        return Problem(file=file, line=fault.context_mark.line + 1, reason="open-quote")
    mark = fault.problem_mark
    rest = [*LINE_END.split(text), ""][mark.line][mark.column :]
    if rest.startswith("\t"):
        reason = "tab"
    elif (fault.problem or "").startswith("mapping values are not allowed"):
        reason = "colon-in-text"
    else:
        reason = "syntax"
    return Problem(file=file, line=mark.line + 1, reason=reason, facts={"column": mark.column + 1})
