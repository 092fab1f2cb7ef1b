"""Replies of enterprises: who agrees to be listed, on a board, as a leader, or once for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from pipelines.core.dates import parse_day
from pipelines.core.identifiers import parse_credit_code
from pipelines.core.standard_numbers import parse_standard_number
from pipelines.core.text import fold_name
from pipelines.ledger.decision import Draft
from pipelines.reports.board_form import BoardRow, board_rows
from pipelines.sources.submitted import folded
from pipelines.stages.imports.faults import ImportRefusedError, RowFault, Sender
from pipelines.stages.imports.forms import (
    board_titles,
    boards_of,
    choose_board,
    leader_titles,
    row_place,
    said_period,
)
from pipelines.stages.imports.leaders import shortlisted
from pipelines.stages.recording import Attachment, Placed
from pipelines.store.manifest import current_database

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipelines.settings import Settings
    from pipelines.sources.submitted import Headed, Row

COLUMNS = {
    "org": ("企业名称", "企业名称/统一社会信用代码", "企业"),
    "uscc": ("统一社会信用代码", "信用代码"),
    "declaration": ("声明编号",),
    "standard": ("执行标准", "标准编号", "执行标准编号"),
    "answer": ("答复", "是否同意", "意见", "回复"),
    "on": ("日期", "答复日期", "回复日期"),
    "scope": ("范围", "同意范围"),
}

_ANSWERS = {"同意": True, "同意列入": True, "不同意": False, "不同意列入": False}
_BOARD, _LEADERS, _STANDING = "排行榜", "领跑者", "长期"
_SCOPES = {"": _BOARD, "榜单": _BOARD, "领跑者名单": _LEADERS, "各期": _STANDING}
_KINDS = {
    (_BOARD, True): "consent_given",
    (_BOARD, False): "consent_refused",
    (_LEADERS, True): "leader_consent_given",
    (_LEADERS, False): "leader_consent_refused",
    (_STANDING, True): "standing_consent",
    (_STANDING, False): "standing_consent_revoked",
}


@dataclass(frozen=True)
class _Reply:
    """A row as read."""

    row: Row
    at: str
    scope: str
    agrees: bool
    on: date


@dataclass
class _Asked:
    """Who could reply, read when the first row of its scope asks for it."""

    settings: Settings
    headed: Headed
    texts: Sequence[str]
    place: str
    sender: Sender
    found: dict[str, tuple[str, list[BoardRow]]] = field(default_factory=dict)

    def of(self, scope: str) -> tuple[str, list[BoardRow]]:
        """What stands before the declaration in a subject, and the entries that may reply."""
        if scope not in self.found:
            self.found[scope] = self._board() if scope == _BOARD else self._leaders()
        return self.found[scope]

    def _board(self) -> tuple[str, list[BoardRow]]:
        database = current_database(self.settings.release)
        titles = board_titles([*self.headed.above, *self.texts])
        period = said_period(titles, self.sender, self.place)
        there = boards_of(database, self.sender.programme, period)
        same = [each for each in there if each.period == period]
        board = choose_board(same, titles, self.sender, self.place)
        return board.subject, board_rows(database, board)

    def _leaders(self) -> tuple[str, list[BoardRow]]:
        titles = leader_titles([*self.headed.above, *self.texts])
        year = said_period(titles, self.sender, self.place).partition("Q")[0]
        board, entries = shortlisted(self.settings, year, titles, self.sender, self.place)
        return f"{year}/{board.field_code}/{board.product_category}", entries


def consent_drafts(
    settings: Settings,
    headed: Headed,
    texts: Sequence[str],
    place: str,
    sender: Sender,
    attachment: Attachment,
) -> list[Placed]:
    """A decision for each reply.

    Args:
        settings: of the installation.
        headed: the table of replies.
        texts: of the document outside of its tables.
        place: the file, for messages.
        sender: who records them.
        attachment: the file itself, the evidence of each.

    Raises:
        ImportRefusedError: with every row that is no reply of somebody who was asked.
    """
    asked = _Asked(settings, headed, texts, place, sender)
    placed: list[Placed] = []
    faults: list[RowFault] = []
    rows_of: dict[str, int] = {}
    for row in headed.rows:
        at = row_place(place, headed, row)
        read = _reply(row, at, headed, sender)
        if isinstance(read, list):
            faults += read
            continue
        subject = _subject(asked, read, headed)
        if isinstance(subject, RowFault):
            faults.append(subject)
        elif subject in rows_of:
            problem = f"与第 {rows_of[subject]} 行答复的是同一项"
            faults.append(RowFault(at, headed.headers["answer"], problem, "请只留一行"))
        else:
            rows_of[subject] = row.row_no
            kind = _KINDS[read.scope, read.agrees]
            payload = dict(sender.members)
            draft = Draft(
                kind, subject, sender.programme, read.on, sender.office, sender.role, payload
            )
            placed.append(Placed(at, draft, (attachment,)))
    if faults:
        raise ImportRefusedError(faults)
    return placed


def _reply(row: Row, at: str, headed: Headed, sender: Sender) -> _Reply | list[RowFault]:
    faults = []
    given = folded(row.cells["answer"])
    answer = _ANSWERS.get(given)
    if answer is None:
        problem = f"写的是“{row.cells['answer']}”" if given else "没有填写"
        faults.append(RowFault(at, headed.headers["answer"], problem, "应为 同意 或 不同意"))
    text = row.cells.get("on", "")
    day = parse_day(text) if text else sender.on
    if day is None:
        faults.append(RowFault(at, headed.headers["on"], f"无法读取“{text}”", "应为 2026-05-30"))
    said = folded(row.cells.get("scope", ""))
    scope = _SCOPES.get(said, said)
    if scope not in (_BOARD, _LEADERS, _STANDING):
        remedy = "应为 排行榜、领跑者 或 长期"
        faults.append(RowFault(at, headed.headers["scope"], f"写的是“{said}”", remedy))
    if answer is None or day is None or faults:
        return faults
    return _Reply(row, at, scope, answer, day)


def _subject(asked: _Asked, reply: _Reply, headed: Headed) -> str | RowFault:
    """What a reply is about, or why that cannot be told."""
    if reply.scope == _STANDING:
        return _enterprise(asked, reply, headed)
    before, entries = asked.of(reply.scope)
    cells = reply.row.cells
    declaration, standard = cells.get("declaration", ""), cells.get("standard", "")
    who = next((name for name in ("org", "uscc") if name in headed.headers), "org")
    column = headed.headers[who]
    fitting = [entry for entry in entries if _is_of(entry, cells)]
    if not fitting:
        name = cells.get("org") or cells.get("uscc") or "（未填写）"
        problem = f"{name} 不在 {before} 上"
        return RowFault(reply.at, column, problem, "请核对企业名称、信用代码与榜单")
    if declaration:
        column = headed.headers["declaration"]
        fitting = [entry for entry in fitting if entry.declaration_id == declaration]
    elif standard:
        column = headed.headers["standard"]
        fitting = [entry for entry in fitting if _number(entry.standard_no) == _number(standard)]
    if not fitting:
        problem = f"{declaration or standard} 不是该企业在 {before} 上的声明"
        return RowFault(reply.at, column, problem, "请核对声明编号或执行标准")
    if len(fitting) > 1:
        numbers = "、".join(entry.standard_no for entry in fitting)
        problem = f"该企业有 {len(fitting)} 条声明在 {before} 上（{numbers}）"
        return RowFault(reply.at, column, problem, "请用执行标准或声明编号分别答复")
    return f"{before}/{fitting[0].declaration_id}"


def _is_of(entry: BoardRow, cells: Mapping[str, str]) -> bool:
    org, uscc = cells.get("org", ""), cells.get("uscc", "")
    code = parse_credit_code(uscc or org)
    if code.enterprise_id is not None:
        name_fits = not uscc or not org or fold_name(org) == fold_name(entry.org_name)
        return code.enterprise_id == entry.enterprise_id and name_fits
    return bool(org) and not uscc and fold_name(org) == fold_name(entry.org_name)


def _enterprise(asked: _Asked, reply: _Reply, headed: Headed) -> str | RowFault:
    """The enterprise of a reply that holds for all boards."""
    cells = reply.row.cells
    org, uscc = cells.get("org", ""), cells.get("uscc", "")
    column = headed.headers.get("org") or headed.headers["uscc"]
    code = parse_credit_code(uscc or org)
    if code.enterprise_id is not None:
        return code.enterprise_id
    database = current_database(asked.settings.release)
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "select enterprise_id from dim_enterprises where org_name = $name"
        ids = [row[0] for row in connection.execute(query, {"name": fold_name(org)}).fetchall()]
    if len(ids) == 1:
        return str(ids[0])
    problem = f"名为 {org or uscc} 的企业有 {len(ids)} 家"
    return RowFault(reply.at, column, problem, "请填写 18 位统一社会信用代码")


def _number(text: str) -> str:
    return parse_standard_number(text).normal or text
