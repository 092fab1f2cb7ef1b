"""Great Expectations evaluates inside DuckDB, and says so when it cannot."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import great_expectations.expectations as gxe
import pytest

from expectations.engine import ExpectationError, open_checker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from expectations.engine import Checker


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a folder" / "scratch 50%.duckdb"
    path.parent.mkdir()
    with duckdb.connect(path) as connection:
        connection.execute("create table numbers as select i, i % 3 as rest from range(1000) r(i)")
        connection.execute("create table nothing as from numbers where false")
    return path


@pytest.fixture
def checker(database: Path) -> Iterator[Checker]:
    with open_checker(database, threads=2, memory_limit="512MB") as opened:
        yield opened


def test_unexpected_rows_are_counted_beyond_the_few_that_are_shown(checker: Checker):
    outcome = checker.run("numbers", gxe.ExpectColumnValuesToBeBetween(column="i", max_value=99))
    assert (outcome.success, outcome.element_count, outcome.unexpected_count) == (False, 1000, 900)
    assert 0 < len(outcome.examples) < 900


def test_a_fact_that_holds_has_no_unexpected_rows(checker: Checker):
    outcome = checker.run(
        "numbers", gxe.ExpectColumnValuesToBeInSet(column="rest", value_set=[0, 1, 2])
    )
    assert (outcome.success, outcome.unexpected_count) == (True, 0)


def test_a_query_that_finds_rows_fails(checker: Checker):
    query = "select * from {batch} where rest = 2"
    outcome = checker.run("numbers", gxe.UnexpectedRowsExpectation(unexpected_rows_query=query))
    assert (outcome.success, outcome.element_count, outcome.unexpected_count) == (False, None, 333)


def test_a_table_without_rows_breaks_nothing(checker: Checker):
    outcome = checker.run("nothing", gxe.ExpectColumnValuesToNotBeNull(column="i"))
    assert (outcome.success, outcome.element_count, outcome.unexpected_count) == (True, 0, 0)


@pytest.mark.parametrize(
    "expectation",
    [
        gxe.ExpectColumnValuesToBeBetween(column="missing", max_value=1),
        gxe.UnexpectedRowsExpectation(unexpected_rows_query="select * from {batch} where missing"),
    ],
)
def test_a_rule_on_a_missing_column_is_an_error_and_no_failure_of_the_data(
    checker: Checker, expectation: gxe.UnexpectedRowsExpectation
):
    with pytest.raises(ExpectationError, match="missing"):
        checker.run("numbers", expectation)


def test_the_file_can_be_written_again_afterwards(database: Path):
    with open_checker(database, threads=2, memory_limit="512MB") as opened:
        opened.run("numbers", gxe.ExpectColumnValuesToNotBeNull(column="i"))
    code = f"import duckdb; duckdb.connect({str(database)!r}).execute('drop table numbers')"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_modules_that_check_import_great_expectations_only_when_they_run():
    code = "import sys, expectations.national;sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
