"""A scheme's rules as sentences: how it ranks, who enters the board, who can lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.core.scheme_models import Bands, Points, Weighted
from pipelines.reports.explain.words import bound, level_name, number, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.core.scheme_models import Indicator, Scheme

PERIODS = {"quarterly": "季度", "yearly": "年度"}

_KINDS = {"national": "国家标准", "industry": "行业标准"}
_STRICTER = {
    "any": "可比的核心指标均不低于上述标准，且至少一项严于上述标准",
    "all": "可比的核心指标均严于上述标准",
}
_PROOFS = {"conformity_report": "标准符合性报告", "commitment": "质量承诺"}


def method_text(scheme: Scheme) -> str:
    """How the method makes one order of several indicators."""
    match scheme.method:
        case Bands():
            said = (
                "各核心指标按下表分档，界值含本数；总体水平取最差一项，同档不分先后。缺少任一核心指标的"
                "不参评。"
            )
        case Points():
            said = (
                "各核心指标按下表计分，界值含本数，每项取达到的最高一档；按总分排序，同分并列。"
                f"{_veto(scheme, scheme.method)}"
            )
        case Weighted():
            said = _weighted(scheme.method)
    return f"{said}{_cut_offs(scheme)}"


def scale_text(scheme: Scheme, item: Indicator) -> str:
    """What a core indicator's values are worth: levels, points, or weight and goalposts."""
    unit = unit_text(item.unit if item.unit != "grade" else None)
    match scheme.method:
        case Bands():
            return "\n".join(_levels(scheme, item, unit))
        case Points():
            return "\n".join(_steps(item, unit))
        case Weighted():
            return _weight(scheme.method, item, unit)


def stricter_text(scheme: Scheme) -> str:
    """Which standards one has to be stricter than, and how that is judged (D1 part 3 (2) 2)."""
    rule = scheme.eligibility
    if rule is None or not rule.stricter_than:
        return ""
    kinds = "和".join(_KINDS[kind] for kind in rule.stricter_than)
    how = f"，即{_STRICTER[rule.how]}" if rule.how else ""
    return f"纳入排行榜的企业标准，水平应严于{kinds}{how}。"


def board_text(scheme: Scheme) -> str:
    """Who enters the board."""
    if scheme.board is None or scheme.level_count is None:
        return "符合上述条件的均列入排行榜。"
    lowest = level_name(scheme.method.kind, scheme.board.lowest_level)
    return f"总体水平达到{lowest}及以上的列入排行榜。"


def leaders_text(scheme: Scheme) -> str:
    """Who can lead, and what is asked of it."""
    rule = scheme.leaders
    if rule is None:
        return ""
    said = (
        f"总体水平为{level_name(scheme.method.kind, rule.level)}的入围。"
        if scheme.level_count is not None
        else ""
    )
    proofs = "和".join(_PROOFS[each] for each in rule.requires if each in _PROOFS)
    agreed = "须同意列入" if "consent" in rule.requires else ""
    asked = "，并".join(part for part in (agreed, f"提交{proofs}" if proofs else "") if part)
    return f"{said}入围企业{asked}。" if asked else said


def _levels(scheme: Scheme, item: Indicator, unit: str | None) -> Iterator[str]:
    for level, _, value in item.levels.given() if item.levels else ():
        reached = (
            f"等级 {value}"
            if isinstance(value, str)
            else bound(item.better or "", value, is_inclusive=True, unit=unit)
        )
        yield f"{level_name(scheme.method.kind, level)} {reached}"


def _steps(item: Indicator, unit: str | None) -> Iterator[str]:
    for step in item.points:
        end = step.at_most if item.better == "lower" else step.at_least
        if end is not None:
            reached = bound(item.better or "", end, is_inclusive=True, unit=unit)
            yield f"{reached}：{number(step.points)} 分"


def _weight(method: Weighted, item: Indicator, unit: str | None) -> str:
    parts = [f"权重 {number(method.weights[item.code])}"]
    if item.code in method.goalposts:
        worst, best = method.goalposts[item.code]
        parts.append(f"最差 {number(worst)}、最好 {number(best)}{f' {unit}' if unit else ''}")
    return "\n".join(parts)


def _weighted(method: Weighted) -> str:
    low, high = method.scale
    scaled = {
        "none": "各值不折算，",
        "goalposts": f"各值以下表所列最差、最好两端折算到 {number(low)}—{number(high)}，"
        + ("超出两端的按两端计，" if method.cap else "超出两端的照算，"),
        "sample": f"各值以参评各项的最差、最好两端折算到 {number(low)}—{number(high)}，"
        "参评者增减时得分随之变化，",
    }[method.normalise]
    mean = "几何平均" if method.aggregate == "geometric" else "算术平均"
    missing = (
        "缺少的核心指标把权重让给其余指标"
        if method.missing == "reweight"
        else "缺少任一核心指标的不参评"
    )
    return f"各核心指标按下表加权，{scaled}取加权{mean}；{missing}；按得分排序，同分并列。"


def _veto(scheme: Scheme, method: Points) -> str:
    names = "、".join(item.name for item in scheme.indicators if item.code in method.veto)
    return f"{names}不合格的，不论得分列末等，排在最后。" if names else ""


def _cut_offs(scheme: Scheme) -> str:
    if isinstance(scheme.method, Bands) or not scheme.method.cut_offs:
        return ""
    steps = "，".join(
        f"≥{number(cut_off)} 为第 {level} 等"
        for level, cut_off in enumerate(scheme.method.cut_offs, 1)
    )
    return f"得分{steps}，其余为第 {scheme.level_count} 等。"
