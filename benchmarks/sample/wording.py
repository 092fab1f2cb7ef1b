"""Ways in which enterprises write the same bound."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AT_LEAST = (
    "≥{v}{u}",
    "≥ {v}{u}",
    "不小于{v}{u}",
    "不低于{v}{u}",
    ">={v}{u}",
    "{v}{u}以上",
    "至少{v}{u}",
    "≧{v}{u}",
    "大于等于{v}{u}",
    "{v}{u}及以上",
    "≥{wide}{u}",
    "不少于{v}{u}",
    "大于或等于{v}{u}",
)
_AT_MOST = (
    "≤{v}{u}",
    "≤ {v}{u}",
    "不大于{v}{u}",
    "不超过{v}{u}",
    "<={v}{u}",
    "{v}{u}以下",
    "不高于{v}{u}",
    "≦{v}{u}",
    "小于等于{v}{u}",
    "{v}{u}以内",
    "≤{wide}{u}",
    "小于或等于{v}{u}",
)
_PERCENT = "不低于百分之{chinese}"
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_DIGITS = "零一二三四五六七八九"


def spell(indicator: Mapping[str, Any], level: int, turn: int) -> str:
    """A requirement of that level; `turn` chooses among values, spellings and units.

    Args:
        indicator: entry of spec/indicators.yml.
        level: one of its levels.
        turn: any number; the same one gives the same text.
    """
    grades: Sequence[str] = indicator.get("grades", {}).get(level, ())
    if grades and ("levels" not in indicator or turn % 5 == 4):
        return grades[turn % len(grades)]
    value = indicator["levels"][level][turn % len(indicator["levels"][level])]
    unit = indicator["units"][turn % len(indicator["units"])]
    at_least = indicator["better"] == "higher"
    if unit.strip() in ("%", "％") and turn % 11 == 7 and Decimal(value) == int(Decimal(value)):
        return _PERCENT.format(chinese=_chinese(int(Decimal(value))))
    styles = _AT_LEAST if at_least else _AT_MOST
    style = styles[turn % len(styles)]
    return style.format(v=value, u=unit, wide=value.translate(_WIDE))


def _chinese(number: int) -> str:
    """A whole number from 0 to 100 in Chinese numerals."""
    if number == 100:
        return "一百"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
