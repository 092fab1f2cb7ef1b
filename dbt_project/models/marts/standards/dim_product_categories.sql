with categories as (select * from {{ ref('stg_reference__product_categories') }}),

industries as (select * from {{ ref('stg_reference__industries') }})

select
    categories.product_category,
    categories.parent_category,
    categories.name_zh,
    categories.industry_code,
    industries.name_zh as industry_name_zh,
    categories.known_from
from categories
left join industries on categories.industry_code = industries.industry_code
