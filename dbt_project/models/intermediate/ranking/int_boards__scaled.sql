with boards as (select * from {{ ref('int_boards__scheduled') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
),

samples as (select * from {{ ref('int_boards__sampled') }}),

ends as (
    select
        boards.board_no,
        indicators.position,
        indicators.weight,
        indicators.aggregate,
        indicators.normalise = 'none' as is_raw,
        indicators.is_capped,
        indicators.scale_low,
        indicators.scale_high,
        coalesce(samples.worst, indicators.goalpost_worst) as worst,
        coalesce(samples.best, indicators.goalpost_best) as best
    from boards
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    left join samples
        on boards.board_no = samples.board_no and indicators.scheme_indicator_no = samples.scheme_indicator_no
),

spans as (
    select
        board_no,
        position,
        weight,
        aggregate,
        is_capped,
        scale_low,
        scale_high,
        worst,
        nullif(best - worst, 0) as span
    from ends
    where not is_raw

    union all

    -- a value that is taken as it is stands where it is from 0 to 1
    select
        board_no,
        position,
        weight,
        aggregate,
        false as is_capped,
        0.0 as scale_low,
        1.0 as scale_high,
        0.0 as worst,
        1.0 as span
    from ends
    where is_raw
)

select
    board_no,
    aggregate,
    is_capped,
    scale_low,
    scale_high,
    {{ by_position('max(weight) filter (where position = {0}) as weight_{0}') | join(',\n    ') }},
    {{ by_position('max(worst) filter (where position = {0}) as worst_{0}') | join(',\n    ') }},
    {{ by_position('max(span) filter (where position = {0}) as span_{0}') | join(',\n    ') }}
from spans
group by board_no, aggregate, is_capped, scale_low, scale_high
