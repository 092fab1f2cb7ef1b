"""Checks, lists and penalties of the enterprise credit system, as files (wire-formats.md §4.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipelines.core.normalise.findings import read_result
from pipelines.sources.columns import match_headers
from pipelines.sources.files import file_name, opened, reject_row, take_new_files
from pipelines.sources.finding_columns import GSXT_FIELDS
from pipelines.sources.findings import FindingReader
from pipelines.sources.json_rows import open_rows
from pipelines.sources.tabular import UnreadableError, unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.columns import HeaderMatch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.sources.sheets import Cells, Table
    from pipelines.store.raw import RawPage

_SECTIONS = {
    "random_task": "double_random",
    "random_name": "double_random",
    "serious_reason": "dishonesty_list",
    "abnormal_cause": "abnormal_list",
    "document_no": "penalty",
    "penalty": "penalty",
    "offence": "penalty",
    "result": "spot_check",
    "inspected": "spot_check",
}
"""Column that only rows of a section have → the kind of finding that it holds."""


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)
    take_new_files(run, lambda _, body: _open(body, limit))


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Findings of all sections of the stored files; a row's own keys say which section it is of."""
    limit = unpacked_limit(config.options)
    reader = FindingReader()
    for page, tables in opened(pages, lambda page: _open(page.body(), limit), reader.reject):
        for table in tables:
            for where, cells in table.numbered():
                _take(reader, page, where, cells)
    return reader.batch()


def _take(reader: FindingReader, page: RawPage, where: str, cells: Cells | str) -> None:
    name = file_name(page)
    if isinstance(cells, str):
        reject_row(reader.reject, page, where, cells)
        return
    kind = next((kind for column, kind in _SECTIONS.items() if cells.get(column)), None)
    if kind is None:
        reason = f"文件 {name} {where}不是抽查检查、双随机、异常、严重违法或处罚信息，未取用"
        reader.reject(page, f"{name}#{where}", "unknown_section", f"{reason}；请核对导出的栏目")
        return
    columns: Cells = {
        column: cells.get(column)
        for column in (
            *("org_name", "credit_code", "area", "authority"),
            *("decided_on", "removed_on", "document_no", "result"),
        )
    }
    if kind == "double_random":
        try:
            columns |= _checked(cells.get("details"))
        except ValueError as error:
            reason = f"文件 {name} {where}的 details 读不出来（{error}）；请核对原始记录"
            reader.reject(page, f"{name}#{where}", "unreadable_details", reason)
            return
        columns["document_no"] = cells.get("random_task")
    said = (cells.get(column) for column in ("abnormal_cause", "serious_reason", "offence"))
    columns["grounds"] = "；".join(filter(None, (*said, cells.get("penalty")))) or None
    reader.take(page, kind, columns, f"{name} {where}")


def _checked(details: str | None) -> Cells:
    """Result and failed items of a double-random check, whose items are JSON within a text.

    Raises:
        ValueError: it is no JSON list of objects.
    """
    if details is None:
        return {"result": None, "failed_items": None}
    items = json.loads(details)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("不是检查事项的列表")
    checked = [{key.casefold(): value for key, value in item.items()} for item in items]
    words = [_text(item.get("raninscheckresname")) for item in checked]
    failed = [
        _text(item.get("raninsitemname"))
        for item, word in zip(checked, words, strict=True)
        if read_result(word) != "pass"
    ]
    return {
        "result": ";".join(dict.fromkeys(filter(None, words))) or None,
        "failed_items": ";".join(filter(None, failed)) or None,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _open(body: bytes, limit: int) -> list[Table]:
    tables, _ = open_rows(body, limit, _match, _is_header)
    if not tables:
        raise UnreadableError(
            "各条没有企业名称（entName）或统一社会信用代码（uniscId），不知针对哪家企业；"
            "请连同企业信息一起导出"
        )
    return tables


def _match(headers: Sequence[str | None]) -> HeaderMatch:
    return match_headers(headers, GSXT_FIELDS)


def _is_header(match: HeaderMatch) -> bool:
    return match.has_any(("org_name", "credit_code")) and match.has_any(_SECTIONS)
