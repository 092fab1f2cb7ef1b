"""The wide tables of the fields against the boards that they lay out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def test_the_wide_table_of_a_field_says_what_its_last_closed_boards_say(
    db: duckdb.DuckDBPyConnection,
) -> None:
    compared = 0
    for (table,) in db.execute(
        "select table_name from duckdb_tables() where table_name like 'indicators@_%' escape '@'"
    ).fetchall():
        field = table.removeprefix("indicators_")
        columns = [row[0] for row in db.execute(f"describe {table}").fetchall()]
        for code in (name.removesuffix("_level") for name in columns if name.endswith("_level")):
            differing, both = db.execute(
                f"""
                select
                    count(*) filter (
                        wide.{code}_level is distinct from listed.level
                        or cast(wide.{code} as varchar)
                        is distinct from coalesce(listed.grade, cast(listed.value as varchar))
                    ),
                    count(*)
                from {table} as wide
                inner join fct_board_entry_indicators as listed
                    using (programme, product_category, period, declaration_id)
                where listed.field_code = ? and listed.indicator_code = ?
                """,
                [field, code],
            ).fetchall()[0]
            assert differing == 0, (table, code)
            compared += both
        ranked = db.execute(f"select count(rank), count(*) from {table}").fetchall()[0]
        boards = f"select distinct programme, product_category, period from {table}"
        on_boards = db.execute(
            f"""
            select count(*) from fct_board_entries
            semi join ({boards}) using (programme, product_category, period)
            where field_code = ?
            """,
            [field],
        ).fetchall()[0][0]
        assert ranked[0] == on_boards, table
    assert compared > 0
