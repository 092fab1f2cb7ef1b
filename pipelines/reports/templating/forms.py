"""Templates of forms 2-1 and 2-2, in the wording, columns and order of D1's annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.listings import BOARD_COLUMNS, LEADER_COLUMNS
from pipelines.reports.templating.page import Page

if TYPE_CHECKING:
    from pipelines.reports.figures import Column

_PROMISE = "并承诺评估过程公开透明，客观公正，评估过程中未向被评估企业收取评估费用，"
_SHARED = tuple(
    f"{{{{ e.{name} }}}}" for name in ("product", "org_name", "model", "standard_no", "province")
)
_NOTE = "{% vm %}{{ e.note }}"  # said once, beside all rows


def form_2_1() -> Page:
    """Annex 2-1: letter with the board of a period."""
    page = Page("关于报送企业标准排行榜的函")
    marks(page)
    page.title("关于报送{{ category_name }}\n产品（或服务）企业标准排行榜的函")
    page.address("{{ work_institution }}：")
    page.text(
        "我单位针对{{ category_name }}产品（或服务），按照既定评估方案，依据{{ indicator_names }}"
        "水平，以企业标准信息公共服务平台中声明公开的企业标准数据为对象开展了排行榜评估工作。"
        "现报送{{ period_text }}{{ category_name }}产品企业标准排行榜结果，"
        + _PROMISE
        + "已与入榜企业充分沟通并征得其同意。"
    )
    board_table(page)
    page.signature("{{ body_name }}（公章）：", "日期：{{ dated }}")
    return page


def form_2_2() -> Page:
    """Annex 2-2: letter with the leaders of a year."""
    page = Page("关于报送企业标准“领跑者”评估结果的函")
    marks(page)
    page.title(
        "关于报送{{ year }}年{{ category_name }}\n产品（或服务）企业标准\n“领跑者”评估结果的函"
    )
    page.address("{{ work_institution }}：")
    page.text(
        "我单位作为{{ category_name }}产品（或服务）企业标准排行榜和“领跑者”评估机构，按照既定"
        "评估方案，以企业标准信息公共服务平台中声明公开的企业标准数据为对象开展了评估工作。"
        "现报送{{ year }}年{{ category_name }}产品（或服务）企业标准 “领跑者”评估结果，"
        + _PROMISE
        + "已与入围企业充分沟通并征得其同意。"
    )
    leaders_table(page)
    page.signature("{{ body_name }}（公章）：", "日期：{{ dated }}")
    return page


def board_table(page: Page) -> None:
    """The board, on pages on their side."""
    page.turn()
    page.caption("{{ table_title }}")
    table(
        page,
        BOARD_COLUMNS,
        ("{{ e.number }}", *_SHARED, _NOTE),
        (12, 34, 46, 31, 37, 20, 57),
        nobody="本期没有符合入榜条件的企业标准。",
        remark="注：序号为名次，相同的为并列。",
    )


def leaders_table(page: Page) -> None:
    """The leaders, on pages on their side."""
    page.turn()
    page.caption("{{ table_title }}")
    table(
        page,
        LEADER_COLUMNS,
        ("{{ e.key_field }}", *_SHARED, _NOTE),
        (26, 34, 44, 30, 37, 20, 46),
        nobody="本年度没有入围企业标准“领跑者”的企业标准。",
    )


def marks(page: Page) -> None:
    """Why a paper may not go out as it is, or to whom only; a line each above the title."""
    page.control("{%p for mark in marks %}")
    page.mark("{{ mark }}")
    page.control("{%p endfor %}")


def table(
    page: Page,
    columns: tuple[Column, ...],
    cells: tuple[str, ...],
    widths: tuple[int, ...],
    *,
    nobody: str,
    remark: str | None = None,
) -> None:
    """The table, or where it stands when it is too long, or that it is empty."""
    page.control("{%p if workbook %}")
    page.text("（共{{ row_count }}项，见所附工作簿《{{ workbook }}》。）")
    page.control("{%p elif entries %}")
    page.table([each.title for each in columns], cells, widths, each="e in entries")
    if remark is not None:
        page.remark(remark)
    page.control("{%p else %}")
    page.text(nobody)
    page.control("{%p endif %}")
