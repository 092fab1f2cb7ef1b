"""What stands above the ranking models when a table is ranked.

A table enters where declared values have become numbers (`int_core_indicators__compared`, and side
by side `int_declaration_versions__valued`), and every rule that asks for more than a table says
finds nothing against anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.store.digest import sql_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import duckdb

CELLS = ("indicator_no", "value", "is_inclusive", "reason_code", "requirement_raw")
"""What is said of an indicator of an alternative, in columns `<cell>_<position>`."""

_GIVEN = {
    "int_boards__scheduled": "select * from given_boards",
    "int_boards__observed": """
        select
            board_no,
            'table' as source,
            true as is_enabled,
            cut_off_on as first_complete_on,
            cut_off_on as observed_until,
            false as is_reconstructed
        from given_boards
    """,
    "int_declaration_versions__enrolled": """
        select
            scheme_product_no,
            version_no,
            cast(version_no as varchar) as declaration_id,
            1 as version,
            'table' as indicator_source
        from given_alternatives
    """,
    "int_boards__candidates": """
        select
            boards.board_no,
            alternatives.scheme_product_no,
            alternatives.version_no,
            cast(alternatives.version_no as varchar) as declaration_id,
            1 as version,
            cast(alternatives.version_no as varchar) as enterprise_id,
            boards.product_category as category_set,
            true as has_model,
            'enterprise' as standard_kind,
            true as is_well_formed,
            'in_force' as status,
            'table' as indicator_source,
            boards.cut_off_on as observed_until,
            false as is_reconstructed,
            true as is_observed_in_time
        from given_alternatives as alternatives
        inner join given_boards as boards using (scheme_product_no)
    """,
    "fct_declared_indicators": """
        select
            cast(version_no as varchar) as declaration_id,
            1 as version,
            indicator_code,
            requirement_raw,
            cast(null as varchar) as requirement_read,
            'text' as status
        from given_answers
    """,
    # rules that ask for what no table says, each with the columns that a judgement reads
    "int_candidates__violating": """
        select board_no, '' as declaration_id, '' as evidence from given_boards where false
    """,
    "int_candidates__stricter": """
        select
            board_no, 0 as version_no, 0 as compared_count, 0 as better_count,
            0 as worse_count, '' as worse_text, '' as unmet_text
        from given_boards
        where false
    """,
    "int_candidates__superseded": """
        select board_no, '' as declaration_id, '' as evidence from given_boards where false
    """,
    "int_candidates__unlisted": """
        select board_no, '' as declaration_id, cut_off_on as unlisted_on
        from given_boards
        where false
    """,
    "int_candidates__decided": """
        select
            board_no, '' as declaration_id, cut_off_on as barred_until, cut_off_on as applied_on,
            cut_off_on as attested_on
        from given_boards
        where false
    """,
    "int_candidates__citing_outdated": """
        select board_no, '' as declaration_id, '' as standards_text from given_boards where false
    """,
}
"""Relations above the ranking models, over what `give` puts beside them."""

_COMPARED = """
    select
        indicator_no_{position} as scheme_indicator_no,
        version_no,
        value_{position} as value,
        is_inclusive_{position} as is_inclusive,
        reason_code_{position} as reason_code,
        requirement_raw_{position} as requirement_raw,
        cast(null as varchar) as test_method_text,
        row_no,
        1 as part_no
    from {table}
"""
_VALUED = "select scheme_product_no, version_no, {values} from {table}"

_KINDS: dict[pl.DataType, str] = {
    pl.Int32(): "integer",
    pl.Boolean(): "boolean",
    pl.String(): "varchar",
}

GIVEN = (*_GIVEN, "int_core_indicators__compared", "int_declaration_versions__valued")
"""Names of the relations that `give` makes."""


def give(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    boards: pl.DataFrame,
    tables: Mapping[tuple[int, ...], pl.DataFrame],
    answers: pl.DataFrame,
    weighed_positions: int,
) -> None:
    """Makes the relations `GIVEN` in a connection.

    Args:
        connection: where they are made.
        folder: for files that the relations read; it has to stay as long as they do.
        boards: as `int_boards__scheduled` has them.
        tables: alternatives by the positions (in the file of their scheme) of the core indicators
            that they are asked for: a row each with version_no, scheme_product_no, row_no and, by
            position, the `CELLS`.
        answers: what basic indicators say: version_no, indicator_code, requirement_raw.
        weighed_positions: the project's variable of that name.
    """
    folder.mkdir()
    names = {f"given_values_{number}": asked for number, asked in enumerate(tables, 1)}
    frames = {name: tables[asked] for name, asked in names.items()}
    for name, frame in {"given_boards": boards, "given_answers": answers, **frames}.items():
        _view(connection, name, frame, folder / f"{name}.parquet")
    relations = {
        "given_alternatives": [
            f"select version_no, scheme_product_no from {name}" for name in names
        ],
        **{name: [query] for name, query in _GIVEN.items()},
        "int_core_indicators__compared": [
            _COMPARED.format(table=name, position=position)
            for name, asked in names.items()
            for position in asked
        ],
        "int_declaration_versions__valued": [
            _VALUED.format(table=name, values=_values(asked, weighed_positions))
            for name, asked in names.items()
        ],
    }
    for name, queries in relations.items():
        connection.execute(f"create view {name} as {' union all '.join(queries)}")


def _values(asked: Collection[int], weighed_positions: int) -> str:
    return ", ".join(
        f"value_{position}" if position in asked else f"cast(null as double) as value_{position}"
        for position in range(1, weighed_positions + 1)
    )


def _view(
    connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, file: Path
) -> None:
    """Makes a frame a relation: a file, of which an engine knows more than of a frame.

    What all rows share is a literal, which costs no reader anything.
    """
    shared = {column.name: sql for column in frame if (sql := _literal(column)) is not None}
    # a file without columns has no rows
    own = [name for name in frame.columns if name not in shared] or frame.columns[:1]
    # not `select`, which makes whole columns of literals first; a small file saves nobody time
    frame[own].write_parquet(file, compression="uncompressed")
    columns = ", ".join(f"{shared.get(name, name)} as {name}" for name in frame.columns)
    source = f"read_parquet({sql_text(str(file))})"
    connection.execute(f"create view {name} as select {columns} from {source}")


def _literal(column: pl.Series) -> str | None:
    """SQL for the value of all rows; none where they differ, or for a text or a fraction."""
    kind = _KINDS.get(column.dtype)
    if kind is not None and column.null_count() == column.len():
        return f"cast(null as {kind})"
    if kind in {"integer", "boolean"} and not column.has_nulls() and column.min() == column.max():
        return f"cast({column[0]} as {kind})"
    return None
