"""Conditions of publicity, the objections raised in it, and what may follow (domain.md §4, §7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.core import working_days
from pipelines.ledger.case import Case, Condition, RefusedError

_STARTED = "_publicity_started"


def publicity(case: Case, argument: Any) -> dict[str, str]:
    """Publicity begins; it ends at 24:00 of the last of so many working days.

    Day 0 is the day on which it starts. An argument of 0 means that the documents give no number:
    then the decision says itself by `publicity_to` how long it runs.
    """
    if argument == 0:
        until = _day(case.need("publicity_to"))
        if until < case.draft.effective_on:
            raise RefusedError(f"公示截止日 {until} 早于开始日 {case.draft.effective_on}")
        return {}
    window = working_days.publicity(case.draft.effective_on, argument)
    return {"publicity_to": window.ends_on.isoformat()}


def publicity_is_over(case: Case, _: Any) -> None:
    """The last publicity of the subject has ended: the day after is the earliest."""
    started = [each for each in case.past if each.draft.kind.endswith(_STARTED)]
    if not started:
        raise RefusedError("还没有公示；请先公示")
    until = _day(started[-1].draft.payload["publicity_to"])
    if case.draft.effective_on <= until:
        raise RefusedError(f"公示到 {until} 24:00 为止，最早于次日发布")


def no_open_objection(case: Case, _: Any) -> None:
    """Every objection was decided: an open one blocks publication."""
    if open_ones := open_objections(case):
        raise RefusedError(f"异议 {'、'.join(open_ones)} 还没有处理意见；请先由专家委员会评议")


def new_objection(case: Case, _: Any) -> None:
    """An objection has a number of its own and is raised in time."""
    number = case.need("objection_id")
    raised = {each.draft.payload.get("objection_id") for each in case.past}
    if number in raised:
        raise RefusedError(f"异议 {number} 已经提出过；请另编一个号")
    started = [each for each in case.past if each.draft.kind.endswith(_STARTED)]
    until = _day(started[-1].draft.payload["publicity_to"])
    if case.draft.effective_on > until:
        raise RefusedError(f"公示已于 {until} 结束；逾期的异议请按举报另行处理")


def open_objection(case: Case, _: Any) -> None:
    """The objection that is decided was raised and is open."""
    number = case.need("objection_id")
    if number not in open_objections(case):
        raise RefusedError(f"没有待处理的异议 {number}")


def open_objections(case: Case) -> list[str]:
    """Numbers of the objections on the subject that nobody has decided yet."""
    numbers: dict[str, None] = {}
    for each in case.past:
        if each.draft.kind == "objection_raised":
            numbers[each.draft.payload["objection_id"]] = None
        elif each.draft.kind in ("objection_dismissed", "objection_upheld"):
            numbers.pop(each.draft.payload["objection_id"], None)
    return list(numbers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"{text} 不是 2026-05-30 这样的日期") from None


CONDITIONS: dict[str, Condition] = {
    "publicity": publicity,
    "publicity_is_over": publicity_is_over,
    "no_open_objection": no_open_objection,
    "new_objection": new_objection,
    "open_objection": open_objection,
}
