"""Rows of an extraction sheet to the sets of indicators in it, merged cells carried down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.core.standard_numbers import parse_standard_number
from pipelines.sources import sheets
from pipelines.sources.columns import INDICATOR_FIELDS, SHEET_FIELDS, match_headers, with_unit
from pipelines.sources.tabular import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipelines.sources.columns import HeaderMatch
    from pipelines.sources.sheets import Cells, Table

_INDICATOR = ("indicator_name", "requirement", "test_method", "page")


@dataclass(frozen=True)
class Fault:
    """A row that belongs to no set: where, a code, and in Chinese what is wrong with it."""

    where: str
    code: str
    reason: str


@dataclass
class IndicatorSet:
    """The indicators that a file gives for one declaration.

    Attributes:
        of: what names the declaration: declaration_ref, org_name, credit_code, standard_no.
        rows: indicator_name, requirement, test_method, page; in the order of the sheet.
    """

    of: Cells
    rows: list[Cells] = field(default_factory=list)


@dataclass
class _Block:
    """Rows that follow each other and belong to one declaration.

    Attributes:
        of: as of `IndicatorSet`.
        heading: place of a row that names the declaration and holds no indicator.
        is_used: does an indicator follow?
    """

    of: Cells
    heading: str | None = None
    is_used: bool = False


def open_tables(body: bytes, limit: int) -> tuple[list[Table], list[str]]:
    """The tables of an xlsx or CSV file (also gzipped), and names of sheets that hold none.

    Lines above a header are passed over.

    Raises:
        UnreadableError: the file cannot be read, or nothing in it has the header of such a sheet.
    """
    tables, others = sheets.open_tables(body, limit, _match, _is_header)
    if not tables:
        raise UnreadableError(
            "找不到表头：应有“指标名称”“指标要求”两列，以及“声明编号”，或“企业名称”与“标准编号”；"
            "请补上表头"
        )
    return tables, others


def read_tables(tables: Iterable[Table]) -> tuple[dict[str, IndicatorSet], list[Fault]]:
    """Sets by record id, over all tables of a file, and the rows that belong to none.

    The record id is the declaration's own id where the sheet gives it, else enterprise and standard
    number, joined by `|`.
    """
    sets: dict[str, IndicatorSet] = {}
    faults: list[Fault] = []
    for table in tables:
        _read_table(table, sets, faults)
    return sets, faults


def _read_table(table: Table, sets: dict[str, IndicatorSet], faults: list[Fault]) -> None:
    blocks: list[_Block] = []
    for where, row in table.numbered():
        if isinstance(row, str):
            faults.append(Fault(where, "broken_row", row))
            continue
        cells = _with_unit(row)
        named = {column: cells.get(column) for column in SHEET_FIELDS}
        if not blocks or any(named.values()):
            blocks.append(_next(blocks[-1] if blocks else None, named))
        block = blocks[-1]
        if not any(cells.get(column) for column in _INDICATOR):
            block.heading = where
            continue
        block.is_used = True
        record_id = _record_id(block.of)
        if not cells.get("indicator_name"):
            faults.append(Fault(where, "no_indicator_name", "没有指标名称"))
        elif record_id is None:
            reason = "不知属于哪一条声明：应填声明编号，或企业与标准编号"
            faults.append(Fault(where, "no_declaration", reason))
        else:
            found = sets.setdefault(record_id, IndicatorSet(block.of))
            found.rows.append({column: cells.get(column) for column in _INDICATOR})
    faults += [
        Fault(block.heading, "no_indicators", "之下没有指标")
        for block in blocks
        if block.heading and not block.is_used
    ]


def _next(current: _Block | None, named: Cells) -> _Block:
    """The block of a row that names something, with what its empty cells inherit from above.

    Only merged or left-out cells inherit: where all that is given repeats the block above, the row
    belongs to it; a new standard number alone is another standard of the enterprise above; anything
    else begins afresh, so that nothing of one declaration is carried into another.
    """
    given = {column: value for column, value in named.items() if value}
    if current is None:
        return _Block(named)
    if all(current.of[column] == value for column, value in given.items()):
        return current
    if set(given) == {"standard_no"}:
        return _Block({**current.of, "declaration_ref": None, **given})
    return _Block(named)


def _record_id(of: Cells) -> str | None:
    if of["declaration_ref"]:
        return of["declaration_ref"]
    number, enterprise = of["standard_no"], of["credit_code"] or of["org_name"]
    if not number or not enterprise:
        return None
    return f"{enterprise}|{parse_standard_number(number).normal or number}"


def _with_unit(cells: Cells) -> Cells:
    requirement, unit = cells.get("requirement"), cells.get("unit")
    if requirement and unit:
        return cells | {"requirement": with_unit(requirement, unit)}
    return cells


def _match(headers: Sequence[str | None]) -> HeaderMatch:
    return match_headers(headers, SHEET_FIELDS, INDICATOR_FIELDS)


def _is_header(match: HeaderMatch) -> bool:
    names_declaration = "declaration_ref" in match or "standard_no" in match
    return names_declaration and "indicator_name" in match and "requirement" in match
