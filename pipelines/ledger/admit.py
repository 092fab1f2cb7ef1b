"""Whether a draft fits what was decided so far: by role, state, time and the rule's conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.core.dates import shanghai_day
from pipelines.core.procedures import NO_STATE, ROLES, STATES, Named, Procedures, Rule, find
from pipelines.core.working_days import UnannouncedYearError
from pipelines.ledger.case import Case, Facts, RefusedError
from pipelines.ledger.conditions import CONDITIONS
from pipelines.ledger.decision import canonical
from pipelines.ledger.store import Admit, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from pipelines.ledger.decision import Decision, Draft
    from pipelines.ledger.store import History


def admission(procedures: Mapping[str, Procedures], facts: Facts) -> Admit:
    """Who admits drafts by the procedures of their programmes.

    Args:
        procedures: by programme, see `core.procedures.load_procedures`.
        facts: what conditions ask of files and the current release.

    Returns:
        A function that raises `RefusedError` with the reason and the rule's place.
    """

    def admit(draft: Draft, history: History, recorded_at: datetime) -> Step:
        try:
            return _admitted(draft, history, shanghai_day(recorded_at), procedures, facts)
        except RefusedError as error:
            raise RefusedError(f"{draft.kind} {draft.subject}：{error.args[0]}") from error

    return admit


def _admitted(
    draft: Draft,
    history: History,
    today: date,
    procedures: Mapping[str, Procedures],
    facts: Facts,
) -> Step:
    if draft.programme not in procedures:
        raise RefusedError(f"没有项目 {draft.programme}；应为 {'、'.join(procedures)} 之一")
    try:
        named = find(procedures[draft.programme], draft.kind, draft.subject)
    except LookupError as error:
        raise RefusedError(error.args[0]) from error
    past = history.of_subject(draft.programme, draft.subject)
    rule = named.rule
    try:
        _check_who(draft, rule.by)
        if draft.effective_on > today:
            # else a period could be jumped over by a date
            day = f"生效日 {draft.effective_on} 还没有到（今天 {today}）"
            raise RefusedError(f"{day}；请届时再记录")
        _check_new(draft, past)
        if isinstance(rule, Rule):
            _check_state(rule, past)
            _check_order(draft, rule, past)
        for member in rule.needs:
            if draft.payload.get(member) in (None, "", [], {}):
                raise RefusedError(f"内容缺少 {member}；请补上")
        computed = _met(Case(draft, past, history, facts), named)
    except (RefusedError, UnannouncedYearError) as error:
        raise RefusedError(f"{error}（依据：{rule.place}）") from error
    if not isinstance(rule, Rule):
        return Step(place=rule.place, computed=computed)
    return Step(named.subject_type, _state(past), rule.to, rule.place, computed)


def _met(case: Case, named: Named) -> dict[str, Any]:
    """Asks every condition; what they worked out for the payload."""
    computed: dict[str, Any] = {}
    for condition in named.rule.requires:
        computed |= CONDITIONS[condition.name](case, condition.argument) or {}
    return computed


def _check_who(draft: Draft, allowed: list[Any]) -> None:
    if not draft.office.strip():
        raise RefusedError("没有写明作出决定的岗位（office）")
    if draft.role not in allowed:
        who = "、".join(f"{ROLES[role]}（{role}）" for role in allowed)
        given = ROLES.get(draft.role, draft.role)
        raise RefusedError(f"{given} 无权作出这个决定，应由 {who} 作出")


def _check_new(draft: Draft, past: list[Decision]) -> None:
    """The same decision is not recorded twice, unless its subject has moved since."""
    for each in reversed(past):
        same = (each.draft.kind, each.draft.effective_on) == (draft.kind, draft.effective_on)
        # what conditions worked out was not in the draft
        given = {name: each.draft.payload.get(name) for name in draft.payload}
        if same and canonical(given) == canonical(draft.payload):
            raise RefusedError(
                f"已记录为 {each.decision_id}；无须重复，确属再次作出的请在内容中注明"
            )
        if each.state_before != each.state_after:
            return


def _check_state(rule: Rule, past: list[Decision]) -> None:
    state = _state(past)
    if state not in rule.from_:
        now = "还没有任何决定" if state == NO_STATE else f"现为“{STATES[state]}”"
        wanted = "、".join(f"“{STATES[name]}”" for name in rule.from_)
        raise RefusedError(f"{now}；这个决定要求{wanted}")


def _check_order(draft: Draft, rule: Rule, past: list[Decision]) -> None:
    """No decision takes effect before those that it follows.

    One that leaves the state as it is follows only what led to that state: an objection of the
    third day can be recorded after one of the fifth was dismissed.
    """
    stays = rule.to == _state(past)
    followed = [
        each
        for each in past
        if each.state_after is not None and not (stays and each.state_before == each.state_after)
    ]
    last = max(followed, key=lambda each: each.draft.effective_on, default=None)
    if last is not None and draft.effective_on < last.draft.effective_on:
        raise RefusedError(
            f"生效日 {draft.effective_on} 早于前一决定 {last.draft.kind}（{last.decision_id}，"
            f"{last.draft.effective_on}）；请核对日期"
        )


def _state(past: list[Decision]) -> str:
    """The state that the decisions leave their subject in, whatever day it is."""
    states = [each.state_after for each in past if each.state_after is not None]
    return states[-1] if states else NO_STATE
