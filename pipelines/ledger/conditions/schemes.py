"""Conditions of schemes and of the bodies behind them (D1 part 3 (1))."""

from __future__ import annotations

import re
from typing import Any

from pipelines.core.text import fold
from pipelines.ledger.case import Case, Condition, RefusedError, SchemeFacts
from pipelines.ledger.conditions.lookups import check_registered, scheme_of

_BODY = "assessment_body"
_EXPERT_MEMBERS = {"id", "unit", "opinions"}
_PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_OPINIONS = ("feasibility", "indicators", "method", "authority")
"""The four points of the expert review (D1 part 3 (1) 2)."""
_CHOSEN = ("selected", "in_publicity", "published")


def scheme_is_on_file(case: Case, _: Any) -> None:
    """The scheme's file lies in the reference folder, in this programme."""
    scheme_of(case)


def scheme_without_errors(case: Case, _: Any) -> None:
    """The formal examination finds no error."""
    errors = case.facts.scheme_errors(case.draft.subject, case.draft.effective_on)
    if errors:
        shown = "；".join(errors[:3])
        raise RefusedError(f"形式审查有 {len(errors)} 处错误：{shown}；全部见 lingpao check")


def body_of_the_scheme(case: Case, _: Any) -> None:
    """The body that acts (payload `body`, its USCC) is the one that wrote the scheme."""
    body, scheme = case.need("body"), scheme_of(case)
    if body != scheme.body_uscc:
        raise RefusedError(
            f"机构 {body} 不是方案 {scheme.subject} 的评估机构；"
            f"应为 {scheme.body_name}（{scheme.body_uscc}）"
        )


def body_is_registered(case: Case, _: Any) -> None:
    """The scheme's body is registered, and nowhere removed or blacklisted, on that day."""
    scheme = scheme_of(case)
    name = f"评估机构 {scheme.body_name}（{scheme.body_uscc}）"
    check_registered(case, scheme.body_uscc, name)


def not_by_its_body(case: Case, _: Any) -> None:
    """Who decides on what a body submits is no desk of that body: none approves its own scheme."""
    office = fold(case.draft.office)
    for each in case.past:
        if each.draft.role == _BODY and fold(each.draft.office) == office:
            raise RefusedError(
                f"{each.draft.kind}（{each.decision_id}）也由 {office} 作出；应由另一岗位决定"
            )
    if (body := fold(scheme_of(case).body_name)) in office:
        raise RefusedError(f"{office} 是评估机构 {body} 的岗位；不能审查自己报送的内容")


def experts(case: Case, argument: Any) -> None:
    """So many experts, none of the drafting unit, each with an opinion on four points."""
    given = _panel(case)
    count = len({each["id"] for each in given})
    if count < argument:
        raise RefusedError(f"评审专家只有 {count} 人（按编号计），应不少于 {argument} 人")
    body = fold(scheme_of(case).body_name)
    for each in given:
        if body in fold(each["unit"]):
            raise RefusedError(f"专家 {each['id']} 是方案编制单位 {body} 的人员；应另选")
        opinions = each.get("opinions", {})
        if missing := [name for name in _OPINIONS if not opinions.get(name)]:
            raise RefusedError(f"专家 {each['id']} 缺少意见：{'、'.join(missing)}")


def experts_by_code(case: Case, _: Any) -> None:
    """Experts are named by a pseudonym and their unit; no number of them is given."""
    _panel(case)


def _panel(case: Case) -> list[dict[str, Any]]:
    """The experts of the payload, none of whom is named by more than a pseudonym and a unit."""
    given: list[dict[str, Any]] = case.need("experts", list)
    for each in given:
        if (
            not isinstance(each, dict)
            or each.keys() - _EXPERT_MEMBERS
            or not isinstance(each.get("id"), str)
            or not _PSEUDONYM.fullmatch(each["id"])
            or not isinstance(each.get("unit"), str)
            or not each["unit"].strip()
            or not isinstance(each.get("opinions", {}), dict)
        ):
            raise RefusedError(
                "experts 写法不对；每位专家只写编号 id（字母、数字）、单位 unit 和意见 opinions，"
                "不写姓名等个人信息"
            )
    return given


def only_scheme_of_the_field(case: Case, _: Any) -> None:
    """No other scheme of the programme, field and year was chosen, unless its body was removed.

    An earlier version of the same scheme is no competitor.
    """
    scheme = scheme_of(case)
    scheme_id = scheme.subject.split("/")[0]
    for other in _chosen_schemes(case):
        if (other.field_code, other.year) != (scheme.field_code, scheme.year):
            continue
        if other.subject.split("/")[0] == scheme_id:
            continue
        if case.state_of(other.body_uscc) == "registered":
            raise RefusedError(
                f"{scheme.year} 年 {scheme.field_code} 已选定方案 {other.subject}；"
                "每个领域每年只选一个"
            )


def _chosen_schemes(case: Case) -> list[SchemeFacts]:
    selected = case.history.of_kinds({"scheme_selected"}, case.draft.programme)
    subjects = {each.draft.subject for each in selected} - {case.draft.subject}
    chosen = [subject for subject in sorted(subjects) if case.state_of(subject) in _CHOSEN]
    return [scheme for each in chosen if (scheme := case.facts.scheme(each)) is not None]


def levels_are_seen(case: Case, _: Any) -> None:
    """Every level of the scheme was seen in a source: examples work in a demo only."""
    scheme = scheme_of(case)
    if not scheme.is_seen:
        raise RefusedError(f"方案 {scheme.subject} 的界值是示例（evidence: example），不能公布")


CONDITIONS: dict[str, Condition] = {
    "scheme_is_on_file": scheme_is_on_file,
    "scheme_without_errors": scheme_without_errors,
    "body_of_the_scheme": body_of_the_scheme,
    "body_is_registered": body_is_registered,
    "not_by_its_body": not_by_its_body,
    "experts": experts,
    "experts_by_code": experts_by_code,
    "only_scheme_of_the_field": only_scheme_of_the_field,
    "levels_are_seen": levels_are_seen,
}
