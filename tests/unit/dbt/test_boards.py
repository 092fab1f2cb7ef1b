"""Boards of the small world: who stands where in which period, and why the others do not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckdb


@pytest.mark.parametrize(
    ("category", "period", "cut_off_on", "knowledge", "is_provisional"),
    [
        ("road_freight_service", "2023", date(2023, 10, 31), "reconstructed", False),
        ("panel_furniture", "2026Q1", date(2026, 3, 31), "reconstructed", False),
        ("panel_furniture", "2026Q2", date(2026, 6, 30), "observed", False),
        ("panel_furniture", "2026Q3", date(2026, 9, 30), "observed", True),
    ],
)
def test_every_period_up_to_the_last_fetch_has_a_board(
    warehouse: duckdb.DuckDBPyConnection,
    category: str,
    period: str,
    cut_off_on: date,
    knowledge: str,
    is_provisional: bool,
) -> None:
    found = warehouse.execute(
        "select cut_off_on, knowledge, is_provisional from fct_boards "
        "where product_category = ? and period = ?",
        [category, period],
    ).fetchall()
    assert found == [(cut_off_on, knowledge, is_provisional)]


@pytest.mark.parametrize(
    ("category", "period", "places"),
    [
        (
            "panel_furniture",
            "2026Q1",
            {
                "EX01-100": 1, "EX13-100": 1, "EX14-100": 1, "EX20-100": 1, "EX29-100": 1,
                "EX31-100": 1, "EX21-100": 7, "EX28-100": 7, "q011": 7,
            },
        ),
        (
            "panel_furniture",
            "2026Q2",
            {
                "EX01-100": 1, "EX13-100": 1, "EX14-100": 1, "EX20-100": 1, "EX25-100": 1,
                "EX31-100": 1, "EX21-101": 7, "EX28-100": 7, "q011": 7,
            },
        ),
        (
            "panel_furniture",
            "2026Q3",
            {
                "EX01-100": 1, "EX14-100": 1, "EX25-100": 1, "EX26-100": 1, "EX27-100": 1,
                "EX20-100": 6, "EX21-101": 6, "EX28-100": 6, "EX31-100": 6,
            },
        ),
        ("panel_product", "2026Q1", {"EX22-100": 1}),
        ("panel_product", "2026Q2", {}),
        ("road_freight_service", "2023", {"EX40-100": 1, "EX42-100": 2, "EX43-100": 2}),
    ],
)  # fmt: skip
def test_entries_stand_by_their_worst_core_indicator(
    warehouse: duckdb.DuckDBPyConnection, category: str, period: str, places: dict[str, int]
) -> None:
    found = warehouse.execute(
        "select declaration_id, rank from fct_board_entries "
        "where product_category = ? and period = ?",
        [category, period],
    ).fetchall()
    assert dict(found) == places


@pytest.mark.parametrize(
    ("period", "declaration_id", "rule_code", "reason_code"),
    [
        ("2026Q2", "q012", "indicators_disclosed", "indicators_not_disclosed"),
        ("2026Q3", "q011", "status_in_force", "abolished"),
        ("2026Q2", "EX21-100", "not_superseded", "superseded"),
        ("2026Q2", "EX22-100", "national_limits", "breaks_national_limit"),
        ("2026Q2", "EX23-100", "core_indicator:formaldehyde_chamber", "other_method"),
        ("2026Q2", "EX24-100", "stricter", "not_stricter"),
        ("2026Q2", "EX27-100", "observed_in_time", "observed_late"),
        ("2026Q2", "EX29-100", "not_barred", "barred"),
        ("2026Q3", "EX13-100", "not_barred", "barred"),
        ("2026Q2", "EX30-100", "enterprise_standard", "not_enterprise_standard"),
        ("2023", "EX44-100", "basic_indicator:complaint_channel", "not_accepted"),
    ],
)
def test_who_is_left_out_has_the_reason_and_only_that_one(
    warehouse: duckdb.DuckDBPyConnection,
    period: str,
    declaration_id: str,
    rule_code: str,
    reason_code: str,
) -> None:
    found = warehouse.execute(
        "select rule_code, reason_code, evidence <> '' from fct_eligibility "
        "where period = ? and declaration_id = ? and not passed",
        [period, declaration_id],
    ).fetchall()
    assert (rule_code, reason_code, True) in found
    # what is not disclosed is not missing as well
    assert {row[1] for row in found} == {reason_code}


def test_a_declaration_after_the_instant_is_no_candidate(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select distinct period, declaration_id from fct_eligibility "
        "where declaration_id in ('EX25-100', 'EX26-100', 'EX41-100') order by all"
    ).fetchall()
    assert found == [("2026Q2", "EX25-100"), ("2026Q3", "EX25-100"), ("2026Q3", "EX26-100")]


def test_doubts_ask_a_person_and_keep_nobody_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select rule_code, reason_code, passed, evidence from fct_eligibility "
        "where period = '2026Q2' and verdict = 'doubt' and rule_code <> 'production_attested' "
        "order by rule_code"
    ).fetchall()
    assert found == [
        ("citations_current", "cites_outdated", True, "引用的标准在截止日不再有效：GB 18583-2001"),
        ("status_in_force", "unlisted", True, "状态：现行；2026-07-05 起平台不再列出"),
    ]


def test_entries_are_exactly_who_fails_no_rule(warehouse: duckdb.DuckDBPyConnection) -> None:
    board = "programme, field_code, product_category, period, declaration_id"
    found = warehouse.execute(
        f"select {board} from fct_board_entries "
        "except "
        f"select {board} from fct_eligibility group by all having bool_and(passed)"
    ).fetchall()
    left = warehouse.execute(
        f"select {board} from fct_eligibility group by all having bool_and(passed) "
        "except "
        f"select {board} from fct_board_entries"
    ).fetchall()
    assert (found, left) == ([], [])


def test_a_panel_product_complies_in_may_and_breaks_the_new_limit_from_june(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        'select standard_no, "limit", declared, unit, valid_from, valid_to '
        "from fct_national_violations where declaration_id = 'EX22-100'"
    ).fetchall()
    assert found == [("GB 18580-2025", 0.05, 0.08, "mg/m3", date(2026, 6, 1), None)]


def test_an_indicator_on_which_all_stand_in_one_band_has_no_list(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select indicator_code, is_listed, list(rank order by declaration_id) "
        "from fct_board_entry_indicators where product_category = 'road_freight_service' "
        "group by all order by all"
    ).fetchall()
    assert found == [
        ("cargo_tracking", False, [None, None, None]),
        ("customer_satisfaction", True, [1, 2, 2]),
        ("electronic_documents", False, [None, None, None]),
    ]
    (note,) = warehouse.execute(
        "select note from fct_boards where product_category = 'road_freight_service'"
    ).fetchall()[0]
    assert "不单独列榜的指标：电子单证管理（先进）、货物跟踪（先进）。" in note
