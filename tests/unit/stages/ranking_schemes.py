"""Schemes of no programme, one for each way of ranking, and small tables for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.core.schemes import load_scheme
from pipelines.stages.ranking_scratch import Contest
from pipelines.stages.ranking_table import alternatives_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipelines.core.scheme_models import Scheme

HEAD = """\
programme: none
field_code: tables
year: 2026
title: 桌子
"""
BANDS = """\
indicators:
  - {code: A, name: 甲, class: core, unit: mg/kg, better: lower,
     levels: {advanced: 2, average: 4, baseline: 6}}
  - {code: B, name: 乙, class: core, unit: "%", better: higher,
     levels: {advanced: 8, average: 5, baseline: 2}}
  - {code: C, name: 丙, class: core, unit: "%", better: higher,
     levels: {advanced: 8, average: 5, baseline: 2}}
method: {kind: bands}
board: {lowest_level: 3}
"""
POINTS = """\
indicators:
  - {code: A, name: 甲, class: core, unit: mg/kg, better: lower,
     points: [{at_most: 2, points: 40}, {at_most: 4, points: 25}, {at_most: 6, points: 10}]}
  - {code: B, name: 乙, class: core, unit: "%", better: higher,
     points: [{at_least: 8, points: 35}, {at_least: 5, points: 20}, {at_least: 2, points: 10}]}
  - {code: C, name: 丙, class: core, unit: "%", better: higher,
     points: [{at_least: 8, points: 25}, {at_least: 5, points: 15}, {at_least: 2, points: 5}]}
method: {kind: points, cut_offs: [90, 60, 20]}
"""
_WEIGHTED = """\
indicators:
  - {code: A, name: 甲, class: core, unit: mg/kg, better: BETTER}
  - {code: B, name: 乙, class: core, unit: "%", better: higher}
  - {code: C, name: 丙, class: core, unit: "%", better: higher}
method:
  kind: weighted
  weights: {A: 1, B: 1, C: 1}
"""
_LOWER_FIRST = _WEIGHTED.replace("BETTER", "lower")
GOALPOSTS = f"""\
{_LOWER_FIRST}  normalise: goalposts
  goalposts: {{A: [9, 1], B: [1, 9], C: [0, 10]}}
"""
SAMPLE = f"{_LOWER_FIRST}  normalise: sample\n"
GEOMETRIC = f"{_WEIGHTED.replace('BETTER', 'higher')}  normalise: none\n  aggregate: geometric\n"
WAYS = {
    "bands": BANDS,
    "points": POINTS,
    "goalposts": GOALPOSTS,
    "sample": SAMPLE,
    "geometric": GEOMETRIC,
}


def scheme_of(folder: Path, scheme_id: str, text: str) -> Scheme:
    """A scheme out of a file, as the command reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{scheme_id}.yml"
    path.write_text(f"scheme_id: {scheme_id}\n{HEAD}{text}", encoding="utf-8")
    return load_scheme(path)


def contest(scheme: Scheme, rows: Mapping[str, Sequence[Any]], codes: str = "ABC") -> Contest:
    """Rows by id, their cells in the order of the codes."""
    table = pl.DataFrame(
        {
            "id": list(rows),
            **{code: [row[place] for row in rows.values()] for place, code in enumerate(codes)},
        },
        strict=False,
    )
    return Contest(scheme, alternatives_of(table, scheme))
