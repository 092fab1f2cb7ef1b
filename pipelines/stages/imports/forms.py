"""Forms 2-1 and 2-2 as bodies send them, compared with what the current release computes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.core.standard_numbers import parse_standard_number
from pipelines.core.text import fold_name
from pipelines.reports.board_form import Board, BoardRow, boards
from pipelines.sources.submitted import folded
from pipelines.stages.imports.faults import ImportRefusedError, RowFault, Sender

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipelines.sources.submitted import Headed, Row

COLUMNS = {
    "number": ("序号",),
    "key_field": ("重点领域",),
    "product": ("产品名称", "服务名称", "产品或服务名称", "产品/服务名称"),
    "org": ("企业名称",),
    "model": ("产品类别/型号", "服务类别/型号", "类别/型号", "产品或服务类别/型号"),
    "standard": ("执行标准", "执行标准编号"),
    "province": ("所属省份", "省份"),
    "note": ("备注",),
}
"""Columns of both annexes, by what their headings fold to."""
SHARED = ("product", "org", "model", "standard", "province", "note")
"""Those that both annexes have."""

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WORD = r"[^，。；：、《》]"
_BOARD_TITLE = re.compile(rf"(\d{{4}})年度?(?:第([一二三四1-4])季度)?({_WORD}*?)企业标准排行榜")
_LEADER_TITLE = re.compile(rf"(\d{{4}})年度?({_WORD}*?)企业标准[“”\"'「」]*领跑者")
_KIND_OF_PRODUCT = re.compile(r"(?:产品或服务|产品|服务)$")
_SIGNED = re.compile(rf"({_WORD}+)\(公章\)")
_SEPARATORS = re.compile(r"[、，,;；/\s]+")
_NOT_WORDS = re.compile(r"[\W_]+")
_SHORTEST_PROVINCE = 2


@dataclass(frozen=True)
class Title:
    """What a title says: the period (`2026Q2`, `2026`), and of which product or service."""

    period: str
    name: str


@dataclass(frozen=True)
class Matched:
    """A row of a form with the entry that it is about."""

    row: Row
    entry: BoardRow


def board_titles(texts: Sequence[str]) -> list[Title]:
    """Titles of boards in texts: 2026年第二季度空气净化器产品企业标准排行榜."""
    found = []
    for text in texts:
        for year, quarter, name in _BOARD_TITLE.findall(folded(text)):
            period = f"{year}Q{_QUARTERS[quarter]}" if quarter else year
            found.append(Title(period, _bare(name)))
    return list(dict.fromkeys(found))


def leader_titles(texts: Sequence[str]) -> list[Title]:
    """Titles of lists of leaders in texts: 2026年空气净化器产品企业标准“领跑者”评估结果."""
    found = [
        Title(year, _bare(name))
        for text in texts
        for year, name in _LEADER_TITLE.findall(folded(text))
    ]
    return list(dict.fromkeys(found))


def _bare(name: str) -> str:
    return _KIND_OF_PRODUCT.sub("", name) or name


def said_period(titles: Sequence[Title], sender: Sender, place: str) -> str:
    """The period of a form: by its titles, or by the command.

    Raises:
        ImportRefusedError: nobody says it, or two say different ones.
    """
    said = dict.fromkeys(title.period for title in titles)
    if sender.period is not None:
        said.setdefault(sender.period)
    if not said:
        raise ImportRefusedError(
            [f"{place} 的标题没有写明年份与季度；请按附件补上标题，或用 --period 指明"]
        )
    if len(said) > 1:
        raise ImportRefusedError(
            [f"{place} 的周期说法不一：{'、'.join(said)}；请核对标题、函件与 --period"]
        )
    return next(iter(said))


def choose_board(
    found: Sequence[Board], titles: Sequence[Title], sender: Sender, place: str
) -> Board:
    """The one board that a form is about.

    Args:
        found: boards of the programme and period.
        titles: of the form.
        sender: may name field and category.
        place: the file, for messages.

    Raises:
        ImportRefusedError: none fits, or several do.
    """
    fitting = [
        board
        for board in found
        if sender.field_code in (None, board.field_code)
        and sender.product_category in (None, board.product_category)
    ]
    names = {title.name for title in titles if title.name}
    named = [board for board in fitting if names & {_name(board), folded(board.field_name)}]
    of_category = [board for board in named if _name(board) in names]
    chosen = of_category or named or ([] if names and not sender.product_category else fitting)
    if len(chosen) == 1:
        return chosen[0]
    about = "、".join(sorted(names)) or "标题未写明产品"
    there = "、".join(f"{b.field_code}/{b.product_category}（{b.category_name}）" for b in found)
    raise ImportRefusedError(
        [
            f"{place}（{about}）{'对应多个榜单' if chosen else '没有对应的榜单'}，"
            f"请用 --field 与 --category 指明；该期有：{there or '无'}"
        ]
    )


def _name(board: Board) -> str:
    return folded(board.category_name)


def boards_of(database: Path, programme: str, period: str) -> list[Board]:
    """The boards of a programme whose period is this, or lies in this year."""
    return [
        board
        for board in boards(database, programme)
        if board.period == period or board.period.partition("Q")[0] == period
    ]


def signed_by(texts: Sequence[str]) -> list[str]:
    """Who signs a form: what stands before （公章）."""
    plain = (unicodedata.normalize("NFKC", text).replace(" ", "") for text in texts)
    return [name for text in plain for name in _SIGNED.findall(text)]


def signature_faults(texts: Sequence[str], board: Board, place: str) -> Iterator[str]:
    """Says so when another body signs than the one whose scheme it is."""
    for name in signed_by(texts):
        if fold_name(name) != fold_name(board.body_name):
            yield (
                f"{place} 由 {name} 盖章，方案 {board.scheme_title} 的评估机构却是 "
                f"{board.body_name}；请由该机构报送"
            )


def match_rows(
    headed: Headed, entries: Sequence[BoardRow], board: Board, place: str
) -> tuple[list[Matched], list[RowFault]]:
    """Rows with their entries, by enterprise and standard, and those that have none.

    A declaration with several products may take a row each.
    """
    by_key = {_key(entry.org_name, entry.standard_no): entry for entry in entries}
    matched: list[Matched] = []
    faults: list[RowFault] = []
    seen: dict[tuple[str, str], int] = {}
    for row in headed.rows:
        at = row_place(place, headed, row)
        missing = [name for name in ("org", "standard") if not row.cells[name]]
        for name in missing:
            faults.append(RowFault(at, headed.headers[name], "没有填写", "请补上"))
        if missing:
            continue
        entry = by_key.get(_key(row.cells["org"], row.cells["standard"]))
        if entry is None:
            faults.append(_unknown(at, headed, row, entries))
            continue
        one = (entry.declaration_id, _words(row.cells["product"]))
        if one in seen:
            problem = f"与第 {seen[one]} 行重复（{entry.org_name}，{entry.standard_no}）"
            faults.append(RowFault(at, headed.headers["org"], problem, "请只留一行"))
            continue
        seen[one] = row.row_no
        matched.append(Matched(row, entry))
        faults += _cell_faults(at, headed, row, entry, board)
    return matched, faults


def row_place(place: str, headed: Headed, row: Row) -> str:
    """Where a row stands, for messages: `榜单.docx 表 1 第 3 行`."""
    return " ".join(part for part in (place, headed.name, f"第 {row.row_no} 行") if part)


def _unknown(at: str, headed: Headed, row: Row, entries: Sequence[BoardRow]) -> RowFault:
    """Of a row that is no entry: which part of it is on the board, if any is."""
    org, number = _key(row.cells["org"], row.cells["standard"])
    of_org = [entry for entry in entries if fold_name(entry.org_name) == org]
    of_number = [entry for entry in entries if _key("", entry.standard_no)[1] == number]
    if of_org:
        numbers = "、".join(entry.standard_no for entry in of_org)
        return RowFault(
            at,
            headed.headers["standard"],
            f"{row.cells['standard']} 不在计算结果中，该企业入榜的标准是 {numbers}",
            "请核对标准编号",
        )
    if of_number:
        orgs = "、".join(entry.org_name for entry in of_number)
        return RowFault(
            at,
            headed.headers["org"],
            f"标准 {row.cells['standard']} 属于 {orgs}，不是 {row.cells['org']}",
            "请核对企业名称",
        )
    return RowFault(
        at,
        headed.headers["org"],
        f"{row.cells['org']} 的 {row.cells['standard']} 不在计算结果中",
        "请删去该行；认为应当列入的，用 lingpao explain 查明未列入的原因",
    )


def _cell_faults(
    at: str, headed: Headed, row: Row, entry: BoardRow, board: Board
) -> Iterator[RowFault]:
    """Cells that do not say what the release says of the entry."""
    category = {_words(board.category_name)}
    for name, allowed, shown in (
        (
            "product",
            {_words(each) for each in entry.products} or category,
            entry.product(board),
        ),
        (
            "model",
            category | set(map(_words, _SEPARATORS.split(entry.models_text or ""))),
            entry.model(board),
        ),
    ):
        given = row.cells[name]
        whole = {_words(given)} <= allowed | {_words(shown)}
        parts = {_words(part) for part in _SEPARATORS.split(given) if part}
        if not given or not (whole or parts <= allowed):
            problem = f"写的是“{given}”，声明公开的是“{shown}”" if given else "没有填写"
            yield RowFault(at, headed.headers[name], problem, f"应为 {shown}")
    given, province = row.cells["province"], entry.province or ""
    short = fold_name(given)
    if province and not (len(short) >= _SHORTEST_PROVINCE and province.startswith(short)):
        problem = f"写的是“{given}”" if given else "没有填写"
        yield RowFault(at, headed.headers["province"], problem, f"应为 {province}")


def _key(org: str, standard: str) -> tuple[str, str]:
    number = parse_standard_number(standard)
    return fold_name(org), number.normal or standard


def _words(text: str) -> str:
    return same_words(text)


def same_words(text: str) -> str:
    """A text as it is compared: without marks and blanks, one width and case."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).lower()
