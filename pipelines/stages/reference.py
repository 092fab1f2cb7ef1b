"""Writing the committed reference data, and what each declared text matches in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.limits import grade_values_frame, limits_frame
from pipelines.core import (
    dictionaries,
    divisions,
    matching,
    programmes,
    reference_tables,
    robustness,
    schemes,
    units,
)
from pipelines.sources.config import load_sources

if TYPE_CHECKING:
    from pipelines.stages.installation import Installation
    from pipelines.store.normalised import NormalisedStore


def write_reference(installation: Installation) -> dict[str, int]:
    """Rewrites normalised/reference; returns rows by table.

    Raises:
        ValueError: a reference file is wrong; the message names file, entry and field.
    """
    root = installation.settings.reference
    store = installation.normalised
    dictionary = dictionaries.load(root)
    scheme_frames = schemes.frames(root)
    products = store.read("declared_products", ["category_text", "product_name"]).unique().collect()
    methods = store.read("declared_indicators", ["test_method_text"]).unique().collect()
    programme_frames = programmes.frames(root)
    _refuse_unknown_sources(programme_frames["programmes"], installation)
    frames = {
        "sources": _sources(installation),
        "limits": limits_frame(),
        "grade_values": grade_values_frame(),
        "units": units.units_frame(root),
        "divisions": divisions.divisions_frame(root),
        "standards_in_force": dictionaries.standards_in_force_frame(root),
        "industries": dictionary.industries,
        "test_methods": dictionary.methods.frame(),
        "indicators": _indicators(
            dictionary.indicators.frame(), scheme_frames["scheme_indicators"]
        ),
        "indicator_aliases": pl.concat(
            [dictionary.indicators.aliases_frame(), scheme_frames.pop("scheme_aliases")]
        ).unique(maintain_order=True),
        "product_categories": dictionary.categories.frame(),
        "category_ancestors": dictionary.categories.ancestors_frame(),
        "product_matches": dictionary.match_categories(products),
        "robustness_draws": robustness.draws_frame(
            max(scheme_frames["scheme_indicators"]["position"].to_list(), default=0)
        ),
        "org_name_matches": matching.match_names(*_names(store)),
        "method_matches": dictionary.match_methods(methods.to_series().drop_nulls()),
        **programme_frames,
        **scheme_frames,
    }
    store.write_reference(frames)
    return {name: frame.height for name, frame in frames.items()}


def _names(store: NormalisedStore) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names that supervision lists give without a code to go by, and all that declarants bear."""
    findings = store.read(
        "supervision_findings", ["match_id", "org_name", "enterprise_id", "uscc_check"]
    )
    names = (
        findings.filter(
            pl.col("match_id").is_not_null(),
            pl.col("enterprise_id").is_null() | (pl.col("uscc_check") == "check_failed"),
        )
        .select("match_id", "org_name")
        .unique()
        .sort("match_id")
        .collect()
    )
    declarants = (
        store.read("declarations", ["enterprise_id", "org_name", "province_code", "fetched_on"])
        .sort("fetched_on", "province_code", descending=[True, False], nulls_last=True)
        .select("enterprise_id", "org_name", "province_code")
        .unique(["enterprise_id", "org_name"], keep="first", maintain_order=True)
        .collect()
    )
    return names, declarants


def _indicators(dictionary: pl.DataFrame, schemes: pl.DataFrame) -> pl.DataFrame:
    """The dictionary, and the indicators that schemes alone know."""
    new = schemes.select(
        "indicator_code",
        "name_zh",
        pl.lit(None, pl.String).alias("name_en"),
        # the dictionary has no unit for grades
        pl.when(pl.col("better") != "best_first").then("unit").alias("unit"),
        "better",
    )
    return pl.concat([dictionary, new]).unique("indicator_code", keep="first", maintain_order=True)


def _refuse_unknown_sources(named: pl.DataFrame, installation: Installation) -> None:
    """A mistyped source would empty the boards of a programme without a word."""
    settings = installation.settings
    known = [*load_sources(settings.sources_file, settings.source_urls), *installation.sources]
    for programme, sources in named.select("programme", "sources").drop_nulls().iter_rows():
        unknown = [name for name in sources.split(";") if name not in known]
        if unknown:
            raise ValueError(
                f"programmes/{programme}.yml 的 sources：config/sources.yml 没有来源 "
                f"{'、'.join(unknown)}；请改正名称，或在 sources.yml 补上"
            )


def _sources(installation: Installation) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (config.name, config.role, config.coverage, config.precedence, config.enabled)
            for config in installation.sources.values()
        ],
        schema=reference_tables.REFERENCE["sources"],
        orient="row",
    )
