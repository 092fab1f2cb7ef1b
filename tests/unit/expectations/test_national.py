"""What breaks a mandatory national limit, what complies, and what cannot be compared."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from expectations.inputs import COLUMNS, REFERENCE_COLUMNS, InputError
from expectations.limits import load_limits
from expectations.models import GradeValue, Limit
from expectations.national import VIOLATIONS_SCHEMA, NationalResult, check_national_limits
from expectations.results import RESULTS_SCHEMA
from pipelines.core import reference_tables, tables
from tests.unit.expectations.world import ON, World

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "gb_18580_2017_panel_product", "gb_18580_2025_panel_product"
GRADE_STANDARD = "GB/T 39600-2021"
PANEL_LIMITS = [limit for limit in load_limits() if limit.rule_id in (OLD, NEW)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "normalised")


def check(world: World, **options: Any) -> NationalResult:
    root = world.save()
    return check_national_limits(root, root.parent / "scratch", run_on=ON, **options)


def broken(world: World, **options: Any) -> list[str]:
    """Rules broken, one a row, in order; only the two on panel products unless a test says so."""
    return check(world, **({"limits": PANEL_LIMITS} | options)).violations["rule_id"].to_list()


def limit(**given: Any) -> Limit:
    return Limit(
        **(
            {
                "rule_id": "rule_a",
                "standard_no": "GB 1-2020",
                "clause": None,
                "nature": "mandatory",
                "product_category": "bank_outlet",
                "indicator_code": "phone_answer_rate",
                "test_method": None,
                "unit": "%",
                "low": None,
                "high": None,
                "in_force_from": date(2020, 1, 1),
                "in_force_to": None,
                "known_from": date(2020, 1, 1),
                "evidence": "seen",
                "kind": "national",
            }
            | given
        )
    )


def test_a_panel_product_at_0_08_breaks_the_limit_of_2025_and_complies_with_that_of_2017(
    world: World,
):
    world.declare()
    world.indicate(high=0.08)
    result = check(world)
    assert result.violations.to_dicts() == [
        {
            "source": "cpbz",
            "fetched_on": ON,
            "record_id": "r1",
            "row_no": 1,
            "part_no": 1,
            "product_category": "panel_product",
            "rule_id": NEW,
            "declared": 0.08,
        }
    ]
    rows = {row["subject"]: row for row in result.results.to_dicts()}
    assert rows[OLD]["success"] is True
    assert rows[OLD]["element_count"] == 1
    assert rows[OLD]["message"] is None
    assert rows[NEW]["success"] is False
    assert rows[NEW]["unexpected_count"] == 1
    assert rows[NEW]["severity"] == "warning"
    assert rows[NEW]["observed"] == "0.08 mg/m3"
    assert (
        "GB 18580-2025（规则 gb_18580_2025_panel_product，2026-06-01 起现行）"
        in rows[NEW]["message"]
    )
    assert "不高于 0.05 mg/m3" in rows[NEW]["message"]


def test_every_mandatory_limit_with_days_in_force_has_a_result(world: World):
    result = check(world)
    expected = sorted(limit.rule_id for limit in load_limits() if limit.is_checked)
    assert result.results["subject"].to_list() == expected
    assert result.results.schema == tables.EXPECTATION_RESULTS == RESULTS_SCHEMA
    assert set(result.results["suite"]) == {"national_standards"}


def test_nothing_declared_breaks_nothing(world: World):
    result = check(world)
    assert result.violations.is_empty()
    assert result.violations.schema == tables.NATIONAL_VIOLATIONS == VIOLATIONS_SCHEMA
    assert set(result.results["element_count"]) == {0}
    assert result.results["success"].all()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"high": 0.05}, []),
        ({"high": 0.05, "high_inclusive": False, "op": "lt"}, []),
        ({"high": 0.051}, [NEW]),
        ({"high": 0.124}, [NEW]),
        ({"high": 0.125}, [OLD, NEW]),
        ({"low": 0.03, "high": 0.06, "op": "between"}, [NEW]),
        ({"low": 0.06, "high": 0.06, "op": "eq"}, [NEW]),
        ({"low": 0.2, "op": "ge"}, []),  # a bound on the other side only
        ({"high": 50.0, "unit": "μg/m3"}, []),
        ({"high": 80.0, "unit": "μg/m3"}, [NEW]),
        ({"high": 80.0, "unit": None}, []),
        ({"high": 80.0, "unit": "mg/L"}, []),  # another dimension
        ({"high": 80.0, "unit": "furlong"}, []),
        ({"status": "none_detected", "op": None, "unit": None}, []),
        ({"status": "unparsed", "op": None, "high": 9.0}, []),
        ({"status": "text", "op": None}, []),
    ],
)
def test_the_declared_upper_bound_is_compared_in_the_unit_of_the_limit(
    world: World, part: dict[str, Any], expected: list[str]
):
    world.declare()
    world.indicate(**part)
    assert broken(world) == expected


def test_80_micrograms_are_recorded_as_0_08_milligrams(world: World):
    world.declare()
    world.indicate(high=80.0, unit="μg/m3")
    assert check(world, limits=PANEL_LIMITS).violations["declared"].to_list() == [0.08]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GB/T 17657-2022 4.60", [NEW]),
        ("干燥器法", []),  # another method is never converted
        ("GB/T 17657-2022", []),  # holds several methods
        ("从未见过的方法", []),
        (None, []),
    ],
)
def test_only_the_method_of_the_limit_can_be_compared(
    world: World, text: str | None, expected: list[str]
):
    world.declare()
    world.indicate(high=0.08, test_method_text=text)
    assert broken(world) == expected


@pytest.mark.parametrize("text", ["干燥器法", None])
def test_a_limit_without_method_holds_for_any(world: World, text: str | None):
    world.declare(category="银行网点")
    world.indicate(indicator_name="接通率", low=90.0, op="ge", unit="%", test_method_text=text)
    assert broken(world, limits=[limit(low=95.0)]) == ["rule_a"]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"low": 95.0, "op": "ge"}, []),
        ({"low": 95.0, "op": "gt"}, []),
        ({"low": 94.9, "op": "ge"}, ["rule_a"]),
        ({"high": 94.0, "op": "le"}, []),
        ({"low": 90.0, "high": 99.0, "op": "between"}, ["rule_a"]),
        ({"status": "none_detected", "op": None}, []),
    ],
)
def test_a_minimum_is_compared_with_the_declared_lower_bound(
    world: World, part: dict[str, Any], expected: list[str]
):
    world.declare(category="银行网点")
    world.indicate(indicator_name="接通率", unit="%", **part)
    assert broken(world, limits=[limit(low=95.0)]) == expected


def test_any_part_of_a_cell_can_break_a_limit(world: World):
    world.declare()
    world.indicate(part_no=1, high=0.03)
    world.indicate(part_no=2, high=0.08)
    violations = check(world, limits=PANEL_LIMITS).violations
    assert violations.select("part_no", "rule_id").rows() == [(2, NEW)]


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("人造板", []),
        ("人造板制品", [NEW]),
        (None, [NEW]),  # matched by name alone
        ("说不清", []),
        ("从未见过", []),
    ],
)
def test_the_product_category_decides_which_limit_holds(
    world: World, category: str | None, expected: list[str]
):
    world.declare(category=category)
    world.indicate(high=0.08)
    assert broken(world) == expected


def test_a_limit_on_a_parent_category_holds_for_its_children(world: World):
    world.declare(category="板式家具")
    world.indicate(
        indicator_name="可迁移铅", high=100.0, unit="mg/kg", test_method_text="GB 6675.4-2014"
    )
    violations = check(world).violations
    assert violations.select("product_category", "rule_id").rows() == [
        ("panel_furniture", "gb_18584_2024_lead")
    ]


def test_an_alias_of_the_product_category_wins_over_one_that_holds_everywhere(world: World):
    world.reference["indicator_aliases"] = [
        {"alias": "甲醛", "indicator_code": "formaldehyde_chamber", "product_category": None},
        {"alias": "甲醛", "indicator_code": "noise", "product_category": "panel_product"},
    ]
    world.declare("r1", category="人造板制品")
    world.declare("r2", category="人造板")
    for record in ("r1", "r2"):
        world.indicate(record, indicator_name="甲醛", high=0.2)
    violations = check(world).violations
    assert set(violations["record_id"]) == {"r2"}


def test_an_alias_of_a_parent_category_holds_for_its_children_and_the_nearer_wins(world: World):
    world.reference["indicator_aliases"] = [
        {"alias": "铅", "indicator_code": "noise", "product_category": "furniture"},
        {
            "alias": "铅",
            "indicator_code": "migratable_lead",
            "product_category": "wooden_furniture",
        },
        {"alias": "含铅", "indicator_code": "migratable_lead", "product_category": "furniture"},
        {"alias": "含铅", "indicator_code": "noise", "product_category": "panel_product"},
    ]
    world.declare(category="板式家具")
    for row_no, name in enumerate(("铅", "含铅"), start=1):
        world.indicate(
            indicator_name=name,
            row_no=row_no,
            high=100.0,
            unit="mg/kg",
            test_method_text="GB 6675.4-2014",
        )
    assert check(world).violations["row_no"].to_list() == [1, 2]


@pytest.mark.parametrize("category", [None, "panel_product"])
def test_a_name_with_two_meanings_has_none(world: World, category: str | None):
    world.reference["indicator_aliases"] = [
        {"alias": "甲醛", "indicator_code": code, "product_category": category}
        for code in ("formaldehyde_chamber", "noise")
    ]
    world.declare()
    world.indicate(indicator_name="甲醛", high=0.2)
    assert broken(world) == []


def test_a_declaration_with_products_of_two_categories_is_checked_for_both(world: World):
    world.declare()
    world.add(
        "declared_products",
        record_id="r1",
        product_no=2,
        product_name="示例板",
        category_text="人造板",
    )
    world.indicate(high=0.2)
    categories = check(world).violations["product_category"].to_list()
    assert sorted(categories) == ["panel_product"] * 2 + ["wood_based_panel"] * 2


def test_limits_that_are_not_checked_break_nothing(world: World):
    world.declare(category="银行网点")
    world.indicate(indicator_name="接通率", low=1.0, op="ge", unit="%")
    rules = [
        limit(rule_id="local", kind="local", low=95.0),
        limit(rule_id="recommended", nature="recommended", low=95.0),
        limit(rule_id="never", in_force_from=None, low=95.0),
    ]
    result = check(world, limits=rules)
    assert result.violations.is_empty()
    assert result.results.is_empty()


@pytest.mark.parametrize(
    ("published_on", "cites", "expected"),
    [
        (date(2021, 9, 30), (), []),
        (date(2021, 10, 1), (), [NEW]),
        (date(2020, 1, 1), (GRADE_STANDARD,), [NEW]),
        (date(2020, 1, 1), ("GB/T 17657-2013",), []),
    ],
)
def test_a_grade_stands_for_a_number_only_through_its_standard(
    world: World, published_on: date, cites: tuple[str, ...], expected: list[str]
):
    world.declare(published_on=published_on, cites=cites)
    world.indicate(status="grade", op="eq", grade="E1", unit=None)
    assert broken(world) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"grade": "E0"}, []),
        ({"grade": "ENF", "op": None}, []),
        ({"grade": "E1", "op": "ge"}, [NEW]),  # 不低于 E1: E1 or better
        ({"grade": "E1", "op": "le"}, []),  # 不高于 E1: says nothing about how bad
        ({"grade": "E2"}, []),
        ({"grade": "E1", "test_method_text": None}, [NEW]),  # the standard of grades has the method
        ({"grade": "E1", "test_method_text": "干燥器法"}, []),
        ({"grade": "E1", "test_method_text": "GB/T 17657-2022"}, []),
    ],
)
def test_a_grade_is_compared_as_the_number_it_stands_for(
    world: World, part: dict[str, Any], expected: list[str]
):
    world.declare()
    world.indicate(**({"status": "grade", "op": "eq", "unit": None} | part))
    assert broken(world) == expected


def test_of_two_standards_that_give_a_grade_a_number_the_least_demanding_counts(world: World):
    world.declare()
    world.indicate(status="grade", op="eq", grade="E1", unit=None)
    grades = [
        GradeValue(
            standard_no=f"GB/T {number}-2021",
            indicator_code="formaldehyde_chamber",
            grade="E1",
            value=value,
            unit="mg/m3",
            test_method="climate_chamber_1m3",
            in_force_from=date(2021, 1, 1),
            evidence="seen",
        )
        for number, value in ((1, 0.06), (2, 0.2))
    ]
    violations = check(world, limits=PANEL_LIMITS, grades=grades).violations
    assert set(violations["declared"]) == {0.2}


def test_indicators_of_one_platform_are_checked_for_the_products_of_another(world: World):
    world.declare("r1", source="qybz")
    world.declare("r1", products=False)
    world.indicate(high=0.08)
    assert broken(world) == [NEW]


def test_a_corrected_day_of_publication_leaves_a_declaration_what_it_was(world: World):
    later = date(2026, 7, 5)
    world.declare("r1", source="qybz")
    world.declare("r1", products=False)
    world.declare("r1", products=False, fetched_on=later, published_on=date(2025, 1, 2))
    world.indicate(high=0.08, fetched_on=later)
    assert broken(world) == [NEW]


def test_another_declaration_of_the_enterprise_lends_no_products(world: World):
    world.declare("r1", source="qybz", standard_no="Q/SL 9-2025")
    world.declare("r1", products=False)
    world.indicate(high=0.08)
    assert broken(world) == []


@pytest.mark.parametrize(
    "reference",
    [
        {"declaration_ref": "r1"},
        {"declaration_ref": "cpbz/r1"},
        {"enterprise_id": "000000001", "standard_no": "Q/SL r1-2025"},
        {
            "declaration_ref": "unknown",
            "enterprise_id": "000000001",
            "standard_no": "Q/SL r1-2025",
        },
        {"org_name": "示例木业有限公司", "standard_no": "Q/SL r1-2025"},
    ],
)
def test_rows_of_an_extraction_sheet_are_checked_for_the_declaration_they_refer_to(
    world: World, reference: dict[str, str]
):
    world.declare(discloses_indicators=False)
    world.add("indicator_sets", source="indicator-file", record_id="s1", **reference)
    world.indicate("s1", source="indicator-file", high=0.08)
    violations = check(world, limits=PANEL_LIMITS).violations
    assert violations.select("source", "record_id", "rule_id").rows() == [
        ("indicator-file", "s1", NEW)
    ]


@pytest.mark.parametrize(
    "reference",
    [
        {"declaration_ref": "unknown"},
        {"enterprise_id": "000000002", "standard_no": "Q/SL r1-2025"},
        {
            "enterprise_id": "000000002",
            "org_name": "示例木业有限公司",
            "standard_no": "Q/SL r1-2025",
        },
        {},
    ],
)
def test_a_sheet_that_refers_to_no_declaration_breaks_nothing(
    world: World, reference: dict[str, str]
):
    world.declare()
    world.add("indicator_sets", source="indicator-file", record_id="s1", **reference)
    world.indicate("s1", source="indicator-file", high=0.08)
    assert broken(world) == []


def test_a_grade_in_a_sheet_counts_when_the_declaration_cites_its_standard(world: World):
    world.declare(published_on=date(2020, 1, 1), cites=(GRADE_STANDARD,))
    world.add("indicator_sets", source="indicator-file", record_id="s1", declaration_ref="r1")
    world.indicate("s1", source="indicator-file", status="grade", grade="E1", op="eq", unit=None)
    assert broken(world) == [NEW]


def test_each_version_of_a_declaration_has_its_own_violations(world: World):
    later = date(2026, 7, 5)
    world.declare()
    world.indicate(high=0.08)
    world.declare(fetched_on=later)
    world.indicate(high=0.04, fetched_on=later)
    assert check(world, limits=PANEL_LIMITS).violations["fetched_on"].to_list() == [ON]


def test_the_order_of_partitions_does_not_change_the_outcome(world: World, tmp_path: Path):
    other = World(tmp_path / "other")
    records = [(f"r{number}", 0.02 * number) for number in range(1, 8)]
    for target, order in ((world, records), (other, records[::-1])):
        for record, high in order:
            target.declare(record)
            target.indicate(record, high=high)
    assert check(world, limits=PANEL_LIMITS).violations.equals(
        check(other, limits=PANEL_LIMITS).violations
    )


def test_the_working_file_is_removed(world: World):
    world.declare()
    world.indicate(high=0.08)
    check(world)
    assert list((world.root.parent / "scratch").iterdir()) == []


def test_a_missing_column_is_an_error_and_no_violation(world: World):
    world.declare()
    world.indicate(high=0.08)
    path = world.save() / "declared_indicators" / "cpbz" / f"{ON}.parquet"
    pl.read_parquet(path).drop("high").write_parquet(path)
    with pytest.raises(InputError, match="declared_indicators"):
        check_national_limits(world.root, world.root.parent / "scratch", run_on=ON)


def test_a_missing_reference_table_is_named(world: World):
    root = world.save()
    (root / "reference" / "units.parquet").unlink()
    with pytest.raises(InputError, match=r"units\.parquet"):
        check_national_limits(root, root.parent / "scratch", run_on=ON)


@pytest.mark.parametrize(
    ("given", "reads", "found"),
    [
        ({"high": 0.08}, {"status": "parsed", "op": "le", "high": 0.05}, []),
        ({"high": 0.05}, {"status": "parsed", "op": "le", "high": 0.08}, [NEW]),
        ({"status": "unparsed", "op": None}, {"status": "parsed", "op": "le", "high": 0.2},
         [OLD, NEW]),
        ({"high": 0.08}, {"status": "unparsed"}, [NEW]),
        ({"high": 0.08}, {"status": "parsed", "op": "le", "high": 0.05,
                          "requirement_raw": "≤0.80mg/m³"}, [NEW]),
        ({"high": 0.08}, {"status": "parsed", "op": "le", "high": 0.05, "subject": "r2"}, [NEW]),
    ],
    ids=["better", "worse", "not_understood", "unreadable", "another_text", "another_subject"],
)  # fmt: skip
def test_a_value_that_a_person_overruled_is_checked_as_that_person_reads_it(
    world: World, given: dict[str, Any], reads: dict[str, Any], found: list[str]
):
    world.declare()
    world.indicate(indicator_name_raw="甲醛释放量", requirement_raw="≤0.8Omg/m³", **given)
    world.overrule(**reads)
    assert sorted(broken(world)) == sorted(found)


def test_of_several_readings_the_one_recorded_last_counts(world: World):
    world.declare()
    world.indicate(indicator_name_raw="甲醛释放量", requirement_raw="≤0.8Omg/m³", high=0.08)
    world.overrule(
        decision_id="D-1",
        recorded_at=datetime.fromisoformat("2026-06-02"),
        status="parsed",
        high=0.05,
    )
    world.overrule(
        decision_id="D-2",
        recorded_at=datetime.fromisoformat("2026-06-01"),
        status="parsed",
        high=0.2,
    )
    assert broken(world) == []


def test_a_sheet_is_overruled_by_the_id_of_its_declaration(world: World):
    world.declare()
    world.add("indicator_sets", source="indicator-file", record_id="s1", declaration_ref="r1")
    world.indicate("s1", source="indicator-file", indicator_name_raw="甲醛释放量",
                   requirement_raw="≤0.8Omg/m³", high=0.08)  # fmt: skip
    world.overrule(status="parsed", high=0.05)
    assert broken(world) == []


def test_the_columns_read_are_columns_of_the_pipeline():
    for name, columns in COLUMNS.items():
        assert columns.keys() <= (tables.PARTITIONED | tables.WHOLE)[name].keys(), name
    for name, columns in REFERENCE_COLUMNS.items():
        assert columns.keys() <= reference_tables.REFERENCE[name].keys(), name


def test_rows_that_do_not_agree_with_the_count_are_an_error(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    world.declare()
    world.indicate(high=0.08)
    nothing = pl.DataFrame(schema=VIOLATIONS_SCHEMA)
    monkeypatch.setattr("expectations.national._violations", lambda *_: nothing)
    with pytest.raises(RuntimeError, match=f"规则 {NEW}：期望统计到 1 行违规，明细却有 0 行"):
        check(world, limits=PANEL_LIMITS)
