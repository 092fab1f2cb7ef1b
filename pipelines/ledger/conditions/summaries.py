"""Conditions of the December summary of an assessment body (D1 part 4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.core.summaries import BLANKS, MOBILE
from pipelines.ledger.case import Case, Condition, RefusedError
from pipelines.ledger.conditions.lookups import check_registered


def summed_up_body_is_registered(case: Case, _: Any) -> None:
    """The body that the subject names is registered, and nowhere removed."""
    uscc = case.draft.subject.split("/")[0]
    check_registered(case, uscc, f"评估机构 {uscc}")


def year_can_be_summed_up(case: Case, argument: Any) -> None:
    """The year is over, or its month of that number has begun."""
    year = int(case.draft.subject.split("/")[1])
    begins = date(year, argument, 1)
    if case.draft.effective_on < begins:
        raise RefusedError(
            f"{year} 年的工作情况总结自 {begins} 起提交，生效日却是 {case.draft.effective_on}；"
            "请届时再提交"
        )


def texts_name_no_telephone(case: Case, _: Any) -> None:
    """Texts, and none of them gives a telephone number of a person."""
    for blank in BLANKS:
        text = case.draft.payload.get(blank.code, "")
        if not isinstance(text, str):
            raise RefusedError(f"{blank.code}（{blank.title}）写法不对；应为文字")
        if MOBILE.search(text):
            raise RefusedError(f"“{blank.title}”中有手机号码；请去掉个人信息")


CONDITIONS: dict[str, Condition] = {
    "summed_up_body_is_registered": summed_up_body_is_registered,
    "year_can_be_summed_up": year_can_be_summed_up,
    "texts_name_no_telephone": texts_name_no_telephone,
}
