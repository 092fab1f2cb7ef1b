"""What a person reads in place of the parser: which cell, how, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from pipelines.core import tables
from pipelines.core.overruling import OverrulingError, overruled_values

PAYLOAD = {
    "indicator_name_raw": "甲醛释放量",
    "requirement_raw": "≤0.O5mg/m³",
    "reads": "≤0.05mg/m³",
    "evidence": "标准文本第 4 页为数字零",
    "evidence_sha256": "a" * 64,
}


def decisions(payload: str, kind: str = "value_overruled") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "decision_id": "D-1",
                "kind": kind,
                "subject": "d",
                "effective_on": date(2026, 6, 1),
                "recorded_at": datetime.fromisoformat("2026-06-01T02:00:00"),
                "payload": payload,
            }
        ],
        schema=tables.DECISIONS,
    )


def test_a_reading_is_parsed_like_a_declared_requirement() -> None:
    found = overruled_values(decisions(json.dumps(PAYLOAD)))
    assert found.schema == tables.OVERRULED_VALUES
    (row,) = found.to_dicts()
    assert (row["part_no"], row["status"], row["op"], row["high"], row["unit"]) == (
        1, "parsed", "le", 0.05, "mg/m3",
    )  # fmt: skip
    assert row["requirement_raw"] == "≤0.O5mg/m³"
    assert row["requirement_read"] == "≤0.05mg/m³"


def test_a_reading_can_have_several_parts() -> None:
    found = overruled_values(decisions(json.dumps(PAYLOAD | {"reads": "正面：≤0.03；背面：≤0.06"})))
    assert found.select("part_no", "high").rows() == [(1, 0.03), (2, 0.06)]


def test_an_empty_cell_can_be_read_by_a_person() -> None:
    found = overruled_values(decisions(json.dumps(PAYLOAD | {"requirement_raw": ""})))
    assert found.get_column("requirement_raw").to_list() == [""]


def test_a_reading_that_nobody_understands_is_kept_to_be_reported() -> None:
    found = overruled_values(decisions(json.dumps(PAYLOAD | {"reads": "≤0.O5mg/m³"})))
    assert found.get_column("status").to_list() == ["unparsed"]


def test_other_decisions_are_none_of_its_business() -> None:
    found = overruled_values(decisions("{}", kind="ban"))
    assert found.schema == tables.OVERRULED_VALUES
    assert found.height == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"reads": None}, "reads"),
        ({"reads": "  "}, "reads"),
        ({"indicator_name_raw": 3}, "indicator_name_raw"),
        ({"requirement_raw": None}, "requirement_raw"),
        ({"evidence": ""}, "evidence"),
        ({"evidence_sha256": "abc"}, "evidence_sha256"),
    ],
)
def test_a_decision_that_does_not_say_all_is_refused(change: dict[str, Any], named: str) -> None:
    with pytest.raises(OverrulingError, match=f"D-1 .*{named}"):
        overruled_values(decisions(json.dumps(PAYLOAD | change)))


@pytest.mark.parametrize("payload", ["", "≤0.05", "[]"])
def test_a_payload_that_is_no_object_is_refused(payload: str) -> None:
    with pytest.raises(OverrulingError, match="D-1"):
        overruled_values(decisions(payload))
