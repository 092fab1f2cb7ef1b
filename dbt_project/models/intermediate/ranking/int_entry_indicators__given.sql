{{ config(materialized = 'view') }}

with entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where reason_code is null
),

banded as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'bands'
),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

normalised as (select * from {{ ref('int_entry_indicators__normalised') }})

-- each method gives something else; place_value says who stands before whom on the indicator's own list (lowest first)
select
    entries.board_no,
    entries.version_no,
    levelled.scheme_indicator_no,
    cast(null as double) as points,
    cast(null as double) as normalised,
    cast(null as double) as weight,
    cast(levelled.level as double) as place_value
from levelled
inner join banded on levelled.scheme_indicator_no = banded.scheme_indicator_no
inner join entries
    on levelled.scheme_product_no = entries.scheme_product_no and levelled.version_no = entries.version_no
where levelled.level is not null

union all

select
    entries.board_no,
    entries.version_no,
    pointed.scheme_indicator_no,
    pointed.points,
    cast(null as double) as normalised,
    cast(null as double) as weight,
    -pointed.points as place_value
from pointed
inner join entries
    on pointed.scheme_product_no = entries.scheme_product_no and pointed.version_no = entries.version_no

union all

select
    entries.board_no,
    entries.version_no,
    normalised.scheme_indicator_no,
    cast(null as double) as points,
    normalised.normalised,
    normalised.weight,
    -normalised.normalised as place_value
from normalised
inner join entries on normalised.board_no = entries.board_no and normalised.version_no = entries.version_no
