"""Tables out of HTML pages as platforms really send them; the only module that knows the DOM."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

_BLANKS = re.compile("[ \t\r\n\f\v\xa0]+")
_MARKS = re.compile(r"[\s:*]+")
_BLOCKS = frozenset(("br", "div", "li", "p", "table", "tr"))
_SILENT = frozenset(("script", "style", "template"))
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_RAISED = re.compile(r"[0-9+\-−]+")
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_WIDEST = 100  # cells a row; a colspan beyond is a slip of the page


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of a table; equal only to itself, so that a cell which spans columns can be told."""

    element: HtmlElement
    text: str
    columns: int
    rows: int


Row = list[Cell]
Table = list[Row]


def tables(body: bytes) -> list[Table]:
    """The tables of a page, the rows of a nested one with that one only.

    Read as UTF-8, which all platforms send; bytes that are none become U+FFFD, never an error. A
    cell that spans columns or rows stands in each of them, as far as its own table goes.
    """
    text = body.decode("utf-8-sig", errors="replace").replace("\x00", "")
    try:
        root = document_fromstring(text.encode(), parser=HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # there is no element in it
        return []
    return [_filled(table) for table in root.iter("table")]


def is_cut_off(body: bytes) -> bool:
    """Does the page lack its end?"""
    return b"</html>" not in body[-4096:].lower()


def text_of(element: HtmlElement) -> str:
    """The text that a reader sees: blanks folded, a line a block, raised digits as such.

    `10<sup>-3</sup>` is `10⁻³` and no 10-3; a raised text that is no number follows a `^`.
    """
    if not len(element):
        return _BLANKS.sub(" ", element.text or "").strip()
    lines = (line.strip() for line in "".join(_pieces(element)).split("\n"))
    return "\n".join(re.sub(" +", " ", line) for line in lines if line)


def records(page: Sequence[Table], required: Sequence[str]) -> list[dict[str, Cell]] | None:
    """The rows below the first row of a page that has all the required headers.

    Headers are compared by `folded`. A row that repeats the headers, is empty, or is one notice
    across all columns is no record. A cell that a short row lacks is missing from its dictionary.

    Returns:
        One dictionary a row, header → cell, with every header that the page has; null when no
        table has the required ones.
    """
    for rows in page:
        for place, row in enumerate(rows):
            headers = [folded(cell.text) for cell in row]
            if set(required) <= set(headers):
                return [
                    # the first column of a name counts
                    dict(reversed(list(zip(headers, below, strict=False))))
                    for below in rows[place + 1 :]
                    if _is_record(below, headers)
                ]
    return None


def values(page: Sequence[Table], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The texts beside labels in any table, several pairs a row allowed.

    Args:
        page: its tables.
        labels: name → the spellings of its label, compared by `folded`.

    Returns:
        Name → text, for the labels that the page has; empty where there is no value cell. A label
        that occurs again counts only while it had no text.
    """
    names = {spelling: name for name, spellings in labels.items() for spelling in spellings}
    found: dict[str, str] = {}
    for rows in page:
        for row in rows:
            cells = list(dict.fromkeys(row))
            for cell, following in zip_longest(cells, cells[1:]):
                name = names.get(folded(cell.text))
                if name is None or found.get(name):
                    continue
                is_value = following is not None and folded(following.text) not in names
                found[name] = following.text if following is not None and is_value else ""
    return found


@lru_cache(4096)  # the same few hundred headers and labels on every page
def folded(header: str) -> str:
    """A header or label without what pages add to it: blanks, colon, star, full-width forms."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", header))


def bold_parts(cell: Cell, separator: str) -> list[str]:
    """The texts of a cell around an emphasised separator; one text when it has none.

    The separator counts only as an element's whole text, since the texts around it may hold the
    same character.
    """
    parts = [""]
    for piece, is_separator in _split(cell.element, separator):
        if is_separator:
            parts.append("")
        else:
            parts[-1] += piece
    return [_BLANKS.sub(" ", part).strip() for part in parts]


def _split(element: HtmlElement, separator: str) -> Iterator[tuple[str, bool]]:
    yield element.text or "", False
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SILENT:
            if folded(child.text_content()) == separator:
                yield "", True
            else:
                yield from _split(child, separator)
        yield child.tail or "", False


def _pieces(element: HtmlElement) -> Iterator[str]:
    if element.text:
        yield _BLANKS.sub(" ", element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _SILENT:  # a comment's tag is a function
            is_block = tag in _BLOCKS
            if is_block:
                yield "\n"
            if tag == "sup":
                yield _raised(child.text_content().strip())
            else:
                yield from _pieces(child)
            if is_block:
                yield "\n"
        if child.tail:
            yield _BLANKS.sub(" ", child.tail)


def _raised(text: str) -> str:
    if _RAISED.fullmatch(text):
        return text.translate(_SUPERSCRIPTS)
    return f"^{text}" if text else ""


def _filled(table: HtmlElement) -> Table:
    filled: Table = []
    held: dict[int, tuple[Cell, int]] = {}  # column → cell from above, rows that it still covers
    for line in _lines(table):
        row: Row = []
        waiting = [_cell(cell) for cell in line.iterchildren("td", "th")]
        while waiting or len(row) in held:
            if len(row) in held:
                cell, left = held.pop(len(row))
                if left > 1:
                    held[len(row)] = (cell, left - 1)
                row.append(cell)
                continue
            cell = waiting.pop(0)
            for _ in range(cell.columns):
                if cell.rows > 1:
                    held[len(row)] = (cell, cell.rows - 1)
                row.append(cell)
        filled.append(row)
    return filled


def _lines(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS:
            yield from child.iterchildren("tr")


def _cell(element: HtmlElement) -> Cell:
    return Cell(element, text_of(element), _span(element, "colspan"), _span(element, "rowspan"))


def _span(element: HtmlElement, name: str) -> int:
    said = element.get(name)
    if said is None or not said.strip().isdecimal():
        return 1
    return min(max(int(said), 1), _WIDEST)


def _is_record(row: Row, headers: Sequence[str]) -> bool:
    texts = [folded(cell.text) for cell in row]
    is_notice = len(set(row)) == 1 and len(row) > 1
    return any(texts) and not is_notice and texts != list(headers)
