"""What a requirement text says: its parts, and which of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Status = Literal["parsed", "grade", "none_detected", "text", "empty", "unparsed"]
Op = Literal["le", "lt", "ge", "gt", "eq", "between", "plus_minus"]


class Part(NamedTuple):
    """One requirement of a cell; a field that the text does not state is None.

    Attributes:
        op: of a grade it says which side of the grade is asked for, in order of quality where the
            words say so (不低于2级 is ge), by the sign where a sign says so; None: that grade.
        low: lower bound in `unit`; of plus_minus the resolved one (100±5: 95).
        high: upper bound in `unit`.
        low_inclusive: None where there is no lower bound.
        high_inclusive: None where there is no upper bound.
        unit: canonical spelling (`data/reference/units.yml`); nothing is converted but 万 and 亿.
        grade: canonical text of a grade: `E0`, `A+`, `2` for 二级 and Ⅱ级, `优等品`, `五星`.
        condition: what it is a requirement on, or when and how it holds; folded text.
    """

    status: Status
    op: Op | None = None
    low: float | None = None
    high: float | None = None
    low_inclusive: bool | None = None
    high_inclusive: bool | None = None
    unit: str | None = None
    grade: str | None = None
    condition: str | None = None


_UPPER = ("le", "lt")
_LOWER = ("ge", "gt")
_WITHOUT_NUMBER = ("grade", "none_detected", "text", "empty", "unparsed")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement text and its parts, at least one.

    Either every part of a cell is understood, or the whole cell is one part `unparsed`: beside an
    unread neighbour nobody knows which part asks for less.
    """

    raw: str
    parts: tuple[Part, ...]

    @property
    def status(self) -> Status:
        """The status of the part that counts."""
        return self.least_demanding.status

    @property
    def least_demanding(self) -> Part:
        """The part that counts (domain.md §4): of several the one that asks for least.

        Numbers go before grades, grades before none detected, that before texts. The first number
        says what is compared: among the parts with bounds on the same one side and in the same
        unit, the largest upper or the smallest lower bound counts, inclusive before exclusive.
        Parts of another side or unit, ranges and grades have no order among each other: the first
        one counts.
        """
        numbers = [part for part in self.parts if part.status == "parsed"]
        if not numbers:
            return next(p for s in _WITHOUT_NUMBER for p in self.parts if p.status == s)
        first = numbers[0]
        comparable = [part for part in numbers if part.unit == first.unit]
        if first.op in _UPPER:
            uppers = [(p.high or 0.0, p.op == "le", p) for p in comparable if p.op in _UPPER]
            return max(uppers, key=lambda bound: bound[:2])[2]
        if first.op in _LOWER:
            lowers = [(p.low or 0.0, p.op == "gt", p) for p in comparable if p.op in _LOWER]
            return min(lowers, key=lambda bound: bound[:2])[2]
        return first
