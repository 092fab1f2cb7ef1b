"""A table ranked in a scratch warehouse of a temporary folder, by the models of every night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.core import reference_tables
from pipelines.core.scheme_models import NO_PROGRAMME
from pipelines.core.schemes import schemes_frames
from pipelines.stages.ranking_given import CELLS, given_models
from pipelines.stages.ranking_project import write_project
from pipelines.stages.ranking_table import CATEGORY
from pipelines.stages.warehouse import run_dbt
from pipelines.store.normalised import NormalisedStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

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
    from read_parquet($schemes) as schemes
    inner join read_parquet($products) as products using (scheme_id, scheme_version)
"""
_INDICATORS = """
    select
        boards.scheme_product_no,
        indicators.indicator_code,
        -- numbered as the models number them
        cast(row_number() over (
            order by boards.scheme_product_no, indicators.indicator_code
        ) as integer) as scheme_indicator_no
    from read_parquet($indicators) as indicators
    inner join boards using (scheme_id, scheme_version, product_category)
"""


@dataclass(frozen=True)
class Contest:
    """A scheme and the alternatives that it ranks; schemes of one scratch differ in scheme_id."""

    scheme: Scheme
    alternatives: Alternatives


def rank_in_scratch(
    settings: Settings, folder: Path, contests: Sequence[Contest], on: date
) -> Path:
    """Runs the project's ranking models over tables; returns the warehouse file.

    Rows of contest k (from 0) and row r of its `alternatives.rows` (from 0) is `version_no` in
    `int_entries__ranked`, counted through from 1. Basic indicators without a veto are waived.

    Args:
        settings: of the installation: threads, memory, where the dbt project is.
        folder: to work in; the caller removes it.
        contests: what to rank, each on boards of its own.
        on: cut-off date of the boards.

    Raises:
        WarehouseError: dbt ended with an error.
    """
    scratch = replace(settings, data_root=folder, dbt_project=folder / "project")
    reference = schemes_frames([contest.scheme for contest in contests])
    reference["scheme_indicators"] = reference["scheme_indicators"].filter(
        (pl.col("class") == "core") | pl.col("is_veto")
    )
    NormalisedStore(scratch.normalised).write_reference(
        {
            name: reference.get(name, pl.DataFrame(schema=schema))
            for name, schema in reference_tables.REFERENCE.items()
        }
    )
    write_project(scratch.dbt_project, settings.dbt_project, _WANTED, _given(scratch, contests, on))
    run_dbt(scratch, ["run", "--quiet", "--no-write-json"])
    return scratch.warehouse


def _given(scratch: Settings, contests: Sequence[Contest], on: date) -> dict[str, str]:
    """The models above the ranking models, over files that are written here."""
    reference = scratch.normalised / "reference"
    folders = {name: scratch.data_root / "table" / name for name in ("values", "answers")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        boards = connection.execute(
            _BOARDS,
            {
                "on": on,
                "none": NO_PROGRAMME,
                "schemes": str(reference / "schemes.parquet"),
                "products": str(reference / "scheme_products.parquet"),
            },
        ).pl()
        indicators = connection.execute(
            _INDICATORS, {"indicators": str(reference / "scheme_indicators.parquet")}
        ).pl()
    file = scratch.data_root / "table" / "boards.parquet"
    boards.write_parquet(file)
    products = {
        (scheme_id, category): number
        for scheme_id, category, number in boards.select(
            "scheme_id", "product_category", "scheme_product_no"
        ).iter_rows()
    }
    numbers = {(product_no, code): number for product_no, code, number in indicators.iter_rows()}
    widths = set()
    before = 0
    for contest_no, contest in enumerate(contests):
        given = contest.alternatives
        numbered = given.rows.with_row_index("version_no", offset=before + 1)
        before += numbered.height
        given.answers.join(numbered, on="row_no").select(
            pl.col("version_no").cast(pl.Int32), "indicator_code", "requirement_raw"
        ).write_parquet(folders["answers"] / f"{contest_no}.parquet")
        for category in contest.scheme.categories:
            product_no = products[contest.scheme.scheme_id, category]
            asked = {
                item.code: numbers[product_no, item.code]
                for item in contest.scheme.core
                if category in contest.scheme.categories_of(item)
            }
            widths.add(len(asked))
            place = folders["values"] / str(len(asked))
            place.mkdir(exist_ok=True)
            _side_by_side(
                numbered.filter(pl.col(CATEGORY) == category), product_no, asked, given.values
            ).write_parquet(place / f"{product_no}.parquet", compression="uncompressed")
    return given_models(file, folders["values"], folders["answers"], widths)


def _side_by_side(
    rows: pl.DataFrame,
    product_no: int,
    asked: Mapping[str, int],
    values: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """The alternatives of one category as `ranking_given.given_models` reads them.

    Args:
        rows: the alternatives, each with its version_no and row_no.
        product_no: scheme_product_no of the category.
        asked: scheme_indicator_no by the code of each indicator that the category is asked for.
        values: of all alternatives, by code; see `ranking_table.Alternatives`.
    """
    columns = [
        rows["version_no"].cast(pl.Int32),
        pl.repeat(product_no, rows.height, dtype=pl.Int32, eager=True).alias("scheme_product_no"),
        rows["row_no"],
    ]
    for place, code in enumerate(sorted(asked, key=asked.__getitem__), 1):
        found = values[code]
        if found.height > rows.height:
            found = found.filter(pl.col("row_no").is_in(rows["row_no"].implode()))
        number = pl.lit(asked[code], dtype=pl.Int32).alias("indicator_no")
        columns += [
            column.alias(f"{column.name}_{place}") for column in found.select(number, *CELLS[1:])
        ]
    return pl.DataFrame(columns)
