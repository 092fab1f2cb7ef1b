"""Letters that ask the enterprises of a board whether they agree to be listed (D1 part 3 (2) 4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.reports.board_form import Board, BoardRow, board_rows, note_text
from pipelines.reports.explain.words import bound, level_name, score, unit_text
from pipelines.reports.pages import Paper, day_text, filled, find_template, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

_INDICATORS = """
select
    compared.declaration_id,
    asked.name_zh as name,
    asked.better,
    declared.requirement_raw as declared,
    coalesce(methods.name_zh, asked.test_method, declared.test_method_text, '—') as method,
    compared.value,
    compared.is_inclusive,
    compared.grade,
    asked.unit,
    listed.level,
    listed.points,
    listed.normalised
from fct_compared_indicators as compared
inner join fct_boards as boards
    using (programme, field_code, product_category, period)
inner join dim_scheme_indicators as asked
    on
        boards.scheme_id = asked.scheme_id
        and boards.scheme_version = asked.scheme_version
        and compared.product_category = asked.product_category
        and compared.indicator_code = asked.indicator_code
inner join fct_board_entry_indicators as listed
    on
        compared.programme = listed.programme
        and compared.field_code = listed.field_code
        and compared.product_category = listed.product_category
        and compared.period = listed.period
        and compared.declaration_id = listed.declaration_id
        and compared.indicator_code = listed.indicator_code
left join dim_test_methods as methods on asked.test_method = methods.test_method
left join fct_declared_indicators as declared
    on
        compared.declaration_id = declared.declaration_id
        and compared.version = declared.version
        and compared.row_no = declared.row_no
        and compared.part_no = declared.part_no
where
    compared.programme = $programme and compared.field_code = $field_code
    and compared.product_category = $product_category and compared.period = $period
order by asked.position
"""
_RESULTS = {"bands": "水平", "points": "得分", "weighted": "标准化值"}
"""What a method gives each indicator."""


def consent_letters(
    database: Path,
    board: Board,
    own_templates: Path,
    *,
    dated: date | None = None,
    reply_by: date | None = None,
    contact: str | None = None,
) -> Iterator[Paper]:
    """A letter for each enterprise of a board, with its own figures only, best rank first.

    Args:
        database: of the release.
        board: as `board_form.find_board` gives it.
        own_templates: folder of programmes' own templates.
        dated: of the letter; None leaves room to write it.
        reply_by: until when a reply is asked for; None leaves room.
        contact: whom to ask, of the body; None leaves room.

    Raises:
        FileNotFoundError: there is no template.
    """
    template = find_template("consent_letter", board.programme, own_templates)
    figures = _figures(database, board)
    rows = board_rows(database, board)
    of_enterprise: dict[str, list[BoardRow]] = defaultdict(list)
    for row in rows:
        of_enterprise[row.enterprise_id].append(row)
    names = dict.fromkeys(each["name"] for found in figures.values() for each in found)
    for entries in of_enterprise.values():
        first = entries[0]
        values = {
            "org_name": first.org_name,
            "category_name": board.category_name,
            "scheme_title": board.scheme_title,
            "indicator_names": "、".join(names),
            "period_text": board.period_text,
            "cut_off_on": board.cut_off_on,
            "entry_count": len(rows),
            "note": note_text(board),
            "is_provisional": board.is_provisional,
            "is_example": board.evidence == "example",
            "entries": [
                {**_entry(each, board), "indicators": figures[each.declaration_id]}
                for each in entries
            ],
            "result_name": _RESULTS[board.method],
            "basis": board.basis,
            "body_name": board.body_name,
            "dated": day_text(dated),
            "reply_by": day_text(reply_by),
            "contact": contact or "            电话：            电子邮箱：",
        }
        name = f"{first.rank:03}-{safe_name(first.org_name)}-{first.enterprise_id}.docx"
        yield Paper(name, filled(template, values))


def _entry(row: BoardRow, board: Board) -> dict[str, Any]:
    return {
        "org_name": row.org_name,
        "uscc": row.uscc or row.enterprise_id,
        "standard_no": row.standard_no,
        "product": row.product(board),
        "model": row.model(board),
        "rank": f"{row.rank}{'（并列）' if row.is_tied else ''}",
        "level": level_name(board.method, row.level)
        + (f"（{score(row.score)} 分）" if row.score is not None else ""),
    }


def _figures(database: Path, board: Board) -> Mapping[str, list[dict[str, str]]]:
    """Each entry's core indicators in the scheme's order, by declaration."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(_INDICATORS, board.key)
        columns = [column[0] for column in rows.description or ()]
        for values in rows.fetchall():
            row = dict(zip(columns, values, strict=True))
            found[row["declaration_id"]].append(
                {
                    "name": row["name"],
                    "declared": row["declared"] or "—",
                    "method": row["method"],
                    "value": _value(row),
                    "result": _result(row, board.method),
                }
            )
    return found


def _value(row: Mapping[str, Any]) -> str:
    if row["grade"] is not None:
        return f"等级 {row['grade']}"
    if row["value"] is None:
        return "—"
    return bound(
        row["better"],
        row["value"],
        is_inclusive=row["is_inclusive"],
        unit=unit_text(row["unit"]),
    )


def _result(row: Mapping[str, Any], method: str) -> str:
    if method == "bands":
        return level_name(method, row["level"])
    value = row["points"] if method == "points" else row["normalised"]
    return "—" if value is None else score(value)
