"""Phrases of a dictionary found inside texts: of overlapping ones the longest counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Phrases:
    """Phrases, each standing for one code, folded as the texts are that they are looked for in."""

    def __init__(self, codes: dict[str, str]) -> None:
        """Takes the code of each phrase."""
        self._codes = codes
        longest_first = sorted(codes, key=len, reverse=True)
        # a lookahead, so that a phrase that starts inside another one is seen too
        self._pattern = re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))")

    def codes_in(self, text: str) -> set[str]:
        """Codes of the phrases in a text, without those that lie inside a longer phrase."""
        if not self._codes:
            return set()
        spans = [match.span(1) for match in self._pattern.finditer(text)]
        return {self._codes[text[start:end]] for start, end in _outermost(spans)}


def _outermost(spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Spans, ordered by their start, that do not lie inside another one."""
    reach = 0
    for start, end in spans:
        if end > reach:
            yield start, end
            reach = end
