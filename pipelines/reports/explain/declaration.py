"""Explains a declaration's ranks out of a release: from the page as sent to rank or reasons."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.core.revisions import changes_between
from pipelines.reports.explain import queries
from pipelines.reports.explain.boards import board_key, explain_board
from pipelines.reports.explain.chain import cell
from pipelines.reports.explain.model import Explanation, Page, Revision, Version, Violation

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, Any]]

_PARAMETER = re.compile(r"\$(\w+)")


def explain(
    database: Path, declaration: str, field: str | None = None, period: str | None = None
) -> Explanation:
    """Explains how a declaration came to its ranks.

    Args:
        database: a release's DuckDB file.
        declaration: a declaration_id, a platform's own id of it, or a standard number.
        field: a key field or product category; None: all that examined it.
        period: of the boards; None: of each category the last closed one, else the last one.

    Raises:
        LookupError: there is no such declaration, several carry the number, or no board of that
            field and period examined it.
    """
    with duckdb.connect(str(database), read_only=True) as connection:

        def ask(query: str, **parameters: Any) -> Rows:
            # a query takes no parameter that it does not name
            needed = {name: parameters[name] for name in _PARAMETER.findall(query)}
            found = connection.execute(query, needed)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        declaration_id = _found(ask(queries.CANDIDATES, named=declaration.strip()), declaration)
        (row,) = ask(queries.DECLARATION, declaration_id=declaration_id)
        declared = ask(queries.CELLS, declaration_id=declaration_id)
        boards = ask(queries.BOARDS, declaration_id=declaration_id)
        categories = ask(queries.CATEGORIES, declaration_id=declaration_id)
        factors = {unit["unit"]: unit["factor"] for unit in ask(queries.UNITS)}
        chosen = _chosen(boards, declaration_id, field, period)
        return Explanation(
            declaration_id=declaration_id,
            org_name=row["org_name"],
            uscc=row["uscc"],
            standard_no=row["standard_no"],
            standard_no_raw=row["standard_no_raw"],
            standard_name=row["standard_name"],
            published_on=row["published_on"],
            status=row["status"],
            is_gone=row["is_gone"],
            categories=[each["name"] for each in categories if each["name"] is not None],
            versions=_versions(ask(queries.VERSIONS, declaration_id=declaration_id), declared),
            revisions=[
                Revision(**each)
                for each in ask(
                    queries.REVISIONS,
                    declaration_id=declaration_id,
                    series=row["standard_series_id"],
                )
            ],
            violations=[
                Violation(**each) for each in ask(queries.VIOLATIONS, declaration_id=declaration_id)
            ],
            cells=[cell(each) for each in declared if each["version"] == row["version"]],
            boards=[
                explain_board(ask, board, declaration_id, declared, factors) for board in chosen
            ],
            others=[board_key(board) for board in boards if board not in chosen],
            unexamined=None if boards else _unexamined(categories),
        )


def _found(candidates: Rows, declaration: str) -> str:
    match candidates:
        case []:
            raise LookupError(
                f"发布快照中没有声明 {declaration}；请给出 fct_declarations 中的 declaration_id "
                "或完整的标准编号，如 Q/SLXX 001-2026"
            )
        case [only]:
            return str(only["declaration_id"])
        case _:
            lines = [
                f"  {each['declaration_id']}  {each['standard_no']}  {each['org_name']}  "
                f"{each['published_on']} 公开"
                for each in candidates
            ]
            raise LookupError(
                f"{len(candidates)} 条声明都用编号 {declaration}，请改用其中之一的声明编号：\n"
                + "\n".join(lines)
            )


def _chosen(boards: Rows, declaration_id: str, field: str | None, period: str | None) -> Rows:
    """The boards to explain: asked for, or of each category the last closed one."""
    asked = [
        board
        for board in boards
        if field in (None, board["field_code"], board["product_category"])
        and period in (None, board["period"])
    ]
    if not asked and (field is not None or period is not None):
        examined = "；".join(
            f"{board['field_code']} {board['period']}（{board['category_name']}）"
            for board in boards
        )
        wanted = " ".join(each for each in (field, period) if each is not None)
        raise LookupError(
            f"没有 {wanted} 的榜单审查过声明 {declaration_id}；审查过它的榜单：{examined or '无'}"
        )
    if period is not None:
        return asked

    def group(board: dict[str, Any]) -> tuple[str, ...]:
        return board["programme"], board["field_code"], board["product_category"]

    last = []
    for _, of_category in groupby(asked, key=group):
        latest_first = list(of_category)
        last.append(
            next((each for each in latest_first if not each["is_provisional"]), latest_first[0])
        )
    return last


def _unexamined(categories: Rows) -> str:
    if not any(each["product_category"] for each in categories):
        return "没有榜单审查过它：产品未能归入任何产品类别，见 fct_declared_products.category_match"
    names = "、".join(each["name"] for each in categories if each["name"] is not None)
    return (
        f"没有榜单审查过它：产品类别为{names}，没有方案覆盖该类别，或公开时间在各期截止之后；"
        "见 dim_schemes 与 fct_boards"
    )


def _versions(rows: Rows, declared: Rows) -> list[Version]:
    cells = {
        version: list(of_version)
        for version, of_version in groupby(declared, key=lambda each: each["version"])
    }
    changes: dict[int, list[str]] = {}
    for before, after in pairwise(rows):
        changes[after["version"]] = changes_between(
            before, after, cells.get(before["version"], []), cells.get(after["version"], [])
        )
    return [
        Version(
            version=row["version"],
            observed_from=row["observed_from"],
            observed_to=row["observed_to"],
            standard_name=row["standard_name"],
            status=row["status"],
            digest=row["digest"],
            page=Page(
                row["source"],
                row["record_id"],
                row["fetched_on"],
                row["raw_path"],
                row["raw_sha256"],
            ),
            indicators=None
            if row["indicator_source"] is None
            else Page(
                row["indicator_source"],
                row["indicator_record_id"],
                row["indicator_fetched_on"],
                row["indicator_raw_path"],
                row["indicator_raw_sha256"],
            ),
            changes=changes.get(row["version"], []),
        )
        for row in rows
    ]
