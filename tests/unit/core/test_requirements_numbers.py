"""Numbers in requirement texts: what is one, and what only looks like one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.requirements.numbers import han_value, read_digits, read_multiplier

DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below 10^12 in Chinese, as schools teach it."""
    if number == 0:
        return DIGITS[0]
    words = ""
    for factor, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, factor)
        if section:
            if words and section < 1000:
                words += DIGITS[0]
            words += _section(section) + name
    return words


def _section(section: int) -> str:
    words = ""
    for factor, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, section = divmod(section, factor)
        if digit:
            words += DIGITS[digit] + name
        elif words and section and not words.endswith(DIGITS[0]):
            words += DIGITS[0]
    return words


@given(st.integers(0, 10**12 - 1))
def test_a_number_in_chinese_has_its_value(number: int) -> None:
    words = spelled(number)

    assert han_value(words) == number
    assert (
        han_value(words.replace("一十", "十", 1) if words.startswith("一十") else words) == number
    )


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("两万五千", 25000),
        ("十二", 12),
        ("壹佰贰拾", 120),
        ("十点五", Decimal("10.5")),
        ("零点零五", Decimal("0.05")),
    ],
)
def test_common_spellings_have_their_value(run: str, value: Decimal) -> None:
    assert han_value(run) == value


@pytest.mark.parametrize(
    "run",
    [
        "三五",
        "二零二四",
        "千",
        "万",
        "一百二",
        "三万五",
        "百十",
        "一一",
        "十十",
        "点五",
        "一万万亿",
    ],
)
def test_runs_that_are_no_numbers_have_none(run: str) -> None:
    assert han_value(run) is None


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("0.05mg", "0.05", 4),
        (".5mg", "0.5", 2),
        ("1,500h", "1500", 5),
        ("1\ue000500h", "1500", 5),
        ("1,234,567.5", "1234567.5", 11),
        ("1 500h", "1500", 5),
        ("1.0×10^5Ω", "1E+5", 8),
        ("10^-3", "0.001", 5),
        ("2.5x10^(-3)", "0.0025", 11),
        ("10的5次方", "1E+5", 6),
        ("1E5次", "1E+5", 3),
    ],
)
def test_digits_have_their_value(text: str, value: str, end: int) -> None:
    number = read_digits(text, 0, is_bound=True)

    assert number is not None
    assert (number.value, number.end) == (Decimal(value), end)


@pytest.mark.parametrize(
    "text",
    [
        *("1.2.3", "1:2", "1/2", "05", "1,50", "1,5000", "1 50", "5. 2", "2^3", "5^1)", "5分之一"),
        *("100×200", "1×10-5", "1.0×105", "10^1000", "1E999", "10^5.5", "123456789012345678901"),
    ],
)
def test_digits_that_belong_to_something_else_are_no_number(text: str) -> None:
    number = read_digits(text, 0, is_bound=True)

    assert number is None


@pytest.mark.parametrize(
    ("text", "is_bound", "is_number"),
    [
        ("100,200", True, True),
        ("100,200", False, False),
        ("1,500", False, True),
        ("100\ue000200", True, False),
        ("1\ue000500", True, True),
        ("12\ue000000", False, True),
        ("50\ue000100", True, False),
        ("1 500", False, False),
    ],
)
def test_a_comma_parts_thousands_only_where_it_can_be_no_list(
    text: str, is_bound: bool, is_number: bool
) -> None:
    assert (read_digits(text, 0, is_bound=is_bound) is not None) is is_number


@pytest.mark.parametrize(
    ("text", "factor", "end"),
    [("万元", 10**4, 1), ("百万次", 10**6, 2), ("亿", 10**8, 1), ("元", 1, 0), ("万分之一", 1, 0)],
)
def test_multipliers_are_found_behind_digits(text: str, factor: int, end: int) -> None:
    assert read_multiplier(text, 0) == (factor, end)
