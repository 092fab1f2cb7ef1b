"""Cuts a folded requirement text into tokens, in one pass from left to right."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pipelines.core.requirements import grades, numbers, operators, references
from pipelines.core.requirements.folding import DIGIT_COMMA
from pipelines.core.requirements.tokens import Operator, Quantity, Token
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[["_Lexer", int], int]

_BEFORE_SIGN = frozenset(
    {None, "op", "forbid", "range", "plus_minus", "open", "comma", "list", "colon", "stop", "and"}
)
_BINDING = frozenset({"op", "range", "plus_minus", "and"})
_VALUES = frozenset({"quantity", "grade", "inclusion", "close", "unit", "interval", "suffix"})
_SHARES = {"百": ("%", 1), "千": ("‰", 1), "万": ("‱", 1), "百万": ("ppm", 1), "十万": ("ppm", 10)}
_NO_COUNT_BEFORE = "第每某任同统唯单之其逐"
_MORE_OR_LESS = frozenset("余多几")  # 十余天
_SOME = frozenset("数几好上")  # 数十次
_COUNT_HEADS = "千百"  # 三千克 is three kilograms
_PENCIL_BELOW = 10  # 2H may be a hardness, 24H are hours
_WORD = re.compile(r"[pP][hH](?![A-Za-z])|[A-Za-z](?:[A-Za-z0-9]|[-.](?=[A-Za-z0-9]))*")
_ALNUM = re.compile(r"[A-Za-z0-9]+")


def tokenise(text: str) -> list[Token]:
    """The tokens of a folded text; blanks make none, brackets are `open` and `close`."""
    lexer = _Lexer(text)
    at, length = 0, len(text)
    while at < length:
        at = _READERS.get(text[at], _Lexer.words)(lexer, at)
    return lexer.tokens


class _Lexer:
    """Each reader takes what starts at a position and returns where the next starts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.units = load_units()

    def add(self, kind: str, start: int, end: int, value: Any = None) -> int:
        self.tokens.append(Token(kind, start, end, value))
        return end

    def plain(self, start: int, end: int) -> int:
        """Running text, joined to the text before it."""
        if self.last == "text":
            start = self.tokens.pop().start
        return self.add("text", start, end)

    @property
    def last(self) -> str | None:
        """The kind of the last token."""
        return self.tokens[-1].kind if self.tokens else None

    def words(self, at: int) -> int:
        run = _TEXT_RUN.match(self.text, at)
        return self.plain(at, run.end() if run else at + 1)

    def blank(self, at: int) -> int:
        return at + 1

    def bad(self, at: int) -> int:
        return self.add("bad", at, at + 1)

    def stop(self, at: int) -> int:
        return self.add("stop", at, at + 1)

    def comma(self, at: int) -> int:
        return self.add("comma", at, at + 1)

    def colon(self, at: int) -> int:
        is_ratio = _RATIO.match(self.text, at - 1) is not None
        return self.add("bad" if is_ratio else "colon", at, at + 1)

    def listing(self, at: int) -> int:
        is_and = self.last == "quantity" and operators.AND.match(self.text, at)
        return self.add("and" if is_and else "list", at, at + 1)

    def opening(self, at: int) -> int:
        text = self.text
        if self.last in _VALUES and (found := operators.INCLUSION.match(text, at)):
            given = tokenise(found["what"]) if found["what"] else []
            if not found["what"] or (len(given) == 1 and given[0].kind in ("quantity", "grade")):
                value = given[0].value if given else None
                return self.add("inclusion", at, found.end(), (not found["no"], value))
        found = operators.INTERVAL.match(text, at)
        if found and (bounds := self._interval(*found.groups())):
            return self._unit_behind(self.add("interval", at, found.end(), bounds))
        found = operators.PER_SAMPLE.match(text, at)
        if found and self.last == "none_detected":
            return self.plain(at, found.end())
        return self.add("open", at, at + 1, text[at])

    def closing(self, at: int) -> int:
        had_number = self.last == "quantity"
        end = self.add("close", at, at + 1, self.text[at])
        return self._unit_behind(end) if had_number else end

    def title(self, at: int) -> int:
        found = references.TITLE.match(self.text, at)
        return self.add("reference", at, found.end()) if found else self.plain(at, at + 1)

    def _unit_behind(self, end: int) -> int:
        at = end + (self.text[end : end + 1] == " ")
        found = self.units.match(self.text, at)
        return self.add("unit", at, found.end, found.unit) if found else end

    def _interval(self, *parts: str) -> tuple[Any, ...] | None:
        opening, low, low_unit, mark, high, high_unit, closing = parts
        if opening == "(" and closing == ")":
            whole = high.partition(".")[0].lstrip("+-")
            if mark == "~" or (len(whole) == len("500") and not low_unit):
                return None  # (5~10) is a range in brackets, (1,500) may be one number
        units: list[str | None] = []
        bounds: list[Decimal | None] = []
        for spelled in (low_unit.strip(), high_unit.strip()):
            unit = self.units.whole(spelled) if spelled else None
            if spelled and unit is None:
                return None
            units.append(unit)
        for digits in (low, high):
            if "∞" in digits:
                bounds.append(None)
                continue
            number = numbers.read_digits(digits.lstrip("+-"), 0, is_bound=True)
            if number is None:
                return None
            bounds.append(-number.value if digits.startswith("-") else number.value)
        return (*bounds, opening == "[", closing == "]", *units)

    def sign(self, at: int) -> int:
        text = self.text
        if found := operators.NONE_DETECTED.match(text, at):
            return self._none_detected(at, found.end())
        sign = text[at : at + 2] if text[at : at + 2] in operators.SIGNS else text[at]
        end = at + len(sign)
        if sign not in operators.SIGNS or text[end : end + 1] in _SIGN_CHARACTERS:
            return self.add("bad", at, end)
        return self.add("op", at, end, Operator(operators.SIGNS[sign], is_sign=True))

    def _none_detected(self, at: int, end: int) -> int:
        self.add("none_detected", at, end)
        sample = operators.PER_SAMPLE.match(self.text, end)
        return self.plain(end, sample.end()) if sample else end

    def plus_minus(self, at: int) -> int:
        return self.add("plus_minus", at, at + 1)

    def tilde(self, at: int) -> int:
        return self.add("range", at, at + 1)

    def plus_or_dash(self, at: int) -> int:
        text, last, sign = self.text, self.last, self.text[at]
        for spelling in ("+/-", "-/+", "+-", "-+"):
            if text.startswith(spelling, at) and not (last == "quantity" and len(spelling) == 2):
                return self.add("plus_minus", at, at + len(spelling))
        if (
            sign == "-"
            and last in ("quantity", "close", "unit")
            and _NUMBER_AHEAD.match(text, at + 1)
        ):
            return self.add("range", at, at + 1)
        if _DIGIT_AHEAD.match(text, at + 1):
            if last in _BEFORE_SIGN:
                return self._digits(at + 1, start=at, sign=sign)
            if last in ("text", "word") and sign == "-":
                return self._digits(at + 1, start=at, sign=sign, is_doubtful=True)
            return self.bad(at)
        return self.bad(at) if last == "quantity" else self.plain(at, at + 1)

    def digits(self, at: int) -> int:
        return self._digits(at, start=at)

    def point(self, at: int) -> int:
        is_number = _DIGIT_AHEAD.match(self.text, at + 1) is not None
        return self._digits(at, start=at) if is_number else self.plain(at, at + 1)

    def _digits(self, at: int, *, start: int, sign: str = "", is_doubtful: bool = False) -> int:
        text = self.text
        is_bound = self.last in _BINDING
        if not is_bound and not sign:
            found = references.DATE.match(text, at) or references.PLACE.match(text, at)
            if found:
                return self.add("reference", at, found.end())
        if not sign and (grade := grades.digits(text, at)):
            return self.add("grade", at, grade[1], grade[0])
        number = numbers.read_digits(text, at, is_bound=is_bound)
        if number is None:
            return self._bad_number(at)
        multiplier, behind = numbers.read_multiplier(text, number.end)
        if multiplier in (100, 1000) and self.units.match(text, number.end):
            multiplier, behind = 1, number.end  # 5千克
        value = -number.value if sign == "-" else number.value
        quantity = Quantity(value, None, "", multiplier, sign, is_doubtful=is_doubtful)
        return self._with_unit(quantity, start, number.end, behind)

    def _with_unit(self, quantity: Quantity, start: int, end: int, behind: int) -> int:
        """Adds a quantity; `end` is behind its number, `behind` also behind its 万."""
        text = self.text
        at = behind + (text[behind : behind + 1] == " ")
        found = self.units.match(text, at)
        unit, stop = (found.unit, found.end) if found else (None, behind)
        value = quantity.value * quantity.multiplier
        if text.startswith("个半", behind):
            found = self.units.match(text, behind + 2)
            if found is None:
                return self._bad_number(start)
            value, unit, stop = value + Decimal("0.5"), found.unit, found.end
        elif unit is None and _LATIN.match(text, at):
            return self._bad_number(start)
        elif unit == "h" and text[stop - 1] == "H" and abs(value) < _PENCIL_BELOW:
            return self._pencil(start, stop)
        spelled = text[end:stop].strip()
        quantity = quantity._replace(value=value, unit=unit, spelled=spelled)
        return self.add("quantity", start, stop, quantity)

    def _pencil(self, start: int, stop: int) -> int:
        """2H is a hardness behind ≥ and 不低于; else nobody knows."""
        if self.last == "op" and self.tokens[-1].value.op in ("ge", "gt"):
            return self.add("grade", start, stop, self.text[start:stop].replace(" ", ""))
        return self.add("bad", start, stop)

    def _bad_number(self, at: int) -> int:
        """Takes all that hangs together with digits that are no number."""
        run = _ALNUM.match(self.text, at)
        return self.add("bad", at, run.end() if run else at + 1)

    def han_number(self, at: int) -> int:
        text = self.text
        if share := operators.SHARE.match(text, at):
            return self._share(at, share[1], share.end())
        if at and text[at - 1] in _NO_COUNT_BEFORE:
            return self.plain(at, at + 1)
        if text.startswith("百分百", at):
            return self.add("quantity", at, at + 3, Quantity(Decimal(100), "%", unit_leads=True))
        if found := operators.NEGATIVE.match(text, at):
            return self._digits(found.end(), start=at, sign="-")
        if grade := grades.han(text, at):
            return self.add("grade", at, grade[1], grade[0])
        run, end = numbers.read_han(text, at)
        if len(run) > 1 and run[-1] in _COUNT_HEADS and self.units.match(text, end - 1):
            run, end = run[:-1], end - 1
        value = numbers.han_value(run)
        unit = self.units.match(text, end)
        is_bound = self.last in _BINDING or operators.SUFFIX.match(text, end) is not None
        if value is None and len(run) > 1 and (is_bound or unit):
            return self.add("bad", at, end)
        if text[end : end + 1] in _MORE_OR_LESS or (at and text[at - 1] in _SOME and unit):
            return self.add("bad", at, end)
        is_bound = is_bound or operators.RANGE_AHEAD.match(text, end) is not None
        is_whole = len(run) > 1 and at == 0 and end == len(text)
        is_number = is_bound or unit or is_whole or "点" in run or text.startswith("个半", end)
        if value is None or not is_number:
            return self.plain(at, end)
        multiplier, behind = numbers.read_multiplier(text, end) if "点" in run else (1, end)
        quantity = Quantity(value, None, "", multiplier, is_han=True)  # 三点五万元
        return self._with_unit(quantity, at, end, behind)

    def half(self, at: int) -> int:
        """半小时, 半个工作日."""
        start = at + 2 if self.text[at + 1 : at + 2] == "个" else at + 1
        found = self.units.match(self.text, at + 1) or self.units.match(self.text, start)
        if found is None:
            return self.plain(at, at + 1)
        half = Quantity(Decimal("0.5"), found.unit, self.text[at + 1 : found.end], is_han=True)
        return self.add("quantity", at, found.end, half)

    def _share(self, at: int, word: str, end: int) -> int:
        """百分之九十五, 千分之3."""
        text = self.text
        unit, factor = _SHARES.get(word, ("", 0))
        value: Decimal | None = None
        if number := _DIGIT_AHEAD.match(text, end) and numbers.read_digits(
            text, end, is_bound=True
        ):
            value, end = number
        elif unit:
            run, end = numbers.read_han(text, end)
            value = Decimal(100) if run == "百" else numbers.han_value(run)
        if not unit or value is None or self.units.match(text, end):
            return self.add("bad", at, end)
        quantity = Quantity(value * factor, unit, is_han=True, unit_leads=True)
        return self.add("quantity", at, end, quantity)

    def letters(self, at: int) -> int:
        text = self.text
        if found := references.STANDARD.match(text, at):
            return self.add("reference", at, found.end())
        if found := operators.NONE_DETECTED.match(text, at):
            return self._none_detected(at, found.end())
        grade = grades.letters(text, at)
        if grade is None and self.last == "op" and self.tokens[-1].value.op in ("ge", "gt"):
            grade = grades.pencil(text, at)
        if grade:
            return self.add("grade", at, grade[1], grade[0])
        if found := operators.ENGLISH.match(text, at):
            op = Operator("le" if found["le"] else "ge", is_sign=False)
            return self.add("op", at, found.end(), op)
        word = _WORD.match(text, at)
        return self.add("word", at, word.end() if word else at + 1)

    def han_words(self, at: int) -> int:
        """Words of bounds, of places and of grades, and all that starts like them."""
        text, last = self.text, self.last
        if found := operators.NONE_DETECTED.match(text, at):
            return self._none_detected(at, found.end())
        if found := operators.FORBIDDING.match(text, at):
            return self.add("forbid", at, found.end())
        found = operators.WORD.match(text, at)
        if found and found.lastgroup:
            op = Operator(found.lastgroup.partition("_")[0], is_sign=False)  # type: ignore[arg-type]
            return self.add("op", at, found.end(), op)
        if last in _VALUES:
            if found := operators.SUFFIX.match(text, at):
                return self.add("suffix", at, found.end(), found.lastgroup)
            if found := operators.RANGE.match(text, at):
                return self.add("range", at, found.end())
            if found := operators.AND.match(text, at):
                return self.add("and", at, found.end())
        for kind, pattern in _HAN_PATTERNS:
            if found := pattern.match(text, at):
                return self.add(kind, at, found.end())
        if found := operators.NEGATIVE.match(text, at):
            return self._digits(found.end(), start=at, sign="-")
        if grade := grades.han(text, at):
            return self.add("grade", at, grade[1], grade[0])
        return self.plain(at, at + 1)


_HAN_PATTERNS = (
    ("bad", operators.APPROXIMATELY),
    ("comma", operators.SOFT_COMMA),
    ("reference", references.PLACE),
    ("plus_minus", operators.PLUS_MINUS),
)
_SIGN_CHARACTERS = frozenset("<>=≤≥≮≯≠≈≌∝≪≫∞")
_LATIN = re.compile("[A-Za-zμΩ]")
_RATIO = re.compile(r"[0-9]:[0-9]")
_DIGIT_AHEAD = re.compile(r"\.?[0-9]")
_NUMBER_AHEAD = re.compile(rf"[-+]?\.?[0-9]|[{numbers.HAN_NUMERALS}负]")
_CIRCLED = [chr(code) for code in (*range(0x2460, 0x2500), *range(0x2776, 0x2794))]
_ODD_NUMBERS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉^\ufffd"
_HAN_STARTS = (
    "不未没最至上下达大高超多长重宽厚强优小低少短轻窄薄等恰均都禁严以及其或和与的范之内到约近但接将概似并而"
    "且同见按照依根参符满执标规文本第表图附正负检无特合甲乙丙★☆"
)

_READERS: dict[str, Reader] = {
    **dict.fromkeys(" \t\u3000", _Lexer.blank),
    **dict.fromkeys("0123456789", _Lexer.digits),
    **dict.fromkeys([*_ODD_NUMBERS, DIGIT_COMMA], _Lexer.bad),
    **dict.fromkeys([*";。\n", *_CIRCLED], _Lexer.stop),
    **dict.fromkeys("([", _Lexer.opening),
    **dict.fromkeys(")]", _Lexer.closing),
    **dict.fromkeys(_SIGN_CHARACTERS, _Lexer.sign),
    **dict.fromkeys("-+", _Lexer.plus_or_dash),
    ",": _Lexer.comma,
    ":": _Lexer.colon,
    "、": _Lexer.listing,
    "《": _Lexer.title,
    "±": _Lexer.plus_minus,
    "~": _Lexer.tilde,
    ".": _Lexer.point,
    "半": _Lexer.half,
    **{chr(code): _Lexer.letters for code in (*range(65, 91), *range(97, 123))},
    **dict.fromkeys(_HAN_STARTS, _Lexer.han_words),
    **dict.fromkeys(numbers.HAN_NUMERALS, _Lexer.han_number),
}
_TEXT_RUN = re.compile(f"[^{re.escape(''.join(_READERS))}]+")
