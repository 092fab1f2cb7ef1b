"""The formal examination of files against the reference data and the current release."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from expectations.limits import limits_of, load_grades, load_standards
from pipelines.core.csv_files import CsvFileError
from pipelines.core.examination import (
    Coverage,
    Examined,
    GradeValue,
    Limit,
    Reference,
    StandardFacts,
    Standards,
    examine,
)
from pipelines.core.programmes import written_programmes
from pipelines.core.scheme_rules import Vocabulary
from pipelines.core.schemes import load_schemes
from pipelines.core.units import load_units
from pipelines.core.yaml_files import Finding, YamlFileError
from pipelines.reports.survey.declarations import carried
from pipelines.store.manifest import current_release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pipelines.settings import Settings


def examine_files(settings: Settings, paths: Sequence[Path], on: date) -> list[Examined]:
    """All findings in scheme and programme files.

    Args:
        settings: where the reference data and the release are.
        paths: the files.
        on: the day whose limits and declarations the files are held to.

    Raises:
        EntryError: a file of `expectations/` is wrong.
        ReleaseError: the release has no manifest.
    """
    return examine(paths, _reference(settings), on)


def _reference(settings: Settings) -> Reference:
    """The reference folder; what of it cannot be read is a finding and examined by nobody."""
    root = settings.reference
    reference = Reference(
        root=root,
        known=Vocabulary(units=load_units(root)),
        standards=_standards(),
        coverage=_coverage(settings),
    )
    unreadable: list[Finding] = []
    try:
        reference = replace(reference, known=Vocabulary.of(root))
    except YamlFileError as error:
        unreadable += error.findings
    except CsvFileError as error:
        unreadable.append(Finding(root, 1, "", str(error), "请先改正这个文件"))
    try:
        reference = replace(reference, programmes=written_programmes(root / "programmes"))
    except YamlFileError as error:
        unreadable += error.findings
    try:
        reference = replace(reference, schemes=load_schemes(root / "schemes"))
    except YamlFileError as error:
        unreadable += error.findings
    return replace(reference, unreadable=[_as_doubt(finding) for finding in unreadable])


def _as_doubt(finding: Finding) -> Finding:
    """What is wrong elsewhere does not fail the files examined, but they were not held to it."""
    return replace(
        finding,
        problem=f"参考文件不能用，没有据此核对：{finding.problem}",
        code="reference_unreadable",
    )


def _standards() -> Standards:
    standards = load_standards()
    grades = load_grades()
    limits = [limit for standard in standards for limit in limits_of(standard)]
    return Standards(
        limits=[Limit(**_named(limit, Limit)) for limit in limits],
        grade_values=[GradeValue(**_named(value, GradeValue)) for value in grades],
        facts={
            standard.standard_no: StandardFacts(
                in_force_from=standard.in_force.from_ if standard.in_force else None,
                in_force_to=standard.in_force.to if standard.in_force else None,
                replaced_by=standard.replaced_by,
                why=standard.why,
                graded=frozenset(
                    [(rule.product_category, rule.indicator) for rule in standard.rules]
                    + [
                        (graded.product_category, code)
                        for graded in standard.graded
                        for code in graded.indicators
                    ]
                ),
            )
            for standard in standards
        },
    )


def _named(row: object, kind: type) -> dict[str, Any]:
    """The fields of one of the examination's classes from a row of `expectations`."""
    return {item.name: getattr(row, item.name) for item in fields(kind)}


def _coverage(
    settings: Settings,
) -> Callable[[Sequence[str], date], Mapping[str, Coverage] | str]:
    """The share of indicators in the current release, asked for once a scheme."""
    release = current_release(settings.release)
    if release is None:
        return lambda categories, on: "还没有发布快照"
    database = settings.release / release.database

    def ask(categories: Sequence[str], on: date) -> dict[str, Coverage]:
        return {
            category: Coverage(disclosing, carrying)
            for category, (disclosing, carrying) in carried(database, categories, on).items()
        }

    return ask
