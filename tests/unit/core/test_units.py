"""The table of units: spellings, conversions, and what is kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.reference_tables import REFERENCE
from pipelines.core.units import (
    REFERENCE_FOLDER,
    UnitError,
    canonical_unit,
    convert,
    load_units,
    units_frame,
)
from pipelines.core.yaml_files import YamlFileError

if TYPE_CHECKING:
    from pathlib import Path

ALL = sorted(load_units().units)


@pytest.mark.parametrize("unit", ALL)
def test_a_canonical_spelling_is_itself(unit: str) -> None:
    assert canonical_unit(unit) == (unit, 1.0)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(
            (text, "mg/m3")
            for text in ("mg/m³", "mg/㎥", "㎎/㎥", "ｍｇ／ｍ³", "mg / m3", "mg/m^3")
        ),
        *(
            (text, "mg/m3")
            for text in ("毫克/立方米", "毫克每立方米", "mg/立方米", "MG/M3", "mg·m⁻³")
        ),
        *((text, "mg/kg") for text in ("mg·kg⁻¹", "mg.kg-1", "mg kg^-1", "毫克/千克", "毫克/公斤")),
        *((text, "μg/m3") for text in ("µg/m³", "ug/m3", "微克/立方米")),
        *((text, "kWh/24h") for text in ("kW·h/24h", "kW.h/24h", "千瓦时/24小时", "KWH/24h")),
        *((text, "dB(A)") for text in ("dB（A）", "dBA", "db(a)", "分贝(A)")),
        *((text, "m3/(W·h)") for text in ("m³/(W·h)", "m³/W·h", "m³/Wh", "立方米/(瓦·小时)")),
        *((text, "°C") for text in ("℃", "° C", "摄氏度")),
        *((text, "工作日") for text in ("个工作日", "工作天")),
        *((text, "d") for text in ("天", "日", "个自然日")),
        *((text, "月") for text in ("个月",)),
        *((text, "MPa") for text in ("Mpa", "MPA", "兆帕")),
        ("％", "%"),
        ("件／百万件", "件/百万件"),
        ("次/天", "次/d"),
    ],
)
def test_other_spellings_have_one_canonical_form(text: str, unit: str) -> None:
    assert canonical_unit(text) == (unit, 1.0)


@pytest.mark.parametrize(
    ("text", "unit", "factor"),
    [("万元", "元", 1e4), ("亿元", "元", 1e8), ("百万次", "次", 1e6), ("万平方米", "m2", 1e4)],
)
def test_multipliers_stand_apart_from_the_unit(text: str, unit: str, factor: float) -> None:
    assert canonical_unit(text) == (unit, factor)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("元/吨", "元/t"),
        ("次每批", "次/批"),
        ("mg/(dm²·min)", "mg/(dm2·min)"),
        ("个/25g", "个/25g"),
    ],
)
def test_a_quotient_without_a_row_is_spelled_by_its_parts(text: str, unit: str) -> None:
    assert canonical_unit(text) == (unit, 1.0)


@pytest.mark.parametrize(
    "text", ["", "磅", "mpa", "mgg", "元/", "/kg", "mg/m3/d", "度", "时", "M", "%%"]
)
def test_what_is_no_unit_for_certain_is_none(text: str) -> None:
    assert canonical_unit(text) is None


def test_every_unit_of_the_levels_seen_is_known() -> None:
    seen = {"mg/m3", "mg/L", "mg/kg", "g/L", "g/kg", "%", "‰", "L", "mg", "m3/(W·h)", "kWh/24h"}
    seen |= {"元", "辆", "t", "个", "年", "m2", "分", "件/百万件", "h"}

    assert seen <= set(ALL)


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        (80, "μg/m3", "mg/m3", 0.08),
        (1.5, "g/kg", "mg/kg", 1500),
        (0.5, "g/L", "mg/L", 500),
        (2, "h", "min", 120),
        (3, "d", "h", 72),
        (2, "年", "月", 24),
        (95, "%", "‰", 950),
        (1.2, "MPa", "N/mm2", 1.2),
        (25, "°C", "°C", 25),
        (7, "元/t", "元/t", 7),
    ],
)
def test_values_convert_within_a_dimension(
    value: float, from_unit: str, to_unit: str, expected: float
) -> None:
    assert convert(value, from_unit, to_unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("from_unit", "to_unit"),
    [
        ("mg/L", "mg/m3"),  # a desiccator is never compared with a chamber
        ("工作日", "d"),
        ("月", "d"),
        ("°C", "K"),
        ("%", "mg/kg"),
        ("dB", "dB(A)"),
        ("辆", "台"),
        ("百分点", "%"),
        ("h", "mg"),
    ],
)
def test_what_measures_something_else_is_never_converted(from_unit: str, to_unit: str) -> None:
    with pytest.raises(UnitError, match="量纲不同"):
        convert(1.0, from_unit, to_unit)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(UnitError, match="没有 磅"):
        convert(1.0, "磅", "kg")


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.floats(1e-6, 1e6))
def test_a_conversion_there_and_back_is_nothing(one: str, other: str, value: float) -> None:
    units = load_units().units
    if units[one].dimension == units[other].dimension:
        assert convert(convert(value, one, other), other, one) == pytest.approx(value)


def test_the_frame_has_a_row_a_unit_in_the_shape_of_the_reference_table() -> None:
    frame = units_frame()

    assert frame.schema == REFERENCE["units"]
    assert frame.height == frame.get_column("unit").n_unique() == len(ALL)
    assert frame.null_count().sum_horizontal().item() == 0


def test_a_dimension_has_a_base_unit() -> None:
    bases = {unit.dimension for unit in load_units().units.values() if unit.factor == 1}

    assert bases == {unit.dimension for unit in load_units().units.values()}


def test_a_spelling_of_two_units_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "units.yml").write_text(
        "known_from: 2026-01-01\n"
        "dimensions:\n"
        "  - dimension: mass\n"
        "    units:\n"
        "      - {unit: g, factor: 1, name: 克}\n"
        "      - {unit: kg, factor: 1000, name: 千克, spellings: [g]}\n"
        "counts: []\n",
        encoding="utf-8",
    )

    with pytest.raises(YamlFileError, match=r"units\.yml:6.*写法 g 已属于单位 g"):
        load_units(tmp_path)


def test_the_committed_table_is_where_the_package_looks_for_it() -> None:
    assert (REFERENCE_FOLDER / "units.yml").is_file()
