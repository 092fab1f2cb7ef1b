"""Rows of stored list pages, whatever the platform, and what is said of a page that holds none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipelines.sources.paging import NotTheListError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.sources.paging import Row, Shape
    from pipelines.sources.rejections import Reject
    from pipelines.store.raw import RawPage

_PAGE_FAULTS = {
    "page_cut_off": "应答不完整",
    "not_the_table": "应答不是所要的列表",
    "paging_repeats": "应答与前面的页相同，翻页参数被忽略",
    "total_mismatch": "行数与平台所称的总数不符",
    "empty_answer": "应答没有内容",
    "too_large": "应答超过大小上限",
    "challenge": "应答是验证页",
    "rate_limited": "平台称访问过于频繁",
}


def listed_rows(
    pages: Sequence[RawPage], shape: Shape, reject: Reject
) -> Iterator[tuple[RawPage, int, Row]]:
    """The rows of the stored pages of a list, each with its page and its number on it.

    Args:
        pages: in the order of their numbers, those with an error too.
        shape: of the pages.
        reject: told of a page that holds no rows, with its key for a record id.
    """
    for page in pages:
        if page.error is not None:
            fault = _PAGE_FAULTS.get(page.error, f"没有取到（{page.error}）")
            sentence = f"页面 {page.key}：{fault}；重新运行同一日期会再取此页"
            reject(page, page.key, page.error, sentence)
            continue
        try:
            rows = shape.parse(page.body()).rows
        except NotTheListError as error:
            reject(page, page.key, error.code, f"页面 {page.key}：{error}；请查看原始页面")
            continue
        for number, row in enumerate(rows, start=1):
            yield page, number, row


def as_text(value: Any) -> str | None:
    """A value of JSON as text, nothing folded; empty is null; parts of a list are joined by `;`."""
    if isinstance(value, str):
        return value if value.strip() else None
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return ";".join(filter(None, map(as_text, value))) or None
    return json.dumps(value, ensure_ascii=False)
