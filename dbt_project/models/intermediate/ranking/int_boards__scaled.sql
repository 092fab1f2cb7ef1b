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
        indicators.*,
        coalesce(samples.worst, indicators.goalpost_worst) as worst,
        coalesce(samples.best, indicators.goalpost_best) as best
    from boards
    inner join indicators on boards.scheme_product_no = indicators.scheme_product_no
    left join samples
        on boards.board_no = samples.board_no and indicators.scheme_indicator_no = samples.scheme_indicator_no
)

select
    board_no,
    normalise,
    is_capped,
    aggregate,
    scale_low,
    scale_high,
    {{ by_position('max(weight) filter (where position = {0}) as weight_{0}') | join(',\n    ') }},
    {{ by_position('max(worst) filter (where position = {0}) as worst_{0}') | join(',\n    ') }},
    {{ by_position('max(best) filter (where position = {0}) as best_{0}') | join(',\n    ') }}
from ends
group by board_no, normalise, is_capped, aggregate, scale_low, scale_high
