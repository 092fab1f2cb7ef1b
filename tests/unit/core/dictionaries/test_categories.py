"""Product categories and which one a product belongs to."""

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

DICTIONARIES = dictionaries.load(REFERENCE)


def _products(*pairs: tuple[str | None, str | None]) -> pl.DataFrame:
    schema = {"category_text": pl.String, "product_name": pl.String}
    return pl.DataFrame(pairs, schema=schema, orient="row")


def _match(category: str | None, product: str | None) -> tuple[str | None, str, str | None]:
    matches = DICTIONARIES.match_categories(_products((category and fold_key(category), product)))
    return matches.select("product_category", "match", "candidates").row(0)


@pytest.mark.parametrize(
    ("category", "product", "code"),
    [
        ("板式家具", "板式衣柜", "panel_furniture"),
        ("物流服务（运输型）", "零担货运服务", "road_freight_service"),
        ("人造板制品", "饰面人造板", "panel_product"),
        ("人造板", "刨花板", "wood_based_panel"),
        ("空气净化器", "空气净化器滤网", "air_cleaner"),
        ("家用電冰箱", None, "refrigerator"),
        ("木家具", "实木板式书桌", "wooden_furniture"),
    ],
)
def test_the_platform_s_class_decides(category: str, product: str | None, code: str) -> None:
    assert _match(category, product) == (code, "platform_name", None)


@pytest.mark.parametrize(
    ("category", "product", "code"),
    [
        ("家具", "实木餐桌", "solid_wood_furniture"),
        ("净水器", "反渗透净水机", "reverse_osmosis_purifier"),
        (None, "家用空气净化器（KJ500）", "air_cleaner"),
        ("其他", "反渗透净水机 RO-500", "reverse_osmosis_purifier"),
        ("细木工板", "E0级细木工板", "wood_based_panel"),
        ("溶剂型木器涂料（其他）", "色漆", "solvent_wood_coating"),
        (None, "个人网上银行", "online_banking"),
        ("生活服务", "衣物干洗服务", "laundry_service"),
        ("铸件", "球墨铸铁件", "steel_casting"),
    ],
)
def test_words_tell_a_narrower_category_or_one_where_no_class_is_known(
    category: str | None, product: str, code: str
) -> None:
    assert _match(category, product) == (code, "keyword", None)


@pytest.mark.parametrize(
    ("category", "product"),
    [
        (None, None),
        ("园艺工具（其他）", "园艺剪刀"),
        (None, "空气净化器滤网"),
        (None, "洗衣机清洗剂"),
        (None, "实木颗粒板书桌"),
        (None, "板式换热器"),
        (None, "网上银行软件"),
        (None, "铸铁件涂料"),
    ],
)
def test_no_word_is_no_match(category: str | None, product: str | None) -> None:
    assert _match(category, product) == (None, "none", None)


@pytest.mark.parametrize(
    ("category", "product"),
    [
        ("净水机、空气净化器", "园艺剪刀"),
        ("净水设备", "净水机/空气净化器"),
        ("净水机类", "空气净化器"),
    ],
)
def test_two_categories_go_to_a_person(category: str, product: str) -> None:
    assert _match(category, product) == (None, "ambiguous", "air_cleaner;water_purifier")


def test_each_distinct_pair_has_one_row() -> None:
    pairs = [("人造板", "刨花板"), (None, "刨花板"), ("人造板", "刨花板"), ("人造板", None)]
    matches = DICTIONARIES.match_categories(_products(*pairs))
    assert matches.schema == reference_tables.REFERENCE["product_matches"]
    assert matches.height == 3


def test_every_ancestor_has_its_distance() -> None:
    frame = DICTIONARIES.categories.ancestors_frame()
    assert frame.schema == reference_tables.REFERENCE["category_ancestors"]
    line = frame.filter(pl.col("product_category") == "panel_furniture").sort("distance")
    assert line["ancestor_category"].to_list() == [
        "panel_furniture",
        "wooden_furniture",
        "furniture",
    ]
    assert line["distance"].to_list() == [0, 1, 2]


def test_each_category_has_an_industry_and_a_day() -> None:
    frame = DICTIONARIES.categories.frame()
    assert frame.schema == reference_tables.REFERENCE["product_categories"]
    industries = DICTIONARIES.industries
    assert industries.schema == reference_tables.REFERENCE["industries"]
    assert frame.join(industries, on="industry_code", how="anti").is_empty()
    assert frame["known_from"].null_count() == 0


_HEAD = (
    "known_from: 2014-01-01\ncategories:\n"
    "  - {code: a, name: 甲, industry: '21', keywords: [甲板]}\n"
)


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("{code: a, name: 乙, industry: '21'}", "categories[2].code", "类别 a 重复"),
        ("{code: b, name: 乙, industry: '21', parent: x}", "categories[2].parent", "上级 x 不在"),
        ("{code: b, name: 乙, industry: '21', parent: b}", "categories[2].parent", "绕回自己"),
        ("{code: b, name: 乙, industry: '99'}", "categories[2].industry", "行业代码 99"),
        ("{code: b, name: 甲, industry: '21'}", "categories[2].name", "“甲”已属于类别 a"),
        (
            "{code: b, name: 乙, industry: '21', platform_names: ['甲（mg）']}",
            "categories[2].platform_names",
            "“甲（mg）”已属于类别 a",
        ),
        (
            "{code: b, name: 乙, industry: '21', keywords: [甲 板]}",
            "categories[2].keywords",
            "“甲 板”已属于类别 a",
        ),
        ("{code: B, name: 乙, industry: '21'}", "categories[2].code", "值 B"),
        ("{code: b, name: 乙, industry: '21', words: []}", "categories[2].words", "没有这个字段"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, line: str, field: str, problem: str) -> None:
    root = changed_folder(tmp_path, "product_categories.yml", f"{_HEAD}  - {line}\n")
    with pytest.raises(YamlFileError) as caught:
        dictionaries.load(root)
    finding = caught.value.findings[0]
    assert (finding.file.name, finding.line, finding.field) == ("product_categories.yml", 4, field)
    assert problem in finding.problem
    assert finding.remedy


def test_a_circle_of_parents_is_named(tmp_path: Path) -> None:
    text = (
        "known_from: 2014-01-01\ncategories:\n"
        "  - {code: a, name: 甲, industry: '21', parent: b}\n"
        "  - {code: b, name: 乙, industry: '21', parent: a}\n"
    )
    root = changed_folder(tmp_path, "product_categories.yml", text)
    with pytest.raises(YamlFileError, match="绕回自己"):
        dictionaries.load(root)
