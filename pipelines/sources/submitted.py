"""Files that people send in (docx, xlsx, CSV) as tables of texts, whatever program made them."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.office import open_package, refuse_active
from pipelines.sources.tabular import (
    HEADER_ROWS,
    UnreadableError,
    as_utf8,
    csv_records,
    is_workbook,
    unpack,
)
from pipelines.sources.word import read_document
from pipelines.sources.workbook import read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.sources.word import WordBlank

LIMIT = 256 * 2**20
"""Bytes that a file which somebody sends in may unpack to."""

_OTHERS = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片"}
_BLANKS = re.compile(r"\s+")
_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Grid:
    """A table as somebody sent it.

    Attributes:
        name: how people find it: `表 1` of a document, the sheet's name, empty for a CSV file.
        above: texts before it, of the document or of the file's own lines.
        rows: number of the row as a person counts, and its cells without blanks around them.
    """

    name: str
    above: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Submitted:
    """A file that somebody sent: its tables, all that stands outside of them, and its blanks."""

    grids: tuple[Grid, ...]
    texts: tuple[str, ...]
    blanks: tuple[WordBlank, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row below a header: its number, and its texts by the names of the columns asked for."""

    row_no: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Headed:
    """A table whose header was found.

    Attributes:
        name: of the grid.
        above: texts before the header.
        headers: what the columns are called in the file, by the names asked for.
        rows: those with any text, without repetitions of the header.
    """

    name: str
    above: tuple[str, ...]
    headers: Mapping[str, str]
    rows: tuple[Row, ...]


def read_submitted(body: bytes) -> Submitted:
    """The tables and texts of a file; the content tells what it is, not the name.

    Raises:
        UnreadableError: neither docx nor xlsx nor CSV in UTF-8 or GB18030; broken, protected by a
            password, with macros, with a document type or entities, or too large when unpacked.
    """
    for beginning, kind in _OTHERS.items():
        if body.startswith(beginning):
            raise UnreadableError(f"是 {kind} 文件，读不出表格；请用 docx、xlsx 或 CSV 报送")
    if not is_workbook(body):
        records = csv_records(as_utf8(unpack(body, LIMIT)))
        return Submitted((Grid("", (), _numbered(records)),), ())
    if _is_document(body):
        document = read_document(body, LIMIT)
        grids = tuple(
            Grid(f"表 {number}", table.above, _numbered(enumerate(table.rows, 1)))
            for number, table in enumerate(document.tables, 1)
        )
        return Submitted(grids, document.paragraphs, document.blanks)
    refuse_active(open_package(body, LIMIT), "xlsx")
    sheets = read_sheets(body, LIMIT)
    return Submitted(
        tuple(
            Grid(sheet.name, (sheet.name,), _numbered(enumerate(sheet.rows.iter_rows(), 1)))
            for sheet in sheets
        ),
        (),
    )


def find_headed(
    grid: Grid, columns: Mapping[str, Sequence[str]], needed: Iterable[str]
) -> Headed | None:
    """The rows below the first row that names all the columns needed; None: there is none.

    Args:
        grid: a table.
        columns: what each column may be called, folded as `folded` does, by the name asked for.
        needed: those that make a row the header.

    Raises:
        UnreadableError: two columns of the header mean the same.
    """
    header = _header(grid, columns, set(needed))
    if header is None:
        return None
    position, found = header
    cells = grid.rows[position][1]
    above = [cell for _, texts in grid.rows[:position] for cell in dict.fromkeys(texts) if cell]
    words = [folded(cell) for cell in cells]
    rows = (
        Row(number, {name: texts[at] if at < len(texts) else "" for name, at in found.items()})
        for number, texts in grid.rows[position + 1 :]
        if any(texts) and [folded(text) for text in texts] != words
    )
    headers = {name: cells[at] for name, at in found.items()}
    return Headed(grid.name, (*grid.above, *above), headers, tuple(rows))


def _header(
    grid: Grid, columns: Mapping[str, Sequence[str]], needed: set[str]
) -> tuple[int, dict[str, int]] | None:
    """Position of the header among the rows, and where in it each column stands."""
    meanings = {word: name for name, words in columns.items() for word in words}
    for position, (row_no, cells) in enumerate(grid.rows[:HEADER_ROWS]):
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = meanings.get(folded(cell))
            if name is None:
                continue
            # a heading over several columns stands in each of them
            if name in found and cell != cells[at - 1]:
                raise UnreadableError(f"第 {row_no} 行有两列都是“{cell}”；请只留一列")
            found.setdefault(name, at)
        if needed <= found.keys():
            return position, found
    return None


def folded(text: str) -> str:
    """A heading as it is compared: one width, no blanks, nothing in brackets."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    return _BRACKETED.sub("", plain)


def _is_document(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            return any(name.startswith("word/") for name in package.namelist())
    except zipfile.BadZipFile:
        return False  # whoever opens it says what is wrong with it


def _numbered(
    records: Iterable[tuple[int, Sequence[str | None]]],
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple(
        (row_no, tuple((cell or "").strip() for cell in cells)) for row_no, cells in records
    )
