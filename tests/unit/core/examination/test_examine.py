"""The formal examination: everything wrong in one run, each with its line and its rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from pipelines.core.examination import Coverage, Standards, examine
from pipelines.core.schemes import load_scheme
from pipelines.core.yaml_files import Finding
from tests.unit.core.examination.right import (
    COVERED,
    KNOWN,
    PROGRAMME,
    SCHEME,
    STANDARDS,
    TODAY,
    examined,
    limit,
    line_of,
    reference,
)
from tests.unit.core.scheme_samples import WEIGHTED, spoil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEN_FAULTS = [
    # (part that is changed, into what, code, part of the line that is named)
    ("charges_no_fee: true", "charges_no_fee: false", "fee_charged", "charges_no_fee"),
    ("authority: 组织", f"authority: {'长' * 1001}", "too_long", "authority: 长"),
    ("definition: 桌椅柜床, ", "", "annex_incomplete", "category: furniture"),
    ("unit: mg/kg", "unit: mg/L", "unit_dimension", "unit: mg/L"),
    ("average: 0.050}", "average: 0.080}", "level_below_limit", "average: 0.080"),
    ("advanced: 30,", "advanced: 15,", "levels_disordered", "advanced: 15"),
    ("    test_method: bending\n", "", "missing_test_method", "code: strength"),
    ("name: 耐湿热", "name: 耐湿热\n    aliases: [铅]", "alias_collides", "aliases: [铅]"),
    ("class: basic", "class: basc", "wrong_value", "class: basc"),
    ("E0: 0.050}", "E0: 0.060}", "grade_differs", "E0: 0.060"),
]


def test_a_right_scheme_passes_without_a_finding(tmp_path: Path) -> None:
    assert examined(tmp_path, SCHEME) == []


def test_ten_planted_faults_are_found_in_one_run_each_at_its_line(tmp_path: Path) -> None:
    text = SCHEME
    for old, new, _, _ in TEN_FAULTS:
        text = spoil(text, old, new)
    found = examined(tmp_path, text)
    expected = {(code, line_of(text, part)) for _, _, code, part in TEN_FAULTS}
    assert {(f.code, f.line) for f in found} == expected
    assert len(found) == 10
    assert all(f.severity == "error" for f in found)
    assert all(f.remedy and f.problem for f in found)


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "said"),
    [
        ("  charges_no_fee: true\n", "", "annex_incomplete", "error", "应为 true"),
        ("  kind: 行业协会\n", "", "annex_incomplete", "error", "机构类型"),
        ("  valid_until: 长期\n", "", "form_facts_missing", "doubt", "valid_until"),
        ("purpose: 比较", "purpose: …… #", "text_not_written", "doubt", "占位"),
        ("uscc: 52990000990003031T", "uscc: 52990000990003031U", "uscc_check_failed", "doubt", ""),
        ("uscc: 52990000990003031T", 'uscc: "123"', "wrong_value", "error", "18 位"),
        (", staff_titles", "", "annex_incomplete", "error", "评估人员职称"),
        ("targets: {leaders: 5,", "targets: {", "annex_incomplete", "error", "领跑者数"),
        ("targets: {leaders: 5,", "targets: {leaders: 6,", "targets_differ", "error", "6"),
        ("[national, industry]", "[national]", "not_stricter", "doubt", "行业标准"),
        ("[consent, conf", "[conf", "leader_papers_missing", "doubt", "企业同意"),
        ("[GB/T 3324-2024]", "[GB/T3324—2024]", "malformed_standard_no", "error", "GB/T 3324"),
        ("applies_to: [furniture]", "applies_to: [panel_product]", "few_core_indicators", "error",
         "类别 furniture 只有 2 个核心指标（lead、strength）"),
        (", test_method: records", "", "missing_test_method", "error", "complaint_channel"),
        ("evidence: seen\n    source: 示例标准\n  - code: strength",
         "evidence: example\n  - code: strength", "example_evidence", "doubt", "不得用于发布"),
        ("ENF: 0.025, E0: 0.050", "ENF: 0.025, E9: 0.050", "grade_differs", "error", "没有等级 E9"),
        ("per: GB/T 39600-2021", "per: GB/T 1-2020", "grade_not_verified", "doubt", "GB/T 1-2020"),
        ("test_method: climate_chamber_1m3", "test_method: bending", "grade_differs", "error",
         "不是 bending"),
        ("title: ", "titel: ", "unknown_field", "error", "是不是 title？"),
        ("field_code: panels", "field_code: chairs", "unknown_reference", "error", "chairs"),
        ("title: ", "year: 2026\ntitle: ", "repeated", "error", "第 4 行已有"),
    ],
)  # fmt: skip
def test_each_rule_names_what_is_wrong_and_what_is_right(
    tmp_path: Path, old: str, new: str, code: str, severity: str, said: str
) -> None:
    found = examined(tmp_path, spoil(SCHEME, old, new))
    assert any(
        (f.code, f.severity) == (code, severity) and said in f.problem + f.remedy for f in found
    ), [str(f) for f in found]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("field_code", "封面（所属重点领域）"),
        ("assessment_body", "一"),
        ("purpose", "三、1"),
        ("products", "三、2"),
        ("indicators", "三、3"),
        ("method", "三、4"),
        ("period", "三、4"),
        ("board", "三、5"),
        ("leaders", "三、6"),
        ("targets", "三、7"),
        ("attachments", "四"),
    ],
)
def test_each_part_of_annex_1_is_asked_for(tmp_path: Path, part: str, place: str) -> None:
    document = yaml.safe_load(SCHEME)
    del document[part]
    found = examined(tmp_path, yaml.safe_dump(document, allow_unicode=True))
    assert [(f.severity, f.basis) for f in found if f.field == part] == [
        ("error", f"实施方案（试行）附件1 {place}")
    ]


@pytest.mark.parametrize(
    ("fact", "severity"),
    [
        *dict.fromkeys(
            ["name", "uscc", "kind", "ownership", "registered_on", "charges_no_fee", "authority"],
            "error",
        ).items(),
        *dict.fromkeys(
            ["address", "postcode", "registration_authority", "registered_capital", "valid_until"],
            "doubt",
        ).items(),
    ],
)
def test_each_fact_of_the_institution_is_asked_for(
    tmp_path: Path, fact: str, severity: str
) -> None:
    document = yaml.safe_load(SCHEME)
    del document["assessment_body"][fact]
    found = examined(tmp_path, yaml.safe_dump(document, allow_unicode=True))
    assert [f.severity for f in found if fact in f.field + f.remedy] == [severity]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "level_below_limit"),
        ({"kind": "group"}, None),
        ({"test_method": "perforator"}, None),
        ({"indicator_code": "lead"}, None),
        ({"in_force_to": TODAY}, None),
        ({"known_from": dt.date(2026, 6, 2)}, None),
        ({"in_force_from": dt.date(2026, 6, 2)}, "level_below_coming_limit"),
        ({"in_force_from": dt.date(2027, 1, 1)}, None),
        ({"in_force_from": None}, None),
        ({"product_category": "wooden_furniture"}, None),
        ({"high": 50.0, "unit": "μg/m3"}, None),
        ({"high": 40.0, "unit": "μg/m3"}, "level_below_limit"),
    ],
)
def test_the_lowest_level_is_held_to_the_limits_in_force_and_to_come(
    tmp_path: Path, changes: dict[str, object], code: str | None
) -> None:
    one = limit("formaldehyde_chamber", "panel_product", "mg/m3", **({"high": 0.04} | changes))
    found = examined(tmp_path, SCHEME, standards=replace(STANDARDS, limits=[one]))
    assert [f.code for f in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("in_force_from", "code"),
    [(dt.date(2025, 12, 31), "level_below_limit"), (dt.date(2026, 1, 1), None)],
)
def test_a_scheme_of_an_earlier_year_is_held_to_the_last_day_of_its_year(
    tmp_path: Path, in_force_from: dt.date, code: str | None
) -> None:
    asked: list[dt.date] = []

    def coverage(categories: Sequence[str], on: dt.date) -> dict[str, Coverage]:
        asked.append(on)
        return {name: COVERED[name] for name in categories}

    changes = {"high": 0.04, "in_force_from": in_force_from, "known_from": dt.date(2025, 1, 1)}
    one = limit("formaldehyde_chamber", "panel_product", "mg/m3", **changes)
    found = examined(
        tmp_path,
        spoil(SCHEME, "year: 2026", "year: 2025"),
        known=replace(KNOWN, key_fields={("national", 2025, "panels")}),
        standards=replace(STANDARDS, limits=[one]),
        coverage=coverage,
    )
    assert [f.code for f in found] == ([code] if code else [])
    assert asked == [dt.date(2025, 12, 31)]


def test_without_a_year_a_scheme_is_held_to_the_day_of_the_examination(tmp_path: Path) -> None:
    one = limit("formaldehyde_chamber", "panel_product", "mg/m3", high=0.04)
    text = spoil(SCHEME, "year: 2026\n", "")
    found = examined(tmp_path, text, standards=replace(STANDARDS, limits=[one]))
    assert {f.code for f in found} == {"missing_field", "level_below_limit"}


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (found,) = examine([tmp_path], reference(tmp_path), TODAY)
    assert (found.code, found.problem) == ("unreadable_file", "文件不能读取：这是文件夹")


def test_a_limit_on_a_parent_holds_for_its_children(tmp_path: Path) -> None:
    text = SCHEME.replace("category: furniture", "category: wooden_furniture")
    text = text.replace("applies_to: [furniture]", "applies_to: [wooden_furniture]")
    one = limit("lead", "furniture", "mg/kg", high=80.0)
    covered = {c: Coverage(0, {}) for c in ("panel_product", "wooden_furniture")}
    found = examined(tmp_path, text, standards=Standards(limits=[one]), coverage=lambda *_: covered)
    assert [f.line for f in found if f.code == "level_below_limit"] == [
        line_of(text, "average: 45")
    ]


def test_gradable_indicators_of_a_cited_standard_are_missed(tmp_path: Path) -> None:
    facts = STANDARDS.facts["GB/T 39600-2021"]
    graded = frozenset({("panel_product", "screw_holding"), ("furniture", "odour")})
    standards = replace(STANDARDS, facts={"GB/T 39600-2021": replace(facts, graded=graded)})
    found = examined(tmp_path, SCHEME, standards=standards)
    assert [(f.code, f.field) for f in found] == [
        ("graded_indicator_left_out", "products[1].standards[1]")
    ]
    assert "screw_holding（握螺钉力）" in found[0].problem
    assert "odour" not in found[0].problem


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"in_force_to": TODAY, "replaced_by": "GB/T 39600-2026"}, "请改用 GB/T 39600-2026"),
        ({"in_force_from": dt.date(2026, 6, 2)}, "到 2026-06-02 才施行"),
        ({"in_force_from": None, "why": "实施日期未见"}, "实施日期未见"),
    ],
)
def test_a_cited_standard_that_is_not_in_force_is_doubted(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    facts = replace(STANDARDS.facts["GB/T 39600-2021"], **changes)  # type: ignore[arg-type]
    standards = replace(STANDARDS, facts={"GB/T 39600-2021": facts})
    found = examined(tmp_path, SCHEME, standards=standards)
    assert [f.code for f in found] == ["standard_outdated"]
    assert said in found[0].problem + found[0].remedy


def test_a_core_indicator_that_fewer_than_half_carry_is_an_error(tmp_path: Path) -> None:
    covered = {
        "panel_product": Coverage(9, {"formaldehyde_chamber": 9, "lead": 4, "strength": 9}),
        "furniture": Coverage(4, {"lead": 2, "strength": 4, "wet_heat": 4}),
    }
    found = examined(tmp_path, SCHEME, coverage=lambda *_: covered)
    assert [(f.code, f.severity, f.line) for f in found] == [
        ("rare_core_indicator", "error", line_of(SCHEME, "code: lead"))
    ]
    assert "panel_product 4/9" in found[0].problem
    assert "furniture" not in found[0].problem


def test_without_declarations_it_is_said_that_the_share_was_not_examined(tmp_path: Path) -> None:
    found = examined(tmp_path, SCHEME, coverage=lambda *_: "还没有发布快照")
    assert [(f.code, f.severity) for f in found] == [("coverage_not_examined", "doubt")]
    assert "还没有发布快照" in found[0].problem


def test_a_score_by_sample_goalposts_is_doubted(tmp_path: Path) -> None:
    method = "{kind: weighted, normalise: sample, weights: {lead: 1, strength: 1}}"
    text = spoil(SCHEME, "{kind: bands}", method)
    assert "goalposts_of_sample" in [f.code for f in examined(tmp_path, text)]


def test_the_worst_goalpost_and_the_last_step_are_the_lowest_level(tmp_path: Path) -> None:
    levels = "levels: {advanced: 10, average: 45, baseline: 90}"
    points = "points: [{at_most: 10, points: 9}, {at_most: 91, points: 1}]"
    text = spoil(spoil(SCHEME, levels, points), "kind: bands", "kind: points, cut_offs: [9]")
    found = [f for f in examined(tmp_path, text) if f.code == "level_below_limit"]
    assert [f.field for f in found] == ["indicators[2].points[2]"]
    method = "kind: weighted, normalise: goalposts, weights: {lead: 1}, goalposts: {lead: [91, 1]}"
    text = spoil(SCHEME, "kind: bands", method)
    found = [f for f in examined(tmp_path, text) if f.code == "level_below_limit"]
    assert [f.field for f in found] == ["method.goalposts.lead"]


def test_a_scheme_for_no_programme_needs_nothing_of_annex_1(tmp_path: Path) -> None:
    assert examined(tmp_path, WEIGHTED) == []


def test_a_file_that_cannot_be_read_is_a_finding_and_the_others_are_examined(
    tmp_path: Path,
) -> None:
    paths = [tmp_path / f"{name}.yml" for name in ("missing", "broken", "list", "other", "right")]
    for path, text in zip(paths[1:], ("a: [", "- 1", "a: 1", SCHEME), strict=True):
        path.write_text(text, encoding="utf-8")
    found = examine(paths, reference(tmp_path), TODAY)
    assert [(f.file, f.code) for f in found] == list(
        zip(paths, ["unreadable_file", "not_yaml", *["unknown_document"] * 2], strict=False)
    )


def test_a_form_that_lacks_its_method_is_still_examined_for_the_rest(tmp_path: Path) -> None:
    text = spoil(spoil(SCHEME, "kind: bands", "kind: magic"), "advanced: 30,", "advanced: 15,")
    assert [f.code for f in examined(tmp_path, text)] == ["levels_disordered", "wrong_value"]


def test_what_follows_from_a_misspelled_entry_is_not_reported_again(tmp_path: Path) -> None:
    text = spoil(SCHEME, "levels: {advanced: 30,", "levls: {advanced: 30,")
    assert [f.code for f in examined(tmp_path, text)] == ["unknown_field"]


def test_a_name_that_a_scheme_in_use_gives_to_another_indicator_collides(tmp_path: Path) -> None:
    used = tmp_path / "used.yml"
    text = spoil(SCHEME, "scheme_id: panels", "scheme_id: boards").replace("code: lead", "code: pb")
    used.write_text(text.replace("year: 2026", "year: 2025"), encoding="utf-8")
    found = examined(tmp_path, SCHEME, schemes=[load_scheme(used)])
    assert {(f.code, f.line) for f in found} == {("alias_collides", line_of(SCHEME, "code: lead"))}


def test_a_revision_takes_the_place_of_the_scheme_in_use(tmp_path: Path) -> None:
    used = tmp_path / "used.yml"
    used.write_text(SCHEME.replace("code: lead", "code: pb"), encoding="utf-8")
    assert examined(tmp_path, SCHEME, schemes=[load_scheme(used)]) == []


def test_several_bodies_may_file_a_scheme_for_one_field(tmp_path: Path) -> None:
    paths = [tmp_path / "one.yml", tmp_path / "other.yml"]
    paths[0].write_text(SCHEME, encoding="utf-8")
    paths[1].write_text(SCHEME.replace("code: lead", "code: pb"), encoding="utf-8")
    found = examine(paths, reference(tmp_path), TODAY)
    assert {f.code for f in found if f.file == paths[0]} == set()
    assert "alias_collides" not in {f.code for f in found}


def test_a_file_in_the_reference_folder_stands_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "reference/schemes/national/2025/panels.yml"
    path.parent.mkdir(parents=True)
    path.write_text(SCHEME, encoding="utf-8")
    found = examine([path], reference(tmp_path), TODAY)
    assert [(f.code, f.field) for f in found] == [("misplaced_file", "year")]


def test_reference_files_that_cannot_be_read_do_not_fail_the_scheme(tmp_path: Path) -> None:
    wrong = Finding(tmp_path / "units.yml", 3, "x", "错", "改", "reference_unreadable")
    found = examined(tmp_path, SCHEME, unreadable=[wrong])
    assert [(f.file.name, f.severity) for f in found] == [("units.yml", "doubt")]


def test_a_right_programme_passes(tmp_path: Path) -> None:
    assert examined(tmp_path, PROGRAMME) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("assessed: all_declared", "assessed: everybody", "wrong_value", 5),
        ("assessed: all_declared\n", "", "missing_field", 1),
        ("assessed: all_declared", "inherits: county", "unknown_reference", 5),
        ("programme: national", "programme: county", "missing_key_fields", 1),
        ("kind: assessment", "knd: assessment", "unknown_field", 3),
    ],
)
def test_a_wrong_programme_is_found(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    found = examined(tmp_path, spoil(PROGRAMME, old, new))
    assert (code, line) in [(f.code, f.line) for f in found]
    assert all(f.basis is None or code == "missing_key_fields" for f in found)


def test_a_list_of_fields_that_is_an_example_is_doubted(tmp_path: Path) -> None:
    text = "programme: county\nyear: 2026\nevidence: example\nfields:\n"
    text += "  - {code: a, no: 1, name: 甲, sector: 乙}\n"
    found = examined(tmp_path, text)
    assert [(f.code, f.severity, f.line) for f in found] == [
        ("unknown_reference", "error", 1),
        ("example_evidence", "doubt", 3),
    ]


def test_a_finding_says_where_the_documents_ask_for_it(tmp_path: Path) -> None:
    text = spoil(SCHEME, "charges_no_fee: true", "charges_no_fee: false")
    (found,) = examined(tmp_path, text)
    assert found.plain() == {
        "severity": "error",
        "code": "fee_charged",
        "file": str(tmp_path / "scheme.yml"),
        "line": 18,
        "field": "assessment_body.charges_no_fee",
        "problem": "机构没有声明不向企业收取评估费用",
        "remedy": "应为 true，收费的不得评估",
        "basis": "实施方案（试行）附件1 一（不向企业收取评估费用）",
    }
    assert str(found).startswith(f"{tmp_path}/scheme.yml:18：错误 fee_charged：")
