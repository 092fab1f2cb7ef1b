"""Reads the number of a clause: its bounds and unit, and what the words and brackets around say."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NoReturn

from pipelines.core.requirements import context
from pipelines.core.requirements.clause import WORDS, Clause, Reading, without_brackets
from pipelines.core.requirements.model import Part
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.requirements.wording import LETTER, spelled
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pipelines.core.requirements.bounds import Bound

_CONDITION_MARK = re.compile("时|的|下|后|情况|条件|状态")
_UNIT_BEFORE = re.compile(r"(?:/?\(([^()]{1,16}(?:\([^()]{1,8}\))?)\)|[/,]([^()/,]{1,12}))$")
_UNIT_NOTE = re.compile("单位(?:为|是)?:?")
_SHORT_NOTE = 3  # ≤5(磅): so few characters may be a unit that is not in the table
_YEARS = range(1900, 2101)
_TOO_LONG = 10**6  # a longer number without unit and operator is a telephone or a code
_HOTLINE = re.compile("1[0-2][0-9]{3}|9[56][0-9]{3}")
_GRADES_OF_A = range(1, 6)  # 5A: five amperes, or the grade AAAAA
_SHARES = frozenset({"%", "‰"})
_DAY_OR_MONTH = frozenset({"月", "日", "号"})


def _refuse() -> NoReturn:
    raise NotUnderstoodError


def read_value(clause: Clause, main: Bound, others: Sequence[Bound]) -> Reading:
    """The part that a number states.

    Args:
        clause: where it stands.
        main: the bound that is the requirement: the last of the clause.
        others: the numbers before it.

    Raises:
        NotUnderstoodError: another number may be the requirement, or something around it may
            change what it means.
    """
    for other in others:
        _check_condition(clause, other, main)
    clause.check_before(main, others)
    before = clause.before(main)
    if context.supposes(before) and not others:
        _refuse()  # 当温度超过25℃
    unit, head, before = _unit_before(main, clause.head, before)
    unit, remarks = _behind(clause, main, unit)
    names = [context.subject(head), context.subject(before)]
    if main.form == "bare":
        _check_bare(clause, main, before, unit, remarks)
    if main.form == "range" and unit is None and _is_year(main.low) and _is_year(main.high):
        _refuse()
    if main.form == "mirrored":
        names.append(_variable(clause, main, before))
    part = Part(
        status="parsed",
        op=main.op,
        low=_as_float(main.low),
        high=_as_float(main.high),
        low_inclusive=main.low_inclusive,
        high_inclusive=main.high_inclusive,
        unit=unit,
        condition=clause.joined(*names, *remarks),
    )
    return Reading(part, main.form)


def _check_condition(clause: Clause, other: Bound, main: Bound) -> None:
    """An earlier number is no second requirement only if it says when the last one holds."""
    follows = clause.tokens[other.end]
    words = spelled([follows], clause.text) if follows.kind in ("text", "word") else ""
    has_mark = _CONDITION_MARK.match(words) is not None
    has_operator = main.form in ("sign", "word")
    match other.form:
        case "sign" | "word":  # 温度≤25℃时
            is_condition = has_mark
        case "range" | "plus_minus":  # 23±2℃下
            is_condition = bool(words)
        case "suffix" if other.is_inside:  # 24h内≤2次
            is_condition = bool(words) or (has_operator and other.end == main.first)
        case "suffix":  # 100人以上的企业
            is_condition = has_operator and has_mark
        case "bare":  # 72小时准时率
            is_condition = bool(words) and main.form != "bare"
        case _:
            is_condition = False
    if not is_condition or context.connects(words):
        _refuse()


def _unit_before(main: Bound, head: str, before: str) -> tuple[str | None, str, str]:
    """The unit of `甲醛(mg/m³)≤0.05` and `含水率/%：≤12`, and the words without it."""
    found = _UNIT_BEFORE.search(before or head)
    unit = load_units().whole(found[1] or found[2]) if found else None
    if found is None or unit is None or main.unit not in (None, unit):
        return main.unit, head, before
    rest = found.string[: found.start()]
    return (unit, head, rest) if before else (unit, rest, before)


def _behind(clause: Clause, main: Bound, unit: str | None) -> tuple[str | None, list[str]]:
    """The unit, if only brackets behind the number give it, and the remarks."""
    notes: list[str] = []
    words: list[str] = []
    for token in clause.tokens[main.end :]:
        if token.kind == "group":
            given = _unit_in(token, clause.text)
            if given is not None and unit in (None, given) and not words:
                unit = given
            else:
                notes.append(_note(token, clause.text, unit))
        elif token.kind in WORDS:
            words.append(spelled([token], clause.text))
        else:
            _refuse()
    if not words:
        return unit, notes
    first = words[0]
    is_noun = first.startswith("的") and unit not in _SHARES  # 直径小于3mm的气泡
    is_open = context.extends_value(first) or context.turns_around(first)
    is_lasting = main.is_inside and context.lasts(first)  # 三年内免费维修
    if is_noun or is_open or is_lasting or first.startswith("时"):
        _refuse()
    if unit is None and main.form != "suffix":
        _refuse()  # the words may begin with a unit that is not in the table
    remark = context.remark("".join(words))
    if remark is None:
        return unit, notes
    if not LETTER.search(remark):
        _refuse()  # ? and * stand for something that was lost or is said elsewhere
    return unit, [remark, *notes]


def _unit_in(group: Token, text: str) -> str | None:
    """The unit that is all there is in brackets: `(mg/m³)`, `(单位：mg/m³)`."""
    return load_units().whole(_UNIT_NOTE.sub("", spelled(group.value, text), count=1))


def _note(group: Token, text: str, unit: str | None) -> str:
    """A note in brackets; one that holds another bound or value is none."""
    inner: Sequence[Token] = group.value
    kinds = {token.kind for token in inner}
    is_tolerance = any(
        token.kind == "plus_minus" and (at == 0 or inner[at - 1].kind != "quantity")
        for at, token in enumerate(inner)
    )
    if kinds & {"op", "forbid", "none_detected", "interval"} or is_tolerance:
        _refuse()
    if not kinds & {"text", "word", "reference", "grade", "group"}:
        dimensions = {_dimension(t.value.unit) for t in inner if t.kind == "quantity"} - {None}
        if len(dimensions) != 1 or dimensions == {_dimension(unit)}:
            _refuse()  # ≤60(50), ≤24h(1天): which one counts?
    note = spelled(inner, text)
    if unit is None and len(note) < _SHORT_NOTE:
        _refuse()
    return note


def _dimension(unit: str | None) -> str | None:
    row = load_units().units.get(unit or "")
    return row.dimension if row else unit


def _check_bare(
    clause: Clause, main: Bound, before: str, unit: str | None, remarks: list[str]
) -> None:
    """A number without an operator states a value only if nothing else is said of it."""
    token, value = clause.tokens[main.first], main.low
    has_words = any(t.kind != "group" for t in clause.tokens[main.end :])
    if value is None or has_words or token.value.is_doubtful:
        _refuse()
    is_named = bool(clause.head) and not before
    if not (is_named or context.is_subject(without_brackets(before))):
        _refuse()
    if any(t.kind in ("bad", "quantity", "grade") for t in clause.tokens[: main.first]):
        _refuse()
    is_grade = unit == "A" and value in _GRADES_OF_A
    is_day = token.value.spelled in _DAY_OR_MONTH
    if is_grade or is_day or any(map(context.makes_limit, remarks)):
        _refuse()
    is_code = abs(value) >= _TOO_LONG or _HOTLINE.fullmatch(clause.spelled(main))
    if unit is None and (_is_year(value) or (is_code and not token.value.spelled) or remarks):
        _refuse()


def _variable(clause: Clause, main: Bound, before: str) -> str | None:
    """The X of 5≤X≤10, which must be what is measured."""
    tokens = clause.tokens[main.first : main.end]
    name = "".join(spelled([t], clause.text) for t in tokens if t.kind in WORDS)
    is_unit = len(name) > 1 and load_units().whole(name)  # d and h are variables too
    is_second_name = before and main.op != "between"  # 甲醛0.05≤国标
    if not context.names_variable(name) or is_unit or is_second_name:
        _refuse()
    return context.subject(name)


def _is_year(value: Decimal | None) -> bool:
    return value is not None and value == value.to_integral_value() and int(value) in _YEARS


def _as_float(value: Decimal | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    if math.isinf(number) or (number == 0 and value != 0):
        _refuse()
    return number + 0.0  # no negative zero
