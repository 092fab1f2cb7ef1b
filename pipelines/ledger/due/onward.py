"""What brings a scheme, a board, a list of leaders, an exit or a pilot on from where it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipelines.core.procedures import NO_STATE
from pipelines.ledger.case import state_on
from pipelines.ledger.conditions.pilots import months_earlier
from pipelines.ledger.conditions.publicity import open_objections, publicity_end
from pipelines.ledger.due.model import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.core.procedures import Rule
    from pipelines.ledger.decision import Decision
    from pipelines.ledger.due.day import Day
    from pipelines.ledger.due.model import ClosedBoard, Due

_ONWARD = {
    "body_blacklisted": "报有关监管部门，列入黑名单",
    "scheme_examined": "形式审查评估方案",
    "expert_review_passed": "组织专家评审评估方案",
    "scheme_selected": "选定评估方案",
    "scheme_publicity_started": "开始公示评估方案",
    "scheme_published": "公布评估方案",
    "board_submitted": "取得同意，报送排行榜",
    "board_examined": "形式审查排行榜",
    "board_publicity_started": "开始公示排行榜",
    "board_published": "发布排行榜",
    "board_gathered": "汇总并公开排行榜",
    "shortlist_fixed": "确定入围名单",
    "leaders_submitted": "取得材料和同意，报送领跑者评估结果",
    "hearing_held": "听取评估机构汇报",
    "leaders_examined": "形式审查领跑者评估结果",
    "leaders_publicity_started": "开始公示领跑者名单",
    "leaders_published": "发布领跑者名单",
    "exit_confirmed": "确认或驳回退出",
    "pilot_recommended": "初步审核，推荐或不予推荐",
    "pilot_approved": "评审申报材料，确定或不予确定",
    "pilot_ordered": "下达试点任务",
    "pilot_acceptance_requested": "自查自评，申请验收",
    "pilot_accepted": "组织验收",
    "pilot_reported": "上报验收结果",
}
"""Decisions that bring a subject on, in the order in which they are looked for."""
_CHOSEN = ("selected", "in_publicity", "published")
_UNDER_WAY = ("filed", "examined", "reviewed", *_CHOSEN)


def next_steps(day: Day) -> Iterator[Due]:
    """The next decision on everything that was decided on and is not at its end."""
    for programme, subject, past in day.subjects():
        types = [each.subject_type for each in past if each.subject_type is not None]
        if types:
            yield from _onward(day, programme, types[-1], subject)


def _onward(day: Day, programme: str, subject_type: str, subject: str) -> Iterator[Due]:
    """The next decision on a subject; an open objection comes before it."""
    past, state = day.past(programme, subject), day.state(programme, subject)
    if subject_type == "leader" and state == NO_STATE:
        return  # whoever is proposed for exit and was kept leads on
    scheme = day.scheme_behind(programme, subject_type, subject)
    if scheme is not None and day.is_removed(scheme):
        return  # what is due then is a successor
    if state == "in_publicity" and (numbers := open_objections(past)):
        for number in numbers:
            what = f"评议异议 {number}，给出处理意见"
            kind = "objection_dismissed"
            yield from day.named(programme, subject_type, subject, kind, what)
        return
    taken = {each.draft.kind for each in past}
    rules = day.rules(programme, subject_type)
    for kind, what in _ONWARD.items():
        rule = rules.get(kind)
        if rule is None or state not in rule.from_ or (rule.to == state and kind in taken):
            continue
        if kind == "body_blacklisted" and _left_in_honour(past):
            return
        if kind == "scheme_selected" and _is_chosen_for(day, subject):
            kind, what = "scheme_not_selected", "该领域已选定其他方案：记录未选定"
        starts_on, due_on = _window(rule, past)
        yield from day.named(
            programme, subject_type, subject, kind, what, starts_on=starts_on, due_on=due_on
        )
        return


def _window(rule: Rule, past: list[Decision]) -> tuple[date | None, date | None]:
    """The days between which the rule's own conditions admit a decision."""
    for condition in rule.requires:
        if condition.name == "publicity_is_over":
            return publicity_end(past) + DAY, None
        if condition.name == "not_after":
            return None, condition.argument
        if condition.name == "within_last_months":
            ordered = [each for each in past if each.draft.kind == "pilot_ordered"]
            until = date.fromisoformat(ordered[-1].draft.payload["term_to"])
            return months_earlier(until, condition.argument), until - DAY
    return None, None


def _left_in_honour(past: list[Decision]) -> bool:
    """A body that left without a matter of honesty is on no blacklist."""
    removed = [each for each in past if each.draft.kind == "body_removed"]
    return bool(removed) and removed[-1].draft.payload["reason"] == "no_longer_engaged"


def _is_chosen_for(day: Day, subject: str) -> bool:
    """Whether another body's scheme was chosen for the field and year of this one."""
    scheme = day.known.schemes.get(subject)
    return scheme is not None and any(
        (other.programme, other.field_code, other.year)
        == (scheme.programme, scheme.field_code, scheme.year)
        and other.body_uscc != scheme.body_uscc
        and day.state(other.programme, name) in _CHOSEN
        and not day.is_removed(other)
        for name, other in day.known.schemes.items()
    )


def boards_to_submit(day: Day) -> Iterator[Due]:
    """Boards that are closed, under a scheme published by their cut-off, and not submitted yet.

    Where leaders do not need a published board, none has to be published.
    """
    for board in day.known.boards:
        is_new = not day.past(board.programme, board.subject)
        is_needed = _needs_a_published_board(day, board.programme)
        if is_new and is_needed and _is_ready(day, board):
            kind = "board_submitted"
            yield from day.named(board.programme, "board", board.subject, kind, _ONWARD[kind])


def lists_to_begin(day: Day) -> Iterator[Due]:
    """Lists of leaders that nobody has begun, though a board of the year is there to begin."""
    begun = set()
    for board in day.known.boards:
        is_ready = _is_ready(day, board)
        if _needs_a_published_board(day, board.programme):
            is_ready = is_ready and day.state(board.programme, board.subject) == "published"
        field_code, category, period = board.subject.split("/")
        subject = f"{period[:4]}/{field_code}/{category}"
        at = (board.programme, subject)
        if is_ready and at not in begun and not day.past(*at):
            begun.add(at)
            kind = "shortlist_fixed"
            yield from day.named(board.programme, "leader_list", subject, kind, _ONWARD[kind])


def _needs_a_published_board(day: Day, programme: str) -> bool:
    """Whether leaders come from a published board, or already from a computed one (D2)."""
    rule = day.rules(programme, "leader_list").get("shortlist_fixed")
    return rule is not None and "annual_board_is_published" in {c.name for c in rule.requires}


def _is_ready(day: Day, board: ClosedBoard) -> bool:
    """Whether its period is over and it rests on a scheme that was published by then."""
    scheme = day.known.schemes.get(board.scheme)
    if scheme is None or day.is_removed(scheme) or board.cut_off_on >= day.on:
        return False
    return state_on(day.past(board.programme, board.scheme), board.cut_off_on) == "published"


def successors(day: Day) -> Iterator[Due]:
    """Fields whose body was removed, and for which no other scheme is under way."""
    for subject, scheme in day.known.schemes.items():
        if day.state(scheme.programme, subject) not in _CHOSEN or not day.is_removed(scheme):
            continue
        if any(
            (other.programme, other.field_code, other.year)
            == (scheme.programme, scheme.field_code, scheme.year)
            and other.body_uscc != scheme.body_uscc
            and day.state(other.programme, name) in _UNDER_WAY
            for name, other in day.known.schemes.items()
        ):
            continue
        what = (
            f"评估机构 {scheme.body_name} 已被取消：{scheme.year} 年 {scheme.field_code} "
            "须另行征集并选定评估方案"
        )
        yield from day.named(scheme.programme, "scheme", subject, "scheme_selected", what)
