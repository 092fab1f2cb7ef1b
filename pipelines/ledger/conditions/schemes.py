"""Conditions of schemes and of the bodies behind them (D1 part 3 (1))."""

from __future__ import annotations

from typing import Any

from pipelines.ledger.case import Case, Condition, RefusedError, SchemeFacts

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
    """The scheme's body is registered, and neither removed nor blacklisted, on that day."""
    scheme = scheme_of(case)
    state = case.state_of(scheme.body_uscc)
    if state != "registered":
        words = "还没有登记" if state == "none" else "已被取消，不得继续从事评估"
        raise RefusedError(f"评估机构 {scheme.body_name}（{scheme.body_uscc}）{words}")


def experts(case: Case, argument: Any) -> None:
    """So many experts, none of the drafting unit, each with an opinion on four points."""
    given = case.need("experts", list)
    body = scheme_of(case).body_name
    if len({each.get("id") for each in given}) < argument:
        raise RefusedError(f"评审专家只有 {len(given)} 人（按编号计），应不少于 {argument} 人")
    for each in given:
        if each.get("unit") == body:
            raise RefusedError(f"专家 {each['id']} 是方案编制单位 {body} 的人员；应另选")
        opinions = each.get("opinions") or {}
        if missing := [name for name in _OPINIONS if not opinions.get(name)]:
            raise RefusedError(f"专家 {each.get('id')} 缺少意见：{'、'.join(missing)}")


def only_scheme_of_the_field(case: Case, _: Any) -> None:
    """No other scheme of the programme, field and year was chosen, unless its body was removed."""
    scheme = scheme_of(case)
    for other in _chosen_schemes(case):
        if (other.field_code, other.year) != (scheme.field_code, scheme.year):
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


def scheme_of(case: Case) -> SchemeFacts:
    """The scheme that a decision rests on: its subject, or that of the board which it is about.

    Raises:
        RefusedError: it is not on file, or belongs to another programme.
    """
    subject = scheme_subject(case)
    scheme = case.facts.scheme(subject)
    if scheme is None:
        raise RefusedError(f"方案 {subject} 不在 data/reference/schemes 中；请先放入方案文件")
    if scheme.programme != case.draft.programme:
        raise RefusedError(
            f"方案 {subject} 属于项目 {scheme.programme}，不属于 {case.draft.programme}"
        )
    return scheme


def scheme_subject(case: Case) -> str:
    """The subject of the scheme behind a decision on a scheme, a board or a list of leaders."""
    parts = case.draft.subject.split("/")
    if len(parts) == 2:
        return case.draft.subject
    board = case.draft.subject
    if parts[0].isdigit():  # a list of leaders rests on the board that it names
        fixed = case.last("shortlist_fixed")
        board = fixed.draft.payload["board"] if fixed else case.need("board")
    facts = case.facts.board(case.draft.programme, board)
    if facts is None:
        raise RefusedError(f"最新发布快照中没有 {case.draft.programme} 的榜单 {board}")
    return facts.scheme


CONDITIONS: dict[str, Condition] = {
    "scheme_is_on_file": scheme_is_on_file,
    "scheme_without_errors": scheme_without_errors,
    "body_of_the_scheme": body_of_the_scheme,
    "body_is_registered": body_is_registered,
    "experts": experts,
    "only_scheme_of_the_field": only_scheme_of_the_field,
    "levels_are_seen": levels_are_seen,
}
