"""Boards: consent, submission, examination, publicity, publication, revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.ledger.world import (
    BOARD,
    BODY,
    FROZEN,
    OTHER_BODY,
    SCHEME,
    World,
    board,
    entry,
    experts,
    scheme,
)

PLACE = "（依据：《实施方案》 三（二）4；附件2-1）"
SUBMISSION = {"body": BODY, "revision": 1, "digest": "d" * 64}


def test_a_national_board_goes_from_submission_to_publication(world: World) -> None:
    world.published_scheme().all_consent()
    taken = [
        world.submit("2026-04-07"),
        world.take("board_examined", BOARD, "2026-04-09"),
        world.take("board_publicity_started", BOARD, "2026-04-13"),
        world.publish_board("2026-04-28"),
    ]
    assert [each.state_after for each in taken] == [
        "submitted",
        "examined",
        "in_publicity",
        "published",
    ]
    assert taken[2].draft.payload == {"publicity_to": "2026-04-27"}
    assert taken[3].place == "《实施方案》 三（二）4"


@pytest.mark.parametrize("programme", ["mofcom-2023", "jincheng-2021"])
def test_other_programmes_publish_boards_by_the_same_steps(world: World, programme: str) -> None:
    world.programme = programme
    world.schemes[SCHEME] = scheme(programme=programme)
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-10", body=BODY)
    if programme == "mofcom-2023":
        world.take("scheme_examined", SCHEME, "2026-01-10")
        world.take("expert_review_passed", SCHEME, "2026-01-10", experts=experts(5))
    world.take("scheme_selected", SCHEME, "2026-01-10")
    world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-03-01")
    world.take("scheme_published", SCHEME, "2026-03-02")
    world.board_in_publicity()
    assert world.publish_board().state_after == "published"


def test_a_board_of_the_banks_is_published_by_its_body_and_gathered_by_the_working_group(
    world: World,
) -> None:
    world.programme = "jincheng-finance-2021"
    world.schemes[SCHEME] = scheme(programme=world.programme)
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-10", body=BODY)
    world.take("scheme_selected", SCHEME, "2026-01-10")
    world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-03-01")
    world.take("scheme_published", SCHEME, "2026-03-02")
    world.board_in_publicity()
    other = world.refusal(
        "board_published", BOARD, "2026-04-28", role="work_institution", body=BODY, **FROZEN
    )
    assert "工作机构 无权作出这个决定，应由 评估机构（assessment_body） 作出" in other
    assert other.endswith("（依据：晋市市监〔2021〕137号 三2）")
    world.take("board_published", BOARD, "2026-04-28", body=BODY, **FROZEN)
    gathered = world.take("board_gathered", BOARD, "2026-04-29")
    assert (gathered.draft.role, gathered.state_after) == ("working_group", "published")


def test_a_board_is_submitted_when_its_period_is_closed(world: World) -> None:
    world.published_scheme().all_consent()
    world.boards[BOARD] = replace(world.boards[BOARD], is_provisional=True)
    refused = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert f"榜单 {BOARD} 的周期还没有结束" in refused
    assert refused.endswith(PLACE)


def test_a_board_is_not_submitted_as_of_a_day_before_its_period_was_over(world: World) -> None:
    world.published_scheme().all_consent(on="2026-03-20")
    back_dated = world.refusal("board_submitted", BOARD, "2026-03-31", **SUBMISSION)
    assert "截止日是 2026-03-31，2026-03-31 还没有过" in back_dated
    assert world.submit("2026-04-01").state_after == "submitted"


def test_a_board_that_the_release_does_not_have_is_unknown(world: World) -> None:
    world.published_scheme()
    refused = world.refusal(
        "board_submitted", "air_cleaner/air_cleaner/2026Q2", "2026-07-07", **SUBMISSION
    )
    assert "最新发布快照中没有 national 的榜单 air_cleaner/air_cleaner/2026Q2" in refused


def test_a_board_rests_on_a_scheme_that_was_published_by_its_cut_off(world: World) -> None:
    world.registered().all_consent()
    unpublished = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert f"方案 {SCHEME} 还没有公布；榜单须依据公布的方案" in unpublished
    world.until_in_publicity(start="2026-04-07")
    world.take("scheme_published", SCHEME, "2026-04-22")
    late = world.refusal("board_submitted", BOARD, "2026-04-23", **SUBMISSION)
    assert f"方案 {SCHEME} 于 2026-04-22 公布，晚于榜单截止日 2026-03-31" in late


def test_only_the_body_of_the_scheme_submits_a_board_and_not_once_it_is_removed(
    world: World,
) -> None:
    world.published_scheme().all_consent()
    stranger = world.refusal(
        "board_submitted", BOARD, "2026-04-07", **SUBMISSION | {"body": OTHER_BODY}
    )
    assert f"机构 {OTHER_BODY} 不是方案 {SCHEME} 的评估机构" in stranger
    world.take("body_removed", BODY, "2026-04-06", reason="favouritism")
    removed = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "已被取消（项目 national），不得继续从事评估" in removed


def test_the_board_of_a_body_that_was_removed_meanwhile_is_not_published(world: World) -> None:
    world.published_scheme().board_in_publicity()
    world.take("body_removed", BODY, "2026-04-20", reason="dishonesty")
    refused = world.refusal("board_published", BOARD, "2026-04-28", **FROZEN)
    assert "已被取消（项目 national），不得继续从事评估" in refused


def test_every_entry_has_to_answer_before_submission(world: World) -> None:
    world.published_scheme()
    for name in ("A", "B"):
        world.take("consent_given", f"{BOARD}/decl-{name}", "2026-04-03")
    silent = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例C公司还没有答复是否同意；请先取得同意" in silent
    world.take("consent_given", f"{BOARD}/decl-C", "2026-04-08")
    # an answer of the 8th is none on the 7th
    assert "示例C公司还没有答复" in world.refusal(
        "board_submitted", BOARD, "2026-04-07", **SUBMISSION
    )
    assert world.submit("2026-04-08").state_after == "submitted"


def test_of_many_silent_entries_a_message_names_three(world: World) -> None:
    world.boards[BOARD] = board(*(entry(name) for name in "ABCDE"))
    world.published_scheme()
    silent = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例A公司、示例B公司、示例C公司 等 5 家还没有答复" in silent


def test_who_refuses_is_left_out_and_nobody_else(world: World) -> None:
    world.published_scheme()
    for name, answer in (("A", "given"), ("B", "refused"), ("C", "given")):
        world.take(f"consent_{answer}", f"{BOARD}/decl-{name}", "2026-04-03")
    listed = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例B公司不同意列入，却不在 left_out 中" in listed
    willing = world.refusal(
        "board_submitted", BOARD, "2026-04-07", left_out=["decl-A", "decl-B"], **SUBMISSION
    )
    assert "示例A公司 已同意，不能列入 left_out" in willing
    unknown = world.refusal(
        "board_submitted", BOARD, "2026-04-07", left_out=["decl-B", "decl-X"], **SUBMISSION
    )
    assert "left_out 中的 decl-X 不在榜单上" in unknown
    text = world.refusal("board_submitted", BOARD, "2026-04-07", left_out="decl-B", **SUBMISSION)
    assert "left_out 写法不对；应为文字的列表" in text
    assert world.submit(left_out=["decl-B"]).draft.payload["left_out"] == ["decl-B"]


def test_the_last_answer_counts(world: World) -> None:
    world.published_scheme().all_consent()
    world.take("consent_refused", f"{BOARD}/decl-C", "2026-04-04")
    assert "示例C公司不同意" in world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    world.take("consent_given", f"{BOARD}/decl-C", "2026-04-05")
    assert world.submit().state_after == "submitted"


def test_a_standing_consent_answers_for_every_board_until_it_is_revoked(world: World) -> None:
    world.published_scheme()
    for name in ("A", "B", "C"):
        world.take("standing_consent", f"EX000000{name}", "2026-03-03")
    world.take("standing_consent_revoked", "EX000000B", "2026-04-01")
    revoked = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例B公司还没有答复" in revoked
    world.take("consent_given", f"{BOARD}/decl-B", "2026-04-02")
    world.take("consent_refused", f"{BOARD}/decl-C", "2026-04-02")
    # what is said to this board counts before what was said once for all
    own = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例C公司不同意列入" in own
    assert world.submit(left_out=["decl-C"]).state_after == "submitted"


def test_a_consent_to_other_figures_counts_no_more(world: World) -> None:
    world.published_scheme().board_in_publicity()
    world.take("objection_raised", BOARD, "2026-04-14", objection_id="O1", text="示例")
    upheld = {"objection_id": "O1", "opinion": "成立", "erratum": "示例更正"}
    world.take("objection_upheld", BOARD, "2026-04-15", **upheld)
    a, b, c = world.boards[BOARD].entries
    entries = (a, replace(b, level=2), replace(c, rank=2))
    world.boards[BOARD] = replace(world.boards[BOARD], digest="e" * 64, entries=entries)
    second = {"body": BODY, "revision": 2, "erratum": "示例更正", "digest": "e" * 64}
    refused = world.refusal("board_submitted", BOARD, "2026-04-16", **second)
    assert "示例B公司、示例C公司同意的是此前的数据，名次、水平或得分此后有变化" in refused
    world.take("consent_given", f"{BOARD}/decl-B", "2026-04-16")
    assert "示例C公司同意的是此前" in world.refusal(
        "board_submitted", BOARD, "2026-04-16", **second
    )
    world.take("standing_consent", "EX000000C", "2026-04-16")  # whatever its figures
    assert world.take("board_submitted", BOARD, "2026-04-16", **second).state_after == "submitted"


def test_an_answer_is_to_the_figures_that_were_asked_about(world: World) -> None:
    world.published_scheme()
    name = f"{BOARD}/decl-A"
    asked = world.take("consent_requested", name, "2026-04-01")
    assert asked.draft.payload == {"figures": {"rank": 1, "level": 1, "score": None}}
    a, *others = world.boards[BOARD].entries
    changed = replace(a, rank=2, level=2)
    world.boards[BOARD] = replace(world.boards[BOARD], entries=(changed, *others))
    world.all_consent()
    late = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例A公司同意的是此前的数据" in late
    assert "请重新征询（consent_requested）并取得同意" in late
    world.take("consent_requested", name, "2026-04-04")
    world.take("consent_given", name, "2026-04-05")
    assert world.submit().state_after == "submitted"


def test_who_refused_other_figures_is_still_left_out(world: World) -> None:
    world.published_scheme().all_consent()
    world.take("consent_refused", f"{BOARD}/decl-B", "2026-04-04")
    a, b, c = world.boards[BOARD].entries
    entries = (a, replace(b, level=2), c)
    world.boards[BOARD] = replace(world.boards[BOARD], entries=entries)
    refused = world.refusal("board_submitted", BOARD, "2026-04-07", **SUBMISSION)
    assert "示例B公司不同意列入，却不在 left_out 中" in refused
    assert world.submit(left_out=["decl-B"]).state_after == "submitted"


def test_an_answer_is_about_an_entry_of_the_board(world: World) -> None:
    refused = world.refusal("consent_given", f"{BOARD}/decl-X", "2026-04-03")
    assert f"decl-X 不在榜单 {BOARD} 上" in refused


def test_figures_that_differ_from_the_computed_ones_are_sent_back(world: World) -> None:
    world.published_scheme().all_consent()
    world.submit(digest="e" * 64)
    refused = world.refusal("board_examined", BOARD, "2026-04-08")
    assert "报送的榜单（摘要 eeeeeeeeeeee…）与计算结果（dddddddddddd…）不一致" in refused
    world.take("board_returned", BOARD, "2026-04-08", reason="数字不一致")
    assert world.submit("2026-04-08").state_after == "submitted"
    assert world.take("board_examined", BOARD, "2026-04-09").state_after == "examined"


def test_a_board_that_came_back_may_be_submitted_again_on_the_same_day_with_the_same_words(
    world: World,
) -> None:
    world.published_scheme().all_consent()
    world.submit()
    world.take("board_returned", BOARD, "2026-04-07", reason="缺少公章")
    assert world.submit().state_after == "submitted"


def test_the_body_that_submits_does_not_examine(world: World) -> None:
    world.published_scheme().all_consent()
    submitted = world.submit()
    refused = world.refusal("board_examined", BOARD, "2026-04-08", office=submitted.draft.office)
    assert f"board_submitted（{submitted.decision_id}）也由" in refused
    assert "应由另一岗位决定" in refused


def test_a_board_is_published_the_day_after_its_tenth_working_day_and_frozen(
    world: World,
) -> None:
    world.published_scheme().board_in_publicity()
    short = world.refusal("board_published", BOARD, "2026-04-27", **FROZEN)
    assert "公示到 2026-04-27 24:00 为止，最早于次日发布" in short
    loose = world.refusal("board_published", BOARD, "2026-04-28", revision=1)
    assert "榜单没有随发布一起冻结" in loose
    bare = world.refusal("board_published", BOARD, "2026-04-28", evidence=(), **FROZEN)
    assert "榜单没有随发布一起冻结" in bare
    assert world.publish_board().state_after == "published"
    again = world.refusal("board_submitted", BOARD, "2026-04-29", **SUBMISSION)
    assert "现为“已发布”；这个决定要求“尚无决定”、“已退回”、“待更正重报”" in again


def test_an_open_objection_blocks_and_an_upheld_one_makes_a_revision_with_an_erratum(
    world: World,
) -> None:
    world.published_scheme().board_in_publicity()
    world.take("objection_raised", BOARD, "2026-04-20", objection_id="O1", text="示例")
    blocked = world.refusal("board_published", BOARD, "2026-04-28", **FROZEN)
    assert "异议 O1 还没有处理意见" in blocked
    upheld = {"objection_id": "O1", "opinion": "成立"}
    silent = world.refusal("objection_upheld", BOARD, "2026-04-28", **upheld)
    assert "内容缺少 erratum" in silent
    world.take("objection_upheld", BOARD, "2026-04-28", erratum="示例更正", **upheld)
    same = world.refusal("board_submitted", BOARD, "2026-04-29", **SUBMISSION)
    assert "revision 是 1，应为 2" in same
    second = SUBMISSION | {"revision": 2}
    mute = world.refusal("board_submitted", BOARD, "2026-04-29", **second)
    assert "内容缺少 erratum" in mute
    world.take("board_submitted", BOARD, "2026-04-29", erratum="示例更正", **second)
    world.take("board_examined", BOARD, "2026-04-29")
    world.take("board_publicity_started", BOARD, "2026-05-06")
    anew = world.refusal("board_published", BOARD, "2026-05-07", **FROZEN)
    assert "公示到 2026-05-19 24:00 为止" in anew  # Saturday the 9th is worked
    assert world.publish_board("2026-05-20").draft.payload["revision"] == 2


def test_a_revision_is_a_whole_number(world: World) -> None:
    world.published_scheme().all_consent()
    for wrong in ("1", True):
        refused = world.refusal(
            "board_submitted", BOARD, "2026-04-07", **SUBMISSION | {"revision": wrong}
        )
        assert "内容缺少 revision，或写法不对；应为整数" in refused


def test_whoever_is_barred_at_publication_is_recalled_and_left_out(world: World) -> None:
    world.published_scheme().board_in_publicity()
    world.take("ban", "EX000000B", "2026-04-20", reason="示例")
    refused = world.refusal("board_published", BOARD, "2026-04-28", **FROZEN)
    assert "示例B公司 在 2029-04-20 之前不得纳入；请先记录 board_recalled" in refused
    world.take("board_recalled", BOARD, "2026-04-28", reason="示例B公司被禁止纳入")
    second = SUBMISSION | {"revision": 2, "erratum": "示例B公司退出"}
    listed = world.refusal("board_submitted", BOARD, "2026-04-29", **second)
    assert "示例B公司 在 2029-04-20 之前不得纳入；请把 decl-B 列入 left_out" in listed
    world.take("board_submitted", BOARD, "2026-04-29", left_out=["decl-B"], **second)
    world.take("board_examined", BOARD, "2026-04-29")
    world.take("board_publicity_started", BOARD, "2026-05-06")
    assert world.publish_board("2026-05-21").state_after == "published"


def test_figures_that_changed_during_publicity_stop_the_publication(world: World) -> None:
    world.published_scheme().board_in_publicity()
    world.boards[BOARD] = replace(world.boards[BOARD], digest="f" * 64)
    refused = world.refusal("board_published", BOARD, "2026-04-28", **FROZEN)
    assert "与计算结果（ffffffffffff…）不一致" in refused


def test_a_publicity_into_a_year_without_announced_holidays_is_refused(world: World) -> None:
    world.boards[BOARD] = replace(world.boards[BOARD], cut_off_on=date(2026, 9, 30))
    world.published_scheme().all_consent(on="2026-12-20")
    world.submit("2026-12-20")
    world.take("board_examined", BOARD, "2026-12-21")
    refused = world.refusal("board_publicity_started", BOARD, "2026-12-21")
    assert "2027 年的节假日安排尚未公布（已收录至 2026 年）" in refused
    assert refused.endswith("（依据：《实施方案》 三（二）4）")
