"""Conditions of publicity, the objections raised in it, and what may follow (domain.md §4, §7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.core import working_days
from pipelines.ledger.case import Case, Condition, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.ledger.decision import Decision

_STARTED = "_publicity_started"


def publicity(case: Case, argument: Any) -> dict[str, str]:
    """Publicity begins; it ends at 24:00 of the last of so many working days.

    Day 0 is the day on which it starts. A decision may say by `publicity_to` that it runs longer.
    An argument of 0 means that the documents give no number: then the decision has to say it.
    """
    day = case.draft.effective_on
    if argument == 0:
        until = case.need_day("publicity_to")
        if until < day:
            raise RefusedError(f"公示截止日 {until} 早于开始日 {day}")
        return {"publicity_to": until.isoformat()}
    least = working_days.publicity(day, argument).ends_on
    until = case.need_day("publicity_to") if "publicity_to" in case.draft.payload else least
    if until < least:
        raise RefusedError(
            f"公示应满 {argument} 个工作日，自 {day} 起至少到 {least}，不能到 {until}"
        )
    return {"publicity_to": until.isoformat()}


def publicity_is_over(case: Case, _: Any) -> None:
    """The last publicity of the subject has ended: the day after is the earliest."""
    until = publicity_end(case.past)
    if case.draft.effective_on <= until:
        raise RefusedError(f"公示到 {until} 24:00 为止，最早于次日发布")


def no_open_objection(case: Case, _: Any) -> None:
    """Every objection was decided: an open one blocks publication."""
    if open_ones := open_objections(case.past):
        raise RefusedError(f"异议 {'、'.join(open_ones)} 还没有处理意见；请先评议并记录处理意见")


def new_objection(case: Case, _: Any) -> None:
    """An objection has a number of its own and is raised in time."""
    number = case.need("objection_id")
    raised = {each.draft.payload.get("objection_id") for each in case.past if _raises(each)}
    if number in raised:
        raise RefusedError(f"异议 {number} 已经提出过；请另编一个号")
    until = publicity_end(case.past)
    if case.draft.effective_on > until:
        raise RefusedError(f"公示已于 {until} 结束；逾期的异议请按举报另行处理")


def open_objection(case: Case, _: Any) -> None:
    """The objection that is decided was raised and is open."""
    number = case.need("objection_id")
    if number not in open_objections(case.past):
        raise RefusedError(f"没有待处理的异议 {number}")
    for each in case.past:
        is_it = _raises(each) and each.draft.payload["objection_id"] == number
        if is_it and case.draft.effective_on < each.draft.effective_on:
            raise RefusedError(f"异议 {number} 于 {each.draft.effective_on} 才提出；请核对日期")


def open_objections(past: Iterable[Decision]) -> list[str]:
    """Numbers of the objections on a subject that nobody has decided yet."""
    numbers: dict[str, None] = {}
    for each in past:
        if _raises(each):
            numbers[each.draft.payload["objection_id"]] = None
        elif each.draft.kind in ("objection_dismissed", "objection_upheld"):
            numbers.pop(each.draft.payload["objection_id"], None)
    return list(numbers)


def publicity_end(past: Iterable[Decision]) -> date:
    """The last day of the last publicity of a subject that has been in one."""
    started = [each for each in past if each.draft.kind.endswith(_STARTED)]
    return date.fromisoformat(started[-1].draft.payload["publicity_to"])


def _raises(decision: Decision) -> bool:
    return decision.draft.kind == "objection_raised"


CONDITIONS: dict[str, Condition] = {
    "publicity": publicity,
    "publicity_is_over": publicity_is_over,
    "no_open_objection": no_open_objection,
    "new_objection": new_objection,
    "open_objection": open_objection,
}
