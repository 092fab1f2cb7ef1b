select
    alias,
    indicator_code,
    product_category,
    known_from
from {{ reference('indicator_aliases') }}
