"""Consumers' feedback as files of our own contract: field, product, text, date (D1 part 5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import FEEDBACK, Batch
from pipelines.sources.columns import match_headers
from pipelines.sources.files import file_name, in_order, rejected_frame, rejection, take_files
from pipelines.sources.finding_columns import FEEDBACK_FIELDS
from pipelines.sources.json_rows import open_rows
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

    def examine(name: str, body: bytes) -> None:
        _open(body, limit)

    take_files(run, lambda day: day is None or day <= run.fetched_on, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Feedback of the stored files; who gave it is never read."""
    limit = unpacked_limit(config.options)
    feedback: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    for page in in_order(pages):
        name = file_name(page)
        try:
            tables = _open(page.body(), limit)
        except UnreadableError as error:
            rejected.append(rejection(page, name, error.code, f"文件 {name}：{error}"))
            continue
        for table in tables:
            for where, cells in table.numbered():
                if isinstance(cells, str):
                    reason = f"文件 {name} {where}{cells}；请在文件中更正后重新提供"
                    rejected.append(rejection(page, f"{name}#{where}", "broken_row", reason))
                else:
                    feedback.append(_row(page, where, cells))
    return Batch(
        received=len(feedback) + len(rejected),
        feedback=pl.DataFrame(feedback, schema=FEEDBACK),
        rejected=rejected_frame(rejected),
    )


def _row(page: RawPage, where: str, cells: Cells) -> dict[str, Any]:
    columns = {column: cells.get(column) for column in _COLUMNS}
    said = "\x1f".join(text or "" for text in columns.values())
    return {
        "record_id": cells.get("record_id") or hashlib.sha256(said.encode()).hexdigest()[:16],
        "raw_path": page.path,
        "raw_sha256": page.sha256,
        "attempt": page.attempt,
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
