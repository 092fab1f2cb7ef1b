"""What a report's template says of a table: sentences, a chart, and the table itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.reports.templating.parts import chart_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reports.annual.scope import Asked
    from pipelines.reports.templating.page import Page

_UNIT = re.compile(r"(（[^（）、]{1,3}）)$")  # below its heading


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
        chart_of(page, chart)
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
