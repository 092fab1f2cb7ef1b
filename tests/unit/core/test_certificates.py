"""A certificate's digest is what anybody can compute from what stands on it."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.core.certificates import certificate_digest

FACTS = ("national-001", "示例公司", "Q/SL 001-2026", date(2026, 5, 27), date(2027, 5, 27))


def test_the_digest_is_that_of_five_lines() -> None:
    # printf 'national-001\n示例公司\nQ/SL 001-2026\n2026-05-27\n2027-05-27\n' | sha256sum
    known = "e16b4532c612310d431f1a987b7b1518365abdf2064284a49946bdfb46f34fe1"
    assert certificate_digest(*FACTS) == known


def test_blanks_and_line_breaks_of_a_name_do_not_matter() -> None:
    number, _, *rest = FACTS
    assert certificate_digest(number, " 示例\n 公司 ", *rest) == certificate_digest(
        number, "示例 公司", *rest
    )


@pytest.mark.parametrize("place", range(5))
def test_every_fact_counts(place: int) -> None:
    other = ("national-002", None, "Q/SL 002-2026", date(2026, 5, 28), date(2027, 5, 28))
    changed = (*FACTS[:place], other[place], *FACTS[place + 1 :])
    assert certificate_digest(*changed) != certificate_digest(*FACTS)
