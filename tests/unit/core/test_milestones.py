"""What is due in a programme by which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.core import programmes
from pipelines.core.milestones import Milestone, YearDay
from pipelines.core.yaml_files import YamlFileError

COMMITTED = Path(__file__).parents[3] / "data" / "reference"

PROGRAMME = """\
programme: national
name: 全国
kind: assessment
basis: D1
assessed: all_declared
milestones:
  - {code: report, what: 提交报告, due: next year 01-31, by: [work_institution], place: 四}
  - {code: cases, what: 报送案例, due: 2023-11-30, by: [province_department], place: 三}
"""
CHILD = """\
programme: child
name: 部委
kind: assessment
basis: D2
inherits: national
"""


def milestone(**changes: Any) -> Milestone:
    given = {"code": "x", "what": "办事", "by": ["enterprise"], "place": "一", **changes}
    return Milestone.model_validate(given)


def dates(made: Milestone, *years: int) -> list[tuple[str, str | None, str]]:
    return [
        (one.subject, one.starts_on.isoformat() if one.starts_on else None, one.due_on.isoformat())
        for one in made.dated(years)
    ]


def test_a_day_of_each_year_is_due_in_every_year_of_the_programme() -> None:
    assert dates(milestone(starts="09-01", due="09-30"), 2027, 2026) == [
        ("2026/x", "2026-09-01", "2026-09-30"),
        ("2027/x", "2027-09-01", "2027-09-30"),
    ]


def test_a_report_on_a_year_can_be_due_in_the_next_one() -> None:
    assert dates(milestone(due="next year 01-31"), 2026) == [("2026/x", None, "2027-01-31")]


def test_a_day_with_a_year_is_due_once_whatever_the_years_of_the_programme() -> None:
    made = milestone(due=date(2023, 11, 30))
    assert dates(made) == dates(made, 2022, 2023) == [("2023/x", None, "2023-11-30")]


def test_a_publicity_that_must_end_by_a_day_is_due_on_the_last_day_it_can_start() -> None:
    made = milestone(publicity_ends_by=date(2021, 10, 31))
    assert dates(made) == [("2021/x", None, "2021-10-17")]


@pytest.mark.parametrize("due", ["31-12", "02-29", "last year 01-31", 5, "2023-11-30 24:00"])
def test_a_day_that_not_every_year_has_is_refused(due: object) -> None:
    with pytest.raises(ValueError, match="应为"):
        milestone(due=due)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: cases", "code: report", "report 重复"),
        ("due: 2023-11-30, ", "", "截止日期应写一次"),
        ("due: 2023-11-30", "due: 2023-11-30, publicity_ends_by: 2023-11-30", "两者只写一个"),
        ("due: 2023-11-30", "publicity_ends_by: 2093-11-30", "2093 年的节假日安排尚未公布"),
        ("due: 2023-11-30", "starts: 2023-12-01, due: 2023-11-30", "开始日期晚于截止日期"),
        ("province_department", "everybody", "province_department"),
        ("2023-11-30", "11月底", "次年写 next year 01-31"),
    ],
)
def test_a_wrong_milestone_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert PROGRAMME.count(old) == 1
    (tmp_path / "national.yml").write_text(PROGRAMME.replace(old, new), encoding="utf-8")
    with pytest.raises(YamlFileError) as caught:
        programmes.load_programmes(tmp_path)
    (finding,) = caught.value.findings
    assert finding.line == 8
    assert said in str(finding)


def test_a_programme_that_names_no_milestones_has_its_parents(tmp_path: Path) -> None:
    own = "milestones: []\n"
    for name, text in (
        ("national", PROGRAMME),
        ("child", CHILD),
        ("none", CHILD.replace("child", "none") + own),
    ):
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    found = {p.programme: len(p.milestones) for p in programmes.load_programmes(tmp_path)}
    assert found == {"national": 2, "child": 2, "none": 0}


def _due(programme: str) -> dict[str, tuple[str | None, str, str]]:
    frame = programmes.frames(COMMITTED)["milestones"].filter(programme=programme)
    columns = ("milestone_code", "starts_on", "due_on", "by_whom")
    return {
        code: (starts_on and str(starts_on), str(due_on), by)
        for code, starts_on, due_on, by in frame.select(columns).iter_rows()
    }


def test_the_national_year_has_its_campaigns_the_summary_and_the_report() -> None:
    bodies = "work_institution;assessment_body"
    assert _due("national") == {
        "quality_month": ("2026-09-01", "2026-09-30", bodies),
        "world_standards_day": ("2026-10-14", "2026-10-14", bodies),
        "december_summary": (None, "2026-12-31", "assessment_body"),
        "january_report": (None, "2027-01-31", "work_institution"),
    }


def test_the_ministry_waits_for_declarations_and_then_for_cases() -> None:
    assert _due("mofcom-2023") == {
        "declarations_closed": (None, "2023-10-31", "enterprise"),
        "typical_cases": (None, "2023-11-30", "province_department"),
    }


def test_jinchengs_banks_have_three_phases_and_a_publicity_that_must_fit() -> None:
    assert _due("jincheng-finance-2021") == {
        "mobilisation": ("2021-08-10", "2021-08-31", "working_group"),
        "publicity_started": (None, "2021-10-17", "working_group"),
        "assessment_published": ("2021-09-01", "2021-10-31", "assessment_body;working_group"),
        "summed_up": (None, "2021-11-30", "working_group"),
    }


def test_the_city_of_jincheng_has_the_campaigns_alone() -> None:
    assert {code: due for code, (_, due, _) in _due("jincheng-2021").items()} == {
        "quality_month": "2021-09-30",
        "world_standards_day": "2021-10-14",
    }


def test_pilots_apply_before_their_provinces_recommend() -> None:
    assert _due("pilots-2024") == {
        "applications_closed": (None, "2024-10-25", "applicant"),
        "recommendations_closed": (None, "2024-11-08", "province_department"),
    }


def test_every_milestone_says_where_its_document_has_it() -> None:
    assert programmes.frames(COMMITTED)["milestones"]["place"].null_count() == 0


def test_a_day_that_closes_something_waits_for_nobody() -> None:
    frame = programmes.frames(COMMITTED)["milestones"].filter("is_closing")
    assert frame["milestone_code"].to_list() == ["declarations_closed", "applications_closed"]


def test_a_day_of_each_year_knows_its_year() -> None:
    assert YearDay(1, 31, years_later=1).on(2026) == date(2027, 1, 31)
