"""Credit lists of self-describing rows, as files: each row carries the labels of its own keys.

The service (wire-formats.md §4.5) stands behind a captcha that nobody here solves, so what a person
saved is read. Keys mean nothing here; the labels beside them do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.sources.columns import match_headers
from pipelines.sources.files import file_name, opened, take_new_files
from pipelines.sources.finding_columns import FINDING_FIELDS
from pipelines.sources.findings import FindingReader
from pipelines.sources.json_rows import json_entries
from pipelines.sources.listed import as_text
from pipelines.sources.sheets import cells_of
from pipelines.sources.tabular import UnreadableError, as_utf8, unpack, unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.json_rows import Entry
    from pipelines.sources.run import FetchRun
    from pipelines.sources.sheets import Cells
    from pipelines.store.raw import RawPage

_KINDS = {
    "失信惩戒": "dishonesty_list",
    "严重失信": "dishonesty_list",
    "严重失信主体名单": "dishonesty_list",
    "失信被执行人": "dishonesty_list",
    "行政处罚": "penalty",
    "经营异常": "abnormal_list",
}
"""The service's `type` of a list → the kind of finding; permits and rewards are none."""

_TAKEN = (
    *("org_name", "credit_code", "area", "authority", "grounds"),
    *("decided_on", "removed_on", "document_no"),
)


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)

    def examine(name: str, body: bytes) -> None:
        if not any(entry and _described(entry) for entry in _entries(body, limit)):
            raise UnreadableError(
                "没有一条带着自己的说明（entity 与 sencesMap）；请按平台应答的原样保存"
            )

    take_new_files(run, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Findings of the stored files; `type` of the answer or the row says of which kind."""
    limit = unpacked_limit(config.options)
    reader = FindingReader()
    for page, entries in opened(pages, lambda page: _entries(page.body(), limit), reader.reject):
        for number, entry in enumerate(entries, start=1):
            _take(reader, page, f"第 {number} 条", entry)
    return reader.batch()


def _take(reader: FindingReader, page: RawPage, where: str, entry: Entry | None) -> None:
    name = file_name(page)
    described = entry and _described(entry)
    if entry is None or not described:
        reason = (
            f"文件 {name} {where}没有 entity 或 sencesMap，不知各项含义；请按原样保存后重新提供"
        )
        reader.reject(page, f"{name}#{where}", "not_described", reason)
        return
    said = as_text(entry.get("type"))
    kind = _KINDS.get((said or "").strip())
    if kind is None:
        reason = f"文件 {name} {where}的类型“{said or '（未注明）'}”不是失信、处罚或异常，未取用"
        reader.reject(page, f"{name}#{where}", "not_a_finding", f"{reason}；请核对 type")
        return
    columns = {column: described.get(column) for column in _TAKEN}
    columns["authority"] = columns["authority"] or as_text(entry.get("dataSource"))
    reader.take(page, kind, columns, f"{name} {where}")


def _described(entry: Entry) -> Cells:
    """What a row says, by column, as far as its own labels are known; empty where it has none."""
    values, labels = entry.get("entity"), entry.get("sencesMap")
    if not isinstance(values, dict) or not isinstance(labels, dict):
        return {}
    keys = [key for key in labels if key in values]
    match = match_headers([_label(labels[key]) for key in keys], FINDING_FIELDS)
    return cells_of(match, [as_text(values[key]) for key in keys])


def _label(label: Any) -> str:
    return label if isinstance(label, str) else ""


def _entries(body: bytes, limit: int) -> list[Entry | None]:
    return json_entries(as_utf8(unpack(body, limit)))
