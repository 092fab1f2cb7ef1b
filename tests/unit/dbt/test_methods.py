"""Boards of the small world that are ranked by a score: points with a veto, and a weighted mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckdb

USED_CARS = "used_car_assessment"
LAUNDRIES = "laundry_dyeing_service"


def _entries(warehouse: duckdb.DuckDBPyConnection, category: str) -> dict[str, tuple[object, ...]]:
    rows = warehouse.execute(
        "select declaration_id, rank, level, score, is_tied, is_vetoed "
        "from fct_board_entries where product_category = ?",
        [category],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_points_rank_by_their_sum_and_an_accident_car_is_last_whatever_its_points(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _entries(warehouse, USED_CARS) == {
        "EX70-100": (1, 1, 100.0, False, False),
        "EX76-100": (2, 1, 90.0, False, False),
        "EX71-100": (3, 2, 75.0, True, False),
        "EX73-100": (3, 2, 75.0, True, False),
        "EX74-100": (5, 4, 0.0, False, False),
        "EX72-100": (6, 4, 100.0, True, True),
        "EX75-100": (6, 4, 75.0, True, True),
    }


def test_a_weighted_mean_ranks_by_its_score_down_to_the_lowest_level(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert _entries(warehouse, LAUNDRIES) == {
        "EX60-100": (1, 1, 100.0, False, False),
        "EX63-100": (2, 1, 83.333333333333, False, False),
        "EX62-100": (3, 2, 75.0, True, False),
        "EX64-100": (3, 2, 75.0, True, False),
    }


def test_values_stand_side_by_side_up_to_the_last_position_that_a_scheme_weighs(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select column_name from duckdb_columns() where table_name = 'int_entries__by_weights' "
        "and column_name like 'normalised%' order by column_index"
    ).fetchall()
    # of the laundries' four indicators the first is innovative
    assert [name for (name,) in found] == [f"normalised_{position}" for position in range(1, 5)]


@pytest.mark.parametrize(
    ("declaration_id", "rule_code", "reason_code", "evidence"),
    [
        (
            "EX61-100",
            "overall_level",
            "below_lowest_level",
            "得分 50，第 3 等，低于可上榜的最低水平",
        ),
        (
            "EX65-100",
            "core_indicator:rework_rate",
            "unparsed",
            "返洗率“极低”无法识别为数值或等级，不能比较",
        ),
    ],
)
def test_who_has_no_good_score_is_left_out_with_the_reason(
    warehouse: duckdb.DuckDBPyConnection,
    declaration_id: str,
    rule_code: str,
    reason_code: str,
    evidence: str,
) -> None:
    found = warehouse.execute(
        "select rule_code, reason_code, evidence from fct_eligibility "
        "where declaration_id = ? and not passed",
        [declaration_id],
    ).fetchall()
    assert found == [(rule_code, reason_code, evidence)]


def test_a_veto_is_no_failure_of_eligibility(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "select passed, evidence from fct_eligibility "
        "where declaration_id = 'EX72-100' and rule_code = 'basic_indicator:accident_check'"
    ).fetchall()
    assert found == [
        (True, "事故车判定“没有”不在方案认可的表述（有）之内：一票否决，不论得分列最末")
    ]


@pytest.mark.parametrize("category", [USED_CARS, LAUNDRIES])
def test_contributions_add_up_to_the_score(
    warehouse: duckdb.DuckDBPyConnection, category: str
) -> None:
    found = warehouse.execute(
        "select entries.declaration_id, any_value(entries.score), sum(parts.contribution) "
        "from fct_board_entries as entries "
        "inner join fct_board_entry_indicators as parts "
        "using (programme, field_code, product_category, period, declaration_id) "
        "where product_category = ? group by all",
        [category],
    ).fetchall()
    assert found
    for declaration_id, score, total in found:
        assert total == pytest.approx(score, abs=1e-9), declaration_id


def test_who_lacks_an_indicator_has_no_place_on_its_list(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, value, normalised, contribution, rank, is_listed "
        "from fct_board_entry_indicators where indicator_code = 'rework_rate' order by 1"
    ).fetchall()
    assert found == [
        ("EX60-100", 1.0, 100.0, 25.0, 1, True),
        ("EX62-100", 3.0, 50.0, 12.5, 3, True),
        ("EX63-100", None, None, None, None, True),
        ("EX64-100", 1.0, 100.0, 25.0, 1, True),
    ]


def test_an_indicator_on_which_all_are_capped_alike_has_no_list(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select distinct rank, is_listed, note "
        "from fct_board_entry_indicators inner join fct_boards "
        "using (programme, field_code, product_category, period) "
        "where indicator_code = 'reply_hours'"
    ).fetchall()
    assert found == [
        (
            None,
            False,
            "按核心指标（投诉答复时限 权重 0.5［48，8］h；返洗率 权重 0.25［5，1］%；"
            "顾客满意度 权重 0.25［80，100］%）加权评分，各值以［最差，最好］两端折算到 0—100，"
            "超出两端的按两端计，取加权算术平均，缺少的核心指标把权重让给其余指标，按得分排序，"
            "同分并列。得分≥80 为第 1 等，≥60 为第 2 等，其余为第 3 等。"
            "全部处于同一档、不单独列榜的指标：投诉答复时限。本方案含示例数值，不得用于发布。",
        )
    ]


def test_entries_say_how_complete_they_are_and_what_speaks_for_their_form(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select declaration_id, completeness, form, models_text from fct_board_entries "
        "where (period, declaration_id) in (('2023', 'EX70-100'), ('2023', 'EX71-100'), "
        "('2023', 'EX75-100'), ('2026Q2', 'EX28-100')) order by 1"
    ).fetchall()
    assert found == [
        ("EX28-100", 1.0, "number;status;models", "A-1"),
        ("EX70-100", 1.0, "number;status;citations", None),
        ("EX71-100", 0.8, "number;status;citations", None),
        ("EX75-100", 0.6, "number;status;citations", None),
    ]
