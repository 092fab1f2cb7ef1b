"""The five programmes on the sample: what is due, who reports, and the fields in numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.core.divisions import load_reporting_units, reporting_unit_of
from pipelines.settings import PROJECT_ROOT
from tests.integration.test_sample import EXPECTED, rows

if TYPE_CHECKING:
    import duckdb

UNITS = load_reporting_units(PROJECT_ROOT / "data" / "reference")
LAST_NIGHT = date.fromisoformat(EXPECTED["nights"][-1])


def test_there_are_four_programmes_of_assessment_and_one_of_pilots(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(db, "select programme, kind, assessed from dim_programmes order by programme")
    assert [tuple(row.values()) for row in found] == [
        ("jincheng-2021", "assessment", "applicants"),
        ("jincheng-finance-2021", "assessment", "applicants"),
        ("mofcom-2023", "assessment", "all_declared"),
        ("national", "assessment", "all_declared"),
        ("pilots-2024", "pilot", None),
    ]


def test_what_is_not_done_is_overdue_after_its_day_and_ahead_before(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(db, "select due_on, done_on, state from fct_milestones")
    assert len(found) == 14
    for row in found:
        if row["done_on"]:
            assert row["state"] == "done"
        elif row["due_on"] < LAST_NIGHT:
            assert row["state"] == "overdue"
    assert {row["state"] for row in found if row["due_on"].year > LAST_NIGHT.year} == {"ahead"}


def test_the_publicity_of_jinchengs_banks_is_due_to_start_on_the_17th_of_october(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(db, "select due_on from fct_milestones where milestone_code = 'publicity_started'")
    assert found == [{"due_on": date(2021, 10, 17)}]


@pytest.mark.parametrize("programme", ["mofcom-2023", "jincheng-2021", "jincheng-finance-2021"])
def test_a_fields_year_counts_who_stands_on_its_board(
    db: duckdb.DuckDBPyConnection, programme: str
) -> None:
    entries: defaultdict[str, set[str]] = defaultdict(set)
    first: defaultdict[str, set[str]] = defaultdict(set)
    declared: defaultdict[str, set[str]] = defaultdict(set)
    for board in EXPECTED["boards"]:
        if board["programme"] == programme:
            for entry in board["entries"]:
                entries[board["field_code"]].add(entry["declaration_id"])
                if entry["level"] == 1:
                    first[board["field_code"]].add(entry["declaration_id"])
            names = {item["declaration_id"] for item in board["left_out"]}
            declared[board["field_code"]] |= names | entries[board["field_code"]]
    found = rows(
        db,
        "select field_code, declared_count, entry_count, level_1_count from fct_field_statistics "
        "where programme = ? and declared_count is not null",
        programme,
    )
    assert {row.pop("field_code"): row for row in found} == {
        field: {
            "declared_count": len(declared[field]),
            "entry_count": len(entries[field]),
            "level_1_count": len(first[field]),
        }
        for field in declared
    }


def test_all_16_fields_of_the_ministry_are_there_with_counts_where_there_is_a_scheme(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        db,
        "select count(*) as fields, count(declared_count) as counted from fct_field_statistics "
        "where programme = 'mofcom-2023'",
    )
    assert found == [{"fields": 16, "counted": 5}]


def test_37_units_report_to_the_ministry_and_their_entries_are_those_of_the_boards(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        db,
        "select reporting_unit_code, entry_count from fct_reporting_unit_statistics "
        "where programme = 'mofcom-2023'",
    )
    divisions = {
        row["declaration_id"]: row["division_code"]
        for row in rows(db, "select declaration_id, division_code from fct_declarations")
    }
    expected: Counter[str] = Counter()
    for board in EXPECTED["boards"]:
        if board["programme"] == "mofcom-2023":
            units = (
                reporting_unit_of(divisions[item["declaration_id"]] or "", UNITS)
                for item in board["entries"]
            )
            expected.update(unit.code for unit in units if unit is not None)
    assert len(found) == 37
    counted = {row["reporting_unit_code"]: row["entry_count"] for row in found}
    assert {code: n for code, n in counted.items() if n} == dict(expected)


def test_what_stands_on_the_platform_of_a_province_alone_is_on_the_citys_board_only(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        db,
        "select field_code, count(eligibility.rule_code) > 0 as is_examined "
        "from fct_declarations as declarations "
        "left join fct_eligibility as eligibility using (declaration_id) "
        "where declarations.source = 'shanxi-file' group by declaration_id, field_code "
        "order by field_code nulls last",
    )
    assert found == [
        {"field_code": "steel_casting", "is_examined": True},
        {"field_code": None, "is_examined": False},
    ]


def test_candidates_for_key_fields_stand_by_the_four_criteria(
    db: duckdb.DuckDBPyConnection,
) -> None:
    (air,) = rows(
        db,
        "select * from fct_key_field_candidates where product_category = 'air_cleaner'",
    )
    changed: dict[str, bool] = {}
    for change in EXPECTED["changes"]:
        worse: list[Any] = [row["is_worse"] for row in change["indicators"]]
        if change["key"].startswith("air-") and worse:
            changed[change["record_id"]] = not any(worse)
    assert air["declaration_count"] > air["enterprise_count"] > 0
    # the changes of the nights, and revisions declared anew under the same number
    assert air["revision_count"] >= len(changed)
    assert air["improved_count"] >= sum(changed.values()) > 0
    assert air["compared_indicator_count"] >= 3
    assert air["assessed_in"] == "national/2026/air_cleaner"


def test_who_can_lead_is_compared_with_every_limit_in_force(
    db: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        db,
        'select period, standard_no, "limit", bool_and(is_stricter) as all_stricter '
        "from fct_entries_against_limits where indicator_code = 'formaldehyde_chamber' "
        "and field_code = 'panel_furniture' group by all order by period",
    )
    # the same products met one limit in the first quarter and another one from June on
    assert [tuple(row.values()) for row in found] == [
        ("2026Q1", "GB 18580-2017", 0.124, True),
        ("2026Q2", "GB 18580-2025", 0.05, True),
        ("2026Q3", "GB 18580-2025", 0.05, True),
    ]
