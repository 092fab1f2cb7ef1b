"""What a level analysis is about, and the part of queries that most of its tables need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reports.figures import Column, Release, Table

LEAST = 3
"""Statistics of fewer standards than this would tell whose they are, and are not shown."""
PERIODS = 8
"""Of each category the last so many boards: two years of quarters."""

_FIELD = """
select
    fields.field_code,
    arg_max(fields.name_zh, fields.year) as field_name,
    any_value(coalesce(programmes.name_zh, fields.programme)) as programme_name,
    any_value(coalesce(programmes.work_institution, '工作机构')) as work_institution
from dim_key_fields as fields
left join dim_programmes as programmes using (programme)
where fields.programme = $programme
group by fields.field_code
order by fields.field_code
"""


@dataclass(frozen=True)
class Field:
    """A key field of a programme, as a release knows it."""

    release: Release
    programme: str
    field_code: str
    field_name: str
    programme_name: str
    work_institution: str

    def table(self, code: str, caption: str, columns: Sequence[Column], query: str) -> Table:
        """A table of the analysis; a query asks by the names that are set here."""
        return self.release.table(
            code,
            caption,
            columns,
            query,
            programme=self.programme,
            field_code=self.field_code,
            periods=PERIODS,
            least=LEAST,
        )


def find_field(release: Release, programme: str, field_code: str) -> Field:
    """A field by its code.

    Raises:
        LookupError: the programme has no such field; the message lists those.
    """
    known = release.table("fields", "", (), _FIELD, programme=programme)
    for row in known.rows:
        if row["field_code"] == field_code:
            return Field(
                release,
                programme,
                field_code,
                str(row["field_name"]),
                str(row["programme_name"]),
                str(row["work_institution"]),
            )
    there = "、".join(f"{row['field_code']}（{row['field_name']}）" for row in known.rows)
    raise LookupError(f"项目 {programme} 没有领域 {field_code}；有：{there or '无'}")


BOARDS = """boards as (
    -- periods that are over, the newest of each category
    select
        boards.*,
        coalesce(categories.name_zh, boards.product_category) as category,
        row_number() over (
            partition by boards.product_category order by boards.cut_off_on, boards.period
        ) as place
    from (
        select *
        from fct_boards
        where programme = $programme and field_code = $field_code and not is_provisional
        qualify
            row_number() over (
                partition by product_category order by cut_off_on desc, period desc
            ) <= $periods
    ) as boards
    left join dim_product_categories as categories using (product_category)
)"""
"""CTE: the boards of the field whose period is over."""
