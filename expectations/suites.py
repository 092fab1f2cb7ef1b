"""The suites on the data itself: one source and fetch date at a time, each fact an expectation."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.figures import Figure, source_figures
from expectations.inputs import COLUMNS, create_view, open_scratch
from expectations.results import CheckResult, results_frame
from expectations.rows import KEYS, RowFact, row_facts
from expectations.thresholds import Threshold, Thresholds, load_thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    import duckdb
    import polars as pl

    from expectations.engine import Checker, Outcome

SUITE = "data"

_FIGURES = "figures"
_OUT_OF_BOUNDS = (
    "select figure_no from {{batch}} where figure_no = {number} and (value < low or value > high)"
)
_EXAMPLES = 3


def check_data(
    normalised_root: Path,
    scratch: Path,
    *,
    run_on: date,
    sources: Sequence[str] | None = None,
    thresholds: Thresholds | None = None,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> pl.DataFrame:
    """Checks what one fetch date brought: keys, columns, values, shares, balances, personal data.

    Args:
        normalised_root: folder of the normalised layer.
        scratch: folder for working files that are removed again; made if it is not there.
        run_on: the fetch date; figures are compared with the fetch dates before it.
        sources: names; default: every source that has a run on that date. One that has none is
            passed over.
        thresholds: default: the committed `suites.yml`.
        threads: cores that DuckDB may use.
        memory_limit: in DuckDB's spelling.

    Returns:
        `results.RESULTS_SCHEMA`, one row a source and fact; a fact with nothing to look at has
        none.

    Raises:
        EntryError: `suites.yml` is wrong.
        InputError: a normalised file lacks a column.
        ExpectationError: a fact could not be evaluated.
    """
    limits = load_thresholds() if thresholds is None else thresholds
    found = sorted(
        path.parent.name
        for path in (normalised_root / "source_runs").glob(f"*/{run_on.isoformat()}.parquet")
    )
    scratch.mkdir(parents=True, exist_ok=True)
    results: list[CheckResult] = []
    for source in found:
        if sources is None or source in sources:
            with tempfile.TemporaryDirectory(dir=scratch, prefix="data-") as folder:
                database = _Database(Path(folder) / "data.duckdb", threads, memory_limit)
                night = _Night(source, run_on, limits)
                results += _check_source(normalised_root, night, database)
    return results_frame(results)


@dataclass(frozen=True)
class _Database:
    """A scratch file and how DuckDB may use the machine for it."""

    path: Path
    threads: int
    memory_limit: str

    def build(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return open_scratch(self.path, threads=self.threads, memory_limit=self.memory_limit)

    def check(self) -> AbstractContextManager[Checker]:
        from expectations.engine import open_checker

        return open_checker(self.path, threads=self.threads, memory_limit=self.memory_limit)


@dataclass(frozen=True)
class _Night:
    """One source on one fetch date, and what is asked of it."""

    source: str
    run_on: date
    thresholds: Thresholds

    def result(
        self,
        fact: str,
        subject: str,
        outcome: Outcome,
        *,
        rows: int,
        unexpected: int,
        observed: str,
        said: str,
        remedy: str,
    ) -> CheckResult:
        """A row of the results; `said` and `remedy` make the sentence of a failure."""
        threshold = self.thresholds.facts[fact]
        severity = threshold.severity_of(rows)
        return CheckResult(
            run_on=self.run_on,
            suite=SUITE,
            expectation=fact,
            subject=f"{self.source}/{subject}",
            severity=severity,
            success=outcome.success,
            element_count=rows,
            unexpected_count=unexpected,
            observed=observed,
            message=None if outcome.success else f"{self.source} {self.run_on}：{said}；{remedy}",
            seconds=outcome.seconds,
        )


def _check_source(root: Path, night: _Night, database: _Database) -> list[CheckResult]:
    """Tables and figures into one file, every expectation on it, then examples of what failed."""
    with database.build() as connection:
        counts = _create_tables(connection, root, night)
        figures = source_figures(
            connection, root, night.source, night.run_on, night.thresholds.history_runs
        )
        _load_figures(connection, figures, night)
    facts = [fact for table in counts for fact in row_facts(table)]
    if not facts and not figures:
        return []
    with database.check() as checker:
        row_outcomes = [_run(checker, fact.table, fact.query) for fact in facts]
        figure_outcomes = [
            _run(checker, _FIGURES, _OUT_OF_BOUNDS.format(number=number))
            for number in range(len(figures))
        ]
    with database.build() as connection:
        row_results = [
            _row_result(night, fact, outcome, counts[fact.table], connection)
            for fact, outcome in zip(facts, row_outcomes, strict=True)
        ]
    figure_results = [
        _figure_result(night, figure, outcome)
        for figure, outcome in zip(figures, figure_outcomes, strict=True)
    ]
    return [*row_results, *figure_results]


def _create_tables(
    connection: duckdb.DuckDBPyConnection, root: Path, night: _Night
) -> dict[str, int]:
    """The night's tables that have rows, each with their number."""
    counts = {}
    for table in KEYS:
        path = root / table / night.source / f"{night.run_on.isoformat()}.parquet"
        if not path.exists():
            continue
        # a fact reads few columns once: from one partition that is as fast as from a table
        create_view(connection, table, COLUMNS[table], [path], temporary=False)
        rows = connection.execute(f"select count(*) from {table}").fetchall()[0][0]
        if rows:
            counts[table] = int(rows)
    return counts


def _load_figures(
    connection: duckdb.DuckDBPyConnection, figures: Sequence[Figure], night: _Night
) -> None:
    """The night's figures beside what their thresholds allow; a null bound allows anything."""
    connection.execute(
        f"create table {_FIGURES} (figure_no integer, value double, low double, high double)"
    )
    for number, figure in enumerate(figures):
        threshold = night.thresholds.facts[figure.fact]
        connection.execute(
            # rounded, so that a share that meets its bound exactly is not a little under it
            f"insert into {_FIGURES} values (?, round(?, 9), ?, ?)",
            [number, figure.value, threshold.low, threshold.high],
        )


def _run(checker: Checker, table: str, query: str) -> Outcome:
    """A fact about a table; the query finds what breaks it."""
    from great_expectations.expectations.core.unexpected_rows_expectation import (
        UnexpectedRowsExpectation,
    )

    return checker.run(table, UnexpectedRowsExpectation(unexpected_rows_query=query))


def _row_result(
    night: _Night,
    fact: RowFact,
    outcome: Outcome,
    rows: int,
    connection: duckdb.DuckDBPyConnection,
) -> CheckResult:
    examples = "" if outcome.success else _examples(connection, fact)
    column = f".{fact.column}" if fact.column else ""
    return night.result(
        fact.fact,
        f"{fact.table}{column}",
        outcome,
        rows=rows,
        unexpected=outcome.unexpected_count,
        observed=str(outcome.unexpected_count),
        said=f"{fact.table} 有 {outcome.unexpected_count} 处{fact.said}（如记录 {examples}）",
        remedy=fact.remedy,
    )


def _examples(connection: duckdb.DuckDBPyConnection, fact: RowFact) -> str:
    """A few records that break a fact, by id: enough to look one up, and no text of theirs."""
    query = fact.query.format(batch=fact.table)
    found = connection.execute(
        f"select distinct record_id from ({query}) order by record_id limit {_EXAMPLES}"
    ).fetchall()
    return "、".join(str(record_id) for (record_id,) in found)


def _figure_result(night: _Night, figure: Figure, outcome: Outcome) -> CheckResult:
    asked = _asked(figure, night.thresholds.facts[figure.fact])
    return night.result(
        figure.fact,
        figure.table,
        outcome,
        rows=figure.rows,
        unexpected=figure.unexpected,
        observed=figure.shown,
        said=f"{figure.said}，{asked}",
        remedy=figure.remedy,
    )


def _asked(figure: Figure, threshold: Threshold) -> str:
    """What a figure was held against, for a person."""
    parts = (
        ("应不低于", threshold.at_least),
        ("应不高于", threshold.at_most),
        ("容许下降", threshold.may_fall_by),
        ("容许上升", threshold.may_rise_by),
    )
    return "，".join(
        f"{word} {_bound(figure, bound)}" for word, bound in parts if bound is not None
    )


def _bound(figure: Figure, bound: float) -> str:
    if figure.unit is None:
        return f"{bound:g}"
    return f"{bound:.0%}" if figure.unit == "share" else f"{bound * 100:g} 个百分点"
