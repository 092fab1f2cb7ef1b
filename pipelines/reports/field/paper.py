"""The level-improvement analysis of a key field, as docx and xlsx (D1 part 5)."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pipelines.reports.charts import Chart
from pipelines.reports.charts import Kind as Drawn
from pipelines.reports.field.scope import find_field
from pipelines.reports.field.tables import field_tables
from pipelines.reports.field.texts import sentences
from pipelines.reports.figures import counted
from pipelines.reports.pages import find_template
from pipelines.reports.templating.parts import captions
from pipelines.reports.traced import traced_papers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.reports.figures import Release, Table
    from pipelines.reports.pages import Paper

TEMPLATE = "field_analysis"
_CORE = "core_"
_FEWEST = 2  # periods that a line needs


def field_analysis(
    release: Release, templates: Path, programme: str, field_code: str
) -> list[Paper]:
    """The analysis of a field, and its tables as a workbook.

    Args:
        release: that it is made from.
        templates: folder with a folder for each programme that has templates of its own.
        programme: of the field.
        field_code: the field.

    Raises:
        LookupError: the programme has no such field.
        TemplateFaultError: the template cannot be filled.
    """
    field = find_field(release, programme, field_code)
    tables = counted(field_tables(field))
    charts = drawn(tables)
    name = f"{field.field_name}企业标准水平提升分析报告"
    return traced_papers(
        release,
        find_template(TEMPLATE, programme, templates),
        (name, f"{name}附表"),
        {
            "field_name": field.field_name,
            "programme_name": field.programme_name,
            "work_institution": field.work_institution,
            "as_of": release.manifest.run_on,
            "says": sentences(field, tables),
            "core_charts": [
                {"name": chart, "caption": caption}
                for chart, caption in captions(charts).items()
                if chart.startswith(_CORE)
            ],
        },
        tables,
        charts,
    )


def drawn(tables: Mapping[str, Table]) -> dict[str, Chart]:
    """Charts by name, in the order of the analysis; one period alone is not drawn."""
    charts = {}
    levels = [row for row in tables["levels"].rows if row["level_1_share"] is not None]
    last = list({row["category"]: row for row in levels}.values())
    if last:
        charts["levels"] = Chart(
            Drawn.SHARES,
            [row["category"] for row in last],
            {
                "第1水平": [row["level_1_share"] for row in last],
                "第2水平": [row["level_2_share"] for row in last],
                "第3水平及以下": [row["level_3_share"] for row in last],
            },
            "各类别最近一期上榜标准的水平构成",
        )
    periods = list({row["period"]: row for row in sorted(levels, key=itemgetter("cut_off_on"))})
    if len(periods) >= _FEWEST:
        share = {(row["category"], row["period"]): row["level_1_share"] for row in levels}
        charts["trend"] = Chart(
            Drawn.LINES,
            periods,
            {
                row["category"]: [share.get((row["category"], period)) for period in periods]
                for row in last
            },
            "各期第1水平占比",
            number_format="0.0%",
        )
    groups = groupby(tables["core"].rows, key=itemgetter("category", "indicator"))
    for number, ((category, indicator), grouped) in enumerate(groups, 1):
        rows = [row for row in grouped if row["median_value"] is not None]
        if len(rows) < _FEWEST:
            continue
        series = {
            "中位数": [row["median_value"] for row in rows],
            "最优十分位": [row["best_decile"] for row in rows],
        }
        limits = [row["limit_value"] for row in rows]
        if any(value is not None for value in limits):
            series["限值"] = limits
        charts[f"{_CORE}{number}"] = Chart(
            Drawn.LINES,
            [row["period"] for row in rows],
            series,
            f"{category}{indicator}的变化（{rows[0]['unit']}）",
            number_format="General",
            height=60,
        )
    return charts
