"""Exits, bans and renewals of leaders who were published."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.core.procedures import Rule
from pipelines.ledger.bans import barred, years_later
from tests.unit.ledger.world import LEADERS, PROCEDURES, World

A, B = f"{LEADERS}/decl-A", f"{LEADERS}/decl-B"
ACCIDENT = {"reason": 3, "text": "示例：发生重大质量事故"}


@pytest.fixture
def led(world: World) -> World:
    """A and B lead from 2026-06-02 to before 2027-06-02."""
    return world.published_leaders()


def test_an_exit_is_proposed_by_one_desk_and_confirmed_by_another(led: World) -> None:
    proposed = led.take("exit_proposed", A, "2026-07-01", office="示例监督岗", **ACCIDENT)
    assert proposed.state_after == "exit_proposed"
    same = led.refusal("exit_confirmed", A, "2026-07-02", office="示例监督岗", **ACCIDENT)
    assert f"exit_proposed（{proposed.decision_id}）也由 示例监督岗 作出" in same
    assert same.endswith("（依据：《实施方案》 三（二）6）")
    done = led.take("exit_confirmed", A, "2026-07-02", office="示例审核岗", **ACCIDENT)
    assert done.state_after == "exited"
    assert done.draft.payload["enterprise_id"] == "EX000000A"


def test_an_exit_that_the_pipeline_found_is_confirmed_by_one_person(led: World) -> None:
    led.proposals.add(("national", A, "p-1"))
    unknown = led.refusal("exit_confirmed", A, "2026-07-02", proposal_id="p-2", **ACCIDENT)
    assert "发布快照也没有对它的这条 proposal_id" in unknown
    of_another = led.refusal("exit_confirmed", B, "2026-07-02", proposal_id="p-1", **ACCIDENT)
    assert "发布快照也没有对它的这条 proposal_id" in of_another
    done = led.take("exit_confirmed", A, "2026-07-02", proposal_id="p-1", **ACCIDENT)
    assert (done.state_before, done.state_after) == ("none", "exited")


def test_a_rejected_proposal_is_not_confirmed_later(led: World) -> None:
    led.proposals.add(("national", A, "p-1"))
    rejected = led.take("exit_rejected", A, "2026-07-02", proposal_id="p-1", reason="数据有误")
    assert rejected.state_after == "none"
    refused = led.refusal("exit_confirmed", A, "2026-07-03", proposal_id="p-1", **ACCIDENT)
    assert f"{rejected.decision_id} 已驳回 proposal_id p-1" in refused
    led.take("exit_proposed", A, "2026-07-03", office="示例监督岗", **ACCIDENT)
    assert led.take("exit_confirmed", A, "2026-07-04", **ACCIDENT).state_after == "exited"


def test_who_proposed_once_may_confirm_what_another_proposes_later(led: World) -> None:
    led.take("exit_proposed", A, "2026-07-01", office="甲岗", **ACCIDENT)
    own = led.refusal("exit_rejected", A, "2026-07-02", office="甲岗", reason="示例")
    assert "提出与确认须由两个岗位作出" in own
    led.take("exit_rejected", A, "2026-07-02", office="乙岗", reason="示例")
    led.take("exit_proposed", A, "2026-07-03", office="乙岗", **ACCIDENT)
    assert led.take("exit_confirmed", A, "2026-07-04", office="甲岗", **ACCIDENT)


@pytest.mark.parametrize("reason", [0, 8, "其他", None])
def test_an_exit_has_one_of_the_seven_reasons(led: World, reason: object) -> None:
    refused = led.refusal("exit_proposed", A, "2026-07-01", reason=reason, text="示例")
    assert "应为 1、2、3、4、5、6、7 之一" in refused or "内容缺少 reason" in refused


def test_a_reason_that_a_table_gives_as_text_is_kept_as_a_number(led: World) -> None:
    taken = led.take("exit_proposed", A, "2026-07-01", reason="3", text="示例")
    assert taken.draft.payload["reason"] == 3


@pytest.mark.parametrize(
    ("subject", "day", "sentence"),
    [
        (f"{LEADERS}/decl-C", "2026-07-01", "decl-C 不是 2026/air_cleaner/air_cleaner 的领跑者"),
        (
            "2025/air_cleaner/air_cleaner/decl-A",
            "2026-07-01",
            "decl-A 不是 2025/air_cleaner/air_cleaner 的领跑者",
        ),
        (A, "2026-06-01", "decl-A 不是 2026/air_cleaner/air_cleaner 的领跑者"),
        (A, "2027-06-02", "自 2026-06-02 至 2027-06-02 前有效，2027-06-02 不在其内"),
    ],
)
def test_only_a_valid_leader_exits(led: World, subject: str, day: str, sentence: str) -> None:
    refused = led.refusal("exit_proposed", subject, day, **ACCIDENT)
    assert sentence in refused


def test_the_last_day_of_validity_is_the_day_before_a_year_later(led: World) -> None:
    assert led.take("exit_proposed", A, "2027-06-01", **ACCIDENT).state_after == "exit_proposed"


def test_an_exit_of_whom_the_release_no_longer_knows_is_refused(led: World) -> None:
    led.boards.clear()
    refused = led.refusal("exit_proposed", A, "2026-07-01", **ACCIDENT)
    assert "最新发布快照中没有声明 decl-A，查不到企业" in refused


@pytest.mark.parametrize(
    "kind", ["exit_publicised", "departments_notified", "credit_system_notified", "benefits_ended"]
)
def test_what_follows_an_exit_needs_one(led: World, kind: str) -> None:
    assert f"{A} 没有退出" in led.refusal(kind, A, "2026-07-01")
    led.take("exit_proposed", A, "2026-07-01", office="示例监督岗", **ACCIDENT)
    led.take("exit_confirmed", A, "2026-07-03", **ACCIDENT)
    assert f"{A} 没有退出" in led.refusal(kind, A, "2026-07-02")
    done = led.take(kind, A, "2026-07-03")
    assert (done.subject_type, done.state_after) == (None, None)
    assert f"已记录为 {done.decision_id}" in led.refusal(kind, A, "2026-07-03")


def test_an_exit_bars_for_three_years_over_all_fields_without_a_ban_of_its_own(
    led: World,
) -> None:
    led.take("exit_proposed", A, "2026-07-01", office="示例监督岗", **ACCIDENT)
    led.take("exit_confirmed", A, "2026-07-02", **ACCIDENT)
    decided = led.ledger.decisions()
    assert barred(decided, {"national"}, date(2026, 7, 1)) == {}
    last_day = barred(decided, {"national"}, date(2029, 7, 1))
    assert last_day == {"EX000000A": date(2029, 7, 2)}
    assert barred(decided, {"national"}, date(2029, 7, 2)) == {}
    assert barred(decided, {"jincheng-2021"}, date(2026, 8, 1)) == {}


def test_the_ban_of_an_exit_can_be_lifted_and_only_one_that_there_is(led: World) -> None:
    nothing = led.refusal("ban_lifted", "EX000000A", "2026-07-01", reason="示例")
    assert "EX000000A 在 2026-07-01 没有被禁止纳入" in nothing
    led.take("exit_proposed", A, "2026-07-01", office="示例监督岗", **ACCIDENT)
    led.take("exit_confirmed", A, "2026-07-02", **ACCIDENT)
    led.take("ban_lifted", "EX000000A", "2026-08-01", reason="查明不实")
    decided = led.ledger.decisions()
    assert barred(decided, {"national"}, date(2026, 7, 31)) != {}
    assert barred(decided, {"national"}, date(2026, 8, 1)) == {}


def test_a_ban_of_one_programme_is_not_lifted_by_another(world: World) -> None:
    world.take("ban", "EX000000A", "2026-01-01", reason="示例")
    world.programme = "mofcom-2023"
    world.take("ban", "EX000000A", "2026-01-02", reason="示例")
    world.take("ban_lifted", "EX000000A", "2026-01-03", reason="示例")
    decided = world.ledger.decisions()
    both = barred(decided, {"national", "mofcom-2023"}, date(2026, 2, 1))
    assert both == {"EX000000A": date(2029, 1, 1)}
    assert barred(decided, {"mofcom-2023"}, date(2026, 2, 1)) == {}


def test_a_ban_says_until_when_and_a_second_one_prolongs_it(world: World) -> None:
    first = world.take("ban", "EX000000A", "2024-02-29", reason="示例")
    assert first.draft.payload["until"] == "2027-03-01"
    past = world.refusal("ban", "EX000000A", "2026-01-01", reason="示例", until="2026-01-01")
    assert "until 是 2026-01-01，应晚于生效日 2026-01-01" in past
    odd = world.refusal("ban", "EX000000A", "2026-01-01", reason="示例", until="三年后")
    assert "until 是 三年后，不是 2026-05-30 这样的日期" in odd
    world.take("ban", "EX000000A", "2026-01-01", reason="示例")
    decided = world.ledger.decisions()
    assert barred(decided, {"national"}, date(2026, 1, 2)) == {"EX000000A": date(2029, 1, 1)}


def test_a_ban_is_about_an_enterprise_code_of_nine_characters(world: World) -> None:
    refused = world.refusal(
        "ban", "91990000EX000000A1", "2026-01-01", role="work_institution", reason="示例"
    )
    assert "应为企业的 9 位组织机构代码" in refused


def test_a_title_is_renewed_by_a_year_and_not_for_whom_another_field_barred(led: World) -> None:
    wrong = led.refusal("leader_renewed", A, "2027-05-01", valid_to="2028-06-01")
    assert "valid_to 应为 2028-06-02（有效期延长一年）" in wrong
    renewed = led.take("leader_renewed", A, "2027-05-01", valid_to="20280602")
    assert renewed.draft.payload["valid_to"] == "2028-06-02"
    assert led.take("exit_proposed", A, "2028-06-01", **ACCIDENT).state_after == "exit_proposed"
    led.take("ban", "EX000000B", "2027-05-02", reason="示例")
    barred_one = led.refusal("leader_renewed", B, "2027-05-03", valid_to="2028-06-02")
    assert "企业 EX000000B 在 2030-05-02 之前不得纳入，不能延长有效期" in barred_one
    over = led.refusal("leader_renewed", B, "2027-06-02", valid_to="2028-06-02")
    assert "2027-06-02 不在其内" in over


def test_exits_stand_in_each_document_at_its_own_place() -> None:
    places = {
        programme: PROCEDURES[programme].procedures["leader"]["exit_confirmed"].place
        for programme in ("national", "mofcom-2023", "jincheng-2021", "jincheng-finance-2021")
    }
    assert places == {
        "national": "《实施方案》 三（二）6",
        "mofcom-2023": "《实施方案》 三（二）6",
        "jincheng-2021": "晋市市监〔2021〕77号 三7",
        "jincheng-finance-2021": "晋市市监〔2021〕77号 三7",
    }
    assert isinstance(PROCEDURES["national"].procedures["ban"]["ban"], Rule)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 6, 10), 3, date(2029, 6, 10)),
    ],
)
def test_years_later_is_the_same_day_or_the_first_of_march(
    day: date, years: int, later: date
) -> None:
    assert years_later(day, years) == later
