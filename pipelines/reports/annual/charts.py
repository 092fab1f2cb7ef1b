"""Charts of the January report, each of a table that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.charts import Chart, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.reports.figures import Table

_ROW = 7  # mm that a bar with its label needs
_FRAME = 20


def drawn(tables: Mapping[str, Table]) -> dict[str, Chart]:
    """Charts by name, in the order of the report; what has no rows is not drawn."""
    made = {
        "trend": _trend(tables["trend"]),
        "provinces": _provinces(tables["provinces"]),
        "funnel": _funnel(tables["funnel"]),
        "leaders": _leaders(tables["leaders"]),
        "levels": _levels(tables["levels"]),
    }
    return {name: chart for name, chart in made.items() if chart is not None}


def _trend(table: Table) -> Chart | None:
    if len(table.rows) < 2:
        return None
    return Chart(
        Kind.COLUMNS,
        [f"{year}年" for year in table.values("year")],
        {
            "当年新增": table.values("new_standards"),
            "年末现行": table.values("standards"),
        },
        "企业标准自我声明公开数量变化（项）",
        height=65,
    )


def _provinces(table: Table) -> Chart | None:
    if not table.rows:
        return None
    return Chart(
        Kind.BARS,
        table.values("province"),
        {"现行声明标准": table.values("standards")},
        "声明标准数量居前的省（区、市）（项）",
        height=_FRAME + _ROW * len(table.rows),
    )


def _funnel(table: Table) -> Chart | None:
    if not table.rows:
        return None
    return Chart(
        Kind.BARS,
        table.values("name"),
        {"数量": table.values("counted")},
        "从声明公开到领跑者的逐级数量（项）",
        height=_FRAME + _ROW * len(table.rows),
    )


def _leaders(table: Table) -> Chart | None:
    if len(table.rows) < 2:
        return None
    return Chart(
        Kind.COLUMNS,
        [f"{year}年" for year in table.values("year")],
        {"当年领跑者": table.values("leaders"), "累计领跑者": table.values("all_leaders")},
        "历年领跑者数量（项）",
    )


def _levels(table: Table) -> Chart | None:
    if not table.rows:
        return None
    return Chart(
        Kind.SHARES,
        table.values("industry"),
        {
            "第1水平": table.values("level_1"),
            "第2水平": table.values("level_2"),
            "第3水平及以下": table.values("level_3"),
        },
        "各行业上榜标准的水平分布",
        height=85,
    )
