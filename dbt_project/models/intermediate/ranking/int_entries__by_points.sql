{{ config(materialized = 'view') }}

with judged as (
    select *
    from {{ ref('int_candidates__judged') }}
    where is_admitted
),

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
    judged.board_no,
    judged.scheme_product_no,
    judged.version_no,
    judged.declaration_id,
    {{ settled('sums.points') }} as score,
    vetoed.version_no is not null as is_vetoed
from judged
inner join products on judged.scheme_product_no = products.scheme_product_no
left join sums on judged.scheme_product_no = sums.scheme_product_no and judged.version_no = sums.version_no
left join vetoed on judged.scheme_product_no = vetoed.scheme_product_no and judged.version_no = vetoed.version_no
