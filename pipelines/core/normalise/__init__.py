"""From records as sent to one normalised partition: typed, compared, accounted for.

Every received record ends as an observation or in quarantine. Content is kept only where it is new
or has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import tables
from pipelines.core.normalise.changes import compare
from pipelines.core.normalise.declarations import typed_declarations, typed_indicator_sets
from pipelines.core.normalise.feedback import typed_feedback
from pipelines.core.normalise.findings import typed_findings
from pipelines.core.normalise.slices import slices
from pipelines.core.normalise.standards import typed_standards

if TYPE_CHECKING:
    from datetime import date

    from pipelines.core.dictionaries.words import IndicatorWords
    from pipelines.core.divisions import Divisions
    from pipelines.core.records import Batch


@dataclass(frozen=True)
class Normalised:
    """The tables of one partition but its source runs, by name (`core.tables.PARTITIONED`)."""

    tables: dict[str, pl.DataFrame]

    def __getitem__(self, name: str) -> pl.DataFrame:
        """The table of that name."""
        return self.tables[name]


def normalise(
    batch: Batch,
    *,
    source: str,
    fetched_on: date,
    known: pl.DataFrame,
    infers_disappearance: bool,
    divisions: Divisions,
    words: IndicatorWords | None = None,
) -> Normalised:
    """Types a batch, compares it with what was known, and keeps what is new.

    Args:
        batch: as-sent records of one source and fetch date.
        source: the source's name.
        fetched_on: the fetch date.
        known: frame of schema `core.tables.KNOWN`, from the partitions before this one.
        infers_disappearance: true for a complete run of a source with `full` coverage: only such a
            run may say that a record is gone (design.md, “Sources differ in coverage”).
        divisions: the table of administrative divisions.
        words: that feedback is searched for; only a batch without feedback can do without.

    Returns:
        Frames with exactly the schemas of `core.tables.PARTITIONED`; observations and quarantine
        together stand for `batch.received` records.

    Raises:
        ValueError: there is feedback and nothing to search it for.
    """
    typed = [
        typed_declarations(
            _with_status(batch.declarations, known), batch.products, batch.indicators, divisions
        ),
        typed_indicator_sets(batch.indicator_sets, batch.indicators),
        typed_standards(batch.standards),
        typed_findings(batch.findings, divisions),
    ]
    if words is not None:
        typed.append(typed_feedback(batch.feedback, words))
    elif not batch.feedback.is_empty():
        raise ValueError(f"feedback of {source} without words to search it for")
    compared = [compare(part, known, fetched_on) for part in typed]
    key = {"source": pl.lit(source), "fetched_on": pl.lit(fetched_on)}

    made: dict[str, list[pl.DataFrame]] = {}
    for part in compared:
        for name, frame in part.content.items():
            made.setdefault(name, []).append(frame)
        made.setdefault("observations", []).append(part.observations)
        made.setdefault("quarantine", []).append(part.quarantine)
    made["quarantine"].append(_rejected(batch.rejected))
    if infers_disappearance:
        made["observations"].append(_disappeared(known, batch))

    return Normalised(
        {
            name: _conform([frame.with_columns(**key) for frame in made.get(name, [])], schema)
            for name, schema in tables.PARTITIONED.items()
            if name not in ("source_runs", "expectation_results")
        }
    )


def _with_status(declarations: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Gives a page that shows no status the one last known.

    Generation 2 shows it in the newest list only; a declaration that was never seen there is 已公开
    (wire-formats.md §2.2).
    """
    return (
        declarations.join(
            known.select("record_id", "status_raw"),
            on="record_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.when("has_detail")
            .then(pl.coalesce("status", "status_raw", pl.lit("已公开")))
            .otherwise("status")
            .alias("status")
        )
        .drop("status_raw")
    )


def _rejected(rejected: pl.DataFrame) -> pl.DataFrame:
    return rejected.group_by("record_id", maintain_order=True).agg(
        pl.col("reason_code", "reason", "raw_path", "attempt").last(),
        pl.len().cast(pl.Int32).alias("record_count"),
    )


def _disappeared(known: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """Known records that a complete full run did not show.

    One that cannot be read has not disappeared.
    """
    received = batch.record_ids().to_frame()
    return known.join(received, on="record_id", how="anti").select(
        "record_id",
        pl.lit("disappeared").alias("change"),
        pl.lit(0, pl.Int32).alias("record_count"),
    )


def _conform(frames: list[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    """One frame of exactly the schema's columns, in an order that does not depend on arrival."""
    frame = pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame(schema=schema)
    missing = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
        if name not in frame.columns
    ]
    keys = [
        name
        for name in (
            "record_id",
            "product_no",
            "row_no",
            "part_no",
            "standard_no",
            "change",
            "indicator_code",
        )
        if name in schema
    ]
    return (
        frame.with_columns(missing)
        .select(pl.col(name).cast(dtype) for name, dtype in schema.items())
        .sort(keys, nulls_last=True)
    )


__all__ = ["Normalised", "normalise", "slices"]
