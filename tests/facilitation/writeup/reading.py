"""Reads the files of a write-up back, with other eyes than those that wrote them wherever there are any."""

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache

import openpyxl
import pandas as pd
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{A}br": "\n"}
_TEXTS = {f"{W}t", f"{A}t"}
_PARAGRAPHS = {f"{W}p", f"{A}p"}


@lru_cache(maxsize=2)
def parts(data: bytes) -> dict[str, bytes]:
    """The files in a zip file, by name; the names are those of plain files and none comes twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert [name for name in names if name.startswith("/") or ".." in name or "\\" in name] == []
        return {name: archive.read(name) for name in names}


def xml(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(parts(data)[name])


def outside(data: bytes) -> list[str]:
    """What a file points at beyond itself, and what in it would run or be worked out when somebody opens it."""
    found = []
    for name, content in parts(data).items():
        if name.endswith(".xlsx"):
            found += outside(content)
        if not name.endswith((".xml", ".rels")):
            continue
        for element in etree.fromstring(content).iter():
            tag = etree.QName(element).localname
            if tag == "Relationship" and element.get("TargetMode") == "External":
                found.append(f"{name}: {element.get('Target')}")
            if tag == "f" and "/charts/" in name:
                continue  # the counts of a chart name their cells
            if tag in ("hyperlink", "hlinkClick", "instrText", "altChunk", "object", "oleObj", "control", "f"):
                found.append(f"{name}: {tag}")
            if tag == "fldSimple" and element.get(f"{W}instr") not in ("PAGE", "NUMPAGES"):
                found.append(f"{name}: {element.get(f'{W}instr')}")
    return found


def paragraphs(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(style, text) of each paragraph of a Word file or a slide, in their order; a slide has no styles."""
    for paragraph in element.iter(*_PARAGRAPHS):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        yield "" if style is None else style.get(f"{W}val", ""), text_of(paragraph)


def text_of(element: etree._Element) -> str:
    inside = (piece for piece in element.iter() if piece.tag in _TEXTS or piece.tag in _SIGNS)
    return "".join(_SIGNS.get(piece.tag, piece.text or "") for piece in inside if piece.getparent().tag != f"{W}tabs")


def styled(data: bytes, style: str) -> list[str]:
    """The paragraphs of a style in a Word file."""
    return [text for own, text in paragraphs(xml(data, "word/document.xml")) if own == style]


def charts(data: bytes) -> list[tuple[list[str], list[int], list[int]]]:
    """Of each chart in its order: the labels, the counts, and the counts in the sheet behind it."""
    files = parts(data)
    names = sorted((name for name in files if "/charts/chart" in name and name.endswith(".xml")), key=_number)
    found = []
    for name in names:
        chart = etree.fromstring(files[name])
        labels = [value.text or "" for value in chart.iterfind(f".//{C}cat//{C}v")]
        counts = [int(value.text or "") for value in chart.iterfind(f".//{C}val//{C}v")]
        folder, file = name.split("charts/")
        relations = etree.fromstring(files[f"{folder}charts/_rels/{file}.rels"])
        target = relations[0].get("Target").rsplit("/", 1)[1]
        sheet = openpyxl.load_workbook(io.BytesIO(files[f"{folder}embeddings/{target}"])).active
        found.append((labels, counts, [row[1] for row in list(sheet.values)[1:]]))
    return found


def table_of(data: bytes, caption: str) -> list[list[str]]:
    """The cells of a table in a Word file, by its caption, row by row."""
    names = xml(data, "word/document.xml").iter(f"{W}tblCaption")
    (table,) = [name.getparent().getparent() for name in names if name.get(f"{W}val") == caption]
    return [[text_of(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]


def bars(data: bytes) -> list[list[tuple[str, int, int]]]:
    """Of each card that a Word file draws as a table: (label, count, parts of a bar) of each row."""
    drawn = [about.getparent().getparent() for about in xml(data, "word/document.xml").iter(f"{W}tblDescription")]
    return [[_bar(row) for row in table.iter(f"{W}tr")] for table in drawn]


def _bar(row: etree._Element) -> tuple[str, int, int]:
    label, count, *rest = row.iter(f"{W}tc")
    filled = [cell for cell in rest if cell.find(f".//{W}shd") is not None]
    return text_of(label), int(text_of(count)), sum(int(c.find(f".//{W}gridSpan").get(f"{W}val")) for c in filled)


def _number(name: str) -> int:
    return int("".join(c for c in name if c.isdigit()))


def slides(data: bytes) -> list[tuple[str, list[str], list[str]]]:
    """(title, paragraphs beside it, paragraphs of the notes) of each slide, in their order."""
    files = parts(data)
    names = sorted((name for name in files if name.startswith("ppt/slides/slide")), key=_number)
    found = []
    for name in names:
        slide = etree.fromstring(files[name])
        shapes = list(slide.iter(f"{P}sp", f"{P}graphicFrame"))
        title = next(shape for shape in shapes if _kind(shape) in ("title", "ctrTitle"))
        beside = [text for shape in shapes if shape is not title for _, text in paragraphs(shape)]
        notes = etree.fromstring(files[name.replace("slides/slide", "notesSlides/notesSlide")])
        body = next(shape for shape in notes.iter(f"{P}sp") if _kind(shape) == "body")
        found.append((text_of(title), beside, [text for _, text in paragraphs(body)]))
    return found


def _kind(shape: etree._Element) -> str:
    placeholder = shape.find(f".//{P}nvPr/{P}ph")
    return "" if placeholder is None else placeholder.get("type", "obj")


def alternatives(data: bytes) -> list[str]:
    """What is said of each picture, chart and table in a Word file or on the slides, in their order."""
    files = parts(data)
    names = (
        ["word/document.xml"] if "word/document.xml" in files else [n for n in files if n.startswith("ppt/slides/s")]
    )
    found = []
    for name in sorted(names, key=lambda name: _number(f"{name}0")):
        document = etree.fromstring(files[name])
        for about in document.iter(f"{WP}docPr", f"{W}tblDescription"):
            found.append(str(about.get("descr") or about.get(f"{W}val")))
        found += [str(f.find(f".//{P}cNvPr").get("descr")) for f in document.iter(f"{P}graphicFrame")]
    return found


def workbook(data: bytes) -> dict[str, list[list[object]]]:
    """The rows of each sheet, the header first; every cell with a text is a text and no cell is a formula."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                assert cell.data_type == ("s" if isinstance(cell.value, str) else "n")
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book.worksheets}


def tables(data: bytes) -> dict[str, pd.DataFrame]:
    """The CSV files of a zip file by name, every cell as the text that it is."""
    return {
        name.removesuffix(".csv"): pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype=str, na_filter=False)
        for name, content in parts(data).items()
    }
