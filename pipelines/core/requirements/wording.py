"""Requirements in words: texts whose digits are all those of references and names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.core.requirements import context, references
from pipelines.core.requirements.folding import DIGIT_COMMA
from pipelines.core.requirements.tokens import NotUnderstoodError, Token
from pipelines.core.units import load_units

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTER = re.compile(r"[A-Za-zα-ωΑ-Ω一-鿿㐀-䶿]")


def spelled(tokens: Sequence[Token], text: str) -> str:
    """The text of a row of tokens."""
    if not tokens:
        return ""
    return text[tokens[0].start : tokens[-1].end].replace(DIGIT_COMMA, ",")


def check_text(tokens: Sequence[Token], text: str) -> None:
    """Makes sure that a text demands something in words and hides no number.

    Raises:
        NotUnderstoodError: it has digits that nobody accounts for, lacks what its operator asks
            for, or has no words at all.
    """
    words = spelled(tokens, text)
    is_only_operator = all(token.kind in ("op", "forbid") for token in tokens)
    is_said = LETTER.search(words) and not load_units().whole(words)
    if is_only_operator or not is_said or context.hides_value(words):
        raise NotUnderstoodError
    if any(_hides_number(token, text) for token in tokens):
        raise NotUnderstoodError


def _hides_number(token: Token, text: str) -> bool:
    match token.kind:
        case "bad" | "interval" | "plus_minus" | "range" | "inclusion":
            return True
        case "quantity":
            return not is_wording(token)
        case "op":
            return bool(token.value.is_sign)
        case "word":
            word = text[token.start : token.end]
            return re.search(r"\d", word) is not None and not references.NAME.fullmatch(word)
        case "group":
            return any(_hides_number(inner, text) for inner in token.value)
    return False


def is_wording(quantity: Token) -> bool:
    """三包, 一次性: a Chinese numeral with a counting word is often no number at all."""
    value = quantity.value
    is_counted = value.unit in (None, "分") or load_units().counts(value.unit)
    return value.is_han and not value.unit_leads and is_counted
