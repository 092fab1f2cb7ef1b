"""Tables in xlsx and CSV files, whatever stands in them: where their header is, and their rows."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.tabular import as_utf8, csv_records, find_header, is_workbook, unpack
from pipelines.sources.workbook import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipelines.sources.columns import HeaderMatch

Cells = dict[str, str | None]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Table:
    """A sheet, or a CSV file, whose header was found.

    Attributes:
        place: the sheet as it stands before a row's number in a sentence; empty for CSV.
        title: the sheet's name and what stands above the header, in one text.
        match: what its headers mean.
        width: cells of the header.
        rows: below the header, each with its number as a person counts; null where a place holds no
            row at all.
        unit: what a row is called: 行, of JSON 条.
    """

    place: str
    title: str
    match: HeaderMatch
    width: int
    rows: Sequence[tuple[int, Sequence[str | None] | None]]
    unit: str = "行"

    def numbered(self) -> Iterator[tuple[str, Cells | str]]:
        """Where a row stands, and its cells by column, or what is wrong with it; no empty rows."""
        for number, row in self.rows:
            where = f"{self.place}第 {number} {self.unit}"
            if row is None:
                yield where, "不是一个完整的 JSON 对象"
                continue
            if not any(cell and cell.strip() for cell in row):
                continue
            if len(row) != self.width:
                fault = f"有 {len(row)} 列，表头有 {self.width} 列，多半是逗号没有加引号"
                yield where, fault
            else:
                yield where, cells_of(self.match, row)


def open_tables(
    body: bytes,
    limit: int,
    match: Callable[[Sequence[str | None]], HeaderMatch],
    is_header: Callable[[HeaderMatch], bool],
) -> tuple[list[Table], list[str]]:
    """The tables of an xlsx or CSV file (also gzipped), and names of sheets that hold none.

    Lines above a header are passed over. A CSV file without a header is a sheet without a name.

    Raises:
        UnreadableError: the file cannot be read.
    """
    if is_workbook(body):
        grids = [
            (sheet.name, f"工作表 {sheet.name} ", sheet.rows.rows())
            for sheet in read_sheets(body, limit)
        ]
    else:
        text = as_utf8(unpack(body, limit))
        grids = [("", "", [tuple(record) for _, record in csv_records(text)])]
    tables: list[Table] = []
    others: list[str] = []
    for name, place, grid in grids:
        header = find_header(grid, match, is_header)
        if header is None:
            others.append(name)
            continue
        position, matched = header
        above = [cell for row in grid[:position] for cell in row if cell]
        rows = list(enumerate(grid[position + 1 :], start=position + 2))
        tables.append(Table(place, " ".join((name, *above)), matched, len(grid[position]), rows))
    return tables, others


def cells_of(match: HeaderMatch, row: Sequence[str | None]) -> Cells:
    """The cells of a row by column, stripped; of several for one column the first filled one."""
    cells: Cells = {}
    for column, positions in match.positions.items():
        texts = ((row[position] or "").strip() for position in positions)
        cells[column] = next(filter(None, texts), None)
    return cells


def log_unread(name: str, tables: Iterable[Table], others: Sequence[str]) -> None:
    """Tells of headers of a file that mean nothing here, and of sheets that are no such table."""
    for table in tables:
        if unknown := "、".join(table.match.unknown):
            _LOG.warning("文件 %s %s中不认识的列未读取：%s", name, table.place, unknown)
    if others:
        _LOG.warning("文件 %s 中没有表头的工作表未读取：%s", name, "、".join(others))
