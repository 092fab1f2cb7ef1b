"""A scheme without a fault, and what it is examined against; a test spoils the text in places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.core.examination import (
    Coverage,
    Examined,
    GradeValue,
    Limit,
    Reference,
    StandardFacts,
    Standards,
    examine,
)
from pipelines.core.programmes import Programme
from pipelines.core.scheme_rules import Vocabulary
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 6, 1)

SCHEME = """\
scheme_id: panels
programme: national
field_code: panels
year: 2026
published_on: 2026-03-16
title: 人造板制品企业标准“领跑者”评估方案
assessment_body:
  name: 示例协会
  uscc: 52990000990003031T
  kind: 行业协会
  ownership: 内资（集体）
  address: 示例省示例市木业路3号
  postcode: "999003"
  registration_authority: 示例省民政厅
  registered_capital: 100万元
  registered_on: 2005-09-20
  valid_until: 长期
  charges_no_fee: true
  authority: 组织团体标准的制定。
purpose: 比较甲醛释放量，引导企业降低有害物质释放。
enterprise_information: 取自企业标准信息公共服务平台。
period: quarterly
targets: {leaders: 5, verification: 检测报告, conformity: 与声明一致}
attachments: [legal_person_certificate, business_licence, standards_led, staff_titles,
  assessment_projects]
products:
  - {category: panel_product, name: 人造板制品, definition: 以人造板为基材, scope: 室内用,
     standards: [GB/T 39600-2021]}
  - {category: furniture, name: 家具, definition: 桌椅柜床, scope: 室内用,
     standards: [GB/T 3324-2024]}
indicators:
  - code: formaldehyde_chamber
    name: 甲醛释放量
    class: core
    unit: mg/m3
    better: lower
    test_method: climate_chamber_1m3
    applies_to: [panel_product]
    grades: {per: GB/T 39600-2021, ENF: 0.025, E0: 0.050}
    levels: {advanced: 0.025, average: 0.050}
    evidence: seen
    source: GB/T 39600-2021
  - code: lead
    name: 可迁移铅
    class: core
    unit: mg/kg
    better: lower
    test_method: migration
    levels: {advanced: 10, average: 45, baseline: 90}
    evidence: seen
    source: 示例标准
  - code: strength
    name: 静曲强度
    class: core
    unit: MPa
    better: higher
    test_method: bending
    levels: {advanced: 30, average: 20, baseline: 10}
    evidence: seen
    source: 示例标准
  - code: wet_heat
    name: 耐湿热
    class: core
    unit: grade
    better: best_first
    applies_to: [furniture]
    grades: {order: ["1", "2", "3"]}
    test_method: gb_t_4893_2
    levels: {advanced: "1", baseline: "3"}
    evidence: seen
    source: 示例标准
  - {code: complaint_channel, name: 投诉渠道, class: basic, accept: [有], test_method: records}
eligibility: {stricter_than: [national, industry], how: any}
method: {kind: bands}
board: {lowest_level: 3}
leaders: {level: 1, target: 5, requires: [consent, conformity_report, commitment]}
"""

PROGRAMME = """\
programme: national
name: 企业标准“领跑者”
kind: assessment
basis: 企业标准“领跑者”实施方案（试行）
assessed: all_declared
"""

_UNITS = {
    "formaldehyde_chamber": "mg/m3",
    "lead": "mg/kg",
    "strength": "MPa",
    "wet_heat": None,
    "complaint_channel": None,
}
KNOWN = Vocabulary(
    programmes={"national"},
    key_fields={("national", 2026, "panels")},
    product_categories={
        "panel_product": ["panel_product"],
        "furniture": ["furniture"],
        "wooden_furniture": ["wooden_furniture", "furniture"],
    },
    indicators=dict.fromkeys(_UNITS),
    indicator_units=_UNITS,
    titles={"screw_holding": "握螺钉力"},
    names={("铅", None): "soluble_lead"},
    test_methods={"climate_chamber_1m3", "migration", "bending", "gb_t_4893_2", "records"},
    units=load_units(),
)


def limit(code: str, category: str, measured: str, **more: object) -> Limit:
    """A mandatory national limit that has been in force for long."""
    given: dict[str, object] = {
        "standard_no": "GB 18580-2025",
        "kind": "national",
        "nature": "mandatory",
        "product_category": category,
        "indicator_code": code,
        "test_method": None,
        "unit": measured,
        "low": None,
        "high": None,
        "in_force_from": dt.date(2020, 1, 1),
        "in_force_to": None,
        "known_from": dt.date(2020, 1, 1),
    }
    return Limit(**(given | more))  # type: ignore[arg-type]


STANDARDS = Standards(
    limits=[
        limit("formaldehyde_chamber", "panel_product", "mg/m3", high=0.05),
        limit("lead", "furniture", "g/kg", high=0.09),
        limit("strength", "panel_product", "MPa", low=10.0, kind="industry", nature="recommended"),
    ],
    grade_values=[
        GradeValue("GB/T 39600-2021", "formaldehyde_chamber", grade, value, "mg/m3", method)
        for method in ("climate_chamber_1m3",)
        for grade, value in (("ENF", 0.025), ("E0", 0.05), ("E1", 0.124))
    ],
    facts={
        "GB/T 39600-2021": StandardFacts(
            dt.date(2021, 10, 1),
            None,
            None,
            None,
            frozenset({("panel_product", "formaldehyde_chamber")}),
        )
    },
)

COVERED = {
    "panel_product": Coverage(10, {"formaldehyde_chamber": 10, "lead": 5, "strength": 9}),
    "furniture": Coverage(4, {"lead": 4, "strength": 2, "wet_heat": 3}),
}


def reference(root: Path, **changes: object) -> Reference:
    """What the right scheme passes."""
    given: dict[str, object] = {
        "root": root / "reference",
        "known": KNOWN,
        "standards": STANDARDS,
        "programmes": {
            "national": Programme(
                programme="national", name="x", kind="assessment", basis="x", assessed="applicants"
            )
        },
        "coverage": lambda categories, on: {
            name: COVERED[name] for name in categories if name in COVERED
        },
    }
    return Reference(**(given | changes))  # type: ignore[arg-type]


def examined(folder: Path, text: str, on: dt.date = TODAY, **changes: object) -> list[Examined]:
    """The findings of one file with this text."""
    path = folder / "scheme.yml"
    path.write_text(text, encoding="utf-8")
    return examine([path], reference(folder, **changes), on)


def line_of(text: str, part: str) -> int:
    """The line of a part that the text has once."""
    assert text.count(part) == 1, f"{part} 应只出现一次"
    return text[: text.index(part)].count("\n") + 1
