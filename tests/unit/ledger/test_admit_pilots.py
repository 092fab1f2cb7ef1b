"""Pilots of D5 from the application to the report, and milestones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.ledger.conditions.pilots import months_earlier
from tests.unit.ledger.world import BODY, World

USCC = "91990000EX00099991"
PARTS = ("name", "province_code", "direction", "key_area", "executing_unit", "basis")
PLAN = ("targets", "work", "schedule", "safeguards")
FILED: dict[str, Any] = {
    "type": "enterprise",
    "uscc": USCC,
    "submitted_to": {"commerce": "示例省商务厅", "market": "示例省市场监督管理局"},
    **dict.fromkeys((*PARTS, *PLAN), "示例"),
}
VERDICTS = dict.fromkeys(
    (
        "awareness",
        "organisation_and_staff",
        "scale_and_results",
        "no_grave_accident",
        "no_penalty_or_exposure",
    ),
    True,
)
CITY_VERDICTS = dict.fromkeys(("attention", "basis", "policy_and_funds", "industry"), True)
P = "shili-wuliu"


@pytest.fixture
def pilots(world: World) -> World:
    """The programme of pilots, in which nothing was decided yet."""
    world.programme = "pilots-2024"
    return world


def ordered(pilots: World, on: str = "2024-12-20") -> World:
    """The pilot's task is set on that day."""
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    pilots.take("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
    pilots.take("pilot_approved", P, "2024-12-01", opinion="同意")
    pilots.take("pilot_ordered", P, on)
    return pilots


def test_a_pilot_goes_from_its_application_to_the_report(pilots: World) -> None:
    ordered(pilots)
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("pilot_progress_reported", "2025-06-30", {"text": "示例"}),
        ("pilot_acceptance_requested", "2026-10-20", {"self_assessment": "示例"}),
        ("pilot_not_accepted", "2026-11-01", {"reason": "示例"}),
        ("pilot_acceptance_requested", "2026-12-01", {"self_assessment": "示例"}),
        ("pilot_accepted", "2026-12-10", {"opinion": "示例"}),
        ("pilot_reported", "2026-12-15", {"text": "示例"}),
    ]
    states = [pilots.take(kind, P, on, **payload).state_after for kind, on, payload in steps]
    assert states == [
        "running",
        "acceptance_requested",
        "not_accepted",
        "acceptance_requested",
        "accepted",
        "reported",
    ]


def test_an_application_keeps_the_code_by_which_lists_are_searched(pilots: World) -> None:
    filed = pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    assert filed.draft.payload["enterprise_id"] == USCC[8:17]
    city = {name: value for name, value in FILED.items() if name != "uscc"} | {"type": "city"}
    filed = pilots.take("pilot_filed", "shili-shi", "2024-10-20", **city)
    assert "enterprise_id" not in filed.draft.payload


@pytest.mark.parametrize("part", [*PARTS, *PLAN, "uscc"])
def test_an_application_has_all_its_parts(pilots: World, part: str) -> None:
    refused = pilots.refusal("pilot_filed", P, "2024-10-20", **FILED | {part: ""})
    assert f"申请材料缺少：{part}" in refused
    assert refused.endswith("（依据：《试点通知》 四（一））")


@pytest.mark.parametrize(
    ("changes", "day", "sentence"),
    [
        ({"type": "county"}, "2024-10-20", "type 是 county，应为 city、enterprise 之一"),
        ({"uscc": "91990000"}, "2024-10-20", "uscc 是 91990000，应为 18 位统一社会信用代码"),
        ({"submitted_to": {"commerce": "示例"}}, "2024-10-20", "缺少市场监管部门（market）"),
        ({"submitted_to": {"market": "示例"}}, "2024-10-20", "缺少商务部门（commerce）"),
        ({"submitted_to": "示例省商务厅"}, "2024-10-20", "应为名称与值的对象"),
        ({}, "2024-10-26", "截止日是 2024-10-25，2024-10-26 已过期"),
    ],
)
def test_an_application_that_does_not_fit_is_refused(
    pilots: World, changes: dict[str, Any], day: str, sentence: str
) -> None:
    assert sentence in pilots.refusal("pilot_filed", P, day, **FILED | changes)


def test_the_last_days_of_filing_and_recommending_count(pilots: World) -> None:
    pilots.take("pilot_filed", P, "2024-10-25", **FILED)
    late = pilots.refusal("pilot_recommended", P, "2024-11-09", verdicts=VERDICTS)
    assert "截止日是 2024-11-08，2024-11-09 已过期" in late
    taken = pilots.take("pilot_recommended", P, "2024-11-08", verdicts=VERDICTS)
    assert taken.state_after == "recommended"


@pytest.mark.parametrize("name", VERDICTS)
def test_a_recommendation_holds_a_verdict_on_each_condition(pilots: World, name: str) -> None:
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    without = {each: verdict for each, verdict in VERDICTS.items() if each != name}
    missing = pilots.refusal("pilot_recommended", P, "2024-11-05", verdicts=without)
    assert f"缺少对条件 {name} 的核查意见" in missing
    failed = pilots.refusal("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS | {name: False})
    assert f"条件 {name} 不符合，不能推荐；请记录 pilot_not_recommended" in failed


def test_a_city_is_judged_by_its_own_four_conditions(pilots: World) -> None:
    pilots.take("pilot_filed", P, "2024-10-20", **FILED | {"type": "city"})
    wrong = pilots.refusal("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
    assert "缺少对条件 attention 的核查意见" in wrong
    taken = pilots.take("pilot_recommended", P, "2024-11-05", verdicts=CITY_VERDICTS)
    assert taken.place == "《试点通知》 四（二）；三"


@pytest.mark.parametrize(
    ("found", "stops"),
    [
        (date(2021, 10, 20), True),
        (date(2021, 10, 19), False),
        (date(2024, 10, 20), True),
        (date(2024, 10, 21), False),
    ],
)
def test_the_dishonest_are_not_recommended_for_three_years_back_from_the_filing(
    pilots: World, found: date, *, stops: bool
) -> None:
    pilots.dishonest[USCC[8:17]] = found
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    if stops:
        refused = pilots.refusal("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
        assert f"示例 在申报前三年内：{found} 列入失信名单" in refused
    else:
        assert pilots.take("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)


def test_who_is_not_recommended_or_approved_is_not_ordered(pilots: World) -> None:
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    early = pilots.refusal("pilot_approved", P, "2024-10-21", opinion="同意")
    assert "现为“已申报”；这个决定要求“已推荐”" in early
    pilots.take("pilot_not_recommended", P, "2024-10-30", reason="示例")
    assert "现为“未推荐”" in pilots.refusal("pilot_ordered", P, "2024-12-20")


def test_the_ministries_decide_and_the_province_recommends(pilots: World) -> None:
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    wrong = pilots.refusal("pilot_recommended", P, "2024-11-05", role="ministry", verdicts=VERDICTS)
    assert "部委 无权作出这个决定，应由 省级商务、市场监管部门（province_department） 作出" in wrong


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2024-12-20", "2026-12-20"),
        ("2024-12-31", "2026-12-31"),
        ("2024-02-29", "2026-03-01"),
    ],
)
def test_the_term_of_two_years_begins_with_the_order(pilots: World, day: str, until: str) -> None:
    pilots.take("pilot_filed", P, "2024-01-20", **FILED)
    pilots.take("pilot_recommended", P, "2024-02-05", verdicts=VERDICTS)
    pilots.take("pilot_approved", P, "2024-02-10", opinion="同意")
    assert pilots.take("pilot_ordered", P, day).draft.payload == {
        "term_from": day,
        "term_to": until,
    }


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("2024-12-20", "2026-10-20", "2026-12-19"),
        ("2024-12-31", "2026-10-31", "2026-12-30"),
        ("2024-12-30", "2026-10-30", "2026-12-29"),
        # two months before 30 April there is no 30th: the last day of February
        ("2025-04-30", "2027-02-28", "2027-04-29"),
        # a leap year: two months before 29 April 2028
        ("2026-04-29", "2028-02-29", "2028-04-28"),
    ],
)
def test_acceptance_is_requested_in_the_last_two_calendar_months(
    pilots: World, order: str, first: str, last: str
) -> None:
    ordered(pilots, order)
    request = {"self_assessment": "示例"}
    before = date.fromordinal(date.fromisoformat(first).toordinal() - 1).isoformat()
    after = date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()
    early = pilots.refusal("pilot_acceptance_requested", P, before, **request)
    assert f"应在试点期满前 2 个月内，即 {first} 至 {after} 前提出" in early
    assert early.endswith("（依据：《试点通知》 四（四））")
    late = pilots.refusal("pilot_acceptance_requested", P, after, **request)
    assert "应在试点期满前 2 个月内" in late
    pilots.take("pilot_acceptance_requested", P, first, **request)
    pilots.take("pilot_not_accepted", P, first, reason="示例")
    assert pilots.take("pilot_acceptance_requested", P, last, **request)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 12, 31), 2, date(2026, 10, 31)),
        (date(2027, 4, 30), 2, date(2027, 2, 28)),
        (date(2028, 4, 30), 2, date(2028, 2, 29)),
        (date(2027, 1, 31), 2, date(2026, 11, 30)),
        (date(2026, 3, 1), 2, date(2026, 1, 1)),
    ],
)
def test_months_earlier_is_the_same_day_or_the_last_of_the_month(
    day: date, months: int, earlier: date
) -> None:
    assert months_earlier(day, months) == earlier


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("pilot_task_evidence", {"task": "1", "text": "示例"}),
        (
            "pilot_effect",
            {
                "year": 2025,
                "direction": "trade_in",
                "measure": "示例",
                "value": 1.5,
                "unit": "万元",
            },
        ),
        ("pilot_case", {"title": "示例"}),
    ],
)
def test_what_a_pilot_did_is_told_of_one_that_was_ordered(
    pilots: World, kind: str, payload: dict[str, Any]
) -> None:
    pilots.take("pilot_filed", P, "2024-10-20", **FILED)
    refused = pilots.refusal(kind, P, "2024-10-21", **payload)
    assert f"试点 {P} 的任务还没有下达" in refused
    pilots.take("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
    pilots.take("pilot_approved", P, "2024-12-01", opinion="同意")
    pilots.take("pilot_ordered", P, "2024-12-20")
    assert pilots.take(kind, P, "2025-01-20", **payload).state_after is None


def test_tasks_are_four_each_with_a_file_and_effects_have_a_direction(pilots: World) -> None:
    ordered(pilots)
    fifth = pilots.refusal("pilot_task_evidence", P, "2025-01-20", task=5, text="示例")
    assert "task 是 5，应为 1、2、3、4 之一" in fifth
    bare = pilots.refusal("pilot_task_evidence", P, "2025-01-20", task=4, text="示例", evidence=())
    assert "没有依据文件" in bare
    kept = pilots.take("pilot_task_evidence", P, "2025-01-20", task=4, text="示例")
    assert kept.draft.payload["task"] == "4"
    effect = {"year": 2025, "measure": "示例", "value": 1, "unit": "件"}
    odd = pilots.refusal("pilot_effect", P, "2025-01-20", direction="fame", **effect)
    assert "direction 是 fame，应为 cost_and_efficiency、trade_in、quality、brand 之一" in odd


def test_a_milestone_is_one_that_the_programme_has(world: World) -> None:
    world.milestones.add(("national", "2026/quality_month"))
    unknown = world.refusal("milestone_done", "2026/quantity_month", "2026-09-30")
    assert "项目 national 没有节点 2026/quantity_month；全部节点见 lingpao due" in unknown
    done = world.take("milestone_done", "2026/quality_month", "2026-09-30")
    assert done.subject_type is None
    again = world.refusal("milestone_done", "2026/quality_month", "2026-09-30")
    assert f"已记录为 {done.decision_id}；无须重复" in again


def test_pilots_have_no_boards_and_boards_no_pilots(pilots: World) -> None:
    refused = pilots.refusal("body_registered", BODY, "2024-10-20", role="work_institution")
    assert "项目 pilots-2024 没有决定 body_registered；可用：milestone_done" in refused
