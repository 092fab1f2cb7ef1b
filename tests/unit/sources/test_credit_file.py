from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.sources.folders import folder

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.core.records import Batch
    from tests.unit.sources.folders import Folder

LABELS = {"a1": "企业名称", "a2": "统一社会信用代码", "a3": "法定代表人", "a4": "列入日期"}
ENTITY = {"a1": "示例甲", "a2": "91990000EX0008143W", "a3": "示例法人", "a4": "2026-05-01"}
ROW = {"table_name": "t", "entity": ENTITY, "sencesMap": LABELS, "dataSource": "示例省"}


@pytest.fixture
def source(tmp_path: Path) -> Folder:
    return folder(tmp_path, "credit_file", max_bytes=2**24)


def read(source: Folder, content: Any) -> Batch:
    source.put("c.json", json.dumps(content, ensure_ascii=False))
    attempt, batch = source.night()
    assert attempt.is_complete, attempt.message
    return batch


def answer(*rows: dict[str, Any], said: str = "失信惩戒") -> dict[str, Any]:
    return {"status": 1, "type": said, "data": {"total": len(rows), "list": list(rows)}}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("失信惩戒", "dishonesty_list"),
        ("严重失信", "dishonesty_list"),
        ("行政处罚", "penalty"),
        ("经营异常", "abnormal_list"),
    ],
)
def test_the_answers_type_says_of_which_kind_its_rows_are(
    source: Folder, said: str, kind: str
) -> None:
    found = read(source, answer(ROW, said=said)).findings.row(0, named=True)
    expected = {
        "finding_kind": kind,
        "org_name": "示例甲",
        "credit_code": "91990000EX0008143W",
        "decided_on": "2026-05-01",
        "authority": "示例省",
        "locator": "c.json 第 1 条",
    }
    assert {name: found[name] for name in expected} == expected


def test_a_key_means_what_the_label_beside_it_says(source: Folder) -> None:
    other = {
        "entity": {"a1": "2026-05-02", "a4": "示例乙", "x": "伪造报告"},
        "sencesMap": {"a1": "列入日期", "a4": "失信主体名称", "x": "失信行为"},
    }
    first, second = read(source, answer(ROW, other)).findings.to_dicts()
    assert (first["org_name"], first["decided_on"]) == ("示例甲", "2026-05-01")
    assert (second["org_name"], second["decided_on"]) == ("示例乙", "2026-05-02")
    assert second["grounds"] == "伪造报告"


def test_a_key_without_a_label_and_a_label_that_nobody_knows_are_not_carried(
    source: Folder,
) -> None:
    row = {
        "entity": ENTITY | {"jgmc": "示例丙", "tel": "000-0000"},
        "sencesMap": LABELS | {"tel": "联系方式", "none": "没有的项"},
    }
    found = read(source, answer(row)).findings
    assert found["org_name"].to_list() == ["示例甲"]
    assert not any(text in str(found.rows()) for text in ("示例丙", "示例法人", "000-0000"))


@pytest.mark.parametrize("said", ["行政许可", "守信激励", "", None])
def test_permits_and_rewards_are_no_findings(source: Folder, said: str | None) -> None:
    batch = read(source, answer(ROW | {"type": said}))
    assert batch.rejected["reason_code"].to_list() == ["not_a_finding"]
    assert batch.received == 1


def test_rows_without_their_labels_are_told_of(source: Folder) -> None:
    batch = read(source, answer(ROW, {"entity": ENTITY}, {"entity": "x", "sencesMap": LABELS}))
    assert batch.findings.height == 1
    assert batch.rejected["reason_code"].to_list() == ["not_described"] * 2


def test_a_file_in_which_no_row_describes_itself_stops_the_run(source: Folder) -> None:
    source.put("c.json", json.dumps(answer({"jgmc": "示例甲"})))
    attempt, _ = source.night()
    assert attempt.stop_reason == "not_the_table"
    assert "sencesMap" in str(attempt.message)
