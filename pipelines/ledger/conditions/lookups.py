"""What several conditions look up: the scheme and the board behind a decision, who is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.ledger.bans import KINDS, barred
from pipelines.ledger.case import BoardFacts, Case, RefusedError, SchemeFacts

if TYPE_CHECKING:
    from datetime import date


def scheme_of(case: Case) -> SchemeFacts:
    """The scheme that a decision rests on: its subject, or that of the board which it is about.

    Raises:
        RefusedError: it is not on file, or belongs to another programme.
    """
    is_scheme = case.draft.subject.count("/") == 1
    subject = case.draft.subject if is_scheme else board_of(case).scheme
    scheme = case.facts.scheme(subject)
    if scheme is None:
        raise RefusedError(f"方案 {subject} 不在 data/reference/schemes 中；请先放入方案文件")
    if scheme.programme != case.draft.programme:
        raise RefusedError(
            f"方案 {subject} 属于项目 {scheme.programme}，不属于 {case.draft.programme}"
        )
    return scheme


def check_registered(case: Case, uscc: str, name: str) -> None:
    """Refuses when a body is not registered on the case's day, or removed or blacklisted anywhere.

    Our reading: a removal counts in every programme that honours the bans of the one it is of.

    Args:
        case: a draft.
        uscc: of the body.
        name: of the body, for the message.

    Raises:
        RefusedError: the body may not act.
    """
    for programme in sorted(case.facts.honoured(case.draft.programme)):
        if case.state_of(uscc, programme) in ("removed", "blacklisted"):
            raise RefusedError(f"{name}已被取消（项目 {programme}），不得继续从事评估")
    if case.state_of(uscc) != "registered":
        raise RefusedError(f"{name}还没有登记；请先记录 body_registered")


def subject_of_board(case: Case) -> str:
    """The board that a decision is about; of a list of leaders, the board that it names."""
    subject = case.draft.subject
    if not subject.split("/")[0].isdigit():
        return "/".join(subject.split("/")[:3])  # an entry lies on it
    fixed = case.last("shortlist_fixed")
    if case.draft.kind == "shortlist_fixed" or fixed is None:
        return str(case.need("board"))
    return str(fixed.draft.payload["board"])


def board_of(case: Case) -> BoardFacts:
    """The board that a decision is about, as the current release has it.

    Raises:
        RefusedError: the current release has no such board.
    """
    subject = subject_of_board(case)
    board = case.facts.board(case.draft.programme, subject)
    if board is None:
        raise RefusedError(f"最新发布快照中没有 {case.draft.programme} 的榜单 {subject}")
    return board


def left_out_of(case: Case, board: str) -> set[str]:
    """Declarations that a board's last submission left out; none of one that was not submitted."""
    past = case.past if case.draft.subject == board else case.of(board)
    submitted = [each for each in past if each.draft.kind == "board_submitted"]
    return set(submitted[-1].draft.payload.get("left_out", [])) if submitted else set()


def on_list(case: Case, subject: str) -> list[str]:
    """Declarations on a list of leaders, without those withdrawn."""
    fixed = [each for each in case.of(subject) if each.draft.kind == "shortlist_fixed"]
    chosen: list[str] = fixed[-1].draft.payload["declarations"] if fixed else []
    return [each for each in chosen if case.state_of(f"{subject}/{each}") != "withdrawn"]


def barred_for(case: Case) -> dict[str, date]:
    """Whom the case's programme may not list on its day; see `ledger.bans.barred`."""
    programmes = case.facts.honoured(case.draft.programme)
    return barred(case.history.of_kinds(KINDS), programmes, case.draft.effective_on)
