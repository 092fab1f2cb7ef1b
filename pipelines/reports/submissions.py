"""What a body submits: form 2-1 (a board) and form 2-2 (the leaders of a year), each a letter.

D1, annexes 2-1 and 2-2. Whoever has refused is in neither; the note of form 2-1 says how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.reports.board_form import (
    PUBLIC_STATES,
    UNSUBMITTED_STATES,
    Board,
    BoardRow,
    ask,
    board_rows,
    boards,
    find_board,
    indicator_names,
    note_text,
)
from pipelines.reports.explain.words import level_name
from pipelines.reports.listings import BOARD_COLUMNS, LEADER_COLUMNS, Listing, papers_of
from pipelines.reports.pages import Paper, day_text, find_template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from pathlib import Path

INTERNAL = "内部资料  公示前不公开"
EXAMPLE = "仅供演示  方案含示例数值"
DRAFT = "草稿  "

_CONSENTS = """
select declaration_id, consent, is_left_out
from fct_consents
where
    programme = $programme and field_code = $field_code
    and product_category = $product_category and period = $period
"""

_LEADERS = """
select
    declaration_id, period, status, certificate_no, publicity_from, publicity_to, valid_from,
    valid_to
from fct_leaders
where
    programme = $programme and year = $year and field_code = $field_code
    and product_category = $product_category
order by declaration_id
"""


@dataclass(frozen=True)
class Listed:
    """The entries of a board that a paper may name.

    Attributes:
        entries: best first.
        left_out: declarations of who refused.
        pending: how many have not answered yet.
    """

    entries: tuple[BoardRow, ...]
    left_out: tuple[str, ...]
    pending: int


@dataclass(frozen=True)
class LeaderList:
    """The leaders of a year, field and category.

    Attributes:
        board: that they were taken from; without leaders the year's last.
        entries: of the board, best first.
        facts: columns of fct_leaders by declaration.
    """

    year: int
    board: Board
    entries: tuple[BoardRow, ...]
    facts: dict[str, dict[str, Any]]

    @property
    def states(self) -> set[str]:
        """States that its leaders are in."""
        return {fact["status"] for fact in self.facts.values()}


def listed_entries(database: Path, board: Board) -> Listed:
    """Who stands on a board that goes out: everybody but who refused.

    Of a board that was submitted also whom the submission left out, whatever was answered since.
    """
    rows = ask(database, _CONSENTS, **board.key)
    refused = {row["declaration_id"] for row in rows if row["consent"] == "refused"}
    if board.state not in UNSUBMITTED_STATES:
        refused |= {row["declaration_id"] for row in rows if row["is_left_out"]}
    agreed = {row["declaration_id"] for row in rows if row["consent"] in ("given", "standing")}
    entries = board_rows(database, board)
    kept = tuple(each for each in entries if each.declaration_id not in refused)
    return Listed(
        entries=kept,
        left_out=tuple(each.declaration_id for each in entries if each.declaration_id in refused),
        pending=sum(each.declaration_id not in agreed for each in kept),
    )


def leader_list(
    database: Path,
    programme: str,
    year: int,
    field_code: str,
    product_category: str,
    *,
    without: Collection[str] = ("withdrawn", "exited"),
) -> LeaderList:
    """The leaders of a year, without those in some states.

    Raises:
        LookupError: the release has no board of that year, or the list names who is not on its
            board.
    """
    subject = {
        "programme": programme,
        "year": year,
        "field_code": field_code,
        "product_category": product_category,
    }
    facts = {
        row["declaration_id"]: row
        for row in ask(database, _LEADERS, **subject)
        if row["status"] not in without
    }
    periods = {row["period"] for row in facts.values()}
    if len(periods) > 1:
        named = "、".join(sorted(periods))
        raise LookupError(f"{year}/{field_code}/{product_category} 的名单取自多个榜单：{named}")
    board = (
        find_board(database, programme, field_code, product_category, periods.pop())
        if periods
        else _last_board(database, programme, year, field_code, product_category)
    )
    entries = tuple(row for row in board_rows(database, board) if row.declaration_id in facts)
    missing = facts.keys() - {row.declaration_id for row in entries}
    if missing:
        raise LookupError(
            f"名单中的 {'、'.join(sorted(missing))} 不在榜单 {board.subject} 上；"
            "请先运行 lingpao verify 查明"
        )
    return LeaderList(year, board, entries, facts)


def board_form(
    database: Path, board: Board, own_templates: Path, *, dated: date | None = None
) -> list[Paper]:
    """Form 2-1: the letter with the board, and the board as a workbook.

    Args:
        database: of the release.
        board: as `find_board` gives it.
        own_templates: folder of programmes' own templates.
        dated: of the letter; None leaves room to write it.

    Raises:
        FileNotFoundError: there is no template.
        TemplateFaultError: the template cannot be filled.
    """
    listed = listed_entries(database, board)
    listing = Listing(
        title=f"{board.period_text}{board.category_name}产品（或服务）企业标准排行榜",
        columns=BOARD_COLUMNS,
        rows=board_lines(board, listed.entries, note_text(board, listed.left_out)),
        marks=_board_marks(board, listed),
    )
    values = {
        "category_name": board.category_name,
        "period_text": board.period_text,
        "work_institution": board.work_institution,
        "indicator_names": "、".join(indicator_names(database, board)),
        "body_name": board.body_name,
        "dated": day_text(dated),
    }
    template = find_template("form_2_1", board.programme, own_templates)
    name = f"附件2-1-{board.period}-{board.category_name}-企业标准排行榜"
    return papers_of(listing, name, template, values)


def leaders_form(
    database: Path, leaders: LeaderList, own_templates: Path, *, dated: date | None = None
) -> list[Paper]:
    """Form 2-2: the letter with the leaders, and the list as a workbook.

    Raises:
        FileNotFoundError: there is no template.
        TemplateFaultError: the template cannot be filled.
    """
    board = leaders.board
    listing = Listing(
        # the blank is the annex's own
        title=f"{leaders.year}年{board.category_name}产品（或服务）企业标准 “领跑者”评估结果",
        columns=LEADER_COLUMNS,
        rows=leader_lines(board, leaders.entries, leader_note(board)),
        marks=leader_marks(leaders),
    )
    values = {
        "category_name": board.category_name,
        "year": leaders.year,
        "work_institution": board.work_institution,
        "body_name": board.body_name,
        "dated": day_text(dated),
    }
    template = find_template("form_2_2", board.programme, own_templates)
    name = f"附件2-2-{leaders.year}-{board.category_name}-领跑者评估结果"
    return papers_of(listing, name, template, values)


def board_lines(board: Board, entries: Iterable[BoardRow], note: str) -> list[dict[str, Any]]:
    """Rows of form 2-1; the number is the rank, so that equal ones are seen to be equal."""
    return [
        {"number": entry.rank, **_line(board, entry), "note": note if place == 0 else ""}
        for place, entry in enumerate(entries)
    ]


def leader_lines(board: Board, entries: Iterable[BoardRow], note: str) -> list[dict[str, Any]]:
    """Rows of form 2-2."""
    return [
        {
            "key_field": board.field_name,
            **_line(board, entry),
            "note": note if place == 0 else "",
        }
        for place, entry in enumerate(entries)
    ]


def leader_note(board: Board) -> str:
    """Column 备注 of form 2-2: the method in short, and who of the board can lead."""
    method = note_text(board)
    if board.leader_level is None:
        return f"{method}在年度排行榜基础上按名次确定。"
    return f"{method}总体水平为{level_name(board.method, board.leader_level)}的入围。"


def leader_marks(leaders: LeaderList) -> tuple[str, ...]:
    """Who may see a list: until its publicity starts nobody outside."""
    marks = [] if leaders.states and "shortlisted" not in leaders.states else [INTERNAL]
    if leaders.board.evidence == "example":
        marks.append(EXAMPLE)
    return tuple(marks)


def _line(board: Board, entry: BoardRow) -> dict[str, Any]:
    return {
        "product": entry.product(board),
        "org_name": entry.org_name,
        "model": entry.model(board),
        "standard_no": entry.standard_no,
        "province": entry.province,
    }


def _board_marks(board: Board, listed: Listed) -> tuple[str, ...]:
    marks = [] if board.state in PUBLIC_STATES else [INTERNAL]
    if board.state in UNSUBMITTED_STATES:
        why = ["本期尚未截止"] if board.is_provisional else []
        if listed.pending:
            why.append(f"尚有{listed.pending}项未征得企业同意")
        if why:
            marks.append(f"{DRAFT}{'，'.join(why)}，不得报送")
    if board.evidence == "example":
        marks.append(EXAMPLE)
    return tuple(marks)


def _last_board(
    database: Path, programme: str, year: int, field_code: str, product_category: str
) -> Board:
    """The last board of a year, of which nobody leads yet."""
    of_field = [each for each in boards(database, programme) if each.field_code == field_code]
    found = [
        each for each in of_field if each.year == year and each.product_category == product_category
    ]
    if not found:
        known = "、".join(
            dict.fromkeys(f"{each.year}/{field_code}/{each.product_category}" for each in of_field)
        )
        raise LookupError(
            f"发布快照中没有 {programme} 的 {year}/{field_code}/{product_category} 榜单；"
            f"该领域有：{known or '无'}"
        )
    return max(found, key=lambda each: each.cut_off_on)
