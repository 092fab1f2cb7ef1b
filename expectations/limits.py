"""Loads the limits of `standards/` and the grades of `grades/`, and gives them as frames."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from expectations.files import EntryError, file_name, read_folder
from expectations.models import GradeFile, GradeValue, Limit, Standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STANDARDS = Path(__file__).parent / "standards"
GRADES = Path(__file__).parent / "grades"

LIMITS_SCHEMA = pl.Schema(
    {
        "rule_id": pl.String,
        "standard_no": pl.String,
        "clause": pl.String,
        "nature": pl.String,
        "product_category": pl.String,
        "indicator_code": pl.String,
        "test_method": pl.String,
        "unit": pl.String,
        "low": pl.Float64,
        "high": pl.Float64,
        "in_force_from": pl.Date,
        "in_force_to": pl.Date,
        "known_from": pl.Date,
        "evidence": pl.String,
    }
)
"""One row a rule; the columns of the reference table `limits`."""

GRADE_VALUES_SCHEMA = pl.Schema(
    {
        "standard_no": pl.String,
        "indicator_code": pl.String,
        "grade": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
        "test_method": pl.String,
        "in_force_from": pl.Date,
        "evidence": pl.String,
    }
)
"""One row a grade of a standard; the columns of the reference table `grade_values`."""


def load_standards(folder: Path = STANDARDS) -> list[Standard]:
    """Every standard of a folder, by file name.

    Raises:
        EntryError: a file is wrong, is not named after its standard, or the files contradict each
            other: a rule id twice, an interval that does not end where the successor's begins, two
            limits on the same (category, indicator, method) on one day.
    """
    findings: list[str] = []
    standards: list[Standard] = []
    for path, entry in read_folder(folder, Standard):
        if isinstance(entry, list):
            findings += entry
            continue
        findings += _misnamed(path, entry.standard_no)
        standards.append(entry)
    findings += _repeated_rules(standards)
    findings += _broken_successions(standards)
    findings += _overlaps(standards)
    if findings:
        raise EntryError(findings)
    return standards


def load_limits(folder: Path = STANDARDS) -> list[Limit]:
    """Every rule of a folder of standards as a limit.

    Raises:
        EntryError: as `load_standards`.
    """
    return [limit for standard in load_standards(folder) for limit in limits_of(standard)]


def load_grades(folder: Path = GRADES) -> list[GradeValue]:
    """Every grade of a folder with the number that it stands for.

    Raises:
        EntryError: a file is wrong, is not named after its standard, or gives a grade twice.
    """
    findings: list[str] = []
    values: list[GradeValue] = []
    seen: dict[tuple[str, str, str], str] = {}
    for path, entry in read_folder(folder, GradeFile):
        if isinstance(entry, list):
            findings += entry
            continue
        findings += _misnamed(path, entry.standard_no)
        for value in _grade_values(entry):
            key = (value.standard_no, value.indicator_code, value.grade)
            if key in seen:
                findings.append(
                    f"{path.name}：指标 {value.indicator_code} 的等级 {value.grade} 写了两次"
                )
            seen[key] = path.name
            values.append(value)
    if findings:
        raise EntryError(findings)
    return values


def limits_frame(folder: Path = STANDARDS) -> pl.DataFrame:
    """The limits of a folder of standards: `LIMITS_SCHEMA`, by rule_id.

    Raises:
        EntryError: as `load_standards`.
    """
    return limit_rows(load_limits(folder))


def grade_values_frame(folder: Path = GRADES) -> pl.DataFrame:
    """What the grades of a folder stand for: `GRADE_VALUES_SCHEMA`, by standard, indicator, grade.

    Raises:
        EntryError: as `load_grades`.
    """
    return grade_rows(load_grades(folder))


def limit_rows(limits: Iterable[Limit]) -> pl.DataFrame:
    """Limits as a frame of `LIMITS_SCHEMA`, by rule_id."""
    return _frame(limits, LIMITS_SCHEMA).sort("rule_id")


def grade_rows(values: Iterable[GradeValue]) -> pl.DataFrame:
    """Grades as a frame of `GRADE_VALUES_SCHEMA`, by standard, indicator and grade."""
    return _frame(values, GRADE_VALUES_SCHEMA).sort("standard_no", "indicator_code", "grade")


def _frame(rows: Iterable[Limit | GradeValue], schema: pl.Schema) -> pl.DataFrame:
    columns = schema.names()
    return pl.DataFrame(
        [[getattr(row, name) for name in columns] for row in rows], schema=schema, orient="row"
    )


def _misnamed(path: Path, standard_no: str) -> list[str]:
    expected = file_name(standard_no)
    if path.name == expected:
        return []
    return [f"{path.name}：standard_no 为 {standard_no}，文件应名为 {expected}"]


def limits_of(standard: Standard) -> list[Limit]:
    """The rules of one standard as limits."""
    return [
        Limit(
            rule_id=rule.rule_id,
            standard_no=standard.standard_no,
            clause=rule.clause,
            nature=standard.nature,
            product_category=rule.product_category,
            indicator_code=rule.indicator,
            test_method=rule.test_method,
            unit=rule.unit,
            low=rule.min,
            high=rule.max,
            in_force_from=standard.in_force.from_ if standard.in_force else None,
            in_force_to=standard.in_force.to if standard.in_force else None,
            known_from=standard.known_from,
            evidence=standard.evidence,
            kind=standard.kind,
        )
        for rule in standard.rules
    ]


def _grade_values(file: GradeFile) -> list[GradeValue]:
    return [
        GradeValue(
            standard_no=file.standard_no,
            indicator_code=scale.indicator,
            grade=grade,
            value=value,
            unit=scale.unit,
            test_method=scale.test_method,
            in_force_from=file.in_force_from,
            evidence=file.evidence,
        )
        for scale in file.grades
        for grade, value in scale.values.items()
    ]


def _repeated_rules(standards: Iterable[Standard]) -> list[str]:
    owner: dict[str, str] = {}
    findings = []
    for standard in standards:
        for position, rule in enumerate(standard.rules):
            if rule.rule_id in owner:
                findings.append(
                    f"{file_name(standard.standard_no)}：rules[{position}].rule_id："
                    f"{rule.rule_id} 已用于 {owner[rule.rule_id]}，请另取一个"
                )
            owner.setdefault(rule.rule_id, file_name(standard.standard_no))
    return findings


def _broken_successions(standards: Sequence[Standard]) -> list[str]:
    """A standard ends when its successor begins; without that day it is not in force."""
    by_number = {standard.standard_no: standard for standard in standards}
    findings = []
    for standard in standards:
        if standard.in_force is None or standard.replaced_by is None:
            continue
        successor = by_number.get(standard.replaced_by)
        begins = successor.in_force.from_ if successor and successor.in_force else None
        name = file_name(standard.standard_no)
        if begins is None:
            findings.append(
                f"{name}：in_force：代替它的 {standard.replaced_by} 没有已知的实施日期，"
                "应写 in_force: null 和 why"
            )
        elif standard.in_force.to != begins:
            findings.append(
                f"{name}：in_force.to：应为 {standard.replaced_by} 的实施日期 {begins}，"
                f"现为 {standard.in_force.to}"
            )
    return findings


def _overlaps(standards: Iterable[Standard]) -> list[str]:
    """Limits of one nature on the same category, indicator, method and side share no day."""
    groups: dict[tuple[str | None, ...], list[Limit]] = {}
    for limit in (limit for standard in standards for limit in limits_of(standard)):
        if limit.in_force_from is not None:
            side = "high" if limit.low is None else "low"
            key = (
                limit.nature,
                limit.product_category,
                limit.indicator_code,
                limit.test_method,
                side,
            )
            groups.setdefault(key, []).append(limit)
    findings = []
    for group in groups.values():
        for earlier, later in pairwise(
            sorted(group, key=lambda limit: limit.in_force_from or date.min)
        ):
            begins = later.in_force_from
            if begins and (earlier.in_force_to is None or begins < earlier.in_force_to):
                findings.append(
                    f"{file_name(later.standard_no)}：规则 {later.rule_id} 自 {begins} 起与 "
                    f"{file_name(earlier.standard_no)} 的规则 {earlier.rule_id} "
                    "同时限定同一产品类别、指标和试验方法"
                )
    return findings
