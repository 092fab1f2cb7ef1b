"""Conditions that any kind of decision may have."""

from __future__ import annotations

from typing import Any

from pipelines.ledger.case import Case, Condition, RefusedError


def one_of(case: Case, argument: Any) -> dict[str, Any]:
    """Members of the payload have one of the values that the rule lists.

    A table gives figures as texts; what is kept is the value as the rule spells it.
    """
    chosen: dict[str, Any] = {}
    for member, values in argument.items():
        given = case.draft.payload.get(member)
        spelled = {str(value): value for value in values}
        if str(given) not in spelled:
            raise RefusedError(f"{member} 是 {given}，应为 {'、'.join(spelled)} 之一")
        chosen[member] = spelled[str(given)]
    return chosen


def has_evidence(case: Case, _: Any) -> None:
    """A file comes with it."""
    if not case.draft.evidence:
        raise RefusedError("没有依据文件；请用 --evidence 附上")


def milestone_is_known(case: Case, _: Any) -> None:
    """The programme has something due in that year under that code."""
    if not case.facts.has_milestone(case.draft.programme, case.draft.subject):
        raise RefusedError(
            f"项目 {case.draft.programme} 没有节点 {case.draft.subject}；全部节点见 lingpao due"
        )


def declaration_is_known(case: Case, _: Any) -> None:
    """The current release has the declaration that the subject ends with."""
    declaration_id = case.draft.subject.rsplit("/", 1)[-1]
    if case.facts.enterprise_of(declaration_id) is None:
        raise RefusedError(f"最新发布快照中没有声明 {declaration_id}；请核对声明编号")


CONDITIONS: dict[str, Condition] = {
    "one_of": one_of,
    "has_evidence": has_evidence,
    "milestone_is_known": milestone_is_known,
    "declaration_is_known": declaration_is_known,
}
