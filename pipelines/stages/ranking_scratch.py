"""A table ranked in a scratch warehouse of a temporary folder, by the models of every night."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.core import reference_tables
from pipelines.core.scheme_models import NO_PROGRAMME
from pipelines.core.schemes import schemes_frames
from pipelines.stages.ranking_given import CELLS, GIVEN, give
from pipelines.stages.ranking_project import NORMALISED, compiled_models
from pipelines.stages.ranking_table import CATEGORY
from pipelines.stages.warehouse import WarehouseError
from pipelines.store.digest import sql_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings
    from pipelines.stages.ranking_table import Alternatives

_WANTED = ("int_entries__ranked", "int_core_indicators__explained", "int_boards__noted")
"""What is read of the scratch; whatever else is read leads to these."""

_SCHEME = ("scheme_id", "scheme_version")


@dataclass(frozen=True)
class Contest:
    """A scheme and the alternatives that it ranks; schemes of one scratch differ in scheme_id."""

    scheme: Scheme
    alternatives: Alternatives


def numbered_rows(contests: Sequence[Contest]) -> Iterator[tuple[Contest, range, pl.DataFrame]]:
    """Each contest, the version_no of its rows (counted through from 1), and the rows with it."""
    first = 1
    for contest in contests:
        rows = contest.alternatives.rows
        numbers = range(first, first + rows.height)
        numbered = rows.with_row_index("version_no", offset=first)
        yield contest, numbers, numbered.with_columns(pl.col("version_no").cast(pl.Int32))
        first = numbers.stop


@contextmanager
def ranked_in_scratch(
    settings: Settings, contests: Sequence[Contest], on: date
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Runs the project's ranking models over tables, in memory; yields where their relations are.

    Rows have the version_no of `numbered_rows` in `int_entries__ranked`. Basic indicators without
    a veto are waived.

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
        _connected(settings, Path(name)) as connection,
    ):
        folder = Path(name)
        reference = _reference(contests)
        positions = _weighed_positions(reference["scheme_indicators"])
        models = compiled_models(settings, folder / "compiled", _WANTED, GIVEN, positions)
        _write_reference(folder / "reference", reference)
        try:
            _give(connection, folder / "given", reference, contests, on, positions)
            for model in models:
                kind = "table" if model.is_stored else "view"
                query = model.sql.replace(f"'{NORMALISED}/", f"{sql_text(str(folder))[:-1]}/")
                connection.execute(f"create {kind} {model.relation} as {query}")
            yield connection
        except duckdb.Error as error:
            raise WarehouseError(f"排名的模型没有跑完：{error}") from error


@contextmanager
def _connected(settings: Settings, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection like one of dbt's, with the warehouse in memory."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.threads,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=config) as connection:
        connection.execute("set TimeZone = 'UTC'")
        # the name by which the models call it
        connection.execute(f"attach ':memory:' as {settings.warehouse.stem}")
        connection.execute(f"use {settings.warehouse.stem}")
        yield connection


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


def _write_reference(folder: Path, reference: Mapping[str, pl.DataFrame]) -> None:
    """Files where the models look for them; what is gone with the command need not be synced."""
    folder.mkdir()
    for name, frame in reference.items():
        schema = reference_tables.REFERENCE[name]
        frame.match_to_schema(schema).write_parquet(folder / f"{name}.parquet")


def _weighed_positions(indicators: pl.DataFrame) -> int:
    """Up to which position in the file of a scheme an indicator is weighed, at least 1."""
    return max(indicators.filter(pl.col("weight").is_not_null())["position"], default=1)


def _boards(reference: Mapping[str, pl.DataFrame], on: date) -> pl.DataFrame:
    """The boards of the contests, one a product category, numbered as the models number these."""
    return (
        reference["schemes"]
        .join(reference["scheme_products"].select(*_SCHEME, "product_category"), on=list(_SCHEME))
        .sort(*_SCHEME, "product_category")
        .with_row_index("scheme_product_no", offset=1)
        .with_columns(
            pl.col("scheme_product_no").cast(pl.Int32),
            pl.col("scheme_product_no").cast(pl.Int32).alias("board_no"),
            # without a programme nothing is published that could rest on an example
            pl.when(pl.col("programme") != NO_PROGRAMME).then("evidence"),
            pl.col("year").cast(pl.String).alias("period"),
            pl.lit(None, pl.String).alias("assessed"),
            pl.lit(None, pl.String).alias("honours_bans_of"),
            pl.date("year", 1, 1).alias("begins_on"),
            pl.lit(on + timedelta(days=1)).cast(pl.Datetime).alias("declared_until"),
            *(
                pl.lit(on).alias(name)
                for name in ("cut_off_on", "last_fetched_on", "catalogue_known_on")
            ),
        )
    )


def _give(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    reference: Mapping[str, pl.DataFrame],
    contests: Sequence[Contest],
    on: date,
    weighed_positions: int,
) -> None:
    """Puts what is above the ranking models into a connection."""
    boards = _boards(reference, on)
    # numbered as the models number them
    indicators = (
        reference["scheme_indicators"]
        .join(boards, on=[*_SCHEME, "product_category"])
        .sort("scheme_product_no", "indicator_code")
        .with_row_index("scheme_indicator_no", offset=1)
        .filter(pl.col("class") == "core")
    )
    products = {
        (scheme_id, category): number
        for scheme_id, category, number in boards.select(
            "scheme_id", "product_category", "scheme_product_no"
        ).iter_rows()
    }
    tables: dict[tuple[int, ...], list[pl.DataFrame]] = {}
    answers = []
    for contest, _, numbered in numbered_rows(contests):
        given = contest.alternatives
        answers.append(
            given.answers.join(numbered, on="row_no").select(
                "version_no", "indicator_code", "requirement_raw"
            )
        )
        for category in contest.scheme.categories:
            product_no = products[contest.scheme.scheme_id, category]
            asked = indicators.filter(pl.col("scheme_product_no") == product_no)
            tables.setdefault(tuple(asked["position"]), []).append(
                _side_by_side(
                    numbered.filter(pl.col(CATEGORY) == category), product_no, asked, given.values
                )
            )
    give(
        connection,
        folder,
        boards,
        {positions: pl.concat(parts) for positions, parts in tables.items()},
        pl.concat(answers),
        weighed_positions,
    )


def _side_by_side(
    rows: pl.DataFrame,
    product_no: int,
    asked: pl.DataFrame,
    values: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """The alternatives of one category as `ranking_given.give` takes them.

    Args:
        rows: the alternatives, each with its version_no and row_no.
        product_no: scheme_product_no of the category.
        asked: indicator_code, scheme_indicator_no, position of the category's core indicators.
        values: of all alternatives, by code; see `ranking_table.Alternatives`.
    """
    columns = [
        rows["version_no"],
        pl.repeat(product_no, rows.height, dtype=pl.Int32, eager=True).alias("scheme_product_no"),
        rows["row_no"],
    ]
    for code, number, position in asked.select(
        "indicator_code", "scheme_indicator_no", "position"
    ).iter_rows():
        found = values[code]
        if found.height > rows.height:
            found = found.filter(pl.col("row_no").is_in(rows["row_no"].implode()))
        found = found.select(pl.lit(number, dtype=pl.Int32).alias(CELLS[0]), *CELLS[1:])
        columns += [column.alias(f"{column.name}_{position}") for column in found]
    return pl.DataFrame(columns)
