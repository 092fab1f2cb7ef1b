"""The draws by which boards are ranked again."""

from __future__ import annotations

import polars as pl

from pipelines.core.robustness import DRAWS, draws_frame


def test_the_draws_are_the_same_for_ever() -> None:
    assert draws_frame(3).equals(draws_frame(3))


def test_an_indicator_more_leaves_the_draws_of_those_before_it_alone() -> None:
    assert draws_frame(5).filter(pl.col("position") <= 3).equals(draws_frame(3))


def test_a_weight_moves_by_a_fifth_and_a_threshold_by_a_twentieth_at_most() -> None:
    draws = draws_frame(20)
    assert draws.height == 20 * DRAWS
    assert draws["weight_factor"].is_between(0.8, 1.2).all()
    assert draws["threshold_factor"].is_between(0.95, 1.05).all()
    assert draws["weight_factor"].n_unique() == draws.height


def test_no_scheme_needs_no_draws() -> None:
    assert draws_frame(0).is_empty()
