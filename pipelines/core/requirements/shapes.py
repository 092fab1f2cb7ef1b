"""Finds the bounds in a row of tokens: every shape in which a requirement states its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from pipelines.core.requirements.bounds import Bound, join, one_sided, pair, two_sided
from pipelines.core.requirements.operators import INVERSE, MIRROR
from pipelines.core.requirements.tokens import NotUnderstoodError, Operator, Quantity, Token
from pipelines.core.requirements.wording import is_wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pipelines.core.requirements.model import Op

# A suffix must agree with the operator: 不低于95%以上 is said, 大于95%以上 leaves open which.
_AGREES = {"ge": "ge", "le": "le", "inside": "le", "within": "le"}
_EXCLUSIVE: dict[Op, Op] = {"ge": "gt", "le": "lt"}
_SHARES = {"%": 100, "‰": 1000}
_SURE_BASE = 100  # 50±5% may be 45 % to 55 % or 47.5 to 52.5; nothing has more than 100 %
_VALUES = frozenset({"quantity", "range", "plus_minus", "and", "grade"})


def find_bounds(tokens: Sequence[Token], text: str) -> list[Bound]:
    """All bounds of a row of tokens, from left to right, none overlapping.

    Raises:
        NotUnderstoodError: numbers stand in a shape that has no certain meaning.
    """
    reader = _Reader(tokens, text)
    found, at = [], 0
    while at < len(tokens):
        bound = reader.read(at)
        if bound:
            found.append(bound)
        at = bound.end if bound else at + 1
    return found


def _refuse() -> NoReturn:
    raise NotUnderstoodError


class _Reader:
    """Positions are those of tokens; a token is never read by two bounds."""

    def __init__(self, tokens: Sequence[Token], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.is_second = False  # a range has two sides, so a third bound is refused

    def kind(self, at: int) -> str | None:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def spelled(self, at: int) -> str:
        token = self.tokens[at]
        return self.text[token.start : token.end]

    def _kinds(self, at: int) -> list[str]:
        """The kinds of the tokens in brackets."""
        return [token.kind for token in self.tokens[at].value]

    def quantity(self, at: int) -> Quantity:
        """The quantity at a position, which must be one."""
        if self.kind(at) != "quantity":
            _refuse()
        quantity: Quantity = self.tokens[at].value
        return quantity

    def read(self, at: int) -> Bound | None:
        """The bound that starts at a position."""
        match self.kind(at):
            case "op":
                return self._with_operator(at, at, self.tokens[at].value)
            case "forbid":
                return self._forbidden(at)
            case "quantity":
                return self._with_quantity(at)
            case "plus_minus":
                return self._tolerance_alone(at, at)
            case "group":
                return self._group(at)
            case "interval":
                return self._interval(at)
            case "grade":
                return self._grade(at, at, None)
            case "none_detected":
                return Bound("none_detected", at, at + 1, None)
        return None

    # An operator before the value

    def _forbidden(self, at: int) -> Bound | None:
        """`不得大于5`, `不应>5`."""
        if self.kind(at + 1) != "op":
            return None
        operator: Operator = self.tokens[at + 1].value
        if operator.op not in INVERSE:
            _refuse()
        return self._with_operator(at, at + 1, Operator(INVERSE[operator.op], operator.is_sign))

    def _with_operator(self, first: int, at: int, operator: Operator) -> Bound | None:
        at += 2 if self.kind(at + 1) == "colon" else 1
        if self.kind(at) == "group" and self._repeats(at, operator):
            at += 1
        match self.kind(at):
            case "quantity":
                return self._one_side(first, at + 1, operator, self.quantity(at))
            case "group" if self._kinds(at) == ["quantity"]:
                quantity, end = self._last_in_brackets(at)
                return self._one_side(first, end, operator, quantity)
            case "grade":
                return self._grade(first, at, operator.op)
            case "plus_minus" if operator.op in ("le", "lt"):
                inclusive = operator.op == "le"
                return self._tolerance_alone(first, at)._replace(
                    low_inclusive=inclusive, high_inclusive=inclusive
                )
            case "range" | "bad" | "interval" | "plus_minus":
                return _refuse()
        return None

    def _with_other_side(self, bound: Bound, at: int, forms: tuple[str, ...]) -> Bound:
        """The range of a bound and the one that follows it."""
        if self.is_second:
            _refuse()
        self.is_second = True
        other = self.read(at)
        self.is_second = False
        if other is None or other.form not in forms:
            _refuse()
        return join(bound, other) or _refuse()

    def _repeats(self, at: int, operator: Operator) -> bool:
        """`不大于(≤)5`."""
        return self._kinds(at) == ["op"] and self.tokens[at].value[0].value.op == operator.op

    def _last_in_brackets(self, at: int) -> tuple[Quantity, int]:
        """The last number in brackets with the unit behind them, and where that ends."""
        quantity: Quantity = self.tokens[at].value[-1].value
        if self.kind(at + 1) != "unit":
            return quantity, at + 1
        if quantity.unit is not None:
            _refuse()
        return quantity._replace(unit=self.tokens[at + 1].value), at + 2

    def _one_side(self, first: int, end: int, operator: Operator, quantity: Quantity) -> Bound:
        op, form = operator.op, "sign" if operator.is_sign else "word"
        if quantity.is_doubtful:
            _refuse()
        inclusive = op in ("le", "ge", "eq")
        end, inclusive = self._inclusion(end, quantity, inclusive, is_free=not operator.is_sign)
        if self.kind(end) == "suffix":
            is_minute = quantity.unit == "分" and self.spelled(end).endswith("内")
            if _AGREES.get(self.tokens[end].value) != op or is_minute:
                _refuse()
            end, inclusive = self._inclusion(end + 1, quantity, inclusive, is_free=True)
        if self.kind(end) in _VALUES:
            _refuse()
        if op == "eq":
            value = quantity.value
            return two_sided(form, first, end, "eq", value, value, quantity.unit)
        bound = one_sided(form, first, end, op, quantity, inclusive=inclusive)
        if self.kind(end) not in ("op", "forbid"):
            return bound
        return self._with_other_side(bound, end, ("sign", "word"))  # 大于5小于10

    def _inclusion(
        self, at: int, quantity: Quantity, inclusive: bool, *, is_free: bool
    ) -> tuple[int, bool]:
        """What (含) or (不含5) at a position says of the bound, and where it ends.

        A sign says itself whether the bound belongs to it: only words are free (`is_free`).
        """
        if self.kind(at) != "inclusion":
            return at, inclusive
        says, given = self.tokens[at].value
        if given is not None and not (
            isinstance(given, Quantity)
            and given.value == quantity.value
            and given.unit in (None, quantity.unit)
        ):
            _refuse()
        if says != inclusive and not is_free:
            _refuse()  # ≥5(不含)
        return at + 1, says

    # A number first

    def _with_quantity(self, at: int) -> Bound | None:
        quantity = self.quantity(at)
        end, inclusive = self._inclusion(at + 1, quantity, True, is_free=True)
        match self.kind(end):
            case "range" | "and":
                return self._range(at, at)
            case "suffix":
                return self._suffixed(at, quantity, end, inclusive=inclusive)
            case _ if end > at + 1:
                return _refuse()
            case "plus_minus":
                return self._tolerance(at, quantity, self.quantity(at + 2), at + 3)
            case "group" if share := self._factor(at + 1):
                return self._relative(at, quantity, share, at + 2)
            case "group" if self._kinds(at + 1) == ["plus_minus", "quantity"]:
                return self._tolerance(at, quantity, *self._last_in_brackets(at + 1))
            case "op":
                return self._value_before_operator(at, quantity)
            case "quantity":
                return _refuse()
        bound = two_sided("bare", at, end, "eq", quantity.value, quantity.value, quantity.unit)
        return bound._replace(is_vague=is_wording(self.tokens[at]))

    def _suffixed(self, at: int, quantity: Quantity, end: int, *, inclusive: bool) -> Bound:
        """`95%以上`, `24小时内`."""
        suffix = self.tokens[end].value
        is_sure = not quantity.is_doubtful or quantity.unit == "°C"
        is_month = quantity.spelled == "月"  # 3月内: within three months, or in March
        is_minute = quantity.unit == "分" and self.spelled(end).endswith("内")  # or points
        if suffix not in _AGREES or not is_sure or is_month or is_minute:
            _refuse()
        end, inclusive = self._inclusion(end + 1, quantity, inclusive, is_free=True)
        op: Op = "ge" if suffix == "ge" else "le"
        bound = one_sided("suffix", at, end, op, quantity, inclusive=inclusive)
        if self.kind(end) != "quantity":
            return bound._replace(is_inside=op == "le")
        return self._with_other_side(bound, end, ("suffix",))  # 18岁以上60岁以下

    def _value_before_operator(self, at: int, quantity: Quantity) -> Bound | None:
        """`5≤X≤10`, `5≤X`; but in 每5天不超过2次 the quantity only says per what."""
        if self.kind(at - 1) == "text" and self.spelled(at - 1).endswith("每"):
            return None
        op, is_sign = self.tokens[at + 1].value
        start = end = at + 2
        while self.kind(end) in ("text", "word", "list", "reference", "group"):
            end += 1
        if end == start or op not in MIRROR or quantity.is_doubtful:
            _refuse()
        inclusive = op in ("le", "ge")
        bound = one_sided("mirrored", at, end, MIRROR[op], quantity, inclusive=inclusive)
        if self.kind(end) is None and is_sign:
            return bound
        return self._with_other_side(bound, end, ("sign", "word"))

    # Ranges and tolerances

    def _range(self, first: int, at: int) -> Bound:
        """`5~10mm`, `5和10之间`; `at` is the position of the first number."""
        low = self.quantity(at)
        at, low_inclusive = self._inclusion(at + 1, low, True, is_free=True)
        is_and = self.kind(at) == "and"
        high = self.quantity(at + 1)
        end, high_inclusive = self._inclusion(at + 2, high, True, is_free=True)
        closing = self.spelled(end) if self.kind(end) == "suffix" else ""
        end = self._nothing_behind(end)
        if (is_and and closing != "之间") or (low.is_doubtful and high.unit != "°C"):
            _refuse()
        bottom, top, unit = pair(low, high)
        if bottom > top and low.sign == "+" and high.sign == "-":
            bottom, top = top, bottom  # +10%～-15%
            low_inclusive, high_inclusive = high_inclusive, low_inclusive
        if bottom >= top:
            _refuse()
        bound = two_sided("range", first, end, "between", bottom, top, unit)
        return bound._replace(low_inclusive=low_inclusive, high_inclusive=high_inclusive)

    def _nothing_behind(self, at: int) -> int:
        """Where a range or a tolerance ends; 以内 belongs to it, another bound must not follow."""
        if self.kind(at) == "suffix":
            if self.tokens[at].value == "ge" or self.spelled(at).endswith("以下"):
                _refuse()
            at += 1
        if self.kind(at) in _VALUES or self.kind(at) in ("suffix", "op", "inclusion"):
            _refuse()
        return at

    def _tolerance(self, first: int, centre: Quantity, width: Quantity, end: int) -> Bound:
        """`100±5mm`, `220V±10%`."""
        end = self._nothing_behind(end)
        if width.sign or (centre.is_doubtful and width.unit != "°C"):
            _refuse()
        if width.unit in _SHARES and centre.unit != width.unit:
            is_open = centre.unit is None and abs(centre.value) < _SURE_BASE
            if is_open or centre.unit == "°C":
                _refuse()
            return self._relative(first, centre, width, end)
        unit = width.unit or centre.unit
        if centre.unit not in (None, unit) or centre.multiplier != width.multiplier:
            _refuse()
        low, high = centre.value - width.value, centre.value + width.value
        return _tolerated(first, end, low, high, unit)

    def _factor(self, at: int) -> Quantity | None:
        """The 10 % of `220(1±10%)V`."""
        inner = self.tokens[at].value
        if self._kinds(at) != ["quantity", "plus_minus", "quantity"]:
            return None
        one, share = inner[0].value, inner[2].value
        is_factor = one.value == 1 and one.unit is None and share.unit in _SHARES
        return share if is_factor else None

    def _relative(self, first: int, centre: Quantity, share: Quantity, end: int) -> Bound:
        part = abs(centre.value) * share.value / _SHARES[share.unit or "%"]
        unit = centre.unit
        if self.kind(end) == "unit" and unit is None:
            unit, end = self.tokens[end].value, end + 1
        return _tolerated(first, end, centre.value - part, centre.value + part, unit)

    def _tolerance_alone(self, first: int, at: int) -> Bound:
        """`±5%`, `≤±10%`; `at` is the position of ±."""
        width = self.quantity(at + 1)
        if width.sign:
            _refuse()
        end = self._nothing_behind(at + 2)
        return _tolerated(first, end, -width.value, width.value, width.unit)

    def _group(self, at: int) -> Bound | None:
        """`(100±5)mm`, `(5~10)%`: the unit may stand behind the brackets."""
        inner: Sequence[Token] = self.tokens[at].value
        kinds = self._kinds(at)
        if kinds[-2:] not in (["plus_minus", "quantity"], ["range", "quantity"]):
            return None
        if kinds[:-2] not in (["quantity"], []) or self.kind(at - 1) == "quantity":
            return None
        quantity, end = self._last_in_brackets(at)
        inner = [*inner[:-1], inner[-1]._replace(value=quantity)]
        if end > at + 1 and quantity.unit in _SHARES and kinds[0] == "quantity":
            # (50±5)%: both numbers are percentages
            first = inner[0].value._replace(unit=quantity.unit)
            inner = [inner[0]._replace(value=first), *inner[1:]]
        bound = _Reader(inner, self.text).read(0)
        if bound is None or bound.end != len(inner):
            return _refuse()
        return bound._replace(first=at, end=self._nothing_behind(end))

    def _interval(self, at: int) -> Bound:
        """`[0.5,1.0)mg/kg`, `(0,+∞)`."""
        low, high, low_inclusive, high_inclusive, low_unit, high_unit = self.tokens[at].value
        end = at + 1
        units = {low_unit, high_unit}
        if self.kind(end) == "unit":
            units.add(self.tokens[end].value)
            end += 1
        units.discard(None)
        unit = units.pop() if len(units) == 1 else None
        if units or (low is None and high is None):
            _refuse()
        self._nothing_behind(end)
        if high is None:
            bottom = Quantity(low, unit)
            return one_sided("range", at, end, "ge", bottom, inclusive=low_inclusive)
        if low is None:
            top = Quantity(high, unit)
            return one_sided("range", at, end, "le", top, inclusive=high_inclusive)
        if low >= high:
            _refuse()
        bound = two_sided("range", at, end, "between", low, high, unit)
        return bound._replace(low_inclusive=low_inclusive, high_inclusive=high_inclusive)

    # Grades

    def _grade(self, first: int, at: int, op: Op | None) -> Bound:
        """`不低于2级`, `E1级及以上`."""
        grade = self.tokens[at].value
        end, inclusive = self._grade_inclusion(at + 1, grade)
        if self.kind(end) == "suffix":
            side: Op = "ge" if self.tokens[end].value == "ge" else "le"
            if self.spelled(end)[-2:] not in ("以上", "以下") or op not in (None, side):
                _refuse()
            op = side
            end, inclusive = self._grade_inclusion(end + 1, grade, inclusive)
        if not inclusive:
            op = _EXCLUSIVE.get(op or "eq") or _refuse()
        if self.kind(end) in _VALUES:
            _refuse()
        return Bound("grade", first, end, op, grade=grade)

    def _grade_inclusion(self, at: int, grade: str, inclusive: bool = True) -> tuple[int, bool]:
        if self.kind(at) != "inclusion":
            return at, inclusive
        says, given = self.tokens[at].value
        if given not in (None, grade):
            _refuse()
        return at + 1, says


def _tolerated(first: int, end: int, low: Decimal, high: Decimal, unit: str | None) -> Bound:
    if low > high:
        _refuse()
    return two_sided("plus_minus", first, end, "plus_minus", low, high, unit)
