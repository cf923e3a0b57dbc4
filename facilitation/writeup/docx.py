"""The write-up as a Word file (DOCX): real headings, captions and header rows, charts that can be edited."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import assert_never

import docx
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.parts.chart import ChartPart

from facilitation.words import speaker
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
from facilitation.writeup.office import FONT, LOOK, chart_data, describe, dress, legal, locale_of, right_to_left

MARGIN = Cm(2.2)
TEXT_WIDTH = Cm(21.0) - 2 * MARGIN  # of an A4 page
LABEL_WIDTH = Cm(5.0)  # of what stands before a fact
COUNT_WIDTH = Cm(1.2)
CHART_HEIGHT = Cm(4.2)
NARROWEST = 1.5  # centimetres of a column with numbers
LETTER = 0.17  # centimetres of a letter in a table's header
MOST_CHARTS = 20  # LibreOffice keeps no more in mind at once, and shows others squeezed
BAR = 60  # parts of the longest bar of a card that is drawn as a table
BELOW_TABLE = "160"  # twentieths of a point
DEEPEST = 4  # the last level of heading that has a style
TOGETHER = 14  # rows of a table that stay on one page; of a longer one two stay together at each end
LONGEST = 44  # letters of a word, such as a checksum, that fit beside a label; a longer one is set smaller
SMALL = "17"  # half points
COMPACT, CLOSE = 0.86, 0.7  # of letters, and of the space between paragraphs, in a booklet

_SIGNS = {"\n": "w:br", "\t": "w:tab"}
TWIP = 635  # a twentieth of a point, in which styles are measured


def as_docx(document: Document, *, at: datetime, booklet: bool = False) -> bytes:
    """The whole document on A4; `at` is the time the file says it was made.

    `booklet`: it is set closer, with plain bars, and what follows the first section begins a page. Only that one: a
    section a little longer than a page would leave most of the next one empty.
    """
    paper = _Paper(document.language, charts=not booklet and _charts(document.sections) <= MOST_CHARTS)
    if booklet:
        paper.closer()
    paper.paragraph("Title", document.title)
    paper.paragraph("Subtitle", document.kicker)
    paper.block(document.facts)
    for place, section in enumerate(document.sections):
        paper.section(section, 1, new_page=booklet and place == 1)
    paper.feet(document.title, document.foot)
    paper.properties(document, at)
    return paper.saved()


def _leads_on(block: Block, following: tuple[Block, ...]) -> bool:
    """Whether a sentence has to stay with what follows: it announces it, or a chart or table is at most one away."""
    if isinstance(block, Lead | Paragraph) and block.text.endswith(":"):
        return True
    shown = [isinstance(each, Answers | Table) for each in following]
    return any(shown[:1]) or (any(shown) and isinstance(following[0], Lead | Paragraph))


class _Paper:
    """A Word file while it is written, and how many charts and tables it has."""

    def __init__(self, language: str, *, charts: bool) -> None:
        self._file = docx.Document()
        self._charts = charts
        self._language = language
        self._say = speaker(language)
        self._drawn = 0
        self._below_table = False
        self._end = self._file.element.body[-1]
        self._slides = Presentation()  # never saved: it makes the charts
        _take_over(self._file, locale_of(language))

    # ---------------------------------------------------------------- the parts of the document

    def section(self, section: Section, level: int, *, new_page: bool = False) -> None:
        heading = f"Heading{min(level, DEEPEST)}"
        self.paragraph(heading, section.heading, language=section.language, new_page=new_page)
        for place, block in enumerate(section.blocks):
            self.block(block, keep=_leads_on(block, section.blocks[place + 1 : place + 3]))
        for inner in section.sections:
            self.section(inner, level + 1)

    def block(self, block: Block, *, keep: bool = False) -> None:
        """One block; `keep` a paragraph on the page of what it says something about."""
        match block:
            case Lead(text):
                self.paragraph("Lead", text, keep=keep)
            case Paragraph(text):
                self.paragraph("", text, keep=keep)
            case Facts(rows):
                for label, text in rows:
                    self._fact(label, text)
            case Table():
                self._table(block)
            case Answers():
                self._chart(block) if self._charts else self._bars(block)
            case Quotes(items):
                for place, quote in enumerate(items):
                    self._quote(quote, keep=place in (0, len(items) - 2) and place < len(items) - 1)
            case _:
                assert_never(block)

    def paragraph(
        self, style: str, text: str, *, language: str = "", keep: bool = False, new_page: bool = False
    ) -> BaseOxmlElement:
        """A paragraph of a style, by its id; `language` where it is not the document's, `keep` it with the next."""
        paragraph = OxmlElement("w:p")
        self._end.addprevious(paragraph)  # python-docx would look through all the others for the end
        properties = _added(paragraph, "w:pPr")
        if style:
            _added(properties, "w:pStyle", style)
        if keep:
            _added(properties, "w:keepNext")
        if new_page:
            _added(properties, "w:pageBreakBefore")
        if right_to_left(text):
            _added(properties, "w:bidi")
        if self._below_table and style in ("", "Lead", "Quote"):
            _added(properties, "w:spacing").set(qn("w:before"), BELOW_TABLE)
        self._below_table = False
        self._run(paragraph, text, language=language)
        return paragraph

    def _run(
        self, paragraph: BaseOxmlElement, text: str, *, language: str = "", bold: bool = False, size: str = ""
    ) -> None:
        run = _added(paragraph, "w:r")
        properties = _added(run, "w:rPr")
        if bold:
            _added(properties, "w:b")
        if size:
            _added(properties, "w:sz", size)
        if right_to_left(text):
            _added(properties, "w:rtl")
        if language and language != self._language:
            _added(properties, "w:lang", locale_of(language))
        for piece in re.split("([\n\t])", legal(text)):
            if piece in _SIGNS:
                _added(run, _SIGNS[piece])
            elif piece:
                words = _added(run, "w:t")
                words.text = piece
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _fact(self, label: str, text: str) -> None:
        paragraph = self.paragraph("Fact", "")
        self._run(paragraph, label, bold=True)
        small = SMALL if max(map(len, text.split()), default=0) > LONGEST else ""
        self._run(paragraph, f"\t{text}", size=small)

    def _quote(self, quote: Quote, *, keep: bool) -> None:
        """A note; `keep` it on the page of the next, for none to stand alone at an end of a page."""
        source = ", ".join(part for part in (quote.kind, quote.group) if part)
        self.paragraph("Quote", quote.text, language=quote.language, keep=keep or bool(source))
        if source:
            self.paragraph("QuoteSource", f"— {source}", keep=keep)

    def _table(self, table: Table) -> None:
        self.paragraph("Caption", table.caption)
        made = self._file.add_table(rows=1 + len(table.rows), cols=len(table.columns))
        made.autofit = False
        properties = made._tblPr
        properties.style = "Numbers"
        _added(properties, "w:tblCaption", legal(table.caption))
        heads = tuple(
            re.sub("^([▲▼◆○]) ", "\\1\u00a0", column) for column in table.columns
        )  # a sign stays with its word
        widths = _widths(heads)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        kept = _kept(len(table.rows))
        for place, (row, texts) in enumerate(zip(made._tbl.tr_lst, (heads, *table.rows), strict=True)):
            _added(row.get_or_add_trPr(), "w:cantSplit")
            if place == 0:
                _added(row.get_or_add_trPr(), "w:tblHeader")
            for n, (tc, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                tc.width = widths[n]
                (paragraph,) = tc.p_lst
                properties = _added(paragraph, "w:pPr")
                _added(properties, "w:pStyle", "TableText" if place else "TableHead")
                if place in kept:
                    _added(properties, "w:keepNext")
                if n:
                    _added(properties, "w:jc", "right")
                elif right_to_left(text):
                    _added(properties, "w:bidi")
                self._run(paragraph, text)
        self._below_table = True

    def _bars(self, answers: Answers) -> None:
        """The answers as rows of a table: sign and word, count, and a bar."""
        most = max(count for _, _, count in answers.bars) or 1
        unit = (TEXT_WIDTH - LABEL_WIDTH - COUNT_WIDTH) // BAR
        table = parse_xml(_BARS.format(declared=nsdecls("w"), grid=_grid([LABEL_WIDTH, COUNT_WIDTH, *[unit] * BAR])))
        _added(table.tblPr, "w:tblDescription", legal(answers.words))
        self._end.addprevious(table)
        for stance, label, count in answers.bars:
            row = _added(table, "w:tr")
            _added(_added(row, "w:trPr"), "w:cantSplit")
            bar = round(BAR * count / most)
            for text, span, fill in ((label, 1, ""), (str(count), 1, ""), ("", bar, stance), ("", BAR - bar, "")):
                if span:
                    self._bar_cell(row, text, span, LOOK.stances[fill] if fill else "")
        self._below_table = True

    def _bar_cell(self, row: BaseOxmlElement, text: str, span: int, fill: str) -> None:
        cell = _added(row, "w:tc")
        properties = _added(cell, "w:tcPr")
        _added(properties, "w:gridSpan", str(span))
        if fill:
            _added(properties, "w:shd", "clear").set(qn("w:fill"), fill.removeprefix("#"))
        paragraph = _added(cell, "w:p")
        # Not kept with the next: LibreOffice would take that for the whole table, chain all cards, and lose the bars.
        _added(_added(paragraph, "w:pPr"), "w:pStyle", "TableText")
        if text:
            self._run(paragraph, text)

    def _chart(self, answers: Answers) -> None:
        paragraph = self.paragraph("Chart", "")
        self._drawn += 1
        relation = self._file.part.relate_to(self._chart_part(answers), RELATIONSHIP_TYPE.CHART)
        size = {"wide": TEXT_WIDTH, "high": CHART_HEIGHT}
        drawing = parse_xml(_INLINE.format(declared=_NAMESPACES, relation=relation, **size))
        about = drawing.find(f".//{qn('wp:docPr')}")
        about.set("id", str(self._drawn))
        about.set("name", f"{self._drawn}")
        about.set("descr", legal(answers.words))
        _added(paragraph, "w:r").append(drawing)

    def _chart_part(self, answers: Answers) -> Part:
        """A chart as PowerPoint would have it, with its sheet, moved over into the Word file."""
        package, number = self._file.part.package, self._drawn
        drawn = ChartPart.new(XL_CHART_TYPE.BAR_CLUSTERED, chart_data(answers, self._say), self._slides.part.package)
        dress(drawn.chart, answers, points=10)
        chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, drawn.blob, package)
        sheet = Part(
            PackURI(f"/word/embeddings/sheet{number}.xlsx"),
            CONTENT_TYPE.SML_SHEET,
            drawn.chart_workbook.xlsx_part.blob,
            package,
        )
        relation = drawn._element.xlsx_part_rId
        chart.load_rel(RELATIONSHIP_TYPE.PACKAGE, sheet, relation)
        return chart

    # ---------------------------------------------------------------- the file

    def closer(self) -> None:
        """Makes the letters of all styles smaller, and what stands between paragraphs."""
        for size in self._file.styles.element.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(round(int(size.get(qn("w:val"))) * COMPACT)))
        for spacing in self._file.styles.element.iter(qn("w:spacing")):
            for side in (qn("w:before"), qn("w:after")):
                if side in spacing.attrib:
                    spacing.set(side, str(round(int(spacing.get(side)) * CLOSE)))

    def feet(self, title: str, foot: str) -> None:
        """The title on the left and "3 / 12" on the right of every page's foot, and who made it under them.

        At the end of the text that line could have a page to itself.
        """
        footer = self._file.sections[0].footer
        paragraph = footer.paragraphs[0]._p
        for text, field in ((f"{title}\t", "PAGE"), (" / ", "NUMPAGES")):
            self._run(paragraph, text)
            counted = _added(paragraph, "w:fldSimple")
            counted.set(qn("w:instr"), field)
            self._run(counted, "1")  # until Word has counted
        self._run(footer.add_paragraph(style=footer.paragraphs[0].style)._p, foot)

    def properties(self, document: Document, at: datetime) -> None:
        describe(self._file.core_properties, document, at)

    def saved(self) -> bytes:
        data = io.BytesIO()
        self._file.save(data)
        return data.getvalue()


# -------------------------------------------------------------------- the file under the words

_HERE = Path(__file__).parent
_NAMESPACES = nsdecls("w", "wp", "a", "r") + ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_INLINE = """
<w:drawing {declared}><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
<wp:docPr id="0" name=""/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>
"""
_BARS = """
<w:tbl {declared}><w:tblPr><w:tblW w:w="0" w:type="auto"/>
<w:tblBorders><w:insideH w:val="single" w:sz="24" w:space="0" w:color="FFFFFF"/></w:tblBorders>
<w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid>{grid}</w:tblGrid></w:tbl>
"""
# What python-docx's own empty file brings along and nobody needs: a picture of it, a bibliography, its styles twice.
_LEFTOVERS = ("/thumbnail", "/customXml", "/stylesWithEffects", "/webSettings")


def _take_over(file: WordFile, locale: str) -> None:
    """Makes an empty file ours: A4, our styles and settings, nothing else."""
    measures = {"label": LABEL_WIDTH // TWIP, "right": TEXT_WIDTH // TWIP}
    colours = {"ink": LOOK.ink[1:], "quiet": LOOK.quiet[1:], "accent": LOOK.stances["opportunity"][1:]}
    facts = {"locale": locale, "font": FONT, **measures, **colours}
    file.part._styles_part._element = parse_xml(_filled("word_styles.xml", facts))
    file.part._settings_part._element = parse_xml(_filled("word_settings.xml", facts))
    for relations in (file.part.rels, file.part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.endswith(_LEFTOVERS)]:
            del relations[name]
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.header_distance = section.footer_distance = Cm(1.1)


def _filled(name: str, facts: Mapping[str, object]) -> bytes:
    return (_HERE / name).read_text(encoding="utf-8").format_map(facts).encode()


def _added(parent: BaseOxmlElement, tag: str, value: str = "") -> BaseOxmlElement:
    """A new last child, with a `w:val` if it has one."""
    child = OxmlElement(tag)
    if value:
        child.set(qn("w:val"), value)
    parent.append(child)
    return child


def _kept(rows: int) -> set[int]:
    """The places of a table's rows, its header the first, that stay with the row after them."""
    return set(range(1, rows)) if rows <= TOGETHER else {1, rows - 1}


def _widths(columns: tuple[str, ...]) -> list[Length]:
    """A column with numbers is as wide as the longest word above it; the first takes what they leave."""
    words = [max(map(len, column.split(" ")), default=0) for column in columns[1:]]
    numbers: list[Length] = [Cm(max(NARROWEST, LETTER * longest + 0.3)) for longest in words]
    if sum(numbers) > 0.7 * TEXT_WIDTH:  # a name needs room too
        numbers = [Length(round(0.7 * TEXT_WIDTH / len(numbers)))] * len(numbers)
    return [Length(TEXT_WIDTH - sum(numbers)), *numbers]


def _grid(widths: list[int]) -> str:
    return "".join(f'<w:gridCol w:w="{width // TWIP}"/>' for width in widths)


def _charts(sections: tuple[Section, ...]) -> int:
    """How many charts there are in some sections, and in those inside them."""
    own = sum(isinstance(block, Answers) for section in sections for block in section.blocks)
    return own + sum(_charts(section.sections) for section in sections)
