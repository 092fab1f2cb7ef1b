"""What a check came to: one row an expectation, for national standards and for the data alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

RESULTS_SCHEMA = pl.Schema(
    {
        "run_on": pl.Date,
        "suite": pl.String,
        "expectation": pl.String,
        "subject": pl.String,
        "severity": pl.String,
        "success": pl.Boolean,
        "element_count": pl.Int64,
        "unexpected_count": pl.Int64,
        "observed": pl.String,
        "message": pl.String,
        "seconds": pl.Float64,
    }
)
"""One row an expectation and run; the columns of the table `expectation_results`."""

Severity = Literal["blocking", "warning"]


@dataclass(frozen=True)
class CheckResult:
    """One evaluated expectation.

    Attributes:
        run_on: fetch date of the nightly run that checked.
        suite: `national_standards`, or `data`.
        expectation: the fact that should hold, snake_case.
        subject: rule_id of a national standard, or `<source>/<table>`, with `.<column>` if one.
        severity: a blocking one that fails stops what lies downstream.
        observed: the figure that decided, with its unit.
        message: a Chinese sentence with figure, threshold and remedy; null on success.
        seconds: wall clock.
    """

    run_on: date
    suite: str
    expectation: str
    subject: str
    severity: Severity
    success: bool
    element_count: int | None
    unexpected_count: int
    observed: str | None
    message: str | None
    seconds: float


def results_frame(results: Iterable[CheckResult]) -> pl.DataFrame:
    """Results as a frame of `RESULTS_SCHEMA`, in the order given."""
    return pl.DataFrame([asdict(result) for result in results], schema=RESULTS_SCHEMA)
