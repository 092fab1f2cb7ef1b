"""JSON Lines in bulk: read whole pieces at a time, line by line only where lines differ."""

from __future__ import annotations

import io
import itertools
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

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
    select_nested,
    unknown_to_both,
)
from pipelines.sources.columns import match_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 32 * 2**20  # bytes read at once
_SAMPLED_LINES = 200  # to learn which keys there are


def open_json_lines(text: bytes) -> BulkFile:
    """Open a file with one JSON object a line, flat or nested.

    Raises:
        UnreadableError: none of the first objects has the columns of a declaration.
    """
    keys: dict[str, None] = {}
    for line in itertools.islice(io.BytesIO(text), _SAMPLED_LINES):
        if (entry := _entry(line)) is not None:
            keys |= dict.fromkeys(entry)
    match, lists = match_flat(list(keys)), match_headers(list(keys), LISTS)
    if not is_header(match):
        raise no_header(keys)

    def chunks() -> Iterator[Chunk]:
        next_no = 1
        for piece in _pieces(text):
            count = piece.count(b"\n") + (not piece.endswith(b"\n"))
            yield _json_lines(piece, next_no, count)
            next_no += count

    return BulkFile(unknown_to_both(match, lists), chunks)


def _json_lines(piece: bytes, first_no: int, count: int) -> Chunk:
    try:
        inferred = pl.scan_ndjson(io.BytesIO(piece), infer_schema_length=None).collect_schema()
        schema = pl.Schema({name: _all_text(dtype) for name, dtype in inferred.items()})
        frame = pl.read_ndjson(io.BytesIO(piece), schema=schema)
    except pl.exceptions.PolarsError:
        return _json_line_by_line(piece, first_no)
    if frame.height != count:  # empty lines between
        return _json_line_by_line(piece, first_no)
    return Chunk(select_nested(frame).with_columns(row_numbers(first_no, count, [])))


def _json_line_by_line(piece: bytes, first_no: int) -> Chunk:
    """Where lines differ in shape: those that are records, and what is wrong with the others."""
    lines = enumerate(piece.split(b"\n"), start=first_no)
    entries = {number: _entry(line) for number, line in lines if line.strip()}
    listed = {
        key
        for entry in entries.values()
        for key, value in (entry or {}).items()
        if isinstance(value, list)
    }
    bad: list[BadRow] = []
    good: dict[int, dict[str, Any]] = {}
    for number, entry in entries.items():
        if entry is None:
            bad.append(BadRow(number, "不是一个完整的 JSON 对象"))
        elif odd := next((key for key in listed if not _is_records(entry.get(key))), None):
            bad.append(BadRow(number, f"的 {odd} 不是由对象组成的列表"))
        else:
            good[number] = {key: _plain(value) for key, value in entry.items()}
    if not good:
        return Chunk(pl.DataFrame(schema={ROW_NO: pl.Int64}), bad=bad)
    frame = select_nested(pl.from_dicts(list(good.values()), infer_schema_length=None))
    return Chunk(frame.with_columns(pl.Series(ROW_NO, list(good), pl.Int64)), bad=bad)


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _is_records(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(record, dict) for record in value)
    )


def _plain(value: Any) -> Any:
    """Values as the fast way reads them: text, or a list of objects of text."""
    match value:
        case None | str():
            return value
        case list():
            return [{key: _plain(each) for key, each in record.items()} for record in value]
        case float():
            return f"{Decimal(repr(value)):f}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _all_text(dtype: pl.DataType) -> pl.DataType:
    match dtype:
        case pl.List(inner=pl.Struct(fields=fields)):
            return pl.List(pl.Struct({each.name: pl.String for each in fields}))
        case pl.List(inner=pl.Null()):
            return pl.List(pl.Struct({"name": pl.String}))
        case pl.List():
            return dtype
        case _:
            return pl.String()


def _pieces(text: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(text):
        cut = text.find(b"\n", start + _PIECE)
        end = len(text) if cut < 0 else cut + 1
        yield text[start:end]
        start = end
