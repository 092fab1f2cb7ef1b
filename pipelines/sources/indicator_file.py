"""Indicators from extraction sheets of assessment bodies: files of our own contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import INDICATOR_SETS, INDICATORS, Batch
from pipelines.sources.extraction import open_tables, read_tables
from pipelines.sources.files import opened, reject_row, take_new_files
from pipelines.sources.rejections import Rejections, origin
from pipelines.sources.sheets import log_unread
from pipelines.sources.tabular import unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Headers that mean nothing here, and sheets that are no such table, are logged.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)

    def examine(name: str, body: bytes) -> None:
        log_unread(name, *open_tables(body, limit))

    take_new_files(run, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Sets of indicators, one a declaration, and the rows that belong to none.

    Cells that name the declaration may be filled in its first row only. A set that several files
    hold stands here once for each: the last one holds, with its rows only; all rows are counted.
    """
    limit = unpacked_limit(config.options)
    sets: list[dict[str, Any]] = []
    indicators: dict[str, list[dict[str, Any]]] = {}
    rejections = Rejections()
    reject = rejections.reject
    for page, tables in opened(pages, lambda page: open_tables(page.body(), limit)[0], reject):
        found, faults = read_tables(tables)
        for fault in faults:
            reject_row(reject, page, fault.where, fault.reason, fault.code)
        for record_id, each in found.items():
            sets.append({**origin(page, record_id), **each.of, "row_count": len(each.rows)})
            indicators[record_id] = [
                {"record_id": record_id, "row_no": row_no, **row}
                for row_no, row in enumerate(each.rows, start=1)
            ]
    rows = [row for of_one in indicators.values() for row in of_one]
    rejected = rejections.rejected()
    return Batch(
        received=sum(each["row_count"] for each in sets) + rejected.height,
        indicator_sets=pl.DataFrame(sets, schema=INDICATOR_SETS),
        indicators=pl.DataFrame(rows, schema=INDICATORS),
        rejected=rejected,
    )
