"""The font of last resort: one box for every character that no other font has.

Where a glyph is missing Typst refuses a PDF/UA, as it must: nobody would see the character. With this font behind the
others it is a box on paper, and still the character itself for whoever copies, searches or listens to the text.
`python -m facilitation.writeup.typst.placeholder` writes the file that Typst reads; a test holds that it is this one.
"""

from __future__ import annotations

import struct
from pathlib import Path

FAMILY = "Trendipakka Placeholder"
PATH = Path(__file__).with_name("fonts") / "placeholder.ttf"

UNITS = 1000  # of an em
WIDTH, LEFT, RIGHT, TOP, STROKE = 640, 70, 570, 700, 60
ASCENT, DESCENT = 750, -250
FIRST, LAST = 0x20, 0x10FFFF
SURROGATES = (0xD800, 0xDFFF)
MADE = 3_876_163_200  # seconds since 1904: 30.10.2026
BOX = 1  # the glyph; 0 is what Typst takes for missing


def placeholder() -> bytes:
    """The font as an OpenType file with TrueType outlines; the same bytes each time."""
    tables = {
        "OS/2": _os2(),
        "cmap": _cmap(),
        "glyf": _box(),
        "head": _head(),
        "hhea": struct.pack(
            ">4H3hH2h6h2H", 1, 0, ASCENT, 65536 + DESCENT, 0, WIDTH, LEFT, LEFT, RIGHT, 1, *[0] * 6, 0, 2
        ),
        "hmtx": struct.pack(">HhHh", WIDTH, 0, WIDTH, LEFT),
        "loca": struct.pack(">3I", 0, 0, len(_box())),
        "maxp": struct.pack(">IH13H", 0x10000, 2, 8, 2, 0, 0, 1, *[0] * 8),
        "name": _name(),
        "post": struct.pack(">IIhhI4I", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    whole = _file(tables)
    adjusted = struct.pack(">I", (0xB1B0AFBA - _checksum(whole)) & 0xFFFFFFFF)
    tables["head"] = tables["head"][:8] + adjusted + tables["head"][12:]
    return _file(tables)


def _file(tables: dict[str, bytes]) -> bytes:
    count, power = len(tables), 3
    start = 12 + 16 * count
    places, body = b"", b""
    for tag, data in tables.items():
        checked = data if tag != "head" else data[:8] + bytes(4) + data[12:]
        places += struct.pack(">4s3I", tag.encode(), _checksum(checked), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return struct.pack(">I4H", 0x10000, count, 16 << power, power, 16 * (count - (1 << power))) + places + body


def _checksum(data: bytes) -> int:
    data += bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF


def _cmap() -> bytes:
    """Format 13, made for fonts of last resort: ranges of characters that all have one glyph."""
    groups = [(FIRST, SURROGATES[0] - 1, BOX), (SURROGATES[1] + 1, LAST, BOX)]
    ranges = b"".join(struct.pack(">3I", *group) for group in groups)
    return (
        struct.pack(">4HI", 0, 1, 3, 10, 12) + struct.pack(">2H3I", 13, 0, 16 + len(ranges), 0, len(groups)) + ranges
    )


def _box() -> bytes:
    """Two squares, the inner one the other way round, so that it is a hole."""
    outer = [(LEFT, 0), (LEFT, TOP), (RIGHT, TOP), (RIGHT, 0)]
    a, b, c = LEFT + STROKE, RIGHT - STROKE, TOP - STROKE
    points = [*outer, (a, STROKE), (b, STROKE), (b, c), (a, c)]
    before = [(0, 0), *points]
    across = [x - old for (x, _), (old, _) in zip(points, before, strict=False)]
    upwards = [y - old for (_, y), (_, old) in zip(points, before, strict=False)]
    head = struct.pack(">5h2HH", 2, LEFT, 0, RIGHT, TOP, 3, 7, 0)
    return head + bytes([1] * 8) + struct.pack(">8h8h", *across, *upwards) + b"\0"


def _head() -> bytes:
    return struct.pack(
        ">IIIIHH2q4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, UNITS, MADE, MADE, LEFT, 0, RIGHT, TOP, 0, 8, 2, 1, 0
    )


def _name() -> bytes:
    texts = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 5: "Version 1", 6: FAMILY.replace(" ", "")}
    records, strings = b"", b""
    for number, text in texts.items():
        data = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(data), len(strings))
        strings += data
    return struct.pack(">3H", 0, len(texts), 6 + len(records)) + records + strings


def _os2() -> bytes:
    weight, wide = 400, 5
    return struct.pack(
        ">HhHHH11h10s4I4s3H3h2H2I2h3H",
        *(4, WIDTH, weight, wide, 0),
        *(650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0),
        *(bytes(10), 0, 0, 0, 0, b"NONE", 0x40, FIRST, 0xFFFF),
        *(ASCENT, DESCENT, 0, ASCENT, -DESCENT),
        *(0, 0, 500, TOP, 0, FIRST, 0),
    )


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_bytes(placeholder())
