"""Lists of leaders: shortlist, papers, publicity, certificates; and their life before an exit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.ledger.world import (
    BOARD,
    BODY,
    FROZEN,
    LEADERS,
    OTHER_BODY,
    SCHEME,
    World,
    board,
    entry,
    scheme,
)

CRITERIA = dict.fromkeys(
    ("consumer_choice", "industry_development", "public_standards"), "示例理由"
)


@pytest.fixture
def published(world: World) -> World:
    """The board is published: A and B at level 1, C at level 2."""
    world.published_scheme().board_in_publicity()
    world.publish_board()
    return world


def test_a_national_list_goes_from_the_shortlist_to_certificates(published: World) -> None:
    fixed = published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    done = published.take("leaders_published", LEADERS, "2026-06-02")
    assert (fixed.state_after, done.state_before, done.state_after) == (
        "shortlisted",
        "in_publicity",
        "published",
    )
    assert done.draft.payload == {
        "valid_from": "2026-06-02",
        "valid_to": "2027-06-02",
        "certificates": {
            "decl-A": "national-2026-air_cleaner-air_cleaner-001",
            "decl-B": "national-2026-air_cleaner-air_cleaner-002",
        },
    }


def test_a_list_of_the_ministry_rests_on_a_computed_board_and_its_hearing(world: World) -> None:
    world.programme = "mofcom-2023"
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    world.published_scheme()
    open_board = replace(world.boards[BOARD], is_provisional=True)
    closed, world.boards[BOARD] = world.boards[BOARD], open_board
    early = world.refusal(
        "shortlist_fixed", LEADERS, "2026-04-02", body=BODY, board=BOARD, declarations=["decl-A"]
    )
    assert f"榜单 {BOARD} 的周期还没有结束" in early
    world.boards[BOARD] = closed
    world.shortlist("2026-04-07")
    world.papers("A", "B", on="2026-04-08")
    unheard = world.refusal("leaders_published", LEADERS, "2026-04-09", body=BODY)
    assert "现为“已确定入围名单”；这个决定要求“已听取汇报”" in unheard
    assert unheard.endswith("（依据：商务部2023年通知 附件2四）")
    named = [{"id": "示例姓名", "unit": "示例大学"}]
    private = world.refusal("hearing_held", LEADERS, "2026-04-10", opinion="同意", experts=named)
    assert "不写姓名等个人信息" in private
    panel = [{"id": "E01", "unit": "示例大学"}]
    heard = world.take("hearing_held", LEADERS, "2026-04-10", opinion="同意", experts=panel)
    assert (heard.draft.role, heard.state_after) == ("ministry", "heard")
    done = world.take("leaders_published", LEADERS, "2026-04-13", body=BODY)
    assert done.draft.payload["certificates"]["decl-A"] == (
        "mofcom-2023-2026-air_cleaner-air_cleaner-001"
    )


def test_a_list_that_the_ministry_refuses_is_suggested_anew(world: World) -> None:
    world.programme = "mofcom-2023"
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    world.published_scheme().shortlist("2026-04-07")
    assert world.take("list_refused", LEADERS, "2026-04-08", reason="示例").state_after == "none"
    assert world.shortlist("2026-04-09").state_after == "shortlisted"


@pytest.mark.parametrize(
    ("programme", "needed"),
    [
        ("jincheng-2021", ["conformity_report", "leader_consent_given"]),
        ("jincheng-finance-2021", ["leader_consent_given"]),
    ],
)
def test_jincheng_asks_for_the_papers_of_its_own_documents(
    world: World, programme: str, needed: list[str]
) -> None:
    world.programme = programme
    world.schemes[SCHEME] = scheme(programme=programme, leaders_need=())
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-10", body=BODY)
    world.take("scheme_selected", SCHEME, "2026-01-10")
    world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-03-01")
    world.take("scheme_published", SCHEME, "2026-03-02")
    world.board_in_publicity()
    publish = {"body": BODY} if programme == "jincheng-finance-2021" else {}
    world.take("board_published", BOARD, "2026-04-28", **publish, **FROZEN)
    world.boards[BOARD] = board(entry("A"), entry("C", 2))
    world.shortlist()
    refused = world.refusal("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
    assert f"示例A公司（decl-A）还缺少：{'、'.join(needed)}" in refused
    for kind in needed:
        world.take(kind, f"{LEADERS}/decl-A", "2026-05-08")
    world.leaders_in_publicity()
    done = world.take("leaders_published", LEADERS, "2026-06-02")
    assert done.state_after == "published"


def test_leaders_come_from_a_published_board_of_their_field_and_year(world: World) -> None:
    world.published_scheme().board_in_publicity()
    given = {"body": BODY, "board": BOARD, "declarations": ["decl-A", "decl-B"]}
    early = world.refusal("shortlist_fixed", LEADERS, "2026-04-27", **given)
    assert f"榜单 {BOARD} 还没有发布；领跑者从发布的年度榜单产生" in early
    world.publish_board()
    other = world.refusal("shortlist_fixed", "2025/air_cleaner/air_cleaner", "2026-05-06", **given)
    assert "应为 air_cleaner/air_cleaner 在 2025 年的榜单" in other
    stranger = world.refusal(
        "shortlist_fixed", LEADERS, "2026-05-06", **given | {"body": OTHER_BODY}
    )
    assert f"机构 {OTHER_BODY} 不是方案 {SCHEME} 的评估机构" in stranger


def test_leaders_come_from_the_board_as_it_was_published(published: World) -> None:
    published.boards[BOARD] = replace(published.boards[BOARD], digest="f" * 64)
    refused = published.refusal(
        "shortlist_fixed", LEADERS, "2026-05-06", body=BODY, board=BOARD, declarations=["decl-A"]
    )
    assert f"榜单 {BOARD} 现在的计算结果与发布时不同" in refused


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["decl-A", "decl-B", "decl-C"], "示例C公司 没有达到 1 级，不能入围"),
        (["decl-A", "decl-B", "decl-X"], "decl-X 不在榜单上"),
        (["decl-A", "decl-A"], "declarations 中有重复的项"),
        (["decl-A"], "示例B公司 达到 1 级却未入围；减少名额须列入 left_out 并写明 criteria"),
        ([["decl-A"]], "declarations 写法不对"),
    ],
)
def test_the_shortlist_is_everyone_at_the_level_and_nobody_below(
    published: World, chosen: list[Any], sentence: str
) -> None:
    refused = published.refusal(
        "shortlist_fixed", LEADERS, "2026-05-06", body=BODY, board=BOARD, declarations=chosen
    )
    assert sentence in refused
    assert refused.endswith("（依据：《实施方案》 三（二）3）")


def test_fewer_leaders_need_all_three_criteria(published: World) -> None:
    fewer = {"body": BODY, "board": BOARD, "declarations": ["decl-A"], "left_out": ["decl-B"]}
    silent = published.refusal("shortlist_fixed", LEADERS, "2026-05-06", **fewer)
    assert "内容缺少 criteria" in silent
    two = CRITERIA | {"public_standards": ""}
    partly = published.refusal("shortlist_fixed", LEADERS, "2026-05-06", criteria=two, **fewer)
    assert "减少名额须就三项因素说明理由，缺少 public_standards" in partly
    odd = published.refusal(
        "shortlist_fixed",
        LEADERS,
        "2026-05-06",
        criteria=CRITERIA,
        **fewer | {"left_out": ["decl-B", "decl-C"]},
    )
    assert "left_out 中的 decl-C 并非达到 1 级而未入围" in odd
    fixed = published.shortlist(declarations=["decl-A"], left_out=["decl-B"], criteria=CRITERIA)
    assert fixed.state_after == "shortlisted"


def test_who_was_left_out_of_the_published_board_or_is_barred_is_not_demanded(
    world: World,
) -> None:
    world.boards[BOARD] = board(entry("A"), entry("B"), entry("D"))
    world.published_scheme()
    for name, answer in (("A", "given"), ("B", "refused"), ("D", "given")):
        world.take(f"consent_{answer}", f"{BOARD}/decl-{name}", "2026-04-03")
    world.submit(left_out=["decl-B"])
    world.take("board_examined", BOARD, "2026-04-08")
    world.take("board_publicity_started", BOARD, "2026-04-13")
    world.publish_board()
    world.take("ban", "EX000000D", "2026-04-29", reason="示例")
    given = {"body": BODY, "board": BOARD}
    hidden = world.refusal(
        "shortlist_fixed", LEADERS, "2026-05-06", declarations=["decl-A", "decl-B"], **given
    )
    assert "decl-B 不在榜单上" in hidden
    barred = world.refusal(
        "shortlist_fixed", LEADERS, "2026-05-06", declarations=["decl-A", "decl-D"], **given
    )
    assert "示例D公司 在 2029-04-29 之前不得纳入，不能入围" in barred
    assert world.shortlist(declarations=["decl-A"]).state_after == "shortlisted"


def test_each_leader_needs_its_papers_and_its_consent(published: World) -> None:
    published.shortlist()
    published.papers("A")
    missing = published.refusal("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
    assert (
        "示例B公司（decl-B）还缺少：conformity_report、supplementary_facts、commitment、"
        "leader_consent_given" in missing
    )
    unproven = published.refusal(
        "conformity_report", f"{LEADERS}/decl-B", "2026-05-12", evidence=()
    )
    assert "没有依据文件" in unproven
    published.papers("B", on="2026-05-13")
    # papers of the 13th were not there on the 12th
    assert "还缺少" in published.refusal("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
    published.take("leader_consent_refused", f"{LEADERS}/decl-B", "2026-05-14")
    refusing = published.refusal("leaders_submitted", LEADERS, "2026-05-14", body=BODY)
    assert "示例B公司（decl-B）不同意列入；请先记录 leader_withdrawn" in refusing
    published.take("leader_withdrawn", f"{LEADERS}/decl-B", "2026-05-14", reason="不同意")
    submitted = published.take("leaders_submitted", LEADERS, "2026-05-14", body=BODY)
    assert submitted.state_after == "submitted"


def test_papers_are_about_a_declaration_that_the_release_has(published: World) -> None:
    refused = published.refusal("commitment", f"{LEADERS}/decl-X", "2026-05-08")
    assert "最新发布快照中没有声明 decl-X" in refused


def test_a_withdrawn_leader_gets_no_certificate_and_cannot_come_back(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    published.take("leader_withdrawn", f"{LEADERS}/decl-A", "2026-05-20", reason="企业要求")
    done = published.take("leaders_published", LEADERS, "2026-06-02")
    assert done.draft.payload["certificates"] == {
        "decl-B": "national-2026-air_cleaner-air_cleaner-001"
    }
    late = published.refusal("leader_withdrawn", f"{LEADERS}/decl-B", "2026-06-03", reason="示例")
    assert "不在 2026/air_cleaner/air_cleaner 的未发布名单上；已发布的请按退出处理" in late


def test_who_refuses_during_publicity_is_not_published(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    published.take("leader_consent_refused", f"{LEADERS}/decl-A", "2026-05-20")
    refused = published.refusal("leaders_published", LEADERS, "2026-06-02")
    assert "示例A公司（decl-A）不同意列入；请先记录 leader_withdrawn" in refused


def test_a_list_on_which_nobody_is_left_is_not_published(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    for name in ("A", "B"):
        published.take("leader_withdrawn", f"{LEADERS}/decl-{name}", "2026-05-20", reason="示例")
    refused = published.refusal("leaders_published", LEADERS, "2026-06-02")
    assert "名单上已没有企业" in refused


def test_whoever_is_barred_at_publication_has_to_leave_the_list_first(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    published.take("ban", "EX000000B", "2026-05-25", reason="示例", until="2028-01-01")
    refused = published.refusal("leaders_published", LEADERS, "2026-06-02")
    assert "示例B公司 在 2028-01-01 之前不得纳入；请先记录其 leader_withdrawn" in refused
    published.take("leader_withdrawn", f"{LEADERS}/decl-B", "2026-06-01", reason="被禁止纳入")
    assert published.take("leaders_published", LEADERS, "2026-06-02").state_after == "published"


def test_a_list_is_published_after_its_publicity_and_its_objections(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    short = published.refusal("leaders_published", LEADERS, "2026-06-01")
    assert "公示到 2026-06-01 24:00 为止，最早于次日发布" in short
    published.take("objection_raised", LEADERS, "2026-06-01", objection_id="O1", text="示例")
    blocked = published.refusal("leaders_published", LEADERS, "2026-06-02")
    assert "异议 O1 还没有处理意见" in blocked
    published.take("objection_upheld", LEADERS, "2026-06-03", objection_id="O1", opinion="成立")
    again = published.shortlist("2026-06-04")
    assert (again.state_before, again.state_after) == ("none", "shortlisted")


def test_a_list_that_was_sent_back_may_be_fixed_anew(published: World) -> None:
    published.shortlist()
    published.papers("A", "B")
    published.take("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
    published.take("leaders_returned", LEADERS, "2026-05-13", reason="示例")
    anew = published.shortlist(
        "2026-05-14", declarations=["decl-B"], left_out=["decl-A"], criteria=CRITERIA
    )
    assert anew.state_after == "shortlisted"
    published.take("leaders_submitted", LEADERS, "2026-05-14", body=BODY)
    published.take("leaders_examined", LEADERS, "2026-05-15")
    published.take("leaders_publicity_started", LEADERS, "2026-05-18")
    done = published.take("leaders_published", LEADERS, "2026-06-02")
    assert list(done.draft.payload["certificates"]) == ["decl-B"]


def test_the_body_does_not_examine_or_publish_its_own_list(published: World) -> None:
    fixed = published.shortlist()
    published.papers("A", "B")
    published.take("leaders_submitted", LEADERS, "2026-05-12", body=BODY)
    own = published.refusal("leaders_examined", LEADERS, "2026-05-13", office=fixed.draft.office)
    assert "应由另一岗位决定" in own
    named = published.refusal("leaders_examined", LEADERS, "2026-05-13", office="示例评估机构三岗")
    assert "是评估机构 示例评估机构 的岗位；不能审查自己报送的内容" in named


def test_a_removed_body_brings_no_list_to_publication(published: World) -> None:
    published.shortlist()
    published.papers("A", "B").leaders_in_publicity()
    published.take("body_removed", BODY, "2026-05-20", reason="abuse_of_power")
    refused = published.refusal("leaders_published", LEADERS, "2026-06-02")
    assert "不得继续从事评估" in refused
