"""Schemes and the bodies behind them: who decides what, in which order, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.ledger.world import (
    BODY,
    OTHER_BODY,
    PROCEDURES,
    SCHEME,
    World,
    experts,
    rules,
    scheme,
)

RIVAL = "national_2026_rival/1"


def test_a_national_scheme_goes_from_filing_to_publication(world: World) -> None:
    world.registered()
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("scheme_filed", "2026-01-06", {"body": BODY}),
        ("scheme_examined", "2026-01-08", {}),
        ("expert_review_passed", "2026-01-15", {"experts": experts(5)}),
        ("scheme_selected", "2026-01-16", {}),
        ("scheme_publicity_started", "2026-02-09", {}),
        ("scheme_published", "2026-03-01", {}),
    ]
    taken = [world.take(kind, SCHEME, on, **payload) for kind, on, payload in steps]
    assert [each.state_after for each in taken] == [
        "filed",
        "examined",
        "reviewed",
        "selected",
        "in_publicity",
        "published",
    ]
    assert [each.state_before for each in taken[1:]] == [each.state_after for each in taken[:-1]]
    # ten working days over the Spring Festival, domain.md §7
    assert taken[4].draft.payload == {"publicity_to": "2026-02-28"}
    assert taken[5].place == "《实施方案》 三（一）3"


def test_a_scheme_of_jincheng_needs_no_panel_and_says_itself_how_long_its_publicity_runs(
    world: World,
) -> None:
    world.programme = "jincheng-2021"
    world.schemes[SCHEME] = scheme(programme="jincheng-2021")
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_selected", SCHEME, "2026-01-07")
    missing = world.refusal("scheme_publicity_started", SCHEME, "2026-02-02")
    assert "内容缺少 publicity_to" in missing
    backwards = world.refusal(
        "scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-02-01"
    )
    assert "公示截止日 2026-02-01 早于开始日 2026-02-02" in backwards
    started = world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="20260208")
    # whoever reads the ledger finds one spelling
    assert started.draft.payload["publicity_to"] == "2026-02-08"
    early = world.refusal("scheme_published", SCHEME, "2026-02-08")
    assert early.endswith("（依据：晋市市监〔2021〕77号 三2）")
    assert world.take("scheme_published", SCHEME, "2026-02-09").state_after == "published"


def test_the_body_of_the_banks_is_a_pilot_unit_that_shows_its_approval(world: World) -> None:
    world.programme = "jincheng-finance-2021"
    given = {"name": "示例评估机构"}
    refused = world.refusal("body_registered", BODY, "2021-08-10", **given)
    assert "内容缺少 pilot_unit_approval" in refused
    given["pilot_unit_approval"] = "示例批复"
    unproven = world.refusal("body_registered", BODY, "2021-08-10", evidence=(), **given)
    assert "没有依据文件" in unproven
    assert unproven.endswith("（依据：晋市市监〔2021〕137号 五1）")
    assert world.take("body_registered", BODY, "2021-08-10", **given).state_after == "registered"


@pytest.mark.parametrize(
    "programme", ["national", "mofcom-2023", "jincheng-2021", "jincheng-finance-2021"]
)
def test_every_programme_can_bring_a_scheme_to_publication(world: World, programme: str) -> None:
    world.programme = programme
    world.schemes[SCHEME] = scheme(programme=programme)
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-10", body=BODY)
    if programme in ("national", "mofcom-2023"):
        world.take("scheme_examined", SCHEME, "2026-01-11")
        world.take("expert_review_passed", SCHEME, "2026-01-12", experts=experts(5))
    world.take("scheme_selected", SCHEME, "2026-01-13")
    world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-03-01")
    assert world.take("scheme_published", SCHEME, "2026-03-02").state_after == "published"


def test_decisions_out_of_order_say_where_the_scheme_stands(world: World) -> None:
    world.registered()
    nothing = world.refusal("scheme_examined", SCHEME, "2026-01-08")
    assert "还没有任何决定；这个决定要求“已申报”" in nothing
    assert nothing.endswith("（依据：《实施方案》 三（一）2）")
    world.take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    skipped = world.refusal("scheme_selected", SCHEME, "2026-01-08")
    assert "现为“已申报”；这个决定要求“已通过专家评审”" in skipped


def test_the_same_decision_is_not_recorded_twice(world: World) -> None:
    first = world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    again = world.refusal("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    assert f"已记录为 {first.decision_id}；无须重复" in again
    assert "现为“已申报”" in world.refusal("scheme_filed", SCHEME, "2026-01-07", body=BODY)


def test_a_decision_cannot_take_effect_before_its_predecessor(world: World) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    refused = world.refusal("scheme_examined", SCHEME, "2026-01-05")
    assert "生效日 2026-01-05 早于前一决定 scheme_filed（D-000002，2026-01-06）" in refused
    assert world.take("scheme_examined", SCHEME, "2026-01-06").state_after == "examined"


def test_a_decision_cannot_take_effect_later_than_it_is_recorded(world: World) -> None:
    world.registered()
    world.now = date(2026, 1, 6)
    draft = world.draft("scheme_filed", SCHEME, "2026-01-07", body=BODY)
    with pytest.raises(ValueError, match="生效日 2026-01-07 还没有到（今天 2026-01-06）"):
        world._append([draft])


def test_the_wrong_role_is_told_whose_decision_it_is(world: World) -> None:
    world.registered()
    refused = world.refusal(
        "scheme_filed", SCHEME, "2026-01-06", role="work_institution", body=BODY
    )
    assert "工作机构 无权作出这个决定，应由 评估机构（assessment_body） 作出" in refused
    machine = world.refusal("scheme_filed", SCHEME, "2026-01-06", role="pipeline", body=BODY)
    assert "pipeline 无权作出这个决定" in machine


def test_a_decision_without_a_desk_or_of_an_unknown_kind_programme_or_thing_is_refused(
    world: World,
) -> None:
    world.registered()
    assert "没有写明作出决定的岗位" in world.refusal(
        "scheme_filed", SCHEME, "2026-01-06", office="  ", body=BODY
    )
    unknown = world.refusal("scheme_filed", "no_such_scheme/1", "2026-01-06", body=BODY)
    assert "方案 no_such_scheme/1 不在 data/reference/schemes 中" in unknown
    kind = world.refusal("scheme_filled", SCHEME, "2026-01-06", role="assessment_body")
    assert "项目 national 没有决定 scheme_filled；可用：" in kind
    form = world.refusal("scheme_filed", "air_cleaner", "2026-01-06", role="assessment_body")
    assert "对象 air_cleaner 写法不对，应为方案代码/版本" in form
    world.programme = "somewhere"
    lost = world.refusal("scheme_filed", SCHEME, "2026-01-06", role="assessment_body")
    assert "没有项目 somewhere" in lost


def test_only_the_body_that_wrote_a_scheme_files_it_once_it_is_registered(world: World) -> None:
    unregistered = world.refusal("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    assert f"评估机构 示例评估机构（{BODY}）还没有登记" in unregistered
    world.registered()
    stranger = world.refusal("scheme_filed", SCHEME, "2026-01-06", body=OTHER_BODY)
    assert f"机构 {OTHER_BODY} 不是方案 {SCHEME} 的评估机构；应为 示例评估机构" in stranger
    assert "内容缺少 body" in world.refusal("scheme_filed", SCHEME, "2026-01-06")
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    foreign = world.refusal("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    assert "属于项目 mofcom-2023，不属于 national" in foreign


def test_errors_of_the_formal_examination_stop_a_scheme(world: World) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.errors = ["第 3 行：缺少单位", "第 4 行：缺少方法"]
    refused = world.refusal("scheme_examined", SCHEME, "2026-01-08")
    assert "形式审查有 2 处错误：第 3 行：缺少单位；第 4 行：缺少方法" in refused
    world.errors = []
    assert world.take("scheme_examined", SCHEME, "2026-01-08").state_after == "examined"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (experts(4), "评审专家只有 4 人（按编号计），应不少于 5 人"),
        (experts(4) + experts(1), "评审专家只有 4 人"),
        (experts(5, unit="示例评估机构技术部"), "专家 E01 是方案编制单位 示例评估机构 的人员"),
        (experts(5, opinions={"method": "公正"}), "缺少意见：feasibility、indicators、authority"),
        (experts(5, unit=" "), "不写姓名等个人信息"),
        (experts(5, id="示例姓名"), "不写姓名等个人信息"),
        (experts(5, phone="示例电话"), "不写姓名等个人信息"),
        (["E01", "E02", "E03", "E04", "E05"], "experts 写法不对"),
        (experts(5, opinions="可行"), "experts 写法不对"),
        ("五位", "内容缺少 experts，或写法不对；应为列表"),
    ],
)
def test_a_review_needs_five_experts_from_elsewhere_with_four_opinions_each(
    world: World, given: Any, sentence: str
) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_examined", SCHEME, "2026-01-08")
    refused = world.refusal("expert_review_passed", SCHEME, "2026-01-09", experts=given)
    assert sentence in refused
    assert refused.endswith("（依据：《实施方案》 三（一）2）")


@pytest.mark.parametrize("office", ["示例assessment_body岗", "示例评估机构 第二岗"])
def test_a_body_does_not_approve_its_own_scheme(world: World, office: str) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    refused = world.refusal("scheme_examined", SCHEME, "2026-01-08", office=office)
    assert "应由另一岗位决定" in refused or "不能审查自己报送的内容" in refused


def test_one_scheme_is_selected_for_a_field_and_year(world: World) -> None:
    world.registered().until_in_publicity()
    world.schemes[RIVAL] = scheme(RIVAL, body_uscc=OTHER_BODY, body_name="另一示例机构")
    world.registered(body=OTHER_BODY, on="2026-02-02")
    world.take("scheme_filed", RIVAL, "2026-02-02", body=OTHER_BODY)
    world.take("scheme_examined", RIVAL, "2026-02-02")
    world.take("expert_review_passed", RIVAL, "2026-02-02", experts=experts(5))
    refused = world.refusal("scheme_selected", RIVAL, "2026-02-02")
    assert f"2026 年 air_cleaner 已选定方案 {SCHEME}；每个领域每年只选一个" in refused
    world.take("body_removed", BODY, "2026-02-03", reason="charged_fees")
    assert world.take("scheme_selected", RIVAL, "2026-02-03").state_after == "selected"


def test_a_new_version_of_the_selected_scheme_is_no_competitor(world: World) -> None:
    world.published_scheme()
    newer = SCHEME.replace("/1", "/2")
    world.schemes[newer] = scheme(newer)
    world.take("scheme_filed", newer, "2026-03-03", body=BODY)
    world.take("scheme_examined", newer, "2026-03-03")
    world.take("expert_review_passed", newer, "2026-03-03", experts=experts(5))
    assert world.take("scheme_selected", newer, "2026-03-03").state_after == "selected"


def test_example_levels_are_never_published(world: World) -> None:
    world.schemes[SCHEME] = scheme(is_seen=False)
    world.registered().until_in_publicity()
    refused = world.refusal("scheme_published", SCHEME, "2026-03-02")
    assert "界值是示例（evidence: example），不能公布" in refused


def test_a_scheme_is_published_the_day_after_its_tenth_working_day(world: World) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    cut_short = world.refusal("scheme_published", SCHEME, "2026-02-28")
    assert "公示到 2026-02-28 24:00 为止，最早于次日发布" in cut_short
    assert world.take("scheme_published", SCHEME, "2026-03-01").state_after == "published"


def test_a_publicity_may_run_longer_and_not_shorter(world: World) -> None:
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_examined", SCHEME, "2026-01-06")
    world.take("expert_review_passed", SCHEME, "2026-01-06", experts=experts(5))
    world.take("scheme_selected", SCHEME, "2026-01-06")
    short = world.refusal(
        "scheme_publicity_started", SCHEME, "2026-02-09", publicity_to="2026-02-27"
    )
    assert "公示应满 10 个工作日，自 2026-02-09 起至少到 2026-02-28" in short
    longer = world.take("scheme_publicity_started", SCHEME, "2026-02-09", publicity_to="2026-03-10")
    assert longer.draft.payload["publicity_to"] == "2026-03-10"
    assert "公示到 2026-03-10" in world.refusal("scheme_published", SCHEME, "2026-03-10")


def test_a_publicity_into_a_year_without_announced_holidays_is_refused(world: World) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_examined", SCHEME, "2026-01-06")
    world.take("expert_review_passed", SCHEME, "2026-01-06", experts=experts(5))
    world.take("scheme_selected", SCHEME, "2026-01-06")
    refused = world.refusal("scheme_publicity_started", SCHEME, "2026-12-21")
    assert "2027 年的节假日安排尚未公布" in refused
    assert refused.endswith("（依据：《实施方案》 三（一）3）")


def test_a_scheme_can_be_refused_at_any_point_before_publication_and_not_after(
    world: World,
) -> None:
    refusable = set(rules("national", "scheme")["scheme_refused"].from_)
    assert refusable == {"filed", "examined", "reviewed", "selected", "in_publicity"}
    world.published_scheme()
    late = world.refusal("scheme_refused", SCHEME, "2026-03-03", reason="示例")
    assert "现为“已发布”" in late


@pytest.mark.parametrize("reason", ["charged_fees", "no_longer_engaged"])
def test_a_removed_body_cannot_go_on(world: World, reason: str) -> None:
    world.registered().until_in_publicity()
    world.take("body_removed", BODY, "2026-02-10", reason=reason)
    stopped = world.refusal("scheme_published", SCHEME, "2026-03-02")
    assert f"（{BODY}）已被取消（项目 national），不得继续从事评估" in stopped
    back = world.refusal("body_registered", BODY, "2026-03-02", name="示例")
    assert "现为“已取消”；这个决定要求“尚无决定”" in back
    listed = world.take("body_blacklisted", BODY, "2026-03-03", reason="示例")
    assert listed.state_after == "blacklisted"
    assert "不得继续从事评估" in world.refusal("scheme_published", SCHEME, "2026-03-04")


def test_the_scheme_of_a_removed_body_is_not_selected(world: World) -> None:
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    world.take("scheme_examined", SCHEME, "2026-01-06")
    world.take("expert_review_passed", SCHEME, "2026-01-06", experts=experts(5))
    world.take("body_removed", BODY, "2026-01-07", reason="charged_fees")
    refused = world.refusal("scheme_selected", SCHEME, "2026-01-08")
    assert "不得继续从事评估" in refused
    assert refused.endswith("（依据：《实施方案》 三（一）1）")


@pytest.mark.parametrize("programme", [code for code in PROCEDURES if code != "pilots-2024"])
def test_nothing_of_a_removed_body_is_put_before_the_public(programme: str) -> None:
    types = PROCEDURES[programme].procedures
    started = [
        (kind, {condition.name for condition in rule.requires})
        for subject_type in ("scheme", "board", "leader_list")
        for kind, rule in types[subject_type].items()
        if kind.endswith(("_publicity_started", "_published", "scheme_selected"))
    ]
    assert started
    for kind, conditions in started:
        assert "body_is_registered" in conditions, kind


def test_a_body_is_removed_for_one_of_the_reasons_of_the_document(world: World) -> None:
    refused = world.registered().refusal("body_removed", BODY, "2026-02-10", reason="示例")
    assert "reason 是 示例，应为 charged_fees、favouritism" in refused
    assert refused.endswith("（依据：《实施方案》 二（二））")


def test_a_removal_counts_in_a_programme_that_honours_the_bans_of_the_other(world: World) -> None:
    world.honours = {"mofcom-2023": {"national"}}
    world.registered().take("body_removed", BODY, "2026-01-06", reason="dishonesty")
    world.programme = "mofcom-2023"
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    world.registered(on="2026-01-07")
    refused = world.refusal("scheme_filed", SCHEME, "2026-01-07", body=BODY)
    assert "已被取消（项目 national）" in refused


def test_an_objection_blocks_publication_until_it_is_decided(world: World) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    raise_it = {"objection_id": "O1", "text": "示例"}
    world.take("objection_raised", SCHEME, "2026-02-28", **raise_it)
    again = world.refusal("objection_raised", SCHEME, "2026-02-27", **raise_it)
    assert "异议 O1 已经提出过；请另编一个号" in again
    late = world.refusal("objection_raised", SCHEME, "2026-03-01", objection_id="O2", text="示例")
    assert "公示已于 2026-02-28 结束" in late
    blocked = world.refusal("scheme_published", SCHEME, "2026-03-02")
    assert "异议 O1 还没有处理意见" in blocked
    answer = {"objection_id": "O1", "opinion": "不成立"}
    wrong = world.refusal(
        "objection_dismissed", SCHEME, "2026-03-02", objection_id="O9", opinion="不成立"
    )
    assert "没有待处理的异议 O9" in wrong
    hasty = world.refusal("objection_dismissed", SCHEME, "2026-02-27", **answer)
    assert "异议 O1 于 2026-02-28 才提出" in hasty
    world.take("objection_dismissed", SCHEME, "2026-03-03", **answer)
    hurried = world.refusal("scheme_published", SCHEME, "2026-03-02", note="早于处理意见")
    assert "早于前一决定 objection_dismissed" in hurried
    assert world.take("scheme_published", SCHEME, "2026-03-03").state_after == "published"


def test_an_objection_of_an_earlier_day_may_be_recorded_after_another_was_dismissed(
    world: World,
) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    world.take("objection_raised", SCHEME, "2026-02-10", objection_id="O1", text="示例")
    world.take("objection_dismissed", SCHEME, "2026-02-25", objection_id="O1", opinion="不成立")
    posted = world.take("objection_raised", SCHEME, "2026-02-24", objection_id="O2", text="示例")
    assert posted.state_after == "in_publicity"
    before = world.refusal("objection_raised", SCHEME, "2026-02-08", objection_id="O3", text="早")
    assert "早于前一决定 scheme_publicity_started" in before


def test_an_upheld_objection_refuses_a_scheme(world: World) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    world.take("objection_raised", SCHEME, "2026-02-10", objection_id="O1", text="示例")
    upheld = world.take("objection_upheld", SCHEME, "2026-02-25", objection_id="O1", opinion="成立")
    assert upheld.state_after == "refused"
    assert "现为“未通过”" in world.refusal("scheme_published", SCHEME, "2026-03-02")


def test_jincheng_has_no_panel_so_the_bureau_decides_objections(world: World) -> None:
    for subject_type in ("scheme", "board", "leader_list"):
        for programme in ("jincheng-2021", "jincheng-finance-2021"):
            decided = PROCEDURES[programme].procedures[subject_type]["objection_dismissed"]
            assert decided.by == ["work_institution"]
    assert rules("national", "board")["objection_dismissed"].by == ["expert_committee"]
