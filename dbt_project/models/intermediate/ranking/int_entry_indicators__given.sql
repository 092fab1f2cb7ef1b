{{ config(materialized = 'view') }}

with entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where reason_code is null
),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

by_weights as (select * from {{ ref('int_entries__by_weights') }}),

scaled as (select * from {{ ref('int_boards__scaled') }}),

normalised as (
    select
        entries.board_no,
        entries.version_no,
        {{ place_rows({
            'scheme_indicator_no': 'scaled.scheme_indicator_nos',
            'weight': 'scaled.weights',
            'normalised': 'by_weights.normalised'
        }) }}
    from entries
    inner join by_weights on entries.board_no = by_weights.board_no and entries.version_no = by_weights.version_no
    inner join scaled on entries.board_no = scaled.board_no
)

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
inner join entries
    on levelled.scheme_product_no = entries.scheme_product_no and levelled.version_no = entries.version_no
where levelled.is_banded and levelled.level is not null

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
    board_no,
    version_no,
    scheme_indicator_no,
    cast(null as double) as points,
    normalised,
    weight,
    -normalised as place_value
from normalised
where normalised is not null
