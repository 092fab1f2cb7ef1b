"""Writing a tiny normalised layer: rows as dictionaries in, Parquet as the stages write it out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core import reference_tables, tables

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


class Layer:
    """Rows by table, until they are written; columns that a row does not name are null."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.reference: defaultdict[str, list[Row]] = defaultdict(list)

    def add(self, table: str, *rows: Row) -> None:
        """Rows of a partitioned or whole table."""
        self.rows[table].extend(rows)

    def refer(self, table: str, *rows: Row) -> None:
        """Rows of a reference table."""
        self.reference[table].extend(rows)

    def write(self, root: Path) -> None:
        """One file a source and night beside an empty one; other tables as one file each."""
        for name, schema in tables.PARTITIONED.items():
            frame = _frame(self.rows[name], schema)
            _write(frame.clear(), root / name / "_empty.parquet")
            day = "run_on" if name == "expectation_results" else "fetched_on"
            by = [column for column in ("source", day) if column in schema]
            for key, part in frame.partition_by(by, as_dict=True).items():
                *folder, night = (str(value) for value in key)
                _write(part, root.joinpath(name, *folder, f"{night}.parquet"))
        for name, schema in tables.WHOLE.items():
            _write(_frame(self.rows[name], schema), root / name / "all.parquet")
        for name, schema in reference_tables.REFERENCE.items():
            _write(_frame(self.reference[name], schema), root / "reference" / f"{name}.parquet")


def _frame(rows: list[Row], schema: pl.Schema) -> pl.DataFrame:
    unknown = {name for row in rows for name in row} - set(schema)
    if unknown:
        raise KeyError(f"no such columns: {sorted(unknown)}")
    columns = {name: [row.get(name) for row in rows] for name in schema}
    return pl.DataFrame(columns, schema=schema)


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)
