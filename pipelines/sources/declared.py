"""What the two declaration platforms share: list rows and detail pages, joined into one batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core import records
from pipelines.core.records import Batch
from pipelines.core.text import fold
from pipelines.sources import html
from pipelines.sources.rejections import Rejections, origin
from pipelines.sources.run import GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipelines.store.raw import RawPage

DETAIL = "detail/"
"""Prefix of the keys of detail pages; the record id follows."""

_REASONS = {
    "page_cut_off": "的详情页不完整（缺页尾或产品表），未取用：下次运行会再取，仍如此请到平台核对",
    "not_the_table": "的详情页不是声明页（没有企业或标准的栏目），未取用：请核对平台是否改版",
    "empty_answer": "的详情页内容为空，没有可取用的：下次运行会再取，仍如此请到平台核对",
    "detail_gone": "的详情页在平台上已不存在，本次没有内容可取：请到平台核对该声明是否撤回",
}


@dataclass(frozen=True)
class ListRow:
    """A row of a list of declarations, as sent.

    Attributes:
        record_id: null where the row leads to no detail.
        digest: of the row's text fields.
        place: where it stands, for a person: 第 3 行.
        page: that it stands on.
        fields: columns of `records.DECLARATIONS` that the row says.
    """

    record_id: str | None
    digest: str
    place: str
    page: RawPage
    fields: Mapping[str, str | None]


@dataclass(frozen=True)
class Detail:
    """A detail page, as sent.

    Attributes:
        fields: columns of `records.DECLARATIONS` that the page says.
        products: columns of `records.PRODUCTS`, in the order sent.
        indicators: columns of `records.INDICATORS`, in the order sent.
    """

    fields: Mapping[str, str | None]
    products: Sequence[Mapping[str, str | None]]
    indicators: Sequence[Mapping[str, str | None]] = ()


class DetailFaultError(Exception):
    """A page is no detail page; `code` says why: page_cut_off or not_the_table."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_head(
    body: bytes, labels: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str | None], list[html.Table]]:
    """The label/value pairs of a detail page, and its tables.

    Raises:
        DetailFaultError: the page has no end, or says neither the enterprise nor the number.
    """
    if html.is_cut_off(body):
        raise DetailFaultError("page_cut_off")
    page = html.tables(body)
    fields = html.values(page, labels)
    if not fields.get("org_name") and not fields.get("standard_no"):
        raise DetailFaultError("not_the_table")
    return dict(fields), page


def columns_of(
    record: Mapping[str, html.Cell], columns: Mapping[str, str]
) -> dict[str, str | None]:
    """The texts of a table's record by column, empty ones as null; `columns` is name → header."""
    return {
        name: record[header].text or None for name, header in columns.items() if header in record
    }


def detail_fault(read_detail: Callable[[bytes], Detail]) -> Callable[[bytes], str | None]:
    """The check that a request for a detail carries, from the function that reads one."""

    def check(body: bytes) -> str | None:
        try:
            read_detail(body)
        except DetailFaultError as fault:
            return fault.code
        return None

    return check


def batch_of(
    rows: Sequence[ListRow],
    details: Sequence[RawPage],
    read_detail: Callable[[bytes], Detail],
    *,
    discloses_indicators: bool,
) -> Batch:
    """One declaration a list row, and one a detail that no list row leads to.

    A row whose detail is missing says that a known declaration is still listed. It carries no list
    digest: were the row another one, the next night must still see that its detail was not read.

    Args:
        rows: of all list pages; a row that stands on two of them counts twice.
        details: stored detail pages, those with an error too.
        read_detail: reads one body, raising `DetailFaultError`.
        discloses_indicators: does the platform have an indicator table?
    """
    batch = _Rows(discloses_indicators=discloses_indicators)
    pages = {page.key.removeprefix(DETAIL): page for page in details}
    readings = {
        record_id: _reading(record_id, page, read_detail) for record_id, page in pages.items()
    }
    listed: set[str] = set()
    for row in rows:
        if row.record_id is None:
            batch.reject(
                row.page,
                f"{row.page.key}#{row.place}",
                "no_record_id",
                f"列表页 {row.page.key} {row.place}没有可用的声明编号，未取用：请核对原始页面",
            )
            continue
        listed.add(row.record_id)
        page, reading = pages.get(row.record_id), readings.get(row.record_id)
        if page is None or reading is None:
            batch.declare(row.record_id, row.page, row.fields, None, has_detail=False)
        elif isinstance(reading, _Fault):
            batch.reject(page, row.record_id, reading.code, reading.sentence)
        elif contradiction := _contradiction(row, reading):
            batch.reject(page, row.record_id, "detail_contradicts_list", contradiction)
        else:
            fields = {**row.fields, **_said(reading.fields)}
            batch.declare(row.record_id, page, fields, row.digest, has_detail=True)
            batch.disclose(row.record_id, reading)
    unlisted = sorted(readings.keys() - listed)
    for record_id in unlisted:
        page, reading = pages[record_id], readings[record_id]
        if isinstance(reading, _Fault):
            batch.reject(page, record_id, reading.code, reading.sentence)
        else:
            batch.declare(record_id, page, reading.fields, None, has_detail=True)
            batch.disclose(record_id, reading)
    return batch.close(len(rows) + len(unlisted))


@dataclass(frozen=True)
class _Fault:
    code: str
    sentence: str


def _reading(
    record_id: str, page: RawPage, read_detail: Callable[[bytes], Detail]
) -> Detail | _Fault:
    code = page.error
    if code is None:
        try:
            return read_detail(page.body())
        except DetailFaultError as fault:
            code = fault.code
    elif code in GONE:
        code = "detail_gone"
    if code in _REASONS:
        return _Fault(code, f"声明 {record_id} {_REASONS[code]}")
    return _Fault(
        "detail_failed",
        f"声明 {record_id} 的详情页没有取到（{code}，HTTP {page.status}）："
        f"重新运行同一日期会再取，次日运行也会再取",
    )


def _contradiction(row: ListRow, detail: Detail) -> str | None:
    """A sentence when a detail agrees with its list row neither in enterprise nor in number.

    One of them alone may differ: an enterprise is renamed, a number is corrected.
    """
    pairs = [
        (name, row.fields.get(name), detail.fields.get(name))
        for name in ("org_name", "standard_no")
    ]
    if any(not listed or not told or _is_same(listed, told) for _, listed, told in pairs):
        return None
    (_, listed_org, told_org), (_, listed_no, told_no) = pairs
    return (
        f"声明 {row.record_id} 的详情页写的是“{told_org}”的“{told_no}”，列表中是“{listed_org}”的"
        f"“{listed_no}”，企业名称与标准编号都不一致，未取用：请到平台核对哪一个属实"
    )


def _is_same(listed: str, told: str) -> bool:
    one, other = ("".join(fold(text).split()).casefold() for text in (listed, told))
    return one == other


def _said(fields: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: text for name, text in fields.items() if text}


@dataclass
class _Rows(Rejections):
    discloses_indicators: bool = False
    declarations: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    disclosed: set[str] = field(default_factory=set)

    def declare(
        self,
        record_id: str,
        page: RawPage,
        fields: Mapping[str, str | None],
        list_digest: str | None,
        *,
        has_detail: bool,
    ) -> None:
        self.declarations.append(
            {
                **origin(page, record_id),
                "list_digest": list_digest,
                "has_detail": has_detail,
                "discloses_indicators": self.discloses_indicators,
                **{name: text or None for name, text in fields.items()},
            }
        )

    def disclose(self, record_id: str, detail: Detail) -> None:
        if record_id in self.disclosed:  # a list row that is repeated has one detail
            return
        self.disclosed.add(record_id)
        for number, product in enumerate(detail.products, start=1):
            self.products.append({"record_id": record_id, "product_no": number, **product})
        for number, indicator in enumerate(detail.indicators, start=1):
            self.indicators.append({"record_id": record_id, "row_no": number, **indicator})

    def close(self, received: int) -> Batch:
        return Batch(
            received=received,
            declarations=pl.DataFrame(self.declarations, schema=records.DECLARATIONS),
            products=pl.DataFrame(self.products, schema=records.PRODUCTS),
            indicators=pl.DataFrame(self.indicators, schema=records.INDICATORS),
            rejected=self.rejected(),
        )
