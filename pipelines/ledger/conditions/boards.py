"""Conditions of boards (D1 part 3 (2) 2 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.ledger.case import Case, Condition, EntryFacts, RefusedError
from pipelines.ledger.conditions.lookups import barred_for, board_of, scheme_of, subject_of_board

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.ledger.decision import Decision

_NAMED = 3  # of many entries a message names so many
_REVISED = "under_revision"
_ASKED, _FIGURES = "consent_requested", "figures"
_TO_BOARD = ("consent_given", "consent_refused")
_TO_ALL = ("standing_consent", "standing_consent_revoked")
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
    revision, due = case.need("revision", int), revision_after(case.past)
    if revision != due:
        raise RefusedError(f"revision 是 {revision}，应为 {due}")


def revision_after(past: Iterable[Decision]) -> int:
    """The number of a board's next revision."""
    return 1 + sum(each.state_after == _REVISED for each in past)


def erratum_of_a_revision(case: Case, _: Any) -> None:
    """A revision says what was wrong."""
    if case.past and case.past[-1].state_after == _REVISED:
        case.need("erratum")


def entries_have_consented(case: Case, _: Any) -> None:
    """Every entry has consented, or has refused and is left out, or is barred meanwhile.

    Nobody else is left out.
    """
    left_out, until = set(case.texts("left_out")), barred_for(case)
    refused: list[str] = []
    silent: list[str] = []
    outdated: list[str] = []
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
            answers = _answers(case.of(f"{case.draft.subject}/{entry.declaration_id}"), _TO_BOARD)
            (outdated if answers else silent).append(entry.org_name)
        elif not answer and not is_left_out:
            refused.append(entry.org_name)
        elif answer and is_left_out:
            raise RefusedError(f"{entry.org_name} 已同意，不能列入 left_out")
    if strangers := left_out - {entry.declaration_id for entry in board.entries}:
        raise RefusedError(f"left_out 中的 {'、'.join(sorted(strangers))} 不在榜单上")
    if silent:
        raise RefusedError(f"{_some(silent)}还没有答复是否同意；请先取得同意")
    if outdated:
        raise RefusedError(
            f"{_some(outdated)}同意的是此前的数据，名次、水平或得分此后有变化；"
            "请重新征询（consent_requested）并取得同意"
        )
    if refused:
        raise RefusedError(f"{_some(refused)}不同意列入，却不在 left_out 中")


def is_on_the_board(case: Case, _: Any) -> dict[str, Any]:
    """A question or an answer is about an entry that the board has, and about its figures.

    An answer is to the figures that were asked about, though they may have changed since.
    """
    declaration_id = case.draft.subject.split("/", 3)[-1]
    for entry in board_of(case).entries:
        if entry.declaration_id == declaration_id:
            asked = None if case.draft.kind == _ASKED else case.last(_ASKED)
            known = {} if asked is None else asked.draft.payload
            return {_FIGURES: known.get(_FIGURES, entry.figures)}
    raise RefusedError(f"{declaration_id} 不在榜单 {subject_of_board(case)} 上")


def consent(case: Case, entry: EntryFacts) -> bool | None:
    """What an entry's enterprise has answered: to this board, or once for all; None: nothing.

    Who agreed to other figures than the board now has of it has not agreed to these; who refused
    is not listed, whatever they are.
    """
    if answers := _answers(case.of(f"{case.draft.subject}/{entry.declaration_id}"), _TO_BOARD):
        if answers[-1].draft.kind == "consent_refused":
            return False
        # one that was recorded before figures were kept with it still counts
        if answers[-1].draft.payload.get(_FIGURES, entry.figures) == entry.figures:
            return True
    standing = _answers(case.of(entry.enterprise_id), _TO_ALL)
    return True if standing and standing[-1].draft.kind == "standing_consent" else None


def _answers(decisions: list[Decision], kinds: tuple[str, str]) -> list[Decision]:
    return [each for each in decisions if each.draft.kind in kinds]


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
