"""What happens in the small world, and why each of it is there."""

from __future__ import annotations

from datetime import date, datetime

from tests.unit.dbt.story_decisions import decide
from tests.unit.dbt.world import (
    N1,
    N2,
    N3,
    N4,
    NIGHTS,
    World,
    at_most,
    grade,
    logistics,
    panel,
    said,
    unread,
)
from tests.unit.dbt.world_methods import add_scored_services
from tests.unit.dbt.world_reference import refer


def told() -> World:
    """The whole story."""
    world = World()
    refer(world)
    for source in ("qybz", "declaration-file", "cpbz", "indicator-file", "samr"):
        for night in NIGHTS:
            world.run(source, night, is_complete=(source, night) != ("cpbz", N2))
    _merging(world)
    _panels(world)
    _logistics(world)
    add_scored_services(world)
    _catalogues(world)
    _rest(world)
    decide(world)
    return world


def _merging(world: World) -> None:
    # two platforms; the preferred one discloses nothing and comes a night later
    world.declare("cpbz", N1, "EX01-100", "EX0000010", "Q/EX 010-2026", "2026-02-01 10:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    world.declare("qybz", N2, "q010", "EX0000010", "Q/EX 010-2026", "2026-02-01 10:00")
    # a platform that discloses nothing, and a sheet that came before it
    world.declare("qybz", N2, "q011", "EX0000011", "Q/EX 011-2026", "2026-02-02 10:00")
    world.sheet(N1, panel(0.04, 50, "2"), enterprise="EX0000011", number="Q/EX 011-2026")
    # … whose status changes later: the sheet still speaks of its text
    world.declare("qybz", N4, "q011", "EX0000011", "Q/EX 011-2026", "2026-02-02 10:00",
                  change="changed", status="abolished")  # fmt: skip
    # nothing disclosed anywhere
    world.declare("qybz", N1, "q012", "EX0000012", "Q/EX 012-2026", "2026-02-03 10:00")
    # the same content again on another platform makes no version
    world.declare("cpbz", N1, "EX13-100", "EX0000013", "Q/EX 013-2026", "2026-02-04 10:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    world.declare("cpbz", N3, "EX13-100", "EX0000013", "Q/EX 013-2026", "2026-02-04 10:00",
                  panel(0.02, 20, "1"), change="changed")  # fmt: skip
    # gone from a full source
    world.declare("cpbz", N1, "EX14-100", "EX0000014", "Q/EX 014-2026", "2026-02-05 10:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    world.observe("cpbz", N3, "EX14-100", "disappeared")


def _panels(world: World) -> None:
    # revised for the worse after the second quarter was closed
    world.declare("cpbz", N1, "EX20-100", "EX0000020", "Q/EX 020-2026", "2026-02-10 10:00",
                  panel(0.025, 30, "1"))  # fmt: skip
    world.declare("cpbz", N4, "EX20-100", "EX0000020", "Q/EX 020-2026", "2026-02-10 10:00",
                  panel(0.05, 30, "1"), change="changed")  # fmt: skip
    # declared again under its number in the second quarter
    world.declare("cpbz", N1, "EX21-100", "EX0000021", "Q/EX 021-2026", "2026-02-11 10:00",
                  panel(0.05, 60, "2"))  # fmt: skip
    world.declare("cpbz", N1, "EX21-101", "EX0000021", "Q/EX 021-2026", "2026-05-11 10:00",
                  panel(0.02, 60, "1"))  # fmt: skip
    # complies until 2026-05-31, breaks GB 18580-2025 from then on
    world.declare("cpbz", N1, "EX22-100", "EX0000022", "Q/EX 022-2026", "2026-02-12 10:00",
                  panel(0.08, 50, "2"), category="人造板制品")  # fmt: skip
    world.add("national_violations", {
        "source": "cpbz", "fetched_on": N1, "record_id": "EX22-100", "row_no": 1, "part_no": 1,
        "product_category": "panel_product", "rule_id": "gb_18580_2025_product", "declared": 0.08,
    })  # fmt: skip
    # by another method, which is not converted
    world.declare("cpbz", N1, "EX23-100", "EX0000023", "Q/EX 023-2026", "2026-02-13 10:00",
                  [at_most("甲醛释放量", 0.5, "mg/L", "干燥器法"), *panel(0, 20, "1")[1:]],
                  )  # fmt: skip
    # no better than the recommended limit in anything that can be compared
    world.declare("cpbz", N1, "EX24-100", "EX0000024", "Q/EX 024-2026", "2026-02-14 10:00",
                  panel(0.02, 90, "1"))  # fmt: skip
    # the last minute of the second quarter, and the first of the third
    world.declare("cpbz", N3, "EX25-100", "EX0000025", "Q/EX 025-2026", "2026-06-30 23:59",
                  panel(0.02, 20, "1"))  # fmt: skip
    world.declare("cpbz", N3, "EX26-100", "EX0000026", "Q/EX 026-2026", "2026-07-01 00:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    # published in the second quarter, but seen only after its first complete fetch
    world.declare("cpbz", N4, "EX27-100", "EX0000027", "Q/EX 027-2026", "2026-06-29 10:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    # a name that nobody knows, and a citation that is out of date
    world.declare("cpbz", N1, "EX28-100", "EX0000028", "Q/EX 028-2026", "2026-02-15 10:00",
                  [*panel(0.02, 20, "2"), said("手感", "细腻")],
                  cites=["GB 18583-2001", "GB/T 39600-2021"])  # fmt: skip
    # barred from the middle of June on
    world.declare("cpbz", N1, "EX29-100", "EX0000029", "Q/EX 029-2026", "2026-02-16 10:00",
                  panel(0.02, 20, "1"))  # fmt: skip
    world.add("decisions", {
        "decision_id": "D-1", "kind": "ban", "subject": "91990000EX0000029X",
        "programme": "national", "effective_on": date(2026, 6, 10),
        "recorded_at": datetime.fromisoformat("2026-06-11T01:00:00"), "payload": "{}",
    })  # fmt: skip
    # a letter where a nought should stand: read by a person; the version after it says it rightly
    world.declare("cpbz", N1, "EX31-100", "EX0000031", "Q/EX 031-2026", "2026-02-18 10:00",
                  [unread("甲醛释放量", "≤0.O2mg/m³", "1m3气候箱法"), *panel(0, 20, "1")[1:]],
                  )  # fmt: skip
    world.declare("cpbz", N4, "EX31-100", "EX0000031", "Q/EX 031-2026", "2026-02-18 10:00",
                  panel(0.04, 20, "1"), change="changed")  # fmt: skip
    world.overrule("D-2", "EX31-100", "甲醛释放量", "≤0.O2mg/m³",
                   at_most("", 0.02, "mg/m3", None))  # fmt: skip
    # a decision on a cell that nobody declared
    world.overrule("D-3", "EX31-100", "甲醛释放量", "≤0.O3mg/m³",
                   at_most("", 0.03, "mg/m3", None))  # fmt: skip
    # not an enterprise standard
    world.declare("cpbz", N1, "EX30-100", "EX0000030", "GB/T 3324-2024", "2026-02-17 10:00",
                  panel(0.02, 20, "1"), kind="national")  # fmt: skip


def _logistics(world: World) -> None:
    service = "运输型物流服务"
    world.declare("cpbz", N1, "EX40-100", "EX0000040", "Q/EX 040-2023", "2023-10-31 23:59",
                  logistics(99, 95, 95), category=service, model=None)  # fmt: skip
    world.declare("cpbz", N1, "EX41-100", "EX0000041", "Q/EX 041-2023", "2023-11-01 00:00",
                  logistics(99, 95, 95), category=service, model=None)  # fmt: skip
    world.declare("cpbz", N1, "EX42-100", "EX0000042", "Q/EX 042-2023", "2023-05-01 10:00",
                  logistics(95, 95, 92), category=service, model=None)  # fmt: skip
    world.declare("cpbz", N1, "EX43-100", "EX0000043", "Q/EX 043-2023", "2023-05-02 10:00",
                  logistics(96, 95, 92), category=service, model=None)  # fmt: skip
    # 没有 is not 有
    world.declare("cpbz", N1, "EX44-100", "EX0000044", "Q/EX 044-2023", "2023-05-03 10:00",
                  [*logistics(99, 95, 95)[:3], said("投诉渠道", "没有", "记录")],
                  category=service, model=None)  # fmt: skip


def _catalogues(world: World) -> None:
    for night, status in ((N1, "in_force"), (N2, "abolished"), (N3, "in_force")):
        world.catalogue("catalogue-file", night, "T/HSCA 001-2018", status=status, kind="group",
                        standard_no_raw="T/HSCA 001—2018")  # fmt: skip
    world.catalogue("catalogue-file", N1, "GB 18580-2017", status="abolished", kind="national")
    world.catalogue("samr", N2, "GB 18580-2017", status="in_force", nature="mandatory",
                    kind="national", in_force_on=date(2018, 5, 1))  # fmt: skip


def _rest(world: World) -> None:
    # a wooden door that no dictionary places: kept, and queued for a person
    world.declare("declaration-file", N1, "Q-EX50-1", "EX0000050", "Q/EX 050-2026",
                  "2026-02-20 10:00", [grade("漆膜耐湿热", "1", None)],
                  category="木门")  # fmt: skip
    world.add("quarantine", {
        "source": "cpbz", "fetched_on": N1, "record_id": "EX99-1",
        "reason_code": "missing_published_at", "reason": "记录 EX99-1 缺少公开时间",
        "raw_path": "cpbz/2026-05-30/EX99-1", "record_count": 1, "attempt": 1,
    })  # fmt: skip
    world.add("expectation_results", {
        "run_on": N4, "suite": "declarations", "expectation": "keys_unique",
        "subject": "declarations", "severity": "blocking", "success": True, "element_count": 20,
        "unexpected_count": 0, "seconds": 0.1,
    })  # fmt: skip
