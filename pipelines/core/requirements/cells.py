"""Reads the text of one cell: its clauses, what they share, and the parts they make."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipelines.core.requirements import context, operators
from pipelines.core.requirements.clause import Reading
from pipelines.core.requirements.clauses import read_clause, states_bound
from pipelines.core.requirements.folding import MAX_LENGTH, fold_requirement
from pipelines.core.requirements.lexer import tokenise
from pipelines.core.requirements.model import Op, Part, Requirement
from pipelines.core.requirements.shapes import find_bounds
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.requirements.wording import spelled
from pipelines.core.text import is_empty_marker, is_mojibake
from pipelines.core.units import canonical_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EMPTY = (Part("empty"),)
_UNPARSED = (Part("unparsed"),)
_LONGEST_MARKER = 8
_MAX_DEPTH = 8  # brackets in brackets
_MAX_PARTS = 100
_CLOSING = {"(": ")", "[": "]"}

_PLAIN = re.compile(
    r"\s*(?P<op>[≤≥<>＜＞]|不大于|不小于|不低于|不高于|不超过|不少于|小于|大于|低于|高于|至少)\s*"
    r"(?P<number>(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,9})?)\s*(?P<unit>\S{0,12})\s*"
)
_PLAIN_OPS: dict[str, Op] = {
    **dict.fromkeys(("≤", "不大于", "不高于", "不超过"), "le"),
    **dict.fromkeys(("≥", "不小于", "不低于", "不少于", "至少"), "ge"),
    **dict.fromkeys(("<", "＜", "小于", "低于"), "lt"),
    **dict.fromkeys((">", "＞", "大于", "高于"), "gt"),
}
_ENUMERATOR = re.compile(
    r"(?:^|(?<=[;。,\n]))(?:\((?:\d{1,2}|[a-z]|[一二三四五六七八九十])\)|(?:\d{1,2}|[a-z])\)"
    r"|\d{1,2}、(?=\D)|\d{1,2}\.(?=[^\d\s])|[一二三四五六七八九十]、)(?=[一-鿿≤≥<>A-Za-z])"
)
_FIRST_ENUMERATOR = re.compile(r"\(?(?:[1a一])[)、.]")
_SAMPLING_PLAN = re.compile(r"\bn ?= ?\d+[,;、 ]*c ?= ?\d")
_SYMBOL = re.compile("[A-Za-zα-ωΑ-Ω]")
_ODD_DIGIT = re.compile(r"(?![0-9])\d")


def parse_requirement(text: str | None) -> Requirement:
    """What a requirement text says, in parts.

    Total: it never raises, and a text that is not understood for certain is `unparsed`, because no
    number is better than a wrong one. Its time grows with the length of the text.
    """
    raw = text or ""
    return Requirement(raw, _plain(raw) or _parts(raw))


def _plain(raw: str) -> tuple[Part, ...] | None:
    """The commonest shape, `≤0.05 mg/m³`, without cutting it into tokens."""
    found = _PLAIN.fullmatch(raw)
    if found is None:
        return None
    spelling = found["unit"]
    unit = _unit_of(spelling) if spelling else None
    if spelling and unit is None:
        return None
    op = _PLAIN_OPS[found["op"]]
    value = float(found["number"])
    if op in ("le", "lt"):
        return (Part("parsed", op, None, value, None, op == "le", unit),)
    return (Part("parsed", op, value, None, op == "ge", None, unit),)


@lru_cache(maxsize=4096)
def _unit_of(spelling: str) -> str | None:
    """The unit that a spelling is, where nothing else need be looked at."""
    found = canonical_unit(spelling) if spelling != "H" else None
    return found[0] if found and found[1] == 1 else None


def _parts(raw: str) -> tuple[Part, ...]:
    if len(raw) > MAX_LENGTH or _ODD_DIGIT.search(folded := fold_requirement(raw)):
        return _UNPARSED
    if len(folded) < _LONGEST_MARKER and is_empty_marker(folded.strip(";,、。")):
        return _EMPTY
    spellings = [folded]
    if "\n" in folded:  # a line break parts requirements, or it only wraps one
        spellings.append(fold_requirement(folded.replace("\n", " ")))
    for text in spellings:
        try:
            parts = _read(text)
        except NotUnderstoodError:
            continue
        if parts[0].status == "text" and is_mojibake(raw):
            break
        return parts
    return _UNPARSED


def _read(text: str) -> tuple[Part, ...]:
    text = text.rstrip(".。;,、 \n")
    if _SAMPLING_PLAN.search(text):
        raise NotUnderstoodError
    if "含" in text or "括" in text:
        text = operators.LOOSE_INCLUSION.sub(r"(\1)", text)
    if _FIRST_ENUMERATOR.match(text):
        text = _ENUMERATOR.sub("", text)
    readings: list[Reading] = []
    for clause in _split(_grouped(tokenise(text)), {"stop"}):
        readings += _read_sentence(clause, text)
    numbers = [reading for reading in readings if _is_number(reading)]
    bare = [reading for reading in numbers if reading.form == "bare"]
    if bare and len(numbers) > 1:
        # ≥95%，98%: does the operator hold for both? A list of named values is clear
        names = {reading.part.condition for reading in bare}
        if len(bare) < len(numbers) or None in names or len(names) < len(bare):
            raise NotUnderstoodError
    if not 0 < len(readings) <= _MAX_PARTS:
        raise NotUnderstoodError
    parts = tuple(reading.part for reading in readings)
    if len(parts) == 1 and _SYMBOL.fullmatch(parts[0].condition or ""):
        return (parts[0]._replace(condition=None),)  # the d of d≤5mm tells nothing apart
    return parts


def _grouped(tokens: Iterable[Token]) -> list[Token]:
    """The tokens with brackets as groups.

    Raises:
        NotUnderstoodError: a bracket lacks its partner.
    """
    rows: list[list[Token]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
            rows.append([])
            if len(opened) > _MAX_DEPTH:
                raise NotUnderstoodError
        elif token.kind == "close":
            if not opened or _CLOSING[opened[-1].value] != token.value:
                raise NotUnderstoodError
            inside = rows.pop()
            rows[-1].append(Token("group", opened.pop().start, token.end, inside))
        else:
            rows[-1].append(token)
    if opened:
        raise NotUnderstoodError
    return rows[0]


def _split(tokens: Sequence[Token], kinds: set[str]) -> list[list[Token]]:
    """The rows between tokens of some kinds; empty ones are dropped."""
    rows: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind in kinds:
            rows.append([])
        else:
            rows[-1].append(token)
    return [row for row in rows if row]


def _read_sentence(tokens: Sequence[Token], text: str) -> list[Reading]:
    """The parts of what stands between two full stops or semicolons."""
    clauses = _split(tokens, {"comma"})
    if len(clauses) > 1:
        try:
            return _read_clauses(clauses, text)
        except NotUnderstoodError:
            pass  # perhaps the commas stand inside one condition
    try:
        return [read_clause(tokens, text)]
    except NotUnderstoodError:
        clauses = _split(tokens, {"comma", "list"})
        if len(clauses) < 2 or not all(states_bound(clause, text) for clause in clauses):
            raise
        return _read_clauses(clauses, text)


class _Piece(NamedTuple):
    """A clause between commas: its words, and its part, None if it only sets a condition."""

    words: str
    reading: Reading | None
    is_setting: bool = False  # a condition with numbers, so that its neighbours may be others


def _read_clauses(clauses: Sequence[Sequence[Token]], text: str) -> list[Reading]:
    pieces = [
        _piece(clause, text, following=clauses[i + 1] if i + 1 < len(clauses) else None)
        for i, clause in enumerate(clauses)
    ]
    result: list[Reading] = []
    condition = None
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        reading = piece.reading
        if reading is None:
            if piece.is_setting and any(map(_is_naked, result)):
                raise NotUnderstoodError  # 23℃±2℃，50%RH±5%RH条件下，≥72h
            condition = "，".join(filter(None, (condition, piece.words)))
            continue
        if reading.part.status == "text":
            if result and context.qualifies(piece.words):
                result[-1] = _conditioned(result[-1], piece.words, first=False)
                continue
            follows = following.reading if following else None
            if follows and _is_naked(follows) and not (result and _is_naked(result[-1])):
                condition = "，".join(filter(None, (condition, piece.words)))
                continue
        if condition:
            reading = _conditioned(reading, condition, first=True)
            condition = None
        _append(result, reading)
    if condition:
        raise NotUnderstoodError
    return result


def _append(result: list[Reading], reading: Reading) -> None:
    """Adds a part, or joins it to the one before: a second side, a second sentence of words."""
    joined = _joined(result[-1], reading) if result else None
    if joined:
        result[-1] = joined
    elif _is_number(reading) and _is_naked(reading) and any(map(_is_number, result)):
        raise NotUnderstoodError  # 公称厚度>18mm，±0.3mm: a condition, or two requirements
    elif not (reading.part.status == "text" and result and result[-1].part == reading.part):
        result.append(reading)


def _piece(clause: Sequence[Token], text: str, following: Sequence[Token] | None) -> _Piece:
    words = spelled(clause, text)
    if following is not None:
        bounds = find_bounds(clause, text)
        is_condition = context.ends_condition(words) if bounds else context.sets_condition(words)
        is_within = (  # 24小时内，≤2次
            len(bounds) == 1
            and bounds[0].is_inside
            and bounds[0].end - bounds[0].first == len(clause)
            and following[0].kind in ("op", "forbid")
        )
        if (is_condition or is_within) and states_bound(following, text):
            return _Piece(words, None, is_setting=bool(bounds))
    return _Piece(words, read_clause(clause, text))


def _is_number(reading: Reading) -> bool:
    return reading.part.status == "parsed"


def _is_naked(reading: Reading) -> bool:
    """A requirement that does not say on what."""
    return reading.part.status not in ("text", "empty") and reading.part.condition is None


def _conditioned(reading: Reading, words: str, *, first: bool) -> Reading:
    own = reading.part.condition
    pieces = (words, own) if first else (own, words)
    condition = "；".join(filter(None, pieces))
    return reading._replace(part=reading.part._replace(condition=condition))


def _joined(one: Reading, other: Reading) -> Reading | None:
    """`≥5mm，≤10mm`: two sides of one range, if the second says nothing of its own."""
    a, b = one.part, other.part
    below, above = (a, b) if a.low is not None else (b, a)
    is_pair = {below.op in ("ge", "gt"), above.op in ("le", "lt")} == {True}
    if not is_pair or a.status != b.status or b.condition is not None or a.unit != b.unit:
        return None
    if below.low is None or above.high is None or below.low >= above.high:
        return None
    part = a._replace(
        op="between",
        low=below.low,
        high=above.high,
        low_inclusive=below.low_inclusive,
        high_inclusive=above.high_inclusive,
    )
    return Reading(part, "range")
