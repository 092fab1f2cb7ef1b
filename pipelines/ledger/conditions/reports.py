"""Conditions of the January report of a work institution (D1 part 4)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pipelines.ledger.case import Case, Condition, RefusedError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def reported_year_is_over(case: Case, _: Any) -> None:
    """The report on a year is approved after the year's end: 次年1月底前."""
    ends = date(int(case.draft.subject) + 1, 1, 1)
    if case.draft.effective_on < ends:
        raise RefusedError(
            f"{case.draft.subject} 年的工作报告自 {ends} 起批准，生效日却是 "
            f"{case.draft.effective_on}；年度结束前只有草稿"
        )


def digest_of_tables(case: Case, _: Any) -> None:
    """What is approved is named by the digest of its tables."""
    if not _SHA256.fullmatch(str(case.draft.payload.get("digest"))):
        raise RefusedError("digest 应为草稿表格的摘要（64 位小写十六进制），见其 figures.json")


def approved_paper_is_attached(case: Case, _: Any) -> None:
    """The paper itself comes with its approval: the final report is made of it."""
    if not any(each.name.endswith(".docx") for each in case.draft.evidence):
        raise RefusedError(
            "没有附上所批准的报告；请用 --evidence 附上草稿的 docx（文字可以先修改）"
        )


CONDITIONS: dict[str, Condition] = {
    "reported_year_is_over": reported_year_is_over,
    "digest_of_tables": digest_of_tables,
    "approved_paper_is_attached": approved_paper_is_attached,
}
