"""Questions to the tables that an audience may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import duckdb


class Field(NamedTuple):
    """A key field of a programme: the unit in which pages load entries."""

    programme: str
    field_code: str


def board_key(table: str) -> str:
    """SQL of a board's name in addresses, out of the columns of a table that is asked."""
    columns = ("programme", "field_code", "product_category", "period")
    return " || '/' || ".join(f"{table}.{column}" for column in columns)


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, field: Field | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns and rows of a query, which may ask for `$programme`, `$field_code`."""
    cursor = connection.execute(sql, field._asdict() if field else None)
    return [column[0] for column in cursor.description or ()], cursor.fetchall()


def records(
    connection: duckdb.DuckDBPyConnection, sql: str, field: Field | None = None
) -> list[dict[str, Any]]:
    """The same as one dictionary a row."""
    names, rows = ask(connection, sql, field)
    return [dict(zip(names, row, strict=True)) for row in rows]
