"""Great Expectations on DuckDB: the datasource that it lacks, and running one expectation.

Importing this module imports Great Expectations, which takes seconds; only functions import it.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import great_expectations as gx
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from sqlalchemy import URL

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation


class ExpectationError(RuntimeError):
    """An expectation could not be evaluated: it says nothing about the data."""


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Keeps one connection open from the first query to `close`.

    Great Expectations reads a result after it has given the connection back; with DuckDB the rows
    are gone by then and every metric comes back empty.
    """

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        """The one connection of this engine."""
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection

    def close(self) -> None:
        """Closes the connection, so that the file can be written or removed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file as a datasource, reached through `DuckDBExecutionEngine`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        """The engine that keeps its connection."""
        return DuckDBExecutionEngine


@dataclass(frozen=True)
class Outcome:
    """What one expectation found.

    Attributes:
        success: whether it holds.
        element_count: rows looked at; null where the expectation is a query.
        unexpected_count: rows that break it.
        examples: a few unexpected values.
        seconds: wall clock.
    """

    success: bool
    element_count: int | None
    unexpected_count: int
    examples: list[Any]
    seconds: float


class Checker:
    """Runs expectations on the tables of one DuckDB file, which it opens for reading only."""

    def __init__(self, datasource: SQLDatasource) -> None:
        self._datasource = datasource
        self._batches: dict[str, Batch] = {}

    def run(self, table: str, expectation: Expectation) -> Outcome:
        """Evaluates an expectation inside DuckDB.

        Raises:
            ExpectationError: it could not be evaluated, a column is missing for instance.
        """
        begin = time.perf_counter()
        found = self._batch(table).validate(expectation, result_format="BASIC")
        if not found.success and not found.result:
            # without this a rule on a missing column would read as a table full of violations
            raise ExpectationError(
                f"期望 {expectation.expectation_type} 在表 {table} 上无法执行："
                f"{_reason(found.exception_info)}；请核对列名与规则"
            )
        result = found.result
        count = result.get("unexpected_count", 0 if found.success else result.get("observed_value"))
        return Outcome(
            success=bool(found.success),
            element_count=result.get("element_count"),
            unexpected_count=int(count or 0),
            examples=list(result.get("partial_unexpected_list") or []),
            seconds=time.perf_counter() - begin,
        )

    def _batch(self, table: str) -> Batch:
        if table not in self._batches:
            asset = self._datasource.add_table_asset(table, table_name=table)
            self._batches[table] = asset.add_batch_definition_whole_table("all").get_batch()
        return self._batches[table]


@contextmanager
def open_checker(database: Path, *, threads: int, memory_limit: str) -> Iterator[Checker]:
    """A checker over a DuckDB file; every connection is closed at the end.

    The context lives in memory; nothing is sent anywhere and no progress bar is drawn.

    Args:
        database: the file; nobody may hold it open for writing.
        threads: cores that DuckDB may use.
        memory_limit: in DuckDB's spelling.
    """
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
            analytics_enabled=False,
        ),
    )
    datasource = context.data_sources.add_duckdb(
        name="scratch",
        connection_string=URL.create("duckdb", database=str(database)).render_as_string(),
        kwargs={
            "connect_args": {
                "read_only": True,
                "config": {"threads": threads, "memory_limit": memory_limit},
            }
        },
    )
    try:
        yield Checker(datasource)
    finally:
        datasource.get_execution_engine().close()
        datasource.get_engine().dispose()


def _reason(exception_info: dict[str, Any]) -> str:
    """The first message of a failed validation, without its traceback."""
    for detail in (exception_info, *exception_info.values()):
        if isinstance(detail, dict) and detail.get("exception_message"):
            return str(detail["exception_message"]).splitlines()[0]
    return "没有说明原因"
