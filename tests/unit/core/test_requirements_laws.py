"""Laws of reading requirement texts: total, stable, and the inverse of writing a bound."""

from __future__ import annotations

import json
import math
import string
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipelines.core.requirements import (
    Part,
    format_bound,
    parse_distinct,
    parse_requirement,
    to_json_line,
)
from pipelines.core.units import load_units

PIECES = (
    *(
        "≤",
        "≥",
        "<",
        ">",
        "=",
        "±",
        "~",
        "-",
        "+",
        "不大于",
        "不低于",
        "超过",
        "不满",
        "至少",
        "不得",
    ),
    *(
        "以上",
        "以下",
        "以内",
        "内",
        "之间",
        "左右",
        "不含",
        "（含）",
        "且",
        "或",
        "和",
        "至",
        "到",
        "每",
    ),
    *("5", "0.05", "100", "1,500", "1，500", "2018", "0", "007", "10^5", "1.0×10⁵", "E0", "½", "①"),
    *(
        "三",
        "二十四",
        "百分之五",
        "万",
        "亿",
        "半",
        "mg/m³",
        "%",
        "h",
        "小时",
        "个工作日",
        "℃",
        "元",
    ),
    *(
        "，",
        "；",
        "：",
        "、",
        "。",
        "(",
        ")",
        "[",
        "]",
        "《",
        "》",
        "\n",
        " ",
        "<b>",
        "&nbsp;",
        "\ue000",
    ),
    *(
        "甲醛",
        "合格率",
        "响应",
        "时",
        "级",
        "一级",
        "GB 18580-2025",
        "未检出",
        "第",
        "约",
        "的",
        "无",
    ),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(alphabet="≤≥<>~-±0123456789.,，×^万%级至不大于以上mg/³ \n()", max_size=30),
)
NUMBERS = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=4
).map(float)
LARGE_AND_SMALL = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda value: value == 0 or 1e-200 < abs(value) < 1e200
)
UNITS = st.sampled_from([None, *load_units().units])


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("\ud800≤5")
@example("≤5\x00mg")
@example("≤٣mg")
@example("5以上5以上5以上")
def test_reading_is_total_and_every_part_makes_sense(text: str) -> None:
    requirement = parse_requirement(text)

    assert requirement.raw == text
    assert requirement.parts
    assert requirement.least_demanding in requirement.parts
    for part in requirement.parts:
        _check(part)
    assert (requirement.status == "unparsed") == (requirement.parts == (Part("unparsed"),))


def _check(part: Part) -> None:
    """The fields of a part agree with its status and its operator."""
    bounds = (part.low, part.high, part.low_inclusive, part.high_inclusive)
    if part.status != "parsed":
        assert bounds == (None, None, None, None)
        assert part.unit is None
        assert (part.grade is not None) == (part.status == "grade")
        assert part.op is None or part.status == "grade"
        return
    assert part.grade is None
    assert all(value is None or math.isfinite(value) for value in (part.low, part.high))
    match part.op:
        case "le" | "lt":
            assert bounds == (None, part.high, None, part.op == "le")
            assert part.high is not None
        case "ge" | "gt":
            assert bounds == (part.low, None, part.op == "ge", None)
            assert part.low is not None
        case "eq":
            assert bounds == (part.low, part.low, True, True)
        case "between":
            assert None not in bounds
            assert part.low < part.high
        case "plus_minus":
            assert None not in bounds
            assert part.low <= part.high
        case _:
            pytest.fail(f"no operator: {part}")


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same_and_a_json_line(text: str) -> None:
    assume(max(text, default="") < "\ud800")  # JSON has no half of a pair
    line = to_json_line(text)

    assert line == to_json_line(text)
    assert json.loads(line)["raw"] == text
    assert "\n" not in line


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS.filter(lambda text: text.isprintable()), max_size=8))
def test_a_column_is_read_as_its_texts_are(texts: list[str]) -> None:
    frame = parse_distinct(pl.Series(texts, dtype=pl.String))

    expected = [
        (text, number, *part)
        for text in dict.fromkeys(texts)
        for number, part in enumerate(parse_requirement(text).parts, start=1)
    ]
    assert frame.rows() == expected


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["le", "lt", "ge", "gt", "eq"]), NUMBERS | LARGE_AND_SMALL, UNITS)
def test_a_one_sided_bound_that_is_written_reads_as_itself(
    op: str, value: float, unit: str | None
) -> None:
    is_upper, is_lower = op in ("le", "lt", "eq"), op in ("ge", "gt", "eq")
    low, high = value if is_lower else None, value if is_upper else None

    text = format_bound(op, low=low, high=high, unit=unit)

    inclusive = op in ("le", "ge", "eq")
    expected = Part(
        *("parsed", op, low, high),
        *(inclusive if is_lower else None, inclusive if is_upper else None, unit),
    )
    assert parse_requirement(text).parts == (expected,), text


@settings(max_examples=300, deadline=None)
@given(NUMBERS, NUMBERS, st.booleans(), st.booleans(), UNITS)
def test_a_range_that_is_written_reads_as_itself(
    one: float, other: float, low_inclusive: bool, high_inclusive: bool, unit: str | None
) -> None:
    assume(one != other)
    low, high = sorted((one, other))

    text = format_bound(
        "between",
        low=low,
        high=high,
        low_inclusive=low_inclusive,
        high_inclusive=high_inclusive,
        unit=unit,
    )

    expected = Part("parsed", "between", low, high, low_inclusive, high_inclusive, unit)
    assert parse_requirement(text).parts == (expected,), text


@settings(max_examples=300, deadline=None)
@given(NUMBERS, st.decimals(min_value=0, max_value=1000, places=3), UNITS)
@example(50.0, Decimal(5), "%")
@example(0.0, Decimal(5), "%")
@example(25.0, Decimal(2), "°C")
def test_a_tolerance_that_is_written_reads_as_itself(
    centre: float, width: Decimal, unit: str | None
) -> None:
    low = float(Decimal(repr(centre)) - width)
    high = float(Decimal(repr(centre)) + width)

    text = format_bound("plus_minus", low=low, high=high, unit=unit)

    expected = Part("parsed", "plus_minus", low, high, True, True, unit)
    assert parse_requirement(text).parts == (expected,), text


@pytest.mark.parametrize("op", ["le", "ge", "eq", "between", "plus_minus"])
def test_a_bound_without_its_value_cannot_be_written(op: str) -> None:
    with pytest.raises(ValueError, match="缺少界限值"):
        format_bound(op)


SPELLINGS = st.sampled_from(
    [
        *("≤0.05mg/m³", "不大于5%", "95%以上", "5~10mm", "100±5mm", "24小时内响应", "[5,10)mg/kg"),
        *(
            "百分之九十五以上",
            "E0级",
            "不低于2级",
            "甲醛≤0.05mg/m³；苯≤0.06mg/m³",
            "5以上（不含5）",
        ),
        *(
            "1.0×10^5Ω",
            "≥1.5万元",
            "不得检出",
            "符合GB/T 3324-2017中5.4的规定",
            "A类：≤20；B类：≤75",
        ),
        *("≤0.124mg/m³（1m³气候箱法）", "6.5≤pH≤8.5", "无", "7×24小时", "≥1,500h"),
    ]
)
KEPT_TOGETHER = string.digits + string.ascii_letters + ".,³"
TO_FULL_WIDTH = {
    ord(c): ord(c) + 0xFEE0 for c in string.digits + string.ascii_letters + "%<>=()~;:"
}


@given(SPELLINGS)
def test_full_width_characters_change_nothing(text: str) -> None:
    assert parse_requirement(text.translate(TO_FULL_WIDTH)).parts == parse_requirement(text).parts


@given(SPELLINGS, st.sampled_from([" ", "\u3000", "\xa0", "\t", "\u200b", "  "]))
def test_blanks_around_signs_and_words_change_nothing(text: str, blank: str) -> None:
    spaced = "".join(c if c in KEPT_TOGETHER else f"{blank}{c}{blank}" for c in text)

    parts = [part._replace(condition=None) for part in parse_requirement(text).parts]
    assert [part._replace(condition=None) for part in parse_requirement(spaced).parts] == parts
