"""Indicators that a free text speaks of, by the names and aliases of the dictionary."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.text import clean

if TYPE_CHECKING:
    from pipelines.core.dictionaries import Dictionaries

_SHORTEST = 2  # one character stands in too many other words: 铅 in 铅笔


class IndicatorWords:
    """Names and aliases of indicators, as they are looked for in running text."""

    def __init__(self, dictionary: Dictionaries) -> None:
        """Takes the dictionaries of a reference folder."""
        self._categories = dictionary.categories
        self._codes: dict[str | None, dict[str, str]] = defaultdict(dict)
        for alias, code, category, _ in dictionary.indicators.aliases_frame().iter_rows():
            if len(alias) >= _SHORTEST:
                self._codes[category][alias] = code
        self._around: dict[str, list[str]] = defaultdict(list)
        ancestors = dictionary.categories.ancestors_frame().sort("distance", descending=True)
        for category, ancestor, _ in ancestors.iter_rows():
            self._around[category].append(ancestor)
        self._searches: dict[str | None, tuple[dict[str, str], re.Pattern[str]]] = {}
        self._of_product: dict[str, str | None] = {}

    def find(self, text: str, product_name: str | None = None) -> list[tuple[str, str]]:
        """Each indicator that a text names, with the first word that names it.

        A longer name wins over a shorter one inside it. Aliases that hold for a category only count
        where the product belongs to it.

        Args:
            text: as written.
            product_name: that it is about, where it says so.

        Returns:
            Pairs of indicator code and word (folded), in the order of the text.
        """
        codes, search = self._search(self._category(product_name) if product_name else None)
        found: dict[str, str] = {}
        for hit in search.finditer("".join(clean(text).split()).lower()):
            found.setdefault(codes[hit[0]], hit[0])
        return list(found.items())

    def _search(self, category: str | None) -> tuple[dict[str, str], re.Pattern[str]]:
        if category not in self._searches:
            codes = dict(self._codes[None])
            for around in self._around.get(category, ()) if category else ():
                codes |= self._codes.get(around, {})
            longest_first = sorted(codes, key=lambda word: (-len(word), word))
            pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
            self._searches[category] = (codes, pattern)
        return self._searches[category]

    def _category(self, product_name: str) -> str | None:
        if product_name not in self._of_product:
            asked = pl.DataFrame(
                {"category_text": [None], "product_name": [product_name]},
                schema={"category_text": pl.String, "product_name": pl.String},
            )
            self._of_product[product_name] = self._categories.match(asked)["product_category"][0]
        return self._of_product[product_name]
