"""Tables as an xlsx workbook: written row by row, so that a long list needs little memory."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from pipelines.reports.figures import Kind, provenance, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.reports.figures import Column, Table
    from pipelines.store.manifest import Manifest

SHEET_ROWS = 1_048_576
"""Rows of a sheet, the header among them; the format has no more."""

_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.##########",
    Kind.SHARE: "0.0%",
    Kind.DAY: 'yyyy"年"m"月"d"日"',
}
_NARROW, _WIDE = 10, 50
_SOURCES = ("表", "行数", "摘要（SHA-256）", "查询")
_RELEASE = {
    "release_id": "发布快照",
    "run_on": "数据抓取日期",
    "code_version": "程序版本",
    "reference_digest": "参考数据摘要",
    "ledger_head": "决定链末端",
}


def workbook(tables: Mapping[str, Table], manifest: Manifest) -> bytes:
    """A sheet a table that has a number, and one that says where the numbers come from.

    Raises:
        ValueError: a table has more rows than a sheet holds.
    """
    body = io.BytesIO()
    with open_workbook(body) as book:
        for table in tables.values():
            if not table.number:
                continue
            # a table counts its own rows, so what reads it back need not know a caption
            add_sheet(book, f"表{table.number}", table.columns, table.rows, table.title)
        _add_sources(book, tables, manifest)
    return body.getvalue()


def open_workbook(target: Any) -> xlsxwriter.Workbook:
    """A workbook to write to: a path or an open file; rows must come in order."""
    return xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    )


def add_sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Any]],
    title: str | None = None,
) -> None:
    """A sheet with a header that stays in sight and repeats on every printed page.

    Args:
        book: as `open_workbook` gives it.
        name: of the sheet, at most 31 characters.
        columns: in order.
        rows: values by the columns' names, read once.
        title: above the header; None: the header is the first row.

    Raises:
        ValueError: there are more rows than a sheet holds.
    """
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
    formats = {kind: book.add_format(_form(kind)) for kind in {c.kind for c in columns}}
    for place, column in enumerate(columns):
        width = column.width or max(_NARROW, min(_WIDE, 2 * len(column.title) + 4))
        sheet.set_column(place, place, width)
    first = 0
    if title is not None:
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        first = 1
    for place, column in enumerate(columns):
        sheet.write_string(first, place, column.title, head)
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(first)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for number, row in enumerate(rows, first + 1):
        if number >= SHEET_ROWS:
            raise ValueError(f"工作表 {name} 放不下 {SHEET_ROWS:,} 行以上")
        for place, column in enumerate(columns):
            write_cell(sheet, number, place, row[column.name], formats[column.kind])


def _form(kind: Kind) -> dict[str, Any]:
    """How cells of a kind look: a long text is wrapped, what stands beside it is level with it."""
    if kind in _FORMATS:
        return {"valign": "top", "num_format": _FORMATS[kind]}
    return {"valign": "top", "text_wrap": True}


def write_cell(sheet: Any, row: int, column: int, value: Any, form: Any = None) -> None:
    """A value by its type; a text stays a text, whatever it begins with."""
    match value:
        case None:
            sheet.write_blank(row, column, None, form)
        case bool():
            sheet.write_boolean(row, column, value, form)
        case int() | float():
            sheet.write_number(row, column, value, form)
        case date() | datetime():
            sheet.write_datetime(row, column, value, form)
        case _:
            sheet.write_string(row, column, str(value), form)


def _add_sources(
    book: xlsxwriter.Workbook, tables: Mapping[str, Table], manifest: Manifest
) -> None:
    sheet = book.add_worksheet("数据来源")
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((40, 10, 66, 100)):
        sheet.set_column(place, place, width)
    said = provenance(manifest)
    for number, (name, title) in enumerate(_RELEASE.items()):
        sheet.write_string(number, 0, title, bold)
        sheet.write_string(number, 2, said[name])
    first = len(_RELEASE) + 1
    for place, title in enumerate(_SOURCES):
        sheet.write_string(first, place, title, bold)
    for number, source in enumerate(sources(tables), first + 1):
        texts = (source.title, source.row_count, source.sha256, source.query)
        for place, text in enumerate(texts):
            sheet.write_string(number, place, text, wrapped)
