"""How an explanation words codes and numbers: rules, reasons with what a firm can do, bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.reports.explain_model import Chain, Limit, Reading, Step

STATUSES = {"in_force": "现行", "upcoming": "即将实施", "abolished": "废止", "replaced": "被代替"}
VERDICTS = {"pass": "通过", "doubt": "存疑", "fail": "不通过"}
METHODS = {"bands": "分档，取最差一项", "points": "计分求和", "weighted": "加权评分"}
NATURES = {"mandatory": "强制性", "recommended": "推荐性"}

RULES = {
    "enterprise_standard": "企业标准，编号规范",
    "status_in_force": "标准现行",
    "not_superseded": "未被新声明取代",
    "observed_in_time": "按时采集",
    "applied": "已申请",
    "not_barred": "不在禁入期",
    "indicators_disclosed": "公开指标",
    "national_limits": "符合强制性标准",
    "stricter": "严于推荐性标准",
    "core_indicator": "核心指标",
    "basic_indicator": "基础指标",
    "overall_level": "总体水平",
    "model_named": "列明型号",
    "production_attested": "批量生产或广泛服务",
    "citations_current": "引用标准有效",
}
"""Rules of fct_eligibility in the order in which they are told."""

REMEDIES = {
    "not_enterprise_standard": "榜单只比较企业标准：请制定企业标准（Q/…）并声明公开",
    "malformed_number": "请把编号改为“Q/企业代号 顺序号-四位年份”后重新声明公开",
    "observed_late": "本期不再补入，下一期自动参评",
    "abolished": "请声明公开现行的标准",
    "replaced": "请声明公开代替它的标准",
    "upcoming": "标准实施后自动参评",
    "status_unknown": "请在平台上注明标准状态",
    "unlisted": "请核实平台是否已撤下该声明；如属误撤，请恢复公开",
    "superseded": "由较新的声明参评，无须处理；如新声明有误，请更正新声明",
    "indicators_not_disclosed": "请在平台上逐项公开指标与要求，或向评估机构提供标准文本供摘录",
    "breaks_national_limit": "请修订标准使声明值符合该限值，经重新声明公开后参评",
    "worse_than_limit": "请把该项要求提高到不低于推荐性标准，再重新声明公开",
    "not_stricter": "请至少把上述要求提高到严于推荐性标准，再重新声明公开",
    "barred": "禁入期满后方可参评；对决定有异议的，请向作出决定的机构提出",
    "not_applied": "请在截止日前向受理机构提出申请",
    "model_missing": "请在平台上填写产品型号",
    "not_attested": "请向评估机构提供批量生产或广泛服务的证明",
    "cites_outdated": "请把规范性引用文件更新为现行版本",
    "missing": "请在标准中规定该指标并公开",
    "unparsed": "请写成带单位的数值或等级，如“≤0.05 mg/m³”；若系平台录入有误，可凭依据申请更正读法",
    "wrong_side": "请规定另一侧的限值（越小越好的写“≤”，越大越好的写“≥”）",
    "other_method": "请按方案规定的试验方法重新规定该指标",
    "unknown_method": "请注明方案规定的试验方法（标准编号与条款）",
    "unit": "请改用方案规定的单位",
    "unclear_conditions": "请逐项写明各要求适用的条件，或只保留一项要求",
    "grade_without_standard": "请改写为数值，或引用给出该等级数值的标准",
    "none_detected_without_limit": "请写明检出限，如“≤0.01 mg/kg”",
    "not_accepted": "请按方案认可的表述规定该项",
    "below_lowest_level": "请提高该项要求",
    "no_score": "请公开可以计分的核心指标",
}
"""What a firm can do, by the reason codes of fct_eligibility."""

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

_LEVELS = {1: "先进", 2: "平均", 3: "基准"}
_CODE_BEFORE = re.compile(r"^[a-z_]+：")


def rule_name(rule_code: str, indicator: str | None) -> str:
    """Name of a rule; `indicator` is the name of the one that it is about."""
    kind, _, code = rule_code.partition(":")
    return f"{RULES[kind]}：{indicator or code}" if code else RULES[kind]


def evidence_text(evidence: str) -> str:
    """Evidence for people, without the code that some of it opens with."""
    return _CODE_BEFORE.sub("", evidence)


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
