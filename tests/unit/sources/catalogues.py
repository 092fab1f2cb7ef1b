"""Catalogue lists as the platforms send them, out of made-up rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.unit.sources.server import Says

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.unit.sources.server import Asked

    Row = dict[str, Any]
    Script = Callable[[Asked], Says]


def as_json(content: Any) -> Says:
    return Says(json.dumps(content, ensure_ascii=False), headers={"Content-Type": "text/json"})


def samr_rows(count: int) -> list[Row]:
    return [
        {
            "id": f"{number:032x}",
            "C_STD_CODE": f"<sacinfo>GB/T {number}-2020</sacinfo>",
            "C_C_NAME": f"示例<sacinfo>标准</sacinfo>{number}",
            "STD_NATURE": "推荐性",
            "STATE": "现行",
            "ISSUE_DATE": "2020-03-06",
            "ACT_DATE": "2020-10-01",
        }
        for number in range(1, count + 1)
    ]


def samr_pages(
    rows: Sequence[Row], size: int, *, total: int | None = None, by: str = "pageNumber"
) -> Script:
    """Turns the page by one parameter; without it page 1 comes, as from the real platform."""

    def answer(asked: Asked) -> Says:
        number = int(asked.query.get(by, 1))
        start = (number - 1) * size
        said = len(rows) if total is None else total
        return as_json(
            {"total": said, "pageNumber": number, "rows": list(rows[start : start + size])}
        )

    return answer


def sacinfo_rows(prefix: str, count: int) -> list[Row]:
    return [
        {
            "pk": f"{prefix}{number:060d}",
            "code": f"{prefix}/T {number}-2020",
            "chName": f"示例标准\n第{number}部分",
            "industry": "轻工",
            "chargeDept": "示例部门",
            "status": "现行",
            "issueDate": 1583424000000,
            "actDate": 1601481600000,
            "recordDate": 1583424000000,
            "fzDate": None,
            "recordNo": "12345-2020",
            "reviseStdCodes": f"{prefix}/T {number}-2010",
            "otherResultColumns": None,
            "empty": False,
        }
        for number in range(1, count + 1)
    ]


def sacinfo_pages(rows: Sequence[Row], size: int) -> Script:
    def answer(asked: Asked) -> Says:
        number = int(asked.form["current"])
        start = (number - 1) * size
        return as_json(
            {
                "current": number,
                "pages": -(-len(rows) // size),
                "size": size,
                "total": len(rows),
                "searchCount": True,
                "records": list(rows[start : start + size]),
            }
        )

    return answer


def ttbz_rows(count: int, status: int = 1, prefix: str = "a") -> list[Row]:
    return [
        {
            "id": number,
            "standardUniqueId": f"{prefix}{number:030d}",
            "standardNo": f"T/SLXH {number:03d}—2024",
            "standardTitleCn": f"示例团体标准{number}",
            "organName": "示例协会",
            "standardStatus": status,
            "standardStatusName": "现行" if status == 1 else "废止",
            "publishDate": "2024-01-02",
            "implementDate": "2024-02-01",
            "abolishDate": None if status == 1 else "2026-01-01",
        }
        for number in range(1, count + 1)
    ]


def ttbz_pages(rows: Sequence[Row], size: int, *, total: int | None = None) -> Script:
    def answer(asked: Asked) -> Says:
        start = (int(asked.form["pageNo"]) - 1) * size
        said = len(rows) if total is None else total
        return as_json(
            {
                "code": 0,
                "result": True,
                "data": {"total": said, "rows": list(rows[start : start + size])},
            }
        )

    return answer
