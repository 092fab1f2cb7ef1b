"""A large batch as several smaller ones, so that memory does not grow with the platform."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.core.records import Batch

SLICE_RECORDS = 100_000

_FRAMES = (
    "declarations",
    "products",
    "indicators",
    "indicator_sets",
    "standards",
    "findings",
    "feedback",
    "rejected",
)


def slices(
    batch: Batch, known: pl.DataFrame, size: int = SLICE_RECORDS
) -> Iterator[tuple[Batch, pl.DataFrame]]:
    """Cuts a batch and what was known by ranges of record ids.

    Each record is in one slice with all that belongs to it, and later slices hold later ids: tables
    that are sorted by record id are sorted when their slices follow each other.

    Args:
        batch: records of one source and fetch date.
        known: frame of schema `core.tables.KNOWN`.
        size: records received of which a slice has about so many.

    Yields:
        A batch, whose `received` stays that of the whole, and the rows of `known` for its range. A
        batch no larger than `size` comes back as it is.
    """
    ids = batch.record_ids()
    if ids.len() <= size:
        yield batch, known
        return
    bounds = ids.unique().sort().gather_every(size, offset=size).to_list()
    for low, high in pairwise([None, *bounds, None]):
        frames: dict[str, Any] = {
            name: _between(getattr(batch, name), low, high) for name in _FRAMES
        }
        yield replace(batch, **frames), _between(known, low, high)


def _between(frame: pl.DataFrame, low: str | None, high: str | None) -> pl.DataFrame:
    record_id = pl.col("record_id")
    conditions = [
        *([record_id >= low] if low is not None else []),
        *([record_id < high] if high is not None else []),
    ]
    return frame.filter(*conditions)
