"""www.qybz.org.cn, the declaration platform today: the home page's newest rows, and their details.

Search and the standards' texts stand behind a challenge, so a run is a window on the platform and
the indicators of its declarations come from files (wire-formats.md §2.2).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources import html
from pipelines.sources.declared import (
    DETAIL,
    Detail,
    DetailFaultError,
    ListRow,
    batch_of,
    columns_of,
    detail_fault,
    read_head,
)
from pipelines.sources.run import PageRequest, digest_of, is_recheck_due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

_HOME = "list/home"
_TO_DETAIL = re.compile(r"toDetail\s*\(\s*['\"]([A-Za-z0-9]{16,128})['\"]")
_TITLE = re.compile(r"(?P<number>[^《]*)《(?P<name>.*)》[^》]*", re.DOTALL)

# Columns of the newest list by what their header holds, in this order: 企业标准 is the standard.
# Without a header row they stand as the list was seen: serial, enterprise, standard, time, status.
_COLUMNS = {
    "serial": ("序号",),
    "published_at": ("时间", "日期"),
    "status": ("状态",),
    "standard": ("标准",),
    "org_name": ("企业", "机构", "单位"),
}
_SEEN_COLUMNS = ("serial", "org_name", "standard", "published_at", "status")

_LABELS = {
    "org_name": ("机构名称", "企业名称"),
    "credit_code": ("统一社会信用代码", "组织机构代码", "机构代码"),
    "area": ("行政区划",),
    "standard_kind": ("标准类型", "标准类别"),
    "standard_name": ("标准名称",),
    "standard_no": ("标准编号",),
    "published_at": ("公开时间",),
    "status": ("状态", "标准状态"),
}
_PRODUCT_COLUMNS = {
    "product_name": "产品名称",
    "generic_name": "通用名",
    "brand": "品牌",
    "barcode": "条码",
    "spec": "规格",
    "model": "型号",
    "category": "分类",
}


def fetch(run: FetchRun) -> None:
    """The home page, then the details that are unknown, whose row is another one, or that are due.

    Due are known declarations too that have left the list.
    """
    rows = _newest(run.get(_HOME, "/", check=_home_fault))
    wanted = dict.fromkeys(
        row.record_id
        for row in rows
        if row.record_id and run.known.needs_detail(row.record_id, row.digest, run.fetched_on)
    )
    listed = {row.record_id for row in rows}
    wanted |= dict.fromkeys(
        record_id
        for record_id in sorted(run.known.records())
        if record_id not in listed and is_recheck_due(record_id, run.fetched_on)
    )
    check = detail_fault(_read_detail)
    run.each(
        [
            PageRequest(f"{DETAIL}{record_id}", f"/user/detail/{record_id}", check=check)
            for record_id in wanted
        ]
    )


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """The declarations of the newest list and of the details; none discloses indicators."""
    rows = [row for page in pages if page.key == _HOME and not page.error for row in _newest(page)]
    details = [page for page in pages if page.key.startswith(DETAIL)]
    return batch_of(rows, details, _read_detail, discloses_indicators=False)


def _home_fault(body: bytes) -> str | None:
    if html.is_cut_off(body):
        return "page_cut_off"
    return None if _TO_DETAIL.search(body.decode(errors="replace")) else "not_the_table"


def _newest(page: RawPage) -> list[ListRow]:
    # a table of the layout holds all of the list in one of its rows, and stands before it
    inner_first = reversed(html.tables(page.body()))
    newest = max(inner_first, key=lambda rows: sum(map(_has_link, rows)), default=[])
    return _list_rows(newest, page)


def _list_rows(rows: list[html.Row], page: RawPage) -> list[ListRow]:
    columns: Sequence[str | None] = _SEEN_COLUMNS
    found: list[ListRow] = []
    for row in rows:
        record_id = _record_id(row)
        if record_id is None and not found and (named := _named_columns(row)):
            columns = named
            continue
        if record_id is None and len(set(row)) < 3:  # a title, or a link to more
            continue
        texts = {
            name: cell.text for name, cell in zip(columns, row, strict=False) if name is not None
        }
        number, name = _title(texts.get("standard", ""))
        fields = {
            "org_name": texts.get("org_name"),
            "standard_no": number,
            "standard_name": name,
            "published_at": texts.get("published_at"),
            "status": texts.get("status"),
        }
        # not the serial, which moves with every newer declaration
        digest = digest_of(list(fields.values()))
        found.append(ListRow(record_id, digest, f"第 {len(found) + 1} 行", page, fields))
    return found


def _named_columns(row: html.Row) -> list[str | None] | None:
    """The column of each cell of a header row; null when the row is none."""
    names = [
        next(
            (name for name, signs in _COLUMNS.items() if any(sign in cell.text for sign in signs)),
            None,
        )
        for cell in row
    ]
    is_header = {"org_name", "standard"} <= set(names) and not any(
        "《" in cell.text for cell in row
    )
    return names if is_header else None


def _has_link(row: html.Row) -> bool:
    return _record_id(row) is not None


def _record_id(row: html.Row) -> str | None:
    for cell in dict.fromkeys(row):
        for element in (cell.element.getparent(), *cell.element.iter()):
            if element is not None and (found := _called(element)):
                return found
    return None


def _called(element: HtmlElement) -> str | None:
    for text in (element.get("onclick"), element.get("href")):
        if text and (found := _TO_DETAIL.search(text)):
            return found[1]
    return None


def _title(text: str) -> tuple[str | None, str | None]:
    """Number and name of `Q/XXX 001-2024《name》`; without a title mark all of it is the number."""
    found = _TITLE.fullmatch(text)
    if found is None:
        return text or None, None
    return found["number"].strip() or None, found["name"].strip() or None


def _read_detail(body: bytes) -> Detail:
    fields, page = read_head(body, _LABELS)
    products = html.records(page, ("产品名称", "规格", "型号"))
    if products is None:
        raise DetailFaultError("page_cut_off")
    return Detail(fields, [columns_of(product, _PRODUCT_COLUMNS) for product in products])
