"""What annex 1 of the national implementation scheme asks of a scheme, besides its numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.core.identifiers import parse_credit_code
from pipelines.core.yaml_files import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.core.scheme_models import AssessmentBody, Scheme

_ATTACHMENTS = {
    "legal_person_certificate": "法人证书复印件",
    "business_licence": "营业执照复印件",
    "standards_led": "牵头或参与制定的标准清单及证明材料",
    "staff_titles": "评估人员职称等证明材料",
    "assessment_projects": "参与产品或服务标准评估项目的证明材料",
}
"""Part 4: four attachments, the first of two papers."""

_BODY = {"kind": "机构类型", "ownership": "单位性质", "registered_on": "成立日期"}
_BODY_ELSEWHERE = {
    "address": "通讯地址",
    "postcode": "邮编",
    "registration_authority": "注册机关",
    "registered_capital": "注册资本",
    "valid_until": "有效期",
}
"""Facts that may stand beside the contacts, in the file that is not committed."""

_PRODUCT = {"definition": "产品定义", "scope": "适用范围说明", "standards": "执行的相关标准"}
_TARGETS = {
    "leaders": "评估形成的领跑者数",
    "verification": "评估结果验证要求",
    "conformity": "产品或服务与企业标准一致性的说明",
}
_PAPERS = {"consent": "企业同意", "conformity_report": "标准符合性报告", "commitment": "质量承诺"}

_UNWRITTEN = re.compile(r"[\s.…。·xX×—-]+|待补充?|待定|略|TODO|TBD", re.IGNORECASE)


def annex_faults(scheme: Scheme) -> Iterator[Fault]:
    """What the form lacks, and where it says what the rules do not allow."""
    if scheme.assessment_body is not None:
        yield from _body_faults(scheme.assessment_body)
    yield from _lacking((), scheme, {"purpose": "评估目的（含现有水平）"})
    yield from _lacking((), scheme, {"enterprise_information": "企业相关信息"})
    for number, product in enumerate(scheme.products):
        yield from _lacking(("products", number), product, _PRODUCT)
    if scheme.targets is None:
        yield _incomplete(("targets",), "实施目标")
    else:
        yield from _lacking(("targets",), scheme.targets, _TARGETS)
    missing = [name for name in _ATTACHMENTS if name not in scheme.attachments]
    if missing:
        named = "、".join(f"{name}（{_ATTACHMENTS[name]}）" for name in missing)
        yield Fault(
            ("attachments",), "附件材料不全", f"请备齐并补上 {named}", code="annex_incomplete"
        )
    for at, text in _texts(scheme):
        if text is not None and _UNWRITTEN.fullmatch(text):
            yield Fault(at, f"“{text}”只是占位，没有写内容", "请写出内容", "text_not_written")
    yield from _leader_faults(scheme)


def _body_faults(body: AssessmentBody) -> Iterator[Fault]:
    at: Location = ("assessment_body",)
    yield from _lacking(at, body, {**_BODY, "authority": "机构行业权威性简述"})
    if body.charges_no_fee is None:
        yield _incomplete((*at, "charges_no_fee"), "不向企业收取评估费用的声明", "应为 true")
    elif not body.charges_no_fee:
        problem = "机构没有声明不向企业收取评估费用"
        yield Fault((*at, "charges_no_fee"), problem, "应为 true，收费的不得评估", "fee_charged")
    elsewhere = [name for name in _BODY_ELSEWHERE if getattr(body, name) is None]
    if elsewhere:
        named = "、".join(f"{name}（{_BODY_ELSEWHERE[name]}）" for name in elsewhere)
        remedy = f"请补上 {named}，或确认已写在不提交的联系信息文件里"
        yield Fault(at, "基本情况不全", remedy, "form_facts_missing")
    code = parse_credit_code(body.uscc)
    if code.check in ("malformed", "old_code") or (code.uscc is None):
        problem = f"{body.uscc} 不是统一社会信用代码"
        yield Fault((*at, "uscc"), problem, "应为 18 位，不含 I、O、S、V、Z", "wrong_value")
    elif code.check == "check_failed":
        problem = f"{body.uscc} 的校验码不符"
        yield Fault((*at, "uscc"), problem, "请对照法人证书核对", "uscc_check_failed")


def _leader_faults(scheme: Scheme) -> Iterator[Fault]:
    if scheme.leaders is not None:
        missing = [name for name in _PAPERS if name not in scheme.leaders.requires]
        if missing:
            named = "、".join(f"{name}（{_PAPERS[name]}）" for name in missing)
            at: Location = ("leaders", "requires")
            problem = "确定领跑者所需的材料不全"
            yield Fault(at, problem, f"请补上 {named}", "leader_papers_missing")
    rule = scheme.eligibility
    if rule is not None:
        kinds = {"national": "推荐性国家标准", "industry": "行业标准"}
        missing = [kind for kind in kinds if kind not in rule.stricter_than]
        if missing:
            problem = f"没有要求严于{'和'.join(kinds[kind] for kind in missing)}"
            remedy = f"应补上 {'、'.join(missing)}，或说明理由"
            yield Fault(("eligibility", "stricter_than"), problem, remedy, "not_stricter")


def _lacking(at: Location, entry: object, fields: dict[str, str]) -> Iterator[Fault]:
    for name, meaning in fields.items():
        if getattr(entry, name) in (None, []):
            yield _incomplete((*at, name), meaning)


def _incomplete(at: Location, meaning: str, remedy: str = "") -> Fault:
    wanted = f"请补上 {at[-1]}" + (f"，{remedy}" if remedy else "")
    return Fault(at, f"没有填写{meaning}", wanted, "annex_incomplete")


def _texts(scheme: Scheme) -> Iterator[tuple[Location, str | None]]:
    """What a body writes in its own words."""
    if scheme.assessment_body is not None:
        yield ("assessment_body", "authority"), scheme.assessment_body.authority
    for name in ("purpose", "enterprise_information"):
        yield (name,), getattr(scheme, name)
    if scheme.targets is not None:
        for name in ("verification", "conformity"):
            yield ("targets", name), getattr(scheme.targets, name)
    for number, product in enumerate(scheme.products):
        for name in ("definition", "scope"):
            yield ("products", number, name), getattr(product, name)
