"""Consumers' feedback as files of our own contract: field, product, text, date (D1 part 5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import FEEDBACK, Batch
from pipelines.sources.columns import match_headers
from pipelines.sources.files import file_name, opened, reject_row, take_new_files
from pipelines.sources.finding_columns import FEEDBACK_FIELDS
from pipelines.sources.json_rows import open_rows
from pipelines.sources.rejections import Rejections, origin
from pipelines.sources.tabular import UnreadableError, unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.sources.columns import HeaderMatch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.sources.sheets import Cells, Table
    from pipelines.store.raw import RawPage

_COLUMNS = ("field", "product_name", "text", "received_on")


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)
    take_new_files(run, lambda _, body: _open(body, limit))


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Feedback of the stored files; who gave it is never read."""
    limit = unpacked_limit(config.options)
    feedback: list[dict[str, Any]] = []
    rejections = Rejections()
    reject = rejections.reject
    for page, tables in opened(pages, lambda page: _open(page.body(), limit), reject):
        for table in tables:
            for where, cells in table.numbered():
                if isinstance(cells, str):
                    reject_row(reject, page, where, cells)
                else:
                    feedback.append(_row(page, where, cells))
    rejected = rejections.rejected()
    return Batch(
        received=len(feedback) + rejected.height,
        feedback=pl.DataFrame(feedback, schema=FEEDBACK),
        rejected=rejected,
    )


def _row(page: RawPage, where: str, cells: Cells) -> dict[str, Any]:
    columns = {column: cells.get(column) for column in _COLUMNS}
    said = "\x1f".join(text or "" for text in columns.values())
    record_id = cells.get("record_id") or hashlib.sha256(said.encode()).hexdigest()[:16]
    return {
        **origin(page, record_id),
        "locator": f"{file_name(page)} {where}",
        **columns,
    }


def _open(body: bytes, limit: int) -> list[Table]:
    tables, _ = open_rows(body, limit, _match, _is_header)
    if not tables:
        raise UnreadableError("找不到表头：应有“重点领域”“反馈内容”“反馈日期”三列；请补上表头")
    return tables


def _match(headers: Sequence[str | None]) -> HeaderMatch:
    return match_headers(headers, FEEDBACK_FIELDS)


def _is_header(match: HeaderMatch) -> bool:
    return all(column in match for column in ("field", "text", "received_on"))
