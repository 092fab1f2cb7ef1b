"""Template of the December summary of an assessment body (D1 part 4): its seven parts in order."""

from __future__ import annotations

from pipelines.core.summaries import BLANKS, PARTS, SUBJECT_TAG, tag_of
from pipelines.reports.summary import levels, work
from pipelines.reports.templating.page import Page
from pipelines.reports.templating.parts import (
    appendix,
    blank,
    chart_of,
    fixed,
    sentences,
    table_of,
)

_NUMBERS = dict(zip(PARTS, "一二三四五六七", strict=True))


def body_summary() -> Page:
    """What data say is written out; what only the body knows is left blank, to be read back."""
    page = Page("评估机构年度工作情况总结")
    fixed(page, "总结编号：", SUBJECT_TAG, "{{ subject }}")
    page.title("{{ year }}年度企业标准排行榜和“领跑者”\n评估工作情况总结")
    page.address("{{ work_institution }}：")
    page.text(
        "按照要求，现将我单位{{ year }}年度评估工作情况总结如下。文中数字截至{{ release.run_on }}。"
    )
    _says(page, "overview")
    table_of(page, "schemes", work.SCHEMES, (24, 52, 18, 16, 26, 20))
    table_of(page, "boards", work.BOARDS, (27, 31, 20, 15, 20, 19, 24))
    table_of(page, "years", work.YEARS, (60, 24, 24, 24, 24))
    _says(page, "standards")
    table_of(page, "levels", levels.LEVELS, (40, 34, 20, 20, 20, 22))
    chart_of(page, "levels")
    table_of(page, "leaders", levels.LEADERS, (38, 18, 16, 18, 18, 18, 15, 15))
    table_of(page, "titles", levels.TITLES, (22, 42, 30, 46, 16))
    _says(page, "effect")
    table_of(page, "core", levels.CORE, (22, 24, 15, 13, 17, 17, 14, 17, 17))
    chart_of(page, "core")
    table_of(page, "grades", levels.GRADES, (30, 30, 28, 17, 17, 17, 17))
    table_of(page, "revised", levels.REVISED, (52, 26, 26, 26, 26))
    _asks(page, "effect")
    _says(page, "staff")
    _asks(page, "staff")
    _says(page, "difficulties")
    table_of(page, "left_out", work.LEFT_OUT, (40, 22, 94))
    _asks(page, "difficulties")
    _says(page, "scheme_changes")
    table_of(page, "asked", work.ASKED, (27, 37, 24, 30, 19, 19))
    _asks(page, "scheme_changes")
    _says(page, "other")
    table_of(page, "publicities", work.PUBLICITIES, (52, 26, 26, 26, 26))
    _asks(page, "other")
    page.text("特此报告。")
    page.signature("{{ body_name }}（公章）", "\xa0\xa0\xa0\xa0年\xa0\xa0月\xa0\xa0日")
    appendix(page)
    return page


def _says(page: Page, code: str) -> None:
    """A part's heading, and what the data say."""
    page.heading(f"{_NUMBERS[code]}、{PARTS[code]}")
    sentences(page, f"says.{code}")


def _asks(page: Page, code: str) -> None:
    """The blank of a part."""
    [asked] = (each for each in BLANKS if each.code == code)
    blank(page, tag_of(code), asked.title, asked.hint)
