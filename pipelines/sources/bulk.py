"""Bulk files of declarations as a sequence of text frames, whatever their format and layout."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet as arrow_parquet

from pipelines.sources.chunks import (
    LISTS,
    ROW_NO,
    BadRow,
    BulkFile,
    Chunk,
    is_header,
    match_flat,
    no_header,
    row_numbers,
    select,
    select_nested,
    unknown_to_both,
)
from pipelines.sources.columns import match_headers
from pipelines.sources.json_lines import open_json_lines
from pipelines.sources.tabular import (
    HEADER_ROWS,
    UnreadableError,
    as_utf8,
    csv_records,
    find_header,
    is_workbook,
    unpack,
)
from pipelines.sources.workbook import read_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sources.columns import HeaderMatch

_PARQUET = b"PAR1"
_PARQUET_ROWS = 200_000
_PIECE = 32 * 2**20  # bytes of CSV read at once; no row is as long


def open_bulk(body: bytes, limit: int) -> BulkFile:
    """Open a bulk file: CSV, JSON Lines (both also gzipped), Parquet or xlsx, told by its content.

    Args:
        body: of the file.
        limit: bytes that it may unpack to.

    Raises:
        UnreadableError: none of these, damaged, or without the columns of a declaration.
    """
    if body.startswith(_PARQUET):
        return _open_parquet(body, limit)
    if is_workbook(body):
        return _open_workbook(body, limit)
    text = as_utf8(unpack(body, limit))
    start = text[:4096].lstrip()[:1]
    if start == b"[":
        raise UnreadableError("是一个 JSON 列表；请改为 JSON Lines，每行一条声明")
    return open_json_lines(text) if start == b"{" else _open_csv(text)


def _open_csv(text: bytes) -> BulkFile:
    first = list(itertools.islice(csv_records(text), HEADER_ROWS))
    header = find_header([record for _, record in first], match_flat, is_header)
    if header is None:
        raise no_header(first[0][1] if first else [])
    position, match = header
    lines, headers = first[position]
    return BulkFile(
        match.unknown,
        lambda: _csv_chunks(text, match, width=len(headers), lines=lines, header_no=position + 1),
    )


def _csv_chunks(
    text: bytes, match: HeaderMatch, *, width: int, lines: int, header_no: int
) -> Iterator[Chunk]:
    bad: list[BadRow] = []  # in order; the reader may be ahead of the rows that it gives

    def skip(row: arrow_csv.InvalidRow) -> str:
        number = row.number - lines + header_no
        cause = "多半是引号没有配对" if "\n" in row.text else "多半是逗号没有加引号"
        reason = f"有 {row.actual_columns} 列，表头有 {row.expected_columns} 列，{cause}"
        bad.append(BadRow(number, reason))
        return "skip"

    names = [f"c{position}" for position in range(width)]
    used = [names[position] for positions in match.positions.values() for position in positions]
    try:
        reader = arrow_csv.open_csv(
            pa.BufferReader(text),
            # a row that breaks the format has a number only where one thread reads
            arrow_csv.ReadOptions(
                column_names=names, skip_rows=lines, block_size=_PIECE, use_threads=False
            ),
            # empty lines count, so that the numbers are those that a spreadsheet shows
            arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=skip
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), include_columns=used
            ),
        )
        next_no = header_no + 1
        for batch in reader:
            rows = select(pl.DataFrame(pl.from_arrow(batch)), names, match)
            numbers = row_numbers(next_no, rows.height, [row.row_no for row in bad])
            next_no = numbers[-1] + 1 if rows.height else next_no
            passed = [row for row in bad if row.row_no < next_no]
            del bad[: len(passed)]
            yield Chunk(rows.with_columns(numbers), bad=passed)
        yield Chunk(pl.DataFrame(schema={ROW_NO: pl.Int64}), bad=bad)
    except pa.ArrowInvalid as error:
        raise UnreadableError(
            f"CSV 读不下去（{error}）；多半是引号没有配对，请检查后重新导出"
        ) from error


def _open_workbook(body: bytes, limit: int) -> BulkFile:
    found = []
    for sheet in read_sheets(body, limit):
        header = find_header(sheet.rows.head(HEADER_ROWS).rows(), match_flat, is_header)
        if header is not None:
            found.append((sheet, *header))
    if not found:
        raise UnreadableError(
            "没有一张工作表有“声明编号”和“标准编号”两列；请补上表头，或检查工作表是否被隐藏"
        )

    def chunks() -> Iterator[Chunk]:
        for sheet, position, match in found:
            rows = select(sheet.rows, sheet.rows.columns, match)
            rows = rows.with_row_index(ROW_NO, offset=1).cast({ROW_NO: pl.Int64})
            yield Chunk(rows.slice(position + 1), place=f"工作表 {sheet.name} ")

    unknown = dict.fromkeys(header for _, _, match in found for header in match.unknown)
    return BulkFile(tuple(unknown), chunks)


def _open_parquet(body: bytes, limit: int) -> BulkFile:
    try:
        file = arrow_parquet.ParquetFile(pa.BufferReader(body))
        groups = (file.metadata.row_group(group) for group in range(file.num_row_groups))
        size = sum(group.total_byte_size for group in groups)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"Parquet 已损坏（{error}）；请重新导出") from error
    if size > limit:
        raise UnreadableError(
            f"Parquet 解包后有 {size} 字节，超过上限 {limit}；"
            f"请拆成几个文件，或调大 max_unpacked_bytes"
        )
    names = file.schema_arrow.names
    match = match_flat(names)
    if not is_header(match):
        raise no_header(names)
    lists = match_headers(names, LISTS)
    used = {*_positions(match), *_positions(lists)}

    def chunks() -> Iterator[Chunk]:
        next_no = 1
        columns = [name for position, name in enumerate(names) if position in used]
        try:
            for batch in file.iter_batches(batch_size=_PARQUET_ROWS, columns=columns):
                rows = select_nested(pl.DataFrame(pl.from_arrow(batch)))
                yield Chunk(rows.with_columns(row_numbers(next_no, batch.num_rows, [])))
                next_no += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise UnreadableError(f"Parquet 已损坏（{error}）；请重新导出") from error

    return BulkFile(unknown_to_both(match, lists), chunks)


def _positions(match: HeaderMatch) -> Iterator[int]:
    for positions in match.positions.values():
        yield from positions
