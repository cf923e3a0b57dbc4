"""The write-up as a Word file (DOCX): real headings, captions and header rows, charts that can be edited."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import assert_never

import docx
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Cm, Length, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.parts.chart import ChartPart

from facilitation.words import speaker
from facilitation.writeup.document import (
    SERVICE,
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
from facilitation.writeup.office import LOOK, MOST_PROPERTY, chart_data, dress, legal, locale_of, right_to_left

MARGIN = Cm(2.2)
TEXT_WIDTH = Cm(21.0) - 2 * MARGIN  # of an A4 page
LABEL_WIDTH = Cm(4.6)  # of what stands before a fact
CHART_HEIGHT = Cm(4.2)
NUMBER_WIDTH = Cm(2.0)  # of a table's columns after the first
BELOW_TABLE = Pt(8)
DEEPEST = 4  # the last level of heading that has a style

FONT = "Calibri"  # LibreOffice has Carlito for it, of the same widths
TWIP = 635  # a twentieth of a point, in which styles are measured


def as_docx(document: Document, *, at: datetime) -> bytes:
    """The whole document on A4; `at` is the time the file says it was made."""
    paper = _Paper(document.language)
    paper.paragraph("Title", document.title)
    paper.paragraph("Subtitle", document.kicker)
    paper.block(document.facts)
    for section in document.sections:
        paper.section(section, 1)
    paper.paragraph("Foot", document.foot)
    paper.page_numbers(document.title)
    paper.properties(document, at)
    return paper.saved()


class _Paper:
    """A Word file while it is written, and how many charts and tables it has."""

    def __init__(self, language: str) -> None:
        self._file = docx.Document()
        self._language = language
        self._say = speaker(language)
        self._drawn = 0
        self._below_table = False
        self._slides = Presentation()  # never saved: it makes the charts
        _take_over(self._file, locale_of(language))

    # ---------------------------------------------------------------- the parts of the document

    def section(self, section: Section, level: int) -> None:
        heading = f"Heading{min(level, DEEPEST)}"
        self.paragraph(heading, section.heading, language=section.language)
        for block in section.blocks:
            self.block(block)
        for inner in section.sections:
            self.section(inner, level + 1)

    def block(self, block: Block) -> None:
        match block:
            case Lead(text):
                self.paragraph("Lead", text)
            case Paragraph(text):
                self.paragraph("", text)
            case Facts(rows):
                for label, text in rows:
                    self._fact(label, text)
            case Table():
                self._table(block)
            case Answers():
                self._chart(block)
            case Quotes(items):
                for quote in items:
                    self._quote(quote)
            case _:
                assert_never(block)

    def paragraph(self, style: str, text: str, *, language: str = "") -> WordParagraph:
        """A paragraph of a style, by its id; `language` where it is not the document's."""
        paragraph = self._file.add_paragraph()
        if style:
            paragraph._p.style = style
        if right_to_left(text):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        if self._below_table and style in ("", "Lead"):
            paragraph.paragraph_format.space_before = BELOW_TABLE
        self._below_table = False
        self._run(paragraph, text, language)
        return paragraph

    def _run(self, paragraph: WordParagraph, text: str, language: str = "") -> Run:
        run = paragraph.add_run(legal(text))
        if right_to_left(text):
            run.font.rtl = True
        if language and language != self._language:
            _set_language(run._r.get_or_add_rPr(), locale_of(language))
        return run

    def _fact(self, label: str, text: str) -> None:
        paragraph = self.paragraph("Fact", "")
        self._run(paragraph, label).bold = True
        paragraph.add_run("\t")
        self._run(paragraph, text)

    def _quote(self, quote: Quote) -> None:
        source = ", ".join(part for part in (quote.kind, quote.group) if part)
        said = self.paragraph("Quote", quote.text, language=quote.language)
        if source:
            said.paragraph_format.keep_with_next = True
            self.paragraph("QuoteSource", f"— {source}")

    def _table(self, table: Table) -> None:
        self.paragraph("Caption", table.caption)
        made = self._file.add_table(rows=1 + len(table.rows), cols=len(table.columns))
        made.autofit = False
        properties = made._tblPr
        properties.style = "Numbers"
        name = OxmlElement("w:tblCaption")
        name.set(qn("w:val"), legal(table.caption))
        properties.append(name)
        widths = _widths(len(table.columns))
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for place, (row, texts) in enumerate(zip(made._tbl.tr_lst, (table.columns, *table.rows), strict=True)):
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if place == 0:
                row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for n, (tc, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                tc.width = widths[n]
                paragraph = _Cell(tc, made).paragraphs[0]
                paragraph._p.style = "TableText"
                if n:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._run(paragraph, text)
        self._below_table = True

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
        paragraph.add_run()._r.append(drawing)

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

    def page_numbers(self, title: str) -> None:
        """The title on the left and "3 / 12" on the right of every page's foot."""
        paragraph = self._file.sections[0].footer.paragraphs[0]
        self._run(paragraph, title)
        paragraph.add_run("\t")
        _field(paragraph, "PAGE")
        paragraph.add_run(" / ")
        _field(paragraph, "NUMPAGES")

    def properties(self, document: Document, at: datetime) -> None:
        known = self._file.core_properties
        known.title = legal(document.title)[:MOST_PROPERTY]
        known.subject = legal(document.kicker)[:MOST_PROPERTY]
        known.author = known.last_modified_by = SERVICE
        known.language = locale_of(document.language)
        known.comments = known.keywords = ""
        known.created = known.modified = at
        known.revision = 1

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


def _set_language(properties: CT_RPr, locale: str) -> None:
    """Tells the spelling checker and a screen reader in which language a run is."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    properties.append(language)


def _field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word counts, with something to show until it has."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    run._r.addprevious(field)
    field.append(run._r)


def _widths(columns: int) -> list[Length]:
    """The first column takes what the numbers leave."""
    numbers = min(NUMBER_WIDTH, TEXT_WIDTH // (columns + 1))
    return [Length(TEXT_WIDTH - numbers * (columns - 1)), *[Length(numbers)] * (columns - 1)]
