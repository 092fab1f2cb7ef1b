"""Examines files: what kind each is, what is wrong in it, and what is wrong between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.core.examination.annex import annex_faults
from pipelines.core.examination.indicators import Coverage, coverage_faults, indicator_faults
from pipelines.core.examination.rules import Examined
from pipelines.core.examination.salvage import salvage
from pipelines.core.examination.standards import Standards, standard_faults
from pipelines.core.programmes import (
    KeyFields,
    Programme,
    list_faults,
    misnamed,
    programme_faults,
)
from pipelines.core.scheme_models import Scheme
from pipelines.core.scheme_rules import Vocabulary, reference_faults, structural_faults
from pipelines.core.schemes import misplaced, name_findings, version_findings
from pipelines.core.yaml_files import (
    Fault,
    Finding,
    YamlDocument,
    YamlFileError,
    scan_yaml,
    spell_location,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_WHOLE = spell_location(())
_SCHEME_MARKS = frozenset({"scheme_id", "indicators", "method", "products", "assessment_body"})
_PROGRAMME_MARKS = frozenset({"assessed", "inherits", "basis", "kind", "honours_bans_of"})
_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是文件夹",
    PermissionError: "没有读取的权限",
}
_NO_COVERAGE = "没有给出已采集的声明"


@dataclass(frozen=True)
class Reference:
    """What files are examined against.

    Attributes:
        root: the reference folder; a file below it has to stand in its place.
        known: what a scheme may refer to.
        standards: limits, grades and dates of national and industry standards.
        schemes: those that are in use.
        programmes: those that there are, as their files say them; None: not known.
        coverage: the share of indicators among the declarations of product categories on a day,
            or the sentence that says why nobody knows it.
        unreadable: what of the reference files could not be read.
    """

    root: Path
    known: Vocabulary = field(default_factory=Vocabulary)
    standards: Standards = field(default_factory=Standards)
    schemes: Sequence[Scheme] = ()
    programmes: Mapping[str, Programme] | None = None
    coverage: Callable[[Sequence[str], date], Mapping[str, Coverage] | str] = (
        lambda categories, on: _NO_COVERAGE
    )
    unreadable: Sequence[Finding] = ()


def examine(paths: Iterable[Path], reference: Reference, on: date) -> list[Examined]:
    """All findings in the files, in their order and by line.

    Args:
        paths: schemes, programmes, lists of key fields.
        reference: what they are examined against.
        on: the day of the examination. A scheme holds for its year, so one of an earlier year is
            held to the limits and declarations of that year's last day.
    """
    schemes: list[Scheme] = []
    found: dict[Path, list[Examined]] = {path: [] for path in paths}
    for path, examined in found.items():
        try:
            document, findings = scan_yaml(path)
        except YamlFileError as error:
            examined += [Examined.of(finding) for finding in error.findings]
            continue
        except OSError as error:
            why = _UNREADABLE.get(type(error), error.strerror)
            problem, remedy = f"文件不能读取：{why}", "请核对路径和权限；文件要逐个给出"
            finding = Finding(path, 1, _WHOLE, problem, remedy, "unreadable_file")
            examined.append(Examined.of(finding))
            continue
        is_scheme = _is_scheme(document.data)
        if is_scheme:
            findings += _scheme_findings(document, reference, on, schemes)
        else:
            findings += document.findings(_other_faults(document, reference))
        examined += [Examined.of(finding, is_scheme=is_scheme) for finding in findings]
    for finding in _between(schemes, reference.schemes):
        found[finding.file].append(Examined.of(finding))
    own = {path.resolve() for path in found}
    unread = [finding for finding in reference.unreadable if finding.file.resolve() not in own]
    return [
        finding
        for examined in (*found.values(), [Examined.of(finding) for finding in unread])
        for finding in sorted(dict.fromkeys(examined), key=lambda f: (f.line, f.field))
    ]


def _is_scheme(data: Any) -> bool:
    return isinstance(data, dict) and bool(_SCHEME_MARKS & data.keys())


def _scheme_findings(
    document: YamlDocument, reference: Reference, on: date, schemes: list[Scheme]
) -> Iterator[Finding]:
    """What is wrong in one scheme; the scheme joins the others when its key could be read."""
    salvaged = salvage(document, Scheme)
    yield from document.findings(salvaged.faults)
    scheme = salvaged.model
    if scheme is None:
        return
    scheme.remember(document)
    faults = [*structural_faults(scheme)]
    if not scheme.is_offline:
        known, standards = reference.known, reference.standards
        day = on if ("year",) in salvaged.mended else min(on, date(scheme.year, 12, 31))
        faults += reference_faults(scheme, known)
        faults += annex_faults(scheme)
        faults += indicator_faults(scheme, known, standards.limits)
        faults += standard_faults(scheme, known, standards, day)
        faults += coverage_faults(scheme, reference.coverage(scheme.categories, day))
    yield from document.findings(salvaged.believable(faults))
    if not {("scheme_id",), ("programme",), ("field_code",), ("year",)} & salvaged.mended:
        yield from misplaced(scheme, reference.root / "schemes")
        schemes.append(scheme)


def _between(schemes: Sequence[Scheme], others: Sequence[Scheme]) -> Iterator[Finding]:
    """Versions, ids and names of the schemes examined against each other and those in use."""

    def key(scheme: Scheme) -> tuple[str, int, str, int]:
        return scheme.programme, scheme.year, scheme.field_code, scheme.version

    for scheme in schemes:
        # several bodies may file one for the same field, and a file may revise the one in use
        around = [other for other in (*others, *schemes) if key(other) != key(scheme)]
        findings = [
            *version_findings(sorted([*around, scheme], key=key)),
            # the others first: a name is theirs
            *name_findings([*around, scheme]),
        ]
        yield from (finding for finding in findings if finding.file == scheme.document.path)


def _other_faults(document: YamlDocument, reference: Reference) -> Iterator[Fault]:
    data = document.data
    if isinstance(data, dict) and "fields" in data:
        yield from _list_faults(document, reference)
    elif isinstance(data, dict) and _PROGRAMME_MARKS & data.keys():
        yield from _programme_faults(document, reference)
    else:
        problem = "不是评估方案，也不是评估活动或重点领域清单"
        remedy = (
            "方案应有 scheme_id、programme、indicators、method 等字段，见 data/reference/schemes"
        )
        yield Fault((), problem, remedy, "unknown_document")


def _programme_faults(document: YamlDocument, reference: Reference) -> Iterator[Fault]:
    salvaged = salvage(document, Programme)
    yield from salvaged.faults
    programme = salvaged.model
    if programme is None:
        return
    others = reference.programmes
    faults = [] if others is None else list(programme_faults(programme, others))
    if document.path.resolve().is_relative_to(reference.root.resolve()):
        faults += misnamed(programme, document)
    fields = reference.known.key_fields
    is_listed = fields is None or any(code == programme.programme for code, _, _ in fields)
    if programme.kind == "assessment" and not is_listed:
        file = f"key_fields/{programme.programme}/<年>.yml"
        problem = f"没有重点领域清单 {file}"
        remedy = "请补上清单，方案只能引用清单中的领域"
        faults.append(Fault(("programme",), problem, remedy, "missing_key_fields"))
    yield from salvaged.believable(faults)


def _list_faults(document: YamlDocument, reference: Reference) -> Iterator[Fault]:
    salvaged = salvage(document, KeyFields)
    yield from salvaged.faults
    fields = salvaged.model
    if fields is None:
        return
    programmes = reference.known.programmes
    faults = list(list_faults(fields, {fields.programme} if programmes is None else programmes))
    if fields.evidence == "example":
        problem = "清单是示例，不是主管部门公布的重点领域"
        remedy = "不得用于发布；请照公布的文件填写，写 evidence: seen 和 source"
        faults.append(Fault(("evidence",), problem, remedy, "example_evidence"))
    yield from salvaged.believable(faults)
