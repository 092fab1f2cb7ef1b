"""What is refused in a scheme file, at which line, with which remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.core.scheme_rules import Vocabulary
from pipelines.core.schemes import load_scheme
from pipelines.core.units import load_units
from pipelines.core.yaml_files import YamlFileError
from tests.unit.core.scheme_samples import BANDS, POINTS, WEIGHTED, spoil, write_scheme

if TYPE_CHECKING:
    from pathlib import Path

UNITS = Vocabulary(units=load_units())


def _findings(folder: Path, text: str, known: Vocabulary | None = None) -> list[str]:
    with pytest.raises(YamlFileError) as caught:
        load_scheme(write_scheme(folder, text), known)
    return [f"{f.line} {f.field} {f.problem}；{f.remedy}" for f in caught.value.findings]


@pytest.mark.parametrize("text", [BANDS, POINTS, WEIGHTED])
def test_a_right_scheme_of_each_method_is_read(tmp_path: Path, text: str) -> None:
    assert load_scheme(write_scheme(tmp_path, text)).title


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("advanced: 0.025, average", "advanced: 0.060, average", "23 ", "先进不比平均严"),
        ("average: 0.050}", "average: 0.025}", "23 ", "先进不比平均严"),
        ("advanced: 0.025, average", "advancd: 0.025, average", "23 ", "是不是 advanced？"),
        ("advanced: 0.025, average", 'advanced: "≤0.025", average', "23 ", "应为数，不带单位"),
        ("advanced: 0.025, average", "advanced: true, average", "23 ", "应为数"),
        ('advanced: "1", baseline', 'advanced: "4", baseline', "33 ", "没有等级 4"),
        ('advanced: "1", baseline', "advanced: 1, baseline", "33 ", "应为 grades.order 中的等级"),
        ('"1", baseline: "3"', '"3", baseline: "1"', "33 ", "先进不比基准严"),
        ('    levels: {advanced: "1", baseline: "3"}\n', "", "26 ", "没有分等"),
        ("better: best_first", "better: lower", "30 ", "与 grades 的写法不合"),
        ('{order: ["1", "2", "3"]}', "{per: GB/T 1-2020}", "31 ", "由优到劣"),
        ('{order: ["1", "2", "3"]}', '{order: ["1", "1"]}', "31 ", "每个等级只写一次"),
        ("    better: lower\n", "", "14 ", "缺少 better"),
        ("    test_method: climate_chamber_1m3\n", "", "14 ", "缺少 test_method"),
        ("    source: GB/T 39600-2021\n", "", "14 ", "却没有出处"),
        ("    evidence: example\n", "", "26 ", "缺少 evidence"),
        ("applies_to: [panel_furniture]", "applies_to: [panels]", "21 ", "不在本方案的 products"),
        (
            "code: wet_heat_resistance",
            "code: formaldehyde_chamber",
            "26 ",
            "formaldehyde_chamber 重复",
        ),
        ("code: wet_heat_resistance", "code: WetHeat", "26 ", "有大写字母"),
        ("name: 漆膜耐湿热", "name: 人造板 甲醛释放量", "26 ", "已是指标 formaldehyde_chamber"),
        (", accept: [有, 设立]", "", "35 ", "等于谁都合格"),
        ("accept: [有, 设立]", "accept: [有], levels: {baseline: 1}", "35 ", "不分等"),
        ("lowest_level: 3", "lowest_level: 4", "38 ", "只有 3 等"),
        ("leaders: {level: 1", "leaders: {level: 4", "39 ", "进不了榜"),
        (", how: any", "", "36 ", "没有说明怎样算严于"),
        ("[GB/T 3324-2024]", "[GB/T3324—2024]", "11 ", "应写成 GB/T 3324-2024"),
        ("[GB/T 3324-2024]", "[国标]", "11 ", "应为标准编号"),
        ("per: GB/T 39600-2021", "per: 甲醛分级", "22 ", "应为标准编号"),
        ("period: quarterly\n", "", "1 ", "缺少 period"),
        ("period: quarterly", "period: monthly", "9 ", "quarterly、yearly"),
        ("kind: bands", "kind: magic", "37 ", "bands、points、weighted"),
        ("{kind: bands}", "bands", "37 ", "应为“字段: 值”的映射"),
        ("{kind: bands}", "{cut_offs: [1]}", "37 ", "应先写 kind"),
        ("class: basic", "class: minor", "35 ", "core、basic、innovative"),
        ("category: solid_wood_furniture", "category: panel_furniture", "12 ", "重复"),
        ("target: 5", "target: five", "39 ", "应为整数"),
        ("title: 板木家具", "title: 板木家具\ntargets: {leaders: 6}", "40 ", "不一致"),
        ("title: 板木家具", "titel: 板木家具", "7 ", "是不是 title？"),
        ("uscc: 52990000990003031T", f"uscc: x, authority: {'长' * 1001}", "8 ", "至多 1000 字"),
    ],
)
def test_a_wrong_scheme_is_refused_with_line_and_remedy(
    tmp_path: Path, old: str, new: str, at: str, said: str
) -> None:
    found = _findings(tmp_path, spoil(BANDS, old, new))
    assert any(finding.startswith(at) and said in finding for finding in found), found


def test_a_category_without_a_core_indicator_is_refused(tmp_path: Path) -> None:
    text = spoil(
        BANDS, "    better: best_first", "    applies_to: [panel_furniture]\n    better: best_first"
    )
    assert _findings(tmp_path, text) == [
        "12 products[2] 类别 solid_wood_furniture 没有核心指标；请至少给它一个 class: core 的指标"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[90, 60, 20]", "[60, 90, 20]", "没有由高到低"),
        ("[90, 60, 20]", "[]", "至少要有 1 项"),
        ("veto: [accident_check]", "veto: [check_items]", "check_items 不是基础指标"),
        ("at_least: 100, points: 25", "at_least: 130, points: 25", "没有比第 1 档宽"),
        ("at_least: 100, points: 25", "at_least: 100, points: 40", "没有比第 1 档宽"),
        ("at_least: 100, points: 25", "at_least: 100, points: -1", "反而不如一档也没达到"),
        ("at_most: 2, points: 35", "at_least: 2, points: 35", "每档只写 at_most"),
        ("at_most: 2, points: 35", "at_most: 2, at_least: 1, points: 35", "每档只写 at_most"),
        ("    points: [{at_most: 2, points: 35}, {at_most: 8, points: 20}]\n", "", "没有分值"),
    ],
)
def test_wrong_points_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, spoil(POINTS, old, new)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weights: {PATENTS: 0.5, COST: 0.5}", "weights: {PATENTS: 0.5}", "缺少核心指标 COST"),
        ("COST: 0.5}", "COST: 0.5, ROYALTY: 1}", "ROYALTY 不是核心指标"),
        ("COST: 0.5}", "COST: -0.5}", "应大于 0"),
        (", COST: [10, 1]", "", "缺少核心指标 COST"),
        ("COST: [10, 1]", "COST: [1, 10]", "与 better: lower 相反"),
        ("COST: [10, 1]", "COST: [1]", "至少要有 2 项"),
        ("normalise: goalposts", "normalise: sample", "不看 goalposts"),
        ("kind: weighted", "kind: weighted\n  scale: [1, 0]", "应为 [小, 大]"),
        ("kind: weighted", "kind: weighted\n  aggregate: mean", "arithmetic、geometric"),
        ("kind: weighted", "kind: weighted\n  cut_offs: [0.2, 0.4]", "没有由高到低"),
        (
            "kind: weighted",
            "kind: weighted\n  aggregate: geometric\n  scale: [-1, 1]",
            "几何平均不能计入负值",
        ),
        ("normalise: goalposts", "normalise: none", "COST 越高得分越高"),
    ],
)
def test_wrong_weights_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, spoil(WEIGHTED, old, new)))


def test_grades_that_have_an_order_alone_cannot_be_weighed(tmp_path: Path) -> None:
    text = spoil(BANDS, "{kind: bands}", "{kind: points, cut_offs: [2, 1]}")
    assert any("只有等级的先后" in finding for finding in _findings(tmp_path, text))


CATEGORIES = {
    "panel_furniture": ["panel_furniture", "furniture"],
    "solid_wood_furniture": ["solid_wood_furniture", "furniture"],
}
CODES = dict.fromkeys(["formaldehyde_chamber", "wet_heat_resistance", "complaint_channel"])


def test_a_list_of_examples_keeps_no_field_out(tmp_path: Path) -> None:
    known = Vocabulary(key_fields=set(), open_lists={("national", 2026)})
    scheme = load_scheme(write_scheme(tmp_path, BANDS), known)
    assert scheme.field_code == "panel_furniture"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Vocabulary(programmes={"city"}), "national 不在 programmes/"),
        (
            Vocabulary(key_fields={("national", 2025, "panel_furniture")}),
            "panel_furniture 不在 key_fields/national/2026.yml",
        ),
        (
            Vocabulary(product_categories={"panel_furniture": ["panel_furniture"]}),
            "solid_wood_furniture 不在 product_categories.yml",
        ),
        (
            Vocabulary(indicators=CODES | {"formaldehyde_chamber": "higher"}),
            "better: lower 与字典中 formaldehyde_chamber 的 higher 不同",
        ),
        (Vocabulary(test_methods={"climate_chamber_1m3"}), "gb_t_4893_2 不在 test_methods.yml"),
        (
            Vocabulary(names={("漆膜耐湿热", None): "dry_heat_resistance"}),
            "字典中是指标 dry_heat_resistance 的名称",
        ),
        (
            Vocabulary(names={("漆膜耐湿热", "furniture"): "x"}, product_categories=CATEGORIES),
            "“漆膜耐湿热”在类别 panel_furniture、solid_wood_furniture 里，字典中是指标 x 的名称",
        ),
    ],
)
def test_what_the_other_files_do_not_know_is_refused(
    tmp_path: Path, known: Vocabulary, said: str
) -> None:
    assert any(said in finding for finding in _findings(tmp_path, BANDS, known))


def test_an_indicator_that_the_dictionary_does_not_have_is_a_new_one(tmp_path: Path) -> None:
    assert load_scheme(write_scheme(tmp_path, BANDS), Vocabulary(indicators={}))


def test_the_nearest_category_says_what_a_name_means(tmp_path: Path) -> None:
    names = {
        ("漆膜耐湿热", None): "x",
        ("漆膜耐湿热", "furniture"): "wet_heat_resistance",
    }
    known = Vocabulary(names=names, product_categories=CATEGORIES, indicators=CODES)
    assert load_scheme(write_scheme(tmp_path, BANDS), known)


@pytest.mark.parametrize(
    ("unit", "said"), [("mg/m³", "应写成 mg/m3"), ("斤", "请先在 units.yml 里登记")]
)
def test_a_unit_that_is_not_spelled_canonically_is_refused(
    tmp_path: Path, unit: str, said: str
) -> None:
    text = spoil(BANDS, "unit: mg/m3", f"unit: {unit}")
    assert any(said in finding for finding in _findings(tmp_path, text, UNITS))


def test_the_unit_of_grades_is_no_unit_of_measure(tmp_path: Path) -> None:
    assert load_scheme(write_scheme(tmp_path, BANDS), UNITS)


def test_an_offline_scheme_needs_no_code_that_anybody_knows(tmp_path: Path) -> None:
    known = Vocabulary(programmes=set(), indicators={}, test_methods=set(), units=UNITS.units)
    assert load_scheme(write_scheme(tmp_path, WEIGHTED), known).is_offline
