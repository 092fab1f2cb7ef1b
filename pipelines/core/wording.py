"""Chinese of codes that papers and pages both write: rules, reasons and what a firm can do."""

from __future__ import annotations

import re

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

EXIT_REASONS = {
    1: "企业生产装备、工艺等发生重大变化且严重影响产品性能",
    2: "企业标准发生更新且核心指标水平出现降低",
    3: "出现重大环保安全事故和产品质量问题",
    4: "产品抽检发现达不到公开标准水平",
    5: "发生侵犯知识产权行为",
    6: "通过弄虚作假入选企业标准“领跑者”或存在其他诚信问题",
    7: "由于其他原因须退出领跑者榜单",
}
"""The seven reasons of an exit, in the words of D1 part 3 (2) 6."""

_CODE_BEFORE = re.compile(r"^[a-z_]+：")


def rule_name(rule_code: str, indicator: str | None) -> str:
    """Name of a rule; `indicator` is the name of the one that it is about."""
    kind, _, code = rule_code.partition(":")
    return f"{RULES[kind]}：{indicator or code}" if code else RULES[kind]


def evidence_text(evidence: str) -> str:
    """Evidence for people, without the code that some of it opens with."""
    return _CODE_BEFORE.sub("", evidence)
