"""One table of a file that a person made (CSV, xlsx, Parquet): its cells under its header."""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import TYPE_CHECKING

import polars as pl

from pipelines.sources.tabular import (
    UNPACKED_LIMIT,
    UnreadableError,
    as_utf8,
    csv_records,
    is_workbook,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROW = "#row"
"""Column beside the file's own: the row's number as a person counts, the header is 1."""

_PARQUET = b"PAR1"


def read_headed(body: bytes) -> pl.DataFrame:
    """The file's cells under its header: texts, blank cells as null; of Parquet as they are typed.

    The name does not matter, the content does: Parquet, xlsx (the first visible sheet with cells),
    or CSV in UTF-8 or GB18030, plain or gzip. All but Parquet have the column `ROW` too.

    Raises:
        UnreadableError: no table: no header, two columns of one name, a row that is wider, or no
            such file at all.
    """
    if body.startswith(_PARQUET):
        try:
            return pl.read_parquet(io.BytesIO(body))
        except pl.exceptions.PolarsError as error:
            raise UnreadableError(f"Parquet 读不出来（{error}）；请重新导出") from error
    if is_workbook(body):
        # other files do not wait for what reads a workbook
        from pipelines.sources.workbook import read_sheets

        sheets = read_sheets(body, UNPACKED_LIMIT)
        if not sheets:
            raise UnreadableError("工作簿中没有内容；请在第一张表里放上表头和数据")
        return _under_header(enumerate(sheets[0].rows.iter_rows(), 1))
    return _under_header(csv_records(as_utf8(unpack(body, UNPACKED_LIMIT))))


def _under_header(records: Iterable[tuple[int, Sequence[str | None]]]) -> pl.DataFrame:
    """Texts of the records under the first, blank cells as null."""
    numbered = iter(records)
    _, first = next(numbered, (1, []))
    header = [(cell or "").strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableError("第 1 行没有表头；请在第 1 行写上列名")
    for number, column in enumerate(header, 1):
        if not column:
            raise UnreadableError(f"第 1 行第 {number} 列没有列名；请补上或删去该列")
        if column in header[: number - 1]:
            raise UnreadableError(f"第 1 行的列名 {column} 重复；每列只能有一个名称")
    rows = [(row_no, *cells) for row_no, cells in _rows(numbered, header)]
    schema = {ROW: pl.Int32, **dict.fromkeys(header, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(
    records: Iterator[tuple[int, Sequence[str | None]]], header: Sequence[str]
) -> Iterator[tuple[int, list[str | None]]]:
    for row_no, record in records:
        cells = [(cell or "").strip() or None for cell in record]
        if any(cells[len(header) :]):
            raise UnreadableError(
                f"第 {row_no} 行有 {len(cells)} 个单元格，表头只有 {len(header)} 列；请对齐该行"
            )
        kept = cells[: len(header)]
        yield row_no, [cell for _, cell in zip_longest(header, kept)]
