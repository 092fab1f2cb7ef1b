"""Finding divisions by text, code and credit code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core import reference_tables
from pipelines.core.csv_files import CsvFileError
from pipelines.core.divisions import (
    divisions_frame,
    load_divisions,
    load_reporting_units,
    reporting_unit_of,
)

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
DIVISIONS = load_divisions(REFERENCE)
UNITS = load_reporting_units(REFERENCE)


def _code(area: str | None, uscc: str | None = None) -> str | None:
    found = DIVISIONS.find(area, uscc)
    return found.code if found else None


@pytest.mark.parametrize(
    "area",
    [
        "浙江省杭州市",
        "浙江杭州",
        "浙江省/杭州市",
        "浙江省 - 杭州市",
        "中国浙江省杭州市",
        "浙江省杭州市市辖区",
        "杭州",
        "杭州市",
        "330100",
        "3301",
        "330100000",
        "330100000000",
        "330100 浙江省杭州市",
        "３３０１００",
    ],
)
def test_spellings_of_one_division_are_one(area: str) -> None:
    found = DIVISIONS.find(area)
    assert found is not None
    assert (found.code, found.province_code, found.name) == ("330100", "330000", "杭州市")


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("浙江", "330000"),
        ("33", "330000"),
        ("北京市", "110000"),
        ("北京市市辖区朝阳区", "110105"),
        ("北京市北京市朝阳区", "110105"),
        ("上海浦东", "310115"),
        ("重庆市渝北区", "500112"),
        ("内蒙古自治区呼和浩特市", "150100"),
        ("广西壮族自治区南宁市", "450100"),
        ("湖北恩施州", "422800"),
        ("恩施土家族苗族自治州恩施市", "422801"),
        ("青海省海南州", "632500"),
        ("海南藏族自治州", "632500"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("济源市", "419001"),
        ("河南省省直辖县级行政区划济源市", "419001"),
        ("臺灣省", "710000"),
        ("浙江省杭州市西湖区文三路", "330106"),
        ("江苏省苏州市苏州工业园区", "320576"),
    ],
)
def test_the_most_specific_name_counts(area: str, code: str) -> None:
    assert _code(area) == code


@pytest.mark.parametrize(
    ("area", "code", "is_withdrawn"),
    [
        ("371200", "371200", True),
        ("山东省莱芜市", "371200", True),
        ("山东省莱芜市莱城区", "371202", True),
        ("公主岭市", "220184", False),  # both codes are in the table, one is withdrawn
        ("220381", "220381", True),
    ],
)
def test_a_withdrawn_division_is_known(area: str, code: str, is_withdrawn: bool) -> None:
    found = DIVISIONS.find(area)
    assert found is not None
    assert (found.code, found.is_withdrawn) == (code, is_withdrawn)


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("370181", "370100"),
        ("379999", "370000"),
        ("山东省章丘市", "370114"),
        ("山东省某县", "370000"),
    ],
)
def test_what_the_table_lacks_gives_the_division_around_it(area: str, code: str) -> None:
    assert _code(area) == code


@pytest.mark.parametrize(
    "area", ["朝阳区", "鼓楼区", "市中区", "示例市", "999999", "12号院", "无", ""]
)
def test_an_unclear_name_is_not_guessed(area: str) -> None:
    assert _code(area) is None


def test_an_unclear_name_within_one_province_is_the_province() -> None:
    assert _code("四川省市中区") == "510000"


def test_the_credit_code_tells_divisions_of_one_name_apart() -> None:
    assert _code("朝阳区", "91220104MA0000000X") == "220104"
    assert _code("朝阳区", "91370104MA0000000X") is None


@pytest.mark.parametrize(
    ("uscc", "code"),
    [
        ("91330106MA0000000X", "330106"),
        ("91330199MA0000000X", "330100"),
        ("91990000MA0000000X", None),
        ("91100000MA0000000X", None),
    ],
)
def test_without_a_text_the_registering_authority_counts(uscc: str, code: str | None) -> None:
    assert _code(None, uscc) == code
    assert _code("示例市", uscc) == code


@given(st.text() | st.text(alphabet="北京市朝阳区浙江省杭州吉林县0123456789 /"))
def test_every_text_is_taken(area: str) -> None:
    found = DIVISIONS.find(area)
    assert found is None or found.province_code.endswith("0000")


def test_a_full_name_finds_its_division() -> None:
    placeholder = pl.col("name_zh").str.contains("^市辖区$|^县$|直辖县级|^新疆生产")
    frame = DIVISIONS.frame().filter(~placeholder)
    for code, name, province_code, province, *_ in frame.iter_rows():
        found = DIVISIONS.find(name if code == province_code else province + name)
        assert found is not None
        assert found.province_code == province_code


def test_the_frame_has_the_schema_of_the_reference_table() -> None:
    frame = divisions_frame(REFERENCE)
    assert frame.schema == reference_tables.REFERENCE["divisions"]
    assert frame["division_code"].is_unique().all()
    assert frame["division_code"].is_sorted()
    assert frame["province_code"].n_unique() == 34
    assert frame["reporting_unit_code"].n_unique() == 37 + 1


def test_37_units_report() -> None:
    kinds = Counter(unit.kind for unit in UNITS)
    assert kinds == {"province": 31, "planning_city": 5, "corps": 1}
    codes = set(DIVISIONS.frame()["division_code"])
    assert {unit.code for unit in UNITS} <= codes


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330106", "浙江省"),
        ("330203", "宁波市"),
        ("370281", "青岛市"),
        ("650100", "新疆维吾尔自治区"),
        ("659001", "新疆生产建设兵团"),
        ("660000", "新疆生产建设兵团"),
    ],
)
def test_a_division_reports_through_one_unit(code: str, name: str) -> None:
    unit = reporting_unit_of(code, UNITS)
    assert unit is not None
    assert unit.name == name


def test_hong_kong_reports_through_none() -> None:
    assert reporting_unit_of("810000", UNITS) is None


@pytest.mark.parametrize("area", ["新疆生产建设兵团", "新疆兵团", "660000"])
def test_the_corps_is_a_unit_in_xinjiang(area: str) -> None:
    found = DIVISIONS.find(area)
    assert found is not None
    assert (found.code, found.province_code) == ("660000", "650000")


@pytest.mark.parametrize("area", ["新疆生产建设兵团第八师石河子市", "新疆维吾尔自治区石河子市"])
def test_a_city_of_the_corps_is_found_either_way(area: str) -> None:
    assert _code(area) == "659001"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("3301,杭州市,false", "3301"),
        ("440100,广州市,false", "440100"),
        ("330100,杭州市,no", "is_withdrawn"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, problem: str) -> None:
    text = f"code,name,is_withdrawn\n330000,浙江省,false\n{row}\n"
    (tmp_path / "divisions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CsvFileError, match=rf":3：.*{problem}"):
        load_divisions(tmp_path)
