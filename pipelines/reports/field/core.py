"""Core indicators of a field over its periods: median, best decile, share better than the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.reports.field.scope import BOARDS
from pipelines.reports.figure_sql import LINEAGE, period_text, unit_text
from pipelines.reports.figures import Column, Kind

if TYPE_CHECKING:
    from pipelines.reports.field.scope import Field
    from pipelines.reports.figures import Table

_CORE = f"""
with recursive {LINEAGE},

{BOARDS},

asked as (
    select
        boards.product_category,
        boards.category,
        boards.period,
        boards.cut_off_on,
        indicators.indicator_code,
        indicators.position,
        indicators.name_zh as indicator,
        indicators.unit,
        indicators.better,
        indicators.test_method
    from boards
    inner join dim_scheme_indicators as indicators
        using (scheme_id, scheme_version, product_category)
    where indicators.indicator_class = 'core' and indicators.better in ('lower', 'higher')
),

-- in force on the cut-off day and known by then; a limit on a parent holds for its children
bounds as (
    select
        asked.product_category,
        asked.period,
        asked.indicator_code,
        asked.better,
        limits.standard_no,
        limits.rule_id,
        case when asked.better = 'lower' then limits.high else limits.low end
        * case
            when limits.unit is not distinct from asked.unit then 1
            else theirs.factor / ours.factor
        end as bound
    from asked
    inner join lineage using (product_category)
    inner join dim_limits as limits
        on
            lineage.ancestor = limits.product_category
            and asked.indicator_code = limits.indicator_code
    left join dim_units as theirs on limits.unit = theirs.unit
    left join dim_units as ours on asked.unit = ours.unit
    where
        (limits.test_method is null or limits.test_method = asked.test_method)
        and limits.in_force_from <= asked.cut_off_on
        and (limits.in_force_to is null or asked.cut_off_on < limits.in_force_to)
        and limits.known_from <= asked.cut_off_on
        and (
            limits.unit is not distinct from asked.unit or theirs.dimension = ours.dimension
        )
),

-- of several limits the most demanding one has to be met
strictest as (
    select
        product_category,
        period,
        indicator_code,
        round(bound, 9) as limit_value,
        standard_no
    from bounds
    where bound is not null
    qualify
        row_number() over (
            partition by product_category, period, indicator_code
            order by case when better = 'lower' then bound else -bound end, standard_no, rule_id
        ) = 1
),

valued as (
    select
        asked.*,
        strictest.limit_value,
        strictest.standard_no,
        given.value,
        case when asked.better = 'lower' then given.value else -given.value end as leniency,
        case
            when strictest.limit_value is null then null
            when given.value = strictest.limit_value then not given.is_inclusive
            when asked.better = 'lower' then given.value < strictest.limit_value
            else given.value > strictest.limit_value
        end as is_stricter
    from asked
    inner join fct_board_entry_indicators as given
        on
            given.programme = $programme
            and given.field_code = $field_code
            and asked.product_category = given.product_category
            and asked.period = given.period
            and asked.indicator_code = given.indicator_code
    left join strictest
        on
            asked.product_category = strictest.product_category
            and asked.period = strictest.period
            and asked.indicator_code = strictest.indicator_code
    where given.value is not null and given.grade is null
),

measured as (
    select
        product_category,
        category,
        position,
        indicator_code,
        indicator,
        unit,
        better,
        period,
        cut_off_on,
        limit_value,
        standard_no,
        count(*) as standards,
        median(value) as median_value,
        quantile_disc(leniency, 0.1) as best_decile,
        avg(is_stricter::integer) as better_share
    from valued
    group by all
)

select
    category,
    indicator,
    {unit_text("unit")} as unit,
    category || '：' || indicator || coalesce('（' || {unit_text("unit")} || '）', '') as label,
    better as direction,
    case better when 'lower' then '越小越好' else '越大越好' end as better,
    {period_text("period")} as period,
    standards,
    case when standards >= $least then round(median_value, 9) end as median_value,
    case
        when standards >= $least
            then round(case when better = 'lower' then best_decile else -best_decile end, 9)
    end as best_decile,
    limit_value,
    coalesce(standard_no, '—') as standard_no,
    case when standards >= $least then round(better_share, 9) end as better_share
from measured
order by product_category, position, indicator_code, cut_off_on
"""
CORE = (
    Column("label", "产品类别与\n核心指标"),
    Column("period", "周期"),
    Column("standards", "标准\n（项）", Kind.COUNT),
    Column("median_value", "中位数", Kind.NUMBER),
    Column("best_decile", "最优\n十分位", Kind.NUMBER),
    Column("limit_value", "限值", Kind.NUMBER),
    Column("standard_no", "限值所在\n标准"),
    Column("better_share", "严于限值\n占比", Kind.SHARE),
)

# the value of a grade is its place in the order of grades, the best first
_GRADES = f"""
with {BOARDS},

counted as (
    select
        boards.product_category,
        boards.category,
        boards.period,
        boards.cut_off_on,
        asked.position,
        asked.name_zh as indicator,
        asked.grades_text,
        count(*) as standards,
        list(given.grade order by given.value)[(count(*) + 1) // 2] as median_grade,
        avg((given.value = 1)::integer) as best_share
    from boards
    inner join dim_scheme_indicators as asked
        using (scheme_id, scheme_version, product_category)
    inner join fct_board_entry_indicators as given
        using (programme, field_code, product_category, period, indicator_code)
    where asked.indicator_class = 'core' and given.grade is not null
    group by all
)

select
    category,
    indicator,
    replace(grades_text, ';', '、') as grades,
    {period_text("period")} as period,
    standards,
    case when standards >= $least then median_grade end as median_grade,
    case when standards >= $least then best_share end as best_share
from counted
order by product_category, position, cut_off_on
"""
GRADES = (
    Column("category", "产品类别"),
    Column("indicator", "核心指标"),
    Column("grades", "等级（由优到劣）"),
    Column("period", "周期"),
    Column("standards", "标准\n（项）", Kind.COUNT),
    Column("median_grade", "中位\n等级"),
    Column("best_share", "最优等级\n占比", Kind.SHARE),
)


def core_tables(field: Field) -> list[Table]:
    """Numbers, then grades."""
    return [
        field.table("core", "各期上榜标准的核心指标与限值比较", CORE, _CORE),
        field.table("grades", "各期以等级表示的核心指标", GRADES, _GRADES),
    ]
