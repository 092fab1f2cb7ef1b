"""National spot checks of products: the JSON service of psp.e-cqs.cn (wire-formats.md §4.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipelines.sources.findings import FindingReader
from pipelines.sources.listed import as_text, listed_rows
from pipelines.sources.paging import Shape, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.core.records import Batch
    from pipelines.sources.config import SourceConfig
    from pipelines.sources.paging import Row
    from pipelines.sources.run import FetchRun
    from pipelines.store.raw import RawPage

KIND = "spot_check"

_PATH = "/ecqsNationalCheckWeb/jsonClient.action"
_CALL = {"serviceName": "JdccService", "methodName": "listTask"}
# a row has no key of its own, and firms have the same product checked twice a day
_SHAPE = Shape(
    rows="value",
    row_key="org_name",
    inside=("returnValue",),
    is_own_key=False,
    total=("transferableProperties", "fspParameter", "pagination", "totalCount"),
)
_KEYS = {
    "org_name": "org_name",
    "area": "province_name",
    "product_name": "prod_name_1",
    "model": "models",
    "batch_no": "prod_date",
    "result": "effect",
    "failed_items": "no_hege",
    "decided_on": "org_date",
    "authority": "chou",
    "testing_body": "org",
}


def fetch(run: FetchRun) -> None:
    """All pages of all years.

    Option `call`: the JSON that names service and method. What its members are called was not seen,
    only the two names that they hold.

    Raises:
        SourceStopped: see `paging.walk`.
    """
    call = json.dumps(run.config.options.get("call", _CALL), separators=(",", ":"))

    def ask(number: int, check: Callable[[bytes], str | None]) -> RawPage:
        return run.post(
            f"list/{number:05}",
            _PATH,
            params={"encoding": "true", "jsonValue": call},
            data={
                "name": "easyui",
                "subject": "datagrid",
                "page": number,
                "rows": run.config.page_size,
            },
            check=check,
        )

    walk(run, "国家监督抽查结果", _SHAPE, ask)


def read(pages: Sequence[RawPage], config: SourceConfig) -> Batch:
    """Findings as the service lists them; equal rows are one record that stands for all of them."""
    reader = FindingReader()
    for page, number, row in listed_rows(pages, _SHAPE, reader.reject):
        reader.take(page, KIND, columns_of(row), f"{page.key} 第 {number} 行")
    return reader.batch()


def columns_of(row: Row) -> dict[str, str | None]:
    """What a row says; the class of the product stands in for a missing name."""
    columns = {column: as_text(row.get(key)) for column, key in _KEYS.items()}
    columns["product_name"] = columns["product_name"] or as_text(row.get("prod_name"))
    return columns
