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

given as (select * from {{ ref('int_entry_indicators__given') }})

select
    entries.board_no,
    entries.version_no,
    levelled.scheme_indicator_no,
    levelled.value,
    levelled.is_inclusive,
    levelled.grade,
    levelled.level,
    given.points,
    given.normalised,
    -- what the indicator adds to the score, or multiplies it by where the mean is geometric
    case
        when indicators.method = 'points' then given.points
        when indicators.aggregate = 'arithmetic' then given.normalised * given.weight / entries.weight_sum
        when indicators.aggregate = 'geometric' then power(given.normalised, given.weight / entries.weight_sum)
    end as contribution,
    given.place_value
from entries
inner join levelled
    on entries.scheme_product_no = levelled.scheme_product_no and entries.version_no = levelled.version_no
inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
left join given
    on
        entries.board_no = given.board_no
        and levelled.scheme_indicator_no = given.scheme_indicator_no
        and levelled.version_no = given.version_no
