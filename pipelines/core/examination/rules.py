"""The rules of the formal examination: how grave a breach is, and where the documents say so.

Codes are stable: programs that read `lingpao check --format json` rely on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.core.yaml_files import Finding

Severity = Literal["error", "doubt"]

_SCHEME_PLACE = "实施方案（试行）附件1 "

_PLACES: Mapping[str, str] = {
    "assessment_body.authority": "二（限1000字）",
    "assessment_body": "一",
    "field_code": "封面（所属重点领域）",
    "purpose": "三、1",
    "products": "三、2",
    "indicators": "三、3",
    "method": "三、4",
    "period": "三、4",
    "board": "三、5",
    "leaders": "三、6",
    "targets": "三、7",
    "attachments": "四",
}
"""Where annex 1 of the national implementation scheme asks for a field, the longer path first."""


@dataclass(frozen=True)
class Rule:
    """A rule of the examination.

    Attributes:
        severity: an error fails the examination, a doubt is for a person to look at.
        basis: its place in the documents; None where it is a rule of the file format alone.
        by_field: whether annex 1 has a place for the field that is wrong.
    """

    severity: Severity
    basis: str | None = None
    by_field: bool = False


_FORMAT = Rule("error", by_field=True)
_CORE = Rule("error", "实施方案（试行）附件1 三、3")
_METHOD = Rule("error", "实施方案（试行）附件1 三、4")

RULES: Mapping[str, Rule] = {
    # the file
    "unreadable_file": Rule("error"),
    "not_yaml": Rule("error"),
    "unknown_document": Rule("error"),
    "missing_field": _FORMAT,
    "unknown_field": Rule("error"),
    "wrong_value": _FORMAT,
    "too_long": _FORMAT,
    "repeated": Rule("error"),
    "misplaced_file": Rule("error"),
    "versions_conflict": Rule("error"),
    # against the other reference files
    "unknown_reference": Rule("error"),
    "unit_not_canonical": Rule("error"),
    "direction_differs": Rule("error"),
    "alias_collides": Rule("error"),
    "malformed_standard_no": Rule("error"),
    "reference_unreadable": Rule("doubt"),
    "missing_key_fields": Rule("doubt", "实施方案（试行）一"),
    # milestones of a programme
    "unannounced_year": Rule("error"),
    "disordered_dates": Rule("error"),
    # annex 1
    "annex_incomplete": _FORMAT,
    "fee_charged": Rule("error", "实施方案（试行）附件1 一（不向企业收取评估费用）"),
    "form_facts_missing": Rule("doubt", by_field=True),
    "text_not_written": Rule("doubt", by_field=True),
    "uscc_check_failed": Rule("doubt", "实施方案（试行）附件1 一"),
    "targets_differ": Rule("error", "实施方案（试行）附件1 三、7"),
    # indicators
    "few_core_indicators": _CORE,
    "rare_core_indicator": Rule("error", "实施方案（试行）附件1 三、3（大部分标准共有）"),
    "coverage_not_examined": Rule("doubt", "实施方案（试行）附件1 三、3（大部分标准共有）"),
    "graded_indicator_left_out": Rule("doubt", "实施方案（试行）附件1 三、3"),
    "missing_test_method": Rule("error", "实施方案（试行）附件1 三、3（检验标准）"),
    "unit_dimension": _CORE,
    "missing_source": Rule("error"),
    "example_evidence": Rule("doubt"),
    "missing_accept": _CORE,
    "basic_graded": _CORE,
    # levels
    "levels_missing": _METHOD,
    "levels_disordered": _METHOD,
    "levels_not_comparable": _METHOD,
    "level_below_limit": Rule("error", "实施方案（试行）三（二）2、附件1 三、4"),
    "level_below_coming_limit": Rule("doubt", "实施方案（试行）三（二）2、附件1 三、4"),
    "grade_differs": _METHOD,
    "grade_not_verified": Rule("doubt"),
    "standard_outdated": Rule("doubt", "实施方案（试行）附件1 三、2（执行的相关标准）"),
    # method, board, leaders
    "points_incomplete": _METHOD,
    "points_negative": _METHOD,
    "weights_incomplete": _METHOD,
    "goalposts_incomplete": _METHOD,
    "goalposts_reversed": _METHOD,
    "goalposts_unused": _METHOD,
    "scale_negative": _METHOD,
    "direction_ignored": _METHOD,
    "cut_offs_disordered": _METHOD,
    "level_out_of_range": Rule("error", by_field=True),
    "goalposts_of_sample": Rule("doubt", "实施方案（试行）附件1 三、4"),
    "not_stricter": Rule("doubt", "实施方案（试行）三（二）2"),
    "leader_papers_missing": Rule("doubt", "实施方案（试行）三（二）3、4，附件1 三、6"),
}


@dataclass(frozen=True)
class Examined:
    """One finding of the examination: what `lingpao check` prints."""

    severity: Severity
    code: str
    file: Path
    line: int
    field: str
    problem: str
    remedy: str
    basis: str | None

    @classmethod
    def of(cls, finding: Finding, *, is_scheme: bool = True) -> Examined:
        """A finding with its rule; annex 1 asks for nothing in other files than schemes."""
        rule = RULES[finding.code]
        basis = rule.basis
        if rule.by_field and is_scheme:
            basis = next(
                (
                    _SCHEME_PLACE + place
                    for path, place in _PLACES.items()
                    if finding.field.startswith(path)
                ),
                basis,
            )
        return cls(
            rule.severity,
            finding.code,
            finding.file,
            finding.line,
            finding.field,
            finding.problem,
            finding.remedy,
            basis,
        )

    def __str__(self) -> str:
        kind = "错误" if self.severity == "error" else "存疑"
        basis = f"〔{self.basis}〕" if self.basis else ""
        return (
            f"{self.file}:{self.line}：{kind} {self.code}：{self.field}："
            f"{self.problem}；{self.remedy}{basis}"
        )

    def plain(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": str(self.file),
            "line": self.line,
            "field": self.field,
            "problem": self.problem,
            "remedy": self.remedy,
            "basis": self.basis,
        }
