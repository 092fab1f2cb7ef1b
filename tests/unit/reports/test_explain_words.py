"""How readings, steps and remedies are made out and worded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.reports.explain.chain import cell, chain
from pipelines.reports.explain.chain_text import cells_lines
from pipelines.reports.explain.model import Cell, Reading
from pipelines.reports.explain.words import reading_text, remedy

NOTHING: dict[str, Any] = dict.fromkeys(Reading.__dataclass_fields__)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"status": "parsed", "high": 0.05, "high_inclusive": True, "unit": "mg/m3"},
            "≤0.05 mg/m3",
        ),
        ({"status": "parsed", "high": 0.05, "high_inclusive": False}, "<0.05"),
        ({"status": "parsed", "low": 15000.0, "low_inclusive": True, "unit": "mg"}, "≥15000 mg"),
        ({"status": "parsed", "low": 3.0, "low_inclusive": False}, ">3"),
        (
            {
                "status": "parsed",
                "low": 5.0,
                "high": 8.0,
                "low_inclusive": True,
                "high_inclusive": False,
                "unit": "%",
            },
            "5≤值<8 %",
        ),
        ({"status": "parsed", "low": 7.0, "high": 7.0}, "=7"),
        (
            {"status": "parsed", "high": 2.0, "high_inclusive": True, "condition": "A类"},
            "≤2（条件：A类）",
        ),
        ({"status": "grade", "grade": "E0", "op": "ge"}, "等级 E0 或更好"),
        ({"status": "grade", "grade": "2", "op": "le"}, "等级 2 及以下"),
        ({"status": "none_detected"}, "未检出"),
        ({"status": "empty"}, "未填写"),
        ({"status": "unparsed"}, "无法识别"),
    ],
)
def test_a_reading_is_told_as_it_would_be_declared(given: dict[str, Any], said: str) -> None:
    assert reading_text(Reading(**{**NOTHING, **given})) == said


ROW: dict[str, Any] = {
    **dict.fromkeys(("row_no", "part_no", "value", "is_inclusive", "grade", "level", "points")),
    **dict.fromkeys(("weight", "goalpost_worst", "goalpost_best", "normalised", "contribution")),
    **dict.fromkeys(("grades_text", "grades_per", "grade_1", "grade_2", "grade_3", "list_rank")),
    **dict.fromkeys(("source_standard", "reason_code")),
    "indicator_code": "formaldehyde",
    "name_zh": "甲醛释放量",
    "unit": "mg/m3",
    "better": "lower",
    "test_method": "chamber",
    "method_name": "气候箱法",
    "evidence": "seen",
    "threshold_1": 0.025,
    "threshold_2": 0.05,
    "threshold_3": 0.124,
}


@pytest.mark.parametrize(
    ("value", "level", "reached", "following"),
    [
        (0.02, 1, 1, None),
        (0.05, 2, 2, 1),
        (0.124, 3, 3, 2),
        (0.2, None, None, 3),
        (None, None, None, None),
    ],
)
def test_the_next_step_is_the_next_more_demanding_one(
    value: float | None, level: int | None, reached: int | None, following: int | None
) -> None:
    made = chain({**ROW, "value": value, "level": level}, [], [], [], {})
    assert (made.reached and made.reached.level) == reached
    assert (made.next_step and made.next_step.level) == following


@pytest.mark.parametrize(("points", "following"), [(40, None), (25, 40), (0, 25), (None, None)])
def test_the_next_step_of_points_gives_more_of_them(
    points: float | None, following: float | None
) -> None:
    steps = [{"bound": 2.0, "points": 40.0}, {"bound": 8.0, "points": 25.0}]
    made = chain({**ROW, "value": 5.0, "points": points}, [], [], steps, {})
    assert (made.next_step and made.next_step.points) == following


@pytest.mark.parametrize(
    ("reason", "lowest", "said"),
    [
        ("below_lowest_level", 3, "≤0.124 mg/m3 方可上榜"),
        ("below_lowest_level", 2, "≤0.05 mg/m3 方可上榜"),
        ("other_method", 3, "气候箱法"),
        ("unit", 3, "mg/m3"),
        ("missing", 3, "公开"),
    ],
)
def test_a_remedy_names_what_the_scheme_asks(reason: str, lowest: int, said: str) -> None:
    told = remedy(reason, chain(ROW, [], [], [], {}), lowest)
    assert told is not None
    assert said in told


def test_parts_that_only_the_parser_or_only_the_person_saw_are_told_as_such() -> None:
    blank = dict.fromkeys(Cell.__dataclass_fields__) | NOTHING
    decision = {
        "is_overruled": True,
        "overruled_by": "D-1",
        "evidence": "见第 5 页",
        "row_no": 1,
        "evidence_sha256": "0" * 64,
        "effective_on": date(2026, 6, 2),
        "indicator_name_raw": "铅",
        "requirement_raw": "≤9O",
        "test_method_text": None,
        "method_name": None,
        "page": None,
        "indicator_code": "lead",
    }
    parsed = {f"parsed_{name}": None for name in NOTHING}
    seen = {**blank, **decision, **parsed, "part_no": 1, "parsed_status": "unparsed"}
    both = {**seen, "requirement_read": "≤90", "status": "parsed", "high": 90.0}
    only_parser = {**seen, "part_no": 2, "requirement_read": None, "status": "empty"}
    only_person = {**both, "part_no": 3, "parsed_status": None}
    lines = list(cells_lines([cell(row) for row in (both, only_parser, only_person)]))
    assert [label for label, _ in lines] == [
        *("声明原文", "原读作", "更正为", "原读作", "更正为", "更正依据", ""),
    ]
    assert lines[3][1].startswith("第 2 项")
    assert lines[4][1].startswith("第 3 项")
    assert "D-1" in lines[5][1]
