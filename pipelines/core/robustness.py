"""How weights and thresholds are perturbed to see how firm a rank is."""

from __future__ import annotations

import random

import polars as pl

from pipelines.core.reference_tables import REFERENCE

DRAWS = 200
_SEED = 20260101
_WEIGHT_SPREAD = 0.20
_THRESHOLD_SPREAD = 0.05
"""Our reading: bodies defend a weight to a fifth and a threshold to a twentieth of itself."""


def draws_frame(positions: int) -> pl.DataFrame:
    """The draws as `REFERENCE["robustness_draws"]`: the same for ever, by a fixed seed.

    A position has its own sequence, so that an indicator more in a scheme leaves those before it
    as they were.

    Args:
        positions: how many indicators the longest scheme has.
    """
    rows = []
    for position in range(1, positions + 1):
        source = random.Random(_SEED + position)
        for draw_no in range(1, DRAWS + 1):
            weight = source.uniform(1 - _WEIGHT_SPREAD, 1 + _WEIGHT_SPREAD)
            threshold = source.uniform(1 - _THRESHOLD_SPREAD, 1 + _THRESHOLD_SPREAD)
            rows.append((draw_no, position, weight, threshold))
    return pl.DataFrame(rows, schema=REFERENCE["robustness_draws"], orient="row")
