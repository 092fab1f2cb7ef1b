"""Supervision lists as tables: a province's spot checks, food announcements, recalls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.core.normalise.findings import KINDS
from pipelines.sources.columns import match_headers
from pipelines.sources.config import ConfigError
from pipelines.sources.files import date_in, file_name, opened, reject_row, take_new_files
from pipelines.sources.finding_columns import FINDING_FIELDS
from pipelines.sources.findings import FindingReader
from pipelines.sources.json_rows import open_rows
from pipelines.sources.sheets import log_unread
from pipelines.sources.tabular import UnreadableError, unpacked_limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.columns import HeaderMatch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.sources.sheets import Cells, Table
    from pipelines.store.raw import RawPage

_JOINT = re.compile(r"\s*[║‖|]\s*")
_YES = ("1", "是", "true")
_TAKEN = frozenset(FINDING_FIELDS) - {"is_retest", "joined_items", "not_carried"}


def fetch(run: FetchRun) -> None:
    """The files that were not taken before and whose name holds no day after the fetch date.

    Headers that mean nothing here, and sheets that are no such table, are logged.

    Raises:
        SourceStopped: see `files.take_files`.
    """
    limit = unpacked_limit(run.config.options)

    def examine(name: str, body: bytes) -> None:
        log_unread(name, *_open(body, limit))

    take_new_files(run, examine)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Findings of the stored files, all of the kind that option `finding_kind` says.

    A list without a date column was decided on the day in the file's name; one without a result
    column says in its title whether it lists what passed or what failed.

    Raises:
        ConfigError: the option is missing or unknown.
    """
    kind = config.options.get("finding_kind")
    if kind not in KINDS:
        raise ConfigError(
            f"来源 {config.name} 的 options.finding_kind 为 {kind!r}：应为 {'、'.join(KINDS)} 之一"
        )
    limit = unpacked_limit(config.options)
    reader = FindingReader()
    for page, tables in opened(pages, lambda page: _open(page.body(), limit)[0], reader.reject):
        for table in tables:
            _take_table(reader, page, kind, table)
    return reader.batch()


def _take_table(reader: FindingReader, page: RawPage, kind: str, table: Table) -> None:
    name = file_name(page)
    day = date_in(name)
    titled = _titled_result(table.title) or _titled_result(name)
    for where, cells in table.numbered():
        if isinstance(cells, str):
            reject_row(reader.reject, page, where, cells)
            continue
        columns: Cells = {column: cells.get(column) for column in _TAKEN}
        if cells.get("is_retest") not in _YES:
            columns["retests"] = None
        if joined := cells.get("joined_items"):
            columns |= _split(joined)
        columns["decided_on"] = columns["decided_on"] or (day.isoformat() if day else None)
        if "result" not in table.match:
            columns["result"] = titled
        reader.take(page, kind, columns, f"{name} {where}")


def _titled_result(title: str) -> str | None:
    if "不合格" in title:
        return "不合格"
    return "合格" if "合格" in title else None


def _split(joined: str) -> Cells:
    """The three parts of `项目║结果║标准值`; several items stand in lines or behind semicolons.

    A semicolon inside a value is no boundary: every part between boundaries has all three.
    """
    items: list[tuple[str, ...]] = []
    for line in joined.splitlines():
        pieces = [tuple(_JOINT.split(piece)) for piece in re.split("[;；]", line) if piece.strip()]
        if not all(len(piece) == 3 for piece in pieces):
            pieces = [tuple(_JOINT.split(line))]
        items += pieces
    columns = [
        ";".join(item[place].replace(";", ",").replace("；", "，") for item in items)
        if all(len(item) > place for item in items)
        else None
        for place in range(3)
    ]
    return dict(zip(("failed_items", "measured", "required"), columns, strict=True))


def _open(body: bytes, limit: int) -> tuple[list[Table], list[str]]:
    tables, others = open_rows(body, limit, _match, _is_header)
    if not tables:
        raise UnreadableError(
            "找不到表头：应有“企业名称”，以及产品、结果、日期、编号中的至少两列；请补上表头"
        )
    return tables, others


def _match(headers: Sequence[str | None]) -> HeaderMatch:
    return match_headers(headers, FINDING_FIELDS)


def _is_header(match: HeaderMatch) -> bool:
    return "org_name" in match and len(match.positions.keys() - {"not_carried"}) >= 3
