select
    category_text,
    product_name,
    product_category,
    match,
    candidates
from {{ reference('product_matches') }}
