"""Partitions of the normalised layer, and what they know of a source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.core import tables
from pipelines.store.normalised import NormalisedStore

if TYPE_CHECKING:
    from pathlib import Path

MAY, JUNE, JULY, LATE = date(2026, 5, 30), date(2026, 6, 14), date(2026, 7, 5), date(2026, 7, 7)


def write(store: NormalisedStore, day: date, *observed: tuple[str, str, str | None]) -> None:
    """Writes a partition with nothing but observations: (record, change, digest)."""
    observations = pl.DataFrame(
        [
            {"record_id": record, "change": change, "digest": digest, "list_digest": digest}
            for record, change, digest in observed
        ],
        schema=dict.fromkeys(("record_id", "change", "digest", "list_digest"), pl.String),
    )
    frames = {
        name: pl.DataFrame(schema=schema)
        for name, schema in tables.PARTITIONED.items()
        if name != "expectation_results"
    }
    missing = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in tables.OBSERVATIONS.items()
        if name not in observations.columns
    ]
    frames["observations"] = (
        observations.with_columns(missing)
        .with_columns(pl.lit("samr").alias("source"), pl.lit(day).alias("fetched_on"))
        .select(tables.OBSERVATIONS.names())
    )
    with store.partition("samr", day) as partition:
        partition.add(frames)


def known(store: NormalisedStore, before: date) -> dict[str, str]:
    return dict(store.known("samr", before).select("record_id", "digest").iter_rows())


@pytest.fixture
def store(tmp_path: Path) -> NormalisedStore:
    return NormalisedStore(tmp_path)


def test_nothing_is_known_before_the_first_night(store: NormalisedStore) -> None:
    assert known(store, MAY) == {}


def test_the_last_digest_of_each_record_is_known(store: NormalisedStore) -> None:
    write(store, MAY, ("a", "new", "1"), ("b", "new", "2"))
    write(store, JUNE, ("a", "changed", "3"), ("b", "unchanged", "2"))
    assert known(store, JUNE) == {"a": "1", "b": "2"}
    assert known(store, JULY) == {"a": "3", "b": "2"}


def test_a_record_that_disappeared_is_not_known_until_it_is_shown_again(
    store: NormalisedStore,
) -> None:
    write(store, MAY, ("a", "new", "1"))
    write(store, JUNE, ("a", "disappeared", None))
    assert known(store, JULY) == {}
    write(store, JULY, ("a", "new", "1"))
    assert known(store, LATE) == {"a": "1"}


def test_what_is_known_does_not_depend_on_the_kept_snapshots(store: NormalisedStore) -> None:
    write(store, MAY, ("a", "new", "1"), ("b", "new", "2"))
    write(store, JUNE, ("b", "disappeared", None))
    write(store, JULY, ("a", "changed", "4"))
    with_snapshots = known(store, LATE)
    for path in (store.root / "known").rglob("*.parquet"):
        path.unlink()
    assert known(store, LATE) == with_snapshots == {"a": "4"}


def test_a_partition_written_again_is_what_later_nights_know(store: NormalisedStore) -> None:
    write(store, MAY, ("a", "new", "1"))
    write(store, JUNE, ("a", "unchanged", "1"))
    write(store, MAY, ("z", "new", "9"))
    assert known(store, JUNE) == {"z": "9"}


def test_a_partition_without_its_mark_is_not_there(store: NormalisedStore) -> None:
    write(store, MAY, ("a", "new", "1"))
    (store.root / "source_runs" / "samr" / f"{MAY}.parquet").unlink()
    assert store.partitions("samr") == []


def test_every_table_can_be_read_before_its_first_partition(store: NormalisedStore) -> None:
    store.prepare()
    for name in tables.PARTITIONED | tables.WHOLE:
        assert store.read(name).collect().is_empty()


def test_a_frame_of_another_shape_is_refused(store: NormalisedStore) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        store.write_whole("decisions", pl.DataFrame({"decision_id": ["1"]}))


def results(day: date, severity: str, *, success: bool) -> pl.DataFrame:
    row = {"run_on": day, "suite": "data", "severity": severity, "success": success}
    missing = {name: None for name in tables.EXPECTATION_RESULTS if name not in row}
    return pl.DataFrame([row | missing], schema=tables.EXPECTATION_RESULTS)


@pytest.mark.parametrize(
    ("severity", "success", "is_asked_again"),
    [("blocking", False, True), ("blocking", True, False), ("warning", False, False)],
)
def test_a_night_that_was_blocked_is_checked_again(
    store: NormalisedStore, severity: str, success: bool, is_asked_again: bool
) -> None:
    write(store, MAY, ("a", "new", "1"))
    store.write_results("data", MAY, results(MAY, severity, success=success))
    assert store.unchecked("data") == ([MAY] if is_asked_again else [])


def test_a_night_that_was_written_again_is_checked_again(store: NormalisedStore) -> None:
    write(store, MAY, ("a", "new", "1"))
    assert store.unchecked("data") == [MAY]
    store.write_results("data", MAY, results(MAY, "blocking", success=True))
    assert store.unchecked("data") == []
    write(store, MAY, ("a", "new", "2"))
    assert store.unchecked("data") == [MAY]
