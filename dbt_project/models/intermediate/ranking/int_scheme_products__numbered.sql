with products as (select * from {{ ref('stg_reference__scheme_products') }}),

schemes as (select * from {{ ref('stg_reference__schemes') }})

select
    products.scheme_id,
    products.scheme_version,
    products.product_category,
    schemes.method,
    schemes.level_count,
    schemes.lowest_level,
    -- for joins within one build only
    cast(row_number() over (
        order by
            products.scheme_id asc nulls last,
            products.scheme_version asc nulls last,
            products.product_category asc nulls last
    ) as integer) as scheme_product_no
from products
inner join schemes
    on products.scheme_id = schemes.scheme_id and products.scheme_version = schemes.scheme_version
