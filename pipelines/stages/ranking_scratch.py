"""A table ranked in a scratch warehouse of a temporary folder, by the models of every night."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.core import reference_tables
from pipelines.core.scheme_models import NO_PROGRAMME
from pipelines.core.schemes import schemes_frames
from pipelines.stages.ranking_given import GIVEN, TROUBLE, VALUE, give
from pipelines.stages.ranking_project import NORMALISED, compiled_models
from pipelines.stages.ranking_table import CATEGORY
from pipelines.stages.warehouse import WarehouseError
from pipelines.store.normalised import NormalisedStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings
    from pipelines.stages.ranking_table import Alternatives

_WANTED = ("int_entries__ranked", "int_core_indicators__explained", "int_boards__noted")
"""What is read of the scratch; whatever else is read leads to these."""

_BOARDS = """
    select
        schemes.* exclude (evidence),
        products.product_category,
        -- numbered as the models number them
        cast(row_number() over (
            order by schemes.scheme_id, schemes.scheme_version, products.product_category
        ) as integer) as scheme_product_no,
        scheme_product_no as board_no,
        -- without a programme nothing is published that could rest on an example
        case when schemes.programme <> $none then schemes.evidence end as evidence,
        cast(schemes.year as varchar) as period,
        cast(null as varchar) as assessed,
        cast(null as varchar) as honours_bans_of,
        make_date(schemes.year, 1, 1) as begins_on,
        cast($on + interval 1 day as timestamp) as declared_until,
        $on as cut_off_on,
        $on as last_fetched_on,
        $on as catalogue_known_on
    from schemes
    inner join scheme_products as products using (scheme_id, scheme_version)
"""
_INDICATORS = """
    select
        boards.scheme_product_no,
        indicators.indicator_code,
        -- numbered as the models number them
        cast(row_number() over (
            order by boards.scheme_product_no, indicators.indicator_code
        ) as integer) as scheme_indicator_no
    from scheme_indicators as indicators
    inner join boards using (scheme_id, scheme_version, product_category)
"""


@dataclass(frozen=True)
class Contest:
    """A scheme and the alternatives that it ranks; schemes of one scratch differ in scheme_id."""

    scheme: Scheme
    alternatives: Alternatives


@contextmanager
def ranked_in_scratch(
    settings: Settings, contests: Sequence[Contest], on: date
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Runs the project's ranking models over tables, in memory; yields where their relations are.

    Rows of contest k (from 0) and row r of its `alternatives.rows` (from 0) is `version_no` in
    `int_entries__ranked`, counted through from 1. Basic indicators without a veto are waived.

    Args:
        settings: of the installation: threads, memory, where the dbt project is. What does not
            fit into the memory goes into a folder beside the warehouse, gone afterwards.
        contests: what to rank, each on boards of its own.
        on: cut-off date of the boards.

    Raises:
        WarehouseError: dbt or a model ended with an error.
    """
    parent = settings.warehouse.parent
    parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="rank-", dir=parent) as name,
        duckdb.connect() as connection,
    ):
        folder = Path(name)
        models = compiled_models(settings, folder / "compiled", _WANTED, GIVEN)
        _set_up(connection, settings, folder)
        reference = _reference(contests)
        NormalisedStore(folder).write_reference(reference)
        try:
            _give(connection, reference, contests, on)
            for model in models:
                kind = "table" if model.is_stored else "view"
                query = model.sql.replace(NORMALISED, str(folder).replace("'", "''"))
                connection.execute(f"create {kind} {model.relation} as {query}")
        except duckdb.Error as error:
            raise WarehouseError(f"排名的模型没有跑完：{error}") from error
        yield connection


def _set_up(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path) -> None:
    """Makes a connection like one of dbt's, with the warehouse in memory."""
    for name, value in {
        "threads": settings.threads,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
        "TimeZone": "UTC",
    }.items():
        connection.execute(f"set {name} = $value", {"value": value})
    # the name by which the models call it
    connection.execute(f"attach ':memory:' as {settings.warehouse.stem}")
    connection.execute(f"use {settings.warehouse.stem}")


def _reference(contests: Sequence[Contest]) -> dict[str, pl.DataFrame]:
    """Reference tables that know the schemes of the contests and nothing else."""
    reference = schemes_frames([contest.scheme for contest in contests])
    reference["scheme_indicators"] = reference["scheme_indicators"].filter(
        (pl.col("class") == "core") | pl.col("is_veto")
    )
    return {
        name: reference.get(name, pl.DataFrame(schema=schema))
        for name, schema in reference_tables.REFERENCE.items()
    }


def _give(
    connection: duckdb.DuckDBPyConnection,
    reference: Mapping[str, pl.DataFrame],
    contests: Sequence[Contest],
    on: date,
) -> None:
    """Puts what is above the ranking models into a connection."""
    for name in ("schemes", "scheme_products", "scheme_indicators"):
        connection.register(name, reference[name])
    boards = connection.execute(_BOARDS, {"on": on, "none": NO_PROGRAMME}).pl()
    connection.register("boards", boards)
    indicators = connection.execute(_INDICATORS).pl()
    products = {
        (scheme_id, category): number
        for scheme_id, category, number in boards.select(
            "scheme_id", "product_category", "scheme_product_no"
        ).iter_rows()
    }
    numbers = {(product_no, code): number for product_no, code, number in indicators.iter_rows()}
    tables: dict[int, list[pl.DataFrame]] = {}
    answers = []
    before = 0
    for contest in contests:
        given = contest.alternatives
        numbered = given.rows.with_row_index("version_no", offset=before + 1).with_columns(
            pl.col("version_no").cast(pl.Int32)
        )
        before += numbered.height
        answers.append(
            given.answers.join(numbered, on="row_no").select(
                "version_no", "indicator_code", "requirement_raw"
            )
        )
        for category in contest.scheme.categories:
            product_no = products[contest.scheme.scheme_id, category]
            asked = {
                item.code: numbers[product_no, item.code]
                for item in contest.scheme.core
                if category in contest.scheme.categories_of(item)
            }
            tables.setdefault(len(asked), []).append(
                _side_by_side(
                    numbered.filter(pl.col(CATEGORY) == category), product_no, asked, given.values
                )
            )
    give(
        connection,
        boards,
        {width: _without_trouble(pl.concat(each), width) for width, each in tables.items()},
        pl.concat(answers),
    )


def _side_by_side(
    rows: pl.DataFrame,
    product_no: int,
    asked: Mapping[str, int],
    values: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """The alternatives of one category as `ranking_given.give` takes them.

    Args:
        rows: the alternatives, each with its version_no and row_no.
        product_no: scheme_product_no of the category.
        asked: scheme_indicator_no by the code of each indicator that the category is asked for.
        values: of all alternatives, by code; see `ranking_table.Alternatives`.
    """
    columns = [
        rows["version_no"],
        pl.repeat(product_no, rows.height, dtype=pl.Int32, eager=True).alias("scheme_product_no"),
        rows["row_no"],
    ]
    for place, code in enumerate(sorted(asked, key=asked.__getitem__), 1):
        found = values[code]
        if found.height > rows.height:
            found = found.filter(pl.col("row_no").is_in(rows["row_no"].implode()))
        number = pl.lit(asked[code], dtype=pl.Int32).alias(VALUE[0])
        columns += [
            column.alias(f"{column.name}_{place}")
            for column in found.select(number, *VALUE[1:], *TROUBLE)
        ]
    return pl.DataFrame(columns)


def _without_trouble(table: pl.DataFrame, width: int) -> pl.DataFrame:
    """The table without what it says of indicators of which all have a plain number."""
    named = [[f"{cell}_{place}" for cell in TROUBLE] for place in range(1, width + 1)]
    return table.drop(
        *(
            name
            for inclusive, reason, raw in named
            if table[inclusive].all(ignore_nulls=False) and table[raw].null_count() == table.height
            for name in (inclusive, reason, raw)
        )
    )
