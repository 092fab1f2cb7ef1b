"""Indicators from extraction sheets of assessment bodies: files of our own contract."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import INDICATOR_SETS, INDICATORS, Batch
from pipelines.sources.extraction import open_tables, read_tables
from pipelines.sources.files import (
    file_name,
    in_order,
    rejected_frame,
    rejection,
    take_files,
)
from pipelines.sources.tabular import UnreadableError, unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

_LOG = logging.getLogger(__name__)


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Headers that mean nothing here, and sheets that are no such table, are logged.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)

    def examine(name: str, body: bytes) -> None:
        tables, others = open_tables(body, limit)
        for table in tables:
            if unknown := "、".join(table.match.unknown):
                _LOG.warning("文件 %s %s中不认识的列未读取：%s", name, table.place, unknown)
        if others:
            _LOG.warning("文件 %s 中没有提取表表头的工作表未读取：%s", name, "、".join(others))

    take_files(run, lambda day: day is None or day <= run.fetched_on, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Sets of indicators, one a declaration, and the rows that belong to none.

    Cells that name the declaration may be filled in its first row only. A set that several files
    hold stands here once for each: the last one holds, with its rows only; all rows are counted.
    """
    limit = unpacked_limit(config.options)
    sets: list[dict[str, Any]] = []
    indicators: dict[str, list[dict[str, Any]]] = {}
    rejected: list[dict[str, Any]] = []
    for page in in_order(pages):
        name = file_name(page)
        try:
            found, faults = read_tables(open_tables(page.body(), limit)[0])
        except UnreadableError as error:
            rejected.append(rejection(page, name, error.code, f"文件 {name}：{error}"))
            continue
        for fault in faults:
            reason = f"文件 {name} {fault.where}{fault.reason}；请在表中更正后重新提供"
            rejected.append(rejection(page, f"{name}#{fault.where}", fault.code, reason))
        for record_id, each in found.items():
            sets.append(
                {
                    "record_id": record_id,
                    "raw_path": page.path,
                    "raw_sha256": page.sha256,
                    "attempt": page.attempt,
                    **each.of,
                    "row_count": len(each.rows),
                }
            )
            indicators[record_id] = [
                {"record_id": record_id, "row_no": row_no, **row}
                for row_no, row in enumerate(each.rows, start=1)
            ]
    rows = [row for of_one in indicators.values() for row in of_one]
    return Batch(
        received=sum(each["row_count"] for each in sets) + len(rejected),
        indicator_sets=pl.DataFrame(sets, schema=INDICATOR_SETS),
        indicators=pl.DataFrame(rows, schema=INDICATORS),
        rejected=rejected_frame(rejected),
    )
