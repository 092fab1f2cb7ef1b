"""The December summary of an assessment body, as docx to fill in and as xlsx (D1 part 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.charts import Chart
from pipelines.reports.charts import Kind as Drawn
from pipelines.reports.figures import counted
from pipelines.reports.pages import find_template
from pipelines.reports.summary import levels, work
from pipelines.reports.summary.scope import find_body_year
from pipelines.reports.summary.texts import sentences
from pipelines.reports.traced import traced_papers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.reports.figures import Release, Table
    from pipelines.reports.pages import Paper

TEMPLATE = "body_summary"
_BAR, _FRAME = 9, 25  # mm that a bar with its label needs, and the axis


def body_summary(
    release: Release, templates: Path, programme: str, year: int, body_uscc: str
) -> list[Paper]:
    """The summary of a body's year, and its tables as a workbook.

    Args:
        release: that it is made from.
        templates: folder with a folder for each programme that has templates of its own.
        programme: under whose rules.
        year: that is summed up.
        body_uscc: credit code of the body.

    Raises:
        LookupError: the release knows no such body in the programme.
        TemplateFaultError: the template cannot be filled.
    """
    scope = find_body_year(release, programme, year, body_uscc)
    tables = counted(
        [
            *work.work_tables(scope),
            *levels.standard_tables(scope),
            *levels.effect_tables(scope),
            *work.difficulty_tables(scope),
            *work.scheme_tables(scope),
            *work.other_tables(scope),
        ]
    )
    charts = drawn(tables)
    name = f"{scope.body_name}{year}年度评估工作情况总结"
    return traced_papers(
        release,
        find_template(TEMPLATE, programme, templates),
        (name, name),
        {
            "subject": f"{programme}/{body_uscc}/{year}",
            "body_name": scope.body_name,
            "year": year,
            "work_institution": scope.work_institution,
            "says": sentences(scope, tables),
        },
        tables,
        charts,
    )


def drawn(tables: Mapping[str, Table]) -> dict[str, Chart]:
    """Charts by name; what has no rows is not drawn."""
    charts = {}
    rows = [row for row in tables["levels"].rows if row["entries"]]
    if rows:
        charts["levels"] = Chart(
            Drawn.SHARES,
            [f"{row['label']}\n{row['period']}" for row in rows],
            {
                name: [row[code] for row in rows]
                for name, code in (
                    ("第1水平", "level_1"),
                    ("第2水平", "level_2"),
                    ("第3水平及以下", "level_3"),
                )
            },
            "上榜标准的水平构成",
        )
    moved = [row for row in tables["core"].rows if row["rise"] is not None]
    if moved:
        charts["core"] = Chart(
            Drawn.BARS,
            [f"{row['label']} {row['indicator']}" for row in moved],
            {"提升幅度": [row["rise"] for row in moved]},
            "核心指标中位数的提升幅度",
            number_format="0.0%",
            height=_FRAME + _BAR * len(moved),
        )
    return charts
