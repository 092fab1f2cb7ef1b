"""Procedures: which decision moves what from which state to which, by whom and by which rule.

State machines as data. A programme's file holds what its own documents say; where it says nothing
of a subject type, the programme that it inherits from does (domain.md §5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pipelines.core.yaml_files import (
    Code,
    Fault,
    FileModel,
    Finding,
    ProgrammeCode,
    Text,
    YamlFileError,
    wrong,
)
from pipelines.core.yaml_folders import models_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipelines.core.programmes import Programme
    from pipelines.core.yaml_files import YamlDocument

NO_STATE = "none"
"""The state of a subject on which nothing was decided yet."""

ROLES = {
    "work_institution": "工作机构",
    "assessment_body": "评估机构",
    "expert_committee": "专家委员会",
    "enterprise": "企业",
    "regulator": "市场监管部门",
    "ministry": "部委",
    "county_office": "县（市、区）局",
    "working_group": "专项工作组",
    "province_department": "省级商务、市场监管部门",
    "applicant": "申报单位",
    "public": "社会公众",
}
"""Roles in which decisions are taken, with their Chinese names. lingpao itself has none."""

STATES = {
    NO_STATE: "尚无决定",
    "registered": "已登记",
    "removed": "已取消",
    "blacklisted": "已列入黑名单",
    "filed": "已申报",
    "examined": "已通过形式审查",
    "reviewed": "已通过专家评审",
    "selected": "已选定",
    "not_selected": "未选定",
    "in_publicity": "公示中",
    "published": "已发布",
    "refused": "未通过",
    "submitted": "已报送",
    "returned": "已退回",
    "under_revision": "待更正重报",
    "shortlisted": "已确定入围名单",
    "heard": "已听取汇报",
    "withdrawn": "已退出入围名单",
    "exit_proposed": "已提请退出",
    "exited": "已退出",
    "barred": "不得纳入",
    "recommended": "已推荐",
    "not_recommended": "未推荐",
    "approved": "已确定为试点",
    "not_approved": "未确定为试点",
    "running": "试点中",
    "acceptance_requested": "已申请验收",
    "accepted": "已通过验收",
    "not_accepted": "未通过验收",
    "reported": "验收结果已上报",
}
"""States of subjects, with their Chinese names; a state that is none of these is no state."""

_CODE, _PERIOD, _DECLARATION = r"[a-z][a-z0-9_]*", r"\d{4}(?:Q[1-4])?", r"[^\s/]+"
SUBJECT_FORMS = {
    "scheme": (rf"{_CODE}/[1-9]\d*", "方案代码/版本，如 national_2026_air_cleaner/1"),
    "board": (
        rf"{_CODE}/{_CODE}/{_PERIOD}",
        "领域/产品类别/周期，如 air_cleaner/air_cleaner/2026Q2",
    ),
    "entry": (rf"{_CODE}/{_CODE}/{_PERIOD}/{_DECLARATION}", "领域/产品类别/周期/声明编号"),
    "leader_list": (rf"\d{{4}}/{_CODE}/{_CODE}", "年份/领域/产品类别"),
    "leader": (rf"\d{{4}}/{_CODE}/{_CODE}/{_DECLARATION}", "年份/领域/产品类别/声明编号"),
    "assessment_body": (r"[0-9A-Z]{18}", "评估机构的统一社会信用代码"),
    "year": (r"\d{4}", "年份，如 2026"),
    "body_year": (r"[0-9A-Z]{18}/\d{4}", "评估机构的统一社会信用代码/年份"),
    "enterprise": (r"[0-9A-Z]{9}", "企业的 9 位组织机构代码，即统一社会信用代码的第 9—17 位"),
    "ban": (r"[0-9A-Z]{9}", "企业的 9 位组织机构代码，即统一社会信用代码的第 9—17 位"),
    "declaration": (_DECLARATION, "声明编号，或企业代码"),
    "milestone": (rf"\d{{4}}/{_CODE}", "年份/节点代码"),
    "finding": (_DECLARATION, "比对记录编号"),
    "pilot": (r"[a-z0-9][a-z0-9-]*", "试点代码，小写字母、数字和连字符"),
    "field": (_CODE, "领域代码"),
}
"""What the subject of a decision looks like, by its form, with the same in words."""

_OUR_READING = "（约定）"
_FILE = re.compile(r"(?P<programme>[^/]+)\.yml")

Role = Literal[
    "work_institution",
    "assessment_body",
    "expert_committee",
    "enterprise",
    "regulator",
    "ministry",
    "county_office",
    "working_group",
    "province_department",
    "applicant",
    "public",
]


class Condition(FileModel):
    """A condition by its name, with an argument where it takes one."""

    name: Code
    argument: Any = None


def _condition(value: object) -> object:
    if isinstance(value, str):
        return {"name": value}
    if isinstance(value, dict) and len(value) == 1:
        [(name, argument)] = value.items()
        return {"name": name, "argument": argument}
    raise wrong("应为条件的名称，或“名称: 参数”")


class Fact(FileModel):
    """A decision that moves no state.

    Attributes:
        on: form of its subject, a key of `SUBJECT_FORMS`.
        by: roles that may take it.
        needs: members that its payload must have.
        requires: conditions, in the order in which they are asked.
        place: of the rule in the programme's document; `（约定）` marks our reading.
    """

    on: str
    by: Annotated[list[Role], Field(min_length=1)]
    needs: list[Code] = Field(default_factory=list)
    requires: list[Annotated[Condition, BeforeValidator(_condition)]] = Field(default_factory=list)
    place: Text


class Rule(FileModel):
    """A decision that moves a subject from one of some states to another; see `Fact`."""

    from_: Annotated[list[Code], Field(alias="from", min_length=1)]
    to: Code
    by: Annotated[list[Role], Field(min_length=1)]
    needs: list[Code] = Field(default_factory=list)
    requires: list[Annotated[Condition, BeforeValidator(_condition)]] = Field(default_factory=list)
    place: Text


class Procedures(FileModel):
    """A programme's procedures: rules by subject type and kind of decision, facts by kind.

    Attributes:
        document: that `place` speaks of, by the short name that people know it by.
        inherits: programme whose procedures hold for what this file does not name; None: that from
            which the programme itself inherits.
    """

    programme: ProgrammeCode
    document: Text
    inherits: ProgrammeCode | None = None
    procedures: dict[Code, dict[Code, Rule]] = Field(default_factory=dict)
    facts: dict[Code, Fact] = Field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """A rule or a fact as found for a decision; `subject_type` is None for a fact."""

    subject_type: str | None
    rule: Rule | Fact


def find(procedures: Procedures, kind: str, subject: str) -> Named:
    """What a programme says of a decision on a subject.

    Raises:
        LookupError: the programme does not know the kind, or the subject has another form.
    """
    forms = []
    for subject_type, rules in procedures.procedures.items():
        if kind in rules:
            if re.fullmatch(SUBJECT_FORMS[subject_type][0], subject):
                return Named(subject_type, rules[kind])
            forms.append(subject_type)
    if (fact := procedures.facts.get(kind)) is not None:
        if re.fullmatch(SUBJECT_FORMS[fact.on][0], subject):
            return Named(None, fact)
        forms.append(fact.on)
    if forms:
        words = "；或 ".join(SUBJECT_FORMS[form][1] for form in forms)
        raise LookupError(f"决定 {kind} 的对象 {subject} 写法不对，应为{words}")
    raise LookupError(
        f"项目 {procedures.programme} 没有决定 {kind}；可用：{'、'.join(sorted(kinds(procedures)))}"
    )


def kinds(procedures: Procedures) -> set[str]:
    """Every kind of decision that a programme knows."""
    return {kind for rules in procedures.procedures.values() for kind in rules} | {
        *procedures.facts
    }


def load_procedures(
    root: Path, programmes: Mapping[str, Programme], conditions: Mapping[str, object]
) -> dict[str, Procedures]:
    """The procedures of every programme, with what it inherits, by its code.

    Args:
        root: folder of `<programme>.yml`.
        programmes: as their files say them (`core.programmes.written_programmes`).
        conditions: those that there are, by name.

    Raises:
        YamlFileError: with every finding in every file.
        FileNotFoundError: there is no such folder.
    """
    own: dict[str, Procedures] = {}
    documents: dict[str, YamlDocument] = {}
    findings: list[Finding] = []
    found = models_in(root, _FILE, "<programme>.yml", Procedures, findings)
    for place, document, procedures in found:
        faults = list(procedure_faults(procedures, conditions))
        if procedures.programme != place["programme"] or procedures.programme not in programmes:
            problem = (
                f"文件名是 {document.path.name}，内容却写 {procedures.programme}，或没有这个项目"
            )
            remedy = "应为 programmes/ 中的一个项目，文件名与之相同"
            faults.append(Fault(("programme",), problem, remedy, "misplaced_file"))
        if procedures.inherits is not None and procedures.inherits not in programmes:
            remedy = f"应为 {'、'.join(programmes)} 之一"
            faults.append(Fault(("inherits",), f"没有项目 {procedures.inherits}", remedy))
        findings += document.findings(faults)
        documents[procedures.programme], own[procedures.programme] = document, procedures
    for code, document in documents.items():
        if code in (line := _line(code, own, programmes))[1:]:
            problem = f"继承绕成了圈：{' → '.join(line)}"
            fault = Fault(("inherits",), problem, "请去掉其中一处 inherits")
            findings += document.findings([fault])
    if findings:
        raise YamlFileError(findings)
    return {code: _resolved(code, own, programmes) for code in programmes}


def _parent(
    code: str, own: Mapping[str, Procedures], programmes: Mapping[str, Programme]
) -> str | None:
    stated = own[code].inherits if code in own else None
    return stated or programmes[code].inherits


def _line(
    code: str, own: Mapping[str, Procedures], programmes: Mapping[str, Programme]
) -> list[str]:
    """A programme and those that it inherits from, up to the first that comes twice."""
    line = [code]
    while line[-1] in programmes and (parent := _parent(line[-1], own, programmes)) is not None:
        line.append(parent)
        if parent in line[:-1]:
            break
    return line


def _resolved(
    code: str, own: Mapping[str, Procedures], programmes: Mapping[str, Programme]
) -> Procedures:
    """What a programme says, and for what it says nothing of, what its parent says."""
    mine = _placed(own[code]) if code in own else None
    parent = _parent(code, own, programmes)
    if parent is None:
        return mine or Procedures(programme=code, document=programmes[code].name)
    inherited = _resolved(parent, own, programmes)
    if mine is None:
        return inherited.model_copy(update={"programme": code, "inherits": parent})
    return Procedures(
        programme=code,
        document=mine.document,
        inherits=parent,
        procedures=inherited.procedures | mine.procedures,
        facts=inherited.facts | mine.facts,
    )


def _placed(procedures: Procedures) -> Procedures:
    """With the document before each place: a rule that is inherited still says where it stands."""

    def at(place: str) -> str:
        return place if place.startswith(_OUR_READING) else f"{procedures.document} {place}"

    return procedures.model_copy(
        update={
            "procedures": {
                subject_type: {
                    kind: rule.model_copy(update={"place": at(rule.place)})
                    for kind, rule in rules.items()
                }
                for subject_type, rules in procedures.procedures.items()
            },
            "facts": {
                kind: fact.model_copy(update={"place": at(fact.place)})
                for kind, fact in procedures.facts.items()
            },
        }
    )


def procedure_faults(procedures: Procedures, conditions: Mapping[str, object]) -> Iterator[Fault]:
    """What is wrong within a programme's procedures: unknown names, states that none leads to."""
    known = "、".join(sorted(conditions))
    for subject_type, rules in procedures.procedures.items():
        at = ("procedures", subject_type)
        if subject_type not in SUBJECT_FORMS:
            yield Fault(at, f"没有对象类型 {subject_type}", f"应为 {'、'.join(SUBJECT_FORMS)} 之一")
        reached = _reached(rules)
        for kind, rule in rules.items():
            if rule.to not in STATES:
                problem, remedy = f"没有状态 {rule.to}", f"应为 {'、'.join(STATES)} 之一"
                yield Fault((*at, kind, "to"), problem, remedy)
            for number, state in enumerate(rule.from_):
                if state not in reached:
                    problem = f"没有决定通向状态 {state}"
                    remedy = f"应为 {'、'.join(sorted(reached))} 之一"
                    yield Fault((*at, kind, "from", number), problem, remedy)
            yield from _condition_faults(rule, (*at, kind), conditions, known)
    for kind, fact in procedures.facts.items():
        if fact.on not in SUBJECT_FORMS:
            problem = f"没有对象类型 {fact.on}"
            yield Fault(("facts", kind, "on"), problem, f"应为 {'、'.join(SUBJECT_FORMS)} 之一")
        yield from _condition_faults(fact, ("facts", kind), conditions, known)


def _reached(rules: Mapping[str, Rule]) -> set[str]:
    """The states that decisions lead to, from nothing on."""
    reached: set[str] = set()
    found = {NO_STATE}
    while found - reached:
        reached |= found
        found = {rule.to for rule in rules.values() if reached.intersection(rule.from_)}
    return reached


def _condition_faults(
    rule: Rule | Fact, at: tuple[str, ...], conditions: Mapping[str, object], known: str
) -> Iterator[Fault]:
    for number, condition in enumerate(rule.requires):
        if condition.name not in conditions:
            problem = f"没有条件 {condition.name}"
            yield Fault((*at, "requires", number), problem, f"可用：{known}")
