"""What everybody who reads the warehouse relies on: tables, grains, comments in two languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

from pipelines.store.contract import CONTRACT


def test_the_warehouse_has_the_tables_of_a_release(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select table_name from information_schema.tables "
        "where regexp_matches(table_name, '^(dim|fct)_')"
    ).fetchall()
    assert {row[0] for row in found} == {table.name for table in CONTRACT}


def test_every_table_and_column_is_described_in_both_languages(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    comments = warehouse.execute(
        "with described as ("
        "select table_name, '' as column_name, comment from duckdb_tables() "
        "union all select view_name, '', comment from duckdb_views() "
        "union all select table_name, column_name, comment from duckdb_columns()) "
        "from described where regexp_matches(table_name, '^(dim|fct)_')"
    ).fetchall()
    bad = [
        (table, column)
        for table, column, comment in comments
        if not comment or not re.search(r"[A-Za-z].* / .*[\u4e00-\u9fff]", comment)
    ]
    assert bad == []
    assert len(comments) > 200


def test_the_grain_of_the_contract_is_unique(warehouse: duckdb.DuckDBPyConnection) -> None:
    for table in CONTRACT:
        grain = ", ".join(table.grain)
        source = f"({table.settled.format(table=table.name)})" if table.settled else table.name
        twice = warehouse.execute(
            f"select {grain} from {source} group by all having count(*) > 1"
        ).fetchall()
        assert twice == [], table.name


def test_a_release_can_read_the_warehouse_under_another_name(built: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built}' as work (read_only)")
        for table in CONTRACT:
            connection.execute(f"select count(*) from work.main.{table.name}").fetchall()
