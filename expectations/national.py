"""Checks declared values against the mandatory national standards, one expectation a rule."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from expectations import comparable
from expectations.inputs import create_views, open_scratch
from expectations.limits import grade_rows, limit_rows, load_grades, load_limits
from expectations.results import CheckResult, results_frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from expectations.engine import Outcome
    from expectations.models import GradeValue, Limit

SUITE = "national_standards"

VIOLATIONS_SCHEMA = pl.Schema(
    {
        "source": pl.String,
        "fetched_on": pl.Date,
        "record_id": pl.String,
        "row_no": pl.Int32,
        "part_no": pl.Int32,
        "product_category": pl.String,
        "rule_id": pl.String,
        "declared": pl.Float64,
    }
)
"""One row a declared part, product category and broken rule; the table `national_violations`."""


@dataclass(frozen=True)
class NationalResult:
    """What the mandatory limits found.

    Attributes:
        violations: `VIOLATIONS_SCHEMA`, by key. Rows of an extraction sheet stand under the
            sheet's own key. A limit that is not in force yet counts too: the mart has the interval.
        results: `results.RESULTS_SCHEMA`, one row a rule; never blocking: a violation is no
            failure of the run.
    """

    violations: pl.DataFrame
    results: pl.DataFrame


def check_national_limits(
    normalised_root: Path,
    scratch: Path,
    *,
    run_on: date,
    limits: Sequence[Limit] | None = None,
    grades: Sequence[GradeValue] | None = None,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> NationalResult:
    """Checks every declared value of every fetch date (domain.md §4, “how boards are ranked”).

    A rule's maximum is broken by a declared upper bound above it, its minimum by a lower bound
    below it; equal values comply, whether `<` or `≤` was written. Any part of a cell can break a
    rule. A bound on the other side only, an unknown or another test method, a unit of another
    dimension and a text that was not understood cannot be compared and break nothing.

    Args:
        normalised_root: folder of the normalised layer, reference tables included.
        scratch: folder for a working file that is removed again; made if it is not there.
        run_on: fetch date of the run, for the results.
        limits: rules to consider; default: the committed standards.
        grades: what grades stand for; default: the committed files.
        threads: cores that DuckDB may use.
        memory_limit: in DuckDB's spelling.

    Raises:
        EntryError: a file of the standards or grades is wrong.
        InputError: a normalised file lacks a column.
        ExpectationError: a rule could not be evaluated.
    """
    considered = load_limits() if limits is None else limits
    checked = sorted(
        (limit for limit in considered if limit.is_checked), key=lambda limit: limit.rule_id
    )
    scales = load_grades() if grades is None else grades
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="national-") as folder:
        database = Path(folder) / "national.duckdb"
        with open_scratch(database, threads=threads, memory_limit=memory_limit) as connection:
            create_views(connection, normalised_root, comparable.INPUTS)
            comparable.build_checks(connection, limit_rows(checked), grade_rows(scales))
        outcomes = _run(database, checked, threads, memory_limit)
        broken = [rule_id for rule_id, outcome in outcomes.items() if not outcome.success]
        with open_scratch(database, threads=threads, memory_limit=memory_limit) as connection:
            violations = _violations(connection, broken)
    results = [_result(limit, outcomes[limit.rule_id], violations, run_on) for limit in checked]
    return NationalResult(violations, results_frame(results))


def _run(
    database: Path, limits: Sequence[Limit], threads: int, memory_limit: str
) -> dict[str, Outcome]:
    """One expectation a rule, by rule_id."""
    from great_expectations.expectations.core.expect_column_values_to_be_between import (
        ExpectColumnValuesToBeBetween,
    )
    from great_expectations.expectations.row_conditions import Column

    from expectations.engine import open_checker

    with open_checker(database, threads=threads, memory_limit=memory_limit) as checker:
        return {
            limit.rule_id: checker.run(
                comparable.CHECKS_TABLE,
                ExpectColumnValuesToBeBetween(
                    column="declared",
                    min_value=limit.low,
                    max_value=limit.high,
                    row_condition=Column("rule_id") == limit.rule_id,
                ),
            )
            for limit in limits
        }


def _violations(connection: duckdb.DuckDBPyConnection, broken: Sequence[str]) -> pl.DataFrame:
    """All rows that the failed expectations found; their results name but a few."""
    columns = ", ".join(f"c.{name}" for name in VIOLATIONS_SCHEMA)
    rows: pl.DataFrame = connection.execute(
        f"""
        select {columns}
        from {comparable.CHECKS_TABLE} as c
        join {comparable.LIMITS_TABLE} as l using (rule_id)
        where c.rule_id in (select unnest($broken::varchar[]))
            and (c.declared > l.high or c.declared < l.low)
        """,
        {"broken": list(broken)},
    ).pl()
    key = [name for name in VIOLATIONS_SCHEMA if name != "declared"]
    return rows.cast(VIOLATIONS_SCHEMA).sort(key)


def _result(limit: Limit, outcome: Outcome, violations: pl.DataFrame, run_on: date) -> CheckResult:
    """A rule's outcome as a row.

    Raises:
        ExpectationError: the rows found are not as many as the expectation counted.
    """
    rows = violations.filter(pl.col("rule_id") == limit.rule_id)
    if rows.height != outcome.unexpected_count:
        from expectations.engine import ExpectationError

        raise ExpectationError(
            f"规则 {limit.rule_id}：期望统计到 {outcome.unexpected_count} 行违规，"
            f"明细却有 {rows.height} 行；请检查 {comparable.CHECKS_TABLE} 的构造"
        )
    declared: list[float] = rows["declared"].to_list()
    worst = f"{(max if limit.low is None else min)(declared):g} {limit.unit}" if declared else None
    return CheckResult(
        run_on=run_on,
        suite=SUITE,
        expectation="declared_within_limit",
        subject=limit.rule_id,
        severity="warning",
        success=outcome.success,
        element_count=outcome.element_count,
        unexpected_count=outcome.unexpected_count,
        observed=worst,
        message=None if outcome.success else _message(limit, outcome, worst),
        seconds=outcome.seconds,
    )


def _message(limit: Limit, outcome: Outcome, worst: str | None) -> str:
    bound = f"不高于 {limit.high:g}" if limit.low is None else f"不低于 {limit.low:g}"
    until = f"至 {limit.in_force_to}（不含）" if limit.in_force_to else "起"
    return (
        f"{limit.standard_no}（规则 {limit.rule_id}，{limit.in_force_from} {until}现行）"
        f"要求{bound} {limit.unit}：可比的 {outcome.element_count} 项声明值中有 "
        f"{outcome.unexpected_count} 项不符，最差为 {worst}；"
        "所涉声明在现行期间不进入排行榜，逐项见 fct_national_violations"
    )
