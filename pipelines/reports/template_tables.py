"""What a report says of a table in its template: sentences, a chart, itself, its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reports.annual.scope import Asked
    from pipelines.reports.template_page import Page

_UNIT = re.compile(r"(（[^（）]{1,3}）)$")  # below its heading


def stated(
    page: Page,
    asked: Asked,
    widths: Sequence[int],
    text: str,
    empty: str | None,
    chart: str | None = None,
) -> None:
    """What a table says, its chart and itself; or a sentence where it has no rows.

    Args:
        page: that is written.
        asked: the table.
        widths: of its columns, mm; together 156.
        text: the sentences before it.
        empty: what stands there instead; None: whether there are rows was asked before.
        chart: beside it; not drawn where too little is known.
    """
    if empty is not None:
        page.control(f"{{%p if rows.{asked.code} %}}")
    page.text(text)
    if chart is not None:
        page.control(f"{{%p if '{chart}' in figures %}}")
        page.chart(chart, f"{{{{ figures.{chart} }}}}")
        page.control("{%p endif %}")
    page.caption(f"{{{{ title.{asked.code} }}}}")
    page.table(
        [_UNIT.sub(r"\n\1", each.title) for each in asked.columns],
        [f"{{{{ e.{each.name} }}}}" for each in asked.columns],
        widths,
        each=f"e in rows.{asked.code}",
    )
    if empty is not None:
        page.control("{%p else %}")
        page.text(empty)
        page.control("{%p endif %}")


def sources_of(page: Page) -> None:
    """The appendix 数据来源 on a page of its own."""
    page.break_page()
    page.heading("附录  数据来源")
    page.text(
        "本报告的数据取自发布快照{{ release.release_id }}（数据抓取日期{{ release.run_on }}，"
        "程序版本{{ release.code_version }}）。各表由下列查询得出，可在同一快照上重新查询核对；"
        "摘要为查询结果的SHA-256。"
    )
    page.small("参考数据摘要：{{ release.reference_digest }}")
    page.small("决定链末端：{{ release.ledger_head }}")
    page.control("{%p for each in sources %}")
    page.small(
        "{{ each.title }}　行数：{{ each.row_count }}　摘要：{{ each.sha256 }}\n{{ each.query }}"
    )
    page.control("{%p endfor %}")
