"""What a version says otherwise is told in words, and nothing else is."""

from __future__ import annotations

from typing import Any

from pipelines.core.revisions import changes_between

ROW: dict[str, Any] = {"standard_name": "净化器", "status": "in_force", "indicator_source": "cpbz"}


def cells(*texts: tuple[str | None, str | None]) -> list[dict[str, Any]]:
    return [{"indicator_name_raw": name, "requirement_raw": text} for name, text in texts]


def test_what_is_alike_is_not_told() -> None:
    same = cells(("CCM", "≥1500mg"), ("噪声", None))
    assert changes_between(ROW, {**ROW, "source": "qybz"}, same, [*same]) == []


def test_name_and_status_are_told_with_what_they_were() -> None:
    after = {**ROW, "standard_name": "空气净化器", "status": "abolished"}
    assert changes_between(ROW, after, [], []) == [
        "标准名称：净化器 → 空气净化器",
        "状态：现行 → 废止",
    ]


def test_requirements_are_compared_by_the_name_that_was_sent() -> None:
    before = cells(("CCM", "≥1500mg"), ("噪声", "≤60dB"), ("CADR", "≥300"), ("CADR", "≥400"))
    after = cells(("CCM", "≥900mg"), ("CADR", "≥300"), ("CADR", "≥400"), (None, ""))
    assert changes_between(ROW, ROW, before, after) == [
        "CCM：≥1500mg → ≥900mg",
        "噪声：≤60dB → （无）",
        "（无名称）：（无） → （空）",
    ]


def test_indicators_that_were_not_public_before_are_no_change_of_each() -> None:
    before = {**ROW, "indicator_source": None}
    assert changes_between(before, ROW, [], cells(("CCM", "≥1mg"))) == ["指标由 cpbz 公开"]
