select
    product_category,
    parent_category,
    name_zh,
    industry_code,
    known_from
from {{ reference('product_categories') }}
