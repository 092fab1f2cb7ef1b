"""The tables of a quarter's statistics: counts, no enterprise by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.reports.annual.scope import INDUSTRIES, NEW, STANDING
from pipelines.reports.figure_sql import period_text
from pipelines.reports.figures import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reports.figures import Release, Table

_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """A quarter as a release knows it.

    Attributes:
        release: that is asked.
        year: of the quarter.
        number: 1 to 4.
    """

    release: Release
    year: int
    number: int

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, _MONTHS * (self.number - 1) + 1, 1)

    @property
    def ends(self) -> date:
        """Its last day."""
        following = self.begins + timedelta(days=_MONTHS * 31)
        return following.replace(day=1) - timedelta(days=1)

    @property
    def as_of(self) -> date:
        """The quarter's last day, or the last one that the release has reached."""
        return min(self.ends, self.release.manifest.run_on)

    @property
    def name(self) -> str:
        """2026年第二季度."""
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    def table(self, code: str, caption: str, columns: Sequence[Column], query: str) -> Table:
        """A table of the statistics; a query asks by the names that are set here."""
        before = self.begins - timedelta(days=1)
        return self.release.table(
            code,
            caption,
            columns,
            query,
            begins=self.begins,
            as_of=self.as_of,
            day_before=before,
            begins_before=before.replace(month=before.month - _MONTHS + 1, day=1),
        )


def find_quarter(release: Release, text: str) -> Quarter:
    """The quarter that a text like 2026Q2 names.

    Raises:
        ValueError: it names none, or the release has not reached it.
    """
    written = _QUARTER.fullmatch(text)
    if written is None:
        raise ValueError(f"{text} 不是季度；应为 2026Q2 的写法")
    quarter = Quarter(release, int(written[1]), int(written[2]))
    reached = release.manifest.run_on
    if quarter.begins > reached:
        raise ValueError(f"{text} 还没有开始；最新发布快照的数据到 {reached} 为止")
    return quarter


_STOCK = """stock as (
    select days.place, standing.*
    from days
    inner join standing
        on
            standing.from_on <= days.on_day
            and (standing.until_on is null or days.on_day < standing.until_on)
)"""

_OVERVIEW = f"""
with days(place, since, on_day) as (
    values
        ('now', $begins::date, $as_of::date),
        ('before', $begins_before::date, $day_before::date)
),

{STANDING},

{NEW},

{_STOCK},

stocked as (
    select place, count(*) as standards, count(distinct enterprise_id) as enterprises
    from stock
    group by place
),

listed as (
    select place, count(*) as products
    from stock
    inner join fct_declared_products using (declaration_id)
    group by place
),

made as (
    select
        days.place,
        count(*) as new_standards,
        count(distinct declared.enterprise_id) as declaring
    from days
    inner join declared on declared.declared_on between days.since and days.on_day
    group by days.place
),

counted as (
    select
        days.place,
        coalesce(stocked.standards, 0) as standards,
        coalesce(made.new_standards, 0) as new_standards,
        coalesce(stocked.enterprises, 0) as enterprises,
        coalesce(made.declaring, 0) as declaring,
        coalesce(listed.products, 0) as products
    from days
    left join stocked using (place)
    left join listed using (place)
    left join made using (place)
),

measured as (
    unpivot counted
    on standards, new_standards, enterprises, declaring, products
    into name code value counted
),

names(no, code, name) as (
    values
        (1, 'standards', '季末现行声明标准（项）'),
        (2, 'new_standards', '本季新增声明标准（项）'),
        (3, 'enterprises', '现行声明标准涉及企业（家）'),
        (4, 'declaring', '本季新增声明标准的企业（家）'),
        (5, 'products', '现行声明标准涉及产品（种）')
)

select
    names.code,
    names.name,
    before.counted as value_before,
    now.counted as value,
    now.counted - before.counted as change,
    (now.counted - before.counted) / nullif(before.counted, 0) as change_share
from names
inner join measured as now on names.code = now.code and now.place = 'now'
inner join measured as before on names.code = before.code and before.place = 'before'
where exists (select 1 from counted where standards > 0 or new_standards > 0)
order by names.no
"""
OVERVIEW = (
    Column("name", "项目"),
    Column("value_before", "上季", Kind.COUNT),
    Column("value", "本季", Kind.COUNT),
    Column("change", "增减", Kind.COUNT),
    Column("change_share", "增长率", Kind.SHARE),
)

_TREND = f"""
with quarters as (
    select
        begins::date as begins,
        least((begins + interval 3 months)::date - 1, $as_of::date) as on_day
    from
        range(
            $begins::date - interval 21 months, $begins::date + interval 1 day, interval 3 months
        ) as starts(begins)
),

{STANDING},

{NEW}

select
    year(quarters.begins) || '年第' || substr('一二三四', quarter(quarters.begins)::integer, 1)
    || '季度' as quarter,
    (
        select count(*) from declared
        where declared.declared_on between quarters.begins and quarters.on_day
    ) as new_standards,
    (
        select count(*) from standing
        where
            standing.from_on <= quarters.on_day
            and (standing.until_on is null or quarters.on_day < standing.until_on)
    ) as standards
from quarters
order by quarters.begins
"""
TREND = (
    Column("quarter", "季度"),
    Column("new_standards", "新增声明标准（项）", Kind.COUNT),
    Column("standards", "季末现行声明标准（项）", Kind.COUNT),
)

_PROVINCES = f"""
with days(place, on_day) as (values ('now', $as_of::date)),

{STANDING},

{NEW},

{_STOCK},

provinces as (
    select province_code, min(province_name) as province
    from dim_enterprises
    where province_code is not null
    group by province_code
),

stocked as (
    select
        coalesce(province_code, '') as province_code,
        count(*) as standards,
        count(distinct enterprise_id) as enterprises
    from stock
    group by 1
),

made as (
    select coalesce(province_code, '') as province_code, count(*) as new_standards
    from declared
    where declared_on between $begins::date and $as_of::date
    group by 1
)

select
    case
        when province_code = '' then '不详'
        else coalesce(provinces.province, province_code)
    end as province,
    coalesce(stocked.standards, 0) as standards,
    coalesce(made.new_standards, 0) as new_standards,
    coalesce(stocked.enterprises, 0) as enterprises,
    coalesce(stocked.standards, 0) / nullif(sum(stocked.standards) over (), 0) as share
from stocked
full join made using (province_code)
left join provinces using (province_code)
order by province_code = '', standards desc, new_standards desc, province_code
"""
PROVINCES = (
    Column("province", "省（区、市）"),
    Column("standards", "现行声明标准\n（项）", Kind.COUNT),
    Column("share", "占比", Kind.SHARE),
    Column("new_standards", "本季新增\n（项）", Kind.COUNT),
    Column("enterprises", "企业\n（家）", Kind.COUNT),
)

# a standard whose products belong to several industries counts in each
_INDUSTRIES = f"""
with days(place, on_day) as (values ('now', $as_of::date)),

{STANDING},

{NEW},

{_STOCK},

{INDUSTRIES},

placed as (
    select declaration_id, industries.industry
    from fct_declared_products
    inner join industries using (product_category)
    group by all
),

stocked as (
    select
        coalesce(placed.industry, '未归入行业') as industry,
        count(*) as standards,
        count(distinct stock.enterprise_id) as enterprises
    from stock
    left join placed using (declaration_id)
    group by 1
),

made as (
    select coalesce(placed.industry, '未归入行业') as industry, count(*) as new_standards
    from declared
    left join placed using (declaration_id)
    where declared.declared_on between $begins::date and $as_of::date
    group by 1
)

select
    industry,
    coalesce(stocked.standards, 0) as standards,
    coalesce(made.new_standards, 0) as new_standards,
    coalesce(stocked.enterprises, 0) as enterprises
from stocked
full join made using (industry)
order by industry = '未归入行业', standards desc, new_standards desc, industry
"""
INDUSTRY = (
    Column("industry", "行业"),
    Column("standards", "现行声明标准\n（项）", Kind.COUNT),
    Column("new_standards", "本季新增\n（项）", Kind.COUNT),
    Column("enterprises", "企业\n（家）", Kind.COUNT),
)

_VIOLATIONS = """
select
    violations.standard_no,
    coalesce(standards.name, '—') as standard_name,
    count(distinct violations.declaration_id) as declarations,
    count(distinct declarations.enterprise_id) as enterprises,
    count(distinct violations.indicator_code) as indicators
from fct_national_violations as violations
left join fct_declarations as declarations using (declaration_id)
left join dim_standards as standards
    on violations.standard_no = standards.standard_no and standards.is_current
where
    violations.valid_from <= $as_of::date
    and (violations.valid_to is null or $as_of::date < violations.valid_to)
group by violations.standard_no, standards.name
order by declarations desc, violations.standard_no
"""
VIOLATIONS = (
    Column("standard_no", "强制性国家标准"),
    Column("standard_name", "标准名称"),
    Column("declarations", "声明标准\n（项）", Kind.COUNT),
    Column("enterprises", "企业\n（家）", Kind.COUNT),
    Column("indicators", "指标\n（项）", Kind.COUNT),
)

_BOARDS = f"""
select
    coalesce(programmes.name_zh, boards.programme) as programme,
    coalesce(fields.field, boards.field_code) as field,
    coalesce(categories.name_zh, boards.product_category) as category,
    {period_text("boards.period")} as period,
    boards.cut_off_on,
    boards.candidate_count as candidates,
    boards.entry_count as entries,
    boards.entry_count / nullif(boards.candidate_count, 0) as share
from fct_boards as boards
left join dim_programmes as programmes using (programme)
left join dim_product_categories as categories using (product_category)
left join (
    select programme, field_code, arg_max(name_zh, year) as field
    from dim_key_fields
    group by all
) as fields using (programme, field_code)
where
    boards.cut_off_on between $begins::date and $as_of::date
    and not boards.is_provisional
order by boards.programme, boards.field_code, boards.product_category, boards.period
"""
BOARDS = (
    Column("programme", "项目"),
    Column("field", "重点领域"),
    Column("category", "产品类别"),
    Column("cut_off_on", "截止日", Kind.DAY),
    Column("candidates", "参与比较\n（项）", Kind.COUNT),
    Column("entries", "上榜\n（项）", Kind.COUNT),
    Column("share", "上榜率", Kind.SHARE),
)


def quarter_tables(quarter: Quarter) -> list[Table]:
    """The tables, in the order of the statistics."""
    return [
        quarter.table("overview", "企业标准自我声明公开情况", OVERVIEW, _OVERVIEW),
        quarter.table("trend", "近八个季度声明情况", TREND, _TREND),
        quarter.table("provinces", "各省（区、市）声明情况", PROVINCES, _PROVINCES),
        quarter.table("industries", "各行业声明情况", INDUSTRY, _INDUSTRIES),
        quarter.table("violations", "季末与强制性国家标准限值不符的声明", VIOLATIONS, _VIOLATIONS),
        quarter.table("boards", "本季截止的企业标准排行榜", BOARDS, _BOARDS),
    ]
