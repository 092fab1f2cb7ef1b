"""Form 2-2: the leaders that a body submits, compared with its shortlist."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.ledger.case import Case
from pipelines.ledger.conditions.lookups import on_list
from pipelines.ledger.decision import Draft
from pipelines.reports.board_form import Board, BoardRow, board_rows
from pipelines.stages.imports.faults import ImportRefusedError, RowFault, Sender
from pipelines.stages.imports.forms import (
    Title,
    boards_of,
    choose_board,
    leader_titles,
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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipelines.settings import Settings
    from pipelines.sources.submitted import Headed


def leaders_draft(
    settings: Settings, headed: Headed, texts: Sequence[str], place: str, sender: Sender
) -> Draft:
    """The submission of the leaders that a form 2-2 holds: the shortlist without who withdrew.

    Raises:
        ImportRefusedError: with every row that does not agree.
    """
    titles = leader_titles([*headed.above, *texts])
    year = said_period(titles, sender, place).partition("Q")[0]
    board, entries = shortlisted(settings, year, titles, sender, place)
    matched, faults = match_rows(headed, entries, board, place)
    listed = {each.entry.declaration_id for each in matched}
    missing = [
        f"{place} 缺少入围的 {entry.org_name}（{entry.standard_no}）；"
        "请补上，或先记录 leader_withdrawn"
        for entry in entries
        if entry.declaration_id not in listed
    ]
    told: list[object] = [
        *signature_faults(texts, board, place),
        *faults,
        *_form_faults(headed, board, place),
        *missing,
    ]
    if told:
        raise ImportRefusedError(told)
    return Draft(
        "leaders_submitted",
        f"{year}/{board.field_code}/{board.product_category}",
        sender.programme,
        sender.on,
        sender.office,
        sender.role,
        {**sender.members, "body": board.body_uscc},
    )


def shortlisted(
    settings: Settings, year: str, titles: Sequence[Title], sender: Sender, place: str
) -> tuple[Board, list[BoardRow]]:
    """The board that leaders of a year are taken from, and those of its entries on the shortlist.

    Raises:
        ImportRefusedError: there is no such board, or no shortlist yet.
    """
    database = current_database(settings.release)
    by_category = {
        (each.field_code, each.product_category): each
        for each in boards_of(database, sender.programme, year)
    }
    some = choose_board(list(by_category.values()), titles, sender, place)
    subject = f"{year}/{some.field_code}/{some.product_category}"
    draft = Draft("leaders_submitted", subject, sender.programme, sender.on, "", "")
    with closing(open_ledger(settings)) as ledger, ledger.history() as history:
        past = history.of_subject(sender.programme, subject)
        fixed = [each for each in past if each.draft.kind == "shortlist_fixed"]
        chosen = on_list(Case(draft, past, history, RecordedFacts(settings)), subject)
    if not fixed:
        raise ImportRefusedError([f"{place}：{subject} 还没有入围名单；请先记录 shortlist_fixed"])
    board = _board(database, sender.programme, str(fixed[-1].draft.payload["board"]), place)
    entries = [each for each in board_rows(database, board) if each.declaration_id in chosen]
    return board, entries


def _board(database: Path, programme: str, subject: str, place: str) -> Board:
    period = subject.rpartition("/")[2]
    for board in boards_of(database, programme, period):
        if board.subject == subject:
            return board
    raise ImportRefusedError(
        [f"{place}：最新发布快照中没有榜单 {subject}；请先运行 lingpao nightly"]
    )


def _form_faults(headed: Headed, board: Board, place: str) -> Iterator[RowFault]:
    """The field's name in each row, and the method in one at least."""
    for row in headed.rows:
        given = row.cells["key_field"]
        if same_words(given) != same_words(board.field_name):
            at = row_place(place, headed, row)
            problem = f"写的是“{given}”" if given else "没有填写"
            yield RowFault(at, headed.headers["key_field"], problem, f"应为 {board.field_name}")
    if headed.rows and not any(row.cells["note"] for row in headed.rows):
        at = row_place(place, headed, headed.rows[0])
        yield RowFault(at, headed.headers["note"], "各行都没有填写", "请简述评估方法")
