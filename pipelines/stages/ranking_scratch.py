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

from pipelines.core import tables
from pipelines.core.scheme_models import NO_PROGRAMME
from pipelines.core.schemes import schemes_frames
from pipelines.stages.warehouse import run_dbt
from pipelines.store.normalised import NormalisedStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings
    from pipelines.stages.ranking_table import Alternatives

_WRITTEN = {
    "int_boards__scheduled": """
        select
            boards.* exclude (period, evidence),
            -- without a programme nothing is published that could rest on an example
            case when boards.programme <> $none then boards.evidence end as evidence,
            cast(boards.year as varchar) as period,
            cast(null as varchar) as assessed,
            cast(null as varchar) as honours_bans_of,
            make_date(boards.year, 1, 1) as begins_on,
            cast($on + interval 1 day as timestamp) as declared_until,
            $on as cut_off_on,
            $on as last_fetched_on,
            $on as catalogue_known_on
        from boards
    """,
    "int_boards__observed": """
        select
            board_no,
            'table' as source,
            true as is_enabled,
            $on as first_complete_on,
            $on as observed_until,
            false as is_reconstructed
        from boards
    """,
    "int_declaration_versions__enrolled": """
        select
            boards.scheme_product_no,
            alternatives.version_no,
            alternatives.declaration_id,
            1 as version,
            $on as observed_from,
            cast(null as date) as observed_to,
            $on as first_observed_on,
            'table' as first_source,
            boards.product_category as category_set,
            true as has_model,
            alternatives.declaration_id as enterprise_id,
            'enterprise' as standard_kind,
            cast(null as varchar) as standard_no,
            cast(null as varchar) as standard_no_raw,
            true as is_well_formed,
            cast($on as timestamp) as published_at,
            $on as published_on,
            'in_force' as status,
            'table' as indicator_source
        from alternatives
        inner join boards using (scheme_id, product_category)
    """,
    "int_boards__candidates": """
        select
            boards.board_no,
            boards.scheme_product_no,
            alternatives.version_no,
            alternatives.declaration_id,
            1 as version,
            alternatives.declaration_id as enterprise_id,
            boards.product_category as category_set,
            $on as observed_until,
            false as is_reconstructed,
            true as is_observed_in_time
        from alternatives
        inner join boards using (scheme_id, product_category)
    """,
    "int_core_indicators__compared": """
        select
            indicators.scheme_indicator_no,
            cells.version_no,
            cells.value,
            cells.is_inclusive,
            cells.reason_code,
            cells.requirement_raw,
            cast(null as varchar) as test_method_text,
            cells.row_no,
            1 as part_no
        from cells
        inner join indicators using (scheme_id, product_category, indicator_code)
    """,
    "fct_declared_indicators": """
        select
            declaration_id,
            1 as version,
            indicator_code,
            requirement_raw,
            cast(null as varchar) as requirement_read,
            'text' as status
        from answers
    """,
    # rules that ask for what no table says, each with the columns that a judgement reads
    "int_candidates__violating": """
        select 0 as board_no, '' as declaration_id, '' as evidence from boards where false
    """,
    "int_candidates__stricter": """
        select
            0 as board_no, 0 as version_no, 0 as compared_count, 0 as better_count,
            0 as worse_count, '' as worse_text, '' as unmet_text
        from boards
        where false
    """,
    "int_candidates__superseded": """
        select 0 as board_no, '' as declaration_id, '' as evidence from boards where false
    """,
    "int_candidates__unlisted": """
        select 0 as board_no, '' as declaration_id, $on as unlisted_on from boards where false
    """,
    "int_candidates__decided": """
        select
            0 as board_no, '' as declaration_id, $on as barred_until, $on as applied_on,
            $on as attested_on
        from boards
        where false
    """,
    "int_candidates__citing_outdated": """
        select 0 as board_no, '' as declaration_id, '' as standards_text from boards where false
    """,
}  # fmt: skip
"""Relations above the ranking models, by what they hold of a table."""

_TEMPORARY = {
    "boards": """
        select
            schemes.*,
            products.product_category,
            -- numbered as the models number them
            cast(row_number() over (
                order by schemes.scheme_id, schemes.scheme_version, products.product_category
            ) as integer) as scheme_product_no,
            scheme_product_no as board_no
        from read_parquet($schemes) as schemes
        inner join read_parquet($products) as products using (scheme_id, scheme_version)
    """,
    "indicators": """
        select
            boards.scheme_id,
            boards.product_category,
            indicators.indicator_code,
            cast(row_number() over (
                order by boards.scheme_product_no, indicators.indicator_code
            ) as integer) as scheme_indicator_no
        from read_parquet($indicators) as indicators
        inner join boards using (scheme_id, scheme_version, product_category)
    """,
}
"""What the written relations are made of besides the tables, gone with the connection."""

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
            for name, schema in tables.REFERENCE.items()
        }
    )
    _write(scratch, contests, on)
    run_dbt(scratch, ["run", "--quiet", "--select", *_SELECTED, "--exclude", *_WRITTEN, *_ABOVE])
    return scratch.warehouse


def _write(scratch: Settings, contests: Sequence[Contest], on: date) -> None:
    """The written relations, out of frames that only this connection sees."""
    alternatives, cells, answers = _frames(contests)
    reference = scratch.normalised / "reference"
    known = {
        "on": on,
        "none": NO_PROGRAMME,
        "schemes": str(reference / "schemes.parquet"),
        "products": str(reference / "scheme_products.parquet"),
        "indicators": str(reference / "scheme_indicators.parquet"),
    }
    scratch.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(scratch.warehouse)) as connection:
        connection.execute(f"set threads = {scratch.threads}")
        connection.execute(f"set memory_limit = '{scratch.memory_limit}'")
        connection.register("alternatives", alternatives)
        connection.register("cells", cells)
        connection.register("answers", answers)
        for name, query in (_TEMPORARY | _WRITTEN).items():
            kind = "temporary table" if name in _TEMPORARY else "table"
            asked = {key: value for key, value in known.items() if f"${key}" in query}
            connection.execute(f"create {kind} {name} as {query}", asked)


def _frames(contests: Sequence[Contest]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Alternatives, cells and answers of all contests, by version_no."""
    alternatives, cells, answers = [], [], []
    before = 0
    for contest in contests:
        given = contest.alternatives
        rows = given.rows.with_row_index("version_no", offset=before + 1).select(
            pl.col("version_no").cast(pl.Int32),
            "row_no",
            pl.lit(contest.scheme.scheme_id).alias("scheme_id"),
            "product_category",
            # ids may repeat from one table to the next
            pl.col("version_no").cast(pl.String).alias("declaration_id"),
        )
        before += rows.height
        alternatives.append(rows)
        cells.append(given.values.join(rows.drop("declaration_id"), on="row_no"))
        answers.append(given.answers.join(rows.select("row_no", "declaration_id"), on="row_no"))
    return pl.concat(alternatives), pl.concat(cells), pl.concat(answers)
