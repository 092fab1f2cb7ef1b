"""Scheme files: what is refused and why, and the tables they become."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines.core import schemes
from pipelines.core.scheme_rules import Vocabulary
from pipelines.core.schemes import load_scheme, load_schemes, schemes_frames
from pipelines.core.tables import REFERENCE
from pipelines.core.yaml_files import YamlFileError

COMMITTED = Path(__file__).parents[3] / "data" / "reference"

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


def _scheme(folder: Path, text: str) -> Path:
    path = folder / "scheme.yml"
    path.write_text(text, encoding="utf-8")
    return path


def _findings(folder: Path, text: str, known: Vocabulary | None = None) -> list[str]:
    with pytest.raises(YamlFileError) as caught:
        load_scheme(_scheme(folder, text), known)
    return [f"{f.line} {f.field} {f.problem}；{f.remedy}" for f in caught.value.findings]


def _with(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old} 应只出现一次"
    return text.replace(old, new)


@pytest.mark.parametrize("text", [BANDS, POINTS, WEIGHTED])
def test_a_right_scheme_of_each_method_is_read(tmp_path: Path, text: str) -> None:
    assert load_scheme(_scheme(tmp_path, text)).title


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
        ("accept: [有, 设立], ", "", "35 ", "等于谁都合格"),
        ("accept: [有, 设立]", "accept: [有], levels: {baseline: 1}", "35 ", "不分等"),
        ("lowest_level: 3", "lowest_level: 4", "38 ", "只有 3 等"),
        ("leaders: {level: 1", "leaders: {level: 4", "39 ", "进不了榜"),
        (", how: any", "", "36 ", "没有说明怎样算严于"),
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
    found = _findings(tmp_path, _with(BANDS, old, new))
    assert any(finding.startswith(at) and said in finding for finding in found), found


def test_a_category_without_a_core_indicator_is_refused(tmp_path: Path) -> None:
    text = _with(
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
        ("at_most: 2, points: 35", "at_least: 2, points: 35", "每档只写 at_most"),
        ("at_most: 2, points: 35", "at_most: 2, at_least: 1, points: 35", "每档只写 at_most"),
        ("    points: [{at_most: 2, points: 35}, {at_most: 8, points: 20}]\n", "", "没有分值"),
    ],
)
def test_wrong_points_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, _with(POINTS, old, new)))


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
    ],
)
def test_wrong_weights_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, _with(WEIGHTED, old, new)))


def test_grades_that_have_an_order_alone_cannot_be_weighed(tmp_path: Path) -> None:
    text = _with(BANDS, "{kind: bands}", "{kind: points, cut_offs: [2, 1]}")
    assert any("只有等级的先后" in finding for finding in _findings(tmp_path, text))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Vocabulary(programmes={"city"}), "national 不在 programmes/"),
        (
            Vocabulary(key_fields={("national", 2025, "panel_furniture")}),
            "key_fields/national/2026.yml",
        ),
        (
            Vocabulary(product_categories={"panel_furniture"}),
            "solid_wood_furniture 不在 product_cat",
        ),
        (
            Vocabulary(indicators={"formaldehyde_chamber"}),
            "wet_heat_resistance 不在 indicators.yml",
        ),
        (Vocabulary(test_methods={"climate_chamber_1m3"}), "gb_t_4893_2 不在 test_methods.yml"),
        (Vocabulary(units={"mg/L"}), "mg/m3 不在 units.yml"),
    ],
)
def test_a_code_that_nobody_knows_is_refused(tmp_path: Path, known: Vocabulary, said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, BANDS, known))


def test_the_unit_of_grades_is_no_unit_of_measure(tmp_path: Path) -> None:
    assert load_scheme(_scheme(tmp_path, BANDS), Vocabulary(units={"mg/m3"}))


def test_an_offline_scheme_needs_no_code_that_anybody_knows(tmp_path: Path) -> None:
    known = Vocabulary(programmes=set(), indicators=set(), units=set())
    assert load_scheme(_scheme(tmp_path, WEIGHTED), known).is_offline


def _root(folder: Path, **files: str) -> Path:
    """A folder of schemes; `__` in a name stands for `/`, `_v2` at its end for `.v2`."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/').replace('_v2', '.v2')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


SECOND = _with(_with(BANDS, "version: 1", "version: 2"), "2026-03-16", "2026-08-01")


def test_versions_of_a_scheme_stand_side_by_side(tmp_path: Path) -> None:
    root = _root(
        tmp_path, national__2026__panel_furniture=BANDS, national__2026__panel_furniture_v2=SECOND
    )
    assert [s.version for s in load_schemes(root)] == [1, 2]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"national__2025__panel_furniture": BANDS}, "文件放在 2025 的位置，内容却写 2026"),
        ({"national__2026__panels": BANDS}, "文件放在 panels 的位置"),
        ({"national__panel_furniture": BANDS}, "文件不在该在的位置"),
        ({"national__2026__panel_furniture_v2": BANDS}, "文件放在 2 的位置，内容却写 1"),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__panel_furniture_v2": SECOND.replace("2026-08-01", "2026-03-16"),
            },
            "不晚于第 1 版的 2026-03-16",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__panel_furniture_v2": SECOND.replace("panels", "boards"),
            },
            "各版本应同为 panels",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2027__panel_furniture": BANDS.replace("year: 2026", "year: 2027"),
            },
            "已是 national/panel_furniture/2026 的方案",
        ),
        (
            {
                "national__2026__panel_furniture": BANDS,
                "national__2026__doors": BANDS.replace("scheme_id: panels", "scheme_id: doors")
                .replace("field_code: panel_furniture", "field_code: doors")
                .replace("code: wet_heat_resistance", "code: humidity"),
            },
            "“漆膜耐湿热”在类别 panel_furniture 里已由方案 doors 定为指标 humidity",
        ),
    ],
)
def test_schemes_that_contradict_their_place_or_each_other_are_refused(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(YamlFileError) as caught:
        load_schemes(_root(tmp_path, **files))
    assert any(said in str(finding) for finding in caught.value.findings), caught.value


def test_findings_of_all_files_come_together(tmp_path: Path) -> None:
    files = {
        "national__2026__panel_furniture": BANDS.replace("kind: bands", "kind: x"),
        "mofcom-2023__2023__used_car_assessment": POINTS.replace("year: 2023", "year: x"),
    }
    with pytest.raises(YamlFileError) as caught:
        load_schemes(_root(tmp_path, **files))
    assert len({finding.file for finding in caught.value.findings}) == 2


def _frames(folder: Path, text: str) -> dict[str, pl.DataFrame]:
    return schemes_frames([load_scheme(_scheme(folder, text))])


def test_frames_have_the_schemas_of_the_reference_tables(tmp_path: Path) -> None:
    schemas = {**REFERENCE, "scheme_aliases": REFERENCE["indicator_aliases"]}
    for made in (_frames(tmp_path, BANDS), schemes_frames([])):
        assert {name: frame.schema for name, frame in made.items()} == {
            name: schemas[name] for name in made
        }


def test_an_indicator_has_a_row_for_each_category_that_it_applies_to(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_indicators"]
    assert rows.select("position", "product_category").rows() == [
        (1, "panel_furniture"),
        (2, "panel_furniture"),
        (2, "solid_wood_furniture"),
        (3, "panel_furniture"),
        (3, "solid_wood_furniture"),
    ]


def test_a_level_that_is_not_given_is_absent(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_levels"]
    assert rows.select(
        "indicator_code", "level", "level_name", "threshold", "grade_position"
    ).rows() == [
        ("formaldehyde_chamber", 1, "advanced", 0.025, None),
        ("formaldehyde_chamber", 2, "average", 0.05, None),
        ("wet_heat_resistance", 1, "advanced", None, 1),
        ("wet_heat_resistance", 3, "baseline", None, 3),
    ]


def test_grades_are_placed_by_quality_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    text = _with(
        BANDS, "ENF: 0.025, E0: 0.050, E1: 0.124", "E1: 0.124, ENF: 0.025, E0: 0.050, NF: 0.025"
    )
    rows = _frames(tmp_path, text)["scheme_grades"]
    assert rows.select("grade", "position", "value").rows() == [
        ("E1", 3, 0.124),
        ("ENF", 1, 0.025),
        ("E0", 2, 0.05),
        ("NF", 1, 0.025),
        ("1", 1, None),
        ("2", 2, None),
        ("3", 3, None),
    ]


def test_aliases_are_folded_and_hold_for_the_categories_of_their_indicator(tmp_path: Path) -> None:
    rows = _frames(tmp_path, BANDS)["scheme_aliases"].filter(
        pl.col("indicator_code") == "formaldehyde_chamber"
    )
    assert rows.rows() == [
        (alias, "formaldehyde_chamber", "panel_furniture", dt.date(2026, 3, 16))
        for alias in ("人造板甲醛释放量", "甲醛释放量(气候箱)")
    ]


def test_an_alias_of_two_versions_is_known_from_the_first(tmp_path: Path) -> None:
    root = _root(
        tmp_path, national__2026__panel_furniture=BANDS, national__2026__panel_furniture_v2=SECOND
    )
    rows = schemes_frames(load_schemes(root))["scheme_aliases"]
    assert rows.select("alias", "product_category").is_unique().all()
    assert set(rows["known_from"]) == {dt.date(2026, 3, 16)}


def test_one_example_among_the_core_values_makes_the_scheme_an_example(tmp_path: Path) -> None:
    seen = BANDS.replace("evidence: example", "evidence: seen\n    source: GB/T 1-2020")
    assert _frames(tmp_path, BANDS)["schemes"]["evidence"].item() == "example"
    assert _frames(tmp_path, seen)["schemes"]["evidence"].item() == "seen"


def test_a_changed_file_has_another_digest(tmp_path: Path) -> None:
    first = _frames(tmp_path, BANDS)["schemes"]["digest"].item()
    assert first != _frames(tmp_path, BANDS + "# note\n")["schemes"]["digest"].item()


def test_an_offline_scheme_has_one_category_named_after_its_field(tmp_path: Path) -> None:
    made = _frames(tmp_path, WEIGHTED)
    assert set(made["scheme_indicators"]["product_category"]) == {"technology"}
    assert made["scheme_products"]["product_category"].to_list() == ["technology"]


def test_a_score_without_cut_offs_has_no_levels(tmp_path: Path) -> None:
    row = _frames(tmp_path, WEIGHTED)["schemes"].row(0, named=True)
    assert (row["lowest_level"], row["leader_level"]) == (None, None)


def test_points_have_one_level_more_than_cut_offs(tmp_path: Path) -> None:
    assert load_scheme(_scheme(tmp_path, POINTS)).level_count == 4


def test_the_committed_schemes_are_right_and_read_every_category() -> None:
    made = schemes.frames(COMMITTED)
    found = made["schemes"].select("programme", "field_code", "year", "evidence").rows()
    assert found == [
        ("mofcom-2023", "logistics_service", 2023, "seen"),
        ("national", "air_cleaner", 2026, "seen"),
        ("national", "panel_furniture", 2026, "example"),
    ]
    core = made["scheme_indicators"].filter(pl.col("class") == "core")
    per_category = core.group_by("scheme_id", "product_category").len()
    assert per_category["len"].to_list() == [3] * 7


def test_a_committed_scheme_that_calls_its_values_seen_names_where() -> None:
    rows = schemes.frames(COMMITTED)["scheme_indicators"]
    assert rows.filter(evidence="seen")["source_standard"].null_count() == 0


def test_committed_bodies_have_codes_of_an_unassigned_division() -> None:
    for path in COMMITTED.glob("schemes/*/*/*.yml"):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))["assessment_body"]
        assert body["name"].startswith("示例")
        assert body["uscc"][2:6] == "9900"
