with products as (select * from {{ ref('stg_reference__scheme_products') }})

select
    scheme_id,
    scheme_version,
    product_category,
    -- for joins within one build only
    cast(row_number() over (
        order by scheme_id asc nulls last, scheme_version asc nulls last, product_category asc nulls last
    ) as integer) as scheme_product_no
from products
