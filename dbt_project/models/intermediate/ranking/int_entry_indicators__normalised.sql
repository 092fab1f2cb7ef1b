{{ config(materialized = 'view') }}

with judged as (
    select *
    from {{ ref('int_candidates__judged') }}
    where is_admitted
),

compared as (select * from {{ ref('int_core_indicators__compared') }}),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
),

samples as (select * from {{ ref('int_boards__sampled') }}),

valued as (
    select
        judged.board_no,
        judged.version_no,
        indicators.scheme_indicator_no,
        indicators.weight,
        indicators.aggregate,
        indicators.normalise,
        indicators.is_capped,
        indicators.scale_low,
        indicators.scale_high,
        compared.value,
        coalesce(samples.worst, indicators.goalpost_worst) as worst,
        coalesce(samples.best, indicators.goalpost_best) as best
    from compared
    inner join indicators on compared.scheme_indicator_no = indicators.scheme_indicator_no
    inner join judged
        on indicators.scheme_product_no = judged.scheme_product_no and compared.version_no = judged.version_no
    left join samples
        on judged.board_no = samples.board_no and indicators.scheme_indicator_no = samples.scheme_indicator_no
    where compared.value is not null
),

placed as (
    -- from 0 at the worst goalpost to 1 at the best one; a sample that is all alike stands at its best
    select
        *,
        case when worst = best then 1.0 else (value - worst) / (best - worst) end as share
    from valued
)

select
    board_no,
    version_no,
    scheme_indicator_no,
    weight,
    aggregate,
    case
        when normalise = 'none' then value
        when is_capped then scale_low + greatest(least(share, 1.0), 0.0) * (scale_high - scale_low)
        else scale_low + share * (scale_high - scale_low)
    end as normalised
from placed
