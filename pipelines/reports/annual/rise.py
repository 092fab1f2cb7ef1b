"""How far enterprise standards have risen, by industry: levels, and core indicators."""

from __future__ import annotations

from pipelines.reports.annual.scope import ANNUAL, INDUSTRIES, Asked
from pipelines.reports.figure_sql import LINEAGE, raised
from pipelines.reports.figures import Column, Kind

_LEVELS = f"""
with {ANNUAL},

{INDUSTRIES},

placed as (
    select
        industries.industry,
        count(*) filter (where annual.year = $year) as entries,
        count(*) filter (where annual.year = $year and entries.level = 1) as level_1,
        count(*) filter (where annual.year = $year and entries.level = 2) as level_2,
        count(*) filter (where annual.year = $year and entries.level >= 3) as level_3,
        count(*) filter (where annual.year = $year - 1) as entries_before,
        count(*) filter (where annual.year = $year - 1 and entries.level = 1) as level_1_before
    from fct_board_entries as entries
    inner join annual using (programme, field_code, product_category, period)
    inner join industries using (product_category)
    where annual.year between $year - 1 and $year and entries.level is not null
    group by industries.industry
)

select
    industry,
    entries,
    level_1,
    level_2,
    level_3,
    level_1 / nullif(entries, 0) as level_1_share,
    level_2 / nullif(entries, 0) as level_2_share,
    level_3 / nullif(entries, 0) as level_3_share,
    entries_before,
    level_1_before / nullif(entries_before, 0) as level_1_share_before
from placed
where entries > 0
order by entries desc, industry
"""

# of several limits on one indicator the most demanding; a limit on a category holds below it
_MEDIANS = f"""
with recursive {ANNUAL},

{INDUSTRIES},

{LINEAGE},

asked as (
    select annual.*, core.indicator_code, core.name_zh, core.better, core.test_method, core.position
    from annual
    inner join dim_scheme_indicators as core
        using (scheme_id, scheme_version, product_category)
    where
        annual.year between $year - 1 and $year
        and core.indicator_class = 'core' and core.better in ('lower', 'higher')
),

valued as (
    select
        asked.year,
        asked.field_code,
        asked.product_category,
        asked.cut_off_on,
        asked.indicator_code,
        asked.name_zh,
        asked.better,
        asked.test_method,
        asked.position,
        given.unit,
        median(given.value) as median_value,
        count(*) as standards
    from fct_board_entry_indicators as given
    inner join asked using (programme, field_code, product_category, period, indicator_code)
    where given.value is not null and given.grade is null
    group by all
),

limits as (
    select
        valued.year,
        valued.field_code,
        valued.product_category,
        valued.indicator_code,
        limits.standard_no,
        -- in the unit of the scheme
        round(
            case valued.better when 'lower' then limits.high else limits.low end
            * case when limits.unit is not distinct from valued.unit then 1
                else theirs.factor / ours.factor end,
            9
        ) as limit_value
    from valued
    inner join lineage using (product_category)
    inner join dim_limits as limits
        on lineage.ancestor = limits.product_category
        and valued.indicator_code = limits.indicator_code
    left join dim_units as theirs on limits.unit = theirs.unit
    left join dim_units as ours
        on valued.unit = ours.unit and theirs.dimension = ours.dimension
    where
        (limits.test_method is null or limits.test_method = valued.test_method)
        and limits.in_force_from <= valued.cut_off_on
        and (limits.in_force_to is null or valued.cut_off_on < limits.in_force_to)
        and limits.known_from <= valued.cut_off_on
        and limit_value is not null
    qualify
        row_number() over (
            partition by
                valued.year, valued.field_code, valued.product_category, valued.indicator_code
            order by
                case valued.better when 'lower' then limit_value else -limit_value end,
                limits.standard_no, limits.rule_id
        ) = 1
)

select
    industries.industry,
    coalesce(categories.name_zh, now.product_category) as category,
    now.name_zh as indicator,
    case now.better when 'lower' then '≤' else '≥' end as better,
    now.name_zh || coalesce('（' || {raised("now.unit")} || '）', '') as indicator_text,
    now.unit,
    now.standards,
    now.median_value,
    limits.limit_value,
    limits.standard_no,
    coalesce(
        case now.better when 'lower' then '≤' else '≥' end
        || rtrim(rtrim(printf('%.9f', limits.limit_value), '0'), '.')
        || '（' || limits.standard_no || '）',
        '—'
    ) as limit_text,
    case now.better when 'lower' then 1 else -1 end
        * (limits.limit_value - now.median_value) / nullif(abs(limits.limit_value), 0) as margin,
    before.median_value as median_before,
    case now.better when 'lower' then 1 else -1 end
        * (before.median_value - now.median_value) / nullif(abs(before.median_value), 0) as rise
from valued as now
inner join industries using (product_category)
left join dim_product_categories as categories using (product_category)
left join limits using (year, field_code, product_category, indicator_code)
left join valued as before
    on
        before.year = $year - 1
        and now.field_code = before.field_code
        and now.product_category = before.product_category
        and now.indicator_code = before.indicator_code
        and now.unit is not distinct from before.unit
where now.year = $year
order by
    industries.industry, now.field_code, now.product_category, now.position, now.indicator_code
"""


RISE = (
    Asked(
        "levels",
        "各行业上榜标准的水平分布",
        (
            Column("industry", "行业"),
            Column("entries", "上榜标准（项）", Kind.COUNT),
            Column("level_1_share", "第1水平占比", Kind.SHARE),
            Column("level_2_share", "第2水平占比", Kind.SHARE),
            Column("level_3_share", "第3水平及以下占比", Kind.SHARE),
            Column("entries_before", "上年度上榜（项）", Kind.COUNT),
            Column("level_1_share_before", "上年度第1水平占比", Kind.SHARE),
        ),
        _LEVELS,
    ),
    Asked(
        "medians",
        "上榜标准核心指标中位数与标准限值比较",
        (
            Column("category", "产品类别"),
            Column("indicator_text", "核心指标"),
            Column("standards", "标准（项）", Kind.COUNT),
            Column("median_value", "中位数", Kind.NUMBER),
            Column("limit_text", "标准限值"),
            Column("margin", "优于限值", Kind.SHARE),
            Column("median_before", "上年度中位数", Kind.NUMBER),
            Column("rise", "较上年度提升", Kind.SHARE),
        ),
        _MEDIANS,
    ),
)
"""The tables of the part, in the order of the report."""
