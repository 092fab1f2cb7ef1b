"""What enterprises have declared: stock, new, trend, provinces, industries."""

from __future__ import annotations

from pipelines.reports.annual.scope import ANNUAL, INDUSTRIES, NEW, STANDING, Asked
from pipelines.reports.figures import Column, Kind

_DECLARED = f"""
with days(place, since, on_day) as (
    values
        ('now', $begins::date, $as_of::date),
        ('before', date_trunc('year', $day_before::date)::date, $day_before::date)
),

{STANDING},

{NEW},

stock as (
    select
        days.place,
        count(*) as standards,
        count(distinct standing.enterprise_id) as enterprises
    from days
    inner join standing
        on
            standing.from_on <= days.on_day
            and (standing.until_on is null or days.on_day < standing.until_on)
    group by days.place
),

listed as (
    select
        days.place,
        count(*) as products,
        count(distinct product_category) as categories
    from days
    inner join standing
        on
            standing.from_on <= days.on_day
            and (standing.until_on is null or days.on_day < standing.until_on)
    inner join fct_declared_products using (declaration_id)
    group by days.place
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
        coalesce(stock.standards, 0) as standards,
        coalesce(made.new_standards, 0) as new_standards,
        coalesce(stock.enterprises, 0) as enterprises,
        coalesce(made.declaring, 0) as declaring,
        coalesce(listed.products, 0) as products,
        coalesce(listed.categories, 0) as categories
    from days
    left join stock using (place)
    left join listed using (place)
    left join made using (place)
),

measured as (
    unpivot counted
    on standards, new_standards, enterprises, declaring, products, categories
    into name code value counted
),

names(no, code, name) as (
    values
        (1, 'standards', '现行声明标准（项）'),
        (2, 'new_standards', '当年新增声明标准（项）'),
        (3, 'enterprises', '现行声明标准涉及企业（家）'),
        (4, 'declaring', '当年新增声明标准的企业（家）'),
        (5, 'products', '现行声明标准涉及产品（种）'),
        (6, 'categories', '现行声明标准涉及产品类别（个）')
)

select
    names.code,
    names.name,
    now.counted as value,
    before.counted as value_before,
    now.counted - before.counted as change,
    (now.counted - before.counted) / nullif(before.counted, 0) as change_share
from names
inner join measured as now on names.code = now.code and now.place = 'now'
inner join measured as before on names.code = before.code and before.place = 'before'
-- where nothing was ever declared there is nothing to show
where exists (select 1 from counted where standards > 0)
order by names.no
"""

_TREND = f"""
with years as (
    select year::integer as year, least(make_date(year::integer, 12, 31), $as_of::date) as on_day
    from range(2015, $year + 1) as years(year)
),

{STANDING},

{NEW},

stock as (
    select
        years.year,
        count(*) as standards,
        count(distinct standing.enterprise_id) as enterprises
    from years
    inner join standing
        on
            standing.from_on <= years.on_day
            and (standing.until_on is null or years.on_day < standing.until_on)
    group by years.year
),

made as (
    select year(declared_on) as year, count(*) as new_standards
    from declared
    where declared_on <= $as_of::date
    group by all
)

select
    years.year,
    coalesce(made.new_standards, 0) as new_standards,
    stock.standards,
    stock.enterprises
from years
inner join stock using (year)
left join made using (year)
order by years.year
"""

_PROVINCES = f"""
with {STANDING},

{INDUSTRIES},

stock as (
    select *
    from standing
    where from_on <= $as_of::date and (until_on is null or $as_of::date < until_on)
),

{NEW},

provinces as (
    select province_code, min(province_name) as province
    from dim_enterprises
    where province_code is not null
    group by province_code
),

counted as (
    select
        province_code,
        count(*) as standards,
        count(distinct enterprise_id) as enterprises
    from stock
    where province_code is not null
    group by province_code
),

made as (
    select province_code, count(*) as new_standards
    from declared
    where declared_on between $begins::date and $as_of::date
    group by province_code
),

by_industry as (
    select stock.province_code, industries.industry, count(distinct declaration_id) as standards
    from stock
    inner join fct_declared_products as products using (declaration_id)
    inner join industries using (product_category)
    group by all
),

main as (
    select province_code, arg_min(industry, (-standards, industry)) as industry
    from by_industry
    group by province_code
),

titled as (
    select
        coalesce(declarations.province_code, '') as province_code,
        count(*) as leaders
    from fct_leaders as leaders
    left join fct_declarations as declarations using (declaration_id)
    where leaders.programme = $programme and leaders.year = $year
        and leaders.valid_from is not null
    group by all
)

select
    rank() over (order by counted.standards desc) as place,
    counted.province_code,
    coalesce(provinces.province, counted.province_code) as province,
    counted.standards,
    coalesce(made.new_standards, 0) as new_standards,
    counted.enterprises,
    coalesce(main.industry, '—') as industry,
    coalesce(titled.leaders, 0) as leaders
from counted
left join provinces using (province_code)
left join made using (province_code)
left join main using (province_code)
left join titled using (province_code)
qualify row_number() over (order by counted.standards desc, counted.province_code) <= 10
order by counted.standards desc, counted.province_code
"""

_INDUSTRIES = f"""
with {STANDING},

{INDUSTRIES},

{ANNUAL},

{NEW},

declared_in as (
    select declaration_id, industries.industry
    from fct_declared_products
    inner join industries using (product_category)
    group by all
),

counted as (
    select
        declared_in.industry,
        count(*) as standards,
        count(distinct standing.enterprise_id) as enterprises
    from standing
    inner join declared_in using (declaration_id)
    where
        standing.from_on <= $as_of::date
        and (standing.until_on is null or $as_of::date < standing.until_on)
    group by declared_in.industry
),

made as (
    select declared_in.industry, count(*) as new_standards
    from declared
    inner join declared_in using (declaration_id)
    where declared.declared_on between $begins::date and $as_of::date
    group by declared_in.industry
),

placed as (
    select industries.industry, count(distinct entries.declaration_id) as entries
    from fct_board_entries as entries
    inner join annual using (programme, field_code, product_category, period)
    inner join industries using (product_category)
    where annual.year = $year
    group by industries.industry
),

titled as (
    select industries.industry, count(*) as leaders
    from fct_leaders as leaders
    inner join industries using (product_category)
    where leaders.programme = $programme and leaders.year = $year
        and leaders.valid_from is not null
    group by industries.industry
)

select
    counted.industry,
    counted.standards,
    coalesce(made.new_standards, 0) as new_standards,
    counted.enterprises,
    coalesce(placed.entries, 0) as entries,
    coalesce(titled.leaders, 0) as leaders
from counted
left join made using (industry)
left join placed using (industry)
left join titled using (industry)
order by counted.standards desc, counted.industry
"""


DECLARATIONS = (
    Asked(
        "declared",
        "企业标准自我声明公开总体情况",
        (
            Column("name", "项目"),
            Column("value", "本年度", Kind.COUNT),
            Column("value_before", "上年度", Kind.COUNT),
            Column("change", "增减", Kind.COUNT),
            Column("change_share", "增减幅度", Kind.SHARE),
        ),
        _DECLARED,
    ),
    Asked(
        "trend",
        "2015年以来企业标准自我声明公开情况",
        (
            Column("year", "年度"),
            Column("new_standards", "当年新增（项）", Kind.COUNT),
            Column("standards", "年末现行（项）", Kind.COUNT),
            Column("enterprises", "涉及企业（家）", Kind.COUNT),
        ),
        _TREND,
    ),
    Asked(
        "provinces",
        "声明标准数量居前十位的省（区、市）",
        (
            Column("place", "位次", Kind.COUNT),
            Column("province", "省（区、市）"),
            Column("standards", "现行声明标准（项）", Kind.COUNT),
            Column("new_standards", "当年新增（项）", Kind.COUNT),
            Column("enterprises", "涉及企业（家）", Kind.COUNT),
            Column("industry", "主要行业"),
            Column("leaders", "领跑者（项）", Kind.COUNT),
        ),
        _PROVINCES,
    ),
    Asked(
        "industries",
        "各行业声明标准、上榜标准与领跑者数量",
        (
            Column("industry", "行业"),
            Column("standards", "现行声明标准（项）", Kind.COUNT),
            Column("new_standards", "当年新增（项）", Kind.COUNT),
            Column("enterprises", "涉及企业（家）", Kind.COUNT),
            Column("entries", "上榜标准（项）", Kind.COUNT),
            Column("leaders", "领跑者（项）", Kind.COUNT),
        ),
        _INDUSTRIES,
    ),
)
"""The tables of the part, in the order of the report."""
