"""Bulk files of the operator and extraction sheets of assessment bodies, in every format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

from benchmarks.sample.model import NIGHTS, PERSON, Product, Record, Row
from benchmarks.sample.spec import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BULK_HEADINGS = (
    "声明编号", "统一社会信用代码", "企业名称", "法定代表人", "行政区划", "标准类型",
    "标准编号", "标准名称", "公开时间", "状态", "产品名称", "通用名", "品牌", "条码",
    "规格", "型号", "产品分类", "指标名称", "指标要求", "测试方法", "指标水平说明",
)  # fmt: skip
SHEET_HEADINGS = (
    "声明编号", "企业名称", "统一社会信用代码", "标准编号",
    "指标名称", "指标要求", "测试方法", "页码",
)  # fmt: skip
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's property
_NO_PRODUCT = Product("", "")
_NO_ROW = Row("", "", "")


@dataclass(frozen=True)
class File:
    """A file of spec/files.yml with the records that it carries.

    Attributes:
        stray: rows at the end that belong to no declaration, heading → cell, with the reason code.
    """

    source: str
    name: str
    night: int
    form: str
    encoding: str
    title: str
    records: tuple[Record, ...]
    stray: tuple[tuple[dict[str, str], str], ...] = ()


def files(records: list[Record]) -> list[File]:
    """All files; a record is in those of its first night and of the nights on which it changed."""
    made = []
    for source in ("declaration-file", "shanxi-file", "indicator-file"):
        mine = [one for one in records if one.source == source]
        entries = document("files")[source]
        for entry in entries:
            rivals = [
                one for one in entries if one["night"] == entry["night"] and "older" not in one
            ]
            carried = [one for one in mine if _goes_into(one, entry, rivals, mine)]
            made.append(
                File(
                    source,
                    entry["name"],
                    entry["night"],
                    entry["format"],
                    entry.get("encoding", "utf-8"),
                    entry.get("title", ""),
                    tuple(carried),
                    tuple((row["cells"], row["reason"]) for row in entry.get("stray", ())),
                )
            )
    return made


def _goes_into(
    record: Record, entry: dict[str, Any], rivals: list[dict[str, Any]], mine: list[Record]
) -> bool:
    nights = {record.first, *(n for n in record.declaration.versions if n > record.first)}
    if entry["night"] not in nights:
        return False
    is_old = any(
        one["night"] == entry["night"] and record.declaration.published.year < one["older"]
        for one in document("files")[record.source]
        if "older" in one
    )
    if "older" in entry or is_old:
        return is_old and "older" in entry
    return rivals[mine.index(record) % len(rivals)] is entry


def body_of(file: File) -> bytes:
    """The file's bytes."""
    if file.source == "indicator-file":
        rows = [row for record in file.records for row in _sheet_rows(record, file.night)]
        rows += _stray_rows(file, SHEET_HEADINGS)
        if file.form == "xlsx":
            return _sheet_workbook(file, SHEET_HEADINGS, rows)
        return _csv(SHEET_HEADINGS, rows, file.encoding)
    if file.form == "jsonl":
        lines = [json.dumps(_nested(one, file.night), ensure_ascii=False) for one in file.records]
        return "".join(f"{line}\n" for line in lines).encode()
    if file.form == "parquet":
        return _parquet([_nested(one, file.night) for one in file.records])
    rows = [row for record in file.records for row in _bulk_rows(record, file.night)]
    rows += _stray_rows(file, BULK_HEADINGS)
    if file.form == "xlsx":
        return _workbook(BULK_HEADINGS, rows)
    return _csv(BULK_HEADINGS, rows, file.encoding)


def row_count(file: File) -> int:
    """Rows of the file's records: below the heading, lines of JSON Lines, rows of Parquet."""
    if file.source == "indicator-file":
        return sum(len(_sheet_rows(record, file.night)) for record in file.records)
    if file.form in ("jsonl", "parquet"):
        return len(file.records)
    return sum(len(_bulk_rows(record, file.night)) for record in file.records)


def stray_places(file: File) -> dict[str, str]:
    """Where the stray rows stand, as a person counts the rows of a spreadsheet → reason code."""
    return {
        f"{file.name}#第 {1 + row_count(file) + place} 行": reason
        for place, (_, reason) in enumerate(file.stray, start=1)
    }


def _stray_rows(file: File, headings: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(cells.get(name, "") for name in headings) for cells, _ in file.stray]


def _bulk_rows(record: Record, night: int) -> list[tuple[str, ...]]:
    declaration, content = record.declaration, record.declaration.content(night)
    head = (
        record.record_id,
        record.extra["code"],
        record.extra["org_name"],
        f"{PERSON}{declaration.enterprise.number}",
        declaration.enterprise.area,
        _kind(record),
        record.extra["standard_no"],
        content.standard_name,
        record.extra["published"],
        content.status,
    )
    return [
        (
            *head,
            product.name, product.generic_name, product.brand, product.barcode, product.spec,
            product.model, product.category,
            row.name, row.requirement, row.method, "优于国家标准" if row.name else "",
        )
        for product in declaration.products or (_NO_PRODUCT,)
        for row in content.rows or (_NO_ROW,)
    ]  # fmt: skip


def _sheet_rows(record: Record, night: int) -> list[tuple[str, ...]]:
    head = (
        record.extra["reference"],
        record.extra["org_name"],
        record.extra["code"],
        record.extra["standard_no"],
    )
    return [
        (*head, row.name, row.requirement, row.method, str(place + 3))
        for place, row in enumerate(record.declaration.content(night).rows)
    ]


def _nested(record: Record, night: int) -> dict[str, Any]:
    declaration, content = record.declaration, record.declaration.content(night)
    return {
        "declaration_id": record.record_id,
        "uscc": record.extra["code"],
        "org_name": record.extra["org_name"],
        "legal_person": f"{PERSON}{declaration.enterprise.number}",
        "area": declaration.enterprise.area,
        "standard_kind": _kind(record),
        "standard_no": record.extra["standard_no"],
        "standard_name": content.standard_name,
        "published_at": record.extra["published"],
        "status": content.status,
        "indicators": [
            {
                "name": row.name,
                "requirement": row.requirement,
                "test_method": row.method,
                "level_note": "",
            }
            for row in content.rows
        ],
        "products": [
            {
                "name": product.name,
                "generic_name": product.generic_name,
                "brand": product.brand,
                "barcode": product.barcode,
                "spec": product.spec,
                "model": product.model,
                "category": product.category,
            }
            for product in declaration.products
        ],
    }


def _kind(record: Record) -> str:
    return str(record.declaration.case.get("standard_kind", "企业标准"))


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def _parquet(records: list[dict[str, Any]]) -> bytes:
    body = io.BytesIO()
    pl.DataFrame(records).write_parquet(body, compression="zstd", statistics=False)
    return body.getvalue()


def _workbook(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("声明")
        for place, row in enumerate((headings, *rows)):
            for column, value in enumerate(row):
                sheet.write_string(place, column, value)
    return body.getvalue()


def _sheet_workbook(file: File, headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> bytes:
    """A title over all columns, a note, the headings, merged cells for each declaration."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("提取表")
        sheet.merge_range(0, 0, 0, len(headings) - 1, file.title)
        sheet.merge_range(1, 0, 1, len(headings) - 1, f"提取日期：{NIGHTS[file.night - 1]} 之前")
        for column, heading in enumerate(headings):
            sheet.write_string(2, column, heading)
        place = 3
        for head, group in _groups(rows):
            last = place + len(group) - 1
            for column, value in enumerate(head):
                if last > place:
                    sheet.merge_range(place, column, last, column, value)
                else:
                    sheet.write_string(place, column, value)
            for offset, row in enumerate(group):
                for column in range(len(head), len(row)):
                    sheet.write_string(place + offset, column, row[column])
            place = last + 1
    return body.getvalue()


def _groups(
    rows: Sequence[tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """Consecutive rows of one declaration, with the four cells that they share."""
    group: list[tuple[str, ...]] = []
    for row in rows:
        if group and row[:4] != group[0][:4]:
            yield group[0][:4], group
            group = []
        group.append(row)
    if group:
        yield group[0][:4], group
