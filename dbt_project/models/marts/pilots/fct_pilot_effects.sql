with decisions as (
    select *
    from {{ ref('stg_normalised__decisions') }}
    where kind = 'pilot_effect'
),

pilots as (select * from {{ ref('fct_pilots') }}),

stated as (
    -- a later decision on the same year and measure corrects an earlier one
    select
        programme,
        subject as pilot_code,
        try_cast({{ json_text('payload', 'year') }} as integer) as year,
        {{ json_text('payload', 'direction') }} as direction,
        {{ json_text('payload', 'measure') }} as measure,
        {{ json_text('payload', 'unit') }} as unit,
        try_cast({{ json_text('payload', 'value') }} as double) as value,
        try_cast({{ json_text('payload', 'baseline') }} as double) as baseline,
        decision_id
    from decisions
    qualify
        row_number() over (
            partition by
                programme,
                subject,
                {{ json_text('payload', 'year') }},
                {{ json_text('payload', 'direction') }},
                {{ json_text('payload', 'measure') }}
            order by seq desc nulls last
        ) = 1
)

select
    stated.programme,
    stated.pilot_code,
    stated.year,
    stated.direction,
    stated.measure,
    stated.unit,
    stated.value,
    -- the baseline is stated once, with the first year
    coalesce(stated.baseline, first_value(stated.baseline) over (
        partition by stated.programme, stated.pilot_code, stated.direction, stated.measure
        order by case when stated.baseline is null then 1 else 0 end asc nulls last, stated.year asc nulls last
    )) as baseline,
    pilots.pilot_type,
    pilots.province_code,
    stated.decision_id
from stated
inner join pilots on stated.programme = pilots.programme and stated.pilot_code = pilots.pilot_code
