"""Writing the committed reference data, and what each declared text matches in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.limits import grade_values_frame, limits_frame
from pipelines.core import dictionaries, divisions, programmes, schemes, tables, units

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.stages.installation import Installation


def write_reference(installation: Installation) -> dict[str, int]:
    """Rewrites normalised/reference; returns rows by table.

    Raises:
        ValueError: a reference file is wrong; the message names file, entry and field.
    """
    root = installation.settings.reference
    store = installation.normalised
    frames = {
        "sources": _sources(installation),
        "limits": limits_frame(),
        "grade_values": grade_values_frame(),
        "units": units.units_frame(root),
        "divisions": divisions.divisions_frame(root),
        **dictionary_frames(root),
        **programmes.frames(root),
        **schemes.frames(root),
    }
    frames["indicator_aliases"] = pl.concat(
        [frames["indicator_aliases"], frames.pop("scheme_aliases")]
    ).unique(maintain_order=True)
    products = store.read("declared_products", ["category_text", "product_name"]).unique().collect()
    methods = store.read("declared_indicators", ["test_method_text"]).unique().collect()
    dictionary = dictionaries.load(root)
    frames["product_matches"] = dictionary.match_categories(products)
    frames["method_matches"] = dictionary.match_methods(methods.to_series().drop_nulls())
    store.write_reference(frames)
    return {name: frame.height for name, frame in frames.items()}


def dictionary_frames(root: Path) -> dict[str, pl.DataFrame]:
    """The dictionaries' own tables."""
    return {
        "standards_in_force": dictionaries.standards_in_force_frame(root),
        "test_methods": dictionaries.test_methods_frame(root),
        "indicators": dictionaries.indicators_frame(root),
        "indicator_aliases": dictionaries.aliases_frame(root),
        "product_categories": dictionaries.categories_frame(root),
        "category_ancestors": dictionaries.ancestors_frame(root),
        "industries": dictionaries.industries_frame(root),
    }


def _sources(installation: Installation) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (config.name, config.role, config.coverage, config.precedence, config.enabled)
            for config in installation.sources.values()
        ],
        schema=tables.REFERENCE["sources"],
        orient="row",
    )
