"""A table of entries that goes out twice: in a paper, and as a workbook of the same rows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.reports.figures import Column, Kind
from pipelines.reports.pages import Paper, filled, safe_name
from pipelines.reports.workbooks import add_sheet, open_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PAPER_ROWS = 1_000
"""Rows that a paper carries, some 90 pages; a longer table stands in the workbook alone."""

NUMBER = Column("number", "序号", Kind.COUNT)
KEY_FIELD = Column("key_field", "重点领域", width=24)
SHARED = (
    Column("product", "产品（或服务）名称", width=24),
    Column("org_name", "企业名称", width=40),
    Column("model", "产品（或服务）类别/型号", width=28),
    Column("standard_no", "执行标准", width=24),
    Column("province", "所属省份", width=18),
)
"""The columns that annexes 2-1 and 2-2 of D1 share, in their order."""

BOARD_COLUMNS = (NUMBER, *SHARED, Column("note", "备注（明确排行方法及核心指标）", width=60))
LEADER_COLUMNS = (KEY_FIELD, *SHARED, Column("note", "备注（简述评估方法）", width=60))


@dataclass(frozen=True)
class Listing:
    """A table with its title.

    Attributes:
        title: above the table, in the paper and in the workbook.
        columns: in order.
        rows: values by the columns' names.
        marks: why it may not go out as it is, or to whom only; empty: it may.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    marks: tuple[str, ...] = ()


def papers_of(
    listing: Listing, name: str, template: Path, values: Mapping[str, Any]
) -> list[Paper]:
    """The paper, and the workbook of its table.

    Args:
        listing: the table; the template repeats a row for `e in entries`.
        name: of the files, without ending; made safe here.
        template: a docx.
        values: what else the template asks for.

    Raises:
        TemplateFaultError: the template cannot be filled.
    """
    name = safe_name(name)
    is_long = len(listing.rows) > PAPER_ROWS
    shown = {
        **values,
        "table_title": listing.title,
        "marks": listing.marks,
        "entries": () if is_long else listing.rows,
        "row_count": f"{len(listing.rows):,}",
        "workbook": f"{name}.xlsx" if is_long else None,
    }
    return [
        Paper(f"{name}.docx", filled(template, shown)),
        Paper(f"{name}.xlsx", _workbook(listing)),
    ]


def _workbook(listing: Listing) -> bytes:
    """One sheet; what may not go out says so in its title, in brackets, which an import skips."""
    body = io.BytesIO()
    marks = f"（{'；'.join(' '.join(mark.split()) for mark in listing.marks)}）"
    with open_workbook(body) as book:
        title = listing.title + (marks if listing.marks else "")
        add_sheet(book, "附表", listing.columns, listing.rows, title)
    return body.getvalue()
