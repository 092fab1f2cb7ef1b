{{ config(materialized = 'view') }}

with entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where reason_code is null
),

indicators as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core'
),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

normalised as (select * from {{ ref('int_entry_indicators__normalised') }})

select
    entries.board_no,
    entries.version_no,
    levelled.scheme_indicator_no,
    levelled.value,
    levelled.is_inclusive,
    levelled.grade,
    levelled.level,
    pointed.points,
    normalised.normalised,
    -- what the indicator adds to the score, or multiplies it by where the mean is geometric
    case
        when indicators.method = 'points' then pointed.points
        when indicators.aggregate = 'arithmetic' then normalised.normalised * normalised.weight / entries.weight_sum
        when indicators.aggregate = 'geometric'
            then power(normalised.normalised, normalised.weight / entries.weight_sum)
    end as contribution,
    -- who stands before whom on the indicator's own list (the lowest first)
    case indicators.method
        when 'bands' then cast(levelled.level as double)
        when 'points' then -pointed.points
        else -normalised.normalised
    end as place_value
from entries
inner join levelled
    on entries.scheme_product_no = levelled.scheme_product_no and entries.version_no = levelled.version_no
inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
left join pointed
    on levelled.scheme_indicator_no = pointed.scheme_indicator_no and levelled.version_no = pointed.version_no
left join normalised
    on
        entries.board_no = normalised.board_no
        and levelled.scheme_indicator_no = normalised.scheme_indicator_no
        and levelled.version_no = normalised.version_no
