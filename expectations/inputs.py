"""The columns of the normalised layer that the checks read, as views in a scratch DuckDB file.

`expectations` imports nothing of the pipeline: the Parquet files are the interface, and a test
compares these columns with the pipeline's own schemas.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_KEY = {"source": "varchar", "fetched_on": "date", "record_id": "varchar"}

COLUMNS: dict[str, dict[str, str]] = {
    "observations": _KEY | {"change": "varchar", "record_count": "integer"},
    "declarations": _KEY
    | {
        "enterprise_id": "varchar",
        "org_name": "varchar",
        "standard_no": "varchar",
        "standard_name": "varchar",
        "published_at": "timestamp",
        "published_on": "date",
        "status": "varchar",
        "area_raw": "varchar",
        "discloses_indicators": "boolean",
    },
    "declared_products": _KEY
    | {
        "product_no": "integer",
        "product_name": "varchar",
        "generic_name": "varchar",
        "brand": "varchar",
        "spec": "varchar",
        "model": "varchar",
        "category_text": "varchar",
    },
    "declared_indicators": _KEY
    | {
        "row_no": "integer",
        "part_no": "integer",
        "indicator_name": "varchar",
        "indicator_name_raw": "varchar",
        "requirement_raw": "varchar",
        "status": "varchar",
        "op": "varchar",
        "low": "double",
        "high": "double",
        "unit": "varchar",
        "grade": "varchar",
        "test_method_text": "varchar",
    },
    "declared_citations": _KEY | {"standard_no": "varchar"},
    "overruled_values": {
        "decision_id": "varchar",
        "subject": "varchar",
        "indicator_name_raw": "varchar",
        "requirement_raw": "varchar",
        "recorded_at": "timestamp",
        "part_no": "integer",
        "status": "varchar",
        "op": "varchar",
        "low": "double",
        "high": "double",
        "unit": "varchar",
        "grade": "varchar",
    },
    "indicator_sets": _KEY
    | {
        "declaration_ref": "varchar",
        "enterprise_id": "varchar",
        "org_name": "varchar",
        "standard_no": "varchar",
    },
    "catalogue_standards": _KEY
    | {"standard_no": "varchar", "name": "varchar", "status": "varchar"},
    "supervision_findings": _KEY
    | {
        "finding_kind": "varchar",
        "org_name": "varchar",
        "product_name": "varchar",
        "model": "varchar",
        "result": "varchar",
        "failed_items": "varchar",
        "grounds": "varchar",
        "authority": "varchar",
        "decided_on": "date",
    },
    "consumer_feedback": _KEY
    | {"field_text": "varchar", "product_name": "varchar", "received_on": "date"},
    "feedback_words": _KEY | {"indicator_code": "varchar", "word": "varchar"},
    "quarantine": _KEY | {"reason_code": "varchar", "record_count": "integer"},
    "source_runs": {
        "source": "varchar",
        "fetched_on": "date",
        "attempt": "integer",
        "coverage": "varchar",
        "role": "varchar",
        "received": "bigint",
        "is_complete": "boolean",
        "stop_reason": "varchar",
    },
}
"""Tables: files `<table>/<source>/<date>.parquet`, or `<table>/all.parquet`."""

REFERENCE_COLUMNS: dict[str, dict[str, str]] = {
    "units": {"unit": "varchar", "dimension": "varchar", "factor": "double"},
    "indicator_aliases": {
        "alias": "varchar",
        "indicator_code": "varchar",
        "product_category": "varchar",
    },
    "category_ancestors": {
        "product_category": "varchar",
        "ancestor_category": "varchar",
        "distance": "integer",
    },
    "product_matches": {
        "category_text": "varchar",
        "product_name": "varchar",
        "product_category": "varchar",
    },
    "method_matches": {"test_method_text": "varchar", "test_method": "varchar"},
}
"""Reference tables: files `reference/<table>.parquet`."""


class InputError(ValueError):
    """A normalised file lacks a column that a check reads."""


@contextmanager
def open_scratch(
    database: Path, *, threads: int, memory_limit: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new DuckDB file to build tables in; spills beside itself.

    Args:
        database: a file that does not exist yet.
        threads: cores that DuckDB may use.
        memory_limit: in DuckDB's spelling.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": memory_limit,
        "temp_directory": str(database.parent / "spill"),
        "preserve_insertion_order": False,
    }
    connection = duckdb.connect(database, config=config)
    try:
        yield connection
    finally:
        connection.close()


def create_view(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    files: Sequence[Path],
    *,
    temporary: bool = True,
) -> None:
    """A view with exactly the columns, over Parquet files that may be none.

    Raises:
        InputError: a file cannot be read, or lacks a column.
    """
    chosen = ", ".join(f"{column}::{dtype} as {column}" for column, dtype in columns.items())
    if files:
        paths = ", ".join(_literal(str(path)) for path in files)
        query = f"select {chosen} from read_parquet([{paths}], union_by_name = true)"
    else:
        nothing = ", ".join(f"null::{dtype} as {column}" for column, dtype in columns.items())
        query = f"select {nothing} where false"
    try:
        connection.execute(f"create {'temp' if temporary else ''} view {name} as {query}")
    except duckdb.Error as error:
        raise InputError(
            f"标准化数据 {name} 不能读取（{str(error).splitlines()[0]}）；"
            "请确认文件由本版本写出，否则以 lingpao rebuild 重建"
        ) from error


def partition_files(root: Path, table: str) -> list[Path]:
    """All partitions of a table, in a fixed order."""
    return sorted((root / table).rglob("*.parquet"))


def create_views(connection: duckdb.DuckDBPyConnection, root: Path, tables: Iterable[str]) -> None:
    """A view for each named table of the normalised layer, all sources and dates of it.

    Raises:
        InputError: as `create_view`; a reference table that is not there.
    """
    for name in tables:
        if name in COLUMNS:
            create_view(connection, name, COLUMNS[name], partition_files(root, name))
            continue
        path = root / "reference" / f"{name}.parquet"
        if not path.exists():
            raise InputError(f"缺少参考表 {path.name}；请先运行标准化阶段写出 reference")
        create_view(connection, name, REFERENCE_COLUMNS[name], [path])


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
