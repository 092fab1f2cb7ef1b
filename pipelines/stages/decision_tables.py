"""A table of decisions from a file (xlsx, CSV): a row a decision, as drafts for the ledger."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.core.dates import parse_day, parse_instant
from pipelines.ledger.decision import Draft
from pipelines.sources.headed_table import ROW, read_headed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

_COLUMNS = {
    "kind": "决定",
    "subject": "对象",
    "programme": "项目",
    "effective_on": "生效日",
    "office": "岗位",
    "role": "角色",
}
"""Columns that every row needs, with the Chinese header that means the same."""
_BETWEEN = re.compile("[;；]")
_PAYLOAD, _EVIDENCE, _RECORDED = "payload", "evidence_files", "recorded_at"
_CHINESE = {zh: name for name, zh in _COLUMNS.items()} | {
    "内容": _PAYLOAD,
    "依据文件": _EVIDENCE,
}


class DecisionTableError(ValueError):
    """Rows that are no decisions; the message names each with its row, column and remedy."""


@dataclass(frozen=True)
class Drafted:
    """A row of a table.

    Attributes:
        row_no: as a person counts, the header is 1.
        evidence_files: names of files that it rests on.
        recorded_at: naive UTC, of a table that says so (the sample's ledger); else None.
    """

    row_no: int
    draft: Draft
    evidence_files: tuple[str, ...]
    recorded_at: datetime | None


def read_decisions(body: bytes, name: str) -> list[Drafted]:
    """The decisions of a table, in the order of its rows.

    Columns: kind, subject, programme, effective_on, office, role, or their Chinese. `payload`
    (内容) is a JSON object; any other column is a member of it by its name. `evidence_files`
    (依据文件) names files, with ; between.

    Args:
        body: of the file.
        name: of the file, for messages.

    Raises:
        DecisionTableError: with every row that cannot be read.
        UnreadableError: the file is no table.
    """
    table = read_headed(body)
    table = table.rename({zh: en for zh, en in _CHINESE.items() if zh in table.columns})
    if missing := [f"{en}（{zh}）" for en, zh in _COLUMNS.items() if en not in table.columns]:
        raise DecisionTableError(f"{name} 缺少列：{'、'.join(missing)}；请补齐表头后重试")
    drafted, faults = [], []
    for number, row in enumerate(table.iter_rows(named=True), 2):
        row_no = row.pop(ROW, number)
        if not any(row.values()):
            continue
        try:
            drafted.append(_drafted(row_no, row))
        except ValueError as error:
            faults.append(f"{name} 第 {row_no} 行：{error}")
    if faults:
        raise DecisionTableError("\n".join(faults))
    return drafted


def _drafted(row_no: int, row: Mapping[str, Any]) -> Drafted:
    if missing := [f"{en}（{zh}）" for en, zh in _COLUMNS.items() if not row[en]]:
        raise ValueError(f"缺少 {'、'.join(missing)}；请补上")
    recorded_at = None
    if text := row.get(_RECORDED):
        recorded_at = parse_instant(text)
        if recorded_at is None:
            raise ValueError(f"recorded_at 无法读取：{text}；应为 2026-05-30 10:00:00+08:00 的写法")
    return Drafted(
        row_no=row_no,
        draft=Draft(
            kind=row["kind"],
            subject=row["subject"],
            programme=row["programme"],
            effective_on=_day(row["effective_on"]),
            office=row["office"],
            role=row["role"],
            payload=_payload(row),
        ),
        evidence_files=tuple(
            name.strip() for name in _BETWEEN.split(row.get(_EVIDENCE) or "") if name.strip()
        ),
        recorded_at=recorded_at,
    )


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise ValueError(f"effective_on（生效日）无法读取：{text}；应为 2026-05-30 的写法")
    return day


def _payload(row: Mapping[str, Any]) -> dict[str, Any]:
    payload: dict[str, Any] = {}
    if text := row.get(_PAYLOAD):
        try:
            payload = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"payload（内容）不是 JSON（{error}）；请按 JSON 对象填写") from error
        if not isinstance(payload, dict):
            raise ValueError("payload（内容）不是 JSON 对象；应为 {…} 的写法")
    others = {name for name in row if name not in {*_COLUMNS, _PAYLOAD, _EVIDENCE, _RECORDED}}
    if twice := sorted(others & set(payload)):
        raise ValueError(f"{'、'.join(twice)} 既是一列，又写在 payload 中；请只留一处")
    return payload | {name: row[name] for name in sorted(others) if row[name] is not None}
