"""Requirement texts in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.requirements.cells import parse_requirement
from pipelines.core.requirements.model import Part
from pipelines.core.tables import DECLARED_INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEMA = pl.Schema(
    {name: DECLARED_INDICATORS[name] for name in ("requirement_raw", "part_no", *Part._fields)}
)


def parse_distinct(texts: pl.Series) -> pl.DataFrame:
    """The parts of each distinct text, in the order of first appearance.

    Returns:
        One row a part, at least one a text: `requirement_raw` (the text as given, null for null),
        `part_no` from 1, and the fields of `Part`.
    """
    raw: list[str | None] = []
    numbers: list[int] = []
    parts: list[Part] = []
    for text in _distinct(texts):
        found = parse_requirement(text).parts
        parts += found
        raw += [text] * len(found)
        numbers += range(1, len(found) + 1)
    columns = zip(*parts, strict=True) if parts else ([] for _ in Part._fields)
    return pl.DataFrame([raw, numbers, *map(list, columns)], schema=_SCHEMA, orient="col")


def _distinct(texts: pl.Series) -> Iterable[str | None]:
    distinct: list[str | None] = texts.cast(pl.String).unique(maintain_order=True).to_list()
    return distinct
