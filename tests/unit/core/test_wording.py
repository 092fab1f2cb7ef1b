"""Codes that papers and pages share have their Chinese."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.core.wording import REMEDIES, evidence_text

MODELS = Path(__file__).parents[3] / "dbt_project" / "models" / "intermediate"


def test_a_code_before_the_evidence_is_not_told() -> None:
    assert evidence_text("no_limit：没有可比的限值") == "没有可比的限值"
    assert evidence_text("状态：废止") == "状态：废止"


def test_every_reason_that_the_models_give_has_a_remedy() -> None:
    names = (
        *("boards/int_candidates__judged.sql", "ranking/int_core_indicators__compared.sql"),
        *("ranking/int_core_indicators__levelled.sql", "ranking/int_basic_indicators__judged.sql"),
        "ranking/int_entries__placed.sql",
    )
    text = "\n".join((MODELS / name).read_text(encoding="utf-8") for name in names)
    given = set(re.findall(r"(?:then|,) '([a-z_]+)'(?=\s|$)", text, re.MULTILINE))
    assert {"abolished", "replaced", "upcoming"} | given <= set(REMEDIES)
    assert len(given) > 20
