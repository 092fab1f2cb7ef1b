"""What is due on a day: from the states that decisions left, by the procedures' own rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core.programmes import dated_milestones, load_key_fields, load_programmes
from pipelines.ledger.due import ClosedBoard, Due, Known, due_items
from tests.unit.ledger.test_admit_pilots import FILED, VERDICTS
from tests.unit.ledger.world import (
    BOARD,
    BODY,
    FROZEN,
    LEADERS,
    OTHER_BODY,
    PROCEDURES,
    REFERENCE,
    SCHEME,
    World,
    board,
    entry,
    experts,
    scheme,
)

if TYPE_CHECKING:
    from pipelines.core.milestones import DatedMilestone

RIVAL = "national_2026_rival/1"
P = "shili-wuliu"
A = f"{LEADERS}/decl-A"


def known(world: World, **rest: Any) -> Known:
    """What the world's files and its release say."""
    boards = [
        ClosedBoard(world.programme, subject, each.scheme, each.cut_off_on)
        for subject, each in world.boards.items()
        if not each.is_provisional
    ]
    return Known(schemes=world.schemes, boards=boards, **rest)


def items(world: World, on: str, **rest: Any) -> list[Due]:
    """Everything that is due on a day."""
    return due_items(
        PROCEDURES, world.ledger.decisions(), known(world, **rest), date.fromisoformat(on)
    )


def kinds(world: World, on: str, **rest: Any) -> list[tuple[str | None, str]]:
    """Kinds and subjects of what is due."""
    return [(item.kind, item.subject) for item in items(world, on, **rest)]


def with_certificates(world: World) -> None:
    """A and B lead from 2026-06-02 on, and hold their certificates."""
    world.published_leaders()
    world.take("certificates_issued", LEADERS, "2026-06-02")


def test_a_scheme_says_at_each_step_whose_turn_it_is(world: World) -> None:
    world.registered()
    assert items(world, "2026-01-05") == []
    world.take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    [examine] = items(world, "2026-01-06")
    assert (examine.kind, examine.by, examine.due_on) == (
        "scheme_examined",
        ("work_institution",),
        None,
    )
    assert examine.place == "《实施方案》 三（一）2"
    world.take("scheme_examined", SCHEME, "2026-01-07")
    assert kinds(world, "2026-01-07") == [("expert_review_passed", SCHEME)]
    world.take("expert_review_passed", SCHEME, "2026-01-08", experts=experts(5))
    [select] = items(world, "2026-01-08")
    assert (select.kind, select.by) == ("scheme_selected", ("expert_committee",))
    # the day before it is the reviewers' turn still
    assert kinds(world, "2026-01-07") == [("expert_review_passed", SCHEME)]


def test_a_publicity_is_followed_by_publication_the_day_after_it_ends(world: World) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    [running] = items(world, "2026-02-28")
    assert (running.kind, running.starts_on) == ("scheme_published", date(2026, 3, 1))
    assert running.is_waiting(date(2026, 2, 28))
    [over] = items(world, "2026-03-01")
    assert not over.is_waiting(date(2026, 3, 1))


def test_an_open_objection_comes_before_publication(world: World) -> None:
    world.registered().until_in_publicity(start="2026-02-09")
    for number in ("O1", "O2"):
        world.take("objection_raised", SCHEME, "2026-02-10", objection_id=number, text="示例")
    world.take("objection_dismissed", SCHEME, "2026-02-11", objection_id="O1", opinion="不成立")
    [item] = items(world, "2026-03-02")
    assert (item.kind, item.by) == ("objection_dismissed", ("expert_committee",))
    assert item.what == "评议异议 O2，给出处理意见"
    world.take("objection_dismissed", SCHEME, "2026-03-02", objection_id="O2", opinion="不成立")
    assert kinds(world, "2026-03-02") == [("scheme_published", SCHEME)]


def test_jincheng_selects_what_is_filed_and_the_bureau_hears_objections(world: World) -> None:
    world.programme = "jincheng-2021"
    world.schemes[SCHEME] = scheme(programme="jincheng-2021")
    world.registered().take("scheme_filed", SCHEME, "2026-01-06", body=BODY)
    [item] = items(world, "2026-01-06")
    assert (item.kind, item.by) == ("scheme_selected", ("work_institution",))
    assert item.place == "晋市市监〔2021〕77号 三1"


def test_a_rival_that_was_not_chosen_has_to_be_told(world: World) -> None:
    world.registered().until_in_publicity()
    world.schemes[RIVAL] = scheme(RIVAL, body_uscc=OTHER_BODY, body_name="另一示例机构")
    world.registered(body=OTHER_BODY, on="2026-02-02")
    world.take("scheme_filed", RIVAL, "2026-02-02", body=OTHER_BODY)
    world.take("scheme_examined", RIVAL, "2026-02-02")
    world.take("expert_review_passed", RIVAL, "2026-02-02", experts=experts(5))
    assert ("scheme_not_selected", RIVAL) in kinds(world, "2026-02-02")


def test_a_field_whose_body_was_removed_needs_a_successor_until_one_is_under_way(
    world: World,
) -> None:
    world.published_scheme()
    world.take("body_removed", BODY, "2026-04-02", reason="charged_fees")
    found = items(world, "2026-04-02")
    assert [(each.kind, each.subject) for each in found] == [
        ("body_blacklisted", BODY),
        ("scheme_selected", SCHEME),
    ]
    assert "评估机构 示例评估机构 已被取消：2026 年 air_cleaner 须另行征集" in found[1].what
    assert found[1].by == ("expert_committee",)
    world.schemes[RIVAL] = scheme(RIVAL, body_uscc=OTHER_BODY, body_name="另一示例机构")
    world.registered(body=OTHER_BODY, on="2026-04-03")
    world.take("scheme_filed", RIVAL, "2026-04-03", body=OTHER_BODY)
    assert kinds(world, "2026-04-03") == [("body_blacklisted", BODY), ("scheme_examined", RIVAL)]


def test_a_body_that_left_in_honour_is_on_no_blacklist(world: World) -> None:
    world.registered().take("body_removed", BODY, "2026-04-02", reason="no_longer_engaged")
    assert items(world, "2026-04-02") == []


def test_a_closed_board_under_a_published_scheme_is_to_be_submitted(world: World) -> None:
    world.registered()
    assert items(world, "2026-04-01") == []  # its scheme is not published
    world.until_in_publicity()
    world.take("scheme_published", SCHEME, "2026-03-02")
    assert items(world, "2026-03-30") == []  # its period runs
    [submit] = items(world, "2026-04-01")
    assert (submit.kind, submit.subject, submit.by) == (
        "board_submitted",
        BOARD,
        ("assessment_body",),
    )
    world.board_in_publicity()
    assert kinds(world, "2026-04-08") == [("board_publicity_started", BOARD)]
    assert kinds(world, "2026-04-28") == [("board_published", BOARD)]


def test_a_board_whose_scheme_was_published_too_late_is_nobody_s_task(world: World) -> None:
    world.registered().until_in_publicity(start="2026-04-07")
    world.take("scheme_published", SCHEME, "2026-04-22")
    assert items(world, "2026-04-22") == []


def test_a_board_that_came_back_is_submitted_again(world: World) -> None:
    world.published_scheme().all_consent().submit()
    world.take("board_returned", BOARD, "2026-04-08", reason="示例")
    assert kinds(world, "2026-04-08") == [("board_submitted", BOARD)]


def test_a_published_board_of_the_banks_is_still_to_be_gathered(world: World) -> None:
    world.programme = "jincheng-finance-2021"
    world.schemes[SCHEME] = scheme(programme=world.programme)
    world.registered()
    world.take("scheme_filed", SCHEME, "2026-01-10", body=BODY)
    world.take("scheme_selected", SCHEME, "2026-01-10")
    world.take("scheme_publicity_started", SCHEME, "2026-02-02", publicity_to="2026-03-01")
    world.take("scheme_published", SCHEME, "2026-03-02")
    world.board_in_publicity()
    world.take("board_published", BOARD, "2026-04-28", body=BODY, **FROZEN)
    found = items(world, "2026-04-28")
    assert [(each.kind, each.by) for each in found] == [
        ("shortlist_fixed", ("assessment_body",)),
        ("board_gathered", ("working_group",)),
    ]
    world.take("board_gathered", BOARD, "2026-04-29")
    assert kinds(world, "2026-04-29") == [("shortlist_fixed", "2026/air_cleaner/air_cleaner")]


def test_a_list_goes_on_from_the_published_board_to_its_publication(world: World) -> None:
    world.published_scheme().board_in_publicity()
    world.publish_board()
    assert kinds(world, "2026-04-28") == [("shortlist_fixed", LEADERS)]
    world.shortlist()
    assert kinds(world, "2026-05-06") == [("leaders_submitted", LEADERS)]
    world.papers("A", "B").leaders_in_publicity()
    [publish] = items(world, "2026-05-18")
    assert (publish.kind, publish.starts_on) == ("leaders_published", date(2026, 6, 2))


def test_the_ministry_hears_the_body_before_its_list_is_published(world: World) -> None:
    world.programme = "mofcom-2023"
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    world.published_scheme()
    # its list rests on the computed board: nobody has to submit and publish that before
    assert kinds(world, "2026-04-01") == [("shortlist_fixed", LEADERS)]
    world.shortlist("2026-04-07")
    hearing = [item for item in items(world, "2026-04-07") if item.subject == LEADERS]
    assert [(each.kind, each.by) for each in hearing] == [("hearing_held", ("ministry",))]


def test_titles_that_end_are_told_ninety_days_before_and_not_after(world: World) -> None:
    with_certificates(world)
    assert kinds(world, "2027-03-03") == []
    soon = items(world, "2027-03-04")
    assert [(each.kind, each.due_on) for each in soon] == [
        ("leader_renewed", date(2027, 6, 1)),
        ("leader_renewed", date(2027, 6, 1)),
    ]
    world.take("leader_renewed", A, "2027-05-01", valid_to="2028-06-02")
    assert kinds(world, "2027-05-02") == [("leader_renewed", f"{LEADERS}/decl-B")]
    assert kinds(world, "2027-06-02") == []


def test_certificates_are_handed_out_while_the_titles_are_valid(world: World) -> None:
    world.published_leaders()
    [issue] = items(world, "2026-06-02")
    assert (issue.kind, issue.subject) == ("certificates_issued", LEADERS)
    assert issue.what == "发放 2 份领跑者电子证书（有效期到 2027-06-01 为止）"
    assert (issue.by, issue.due_on) == (("work_institution", "assessment_body"), date(2027, 6, 1))
    # who has exited gets none
    world.take("exit_proposed", A, "2026-07-01", office="甲岗", reason=3, text="示例")
    world.take("exit_confirmed", A, "2026-07-02", reason=3, text="示例")
    what = {item.what for item in items(world, "2026-07-02") if item.subject == LEADERS}
    assert what == {"发放 1 份领跑者电子证书（有效期到 2027-06-01 为止）"}
    assert LEADERS not in {item.subject for item in items(world, "2027-06-02")}
    world.take("certificates_issued", LEADERS, "2026-07-03")
    assert LEADERS not in {item.subject for item in items(world, "2026-07-03")}


def test_the_body_of_the_ministrys_list_makes_its_certificates(world: World) -> None:
    world.programme = "mofcom-2023"
    world.schemes[SCHEME] = scheme(programme="mofcom-2023")
    world.published_scheme().shortlist("2026-04-07")
    world.papers("A", "B", on="2026-04-07")
    world.take("hearing_held", LEADERS, "2026-04-08", opinion="同意", experts=experts(3))
    world.take("leaders_published", LEADERS, "2026-04-13", body=BODY)
    [issue] = items(world, "2026-04-13")
    assert (issue.kind, issue.by[0], issue.place) == (
        "certificates_issued",
        "assessment_body",
        "商务部2023年通知 附件2四",
    )


def test_an_exit_is_settled_and_then_told_in_four_ways(world: World) -> None:
    with_certificates(world)
    found = {"p-1": ("national", A)}
    assert items(world, "2026-06-01", proposals=found) == [
        item for item in items(world, "2026-06-01") if item.kind == "leaders_published"
    ]  # nobody leads yet
    [settle] = items(world, "2026-07-01", proposals=found)
    assert (settle.kind, settle.subject) == ("exit_confirmed", A)
    assert "proposal_id p-1" in settle.what
    world.take("exit_proposed", A, "2026-07-01", office="甲岗", reason=3, text="示例")
    assert kinds(world, "2026-07-01", proposals=found) == [("exit_confirmed", A)]
    world.take("exit_confirmed", A, "2026-07-02", reason=3, text="示例")
    after = kinds(world, "2026-07-02", proposals=found)
    steps = ["exit_publicised", "departments_notified", "credit_system_notified", "benefits_ended"]
    assert sorted(after) == sorted((step, A) for step in steps)
    for step in steps:
        world.take(step, A, "2026-07-03")
    assert items(world, "2026-07-03", proposals=found) == []


def test_a_rejected_proposal_is_due_no_more(world: World) -> None:
    with_certificates(world)
    world.proposals.add(("national", A, "p-1"))
    world.take("exit_rejected", A, "2026-07-01", proposal_id="p-1", reason="示例")
    assert items(world, "2026-07-01", proposals={"p-1": ("national", A)}) == []


def test_bans_that_end_are_told_ninety_days_before(world: World) -> None:
    world.take("ban", "EX000000A", "2023-09-01", reason="示例")
    assert items(world, "2026-06-02") == []
    [ending] = items(world, "2026-06-03")
    assert (ending.kind, ending.starts_on, ending.due_on) == (None, date(2026, 9, 1), None)
    assert "禁止纳入到 2026-08-31 为止" in ending.what
    assert items(world, "2026-09-01") == []


def test_names_are_settled_and_findings_reported_once(world: World) -> None:
    found: dict[str, Any] = {
        "matches": {"M-1": ("示例甲", date(2026, 6, 14)), "M-2": ("示例乙", date(2026, 7, 5))},
        "unreported": [date(2026, 6, 14), date(2026, 6, 14), date(2026, 7, 5)],
    }
    assert items(world, "2026-06-13", **found) == []
    report, settle = items(world, "2026-06-14", **found)
    assert (report.kind, report.subject, report.what) == (
        "findings_reported",
        "2026/findings",
        "将 2 条不利的比对结果上报主管部门",
    )
    assert (settle.kind, settle.subject) == ("match_settled", "M-1")
    world.take("match_settled", "M-1", "2026-06-20", reason="示例")
    world.take("findings_reported", "2026/findings", "2026-06-20", text="示例")
    assert items(world, "2026-06-20", **found) == []
    assert [item.what for item in items(world, "2026-07-05", **found)] == [
        "将 1 条不利的比对结果上报主管部门",
        "认定监督名单中的“示例乙”是哪家企业",
    ]


@pytest.fixture
def pilot(world: World) -> World:
    """A pilot that was filed on 2024-10-20."""
    world.programme = "pilots-2024"
    world.take("pilot_filed", P, "2024-10-20", **FILED)
    return world


def test_a_pilot_is_recommended_by_the_day_of_the_document(pilot: World) -> None:
    [item] = items(pilot, "2024-11-08")
    assert (item.kind, item.due_on) == ("pilot_recommended", date(2024, 11, 8))
    assert not item.is_overdue(date(2024, 11, 8))
    assert item.is_overdue(date(2024, 11, 9))
    pilot.take("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
    assert kinds(pilot, "2024-11-05") == [("pilot_approved", P)]
    pilot.take("pilot_approved", P, "2024-12-01", opinion="同意")
    [order] = items(pilot, "2024-12-01")
    assert (order.kind, order.by) == ("pilot_ordered", ("ministry",))


def test_a_running_pilot_reports_yearly_and_asks_for_acceptance_in_its_last_two_months(
    pilot: World,
) -> None:
    pilot.take("pilot_recommended", P, "2024-11-05", verdicts=VERDICTS)
    pilot.take("pilot_approved", P, "2024-12-01", opinion="同意")
    pilot.take("pilot_ordered", P, "2024-12-20")
    [ahead] = items(pilot, "2025-01-10")
    assert (ahead.kind, ahead.starts_on, ahead.due_on) == (
        "pilot_acceptance_requested",
        date(2026, 10, 20),
        date(2026, 12, 19),
    )
    assert ("pilot_progress_reported", P) in kinds(pilot, "2025-09-21")
    pilot.take("pilot_progress_reported", P, "2026-06-30", text="示例")
    [late] = items(pilot, "2026-12-20")
    assert late.kind == "pilot_acceptance_requested"
    assert late.is_overdue(date(2026, 12, 20))
    pilot.take("pilot_acceptance_requested", P, "2026-12-19", self_assessment="示例")
    assert kinds(pilot, "2026-12-20") == [("pilot_accepted", P)]
    pilot.take("pilot_accepted", P, "2026-12-20", opinion="示例")
    assert kinds(pilot, "2026-12-20") == [("pilot_reported", P)]


def committed_milestones() -> list[tuple[str, DatedMilestone]]:
    """Milestones of all programmes, as committed."""
    programmes = load_programmes(REFERENCE / "programmes")
    lists = load_key_fields(REFERENCE / "key_fields", {each.programme for each in programmes})
    return [(each.programme, dated) for each, dated in dated_milestones(programmes, lists)]


def test_the_banks_have_to_start_their_publicity_by_the_17th_of_october(world: World) -> None:
    def finance(on: str) -> dict[str, Due]:
        found = items(world, on, milestones=committed_milestones())
        mine = [item for item in found if item.programme == "jincheng-finance-2021"]
        return {item.subject: item for item in mine}

    start = finance("2021-09-20")["2021/publicity_started"]
    assert (start.due_on, start.by) == (date(2021, 10, 17), ("working_group",))
    assert start.place == "晋市市监〔2021〕137号 三、3；四、2"
    assert not finance("2021-10-17")["2021/publicity_started"].is_overdue(date(2021, 10, 17))
    assert finance("2021-10-18")["2021/publicity_started"].is_overdue(date(2021, 10, 18))
    world.programme = "jincheng-finance-2021"
    world.milestones.add((world.programme, "2021/publicity_started"))
    world.take("milestone_done", "2021/publicity_started", "2021-10-15")
    assert "2021/publicity_started" not in finance("2021-10-18")


def test_far_milestones_wait_and_a_day_that_only_closes_something_passes(world: World) -> None:
    def subjects(on: str) -> set[str]:
        found = items(world, on, milestones=committed_milestones())
        return {item.subject for item in found if item.programme == "mofcom-2023"}

    assert subjects("2023-08-01") == set()
    assert subjects("2023-10-31") == {"2023/declarations_closed", "2023/typical_cases"}
    assert subjects("2023-11-01") == {"2023/typical_cases"}


def test_each_body_of_the_year_has_to_sum_it_up_by_itself(world: World) -> None:
    summary = f"{BODY}/2026"

    def summaries(on: str) -> list[tuple[str, date | None]]:
        found = items(world, on, milestones=committed_milestones())
        return [(e.subject, e.due_on) for e in found if e.kind == "body_summary_submitted"]

    assert summaries("2026-12-01") == []
    world.published_scheme()
    assert summaries("2026-12-01") == [(summary, date(2026, 12, 31))]
    parts = dict.fromkeys(("effect", "staff", "difficulties", "scheme_changes"), "无")
    world.take("body_summary_submitted", summary, "2026-12-20", **parts)
    assert summaries("2026-12-21") == []


def test_who_has_to_reach_a_milestone_may_record_it() -> None:
    for programme, dated in committed_milestones():
        allowed = set(PROCEDURES[programme].facts["milestone_done"].by)
        assert dated.milestone.closes or set(dated.milestone.by) <= allowed


def test_what_is_overdue_comes_first_then_what_is_due_soonest(world: World) -> None:
    world.registered(on="2021-01-05").take("scheme_filed", SCHEME, "2021-01-06", body=BODY)
    found = items(world, "2021-10-16", milestones=committed_milestones())
    on = date(2021, 10, 16)
    overdue = [item.is_overdue(on) for item in found]
    assert overdue == sorted(overdue, reverse=True)
    days = [item.due_on or date.max for item in found if not item.is_overdue(on)]
    assert days == sorted(days)
    assert found[-1].due_on is None


def test_of_several_boards_of_a_year_the_first_published_one_begins_a_list(world: World) -> None:
    second = board(entry("A"), cut_off_on=date(2026, 6, 30))
    world.boards[BOARD.replace("Q1", "Q2")] = second
    world.published_scheme().board_in_publicity()
    world.publish_board()
    assert kinds(world, "2026-07-01") == [
        ("shortlist_fixed", LEADERS),
        ("board_submitted", "air_cleaner/air_cleaner/2026Q2"),
    ]
