"""A value that a person reads otherwise than the parser: what counts, and what stays to be seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def test_both_readings_stand_side_by_side_and_the_next_version_is_read_again(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select version, requirement_raw, high, is_overruled, overruled_by, requirement_read, "
        "parsed_status from fct_declared_indicators "
        "where declaration_id = 'EX31-100' and row_no = 1 order by version"
    ).fetchall()
    assert found == [
        (1, "≤0.O2mg/m³", 0.02, True, "D-2", "≤0.02mg/m3", "unparsed"),
        (2, "≤0.04mg/m3", 0.04, False, None, None, None),
    ]


def test_the_reading_counts_for_periods_that_were_closed_before_it_was_recorded(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select period, value from fct_board_entry_indicators "
        "where declaration_id = 'EX31-100' and indicator_code = 'formaldehyde_chamber' "
        "order by period"
    ).fetchall()
    assert found == [("2026Q1", 0.02), ("2026Q2", 0.02), ("2026Q3", 0.04)]


def test_a_decision_that_finds_no_cell_is_quarantined_with_what_to_do(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select source, fetched_on, record_id, reason_code, reason from fct_quarantine "
        "where source = 'decisions'"
    ).fetchall()
    assert found == [
        (
            "decisions",
            date(2026, 7, 6),
            "D-3",
            "overruling_no_such_cell",
            "决定 D-3 所指的声明 EX31-100 中没有“甲醛释放量”为“≤0.O3mg/m³”的一格；"
            "请按 fct_declared_indicators 的原文填写",
        )
    ]
