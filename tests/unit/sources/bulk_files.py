"""Bulk files of declarations in each format, out of made-up rows."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST, SECOND = "Q-91990000EX0001005N-202605291540-0001", "Q-91990000EX0001021C-202605291541-0002"
HEAD = {
    "声明编号": FIRST,
    "统一社会信用代码": "91990000EX0001005N",
    "企业名称": "示例板材有限公司",
    "法定代表人": "示例人",
    "联系电话": "010-00000000",
    "行政区划": "浙江省杭州市",
    "标准类型": "企业标准",
    "标准编号": "Q/SLBC 001-2025",
    "标准名称": "示例刨花板",
    "公开时间": "2026-05-29 15:40",
    "状态": "现行有效",
}
PRODUCT = {
    "产品名称": "刨花板",
    "通用名": "",
    "品牌": "示例",
    "条码": "6901234567892",
    "规格": "18mm",
    "型号": "A1",
    "产品分类": "人造板",
}
INDICATOR = {
    "指标名称": "甲醛释放量",
    "指标要求": "≤0.050mg/m³",
    "测试方法": "GB/T 17657-2013",
    "指标水平说明": "优",
}
NESTED = {
    "declaration_id": FIRST,
    "uscc": "91990000EX0001005N",
    "org_name": "示例板材有限公司",
    "legal_person": "示例人",
    "address": "示例路 1 号",
    "area": "浙江省杭州市",
    "standard_kind": "企业标准",
    "standard_no": "Q/SLBC 001-2025",
    "standard_name": "示例刨花板",
    "published_at": "2026-05-29 15:40",
    "status": "现行有效",
    "indicators": [
        {"name": "甲醛释放量", "requirement": "≤0.050mg/m³", "test_method": "GB/T 17657-2013"},
        {"name": "甲醛释放量", "requirement": "≤0.050mg/m³", "test_method": "GB/T 17657-2013"},
    ],
    "products": [
        {"name": "刨花板", "generic_name": "", "barcode": 6901234567892, "category": "人造板"}
    ],
}


def row(**changes: Any) -> dict[str, Any]:
    return {**HEAD, **PRODUCT, **INDICATOR, **changes}


def as_csv(*rows: dict[str, Any], headers: Sequence[str] | None = None) -> str:
    return (
        pl.DataFrame(rows).rename(dict(zip(rows[0], headers or rows[0], strict=True))).write_csv()
    )


def as_parquet(*rows: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(buffer)
    return buffer.getvalue()


def as_xlsx(*rows: dict[str, Any], above: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("声明")
        for line, title in enumerate(above):
            sheet.write(line, 0, title)
        for line, values in enumerate([list(rows[0]), *(list(each.values()) for each in rows)]):
            for column, value in enumerate(values):
                if isinstance(value, datetime):
                    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
                    sheet.write_datetime(line + len(above), column, value, day)
                else:
                    sheet.write(line + len(above), column, value)
    return buffer.getvalue()


def as_lines(*entries: Any) -> str:
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in entries)
