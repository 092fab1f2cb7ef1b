{{ config(materialized = 'view') }}

with compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'points'
),

steps as (select * from {{ ref('stg_reference__scheme_point_steps') }}),

ranges as (
    -- each value lies on one step: from its bound, which it includes, up to the bound of the step above
    select
        indicators.scheme_indicator_no,
        steps.points,
        {{ leniency('indicators.direction', 'round(steps.bound, 9)') }} as most_lenient,
        lag({{ leniency('indicators.direction', 'round(steps.bound, 9)') }}) over (
            partition by indicators.scheme_indicator_no order by steps.step_no asc nulls last
        ) as next_step
    from indicators
    inner join steps
        on
            indicators.scheme_id = steps.scheme_id
            and indicators.scheme_version = steps.scheme_version
            and indicators.indicator_code = steps.indicator_code
),

valued as (
    select
        indicators.scheme_product_no,
        compared.scheme_indicator_no,
        compared.version_no,
        {{ leniency('indicators.direction', 'compared.value') }} as leniency
    from compared
    inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
    where compared.value is not null
)

select
    valued.scheme_product_no,
    valued.scheme_indicator_no,
    valued.version_no,
    -- who reaches no step gets nothing for it
    coalesce(ranges.points, 0) as points
from valued
left join ranges
    on
        valued.scheme_indicator_no = ranges.scheme_indicator_no
        and valued.leniency <= ranges.most_lenient
        and valued.leniency > coalesce(ranges.next_step, cast('-infinity' as double))
