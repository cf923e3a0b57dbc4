"""Reads a PDF back by its tags, and checks what PDF/UA-1 (ISO 14289-1) asks of it, with pypdf alone."""

import io
import re
from collections.abc import Iterator

import msgspec
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, PdfObject, StreamObject

PAINTING = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"'}
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


class Tag(msgspec.Struct):
    """An element of the structure: its standard role, own text (without that of its parts), language and words."""

    role: str
    text: str = ""
    language: str = ""
    alt: str = ""
    parts: list["Tag"] = []
    scope: str = ""
    page: int = 0

    def every(self, *roles: str) -> "list[Tag]":
        """All elements of these roles, in reading order."""
        own = [self] if self.role in roles else []
        return own + [found for part in self.parts for found in part.every(*roles)]

    def whole(self) -> str:
        """The text with that of all parts, in reading order."""
        return self.text + "".join(part.whole() for part in self.parts)

    def spoken(self, language: str = "") -> Iterator[tuple[str, str]]:
        """(language, text) of each piece."""
        language = self.language or language
        if self.text:
            yield language, self.text
        for part in self.parts:
            yield from part.spoken(language)


class Pdf:
    """A PDF as a screen reader meets it; `tree` is its structure, `artifacts` the text that is left out there."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self.root = self.reader.trailer["/Root"]
        self.pages = len(self.reader.pages)
        self.artifacts: list[str] = []
        self.outside: list[str] = []
        self._marked: dict[tuple[int, int], list[str]] = {}
        self._turned: set[tuple[int, int]] = set()
        self._places = {page.indirect_reference.idnum: n for n, page in enumerate(self.reader.pages)}
        self._used: list[tuple[int, int]] = []
        for number in range(self.pages):
            self._read(number)
        tree = self.root["/StructTreeRoot"] if "/StructTreeRoot" in self.root else DictionaryObject()
        self._roles = tree.get("/RoleMap", {})
        self.tree = Tag("/Document", parts=self._parts(tree.get("/K"), 0))

    def text(self) -> str:
        return self.tree.whole()

    def pages_of(self, tag: Tag) -> set[int]:
        """The pages on which an element stands."""
        return {part.page for part in tag.every("")}

    def faults(self) -> list[str]:
        """What PDF/UA-1 asks for and is not there, in words; nothing when all is well."""
        root, found = self.root, []
        xmp = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
        if not root.get("/Lang"):
            found.append("no language")
        if not root.get("/MarkInfo", {}).get("/Marked"):
            found.append("not marked")
        if "/StructTreeRoot" not in root:
            found.append("no structure")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            found.append("title not shown")
        if not re.search(r"pdfuaid:part>?[=\"]?1", xmp):
            found.append("does not say PDF/UA-1")
        if "<dc:title>" not in xmp:
            found.append("no title in XMP")
        found += [f"outside the tags: {what}" for what in self.outside]
        found += [f"in no element: {self._text(place)!r}" for place in set(self._marked) - set(self._used)]
        if len(self._used) != len(set(self._used)):
            found.append("content in two elements")
        levels = [int(tag.role[2:]) for tag in self.tree.every(*HEADINGS)]
        if any(deeper - level > 1 for level, deeper in zip([0, *levels], levels, strict=False)):
            found.append(f"a level of headings is left out: {levels}")
        found += ["a figure without words" for tag in self.tree.every("/Figure") if not tag.alt]
        for table in self.tree.every("/Table"):
            head, *rows = [row.every("/TH", "/TD") for row in table.every("/TR")]
            if any((cell.role, cell.scope) != ("/TH", "/Column") for cell in head):
                found.append("a column without a head")
            if any([cell.scope for cell in row] != ["/Row", *[""] * (len(row) - 1)] for row in rows):
                found.append("a row without a head")
            if any(len(row) != len(head) for row in rows):
                found.append("a table with rows of different length")
        for page in self.reader.pages:
            notes = [note.get_object() for note in page.get("/Annots", [])]
            if notes and page.get("/Tabs") != "/S":
                found.append("keyboard order is not that of the structure")
            found += ["a link without words" for note in notes if not note.get("/Contents")]
            found += ["a link outside the structure" for note in notes if "/StructParent" not in note]
            for name, font in _fonts(page).items():
                descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                if not {"/FontFile2", "/FontFile3"} & set(descriptor):
                    found.append(f"a font is not embedded: {name}")
                if "/ToUnicode" not in font:
                    found.append(f"a font without characters: {name}")
        return found

    # -------------------------------------------------------------------- content

    def _read(self, number: int) -> None:
        page = self.reader.pages[number]
        letters = {name: _characters(font["/ToUnicode"].get_data()) for name, font in _fonts(page).items()}
        stack: list[tuple[str, PdfObject]] = []
        font = ""
        for operands, operator in ContentStream(page.get_contents(), self.reader).operations:
            name = operator.decode()
            if name in ("BDC", "BMC"):
                stack.append((str(operands[0]), operands[1] if len(operands) > 1 else DictionaryObject()))
                if "/ActualText" in stack[-1][1]:
                    self._say(number, stack, str(stack[-1][1]["/ActualText"]))
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                font = str(operands[0])
            elif name in PAINTING:
                if not any(tag == "/Artifact" or "/MCID" in about for tag, about in stack):
                    self.outside.append(name)
                if name in ("Tj", "TJ") and not any("/ActualText" in about for _, about in stack):
                    codes = b"".join(_bytes(piece) for piece in _strings(operands[0]))
                    said = [letters[font].get(codes[n : n + 2], "\ufffd") for n in range(0, len(codes), 2)]
                    turned = any(tag == "/ReversedChars" for tag, _ in stack)
                    self._say(number, stack, "".join(reversed(said) if turned else said))

    def _say(self, page: int, stack: list[tuple[str, PdfObject]], text: str) -> None:
        if any(tag == "/Artifact" for tag, _ in stack):
            self.artifacts.append(text)
            return
        marks = [int(about["/MCID"]) for _, about in stack if "/MCID" in about]
        if marks:
            self._marked.setdefault((page, marks[-1]), []).append(text)
            if any(tag == "/ReversedChars" for tag, _ in stack):
                self._turned.add((page, marks[-1]))

    def _text(self, place: tuple[int, int]) -> str:
        """What stands at a mark; a piece of text from right to left is written from its end."""
        pieces = self._marked.get(place, [])
        return "".join(reversed(pieces) if place in self._turned else pieces)

    # -------------------------------------------------------------------- structure

    def _parts(self, kids: PdfObject | None, page: int) -> list[Tag]:
        if kids is None:
            return []
        found = []
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
            if isinstance(kid, int):
                self._used.append((page, kid))
                found.append(Tag("", self._text((page, kid)), page=page))
            elif isinstance(kid, DictionaryObject) and kid.get("/Type") == "/MCR":
                own = self._page(kid, page)
                self._used.append((own, kid["/MCID"]))
                found.append(Tag("", self._text((own, kid["/MCID"])), page=own))
            elif isinstance(kid, DictionaryObject) and "/S" in kid:
                own, role = self._page(kid, page), str(kid["/S"])
                about = [part for part in kid.get("/A", []) if "/Scope" in part]
                found.append(
                    Tag(
                        str(self._roles.get(role, role)),
                        language=str(kid.get("/Lang", "")),
                        alt=str(kid.get("/Alt", "")),
                        parts=self._parts(kid.get("/K"), own),
                        scope=str(about[0]["/Scope"]) if about else "",
                    )
                )
        return found

    def _page(self, element: DictionaryObject, otherwise: int) -> int:
        return self._places[element.raw_get("/Pg").idnum] if "/Pg" in element else otherwise


def _fonts(page: DictionaryObject) -> dict[str, DictionaryObject]:
    fonts = page["/Resources"].get("/Font", {})
    return {name: fonts[name].get_object() for name in fonts}


def _strings(operand: PdfObject) -> list[PdfObject]:
    pieces = operand if isinstance(operand, ArrayObject) else [operand]
    return [piece for piece in pieces if not isinstance(piece, int | float)]


def _bytes(piece: PdfObject) -> bytes:
    return piece.original_bytes if isinstance(piece, str) else bytes(piece)


def _characters(stream: bytes | StreamObject) -> dict[bytes, str]:
    """Glyph -> what it says, by a ToUnicode map."""
    found: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", bytes(stream), re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    assert b"beginbfrange" not in bytes(stream)
    return found
