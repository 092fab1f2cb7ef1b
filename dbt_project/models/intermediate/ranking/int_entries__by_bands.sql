{{ config(materialized = 'view') }}

with judged as (
    select *
    from {{ ref('int_candidates__judged') }}
    where is_admitted
),

products as (
    select *
    from {{ ref('int_scheme_products__numbered') }}
    where method = 'bands'
)

select
    judged.board_no,
    judged.scheme_product_no,
    judged.version_no,
    judged.declaration_id,
    judged.level
from judged
inner join products on judged.scheme_product_no = products.scheme_product_no
