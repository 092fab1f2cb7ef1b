"""A bound as it stands in the tokens, and what two numbers make together."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 - part of the public shape
from typing import TYPE_CHECKING, NamedTuple

from pipelines.core.requirements.tokens import NotUnderstoodError, Quantity

if TYPE_CHECKING:
    from pipelines.core.requirements.model import Op


class Bound(NamedTuple):
    """A bound, a grade or “none detected”.

    Attributes:
        form: sign or word (an operator before the number), suffix (以上, 内 behind it), range,
            plus_minus, mirrored (5≤X), bare (no operator), grade, none_detected.
        first: position of its first token.
        end: position behind its last token.
        op: None of a grade without an operator.
        low: lower bound in `unit`.
        high: upper bound in `unit`.
        low_inclusive: None without a lower bound.
        high_inclusive: None without an upper bound.
        unit: canonical spelling.
        grade: canonical text.
        is_vague: a Chinese numeral with a counting word, often mere wording (一次性, 三包).
        is_inside: 24小时内, which may also be a condition (24h内≤2次).
        is_scaled: written with 万 or 亿.
    """

    form: str
    first: int
    end: int
    op: Op | None
    low: Decimal | None = None
    high: Decimal | None = None
    low_inclusive: bool | None = None
    high_inclusive: bool | None = None
    unit: str | None = None
    grade: str | None = None
    is_vague: bool = False
    is_inside: bool = False
    is_scaled: bool = False


_LARGEST_SHARED = 100  # in 500～1万 the 万 belongs to the 1 only


def one_sided(
    form: str, first: int, end: int, op: Op, quantity: Quantity, *, inclusive: bool
) -> Bound:
    """An upper bound for le and lt, a lower one for ge and gt."""
    is_scaled = quantity.multiplier > 1
    if op in ("le", "lt"):
        bound = Bound(form, first, end, "le" if inclusive else "lt", high=quantity.value)
        return bound._replace(high_inclusive=inclusive, unit=quantity.unit, is_scaled=is_scaled)
    bound = Bound(form, first, end, "ge" if inclusive else "gt", low=quantity.value)
    return bound._replace(low_inclusive=inclusive, unit=quantity.unit, is_scaled=is_scaled)


def two_sided(
    form: str, first: int, end: int, op: Op, low: Decimal, high: Decimal, unit: str | None
) -> Bound:
    """A range whose bounds belong to it."""
    return Bound(form, first, end, op, low, high, True, True, unit)


def join(one: Bound, other: Bound) -> Bound | None:
    """One range of two bounds on opposite sides; None where they make none.

    The unit may stand behind the second one only, a shared 万 leaves open how much the first is.
    """
    upper, lower = ("le", "lt"), ("ge", "gt")
    if {one.op in lower, other.op in lower} != {True, False} or other.op not in upper + lower:
        return None
    is_open = other.is_scaled and not one.is_scaled and one.unit is None
    if one.op not in upper + lower or one.unit not in (None, other.unit) or is_open:
        return None
    below, above = (one, other) if one.op in lower else (other, one)
    if below.low is None or above.high is None or below.low >= above.high:
        return None
    bound = two_sided(one.form, one.first, other.end, "between", below.low, above.high, other.unit)
    return bound._replace(low_inclusive=below.low_inclusive, high_inclusive=above.high_inclusive)


def pair(low: Quantity, high: Quantity) -> tuple[Decimal, Decimal, str | None]:
    """The two ends of `5～10mm`, `1～3万元`, `百分之五到十`: their values and their unit.

    Raises:
        NotUnderstoodError: the ends are in two units, or it is open what a 万 belongs to.
    """
    if low.unit_leads and high.unit is None:
        return low.value, high.value, low.unit
    if low.unit not in (None, high.unit):
        raise NotUnderstoodError
    if low.unit is None and low.multiplier == 1 and high.multiplier > 1:
        written = high.value / high.multiplier
        if low.value < written:
            return low.value * high.multiplier, high.value, high.unit
        if low.value < _LARGEST_SHARED:
            raise NotUnderstoodError
    return low.value, high.value, high.unit
