"""The statistics of a quarter, as docx and xlsx (D1 part 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.charts import Chart
from pipelines.reports.charts import Kind as Drawn
from pipelines.reports.figure_words import count_text, share_text
from pipelines.reports.figures import counted
from pipelines.reports.pages import find_template
from pipelines.reports.quarter.tables import Quarter, find_quarter, quarter_tables
from pipelines.reports.traced import traced_papers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.reports.figures import Release, Table
    from pipelines.reports.pages import Paper

TEMPLATE = "quarter"
_PROGRAMME = "national"  # declarations are of no programme; the work institution's template counts
_SHOWN, _DRAWN = 3, 10
_BAR, _FRAME = 8, 25  # mm that a bar with its label needs, and the axis


def quarter_statistics(release: Release, templates: Path, text: str) -> list[Paper]:
    """The statistics of a quarter, and their tables as a workbook.

    Args:
        release: that they are made from.
        templates: folder with a folder for each programme that has templates of its own.
        text: the quarter, as 2026Q2.

    Raises:
        ValueError: it is no quarter, or has not begun.
        TemplateFaultError: the template cannot be filled.
    """
    quarter = find_quarter(release, text)
    tables = counted(quarter_tables(quarter))
    charts = drawn(tables)
    name = f"{quarter.name}企业标准自我声明公开统计"
    return traced_papers(
        release,
        find_template(TEMPLATE, _PROGRAMME, templates),
        (name, f"{name}附表"),
        {
            "quarter": quarter.name,
            "as_of": quarter.as_of,
            "is_over": quarter.as_of == quarter.ends,
            "says": sentences(quarter, tables),
        },
        tables,
        charts,
    )


def sentences(quarter: Quarter, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """What rows of the tables say, by part; no part is left empty."""
    return {
        "overview": _overview(quarter, tables),
        "provinces": _provinces(tables),
        "industries": _industries(tables),
        "violations": _violations(tables),
        "boards": _boards(tables),
    }


def drawn(tables: Mapping[str, Table]) -> dict[str, Chart]:
    """Charts by name, in the order of the statistics; what has no rows is not drawn."""
    charts = {}
    trend = tables["trend"]
    if any(trend.values("new_standards")):
        charts["trend"] = Chart(
            Drawn.COLUMNS,
            [each.replace("年", "年\n", 1) for each in trend.values("quarter")],
            {"新增声明标准": trend.values("new_standards")},
            "近八个季度新增声明标准（项）",
        )
    for name, column, about in (
        ("provinces", "province", "现行声明标准最多的省（区、市）（项）"),
        ("industries", "industry", "现行声明标准最多的行业（项）"),
    ):
        rows = [row for row in tables[name].rows if row["standards"]][:_DRAWN]
        if rows:
            charts[name] = Chart(
                Drawn.BARS,
                [row[column] for row in rows],
                {"现行声明标准": [row["standards"] for row in rows]},
                about,
                height=_FRAME + _BAR * len(rows),
            )
    return charts


def _overview(quarter: Quarter, tables: Mapping[str, Table]) -> list[str]:
    row = {each["code"]: each for each in tables["overview"].rows}
    if not row:
        return [f"{quarter.name}没有自我声明公开的企业标准。"]
    new, stock = row["new_standards"], row["standards"]
    change = ""
    if new["change_share"] is not None:
        more = "增长" if new["change"] >= 0 else "下降"
        change = f"，比上季{more}{share_text(abs(new['change_share']))}"
    return [
        f"{quarter.name}新增自我声明公开的标准{count_text(new['value'])}项{change}，"
        f"涉及企业{count_text(row['declaring']['value'])}家。",
        f"季末现行声明标准{count_text(stock['value'])}项，比上季末"
        f"{'增加' if stock['change'] >= 0 else '减少'}{count_text(abs(stock['change']))}项；"
        f"涉及企业{count_text(row['enterprises']['value'])}家、"
        f"产品{count_text(row['products']['value'])}种。",
    ]


def _provinces(tables: Mapping[str, Table]) -> list[str]:
    rows = [row for row in tables["provinces"].rows if row["standards"]]
    if not rows:
        return ["没有可以按省（区、市）统计的声明。"]
    most = "、".join(
        f"{row['province']}（{count_text(row['standards'])}项，占{share_text(row['share'])}）"
        for row in rows[:_SHOWN]
    )
    return [f"现行声明标准分布在{len(rows)}个省（区、市），较多的有{most}。"]


def _industries(tables: Mapping[str, Table]) -> list[str]:
    rows = [row for row in tables["industries"].rows if row["standards"]]
    if not rows:
        return ["没有可以按行业统计的声明。"]
    most = "、".join(
        f"{row['industry']}（{count_text(row['standards'])}项）" for row in rows[:_SHOWN]
    )
    return [f"现行声明标准较多的行业有{most}。一项标准的产品属于几个行业的，分别计入。"]


def _violations(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["violations"].rows
    if not rows:
        return ["季末没有发现与强制性国家标准限值不符的声明。"]
    most = rows[0]
    return [
        f"季末声明值与强制性国家标准限值不符的，涉及{len(rows)}项强制性国家标准，"
        f"最多的是{most['standard_no']}（{count_text(most['declarations'])}项声明）。"
        "不符的声明不列入排行榜。"
    ]


def _boards(tables: Mapping[str, Table]) -> list[str]:
    rows = tables["boards"].rows
    if not rows:
        return ["本季没有截止的排行榜。"]
    compared, entered = (sum(row[name] for row in rows) for name in ("candidates", "entries"))
    return [
        f"本季截止的排行榜{len(rows)}期，参与比较的标准合计{count_text(compared)}项，"
        f"上榜{count_text(entered)}项。"
    ]
