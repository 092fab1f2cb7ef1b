"""What people read where the parser misread a declared value: decisions as typed parts."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl

from pipelines.core.requirements import parse_distinct
from pipelines.core.tables import OVERRULED_VALUES

KIND = "value_overruled"
"""The kind of such a decision; its subject is any platform's id of the declaration."""

_MEMBERS = {
    "indicator_name_raw": "指标名称（原文）",
    "requirement_raw": "指标要求（原文；空格为空字符串）",
    "reads": "应读作的指标要求，如 ≤0.05mg/m³",
    "evidence": "依据（一句话）",
    "evidence_sha256": "依据文件的 SHA-256（64 位十六进制）",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class OverrulingError(ValueError):
    """A decision whose payload cannot be used; the message names decision and member."""


def overruled_values(decisions: pl.DataFrame) -> pl.DataFrame:
    """The decisions of `KIND`, one row for each part of what was read.

    The cell is named by what it says, not by its place: the reading holds for every version and
    platform record of the declaration that shows this text under this name, and for no other text.
    A reading that is itself not understood keeps its status; the warehouse reports it.

    Args:
        decisions: schema `tables.DECISIONS`.

    Returns:
        Schema `tables.OVERRULED_VALUES`, by decision and part.

    Raises:
        OverrulingError: a payload is no JSON object, or lacks a member.
    """
    chosen = decisions.filter(pl.col("kind") == KIND)
    payloads = [
        _payload(decision_id, payload)
        for decision_id, payload in chosen.select("decision_id", "payload").iter_rows()
    ]
    read = chosen.select("decision_id", "subject", "effective_on", "recorded_at").hstack(
        pl.DataFrame(
            {
                "requirement_read" if name == "reads" else name: [each[name] for each in payloads]
                for name in _MEMBERS
            },
            schema_overrides=dict.fromkeys(_MEMBERS, pl.String) | {"requirement_read": pl.String},
        )
    )
    parts = parse_distinct(read.get_column("requirement_read")).rename(
        {"requirement_raw": "requirement_read"}
    )
    joined = read.join(parts, on="requirement_read", how="left")
    return joined.select(pl.col(name).cast(dtype) for name, dtype in OVERRULED_VALUES.items()).sort(
        "decision_id", "part_no"
    )


def _payload(decision_id: str, text: str | None) -> dict[str, Any]:
    try:
        payload = json.loads(text or "")
    except json.JSONDecodeError as error:
        raise OverrulingError(
            f"决定 {decision_id} 的 payload 不是 JSON（{error}）；请按 JSON 对象填写"
        ) from error
    given = payload if isinstance(payload, dict) else {}
    for name, meaning in _MEMBERS.items():
        value = given.get(name)
        if not isinstance(value, str) or not (value.strip() or name == "requirement_raw"):
            raise OverrulingError(
                f"决定 {decision_id} 的 payload 缺少 {name}：应为{meaning}；请补齐后重试"
            )
    if not _SHA256.fullmatch(given["evidence_sha256"]):
        raise OverrulingError(
            f"决定 {decision_id} 的 evidence_sha256 {given['evidence_sha256']!r} "
            "不是 64 位小写十六进制；请用 sha256sum 重新计算依据文件"
        )
    return given
