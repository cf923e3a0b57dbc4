"""Says of the first cell in each row of a PDF's tables that it heads the row, for whoever hears them read aloud.

Typst can do so since 0.14, but only with a feature that its Python binding cannot switch on.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

# What tables stand in, and what their rows stand in; nothing else is looked into: a write-up has 3,000 notes.
HOLDERS = ("/Document", "/Part", "/Sect", "/Div", "/NonStruct", "/Table", "/TBody")


def with_row_heads(pdf: bytes) -> bytes:
    """A tagged PDF with `TH` of scope `Row` in the place of the first `TD` of each row; nothing else changes.

    Equal bytes give equal bytes.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        for row in _rows(document.Root.StructTreeRoot):
            first = next(_elements(row))
            if first.S == Name.TD:
                first.S = Name.TH
                first.A = Array([*_list(first.get(Name.A)), Dictionary(O=Name.Table, Scope=Name.Row)])
        headed = io.BytesIO()
        document.save(headed, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return headed.getvalue()


def _rows(element: Object) -> Iterator[Object]:
    for part in _elements(element):
        if part.S == Name.TR:
            yield part
        elif part.S in HOLDERS:
            yield from _rows(part)


def _elements(element: Object) -> Iterator[Object]:
    """The elements right below one; what they mark on the pages is none."""
    for part in _list(element.get(Name.K)):
        if isinstance(part, Dictionary) and Name.S in part:
            yield part


def _list(held: Object | None) -> list[Object]:
    """PDF writes a list of one as the one."""
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]
