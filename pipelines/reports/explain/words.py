"""How an explanation words states, bounds and readings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.core.wording import REMEDIES

if TYPE_CHECKING:
    from pipelines.reports.explain.model import Chain, Limit, Reading, Step

_INTERNAL = "未经公示，不得对外提供"
STATES = {
    "computed": f"内部计算结果，{_INTERNAL}",
    "submitted": f"已报送，{_INTERNAL}",
    "examined": f"已形式审查，{_INTERNAL}",
    "returned": f"已退回，{_INTERNAL}",
    "under_revision": "修订中，修订结果未经公示前不得对外提供",
    "in_publicity": "公示中",
    "published": "已发布",
}
"""States of a board; what is not in publicity yet stays in the institution (domain.md §3 no. 7)."""

_POWER, _RAISED = re.compile(r"(?<=[A-Za-z])[23]"), {"2": "²", "3": "³"}
_LEVELS = {1: "先进", 2: "平均", 3: "基准"}


def remedy(reason_code: str, chain: Chain | None, lowest_level: int | None) -> str | None:
    """What a firm can do about a reason; `chain` of the core indicator that it concerns."""
    said = REMEDIES.get(reason_code)
    if chain is None or said is None:
        return said
    if reason_code == "below_lowest_level":
        enough = [step for step in chain.steps if (step.level or 0) <= (lowest_level or 0)]
        if enough:
            return f"{said}，达到 {step_text(enough[-1], chain)} 方可上榜"
    if reason_code in {"other_method", "unknown_method"} and chain.test_method:
        return f"{said}：{chain.test_method}"
    if reason_code == "unit" and chain.unit:
        return f"{said}：{chain.unit}"
    return said


def number(value: float) -> str:
    """As short as it can be: 0.05, 15000."""
    return f"{value:.10g}"


def score(value: float) -> str:
    """Points and scores, to the fourth decimal."""
    return number(round(value, 4))


def unit_text(unit: str | None) -> str | None:
    """A unit as it is printed: mg/m³ for mg/m3."""
    return _POWER.sub(lambda power: _RAISED[power[0]], unit) if unit else None


def bound(better: str, value: float, *, is_inclusive: bool | None, unit: str | None) -> str:
    """A bound as it would be declared: “≤0.05 mg/m3”."""
    end = "≤" if better != "higher" else "≥"
    open_end = "<" if better != "higher" else ">"
    return f"{end if is_inclusive else open_end}{number(value)}{f' {unit}' if unit else ''}"


def level_name(method: str, level: int | None) -> str:
    """Bands have names, scores a number: 先进水平, 第 1 等."""
    if level is None:
        return "未达到任何一档"
    if method == "bands":
        return f"{_LEVELS.get(level, level)}水平"
    return f"第 {level} 等"


def step_text(step: Step, chain: Chain) -> str:
    """What has to be declared for a step."""
    if step.grade is not None:
        return f"等级 {step.grade}"
    if step.bound is None:
        return "—"
    return bound(chain.better, step.bound, is_inclusive=True, unit=chain.unit)


def value_text(
    chain: Chain, value: float | None, grade: str | None, *, is_inclusive: bool | None
) -> str:
    """A compared value, the chain's own or a rival's, in the scheme's unit."""
    if grade is not None:
        return f"等级 {grade}"
    if value is None:
        return "缺"
    return bound(chain.better, value, is_inclusive=is_inclusive, unit=chain.unit)


def limit_text(limit: Limit) -> str:
    """The ends of a limit, in its own unit."""
    ends = [
        bound(better, end, is_inclusive=True, unit=limit.unit)
        for better, end in (("higher", limit.low), ("lower", limit.high))
        if end is not None
    ]
    return "且".join(ends)


def reading_text(reading: Reading) -> str:
    """How a requirement is read, as one line."""
    condition = f"（条件：{reading.condition}）" if reading.condition else ""
    match reading.status:
        case "parsed":
            return _range(reading) + condition
        case "grade":
            worse = {"le": "及以下", "lt": "以下", "gt": "以上"}.get(reading.op or "", "或更好")
            return f"等级 {reading.grade} {worse}{condition}"
        case "none_detected":
            return f"未检出{condition}"
        case "empty":
            return "未填写"
        case "text":
            return "文字要求，不作数值比较"
        case _:
            return "无法识别"


def _range(reading: Reading) -> str:
    low, high, unit = reading.low, reading.high, reading.unit
    if low is not None and high is not None:
        tail = f" {unit}" if unit else ""
        if low == high:
            return f"={number(low)}{tail}"
        signs = (
            "≤" if reading.low_inclusive else "<",
            "≤" if reading.high_inclusive else "<",
        )
        return f"{number(low)}{signs[0]}值{signs[1]}{number(high)}{tail}"
    if high is not None:
        return bound("lower", high, is_inclusive=reading.high_inclusive, unit=unit)
    if low is not None:
        return bound("higher", low, is_inclusive=reading.low_inclusive, unit=unit)
    return "无数值"
