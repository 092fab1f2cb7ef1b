"""The same weighted ranking by another library: a process of its own, Parquet in and Parquet out.

python benchmarks/peers.py scikit-criteria|pymcdm|pymcdm-checked TABLE METHOD OUT

Run by `benchmarks.weighted`, maybe with the interpreter of another environment; so it imports
nothing of lingpao. A goalpost, a weight and a scale mean what they mean in a scheme, a tie is what
it is there: scores that agree to 12 decimals, and the best rank of those that tie (competition).
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy.stats import rankdata

if TYPE_CHECKING:
    from collections.abc import Callable

Method = dict[str, Any]
Scored = tuple[np.ndarray, np.ndarray]
"""Normalised values (alternatives × indicators) and scores."""

DECIMALS = 12


def scikit_criteria() -> Callable[[np.ndarray, np.ndarray, Method], Scored]:
    """Weighted sum of scikit-criteria; it has no fixed goalposts, so numpy normalises before."""
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    def scored(values: np.ndarray, ids: np.ndarray, method: Method) -> Scored:
        columns = zip(values.T, method["goalposts"].values(), strict=True)
        normalised = np.column_stack(
            [_normalised(column, goalposts, method["scale"]) for column, goalposts in columns]
        )
        problem = skcriteria.mkdm(
            normalised,
            objectives=[max] * values.shape[1],
            weights=list(method["weights"].values()),
            alternatives=ids,
            criteria=list(method["weights"]),
        )
        return normalised, WeightedSumModel().evaluate(problem).e_.score

    return scored


def pymcdm(is_checked: bool = False) -> Callable[[np.ndarray, np.ndarray, Method], Scored]:
    """Weighted sum of pymcdm, with a normalisation of its own for each column.

    Args:
        is_checked: with the library's own look at its input, which is its default and takes five
            seconds for a million rows; without it the values are taken to be right.
    """
    from pymcdm.helpers import normalize_matrix
    from pymcdm.methods import WSM

    def scored(values: np.ndarray, ids: np.ndarray, method: Method) -> Scored:
        def by(goalposts: list[float]) -> Callable[..., np.ndarray]:
            return lambda column, cost=False: _normalised(column, goalposts, method["scale"])

        ways = [by(goalposts) for goalposts in method["goalposts"].values()]
        weights, profits = np.array(list(method["weights"].values())), np.ones(values.shape[1])
        normalised = normalize_matrix(values, ways, profits)
        as_it_is = WSM(lambda column, cost=False: column)
        return normalised, as_it_is(normalised, weights, profits, validation=is_checked)

    return scored


LIBRARIES = {
    "scikit-criteria": scikit_criteria,
    "pymcdm": pymcdm,
    "pymcdm-checked": partial(pymcdm, is_checked=True),
}


def _normalised(column: np.ndarray, goalposts: list[float], scale: list[float]) -> np.ndarray:
    (worst, best), (low, high) = goalposts, scale
    return low + np.clip((column - worst) / (best - worst), 0.0, 1.0) * (high - low)


def main(library: str, table: Path, method: Path, out: Path) -> None:
    """Reads, ranks and writes the columns that `lingpao rank` writes."""
    scored = LIBRARIES[library]()
    described: Method = json.loads(method.read_text(encoding="utf-8"))
    codes = list(described["weights"])
    given = pl.read_parquet(table)
    ids = given["id"].to_numpy()
    normalised, scores = scored(given.select(codes).to_numpy(), ids, described)
    scores = np.round(scores, DECIMALS)
    pl.DataFrame({"id": given["id"], "score": scores}).select(
        "id",
        pl.Series("rank", rankdata(-scores, method="min").astype(np.int32)),
        "score",
        pl.lit(None, dtype=pl.Int32).alias("level"),
        pl.col("score").is_duplicated().alias("is_tied"),
        pl.lit(described["note"]).alias("note"),
        *(pl.Series(code, normalised[:, place]) for place, code in enumerate(codes)),
    ).sort("rank", maintain_order=True).write_parquet(out)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
