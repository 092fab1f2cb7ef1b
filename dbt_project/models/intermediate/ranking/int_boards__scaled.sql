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
    scheme_product_no,
    normalise,
    is_capped,
    aggregate,
    scale_low,
    scale_high,
    {{ gathered('scheme_indicator_no', 'scheme_indicator_no') }} as scheme_indicator_nos,
    {{ gathered('indicator_code', 'scheme_indicator_no') }} as indicator_codes,
    {{ gathered('weight', 'scheme_indicator_no') }} as weights,
    {{ gathered('worst', 'scheme_indicator_no') }} as worsts,
    {{ gathered('best', 'scheme_indicator_no') }} as bests
from ends
group by board_no, scheme_product_no, normalise, is_capped, aggregate, scale_low, scale_high
