"""What every reader of stored pages says of a row: where it stands, and why it cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.records import REJECTED

if TYPE_CHECKING:
    from pipelines.store.raw import RawPage

Reject = Callable[["RawPage", str, str, str], None]
"""Told (page, record id or place, code, sentence) of a row, a page or a file without a record."""


@dataclass
class Rejections:
    """Collects rejections; the rows stay in the order received."""

    _rejected: list[dict[str, Any]] = field(default_factory=list)

    def reject(self, page: RawPage, record_id: str, code: str, reason: str) -> None:
        """A row, a page or a file that no record can be made of."""
        row = {**origin(page, record_id), "reason_code": code, "reason": reason}
        self._rejected.append(row)

    def rejected(self) -> pl.DataFrame:
        """What was rejected, as `core.records.REJECTED`."""
        return pl.DataFrame(self._rejected, schema=REJECTED)


def origin(page: RawPage, record_id: str) -> dict[str, Any]:
    """The columns with which every record as sent begins (`core.records`)."""
    return {
        "record_id": record_id,
        "raw_path": page.path,
        "raw_sha256": page.sha256,
        "attempt": page.attempt,
    }
