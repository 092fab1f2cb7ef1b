"""The reference data of the small world: two schemes, a few limits and dictionaries."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.dbt.layer import Layer

LONG_KNOWN = date(2018, 1, 1)


def refer(world: Layer) -> None:
    """Adds every reference table."""
    _dictionaries(world)
    _categories(world)
    _limits(world)
    _panel_scheme(world)
    _logistics_scheme(world)
    world.refer(
        "sources",
        *(
            {
                "source": source,
                "role": role,
                "coverage": coverage,
                "precedence": precedence,
                "is_enabled": True,
            }
            for source, role, coverage, precedence in (
                ("qybz", "declarations", "window", 1),
                ("declaration-file", "declarations", "files", 2),
                ("cpbz", "declarations", "full", 3),
                ("indicator-file", "indicators", "files", 1),
                ("samr", "catalogue", "full", 1),
                ("catalogue-file", "catalogue", "files", 4),
            )
        ),
    )
    world.refer(
        "programmes",
        {
            "programme": "national",
            "name_zh": "企业标准“领跑者”",
            "kind": "assessment",
            "assessed": "all_declared",
        },
        {
            "programme": "mofcom-2023",
            "name_zh": "商务领域",
            "kind": "assessment",
            "inherits": "national",
            "assessed": "all_declared",
            "declared_until": datetime.fromisoformat("2023-10-31T16:00:00"),
            "honours_bans_of": "national",
        },
    )
    world.refer(
        "reporting_units",
        {
            "programme": "mofcom-2023",
            "reporting_unit_code": "330000",
            "name_zh": "浙江省",
            "kind": "province",
        },
    )
    world.refer(
        "milestones",
        {
            "programme": "mofcom-2023",
            "year": 2023,
            "milestone_code": "typical_cases",
            "what_zh": "报送典型案例",
            "due_on": date(2023, 11, 30),
            "by_whom": "province_department",
            "place": "三",
        },
    )
    world.refer(
        "key_fields",
        {
            "programme": "national",
            "year": 2026,
            "field_code": "panel_furniture",
            "field_no": 1,
            "name_zh": "板式家具",
        },
    )


def _dictionaries(world: Layer) -> None:
    world.refer(
        "robustness_draws",
        *(
            {
                "draw_no": draw,
                "position": position,
                "weight_factor": weight,
                "threshold_factor": 1.0,
            }
            for position in range(1, 7)
            for draw, weight in ((1, 0.8), (2, 1.0), (3, 1.2))
        ),
    )
    world.refer(
        "units",
        {"unit": "mg/m3", "dimension": "mass_concentration", "factor": 1.0},
        {"unit": "ug/m3", "dimension": "mass_concentration", "factor": 0.001},
        {"unit": "mg/kg", "dimension": "mass_fraction", "factor": 1.0},
        {"unit": "%", "dimension": "ratio", "factor": 0.01},
    )
    world.refer(
        "indicators",
        {
            "indicator_code": "formaldehyde_chamber",
            "name_zh": "甲醛释放量（气候箱法）",
            "unit": "mg/m3",
            "better": "lower",
        },
        {
            "indicator_code": "migratable_lead",
            "name_zh": "可迁移铅",
            "unit": "mg/kg",
            "better": "lower",
        },
        {"indicator_code": "wet_heat_resistance", "name_zh": "漆膜耐湿热", "better": "best_first"},
    )
    world.refer(
        "indicator_aliases",
        *(
            {"alias": alias, "indicator_code": code, "product_category": category}
            for alias, code, category in (
                ("甲醛释放量", "formaldehyde_chamber", "panel_furniture"),
                ("甲醛释放量", "formaldehyde_chamber", "panel_product"),
                ("甲醛释放量", "formaldehyde_desiccator", "solid_wood_furniture"),
                ("可迁移铅", "migratable_lead", None),
                ("漆膜耐湿热", "wet_heat_resistance", None),
                ("顾客满意度", "customer_satisfaction", None),
                ("电子单证管理", "electronic_documents", None),
                ("货物跟踪", "cargo_tracking", None),
                ("投诉渠道", "complaint_channel", None),
            )
        ),
    )
    world.refer(
        "method_matches",
        *(
            {"test_method_text": text, "test_method": code, "match": "text"}
            for text, code in (
                ("1m3气候箱法", "climate_chamber_1m3"),
                ("干燥器法", "desiccator_24h"),
                ("GB 6675.4", "migration_gb_6675_4"),
                ("GB/T 4893.2", "gb_t_4893_2"),
                ("调查", "survey"),
                ("记录", "records"),
                ("GB/T 17657", None),
            )
        ),
    )


def _categories(world: Layer) -> None:
    parents = {
        "furniture": None,
        "wooden_furniture": "furniture",
        "panel_furniture": "wooden_furniture",
        "solid_wood_furniture": "wooden_furniture",
        "panel_product": None,
        "logistics_service": None,
        "road_freight_service": "logistics_service",
    }
    names = {
        "板式家具": "panel_furniture",
        "实木家具": "solid_wood_furniture",
        "人造板制品": "panel_product",
        "运输型物流服务": "road_freight_service",
    }
    for category, parent in parents.items():
        world.refer(
            "product_categories",
            {"product_category": category, "parent_category": parent, "name_zh": category},
        )
        ancestor: str | None = category
        distance = 0
        while ancestor is not None:
            world.refer(
                "category_ancestors",
                {
                    "product_category": category,
                    "ancestor_category": ancestor,
                    "distance": distance,
                },
            )
            ancestor, distance = parents[ancestor], distance + 1
    world.refer(
        "product_matches",
        *(
            {
                "category_text": name,
                "product_name": name,
                "product_category": category,
                "match": "platform_name",
            }
            for name, category in names.items()
        ),
    )
    world.refer(
        "divisions",
        {"division_code": "330000", "province_code": "330000", "province_name": "浙江省"},
    )


def _limits(world: Layer) -> None:
    for number, issued, since, successor in (
        ("GB 18580-2017", None, date(2018, 5, 1), "GB 18580-2025"),
        ("GB 18580-2025", date(2025, 5, 30), date(2026, 6, 1), None),
        ("GB/T 39600-2021", None, date(2021, 10, 1), None),
        ("GB/T 19680-2013", date(2013, 12, 31), date(2014, 7, 1), None),
        ("GB 18583-2001", date(2001, 12, 10), date(2002, 1, 1), "GB 18583-2008"),
    ):
        world.refer(
            "standards_in_force",
            {
                "standard_no": number,
                "name": number,
                "kind": "national",
                "nature": "recommended" if "/T" in number else "mandatory",
                "issued_on": issued,
                "in_force_on": since,
                "replaced_by": successor,
                "evidence": "seen",
                "known_from": date(2026, 5, 1),
            },
        )
    for rule_id, number, nature, category, code, method, unit, low, high, since, until in (
        ("gb_18580_2017_product", "GB 18580-2017", "mandatory", "panel_product",
         "formaldehyde_chamber", "climate_chamber_1m3", "mg/m3", None, 0.124,
         date(2018, 5, 1), date(2026, 6, 1)),
        ("gb_18580_2025_product", "GB 18580-2025", "mandatory", "panel_product",
         "formaldehyde_chamber", "climate_chamber_1m3", "mg/m3", None, 0.05,
         date(2026, 6, 1), None),
        ("gb_t_3324_lead", "GB/T 3324-2024", "recommended", "furniture",
         "migratable_lead", "migration_gb_6675_4", "mg/kg", None, 90.0, date(2025, 5, 1), None),
    ):  # fmt: skip
        world.refer(
            "limits",
            {
                "rule_id": rule_id,
                "standard_no": number,
                "nature": nature,
                "product_category": category,
                "indicator_code": code,
                "test_method": method,
                "unit": unit,
                "low": low,
                "high": high,
                "in_force_from": since,
                "in_force_to": until,
                "known_from": LONG_KNOWN if since < date(2026, 1, 1) else date(2025, 5, 30),
                "evidence": "seen",
            },
        )


def _panel_scheme(world: Layer) -> None:
    scheme = {"scheme_id": "national_2026_panel", "scheme_version": 1}
    world.refer(
        "schemes",
        scheme
        | {
            "programme": "national",
            "field_code": "panel_furniture",
            "year": 2026,
            "title": "板式家具评估方案",
            "published_on": date(2026, 3, 1),
            "period": "quarterly",
            "method": "bands",
            "lowest_level": 3,
            "leader_level": 1,
            "stricter_than_national": True,
            "stricter_than_industry": True,
            "stricter_how": "any",
            "evidence": "example",
            "digest": "0" * 64,
        },
    )
    for category in ("panel_furniture", "panel_product"):
        world.refer(
            "scheme_products",
            scheme | {"product_category": category, "product_name": category},
        )
        for position, (code, name, unit, better, method) in enumerate(
            (
                ("formaldehyde_chamber", "甲醛释放量", "mg/m3", "lower", "climate_chamber_1m3"),
                ("migratable_lead", "可迁移铅", "mg/kg", "lower", "migration_gb_6675_4"),
                ("wet_heat_resistance", "漆膜耐湿热", "grade", "best_first", "gb_t_4893_2"),
            ),
            1,
        ):
            world.refer(
                "scheme_indicators",
                scheme
                | {
                    "position": position,
                    "product_category": category,
                    "indicator_code": code,
                    "name_zh": name,
                    "class": "core",
                    "unit": unit,
                    "better": better,
                    "test_method": method,
                },
            )
    for code, thresholds in (
        ("formaldehyde_chamber", (0.025, 0.05, 0.124)),
        ("migratable_lead", (30.0, 60.0, 90.0)),
    ):
        world.refer(
            "scheme_levels",
            *(
                scheme | {"indicator_code": code, "level": level, "threshold": threshold}
                for level, threshold in enumerate(thresholds, 1)
            ),
        )
    for position in range(1, 6):
        world.refer(
            "scheme_grades",
            scheme
            | {
                "indicator_code": "wet_heat_resistance",
                "grade": str(position),
                "position": position,
            },
        )
    world.refer(
        "scheme_levels",
        *(
            scheme | {"indicator_code": "wet_heat_resistance", "level": n, "grade_position": n}
            for n in (1, 2, 3)
        ),
    )


def _logistics_scheme(world: Layer) -> None:
    scheme = {"scheme_id": "mofcom_2023_logistics", "scheme_version": 1}
    world.refer(
        "schemes",
        scheme
        | {
            "programme": "mofcom-2023",
            "field_code": "logistics_service",
            "year": 2023,
            "title": "物流服务评估方案",
            "published_on": date(2023, 8, 31),
            "period": "yearly",
            "method": "bands",
            "lowest_level": 3,
            "leader_level": 1,
            "stricter_than_national": True,
            "stricter_than_industry": True,
            "stricter_how": "any",
            "evidence": "seen",
            "digest": "1" * 64,
        },
    )
    category = {"product_category": "road_freight_service"}
    world.refer("scheme_products", scheme | category | {"product_name": "运输型物流服务"})
    for position, (code, name, method, thresholds) in enumerate(
        (
            ("customer_satisfaction", "顾客满意度", "survey", (98.0, 95.0, 90.0)),
            ("electronic_documents", "电子单证管理", "records", (90.0, 70.0, 50.0)),
            ("cargo_tracking", "货物跟踪", "records", (90.0, 70.0, 50.0)),
        ),
        1,
    ):
        world.refer(
            "scheme_indicators",
            scheme
            | category
            | {
                "position": position,
                "indicator_code": code,
                "name_zh": name,
                "class": "core",
                "unit": "%",
                "better": "higher",
                "test_method": method,
            },
        )
        world.refer(
            "scheme_levels",
            *(
                scheme | {"indicator_code": code, "level": level, "threshold": threshold}
                for level, threshold in enumerate(thresholds, 1)
            ),
        )
    world.refer(
        "scheme_indicators",
        scheme
        | category
        | {
            "position": 4,
            "indicator_code": "complaint_channel",
            "name_zh": "投诉渠道",
            "class": "basic",
            "accept": "有;设立",
            "test_method": "records",
        },
    )
