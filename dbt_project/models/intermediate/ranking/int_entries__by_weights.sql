{{ config(materialized = 'view') }}

with judged as (
    select *
    from {{ ref('int_candidates__judged') }}
    where is_admitted
),

products as (
    select *
    from {{ ref('int_scheme_products__numbered') }}
    where method = 'weighted'
),

normalised as (select * from {{ ref('int_entry_indicators__normalised') }}),

weighed as (
    select
        board_no,
        version_no,
        -- 1, unless a value is missing and the scheme spreads its weight over what is there
        {{ settled(exact_sum('weight')) }} as weight_sum,
        {{ weighted_score('aggregate', 'weight', 'normalised') }} as score
    from normalised
    group by board_no, version_no, aggregate
)

select
    judged.board_no,
    judged.scheme_product_no,
    judged.version_no,
    judged.declaration_id,
    weighed.weight_sum,
    weighed.score
from judged
inner join products on judged.scheme_product_no = products.scheme_product_no
left join weighed on judged.board_no = weighed.board_no and judged.version_no = weighed.version_no
