"""Writing the committed reference data, and what each declared text matches in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.limits import grade_values_frame, limits_frame
from pipelines.core import (
    dictionaries,
    divisions,
    programmes,
    robustness,
    schemes,
    tables,
    units,
)

if TYPE_CHECKING:
    from pipelines.stages.installation import Installation


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
    frames = {
        "sources": _sources(installation),
        "limits": limits_frame(),
        "grade_values": grade_values_frame(),
        "units": units.units_frame(root),
        "divisions": divisions.divisions_frame(root),
        "standards_in_force": dictionaries.standards_in_force_frame(root),
        "industries": dictionary.industries,
        "test_methods": dictionary.methods.frame(),
        "indicators": dictionary.indicators.frame(),
        "indicator_aliases": pl.concat(
            [dictionary.indicators.aliases_frame(), scheme_frames.pop("scheme_aliases")]
        ).unique(maintain_order=True),
        "product_categories": dictionary.categories.frame(),
        "category_ancestors": dictionary.categories.ancestors_frame(),
        "product_matches": dictionary.match_categories(products),
        "robustness_draws": robustness.draws_frame(
            max(scheme_frames["scheme_indicators"]["position"].to_list(), default=0)
        ),
        "method_matches": dictionary.match_methods(methods.to_series().drop_nulls()),
        **programmes.frames(root),
        **scheme_frames,
    }
    store.write_reference(frames)
    return {name: frame.height for name, frame in frames.items()}


def _sources(installation: Installation) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (config.name, config.role, config.coverage, config.precedence, config.enabled)
            for config in installation.sources.values()
        ],
        schema=tables.REFERENCE["sources"],
        orient="row",
    )
