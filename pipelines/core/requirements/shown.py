"""Requirements as text again: the JSON line of `lingpao parse`, and a bound as people write it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.core.requirements.cells import parse_requirement

if TYPE_CHECKING:
    from pipelines.core.requirements.model import Op, Part

_MOST_DIGITS = 15  # a longer number is written as a power of ten
_SIGNS: dict[Op, str] = {"le": "≤", "lt": "<", "ge": "≥", "gt": ">", "eq": "="}
_FIELDS = (*("op", "low", "high", "low_inclusive", "high_inclusive", "unit", "grade", "condition"),)


def to_json_line(text: str) -> str:
    """One JSON object without a line break (design.md, `lingpao parse`).

    `raw`, the fields of the least demanding part, and `parts` with the same fields of all.
    """
    requirement = parse_requirement(text)
    line = {
        "raw": requirement.raw,
        **_fields(requirement.least_demanding),
        "parts": [_fields(part) for part in requirement.parts],
    }
    return json.dumps(line, ensure_ascii=False)


def _fields(part: Part) -> dict[str, Any]:
    values = part._asdict()
    return {"status": part.status, **{name: _clean(values[name]) for name in _FIELDS}}


def _clean(value: Any) -> Any:
    """95.0 as 95."""
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS
    return int(value) if is_whole else value


def format_bound(
    op: Op,
    *,
    low: float | None = None,
    high: float | None = None,
    low_inclusive: bool = True,
    high_inclusive: bool = True,
    unit: str | None = None,
) -> str:
    """A bound as people write it; `parse_requirement` reads the same bound out of it.

    Args:
        op: what it demands.
        low: needed for ge, gt, eq, between, plus_minus.
        high: needed for le, lt, between, plus_minus.
        low_inclusive: of a range.
        high_inclusive: of a range.
        unit: canonical spelling.

    Raises:
        ValueError: a bound that the operator needs is missing.
    """
    behind = unit or ""
    if op in ("le", "lt"):
        return f"{_SIGNS[op]}{_number(high)}{behind}"
    if op in ("ge", "gt", "eq"):
        return f"{_SIGNS[op]}{_number(low)}{behind}"
    if op == "between":
        left = "≤" if low_inclusive else "<"
        right = "≤" if high_inclusive else "<"
        return f"{_number(low)}{left}X{right}{_number(high)}{behind}"
    bottom, top = _decimal(low), _decimal(high)
    centre, width = (bottom + top) / 2, (top - bottom) / 2
    if centre == 0:
        return f"±{_number(width)}{behind}"
    return f"({_number(centre)}±{_number(width)}){behind}"


def _decimal(value: float | None) -> Decimal:
    if value is None:
        raise ValueError("缺少界限值：该运算符需要它，请给出 low 或 high")
    return Decimal(repr(value))


def _number(value: float | Decimal | None) -> str:
    """Digits, or a power of ten where they would be too many."""
    number = value if isinstance(value, Decimal) else _decimal(value)
    plain = f"{number.normalize():f}" if number else "0"
    if len(plain.lstrip("-")) <= _MOST_DIGITS:
        return plain
    exponent = number.adjusted()
    return f"{number.scaleb(-exponent).normalize():f}×10^{exponent}"
