"""Exporting the decisions people took as a file that the warehouse reads like all others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import tables
from pipelines.core.overruling import overruled_values

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.stages.installation import Installation


_ASKED_FOR = (
    "decision_id",
    "kind",
    "subject",
    "programme",
    "effective_on",
    "recorded_at",
    "payload",
)


class DecisionsError(ValueError):
    """A decision file that cannot be used; the message names file, line and field."""


def export_decisions(installation: Installation) -> int:
    """Writes normalised/decisions from `ledger/decisions.csv`; returns how many there are.

    What people read in place of the parser is written beside it, as normalised/overruled_values.

    Columns of the file: decision_id, kind, subject, programme, effective_on, recorded_at (with
        zone), payload (JSON); those of `tables.DECISIONS` that it leaves out are null.

    Raises:
        DecisionsError: a column is missing, or a value cannot be read.
        OverrulingError: a decision that overrules a value does not say which, how or why.
    """
    path = installation.settings.ledger / "decisions.csv"
    frame = _read(path) if path.exists() else pl.DataFrame(schema=tables.DECISIONS)
    overruled = overruled_values(frame)
    installation.normalised.write_whole("decisions", frame)
    installation.normalised.write_whole("overruled_values", overruled)
    return frame.height


def _read(path: Path) -> pl.DataFrame:
    text = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    text = text.rename({name: name.removeprefix("\ufeff") for name in text.columns})
    missing = [name for name in _ASKED_FOR if name not in text.columns]
    if missing:
        raise DecisionsError(f"{path.name} 缺少列：{'、'.join(missing)}；请补齐表头后重试")
    rows = []
    for line, row in enumerate(text.iter_rows(named=True), start=2):
        try:
            rows.append(
                {name: row.get(name) for name in tables.DECISIONS}
                | {
                    "seq": int(row["seq"]) if row.get("seq") else None,
                    "effective_on": date.fromisoformat(row["effective_on"]),
                    "recorded_at": _instant(row["recorded_at"]),
                }
            )
        except (TypeError, ValueError) as error:
            raise DecisionsError(
                f"{path.name} 第 {line} 行的 seq、effective_on 或 recorded_at 无法读取（{error}）；"
                "应为 1、2026-05-30 与 2026-05-30T10:00:00+08:00 的写法"
            ) from error
    frame = pl.DataFrame(rows, schema=tables.DECISIONS, orient="row")
    twice = frame.filter(pl.col("decision_id").is_duplicated())
    if twice.height:
        raise DecisionsError(f"{path.name} 中 decision_id {twice['decision_id'][0]} 出现多次")
    return frame.sort("decision_id")


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} 没有时区")
    return moment.astimezone(UTC).replace(tzinfo=None)
