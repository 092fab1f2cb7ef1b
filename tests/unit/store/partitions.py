"""Raw partitions as tests fill them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.store.raw import RawPage, RawPartition, RawStore

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 5, 30)
AT = datetime(2026, 5, 29, 18, 0, 1, tzinfo=UTC)


def save(
    partition: RawPartition, key: str, body: bytes, *, url: str | None = None, **more: Any
) -> RawPage:
    return partition.save(
        key,
        body,
        url=url or f"https://example.invalid/{key}",
        method="GET",
        status=200,
        headers={"content-type": "text/html"},
        received_at=AT,
        **more,
    )


def begun(root: Path, source: str = "qybz", on: date = ON) -> RawPartition:
    partition = RawStore(root).partition(source, on)
    partition.begin(AT)
    return partition


def finish(partition: RawPartition, *, is_complete: bool = True) -> None:
    partition.finish(
        is_complete=is_complete,
        stop_reason=None if is_complete else "challenge",
        message=None if is_complete else "遇到验证页",
        requested=3,
        seconds=1.5,
        finished_at=AT,
    )


def reread(root: Path) -> RawPartition:
    return RawStore(root).partition("qybz", ON)
