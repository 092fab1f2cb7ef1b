"""Reads one clause: which of its bounds is the requirement, or that it is one in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from pipelines.core.requirements import context, grades
from pipelines.core.requirements.clause import WORDS, Clause, Reading, without_brackets
from pipelines.core.requirements.model import Part
from pipelines.core.requirements.shapes import find_bounds
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.requirements.values import read_value
from pipelines.core.requirements.wording import check_text, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.requirements.bounds import Bound

_MARKS = ("comma", "list", "colon")
_ASCII_ALNUM = re.compile("[A-Za-z0-9]")


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
        return read_clause(inner, text, condition)
    head, body = _at_colon(tokens)
    if not head:
        return _read(Clause(body, text, condition=condition))
    if not states_bound(body, text):
        if states_bound(head, text):
            _refuse()
        return _as_text(Clause(tokens, text, condition=condition))
    words = spelled(head, text)
    has_colon = any(token.kind == "colon" for token in head)
    if (has_colon and states_bound(head, text)) or context.turns_meaning(without_brackets(words)):
        _refuse()
    return _read(Clause(body, text, words, condition))


def _trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    first, end = 0, len(tokens)
    while first < end and tokens[end - 1].kind in _MARKS:
        end -= 1
    while first < end and tokens[first].kind in _MARKS:
        first += 1
    return tokens[first:end]


def _at_colon(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """What stands before the last colon, and behind it; `不大于：5` has none."""
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].kind == "colon" and tokens[at - 1].kind != "op":
            return tokens[:at], tokens[at + 1 :]
    return (), tokens


def _read(clause: Clause) -> Reading:
    bounds = find_bounds(clause.tokens, clause.text)
    undetected = [b for b in bounds if b.form == "none_detected"]
    levels = [b for b in bounds if b.form == "grade"]
    vague = [b for b in bounds if b.is_vague]
    numbers = [b for b in bounds if b.form not in ("none_detected", "grade") and not b.is_vague]
    if undetected:
        return _none_detected(clause, undetected, numbers)
    if numbers:
        return read_value(clause, numbers[-1], numbers[:-1])
    if levels:
        return _grade(clause, levels)
    is_alone = len(vague) == 1 and vague[0].end == len(clause.tokens)
    if is_alone and context.is_subject(clause.before(vague[0])):
        return read_value(clause, vague[0], [])
    return _in_brackets(clause) or _as_text(clause)


def _as_text(clause: Clause) -> Reading:
    check_text(clause.tokens, clause.text)
    return Reading(Part("text", condition=clause.joined(clause.head)), "text")


def _in_brackets(clause: Clause) -> Reading | None:
    """`符合GB 18580要求（≤0.124mg/m³）`: the bound is in the brackets behind the words."""
    *words, last = clause.tokens or (None,)
    if not words or last is None or last.kind != "group":
        return None
    if not states_bound(last.value, clause.text):
        return None
    check_text(words, clause.text)
    names = [context.subject(clause.head), context.subject(spelled(words, clause.text))]
    return read_clause(last.value, clause.text, clause.joined(*names))


def _grade(clause: Clause, levels: Sequence[Bound]) -> Reading:
    main = levels[-1]
    before, behind = clause.tokens[: main.first], clause.tokens[main.end :]
    words = [token for token in behind if token.kind != "group"]
    is_framed = (
        len(levels) == 1
        and all(token.kind in WORDS or token.kind == "group" for token in (*before, *words))
        and grades.TAIL.fullmatch(spelled(words, clause.text)) is not None
        and not context.turns_meaning(without_brackets(clause.before(main)))
    )
    if not is_framed:
        # 由一级建造师负责 is a sentence; 由2级… may be anything
        is_longer = words and words[0].kind in ("word", "quantity", "bad")  # 一级A
        if len(levels) > 1 or is_longer or _ASCII_ALNUM.search(clause.spelled(main)):
            _refuse()
        return _as_text(clause)
    remarks = [*clause.subjects(main), grades.kind(spelled(words, clause.text))]
    notes = [token.value for token in behind if token.kind == "group"]
    for note in notes:
        if states_bound(note, clause.text) and not _only_names(note):
            # E1级（≤0.124mg/m³）: the number is what the grade stands for
            if len(notes) > 1:
                _refuse()
            return read_clause(note, clause.text, clause.joined(*remarks, clause.spelled(main)))
        remarks.append(spelled(note, clause.text))
    part = Part("grade", main.op, grade=main.grade, condition=clause.joined(*remarks))
    return Reading(part, "grade")


def _only_names(tokens: Sequence[Token]) -> bool:
    return all(token.kind in WORDS or token.kind == "grade" for token in tokens)


def _none_detected(clause: Clause, found: Sequence[Bound], numbers: Sequence[Bound]) -> Reading:
    main = found[0]
    behind = clause.tokens[main.end :]
    # 25g中不得检出: how much is looked at
    is_sample = all(n.first < main.first and (n.form == "bare" or n.is_inside) for n in numbers)
    has_more = any(token.kind not in WORDS and token.kind != "group" for token in behind)
    if len(found) > 1 or has_more or not is_sample:
        _refuse()
    clause.check_before(main, numbers)
    notes = [
        spelled(token.value if token.kind == "group" else [token], clause.text) for token in behind
    ]
    remarks = [*clause.subjects(main), *map(context.remark, notes)]
    return Reading(Part("none_detected", condition=clause.joined(*remarks)), "none_detected")
