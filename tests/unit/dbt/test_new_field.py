"""What a new field needs: one file, its scheme."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.config import load_sources
from pipelines.stages.field_tables import write_field_tables
from pipelines.stages.installation import Installation
from pipelines.stages.reference import write_reference
from pipelines.stages.warehouse import run_dbt
from tests.unit.dbt.world import N1, NIGHTS, World, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# its field stands in the year's list and its category in the reference; the first indicator is one
# that no dictionary has
SCHEME = """\
scheme_id: new_courier_service
programme: national
field_code: courier_service
year: 2026
published_on: 2026-03-16
title: 快递服务评估方案
assessment_body: {name: 示例协会, uscc: 52990000990003031T}
period: quarterly
products: [{category: courier_service, name: 快递服务}]
indicators:
  - {code: locker_choice_rate, name: 投柜征询率, aliases: [入柜征询率], class: core, unit: "%",
     better: higher, test_method: records, levels: {advanced: 99, average: 95, baseline: 90},
     evidence: example}
  - {code: pickup_hours, name: 上门揽收时限, class: core, unit: h, better: lower,
     test_method: records, levels: {advanced: 2, average: 3, baseline: 4}, evidence: example}
  - {code: delivery_hours, name: 投递时限, class: core, unit: h, better: lower,
     test_method: records, levels: {advanced: 3, average: 4, baseline: 6}, evidence: example}
eligibility: {stricter_than: []}
method: {kind: bands}
board: {lowest_level: 3}
leaders: {level: 1}
"""


@dataclass(frozen=True)
class Elsewhere(Settings):
    """Settings whose reference data lie below the data root."""

    @property
    def reference(self) -> Path:
        return self.data_root / "reference"


def _declare(world: World, number: int, name: str, rate: float, hours: float) -> None:
    world.declare(
        "qybz",
        N1,
        f"q{number}",
        f"EX00000{number}",
        f"Q/EX {number}-2026",
        "2026-04-01 10:00",
        [
            at_least(name, rate, "%", "查阅记录"),
            at_most("上门揽收时限", hours, "h", "查阅记录"),
            at_most("投递时限", hours, "h", "查阅记录"),
        ],
        category="快递服务",
    )


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The committed project and reference without its schemes, and one scheme as the only file."""
    root = tmp_path_factory.mktemp("field")
    settings = Elsewhere(data_root=root, dbt_project=root / "dbt_project")
    made = shutil.ignore_patterns("target", "logs", "fields", "schemes")
    committed = PROJECT_ROOT / "data" / "reference"
    shutil.copytree(PROJECT_ROOT / "dbt_project", settings.dbt_project, ignore=made)
    shutil.copytree(committed, settings.reference, ignore=made)
    scheme = settings.reference / "schemes" / "national" / "2026" / "courier_service.yml"
    scheme.parent.mkdir(parents=True)
    scheme.write_text(SCHEME, encoding="utf-8")
    world = World()
    for night in NIGHTS:
        world.run("qybz", night, is_complete=True)
    _declare(world, 80, "投柜征询率", 96, 2)
    _declare(world, 81, "入柜征询率", 99, 2)
    _declare(world, 82, "投柜征询率", 80, 2)
    world.write(settings.normalised)
    write_reference(
        Installation(settings=settings, sources=load_sources(settings.sources_file, {}))
    )
    write_field_tables(settings)
    models = ("fct_board_entries", "fct_eligibility", "indicators_courier_service")
    selected = [f"+{model}" for model in (*models, "dim_indicators")]
    run_dbt(settings, ["run", "--quiet", "--select", *selected])
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def test_a_scheme_alone_brings_its_board(warehouse: duckdb.DuckDBPyConnection) -> None:
    entries = warehouse.execute(
        "select enterprise_id, rank, level from fct_board_entries "
        "where field_code = 'courier_service' and period = '2026Q2' order by rank"
    ).fetchall()
    assert entries == [("EX0000081", 1, 1), ("EX0000080", 2, 2)]


def test_who_is_left_out_is_told_by_the_new_indicators_name(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.execute(
        "select evidence from fct_eligibility "
        "where period = '2026Q2' and rule_code = 'core_indicator:locker_choice_rate' and not passed"
    ).fetchall()
    assert found == [("投柜征询率 ≥80 %：低于方案的最低水平",)]


def test_the_new_indicator_is_a_column_and_a_word_of_the_dictionary(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    wide = warehouse.execute(
        "select locker_choice_rate, locker_choice_rate_level "
        "from indicators_courier_service order by rank nulls last"
    ).fetchall()
    assert wide == [(99.0, 1), (96.0, 2), (80.0, None)]
    known = warehouse.execute(
        "select name_zh, unit, better from dim_indicators "
        "where indicator_code = 'locker_choice_rate'"
    ).fetchall()
    assert known == [("投柜征询率", "%", "higher")]
