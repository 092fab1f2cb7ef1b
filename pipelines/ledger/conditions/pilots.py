"""Conditions of service-standardisation pilots (D5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.core.identifiers import parse_credit_code
from pipelines.ledger.bans import years_later
from pipelines.ledger.case import Case, Condition, RefusedError

_DEPARTMENTS = {"commerce": "商务部门（commerce）", "market": "市场监管部门（market）"}
_CLEAN_YEARS = 3
"""D5 三（二）: without accidents, penalties or entries in the list; counted from the filing."""


def not_after(case: Case, argument: Any) -> None:
    """The decision takes effect by a day that the documents set."""
    if case.draft.effective_on > argument:
        raise RefusedError(f"截止日是 {argument}，{case.draft.effective_on} 已过期")


def parts_complete(case: Case, _: Any) -> dict[str, str]:
    """The application has its parts: basic situation and work plan (D5 四（一）).

    Lists of the dishonest are searched by the nine characters of an enterprise's code.
    """
    city = case.need("type") == "city"
    wanted = ["name", "province_code", "direction", "key_area", "executing_unit", "basis"]
    wanted += ["targets", "work", "schedule", "safeguards"]
    wanted += [] if city else ["uscc"]
    if missing := [name for name in wanted if not case.draft.payload.get(name)]:
        raise RefusedError(f"申请材料缺少：{'、'.join(missing)}")
    if city:
        return {}
    uscc = case.need("uscc")
    code = parse_credit_code(uscc)
    if code.enterprise_id is None:
        raise RefusedError(f"uscc 是 {uscc}，应为 18 位统一社会信用代码")
    return {"enterprise_id": code.enterprise_id}


def to_both_departments(case: Case, _: Any) -> None:
    """The application went to the province's commerce and to its market department."""
    given = case.need("submitted_to", dict)
    if missing := [words for name, words in _DEPARTMENTS.items() if not given.get(name)]:
        raise RefusedError(
            f"申请须同时报送省级商务、市场监管部门，submitted_to 缺少{'、'.join(missing)}"
        )


def pilot_was_ordered(case: Case, _: Any) -> None:
    """What a pilot does is reported of one whose task was set."""
    ordered = case.last("pilot_ordered")
    if ordered is None or ordered.draft.effective_on > case.draft.effective_on:
        raise RefusedError(f"试点 {case.draft.subject} 的任务还没有下达")


def verdicts_on(case: Case, argument: Any) -> None:
    """Conditions that no data can tell are judged by who screens, each with a verdict.

    The argument lists them by type of pilot; a verdict is true, or the pilot is not recommended.
    """
    kind = _filed(case).get("type")
    verdicts = case.need("verdicts", dict)
    for name in argument[kind]:
        if name not in verdicts:
            raise RefusedError(f"缺少对条件 {name} 的核查意见")
        if verdicts[name] is not True:
            raise RefusedError(f"条件 {name} 不符合，不能推荐；请记录 pilot_not_recommended")


def not_on_a_dishonesty_list(case: Case, _: Any) -> None:
    """An enterprise is on no list of dishonest persons, counted back from the filing."""
    filed = next(each for each in case.past if each.draft.kind == "pilot_filed")
    if filed.draft.payload.get("type") != "enterprise":
        return
    day = filed.draft.effective_on
    since = years_later(day, -_CLEAN_YEARS)
    found = case.facts.dishonest_since(filed.draft.payload["enterprise_id"], since, day)
    if found is not None:
        raise RefusedError(f"{filed.draft.payload['name']} 在申报前三年内：{found}")


def term(case: Case, argument: Any) -> dict[str, str]:
    """The term runs for so many years from the order that sets the task."""
    day = case.draft.effective_on
    return {"term_from": day.isoformat(), "term_to": years_later(day, argument).isoformat()}


def within_last_months(case: Case, argument: Any) -> None:
    """The decision takes effect within so many calendar months before the term ends."""
    ordered = case.last("pilot_ordered")
    if ordered is None:
        raise RefusedError("试点任务还没有下达")
    until = date.fromisoformat(ordered.draft.payload["term_to"])
    since = months_earlier(until, argument)
    if not since <= case.draft.effective_on < until:
        raise RefusedError(f"应在试点期满前 {argument} 个月内，即 {since} 至 {until} 前提出")


def months_earlier(day: date, months: int) -> date:
    """The same day so many calendar months earlier, or the last day of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(years, month + 1, last)
        except ValueError:
            continue
    return date(years, month + 1, day.day)


def _filed(case: Case) -> dict[str, Any]:
    filed = case.last("pilot_filed")
    return dict(filed.draft.payload) if filed else {}


CONDITIONS: dict[str, Condition] = {
    "not_after": not_after,
    "parts_complete": parts_complete,
    "to_both_departments": to_both_departments,
    "pilot_was_ordered": pilot_was_ordered,
    "verdicts_on": verdicts_on,
    "not_on_a_dishonesty_list": not_on_a_dishonesty_list,
    "term": term,
    "within_last_months": within_last_months,
}
