"""Reads one clause: which of its bounds is the requirement, and what the words around it say."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from pipelines.core.requirements import context, grades
from pipelines.core.requirements.model import Part
from pipelines.core.requirements.shapes import find_bounds
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.requirements.wording import LETTER, check_text, spelled
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pipelines.core.requirements.bounds import Bound

_WORDS = frozenset({"text", "word", "reference", "list", "comma", "colon"})
_CONDITION_MARK = re.compile("时|的|下|后|情况|条件|状态")
_IN_BRACKETS = re.compile(r"/?\([^()]*\)|\[[^\[\]]*\]")
_UNIT_BEFORE = re.compile(r"(?:/?\(([^()]{1,16}(?:\([^()]{1,8}\))?)\)|[/,]([^()/,]{1,12}))$")
_UNIT_NOTE = re.compile("单位(?:为|是)?:?")
_YEARS = range(1900, 2101)
_TOO_LONG = 10**6  # a longer number without unit and operator is a telephone or a code
_HOTLINE = re.compile("1[0-2][0-9]{3}|9[56][0-9]{3}")
_STARS_OF_A = range(1, 6)  # 5A: five amperes, or the grade AAAAA
_DAY_OR_MONTH = frozenset({"月", "日", "号"})
_ASCII_ALNUM = re.compile("[A-Za-z0-9]")


class Reading(NamedTuple):
    """A part and the form in which the text states it (`bounds.Bound.form`, or text)."""

    part: Part
    form: str


def _refuse() -> NoReturn:
    raise NotUnderstoodError


def states_bound(tokens: Sequence[Token], text: str) -> bool:
    """Whether a clause has a number, a grade or “none detected” that may be a requirement.

    Raises:
        NotUnderstoodError: as `find_bounds`.
    """
    return any(not bound.is_vague for bound in find_bounds(tokens, text))


def read_clause(tokens: Sequence[Token], text: str, condition: str | None = None) -> Reading:
    """The part that a clause states.

    Args:
        tokens: of the clause, brackets as groups.
        text: the folded text that their positions refer to.
        condition: what the clauses before it said about when it holds.

    Raises:
        NotUnderstoodError: the clause may mean something else than what could be read.
    """
    tokens = _trimmed(tokens)
    if len(tokens) == 1 and tokens[0].kind == "group":
        inner = tokens[0].value
        if len(inner) == 1 and inner[0].kind == "quantity" and "," in spelled(inner, text):
            _refuse()  # (1,500) is a number or an interval
        return read_clause(tokens[0].value, text, condition)
    head, body = _at_colon(tokens)
    if head:
        if not states_bound(body, text):
            if states_bound(head, text):
                _refuse()
            return _as_text(tokens, text, condition)
        if any(token.kind == "colon" for token in head) and states_bound(head, text):
            _refuse()
        before = spelled(head, text)
        if context.turns_meaning(_IN_BRACKETS.sub("", before)):
            _refuse()
        return _Clause(body, text, before, condition).read()
    return _Clause(tokens, text, "", condition).read()


def _trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    while tokens and tokens[-1].kind in ("comma", "list", "colon"):
        tokens = tokens[:-1]
    while tokens and tokens[0].kind in ("comma", "list", "colon"):
        tokens = tokens[1:]
    return tokens


def _at_colon(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """What stands before the last colon, and behind it; `不大于：5` has none."""
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].kind == "colon" and tokens[at - 1].kind != "op":
            return tokens[:at], tokens[at + 1 :]
    return (), tokens


class _Clause:
    def __init__(
        self, tokens: Sequence[Token], text: str, head: str, condition: str | None
    ) -> None:
        self.tokens = tokens
        self.text = text
        self.head = head
        self.condition = condition

    def read(self) -> Reading:
        bounds = find_bounds(self.tokens, self.text)
        numbers = [b for b in bounds if b.form not in ("grade", "none_detected") and not b.is_vague]
        undetected = [b for b in bounds if b.form == "none_detected"]
        levels = [b for b in bounds if b.form == "grade"]
        vague = [b for b in bounds if b.is_vague]
        if undetected:
            return self._none_detected(undetected, numbers)
        if numbers:
            return self._number(numbers[-1], numbers[:-1])
        if levels:
            return self._grade(levels)
        if len(vague) == 1 and context.is_subject(self._before(vague[0])):
            is_whole = vague[0].end == len(self.tokens)
            if is_whole:
                return self._number(vague[0], [])
        return _as_text(self.tokens, self.text, self._joined(self.head))

    def _before(self, bound: Bound) -> str:
        return spelled(self.tokens[: bound.first], self.text)

    def _joined(self, *remarks: str | None) -> str | None:
        return "；".join(filter(None, (self.condition, *remarks))) or None

    # Numbers

    def _number(self, main: Bound, others: Sequence[Bound]) -> Reading:
        for other in others:
            self._check_condition(other, main)
        self._check_before(main, others)
        before = self._before(main)
        unit, before = self._unit_before(main, before)
        unit, behind = self._behind(main, unit)
        if main.form == "bare":
            self._check_bare(main, before, unit, has_remark=bool(behind))
        if main.form == "range" and unit is None and _is_year(main.low) and _is_year(main.high):
            _refuse()
        names = [context.subject(self.head), context.subject(before)]
        if main.form == "mirrored":
            name = self._between(main)
            is_unit = len(name) > 1 and load_units().whole(name)  # d and h are variables too
            is_variable = context.names_variable(name) and not is_unit
            if not is_variable or (before and main.op != "between"):
                _refuse()
            names.append(context.subject(name))
        part = Part(
            "parsed",
            main.op,
            _as_float(main.low),
            _as_float(main.high),
            main.low_inclusive,
            main.high_inclusive,
            unit,
            None,
            self._joined(*names, *behind),
        )
        return Reading(part, main.form)

    def _between(self, main: Bound) -> str:
        """The X of 5≤X≤10."""
        tokens = self.tokens[main.first : main.end]
        return "".join(spelled([t], self.text) for t in tokens if t.kind in _WORDS)

    def _check_condition(self, other: Bound, main: Bound) -> None:
        """An earlier number is no second requirement only if it says when the last one holds."""
        follows = self.tokens[other.end] if other.end < len(self.tokens) else None
        words = (
            spelled([follows], self.text) if follows and follows.kind in ("text", "word") else ""
        )
        if context.connects(words):
            _refuse()
        has_mark = _CONDITION_MARK.match(words) is not None
        is_explicit = main.form in ("sign", "word")
        match other.form:
            case "sign" | "word":
                is_condition = has_mark
            case "range" | "plus_minus":
                is_condition = bool(words)
            case "suffix" if other.is_inside:
                is_condition = bool(words) or (is_explicit and other.end == main.first)
            case "suffix":
                is_condition = is_explicit and has_mark
            case "bare":
                is_condition = bool(words) and main.form != "bare"
            case _:
                is_condition = False
        if not is_condition:
            _refuse()

    def _check_before(self, main: Bound, others: Sequence[Bound]) -> None:
        read = {at for other in others for at in range(other.first, other.end)}
        is_sign = main.form == "sign"
        for at, token in enumerate(self.tokens[: main.first]):
            is_cut = token.kind == "bad" and is_sign and at < main.first - 1
            is_share = token.kind == "quantity"  # 每5天, 一次性
            if not (at in read or is_cut or is_share or token.kind in {*_WORDS, "group", "grade"}):
                _refuse()
        if (
            main.first
            and self.tokens[main.first - 1].kind == "quantity"
            and not (is_sign or main.form == "word")
        ):
            _refuse()
        words = _IN_BRACKETS.sub("", self._before(main))
        unit_alone = words.strip(",:、")
        is_latin = len(unit_alone) > 1 and _ASCII_ALNUM.search(unit_alone)
        if is_latin and load_units().whole(unit_alone):
            _refuse()
        if main.form == "plus_minus":
            words = words.removesuffix("的")
        if context.turns_meaning(words, has_operator=is_sign or main.form == "word"):
            _refuse()

    def _unit_before(self, main: Bound, before: str) -> tuple[str | None, str]:
        """The unit of `甲醛(mg/m³)≤0.05` and `含水率/%≤12`, and the words without it."""
        for words in (before, self.head):
            found = _UNIT_BEFORE.search(words)
            unit = load_units().whole(found[1] or found[2]) if found else None
            if found and unit and main.unit in (None, unit):
                rest = words[: found.start()]
                if words is self.head:
                    self.head = rest
                    return unit, before
                return unit, rest
        return main.unit, before

    def _behind(self, main: Bound, unit: str | None) -> tuple[str | None, list[str]]:
        """The unit, if only brackets behind the number give it, and the remarks."""
        remarks: list[str] = []
        words: list[Token] = []
        for token in self.tokens[main.end :]:
            if token.kind == "group":
                given = _unit_in(token, self.text)
                if given is not None and unit in (None, given) and not words:
                    unit = given
                    continue
                remarks.append(self._note(token, unit))
            elif token.kind in _WORDS:
                words.append(token)
            else:
                _refuse()
        if words:
            phrase = spelled(words[:1], self.text)
            if context.extends_value(phrase) or phrase.startswith("时"):
                _refuse()
            if unit is None and main.form != "suffix":
                _refuse()  # the words may begin with a unit that is not in the table
            phrases = ("".join(spelled([word], self.text) for word in words),)
            said = [*filter(None, map(context.remark, phrases))]
            if not all(map(LETTER.search, said)):
                _refuse()  # ? and * stand for something that was lost or is said elsewhere
            remarks = [*said, *remarks]
        return unit, remarks

    def _note(self, group: Token, unit: str | None) -> str:
        """A note in brackets; one that holds another bound or value is none."""
        inner: Sequence[Token] = group.value
        kinds = {token.kind for token in inner}
        is_tolerance = inner[:1] and inner[0].kind == "plus_minus"
        if kinds & {"op", "forbid", "none_detected", "interval"} or is_tolerance:
            _refuse()
        if not kinds & {"text", "word", "reference", "grade", "group"}:
            dimensions = {_dimension(t.value.unit) for t in inner if t.kind == "quantity"} - {None}
            if len(dimensions) != 1 or dimensions == {_dimension(unit)}:
                _refuse()  # ≤60(50), ≤24h(1天): which one counts?
        note = spelled(inner, self.text)
        if unit is None and len(note) < 3:
            _refuse()  # perhaps a unit that is not in the table
        return note

    def _check_bare(self, main: Bound, before: str, unit: str | None, *, has_remark: bool) -> None:
        """A number without an operator states a value only if nothing else is said of it."""
        token = self.tokens[main.first]
        value = main.low
        names = _IN_BRACKETS.sub("", before)
        is_named = bool(self.head) and not before
        rest = [t for t in self.tokens[main.end :] if t.kind != "group"]
        if rest or token.value.is_doubtful or token.value.spelled in _DAY_OR_MONTH:
            _refuse()
        if not (is_named or context.is_subject(names)) or value is None:
            _refuse()
        if any(t.kind in ("bad", "quantity", "grade") for t in self.tokens[: main.first]):
            _refuse()
        if unit == "A" and value in _STARS_OF_A:
            _refuse()
        is_code = abs(value) >= _TOO_LONG or _HOTLINE.fullmatch(spelled([token], self.text))
        if unit is None and (
            _is_year(value) or (is_code and not token.value.spelled) or has_remark
        ):
            _refuse()

    # Grades and what is not detected

    def _grade(self, levels: Sequence[Bound]) -> Reading:
        main = levels[-1]
        before = self._before(main)
        behind = [t for t in self.tokens[main.end :] if t.kind != "group"]
        notes = [t for t in self.tokens[main.end :] if t.kind == "group"]
        is_framed = (
            len(levels) == 1
            and all(t.kind in {*_WORDS, "group"} for t in (*self.tokens[: main.first], *behind))
            and grades.TAIL.fullmatch(spelled(behind, self.text)) is not None
            and not context.turns_meaning(_IN_BRACKETS.sub("", before))
        )
        if not is_framed:
            # 由一级建造师负责 is a sentence; 由2级… may be anything
            is_longer = behind and behind[0].kind in ("word", "quantity", "bad")  # 一级A
            if len(levels) > 1 or is_longer or _ASCII_ALNUM.search(self._spelled(main)):
                _refuse()
            return _as_text(self.tokens, self.text, self._joined(self.head))
        names = [context.subject(self.head), context.subject(before)]
        remarks = []
        for note in notes:
            if states_bound(note.value, self.text) and not _only_names(note.value):
                # E1级（≤0.124mg/m³）: the number is what the grade stands for
                if len(notes) > 1:
                    _refuse()
                return read_clause(note.value, self.text, self._joined(*names, self._spelled(main)))
            remarks.append(spelled(note.value, self.text))
        condition = self._joined(*names, grades.kind(spelled(behind, self.text)), *remarks)
        part = Part("grade", main.op, grade=main.grade, condition=condition)
        return Reading(part, "grade")

    def _spelled(self, bound: Bound) -> str:
        return spelled(self.tokens[bound.first : bound.end], self.text)

    def _none_detected(self, found: Sequence[Bound], numbers: Sequence[Bound]) -> Reading:
        main = found[0]
        others = [t for t in self.tokens[main.first + 1 :] if t.kind not in {*_WORDS, "group"}]
        if len(found) > 1 or others or any(number.first > main.first for number in numbers):
            _refuse()
        self._check_before(main, numbers)
        for number in numbers:
            if number.form != "bare" and not number.is_inside:
                _refuse()
        notes = [
            spelled(t.value if t.kind == "group" else [t], self.text)
            for t in self.tokens[main.end :]
        ]
        names = [context.subject(self.head), context.subject(self._before(main))]
        remarks = [*names, *map(context.remark, notes)]
        part = Part("none_detected", condition=self._joined(*remarks))
        return Reading(part, "none_detected")


def _only_names(tokens: Sequence[Token]) -> bool:
    return all(token.kind in {*_WORDS, "grade"} for token in tokens)


def _unit_in(group: Token, text: str) -> str | None:
    """The unit that is all there is in brackets: `(mg/m³)`, `(单位：mg/m³)`."""
    return load_units().whole(_UNIT_NOTE.sub("", spelled(group.value, text), count=1))


def _dimension(unit: str | None) -> str | None:
    row = load_units().units.get(unit or "")
    return row.dimension if row else unit


def _is_year(value: Decimal | None) -> bool:
    return value is not None and value == value.to_integral_value() and int(value) in _YEARS


def _as_float(value: Decimal | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    if math.isinf(number) or (number == 0 and value != 0):
        _refuse()
    return number + 0.0  # no negative zero


def _as_text(tokens: Sequence[Token], text: str, condition: str | None) -> Reading:
    check_text(tokens, text)
    return Reading(Part("text", condition=condition), "text")
