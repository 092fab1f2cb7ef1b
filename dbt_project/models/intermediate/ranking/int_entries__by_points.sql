{{ config(materialized = 'view') }}

with admitted as (select * from {{ ref('int_candidates__admitted') }}),

products as (
    select *
    from {{ ref('int_scheme_products__numbered') }}
    where method = 'points'
),

pointed as (select * from {{ ref('int_core_indicators__pointed') }}),

basic as (select * from {{ ref('int_basic_indicators__judged') }}),

sums as (
    select
        scheme_product_no,
        version_no,
        {{ exact_sum('points') }} as points
    from pointed
    group by scheme_product_no, version_no
),

vetoed as (
    select
        scheme_product_no,
        version_no
    from basic
    where is_vetoed
    group by scheme_product_no, version_no
)

select
    admitted.board_no,
    admitted.scheme_product_no,
    admitted.version_no,
    admitted.declaration_id,
    {{ settled('sums.points') }} as score,
    vetoed.version_no is not null as is_vetoed
from admitted
inner join products on admitted.scheme_product_no = products.scheme_product_no
left join sums on admitted.scheme_product_no = sums.scheme_product_no and admitted.version_no = sums.version_no
left join vetoed on admitted.scheme_product_no = vetoed.scheme_product_no and admitted.version_no = vetoed.version_no
