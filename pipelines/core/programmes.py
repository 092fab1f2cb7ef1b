"""Assessment and pilot programmes and their key fields (重点领域), read from files."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads the annotations
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Literal

import polars as pl
from pydantic import BeforeValidator, Field, PositiveInt

from pipelines.core.dates import shanghai_instant
from pipelines.core.divisions import ReportingKind, ReportingUnit, load_reporting_units
from pipelines.core.milestones import DatedMilestone, Milestone, milestone_faults
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.yaml_files import (
    Code,
    Fault,
    FileModel,
    Finding,
    ProgrammeCode,
    Text,
    YamlDocument,
    YamlFileError,
    spelled,
    wrong,
)
from pipelines.core.yaml_folders import models_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_PROGRAMME_FILE = re.compile(r"(?P<programme>[^/]+)\.yml")
_INHERITED = frozenset(
    {
        *("assessed", "declared_until", "honours_bans_of", "milestones", "reporting_units"),
        *("sources", "work_institution", "applications_to", "publishes_in"),
    }
)
_SourceName = Annotated[str, spelled(r"[a-z][a-z0-9-]*", "应为 config/sources.yml 中的来源名")]
_FIELDS_FILE = re.compile(r"(?P<programme>[^/]+)/(?P<year>\d{4})\.yml")


def _instant(value: object) -> dt.datetime:
    try:
        return shanghai_instant(value if isinstance(value, str) else "")
    except ValueError:
        raise wrong("应为上海时间 YYYY-MM-DD HH:MM，如 2023-10-31 24:00") from None


class Programme(FileModel):
    """A programme: who is assessed, until when declarations count, whose bans it honours.

    Attributes:
        basis: the document that sets it up, by its title.
        inherits: programme whose rules hold where this one says nothing; `name`, `basis` and
            `open_to` are each programme's own.
        work_institution: who examines what assessment bodies submit, and publishes.
        open_to: the kinds of enterprise that it is for; empty: any.
        applications_to: who takes applications, where only applicants are assessed.
        declared_until: exclusive instant, naive UTC; None: the end of each period.
        sources: of `config/sources.yml`, that its declarations stand in.
        publishes_in: where publicity and publication take place.
        reporting_units: the kinds of units that report to the ministry (`reporting_units.yml`).
        honours_bans_of: programmes whose bans hold here too, besides its own (domain.md §5).
        milestones: what is due by when.
    """

    programme: ProgrammeCode
    name: Text
    kind: Literal["assessment", "pilot"]
    basis: Text
    inherits: ProgrammeCode | None = None
    work_institution: Text | None = None
    open_to: list[Text] = Field(default_factory=list)
    assessed: Literal["all_declared", "applicants"] | None = None
    applications_to: Text | None = None
    declared_until: Annotated[dt.datetime, BeforeValidator(_instant)] | None = None
    sources: list[_SourceName] = Field(default_factory=list)
    publishes_in: list[Text] = Field(default_factory=list)
    reporting_units: list[ReportingKind] = Field(default_factory=list)
    honours_bans_of: list[ProgrammeCode] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)


class KeyField(FileModel):
    """A field that a programme assesses in a year; `sector` is its 产业类别 in the list."""

    code: Code
    no: PositiveInt
    name: Text
    sector: Text


class KeyFields(FileModel):
    """A programme's list of a year.

    Attributes:
        evidence: `example` marks a list that is in no document.
        closed: fields that are not on it are not assessed; False: it names examples (等).
    """

    programme: ProgrammeCode
    year: Annotated[int, Field(ge=1900, le=2999)]
    evidence: Literal["seen", "example"]
    source: Text | None = None
    closed: bool = True
    fields: Annotated[list[KeyField], Field(min_length=1)]


def load_programmes(root: Path) -> list[Programme]:
    """Every programme of `<root>/<programme>.yml`, with what it inherits, in the order of codes.

    Raises:
        YamlFileError: with every finding in every file.
        FileNotFoundError: there is no such folder.
    """
    written = written_programmes(root)
    return [_resolved(programme, written) for programme in written.values()]


def written_programmes(root: Path) -> dict[str, Programme]:
    """Every programme of `<root>/<programme>.yml` as its file says it, by code.

    Raises:
        YamlFileError: with every finding in every file.
        FileNotFoundError: there is no such folder.
    """
    documents: dict[str, YamlDocument] = {}
    written: dict[str, Programme] = {}
    findings: list[Finding] = []
    found = models_in(root, _PROGRAMME_FILE, "<programme>.yml", Programme, findings)
    for place, document, programme in found:
        documents[place["programme"]] = document
        written[place["programme"]] = programme
    for code, document in documents.items():
        faults = [*misnamed(written[code], document), *programme_faults(written[code], written)]
        findings += document.findings(faults)
    if findings:
        raise YamlFileError(findings)
    return written


def misnamed(programme: Programme, document: YamlDocument) -> Iterator[Fault]:
    """A file is named after its programme."""
    code = document.path.stem
    if programme.programme != code:
        problem = f"文件名是 {code}.yml，内容却写 {programme.programme}"
        yield Fault(("programme",), problem, f"应为 {code}，或改文件名", "misplaced_file")


def programme_faults(programme: Programme, others: Mapping[str, Programme]) -> Iterator[Fault]:
    """Where a programme does not fit to the others, or does not say whom it assesses.

    Args:
        programme: as its file says it.
        others: all programmes as their files say them, by code.
    """
    written = {**others, programme.programme: programme}
    known = "、".join(written)
    for number, other in enumerate(programme.honours_bans_of):
        if other not in written:
            at = ("honours_bans_of", number)
            yield Fault(at, f"没有项目 {other}", f"应为 {known} 之一", "unknown_reference")
    yield from milestone_faults(programme.milestones)
    seen = [programme.programme]
    while (parent := written[seen[-1]].inherits) is not None:
        if parent not in written:
            if len(seen) == 1:
                problem = f"没有项目 {parent}"
                yield Fault(("inherits",), problem, f"应为 {known} 之一", "unknown_reference")
            return
        if parent in seen:
            problem = f"继承绕成了圈：{' → '.join([*seen, parent])}"
            yield Fault(("inherits",), problem, "请去掉其中一处 inherits", "unknown_reference")
            return
        seen.append(parent)
    if programme.kind == "assessment" and _resolved(programme, written).assessed is None:
        remedy = "应为 all_declared 或 applicants"
        yield Fault(("assessed",), "没有说明评估谁", remedy, "missing_field")


def _resolved(programme: Programme, written: Mapping[str, Programme]) -> Programme:
    """The programme with what it says nothing about taken from its parent."""
    if programme.inherits is None:
        return programme
    parent = _resolved(written[programme.inherits], written)
    silent = _INHERITED - programme.model_fields_set
    return programme.model_copy(update={name: getattr(parent, name) for name in silent})


def load_key_fields(root: Path, programmes: Collection[str]) -> list[KeyFields]:
    """Every list of `<root>/<programme>/<year>.yml`, in the order of programme and year.

    Args:
        root: the folder.
        programmes: the programmes that there are.

    Raises:
        YamlFileError: with every finding in every file.
        FileNotFoundError: there is no such folder.
    """
    lists: list[KeyFields] = []
    findings: list[Finding] = []
    found = models_in(root, _FIELDS_FILE, "<programme>/<year>.yml", KeyFields, findings)
    for place, document, fields in found:
        faults = [*_list_place_faults(fields, place), *list_faults(fields, programmes)]
        findings += document.findings(faults)
        lists.append(fields)
    if findings:
        raise YamlFileError(findings)
    return lists


def _list_place_faults(fields: KeyFields, place: re.Match[str]) -> Iterator[Fault]:
    programme, year = place["programme"], int(place["year"])
    if (fields.programme, fields.year) != (programme, year):
        problem = f"文件放在 {programme}/{year}.yml，内容却写 {fields.programme} 和 {fields.year}"
        remedy = f"应为 {programme} 和 {year}，或移动文件"
        yield Fault(("programme",), problem, remedy, "misplaced_file")


def list_faults(fields: KeyFields, programmes: Collection[str]) -> Iterator[Fault]:
    """What is wrong within a list, and a programme that there is not.

    Args:
        fields: the list.
        programmes: the programmes that there are.
    """
    if fields.programme not in programmes:
        remedy = f"应为 {'、'.join(sorted(programmes))} 之一"
        problem = f"没有项目 {fields.programme}"
        yield Fault(("programme",), problem, remedy, "unknown_reference")
    if fields.evidence == "seen" and fields.source is None:
        problem = "注明 evidence: seen，却没有出处"
        yield Fault(
            ("source",),
            problem,
            "请在 source 写明文件名称，或改为 evidence: example",
            "missing_source",
        )
    for name in ("code", "no"):
        met: set[object] = set()
        for number, item in enumerate(fields.fields):
            value = getattr(item, name)
            if value in met:
                yield Fault(
                    ("fields", number, name), f"{value} 重复", "每个领域只写一次", "repeated"
                )
            met.add(value)


def programmes_frame(programmes: Iterable[Programme]) -> pl.DataFrame:
    """Programmes as `REFERENCE["programmes"]`."""
    return pl.DataFrame(
        [
            {
                "programme": p.programme,
                "name_zh": p.name,
                "kind": p.kind,
                "basis": p.basis,
                "inherits": p.inherits,
                "work_institution": p.work_institution,
                "open_to": _joined(p.open_to),
                "assessed": p.assessed,
                "applications_to": p.applications_to,
                "declared_until": p.declared_until,
                "sources": _joined(p.sources),
                "publishes_in": _joined(p.publishes_in),
                "honours_bans_of": _joined(p.honours_bans_of),
            }
            for p in programmes
        ],
        schema=REFERENCE["programmes"],
    )


def _joined(items: Sequence[str]) -> str | None:
    return ";".join(items) or None


def reporting_units_frame(
    programmes: Iterable[Programme], units: Sequence[ReportingUnit]
) -> pl.DataFrame:
    """Who reports in which programme, as `REFERENCE["reporting_units"]`."""
    return pl.DataFrame(
        [
            {
                "programme": p.programme,
                "reporting_unit_code": unit.code,
                "name_zh": unit.name,
                "kind": unit.kind,
            }
            for p in programmes
            for unit in units
            if unit.kind in p.reporting_units
        ],
        schema=REFERENCE["reporting_units"],
    )


def key_fields_frame(lists: Iterable[KeyFields]) -> pl.DataFrame:
    """Key fields as `REFERENCE["key_fields"]`."""
    return pl.DataFrame(
        [
            {
                "programme": fields.programme,
                "year": fields.year,
                "field_code": item.code,
                "field_no": item.no,
                "name_zh": item.name,
                "sector_zh": item.sector,
                "evidence": fields.evidence,
                "is_closed": fields.closed,
            }
            for fields in lists
            for item in fields.fields
        ],
        schema=REFERENCE["key_fields"],
    )


def dated_milestones(
    programmes: Iterable[Programme], lists: Iterable[KeyFields]
) -> list[tuple[Programme, DatedMilestone]]:
    """Every milestone of every programme, once for each year in which it is due."""
    years: defaultdict[str, set[int]] = defaultdict(set)
    for fields in lists:
        years[fields.programme].add(fields.year)
    return [
        (programme, dated)
        for programme in programmes
        for milestone in programme.milestones
        for dated in milestone.dated(years[programme.programme])
    ]


def milestones_frame(programmes: Iterable[Programme], lists: Iterable[KeyFields]) -> pl.DataFrame:
    """Dated milestones as `REFERENCE["milestones"]`."""
    return pl.DataFrame(
        [
            {
                "programme": programme.programme,
                "year": dated.year,
                "milestone_code": dated.milestone.code,
                "what_zh": dated.milestone.what,
                "starts_on": dated.starts_on,
                "due_on": dated.due_on,
                "is_closing": dated.milestone.closes,
                "by_whom": ";".join(dated.milestone.by),
                "place": dated.milestone.place,
            }
            for programme, dated in dated_milestones(programmes, lists)
        ],
        schema=REFERENCE["milestones"],
    )


def frames(root: Path) -> dict[str, pl.DataFrame]:
    """The tables of programmes, of who reports in them, of key fields and of milestones.

    Raises:
        YamlFileError: with every finding in every file.
        FileNotFoundError: a folder is missing.
    """
    programmes = load_programmes(root / "programmes")
    lists = load_key_fields(root / "key_fields", {p.programme for p in programmes})
    return {
        "programmes": programmes_frame(programmes),
        "reporting_units": reporting_units_frame(programmes, load_reporting_units(root)),
        "key_fields": key_fields_frame(lists),
        "milestones": milestones_frame(programmes, lists),
    }
