"""Questions to the tables that an audience may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import duckdb


class Field(NamedTuple):
    """A key field of a programme."""

    programme: str
    field_code: str


class Board(NamedTuple):
    """A board: the unit in which pages load entries."""

    programme: str
    field_code: str
    product_category: str
    period: str


class Shard(NamedTuple):
    """Declarations of a field from `first` to `last`: the unit in which pages load evidence."""

    programme: str
    field_code: str
    first: str
    last: str


Place = Field | Board | Shard

IN_SHARD = """
    {0}.programme = $programme and {0}.field_code = $field_code
    and {0}.declaration_id between $first and $last
"""
"""SQL of rows that belong to a shard, for a table by its name."""
ASKED = f"""
with asked as (
    select declaration_id from compared where {IN_SHARD.format("compared")}
    union
    select declaration_id from examined where {IN_SHARD.format("examined")}
)
"""
"""SQL that opens a query over the declarations of a shard."""
NAMED = """
left join programmes using (programme)
left join (
    select programme, field_code, arg_max(name_zh, year) as field_name
    from key_fields
    group by programme, field_code
) as fields using (programme, field_code)
left join categories using (product_category)
"""
"""SQL that joins what programme, field and category of a row are called."""


def board_key(table: str) -> str:
    """SQL of a board's name in addresses, out of the columns of a table that is asked."""
    columns = ("programme", "field_code", "product_category", "period")
    return " || '/' || ".join(f"{table}.{column}" for column in columns)


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, place: Place | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns and rows of a query, which asks for every property of `place`."""
    cursor = connection.execute(sql, place._asdict() if place else None)
    return [column[0] for column in cursor.description or ()], cursor.fetchall()


def records(
    connection: duckdb.DuckDBPyConnection, sql: str, place: Place | None = None
) -> list[dict[str, Any]]:
    """The same as one dictionary a row."""
    names, rows = ask(connection, sql, place)
    return [dict(zip(names, row, strict=True)) for row in rows]
