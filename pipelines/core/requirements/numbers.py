"""Numbers as people write them: digits with thousands, powers of ten, Chinese numerals.

Whatever only looks like a number (a date, a ratio, a clause, 1.0×105) is refused, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from pipelines.core.requirements.folding import DIGIT_COMMA
from pipelines.core.units import MULTIPLIERS


class Number(NamedTuple):
    """A number found in a text, and the position behind it."""

    value: Decimal
    end: int


_MAX_DIGITS = 20
_MAX_EXPONENT = 300  # beyond it a float is infinite or nothing

_HAN_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "两": 2,
}
_HAN_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_MYRIADS = {"万": 10**4, "亿": 10**8}

HAN_NUMERALS = "".join([*_HAN_DIGITS, *_HAN_TENS, *_HAN_MYRIADS])
"""Every character of which a Chinese numeral can consist."""

_GROUPED = re.compile(
    rf"([1-9]\d{{0,2}})((?:,\d{{3}}){{1,6}}|(?:{DIGIT_COMMA}\d{{3}}){{1,6}})(?!\d)"
)
_SPACED = re.compile(r"([1-9]\d{0,2})((?: \d{3}){1,6})(?![ ]?\d)")
_SPACED_WITH_UNIT = re.compile(rf"{_SPACED.pattern}(?= ?[A-Za-zμΩ%‰°一-鿿])")
_PLAIN = re.compile(r"\d*\.?\d+|\d+")
_POWER = re.compile(
    r" ?[×xX*·] ?10(?: ?(?:\^|\*\*) ?(?:\((?P<a>[-+]?\d{1,3})\)|\{(?P<b>[-+]?\d{1,3})\}"
    r"|(?P<c>[-+]?\d{1,3}))|的(?P<d>[负-]?[\d零一二两三四五六七八九十]{1,3})次(?:方|幂))"
)
_TIMES = re.compile(r"乘以|乘")
_POWER_ALONE = re.compile(_POWER.pattern.removeprefix(" ?[×xX*·] ?"))
_EXPONENT = re.compile(r"[eE](?![0-2](?!\d))([-+]?\d{1,3})(?!\d)")  # E0, E1, E2 are grades
_HAN_RUN = re.compile(f"[{HAN_NUMERALS}]{{1,20}}(?:点[{''.join(_HAN_DIGITS)}]{{1,10}})?")

# what may not stand behind a number: it is then part of something else
_GOES_ON = re.compile(
    rf"\.?\d|[,{DIGIT_COMMA}] ?\d|[\^_:]\d|\^|[/×xX*] ?\d|\. ?\d| \d|分之|次方|次幂"
)


def read_digits(text: str, at: int, *, is_bound: bool) -> Number | None:
    """A number that starts with a digit, or None where it is part of something else.

    Args:
        text: folded.
        at: where the first digit (or the point before it) is.
        is_bound: an operator stands before it, so that 1 500 can only be a number.
    """
    power = _POWER_ALONE.match(text, at)
    if power:
        return _scaled(text, Decimal(1), power)
    value, end = Decimal(0), at
    grouped = _GROUPED.match(text, at)
    if grouped is None:
        grouped = (_SPACED if is_bound else _SPACED_WITH_UNIT).match(text, at)
    if grouped:
        if _may_be_a_list(grouped, is_bound=is_bound):
            return None
        fraction = re.compile(r"\.\d+").match(text, grouped.end())
        digits = re.sub(r"\D", "", grouped[0]) + (fraction[0] if fraction else "")
        value, end = Decimal(digits), (fraction or grouped).end()
    else:
        plain = _PLAIN.match(text, at)
        if plain is None or len(plain[0]) > _MAX_DIGITS or _has_leading_zero(plain[0]):
            return None
        value, end = Decimal(plain[0]), plain.end()
    times = _TIMES.match(text, end)
    power = _POWER_ALONE.match(text, times.end()) if times else _POWER.match(text, end)
    if power:
        return _scaled(text, value, power)
    exponent = _EXPONENT.match(text, end)
    if exponent:
        value, end = value.scaleb(int(exponent[1])), exponent.end()
        if abs(int(exponent[1])) > _MAX_EXPONENT:
            return None
    return None if _GOES_ON.match(text, end) else Number(value, end)


def _has_leading_zero(digits: str) -> bool:
    return len(digits) > 1 and digits[0] == "0" and digits[1] != "."


def _may_be_a_list(grouped: re.Match[str], *, is_bound: bool) -> bool:
    """Whether 100，200 may be two numbers: ASCII commas behind an operator only part thousands."""
    if is_bound and DIGIT_COMMA not in grouped[2]:
        return False
    first, *others = (int(group) for group in re.findall(r"\d+", grouped[0]))
    return any(0 < other <= 10 * first for other in others if other % 1000)


def _scaled(text: str, value: Decimal, power: re.Match[str]) -> Number | None:
    digits = power["a"] or power["b"] or power["c"] or power["d"].replace("负", "-")
    exponent = int(digits) if re.fullmatch(r"[-+]?\d+", digits) else _han_exponent(digits)
    if exponent is None or abs(exponent) > _MAX_EXPONENT or _GOES_ON.match(text, power.end()):
        return None
    return Number(value.scaleb(exponent), power.end())


def _han_exponent(digits: str) -> int | None:
    value = han_value(digits.removeprefix("-"))
    if value is None:
        return None
    return -int(value) if digits.startswith("-") else int(value)


_MULTIPLIER_STARTS = frozenset(word[0] for word in MULTIPLIERS)


def read_multiplier(text: str, at: int) -> tuple[int, int]:
    """A 万 or 亿 behind digits: what it multiplies with (1 if there is none), and where it ends."""
    if text[at : at + 1] not in _MULTIPLIER_STARTS:
        return 1, at
    for word, factor in MULTIPLIERS.items():
        if text.startswith(word, at) and not text.startswith("分之", at + len(word)):
            return factor, at + len(word)
    return 1, at


def read_han(text: str, at: int) -> tuple[str, int]:
    """The run of Chinese numerals that starts at a position, and where it ends; 点 may be in it."""
    run = _HAN_RUN.match(text, at)
    return (run[0], run.end()) if run else ("", at)


def han_value(run: str) -> Decimal | None:
    """The value of a Chinese numeral: 一百二十, 两万五千, 十点五; None for what is none.

    二十四 is 24, while 三五 (three to five), 二零二四 (a year) and 千 alone are no numbers.
    """
    whole, point, decimals = run.partition("点")
    if point:
        value = han_value(whole)
        if value is None or not whole or not decimals:
            return None
        return value + Decimal("0." + "".join(str(_HAN_DIGITS[c]) for c in decimals))
    total = section = 0
    digit: int | None = None
    last_ten = last_myriad = 10**12
    for i, character in enumerate(whole):
        if character in _HAN_DIGITS:
            if digit or (digit == 0 and i == 1):
                return None
            digit = _HAN_DIGITS[character]
        elif character in _HAN_TENS:
            factor = _HAN_TENS[character]
            if factor >= last_ten or (digit == 0 and factor != 10):
                return None
            if not digit:
                if factor != 10 and i == 0:
                    return None
                digit = 1
            section += digit * factor
            digit, last_ten = None, factor
        else:
            factor = _HAN_MYRIADS[character]
            section += digit or 0
            if not section or factor >= last_myriad:
                return None
            total += section * factor
            section, digit, last_ten, last_myriad = 0, None, 10**12, factor
    if digit and whole[-2:-1] and whole[-2] in "百千万亿佰仟":
        return None  # 一百二 is a hundred and twenty, 三万五 thirty-five thousand: left alone
    return Decimal(total + section + (digit or 0))
