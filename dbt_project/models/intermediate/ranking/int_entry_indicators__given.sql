{{ config(materialized = 'view') }}

with entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where reason_code is null
),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

weighed as (
    select *
    from {{ ref('int_scheme_indicators__described') }}
    where indicator_class = 'core' and method = 'weighted'
),

normalised as (
    select
        entries.board_no,
        entries.version_no,
        weighed.scheme_indicator_no,
        weighed.weight,
        {{ at_position('weighed.position', 'entries.normalised_{0}') }} as normalised
    from entries
    inner join weighed on entries.scheme_product_no = weighed.scheme_product_no
    where entries.method = 'weighted'
)

-- each method gives something else; place_value says who stands before whom on the indicator's own list (lowest first)
select
    'bands' as method,
    entries.board_no,
    entries.version_no,
    levelled.scheme_indicator_no,
    cast(null as double) as points,
    cast(null as double) as normalised,
    cast(null as double) as weight,
    cast(levelled.level as double) as place_value
from levelled
inner join entries
    on levelled.scheme_product_no = entries.scheme_product_no and levelled.version_no = entries.version_no
where entries.method = 'bands' and levelled.is_banded and levelled.level is not null

union all

select
    'points' as method,
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
where entries.method = 'points'

union all

select
    'weighted' as method,
    board_no,
    version_no,
    scheme_indicator_no,
    cast(null as double) as points,
    normalised,
    weight,
    -normalised as place_value
from normalised
where normalised is not null
