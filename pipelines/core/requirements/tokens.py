"""The tokens that a requirement text is cut into, and the error that ends reading it."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 - part of the public shape
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pipelines.core.requirements.model import Op


class Token(NamedTuple):
    """A piece of the folded text.

    Attributes:
        kind: quantity, op, forbid, plus_minus, range, and, suffix, inclusion, interval, grade,
            none_detected, unit, open, close, group (brackets; `value` has what is inside), comma,
            list (、), colon, stop, reference, text, word, bad.
        start: position in the folded text.
        end: position behind it.
        value: what the kind needs: a Quantity, an Operator, a grade, a unit …
    """

    kind: str
    start: int
    end: int
    value: Any = None


class Quantity(NamedTuple):
    """A number with the unit behind it.

    Attributes:
        value: 万 and 亿 multiplied out.
        unit: canonical spelling, None where no unit stands behind the number.
        spelled: the unit as written, with its 万.
        multiplier: 10000 where 万 was written.
        sign: `+` or `-` where one was written.
        is_han: written in Chinese numerals.
        is_doubtful: the sign may be a dash.
        unit_leads: the unit stands before the number (百分之五).
    """

    value: Decimal
    unit: str | None
    spelled: str = ""
    multiplier: int = 1
    sign: str = ""
    is_han: bool = False
    is_doubtful: bool = False
    unit_leads: bool = False


class Operator(NamedTuple):
    """An operator before a bound; `is_sign` if it is a mathematical sign and no word."""

    op: Op
    is_sign: bool


class NotUnderstoodError(Exception):
    """The text says something that cannot be read for certain; it never leaves this package."""
