"""Rows of a catalogue, whatever its platform, as the standards and rejections of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import STANDARDS, Batch
from pipelines.sources.listed import as_text, listed_rows
from pipelines.sources.rejections import Rejections, origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.sources.paging import Row, Shape
    from pipelines.store.raw import RawPage


@dataclass
class CatalogueReader(Rejections):
    """Collects standards and rejections; the rows stay in the order received.

    A standard that was received more than once stands here once for each time: the last one
    holds, all are counted.
    """

    _standards: list[dict[str, Any]] = field(default_factory=list)

    def take(self, page: RawPage, record_id: str, columns: Mapping[str, Any]) -> None:
        """A row that is a record; values that are no text become text, absent ones null."""
        texts = {column: as_text(value) for column, value in columns.items()}
        self._standards.append({**origin(page, record_id), **texts})

    def batch(self) -> Batch:
        """What was collected."""
        rejected = self.rejected()
        return Batch(
            received=len(self._standards) + rejected.height,
            standards=pl.DataFrame(self._standards, schema=STANDARDS),
            rejected=rejected,
        )


def read_lists(
    lists: Iterable[tuple[Sequence[RawPage], Shape, Mapping[str, str], str]], record_key: str
) -> Batch:
    """The standards of the stored pages of catalogue lists.

    Args:
        lists: pages in the order of their numbers, their shape, column → key of a row, and kind of
            standard; a standard that stands in several lists is believed as the last one says.
        record_key: key of a row that is the record's id.
    """
    reader = CatalogueReader()
    for pages, shape, keys, kind in lists:
        for page, number, row in listed_rows(pages, shape, reader.reject):
            _take_row(reader, page, number, row, record_key, keys, kind)
    return reader.batch()


def _take_row(
    reader: CatalogueReader,
    page: RawPage,
    number: int,
    row: Row,
    record_key: str,
    keys: Mapping[str, str],
    kind: str,
) -> None:
    record_id = as_text(row.get(record_key))
    columns = {column: row.get(key) for column, key in keys.items()}
    if record_id is None or as_text(columns["standard_no"]) is None:
        missing = f"标识 {record_key}" if record_id is None else f"标准编号 {keys['standard_no']}"
        reader.reject(
            page,
            f"{page.key}#{number}",
            "no_record_id" if record_id is None else "no_standard_no",
            f"页面 {page.key} 第 {number} 行没有{missing}，不能成为记录；请在平台上核对此行",
        )
        return
    reader.take(page, record_id, {"kind": kind, **columns})
