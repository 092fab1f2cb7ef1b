"""Identifiers of enterprises: the credit code (USCC), the older organisation code, their checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum.cn import uscc as stdnum_uscc

from pipelines.core.text import fold

Check = Literal["valid", "check_failed", "old_code", "malformed"]


@dataclass(frozen=True)
class CreditCode:
    """An enterprise's identifier as it was declared.

    Attributes:
        uscc: the 18 characters of GB 32100-2015; None where only an old code is known.
        enterprise_id: 9 characters, the organisation code of GB 11714 that a USCC carries as its
            characters 9-17, so that histories and bans survive the change-over; None if malformed.
        check: `valid`; `check_failed` when only the check character is wrong, a warning, because
            registered codes show it; `old_code` for a valid code of 9 characters; `malformed`.
    """

    uscc: str | None
    enterprise_id: str | None
    check: Check


_MALFORMED = CreditCode(None, None, "malformed")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―_.]")
_USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_OLD_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def parse_credit_code(text: str) -> CreditCode:
    """Reads a credit code or an old organisation code; blanks, hyphens, width and case are folded.

    A character outside the alphabet (O for 0, I for 1) is not guessed: such a code is malformed.
    Total.
    """
    code = _SEPARATORS.sub("", fold(text)).upper()
    if _USCC.fullmatch(code):
        is_valid = stdnum_uscc.calc_check_digit(code[:-1]) == code[-1]
        return CreditCode(code, code[8:17], "valid" if is_valid else "check_failed")
    if _OLD_CODE.fullmatch(code):
        is_valid = _old_check_character(code) == code[-1]
        return CreditCode(None, code, "old_code" if is_valid else "check_failed")
    return _MALFORMED


def division_digits(uscc: str) -> str:
    """The division of the registering authority: digits 3-8 of a USCC (GB 32100-2015)."""
    return uscc[2:8]


def _old_check_character(code: str) -> str:
    """Check character of GB 11714-1997: letters count from A = 10, weights modulo 11."""
    total = sum(int(c, 36) * weight for c, weight in zip(code, _OLD_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11]
