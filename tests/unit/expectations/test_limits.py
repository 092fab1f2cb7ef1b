"""The committed standards: every value, every interval, and what the loader refuses."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from expectations.files import EntryError, file_name
from expectations.limits import (
    GRADE_VALUES_SCHEMA,
    LIMITS_SCHEMA,
    grade_rows,
    grade_values_frame,
    limit_rows,
    limits_frame,
    load_grades,
    load_limits,
    load_standards,
)
from pipelines.core import reference_tables

if TYPE_CHECKING:
    from pathlib import Path

# every limit of the reference file of levels seen: unit, bound; written down once more as facts
LIMITS = {
    "gb_18580_2017_panel": ("mg/m3", 0.124),
    "gb_18580_2017_panel_product": ("mg/m3", 0.124),
    "gb_18580_2025_panel": ("mg/m3", 0.124),
    "gb_18580_2025_panel_product": ("mg/m3", 0.05),
    "gb_18584_2001_formaldehyde": ("mg/L", 1.5),
    "gb_18584_2001_lead": ("mg/kg", 90),
    "gb_18584_2001_cadmium": ("mg/kg", 75),
    "gb_18584_2001_chromium": ("mg/kg", 60),
    "gb_18584_2001_mercury": ("mg/kg", 60),
    "gb_18584_2024_antimony": ("mg/kg", 60),
    "gb_18584_2024_arsenic": ("mg/kg", 25),
    "gb_18584_2024_barium": ("mg/kg", 1000),
    "gb_18584_2024_cadmium": ("mg/kg", 75),
    "gb_18584_2024_chromium": ("mg/kg", 60),
    "gb_18584_2024_lead": ("mg/kg", 90),
    "gb_18584_2024_mercury": ("mg/kg", 60),
    "gb_18584_2024_selenium": ("mg/kg", 500),
    "gb_18581_2001_benzene": ("%", 0.5),
    "gb_18583_2001_solvent_voc": ("g/L", 750),
    "gb_18583_2001_solvent_benzene": ("g/kg", 5),
    "gb_18583_2001_solvent_toluene_xylene": ("g/kg", 200),
    "gb_18583_2001_water_voc": ("g/L", 50),
    "gb_18583_2001_water_free_formaldehyde": ("g/kg", 1),
    "gb_18583_2001_water_benzene": ("g/kg", 0.2),
    "gb_18583_2001_water_toluene_xylene": ("g/kg", 10),
    "db1310_t_252_2021_phone_answer_rate": ("%", 95),
}

# in force from, to (exclusive); None: cannot be told, so it takes part in no comparison
IN_FORCE: dict[str, tuple[str, str | None] | None] = {
    "GB 18580-2017": ("2018-05-01", "2026-06-01"),
    "GB 18580-2025": ("2026-06-01", None),
    "GB 18584-2001": ("2002-01-01", "2025-07-01"),
    "GB 18584-2024": ("2025-07-01", None),
    "GB 18581-2001": None,
    "GB 18581-2020": ("2020-12-01", None),
    "GB 18583-2001": None,
    "GB/T 39600-2021": ("2021-10-01", None),
    "GB/T 3324-2008": ("2009-05-01", "2018-05-01"),
    "GB/T 3324-2017": ("2018-05-01", "2025-05-01"),
    "GB/T 3324-2024": ("2025-05-01", None),
    "GB 34914-2017": ("2018-11-01", "2022-07-01"),
    "GB 34914-2021": ("2022-07-01", None),
    "GB/T 18801-2015": None,
    "GB 25502-2017": None,
    "GB 25502-2024": ("2025-05-01", None),
    "GB 12021.2-2015": ("2016-10-01", None),
    "GB 12021.4-2013": ("2013-10-01", None),
    "GB/T 4288-2018": ("2018-10-01", "2026-05-01"),
    "GB/T 4288-2025": ("2026-05-01", None),
    "GB/T 19680-2013": ("2014-07-01", None),
    "GB/T 30323-2013": ("2014-06-01", None),
    "GB/T 31526-2015": ("2015-12-01", "2025-12-01"),
    "GB/T 31526-2025": ("2025-12-01", None),
    "GB/T 32318-2015": ("2016-06-01", None),
    "GB/T 32320-2015": ("2016-06-01", None),
    "GB/T 19682-2005": ("2005-09-01", None),
    "SB/T 10636-2025": ("2026-01-01", None),
    "SB/T 10624-2011": None,
    "DB1310/T 252-2021": None,
    "GB 18584 WTO draft": None,
    "快递企业等级评定管理办法(2011)": None,
    "CBSS1000": None,
}

STANDARD = """\
standard_no: {number}
subject: panels
kind: national
nature: mandatory
issued_on: null
in_force: {in_force}
replaced_by: {replaced_by}
evidence: seen
source: [https://example.test/]
rules:
  - {{rule_id: {rule}, clause: null, product_category: {category}, indicator: formaldehyde,
     test_method: chamber, unit: mg/m3, max: 0.124}}
"""


def write(
    folder: Path,
    number: str,
    in_force: str = "{from: 2020-01-01, to: null}",
    *,
    replaced_by: str = "null",
    rule: str = "rule_a",
    category: str = "panel",
) -> None:
    text = STANDARD.format(
        number=number, in_force=in_force, replaced_by=replaced_by, rule=rule, category=category
    )
    (folder / file_name(number)).write_text(text, encoding="utf-8")


def findings(folder: Path) -> tuple[str, ...]:
    with pytest.raises(EntryError) as raised:
        load_standards(folder)
    return raised.value.findings


def test_every_limit_seen_and_no_other_is_a_rule():
    limits = {limit.rule_id: (limit.unit, limit.high or limit.low) for limit in load_limits()}
    assert limits == LIMITS


def test_every_standard_seen_has_a_file_with_the_days_it_is_in_force():
    seen = {
        standard.standard_no: (
            (
                standard.in_force.from_.isoformat(),
                standard.in_force.to.isoformat() if standard.in_force.to else None,
            )
            if standard.in_force
            else None
        )
        for standard in load_standards()
    }
    assert seen == IN_FORCE


def test_drafts_classes_and_standards_without_values_have_no_rules():
    by_number = {standard.standard_no: standard for standard in load_standards()}
    for number in ("GB 34914-2017", "GB/T 39600-2021", "GB/T 19680-2013", "GB 18584 WTO draft"):
        assert by_number[number].rules == []


def test_only_mandatory_national_limits_with_days_in_force_are_checked():
    checked = {limit.standard_no for limit in load_limits() if limit.is_checked}
    assert checked == {"GB 18580-2017", "GB 18580-2025", "GB 18584-2001", "GB 18584-2024"}


@pytest.mark.parametrize(
    ("rule_id", "known_from"),
    [
        ("gb_18580_2025_panel_product", date(2025, 5, 30)),  # issued a year before it takes effect
        ("gb_18580_2017_panel", date(2018, 5, 1)),  # day of issue not seen: the day it took effect
        ("db1310_t_252_2021_phone_answer_rate", None),
    ],
)
def test_a_limit_is_known_from_its_day_of_issue(rule_id: str, known_from: date | None):
    known = {limit.rule_id: limit.known_from for limit in load_limits()}
    assert known[rule_id] == known_from


def test_a_range_of_the_phone_rate_is_a_lower_bound():
    limit = next(x for x in load_limits() if x.rule_id == "db1310_t_252_2021_phone_answer_rate")
    assert (limit.low, limit.high) == (95, None)


def test_the_frame_of_limits_has_the_columns_of_the_reference_table():
    frame = limits_frame()
    assert frame.schema == reference_tables.REFERENCE["limits"] == LIMITS_SCHEMA
    assert frame["rule_id"].is_unique().all()


def test_the_frame_of_grades_has_the_columns_of_the_reference_table():
    frame = grade_values_frame()
    assert frame.schema == reference_tables.REFERENCE["grade_values"] == GRADE_VALUES_SCHEMA
    assert dict(frame.select("grade", "value").iter_rows()) == {
        "E1": 0.124,
        "E0": 0.05,
        "ENF": 0.025,
    }
    assert set(frame["in_force_from"]) == {date(2021, 10, 1)}


def test_frames_of_nothing_keep_their_columns():
    assert limit_rows([]).schema == LIMITS_SCHEMA
    assert grade_rows([]).schema == GRADE_VALUES_SCHEMA


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("GB/T 39600-2021", "GB_T_39600-2021.yml"),
        ("GB 12021.2-2015", "GB_12021.2-2015.yml"),
        ("DB1310/T 252-2021", "DB1310_T_252-2021.yml"),
        ("快递企业等级评定管理办法(2011)", "快递企业等级评定管理办法_2011.yml"),
    ],
)
def test_a_file_is_named_after_its_standard(number: str, name: str):
    assert file_name(number) == name


def test_a_file_under_another_name_is_refused(tmp_path: Path):
    write(tmp_path, "GB 1-2020")
    (tmp_path / "GB_1-2020.yml").rename(tmp_path / "panels.yml")
    assert findings(tmp_path) == ("panels.yml：standard_no 为 GB 1-2020，文件应名为 GB_1-2020.yml",)


def test_a_rule_id_used_twice_is_refused(tmp_path: Path):
    write(tmp_path, "GB 1-2020")
    write(tmp_path, "GB 2-2020", category="furniture")
    (finding,) = findings(tmp_path)
    assert finding == "GB_2-2020.yml：rules[0].rule_id：rule_a 已用于 GB_1-2020.yml，请另取一个"


def test_two_limits_on_the_same_thing_on_one_day_are_refused(tmp_path: Path):
    write(tmp_path, "GB 1-2020")
    write(tmp_path, "GB 2-2020", "{from: 2021-01-01, to: null}", rule="rule_b")
    (finding,) = findings(tmp_path)
    assert finding.startswith(
        "GB_2-2020.yml：规则 rule_b 自 2021-01-01 起与 GB_1-2020.yml 的规则 rule_a"
    )


def test_a_limit_that_begins_on_the_day_the_other_ends_does_not_overlap(tmp_path: Path):
    write(tmp_path, "GB 1-2020", "{from: 2020-01-01, to: 2021-01-01}", replaced_by="GB 1-2021")
    write(tmp_path, "GB 1-2021", "{from: 2021-01-01, to: null}", rule="rule_b")
    assert len(load_limits(tmp_path)) == 2


def test_a_standard_whose_successor_has_no_date_may_not_be_in_force(tmp_path: Path):
    write(tmp_path, "GB 1-2020", replaced_by="GB 1-2021")
    (finding,) = findings(tmp_path)
    assert "GB 1-2021 没有已知的实施日期" in finding


def test_a_standard_ends_on_the_day_its_successor_begins(tmp_path: Path):
    write(tmp_path, "GB 1-2020", "{from: 2020-01-01, to: 2020-12-01}", replaced_by="GB 1-2021")
    write(tmp_path, "GB 1-2021", "{from: 2021-01-01, to: null}", rule="rule_b")
    (finding,) = findings(tmp_path)
    assert finding == (
        "GB_1-2020.yml：in_force.to：应为 GB 1-2021 的实施日期 2021-01-01，现为 2020-12-01"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("max: 0.124", "max: 低", "GB_1-2020.yml：rules[0].max：应为数字"),
        ("unit: mg/m3, ", "", "GB_1-2020.yml：rules[0].unit：缺少此项"),
        ("max: 0.124", "maximum: 0.124", "GB_1-2020.yml：rules[0].maximum：不认识此项，请核对拼写"),
        ("max: 0.124", "max: 1, min: 0", "规则 rule_a 应写 max 或 min 中的一个"),
        ("{from: 2020-01-01, to: null}", "{from: 2020-01-01, to: 2020-01-01}", "不晚于实施日期"),
        ("{from: 2020-01-01, to: null}", "null", "in_force 为空时用 why 说明原因"),
        ("{from: 2020-01-01, to: null}", "{from: 2020年, to: null}", "应为日期"),
        ("evidence: seen", "evidence: seen-draft", "征求意见稿"),
        ("nature: mandatory", "nature: null", "有规则的标准应写明 nature"),
        ("[https://example.test/]", "[]", "有规则的标准应写明 source"),
        ("standard_no", "[", "不是合法的 YAML"),
    ],
)
def test_a_wrong_entry_is_named_with_its_place(tmp_path: Path, old: str, new: str, expected: str):
    write(tmp_path, "GB 1-2020")
    path = tmp_path / "GB_1-2020.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(expected in finding for finding in findings(tmp_path))


def test_all_findings_of_all_files_are_reported_at_once(tmp_path: Path):
    write(tmp_path, "GB 1-2020")
    write(tmp_path, "GB 2-2020", category="x-y", rule="rule_b")
    write(tmp_path, "GB 3-2020", category="furniture", rule="Rule")
    assert len(findings(tmp_path)) == 2


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(EntryError, match="没有"):
        load_standards(tmp_path)


def test_a_grade_given_twice_is_refused(tmp_path: Path):
    scale = "{indicator: formaldehyde, test_method: chamber, unit: mg/m3, values: {E1: 0.124}}"
    (tmp_path / "GB_T_1-2020.yml").write_text(
        "standard_no: GB/T 1-2020\nin_force_from: 2020-01-01\nevidence: seen\nsource: []\n"
        f"grades:\n  - {scale}\n  - {scale}\n",
        encoding="utf-8",
    )
    with pytest.raises(EntryError, match="等级 E1 写了两次"):
        load_grades(tmp_path)


def test_the_standards_load_without_great_expectations():
    code = (
        "import sys, expectations, expectations.limits as limits; limits.load_limits();"
        "sys.exit('great_expectations' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
