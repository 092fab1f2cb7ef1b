select
    product_category,
    ancestor_category,
    distance
from {{ reference('category_ancestors') }}
