"""A right scheme of each method, as text that a test spoils in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BANDS = """\
scheme_id: panels
programme: national
field_code: panel_furniture
year: 2026
version: 1
published_on: 2026-03-16
title: 板木家具
assessment_body: {name: 示例协会, uscc: 52990000990003031T}
period: quarterly
products:
  - {category: panel_furniture, name: 板木家具, standards: [GB/T 3324-2024]}
  - {category: solid_wood_furniture, name: 实木家具}
indicators:
  - code: formaldehyde_chamber
    name: 人造板甲醛释放量
    aliases: [甲醛释放量（气候箱）]
    class: core
    unit: mg/m3
    better: lower
    test_method: climate_chamber_1m3
    applies_to: [panel_furniture]
    grades: {per: GB/T 39600-2021, ENF: 0.025, E0: 0.050, E1: 0.124}
    levels: {advanced: 0.025, average: 0.050}
    evidence: seen
    source: GB/T 39600-2021
  - code: wet_heat_resistance
    name: 漆膜耐湿热
    class: core
    unit: grade
    better: best_first
    grades: {order: ["1", "2", "3"]}
    test_method: gb_t_4893_2
    levels: {advanced: "1", baseline: "3"}
    evidence: example
  - {code: complaint_channel, name: 投诉渠道, class: basic, accept: [有, 设立]}
eligibility: {stricter_than: [national, industry], how: any}
method: {kind: bands}
board: {lowest_level: 3}
leaders: {level: 1, target: 5, requires: [consent]}
"""

POINTS = """\
scheme_id: cars
programme: mofcom-2023
field_code: used_car_assessment
year: 2023
published_on: 2023-08-31
title: 二手车
assessment_body: {name: 示例协会, uscc: 52990000990003031T}
period: yearly
products:
  - {category: used_car_assessment, name: 二手车鉴定评估}
indicators:
  - code: check_items
    name: 鉴定项目数
    class: core
    unit: 项
    better: higher
    test_method: records
    evidence: example
    points: [{at_least: 120, points: 40}, {at_least: 100, points: 25}]
  - code: report_hours
    name: 出具报告时限
    class: core
    unit: h
    better: lower
    test_method: records
    evidence: example
    points: [{at_most: 2, points: 35}, {at_most: 8, points: 20}]
  - {code: accident_check, name: 事故车判定, class: basic, accept: [有], test_method: records}
eligibility: {stricter_than: []}
method: {kind: points, cut_offs: [90, 60, 20], veto: [accident_check]}
board: {lowest_level: 4}
leaders: {level: 1}
"""

WEIGHTED = """\
scheme_id: technology
programme: none
field_code: technology
year: 2001
title: Technology Achievement Index
indicators:
  - {code: PATENTS, name: patents, class: core, unit: per million, better: higher}
  - {code: COST, name: cost, class: core, unit: USD, better: lower}
method:
  kind: weighted
  weights: {PATENTS: 0.5, COST: 0.5}
  normalise: goalposts
  goalposts: {PATENTS: [0, 994], COST: [10, 1]}
"""


def write_scheme(folder: Path, text: str) -> Path:
    """The text as a file."""
    path = folder / "scheme.yml"
    path.write_text(text, encoding="utf-8")
    return path


def spoil(text: str, old: str, new: str) -> str:
    """The text with one place changed."""
    assert text.count(old) == 1, f"{old} 应只出现一次"
    return text.replace(old, new)
