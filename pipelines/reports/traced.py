"""A paper whose every number can be traced: docx with its appendix, and its tables as xlsx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.reports.figures import provenance, sources
from pipelines.reports.pages import Paper, filled
from pipelines.reports.templating.parts import tabled
from pipelines.reports.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.reports.charts import Chart
    from pipelines.reports.figures import Release, Table


def traced_papers(
    release: Release,
    template: Path,
    names: tuple[str, str],
    values: Mapping[str, Any],
    tables: Mapping[str, Table],
    charts: Mapping[str, Chart],
) -> list[Paper]:
    """A template filled, and its tables as a workbook.

    Args:
        release: that the tables are of.
        template: it is given the tables, charts and sources besides `values`.
        names: of the docx and of the xlsx, without their endings.
        values: what the template asks for of its own.
        tables: by code, counted.
        charts: by name, in the order in which they stand.

    Raises:
        TemplateFaultError: the template cannot be filled.
    """
    shown = {
        **values,
        **tabled(tables, charts),
        "release": provenance(release.manifest),
        "sources": sources(tables),
    }
    return [
        Paper(f"{names[0]}.docx", filled(template, shown, charts)),
        Paper(f"{names[1]}.xlsx", workbook(tables, release.manifest)),
    ]
