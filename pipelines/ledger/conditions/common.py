"""Conditions that any kind of decision may have."""

from __future__ import annotations

from typing import Any

from pipelines.ledger.case import Case, Condition, RefusedError


def one_of(case: Case, argument: Any) -> None:
    """Members of the payload have one of the values that the rule lists."""
    for member, values in argument.items():
        if case.draft.payload.get(member) not in values:
            given = case.draft.payload.get(member)
            allowed = "、".join(map(str, values))
            raise RefusedError(f"{member} 是 {given}，应为 {allowed} 之一")


def another_office_than(case: Case, argument: Any) -> None:
    """Who takes this decision is not who took the last one of some kinds on the same subject."""
    for kind in argument:
        last = case.last(kind)
        if last is not None and last.draft.office == case.draft.office:
            raise RefusedError(
                f"{kind}（{last.decision_id}）也由 {case.draft.office} 作出；应由另一岗位决定"
            )


def has_evidence(case: Case, _: Any) -> None:
    """A file comes with it."""
    if not case.draft.evidence:
        raise RefusedError("没有依据文件；请用 --evidence 附上")


CONDITIONS: dict[str, Condition] = {
    "one_of": one_of,
    "another_office_than": another_office_than,
    "has_evidence": has_evidence,
}
