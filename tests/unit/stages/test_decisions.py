"""Decisions as the warehouse reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import Settings
from pipelines.stages.decisions import DecisionsError, export_decisions
from pipelines.stages.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

HEADER = "decision_id,kind,subject,programme,effective_on,recorded_at,payload\n"
ROW = "d1,ban,91990000A,national,2026-05-30,2026-05-30T10:00:00+08:00,{}\n"


def installation(root: Path, text: str | None) -> Installation:
    settings = Settings(data_root=root)
    if text is not None:
        settings.ledger.mkdir(parents=True)
        (settings.ledger / "decisions.csv").write_text(text, encoding="utf-8-sig")
    return Installation(settings=settings, sources={})


def test_an_instant_is_kept_in_utc(tmp_path: Path) -> None:
    given = installation(tmp_path, HEADER + ROW)
    assert export_decisions(given) == 1
    row = given.normalised.read("decisions").collect().row(0, named=True)
    assert row["recorded_at"] == datetime(2026, 5, 30, 2, tzinfo=UTC).replace(tzinfo=None)


def test_what_the_file_knows_of_states_is_kept(tmp_path: Path) -> None:
    header = HEADER.strip() + ",seq,subject_type,state_after\n"
    row = ROW.strip() + ",7,ban,barred\n"
    given = installation(tmp_path, header + row)
    export_decisions(given)
    found = given.normalised.read("decisions").collect().row(0, named=True)
    assert (found["seq"], found["state_after"], found["hash"]) == (7, "barred", None)


def test_without_a_file_there_are_no_decisions(tmp_path: Path) -> None:
    given = installation(tmp_path, None)
    assert export_decisions(given) == 0
    assert given.normalised.read("decisions").collect().height == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("decision_id,kind\nd1,ban\n", "subject"),
        (HEADER + ROW.replace("2026-05-30,", "30.5.2026,"), "第 2 行"),
        (HEADER + ROW.replace("+08:00", ""), "没有时区"),
        (HEADER + ROW + ROW, "d1 出现多次"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(DecisionsError, match=named):
        export_decisions(installation(tmp_path, text))


def test_what_a_person_read_is_written_beside_them(tmp_path: Path) -> None:
    payload = json.dumps(
        {
            "indicator_name_raw": "甲醛释放量",
            "requirement_raw": "≤0.O5mg/m³",
            "reads": "≤0.05mg/m³",
            "evidence": "示例",
            "evidence_sha256": "a" * 64,
        }
    ).replace('"', '""')
    row = f'd2,value_overruled,x,,2026-05-30,2026-05-30T10:00:00+08:00,"{payload}"\n'
    given = installation(tmp_path, HEADER + ROW + row)
    assert export_decisions(given) == 2
    read = given.normalised.read("overruled_values").collect()
    assert read.select("decision_id", "high").rows() == [("d2", 0.05)]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    other = ROW.replace("d1", "d0")
    one = installation(tmp_path / "1", HEADER + ROW + other)
    two = installation(tmp_path / "2", HEADER + other + ROW)
    export_decisions(one)
    export_decisions(two)
    frames: list[pl.DataFrame] = [
        each.normalised.read("decisions").collect() for each in (one, two)
    ]
    assert frames[0].equals(frames[1])
