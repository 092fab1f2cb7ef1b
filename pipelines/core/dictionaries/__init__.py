"""The dictionaries of a reference folder: categories, indicators, test methods, industries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.csv_files import read_csv
from pipelines.core.dictionaries.categories import Categories, load_categories
from pipelines.core.dictionaries.in_force import standards_in_force_frame
from pipelines.core.dictionaries.indicators import Indicators, load_indicators
from pipelines.core.dictionaries.methods import TestMethods, load_methods
from pipelines.core.reference_tables import REFERENCE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Dictionaries:
    """All dictionaries of one folder, checked against each other."""

    categories: Categories
    indicators: Indicators
    methods: TestMethods
    industries: pl.DataFrame

    def match_categories(self, products: pl.DataFrame) -> pl.DataFrame:
        """The category of each pair of category_text and product_name; see `Categories.match`."""
        return self.categories.match(products)

    def match_methods(self, texts: pl.Series) -> pl.DataFrame:
        """The method of each test method text; see `TestMethods.match`."""
        return self.methods.match(texts)


def load(root: Path) -> Dictionaries:
    """The dictionaries of a reference folder.

    Raises:
        YamlFileError, CsvFileError: a file cannot be used; the message names file, line and field.
        OSError: a file cannot be read.
    """
    industries = _industries_frame(root)
    categories = load_categories(root, set(industries["industry_code"]))
    return Dictionaries(
        categories=categories,
        indicators=load_indicators(root, categories.codes),
        methods=load_methods(root),
        industries=industries,
    )


def _industries_frame(root: Path) -> pl.DataFrame:
    """The classes of GB/T 4754-2017, schema `REFERENCE["industries"]`.

    Raises:
        CsvFileError: industries/gbt4754_2017.csv cannot be used.
        OSError: it cannot be read.
    """
    path = root / "industries" / "gbt4754_2017.csv"
    rows = read_csv(path, ("code", "name_zh", "level", "parent"), key="code")
    return pl.DataFrame(
        [(r["code"], r["name_zh"], int(r["level"]), r["parent"] or None) for r in rows],
        schema=REFERENCE["industries"],
        orient="row",
    )


__all__ = ["Dictionaries", "load", "standards_in_force_frame"]
