"""What a December summary is about, and the parts of queries that several of its tables need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reports.figures import Column, Release, Table

_BODY = """
select
    bodies.body_name,
    bodies.state,
    bodies.state_since,
    coalesce(programmes.name_zh, bodies.programme) as programme_name,
    coalesce(programmes.work_institution, '工作机构') as work_institution
from dim_assessment_bodies as bodies
left join dim_programmes as programmes using (programme)
where bodies.programme = $programme and bodies.body_uscc = $body_uscc
"""


@dataclass(frozen=True)
class BodyYear:
    """A body's year in a programme, as a release knows it.

    Attributes:
        release: that is asked.
        programme: under whose rules.
        year: that is summed up.
        body_uscc: credit code of the body.
        body_name: of the body.
        programme_name: of the programme.
        work_institution: whom the summary goes to.
    """

    release: Release
    programme: str
    year: int
    body_uscc: str
    body_name: str
    programme_name: str
    work_institution: str

    def table(self, code: str, caption: str, columns: Sequence[Column], query: str) -> Table:
        """A table of the summary; a query asks by the names that are set here."""
        return self.release.table(
            code,
            caption,
            columns,
            query,
            programme=self.programme,
            year=self.year,
            body_uscc=self.body_uscc,
        )


def find_body_year(release: Release, programme: str, year: int, body_uscc: str) -> BodyYear:
    """The year of a body.

    Raises:
        LookupError: the release knows no such body in the programme; the message lists those.
    """
    found = release.table("body", "", (), _BODY, programme=programme, body_uscc=body_uscc)
    if not found.rows:
        known = release.table("bodies", "", (), _BODIES, programme=programme)
        there = "、".join(f"{each['body_uscc']}（{each['body_name']}）" for each in known.rows)
        raise LookupError(f"项目 {programme} 没有评估机构 {body_uscc}；有：{there or '无'}")
    body = found.only
    return BodyYear(
        release,
        programme,
        year,
        body_uscc,
        str(body["body_name"]),
        str(body["programme_name"]),
        str(body["work_institution"]),
    )


_BODIES = """
select body_uscc, body_name
from dim_assessment_bodies
where programme = $programme
order by body_uscc
"""


OWN = """own as (
    select boards.*
    from fct_boards as boards
    inner join dim_schemes as schemes using (scheme_id, scheme_version)
    where
        boards.programme = $programme
        and boards.year = $year
        and schemes.body_uscc = $body_uscc
)"""
"""CTE: boards of the year by the body's schemes."""

PAIR = """now_boards as (
    -- of the boards of a year the last one: it counts what earlier ones did, and what came since
    select *
    from own
    qualify
        row_number() over (
            partition by field_code, product_category order by cut_off_on desc, period desc
        ) = 1
),

base_boards as (
    -- what it is compared with: last year's last board, or else this year's first
    select boards.*
    from fct_boards as boards
    inner join now_boards using (programme, field_code, product_category)
    where
        boards.cut_off_on < now_boards.cut_off_on
        and boards.year between now_boards.year - 1 and now_boards.year
    qualify
        row_number() over (
            partition by field_code, product_category
            order by
                boards.year,
                case when boards.year < $year then boards.cut_off_on end desc,
                boards.cut_off_on
        ) = 1
),

pair as (
    select 'now' as place, programme, field_code, product_category, period, scheme_id,
        scheme_version, is_provisional
    from now_boards
    union all
    select 'base', programme, field_code, product_category, period, scheme_id, scheme_version,
        is_provisional
    from base_boards
)"""
"""CTEs after `OWN`: the body's board of each category, and the one that it is compared with."""

NAMES = """names as (
    select fields.field_code, fields.product_category,
        case
            when fields.field = fields.category then fields.category
            else fields.field || '：' || fields.category
        end as label
    from (
        select
            own.field_code,
            own.product_category,
            coalesce(any_value(keyed.field), own.field_code) as field,
            coalesce(any_value(categories.name_zh), own.product_category) as category
        from own
        left join (
            select field_code, arg_max(name_zh, year) as field
            from dim_key_fields
            where programme = $programme and year <= $year
            group by field_code
        ) as keyed using (field_code)
        left join dim_product_categories as categories using (product_category)
        group by own.field_code, own.product_category
    ) as fields
)"""
"""CTE after `OWN`: what a reader calls each field and category."""
