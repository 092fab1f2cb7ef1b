"""Template of the level-improvement analysis of a key field (D1 part 5), for the public."""

from __future__ import annotations

from pipelines.reports.field import core, tables
from pipelines.reports.templating.page import Page
from pipelines.reports.templating.parts import appendix, chart_of, charts_of, sentences, table_of


def field_analysis() -> Page:
    """Aggregates over the periods; what has no data has no table, and its sentence says so."""
    page = Page("重点领域企业标准水平提升分析报告")
    page.title("{{ field_name }}领域\n企业标准水平提升分析报告")
    page.text(
        "按照{{ programme_name }}的要求，现对{{ field_name }}领域自我声明公开的企业标准水平作如下"
        "分析。数据截至{{ as_of }}。"
    )
    page.heading("一、总体情况")
    sentences(page, "says.summary")
    page.heading("二、水平分布")
    sentences(page, "says.levels")
    table_of(page, "levels", tables.LEVELS, (24, 20, 19, 15, 20, 19, 19, 20))
    chart_of(page, "levels")
    chart_of(page, "trend")
    page.heading("三、核心指标")
    sentences(page, "says.core")
    table_of(page, "core", core.CORE, (34, 20, 15, 16, 15, 14, 23, 19))
    charts_of(page, "core_charts")
    table_of(page, "grades", core.GRADES, (24, 25, 28, 32, 15, 13, 19))
    page.heading("四、标准的修订与升降")
    sentences(page, "says.moved")
    table_of(page, "moved", tables.MOVED, (22, 20, 16, 19, 15, 20, 20, 12, 12))
    page.heading("五、企业标准“领跑者”")
    sentences(page, "says.leaders")
    table_of(page, "leaders", tables.LEADERS, (26, 30, 26, 26, 24, 24))
    page.signature("{{ work_institution }}（公章）", "{{ as_of }}")
    appendix(page)
    return page
