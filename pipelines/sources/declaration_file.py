"""Declarations from bulk files of the platform's own operator (wire-formats.md §2.4, §5)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pipelines.sources.bulk import open_bulk
from pipelines.sources.declaration_rows import FileRecords, FileRows, batch_of
from pipelines.sources.files import file_name, opened, take_new_files
from pipelines.sources.rejections import Rejections
from pipelines.sources.tabular import unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

_LOG = logging.getLogger(__name__)


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Headers that mean nothing here are logged.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)

    def examine(name: str, body: bytes) -> None:
        if unknown := open_bulk(body, limit).unknown:
            _LOG.warning("文件 %s 中不认识的列未读取：%s", name, "、".join(unknown))

    take_new_files(run, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Declarations of the stored files, with their products and indicators.

    The nested layout has a declaration a row. In the flat layout the rows of one declaration id are
    one record: its attributes are the first that are not blank, its products and indicators the
    different ones in order of appearance. A declaration that several files, or several nested rows,
    hold stands here once for each: the last one holds, with its rows only; all are counted.
    """
    limit = unpacked_limit(config.options)

    def records_of(page: RawPage) -> FileRecords:
        rows = FileRows(page, file_name(page))
        for chunk in open_bulk(page.body(), limit).chunks():
            rows.take(chunk)
        return rows.finish()

    rejections = Rejections()
    files = [records for _, records in opened(pages, records_of, rejections.reject)]
    return batch_of(files, [rejections.rejected()])
