"""One spelling for a requirement text before it is read: what `core.text` folds, and signs.

Afterwards a comma between digits is either ASCII, or DIGIT_COMMA where it was a full-width one.
"""

from __future__ import annotations

import re

from pipelines.core.text import clean

DIGIT_COMMA = "\ue000"
"""A full-width comma between digits: it may part thousands, or things that are listed."""

MAX_LENGTH = 10_000
"""Longer texts are no requirement that anybody could check."""

_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr)>", re.IGNORECASE)
_COMMA_IN_DIGITS = re.compile("(?<=[0-9０-９])，(?=[0-9０-９]{3})")
_DASH_AS_RANGE = re.compile(r"(?<=[0-9A-Za-z%‰°℃])\s*(?:——|──|﹣﹣|－－)\s*(?=[0-9])")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―─━−﹘⁃", "-"),
        **dict.fromkeys("∼〜˜⁓∽〰", "~"),
        **dict.fromkeys("≦⩽≯⪇", "≤"),
        **dict.fromkeys("≧⩾≮⪈", "≥"),
        **dict.fromkeys("⋅•∙・‧●", "·"),
        **dict.fromkeys("✕⨯╳⨉✖", "×"),
        **dict.fromkeys("˚º", "°"),
        "∶": ":",
        "｡": "。",
        "﹪": "%",
        "∓": "±",
    }
)
_LOOSE_BLANK = re.compile(r"(?<![A-Za-z0-9Ωμ.]) | (?![A-Za-zΩμ0-9.])")


def fold_requirement(raw: str) -> str:
    """The text as it is read: markup gone, one spelling of every sign, lines kept.

    Blanks are dropped, but between two letters or digits they may mean something and stay.
    """
    text = _BREAK.sub("\n", raw) if "<" in raw else raw
    if "，" in text:
        text = _COMMA_IN_DIGITS.sub(DIGIT_COMMA, text)
    if "—" in text or "－" in text or "─" in text:
        text = _DASH_AS_RANGE.sub("~", text)
    if "\n" in text or "\r" in text:
        return "\n".join(filter(None, map(_fold_line, text.splitlines())))
    return _fold_line(text)


def _fold_line(line: str) -> str:
    return _LOOSE_BLANK.sub("", clean(line).translate(_SIGNS))
