"""Two services of the small world that are ranked by a score: by points, and by a weighted mean."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from pipelines.core.schemes import load_scheme, schemes_frames
from tests.unit.dbt.world import N1, Requirement, World, at_least, at_most, said

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = """\
programme: mofcom-2023
year: 2023
published_on: 2023-08-31
assessment_body: {name: 示例协会, uscc: 52990000990003031T}
period: yearly
eligibility: {stricter_than: []}
leaders: {level: 1}
"""

# the cut-offs and the veto of GB/T 30323-2013; what gets the points is made up
USED_CARS = f"""\
{_HEAD}
scheme_id: used_cars
field_code: used_car_assessment
title: 二手车鉴定评估方案
products: [{{category: used_car_assessment, name: 二手车鉴定评估}}]
indicators:
  - {{code: check_items, name: 鉴定项目数, class: core, unit: 项, better: higher,
     test_method: records, evidence: example,
     points: [{{at_least: 120, points: 40}}, {{at_least: 100, points: 25}}]}}
  - {{code: report_hours, name: 出具报告时限, class: core, unit: h, better: lower,
     test_method: records, evidence: example,
     points: [{{at_most: 2, points: 35}}, {{at_most: 8, points: 20}}]}}
  - {{code: claim_days, name: 异议受理时限, class: core, unit: d, better: lower,
     test_method: records, evidence: example,
     points: [{{at_most: 1, points: 25}}, {{at_most: 3, points: 15}}]}}
  - {{code: accident_check, name: 事故车判定, class: basic, accept: [有], test_method: records}}
  - {{code: live_report, name: 在线报告, class: innovative}}
method: {{kind: points, cut_offs: [90, 60, 20], veto: [accident_check]}}
board: {{lowest_level: 4}}
"""

LAUNDRIES = f"""\
{_HEAD}
scheme_id: laundries
field_code: laundry_dyeing_service
title: 洗染服务方案
products: [{{category: laundry_dyeing_service, name: 洗染服务}}]
indicators:
  - {{code: steam_recovery, name: 蒸汽回收, class: innovative}}
  - {{code: reply_hours, name: 投诉答复时限, class: core, unit: h, better: lower,
     test_method: records, evidence: example}}
  - {{code: rework_rate, name: 返洗率, class: core, unit: "%", better: lower,
     test_method: records, evidence: example}}
  - {{code: customer_satisfaction, name: 顾客满意度, class: core, unit: "%", better: higher,
     test_method: survey, evidence: example}}
method:
  kind: weighted
  weights: {{reply_hours: 2, rework_rate: 1, customer_satisfaction: 1}}
  normalise: goalposts
  goalposts: {{reply_hours: [48, 8], rework_rate: [5, 1], customer_satisfaction: [80, 100]}}
  scale: [0, 100]
  missing: reweight
  cut_offs: [80, 60]
board: {{lowest_level: 2}}
"""


def add_scored_services(world: World) -> None:
    """Their schemes as files make them, their dictionaries, and who declares them."""
    _schemes(world)
    world.refer(
        "units",
        {"unit": "项", "dimension": "count", "factor": 1.0},
        {"unit": "h", "dimension": "time", "factor": 1.0},
        {"unit": "d", "dimension": "time", "factor": 24.0},
    )
    for category in ("used_car_assessment", "laundry_dyeing_service"):
        world.refer(
            "category_ancestors",
            {"product_category": category, "ancestor_category": category, "distance": 0},
        )
        world.refer("product_categories", {"product_category": category, "name_zh": category})
        world.refer(
            "product_matches",
            {
                "category_text": category,
                "product_name": category,
                "product_category": category,
                "match": "platform_name",
            },
        )
    _used_cars(world)
    _laundries(world)


def _schemes(world: World) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scheme.yml"
        schemes = []
        for text in (USED_CARS, LAUNDRIES):
            path.write_text(text, encoding="utf-8")
            schemes.append(load_scheme(path))
    frames = schemes_frames(schemes)
    # every dictionary of the small world knows this name already
    aliases = frames.pop("scheme_aliases").filter(
        pl.col("indicator_code") != "customer_satisfaction"
    )
    world.refer("indicator_aliases", *aliases.to_dicts())
    for name, frame in frames.items():
        world.refer(name, *frame.to_dicts())


def _used_cars(world: World) -> None:
    def declare(number: int, items: float, hours: float, days: float, *more: Requirement) -> None:
        promised = [
            at_least("鉴定项目数", items, "项", "记录"),
            at_most("出具报告时限", hours, "h", "记录"),
            at_most("异议受理时限", days, "d", "记录"),
        ]
        _declare(world, number, "used_car_assessment", [*promised, *more])

    judged = said("事故车判定", "有", "记录")
    declare(70, 120, 2, 1, judged, said("在线报告", "提供"))
    # two that are equal in points and in nothing else
    declare(71, 120, 8, 3, judged)
    declare(73, 100, 2, 3, judged)
    # exactly on the best cut-off
    declare(76, 120, 2, 3, judged)
    # reaches no step of anything
    declare(74, 70, 30, 10, judged)
    # an accident car is last whatever its points, and so is who does not say
    declare(72, 130, 1, 1, said("事故车判定", "没有", "记录"))
    declare(75, 120, 8, 3)


def _laundries(world: World) -> None:
    def declare(number: int, hours: float, rework: float | None, satisfied: float) -> None:
        promised = [
            at_most("投诉答复时限", hours, "h", "记录"),
            at_least("顾客满意度", satisfied, "%", "调查"),
        ]
        if rework is not None:
            promised.append(at_most("返洗率", rework, "%", "记录"))
        _declare(world, number, "laundry_dyeing_service", promised)

    # beyond a goalpost counts as the goalpost
    declare(60, 4, 1, 100)
    # half way between all goalposts: below the lowest level
    declare(61, 28, 3, 90)
    # two that are equal in score and in nothing else
    declare(62, 8, 3, 90)
    declare(64, 8, 1, 80)
    # what is missing leaves its weight to the rest
    declare(63, 8, None, 90)
    # what cannot be read is not missing
    _declare(
        world,
        65,
        "laundry_dyeing_service",
        [
            at_most("投诉答复时限", 8, "h", "记录"),
            at_least("顾客满意度", 100, "%", "调查"),
            said("返洗率", "极低", "记录"),
        ],
    )


def _declare(world: World, number: int, category: str, promised: Sequence[Requirement]) -> None:
    world.declare(
        "cpbz",
        N1,
        f"EX{number}-100",
        f"EX00000{number}",
        f"Q/EX 0{number}-2023",
        "2023-05-01 10:00",
        promised,
        category=category,
        model=None,
    )
