"""December summaries of assessment bodies: by whom, when, and what they may not hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.ledger.world import BODY, OTHER_BODY, World

TEXTS = {"effect": "示例成效", "staff": "专职3人", "difficulties": "无", "scheme_changes": "无"}


@pytest.mark.parametrize("on", ["2026-12-01", "2026-12-31", "2027-01-20"])
def test_a_registered_body_sums_up_its_year_from_december_on(world: World, on: str) -> None:
    world.registered()
    taken = world.take("body_summary_submitted", f"{BODY}/2026", on, **TEXTS)
    assert (taken.draft.role, taken.state_after) == ("assessment_body", None)
    assert taken.place == "《实施方案》 四"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"on": "2026-11-30"}, "自 2026-12-01 起提交"),
        ({"subject": f"{OTHER_BODY}/2026"}, "还没有登记"),
        ({"subject": BODY}, "统一社会信用代码/年份"),
        ({"role": "work_institution"}, "无权"),
        ({"evidence": ()}, "没有依据文件"),
        ({"staff": ""}, "内容缺少 staff"),
        ({"staff": ["示例"]}, "staff（机构和人员情况）写法不对"),
        ({"other": "联系电话13800000000"}, "“其他应说明的情况”中有手机号码"),
    ],
)
def test_a_summary_that_does_not_fit_is_refused(
    world: World, changes: dict[str, Any], why: str
) -> None:
    world.registered()
    given: dict[str, Any] = {"subject": f"{BODY}/2026", "on": "2026-12-10", **TEXTS, **changes}
    subject, on = given.pop("subject"), given.pop("on")
    given.setdefault("role", "assessment_body")
    assert why in world.refusal("body_summary_submitted", subject, on, **given)


def test_a_body_that_was_removed_sums_up_nothing(world: World) -> None:
    world.registered()
    world.take("body_removed", BODY, "2026-06-01", reason="charged_fees")
    refused = world.refusal("body_summary_submitted", f"{BODY}/2026", "2026-12-10", **TEXTS)
    assert "已被取消（项目 national）" in refused


def test_a_corrected_summary_follows_the_first_one(world: World) -> None:
    world.registered()
    world.take("body_summary_submitted", f"{BODY}/2026", "2026-12-10", **TEXTS)
    again = {**TEXTS, "effect": "示例成效（更正）"}
    taken = world.take("body_summary_submitted", f"{BODY}/2026", "2026-12-20", **again)
    assert taken.draft.payload["effect"] == "示例成效（更正）"
