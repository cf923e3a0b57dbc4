"""The write-up as slides (PPTX): one idea a slide, charts that can be edited, and in the notes what to say.

A slide shows what can be read from the back of a room. What does not fit is in the speaker notes in full.
"""

from __future__ import annotations

import copy
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import assert_never

import msgspec
import regex
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.base import BaseShape
from pptx.slide import Slide, SlideLayout
from pptx.table import Table as DrawnTable
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Inches, Pt

from facilitation.words import Speaker, speaker
from facilitation.words.names import SIGNS
from facilitation.writeup.document import (
    Answers,
    Block,
    Document,
    Facts,
    Lead,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Table,
)
from facilitation.writeup.heat import Heat
from facilitation.writeup.office import (
    LOOK,
    chart_data,
    colour,
    describe,
    dress,
    legal,
    locale_of,
    right_to_left,
)

MOST_CARDS = 20  # slides with a card; the others are in the document
MOST_ROWS = 12  # of a table on a slide; of a longer one the last row says how many are left out
MOST_QUOTES = 5  # on a slide
BESIDE = 3  # columns of a table that stands beside the words; a wider one stands below them
LETTER = 0.46  # the width of a letter of our text on the average with what a line loses at its end, of its size
LINE = 1.2  # the height of a line, of the text's size
NARROW = 0.43  # the width of a letter alone, as in a cell
BETWEEN = 0.25  # the room between two paragraphs, in lines
TITLE_SIZES = (32, 28, 24, 20)  # points, the largest first; the last one is cut when it does not fit
TEXT_SIZES = (28, 26, 24, 22, 20, 18, 16)
QUOTE_SIZES = (28, 26, 24, 22, 20)
EASY = 22  # points; where a card has few notes they stand beside its chart in letters of this size or larger
TABLE_SIZE = 16
ROW, HEAD_ROW = 0.38, 0.66  # inches; a head of two lines is higher

HEAT_ROWS = 12  # cards of the heat map on a slide at most
HEAT_NAMES, HEAT_COLUMN, HEAT_ROW = 3.5, 1.6, 0.36  # inches

_WIDE, _HIGH = Inches(13.333), Inches(7.5)


class _Box(msgspec.Struct, frozen=True):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def lay(self, shape: BaseShape) -> None:
        shape.left, shape.top = Inches(self.left), Inches(self.top)
        shape.width, shape.height = Inches(self.width), Inches(self.height)


_TITLE = _Box(0.7, 0.4, 11.9, 1.2)
_BODY = _Box(0.7, 1.75, 11.9, 5.0)
_NUMBER = _Box(11.6, 6.9, 1.0, 0.4)
_COVER_TITLE = _Box(0.7, 0.7, 11.9, 2.2)
_COVER_TEXT = _Box(0.7, 3.1, 11.9, 3.7)
_GAP = 0.35  # inches between what stands side by side


class _Line(msgspec.Struct, frozen=True):
    """A paragraph on a slide; `language` is "" for the document's."""

    text: str
    bold: bool = False
    language: str = ""
    quiet: bool = False


class _Idea(msgspec.Struct, frozen=True):
    """What one slide tells, and the notes for who tells it."""

    heading: str
    language: str
    lines: tuple[_Line, ...] = ()
    table: Table | None = None
    answers: Answers | None = None
    notes: tuple[_Line, ...] = ()
    sizes: tuple[int, ...] = TEXT_SIZES
    heat: Heat | None = None


def as_pptx(document: Document, *, at: datetime, heat: Heat | None = None) -> bytes:
    """The whole document as slides in 16:9; `at` is the time the file says it was made.

    `heat` tells how groups lean; it comes before the cards.
    """
    show = _Show(document.language)
    show.cover(document)
    for idea in _ideas(document, heat, speaker(document.language)):
        show.add(idea)
    show.properties(document, at)
    return show.saved()


# -------------------------------------------------------------------- what is told


def _ideas(document: Document, heat: Heat | None, say: Speaker) -> Iterator[_Idea]:
    for section in document.sections:
        if section.id == "cards" and heat:
            yield from _heated(heat, say)
        if any(_answers_of(inner) for inner in section.sections):
            yield from _cards(section, say)
        else:
            for part in (section, *section.sections):
                yield from _spread(part, say)


def _heated(heat: Heat, say: Speaker) -> Iterator[_Idea]:
    """The heat map, the cards spread evenly over as few slides as can hold them."""
    notes = (_Line(heat.words), _Line(heat.note))
    slides = math.ceil(len(heat.rows) / HEAT_ROWS)
    each = math.ceil(len(heat.rows) / slides)
    for start in range(0, len(heat.rows), each):
        part = msgspec.structs.replace(heat, rows=heat.rows[start : start + each])
        yield _Idea(heat.title, say.language, notes=notes if start == 0 else (), heat=part)


def _cards(section: Section, say: Speaker) -> Iterator[_Idea]:
    """The cards with answers, in the document's order; a last slide tells how many there are beside them."""
    told = [inner for inner in section.sections if _answers_of(inner)]
    for inner in told[:MOST_CARDS]:
        yield from _spread(inner, say)
    left = len(section.sections) - min(len(told), MOST_CARDS)
    if left:
        more = say.many("{n} more card is in the write-up.", "{n} more cards are in the write-up.", left)
        beside = [inner for inner in section.sections if inner not in told[:MOST_CARDS]]
        names = (_Line(inner.heading, language=inner.language) for inner in beside)
        yield _Idea(section.heading, section.language, (_Line(more, bold=True),), notes=(_Line(more), *names))


def _answers_of(section: Section) -> Answers | None:
    return next((block for block in section.blocks if isinstance(block, Answers)), None)


def _spread(section: Section, say: Speaker) -> Iterator[_Idea]:
    """A section on slides: what it tells, then what people wrote, with the sentence that announces it."""
    whole = _idea(section, section.blocks, say)
    if whole.answers and _easy(whole):
        yield whole
        return
    told: list[Block] = []
    for block in section.blocks:
        if not isinstance(block, Quotes):
            told.append(block)
            continue
        announced = told and isinstance(told[-1], Paragraph) and told[-1].text.endswith(":")
        said: list[Block] = [told.pop(), block] if announced else [block]
        if told:
            yield _idea(section, told, say)
            told = []
        name = say("Notes: {card}", card=section.heading) if _answers_of(section) else section.heading
        yield msgspec.structs.replace(_idea(section, said, say), heading=name, sizes=QUOTE_SIZES)
    if told:
        yield _idea(section, told, say)


def _easy(idea: _Idea) -> bool:
    """Whether all its words are large beside its chart."""
    words, _ = _shared_out(idea)
    return _fitted([line.text for line in idea.lines], words, TEXT_SIZES)[0] >= EASY


def _idea(section: Section, blocks: Sequence[Block], say: Speaker) -> _Idea:
    return _Idea(
        heading=section.heading,
        language=section.language,
        lines=tuple(line for block in blocks for line in _shown(block, say)),
        table=next((block for block in blocks if isinstance(block, Table)), None),
        answers=next((block for block in blocks if isinstance(block, Answers)), None),
        notes=tuple(text for block in blocks for text in _spoken(block)),
    )


def _shown(block: Block, say: Speaker) -> list[_Line]:
    """The lines of a block on a slide; tables and charts are drawn, not written."""
    match block:
        case Lead(text):
            return [_Line(text, bold=True)]
        case Paragraph(text):
            return [_Line(text)]
        case Facts(rows):
            return [_fact(label, text) for label, text in rows]
        case Table():
            return []
        case Answers(bars, _):
            return [_Line(say("Answers: {n}.", n=say.number(sum(count for _, _, count in bars))))]
        case Quotes(items):
            quoted = [_Line(f"“{_one_line(q.text)}”", language=q.language) for q in items[:MOST_QUOTES]]
            kept = next((n for n in range(len(quoted), 1, -1) if _quotable(quoted[:n])), 1)
            left = len(items) - kept
            more = say.many("{n} more note is in the write-up.", "{n} more notes are in the write-up.", left)
            return [*quoted[:kept], *([_Line(more, quiet=True)] if left else [])]
        case _:
            assert_never(block)


def _quotable(quoted: Sequence[_Line]) -> bool:
    """Whether notes fit on a slide, with a line before them and one after."""
    lines = sum(_lines(line.text, _BODY, QUOTE_SIZES[-1]) + BETWEEN for line in quoted)
    return lines + 2 * (1 + BETWEEN) <= _room(_BODY, QUOTE_SIZES[-1])


def _spoken(block: Block) -> list[_Line]:
    """A block in words, in full."""
    match block:
        case Lead(text) | Paragraph(text) | Answers(_, text):
            return [_Line(text)]
        case Facts(rows):
            return [_fact(label, text) for label, text in rows]
        case Table(caption, columns, rows):
            return [_Line(f"{caption}:"), *(_Line(_row_in_words(columns, row)) for row in rows)]
        case Quotes(items):
            return [line for quote in items for line in _quoted(quote)]
        case _:
            assert_never(block)


def _fact(label: str, text: str) -> _Line:
    return _Line(f"{label}: {text}")


def _row_in_words(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    numbers = ", ".join(f"{column} {cell}" for column, cell in zip(columns[1:], row[1:], strict=True))
    return f"{row[0]}: {numbers}"


def _quoted(quote: Quote) -> list[_Line]:
    source = ", ".join(part for part in (quote.kind, quote.group) if part)
    return [_Line(quote.text, language=quote.language), *([_Line(f"— {source}")] if source else [])]


def _one_line(text: str) -> str:
    return " ".join(text.split())


# -------------------------------------------------------------------- how it is shown


class _Show:
    """A PowerPoint file while it is made."""

    def __init__(self, language: str) -> None:
        self._file = Presentation()
        self._language = language
        self._say = speaker(language)
        _take_over(self._file, locale_of(language))
        layouts = self._file.slide_layouts
        self._cover, self._page, self._bare = layouts[0], layouts[1], layouts[2]

    def cover(self, document: Document) -> None:
        slide = self._file.slides.add_slide(self._cover)
        self._title(slide, document.title, "", _COVER_TITLE, (40, *TITLE_SIZES))
        facts = [_fact(label, text) for label, text in document.facts.rows]
        self._text(slide.placeholders[1], [_Line(document.kicker, bold=True), *facts], _COVER_TEXT, TEXT_SIZES)
        self._notes(slide, facts)

    def add(self, idea: _Idea) -> None:
        """A slide: the title, the words on the left or on top, and what is drawn beside or below them."""
        slide = self._file.slides.add_slide(self._page if idea.lines else self._bare)
        self._title(slide, idea.heading, idea.language, _TITLE, TITLE_SIZES)
        words, drawing = _shared_out(idea)
        if idea.lines:
            self._text(slide.placeholders[1], idea.lines, words, idea.sizes)
        if idea.answers:
            self._chart(slide, idea.answers, drawing)
        elif idea.heat:
            self._heat(slide, idea.heat)
        elif idea.table:
            self._table(slide, idea.table, drawing)
        self._number(slide)
        self._notes(slide, idea.notes)

    def _title(self, slide: Slide, text: str, language: str, box: _Box, sizes: tuple[int, ...]) -> None:
        title = slide.shapes.title
        box.lay(title)
        size, (line,) = _fitted([_one_line(text)], box, sizes)
        self._write(title.text_frame, [_Line(line, bold=True, language=language)], size)

    def _text(self, shape: BaseShape, lines: Iterable[_Line], box: _Box, sizes: tuple[int, ...]) -> None:
        box.lay(shape)
        lines = list(lines)
        size, texts = _fitted([line.text for line in lines], box, sizes)
        cut = [msgspec.structs.replace(line, text=text) for line, text in zip(lines, texts, strict=False) if text]
        self._write(shape.text_frame, cut, size)

    def _write(self, frame: TextFrame, lines: Iterable[_Line], size: int | None = None) -> None:
        """Writes into an empty frame, in letters of so many points or as its slide has them."""
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = legal(line.text)
            if size is not None:
                run.font.size, run.font.bold = Pt(size), line.bold
            run._r.get_or_add_rPr().set("lang", locale_of(line.language or self._language))
            if line.quiet:
                run.font.color.rgb = colour(LOOK.stances["unsure"])
            if right_to_left(line.text):
                paragraph._p.get_or_add_pPr().set("rtl", "1")

    def _chart(self, slide: Slide, answers: Answers, box: _Box) -> None:
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED,
            *(Inches(side) for side in (box.left, box.top, box.width, box.height)),
            chart_data(answers, self._say),
        )
        dress(frame.chart, answers, points=18)
        _describe(frame, answers.words)

    def _table(self, slide: Slide, table: Table, box: _Box) -> None:
        whole = len(table.rows) <= MOST_ROWS
        rows = [table.columns, *(table.rows if whole else table.rows[: MOST_ROWS - 1])]
        left = len(table.rows) + 1 - len(rows)
        if left:
            more = self._say.many("{n} more row is in the write-up.", "{n} more rows are in the write-up.", left)
            rows.append((more, *[""] * (len(table.columns) - 1)))
        widths = _columns(table, box.width)
        head = (
            ROW
            if all(len(text) <= _letters_across(width) for text, width in zip(rows[0], widths, strict=True))
            else HEAD_ROW
        )
        heights = [head, *[ROW] * (len(rows) - 1)]
        drawn = _blank_table(slide, table.caption, box, widths, heights)
        for place, (row, texts) in enumerate(zip(drawn.rows, rows, strict=True)):
            for n, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.margin_top = cell.margin_bottom = Inches(0.03)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.fill.background()
                _underline(cell, LOOK.quiet if place else LOOK.ink)
                letters = _letters_across(widths[n]) * (2 if place == 0 and head == HEAD_ROW else 1)
                told = text if left and place == MOST_ROWS else _short(_bound(_one_line(text)), letters)
                self._write(cell.text_frame, [_Line(told, bold=place == 0)], TABLE_SIZE)
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if n else PP_ALIGN.LEFT

        if left:
            drawn.cell(len(rows) - 1, 0).merge(drawn.cell(len(rows) - 1, len(table.columns) - 1))

    def _heat(self, slide: Slide, heat: Heat) -> None:
        """A table of tinted cells: the names of the groups above, those of the cards to the left."""
        across = min((_BODY.width - HEAT_NAMES) / len(heat.heads), HEAT_COLUMN)
        names = min(_BODY.width - across * len(heat.heads), HEAT_NAMES + 1.5)
        points = 14 if across > 0.7 else 12
        widths, heights = [names, *[across] * len(heat.heads)], [HEAD_ROW, *[HEAT_ROW] * len(heat.rows)]
        drawn = _blank_table(slide, heat.words, _BODY, widths, heights)
        most = math.floor(2 * (across - 0.08) * 72 / (NARROW * points))
        head, *rows = drawn.rows
        corner, *tops = head.cells
        self._in_heat(corner, _Line(heat.note, quiet=True), 12)
        for cell, name in zip(tops, heat.heads, strict=True):
            self._in_heat(cell, _Line(_short(_one_line(name), most), bold=True), points, centred=True)
        for row, told in zip(rows, heat.rows, strict=True):
            name, *cells = row.cells
            self._in_heat(name, _Line(_short(_one_line(told.name), _letters_across(names))), 14)
            for cell, given in zip(cells, told.cells, strict=True):
                self._in_heat(cell, _Line(given.text if given else ""), points, given.colour if given else "", True)

    def _in_heat(self, cell: _Cell, line: _Line, points: int, tint: str = "", centred: bool = False) -> None:
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        cell.margin_left = cell.margin_right = Inches(0.03)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        if tint:
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(tint)
        else:
            cell.fill.background()
        self._write(cell.text_frame, [line], points)
        cell.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.LEFT

    def _number(self, slide: Slide) -> None:
        """The number of the slide, which a layout keeps and python-pptx leaves there."""
        for shape in slide.slide_layout.placeholders:
            if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
                slide.shapes._spTree.append(copy.deepcopy(shape._element))

    def _notes(self, slide: Slide, lines: Iterable[_Line]) -> None:
        parts = [msgspec.structs.replace(line, text=part) for line in lines for part in line.text.split("\n")]
        self._write(slide.notes_slide.notes_text_frame, parts)

    def properties(self, document: Document, at: datetime) -> None:
        describe(self._file.core_properties, document, at)

    def saved(self) -> bytes:
        data = io.BytesIO()
        self._file.save(data)
        return data.getvalue()


def _shared_out(idea: _Idea) -> tuple[_Box, _Box]:
    """Where the words stand and where the drawing does: side by side, or the one that is there alone."""
    whole = _BODY
    if not (idea.answers or idea.table) or not idea.lines:
        return whole, whole
    share = 0.6
    drawing = (whole.width - _GAP) * share
    words = whole.width - _GAP - drawing
    if idea.table and len(idea.table.columns) > BESIDE:
        return _above(idea.lines, HEAD_ROW + ROW * min(len(idea.table.rows), MOST_ROWS))
    if idea.answers:
        return (
            _Box(whole.left + drawing + _GAP, whole.top, words, whole.height),
            _Box(whole.left, whole.top, drawing, whole.height),
        )
    return (
        _Box(whole.left, whole.top, words, whole.height),
        _Box(whole.left + words + _GAP, whole.top, drawing, whole.height),
    )


def _above(lines: Sequence[_Line], table: float) -> tuple[_Box, _Box]:
    """Where words stand above a table of a height, as high as they are."""
    texts, box = [line.text for line in lines], _Box(_BODY.left, _BODY.top, _BODY.width, _BODY.height - table - _GAP)
    size, kept = _fitted(texts, box, TEXT_SIZES)
    high = 0.1 + sum(_lines(text, box, size) + BETWEEN for text in kept) * LINE * size / 72
    words = msgspec.structs.replace(box, height=min(high, box.height))
    return words, _Box(_BODY.left, _BODY.top + words.height + _GAP, _BODY.width, table)


def _fitted(texts: list[str], box: _Box, sizes: tuple[int, ...]) -> tuple[int, list[str]]:
    """The largest size at which the paragraphs fit into the box, and what of them does at the smallest."""
    for size in sizes:
        if sum(_lines(text, box, size) + BETWEEN for text in texts) <= _room(box, size):
            return size, texts
    size, kept, room = sizes[-1], list[str](), _room(box, sizes[-1])
    for text in texts:
        lines = math.floor(room)
        if lines < 1:
            break
        kept.append(_short(text, lines * _letters(box, size)))
        room -= _lines(kept[-1], box, size) + BETWEEN
    return size, kept


def _blank_table(
    slide: Slide, words: str, box: _Box, widths: Sequence[float], heights: Sequence[float]
) -> DrawnTable:
    """A table of empty cells in our look, at the top left of the box; widths and heights in inches."""
    size = (sum(widths), sum(heights))
    frame = slide.shapes.add_table(len(heights), len(widths), *map(Inches, (box.left, box.top, *size)))
    _describe(frame, words)
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    drawn.horz_banding = False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Inches(width)
    for row, height in zip(drawn.rows, heights, strict=True):
        row.height = Inches(height)
    return drawn


def _columns(table: Table, width: float) -> list[float]:
    """The widths of the columns in inches: those of numbers have room for the longest word of their heads."""
    words = [word for head in table.columns[1:] for word in _bound(head).split(" ")]
    numbers = min(_inches(max(map(len, words), default=0)), width / (len(table.columns) + 1))
    return [width - numbers * (len(table.columns) - 1), *[numbers] * (len(table.columns) - 1)]


def _bound(head: str) -> str:
    """A head with its sign bound to its word."""
    sign, space, word = head.partition(" ")
    return f"{sign}\N{NO-BREAK SPACE}{word}" if space and sign in SIGNS.values() else head


def _inches(letters: int) -> float:
    """The width of a cell for so many bold letters."""
    return 0.25 + letters * (LETTER + 0.06) * TABLE_SIZE / 72


def _letters_across(inches: float) -> int:
    """How many letters a cell has on a line; of a longer text the row is two lines high."""
    return math.floor((inches - 0.2) * 72 / (NARROW * TABLE_SIZE))


def _room(box: _Box, size: int) -> float:
    """How many lines of so many points stand in a box."""
    return (box.height - 0.1) * 72 / (LINE * size)


def _letters(box: _Box, size: int) -> int:
    return max(1, math.floor((box.width - 0.2) * 72 / (LETTER * size)))


def _lines(text: str, box: _Box, size: int) -> int:
    return sum(max(1, math.ceil(_length(line) / _letters(box, size))) for line in text.split("\n"))


def _length(text: str) -> int:
    """How much room a text takes, in letters of ours: those of East Asia are wider."""
    return sum(2 if ord(cluster[0]) > 0x2E7F else 1 for cluster in regex.findall(r"\X", text))


def _short(text: str, most: int) -> str:
    """At most so many letters of a text; what is over ends in an ellipsis."""
    if _length(text) <= most:
        return text
    kept, length = "", 1
    for cluster in regex.findall(r"\X", text):
        length += _length(cluster)
        if length > most:
            break
        kept += cluster
    return f"{kept.rstrip()}…"


def _underline(cell: _Cell, code: str) -> None:
    """A line below a cell of a table."""
    properties = cell._tc.get_or_add_tcPr()
    fill = f'<a:solidFill><a:srgbClr val="{code.removeprefix("#")}"/></a:solidFill>'
    properties.insert(0, parse_xml(f'<a:lnB {nsdecls("a")} w="9525">{fill}</a:lnB>'))


def _describe(shape: BaseShape, words: str) -> None:
    """What somebody hears who does not see it."""
    shape._element.find(f".//{qn('p:cNvPr')}").set("descr", legal(words))


# -------------------------------------------------------------------- the file under the slides

_LAYOUTS = ("Title Slide", "Title and Content", "Title Only")
_LEFTOVERS = ("/thumbnail", "/printerSettings")
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own for a table without lines and fills


def _take_over(file: Presentation, locale: str) -> None:
    """Makes an empty file ours: 16:9, our colours, titles on the left, text without bullets, three layouts."""
    file.slide_width, file.slide_height = _WIDE, _HIGH
    master = file.slide_master
    for layout in list(file.slide_layouts):
        if layout.name not in _LAYOUTS:
            file.slide_layouts.remove(layout)
    for relations in (file.part.rels, file.part.package._rels):
        for name in [name for name, relation in relations.items() if relation.reltype.endswith(_LEFTOVERS)]:
            relations.pop(name)
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = colour(LOOK.paper)
    for page in (master, *file.slide_layouts):
        _place(page)
    for part in (relation.target_part for relation in master.part.rels.values()):
        if part.partname.startswith("/ppt/theme"):
            part._blob = _inked(part.blob)
    styles = master._element.find(qn("p:txStyles"))
    for name in ("p:titleStyle", "p:bodyStyle"):
        _restyle(styles.find(qn(name)))
    for page in (master, *file.slide_layouts):
        for tint in list(page._element.iter(qn("a:tint"))):
            tint.getparent().remove(tint)  # a grey that is hard to read
    for properties in (*master._element.iter(qn("a:defRPr")), *file.part._element.iter(qn("a:defRPr"))):
        properties.set("lang", locale)


def _inked(theme: bytes) -> bytes:
    """A theme with our ink for its text."""
    root = parse_xml(theme)
    dark = root.find(f".//{qn('a:dk1')}")
    dark[:] = [parse_xml(f'<a:srgbClr {nsdecls("a")} val="{LOOK.ink.removeprefix("#")}"/>')]
    made: bytes = serialize_part_xml(root)
    return made


def _place(page: SlideLayout) -> None:
    cover = getattr(page, "name", "") == "Title Slide"
    boxes = {
        PP_PLACEHOLDER.TITLE: _TITLE,
        PP_PLACEHOLDER.CENTER_TITLE: _COVER_TITLE,
        PP_PLACEHOLDER.SUBTITLE: _COVER_TEXT,
        PP_PLACEHOLDER.BODY: _BODY,
        PP_PLACEHOLDER.OBJECT: _BODY,
        PP_PLACEHOLDER.SLIDE_NUMBER: _NUMBER,
    }
    for shape in list(page.placeholders):
        kind = shape.placeholder_format.type
        if kind in boxes:
            boxes[kind].lay(shape)
            shape.text_frame.vertical_anchor = (
                MSO_ANCHOR.BOTTOM if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE) else MSO_ANCHOR.TOP
            )
        else:
            shape._element.getparent().remove(shape._element)  # a date and a footer that nobody fills in
    if cover:
        for properties in page._element.iter(qn("a:lvl1pPr")):
            properties.set("algn", "l")


def _restyle(style: BaseShape) -> None:
    """Left, in our ink, and without bullets."""
    for level in style:
        if not level.tag.endswith("pPr"):
            continue
        level.set("algn", "l")
        level.set("marL", "0")
        level.set("indent", "0")
        for bullet in (*level.findall(qn("a:buChar")), *level.findall(qn("a:buFont"))):
            level.remove(bullet)
