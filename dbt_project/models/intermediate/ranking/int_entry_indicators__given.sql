{{ config(materialized = 'view') }}

with banded_entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where method = 'bands' and reason_code is null
),

pointed_entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where method = 'points' and reason_code is null
),

weighed_entries as (
    select *
    from {{ ref('int_entries__placed') }}
    where method = 'weighted' and reason_code is null
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
        weighed_entries.board_no,
        weighed_entries.version_no,
        weighed.scheme_indicator_no,
        weighed.weight,
        case weighed.position {{ by_position('when {0} then weighed_entries.normalised_{0}') | join(' ') }} end as normalised
    from weighed_entries
    inner join weighed on weighed_entries.scheme_product_no = weighed.scheme_product_no
)

-- each method gives something else; place_value says who stands before whom on the indicator's own list (lowest first)
select
    'bands' as method,
    banded_entries.board_no,
    banded_entries.version_no,
    levelled.scheme_indicator_no,
    cast(null as double) as points,
    cast(null as double) as normalised,
    cast(null as double) as weight,
    cast(levelled.level as double) as place_value
from levelled
inner join banded_entries
    on levelled.scheme_product_no = banded_entries.scheme_product_no and levelled.version_no = banded_entries.version_no
where levelled.is_banded and levelled.level is not null

union all

select
    'points' as method,
    pointed_entries.board_no,
    pointed_entries.version_no,
    pointed.scheme_indicator_no,
    pointed.points,
    cast(null as double) as normalised,
    cast(null as double) as weight,
    -pointed.points as place_value
from pointed
inner join pointed_entries
    on pointed.scheme_product_no = pointed_entries.scheme_product_no and pointed.version_no = pointed_entries.version_no

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
