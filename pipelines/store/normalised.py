"""The normalised layer on disk.

Partitions by table, source and fetch date, and what earlier nights knew.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core import reference_tables, tables
from pipelines.store.files import atomic_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pyarrow.parquet import ParquetWriter

_ROW_GROUP = 200_000
_SNAPSHOTS_KEPT = 3  # a night that is run again finds what was known before it


WRITTEN = frozenset(tables.PARTITIONED) - {"expectation_results"}
"""Tables of which a source has a file a fetch date."""


class PartitionWriter:
    """Open files of one partition, a table each."""

    def __init__(self, writers: Mapping[str, ParquetWriter]) -> None:
        self._writers = writers

    def add(self, piece: Mapping[str, pl.DataFrame]) -> None:
        """Appends rows to tables of the partition, in the order given."""
        for name, frame in piece.items():
            rows = _checked(frame, tables.PARTITIONED[name])
            self._writers[name].write_table(rows.to_arrow(), row_group_size=_ROW_GROUP)


class NormalisedStore:
    """Reads and writes `<table>/<source>/<date>.parquet`, `<table>/all.parquet`, `reference/`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        """Gives every table a file without rows, so that its columns are there from the start."""
        for name, schema in (tables.PARTITIONED | tables.WHOLE).items():
            path = self.root / name / "_empty.parquet"
            if not path.exists():
                _write(pl.DataFrame(schema=schema), path)

    @contextmanager
    def partition(self, source: str, fetched_on: date) -> Iterator[PartitionWriter]:
        """Replaces the partition of a source and fetch date by what the block adds, piece by piece.

        `source_runs` goes first and comes last: while it is missing the partition is not there.
        """
        self._forget(source, fetched_on)
        self._partition("source_runs", source, fetched_on).unlink(missing_ok=True)
        with ExitStack() as files:
            # what is opened first comes last
            yield PartitionWriter(
                {
                    name: _opened(files, name, self._partition(name, source, fetched_on))
                    for name in sorted(WRITTEN, key=lambda table: table != "source_runs")
                }
            )
        self._remember(source, fetched_on)

    def write_results(self, suite: str, run_on: date, results: pl.DataFrame) -> None:
        """Replaces the expectation results of a suite on a fetch date."""
        _write(
            _checked(results, tables.EXPECTATION_RESULTS),
            self._partition("expectation_results", suite, run_on),
        )

    def unchecked(self, suite: str) -> list[date]:
        """Fetch dates without results of a suite that still stand, oldest first.

        Results stand while no partition of their date is younger and nothing in them blocks.
        """
        youngest: dict[date, float] = {}
        for path in (self.root / "source_runs").glob("*/*.parquet"):
            day = date.fromisoformat(path.stem)
            youngest[day] = max(youngest.get(day, 0.0), path.stat().st_mtime)
        results = {day: self._partition("expectation_results", suite, day) for day in youngest}
        return sorted(
            day
            for day, written in youngest.items()
            if not results[day].exists()
            or results[day].stat().st_mtime < written
            or _blocks(results[day])
        )

    def write_whole(self, name: str, frame: pl.DataFrame) -> None:
        """Replaces a table that is rewritten each night."""
        _write(_checked(frame, tables.WHOLE[name]), self.root / name / "all.parquet")

    def write_reference(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Replaces reference tables."""
        for name, frame in frames.items():
            _write(
                _checked(frame, reference_tables.REFERENCE[name]),
                self.root / "reference" / f"{name}.parquet",
            )

    def read(self, name: str, columns: Iterable[str] | None = None) -> pl.LazyFrame:
        """All rows of a partitioned or whole table."""
        schema = (tables.PARTITIONED | tables.WHOLE)[name]
        files = sorted((self.root / name).rglob("*.parquet"))
        frame = pl.scan_parquet(files) if files else pl.LazyFrame(schema=schema)
        return frame.select(list(columns)) if columns else frame

    def partitions(self, source: str) -> list[date]:
        """Fetch dates that are whole, oldest first."""
        folder = self.root / "source_runs" / source
        return sorted(date.fromisoformat(path.stem) for path in folder.glob("*.parquet"))

    def source_runs(self, source: str) -> pl.DataFrame:
        """Attempts of a source over all its partitions, oldest first."""
        return (
            self.read("source_runs")
            .filter(pl.col("source") == source)
            .sort("fetched_on", "attempt")
            .collect()
        )

    def known(self, source: str, before: date) -> pl.DataFrame:
        """What the partitions before a fetch date knew of a source: schema `core.tables.KNOWN`.

        A record that disappeared is not known; shown again, it is new.
        """
        days = [day for day in self.partitions(source) if day < before]
        base = max((day for day in self._snapshots(source) if day in days), default=None)
        files = [
            self._partition("observations", source, day)
            for day in days
            if base is None or day > base
        ]
        frames = [pl.scan_parquet(files)] if files else []
        if base is not None:
            frames.append(
                pl.scan_parquet(self._snapshot(source, base)).with_columns(
                    pl.lit(base).alias("fetched_on"), pl.lit("unchanged").alias("change")
                )
            )
        if not frames:
            return pl.DataFrame(schema=tables.KNOWN)
        return (
            pl.concat(frames, how="diagonal")
            .sort("fetched_on")
            .group_by("record_id")
            .agg(
                pl.col("change", "digest").last(),
                pl.col("list_digest", "status_raw", "detail_on").drop_nulls().last(),
            )
            .filter(pl.col("change") != "disappeared")
            .select(tables.KNOWN.names())
            .sort("record_id")
            .collect()
        )

    def _remember(self, source: str, fetched_on: date) -> None:
        """Keeps what is known after a night, so that the next one need not read years of nights."""
        _write(
            self.known(source, fetched_on + timedelta(days=1)), self._snapshot(source, fetched_on)
        )
        for day in self._snapshots(source)[:-_SNAPSHOTS_KEPT]:
            self._snapshot(source, day).unlink()

    def _forget(self, source: str, since: date) -> None:
        """Removes what was built on a partition that is about to be replaced."""
        for day in self._snapshots(source):
            if day >= since:
                self._snapshot(source, day).unlink()

    def _snapshots(self, source: str) -> list[date]:
        folder = self.root / "known" / source
        return sorted(date.fromisoformat(path.stem) for path in folder.glob("*.parquet"))

    def _snapshot(self, source: str, day: date) -> Path:
        return self.root / "known" / source / f"{day.isoformat()}.parquet"

    def _partition(self, name: str, source: str, fetched_on: date) -> Path:
        return self.root / name / source / f"{fetched_on.isoformat()}.parquet"


def _blocks(results: Path) -> bool:
    """Whether a blocking expectation failed: not asked again, the night would be released."""
    failed = pl.scan_parquet(results).filter(~pl.col("success"), pl.col("severity") == "blocking")
    return not failed.head(1).collect().is_empty()


def _checked(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The frame, if it is of the table's columns and types; polars names what is not."""
    return frame.match_to_schema(schema)


def _opened(files: ExitStack, table: str, path: Path) -> ParquetWriter:
    """A writer of a table, whose file is at `path` when `files` closes well."""
    # who only reads, or writes whole tables, does not wait for it
    from pyarrow.parquet import ParquetWriter

    schema = pl.DataFrame(schema=tables.PARTITIONED[table]).to_arrow().schema
    scratch = files.enter_context(atomic_path(path))
    return files.enter_context(ParquetWriter(scratch, schema, compression="zstd"))


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as scratch:
        frame.write_parquet(scratch, compression="zstd", row_group_size=_ROW_GROUP)
