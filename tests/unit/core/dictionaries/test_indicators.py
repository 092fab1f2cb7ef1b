"""The indicator dictionary and its aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.core import dictionaries, reference_tables
from pipelines.core.text import fold_key
from pipelines.core.yaml_files import YamlFileError
from tests.unit.core.dictionaries.folders import REFERENCE, changed_folder

if TYPE_CHECKING:
    from pathlib import Path

INDICATORS = dictionaries.load(REFERENCE).indicators
ALIASES = INDICATORS.aliases_frame()


def _codes(name: str, category: str | None = None) -> list[str]:
    scope = pl.col("product_category")
    matches = scope.is_null() if category is None else scope == category
    found = ALIASES.filter(matches, pl.col("alias") == fold_key(name))
    return found["indicator_code"].to_list()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("可迁移元素（铅）/(mg/kg)", "migratable_lead"),
        ("可遷移鉛", "migratable_lead"),
        ("颗粒物 CCM（mg）", "pm_ccm"),
        ("净化能效(颗粒物)", "pm_efficiency"),
        ("VOC", "voc"),
        ("甲苯＋二甲苯", "toluene_xylene"),
        ("货物跟踪*", "cargo_tracking"),
        ("客戶滿意率(%)", "customer_satisfaction"),
        ("噪音 dB(A)", "noise"),
        ("用户有效申诉(件/百万件)", "valid_complaints"),
        ("24 h吸水厚度膨胀率", "thickness_swelling"),
        ("平均等候时间(min)", "waiting_minutes"),
    ],
)
def test_a_name_is_known_however_it_is_written(name: str, code: str) -> None:
    assert _codes(name) == [code]


def test_a_name_of_two_quantities_is_known_within_a_category_only() -> None:
    assert _codes("甲醛释放量") == []
    assert _codes("甲醛释放量", "panel_product") == ["formaldehyde_chamber"]
    assert _codes("甲醛释放量", "solid_wood_furniture") == ["formaldehyde_desiccator"]
    assert _codes("总挥发性有机物") == ["tvoc"]
    assert _codes("总挥发性有机物", "adhesive") == ["voc"]
    assert _codes("响应时间") == []
    assert _codes("响应时间", "online_banking") == ["response_seconds"]


def test_an_alias_is_a_key_and_stands_for_one_code_in_its_scope() -> None:
    assert ALIASES.schema == reference_tables.REFERENCE["indicator_aliases"]
    assert ALIASES.select("alias", "product_category").is_unique().all()
    assert [fold_key(alias) for alias in ALIASES["alias"]] == ALIASES["alias"].to_list()
    assert ALIASES["known_from"].null_count() == 0


def test_the_frame_has_the_schema_of_the_reference_table() -> None:
    frame = INDICATORS.frame()
    assert frame.schema == reference_tables.REFERENCE["indicators"]
    assert frame["indicator_code"].is_unique().all()
    ungraded = frame.filter(pl.col("better").is_in(["lower", "higher"]))
    assert ungraded["unit"].null_count() == 0


_HEAD = (
    "known_from: 2014-01-01\nindicators:\n"
    "  - {code: a, name: 甲, name_en: a, evidence: seen, category_aliases: {toilet: [乙量]}}\n"
)


@pytest.mark.parametrize(
    ("rest", "field", "problem"),
    [
        ("code: a, name: 乙", "indicators[2].code", "指标 a 重复"),
        ("code: b, name: 甲：", "indicators[2].aliases", "“甲：”在本词典中已是指标 a"),
        ("code: b, name: 乙, aliases: [甲(%)]", "indicators[2].aliases", "“甲(%)”在本词典中"),
        (
            "code: b, name: 乙, category_aliases: {toilet: [乙 量]}",
            "indicators[2].category_aliases.toilet",
            "“乙 量”在类别 toilet 中已是指标 a",
        ),
        (
            "code: b, name: 乙, category_aliases: {x: [丙]}",
            "indicators[2].category_aliases.x",
            "类别 x 不在",
        ),
        ("code: b, name: 乙, aliases: ['*']", "indicators[2].aliases", "“*”归一后是空的"),
        ("code: b, name: 乙, better: up", "indicators[2].better", "值 up"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, rest: str, field: str, problem: str) -> None:
    text = f"{_HEAD}  - {{name_en: b, evidence: seen, {rest}}}\n"
    with pytest.raises(YamlFileError) as caught:
        dictionaries.load(changed_folder(tmp_path, "indicators.yml", text))
    finding = caught.value.findings[0]
    assert (finding.line, finding.field) == (4, field)
    assert problem in finding.problem
    assert finding.remedy


def test_a_name_may_mean_another_indicator_within_a_category(tmp_path: Path) -> None:
    text = (
        f"{_HEAD}  - {{code: b, name: 乙量, name_en: b, evidence: seen, known_from: 2026-01-01}}\n"
    )
    root = changed_folder(tmp_path, "indicators.yml", text)
    aliases = dictionaries.load(root).indicators.aliases_frame()
    rows = aliases.filter(pl.col("alias") == "乙量").sort("product_category", nulls_last=True)
    assert rows["indicator_code"].to_list() == ["a", "b"]
    assert [day.year for day in rows["known_from"]] == [2014, 2026]
