"""The January report (D1 part 4): its tables, what the template is given, docx and xlsx."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipelines.reports.annual.boards import BOARDS
from pipelines.reports.annual.bodies import BODIES, FIELDS, SUMMARIES
from pipelines.reports.annual.charts import drawn
from pipelines.reports.annual.declarations import DECLARATIONS
from pipelines.reports.annual.leaders import EXITS, LEADERS
from pipelines.reports.annual.participation import PARTICIPATION
from pipelines.reports.annual.rise import RISE
from pipelines.reports.annual.scope import Scope
from pipelines.reports.annual.supervision import SUPERVISION
from pipelines.reports.annual.unmarked import DRAFT
from pipelines.reports.figures import (
    Kind,
    counted,
    provenance,
    sources,
    text_of,
)
from pipelines.reports.pages import Paper, filled, find_template
from pipelines.reports.templating.parts import captions
from pipelines.reports.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.reports.annual.scope import Asked
    from pipelines.reports.figures import Release, Source, Table
    from pipelines.store.manifest import Manifest

ASKED: tuple[Asked, ...] = (
    *FIELDS, *BODIES, *DECLARATIONS, *BOARDS, *LEADERS, *RISE, *SUPERVISION, *EXITS,
    *PARTICIPATION, *SUMMARIES,
)  # fmt: skip
"""The tables, in the order of the report."""


@dataclass(frozen=True)
class AnnualReport:
    """A draft of the report.

    Attributes:
        papers: the docx and the xlsx of the same tables.
        final_name: of the docx once it is approved.
        tables: by code, those that have rows numbered.
        digest: SHA-256 over the digests of all tables: what an approval is about.
        manifest: of the release that was asked.
    """

    papers: tuple[Paper, ...]
    final_name: str
    tables: Mapping[str, Table]
    digest: str
    manifest: Manifest


def annual_report(release: Release, own_templates: Path, programme: str, year: int) -> AnnualReport:
    """The draft of a year's report.

    Args:
        release: that is asked.
        own_templates: folder of programmes' own templates.
        programme: whose report it is.
        year: that is reported.

    Raises:
        LookupError: the release has no such programme, or has not reached the year.
        TemplateFaultError: the template cannot be filled.
    """
    scope = Scope(release, programme, year)
    named = _named(scope)
    asked = [scope.table(each) for each in ASKED]
    tables = counted(asked)
    charts = drawn(tables)
    subject = named["programme_name"].removeprefix(f"{year}年")
    values = {
        **named,
        "programme": programme,
        "subject": subject,
        "year": year,
        "as_of": scope.as_of,
        "is_over": scope.is_over,
        "draft_mark": DRAFT,
        **said(tables),
        "figures": captions(charts),
        "sources": [_on_one_line(each) for each in sources(tables)],
        "release": provenance(release.manifest),
    }
    shown = {code: each for code, each in tables.items() if each.rows}
    name = f"{year}年度{subject}工作报告"
    template = find_template("annual", programme, own_templates)
    papers = (
        Paper(f"{name}（{DRAFT}）.docx", filled(template, values, charts)),
        Paper(f"{name}附表.xlsx", workbook(shown, release.manifest)),
    )
    return AnnualReport(papers, f"{name}.docx", tables, digest_of(tables), release.manifest)


def _named(scope: Scope) -> dict[str, str]:
    """The programme's names."""
    if scope.year > scope.release.manifest.run_on.year:
        raise LookupError(
            f"发布快照只到 {scope.release.manifest.run_on}，还没有 {scope.year} 年的数据"
        )
    found = scope.release.connection.execute(
        "select name_zh, coalesce(work_institution, ''), coalesce(basis, name_zh) "
        "from dim_programmes where programme = $programme",
        {"programme": scope.programme},
    ).fetchone()
    if found is None:
        raise LookupError(f"发布快照中没有项目 {scope.programme}；可用的见 dim_programmes")
    return dict(zip(("programme_name", "work_institution", "basis"), found, strict=True))


def digest_of(tables: Mapping[str, Table]) -> str:
    """SHA-256 over the digests of all tables, by their codes."""
    lines = "".join(f"{code} {tables[code].sha256}\n" for code in sorted(tables))
    return hashlib.sha256(lines.encode()).hexdigest()


def said(tables: Mapping[str, Table]) -> dict[str, Any]:
    """What sentences are made of: every number is one of a table's, or counts or adds up its rows.

    Returns:
        rows: texts of the rows, by table.
        by: the same by the rows' own codes, where they have one.
        last: the last row of each table that has rows.
        no, title: `表3`, and with its caption.
        count: how many rows a table has.
        total: sums of its counts, by column.
        bodies: what assessment bodies wrote, for headings.
        not_summed_up: those that wrote nothing.
        first_provinces: those with the most standards.
        Besides how many rows are in which state.
    """
    shown = {code: _with_all(each) for code, each in tables.items()}
    return {
        **_in_state(tables),
        "rows": shown,
        "by": {
            code: {row["code"]: texts for row, texts in zip(each.rows, shown[code], strict=True)}
            for code, each in tables.items()
            if each.rows and "code" in each.rows[0]
        },
        "last": {code: rows[-1] for code, rows in shown.items() if rows},
        "no": {code: f"表{each.number}" for code, each in tables.items()},
        "title": {code: each.title for code, each in tables.items()},
        "count": {code: len(each.rows) for code, each in tables.items()},
        "total": {code: _sums(each) for code, each in tables.items()},
        "bodies": _bodies(tables),
        "not_summed_up": "、".join(
            row["body"] for row in tables["bodies"].rows if not row["is_summed_up"]
        ),
        "first_provinces": "、".join(
            row["province"] for row in tables["provinces"].rows if row["place"] == 1
        ),
    }


def _on_one_line(source: Source) -> Source:
    """A query without its layout: that is in the workbook, on paper it would fill a volume."""
    lines = [line.strip() for line in source.query.splitlines()]
    asked = [line.removeprefix("-- ") for line in lines if line.startswith("-- $")]
    query = " ".join(line for line in lines if line and not line.startswith("--"))
    return replace(source, query=f"（{'，'.join(asked)}）{query}")


def _with_all(table: Table) -> list[dict[str, Any]]:
    """The rows as texts; what readers do not see in the table stands there as it is."""
    return [{**row, **texts} for row, texts in zip(table.rows, table.shown, strict=True)]


def _sums(table: Table) -> dict[str, str]:
    counts = [each.name for each in table.columns if each.kind is Kind.COUNT]
    return {
        name: text_of(sum(value for value in table.values(name) if value is not None), Kind.COUNT)
        for name in counts
    }


def _in_state(tables: Mapping[str, Table]) -> dict[str, int]:
    """How many rows are in the states that sentences speak of."""
    fields = Counter(tables["fields"].values("state_text"))
    done = Counter(tables["milestones"].values("state_text"))
    handled = Counter(tables["leaders_found"].values("proposal_state"))
    cancelled = sum(row["is_cancelled"] for row in tables["leaders_found"].rows)
    return {
        "published_fields": fields["已公布"],
        "fields_without_scheme": fields["尚无评估方案"],
        "milestones_kept": done["按期完成"],
        "milestones_late": done["逾期完成"],
        "milestones_missed": done["逾期未完成"],
        "milestones_ahead": done["未到期"],
        "cancelled_titles": cancelled,
        "undecided_titles": handled["open"],
    }


def _bodies(tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    written = tables["summaries"].rows
    return [
        {
            "name": body["body"],
            "parts": [row for row in written if row["body_uscc"] == body["body_uscc"]],
        }
        for body in tables["bodies"].rows
        if body["is_summed_up"]
    ]
