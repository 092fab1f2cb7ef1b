with category_sets as (
    select category_set
    from {{ ref('int_category_sets__declared') }}
    group by category_set
)

select
    category_set,
    {{ split_rows('category_set', ';') }} as product_category
from category_sets
