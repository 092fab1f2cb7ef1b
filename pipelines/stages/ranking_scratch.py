"""A warehouse of a few tables in a temporary folder, as the ranking models find it every night.

What lies above the ranking models is written here, the models themselves are the project's: a
table enters where declared values have become numbers (`int_core_indicators__compared`), and every
rule that asks for more than a table says finds nothing against anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pipelines.core import reference_tables
from pipelines.core.scheme_models import NO_PROGRAMME
from pipelines.core.schemes import schemes_frames
from pipelines.stages.ranking_table import CATEGORY, asked_rows
from pipelines.stages.warehouse import run_dbt
from pipelines.store.normalised import NormalisedStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings
    from pipelines.stages.ranking_table import Alternatives

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
    inner join int_boards__scheduled as boards using (scheme_id, scheme_version, product_category)
"""

_VIEWS = {
    "int_boards__observed": """
        select
            board_no,
            'table' as source,
            true as is_enabled,
            cut_off_on as first_complete_on,
            cut_off_on as observed_until,
            false as is_reconstructed
        from int_boards__scheduled
    """,
    "int_declaration_versions__enrolled": """
        select
            alternatives.scheme_product_no,
            alternatives.version_no,
            cast(alternatives.version_no as varchar) as declaration_id,
            1 as version,
            boards.cut_off_on as observed_from,
            cast(null as date) as observed_to,
            boards.cut_off_on as first_observed_on,
            'table' as first_source,
            boards.product_category as category_set,
            true as has_model,
            cast(alternatives.version_no as varchar) as enterprise_id,
            'enterprise' as standard_kind,
            cast(null as varchar) as standard_no,
            cast(null as varchar) as standard_no_raw,
            true as is_well_formed,
            cast(boards.cut_off_on as timestamp) as published_at,
            boards.cut_off_on as published_on,
            'in_force' as status,
            'table' as indicator_source
        from read_parquet({alternatives}) as alternatives
        inner join int_boards__scheduled as boards using (scheme_product_no)
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
            boards.cut_off_on as observed_until,
            false as is_reconstructed,
            true as is_observed_in_time
        from read_parquet({alternatives}) as alternatives
        inner join int_boards__scheduled as boards using (scheme_product_no)
    """,
    "int_core_indicators__compared": """
        select
            scheme_indicator_no,
            version_no,
            value,
            is_inclusive,
            reason_code,
            requirement_raw,
            cast(null as varchar) as test_method_text,
            row_no,
            1 as part_no
        from read_parquet({values})
    """,
    "fct_declared_indicators": """
        select
            cast(version_no as varchar) as declaration_id,
            1 as version,
            indicator_code,
            requirement_raw,
            cast(null as varchar) as requirement_read,
            'text' as status
        from read_parquet({answers})
    """,
    # rules that ask for what no table says, each with the columns that a judgement reads
    "int_candidates__violating": """
        select board_no, '' as declaration_id, '' as evidence from int_boards__scheduled where false
    """,
    "int_candidates__stricter": """
        select
            board_no, 0 as version_no, 0 as compared_count, 0 as better_count,
            0 as worse_count, '' as worse_text, '' as unmet_text
        from int_boards__scheduled
        where false
    """,
    "int_candidates__superseded": """
        select board_no, '' as declaration_id, '' as evidence from int_boards__scheduled where false
    """,
    "int_candidates__unlisted": """
        select board_no, '' as declaration_id, cut_off_on as unlisted_on
        from int_boards__scheduled
        where false
    """,
    "int_candidates__decided": """
        select
            board_no, '' as declaration_id, cut_off_on as barred_until, cut_off_on as applied_on,
            cut_off_on as attested_on
        from int_boards__scheduled
        where false
    """,
    "int_candidates__citing_outdated": """
        select board_no, '' as declaration_id, '' as standards_text
        from int_boards__scheduled
        where false
    """,
}
"""Relations above the ranking models besides the boards: views of the files of a scratch, so that
a table is not stored a second time before it is ranked."""

_WRITTEN = ("int_boards__scheduled", *_VIEWS)

_SELECTED = (
    "stg_reference__scheme*",
    "+int_scheme_indicators__described",
    "path:models/intermediate/ranking",
    "int_candidates__judged",
    "int_boards__noted",
)
_ABOVE = (
    "int_declaration_versions__citing_grades",
    "int_declared_indicators__unclear",
    "int_declared_parts__compared",
)
"""Models of the ranking folder that only lead to what is written here."""


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
    scratch = replace(settings, data_root=folder)
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
    _write(scratch, contests, on)
    run_dbt(
        scratch,
        [
            *("run", "--quiet", "--vars", "levelled_as: view"),
            *("--select", *_SELECTED, "--exclude", *_WRITTEN, *_ABOVE),
        ],
    )
    return scratch.warehouse


def _write(scratch: Settings, contests: Sequence[Contest], on: date) -> None:
    """The relations above the ranking models, and the files that they are views of."""
    reference = scratch.normalised / "reference"
    scratch.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(scratch.warehouse)) as connection:
        connection.execute(
            f"create table int_boards__scheduled as {_BOARDS}",
            {
                "on": on,
                "none": NO_PROGRAMME,
                "schemes": str(reference / "schemes.parquet"),
                "products": str(reference / "scheme_products.parquet"),
            },
        )
        products = connection.execute(
            "select scheme_id, product_category, scheme_product_no from int_boards__scheduled"
        ).fetchall()
        indicators = connection.execute(
            _INDICATORS, {"indicators": str(reference / "scheme_indicators.parquet")}
        ).fetchall()
        files = _write_files(
            scratch.data_root / "table",
            contests,
            {(scheme_id, category): number for scheme_id, category, number in products},
            {(product_no, code): number for product_no, code, number in indicators},
        )
        for name, query in _VIEWS.items():
            connection.execute(f"create view {name} as {query.format_map(files)}")


def _write_files(
    folder: Path,
    contests: Sequence[Contest],
    products: Mapping[tuple[str, str], int],
    indicators: Mapping[tuple[int, str], int],
) -> dict[str, str]:
    """Writes the tables as Parquet, one file an indicator.

    Args:
        folder: to write into.
        contests: whose alternatives are counted through.
        products: scheme_product_no by scheme_id and product category.
        indicators: scheme_indicator_no by scheme_product_no and indicator code.

    Returns:
        Of the alternatives, values and answers how SQL names their files.
    """
    places = {name: folder / name for name in ("alternatives", "values", "answers")}
    for place in places.values():
        place.mkdir(parents=True)
    before = 0
    for contest_no, (scheme, given) in enumerate(
        (one.scheme, one.alternatives) for one in contests
    ):
        numbered = {name: products[scheme.scheme_id, name] for name in scheme.categories}
        rows = given.rows.select(
            "row_no",
            CATEGORY,
            pl.int_range(before + 1, before + 1 + pl.len(), dtype=pl.Int32).alias("version_no"),
            pl.col(CATEGORY)
            .replace_strict(numbered, return_dtype=pl.Int32)
            .alias("scheme_product_no"),
        )
        before += rows.height
        rows.select("version_no", "scheme_product_no").write_parquet(
            places["alternatives"] / f"{contest_no}.parquet"
        )
        given.answers.join(rows.select("row_no", "version_no"), on="row_no").drop(
            "row_no"
        ).write_parquet(places["answers"] / f"{contest_no}.parquet")
        for position, item in enumerate(scheme.core):
            numbers = {
                product_no: indicators[product_no, item.code]
                for product_no in (numbered[name] for name in scheme.categories_of(item))
            }
            asked = asked_rows(rows, item, scheme).select(
                "version_no",
                pl.col("scheme_product_no")
                .replace_strict(numbers, return_dtype=pl.Int32)
                .alias("scheme_indicator_no"),
            )
            asked.hstack(given.values[item.code]).write_parquet(
                places["values"] / f"{contest_no}-{position}.parquet"
            )
    # a quotation mark in a folder's name must not end the text
    return {
        name: "'" + str(place / "*.parquet").replace("'", "''") + "'"
        for name, place in places.items()
    }
