"""Form 2-1: a board that a body submits, compared row by row with the one that is computed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.ledger.case import Case
from pipelines.ledger.conditions.boards import consent, revision_after
from pipelines.ledger.conditions.lookups import board_of
from pipelines.ledger.decision import Draft
from pipelines.reports.board_form import Board, BoardRow, board_rows, note_text
from pipelines.stages.imports.faults import ImportRefusedError, RowFault, Sender
from pipelines.stages.imports.forms import (
    Matched,
    board_titles,
    boards_of,
    choose_board,
    match_rows,
    row_place,
    said_period,
    same_words,
    signature_faults,
)
from pipelines.stages.recorded_facts import RecordedFacts
from pipelines.stages.recording import open_ledger
from pipelines.store.manifest import current_database

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pipelines.ledger.store import History
    from pipelines.settings import Settings
    from pipelines.sources.submitted import Headed

_NAMED = 20  # of many missing entries a message names so many


def board_draft(
    settings: Settings, headed: Headed, texts: Sequence[str], place: str, sender: Sender
) -> Draft:
    """The submission of the board that a form 2-1 holds.

    Its digest is that of the board as computed, because every row agrees with it. Who has refused
    and is missing in the form is left out; nobody else may be missing.

    Args:
        settings: of the installation.
        headed: the form's table.
        texts: of the document outside of its tables.
        place: the file, for messages.
        sender: who submits it.

    Raises:
        ImportRefusedError: with every row that does not agree.
    """
    database = current_database(settings.release)
    titles = board_titles([*headed.above, *texts])
    period = said_period(titles, sender, place)
    board = choose_board(
        [each for each in boards_of(database, sender.programme, period) if each.period == period],
        titles,
        sender,
        place,
    )
    entries = board_rows(database, board)
    matched, faults = match_rows(headed, entries, board, place)
    draft = Draft("board_submitted", board.subject, sender.programme, sender.on, *_who(sender))
    with closing(open_ledger(settings)) as ledger, ledger.history() as history:
        refused = _refused(settings, draft, history)
        past = history.of_subject(draft.programme, draft.subject)
        revision = revision_after(past)
    listed = {each.entry.declaration_id for each in matched}
    left_out = sorted(refused - listed)
    told: list[object] = [
        *signature_faults(texts, board, place),
        *faults,
        *_order_faults(headed, matched, place),
        *_note_faults(headed, board, left_out, place),
        *_consent_faults(headed, matched, refused, place),
        *_missing(entries, listed | refused, place),
    ]
    if told:
        raise ImportRefusedError(told)
    payload = {
        **sender.members,
        "body": board.body_uscc,
        "revision": revision,
        "digest": board.digest,
        "left_out": left_out,
    }
    return Draft(
        draft.kind, draft.subject, draft.programme, draft.effective_on, *_who(sender), payload
    )


def _who(sender: Sender) -> tuple[str, str]:
    return sender.office, sender.role


def _refused(settings: Settings, draft: Draft, history: History) -> set[str]:
    """Declarations whose enterprise does not want to be listed."""
    with closing(RecordedFacts(settings)) as facts:
        case = Case(draft, [], history, facts)
        entries = board_of(case).entries
        return {entry.declaration_id for entry in entries if consent(case, entry) is False}


def _order_faults(headed: Headed, matched: Sequence[Matched], place: str) -> Iterator[RowFault]:
    """Rows stand in the order of ranks; their numbers count on, or are the ranks."""
    best, due = 0, 1
    column = headed.headers["number"]
    ranks = {each.row.row_no: each.entry.rank for each in matched}
    for row in headed.rows:
        at, given = row_place(place, headed, row), row.cells["number"]
        rank = ranks.get(row.row_no)
        if given and given not in (str(due), str(rank)):
            allowed = f"应为 {due}" + (f"，或名次 {rank}" if rank else "")
            yield RowFault(at, column, f"写的是“{given}”", allowed)
        # a gap is told once: the next row counts on from what this one says
        due = int(given) + 1 if given.isdecimal() and given != str(rank) else due + 1
        if rank is not None and rank < best:
            problem = f"{row.cells['org']} 计算为第 {rank} 名，却排在第 {best} 名之后"
            yield RowFault(at, column, problem, "请按名次排列")
        best = max(best, rank or 0)


def _note_faults(
    headed: Headed, board: Board, left_out: Collection[str], place: str
) -> Iterator[RowFault]:
    """The note says the method and the core indicators, in one row at least."""
    right = note_text(board, list(left_out))
    given = [row for row in headed.rows if row.cells["note"]]
    if not given and headed.rows:
        at = row_place(place, headed, headed.rows[0])
        yield RowFault(at, headed.headers["note"], "各行都没有填写", f"应为 {right}")
    for row in given:
        if same_words(row.cells["note"]) != same_words(right):
            at = row_place(place, headed, row)
            problem = "排行方法或核心指标与计算所用的不同"
            yield RowFault(at, headed.headers["note"], problem, f"应为 {right}")


def _consent_faults(
    headed: Headed, matched: Sequence[Matched], refused: Collection[str], place: str
) -> Iterator[RowFault]:
    for each in matched:
        if each.entry.declaration_id in refused:
            at = row_place(place, headed, each.row)
            problem = f"{each.entry.org_name} 不同意列入"
            yield RowFault(at, headed.headers["org"], problem, "请删去该行")


def _missing(entries: Sequence[BoardRow], known: Collection[str], place: str) -> Iterator[str]:
    """Entries that the form does not have, though nobody refused."""
    missing = [entry for entry in entries if entry.declaration_id not in known]
    for entry in missing[:_NAMED]:
        yield (
            f"{place} 缺少第 {entry.rank} 名 {entry.org_name}（{entry.standard_no}）；"
            "请补上，或先记录该企业不同意列入"
        )
    if len(missing) > _NAMED:
        yield f"{place} 另外还缺少 {len(missing) - _NAMED} 家；请用计算出的榜单重新填写"
