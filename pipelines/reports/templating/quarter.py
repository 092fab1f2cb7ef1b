"""Template of the statistics of a quarter (D1 part 4)."""

from __future__ import annotations

from pipelines.reports.quarter import tables
from pipelines.reports.templating.page import Page
from pipelines.reports.templating.parts import appendix, chart_of, sentences, table_of


def quarter() -> Page:
    """Counts of declarations, violations and boards."""
    page = Page("企业标准自我声明公开季度统计")
    page.title("{{ quarter }}\n企业标准自我声明公开统计")
    page.text(
        "数据截至{{ as_of }}{% if not is_over %}，本季度尚未结束{% endif %}；"
        "增减与增长率均与上一季度比较。"
    )
    page.heading("一、声明公开总体情况")
    sentences(page, "says.overview")
    table_of(page, "overview", tables.OVERVIEW, (64, 23, 23, 23, 23))
    table_of(page, "trend", tables.TREND, (52, 52, 52))
    chart_of(page, "trend")
    page.heading("二、地区分布")
    sentences(page, "says.provinces")
    table_of(page, "provinces", tables.PROVINCES, (48, 32, 24, 28, 24))
    chart_of(page, "provinces")
    page.heading("三、行业分布")
    sentences(page, "says.industries")
    table_of(page, "industries", tables.INDUSTRY, (66, 34, 28, 28))
    chart_of(page, "industries")
    page.heading("四、与强制性国家标准的符合情况")
    sentences(page, "says.violations")
    table_of(page, "violations", tables.VIOLATIONS, (40, 56, 22, 19, 19))
    page.heading("五、本季截止的排行榜")
    sentences(page, "says.boards")
    table_of(page, "boards", tables.BOARDS, (30, 28, 26, 22, 20, 15, 15))
    appendix(page)
    return page
