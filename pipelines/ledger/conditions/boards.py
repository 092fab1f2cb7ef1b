"""Conditions of boards (D1 part 3 (2) 2 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.ledger.case import Case, Condition, EntryFacts, RefusedError
from pipelines.ledger.conditions.lookups import barred_for, board_of, scheme_of, subject_of_board

if TYPE_CHECKING:
    from pipelines.ledger.decision import Decision

_NAMED = 3  # of many entries a message names so many
_REVISED = "under_revision"
_FROZEN = ("digest", "code_version", "reference_digest", "release_id", "rows_sha256")


def board_is_closed(case: Case, _: Any) -> None:
    """The board is computed, and its period was over on the day of the decision."""
    name, board, day = subject_of_board(case), board_of(case), case.draft.effective_on
    if board.is_provisional:
        raise RefusedError(f"榜单 {name} 的周期还没有结束；截止后首次完整采集才定稿")
    if day <= board.cut_off_on:
        raise RefusedError(f"榜单 {name} 的截止日是 {board.cut_off_on}，{day} 还没有过")


def scheme_is_published(case: Case, _: Any) -> None:
    """The board's scheme was published by its cut-off date and still is."""
    board, scheme = board_of(case), scheme_of(case)
    past = case.of(scheme.subject)
    published = next((each for each in past if each.draft.kind == "scheme_published"), None)
    if published is None or case.state_of(scheme.subject) != "published":
        raise RefusedError(f"方案 {scheme.subject} 还没有公布；榜单须依据公布的方案")
    if published.draft.effective_on > board.cut_off_on:
        raise RefusedError(
            f"方案 {scheme.subject} 于 {published.draft.effective_on} 公布，"
            f"晚于榜单截止日 {board.cut_off_on}"
        )


def next_revision(case: Case, _: Any) -> None:
    """Revisions are counted from 1; what was in publicity already comes back as the next one."""
    revision = case.need("revision", int)
    revised = sum(each.state_after == _REVISED for each in case.past)
    if revision != revised + 1:
        raise RefusedError(f"revision 是 {revision}，应为 {revised + 1}")


def erratum_of_a_revision(case: Case, _: Any) -> None:
    """A revision says what was wrong."""
    if case.past and case.past[-1].state_after == _REVISED:
        case.need("erratum")


def entries_have_consented(case: Case, _: Any) -> None:
    """Every entry has consented, or has refused and is left out, or is barred meanwhile.

    Nobody else is left out.
    """
    left_out, until = set(case.texts("left_out")), barred_for(case)
    refused, silent = [], []
    board = board_of(case)
    for entry in board.entries:
        is_left_out = entry.declaration_id in left_out
        if entry.enterprise_id in until:
            if not is_left_out:
                raise RefusedError(
                    f"{entry.org_name} 在 {until[entry.enterprise_id]} 之前不得纳入；"
                    f"请把 {entry.declaration_id} 列入 left_out"
                )
            continue
        answer = consent(case, entry)
        if answer is None:
            silent.append(entry.org_name)
        elif not answer and not is_left_out:
            refused.append(entry.org_name)
        elif answer and is_left_out:
            raise RefusedError(f"{entry.org_name} 已同意，不能列入 left_out")
    if strangers := left_out - {entry.declaration_id for entry in board.entries}:
        raise RefusedError(f"left_out 中的 {'、'.join(sorted(strangers))} 不在榜单上")
    if silent:
        raise RefusedError(f"{_some(silent)}还没有答复是否同意；请先取得同意")
    if refused:
        raise RefusedError(f"{_some(refused)}不同意列入，却不在 left_out 中")


def is_on_the_board(case: Case, _: Any) -> None:
    """An answer is about an entry that the board has."""
    declaration_id = case.draft.subject.split("/", 3)[-1]
    if all(entry.declaration_id != declaration_id for entry in board_of(case).entries):
        raise RefusedError(f"{declaration_id} 不在榜单 {subject_of_board(case)} 上")


def consent(case: Case, entry: EntryFacts) -> bool | None:
    """What an entry's enterprise has answered: to this board, or once for all; None: nothing."""
    answer = _last_answer(
        case.of(f"{case.draft.subject}/{entry.declaration_id}"),
        given="consent_given",
        refused="consent_refused",
    )
    if answer is not None:
        return answer
    standing = _last_answer(
        case.of(entry.enterprise_id),
        given="standing_consent",
        refused="standing_consent_revoked",
    )
    return True if standing else None


def _last_answer(decisions: list[Decision], *, given: str, refused: str) -> bool | None:
    answers = [each.draft.kind for each in decisions if each.draft.kind in (given, refused)]
    return answers[-1] == given if answers else None


def figures_as_computed(case: Case, _: Any) -> None:
    """The figures that were submitted are those that the current release computes."""
    submitted = case.last("board_submitted")
    computed = board_of(case).digest
    if submitted is not None and submitted.draft.payload["digest"] != computed:
        raise RefusedError(
            f"报送的榜单（摘要 {submitted.draft.payload['digest'][:12]}…）与计算结果"
            f"（{computed[:12]}…）不一致；请退回，或用 lingpao verify 查明差别"
        )


def board_is_frozen(case: Case, _: Any) -> dict[str, int]:
    """What is published is kept: rows, their digest, and the versions that made them."""
    missing = [name for name in _FROZEN if not case.draft.payload.get(name)]
    held = {each.sha256 for each in case.draft.evidence}
    if missing or case.draft.payload["rows_sha256"] not in held:
        raise RefusedError("榜单没有随发布一起冻结；请用 lingpao record board_published 记录")
    submitted = case.last("board_submitted")
    return {"revision": submitted.draft.payload["revision"]} if submitted else {}


def _some(names: list[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} 等 {len(names)} 家"


CONDITIONS: dict[str, Condition] = {
    "board_is_closed": board_is_closed,
    "scheme_is_published": scheme_is_published,
    "next_revision": next_revision,
    "erratum_of_a_revision": erratum_of_a_revision,
    "entries_have_consented": entries_have_consented,
    "figures_as_computed": figures_as_computed,
    "is_on_the_board": is_on_the_board,
    "board_is_frozen": board_is_frozen,
}
