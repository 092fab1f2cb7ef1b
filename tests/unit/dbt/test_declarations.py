"""Declarations of the small world: merged over the platforms, versioned, with their indicators."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckdb


def test_a_declaration_on_two_platforms_is_one_with_the_indicators_of_the_one_that_shows_them(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, indicator_source, first_observed_on, last_observed_on "
        "from fct_declarations where enterprise_id = 'EX0000010'"
    ).fetchall()
    assert found == [("EX01-100", "cpbz", date(2026, 5, 30), date(2026, 6, 14))]


def test_the_other_platform_adds_no_version_where_it_says_the_same(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _versions(warehouse, "EX01-100") == [(1, date(2026, 5, 30), None)]


def test_a_change_ends_a_version_on_the_night_it_was_seen(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _versions(warehouse, "EX20-100") == [
        (1, date(2026, 5, 30), date(2026, 7, 7)),
        (2, date(2026, 7, 7), None),
    ]


def test_the_same_content_sent_again_is_the_same_version(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _versions(warehouse, "EX13-100") == [(1, date(2026, 5, 30), None)]


def test_a_sheet_gives_the_indicators_of_every_version_that_no_platform_discloses(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select h.version, h.indicator_source, count(i.row_no) from fct_declaration_history as h "
        "join fct_declared_indicators as i using (declaration_id, version) "
        "where declaration_id = 'q011' group by all order by all"
    ).fetchall()
    assert found == [(1, "indicator-file", 3), (2, "indicator-file", 3)]


def test_what_a_full_source_dropped_keeps_its_status_and_is_marked(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, status, last_observed_on from fct_declarations where is_gone"
    ).fetchall()
    assert found == [("EX14-100", "in_force", date(2026, 5, 30))]


def test_every_version_has_another_digest(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select count(distinct digest) = count(*), min(length(digest)) from fct_declaration_history"
    ).fetchone()
    assert found == (True, 64)


def test_products_without_a_category_are_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select declaration_id, product_name from fct_declared_products "
        "where product_category is null"
    ).fetchall()
    assert found == [("Q-EX50-1", "木门")]


def test_names_that_nobody_knows_are_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select indicator_name, product_category, occurrence_count from fct_unknown_indicator_names"
    ).fetchall()
    assert found == [("手感", "panel_furniture", 1)]


def test_an_enterprise_is_a_row_however_often_it_declared(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select uscc, province_name, declaration_count from dim_enterprises "
        "where enterprise_id = 'EX0000021'"
    ).fetchall()
    assert found == [("91990000EX0000021X", "浙江省", 2)]


@pytest.mark.parametrize(
    ("number", "states"),
    [
        ("T/HSCA 001-2018", ["in_force", "abolished", "in_force"]),
        ("GB 18580-2017", ["in_force", "abolished", "in_force"]),
        ("GB 18580-2025", ["upcoming", "in_force"]),
    ],
)
def test_a_standard_shows_every_status_it_had(
    warehouse: duckdb.DuckDBPyConnection, number: str, states: list[str]
) -> None:
    found = warehouse.execute(
        "select status, valid_to is null, is_current from dim_standards "
        "where standard_no = ? order by valid_from",
        [number],
    ).fetchall()
    assert [row[0] for row in found] == states
    assert [row[1:] for row in found] == [(False, False)] * (len(states) - 1) + [(True, True)]


def _versions(
    warehouse: duckdb.DuckDBPyConnection, declaration_id: str
) -> list[tuple[int, date, date | None]]:
    return warehouse.execute(
        "select version, observed_from, observed_to from fct_declaration_history "
        "where declaration_id = ? order by version",
        [declaration_id],
    ).fetchall()
