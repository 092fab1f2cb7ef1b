{{ config(materialized = 'view') }}

with admitted as (select * from {{ ref('int_candidates__admitted') }}),

products as (
    select *
    from {{ ref('int_scheme_products__numbered') }}
    where method = 'bands'
)

select
    admitted.board_no,
    admitted.scheme_product_no,
    admitted.version_no,
    admitted.declaration_id,
    admitted.level
from admitted
inner join products on admitted.scheme_product_no = products.scheme_product_no
