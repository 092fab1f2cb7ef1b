"""The analysts' examples, asked of the whole sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.site.queries import QUERIES, ExampleQuery

if TYPE_CHECKING:
    import duckdb


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.title)
def test_an_example_query_runs_and_finds_something(
    db: duckdb.DuckDBPyConnection, query: ExampleQuery
) -> None:
    assert db.execute(query.sql).fetchall()
