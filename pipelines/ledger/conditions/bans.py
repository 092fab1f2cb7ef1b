"""Conditions of bans: 三年内不再纳入 (D1 part 3 (2) 6; domain.md §5)."""

from __future__ import annotations

from typing import Any

from pipelines.ledger.bans import BAN_YEARS, KINDS, barred, years_later
from pipelines.ledger.case import Case, Condition, RefusedError
from pipelines.ledger.conditions.lookups import (
    barred_for,
    board_of,
    left_out_of,
    on_list,
    subject_of_board,
)


def ban_ends(case: Case, _: Any) -> dict[str, str]:
    """A ban that does not say until when holds for three years."""
    day = case.draft.effective_on
    until = years_later(day, BAN_YEARS)
    if "until" in case.draft.payload:
        until = case.need_day("until")
        if until <= day:
            raise RefusedError(f"until 是 {until}，应晚于生效日 {day}")
    return {"until": until.isoformat()}


def is_barred(case: Case, _: Any) -> None:
    """There is a ban to lift, recorded as such or from an exit."""
    programme, day = case.draft.programme, case.draft.effective_on
    if case.draft.subject not in barred(case.history.of_kinds(KINDS), {programme}, day):
        raise RefusedError(f"{case.draft.subject} 在 {day} 没有被禁止纳入")


def nobody_is_barred(case: Case, _: Any) -> None:
    """Nobody listed is under a ban on the day of publication (tested at the cut-off before)."""
    until = barred_for(case)
    board = board_of(case)
    if case.last("shortlist_fixed") is not None:
        listed, remedy = set(on_list(case, case.draft.subject)), "请先记录其 leader_withdrawn"
    else:
        left_out = left_out_of(case, subject_of_board(case))
        listed = {entry.declaration_id for entry in board.entries} - left_out
        remedy = "请先记录 board_recalled，列入 left_out 后重新报送"
    for entry in board.entries:
        if entry.declaration_id in listed and entry.enterprise_id in until:
            end = until[entry.enterprise_id]
            raise RefusedError(f"{entry.org_name} 在 {end} 之前不得纳入；{remedy}")


def leader_is_not_barred(case: Case, _: Any) -> None:
    """A title is not renewed for whom an exit in another field bars."""
    enterprise_id = case.facts.enterprise_of(case.draft.subject.rsplit("/", 1)[-1])
    end = barred_for(case).get(enterprise_id or "")
    if end is not None:
        raise RefusedError(f"企业 {enterprise_id} 在 {end} 之前不得纳入，不能延长有效期")


CONDITIONS: dict[str, Condition] = {
    "ban_ends": ban_ends,
    "is_barred": is_barred,
    "nobody_is_barred": nobody_is_barred,
    "leader_is_not_barred": leader_is_not_barred,
}
