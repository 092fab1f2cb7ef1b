"""Snapshots of a catalogue as files: JSON or CSV, also gzipped, one file a fetch date."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.core.standard_numbers import parse_standard_number
from pipelines.sources.catalogue import CatalogueReader
from pipelines.sources.columns import STANDARD_FIELDS, match_headers
from pipelines.sources.files import opened, reject_row, take_files
from pipelines.sources.listed import as_text
from pipelines.sources.tabular import (
    UnreadableError,
    as_utf8,
    csv_records,
    find_header,
    unpack,
    unpacked_limit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.columns import HeaderMatch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage


@dataclass(frozen=True)
class _Snapshot:
    """A file's rows as columns of `core.records.STANDARDS`, or why a row is none."""

    rows: list[tuple[str, dict[str, Any] | str]]  # (where: `第 3 条`, columns or what is wrong)
    total: int | None = None  # as the file says


def fetch(run: FetchRun) -> None:
    """The files whose name holds the fetch date.

    Raises:
        SourceStopped: see `files.take_files`; `total_mismatch` where a file holds fewer or more
            rows than it says, `empty_answer` where it holds none.
    """
    limit = unpacked_limit(run.config.options)
    take_files(
        run,
        is_due=lambda day: day == run.fetched_on,
        examine=lambda name, body: _examine(_snapshot(body, limit)),
    )


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Standards of the stored files; the record id is the normal form of the number.

    A number that a file holds twice is two rows here: the later one holds, both are counted.
    """
    limit = unpacked_limit(config.options)
    reader = CatalogueReader()
    for page, snapshot in opened(pages, lambda page: _snapshot(page.body(), limit), reader.reject):
        for where, columns in snapshot.rows:
            if isinstance(columns, str):
                reject_row(reader.reject, page, where, columns, "unusable_row")
            else:
                reader.take(page, _record_id(str(columns["standard_no"])), columns)
    return reader.batch()


def _record_id(standard_no: str) -> str:
    """The number's normal form, which every spelling of it shares; else the text without blanks."""
    return parse_standard_number(standard_no).normal or "".join(standard_no.split()).upper()


def _examine(snapshot: _Snapshot) -> None:
    count = len(snapshot.rows)
    if not count:
        raise UnreadableError("没有任何标准；请核对导出的范围", "empty_answer")
    if snapshot.total is not None and snapshot.total != count:
        raise UnreadableError(
            f"自称共 {snapshot.total} 条，实有 {count} 条；请核对文件是否完整", "total_mismatch"
        )


def _snapshot(body: bytes, limit: int) -> _Snapshot:
    text = as_utf8(unpack(body, limit))
    return _of_json(text) if text.lstrip()[:1] in (b"{", b"[") else _of_csv(text)


def _of_json(text: bytes) -> _Snapshot:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"JSON 不完整或有误（{error}）；请重新导出") from error
    total = content.get("total") if isinstance(content, dict) else None
    entries = content.get("standards") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise UnreadableError("JSON 中没有标准列表；应是一个列表，或含 standards 列表的对象")
    keys = list(dict.fromkeys(key for entry in entries if isinstance(entry, dict) for key in entry))
    match = match_headers(keys, STANDARD_FIELDS)
    if entries and "standard_no" not in match:
        raise UnreadableError(
            f"各条没有标准编号（code 或 standard_no），"
            f"只有 {'、'.join(keys) or '无名的值'}；请核对导出的字段"
        )
    rows: list[tuple[str, dict[str, Any] | str]] = []
    for number, entry in enumerate(entries, start=1):
        values = [entry.get(key) for key in keys] if isinstance(entry, dict) else [None] * len(keys)
        rows.append((f"第 {number} 条", _columns(values, match)))
    return _Snapshot(rows, total if isinstance(total, int) else None)


def _of_csv(text: bytes) -> _Snapshot:
    records = [record for _, record in csv_records(text)]
    header = find_header(
        records,
        lambda row: match_headers(row, STANDARD_FIELDS),
        lambda match: "standard_no" in match and "name" in match,
    )
    if header is None:
        first = "、".join(records[0]) if records else "空文件"
        raise UnreadableError(
            f"找不到表头：应有“标准编号”和“标准名称”两列，首行是 {first[:80]}；请补上表头"
        )
    position, match = header
    width = len(records[position])
    rows: list[tuple[str, dict[str, Any] | str]] = []
    for number, record in enumerate(records[position + 1 :], start=position + 2):
        where = f"第 {number} 行"
        if not any(value.strip() for value in record):
            continue
        if len(record) != width:
            rows.append((where, f"有 {len(record)} 列，表头有 {width} 列，多半是逗号没有加引号"))
        else:
            rows.append((where, _columns(record, match)))
    return _Snapshot(rows)


def _columns(values: Sequence[Any], match: HeaderMatch) -> dict[str, Any] | str:
    columns = {
        column: next(_texts(values, positions), None)
        for column, positions in match.positions.items()
    }
    return columns if columns["standard_no"] is not None else "没有标准编号"


def _texts(values: Sequence[Any], positions: Sequence[int]) -> Iterator[str]:
    for position in positions:
        if (text := as_text(values[position])) is not None:
            yield text
