"""One clause of a cell: its tokens, what stands around a bound in it, and what is read of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipelines.core.requirements import context
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.requirements.wording import spelled
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.core.requirements.bounds import Bound
    from pipelines.core.requirements.model import Part

WORDS = frozenset({"text", "word", "reference", "list", "comma", "colon"})
"""Kinds of tokens that say something and count nothing."""

_IN_BRACKETS = re.compile(r"/?\([^()]*\)|\[[^\[\]]*\]")
_ASCII_ALNUM = re.compile("[A-Za-z0-9]")


class Reading(NamedTuple):
    """A part and the form in which the text states it (`bounds.Bound.form`, or text)."""

    part: Part
    form: str


@dataclass(frozen=True)
class Clause:
    """A clause whose bounds are being read.

    Attributes:
        tokens: brackets as groups.
        text: the folded text that their positions refer to.
        head: the words before its colon.
        condition: what the clauses before it said about when it holds.
    """

    tokens: Sequence[Token]
    text: str
    head: str = ""
    condition: str | None = None

    def before(self, bound: Bound) -> str:
        """The words before a bound."""
        return spelled(self.tokens[: bound.first], self.text)

    def spelled(self, bound: Bound) -> str:
        """The text of a bound."""
        return spelled(self.tokens[bound.first : bound.end], self.text)

    def joined(self, *remarks: str | None) -> str | None:
        """The condition of a part: what held before this clause, and the remarks in it."""
        return "；".join(filter(None, (self.condition, *remarks))) or None

    def subjects(self, bound: Bound) -> list[str | None]:
        """What a bound is a bound of, by the words before the colon and before the bound."""
        return [context.subject(self.head), context.subject(self.before(bound))]

    def check_before(self, main: Bound, others: Sequence[Bound]) -> None:
        """Makes sure that nothing before a bound makes it something else.

        Args:
            main: the bound that is the requirement.
            others: bounds before it that are known to set its condition.

        Raises:
            NotUnderstoodError: loose operators or numbers, negations, comparisons, a unit.
        """
        read = {at for other in others for at in range(other.first, other.end)}
        has_operator = main.form in ("sign", "word")
        for at, token in enumerate(self.tokens[: main.first]):
            is_last = at == main.first - 1
            is_code = token.kind == "bad" and main.form == "sign" and not is_last  # 型号A-1.2.3
            is_share = token.kind == "quantity" and (has_operator or not is_last)  # 每5天, 一次性
            is_wording = token.kind in WORDS or token.kind in ("group", "grade")
            if not (at in read or is_code or is_share or is_wording):
                raise NotUnderstoodError
        words = without_brackets(self.before(main))
        alone = words.strip(",:、")
        is_unit = len(alone) > 1 and _ASCII_ALNUM.search(alone) and load_units().whole(alone)
        if main.form == "plus_minus":
            words = words.removesuffix("的")  # 额定值的±10%
        if is_unit or context.turns_meaning(words, has_operator=has_operator):
            raise NotUnderstoodError


def without_brackets(words: str) -> str:
    """The words without what they say in brackets."""
    return _IN_BRACKETS.sub("", words)
