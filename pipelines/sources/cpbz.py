"""www.cpbz.gov.cn, the declaration platform of 2014-2018: paged JSON, details with indicators.

Several declarations of one enterprise can have the same number; each is a record, and the warehouse
keeps the one with the largest standardId (wire-formats.md §2.1).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pipelines.sources import html
from pipelines.sources.answers import SourceStopped
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
from pipelines.sources.run import PageRequest, digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

_LIST = "list/"
_QUERY = "/standardProduct/anvancedQueryPaged.do"  # spelled so by the platform
_NO_FILTER = {
    "standardName": "",
    "enterpriseName": "",
    "standardCode": "",
    "standardStatus": "",
    "xzqh": "",
    "orgCode": "",
}
_ORG_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_STATUS = {"0": "现行", "1": "废止"}

_LABELS = {
    "org_name": ("企业名称", "机构名称"),
    "credit_code": (
        "组织机构代码",
        "统一社会信用代码",
        "组织机构代码/统一社会信用代码",
        "统一社会信用代码/组织机构代码",
    ),
    "area": ("行政区划",),
    "standard_kind": ("标准类型", "标准类别"),
    "standard_name": ("标准名称",),
    "standard_no": ("标准编号",),
    "published_at": ("公开时间",),
}
_PRODUCT_COLUMNS = {
    "product_name": "产品名称",
    "generic_name": "通用名",
    "brand": "品牌",
    "barcode": "条码",
    "category": "分类",
}
_SPEC_AND_MODEL = "规格/型号"
_INDICATOR_COLUMNS = {
    "indicator_name": "指标名称",
    "requirement": "指标要求",
    "test_method": "测试方法",
}


def fetch(run: FetchRun) -> None:
    """Every list page, then the details that are unknown, whose row is another one, or are due.

    Raises:
        SourceStopped: a list page that cannot be got, an empty list, pages that repeat, or a list
            longer than `max_pages`.
    """
    wanted: dict[str, ListRow] = {}
    for row in _walk(run):
        if row.record_id and run.known.needs_detail(row.record_id, row.digest, run.fetched_on):
            wanted[row.record_id] = row
    check = detail_fault(_read_detail)
    run.each(
        [
            PageRequest(
                f"{DETAIL}{record_id}",
                "/standardProduct/showDetail/{}/{}.do".format(*record_id.rsplit("-", 1)),
                check=check,
            )
            for record_id in wanted
        ]
    )


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """The declarations of all list pages with those details that were asked for."""
    lists = [page for page in pages if page.key.startswith(_LIST) and not page.error]
    details = [page for page in pages if page.key.startswith(DETAIL)]
    rows = [row for page in lists for row in _rows(page)]
    return batch_of(rows, details, _read_detail, discloses_indicators=True)


def _walk(run: FetchRun) -> list[ListRow]:
    found: list[ListRow] = []
    seen: set[str] = set()
    for number in range(1, run.config.max_pages + 1):
        page = run.post(
            f"{_LIST}{number:06}", _QUERY, data={**_NO_FILTER, "pageNum": number}, check=_list_fault
        )
        rows = _rows(page)
        if not rows and number == 1:
            raise SourceStopped(
                "empty_answer",
                f"来源 {run.config.name} 的列表第 1 页没有任何记录：空列表不能当作全量，"
                f"请核对平台是否改版",
            )
        is_last = len(rows) < run.config.page_size
        ids = {row.record_id or row.digest for row in rows}
        # rows move down a page when others are declared meanwhile, but never all of them
        if not is_last and ids <= seen:
            raise SourceStopped(
                "paging_repeats",
                f"来源 {run.config.name} 的列表第 {number} 页全是已见过的记录："
                f"平台没有理会页码，列表不完整，请核对翻页参数 pageNum",
            )
        seen |= ids
        found += rows
        run.progress(number, None)
        if is_last:
            return found
    raise SourceStopped(
        "page_limit",
        f"来源 {run.config.name} 的列表超过 {run.config.max_pages} 页：若属正常，"
        f"请在 sources.yml 调高 max_pages",
    )


def _list_fault(body: bytes) -> str | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return "page_cut_off" if body.lstrip()[:1] == b"{" else "not_the_table"
    is_list = isinstance(answer, dict) and isinstance(answer.get("result"), list)
    return None if is_list else "not_the_table"


def _rows(page: RawPage) -> list[ListRow]:
    result: list[Any] = json.loads(page.body())["result"]
    return [_row(item, place, page) for place, item in enumerate(result, start=1)]


def _row(item: Any, place: int, page: RawPage) -> ListRow:
    said = item if isinstance(item, dict) else {}
    texts = {
        name: None if said.get(name) is None else str(said[name])
        for name in (
            "standardCode",
            "standardName",
            "orgCode",
            "enterpriseName",
            "standardStatus",
            "standardId",
        )
    }
    org_code, standard_id = (texts["orgCode"] or "").strip(), texts["standardId"] or ""
    is_addressed = _ORG_CODE.fullmatch(org_code) and re.fullmatch("[0-9]{1,18}", standard_id)
    status = texts["standardStatus"]
    return ListRow(
        record_id=f"{org_code}-{standard_id}" if is_addressed else None,
        digest=digest_of(list(texts.values())),
        place=f"第 {place} 行",
        page=page,
        fields={
            "org_name": texts["enterpriseName"],
            "credit_code": org_code or None,
            "standard_no": texts["standardCode"],
            "standard_name": texts["standardName"],
            "status": _STATUS.get(status, status) if status else None,
        },
    )


def _read_detail(body: bytes) -> Detail:
    fields, page = read_head(body, _LABELS)
    products = html.records(page, ("产品名称", _SPEC_AND_MODEL))
    if products is None:
        raise DetailFaultError("page_cut_off")
    # a declaration may disclose no indicators, and then the page need not have their table
    indicators = html.records(page, ("指标名称", "指标要求")) or []
    return Detail(
        fields,
        [
            {**columns_of(product, _PRODUCT_COLUMNS), **_spec_and_model(product)}
            for product in products
        ],
        [columns_of(indicator, _INDICATOR_COLUMNS) for indicator in indicators],
    )


def _spec_and_model(product: dict[str, html.Cell]) -> dict[str, str | None]:
    """The two sides of the bold slash; all of the text is the specification where there is none."""
    cell = product.get(_SPEC_AND_MODEL)
    if cell is None:
        return {}
    spec, *models = html.bold_parts(cell, "/")
    return {"spec": spec or None, "model": "/".join(models) or None}
