"""Decisions as the warehouse reads them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.ledger.decision import Draft
from pipelines.settings import Settings
from pipelines.stages.decisions import export_decisions
from pipelines.stages.installation import Installation
from pipelines.stages.recording import record

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 5, 30)
NOON = datetime(2026, 5, 30, 4, tzinfo=UTC).replace(tzinfo=None)
READING = {
    "indicator_name_raw": "甲醛释放量",
    "requirement_raw": "≤0.O5mg/m³",
    "reads": "≤0.05mg/m³",
    "evidence": "示例",
    "evidence_sha256": "a" * 64,
}


def installation(root: Path, *drafts: Draft) -> Installation:
    """An installation whose ledger holds these."""
    settings = Settings(data_root=root)
    if drafts:
        record(settings, drafts, now=lambda: NOON)
    return Installation(settings=settings, sources={})


def draft(kind: str, subject: str, payload: dict[str, Any]) -> Draft:
    return Draft(kind, subject, "national", DAY, "示例工作机构1", "work_institution", payload)


def test_a_decision_is_written_with_what_it_did_and_when(tmp_path: Path) -> None:
    given = installation(tmp_path, draft("ban", "EX0000001", {"reason": "示例"}))
    assert export_decisions(given) == 1
    row = given.normalised.read("decisions").collect().row(0, named=True)
    assert row["decision_id"] == "D-000001"
    assert row["recorded_at"] == NOON
    assert (row["subject_type"], row["state_before"], row["state_after"]) == (
        "ban",
        "none",
        "barred",
    )
    assert (row["office"], row["place"]) == ("示例工作机构1", "《实施方案》 三（二）6")
    assert json.loads(row["payload"]) == {"reason": "示例", "until": "2029-05-30"}
    assert len(row["hash"]) == 64


def test_an_empty_ledger_is_an_empty_table(tmp_path: Path) -> None:
    given = installation(tmp_path)
    assert export_decisions(given) == 0
    assert given.normalised.read("decisions").collect().height == 0


def test_what_a_person_read_is_written_beside_them(tmp_path: Path) -> None:
    given = installation(
        tmp_path,
        draft("ban", "EX0000001", {"reason": "示例"}),
        draft("value_overruled", "x", READING),
    )
    assert export_decisions(given) == 2
    read = given.normalised.read("overruled_values").collect()
    assert read.select("decision_id", "high").rows() == [("D-000002", 0.05)]
