"""Documents of a word processor (docx) as texts and tables: what stands there, not how it looks."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipelines.sources.office import open_package, parse_part, refuse_active
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN_PART = "/officeDocument"
_MAX_CELLS = 1_000_000  # of a table with cells spread over columns
_BODY = f"{_W}body"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc"))
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_UNSPOKEN = {f"{_W}{name}" for name in ("del", "moveFrom", "txbxContent", "pPr", "rPr")}
_CONTROL, _CONTENT = f"{_W}sdt", f"{_W}sdtContent"
_OFF = {"0", "false", "off"}
_SPOKEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


@dataclass(frozen=True)
class WordTable:
    """A table: the text of each cell by row; a cell over several columns or rows stands in each.

    Attributes:
        above: the paragraphs before it, from the document's beginning on.
    """

    rows: list[list[str]]
    above: tuple[str, ...]


@dataclass(frozen=True)
class WordBlank:
    """A content control: a place in a document that somebody fills in.

    Attributes:
        tag: by which programs know it.
        text: what stands there, a line a paragraph.
        is_untouched: whether it still shows its placeholder.
    """

    tag: str
    text: str
    is_untouched: bool


@dataclass(frozen=True)
class WordDocument:
    """A document's paragraphs outside of tables, its tables and its blanks, each in their order."""

    paragraphs: tuple[str, ...]
    tables: tuple[WordTable, ...]
    blanks: tuple[WordBlank, ...] = ()


def read_document(body: bytes, limit: int) -> WordDocument:
    """The texts and tables of a docx; of tracked changes what stands once they are accepted.

    Args:
        body: of the file.
        limit: bytes that the parts of the file may unpack to.

    Raises:
        UnreadableError: no docx, broken, protected by a password, with macros, with a document type
            or entities, or too large when unpacked.
    """
    package = open_package(body, limit, "docx")
    refuse_active(package, "docx")
    try:
        root = parse_part(package.read(_main_part(package)))
    except (etree.XMLSyntaxError, KeyError) as error:
        raise UnreadableError(f"docx 内容读不出来（{error}）；请打开后另存为新的 docx") from error
    paragraphs: list[str] = []
    tables: list[WordTable] = []
    content = root.find(_BODY)
    for block in _blocks(content) if content is not None else ():
        if block.tag == _TABLE:
            tables.append(WordTable(_rows(block), tuple(paragraphs)))
        else:
            paragraphs.append(_text(block))
    blanks = tuple(_blanks(content)) if content is not None else ()
    return WordDocument(tuple(paragraphs), tuple(tables), blanks)


def _main_part(package: zipfile.ZipFile) -> str:
    for relation in parse_part(package.read("_rels/.rels")):
        if (relation.get("Type") or "").endswith(_MAIN_PART):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    raise UnreadableError("docx 中没有正文；请打开后另存为新的 docx")


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in their order, also those in content controls."""
    for child in parent:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _blanks(content: etree._Element) -> Iterator[WordBlank]:
    """Content controls that have a tag, around paragraphs as well as within one."""
    for control in content.iter(_CONTROL):
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        held = control.find(_CONTENT)
        if tag is None or held is None:
            continue
        hint = control.find(f"{_W}sdtPr/{_W}showingPlcHdr")
        is_untouched = hint is not None and hint.get(f"{_W}val", "true") not in _OFF
        is_around = any(True for _ in _blocks(held))
        text = _text(held) if is_around else "".join(_spoken(held)).strip()
        yield WordBlank(tag.get(f"{_W}val", ""), text, is_untouched)


def _parts(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _parts(child, tag)


def _rows(table: etree._Element) -> list[list[str]]:
    rows: list[list[str]] = []
    size = 0
    for row in _parts(table, _ROW):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        cells = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _parts(row, _CELL):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            above = rows[-1] if rows else []
            at = len(cells)
            text = above[at] if goes_on and at < len(above) else _text(cell)
            wide = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            size += wide
            if size > _MAX_CELLS:
                raise UnreadableError(f"docx 中的一张表超过 {_MAX_CELLS} 个单元格；请拆开后重试")
            cells += [text] * wide
        rows.append(cells)
    return rows


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(value), _MAX_CELLS + 1) if value.isdigit() else default


def _text(block: etree._Element) -> str:
    """The text of a paragraph or a cell, a line a paragraph."""
    if block.tag == _PARAGRAPH:
        return "".join(_spoken(block)).strip()
    if block.tag == _TABLE:  # within a cell
        return "\n".join("\t".join(row) for row in _rows(block))
    lines = [_text(part) for part in _blocks(block)]
    return "\n".join(line for line in lines if line)


def _spoken(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SPOKEN:
            yield _SPOKEN[child.tag]
        elif child.tag not in _UNSPOKEN and isinstance(child.tag, str):
            yield from _spoken(child)
